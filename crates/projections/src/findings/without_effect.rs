//! Recorded facts that have no effect: what they meet does not allow them, or what they rest on is
//! not there.

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};
use jiceng_domain::without_effect::Because;

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for (position, fact) in search.facts().without_effect(search.as_of()) {
        let other = match fact.because {
            Because::State(met) => met,
            Because::NoPlace(_)
            | Because::NoFederation(_)
            | Because::NoProvider(..)
            | Because::NoInstitution(_)
            | Because::NoPerson(_) => None,
        };
        let finding = Finding::new(FindingCode::WithoutEffect, fact.place)
            .date(DateOf::Effective, fact.effective)
            .facts([position])
            .facts(other);
        let mut values = vec![Value::Because(fact.because)];
        values.extend(fact.in_part.then_some(Value::InPart));
        found.push(Finding { values, fact: Some(position), ..finding });
    }
}
