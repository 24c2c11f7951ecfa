//! What a fact is a statement about: sources can disagree only about one matter of one subject.

use crate::event::Event;
use crate::facts::Facts;
use crate::ids::{DesignationId, FederationId, InstitutionId, KindCode, PersonId, ReformIssueId};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;

/// A matter of one subject. Two facts are statements of one matter if theirs are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Matter {
    subject: Subject,
    aspect: &'static str,
}

/// What a matter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Place(Option<PlaceNo>),
    Element(Option<PlaceNo>, KindCode),
    Sharing(Option<PlaceNo>, Vec<KindCode>),
    Federations(Vec<FederationId>),
    Committee(FederationId, u16),
    Seat(FederationId, u16, PersonId),
    Session(FederationId, u16, u16),
    Designation(DesignationId),
    Institution(InstitutionId),
    ReformIssue(ReformIssueId),
    /// Nothing that sources can disagree about.
    None,
}

impl Event {
    /// The matter of a fact with this date.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others are refused before, as no matter of evidence")]
    pub(crate) fn matter(&self, facts: &Facts, effective: PartialDate) -> Matter {
        let no = |place: &Place| facts.places.find_for(place, effective);
        let council = || facts.catalogue.code_of(crate::catalogue::WOMENS_COUNCIL);
        let (subject, aspect) = match self {
            Self::DivisionRenamed(e) => (Subject::Place(no(&e.code.into())), "name"),
            Self::RelocationSiteRegistered(e) => (Subject::Place(facts.places.number_of_site(&e.site)), "registration"),
            Self::RelocationSiteRenamed(e) => (Subject::Place(facts.places.number_of_site(&e.site)), "name"),
            Self::RelocationSiteClosed(e) => (Subject::Place(facts.places.number_of_site(&e.site)), "ending"),
            Self::PopulationCounted(e) => (Subject::Place(no(&e.place)), "people"),
            Self::FederationFounded(e) => (Subject::Federations(vec![e.federation.clone()]), "founding"),
            Self::FederationRenamed(e) => (Subject::Federations(vec![e.federation.clone()]), "name"),
            Self::FederationDissolved(e) => (Subject::Federations(vec![e.federation.clone()]), "ending"),
            Self::FederationsMerged(e) => (Subject::Federations(sorted(&e.from)), "ending"),
            Self::ExecutiveCommitteeElected(e) => (Subject::Committee(e.federation.clone(), e.term), "election"),
            Self::SeatFilled(e) => (Subject::Seat(e.federation.clone(), e.term, e.person.clone()), "filled"),
            Self::SeatVacated(e) => (Subject::Seat(e.federation.clone(), e.term, e.person.clone()), "vacated"),
            Self::CommitteeMet(e) => (Subject::Session(e.federation.clone(), e.term, e.session), "session"),
            Self::ElementEstablished(e) => (Subject::Element(no(&e.place), e.kind.clone()), "establishment"),
            Self::CouncilCreated(e) => match council() {
                Ok(kind) => (Subject::Element(no(&e.place), kind), "establishment"),
                Err(_) => (Subject::None, ""),
            },
            Self::ElementInspected(e) => (Subject::Element(no(&e.place), e.kind.clone()), "inspection"),
            Self::ElementSuspended(e) => (Subject::Element(no(&e.place), e.kind.clone()), "suspension"),
            Self::ElementResumed(e) => (Subject::Element(no(&e.place), e.kind.clone()), "resumption"),
            Self::ElementClosed(e) => (Subject::Element(no(&e.place), e.kind.clone()), "ending"),
            Self::SharingAgreed(e) => (Subject::Sharing(no(&e.place), sorted(&e.kinds)), "agreement"),
            Self::SharingEnded(e) => (Subject::Sharing(no(&e.place), sorted(&e.kinds)), "ending"),
            Self::DesignationRecommended(e) => (Subject::Designation(e.designation.clone()), "recommendation"),
            Self::DesignationGranted(e) => (Subject::Designation(e.designation.clone()), "grant"),
            Self::DesignationRevoked(e) => (Subject::Designation(e.designation.clone()), "revocation"),
            Self::InstitutionEstablished(e) => (Subject::Institution(e.institution.clone()), "establishment"),
            Self::InstitutionClosed(e) => (Subject::Institution(e.institution.clone()), "ending"),
            Self::ReformIssueRaised(e) => (Subject::ReformIssue(e.issue.clone()), "raised"),
            Self::ReformIssueProgressed(e) => (Subject::ReformIssue(e.issue.clone()), "progress"),
            Self::ReformIssueClosed(e) => (Subject::ReformIssue(e.issue.clone()), "ending"),
            _ => (Subject::None, self.name()),
        };
        Matter { subject, aspect }
    }
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort();
    items
}
