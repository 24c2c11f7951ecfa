//! A fact that was recorded under a code which another place carries on its day, by what is
//! recorded now.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::handed_over::GivenUp;
use jiceng_domain::places::{PlaceChange, PlaceRecord, PlaceState};
use jiceng_domain::sharing::SharingChange;
use jiceng_domain::timeline::{Change, Timeline};
use jiceng_domain::{AsOf, DivisionCode, PartialDate, Place, PlaceNo, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let mut all = Vec::new();
    look(search, &mut all);
    // A fact with several such codes is told once.
    let mut told = BTreeSet::new();
    all.retain(|finding| told.insert(finding.fact));
    found.append(&mut all);
}

fn look(search: &Search<'_>, found: &mut Vec<Finding>) {
    let places = &search.facts().places;
    let carriers = places.codes_given_again().into_iter().flat_map(|(_, carriers)| carriers.iter().copied());
    let carriers: BTreeSet<PlaceNo> = carriers.collect();
    if !carriers.is_empty() {
        named_second(search, &carriers, found);
    }
    for no in carriers {
        let Some(record) = places.get(no) else { continue };
        ends_of_others(search, no, record, found);
        let own = only_code(record);
        for (position, date) in facts_of(search, no, record) {
            let own = own.filter(|_| search.register.named_by(position, no).is_none());
            if own.is_some_and(|code| means(search, code, date, position) == Some(no)) {
                continue;
            }
            let Some((code, other)) = named(search, record, no, date, position) else { continue };
            if is_its_own_end(search, record, code, position) {
                continue;
            }
            found.push(of_another(no, code, date, position, other));
        }
    }
}

/// Facts that name a division beside their subject: a division above, a host, the one that goes on
/// after a merger, the provider of a sharing.
fn named_second(search: &Search<'_>, carriers: &BTreeSet<PlaceNo>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    let mut told = |no: PlaceNo, date, position| {
        let named = facts.places.get(no).and_then(|record| named(search, record, no, date, position));
        found.extend(named.map(|(code, other)| of_another(no, code, date, position, other)));
    };
    for (_, record) in facts.places.iter() {
        for entry in record.timeline.on(as_of) {
            let host = if let PlaceChange::SiteRegistered { host, .. } = entry.change { *host } else { None };
            let named: BTreeSet<PlaceNo> =
                [entry.change.parent(), host, entry.change.merged_into()].into_iter().flatten().collect();
            named.intersection(carriers).for_each(|no| told(*no, entry.effective, entry.position));
        }
    }
    for provider in carriers {
        for user in facts.sharings.users_of(*provider).collect::<BTreeSet<PlaceNo>>() {
            let agreed = facts.sharings.of_place(user).flat_map(|(_, timeline)| timeline.on(as_of));
            let agreed =
                agreed.filter(|e| matches!(e.change, SharingChange::Agreed { provider: of } if of == provider));
            agreed.for_each(|e| told(*provider, e.effective, e.position));
        }
    }
}

fn of_another(no: PlaceNo, code: DivisionCode, date: PartialDate, position: Position, other: PlaceNo) -> Finding {
    let finding = Finding::new(FindingCode::CodeOfAnotherPlace, Some(no)).date(DateOf::Effective, date);
    let (values, fact) = (vec![Value::Code(code)], Some(position));
    Finding { provider: Some(other), values, fact, ..finding.facts([position]) }
}

/// What took a code from a place, and by now would take it from another one: that one had it first,
/// and no end of it was recorded.
fn ends_of_others(search: &Search<'_>, no: PlaceNo, record: &PlaceRecord, found: &mut Vec<Finding>) {
    let places = &search.facts().places;
    for given_up in record.codes_given_up(search.as_of()) {
        let GivenUp { code, effective, position, .. } = given_up;
        if places.carriers_of(code).len() < 2 {
            continue;
        }
        let would = places.would_give_up(no, &given_up, search.as_of()).filter(|other| *other != no);
        let Some(other) = would else { continue };
        found.push(of_another(no, code, effective, position, other));
    }
}

/// The code of a place that never had another.
fn only_code(record: &PlaceRecord) -> Option<DivisionCode> {
    let mut codes = record.timeline.all().filter_map(|e| e.change.code());
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}

/// Whom a code means on the last day of a date.
fn means(search: &Search<'_>, code: DivisionCode, date: PartialDate, position: Position) -> Option<PlaceNo> {
    let effective = search.as_of().day_of(date, position);
    search.facts().places.find(&Place::Division(code), AsOf { effective, ..search.as_of() })
}

/// The code by which the place was known on the last day of a date when a fact was recorded, and
/// the place that it means by now; none where it means the place itself. On the day on which a code
/// is handed over, it means who has it at the end.
fn named(
    search: &Search<'_>,
    record: &PlaceRecord,
    no: PlaceNo,
    date: PartialDate,
    position: Position,
) -> Option<(DivisionCode, PlaceNo)> {
    let (places, day) = (&search.facts().places, search.as_of().day_of(date, position));
    let then = AsOf { effective: day, ..search.as_of() };
    let code = search.register.named_by(position, no).or_else(|| record.code_on(then.known_before(position)))?;
    if record.is_open(then) && record.code_on(then) == Some(code) {
        return None;
    }
    let entry = record.timeline.recorded_for(date).find(|entry| entry.position == position);
    let takes_it =
        entry.is_some_and(|entry| entry.change.may_end()) && search.register.named_by(position, no).is_some();
    let means = if takes_it { places.giving_up(code, date, then) } else { places.find(&Place::Division(code), then) };
    let other = means.filter(|other| *other != no)?;
    // A division may be split into one that gets the code by which it was named.
    if places.get(other)?.timeline.recorded_for(date).any(|entry| entry.position == position) {
        return None;
    }
    // Otherwise it could not have been recorded of that one either.
    let days = places.get(other)?.timeline.spans_for::<PlaceState>(then);
    days.iter().any(|span| span.meets(date)).then_some((code, other))
}

/// Whether by the fact the place gave up the code, which it had until then: by the last day of its
/// date another may have it.
fn is_its_own_end(search: &Search<'_>, record: &PlaceRecord, code: DivisionCode, position: Position) -> bool {
    record.codes_given_up(search.as_of()).iter().any(|given_up| given_up.code == code && given_up.position == position)
}

/// What is recorded of a place under its name, beside its codes: names and counts, elements,
/// sharings, federations.
fn facts_of(search: &Search<'_>, no: PlaceNo, record: &PlaceRecord) -> BTreeMap<Position, PartialDate> {
    let (facts, as_of) = (search.facts(), search.as_of());
    let is_named = |position| search.register.named_by(position, no).is_some();
    let own = record.timeline.on(as_of).filter(|e| !e.change.begins());
    let own = own.filter(|e| e.change.code().is_none() || is_named(e.position));
    let mut found: BTreeMap<Position, PartialDate> = own.map(|e| (e.position, e.effective)).collect();
    found.extend(facts.elements.of_place(no).flat_map(|(_, timeline)| all(timeline, as_of)));
    found.extend(facts.sharings.of_place(no).flat_map(|(_, timeline)| all(timeline, as_of)));
    for federation in facts.federations.ever_at(no) {
        found.extend(federation.timeline.on(as_of).filter(|e| e.change.begins()).map(|e| (e.position, e.effective)));
    }
    let counts = |(date, position): &(PartialDate, Position)| {
        *position < as_of.known
            && facts.withdrawn(*position).is_none_or(|by| by >= as_of.known)
            && as_of.has_happened(*date, *position)
    };
    found.extend(facts.resting.subjects_on(no).filter(counts).map(|(date, position)| (position, date)));
    found
}

fn all<C: Change>(timeline: &Timeline<C>, as_of: AsOf) -> impl Iterator<Item = (Position, PartialDate)> {
    timeline.on(as_of).map(|e| (e.position, e.effective))
}
