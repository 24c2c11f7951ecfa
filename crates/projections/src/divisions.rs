//! The division tree of a day: who lies below whom, as known at a position.
//!
//! A place that has ended hangs where people would look for it: one that was merged below the place that
//! it was merged into, any other where it lay last. So a township whose county was merged into another
//! lies in that one. The places of one day can be hung into the tree of another («2019's figures by
//! today's counties»); one that did not exist then hangs where it lies on its own day.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::places::{Ending, PlaceChange, PlaceRecord};
use jiceng_domain::{DivisionCode, Level, PlaceNo};

/// The longest way up: five levels, and the mergers on the way. A loop in bad history ends here.
const STEPS: usize = 64;

/// The tree of a day.
#[derive(Clone, Debug)]
pub struct DivisionTree {
    as_of: AsOf,
    parents: Vec<Option<PlaceNo>>,
    codes: Vec<Option<DivisionCode>>,
}

impl DivisionTree {
    /// The tree as it was on the day asked about.
    pub fn on(facts: &Facts, as_of: AsOf) -> Self {
        Self::hung(facts, as_of, |record| parent_of(record, as_of))
    }

    /// The tree of the day `as_of`, with the places of the day `places_of` hung into it.
    pub fn with_places_of(facts: &Facts, as_of: AsOf, places_of: AsOf) -> Self {
        Self::hung(facts, as_of, |record| parent_of(record, as_of).or_else(|| record.parent_on(places_of)))
    }

    fn hung(facts: &Facts, as_of: AsOf, parent: impl Fn(&PlaceRecord) -> Option<PlaceNo>) -> Self {
        let code = |record: &PlaceRecord| record.is_open(as_of).then(|| record.code_on(as_of)).flatten();
        Self {
            as_of,
            parents: facts.places.iter().map(|(_, record)| parent(record)).collect(),
            codes: facts.places.iter().map(|(_, record)| code(record)).collect(),
        }
    }

    /// The day of the tree, and what was known of it.
    pub const fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// The place above.
    pub fn parent(&self, place: PlaceNo) -> Option<PlaceNo> {
        self.parents.get(place.0 as usize).copied().flatten()
    }

    /// The level of a division that exists; a relocation site has none.
    pub fn level(&self, place: PlaceNo) -> Option<Level> {
        self.codes.get(place.0 as usize).copied().flatten().map(DivisionCode::level)
    }

    /// The place itself and those above it, nearest first.
    pub fn lineage(&self, place: PlaceNo) -> impl Iterator<Item = PlaceNo> + '_ {
        std::iter::successors(Some(place), |no| self.parent(*no)).take(STEPS)
    }

    /// Whether a place is `division` or lies in it.
    pub fn is_within(&self, place: PlaceNo, division: PlaceNo) -> bool {
        self.lineage(place).any(|no| no == division)
    }

    /// The division of a level that a place lies in.
    pub fn at_level(&self, place: PlaceNo, level: Level) -> Option<PlaceNo> {
        self.lineage(place).find(|no| self.level(*no) == Some(level))
    }
}

/// Where a place hangs on a day: one that has ended hangs where it went or, failing that, where it was.
fn parent_of(record: &PlaceRecord, as_of: AsOf) -> Option<PlaceNo> {
    merged_into(record, as_of).or_else(|| record.parent_on(as_of))
}

/// The place that a place had been merged into by a day.
fn merged_into(record: &PlaceRecord, as_of: AsOf) -> Option<PlaceNo> {
    record.timeline.on(as_of).rev().find_map(|entry| match entry.change {
        PlaceChange::Ended(Ending::MergedInto(into)) => Some(*into),
        PlaceChange::Ended(Ending::Abolished | Ending::SplitUp | Ending::Closed)
        | PlaceChange::DivisionRegistered { .. }
        | PlaceChange::SiteRegistered { .. }
        | PlaceChange::Renamed { .. }
        | PlaceChange::Recoded { .. }
        | PlaceChange::Moved { .. }
        | PlaceChange::BecameCommunity { .. }
        | PlaceChange::PopulationCounted { .. } => None,
    })
}
