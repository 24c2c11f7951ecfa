//! In which orders the changes of a subject can have come, as far as it makes a difference.
//!
//! Changes that rest on each other come in the order in which they are folded. That is not sure
//! where a thing ended and began again, and dates overlap so far that a suspension may belong to
//! the first time or to the second, or that two of one sort may have changed places. Of such a
//! subject every order is looked for in which each change can happen in the state that it meets,
//! and on one of its days. Where there are too many, the order is left open, and everything that
//! rests on it is possible.

use jiceng_domain::element::ElementChange;
use jiceng_domain::timeline::{Change, Entry, Machine};
use jiff::civil::Date;

use super::timelines::{Period, Rank, dated};
use super::{Dated, Link};

/// From so many changes on, they are not held against each other.
const COMPARED_MAX: usize = 64;

/// Orders of one subject, at most.
const ORDERS_MAX: usize = 64;

/// Beginnings of orders that are looked at, at most.
const LOOKS_MAX: usize = 1024;

/// Whether a later change may have come before an earlier one, and it would make a difference. Two
/// that say the same could have each other's days, unless their dates do not allow that.
fn may_change_places<C>(earlier: &Entry<'_, C>, later: &Entry<'_, C>, say_the_same: bool) -> bool {
    let (one, other) = (dated(earlier), dated(later));
    let is_open = !(one.is_exact() && other.is_exact()) && other.first <= one.last;
    is_open && (!say_the_same || other.first < one.first || other.last < one.last)
}

/// Whether any two changes may have changed places. `alike` says of two whether they are of one
/// sort, and then whether they say the same; what does not can have come first only where `may_end`
/// says of it that it may have ended by then.
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

/// The changes of a subject in their orders.
pub(super) enum Orders<'a, C> {
    /// There is one, and what it says of the days.
    One(Vec<Entry<'a, C>>, Vec<Link>),
    /// There are several: what each of them says of the days.
    Several(Vec<Vec<Link>>),
    /// There are too many to go through; or there is none, and the dates contradict each other.
    Unknown,
}

/// Every order in which changes, given as they are folded, can have come. `needing` are facts of
/// other subjects for which this one must exist.
pub(super) fn orders<'a, M: Machine>(
    entries: &[Entry<'a, M::Change>],
    needing: &[Dated],
    exists: impl Fn(&M) -> bool,
) -> Orders<'a, M::Change> {
    let own = entries.iter().enumerate();
    let own = own.map(|(rank, entry)| Placed { fact: dated(entry), own: Some((rank, entry.change)) });
    let others = needing.iter().map(|fact| Placed { fact: *fact, own: None });
    let placed: Vec<Placed<'_, M::Change>> = own.chain(others).collect();
    if placed.len() > COMPARED_MAX {
        return Orders::Unknown;
    }
    let mut search = Search { placed: &placed, exists, found: Vec::new(), looks: 0 };
    if !search.go_on(&M::default(), &[]) {
        return Orders::Unknown;
    }
    match search.found.as_slice() {
        [] => Orders::Unknown,
        [only] => {
            let in_order = only.iter().filter_map(|index| entries.get(*index)).copied().collect();
            Orders::One(in_order, search.links(only))
        }
        several => Orders::Several(several.iter().map(|order| search.links(order)).collect()),
    }
}

/// A fact that has a place in an order.
struct Placed<'a, C> {
    fact: Dated,
    /// What changes; none for a fact of another subject.
    own: Option<(Rank, &'a C)>,
}

impl<C: Change> Placed<'_, C> {
    /// Whether it leaves the state as it is.
    fn is_steady(&self) -> bool {
        self.own.is_none_or(|(_, change)| !change.turns())
    }

    /// What it says of a later one that it came before it; nothing where the order of the two makes
    /// no difference.
    fn before(&self, later: &Self) -> Option<Link> {
        if self.is_steady() && later.is_steady() {
            return None;
        }
        Some(match (self.own, later.own) {
            // On one day either can come first, and the fold takes what can be; two exact days stay
            // in their order.
            (Some((rank, _)), Some((later_rank, _))) if self.fact.is_exact() && later.fact.is_exact() => {
                Link::in_order((self.fact, rank), (later.fact, later_rank))
            }
            (Some(_), Some(_)) => Link { earlier: self.fact, later: later.fact, is_strict: false, is_own: true },
            _ => Link { earlier: self.fact, later: later.fact, is_strict: false, is_own: false },
        })
    }
}

/// A look for orders, from their beginnings on.
struct Search<'p, 'a, C, E> {
    placed: &'p [Placed<'a, C>],
    exists: E,
    found: Vec<Vec<usize>>,
    looks: usize,
}

impl<C: Change, E> Search<'_, '_, C, E> {
    /// Goes on from the beginning of an order: which are in it, and the first day that each can
    /// have. Whether there are not too many.
    fn go_on<M: Machine<Change = C>>(&mut self, state: &M, begun: &[(usize, Date)]) -> bool
    where
        E: Fn(&M) -> bool,
    {
        self.looks += 1;
        let placed = self.placed;
        if begun.len() == placed.len() {
            self.found.push(begun.iter().map(|(index, _)| *index).collect());
        }
        let left = placed.iter().enumerate().filter(|(index, _)| begun.iter().all(|(other, _)| other != index));
        let left: Vec<_> = left.map(|(index, next)| (index, next, self.first_day(begun, next))).collect();
        // Whatever is left comes later still.
        if left.iter().any(|(_, next, day)| day.is_none_or(|day| day > next.fact.last)) {
            return true;
        }
        let last = begun.last().and_then(|(index, _)| Some((*index, placed.get(*index)?)));
        for (index, next, day) in left {
            let is_same_otherwise =
                last.is_some_and(|(last, other)| other.is_steady() && next.is_steady() && last > index);
            let after = match next.own {
                Some((_, change)) => state.after(change),
                None => Some(state.clone()).filter(|state| (self.exists)(state)),
            };
            if let (Some(after), Some(day), false) = (after, day, is_same_otherwise) {
                let is_within = self.looks < LOOKS_MAX && self.found.len() <= ORDERS_MAX;
                if !is_within || !self.go_on(&after, &[begun, &[(index, day)]].concat()) {
                    return false;
                }
            }
        }
        self.found.len() <= ORDERS_MAX
    }

    /// The first day that what comes next can have; none if there is no such day.
    fn first_day(&self, begun: &[(usize, Date)], next: &Placed<'_, C>) -> Option<Date> {
        let mut first = next.fact.first;
        for (index, day) in begun {
            if let Some(link) = self.placed.get(*index)?.before(next) {
                first = first.max(if link.is_strict { day.tomorrow().ok()? } else { *day });
            }
        }
        Some(first)
    }

    fn links(&self, order: &[usize]) -> Vec<Link> {
        let placed: Vec<&Placed<'_, C>> = order.iter().filter_map(|index| self.placed.get(*index)).collect();
        let pairs = placed
            .iter()
            .enumerate()
            .flat_map(|(index, earlier)| placed.iter().skip(index + 1).filter_map(|later| earlier.before(later)));
        pairs.filter(Link::narrows).collect()
    }
}
