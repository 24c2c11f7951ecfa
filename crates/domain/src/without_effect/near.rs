//! Where an event can change which facts have an effect: what is looked at before and after it is
//! recorded.

use super::Search;
use crate::by_id::ById;
use crate::catalogue::{KindNo, WOMENS_COUNCIL, WOMENS_FEDERATION};
use crate::designation::{DesignationChange, DesignationState};
use crate::disagreement::Group;
use crate::event::Event;
use crate::ids::{DesignationId, InstitutionId, KindCode, ReformIssueId, TargetId};
use crate::institution::{InstitutionChange, InstitutionState};
use crate::person::PersonState;
use crate::place::Place;
use crate::places::PlaceState;
use crate::reform_issue::{ReformIssueChange, ReformIssueState};
use crate::standard::StandardState;
use crate::target::{TargetChange, TargetState};
use crate::timeline::Machine;

impl Search<'_> {
    pub(super) fn near(&mut self, event: &Event) {
        let facts = self.facts;
        match event {
            Event::RelocationSiteRegistered(e) => self.place_with_all(&Place::Site(e.site.clone())),
            Event::DivisionRegistered(_)
            | Event::DivisionRecoded(_)
            | Event::DivisionsMerged(_)
            | Event::DivisionSplit(_)
            | Event::DivisionMoved(_)
            | Event::DivisionConverted(_)
            | Event::DivisionAbolished(_)
            | Event::RelocationSiteClosed(_)
            | Event::RelocationSiteBecameCommunity(_) => {
                event.places().iter().for_each(|place| self.place_with_all(place));
            }
            Event::ElementEstablished(e) => self.elements(&e.place, e.kind.as_str()),
            Event::CouncilCreated(e) => self.elements(&e.place, WOMENS_COUNCIL),
            Event::ElementSuspended(e) => self.elements(&e.place, e.kind.as_str()),
            Event::ElementResumed(e) => self.elements(&e.place, e.kind.as_str()),
            Event::ElementClosed(e) => self.elements(&e.place, e.kind.as_str()),
            Event::SharingAgreed(e) => self.sharings(&e.place, e.kinds.iter().map(KindCode::as_str)),
            Event::SharingEnded(e) => self.sharings(&e.place, e.kinds.iter().map(KindCode::as_str)),
            Event::FederationFounded(e) => {
                self.federation_with_element(&e.federation);
                self.elements(&e.place, WOMENS_FEDERATION);
                let named = facts.federations.find(&e.federation);
                facts.targets.iter().for_each(|(_, t)| self.target_of_federation(t, |no| named == Some(no)));
            }
            Event::FederationsMerged(_)
            | Event::FederationDissolved(_)
            | Event::ExecutiveCommitteeElected(_)
            | Event::SeatFilled(_)
            | Event::SeatVacated(_)
            | Event::CommitteeMet(_) => {
                event.federations().into_iter().for_each(|id| self.federation_with_element(id));
            }
            Event::DesignationRecommended(e) => self.designation(&e.designation),
            Event::DesignationGranted(e) => self.designation(&e.designation),
            Event::DesignationRevoked(e) => self.designation(&e.designation),
            Event::InstitutionEstablished(e) => self.institution(&e.institution),
            Event::InstitutionClosed(e) => self.institution(&e.institution),
            Event::StandardAdopted(e) => self.one::<_, StandardState>(&facts.standards, &e.standard.id),
            Event::StandardRepealed(e) => self.one::<_, StandardState>(&facts.standards, &e.standard),
            Event::TargetSet(e) => self.target(&e.target),
            Event::TargetWithdrawn(e) => self.target(&e.target),
            Event::ReformIssueRaised(e) => self.reform_issue(&e.issue),
            Event::ReformIssueClosed(e) => self.reform_issue(&e.issue),
            Event::ReformIssueProgressed(e) => self.reform_issue(&e.issue),
            Event::PersonRegistered(e) => {
                if facts.persons.get(&e.person).is_some() && facts.persons.now(&e.person) == PersonState::Unknown {
                    self.seats_of(std::slice::from_ref(&e.person));
                }
            }
            Event::PrecedenceAdopted(_) => {
                let groups = facts.disagreements.groups().iter();
                let statements = groups.flat_map(Group::statements);
                statements.for_each(|statement| {
                    let event = &statement.recorded.fact.event;
                    self.near(event);
                    self.named(event);
                });
            }
            // They turn no state, or nothing rests on them.
            Event::CatalogueEntryAdded(_)
            | Event::DivisionRenamed(_)
            | Event::RelocationSiteRenamed(_)
            | Event::PopulationCounted(_)
            | Event::FederationRenamed(_)
            | Event::ElementInspected(_)
            | Event::SampleDrawn(_)
            | Event::PersonErased(_)
            | Event::EventRetracted(_)
            | Event::SourcesDisagree(_) => {}
        }
    }

    /// What a name or a count is of: another precedence can bring back one that has no effect.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others are looked at as they are")]
    fn named(&mut self, event: &Event) {
        match event {
            Event::DivisionRenamed(_) | Event::RelocationSiteRenamed(_) | Event::PopulationCounted(_) => {
                let places: Vec<Place> = event.places().into_iter().collect();
                for no in places.iter().flat_map(|place| self.facts.places.all_named(place)) {
                    if let Some(record) = self.facts.places.get(no) {
                        self.states::<PlaceState>(&record.timeline, Some(no));
                    }
                }
            }
            Event::FederationRenamed(e) => {
                if let Some(no) = self.facts.federations.find(&e.federation) {
                    self.federation(no);
                }
            }
            Event::ElementInspected(e) => self.elements(&e.place, e.kind.as_str()),
            _ => {}
        }
    }

    fn elements(&mut self, place: &Place, kind: &str) {
        if let Some(kind) = self.facts.catalogue.kind(kind) {
            self.named_places(place).into_iter().for_each(|no| self.element_with_users(no, kind));
        }
    }

    fn sharings<'k>(&mut self, place: &Place, kinds: impl Iterator<Item = &'k str>) {
        let kinds: Vec<KindNo> = kinds.filter_map(|kind| self.facts.catalogue.kind(kind)).collect();
        for no in self.named_places(place) {
            for kind in &kinds {
                self.sharing_of(no, *kind);
            }
        }
    }

    fn designation(&mut self, id: &DesignationId) {
        self.one::<_, DesignationState>(&self.facts.designations, id);
        if let Some(timeline) = self.facts.designations.get(id) {
            self.at_places(timeline, DesignationChange::place);
            self.designation_of_institution(timeline, |_| true);
        }
    }

    fn institution(&mut self, id: &InstitutionId) {
        self.one::<_, InstitutionState>(&self.facts.institutions, id);
        self.facts.institutions.get(id).into_iter().for_each(|t| self.at_places(t, InstitutionChange::place));
        self.designations_of_institutions(|of| of == id);
    }

    fn target(&mut self, id: &TargetId) {
        self.one::<_, TargetState>(&self.facts.targets, id);
        if let Some(timeline) = self.facts.targets.get(id) {
            self.at_places(timeline, TargetChange::scope);
            self.target_of_federation(timeline, |_| true);
        }
    }

    fn reform_issue(&mut self, id: &ReformIssueId) {
        self.one::<_, ReformIssueState>(&self.facts.reform_issues, id);
        self.facts.reform_issues.get(id).into_iter().for_each(|t| self.at_places(t, ReformIssueChange::place));
    }

    fn one<I: Ord + Clone, M: Machine>(&mut self, all: &ById<I, M::Change>, id: &I) {
        if let Some(timeline) = all.get(id) {
            self.states::<M>(timeline, None);
        }
    }
}
