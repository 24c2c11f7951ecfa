//! What an event is about: the places that it names, and the subjects that have a place.

use jiceng_domain::designation::{DesignationChange, Holder, HolderAt};
use jiceng_domain::event::Event;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationNo};
use jiceng_domain::institution::InstitutionChange;
use jiceng_domain::reform_issue::ReformIssueChange;
use jiceng_domain::target::TargetChange;
use jiceng_domain::timeline::Timeline;
use jiceng_domain::{DesignationId, InstitutionId, Place, PlaceNo, Position, Recorded, ReformIssueId, TargetId};

/// What belongs to a place and is named without it once it has begun.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A federation.
    Federation(FederationNo),
    /// A designation of a place or body.
    Designation(DesignationId),
    /// An institution.
    Institution(InstitutionId),
    /// A reform issue.
    ReformIssue(ReformIssueId),
    /// A target; its place is its scope.
    Target(TargetId),
}

jiceng_domain::packed! { enum Subject {
    0 = Federation(no),
    1 = Designation(id),
    2 = Institution(id),
    3 = ReformIssue(id),
    4 = Target(id),
} }

/// The places that a recorded event was about when it was recorded, each once: whatever was learned
/// since of who has which code, and whose anything is.
pub fn places_of_recorded(facts: &Facts, recorded: &Recorded) -> Vec<PlaceNo> {
    let event = &recorded.fact.event;
    let mut places = recorded_in_order(facts, recorded);
    // An inspection for a drawn place that only shares is of the provider's element.
    if let Event::ElementInspected(inspection) = event {
        places.extend(facts.inspected_by(inspection, recorded.fact.effective, recorded.position));
    }
    each_once(places)
}

/// The place that a recorded event named first when it was recorded, if it was about any.
pub fn place_of_recorded(facts: &Facts, recorded: &Recorded) -> Option<PlaceNo> {
    recorded_in_order(facts, recorded).first().copied()
}

fn recorded_in_order(facts: &Facts, recorded: &Recorded) -> Vec<PlaceNo> {
    let (event, known) = (&recorded.fact.event, recorded.position.plus(1));
    let mut places = as_named(facts, recorded);
    places.extend(named(facts, event).iter().flat_map(|subject| begun_at(facts, subject, known)));
    places
}

fn each_once(mut places: Vec<PlaceNo>) -> Vec<PlaceNo> {
    places.sort_unstable();
    places.dedup();
    places
}

/// The places in the order in which the event names them itself.
fn as_named(facts: &Facts, recorded: &Recorded) -> Vec<PlaceNo> {
    let Recorded { position, fact, .. } = recorded;
    let event = &fact.event;
    let bodies = if let Event::DesignationRecommended(e) = event {
        division_of(&e.holder)
    } else if let Event::DesignationGranted(e) = event {
        division_of(&e.holder)
    } else {
        None
    };
    let named = |place: Place| facts.named_when_recorded(event, &place, fact.effective, *position);
    event.places().into_iter().chain(bodies).filter_map(named).collect()
}

/// The division of a body that is not registered otherwise.
fn division_of(holder: &Holder) -> Option<Place> {
    match holder {
        Holder::Body { division, .. } => Some((*division).into()),
        Holder::Place(_) | Holder::Institution(_) => None,
    }
}

/// The subject that begins with an event, or is stated anew.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others begin nothing that is named without its place")]
pub(crate) fn begun(facts: &Facts, event: &Event) -> Option<Subject> {
    match event {
        Event::FederationFounded(e) => facts.federations.find(&e.federation).map(Subject::Federation),
        Event::DesignationRecommended(e) => Some(Subject::Designation(e.designation.clone())),
        Event::DesignationGranted(e) => Some(Subject::Designation(e.designation.clone())),
        Event::InstitutionEstablished(e) => Some(Subject::Institution(e.institution.clone())),
        Event::ReformIssueRaised(e) => Some(Subject::ReformIssue(e.issue.clone())),
        Event::TargetSet(e) => Some(Subject::Target(e.target.clone())),
        _ => None,
    }
}

/// The subjects that an event names without their places.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others name their places")]
pub(crate) fn named(facts: &Facts, event: &Event) -> Vec<Subject> {
    match event {
        Event::DesignationRecommended(e) => institution_of(&e.holder).into_iter().collect(),
        Event::DesignationGranted(e) => institution_of(&e.holder).into_iter().collect(),
        Event::DesignationRevoked(e) => {
            let holders = facts.designations.get(&e.designation).into_iter().flat_map(Timeline::all);
            let institutions = holders.filter_map(|entry| match holder(entry.change)? {
                HolderAt::Institution(id) => Some(Subject::Institution(id.clone())),
                HolderAt::Place(_) | HolderAt::Body { .. } => None,
            });
            institutions.chain([Subject::Designation(e.designation.clone())]).collect()
        }
        Event::InstitutionClosed(e) => vec![Subject::Institution(e.institution.clone())],
        Event::ReformIssueProgressed(e) => vec![Subject::ReformIssue(e.issue.clone())],
        Event::ReformIssueClosed(e) => vec![Subject::ReformIssue(e.issue.clone())],
        Event::TargetWithdrawn(e) => vec![Subject::Target(e.target.clone())],
        _ => {
            let federations = event.federations().into_iter();
            federations.filter_map(|id| facts.federations.find(id)).map(Subject::Federation).collect()
        }
    }
}

fn institution_of(holder: &Holder) -> Option<Subject> {
    match holder {
        Holder::Institution(id) => Some(Subject::Institution(id.clone())),
        Holder::Place(_) | Holder::Body { .. } => None,
    }
}

const fn holder(change: &DesignationChange) -> Option<&HolderAt> {
    match change {
        DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => Some(holder),
        DesignationChange::Revoked => None,
    }
}

/// The places of a subject by the beginnings of it that stand for someone who knows the log up to a
/// position, outranked or not.
fn begun_at(facts: &Facts, subject: &Subject, known: Position) -> Vec<PlaceNo> {
    match subject {
        Subject::Federation(no) => {
            begun_in(facts.federations.get(*no).map(|record| &record.timeline), known, |change| match change {
                FederationChange::Founded { place, .. } => Some(*place),
                FederationChange::Renamed { .. }
                | FederationChange::MergedInto { .. }
                | FederationChange::Dissolved => None,
            })
        }
        // One of an institution is named by that too.
        Subject::Designation(id) => begun_in(facts.designations.get(id), known, |change| holder(change)?.place()),
        Subject::Institution(id) => begun_in(facts.institutions.get(id), known, |change| match change {
            InstitutionChange::Established { place, .. } => Some(*place),
            InstitutionChange::Closed => None,
        }),
        Subject::ReformIssue(id) => begun_in(facts.reform_issues.get(id), known, |change| match change {
            ReformIssueChange::Raised(issue) => Some(issue.place),
            ReformIssueChange::Progressed(_) | ReformIssueChange::Closed(_) => None,
        }),
        Subject::Target(id) => begun_in(facts.targets.get(id), known, |change| match change {
            TargetChange::Set(target) => Some(target.scope),
            TargetChange::Withdrawn => None,
        }),
    }
}

fn begun_in<C>(timeline: Option<&Timeline<C>>, known: Position, place: impl Fn(&C) -> Option<PlaceNo>) -> Vec<PlaceNo>
where
    C: jiceng_domain::timeline::Change,
{
    let entries = timeline.into_iter().flat_map(Timeline::turning);
    let standing = entries.filter(|e| e.is_known(known));
    standing.filter_map(|e| place(e.change)).collect()
}
