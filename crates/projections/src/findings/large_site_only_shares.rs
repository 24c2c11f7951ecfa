//! A relocation site so large that the standard asks for its own, which only shares a neighbour's.

use jiceng_domain::element::Standing;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::standard::Need;

use super::search::{OpenPlace, Search, may_come_after, since};
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for place in search.sites() {
        let count = search.last_count(place);
        for requirement in &search.ground.standard.requirements {
            let least = match requirement.sites {
                Need::Own => 0,
                Need::OwnFrom(people) => people,
                Need::NotRequired | Need::OwnOrShared => continue,
            };
            // A site whose people were never counted is not known to be so large.
            let is_large = least == 0 || is_so_large(search, place, least);
            let Some(kind) = facts.catalogue.kind(requirement.kind.as_str()).filter(|_| is_large) else { continue };
            let Some(timeline) = facts.sharings.timeline(place.no, kind) else { continue };
            let (SharedWith(Some(provider)), Some(agreed)) = since(timeline, as_of) else { continue };
            if facts.elements.standing(place.no, kind, as_of) == Standing::Open {
                continue;
            }
            let mut finding = Finding::new(FindingCode::LargeSiteOnlyShares, Some(place.no))
                .date(DateOf::Agreed, agreed.effective)
                .facts([agreed.position]);
            if let Some((entry, people)) = count {
                let counted = finding.date(DateOf::Counted, entry.effective).number(NumberOf::People, people);
                finding = counted.facts([entry.position]);
            }
            if least > 0 {
                finding = finding.number(NumberOf::OwnFrom, least);
            }
            found.push(Finding { kind: Some(kind), provider: Some(provider), ..finding });
        }
    }
}

/// Whether the site has at least so many people, by each count that may be the last.
fn is_so_large(search: &Search<'_>, place: &OpenPlace<'_>, least: u32) -> bool {
    let mut counts =
        place.record.timeline.on(search.as_of()).rev().filter_map(|entry| Some((entry, entry.change.people()?)));
    let Some((latest, people)) = counts.next() else { return false };
    people >= least && counts.all(|(other, people)| people >= least || !may_come_after(&other, &latest))
}
