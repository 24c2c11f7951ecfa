//! Where what an event says is recorded: found in the timelines, without reading the log.
//!
//! Who carries a code changes, also within one day. So what an event says of a code is looked for at every place that ever
//! carried it; the log has the words and the evidence, for whoever compares them.

use crate::catalogue::WOMENS_COUNCIL;
use crate::committee::CommitteeChange;
use crate::designation::DesignationChange;
use crate::disagreement::PrecedenceChange;
use crate::division::DivisionRegistered;
use crate::element::ElementChange;
use crate::event::Event;
use crate::facts::Facts;
use crate::federation::FederationChange;
use crate::ids::{FederationId, Name, Position};
use crate::institution::InstitutionChange;
use crate::partial_date::PartialDate;
use crate::person::PersonChange;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo};
use crate::reform_issue::{ReformIssueChange, ReformIssueRaised};
use crate::sample::SampleChange;
use crate::sharing::SharingChange;
use crate::standard::StandardChange;
use crate::target::{TargetChange, TargetSet};
use crate::timeline::{Change, Timeline};

/// Looks for changes of one date.
#[derive(Clone, Copy)]
struct Search<'a> {
    facts: &'a Facts,
    effective: PartialDate,
}

impl Event {
    /// For each change that the event makes, the positions at which that change is recorded for the date, withdrawn or not,
    /// of anything that the event can have meant. A registration of a person is looked for whatever its date and its name.
    ///
    /// None for a retraction and a disagreement: what they say is found by the event that they name.
    pub fn recorded_at(&self, facts: &Facts, effective: PartialDate) -> Vec<Vec<Position>> {
        let search = Search { facts, effective };
        match self {
            Self::CatalogueEntryAdded(e) => {
                let entry = facts.catalogue.entry(e.list, e.code.as_str());
                let entry = entry.filter(|entry| entry.zh == e.zh && entry.en == e.en);
                vec![entry.and_then(|entry| entry.position).into_iter().collect()]
            }
            Self::DivisionRegistered(e) => vec![search.registration(e)],
            Self::DivisionRenamed(e) => vec![search.renaming(&e.code.into(), &e.name)],
            Self::DivisionRecoded(e) => {
                let is_it = |change: &PlaceChange| *change == PlaceChange::Recoded { code: e.new_code };
                vec![search.place(&e.new_code.into(), is_it)]
            }
            Self::DivisionsMerged(e) => {
                let is_it = |change: &PlaceChange| change.merged_into().is_some();
                e.from.iter().map(|&code| search.place(&code.into(), is_it)).collect()
            }
            Self::DivisionSplit(e) => {
                let ended = (!e.continues).then(|| search.ending(&e.from.into(), Ending::SplitUp));
                ended.into_iter().chain(e.into.iter().map(|new| search.registration(new))).collect()
            }
            Self::DivisionMoved(e) => {
                let is_it =
                    |change: &PlaceChange| matches!(change, PlaceChange::Moved { code, .. } if *code == e.new_code);
                vec![search.place(&e.new_code.unwrap_or(e.code).into(), is_it)]
            }
            Self::DivisionAbolished(e) => vec![search.ending(&e.code.into(), Ending::Abolished)],
            Self::RelocationSiteRegistered(e) => {
                let is_it = |change: &PlaceChange| matches!(change, PlaceChange::SiteRegistered { name, .. } if *name == e.name);
                vec![search.place(&e.site.clone().into(), is_it)]
            }
            Self::RelocationSiteRenamed(e) => vec![search.renaming(&e.site.clone().into(), &e.name)],
            Self::PopulationCounted(e) => {
                let is_it = |change: &PlaceChange| *change == PlaceChange::PopulationCounted { people: e.people };
                vec![search.place(&e.place, is_it)]
            }
            Self::RelocationSiteClosed(e) => vec![search.ending(&e.site.clone().into(), Ending::Closed)],
            Self::RelocationSiteBecameCommunity(e) => {
                let is_it = |change: &PlaceChange| matches!(change, PlaceChange::BecameCommunity { name, code, .. } if *name == e.name && *code == e.code);
                vec![search.place(&e.site.clone().into(), is_it)]
            }
            Self::FederationFounded(e) => {
                let is_it = |change: &FederationChange| {
                    let FederationChange::Founded { name, origin, .. } = change else { return false };
                    *name == e.name && *origin == e.origin
                };
                vec![search.federation(&e.federation, is_it)]
            }
            Self::FederationRenamed(e) => {
                let renamed = FederationChange::Renamed { name: e.name.clone() };
                vec![search.federation(&e.federation, |change| *change == renamed)]
            }
            Self::FederationsMerged(e) => {
                let is_it = |change: &FederationChange| matches!(change, FederationChange::MergedInto { .. });
                e.from.iter().map(|id| search.federation(id, is_it)).collect()
            }
            Self::FederationDissolved(e) => {
                vec![search.federation(&e.federation, |change| *change == FederationChange::Dissolved)]
            }
            Self::ExecutiveCommitteeElected(e) => {
                let is_it = |change: &CommitteeChange| {
                    let CommitteeChange::Elected { term, seats } = change else { return false };
                    *term == e.term && seats.as_slice() == e.seats
                };
                vec![search.committee(&e.federation, is_it)]
            }
            Self::SeatFilled(e) => {
                let is_it = |change: &CommitteeChange| {
                    let CommitteeChange::Filled { term, seat } = change else { return false };
                    *term == e.term && seat.role == e.role && seat.person == e.person
                };
                vec![search.committee(&e.federation, is_it)]
            }
            Self::SeatVacated(e) => {
                let vacated = CommitteeChange::Vacated { term: e.term, person: e.person.clone() };
                vec![search.committee(&e.federation, |change| *change == vacated)]
            }
            Self::CommitteeMet(e) => {
                let is_it = |change: &CommitteeChange| {
                    let CommitteeChange::Met { term, session, adopted } = change else { return false };
                    *term == e.term && *session == e.session && adopted.as_slice() == e.adopted
                };
                vec![search.committee(&e.federation, is_it)]
            }
            Self::ElementEstablished(e) => {
                let established = ElementChange::Established { name: e.name.clone(), federation: None };
                vec![search.element(&e.place, e.kind.as_str(), &established)]
            }
            Self::CouncilCreated(e) => {
                let established = ElementChange::Established { name: e.name.clone(), federation: None };
                vec![search.element(&e.place, WOMENS_COUNCIL, &established)]
            }
            Self::ElementInspected(e) => {
                let is_it = |change: &ElementChange| {
                    let ElementChange::Inspected { passed, sample, .. } = change else { return false };
                    *passed == e.passed && *sample == e.sample
                };
                vec![search.inspection(&e.place, e.kind.as_str(), is_it)]
            }
            Self::ElementSuspended(e) => vec![search.element(&e.place, e.kind.as_str(), &ElementChange::Suspended)],
            Self::ElementResumed(e) => vec![search.element(&e.place, e.kind.as_str(), &ElementChange::Resumed)],
            Self::ElementClosed(e) => {
                vec![search.element(&e.place, e.kind.as_str(), &ElementChange::Closed { federation: None })]
            }
            Self::SharingAgreed(e) => {
                let is_it = |change: &SharingChange| matches!(change, SharingChange::Agreed { .. });
                e.kinds.iter().map(|kind| search.sharing(&e.place, kind.as_str(), is_it)).collect()
            }
            Self::SharingEnded(e) => {
                let is_it = |change: &SharingChange| matches!(change, SharingChange::Ended { .. });
                e.kinds.iter().map(|kind| search.sharing(&e.place, kind.as_str(), is_it)).collect()
            }
            Self::DesignationRecommended(e) => {
                let is_it = |change: &DesignationChange| matches!(change, DesignationChange::Recommended(programme, _) if *programme == e.programme);
                vec![search.within(facts.designations.get(&e.designation), is_it)]
            }
            Self::DesignationGranted(e) => {
                let is_it = |change: &DesignationChange| matches!(change, DesignationChange::Granted(programme, _) if *programme == e.programme);
                vec![search.within(facts.designations.get(&e.designation), is_it)]
            }
            Self::DesignationRevoked(e) => {
                let designation = facts.designations.get(&e.designation);
                vec![search.within(designation, |change| *change == DesignationChange::Revoked)]
            }
            Self::InstitutionEstablished(e) => {
                let is_it = |change: &InstitutionChange| {
                    let InstitutionChange::Established { kind, name, credit_code, .. } = change else { return false };
                    *kind == e.kind && *name == e.name && *credit_code == e.credit_code
                };
                vec![search.within(facts.institutions.get(&e.institution), is_it)]
            }
            Self::InstitutionClosed(e) => {
                let institution = facts.institutions.get(&e.institution);
                vec![search.within(institution, |change| *change == InstitutionChange::Closed)]
            }
            Self::StandardAdopted(e) => {
                let is_it = |change: &StandardChange| matches!(change, StandardChange::Adopted(standard) if **standard == e.standard);
                vec![search.within(facts.standards.get(&e.standard.id), is_it)]
            }
            Self::StandardRepealed(e) => {
                vec![search.within(facts.standards.get(&e.standard), |change| *change == StandardChange::Repealed)]
            }
            Self::PrecedenceAdopted(e) => {
                let is_it = |change: &PrecedenceChange| change.order == e.order;
                vec![search.within(Some(&facts.disagreements.precedences), is_it)]
            }
            Self::TargetSet(e) => {
                let is_it = |change: &TargetChange| matches!(change, TargetChange::Set(set) if TargetSet { scope: e.scope, ..set.set.clone() } == *e);
                vec![search.within(facts.targets.get(&e.target), is_it)]
            }
            Self::TargetWithdrawn(e) => {
                vec![search.within(facts.targets.get(&e.target), |change| *change == TargetChange::Withdrawn)]
            }
            Self::ReformIssueRaised(e) => {
                let is_it = |change: &ReformIssueChange| matches!(change, ReformIssueChange::Raised(issue) if ReformIssueRaised { place: e.place.clone(), ..issue.raised.clone() } == *e);
                vec![search.within(facts.reform_issues.get(&e.issue), is_it)]
            }
            Self::ReformIssueProgressed(e) => {
                let progressed = ReformIssueChange::Progressed(e.note.clone());
                vec![search.within(facts.reform_issues.get(&e.issue), |change| *change == progressed)]
            }
            Self::ReformIssueClosed(e) => {
                let closed = ReformIssueChange::Closed(e.note.clone());
                vec![search.within(facts.reform_issues.get(&e.issue), |change| *change == closed)]
            }
            Self::SampleDrawn(e) => {
                let is_it =
                    |change: &SampleChange| matches!(change, SampleChange::Drawn(sample) if sample.drawn.answers(e));
                vec![search.within(facts.samples.get(&e.sample), is_it)]
            }
            Self::PersonRegistered(e) => {
                let entries = facts.persons.get(&e.person).into_iter().flat_map(Timeline::all);
                vec![entries.filter(|e| matches!(e.change, PersonChange::Registered(_))).map(|e| e.position).collect()]
            }
            Self::PersonErased(e) => {
                vec![search.within(facts.persons.get(&e.person), |change| *change == PersonChange::Erased)]
            }
            Self::EventRetracted(_) | Self::SourcesDisagree(_) => Vec::new(),
        }
    }
}

impl Search<'_> {
    fn within<C: Change>(self, timeline: Option<&Timeline<C>>, is_it: impl Fn(&C) -> bool) -> Vec<Position> {
        let entries = timeline.into_iter().flat_map(|timeline| timeline.recorded_for(self.effective));
        entries.filter(|entry| is_it(entry.change)).map(|entry| entry.position).collect()
    }

    /// At every place that ever went by the name.
    fn place(self, place: &Place, is_it: impl Fn(&PlaceChange) -> bool) -> Vec<Position> {
        let named = self.facts.places.all_named(place).into_iter();
        named.flat_map(|no| self.within(self.facts.places.get(no).map(|record| &record.timeline), &is_it)).collect()
    }

    /// The division above is the one whose code stands in the code.
    fn registration(self, event: &DivisionRegistered) -> Vec<Position> {
        self.place(&event.code.into(), |change| {
            let PlaceChange::DivisionRegistered { name, code, .. } = change else { return false };
            *name == event.name && *code == event.code
        })
    }

    fn renaming(self, place: &Place, to: &Name) -> Vec<Position> {
        self.place(place, |change| matches!(change, PlaceChange::Renamed { name } if name == to))
    }

    fn ending(self, place: &Place, ending: Ending) -> Vec<Position> {
        self.place(place, |change| *change == PlaceChange::Ended(ending))
    }

    fn element(self, place: &Place, kind: &str, wished: &ElementChange) -> Vec<Position> {
        let (facts, named) = (self.facts, self.facts.places.all_named(place).into_iter());
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        named.flat_map(|no| self.within(facts.elements.timeline(no, kind), |change| change == wished)).collect()
    }

    /// Under a sample it is of the element that serves the place: its own, or that of one with which it ever shared.
    fn inspection(self, place: &Place, kind: &str, is_it: impl Fn(&ElementChange) -> bool) -> Vec<Position> {
        let facts = self.facts;
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        let mut places: Vec<PlaceNo> = facts.places.all_named(place).into_iter().collect();
        let sharings = places.iter().filter_map(|no| facts.sharings.timeline(*no, kind));
        let providers: Vec<PlaceNo> = sharings.flat_map(Timeline::all).map(|entry| entry.change.provider()).collect();
        places.extend(providers);
        places.sort_unstable();
        places.dedup();
        places.into_iter().flat_map(|no| self.within(facts.elements.timeline(no, kind), &is_it)).collect()
    }

    fn sharing(self, place: &Place, kind: &str, is_it: impl Fn(&SharingChange) -> bool) -> Vec<Position> {
        let (facts, named) = (self.facts, self.facts.places.all_named(place).into_iter());
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        named.flat_map(|no| self.within(facts.sharings.timeline(no, kind), &is_it)).collect()
    }

    fn federation(self, id: &FederationId, is_it: impl Fn(&FederationChange) -> bool) -> Vec<Position> {
        self.within(self.facts.federations.record_of(id).map(|record| &record.timeline), is_it)
    }

    fn committee(self, id: &FederationId, is_it: impl Fn(&CommitteeChange) -> bool) -> Vec<Position> {
        self.within(self.facts.federations.record_of(id).map(|record| &record.committees), is_it)
    }
}
