//! How places are named again and again: each is looked up once, however many rows are about it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiceng_core::domain::places::PlaceState;
use jiceng_core::domain::{Level, PlaceNo};

use crate::names::Names;
use crate::place_order::PlaceOrder;

/// A place with its names.
pub(crate) struct PlaceNamed {
    /// Its code or identifier.
    pub(crate) place: String,
    /// Its name.
    pub(crate) name: String,
    /// What it is assessed as; nothing where it is not.
    pub(crate) assessed_as: Option<PlaceState>,
    /// The code of the county that it lies in.
    pub(crate) county: Option<String>,
    /// Where it stands among others.
    order: PlaceOrder,
    /// The county's name.
    pub(crate) county_name: Option<String>,
}

/// All places that were looked up.
pub(crate) struct PlacesNamed<'n, 'v> {
    pub(crate) names: &'n Names<'v>,
    known: RefCell<HashMap<PlaceNo, Rc<PlaceNamed>>>,
}

impl<'n, 'v> PlacesNamed<'n, 'v> {
    pub(crate) fn new(names: &'n Names<'v>) -> Self {
        Self { names, known: RefCell::default() }
    }

    /// A place with its names.
    pub(crate) fn of(&self, no: PlaceNo) -> Rc<PlaceNamed> {
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(|| Rc::new(self.look_up(no))))
    }

    /// Where a place stands among others; none is what is about no place.
    pub(crate) fn order(&self, no: Option<PlaceNo>) -> PlaceOrder {
        no.map_or(PlaceOrder::NO_PLACE, |no| self.of(no).order.clone())
    }

    fn look_up(&self, no: PlaceNo) -> PlaceNamed {
        let names = self.names;
        let as_of = names.view.as_of();
        let record = names.view.facts().places.get(no).filter(|record| record.is_assessed(as_of));
        let county = names.tree.at_level(no, Level::County);
        PlaceNamed {
            place: names.place(no),
            name: names.name(no),
            assessed_as: record.map(|record| record.state_on(as_of)),
            order: names.order(no),
            county: county.map(|no| names.division(no)),
            county_name: county.map(|no| names.division_name(no)),
        }
    }
}
