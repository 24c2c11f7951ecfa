//! What a fact is a statement about: sources can disagree only about one matter of one subject.

use crate::ids::{DesignationId, FederationId, InstitutionId, KindCode, PersonId, ReformIssueId};
use crate::places::PlaceNo;

/// A matter of one subject. Two facts are statements of one matter if theirs are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Matter {
    subject: Subject,
    aspect: &'static str,
}

/// What a matter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
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
}

impl Matter {
    pub(crate) const fn new(subject: Subject, aspect: &'static str) -> Self {
        Self { subject, aspect }
    }
}

pub(crate) fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort();
    items
}
