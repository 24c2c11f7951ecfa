//! What is said of places again and again: each is looked up once, however many rows are about it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiceng_core::domain::places::PlaceState;
use jiceng_core::domain::{Level, PlaceNo};

use crate::commands::places::Words;

/// The words for a place.
pub(crate) struct PlaceWords {
    /// Its code or identifier.
    pub(crate) place: String,
    /// Its name.
    pub(crate) name: String,
    /// Whether coverage is assessed for it as a relocation site or as a community; `None` where it is not.
    pub(crate) assessed_as: Option<PlaceState>,
    /// The code of the county that it lies in.
    pub(crate) county: Option<String>,
    /// The county's name.
    pub(crate) county_name: Option<String>,
}

/// The words for all places that were looked up.
pub(crate) struct WordsOfPlaces<'w, 'v> {
    pub(crate) words: &'w Words<'v>,
    known: RefCell<HashMap<PlaceNo, Rc<PlaceWords>>>,
}

impl<'w, 'v> WordsOfPlaces<'w, 'v> {
    pub(crate) fn new(words: &'w Words<'v>) -> Self {
        Self { words, known: RefCell::default() }
    }

    /// The words for a place.
    pub(crate) fn of(&self, no: PlaceNo) -> Rc<PlaceWords> {
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(|| Rc::new(self.look_up(no))))
    }

    fn look_up(&self, no: PlaceNo) -> PlaceWords {
        let words = self.words;
        let as_of = words.view.as_of();
        let record = words.view.facts().places.get(no).filter(|record| record.is_assessed(as_of));
        let county = words.tree.at_level(no, Level::County);
        PlaceWords {
            place: words.place(no),
            name: words.name(no),
            assessed_as: record.map(|record| record.state_on(as_of)),
            county: county.map(|no| words.division(no)),
            county_name: county.map(|no| words.division_name(no)),
        }
    }
}
