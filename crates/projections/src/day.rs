//! All places on a day: what the tree and the roll-up of the day are made from.

use std::ops::Range;

use jiceng_domain::PlaceNo;
use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::place_on_day::PlaceOnDay;

use crate::in_parts::in_parts;

/// What is known of every place on a day.
#[derive(Clone, Debug)]
pub struct Day {
    as_of: AsOf,
    places: Vec<PlaceOnDay>,
}

impl Day {
    /// The places as they were on the day asked about.
    pub fn of(facts: &Facts, as_of: AsOf) -> Self {
        let parts = in_parts(&facts.places, |part| {
            facts.places.within(part).map(|(_, record)| record.on_day(as_of)).collect::<Vec<_>>()
        });
        Self { as_of, places: parts.concat() }
    }

    /// The question.
    pub const fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// A place on the day.
    pub fn get(&self, place: PlaceNo) -> Option<&PlaceOnDay> {
        self.places.get(place.index())
    }

    /// Every place by number, those too that do not exist on the day.
    pub fn iter(&self) -> impl Iterator<Item = (PlaceNo, &PlaceOnDay)> {
        (0..).map(PlaceNo::at).zip(&self.places)
    }

    /// Those whose numbers lie in a range.
    pub(crate) fn within(&self, numbers: Range<u32>) -> impl Iterator<Item = (PlaceNo, &PlaceOnDay)> {
        let places = self.places.get(numbers.start as usize..numbers.end as usize).unwrap_or_default();
        numbers.map(PlaceNo::at).zip(places)
    }
}
