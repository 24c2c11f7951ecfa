//! The division tree of a day: who lies below whom, as known at a position.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::{DivisionCode, Level, PlaceNo};

/// The tree of a day.
#[derive(Clone, Debug)]
pub struct DivisionTree {
    parents: Vec<Option<PlaceNo>>,
    codes: Vec<Option<DivisionCode>>,
}

impl DivisionTree {
    /// The tree as it was on the day asked about, with the places that existed then.
    pub fn on(facts: &Facts, as_of: AsOf) -> Self {
        let mut tree =
            Self { parents: Vec::with_capacity(facts.places.len()), codes: Vec::with_capacity(facts.places.len()) };
        for (_, record) in facts.places.iter() {
            let is_open = record.is_open(as_of);
            tree.parents.push(is_open.then(|| record.parent_on(as_of)).flatten());
            tree.codes.push(is_open.then(|| record.code_on(as_of)).flatten());
        }
        tree
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
        // A tree is five levels deep; a loop in bad history ends here.
        std::iter::successors(Some(place), |no| self.parent(*no)).take(8)
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
