//! Facts of one subject and one day that cannot all be so: counts of people, results of
//! inspections, names.
//!
//! Only dates of a day are compared: within a month or a year both may have been so, one after the
//! other.

use jiceng_domain::Position;
use jiceng_domain::element::ElementChange;
use jiceng_domain::federation::FederationChange;
use jiceng_domain::partial_date::PartialDate;
use jiceng_domain::timeline::{Change, Timeline};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for (no, record) in facts.places.iter() {
        let about = || Finding::new(FindingCode::Contradiction, Some(no));
        let counts = said(search, &record.timeline, |change| change.people().map(Value::People)).into_iter();
        let event = Some("population_counted");
        found.extend(counts.map(|said| Finding { event, ..said.about(about()) }));
        let names = said(search, &record.timeline, |change| change.name().cloned().map(Value::Name)).into_iter();
        found.extend(names.map(|said| said.about(about())));
        for kind in search.kinds() {
            let Some(timeline) = facts.elements.timeline(no, kind) else { continue };
            let results = said(search, timeline, result).into_iter();
            let event = Some("element_inspected");
            found.extend(results.map(|said| Finding { kind: Some(kind), event, ..said.about(about()) }));
        }
    }
    for (_, record) in facts.federations.iter() {
        let names = said(search, &record.timeline, federation_name).into_iter();
        let about = || Finding::new(FindingCode::Contradiction, record.place(as_of));
        found.extend(names.map(|said| Finding { federation: Some(record.id.clone()), ..said.about(about()) }));
    }
}

/// What the facts of one date say.
pub(super) struct Said {
    pub(super) date: PartialDate,
    pub(super) values: Vec<(Position, Value)>,
}

impl Said {
    fn about(mut self, finding: Finding) -> Finding {
        self.values.sort_by_key(|(position, _)| *position);
        let (positions, values): (Vec<_>, Vec<_>) = self.values.into_iter().unzip();
        Finding { values, ..finding.date(DateOf::Effective, self.date).facts(positions) }
    }
}

/// The days of which a subject's facts say different things.
fn said<C: Change>(search: &Search<'_>, timeline: &Timeline<C>, value: impl Fn(&C) -> Option<Value>) -> Vec<Said> {
    let of_days = timeline.on(search.as_of()).filter(|e| e.effective.is_exact());
    said_differently(of_days.filter_map(|e| Some((e.effective, e.position, value(e.change)?))))
}

/// The dates of which facts, given in the order in which they are folded, say different things.
pub(super) fn said_differently(facts: impl Iterator<Item = (PartialDate, Position, Value)>) -> Vec<Said> {
    let mut dates: Vec<Said> = Vec::new();
    for (date, position, value) in facts {
        // Facts of one date stand together.
        match dates.last_mut().filter(|said| said.date == date) {
            Some(said) => said.values.push((position, value)),
            None => dates.push(Said { date, values: vec![(position, value)] }),
        }
    }
    dates.retain(|said| {
        said.values.iter().any(|(_, value)| said.values.first().is_some_and(|(_, first)| first != value))
    });
    dates
}

pub(super) const fn result(change: &ElementChange) -> Option<Value> {
    match change {
        ElementChange::Inspected { passed, .. } => Some(Value::Passed(*passed)),
        ElementChange::Established { .. }
        | ElementChange::Suspended
        | ElementChange::Resumed
        | ElementChange::Closed { .. } => None,
    }
}

pub(super) fn federation_name(change: &FederationChange) -> Option<Value> {
    match change {
        FederationChange::Founded { name, .. } | FederationChange::Renamed { name } => Some(Value::Name(name.clone())),
        FederationChange::MergedInto { .. } | FederationChange::Dissolved => None,
    }
}
