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
}

impl Event {
    fn codes_looked_for(&self) -> Vec<DivisionCode> {
        match self {
            Self::DivisionRegistered(e) => e.code.parent().into_iter().collect(),
            Self::DivisionRenamed(e) => vec![e.code],
            Self::DivisionRecoded(e) => vec![e.code],
            Self::DivisionsMerged(e) => e.from.iter().copied().chain([e.into]).collect(),
            Self::DivisionSplit(e) => {
                std::iter::once(e.from).chain(e.into.iter().filter_map(|new| new.code.parent())).collect()
            }
            Self::DivisionMoved(e) => vec![e.code, e.to],
            Self::DivisionAbolished(e) => vec![e.code],
            Self::RelocationSiteRegistered(e) => std::iter::once(e.county).chain(e.township).chain(e.host).collect(),
            Self::PopulationCounted(e) => code_of(&e.place),
            Self::RelocationSiteBecameCommunity(e) => e.code.parent().into_iter().collect(),
            Self::FederationFounded(e) => code_of(&e.place),
            Self::ElementEstablished(e) => code_of(&e.place),
            Self::CouncilCreated(e) => code_of(&e.place),
            Self::ElementInspected(e) => code_of(&e.place),
            Self::ElementSuspended(e) => code_of(&e.place),
            Self::ElementResumed(e) => code_of(&e.place),
            Self::ElementClosed(e) => code_of(&e.place),
            Self::SharingAgreed(e) => code_of(&e.place).into_iter().chain(code_of(&e.provider)).collect(),
            Self::SharingEnded(e) => code_of(&e.place).into_iter().chain(code_of(&e.provider)).collect(),
            Self::DesignationRecommended(e) => code_of_holder(&e.holder),
            Self::DesignationGranted(e) => code_of_holder(&e.holder),
            Self::InstitutionEstablished(e) => code_of(&e.place),
            Self::TargetSet(e) => vec![e.scope],
            Self::ReformIssueRaised(e) => code_of(&e.place),
            Self::SampleDrawn(e) => e.population.division.into_iter().collect(),
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
            | Self::SourcesDisagree(_) => Vec::new(),
        }
    }
}

fn code_of(place: &Place) -> Vec<DivisionCode> {
    match place {
        Place::Division(code) => vec![*code],
        Place::Site(_) => Vec::new(),
    }
}

fn code_of_holder(holder: &Holder) -> Vec<DivisionCode> {
    match holder {
        Holder::Place(place) => code_of(place),
        Holder::Body { division, .. } => vec![*division],
        Holder::Institution(_) => Vec::new(),
    }
}
