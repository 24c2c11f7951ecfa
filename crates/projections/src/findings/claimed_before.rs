//! A fact whose report was written before it was so: the paper claims what was still to come.
//!
//! Alone of all kinds it looks at facts that had not happened by the day too, as long as the paper
//! was written.

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    for fact in search.register.known(search.facts(), as_of) {
        if let Some(claimed_on) = fact.claimed_on.filter(|dated| *dated <= as_of.effective) {
            let finding = Finding::new(FindingCode::ClaimedBefore, fact.place)
                .date(DateOf::Effective, fact.effective)
                .date(DateOf::Dated, claimed_on)
                .facts([fact.position]);
            found.push(Finding { event: Some(fact.event()), fact: Some(fact.position), ..finding });
        }
    }
}
