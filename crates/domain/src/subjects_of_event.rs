//! Which places and federations an event is about.

use crate::designation::Holder;
use crate::event::Event;
use crate::ids::FederationId;
use crate::place::Place;

impl Event {
    /// The places that the event names, in the order in which it names them. A federation stands for
    /// its place and is named by [`Event::federations`]; a retraction and a
    /// disagreement are about what their original is.
    pub fn places(&self) -> Vec<Place> {
        match self {
            Self::DivisionRegistered(e) => vec![e.code.into()],
            Self::DivisionRenamed(e) => vec![e.code.into()],
            Self::DivisionRecoded(e) => vec![e.code.into(), e.new_code.into()],
            Self::DivisionsMerged(e) => e.from.iter().chain([&e.into]).map(|&code| code.into()).collect(),
            Self::DivisionSplit(e) => {
                std::iter::once(e.from).chain(e.into.iter().map(|new| new.code)).map(Place::from).collect()
            }
            Self::DivisionMoved(e) => std::iter::once(e.code).chain(e.new_code).map(Place::from).collect(),
            Self::DivisionAbolished(e) => vec![e.code.into()],
            Self::RelocationSiteRegistered(e) => vec![e.site.clone().into()],
            Self::RelocationSiteRenamed(e) => vec![e.site.clone().into()],
            Self::PopulationCounted(e) => vec![e.place.clone()],
            Self::RelocationSiteClosed(e) => vec![e.site.clone().into()],
            Self::RelocationSiteBecameCommunity(e) => vec![e.site.clone().into(), e.code.into()],
            Self::FederationFounded(e) => vec![e.place.clone()],
            Self::ElementEstablished(e) => vec![e.place.clone()],
            Self::CouncilCreated(e) => vec![e.place.clone()],
            Self::ElementInspected(e) => vec![e.place.clone()],
            Self::ElementSuspended(e) => vec![e.place.clone()],
            Self::ElementResumed(e) => vec![e.place.clone()],
            Self::ElementClosed(e) => vec![e.place.clone()],
            Self::SharingAgreed(e) => vec![e.place.clone(), e.provider.clone()],
            Self::SharingEnded(e) => vec![e.place.clone(), e.provider.clone()],
            Self::DesignationRecommended(e) => e.holder.place().into_iter().collect(),
            Self::DesignationGranted(e) => e.holder.place().into_iter().collect(),
            Self::InstitutionEstablished(e) => vec![e.place.clone()],
            Self::TargetSet(e) => vec![e.scope.into()],
            Self::ReformIssueRaised(e) => vec![e.place.clone()],
            Self::SampleDrawn(e) => e.places.clone(),
            Self::CatalogueEntryAdded(_)
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
            | Self::TargetWithdrawn(_)
            | Self::ReformIssueProgressed(_)
            | Self::ReformIssueClosed(_)
            | Self::PersonRegistered(_)
            | Self::PersonErased(_)
            | Self::PrecedenceAdopted(_)
            | Self::EventRetracted(_)
            | Self::SourcesDisagree(_) => Vec::new(),
        }
    }

    /// The federations that the event is about without naming their place.
    #[allow(clippy::wildcard_enum_match_arm, reason = "only the federation's own events are meant")]
    pub fn federations(&self) -> Vec<&FederationId> {
        match self {
            Self::FederationRenamed(e) => vec![&e.federation],
            Self::FederationsMerged(e) => e.from.iter().chain([&e.into]).collect(),
            Self::FederationDissolved(e) => vec![&e.federation],
            Self::ExecutiveCommitteeElected(e) => vec![&e.federation],
            Self::SeatFilled(e) => vec![&e.federation],
            Self::SeatVacated(e) => vec![&e.federation],
            Self::CommitteeMet(e) => vec![&e.federation],
            // The others name their place or are about no federation.
            _ => Vec::new(),
        }
    }
}

impl Holder {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Place(place) => Some(place.clone()),
            Self::Body { .. } | Self::Institution(_) => None,
        }
    }
}
