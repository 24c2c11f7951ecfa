//! A fact that was recorded under a code which another place carries on its day, by what is recorded now.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::places::PlaceRecord;
use jiceng_domain::timeline::{Change, Timeline};
use jiceng_domain::{AsOf, DivisionCode, PartialDate, Place, PlaceNo, Position};
use jiff::ToSpan as _;

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let places = &search.facts().places;
    let carriers = places.codes_given_again().into_iter().flat_map(|(_, carriers)| carriers.iter().copied());
    for no in carriers.collect::<BTreeSet<PlaceNo>>() {
        let Some(record) = places.get(no) else { continue };
        for (position, date) in facts_of(search, no, record) {
            let day = search.as_of().day_of(date, position);
            let Some((code, other)) = named(search, record, no, day, position) else { continue };
            let finding =
                Finding::new(FindingCode::CodeOfAnotherPlace, Some(no)).date(DateOf::Effective, date).facts([position]);
            let (values, fact) = (vec![Value::Code(code)], Some(position));
            found.push(Finding { provider: Some(other), values, fact, ..finding });
        }
    }
}

/// The code by which the place was known on a day when a fact was recorded, and the place that has it by now; none
/// where the place itself had it on that day or the day before.
fn named(
    search: &Search<'_>,
    record: &PlaceRecord,
    no: PlaceNo,
    day: jiff::civil::Date,
    position: Position,
) -> Option<(DivisionCode, PlaceNo)> {
    let then = AsOf { effective: day, ..search.as_of() };
    let code = record.code_on(then.known_before(position))?;
    let before = AsOf { effective: day.checked_sub(1.day()).unwrap_or(day), ..then };
    if [then, before].iter().any(|as_of| record.code_on(*as_of) == Some(code)) {
        return None;
    }
    let other = search.facts().places.find(&Place::Division(code), then).filter(|other| *other != no)?;
    search.facts().places.exists(other, then).then_some((code, other))
}

/// What is recorded of a place under its name, beside its codes: names and counts, elements, sharings, federations.
fn facts_of(search: &Search<'_>, no: PlaceNo, record: &PlaceRecord) -> BTreeMap<Position, PartialDate> {
    let (facts, as_of) = (search.facts(), search.as_of());
    let own = record.timeline.on(as_of).filter(|e| !e.change.begins() && e.change.code().is_none());
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
