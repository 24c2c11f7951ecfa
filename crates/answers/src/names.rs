//! How an answer names places, divisions and kinds, and where each place stands among others.

use jiceng_core::LockedView;
use jiceng_core::domain::catalogue::{CatalogueEntry, KindNo};
use jiceng_core::domain::{Level, Place, PlaceNo, Reading};
use jiceng_core::projections::DivisionTree;

use crate::place_order::PlaceOrder;

/// The names of a view's places, and of divisions on the day of a tree.
#[derive(Clone, Copy)]
pub struct Names<'v> {
    /// The view.
    pub view: &'v LockedView,
    /// The tree.
    pub tree: &'v DivisionTree,
}

impl<'v> Names<'v> {
    /// A place's code or identifier; the last one known where it has none.
    pub fn place(&self, no: PlaceNo) -> String {
        self.view.last_called(no).map(|place| place.to_string()).unwrap_or_default()
    }

    /// A place's name.
    pub fn name(&self, no: PlaceNo) -> String {
        self.view.last_name(no).unwrap_or_default().to_owned()
    }

    /// A division's code on the day of the tree.
    pub fn division(&self, no: PlaceNo) -> String {
        self.division_called(no).map(|place| place.to_string()).unwrap_or_default()
    }

    fn division_called(&self, no: PlaceNo) -> Option<Place> {
        self.view.facts().places.get(no)?.place_on(self.tree.as_of())
    }

    /// A division's name on the day of the tree.
    pub fn division_name(&self, no: PlaceNo) -> String {
        let record = self.view.facts().places.get(no);
        record.and_then(|record| record.name_on(self.tree.as_of())).map(ToString::to_string).unwrap_or_default()
    }

    /// The name of the division of a level that a place lies in.
    pub fn name_above(&self, no: PlaceNo, level: Level) -> Option<String> {
        self.at_level(no, level).map(|above| self.division_name(above))
    }

    /// The division of a level that a place lies in; one that may not be there yet lies where it
    /// would.
    fn at_level(&self, no: PlaceNo, level: Level) -> Option<PlaceNo> {
        let early = self.tree.as_of().reading(Reading::Earliest);
        let would = |no: PlaceNo| self.view.facts().places.get(no)?.parent_on(early);
        let is_there = self.tree.parent(no).is_some() || self.tree.level(no).is_some();
        let there = if is_there { Some(no) } else { would(no) };
        self.tree.at_level(there?, level)
    }

    /// An element kind of the catalogue.
    pub fn kind(&self, kind: KindNo) -> Option<&'v CatalogueEntry> {
        self.view.kind(kind)
    }

    /// A kind's code.
    pub fn kind_code(&self, kind: KindNo) -> String {
        self.kind(kind).map(|entry| entry.code.to_string()).unwrap_or_default()
    }

    /// Where a place stands among others.
    pub fn order(&self, no: PlaceNo) -> PlaceOrder {
        let county = self.tree.at_level(no, Level::County).and_then(|no| self.division_called(no));
        PlaceOrder::of(county, self.view.last_called(no))
    }

    /// Where the sum of a division stands among those of others.
    pub fn order_of_division(&self, no: Option<PlaceNo>) -> PlaceOrder {
        PlaceOrder::of_division(no.and_then(|no| self.division_called(no)))
    }
}
