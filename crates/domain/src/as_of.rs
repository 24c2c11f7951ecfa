//! The two times of a question.

use jiff::civil::Date;

use crate::ids::Position;
use crate::partial_date::PartialDate;

/// The day asked about, and how much of the log counts as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AsOf {
    /// The civil day in China on which something was so (effective, or valid, time).
    pub effective: Date,
    /// Events before this position were known (recorded, or system, time).
    pub known: Position,
    /// How dates of less than a day's precision are read.
    pub reading: Reading,
}

/// Which day a date of less than a day's precision stands for. What both readings agree on is
/// certain; what only one of them says is possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The last day it can mean: what is so by then at the latest.
    #[default]
    Latest,
    /// The first day it can mean.
    Earliest,
}

impl AsOf {
    /// The day as all of the log tells it.
    pub const fn on(effective: Date) -> Self {
        Self { effective, known: Position(u64::MAX), reading: Reading::Latest }
    }

    /// The same question, with only what was known before `known`.
    #[must_use]
    pub const fn known_before(self, known: Position) -> Self {
        Self { known, ..self }
    }

    /// The same question with dates read the other way.
    #[must_use]
    pub const fn reading(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// Whether a fact of `effective` has happened by the day asked about.
    pub fn has_happened(self, effective: PartialDate) -> bool {
        match self.reading {
            Reading::Latest => effective.last() <= self.effective,
            Reading::Earliest => effective.first() <= self.effective,
        }
    }
}
