//! Whom the codes of an event mean on its day.

use crate::as_of::AsOf;
use crate::designation::Holder;
use crate::division_code::DivisionCode;
use crate::event::Event;
use crate::facts::Facts;
use crate::place::Place;
use crate::places::PlaceNo;

impl Facts {
    /// The division that each code means under which an event looks for one; none for a code that nobody ever had. The codes
    /// that the event gives are not looked for. `as_of` is the last day of the event's date.
    pub fn divisions_meant_by(&self, event: &Event, as_of: AsOf) -> Vec<Option<PlaceNo>> {
        event.codes_looked_for().into_iter().map(|code| self.places.find(&code.into(), as_of)).collect()
    }

    /// The same, and none also for a code that nobody carries on the day.
    pub fn carriers_meant_by(&self, event: &Event, as_of: AsOf) -> Vec<Option<PlaceNo>> {
        let carries = |no: PlaceNo, code: DivisionCode| {
            self.places.get(no).is_some_and(|record| record.is_open(as_of) && record.code_on(as_of) == Some(code))
        };
        let codes = event.codes_looked_for().into_iter();
        codes.map(|code| self.places.find(&code.into(), as_of).filter(|no| carries(*no, code))).collect()
    }

    /// Whether a code under which an event looks for a division was ever another one's.
    pub fn codes_changed_hands(&self, event: &Event) -> bool {
        event.codes_looked_for().into_iter().any(|code| self.places.all_named(&code.into()).len() > 1)
    }

    /// The event as it is said with the codes that the divisions have on a day which it means as of another; none if it cannot
    /// be said so, as where a division above is meant by the code below it.
    pub fn in_codes_of(&self, event: &Event, meant: AsOf, day: AsOf) -> Option<Event> {
        let numbers = self.divisions_meant_by(event, meant);
        let codes: Option<Vec<DivisionCode>> = numbers.iter().map(|no| self.places.get((*no)?)?.code_on(day)).collect();
        let translated = event.with_codes(&codes?);
        (self.divisions_meant_by(&translated, day) == numbers).then_some(translated)
    }
}

impl Event {
    fn codes_looked_for(&self) -> Vec<DivisionCode> {
        let mut codes = Vec::new();
        self.clone().each_code(&mut |code| codes.push(*code));
        codes
    }

    /// The same event with other codes where it looks for divisions, in the order in which it looks for them. A division above
    /// stands in the code below it and stays as it is.
    #[must_use]
    fn with_codes(&self, codes: &[DivisionCode]) -> Self {
        let mut event = self.clone();
        let mut codes = codes.iter();
        event.each_code(&mut |code| {
            if let Some(other) = codes.next() {
                *code = *other;
            }
        });
        event
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        match self {
            Self::DivisionRegistered(e) => visit_parent(e.code, visit),
            Self::DivisionRenamed(e) => visit(&mut e.code),
            Self::DivisionRecoded(e) => visit(&mut e.code),
            Self::DivisionsMerged(e) => e.from.iter_mut().chain([&mut e.into]).for_each(visit),
            Self::DivisionSplit(e) => {
                visit(&mut e.from);
                e.into.iter().for_each(|new| visit_parent(new.code, visit));
            }
            Self::DivisionMoved(e) => [&mut e.code, &mut e.to].into_iter().for_each(visit),
            Self::DivisionAbolished(e) => visit(&mut e.code),
            Self::RelocationSiteRegistered(e) => {
                std::iter::once(&mut e.county).chain(&mut e.township).chain(&mut e.host).for_each(visit);
            }
            Self::PopulationCounted(e) => visit_place(&mut e.place, visit),
            Self::RelocationSiteBecameCommunity(e) => visit_parent(e.code, visit),
            Self::FederationFounded(e) => visit_place(&mut e.place, visit),
            Self::ElementEstablished(e) => visit_place(&mut e.place, visit),
            Self::CouncilCreated(e) => visit_place(&mut e.place, visit),
            Self::ElementInspected(e) => visit_place(&mut e.place, visit),
            Self::ElementSuspended(e) => visit_place(&mut e.place, visit),
            Self::ElementResumed(e) => visit_place(&mut e.place, visit),
            Self::ElementClosed(e) => visit_place(&mut e.place, visit),
            Self::SharingAgreed(e) => {
                visit_place(&mut e.place, visit);
                visit_place(&mut e.provider, visit);
            }
            Self::SharingEnded(e) => {
                visit_place(&mut e.place, visit);
                visit_place(&mut e.provider, visit);
            }
            Self::DesignationRecommended(e) => visit_holder(&mut e.holder, visit),
            Self::DesignationGranted(e) => visit_holder(&mut e.holder, visit),
            Self::InstitutionEstablished(e) => visit_place(&mut e.place, visit),
            Self::TargetSet(e) => visit(&mut e.scope),
            Self::ReformIssueRaised(e) => visit_place(&mut e.place, visit),
            Self::SampleDrawn(e) => e.population.division.iter_mut().for_each(visit),
            Self::CatalogueEntryAdded(_)
            | Self::RelocationSiteRenamed(_)
            | Self::RelocationSiteClosed(_)
            | Self::FederationRenamed(_)
            | Self::FederationsMerged(_)
            | Self::FederationDissolved(_)
            | Self::ExecutiveCommitteeElected(_)
            | Self::SeatFilled(_)
            | Self::SeatVacated(_)
            | Self::CommitteeMet(_)
            | Self::DesignationRevoked(_)
            | Self::InstitutionClosed(_)
            | Self::StandardAdopted(_)
            | Self::StandardRepealed(_)
            | Self::PrecedenceAdopted(_)
            | Self::TargetWithdrawn(_)
            | Self::ReformIssueProgressed(_)
            | Self::ReformIssueClosed(_)
            | Self::PersonRegistered(_)
            | Self::PersonErased(_)
            | Self::EventRetracted(_)
            | Self::SourcesDisagree(_) => {}
        }
    }
}

fn visit_parent(code: DivisionCode, visit: &mut dyn FnMut(&mut DivisionCode)) {
    if let Some(mut parent) = code.parent() {
        visit(&mut parent);
    }
}

fn visit_place(place: &mut Place, visit: &mut dyn FnMut(&mut DivisionCode)) {
    match place {
        Place::Division(code) => visit(code),
        Place::Site(_) => {}
    }
}

fn visit_holder(holder: &mut Holder, visit: &mut dyn FnMut(&mut DivisionCode)) {
    match holder {
        Holder::Place(place) => visit_place(place, visit),
        Holder::Body { division, .. } => visit(division),
        Holder::Institution(_) => {}
    }
}
