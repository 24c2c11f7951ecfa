//! One place that is named twice under one programme at the same time.

use std::collections::BTreeMap;

use jiceng_domain::designation::{DesignationState, HolderAt};
use jiceng_domain::{PartialDate, Position, ProgrammeCode};

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    let mut held: BTreeMap<(ProgrammeCode, jiceng_domain::PlaceNo), Vec<(Position, PartialDate)>> = BTreeMap::new();
    for (_, timeline) in search.facts().designations.iter() {
        let DesignationState::Held(programme, HolderAt::Place(place)) = timeline.state_on(as_of) else { continue };
        if let Some(granted) = timeline.possible_on::<DesignationState>(as_of).last() {
            held.entry((programme, place)).or_default().push((granted.position, granted.effective));
        }
    }
    for ((_, place), mut grants) in held.into_iter().filter(|(_, grants)| grants.len() > 1) {
        grants.sort_unstable_by_key(|(position, effective)| (effective.last(), *position));
        let Some((last, effective)) = grants.last().copied() else { continue };
        let finding = Finding::new(FindingCode::DesignatedTwice, Some(place))
            .date(DateOf::Effective, effective)
            .facts(grants.iter().map(|(position, _)| *position));
        found.push(Finding { event: Some("designation_granted"), fact: Some(last), ..finding });
    }
}
