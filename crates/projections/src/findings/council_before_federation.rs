//! A women's council (妇女议事会) that is certainly older than its place's federation, or has none.

use jiceng_domain::catalogue::WOMENS_COUNCIL;

use super::search::{ActiveFederation, Search};
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    let council = facts.catalogue.kind(WOMENS_COUNCIL);
    for element in search.open_elements().filter(|element| Some(element.kind) == council) {
        let finding =
            Finding { kind: council, ..Finding::new(FindingCode::CouncilBeforeFederation, Some(element.place)) }
                .date(DateOf::Council, element.began.effective)
                .facts([element.began.position]);
        let record = facts.federations.at(element.place, as_of);
        let federation = record.map(|record| ActiveFederation { id: &record.id, record, place: element.place });
        let Some(federation) = federation else {
            found.push(finding);
            continue;
        };
        let Some(founded) = federation.founded(as_of) else { continue };
        // Only what is certain: both dates at their closest.
        if element.began.effective.last() < founded.effective.first() {
            let finding = finding.date(DateOf::Founded, founded.effective).facts([founded.position]);
            found.push(Finding { federation: Some(federation.id.clone()), ..finding });
        }
    }
}
