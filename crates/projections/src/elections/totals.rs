//! Committees in office added up, so that each number has its federations.

use std::collections::BTreeMap;

use jiceng_domain::{Level, PlaceNo};

use crate::divisions::DivisionTree;
use crate::elections::held::{Round, RoundState};
use crate::elections::office::{Office, OfficeState};

/// How many federations there are, by what their committees' terms make of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfficeTotals {
    /// All of them: the sum of those below, without those that are possibly overdue.
    pub federations: u32,
    /// In term.
    pub in_term: u32,
    /// In term, which ends within the days asked about.
    pub due: u32,
    /// Overdue for certain.
    pub overdue: u32,
    /// Never elected.
    pub never_elected: u32,
    /// Without a term by the standard.
    pub no_term: u32,
    /// Of those in term and due: possibly overdue.
    pub possibly_overdue: u32,
}

/// How far a round of elections has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundTotals {
    /// All federations.
    pub federations: u32,
    /// Those that held an election for certain.
    pub held: u32,
    /// Those that possibly did.
    pub possibly: u32,
    /// Those that did not.
    pub not_held: u32,
}

impl OfficeTotals {
    /// The sum of federations.
    pub fn of(offices: &[Office]) -> Self {
        offices.iter().fold(Self::default(), |mut totals, office| {
            totals.add(office);
            totals
        })
    }

    /// Adds a federation.
    pub fn add(&mut self, office: &Office) {
        self.federations += 1;
        self.possibly_overdue += u32::from(office.is_possibly_overdue());
        *match office.state {
            OfficeState::InTerm => &mut self.in_term,
            OfficeState::Due => &mut self.due,
            OfficeState::Overdue => &mut self.overdue,
            OfficeState::NeverElected => &mut self.never_elected,
            OfficeState::NoTerm => &mut self.no_term,
        } += 1;
    }
}

impl RoundTotals {
    /// The sum of federations.
    pub fn of(rounds: &[Round]) -> Self {
        rounds.iter().fold(Self::default(), |mut totals, round| {
            totals.add(round);
            totals
        })
    }

    /// Adds a federation.
    pub fn add(&mut self, round: &Round) {
        self.federations += 1;
        *match round.state {
            RoundState::Held => &mut self.held,
            RoundState::Possibly => &mut self.possibly,
            RoundState::NotHeld => &mut self.not_held,
        } += 1;
    }
}

/// What is added up of each division of a level, by the division; `None` for federations that lie
/// in none of that level, such as a city's own where counties are asked for.
pub fn by_level<'a, T: 'a, S: Default>(
    tree: &DivisionTree,
    level: Level,
    items: impl IntoIterator<Item = &'a T>,
    place: impl Fn(&T) -> PlaceNo,
    add: impl Fn(&mut S, &T),
) -> BTreeMap<Option<PlaceNo>, S> {
    let mut groups = BTreeMap::new();
    for item in items {
        add(groups.entry(tree.at_level(place(item), level)).or_default(), item);
    }
    groups
}
