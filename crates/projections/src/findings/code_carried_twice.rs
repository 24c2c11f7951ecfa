//! Two places that carry one division code on the same day.

use jiceng_domain::places::PlaceState;

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (places, as_of) = (&search.facts().places, search.as_of());
    for (code, carriers) in places.codes_given_again() {
        let carried = carriers.iter().filter_map(|no| {
            let record =
                places.get(*no).filter(|record| record.is_open(as_of) && record.code_on(as_of) == Some(code))?;
            let possible = record.timeline.possible_on::<PlaceState>(as_of);
            Some((possible.into_iter().rfind(|entry| entry.change.code() == Some(code))?, *no))
        });
        let mut on_day: Vec<_> = carried.collect();
        on_day.sort_by_key(|(given, no)| (given.effective.last(), *no));
        if let [(earlier, other), .., (later, no)] = on_day.as_slice() {
            let finding = Finding::new(FindingCode::CodeCarriedTwice, Some(*no))
                .date(DateOf::Effective, later.effective)
                .facts([earlier.position, later.position]);
            found.push(Finding { provider: Some(*other), values: vec![Value::Code(code)], ..finding });
        }
    }
}
