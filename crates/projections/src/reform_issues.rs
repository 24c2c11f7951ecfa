//! Reform issues (“破难行动”问题清单): what is open, closed or overdue on a day.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::reform_issue::{ReformIssueAt, ReformIssueChange, ReformIssueRaised, ReformIssueState};
use jiceng_domain::timeline::Timeline;
use jiceng_domain::{Note, PartialDate, PlaceNo, Position, ReformIssueId};

use crate::targets::days_between;

/// A problem on the list, by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueOnDay {
    /// What was raised: number, place, title, owner, due day.
    pub raised: ReformIssueRaised,
    /// The place, whatever its code is by the day.
    pub place: PlaceNo,
    /// When it was raised.
    pub raised_on: PartialDate,
    /// What was done about it, in order.
    pub progress: Vec<ProgressNote>,
    /// How it was closed, if it was.
    pub closed: Option<Closing>,
    /// Days from the day asked about to the due day, while it is open; below 0 when that is past.
    /// Once it is closed: from the day of closing, the last that its date can mean.
    pub days_left: i32,
}

/// Something done about a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressNote {
    /// The day on which it was done, as stated.
    pub on: PartialDate,
    /// What was done, in the recorder's words.
    pub note: Note,
}

/// How a problem was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The day of the closing, as stated.
    pub on: PartialDate,
    /// How it was solved.
    pub note: Option<Note>,
}

impl IssueOnDay {
    /// Whether it is open and its due day is past.
    pub const fn is_overdue(&self) -> bool {
        self.closed.is_none() && self.days_left < 0
    }

    /// Whether it was closed after its due day.
    pub const fn was_closed_late(&self) -> bool {
        self.closed.is_some() && self.days_left < 0
    }
}

/// The problems raised by a day, by number.
pub fn issues_on(facts: &Facts, as_of: AsOf) -> impl Iterator<Item = IssueOnDay> {
    facts.reform_issues.iter().filter_map(move |(issue, _)| issue_on(facts, issue, as_of))
}

/// One problem, if it was raised by the day.
pub fn issue_on(facts: &Facts, issue: &ReformIssueId, as_of: AsOf) -> Option<IssueOnDay> {
    let (mut raised, mut progress, mut closed) = (None, Vec::new(), None);
    for entry in facts.reform_issues.get(issue)?.possible_on::<ReformIssueState>(as_of) {
        let on = entry.effective;
        match entry.change {
            ReformIssueChange::Raised(what) => raised = Some((what.as_ref(), on)),
            ReformIssueChange::Progressed(note) => progress.push(ProgressNote { on, note: note.clone() }),
            ReformIssueChange::Closed(note) => closed = Some(Closing { on, note: note.clone() }),
        }
    }
    let (ReformIssueAt { raised, place }, raised_on) = raised?;
    let until = closed.as_ref().map_or(as_of.effective, |closing| closing.on.last());
    Some(IssueOnDay {
        place: *place,
        raised_on,
        progress,
        closed,
        days_left: days_between(until, raised.due),
        raised: raised.clone(),
    })
}

/// Where the facts about a problem are recorded, withdrawn ones and their retractions too, as far
/// as known.
pub fn positions_of(facts: &Facts, issue: &ReformIssueId, known: Position) -> Vec<Position> {
    let entries = facts.reform_issues.get(issue).into_iter().flat_map(Timeline::all);
    let each = entries.flat_map(|entry| [Some(entry.position), entry.withdrawn]);
    let mut positions: Vec<Position> = each.flatten().filter(|position| *position < known).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}
