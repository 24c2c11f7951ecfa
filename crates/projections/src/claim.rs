//! Claims (文件说法): what a document states, and what the history makes of it.
//!
//! A claim is checked by counting three times: what was known when it was said, what is known now,
//! and what is now known of the day on which it was said. A date of less than a day's precision can
//! decide a count, so each says how many there are at least and at most, whatever the exact days
//! were, and these decide.

use std::collections::BTreeSet;

use jiceng_domain::target::{Measure, TargetIn, TargetSet};
use jiceng_domain::{AsOf, DivisionCode, DocumentNumber, Name, Note, PartialDate, Place, PlaceNo, Refusal};
use jiff::civil::Date;

use crate::measure::{Counted, CountedBounds, MeasuredDay, Missed, Tally, Why};
use crate::targets::targets_on;

/// A document's claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The document's number, where it has one.
    pub document: Option<DocumentNumber>,
    /// Its title.
    pub title: Option<Name>,
    /// The claims, in the document's order.
    pub claims: Vec<Claim>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is called; no two of a document are called the same.
    pub claim: Name,
    /// The document's own words.
    pub quote: Note,
    /// Where they stand.
    pub page: Option<Name>,
    /// The civil day in China on which it was said: the document's.
    pub said_on: Date,
    /// What it says.
    pub says: Says,
}

/// What a claim says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// That so many are counted on a day.
    Counted {
        /// What is counted.
        measure: Measure,
        /// In which division.
        scope: DivisionCode,
        /// On which day; of a month or a longer time, on its last.
        as_of: PartialDate,
        /// How many there are.
        expected: Expected,
    },
    /// That so many shall be counted by a day: a plan. It holds if a target says the same.
    Planned {
        /// What shall be counted.
        measure: Measure,
        /// In which division.
        scope: DivisionCode,
        /// How many.
        number: u32,
        /// By which day.
        due: Date,
    },
    /// Something that a registry cannot decide.
    Undecidable {
        /// Why not.
        reason: Note,
    },
}

/// What is expected of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This number.
    Exactly(u32),
    /// This number or more.
    AtLeast(u32),
    /// This number or less.
    AtMost(u32),
    /// Everything that the measure is taken of: nothing misses, and there is something.
    All,
    /// These places and no others.
    These(Vec<Place>),
}

/// One count of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimCount {
    /// How many, with dates read at their latest. Of a plan: what the target says, 0 if there is
    /// none.
    pub number: u32,
    /// How many, with dates read at their earliest.
    pub if_earliest: u32,
    /// How many there are in every history that agrees with the dates as stated.
    pub at_least: u32,
    /// How many things are counted in some such history.
    pub at_most: u32,
    /// Whether the expectation is met, whatever the exact days were.
    pub is_met: bool,
    /// Whether it may be met, by what is certain and possible.
    pub may_be_met: bool,
    /// What is counted, and what misses, with dates read at their latest. Where places are expected
    /// by name, only those miss.
    pub tally: Tally,
    /// What is counted though other places were expected.
    pub unexpected: Vec<Counted>,
    /// What is counted or not by the exact day of some facts: possible, and not certain.
    pub open: Vec<Counted>,
}

/// What the history makes of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It held when it was said, and holds still.
    Holds,
    /// It holds, but not by what was known when it was said.
    Later(Late),
    /// It does not hold.
    Fails,
    /// It cannot be decided.
    Undecidable(Undecidable),
}

impl Verdict {
    /// The code in JSON and CSV.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Later(_) => "later",
            Self::Fails => "fails",
            Self::Undecidable(_) => "undecidable",
        }
    }
}

/// In which way a claim holds only later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// It was so on the day on which it was said, and was recorded later.
    Recorded,
    /// It became so after it had been said.
    Happened,
    /// Whether it was so already when it was said, the exact day of some facts decides.
    ExactDay,
}

/// Why a claim cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecidable {
    /// The claim itself says why.
    Stated(Note),
    /// It names what is not recorded.
    Unknown(Box<Refusal>),
    /// Its day lies after what is known.
    NotReached,
    /// The exact day of some facts decides it, and is not known.
    ExactDay,
}

impl Verdict {
    /// Decides by the counts: as known when it was said, as known now, and as it was on the day on
    /// which it was said by what is known now.
    pub fn of(when_said: &ClaimCount, now: &ClaimCount, day_of_saying: &ClaimCount) -> Self {
        match (now.is_met, now.may_be_met) {
            (true, _) if when_said.is_met => Self::Holds,
            (true, _) if day_of_saying.is_met => Self::Later(Late::Recorded),
            (true, _) if day_of_saying.may_be_met => Self::Later(Late::ExactDay),
            (true, _) => Self::Later(Late::Happened),
            (false, true) => Self::Undecidable(Undecidable::ExactDay),
            (false, false) => Self::Fails,
        }
    }
}

impl ClaimCount {
    /// What is counted here and not there.
    pub fn beyond<'c>(&'c self, other: &Self) -> Vec<&'c Counted> {
        let others: BTreeSet<&Counted> = other.tally.counted.iter().collect();
        self.tally.counted.iter().filter(|counted| !others.contains(counted)).collect()
    }
}

impl Claim {
    /// The day on which the codes in it are looked up: that for which it counts; of a plan, that on
    /// which it was said. None for what a registry cannot decide.
    pub fn names_as_on(&self) -> Option<Date> {
        match self.says {
            Says::Counted { as_of, .. } => Some(as_of.last()),
            Says::Planned { .. } => Some(self.said_on),
            Says::Undecidable { .. } => None,
        }
    }
}

/// Counts what a claim says, on two grounds that differ in their reading of dates alone. Nothing is
/// counted for what a registry cannot decide.
pub fn count(claim: &Claim, latest: &MeasuredDay<'_>, earliest: &MeasuredDay<'_>) -> ClaimCount {
    let names = AsOf { effective: claim.names_as_on().unwrap_or(claim.said_on), ..latest.as_of };
    let scope = |code: DivisionCode| latest.facts.places.find(&code.into(), names);
    match &claim.says {
        Says::Counted { measure, scope: code, expected, .. } => {
            let Some(scope) = scope(*code) else { return ClaimCount::default() };
            counted(latest, earliest, measure, scope, &Expectation { expected, names })
        }
        Says::Planned { measure, scope: code, number, due } => {
            let Some(scope) = scope(*code) else { return ClaimCount::default() };
            let [latest, earliest] = [latest, earliest].map(|ground| planned(ground, measure, scope, *number, *due));
            ClaimCount {
                number: latest.said,
                if_earliest: earliest.said,
                at_least: latest.said.min(earliest.said),
                at_most: latest.said.max(earliest.said),
                is_met: latest.says_so && earliest.says_so,
                may_be_met: latest.says_so || earliest.says_so,
                tally: latest.tally,
                unexpected: Vec::new(),
                open: Vec::new(),
            }
        }
        Says::Undecidable { .. } => ClaimCount::default(),
    }
}

fn counted(
    latest: &MeasuredDay<'_>,
    earliest: &MeasuredDay<'_>,
    measure: &Measure,
    scope: PlaceNo,
    expectation: &Expectation<'_>,
) -> ClaimCount {
    let mut tally = latest.tally(measure, scope);
    let bounds = latest.bounds(measure, scope);
    let number = tally.number();
    let mut unexpected = Vec::new();
    let (at_least, at_most) = (length(&bounds.certain), length(&bounds.possible));
    let (is_met, may_be_met) = match expectation.expected {
        Expected::Exactly(wanted) => {
            (at_least == *wanted && at_most == *wanted, at_least <= *wanted && *wanted <= at_most)
        }
        Expected::AtLeast(least) => (at_least >= *least, at_most >= *least),
        Expected::AtMost(most) => (at_most <= *most, at_least <= *most),
        Expected::All => (bounds.may_miss.is_empty() && at_least > 0, bounds.misses.is_empty() && at_most > 0),
        Expected::These(places) => {
            let find = |place: &Place| latest.facts.places.find(place, expectation.names);
            let wanted: BTreeSet<PlaceNo> = places.iter().filter_map(find).collect();
            unexpected = narrow(latest, &mut tally, &wanted);
            let are_there = places.iter().all(|place| find(place).is_some());
            are_these(latest, earliest, &bounds, &wanted, are_there)
        }
    };
    let if_earliest = earliest.tally(measure, scope).number();
    let open = bounds.possible.difference(&bounds.certain).cloned().collect();
    ClaimCount { number, if_earliest, at_least, at_most, is_met, may_be_met, tally, unexpected, open }
}

fn length(counted: &BTreeSet<Counted>) -> u32 {
    u32::try_from(counted.len()).unwrap_or(u32::MAX)
}

/// Whether these places and no others are counted for certain, and whether that is possible.
fn are_these(
    latest: &MeasuredDay<'_>,
    earliest: &MeasuredDay<'_>,
    bounds: &CountedBounds,
    wanted: &BTreeSet<PlaceNo>,
    are_there: bool,
) -> (bool, bool) {
    // What may have begun has its place in the reading in which it has.
    let at = |counted: &Counted| latest.place_of(counted).or_else(|| earliest.place_of(counted));
    let reached = |counted: &BTreeSet<Counted>| {
        let reached: BTreeSet<PlaceNo> = counted.iter().filter_map(at).collect();
        are_there && wanted.is_subset(&reached)
    };
    let beside = |counted: &BTreeSet<Counted>| counted.iter().any(|one| at(one).is_none_or(|no| !wanted.contains(&no)));
    (reached(&bounds.certain) && !beside(&bounds.possible), reached(&bounds.possible) && !beside(&bounds.certain))
}

/// Leaves only the expected places to miss, and answers what is counted beside them.
fn narrow(ground: &MeasuredDay<'_>, tally: &mut Tally, wanted: &BTreeSet<PlaceNo>) -> Vec<Counted> {
    let at = |counted: &Counted| ground.place_of(counted).filter(|place| wanted.contains(place));
    let reached: BTreeSet<PlaceNo> = tally.counted.iter().filter_map(at).collect();
    let unexpected = tally.counted.iter().filter(|counted| at(counted).is_none()).cloned().collect();
    tally.missed.retain(|missed| at(&missed.what).is_some_and(|place| !reached.contains(&place)));
    let told: BTreeSet<PlaceNo> = tally.missed.iter().filter_map(|missed| at(&missed.what)).collect();
    let untold = wanted.iter().filter(|place| !reached.contains(place) && !told.contains(place));
    let untold: Vec<Missed> =
        untold.map(|place| Missed { what: Counted::Place(*place), why: Why::NotSelected }).collect();
    tally.missed.extend(untold);
    unexpected
}

/// What is expected of a count, and on which day and as known the places in it are looked up.
struct Expectation<'e> {
    expected: &'e Expected,
    names: AsOf,
}

/// What the targets say of a plan.
struct Planned {
    said: u32,
    says_so: bool,
    tally: Tally,
}

fn planned(ground: &MeasuredDay<'_>, measure: &Measure, scope: PlaceNo, number: u32, due: Date) -> Planned {
    let like = |target: &TargetIn| target.set.measure == *measure && target.scope == scope;
    let targets = targets_on(ground.facts, ground.as_of).filter(like);
    let targets: Vec<TargetSet> = targets.map(|target| target.set).collect();
    let says_so = targets.iter().find(|set| set.due == due && set.number == number);
    let said = says_so.or_else(|| targets.iter().find(|set| set.due == due)).map_or(0, |set| set.number);
    let mut tally = Tally::default();
    for set in &targets {
        let target = Counted::Target(set.target.clone());
        if says_so == Some(set) {
            tally.counted.push(target);
        } else {
            tally.missed.push(Missed { what: target, why: Why::SaysOtherwise });
        }
    }
    Planned { said, says_so: says_so.is_some(), tally }
}
