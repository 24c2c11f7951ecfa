//! Measures of bodies: designations, recommendations, institutions, and the divisions that have
//! one.

use std::collections::BTreeSet;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::designation::{DesignationChange, DesignationState, HolderAt};
use jiceng_domain::institution::{InstitutionChange, InstitutionState};
use jiceng_domain::places::PlaceState;
use jiceng_domain::timeline::Entry;
use jiceng_domain::{DesignationId, InstitutionId, InstitutionKindCode, Level, PartialDate, PlaceNo, ProgrammeCode};

use super::{Counted, MeasuredDay, Tally, Why};

impl MeasuredDay<'_> {
    pub(super) fn designations(&self, programme: &ProgrammeCode, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        for (id, _) in self.facts.designations.iter() {
            if let Some(why_not) = self.designation(id, programme, scope) {
                tally.add(Counted::Designation(id.clone()), why_not);
            }
        }
        tally
    }

    /// Whether a designation is held under a programme, or why not; none where it was not named for
    /// it within the scope.
    #[allow(clippy::option_option, reason = "not asked about, counted, or why not")]
    pub(super) fn designation(
        &self,
        id: &DesignationId,
        programme: &ProgrammeCode,
        scope: PlaceNo,
    ) -> Option<Option<Why>> {
        self.is_named_under(id, programme, scope).then(|| match self.facts.designations.state_on(id, self.as_of) {
            DesignationState::Held(of, by) if of == *programme => self.has_ended(&by).then_some(Why::PlaceEnded),
            DesignationState::Recommended(..) => Some(Why::NotGranted),
            DesignationState::Held(..) | DesignationState::Revoked | DesignationState::Unknown => Some(Why::Ended),
        })
    }

    pub(super) fn recommendations(&self, programme: &ProgrammeCode, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        for (id, _) in self.facts.designations.iter() {
            if self.is_recommended(id, programme, scope) {
                tally.add(Counted::Designation(id.clone()), None);
            }
        }
        tally
    }

    /// Whether a designation was recommended under a programme within the scope.
    pub(super) fn is_recommended(&self, id: &DesignationId, programme: &ProgrammeCode, scope: PlaceNo) -> bool {
        let is_meant = |naming: &Naming<'_>| {
            naming.is_recommendation && naming.programme == programme && self.can_have_been(naming)
        };
        self.is_named_under(id, programme, scope) && self.namings(id).iter().any(is_meant)
    }

    /// The places that hold a designation of the programme themselves.
    pub(super) fn designated_places(&self, programme: &ProgrammeCode) -> BTreeSet<PlaceNo> {
        let states = self.facts.designations.iter().map(|(_, timeline)| timeline.state_on(self.as_of));
        let held = states.filter_map(|state| match state {
            DesignationState::Held(of, HolderAt::Place(place)) if of == *programme => Some(place),
            DesignationState::Held(..)
            | DesignationState::Unknown
            | DesignationState::Recommended(..)
            | DesignationState::Revoked => None,
        });
        held.collect()
    }

    pub(super) fn place_of_designation(&self, id: &DesignationId) -> Option<PlaceNo> {
        self.place_of_holder(self.namings(id).last()?.holder)
    }

    /// The places of all for whom a designation is recommended or to whom it is granted, on
    /// whatever day.
    pub(super) fn places_named(&self, id: &DesignationId) -> Vec<PlaceNo> {
        let entries = self.facts.designations.get(id).into_iter().flat_map(|timeline| timeline.counting(self.as_of));
        let holders = entries.filter_map(|entry| match entry.change {
            DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => Some(holder),
            DesignationChange::Revoked => None,
        });
        holders.filter_map(|holder| self.place_of_holder(holder)).collect()
    }

    fn place_of_holder(&self, holder: &HolderAt) -> Option<PlaceNo> {
        match holder {
            HolderAt::Place(place) | HolderAt::Body { division: place, .. } => Some(*place),
            HolderAt::Institution(id) => self.place_of_institution(id),
        }
    }

    /// Whether the place with which a designation ends has ended: the one that holds it, or that of
    /// the institution which does. A body of another sort, such as a school, goes on where its
    /// division went.
    fn has_ended(&self, holder: &HolderAt) -> bool {
        self.ends_with(holder).is_some_and(|place| !self.facts.places.exists(place, self.as_of))
    }

    /// Whether a holder's place had not ended before it was named.
    fn can_have_been(&self, naming: &Naming<'_>) -> bool {
        let place = self.ends_with(naming.holder);
        place.is_none_or(|place| self.facts.places.can_have_been_at(place, naming.effective, self.as_of))
    }

    fn ends_with(&self, holder: &HolderAt) -> Option<PlaceNo> {
        match holder {
            HolderAt::Place(place) => Some(*place),
            HolderAt::Institution(id) => self.place_of_institution(id),
            HolderAt::Body { .. } => None,
        }
    }

    /// Whether a designation was recommended or granted under the programme by the day, within a
    /// scope.
    fn is_named_under(&self, id: &DesignationId, programme: &ProgrammeCode, scope: PlaceNo) -> bool {
        self.namings(id).iter().any(|naming| naming.programme == programme)
            && self.has_been_within(self.place_of_designation(id), scope)
    }

    /// What a designation was recommended and granted for by the day, in order.
    fn namings<'f>(&'f self, id: &DesignationId) -> Vec<Naming<'f>> {
        let timeline = self.facts.designations.get(id);
        let entries = timeline.map(|timeline| timeline.possible_on::<DesignationState>(self.as_of)).unwrap_or_default();
        let naming = |entry: Entry<'f, DesignationChange>| {
            let (programme, holder, is_recommendation) = match entry.change {
                DesignationChange::Recommended(programme, holder) => (programme, holder, true),
                DesignationChange::Granted(programme, holder) => (programme, holder, false),
                DesignationChange::Revoked => return None,
            };
            let effective = self.as_of.dated(entry.effective, entry.position);
            Some(Naming { programme, holder, is_recommendation, effective })
        };
        entries.into_iter().filter_map(naming).collect()
    }

    pub(super) fn institutions(&self, kind: &InstitutionKindCode, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        for (id, _) in self.facts.institutions.iter() {
            if let Some(why_not) = self.institution(id, kind, scope) {
                tally.add(Counted::Institution(id.clone()), why_not);
            }
        }
        tally
    }

    /// Whether an institution of a kind is at work, or why not; none where it is none of the kind
    /// within the scope.
    #[allow(clippy::option_option, reason = "not asked about, counted, or why not")]
    pub(super) fn institution(
        &self,
        id: &InstitutionId,
        kind: &InstitutionKindCode,
        scope: PlaceNo,
    ) -> Option<Option<Why>> {
        let (of, place) = self.established(id, self.as_of)?;
        (of == kind && self.has_been_within(Some(place), scope)).then(|| {
            match self.facts.institutions.state_on(id, self.as_of) {
                InstitutionState::Open { place, .. } if self.facts.places.exists(place, self.as_of) => None,
                InstitutionState::Open { .. } => Some(Why::PlaceEnded),
                InstitutionState::Unknown | InstitutionState::Closed => Some(Why::Ended),
            }
        })
    }

    /// Whether a division is of a level and within the scope.
    pub(super) fn is_division_of(&self, place: PlaceNo, level: Level, scope: PlaceNo) -> bool {
        self.level_of(place) == Some(level) && self.tree.is_within(place, scope)
    }

    /// The divisions of a level within the scope: those with an institution in them, and those
    /// without. A relocation site counts as a community.
    pub(super) fn divisions(&self, kind: &InstitutionKindCode, level: Level, scope: PlaceNo) -> Tally {
        let at_work = self.institutions(kind, scope).counted;
        let with = at_work.iter().filter_map(|institution| self.at_level(self.place_of(institution)?, level));
        let with: BTreeSet<PlaceNo> = with.collect();
        let mut tally = Tally::default();
        for (place, _) in self.facts.places.iter() {
            if self.is_division_of(place, level, scope) {
                tally.add(Counted::Place(place), (!with.contains(&place)).then_some(Why::NoInstitution));
            }
        }
        tally
    }

    /// The level of a place that exists; a relocation site counts as a community.
    fn level_of(&self, place: PlaceNo) -> Option<Level> {
        let is_site =
            || self.facts.places.get(place)?.state_on(self.as_of).eq(&PlaceState::Site).then_some(Level::Community);
        self.tree.level(place).or_else(is_site)
    }

    pub(super) fn at_level(&self, place: PlaceNo, level: Level) -> Option<PlaceNo> {
        self.lineage(place).find(|no| self.level_of(*no) == Some(level))
    }

    pub(super) fn place_of_institution(&self, id: &InstitutionId) -> Option<PlaceNo> {
        self.established(id, self.as_of).map(|(_, place)| place)
    }

    fn established(&self, id: &InstitutionId, as_of: AsOf) -> Option<(&InstitutionKindCode, PlaceNo)> {
        self.facts.institutions.get(id)?.on(as_of).find_map(|entry| match entry.change {
            InstitutionChange::Established { kind, place, .. } => Some((kind, *place)),
            InstitutionChange::Closed => None,
        })
    }
}

/// A recommendation or a grant.
struct Naming<'f> {
    programme: &'f ProgrammeCode,
    holder: &'f HolderAt,
    is_recommendation: bool,
    effective: PartialDate,
}
