//! A place whose division above is no more: a county was abolished and its townships were not, or
//! its registration was withdrawn.

use jiceng_domain::places::PlaceChange;

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for place in &search.places {
        let Some(above) = place.record.parent_on(as_of) else { continue };
        let Some(record) = facts.places.get(above).filter(|record| !record.is_open(as_of)) else { continue };
        let mut finding = Finding::new(FindingCode::BelowEndedDivision, Some(place.no));
        finding.provider = Some(above);
        let ended = record.timeline.on(as_of).rfind(|e| matches!(e.change, PlaceChange::Ended(_)));
        if let Some(ended) = ended {
            finding = finding.date(DateOf::Ended, ended.effective).facts([ended.position]);
        } else if let Some((registered, positions)) = record.withdrawn_registration(as_of) {
            finding = finding.date(DateOf::Effective, registered).facts(positions);
        }
        found.push(finding);
    }
}
