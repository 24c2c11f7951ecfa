//! What is still open of a place that is no more: a federation, a designation, an institution, a
//! reform issue, a target.

use jiceng_domain::designation::{DesignationState, HolderAt};
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::places::PlaceChange;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::target::TargetState;
use jiceng_domain::timeline::{Change, Machine, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for federation in search.all_active_federations() {
        let began = federation.founded(as_of).map(|e| (e.effective, e.position));
        if let (Some(began), true) = (began, is_gone(search, federation.place)) {
            let finding = finding(search, federation.place, "federation_founded", began);
            found.push(Finding { federation: Some(federation.id.clone()), ..finding });
        }
    }
    for (_, timeline) in facts.designations.iter() {
        let DesignationState::Held(_, holder) = timeline.state_on(as_of) else { continue };
        let place = match &holder {
            HolderAt::Institution(id) => match facts.institutions.state_on(id, as_of) {
                InstitutionState::Open { place, .. } => Some(place),
                InstitutionState::Unknown | InstitutionState::Closed => None,
            },
            HolderAt::Place(place) => Some(*place),
            // A school goes on where its division went.
            HolderAt::Body { .. } => None,
        };
        let Some(place) = place.filter(|place| is_gone(search, *place)) else { continue };
        let began = last::<DesignationState>(timeline, search);
        found.extend(began.map(|began| finding(search, place, "designation_granted", began)));
    }
    for (_, timeline) in facts.institutions.iter() {
        let InstitutionState::Open { place, .. } = timeline.state_on(as_of) else { continue };
        if is_gone(search, place) {
            let began = last::<InstitutionState>(timeline, search);
            found.extend(began.map(|began| finding(search, place, "institution_established", began)));
        }
    }
    for (_, timeline) in facts.reform_issues.iter() {
        let ReformIssueState::Open(issue) = timeline.state_on(as_of) else { continue };
        if is_gone(search, issue.place) {
            let began = last::<ReformIssueState>(timeline, search);
            found.extend(began.map(|began| finding(search, issue.place, "reform_issue_raised", began)));
        }
    }
    for (_, timeline) in facts.targets.iter() {
        let TargetState::Set(target) = timeline.state_on(as_of) else { continue };
        if target.set.due >= as_of.effective && is_gone(search, target.scope) {
            let began = last::<TargetState>(timeline, search);
            found.extend(began.map(|began| finding(search, target.scope, "target_set", began)));
        }
    }
}

fn is_gone(search: &Search<'_>, place: PlaceNo) -> bool {
    !search.facts().places.get(place).is_some_and(|record| record.is_open(search.as_of()))
}

/// The change with an effect by which a subject came to be what it is: the last that begins it, or
/// else the last.
fn last<M: Machine>(timeline: &Timeline<M::Change>, search: &Search<'_>) -> Option<(PartialDate, Position)> {
    let possible = timeline.possible_on::<M>(search.as_of());
    let began = possible.iter().rfind(|e| e.change.begins()).or(possible.last())?;
    Some((began.effective, began.position))
}

fn finding(
    search: &Search<'_>,
    place: PlaceNo,
    event: &'static str,
    (effective, position): (PartialDate, Position),
) -> Finding {
    let finding =
        Finding::new(FindingCode::OpenAtEndedPlace, Some(place)).date(DateOf::Effective, effective).facts([position]);
    let finding = Finding { event: Some(event), fact: Some(position), ..finding };
    let Some(record) = search.facts().places.get(place) else { return finding };
    let ends = |e: &jiceng_domain::timeline::Entry<'_, PlaceChange>| matches!(e.change, PlaceChange::Ended(_));
    match record.timeline.on(search.as_of()).rfind(ends) {
        Some(ended) => finding.date(DateOf::Ended, ended.effective).facts([ended.position]),
        None => finding,
    }
}
