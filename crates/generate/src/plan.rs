//! What happens at one place in ten years, each step with the month in which it is recorded.
//!
//! What builds on something else is recorded in no earlier month, and planned after it. So every
//! step is one that a registry takes, however late it comes.

use jiceng_core::domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION, WOMENS_HOME};

use crate::calendar::{Calendar, Day, MONTHS, Month};
use crate::random::Draws;

/// The five, in the order of their numbers.
pub(crate) const KINDS: [&str; 5] = [WOMENS_FEDERATION, WOMENS_HOME, CHILDRENS_HOME, WOMENS_COUNCIL, LECTURE_TEAM];

/// The number of one of the five.
pub(crate) type Kind = u8;

pub(crate) const FEDERATION: Kind = 0;
pub(crate) const HOME: Kind = 1;
pub(crate) const CHILDREN: Kind = 2;
pub(crate) const COUNCIL: Kind = 3;
pub(crate) const TEAM: Kind = 4;

/// How precisely a date is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    Day,
    Month,
    Half,
    Year,
}

/// What happens. Other places are the county's, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlannedEvent {
    Rename,
    Recode,
    MergeInto { place: u16 },
    RegisterSite,
    BecomeCommunity,
    Count { people: u16 },
    Found { converted: bool },
    Elect { term: u8, seats: u8 },
    Vacate { term: u8 },
    Fill { term: u8 },
    Meet { term: u8, session: u8 },
    Establish { kind: Kind },
    Inspect { kind: Kind, passed: bool },
    Suspend { kind: Kind },
    Resume { kind: Kind },
    Close { kind: Kind },
    Share { kinds: u8 },
    EndSharing { kinds: u8 },
    Recommend,
    Grant,
    RaiseIssue,
    CloseIssue,
    Retract { of: u8 },
    CorrectCount { of: u8, people: u16 },
    CorrectEstablishment { of: u8, kind: Kind },
}

/// A step that is recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    /// The last day on which it can have happened.
    pub(crate) day: Day,
    /// Whose step it is, by number.
    pub(crate) place: u16,
    /// When it is recorded.
    pub(crate) month: Month,
    /// Its number among those of the place.
    pub(crate) number: u8,
    pub(crate) precision: Precision,
    /// Whether others refer to it: its commit is then its own.
    pub(crate) is_identified: bool,
    pub(crate) step: PlannedEvent,
}

/// The plan of a place in the making.
pub(crate) struct Plan<'a> {
    pub(crate) draws: Draws,
    calendar: &'a Calendar,
    place: u16,
    steps: Vec<Planned>,
}

/// When something happened, and when it was recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Happened {
    pub(crate) day: Day,
    pub(crate) month: Month,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(draws: Draws, calendar: &'a Calendar, place: u16) -> Self {
        Self { draws, calendar, place, steps: Vec::with_capacity(64) }
    }

    /// What was planned.
    pub(crate) fn into_steps(self) -> Vec<Planned> {
        self.steps
    }

    /// The month in which what happens on a day is recorded: the next one, most times.
    fn month_for(&mut self, day: Day) -> Month {
        let late = match self.draws.below(1000) {
            0..930 => 0,
            930..985 => 1 + self.draws.below(5),
            _ => 6 + self.draws.below(14),
        };
        self.calendar.month_of(day).saturating_add(1).saturating_add(Month::try_from(late).unwrap_or_default())
    }

    /// Adds a step that happens on a day and is recorded some time after it, not before what it
    /// builds on. Nothing if that is after the ten years.
    pub(crate) fn add(&mut self, day: Day, behind: Happened, step: PlannedEvent) -> Option<Happened> {
        let month = self.month_for(day).max(behind.month);
        self.add_in(month, day, Precision::Day, step)
    }

    /// The same of a date that is stated less precisely now and then.
    pub(crate) fn add_vaguely(&mut self, day: Day, behind: Happened, step: PlannedEvent) -> Option<Happened> {
        if !self.draws.permille(25) {
            return self.add(day, behind, step);
        }
        let precision = match self.draws.below(3) {
            0 => Precision::Month,
            1 => Precision::Half,
            _ => Precision::Year,
        };
        let last = self.calendar.last_within(day, precision);
        let month = self.month_for(last).max(behind.month);
        self.add_in(month, last, precision, step)
    }

    fn add_in(&mut self, month: Month, day: Day, precision: Precision, step: PlannedEvent) -> Option<Happened> {
        let number = u8::try_from(self.steps.len()).ok().filter(|_| month < MONTHS)?;
        let place = self.place;
        self.steps.push(Planned { day, place, month, number, precision, is_identified: false, step });
        Some(Happened { day, month })
    }

    /// Withdraws the step that was added last, twelve times in a thousand; or something takes its
    /// place, on a day.
    pub(crate) fn may_withdraw(&mut self, by: impl FnOnce(u8, &mut Draws) -> (Option<Day>, PlannedEvent)) {
        if !self.draws.permille(12) {
            return;
        }
        let lag = 1 + Month::try_from(self.draws.below(9)).unwrap_or_default();
        let Some(&original) = self.steps.last() else { return };
        let month = original.month.saturating_add(lag);
        let (day, step) = by(original.number, &mut self.draws);
        let day = day.unwrap_or_else(|| Calendar::last_day_before(month));
        if self.add_in(month, day, Precision::Day, step).is_some() {
            self.steps.iter_mut().rev().take(2).for_each(|step| step.is_identified = true);
        }
    }
}
