//! A fact that rests on nothing (无依据).

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    let known = search.register.known(search.facts(), as_of);
    let facts = known.filter(|fact| as_of.has_happened(fact.effective, fact.position));
    for fact in facts.filter(|fact| fact.without_evidence) {
        let finding = Finding::new(FindingCode::FactWithoutEvidence, fact.place);
        let finding = finding.date(DateOf::Effective, fact.effective).facts([fact.position]);
        found.push(Finding { event: Some(fact.event()), fact: Some(fact.position), ..finding });
    }
}
