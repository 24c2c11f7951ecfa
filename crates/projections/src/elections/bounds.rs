//! At least, at most: how many federations there are by what their committees' terms, or a round of
//! elections, make of them, where facts have open dates.
//!
//! Each federation is looked at by itself, in every history that agrees with the dates as stated of
//! what bears on it. So what is said to be certain is; and sometimes more is said to be possible
//! than is.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::CommitteeChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::standard::Standard;
use jiceng_domain::{Level, PlaceNo};
use jiff::civil::Date;

use crate::certainty::Certainty;
use crate::chronology::{Chronology, TimelineOf};
use crate::elections::office::{Office, OfficeState};
use crate::measure::bounds::{before_its_end, worlds_of};
use crate::open_dates::{Open, of_place, of_subject};
use crate::whereabouts::Whereabouts;

/// What a federation may be on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederationOutlook<T> {
    /// Whose it is.
    pub place: PlaceNo,
    /// What it is in the histories that can be; `None` where it does not count.
    pub found: BTreeSet<Option<T>>,
}

/// How many federations there are, in all and by what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederationCounts<T> {
    /// All of them.
    pub federations: u32,
    /// By what they are.
    pub by: BTreeMap<T, u32>,
}

impl<T> Default for FederationCounts<T> {
    fn default() -> Self {
        Self { federations: 0, by: BTreeMap::new() }
    }
}

/// What is certain, and what is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederationBounds<T> {
    /// At least so many.
    pub at_least: FederationCounts<T>,
    /// At most so many.
    pub at_most: FederationCounts<T>,
}

impl<T> Default for FederationBounds<T> {
    fn default() -> Self {
        Self { at_least: FederationCounts::default(), at_most: FederationCounts::default() }
    }
}

impl<T: Ord + Copy> FederationCounts<T> {
    /// How many there are of a sort.
    pub fn of(&self, what: T) -> u32 {
        self.by.get(&what).copied().unwrap_or_default()
    }
}

impl<T: Ord + Copy> FederationBounds<T> {
    /// Adds a federation.
    pub fn add(&mut self, found: &BTreeSet<Option<T>>) {
        let is_there = |what: &Option<T>| what.is_some();
        self.at_least.federations += u32::from(!found.is_empty() && found.iter().all(is_there));
        self.at_most.federations += u32::from(found.iter().any(is_there));
        for what in found.iter().flatten() {
            *self.at_most.by.entry(*what).or_default() += 1;
            if found.len() == 1 {
                *self.at_least.by.entry(*what).or_default() += 1;
            }
        }
    }
}

/// Adds federations up by the divisions of a level in which they may lie.
pub fn bounds_by_level<T: Ord + Copy>(
    whereabouts: &Whereabouts<'_>,
    level: Level,
    outlooks: &[FederationOutlook<T>],
) -> BTreeMap<Option<PlaceNo>, FederationBounds<T>> {
    let mut groups: BTreeMap<Option<PlaceNo>, FederationBounds<T>> = BTreeMap::new();
    for outlook in outlooks {
        let divisions = whereabouts.at_level(outlook.place, None, level);
        let elsewhere = (divisions.len() > 1).then_some(None);
        let found: BTreeSet<Option<T>> = outlook.found.iter().copied().chain(elsewhere).collect();
        for division in divisions {
            groups.entry(division).or_default().add(&found);
        }
    }
    groups
}

impl<T: Ord + Copy> FederationOutlook<T> {
    /// The same, where it counts only as some of these.
    #[must_use]
    pub fn only(mut self, counts: impl Fn(T) -> bool) -> Self {
        self.found = self.found.into_iter().map(|what| what.filter(|what| counts(*what))).collect();
        self
    }

    /// Only where it lies in a division; none if it cannot.
    #[must_use]
    pub fn within(mut self, whereabouts: &Whereabouts<'_>, division: PlaceNo) -> Option<Self> {
        match whereabouts.is_within(self.place, None, division) {
            Certainty::Certain => {}
            Certainty::Possible => {
                self.found.insert(None);
            }
            Certainty::No => return None,
        }
        Some(self)
    }
}

/// Whether federations held an election from a day until the day asked about, of those that may be
/// there and of a level.
pub fn round_outlooks(facts: &Facts, as_of: AsOf, from: Date, level: Option<Level>) -> Vec<FederationOutlook<bool>> {
    let held = |record: &FederationRecord, as_of: AsOf| {
        if !is_there(facts, record, as_of, level) {
            return BTreeSet::from([None]);
        }
        let elected = record.committees.counting(as_of);
        let elected = elected.filter(|e| matches!(e.change, CommitteeChange::Elected { .. }));
        let mut days = elected.map(|e| as_of.day_of(e.effective, e.position));
        BTreeSet::from([Some(days.any(|day| from <= day && day <= as_of.effective))])
    };
    let since: Vec<Date> = from.yesterday().into_iter().collect();
    outlooks(facts, as_of, &since, &[None, Some(false), Some(true)], held)
}

/// What their committees' terms make of federations, of those that may be there and of a level.
pub fn office_outlooks(
    facts: &Facts,
    as_of: AsOf,
    level: Option<Level>,
    standard: &Standard,
    due_within_days: u16,
) -> Vec<FederationOutlook<OfficeState>> {
    const STATES: [OfficeState; 3] = [OfficeState::InTerm, OfficeState::Due, OfficeState::Overdue];
    let office = |record: &FederationRecord, as_of: AsOf| {
        let office = Office::of(facts, record, as_of, standard, due_within_days);
        let Some(Office { state, at_worst, .. }) = office.filter(|_| is_there(facts, record, as_of, level)) else {
            return BTreeSet::from([None]);
        };
        // By each day of election the term ends on another one.
        let between = STATES.into_iter().filter(|between| state < *between && *between < at_worst);
        [state, at_worst].into_iter().chain(between).map(Some).collect()
    };
    let all = [OfficeState::NeverElected, OfficeState::NoTerm].into_iter().chain(STATES).map(Some);
    let all: Vec<Option<OfficeState>> = all.chain([None]).collect();
    outlooks(facts, as_of, &[], &all, office)
}

fn is_there(facts: &Facts, record: &FederationRecord, as_of: AsOf, level: Option<Level>) -> bool {
    facts.place_of_existing(record, as_of).is_some()
        && level.is_none_or(|level| facts.level_of_federation(record, as_of) == Some(level))
}

/// What is found of each federation; all that can be, where there are too many histories.
fn outlooks<T: Ord + Copy>(
    facts: &Facts,
    as_of: AsOf,
    since: &[Date],
    all: &[Option<T>],
    found: impl Fn(&FederationRecord, AsOf) -> BTreeSet<Option<T>>,
) -> Vec<FederationOutlook<T>> {
    let mut outlooks = Vec::new();
    for (no, record) in facts.federations.iter() {
        let Some(place) = record.place(as_of) else { continue };
        let mut chronology = Chronology::new(facts, as_of);
        let of = TimelineOf::Federation(no);
        let mut open = Open::default();
        open.and(of_subject(&mut chronology, of, &record.timeline, as_of, &[]));
        open.and(of_subject(&mut chronology, of, &record.committees, as_of, since));
        open.and(of_place(&mut chronology, facts, place, as_of, &[]));
        before_its_end((facts, as_of), &mut chronology, &mut open, (of, place), &record.committees, |_| true);
        let found: BTreeSet<Option<T>> = match worlds_of(as_of, &chronology, open) {
            Some(worlds) if worlds.is_empty() => found(record, as_of),
            Some(worlds) => worlds.iter().flat_map(|as_of| found(record, *as_of)).collect(),
            None => all.iter().copied().collect(),
        };
        if found.iter().any(Option::is_some) {
            outlooks.push(FederationOutlook { place, found });
        }
    }
    outlooks
}
