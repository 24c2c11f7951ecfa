//! A relocation site whose people were never counted, though the standard asks by their number.

use super::search::Search;
use super::{Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    if !search.asks_by_people() {
        return;
    }
    for place in search.sites().filter(|place| search.last_count(place).is_none()) {
        let registered = place.record.timeline.on(search.as_of()).find(|e| e.change.is_beginning()).map(|e| e.position);
        found.push(Finding::new(FindingCode::PopulationNeverCounted, Some(place.no)).facts(registered));
    }
}
