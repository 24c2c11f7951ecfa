//! What a long timeline keeps of its changes, so that those that are asked for are found without a
//! walk through all.
//!
//! It follows from the changes and from what happened to them, so it is not packed, but found
//! again.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Bound::{Excluded, Included};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::entry::{Entry, Order};
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::timeline::Change;

/// Changes in folding order, each with the index at which it is kept.
pub(crate) type Ordered = BTreeSet<(Order, u32)>;

/// Lists of changes of one timeline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    /// All of them, once one came that does not stand last: from then on they are kept in the order
    /// in which they came.
    pub all: Ordered,
    /// Those that can turn the state.
    pub turning: Ordered,
    /// Those that are not withdrawn.
    pub standing: Ordered,
    /// Those of them that are not outranked on all days.
    pub counting: Ordered,
    /// Those whose dates leave open when they happened, and which something else may show to have
    /// happened.
    pub open: Ordered,
    /// Those that are not withdrawn, by a digest of what they say.
    said: BTreeSet<(u64, u32)>,
}

/// Two are the same if they list the same changes, wherever these are kept.
impl PartialEq for Lists {
    fn eq(&self, other: &Self) -> bool {
        let lists = |of: &Self| [&of.turning, &of.standing, &of.counting, &of.open].map(orders);
        lists(self) == lists(other)
            && self.said.iter().map(|(said, _)| said).eq(other.said.iter().map(|(said, _)| said))
    }
}

impl Eq for Lists {}

fn orders(list: &Ordered) -> Vec<Order> {
    list.iter().map(|(order, _)| *order).collect()
}

impl Lists {
    /// Keeps up with a change that was recorded.
    pub(crate) fn enter<C: Change>(&mut self, index: u32, entry: &Entry<'_, C>) {
        let key = (entry.order(), index);
        if !self.all.is_empty() {
            self.all.insert(key);
        }
        if entry.change.turns() {
            self.turning.insert(key);
        }
        if !entry.effective.is_exact() && entry.change.may_be_shown() {
            self.open.insert(key);
        }
        self.keep_up(index, entry);
    }

    /// Keeps up with what happened to a change.
    pub(crate) fn keep_up<C: Change>(&mut self, index: u32, entry: &Entry<'_, C>) {
        let key = (entry.order(), index);
        let stands = entry.withdrawn.is_none();
        put(&mut self.standing, key, stands);
        put(&mut self.counting, key, stands && !entry.is_outranked_for_good());
        put(&mut self.said, (digest(&(entry.effective, entry.change)), index), stands);
    }

    /// The indices of the changes that are not withdrawn and may say this.
    pub(crate) fn saying<C: Change>(&self, effective: PartialDate, change: &C) -> impl Iterator<Item = u32> {
        let said = digest(&(effective, change));
        self.said.range((said, 0)..=(said, u32::MAX)).map(|(_, index)| *index)
    }
}

/// Those of a list that have an order day.
pub(crate) fn of_day(list: &Ordered, day: Date) -> impl DoubleEndedIterator<Item = &(Order, u32)> {
    let (least, most) = (Position(0), Position(u64::MAX));
    list.range(((day, 0, least, least), 0)..=((day, u8::MAX, most, most), u32::MAX))
}

/// Those of a list, each ordered by the last day of its date, whose dates may have begun by a day
/// and are not over: no date is longer than a year.
pub(crate) fn ending_after(list: &Ordered, day: Date) -> impl Iterator<Item = &(Order, u32)> {
    let end_of = |day: Date| ((day, u8::MAX, Position(u64::MAX), Position(u64::MAX)), u32::MAX);
    let year_on = day.checked_add(366.days()).unwrap_or(Date::MAX);
    list.range((Excluded(end_of(day)), Included(end_of(year_on))))
}

/// A number that values have in common only if they are the same, or by a rare chance.
pub(crate) fn digest(said: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish()
}

fn put<T: Ord>(list: &mut BTreeSet<T>, item: T, is_in: bool) {
    if is_in {
        list.insert(item);
    } else {
        list.remove(&item);
    }
}
