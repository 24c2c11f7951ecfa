//! Whether the changes of a subject can have come in one order only, as far as it makes a difference.
//!
//! Changes that rest on each other come in the order in which they are folded. That is not sure where a thing ended and began
//! again, and dates overlap so far that a suspension may belong to the first time or to the second, or that two of one
//! sort may have changed places. Of such a subject the order is left open, and everything that rests on it is possible.

use jiceng_domain::element::ElementChange;
use jiceng_domain::timeline::Entry;

use super::timelines::{Period, dated};

/// From so many changes on, they are not held against each other.
const COMPARED_MAX: usize = 64;

/// Whether a later change may have come before an earlier one, and it would make a difference. Two that say the
/// same could have each other's days, unless their dates do not allow that.
fn may_change_places<C>(earlier: &Entry<'_, C>, later: &Entry<'_, C>, say_the_same: bool) -> bool {
    let (one, other) = (dated(earlier), dated(later));
    let is_open = !(one.is_exact() && other.is_exact()) && other.first <= one.last;
    is_open && (!say_the_same || other.first < one.first || other.last < one.last)
}

/// Whether any two changes may have changed places. `alike` says of two whether they are of one sort, and then whether
/// they say the same; what does not can have come first only where `may_end` says of it that it may have ended by then.
pub(super) fn is_open<C>(
    entries: &[Entry<'_, C>],
    alike: impl Fn(&C, &C) -> Option<bool>,
    may_end: impl Fn(&C) -> bool,
) -> bool {
    if entries.len() > COMPARED_MAX {
        return entries.iter().any(|entry| !entry.effective.is_exact());
    }
    let pairs = entries
        .iter()
        .enumerate()
        .flat_map(|(index, earlier)| entries.iter().skip(index + 1).map(move |later| (earlier, later)));
    let mut alike = pairs.filter_map(|(earlier, later)| Some((earlier, later, alike(earlier.change, later.change)?)));
    alike.any(|(earlier, later, say_the_same)| {
        may_change_places(earlier, later, say_the_same) && (say_the_same || may_end(later.change))
    })
}

/// The same of an element: its suspensions may belong to another time too.
pub(super) fn is_open_of_element(entries: &[Entry<'_, ElementChange>], periods: &[Period]) -> bool {
    let turning: Vec<Entry<'_, ElementChange>> =
        entries.iter().filter(|e| !matches!(e.change, ElementChange::Inspected { .. })).copied().collect();
    if turning.iter().all(|entry| entry.effective.is_exact()) {
        return false;
    }
    let alike = |one: &ElementChange, other: &ElementChange| match (one, other) {
        (ElementChange::Suspended, ElementChange::Suspended) | (ElementChange::Resumed, ElementChange::Resumed) => {
            Some(true)
        }
        (ElementChange::Established { federation: one, .. }, ElementChange::Established { federation: other, .. }) => {
            Some(one == other)
        }
        (ElementChange::Closed { federation: one }, ElementChange::Closed { federation: other }) => {
            (one == other).then_some(true)
        }
        _ => None,
    };
    let may_end = |change: &ElementChange| {
        let ElementChange::Established { federation: begun, .. } = change else { return false };
        let ends =
            |change: &ElementChange| matches!(change, ElementChange::Closed { federation } if federation == begun);
        entries.iter().any(|entry| ends(entry.change))
    };
    let may_lie_elsewhere = |entry: &Entry<'_, ElementChange>| {
        let is_within = matches!(entry.change, ElementChange::Suspended | ElementChange::Resumed);
        is_within && periods.iter().filter(|period| period.may_have(dated(entry))).count() > 1
    };
    is_open(&turning, alike, may_end) || turning.iter().any(may_lie_elsewhere)
}
