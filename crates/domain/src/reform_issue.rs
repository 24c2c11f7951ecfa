//! Reform issues (“破难行动”问题清单): problems raised, worked on, and closed (销号).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::by_id::Decision;
use crate::division_code::DivisionCode;
use crate::facts::{EventRules, Facts, Novelty};
use crate::holds::Holds;
use crate::ids::Position;
use crate::ids::{Name, Note, ReformIssueId};
use crate::in_the_way::Tried;
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_place;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Machine, Stamp};

/// A problem was put on the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReformIssueRaised {
    /// Its number on the list.
    pub issue: ReformIssueId,
    /// The place it is about.
    pub place: Place,
    /// What the problem is.
    pub title: Name,
    /// The office that must solve it (责任单位).
    pub owner: Name,
    /// By when, in China (完成时限).
    #[serde(deserialize_with = "crate::civil_day::deserialize")]
    pub due: Date,
}

crate::packed! { struct ReformIssueRaised { issue, place, title, owner, due } }

/// Something was done about a problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReformIssueProgressed {
    /// Its number on the list.
    pub issue: ReformIssueId,
    /// What was done.
    pub note: Note,
}

/// A problem was solved and struck off (销号).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReformIssueClosed {
    /// Its number on the list.
    pub issue: ReformIssueId,
    /// How it was solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// A problem and its place, whatever that one's code is since.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReformIssueAt {
    /// The problem, as it was raised.
    pub raised: ReformIssueRaised,
    /// The place that was meant when it was recorded.
    pub place: PlaceNo,
}

crate::packed! { struct ReformIssueAt { raised, place } }

/// What can change about a problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ReformIssueChange {
    /// It was raised.
    Raised(Box<ReformIssueAt>),
    /// Something was done.
    Progressed(Note),
    /// It was closed.
    Closed(Option<Note>),
}

crate::packed! { enum ReformIssueChange { 0 = Raised(raised), 1 = Progressed(note), 2 = Closed(note) } }

/// Where a problem stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReformIssueState {
    /// Not raised.
    #[default]
    Unknown,
    /// Raised and not closed.
    Open(Box<ReformIssueAt>),
    /// Raised and closed (销号).
    Closed(Box<ReformIssueAt>),
}

impl ReformIssueChange {
    /// The place that it is about, where it is raised.
    pub fn place(&self) -> Option<PlaceNo> {
        self.raised().map(|raised| raised.place)
    }

    fn raised(&self) -> Option<&ReformIssueAt> {
        match self {
            Self::Raised(raised) => Some(raised),
            Self::Progressed(_) | Self::Closed(_) => None,
        }
    }
}

impl Change for ReformIssueChange {
    type State = ReformIssueState;

    fn begins(&self) -> bool {
        matches!(self, Self::Raised(_))
    }

    fn holds(&self) -> Option<Holds> {
        Some(match self {
            Self::Raised(_) => Holds::Raised,
            Self::Progressed(_) => Holds::Progressed,
            Self::Closed(_) => Holds::Closed,
        })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Closed(_))
    }

    fn turns(&self) -> bool {
        !matches!(self, Self::Progressed(_))
    }
}

impl Machine for ReformIssueState {
    type Change = ReformIssueChange;

    fn after(&self, change: &ReformIssueChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, ReformIssueChange::Raised(raised))
            | (Self::Open(raised), ReformIssueChange::Progressed(_)) => Some(Self::Open(raised.clone())),
            (Self::Open(raised), ReformIssueChange::Closed(_)) => Some(Self::Closed(raised.clone())),
            _ => None,
        }
    }
}

fn decide_change(
    facts: &Facts,
    issue: &ReformIssueId,
    effective: PartialDate,
    change: &ReformIssueChange,
) -> Result<Novelty, Refusal> {
    match facts.reform_issues.decide::<ReformIssueState>(issue, effective, change) {
        Decision::May(novelty) => Ok(novelty),
        Decision::Unknown(gone) => Err(Refusal::UnknownReformIssue { issue: issue.clone(), gone }),
        Decision::Differs(at) => Err(Refusal::ReformIssueExists { issue: issue.clone(), at: Some(at) }),
        Decision::Clash(at) => {
            let (effective, holds) = (Tried::of(effective, change), facts.reform_issues.holds_by(issue, at));
            Err(Refusal::ReformIssueClash { issue: issue.clone(), effective, holds, at })
        }
    }
}

impl ReformIssueRaised {
    fn change(&self, place: PlaceNo) -> ReformIssueChange {
        ReformIssueChange::Raised(Box::new(ReformIssueAt { raised: self.clone(), place }))
    }
}

impl EventRules for ReformIssueRaised {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let place = facts.places.existing(&self.place, effective)?;
        let mut raised = self.clone();
        // By the code by which the place was named, if it was raised already.
        let recorded = facts.reform_issues.get(&self.issue).into_iter().flat_map(|t| t.recorded_for(effective));
        if let Some(named) = recorded.filter_map(|entry| entry.change.raised()).find(|raised| raised.place == place) {
            raised.place = named.raised.place.clone();
        }
        decide_change(facts, &self.issue, effective, &raised.change(place))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(place) = facts.places.named_by(&self.place, stamp) {
            facts.resting.note_place(place, stamp);
            facts.reform_issues.apply(&self.issue, stamp, self.change(place));
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::ReformIssue(self.issue.clone()), "raised"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &ReformIssueChange| matches!(change, ReformIssueChange::Raised(issue) if ReformIssueRaised { place: self.place.clone(), ..issue.raised.clone() } == *self);
        vec![search.within(search.facts.reform_issues.get(&self.issue), is_it)]
    }
}

impl EventRules for ReformIssueProgressed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.issue, effective, &ReformIssueChange::Progressed(self.note.clone()))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.reform_issues.apply(&self.issue, stamp, ReformIssueChange::Progressed(self.note.clone()));
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::ReformIssue(self.issue.clone()), "progress"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let progressed = ReformIssueChange::Progressed(self.note.clone());
        vec![search.within(search.facts.reform_issues.get(&self.issue), |change| *change == progressed)]
    }
}

impl EventRules for ReformIssueClosed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.issue, effective, &ReformIssueChange::Closed(self.note.clone()))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.reform_issues.apply(&self.issue, stamp, ReformIssueChange::Closed(self.note.clone()));
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::ReformIssue(self.issue.clone()), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let closed = ReformIssueChange::Closed(self.note.clone());
        vec![search.within(search.facts.reform_issues.get(&self.issue), |change| *change == closed)]
    }
}
