//! Rounds of elections (换届): which federations held one between two days.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::CommitteeChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::{Level, PartialDate, Position};
use jiff::civil::Date;

use crate::chronology::{Chronology, TimelineOf};
use crate::elections::{FederationInOffice, active};

/// A federation in a round of elections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The federation on the last day of the round.
    pub federation: FederationInOffice,
    /// The level of its place; a relocation site counts as a community.
    pub level: Option<Level>,
    /// The elections that it held, or may have held, in order.
    pub elections: Vec<Election>,
    /// What they come to.
    pub state: RoundState,
}

/// An election that was held, or may have been, between two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Election {
    /// For which term.
    pub term: u16,
    /// When, as stated.
    pub elected: PartialDate,
    /// Where it is recorded.
    pub position: Position,
    /// Whether every day that the date can mean, beside the dates of all other facts, lies between
    /// the two.
    pub is_certain: bool,
}

/// Whether a federation held an election in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// It did (已换届).
    Held,
    /// It did on one of the days that the date can mean.
    Possibly,
    /// It did not (未换届).
    NotHeld,
}

impl RoundState {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Possibly => "possibly",
            Self::NotHeld => "not_held",
        }
    }
}

/// The federations that exist on the day asked about, the last of the round, and the elections that
/// they held from `from` until that day.
pub fn round(facts: &Facts, as_of: AsOf, from: Date) -> impl Iterator<Item = Round> {
    let mut chronology = Chronology::new(facts, as_of);
    active(facts, as_of).filter_map(move |record| {
        let elections = elections(&mut chronology, facts, record, as_of, from);
        let state = if elections.iter().any(|election| election.is_certain) {
            RoundState::Held
        } else if elections.is_empty() {
            RoundState::NotHeld
        } else {
            RoundState::Possibly
        };
        let level = facts.level_of_federation(record, as_of);
        Some(Round { federation: FederationInOffice::of(record, as_of)?, level, elections, state })
    })
}

fn elections<'f>(
    chronology: &mut Chronology<'f>,
    facts: &'f Facts,
    record: &FederationRecord,
    as_of: AsOf,
    from: Date,
) -> Vec<Election> {
    let to = as_of.effective;
    let of = facts.federations.find(&record.id).map(TimelineOf::Federation);
    // Not only what has happened by the last day under one reading: what may have, too.
    let counting = record.committees.counting(as_of);
    let elected = counting.filter_map(|entry| match entry.change {
        CommitteeChange::Elected { term, .. } => Some((*term, entry.effective, entry.position)),
        CommitteeChange::Filled { .. } | CommitteeChange::Vacated { .. } | CommitteeChange::Met { .. } => None,
    });
    let within = elected.filter(|(_, elected, _)| elected.first() <= to && from <= elected.last());
    let mut days = |elected: PartialDate, position| {
        if !elected.is_exact()
            && let Some(of) = of
        {
            chronology.explore(of);
        }
        chronology.days(position, elected)
    };
    within
        .filter_map(|(term, elected, position)| {
            let days = days(elected, position);
            let is_certain = from <= days.first && days.last <= to;
            let is_possible = days.first <= to && from <= days.last;
            is_possible.then_some(Election { term, elected, position, is_certain })
        })
        .collect()
}
