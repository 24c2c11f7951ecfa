//! A division that stands below one of its own level or a lower one: the one above came to a lower
//! level, or the conversion of either was withdrawn.

use jiceng_domain::places::PlaceChange;
use jiceng_domain::timeline::Entry;

use super::search::Search;
use super::{Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for place in &search.places {
        let Some(no) = place.record.parent_on(as_of) else { continue };
        let Some(above) = facts.places.get(no).filter(|above| above.is_open(as_of)) else { continue };
        let levels = place.record.code_on(as_of).zip(above.code_on(as_of));
        if levels.is_none_or(|(code, above)| above.level() < code.level()) {
            continue;
        }
        let placed = place.record.timeline.on(as_of).rfind(|e| e.change.parent().is_some());
        let is_converted = |e: &Entry<'_, PlaceChange>| matches!(e.change, PlaceChange::Converted { .. });
        let converted = above.timeline.on(as_of).rfind(is_converted);
        let mut finding = Finding::new(FindingCode::LevelNotAbove, Some(place.no));
        finding.provider = Some(no);
        found.push(finding.facts(placed.into_iter().chain(converted).map(|e| e.position)));
    }
}
