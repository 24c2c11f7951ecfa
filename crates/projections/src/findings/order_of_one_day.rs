//! Facts of one day of which the one recorded last decides, since nothing else says which came
//! first: two codes, two divisions above, two committees, two standards.

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::standard::{StandardChange, StandardState};
use jiceng_domain::timeline::Entry;
use jiceng_domain::{PartialDate, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for (no, record) in facts.places.iter() {
        let bears =
            |e: &Entry<'_, PlaceChange>| matches!(e.change, PlaceChange::Recoded { .. } | PlaceChange::Moved { .. });
        if record.timeline.on(as_of).filter(bears).nth(1).is_none() {
            continue;
        }
        let possible = record.timeline.possible_on::<PlaceState>(as_of);
        let recoded = possible.iter().filter(|e| e.change.code().is_some() && !e.change.is_beginning());
        let moved = possible.iter().filter(|e| matches!(e.change, PlaceChange::Moved { .. }));
        for (event, entries) in [("division_recoded", days(recoded)), ("division_moved", days(moved))] {
            let about = Finding::new(FindingCode::OrderOfOneDay, Some(no));
            found.extend(same(entries).map(|facts| said(&about, event, facts)));
        }
    }
    for (_, record) in facts.federations.iter() {
        let elected = |e: &Entry<'_, CommitteeChange>| matches!(e.change, CommitteeChange::Elected { .. });
        if record.committees.on(as_of).filter(elected).nth(1).is_none() {
            continue;
        }
        let possible = record.committees.possible_on::<Committees>(as_of);
        let elections = days(possible.iter().filter(|e| elected(e)));
        let about = Finding {
            federation: Some(record.id.clone()),
            ..Finding::new(FindingCode::OrderOfOneDay, record.place(as_of))
        };
        found.extend(same(elections).map(|facts| said(&about, "executive_committee_elected", facts)));
    }
    let mut adopted: Vec<(PartialDate, Position)> = Vec::new();
    for (_, timeline) in facts.standards.iter() {
        let possible = timeline.possible_on::<StandardState>(as_of);
        adopted.extend(days(possible.last().into_iter().filter(|e| matches!(e.change, StandardChange::Adopted(_)))));
    }
    adopted.sort_by_key(|(effective, position)| (effective.last(), *position));
    let about = Finding::new(FindingCode::OrderOfOneDay, None);
    found.extend(same(adopted).map(|facts| said(&about, "standard_adopted", facts)));
}

fn days<'a, 'e: 'a, C: 'e>(entries: impl Iterator<Item = &'a Entry<'e, C>>) -> Vec<(PartialDate, Position)> {
    entries.map(|e| (e.effective, e.position)).collect()
}

/// Those that stand together and are of one day.
fn same(facts: Vec<(PartialDate, Position)>) -> impl Iterator<Item = Vec<(PartialDate, Position)>> {
    let mut groups: Vec<Vec<(PartialDate, Position)>> = Vec::new();
    for fact in facts.into_iter().filter(|(effective, _)| effective.is_exact()) {
        match groups.last_mut().filter(|group| group.last().is_some_and(|(effective, _)| *effective == fact.0)) {
            Some(group) => group.push(fact),
            None => groups.push(vec![fact]),
        }
    }
    groups.into_iter().filter(|group| group.len() > 1)
}

fn said(about: &Finding, event: &'static str, facts: Vec<(PartialDate, Position)>) -> Finding {
    let last = facts.last().copied();
    let mut finding = about.clone().facts(facts.into_iter().map(|(_, position)| position));
    finding.event = Some(event);
    finding.fact = last.map(|(_, position)| position);
    match last {
        Some((effective, _)) => finding.date(DateOf::Effective, effective),
        None => finding,
    }
}
