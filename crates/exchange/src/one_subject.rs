//! What a row is about where, of one date, the order of recording decides: such rows keep the order
//! of their file. And on which day of its date a row is looked for in the order of days.

use jiceng_core::domain::{Command, Event, FederationId, KindCode, PartialDate, Place, Wish};
use jiff::civil::Date;

/// A subject of a row, as the row names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NamedSubject {
    Name(Place),
    People(Place),
    Inspection(Place, KindCode),
    Committees(FederationId),
    NameOfFederation(FederationId),
}

/// A subject and the date of a row about it.
pub(crate) type OfDate = (PartialDate, NamedSubject);

/// What a row is about, of which the last of one date counts. Beginnings and ends are left out: of
/// one date they come in the order in which each can be. Codes are, too: a row that waits with one
/// would change whom later rows mean.
#[allow(clippy::wildcard_enum_match_arm, reason = "of one date, the others do not hang on their order")]
pub(crate) fn named_subject(wish: &Wish) -> Option<OfDate> {
    let Command::Record(event) = &wish.command else { return None };
    let subject = match event {
        Event::DivisionRenamed(e) => NamedSubject::Name(e.code.into()),
        Event::RelocationSiteRenamed(e) => NamedSubject::Name(Place::Site(e.site.clone())),
        Event::PopulationCounted(e) => NamedSubject::People(e.place.clone()),
        Event::ElementInspected(e) => NamedSubject::Inspection(e.place.clone(), e.kind.clone()),
        Event::FederationRenamed(e) => NamedSubject::NameOfFederation(e.federation.clone()),
        Event::ExecutiveCommitteeElected(e) => NamedSubject::Committees(e.federation.clone()),
        _ => return None,
    };
    Some((wish.effective, subject))
}

/// The day by which a row stands in the order of days: the first that its date can mean, of what
/// opens something; the last of all else.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others open nothing")]
pub(crate) fn order_day(wish: &Wish) -> Date {
    let Command::Record(event) = &wish.command else { return wish.effective.last() };
    match event {
        Event::DivisionRegistered(_)
        | Event::RelocationSiteRegistered(_)
        | Event::FederationFounded(_)
        | Event::ExecutiveCommitteeElected(_)
        | Event::SeatFilled(_)
        | Event::ElementEstablished(_)
        | Event::CouncilCreated(_)
        | Event::ElementSuspended(_)
        | Event::SharingAgreed(_)
        | Event::DesignationRecommended(_)
        | Event::DesignationGranted(_)
        | Event::InstitutionEstablished(_)
        | Event::StandardAdopted(_)
        | Event::TargetSet(_)
        | Event::ReformIssueRaised(_)
        | Event::PersonRegistered(_) => wish.effective.first(),
        _ => wish.effective.last(),
    }
}
