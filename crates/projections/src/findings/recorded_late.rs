//! A fact recorded more than 180 days after it happened (补录过晚).

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    let known = search.register.known(search.facts(), as_of);
    let facts = known.filter(|fact| as_of.has_happened(fact.effective, fact.position));
    for fact in facts.filter(|fact| fact.is_late) {
        let Some(recorded_on) = search.register.recorded_on(fact.position) else { continue };
        let days = (recorded_on - fact.effective.last()).get_days();
        let finding = Finding::new(FindingCode::RecordedLate, fact.place)
            .date(DateOf::Effective, fact.effective)
            .date(DateOf::Recorded, recorded_on)
            .number(NumberOf::DaysLate, u32::try_from(days).unwrap_or_default())
            .facts([fact.position]);
        found.push(Finding { event: Some(fact.event()), fact: Some(fact.position), ..finding });
    }
}
