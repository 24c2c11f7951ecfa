//! Women's federations (妇联组织): founded, renamed, merged, dissolved. Each place has at most one
//! at a time; at communities and relocation sites it is element 1 of the five.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::catalogue::{KindNo, WOMENS_FEDERATION};
use crate::committee::CommitteeChange;
use crate::division::is_a_list;
use crate::element::{ElementChange, ElementState};
use crate::facts::{Fact, Facts, Novelty};
use crate::ids::{FederationId, Name};
use crate::in_the_way::{EndsWith, InTheWay, Tried};
use crate::numbers::dense_number;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::refusal::Refusal;
use crate::timeline::{Change, Entry, Lasting, Machine, Mark, Obstacle, Stamp, Timeline};

/// A women's federation was founded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationRenamed {
    /// The federation.
    pub federation: FederationId,
    /// The new name.
    pub name: Name,
}

/// Women's federations were merged into one that exists. Those in `from` end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationsMerged {
    /// The federations that end.
    pub from: Vec<FederationId>,
    /// The federation that goes on.
    pub into: FederationId,
}

/// A women's federation was dissolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    fn begins(&self) -> bool {
        matches!(self, Self::Founded { .. })
    }

    fn turns(&self) -> bool {
        !matches!(self, Self::Renamed { .. })
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
    records: Vec<FederationRecord>,
    by_id: HashMap<FederationId, FederationNo>,
    /// By the number of a place.
    by_place: Vec<ThinVec<FederationNo>>,
}

crate::packed! { struct FederationFacts { records, by_id, by_place } }

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

    /// Its name on a day, or the one it was founded with where the day leaves open whether it was by then.
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
    match entry.change {
        FederationChange::Founded { place, .. } => Some(*place),
        FederationChange::Renamed { .. } | FederationChange::MergedInto { .. } | FederationChange::Dissolved => None,
    }
}

impl FederationFacts {
    /// Every federation, in the order of numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FederationNo, &FederationRecord)> {
        (0..).map(FederationNo::at).zip(&self.records)
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

    pub(crate) fn record_of(&self, id: &FederationId) -> Option<&FederationRecord> {
        self.get(self.find(id)?)
    }

    pub(crate) fn record_mut(&mut self, id: &FederationId) -> Option<&mut FederationRecord> {
        let no = self.find(id)?;
        self.records.get_mut(no.index())
    }

    /// A federation that can exist on some day of the date.
    pub(crate) fn existing(&self, id: &FederationId, effective: PartialDate) -> Result<&FederationRecord, Refusal> {
        let record = self.record_of(id).filter(|r| r.timeline.live().next().is_some());
        let record = record.ok_or_else(|| Refusal::UnknownFederation { federation: id.clone() })?;
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
        let index = place.index();
        if self.by_place.len() <= index {
            self.by_place.resize_with(index + 1, ThinVec::new);
        }
        if let Some(at_place) = self.by_place.get_mut(index)
            && !at_place.contains(&federation)
        {
            at_place.reserve_exact(1);
            at_place.push(federation);
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
    matches!(change, FederationChange::MergedInto { .. } | FederationChange::Dissolved)
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

impl Fact for FederationFounded {
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
        }
        let founding = ElementChange::Established { name: None, federation: facts.federations.find(&self.federation) };
        if let Some(timeline) = element
            && let Err(obstacle) = timeline.admits::<ElementState>(effective, &founding)
        {
            let beginning = match obstacle {
                Obstacle::State { .. } => timeline.beginning_before(effective, &founding),
                Obstacle::Later(later) => Some(later),
            };
            let active = beginning.and_then(|e| facts.federations.get(e.change.federation()?)).map(|r| r.id.clone());
            let closes = |change: &ElementChange| matches!(change, ElementChange::Closed { .. });
            return Err(Refusal::FederationActive {
                place: self.place.clone(),
                effective: Tried::of(effective, &founding),
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
            if let Some(record) = facts.federations.records.get_mut(federation.index()) {
                record.timeline.apply(stamp, self.change(place));
            }
            if let Some(kind) = kind {
                let founding = ElementChange::Established { name: None, federation: Some(federation) };
                facts.elements.apply(place, kind, stamp, founding);
                if stamp.records() {
                    close_where_it_ended(facts, place, kind, federation);
                }
            }
        }
    }
}

/// A federation that was founded a second time, elsewhere: what ended it before closes its element here too.
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

fn decide_change(
    facts: &Facts,
    id: &FederationId,
    effective: PartialDate,
    change: &FederationChange,
) -> Result<Novelty, Refusal> {
    if facts.federations.record_of(id).is_some_and(|r| r.timeline.has(effective, change)) {
        return Ok(Novelty::AlreadyTrue);
    }
    let record = facts.federations.existing(id, effective)?;
    match record.timeline.admits::<FederationState>(effective, change) {
        Ok(()) if ends(change) => {
            let novelty = ending_fits(facts, record, effective)?;
            if let Some(no) = facts.federations.find(id) {
                facts.leaves_federations(no, effective, change)?;
            }
            Ok(novelty)
        }
        Ok(()) => Ok(Novelty::New),
        Err(Obstacle::Later(later)) => Err(clash(id, &later)),
        Err(Obstacle::State { before, .. }) => {
            let ended = before.filter(|e| ends(e.change)).map(|e| InTheWay::of(&e));
            let at = record.timeline.absence_for(effective, change, ended);
            Err(Refusal::FederationNotActive { federation: id.clone(), effective, at })
        }
    }
}

/// The refusal of what would take its effect from a later fact about a federation.
fn clash<C: Change>(federation: &FederationId, later: &Entry<'_, C>) -> Refusal {
    let (federation, at) = (federation.clone(), Some(InTheWay::of(later)));
    Refusal::FederationClash { federation, later: later.effective, at }
}

/// Refuses an ending after which something is recorded of the element that the federation is.
fn ending_fits(facts: &Facts, record: &FederationRecord, effective: PartialDate) -> Result<Novelty, Refusal> {
    let place = record.timeline.live().find_map(founded_at);
    let closing = ElementChange::Closed { federation: facts.federations.find(&record.id) };
    let element = place.and_then(|place| facts.elements.timeline(place, kind(facts)?));
    if let (Some(no), Some(kind_no)) = (place, kind(facts)) {
        let record = facts.places.get(no);
        let named = record.and_then(|record| record.place_on(AsOf::on(effective.last())));
        if let Some(named) = named {
            let kind = facts.catalogue.code_of(WOMENS_FEDERATION)?;
            facts.leaves_elements((no, &named), (kind_no, &kind), effective, &closing)?;
        }
    }
    match element.map(|t| t.admits::<ElementState>(effective, &closing)) {
        Some(Err(Obstacle::Later(later))) => Err(clash(&record.id, &later)),
        _ => Ok(Novelty::New),
    }
}

/// Ends a federation, and the element that it is, at every place where it was ever founded: what closes
/// there is its own element alone.
fn apply_ending(facts: &mut Facts, id: &FederationId, stamp: Stamp, change: FederationChange) {
    let Some(federation) = facts.federations.find(id) else {
        return;
    };
    let Some(record) = facts.federations.record_mut(id) else {
        return;
    };
    record.timeline.apply(stamp, change);
    let places = facts.federations.places_ever_of(federation);
    if let Some(kind) = kind(facts) {
        for place in places {
            facts.elements.apply(place, kind, stamp, ElementChange::Closed { federation: Some(federation) });
        }
    }
}

impl Fact for FederationRenamed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.federation, effective, &FederationChange::Renamed { name: self.name.clone() })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(record) = facts.federations.record_mut(&self.federation) {
            record.timeline.apply(stamp, FederationChange::Renamed { name: self.name.clone() });
        }
    }
}

impl Fact for FederationsMerged {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if !is_a_list(&self.from) {
            return Err(Refusal::BadList { field: "from", least: 1 });
        }
        if self.from.contains(&self.into) {
            return Err(Refusal::MergesIntoItself { federation: self.into.clone() });
        }
        facts.federations.existing(&self.into, effective)?;
        let Some(into) = facts.federations.find(&self.into) else {
            return Err(Refusal::UnknownFederation { federation: self.into.clone() });
        };
        let mut novelty = Novelty::AlreadyTrue;
        for id in &self.from {
            if facts.federations.find(id).is_some_and(|no| facts.federations.goes_on_in(into, no)) {
                let (federation, into_id) = (self.into.clone(), id.clone());
                let at = facts.federations.get(into).and_then(|record| record.timeline.last_of(ends));
                return Err(Refusal::FederationsMergeInACircle { federation, into: into_id, at });
            }
            novelty = novelty.or(decide_change(facts, id, effective, &FederationChange::MergedInto { into })?);
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(into) = facts.federations.find(&self.into) {
            facts.resting.note_federation(into, stamp);
            self.from.iter().for_each(|id| apply_ending(facts, id, stamp, FederationChange::MergedInto { into }));
        }
    }
}

impl Fact for FederationDissolved {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.federation, effective, &FederationChange::Dissolved)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_ending(facts, &self.federation, stamp, FederationChange::Dissolved);
    }
}
