//! A relocation site whose people were counted more than a year ago, though the standard asks by
//! their number.

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    if !search.asks_by_people() {
        return;
    }
    for place in search.sites() {
        let Some((count, people)) = search.last_count(place) else { continue };
        if search.is_over_a_year_ago(count.effective) {
            let finding = Finding::new(FindingCode::PopulationOutdated, Some(place.no));
            let finding = finding.date(DateOf::Counted, count.effective).number(NumberOf::People, people);
            found.push(finding.facts([count.position]));
        }
    }
}
