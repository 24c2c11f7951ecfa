//! Women's federations (妇联组织): founded, renamed, merged, dissolved. Each place has at most one
//! at a time; at communities and relocation sites it is element 1 of the five.

mod later;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use self::later::clash;
use crate::as_of::AsOf;
use crate::catalogue::{KindNo, WOMENS_FEDERATION};
use crate::committee::CommitteeChange;
use crate::division_code::DivisionCode;
use crate::element::{ElementChange, ElementState};
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::{FederationId, Name, Position};
use crate::in_the_way::{EndsWith, InTheWay, Tried};
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_place;
use crate::numbers::dense_number;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::taken_over::{Held, may_show};
use crate::timeline::{Change, Entry, Lasting, Machine, Mark, Obstacle, Stamp, Timeline};
use crate::tracked::Tracked;

/// A women's federation was founded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationFounded {
    /// The federation.
    pub federation: FederationId,
    /// The division or relocation site whose federation it is.
    pub place: Place,
    /// Its name.
    pub name: Name,
    /// How it came about.
    #[serde(default)]
    pub origin: FederationOrigin,
}

/// How a federation came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FederationOrigin {
    /// Newly founded (新建).
    #[default]
    New,
    /// Converted from a women's congress (会改联).
    ConvertedFromCongress,
}

crate::packed! { enum FederationOrigin { 0 = New, 1 = ConvertedFromCongress } }

/// A women's federation got another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationRenamed {
    /// The federation.
    pub federation: FederationId,
    /// The new name.
    pub name: Name,
}

/// Women's federations were merged into one that exists. Those in `from` end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationsMerged {
    /// The federations that end.
    pub from: Vec<FederationId>,
    /// The federation that goes on.
    pub into: FederationId,
}

/// A women's federation was dissolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationDissolved {
    /// The federation.
    pub federation: FederationId,
}

dense_number! {
    /// The number of a federation: its index in [`FederationFacts`].
    FederationNo
}

crate::packed! { struct FederationNo(number) }

/// What can change about a federation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FederationChange {
    /// It was founded.
    Founded {
        /// Whose it is.
        place: PlaceNo,
        /// Its name.
        name: Name,
        /// How it came about.
        origin: FederationOrigin,
    },
    /// It got another name.
    Renamed {
        /// The new name.
        name: Name,
    },
    /// It was merged into another.
    MergedInto {
        /// The one that goes on.
        into: FederationNo,
    },
    /// It was dissolved.
    Dissolved,
}

crate::packed! { enum FederationChange {
    0 = Founded { place, name, origin },
    1 = Renamed { name },
    2 = MergedInto { into },
    3 = Dissolved,
} }

/// Whether a federation exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FederationState {
    /// Not founded yet.
    #[default]
    Unknown,
    /// At work.
    Active,
    /// Merged or dissolved.
    Ended,
}

impl Change for FederationChange {
    type State = FederationOf;

    fn begins(&self) -> bool {
        matches!(self, Self::Founded { .. })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::MergedInto { .. } | Self::Dissolved)
    }

    fn turns(&self) -> bool {
        !matches!(self, Self::Renamed { .. })
    }
}

/// Whether a federation exists, and whose it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FederationOf {
    /// Whether it exists.
    pub state: FederationState,
    /// Whose it is.
    pub place: Option<PlaceNo>,
}

impl Machine for FederationOf {
    type Change = FederationChange;

    fn after(&self, change: &FederationChange) -> Option<Self> {
        let place = change.founded_at().or(self.place);
        self.state.after(change).map(|state| Self { state, place })
    }

    fn holds(&self, what: &Held) -> bool {
        self.state.exists() && self.place.is_some_and(|place| Held::Place(place) == *what)
    }
}

impl FederationChange {
    const fn founded_at(&self) -> Option<PlaceNo> {
        match self {
            Self::Founded { place, .. } => Some(*place),
            Self::Renamed { .. } | Self::MergedInto { .. } | Self::Dissolved => None,
        }
    }
}

impl Lasting for FederationState {
    fn exists(&self) -> bool {
        matches!(self, Self::Active)
    }
}

impl Machine for FederationState {
    type Change = FederationChange;

    fn after(&self, change: &FederationChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, FederationChange::Founded { .. }) | (Self::Active, FederationChange::Renamed { .. }) => {
                Some(Self::Active)
            }
            (Self::Active, FederationChange::MergedInto { .. } | FederationChange::Dissolved) => Some(Self::Ended),
            _ => None,
        }
    }
}

/// A federation and all that changed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederationRecord {
    /// Its identifier.
    pub id: FederationId,
    /// What changed about it.
    pub timeline: Timeline<FederationChange>,
    /// What its executive committees did.
    pub committees: Timeline<CommitteeChange>,
}

crate::packed! { struct FederationRecord { id, timeline, committees } }

/// All federations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FederationFacts {
    records: Tracked<Vec<FederationRecord>>,
    by_id: Tracked<HashMap<FederationId, FederationNo>>,
    /// By the number of a place.
    by_place: Tracked<Vec<ThinVec<FederationNo>>>,
    /// Those of whose ends one is dated by more than a day.
    ended_openly: Tracked<BTreeSet<FederationNo>>,
}

crate::undo! { struct FederationFacts { records, by_id, by_place, ended_openly } }
crate::packed! { struct FederationFacts { records, by_id, by_place, ended_openly } }

impl FederationRecord {
    /// Whether it exists on a day.
    pub fn is_active(&self, as_of: AsOf) -> bool {
        self.timeline.state_on::<FederationState>(as_of) == FederationState::Active
    }

    /// Its name on a day.
    pub fn name_on(&self, as_of: AsOf) -> Option<&Name> {
        self.timeline.on(as_of).rev().find_map(|e| match e.change {
            FederationChange::Founded { name, .. } | FederationChange::Renamed { name } => Some(name),
            FederationChange::MergedInto { .. } | FederationChange::Dissolved => None,
        })
    }

    /// Its name on a day, or the one it was founded with where the day leaves open whether it was
    /// by then.
    pub fn name_on_or_first(&self, as_of: AsOf) -> Option<&Name> {
        self.name_on(as_of).or_else(|| {
            self.timeline.counting(as_of).find_map(|e| match e.change {
                FederationChange::Founded { name, .. } => Some(name),
                FederationChange::Renamed { .. }
                | FederationChange::MergedInto { .. }
                | FederationChange::Dissolved => None,
            })
        })
    }

    /// Whose federation it is, by the facts that count.
    pub fn place(&self, as_of: AsOf) -> Option<PlaceNo> {
        self.timeline.counting(as_of).find_map(founded_at)
    }
}

fn founded_at(entry: Entry<'_, FederationChange>) -> Option<PlaceNo> {
    entry.change.founded_at()
}

impl FederationFacts {
    /// Every federation, in the order of numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FederationNo, &FederationRecord)> {
        (0..).map(FederationNo::at).zip(self.records.iter())
    }

    /// The record of a number.
    pub fn get(&self, federation: FederationNo) -> Option<&FederationRecord> {
        self.records.get(federation.index())
    }

    /// The number of an identifier.
    pub fn find(&self, id: &FederationId) -> Option<FederationNo> {
        self.by_id.get(id).copied()
    }

    /// The federation of a place that exists on a day.
    pub fn at(&self, place: PlaceNo, as_of: AsOf) -> Option<&FederationRecord> {
        let mut candidates = self.by_place.get(place.index())?.iter().filter_map(|no| self.get(*no));
        candidates.rfind(|r| r.is_active(as_of) && r.place(as_of) == Some(place))
    }

    /// The places at which a federation was ever said to be founded.
    pub(crate) fn places_ever_of(&self, federation: FederationNo) -> Vec<PlaceNo> {
        let record = self.get(federation);
        let mut places: Vec<PlaceNo> =
            record.into_iter().flat_map(|record| record.timeline.all()).filter_map(founded_at).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The federations that ever were recorded of a place.
    pub fn ever_at(&self, place: PlaceNo) -> impl Iterator<Item = &FederationRecord> {
        self.by_place.get(place.index()).into_iter().flatten().filter_map(|no| self.get(*no))
    }

    /// The numbers of the federations that ever were recorded of a place.
    pub fn numbers_at(&self, place: PlaceNo) -> &[FederationNo] {
        self.by_place.get(place.index()).map(ThinVec::as_slice).unwrap_or_default()
    }

    pub(crate) fn timeline_mut(&mut self, federation: FederationNo) -> Option<&mut Timeline<FederationChange>> {
        self.records.change(federation.index()).map(|record| &mut record.timeline)
    }

    pub(crate) fn record_of(&self, id: &FederationId) -> Option<&FederationRecord> {
        self.get(self.find(id)?)
    }

    pub(crate) fn record_mut(&mut self, id: &FederationId) -> Option<&mut FederationRecord> {
        let no = self.find(id)?;
        self.records.change(no.index())
    }

    /// A federation that can exist on some day of the date.
    pub(crate) fn existing(&self, id: &FederationId, effective: PartialDate) -> Result<&FederationRecord, Refusal> {
        let known = self.record_of(id);
        let record = known.filter(|r| r.timeline.live().next().is_some()).ok_or_else(|| {
            let gone = known.and_then(|record| record.timeline.gone(Change::begins));
            Refusal::UnknownFederation { federation: id.clone(), gone }
        })?;
        if record.timeline.may_exist_within::<FederationState>(effective) {
            Ok(record)
        } else {
            let at = record.timeline.absence::<FederationState>(effective);
            Err(Refusal::FederationNotActive { federation: id.clone(), effective, at })
        }
    }

    /// Whether a federation, once it has ended, goes on in another by mergers that count now.
    fn goes_on_in(&self, federation: FederationNo, other: FederationNo) -> bool {
        let merged_into = |no: FederationNo| {
            self.get(no)?.timeline.live().find_map(|e| match e.change {
                FederationChange::MergedInto { into } => Some(*into),
                FederationChange::Founded { .. } | FederationChange::Renamed { .. } | FederationChange::Dissolved => {
                    None
                }
            })
        };
        let mut passed = vec![federation];
        while let Some(next) = passed.last().and_then(|no| merged_into(*no)).filter(|no| !passed.contains(no)) {
            if next == other {
                return true;
            }
            passed.push(next);
        }
        false
    }

    fn note_place(&mut self, federation: FederationNo, place: PlaceNo) {
        if !self.numbers_at(place).contains(&federation)
            && let Some(at_place) = self.by_place.change_or_grow(place.index())
        {
            at_place.reserve_exact(1);
            at_place.push(federation);
        }
    }

    /// Keeps which federations a place had before another was founded there, for those that ended
    /// in a time within which that was.
    fn follow(&mut self, federation: FederationNo, place: PlaceNo, stamp: Stamp) {
        if self.ended_openly.is_empty() {
            return;
        }
        let others = self.numbers_at(place).to_vec().into_iter().filter(|other| *other != federation);
        for other in others.collect::<Vec<_>>() {
            if stamp.records() {
                self.take_over(other, place, federation);
                self.take_over(federation, place, other);
            } else if let Some(record) = self.records.change(other.index()) {
                record.timeline.apply_to_taken_over(stamp);
            }
        }
    }

    /// Keeps which facts founded another federation at a place within the time in which the end of
    /// one is dated.
    fn take_over(&mut self, ended: FederationNo, place: PlaceNo, by: FederationNo) {
        if !self.ended_openly.contains(&ended) {
            return;
        }
        let ends_of = self.get(ended).into_iter().flat_map(|record| record.timeline.all());
        let ends: Vec<PartialDate> = ends_of.filter(|e| ends(e.change)).map(|e| e.effective).collect();
        let founded = self.get(by).into_iter().flat_map(|record| record.timeline.all());
        let founded = founded.filter(|e| e.change.founded_at() == Some(place));
        let founded = founded.filter(|e| ends.iter().any(|end| may_show(e.effective, *end)));
        let marked: Vec<_> = founded.map(|e| (e.effective, e.position, e.marks())).collect();
        if let Some(record) = self.records.change(ended.index()) {
            for (effective, position, marks) in marked {
                record.timeline.take_over(effective, position, Held::Place(place), marks);
            }
        }
    }

    fn number(&mut self, id: &FederationId) -> FederationNo {
        if let Some(no) = self.find(id) {
            return no;
        }
        let no = FederationNo::next_in(self.records.len());
        self.records.push(FederationRecord {
            id: id.clone(),
            timeline: Timeline::default(),
            committees: Timeline::default(),
        });
        self.by_id.insert(id.clone(), no);
        no
    }
}

fn ends(change: &FederationChange) -> bool {
    change.ends()
}

/// The number of the kind that a federation is.
fn kind(facts: &Facts) -> Option<KindNo> {
    facts.catalogue.kind(WOMENS_FEDERATION)
}

impl FederationFounded {
    fn change(&self, place: PlaceNo) -> FederationChange {
        FederationChange::Founded { place, name: self.name.clone(), origin: self.origin }
    }
}

impl EventRules for FederationFounded {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let place = facts.places.existing(&self.place, effective)?;
        let element = kind(facts).and_then(|kind| facts.elements.timeline(place, kind));
        if let Some(record) = facts.federations.record_of(&self.federation) {
            if record.timeline.has(effective, &self.change(place)) {
                return Ok(Novelty::AlreadyTrue);
            }
            if let Some(at) = record.timeline.last_of(Change::begins) {
                return Err(Refusal::FederationExists { federation: self.federation.clone(), at: Some(at) });
            }
            let change = self.change(place);
            if let Err(Obstacle::Later(later)) = record.timeline.admits::<FederationState>(effective, &change) {
                return Err(clash(&self.federation, &later));
            }
        }
        let founding = ElementChange::Established { name: None, federation: facts.federations.find(&self.federation) };
        if let Some(timeline) = element
            && let Err(obstacle) = timeline.admits::<ElementState>(effective, &founding)
        {
            let (tried, beginning) = match obstacle {
                Obstacle::State { .. } => {
                    (Tried::of(effective, &founding), timeline.beginning_before(effective, &founding))
                }
                // The other one is there on a day of the date, and not on the first.
                Obstacle::Later(later) => (Tried { effective, taken_for: None }, Some(later)),
            };
            let active = beginning.and_then(|e| facts.federations.get(e.change.federation()?)).map(|r| r.id.clone());
            let closes = |change: &ElementChange| matches!(change, ElementChange::Closed { .. });
            return Err(Refusal::FederationActive {
                place: self.place.clone(),
                effective: tried,
                active,
                since: beginning.map_or(effective, |e| e.effective),
                at: beginning.as_ref().map(InTheWay::of),
                until: timeline.next_after(effective, &founding, closes).map(EndsWith),
            });
        }
        if let Some(federation) = facts.federations.find(&self.federation) {
            facts.leaves_federations(federation, effective, &self.change(place))?;
        }
        let kind = facts.catalogue.code_of(WOMENS_FEDERATION)?;
        facts.leaves_elements(
            (place, &self.place),
            (facts.catalogue.known_kind(&kind)?, &kind),
            effective,
            &founding,
        )?;
        Ok(Novelty::New)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let federation = facts.federations.number(&self.federation);
        let kind = kind(facts);
        for place in facts.places.reached_by(&self.place, stamp) {
            if stamp.records() {
                facts.federations.note_place(federation, place);
            }
            if let Some(record) = facts.federations.records.change(federation.index()) {
                record.timeline.apply(stamp, self.change(place));
            }
            facts.federations.follow(federation, place, stamp);
            if let Some(kind) = kind {
                let founding = ElementChange::Established { name: None, federation: Some(federation) };
                facts.elements.apply(place, kind, stamp, founding);
                if stamp.records() {
                    close_where_it_ended(facts, place, kind, federation);
                }
            }
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Federations(vec![self.federation.clone()]), "founding"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &FederationChange| {
            let FederationChange::Founded { name, origin, .. } = change else { return false };
            *name == self.name && *origin == self.origin
        };
        vec![search.federation(&self.federation, is_it)]
    }
}

/// A federation that was founded a second time, elsewhere: what ended it before closes its element
/// here too.
fn close_where_it_ended(facts: &mut Facts, place: PlaceNo, kind: KindNo, federation: FederationNo) {
    let Some(record) = facts.federations.records.get(federation.index()) else {
        return;
    };
    let mut endings: Vec<_> = record.timeline.all().filter(|e| ends(e.change)).collect();
    endings.sort_by_key(|e| e.position);
    for ending in endings {
        let here = facts.elements.timeline(place, kind);
        if here.is_some_and(|t| t.all().any(|e| e.position == ending.position)) {
            continue;
        }
        let (effective, position) = (ending.effective, ending.position);
        let stamp = |mark| Stamp { effective, position, stands_for: Some((ending.rank, effective)), mark };
        let closing = || ElementChange::Closed { federation: Some(federation) };
        facts.elements.apply(place, kind, stamp(Mark::Record), closing());
        if let Some(by) = ending.withdrawn {
            facts.elements.apply(place, kind, stamp(Mark::Withdraw { by }), closing());
        }
        for outranked in ending.disputes() {
            facts.elements.apply(place, kind, stamp(Mark::Outrank(outranked)), closing());
        }
    }
}
