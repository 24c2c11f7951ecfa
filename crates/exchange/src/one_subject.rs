//! What a row is about, but for the codes of places and which places there are: of one date, such
//! rows keep the order of their file.

use jiceng_core::domain::{
    Command, DesignationId, Event, FederationId, InstitutionId, KindCode, PartialDate, Place, ReformIssueId,
    StandardId, TargetId, Wish,
};

/// A subject of a row, as the row names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NamedSubject {
    Name(Place),
    People(Place),
    Element(Place, KindCode),
    Sharing(Place, KindCode),
    Federation(FederationId),
    Designation(DesignationId),
    Institution(InstitutionId),
    Standard(StandardId),
    Target(TargetId),
    ReformIssue(ReformIssueId),
}

/// A subject and the date of a row about it.
pub(crate) type OfDate = (PartialDate, NamedSubject);

/// What a row is about. Divisions are left out: what waits with a code would change whom the codes
/// of later rows mean.
#[allow(clippy::wildcard_enum_match_arm, reason = "of one date, the others do not hang on their order")]
pub(crate) fn named_subjects(wish: &Wish) -> Vec<OfDate> {
    let Command::Record(event) = &wish.command else { return Vec::new() };
    let element = |place: &Place, kind: &KindCode| vec![NamedSubject::Element(place.clone(), kind.clone())];
    let sharings = |place: &Place, kinds: &[KindCode]| {
        kinds.iter().map(|kind| NamedSubject::Sharing(place.clone(), kind.clone())).collect()
    };
    let subjects: Vec<NamedSubject> = match event {
        Event::DivisionRenamed(e) => vec![NamedSubject::Name(e.code.into())],
        Event::RelocationSiteRenamed(e) => vec![NamedSubject::Name(Place::Site(e.site.clone()))],
        Event::PopulationCounted(e) => vec![NamedSubject::People(e.place.clone())],
        Event::ElementEstablished(e) => element(&e.place, &e.kind),
        Event::ElementInspected(e) => element(&e.place, &e.kind),
        Event::ElementSuspended(e) => element(&e.place, &e.kind),
        Event::ElementResumed(e) => element(&e.place, &e.kind),
        Event::ElementClosed(e) => element(&e.place, &e.kind),
        Event::SharingAgreed(e) => sharings(&e.place, &e.kinds),
        Event::SharingEnded(e) => sharings(&e.place, &e.kinds),
        Event::DesignationGranted(e) => vec![NamedSubject::Designation(e.designation.clone())],
        Event::DesignationRevoked(e) => vec![NamedSubject::Designation(e.designation.clone())],
        Event::InstitutionEstablished(e) => vec![NamedSubject::Institution(e.institution.clone())],
        Event::InstitutionClosed(e) => vec![NamedSubject::Institution(e.institution.clone())],
        Event::StandardAdopted(e) => vec![NamedSubject::Standard(e.standard.id.clone())],
        Event::StandardRepealed(e) => vec![NamedSubject::Standard(e.standard.clone())],
        Event::TargetSet(e) => vec![NamedSubject::Target(e.target.clone())],
        Event::TargetWithdrawn(e) => vec![NamedSubject::Target(e.target.clone())],
        Event::ReformIssueRaised(e) => vec![NamedSubject::ReformIssue(e.issue.clone())],
        Event::ReformIssueClosed(e) => vec![NamedSubject::ReformIssue(e.issue.clone())],
        of_federations => of_federations.federations().into_iter().cloned().map(NamedSubject::Federation).collect(),
    };
    subjects.into_iter().map(|subject| (wish.effective, subject)).collect()
}
