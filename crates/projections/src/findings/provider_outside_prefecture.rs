//! A sharing in force between places that no longer lie in one prefecture.

use jiceng_domain::sharing::SharedWith;

use super::search::{Search, since};
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for place in &search.places {
        for (kind, timeline) in facts.sharings.of_place(place.no) {
            let (SharedWith(Some(provider)), Some(agreed)) = since(timeline, as_of) else { continue };
            let is_open = facts.places.get(provider).is_some_and(|record| record.is_open(as_of));
            let of = |no| facts.places.prefecture_of(no, as_of);
            if is_open && of(place.no) != of(provider) {
                let finding = Finding::new(FindingCode::ProviderOutsidePrefecture, Some(place.no))
                    .date(DateOf::Agreed, agreed.effective)
                    .facts([agreed.position]);
                found.push(Finding { kind: Some(kind), provider: Some(provider), ..finding });
            }
        }
    }
}
