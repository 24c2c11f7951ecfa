//! An open element whose last inspection found it below its building standard.

use jiceng_domain::element::ElementChange;

use super::search::{Search, may_come_after};
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for element in search.open_elements() {
        let since =
            element.timeline.on(search.as_of()).rev().take_while(|entry| entry.position != element.began.position);
        let inspected = since.filter_map(|entry| match entry.change {
            ElementChange::Inspected { passed, .. } => Some((entry, passed)),
            ElementChange::Established { .. }
            | ElementChange::Suspended
            | ElementChange::Resumed
            | ElementChange::Closed { .. } => None,
        });
        let mut inspected = inspected.into_iter();
        if let Some((inspection, false)) = inspected.next() {
            // By the dates it may have been found to meet its standard after that.
            if inspected.any(|(other, passed)| *passed && may_come_after(&other, &inspection)) {
                continue;
            }
            let finding = Finding::new(FindingCode::BelowStandard, Some(element.place))
                .date(DateOf::Established, element.began.effective)
                .date(DateOf::Inspected, inspection.effective)
                .facts([element.began.position, inspection.position]);
            found.push(Finding { kind: Some(element.kind), ..finding });
        }
    }
}
