//! What happens to a federation after its founding: it gets another name, is merged, is dissolved.

use super::{
    FederationChange, FederationDissolved, FederationRecord, FederationRenamed, FederationState, FederationsMerged,
    ends, founded_at, kind,
};
use crate::as_of::AsOf;
use crate::catalogue::WOMENS_FEDERATION;
use crate::division::is_a_list;
use crate::element::{ElementChange, ElementState};
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::{FederationId, Position};
use crate::in_the_way::InTheWay;
use crate::matter::{Matter, Subject, sorted};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, Refusal};
use crate::timeline::{Change, Entry, Obstacle, Stamp};

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
pub(super) fn clash<C: Change>(federation: &FederationId, later: &Entry<'_, C>) -> Refusal {
    let (federation, at) = (federation.clone(), Some(InTheWay::of(later)));
    Refusal::FederationClash { federation, later: later.effective, at }
}

/// Refuses an ending after which something is recorded of the element that the federation is.
fn ending_fits(facts: &Facts, record: &FederationRecord, effective: PartialDate) -> Result<Novelty, Refusal> {
    let place = record.timeline.live().find_map(founded_at);
    let closing = ElementChange::Closed { federation: facts.federations.find(&record.id) };
    let element = place.and_then(|place| facts.elements.timeline(place, kind(facts)?));
    if let (Some(no), Some(kind_no)) = (place, kind(facts))
        && let Some(named) = facts.called(no, effective)
    {
        let kind = facts.catalogue.code_of(WOMENS_FEDERATION)?;
        facts.leaves_elements((no, &named), (kind_no, &kind), effective, &closing)?;
    }
    match element.map(|t| t.admits::<ElementState>(effective, &closing)) {
        Some(Err(Obstacle::Later(later))) => Err(clash(&record.id, &later)),
        _ => Ok(Novelty::New),
    }
}

/// Ends a federation, and the element that it is, at every place where it was ever founded: what
/// closes there is its own element alone.
fn apply_ending(facts: &mut Facts, id: &FederationId, stamp: Stamp, change: FederationChange) {
    let Some(federation) = facts.federations.find(id) else {
        return;
    };
    let Some(record) = facts.federations.record_mut(id) else {
        return;
    };
    record.timeline.apply(stamp, change);
    let places = facts.federations.places_ever_of(federation);
    if stamp.records() && !stamp.effective.is_exact() {
        facts.federations.ended_openly.insert(federation, ());
        for place in &places {
            facts.federations.follow(federation, *place, stamp);
        }
    }
    if let Some(kind) = kind(facts) {
        for place in places {
            facts.elements.apply(place, kind, stamp, ElementChange::Closed { federation: Some(federation) });
        }
    }
}

impl EventRules for FederationRenamed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.federation, effective, &FederationChange::Renamed { name: self.name.clone() })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(record) = facts.federations.record_mut(&self.federation) {
            record.timeline.apply(stamp, FederationChange::Renamed { name: self.name.clone() });
        }
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Federations(vec![self.federation.clone()]), "name"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let renamed = FederationChange::Renamed { name: self.name.clone() };
        vec![search.federation(&self.federation, |change| *change == renamed)]
    }
}

impl Facts {
    /// By what a place is called at the end of a date; by what it was last called where it is not
    /// there then.
    fn called(&self, no: PlaceNo, effective: PartialDate) -> Option<Place> {
        let record = self.places.get(no)?;
        record.place_on(AsOf::on(effective.last())).or_else(|| record.last_called(Position(u64::MAX)))
    }
}

impl FederationsMerged {
    /// A place has one federation at a time. So one that began where another ended is no other
    /// place's, in which that one could go on.
    fn are_of_two_places(&self, facts: &Facts, from: &FederationId, effective: PartialDate) -> Result<(), Refusal> {
        let place = |id| facts.federations.record_of(id)?.timeline.live().find_map(founded_at);
        let Some(of_both) = place(from).filter(|of| place(&self.into) == Some(*of)) else { return Ok(()) };
        let Some(place) = facts.called(of_both, effective) else { return Ok(()) };
        let at = facts.federations.record_of(&self.into).and_then(|record| record.timeline.last_of(Change::begins));
        Err(Refusal::FederationsOfOnePlace { federation: from.clone(), into: self.into.clone(), place, at })
    }
}

impl EventRules for FederationsMerged {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if !is_a_list(&self.from) {
            return Err(Refusal::BadList { field: "from", least: AtLeast(1) });
        }
        if self.from.contains(&self.into) {
            return Err(Refusal::MergesIntoItself { federation: self.into.clone() });
        }
        facts.federations.existing(&self.into, effective)?;
        let Some(into) = facts.federations.find(&self.into) else {
            return Err(Refusal::UnknownFederation { federation: self.into.clone(), gone: None });
        };
        let mut novelty = Novelty::AlreadyTrue;
        for id in &self.from {
            if facts.federations.find(id).is_some_and(|no| facts.federations.goes_on_in(into, no)) {
                let (federation, into_id) = (self.into.clone(), id.clone());
                let at = facts.federations.get(into).and_then(|record| record.timeline.last_of(ends));
                return Err(Refusal::FederationsMergeInACircle { federation, into: into_id, at });
            }
            let decided = decide_change(facts, id, effective, &FederationChange::MergedInto { into })?;
            if decided == Novelty::New {
                self.are_of_two_places(facts, id, effective)?;
            }
            novelty = novelty.or(decided);
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(into) = facts.federations.find(&self.into) {
            facts.resting.note_federation(into, stamp);
            self.from.iter().for_each(|id| apply_ending(facts, id, stamp, FederationChange::MergedInto { into }));
        }
    }

    fn federations(&self) -> Vec<&FederationId> {
        self.from.iter().chain([&self.into]).collect()
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Federations(sorted(&self.from)), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &FederationChange| matches!(change, FederationChange::MergedInto { .. });
        self.from.iter().map(|id| search.federation(id, is_it)).collect()
    }
}

impl EventRules for FederationDissolved {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.federation, effective, &FederationChange::Dissolved)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_ending(facts, &self.federation, stamp, FederationChange::Dissolved);
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Federations(vec![self.federation.clone()]), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.federation(&self.federation, |change| *change == FederationChange::Dissolved)]
    }
}
