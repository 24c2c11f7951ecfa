//! A federation that has existed for over a year and never had a committee elected, where the
//! standard speaks of terms.

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    for federation in search.federations().filter(|federation| search.has_term(federation)) {
        let Some(founded) = federation.founded(as_of) else { continue };
        if federation.record.committee_on(as_of).is_none() && search.is_over_a_year_ago(founded.effective) {
            let finding = Finding::new(FindingCode::CommitteeNeverElected, Some(federation.place))
                .date(DateOf::Founded, founded.effective)
                .facts([founded.position]);
            found.push(Finding { federation: Some(federation.id.clone()), ..finding });
        }
    }
}
