//! Committees in office: when their terms end, by a standard, and what that makes of them on a day.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::{CommitteeChange, CommitteeInOffice, Committees};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::standard::Standard;
use jiceng_domain::term_of_office::{TermEnd, TermOfOffice};
use jiceng_domain::{Level, Position};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::elections::{FederationInOffice, active};

/// How many days before the end of its term a committee is due for election, where nobody says
/// otherwise: half a year, as plans for a half-year name the elections in it.
pub const DUE_WITHIN_DAYS: u16 = 180;

/// A federation on a day, and what its committee's term makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The federation and its committee.
    pub federation: FederationInOffice,
    /// The level of its place; a relocation site counts as a community.
    pub level: Option<Level>,
    /// The term of office, by the last day that the date of election can mean.
    pub term: Option<TermOfOffice>,
    /// When the committee's term ends; none without a committee, or where the standard does not
    /// say.
    pub end: Option<TermEnd>,
    /// What it is for certain: by the latest end.
    pub state: OfficeState,
    /// What it is at worst: by the earliest end. The same where the day of election is exact.
    pub at_worst: OfficeState,
    /// What became of its seats.
    pub seats: SeatCounts,
}

/// What a committee's term makes of a federation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfficeState {
    /// The committee is in its term (在届).
    InTerm,
    /// It is, but not for long (即将届满).
    Due,
    /// Its term is over and no other was elected (届满未换届).
    Overdue,
    /// No committee was ever elected (未选举).
    NeverElected,
    /// The standard has no term for the level and the day of election.
    NoTerm,
}

impl OfficeState {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InTerm => "in_term",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::NeverElected => "never_elected",
            Self::NoTerm => "no_term",
        }
    }
}

/// What became of a committee's seats since its election.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatCounts {
    /// How many were elected.
    pub elected: usize,
    /// How many are filled.
    pub filled: usize,
    /// By-elections (增补), where they are recorded.
    pub by_elections: Vec<Position>,
    /// Departures (出缺), where they are recorded.
    pub departures: Vec<Position>,
}

impl SeatCounts {
    /// How many of the seats elected are not filled: departures that no by-election made up for.
    pub const fn vacant(&self) -> usize {
        self.elected.saturating_sub(self.filled)
    }
}

impl Office {
    /// What a federation is on a day, whether it exists on it or not; `None` where its founding was
    /// not known. A committee is due when its term ends within so many days.
    pub fn of(
        facts: &Facts,
        record: &FederationRecord,
        as_of: AsOf,
        standard: &Standard,
        due_within_days: u16,
    ) -> Option<Self> {
        let federation = FederationInOffice::of(record, as_of)?;
        let level = facts.level_of_federation(record, as_of);
        let committee = federation.committee.as_ref();
        let of_committee = committee.zip(level);
        let end = of_committee.and_then(|(committee, level)| standard.term_end(level, committee.elected));
        let term = of_committee.filter(|_| end.is_some());
        let term = term.and_then(|(committee, level)| standard.term_of_office(level, committee.elected.last()));
        let state = |end: Option<Date>| match (committee, end) {
            (None, _) => OfficeState::NeverElected,
            (Some(_), None) => OfficeState::NoTerm,
            (Some(_), Some(end)) => state_by(end, as_of.effective, due_within_days),
        };
        Some(Self {
            level,
            term: term.cloned(),
            end,
            state: state(end.map(|end| end.latest)),
            at_worst: state(end.map(|end| end.earliest)),
            seats: committee.map(|committee| seat_counts(record, committee, as_of)).unwrap_or_default(),
            federation,
        })
    }

    /// Whether the date of election leaves open if the term is over.
    pub fn is_possibly_overdue(&self) -> bool {
        self.at_worst == OfficeState::Overdue && self.state != OfficeState::Overdue
    }
}

/// The federations that exist on a day, with what their committees' terms make of them, in the
/// order in which they were recorded.
pub fn offices<'a>(
    facts: &'a Facts,
    as_of: AsOf,
    standard: &'a Standard,
    due_within_days: u16,
) -> impl Iterator<Item = Office> + 'a {
    active(facts, as_of).filter_map(move |record| Office::of(facts, record, as_of, standard, due_within_days))
}

fn state_by(end: Date, day: Date, due_within_days: u16) -> OfficeState {
    let horizon = day.checked_add(i64::from(due_within_days).days()).unwrap_or(Date::MAX);
    if end <= day {
        OfficeState::Overdue
    } else if end <= horizon {
        OfficeState::Due
    } else {
        OfficeState::InTerm
    }
}

fn seat_counts(record: &FederationRecord, committee: &CommitteeInOffice, as_of: AsOf) -> SeatCounts {
    let mut counts = SeatCounts { filled: committee.seats.len(), ..SeatCounts::default() };
    for entry in record.committees.possible_on::<Committees>(as_of) {
        match entry.change {
            CommitteeChange::Elected { seats, .. } if entry.position == committee.position => {
                counts.elected = seats.len();
            }
            CommitteeChange::Filled { term, .. } if *term == committee.term => {
                counts.by_elections.push(entry.position);
            }
            CommitteeChange::Vacated { term, .. } if *term == committee.term => {
                counts.departures.push(entry.position);
            }
            CommitteeChange::Elected { .. }
            | CommitteeChange::Filled { .. }
            | CommitteeChange::Vacated { .. }
            | CommitteeChange::Met { .. } => {}
        }
    }
    counts
}
