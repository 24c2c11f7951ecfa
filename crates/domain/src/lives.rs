//! Times of places, found by the days that they have.
//!
//! They are kept by their length. So those of few days that began long before are passed over,
//! however many there are.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::places::PlaceNo;
use crate::steps::step;

/// Times of this class and longer ones (more than a century) are looked at, however early they
/// began.
const LONGEST: u32 = 16;

/// Times of places, their first and last days included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lives {
    by_length: BTreeSet<(u32, Date, Date, PlaceNo)>,
}

impl Lives {
    pub(crate) fn enter(&mut self, no: PlaceNo, (first, last): (Date, Date)) {
        self.by_length.insert((class(first, last), first, last, no));
    }

    pub(crate) fn remove(&mut self, no: PlaceNo, (first, last): (Date, Date)) {
        self.by_length.remove(&(class(first, last), first, last, no));
    }

    /// Those that have one of the days from one to another.
    pub(crate) fn within(&self, first: Date, last: Date) -> impl Iterator<Item = PlaceNo> {
        let began = (0..=LONGEST).flat_map(move |class| {
            let from = (class < LONGEST).then(|| first.checked_sub((1_i64 << class).days()).ok()).flatten();
            let from = (class, from.unwrap_or(Date::MIN), Date::MIN, PlaceNo::at(0));
            self.by_length.range(from..=(class, last, Date::MAX, PlaceNo::at(u32::MAX)))
        });
        let may_last = began.filter(move |(_, _, last, _)| {
            step();
            first <= *last
        });
        may_last.map(|(.., no)| *no)
    }
}

/// After the first day of a time of a class, fewer days come than two to the power of the class.
fn class(first: Date, last: Date) -> u32 {
    let days = first.until(last).map_or(u32::MAX, |span| span.get_days().unsigned_abs());
    (u32::BITS - days.leading_zeros()).min(LONGEST)
}
