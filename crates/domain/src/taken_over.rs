//! What another subject shows of an end: a code that was given again, a place that got another
//! federation.
//!
//! Where the end is dated by a half-year and what was taken over lies within it, the end must have
//! come first. A timeline with such an end keeps, beside its changes, which fact took over what its
//! subject had. That fact counts as any other does: it may be withdrawn, outranked, or not known
//! yet.

use jiff::civil::Date;

use crate::division_code::DivisionCode;
use crate::entry::{Beside, Entry, Marks, When, read};
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::places::PlaceNo;

/// What only one subject has at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A division code.
    Code(DivisionCode),
    /// A place, of which a federation is.
    Place(PlaceNo),
    /// Nothing: another subject of the fact that is recorded here shows that it has happened.
    Fact(Position),
}

crate::packed! { enum Held { 0 = Code(code), 1 = Place(place), 2 = Fact(position) } }

/// That a fact of another subject took over what this one had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TakenOver {
    when: When,
    what: Held,
}

crate::packed! { struct TakenOver { when, what } }

impl TakenOver {
    pub(crate) fn new(effective: PartialDate, position: Position, what: Held) -> Self {
        Self { when: When::new(effective, position), what }
    }

    pub(crate) fn position(&self) -> Position {
        self.when.position()
    }

    pub(crate) fn read<'a>(&'a self, beside: &'a Beside) -> Entry<'a, Held> {
        read(self.when, &self.what, beside)
    }
}

/// What shows that a fact has happened: a fact, its date, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub by: Position,
    pub effective: PartialDate,
    pub marks: Marks,
}

/// Whether an end lies so that what was taken over on a date may lie within the days that are left
/// to it.
pub(crate) fn may_show(taken_over: PartialDate, end: PartialDate) -> bool {
    let day: Date = taken_over.last();
    !end.is_exact() && end.first() <= day && day < end.last()
}
