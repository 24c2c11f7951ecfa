//! A sharing in force whose provider has no such element open, or is itself no more.

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::element::{ElementChange, Standing};
use jiceng_domain::places::PlaceChange;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::{PartialDate, PlaceNo, Position};

use super::search::{Search, since};
use super::{DateOf, Finding, FindingCode, Value};

/// What became of a provider, since when, and where that is recorded.
type Ending = (Value, Option<(PartialDate, Position)>);

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for place in &search.places {
        for kind in search.kinds() {
            let Some(timeline) = facts.sharings.timeline(place.no, kind) else { continue };
            let (SharedWith(Some(provider)), Some(agreed)) = since(timeline, as_of) else { continue };
            let Some((value, ended)) = ending(search, provider, kind) else { continue };
            let mut finding = Finding::new(FindingCode::ProviderClosed, Some(place.no))
                .date(DateOf::Agreed, agreed.effective)
                .facts([agreed.position]);
            if let Some((date, position)) = ended {
                finding = finding.date(DateOf::Ended, date).facts([position]);
            }
            if value == Value::PlaceEnded
                && let Some((registered, positions)) =
                    facts.places.get(provider).and_then(|record| record.withdrawn_registration(as_of))
            {
                finding = finding.date(DateOf::Effective, registered).facts(positions);
            }
            let (kind, provider) = (Some(kind), Some(provider));
            found.push(Finding { kind, provider, values: vec![value], ..finding });
        }
    }
}

/// Why a provider's element is not open; `None` if it is.
fn ending(search: &Search<'_>, provider: PlaceNo, kind: KindNo) -> Option<Ending> {
    let (facts, as_of) = (search.facts(), search.as_of());
    let record = facts.places.get(provider)?;
    if !record.is_open(as_of) {
        let ends = record.timeline.on(as_of).rev().find(|entry| matches!(entry.change, PlaceChange::Ended(_)));
        return Some((Value::PlaceEnded, ends.map(|entry| (entry.effective, entry.position))));
    }
    let standing = facts.elements.standing(provider, kind, as_of);
    let stops = |change: &ElementChange| match change {
        ElementChange::Suspended => standing == Standing::Suspended,
        ElementChange::Closed { .. } => standing == Standing::Closed,
        ElementChange::Established { .. } | ElementChange::Inspected { .. } | ElementChange::Resumed => false,
    };
    let timeline = facts.elements.timeline(provider, kind);
    let stopped = timeline.and_then(|timeline| timeline.on(as_of).rev().find(|entry| stops(entry.change)));
    let ended = stopped.map(|entry| (entry.effective, entry.position));
    (standing != Standing::Open).then_some((Value::Element(standing), ended))
}
