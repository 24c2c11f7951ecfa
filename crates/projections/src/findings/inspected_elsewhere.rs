//! An inspection made for a drawn place, of an element that did not serve it then, by what is
//! recorded now.

use std::collections::BTreeSet;

use jiceng_domain::element::{ElementChange, ElementState};
use jiceng_domain::{AsOf, PlaceNo};

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    let providers: BTreeSet<PlaceNo> = facts.sharings.providers().collect();
    for of in providers {
        for (kind, timeline) in facts.elements.of_place(of) {
            let served = |change: &ElementChange| match change {
                ElementChange::Inspected { serving, .. } => *serving,
                ElementChange::Established { .. }
                | ElementChange::Suspended
                | ElementChange::Resumed
                | ElementChange::Closed { .. } => None,
            };
            if timeline.on(as_of).all(|e| served(e.change).is_none()) {
                continue;
            }
            for entry in timeline.possible_on::<ElementState>(as_of) {
                let Some(place) = served(entry.change) else { continue };
                let then = AsOf { effective: as_of.day_of(entry.effective, entry.position), ..as_of };
                // What ended on the day had served on it.
                let before = AsOf { effective: then.effective.yesterday().unwrap_or(then.effective), ..then };
                let is_provider =
                    |as_of| facts.places.exists(place, as_of) && facts.served_by(place, kind, as_of) == Some(of);
                if is_provider(then) || is_provider(before) {
                    continue;
                }
                let finding = Finding::new(FindingCode::InspectedElsewhere, Some(place))
                    .date(DateOf::Effective, entry.effective)
                    .facts([entry.position]);
                let fact = Some(entry.position);
                found.push(Finding { kind: Some(kind), provider: Some(of), fact, ..finding });
            }
        }
    }
}
