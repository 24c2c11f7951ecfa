//! Elements (“五个一”及其后的要素): established, inspected, suspended, resumed, closed.
//!
//! An element is one kind at one place; a place has at most one of a kind open at a time. Women's
//! federations and women's councils have events of their own, and appear here too as their kinds.

use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::catalogue::{KindNo, WOMENS_COUNCIL, WOMENS_FEDERATION};
use crate::division_code::DivisionCode;
use crate::facts::{EventRules, Facts, Novelty};
use crate::federation::FederationNo;
use crate::ids::Position;
use crate::ids::{KindCode, Name, Note, SampleId};
use crate::in_the_way::{EndsWith, InTheWay, Tried};
use crate::kind_timelines::KindTimelines;
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_place;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Lasting, Machine, Obstacle, Stamp, Timeline};

/// An element was established (建立) at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementEstablished {
    /// The community or relocation site.
    pub place: Place,
    /// The element kind.
    pub kind: KindCode,
    /// Its own name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// A women's council (妇女议事会) was created at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilCreated {
    /// The community or relocation site.
    pub place: Place,
    /// Its own name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// How many members it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u16>,
}

/// An element was inspected against its building standard (达标).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementInspected {
    /// The community or relocation site.
    pub place: Place,
    /// The element kind.
    pub kind: KindCode,
    /// Whether it met the standard.
    pub passed: bool,
    /// The office that inspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<Name>,
    /// The sample under which it was inspected: the place was drawn in it, or serves one that was.
    /// A drawn place that only shares the kind has what serves it inspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleId>,
}

/// An element stopped working for a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementSuspended {
    /// The community or relocation site.
    pub place: Place,
    /// The element kind.
    pub kind: KindCode,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// A suspended element works again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementResumed {
    /// The community or relocation site.
    pub place: Place,
    /// The element kind.
    pub kind: KindCode,
}

/// An element was given up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementClosed {
    /// The community or relocation site.
    pub place: Place,
    /// The element kind.
    pub kind: KindCode,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// What can change about an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ElementChange {
    /// It was established.
    Established {
        /// Its own name.
        name: Option<Name>,
        /// The federation that it is, where it is one.
        federation: Option<FederationNo>,
    },
    /// It was inspected.
    Inspected {
        /// Whether it met the standard.
        passed: bool,
        /// Under which sample.
        sample: Option<SampleId>,
        /// The drawn place that shares it, for which it was inspected; none where its own place is
        /// named.
        serving: Option<PlaceNo>,
    },
    /// It was suspended.
    Suspended,
    /// It was resumed.
    Resumed,
    /// It was closed.
    Closed {
        /// The federation that ended, where it was one: the ending of another closes nothing.
        federation: Option<FederationNo>,
    },
}

crate::packed! { enum ElementChange {
    0 = Established { name, federation },
    1 = Inspected { passed, sample, serving },
    2 = Suspended,
    3 = Resumed,
    4 = Closed { federation },
} }

/// How an element stands on a day, and which federation it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ElementState {
    /// How it stands.
    pub standing: Standing,
    /// The federation that it is, or was last.
    pub federation: Option<FederationNo>,
}

/// How an element stands on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Never established.
    #[default]
    Absent,
    /// At work.
    Open,
    /// Not at work for a time.
    Suspended,
    /// Given up.
    Closed,
}

impl Standing {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Open => "open",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

impl ElementChange {
    /// The federation that begins or ends with it.
    pub(crate) const fn federation(&self) -> Option<FederationNo> {
        match self {
            Self::Established { federation, .. } | Self::Closed { federation } => *federation,
            Self::Inspected { .. } | Self::Suspended | Self::Resumed => None,
        }
    }
}

impl Change for ElementChange {
    type State = ElementState;

    fn begins(&self) -> bool {
        matches!(self, Self::Established { .. })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    fn turns(&self) -> bool {
        !matches!(self, Self::Inspected { .. })
    }

    fn opens_like(&self, later: &Self) -> bool {
        matches!(
            (self, later),
            (Self::Established { .. }, Self::Established { .. }) | (Self::Suspended, Self::Suspended)
        )
    }
}

impl Lasting for ElementState {
    fn exists(&self) -> bool {
        matches!(self.standing, Standing::Open | Standing::Suspended)
    }
}

impl Machine for ElementState {
    type Change = ElementChange;

    fn after(&self, change: &ElementChange) -> Option<Self> {
        let standing = match (self.standing, change) {
            (Standing::Absent | Standing::Closed, ElementChange::Established { federation, .. }) => {
                return Some(Self { standing: Standing::Open, federation: *federation });
            }
            (Standing::Suspended, ElementChange::Resumed) => Standing::Open,
            (Standing::Open | Standing::Suspended, ElementChange::Inspected { .. }) => self.standing,
            (Standing::Open, ElementChange::Suspended) => Standing::Suspended,
            (Standing::Open | Standing::Suspended, ElementChange::Closed { federation })
                if *federation == self.federation =>
            {
                Standing::Closed
            }
            _ => return None,
        };
        Some(Self { standing, ..*self })
    }
}

/// The elements of all places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementFacts {
    timelines: KindTimelines<ElementChange>,
}

crate::packed! { struct ElementFacts { timelines } }
crate::undo! { struct ElementFacts { timelines } }

impl ElementFacts {
    /// What happened to a kind at a place.
    pub fn timeline(&self, place: PlaceNo, kind: KindNo) -> Option<&Timeline<ElementChange>> {
        self.timelines.get(place, kind)
    }

    /// What happened at a place, kind by kind.
    pub fn of_place(&self, place: PlaceNo) -> impl Iterator<Item = (KindNo, &Timeline<ElementChange>)> {
        self.timelines.of_place(place)
    }

    /// What a kind at a place is on a day.
    pub fn standing(&self, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Standing {
        self.timeline(place, kind).map(|t| t.state_on::<ElementState>(as_of).standing).unwrap_or_default()
    }

    /// The last inspection of a kind at a place since it was last established.
    pub fn last_inspection(&self, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Option<bool> {
        let mut last = None;
        for step in self.timeline(place, kind)?.effects_on::<ElementState>(as_of) {
            match step.entry.change {
                ElementChange::Established { .. } if step.has_effect => last = None,
                ElementChange::Inspected { passed, .. } if step.has_effect => last = Some(*passed),
                ElementChange::Established { .. }
                | ElementChange::Inspected { .. }
                | ElementChange::Suspended
                | ElementChange::Resumed
                | ElementChange::Closed { .. } => {}
            }
        }
        last
    }

    pub(crate) fn timeline_mut(&mut self, place: PlaceNo, kind: KindNo) -> Option<&mut Timeline<ElementChange>> {
        self.timelines.get_mut(place, kind)
    }

    pub(crate) fn apply(&mut self, place: PlaceNo, kind: KindNo, stamp: Stamp, change: ElementChange) {
        self.timelines.apply(place, kind, stamp, change);
    }

    /// Whether the kind can be open at the place on some day of the date.
    pub(crate) fn may_be_open(&self, place: PlaceNo, kind: KindNo, effective: PartialDate) -> bool {
        self.timeline(place, kind).is_some_and(|t| t.may_exist_within::<ElementState>(effective))
    }
}

/// Decides a change of one kind at one place. Federations and councils come here too.
pub(crate) fn decide_change(
    facts: &Facts,
    place: &Place,
    kind: &KindCode,
    effective: PartialDate,
    change: &ElementChange,
) -> Result<Novelty, Refusal> {
    let kind_no = facts.catalogue.known_kind(kind)?;
    let no = facts.places.assessed(place, effective)?;
    if facts.elements.timeline(no, kind_no).is_some_and(|t| t.has(effective, change)) {
        return Ok(Novelty::AlreadyTrue);
    }
    let none = Timeline::default();
    let timeline = facts.elements.timeline(no, kind_no).unwrap_or(&none);
    let (place, kind) = (place.clone(), kind.clone());
    Err(match timeline.admits::<ElementState>(effective, change) {
        Ok(()) => {
            facts.leaves_elements((no, &place), (kind_no, &kind), effective, change)?;
            return Ok(Novelty::New);
        }
        Err(Obstacle::Later(later)) => {
            Refusal::ElementClash { place, kind, later: later.effective, at: Some(InTheWay::of(&later)) }
        }
        Err(Obstacle::State { state, before }) => {
            let tried = Tried::of(effective, change);
            let at = before.as_ref().map(InTheWay::of);
            let ends_with =
                |ends: fn(&ElementChange) -> bool| timeline.next_after(effective, change, ends).map(EndsWith);
            match (state.standing, change) {
                (_, ElementChange::Established { .. }) => {
                    let beginning = timeline.beginning_before(effective, change);
                    let since = beginning.map_or(effective, |e| e.effective);
                    let at = beginning.as_ref().map(InTheWay::of).or(at);
                    let until = ends_with(|change| matches!(change, ElementChange::Closed { .. }));
                    Refusal::AlreadyOpen { place, kind, effective: tried, since, at, until }
                }
                (_, ElementChange::Resumed) => Refusal::ElementNotSuspended { place, kind, effective: tried, at },
                (Standing::Suspended, ElementChange::Suspended) => {
                    let ends = |change: &ElementChange| {
                        matches!(change, ElementChange::Resumed | ElementChange::Closed { .. })
                    };
                    Refusal::ElementSuspended { place, kind, effective: tried, at, until: ends_with(ends) }
                }
                _ => {
                    let at = timeline.absence_for(effective, change, at);
                    Refusal::ElementNotOpen { place, kind, effective: tried, at }
                }
            }
        }
    })
}

pub(crate) fn apply_change(facts: &mut Facts, place: &Place, kind: &str, stamp: Stamp, change: &ElementChange) {
    if let Some(kind) = facts.catalogue.kind(kind) {
        for no in facts.places.reached_by(place, stamp) {
            facts.elements.apply(no, kind, stamp, change.clone());
        }
    }
}

/// Federations and councils are not established or closed like the other kinds.
fn refuse_own_events(kind: &KindCode, closing: bool) -> Result<(), Refusal> {
    let command = match (kind.as_str(), closing) {
        (WOMENS_FEDERATION, false) => "found_federation",
        (WOMENS_FEDERATION, true) => "dissolve_federation",
        (WOMENS_COUNCIL, false) => "create_council",
        _ => return Ok(()),
    };
    Err(Refusal::KindHasItsOwnCommand { kind: kind.clone(), command })
}

impl EventRules for ElementEstablished {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        refuse_own_events(&self.kind, false)?;
        decide_change(
            facts,
            &self.place,
            &self.kind,
            effective,
            &ElementChange::Established { name: self.name.clone(), federation: None },
        )
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = ElementChange::Established { name: self.name.clone(), federation: None };
        apply_change(facts, &self.place, self.kind.as_str(), stamp, &change);
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Element(facts.places.find_for(&self.place, effective), self.kind.clone()),
            "establishment",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let established = ElementChange::Established { name: self.name.clone(), federation: None };
        vec![search.element(&self.place, self.kind.as_str(), &established)]
    }
}

impl EventRules for CouncilCreated {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let kind = facts.catalogue.code_of(WOMENS_COUNCIL)?;
        let change = ElementChange::Established { name: self.name.clone(), federation: None };
        decide_change(facts, &self.place, &kind, effective, &change)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = ElementChange::Established { name: self.name.clone(), federation: None };
        apply_change(facts, &self.place, WOMENS_COUNCIL, stamp, &change);
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        let kind = facts.catalogue.code_of(WOMENS_COUNCIL).ok()?;
        let place = facts.places.find_for(&self.place, effective);
        Some(Matter::new(Subject::Element(place, kind), "establishment"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let established = ElementChange::Established { name: self.name.clone(), federation: None };
        vec![search.element(&self.place, WOMENS_COUNCIL, &established)]
    }
}

impl EventRules for ElementInspected {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        match &self.sample {
            Some(sample) => self.decide_under(sample, facts, effective),
            None => decide_change(facts, &self.place, &self.kind, effective, &self.of_its_own()),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        match &self.sample {
            Some(sample) => self.apply_under(sample, facts, stamp),
            None => apply_change(facts, &self.place, self.kind.as_str(), stamp, &self.of_its_own()),
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Element(facts.places.find_for(&self.place, effective), self.kind.clone()),
            "inspection",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &ElementChange| {
            let ElementChange::Inspected { passed, sample, .. } = change else { return false };
            *passed == self.passed && *sample == self.sample
        };
        vec![search.inspection(&self.place, self.kind.as_str(), is_it)]
    }
}

impl EventRules for ElementSuspended {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.place, &self.kind, effective, &ElementChange::Suspended)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, &self.place, self.kind.as_str(), stamp, &ElementChange::Suspended);
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Element(facts.places.find_for(&self.place, effective), self.kind.clone()),
            "suspension",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.element(&self.place, self.kind.as_str(), &ElementChange::Suspended)]
    }
}

impl EventRules for ElementResumed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.place, &self.kind, effective, &ElementChange::Resumed)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, &self.place, self.kind.as_str(), stamp, &ElementChange::Resumed);
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Element(facts.places.find_for(&self.place, effective), self.kind.clone()),
            "resumption",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.element(&self.place, self.kind.as_str(), &ElementChange::Resumed)]
    }
}

impl EventRules for ElementClosed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        refuse_own_events(&self.kind, true)?;
        decide_change(facts, &self.place, &self.kind, effective, &ElementChange::Closed { federation: None })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, &self.place, self.kind.as_str(), stamp, &ElementChange::Closed { federation: None });
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Element(facts.places.find_for(&self.place, effective), self.kind.clone()), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.element(&self.place, self.kind.as_str(), &ElementChange::Closed { federation: None })]
    }
}
