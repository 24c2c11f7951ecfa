//! Facts of one date of which the one recorded last decides, since nothing else says which came
//! first: two codes, two divisions above, two committees, two standards, two seats of one person;
//! within a month or a year also two counts, results of inspections, names, which of one day
//! contradict each other.

use std::collections::BTreeMap;

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::element::ElementState;
use jiceng_domain::federation::FederationOf;
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::standard::{StandardChange, StandardState};
use jiceng_domain::timeline::{Change, Entry, Machine, Timeline};
use jiceng_domain::{PartialDate, Position};

use super::contradiction::{federation_name, result, said_differently};
use super::search::{Search, renaming};
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    of_open_dates(search, found);
    for (no, record) in facts.places.iter() {
        let bears = |e: &Entry<'_, PlaceChange>| {
            matches!(e.change, PlaceChange::Recoded { .. } | PlaceChange::Moved { .. } | PlaceChange::Converted { .. })
        };
        if record.timeline.on(as_of).filter(bears).nth(1).is_none() {
            continue;
        }
        let possible = record.timeline.possible_on::<PlaceState>(as_of);
        let recoded = possible.iter().filter(|e| e.change.code().is_some() && !e.change.is_beginning());
        let moved = possible.iter().filter(|e| matches!(e.change, PlaceChange::Moved { .. }));
        for (event, entries) in [("division_recoded", days(recoded)), ("division_moved", days(moved))] {
            let about = Finding::new(FindingCode::OrderOfOneDay, Some(no));
            found.extend(same(entries).map(|facts| in_order(&about, event, facts)));
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
        found.extend(same(elections).map(|facts| in_order(&about, "executive_committee_elected", facts)));
    }
    of_seats(search, found);
    let mut adopted: Vec<(PartialDate, Position)> = Vec::new();
    for (_, timeline) in facts.standards.iter() {
        let possible = timeline.possible_on::<StandardState>(as_of);
        adopted.extend(days(possible.last().into_iter().filter(|e| matches!(e.change, StandardChange::Adopted(_)))));
    }
    adopted.sort_by_key(|(effective, position)| (effective.last(), *position));
    let about = Finding::new(FindingCode::OrderOfOneDay, None);
    found.extend(same(adopted).map(|facts| in_order(&about, "standard_adopted", facts)));
}

/// Two seats that one person took in one term.
fn of_seats(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    let filled = |change: &CommitteeChange| match change {
        CommitteeChange::Filled { term, filled } => Some((*term, filled.seat.person.clone())),
        CommitteeChange::Elected { .. } | CommitteeChange::Vacated { .. } | CommitteeChange::Met { .. } => None,
    };
    for (_, record) in search.facts().federations.iter() {
        if record.committees.on(as_of).filter(|e| matches!(e.change, CommitteeChange::Filled { .. })).nth(1).is_none() {
            continue;
        }
        let mut by_person: BTreeMap<_, Vec<(PartialDate, Position)>> = BTreeMap::new();
        for entry in record.committees.possible_on::<Committees>(as_of) {
            if let Some(seat) = filled(entry.change) {
                by_person.entry(seat).or_default().push((entry.effective, entry.position));
            }
        }
        let about = Finding {
            federation: Some(record.id.clone()),
            ..Finding::new(FindingCode::OrderOfOneDay, record.place(as_of))
        };
        found.extend(by_person.into_values().flat_map(same).map(|facts| in_order(&about, "seat_filled", facts)));
    }
}

/// Counts, results and names of one open date that differ.
fn of_open_dates(search: &Search<'_>, found: &mut Vec<Finding>) {
    let facts = search.facts();
    for (no, record) in facts.places.iter() {
        let about = Finding::new(FindingCode::OrderOfOneDay, Some(no));
        let renamed = renaming(record, search.as_of());
        let names = said::<PlaceState>(search, &record.timeline, |change| change.name().cloned().map(Value::Name));
        let counts = said::<PlaceState>(search, &record.timeline, |change| change.people().map(Value::People));
        found.extend(names.map(|facts| in_order(&about, renamed, facts)));
        found.extend(counts.map(|facts| in_order(&about, "population_counted", facts)));
        for kind in search.kinds() {
            let Some(timeline) = facts.elements.timeline(no, kind) else { continue };
            let about = Finding { kind: Some(kind), ..about.clone() };
            let results = said::<ElementState>(search, timeline, result);
            found.extend(results.map(|facts| in_order(&about, "element_inspected", facts)));
        }
    }
    for (_, record) in facts.federations.iter() {
        let about = Finding {
            federation: Some(record.id.clone()),
            ..Finding::new(FindingCode::OrderOfOneDay, record.place(search.as_of()))
        };
        let names = said::<FederationOf>(search, &record.timeline, federation_name);
        found.extend(names.map(|facts| in_order(&about, "federation_renamed", facts)));
    }
}

/// The facts of each open date that say different things. A beginning comes first, whatever its
/// date.
fn said<'a, M: Machine>(
    search: &Search<'_>,
    timeline: &'a Timeline<M::Change>,
    value: impl Fn(&M::Change) -> Option<Value> + 'a,
) -> impl Iterator<Item = Vec<(PartialDate, Position)>> + 'a {
    let is_open = |e: &Entry<'_, M::Change>| !e.effective.is_exact() && !e.change.begins();
    let all = timeline.on(search.as_of()).filter(is_open);
    let several = all.filter(|e| value(e.change).is_some()).nth(1).is_some();
    let possible = if several { timeline.possible_on::<M>(search.as_of()) } else { Vec::new() };
    let of_open = possible.into_iter().filter(is_open);
    let said = said_differently(of_open.filter_map(|e| Some((e.effective, e.position, value(e.change)?))));
    said.into_iter().map(|said| said.values.into_iter().map(|(position, _)| (said.date, position)).collect())
}

fn days<'a, 'e: 'a, C: 'e>(entries: impl Iterator<Item = &'a Entry<'e, C>>) -> Vec<(PartialDate, Position)> {
    entries.map(|e| (e.effective, e.position)).collect()
}

/// Those that stand together and are of one date.
fn same(facts: Vec<(PartialDate, Position)>) -> impl Iterator<Item = Vec<(PartialDate, Position)>> {
    let mut groups: Vec<Vec<(PartialDate, Position)>> = Vec::new();
    for fact in facts {
        match groups.last_mut().filter(|group| group.last().is_some_and(|(effective, _)| *effective == fact.0)) {
            Some(group) => group.push(fact),
            None => groups.push(vec![fact]),
        }
    }
    groups.into_iter().filter(|group| group.len() > 1)
}

fn in_order(about: &Finding, event: &'static str, facts: Vec<(PartialDate, Position)>) -> Finding {
    let last = facts.last().copied();
    let mut finding = about.clone().facts(facts.into_iter().map(|(_, position)| position));
    finding.event = Some(event);
    finding.fact = last.map(|(_, position)| position);
    match last {
        Some((effective, _)) => finding.date(DateOf::Effective, effective),
        None => finding,
    }
}
