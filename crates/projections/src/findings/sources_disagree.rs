//! Sources state one matter differently (依据不一致), and both statements stand.

use crate::disagreements::disagreements_on;

use super::search::Search;
use super::{Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for of in disagreements_on(search.facts(), search.as_of()) {
        let Some(counts) = of.statements.first() else { continue };
        let value = if of.is_decided { Value::Prevails(counts.position) } else { Value::Undecided(counts.position) };
        let positions = of.statements.iter().map(|stated| stated.position);
        let finding = Finding::new(FindingCode::SourcesDisagree, of.places.first().copied()).facts(positions);
        found.push(Finding { event: Some(of.event), values: vec![value], fact: Some(of.first_stated), ..finding });
    }
}
