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

/// Which day a date of less than a day's precision stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The last day it can mean: what is so by then at the latest.
    #[default]
    Latest,
    /// The first day it can mean.
    Earliest,
    /// A day of its own for each of a few facts, the last day for the others: one of the histories
    /// that agree with the dates as stated. What all of them say is certain, what some of them say
    /// possible.
    Completed(Completion),
    /// The last day; but a few facts count, or do not, whatever the two times say. So it is found
    /// out what an answer would be if one of them had not come between.
    Tried(Trial),
}

/// A few facts that count or do not count, whatever the two times of a question say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Trial {
    /// The first of the facts.
    first: Position,
    /// How far behind the first each of them is recorded.
    behind: [u32; Self::FACTS_MAX],
    counts: u32,
    len: u8,
}

impl Trial {
    /// How many facts can be tried at once.
    pub const FACTS_MAX: usize = 20;

    /// These facts, and whether each counts; `None` if there are too many, or they are recorded too
    /// far from each other.
    pub fn of(facts: &[(Position, bool)]) -> Option<Self> {
        let first = facts.iter().map(|(position, _)| *position).min().unwrap_or_default();
        let mut trial = Self { first, ..Self::default() };
        for (index, (position, counts)) in facts.iter().enumerate() {
            *trial.behind.get_mut(index)? = u32::try_from(position.0 - first.0).ok()?;
            trial.counts |= u32::from(*counts) << index;
            trial.len += 1;
        }
        Some(trial)
    }

    /// Whether a fact counts; `None` if the two times say.
    pub fn counts(&self, fact: Position) -> Option<bool> {
        let behind = u32::try_from(fact.0.checked_sub(self.first.0)?).ok()?;
        let index = self.behind.iter().take(usize::from(self.len)).position(|other| *other == behind)?;
        Some(self.counts >> index & 1 == 1)
    }
}

/// A day for each of a few facts whose date leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Completion {
    facts: [Position; Self::FACTS_MAX],
    days: [Date; Self::FACTS_MAX],
    len: u8,
}

impl Completion {
    /// How many facts can be given a day.
    pub const FACTS_MAX: usize = 8;

    /// The days of these facts; `None` if there are too many.
    pub fn of(days: &[(Position, Date)]) -> Option<Self> {
        let mut completion = Self::default();
        for (slot, (position, day)) in days.iter().enumerate() {
            *completion.facts.get_mut(slot)? = *position;
            *completion.days.get_mut(slot)? = *day;
            completion.len += 1;
        }
        Some(completion)
    }

    /// The day that it gives a fact.
    pub fn day(&self, fact: Position) -> Option<Date> {
        let given = self.facts.iter().zip(&self.days).take(usize::from(self.len));
        given.into_iter().find(|(position, _)| **position == fact).map(|(_, day)| *day)
    }
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

    /// The same question with dates read another way.
    #[must_use]
    pub const fn reading(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// The day on which a fact, recorded at `position`, is taken to have happened.
    pub fn day_of(&self, effective: PartialDate, position: Position) -> Date {
        match &self.reading {
            Reading::Latest | Reading::Tried(_) => effective.last(),
            Reading::Earliest => effective.first(),
            Reading::Completed(completion) => completion.day(position).unwrap_or_else(|| effective.last()),
        }
    }

    /// The date of a fact, recorded at `position`: the day that a completion gives it, else as
    /// stated.
    pub fn dated(&self, effective: PartialDate, position: Position) -> PartialDate {
        let Reading::Completed(completion) = &self.reading else { return effective };
        completion.day(position).map_or(effective, PartialDate::Day)
    }

    /// Whether a fact, recorded at `position`, has happened by the day asked about.
    pub fn has_happened(&self, effective: PartialDate, position: Position) -> bool {
        self.tried(position).unwrap_or_else(|| self.day_of(effective, position) <= self.effective)
    }

    /// Whether a fact, recorded at `position`, is taken to count, whatever the two times say.
    pub fn tried(&self, position: Position) -> Option<bool> {
        if let Reading::Tried(trial) = &self.reading { trial.counts(position) } else { None }
    }

    /// Whether the date alone leaves open if the fact has happened by the day asked about.
    pub fn leaves_open(&self, effective: PartialDate) -> bool {
        !effective.is_exact() && effective.first() <= self.effective && self.effective < effective.last()
    }
}
