//! The division tree of a day: who lies below whom, as known at a position.
//!
//! A place that has ended hangs where people would look for it: one that was merged below the place
//! that it was merged into, any other where it lay last. So a township whose county was merged into
//! another lies in that one. The places of one day can be hung into the tree of another («2019's
//! figures by today's counties»); one that did not exist then hangs where it lies on its own day.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::places::PlaceState;
use jiceng_domain::{Level, PlaceNo};

use crate::day::Day;

/// The longest way up: five levels, and the mergers on the way. A loop in bad history ends here.
pub(crate) const STEPS: usize = 64;

/// The tree of a day.
#[derive(Clone, Debug)]
pub struct DivisionTree {
    as_of: AsOf,
    /// The day on which a place lies that the tree does not have.
    places_of: AsOf,
    parents: Vec<Option<PlaceNo>>,
    levels: Vec<Option<Level>>,
    municipalities: Vec<PlaceNo>,
    states: Vec<PlaceState>,
}

impl DivisionTree {
    /// The tree as it was on the day asked about.
    pub fn on(facts: &Facts, as_of: AsOf) -> Self {
        Self::of_day(&Day::of(facts, as_of))
    }

    /// A tree without places.
    pub(crate) const fn of_no_place(as_of: AsOf) -> Self {
        Self {
            as_of,
            places_of: as_of,
            parents: Vec::new(),
            levels: Vec::new(),
            municipalities: Vec::new(),
            states: Vec::new(),
        }
    }

    /// The tree of the day.
    pub fn of_day(day: &Day) -> Self {
        let parents = day.iter().map(|(_, place)| place.above).collect();
        let levels = day.iter().map(|(_, place)| place.level).collect();
        let municipalities = day.iter().filter(|(_, place)| place.is_municipality).map(|(no, _)| no).collect();
        let states = day.iter().map(|(_, place)| place.state).collect();
        Self { as_of: day.as_of(), places_of: day.as_of(), parents, levels, municipalities, states }
    }

    /// The tree of the day `as_of`, with the places of the day `places_of` hung into it.
    pub fn with_places_of(facts: &Facts, as_of: AsOf, places_of: AsOf) -> Self {
        let mut tree = Self { places_of, ..Self::on(facts, as_of) };
        for (parent, (_, record)) in tree.parents.iter_mut().zip(facts.places.iter()) {
            *parent = parent.or_else(|| record.parent_on(places_of));
        }
        tree
    }

    /// The day of the tree, and what was known of it.
    pub const fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// The day on which a place lies that the tree does not have, and what was known of it.
    pub(crate) const fn places_of(&self) -> AsOf {
        self.places_of
    }

    /// The same tree, but for one place, which lies elsewhere.
    #[must_use]
    pub(crate) fn hung(mut self, place: PlaceNo, above: PlaceNo) -> Self {
        if let Some(parent) = self.parents.get_mut(place.index()) {
            *parent = Some(above);
        }
        self
    }

    /// What a place is.
    pub(crate) fn state(&self, place: PlaceNo) -> PlaceState {
        self.states.get(place.index()).copied().unwrap_or_default()
    }

    /// The place above.
    pub fn parent(&self, place: PlaceNo) -> Option<PlaceNo> {
        self.parents.get(place.index()).copied().flatten()
    }

    /// The level of a division that exists; a relocation site has none.
    pub fn level(&self, place: PlaceNo) -> Option<Level> {
        self.levels.get(place.index()).copied().flatten()
    }

    /// The place itself and those above it, nearest first.
    pub fn lineage(&self, place: PlaceNo) -> impl Iterator<Item = PlaceNo> + '_ {
        std::iter::successors(Some(place), |no| self.parent(*no)).take(STEPS)
    }

    /// Whether a place is `division` or lies in it.
    pub fn is_within(&self, place: PlaceNo, division: PlaceNo) -> bool {
        self.lineage(place).any(|no| no == division)
    }

    /// The division of a level that a place lies in, or what stands for it. A prefecture without
    /// counties stands for the county of what lies in it. Where no prefecture governs a county, it
    /// stands for its own, but in a municipality: that is the prefecture of all in it.
    pub fn at_level(&self, place: PlaceNo, level: Level) -> Option<PlaceNo> {
        let mut below = None;
        for no in self.lineage(place) {
            let step = Step { no, level: self.level(no), above: self.parent(no), below };
            if self.stands_for(step, level) {
                return Some(no);
            }
            below = Some((self.state(no), self.level(no)));
        }
        None
    }

    /// Whether a division on the way up from a place is that of the level asked for, or stands for
    /// it.
    pub(crate) fn stands_for(&self, step: Step, level: Level) -> bool {
        let Step { no, level: its, above, below } = step;
        let is_municipality = |no: PlaceNo| self.municipalities.contains(&no);
        match (its, level) {
            // Not where a county was between them and has ended.
            (Some(Level::Prefecture), Level::County) => {
                below.is_some_and(|(state, its)| state == PlaceState::Site || its.is_some())
            }
            (Some(Level::Province), Level::Prefecture) => below.is_some() && is_municipality(no),
            (Some(Level::County), Level::Prefecture) => {
                above.is_some_and(|above| self.level(above) == Some(Level::Province) && !is_municipality(above))
            }
            (its, level) => its == Some(level),
        }
    }
}

/// A place on the way up from another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The place.
    pub no: PlaceNo,
    /// Its level.
    pub level: Option<Level>,
    /// What is above it.
    pub above: Option<PlaceNo>,
    /// What is below it on the way, and its level; none at the beginning.
    pub below: Option<(PlaceState, Option<Level>)>,
}
