//! Recorded facts that have no effect: what they meet does not allow them, or what they rest on is not there.

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};
use jiceng_domain::without_effect::Because;

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for (position, fact) in search.facts().without_effect(search.as_of()) {
        let other = match fact.because {
            Because::State(met) => met,
            Because::CodeCarried(_, other) => Some(other),
            Because::NoPlace(_) | Because::NoFederation(_) | Because::NoProvider(..) | Because::NoPerson(_) => None,
        };
        let finding = Finding::new(FindingCode::WithoutEffect, fact.place)
            .date(DateOf::Effective, fact.effective)
            .facts([position])
            .facts(other);
        found.push(Finding { values: vec![Value::Because(fact.because)], fact: Some(position), ..finding });
    }
}
