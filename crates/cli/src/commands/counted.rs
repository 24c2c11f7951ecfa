//! What a measure counts and what misses, as rows: shared by `target` and `claims`.

use jiceng_core::domain::Level;
use jiceng_core::projections::measure::{Counted, Ground, Missed};
use serde::Serialize;

use crate::commands::places::Words;
use crate::texts::measures;

/// Something counted, in JSON.
#[derive(Serialize)]
pub(crate) struct CountedRow {
    pub(crate) what: String,
    pub(crate) name: String,
    pub(crate) county_name: Option<String>,
}

/// Something that misses, in JSON.
#[derive(Serialize)]
pub(crate) struct MissedRow {
    #[serde(flatten)]
    pub(crate) what: CountedRow,
    pub(crate) why: String,
    /// Why, for people.
    #[serde(skip)]
    pub(crate) told: String,
}

/// Rows of what is counted, in the order in which people look for it: by county, then by code.
pub(crate) fn counted<'c>(
    words: &Words<'_>,
    ground: &Ground<'_>,
    counted: impl IntoIterator<Item = &'c Counted>,
) -> Vec<CountedRow> {
    let mut counted: Vec<&Counted> = counted.into_iter().collect();
    counted.sort_by_cached_key(|what| order(words, ground, what));
    counted.into_iter().map(|what| row(words, ground, what)).collect()
}

/// Rows of what misses, in the same order.
pub(crate) fn missed<'c>(
    words: &Words<'_>,
    ground: &Ground<'_>,
    missed: impl IntoIterator<Item = &'c Missed>,
) -> Vec<MissedRow> {
    let row = |missed: &Missed| MissedRow {
        what: row(words, ground, &missed.what),
        why: measures::why_code(words, &missed.why),
        told: measures::why(words, &missed.why),
    };
    let mut missed: Vec<&Missed> = missed.into_iter().collect();
    missed.sort_by_cached_key(|missed| order(words, ground, &missed.what));
    missed.into_iter().map(row).collect()
}

fn row(words: &Words<'_>, ground: &Ground<'_>, what: &Counted) -> CountedRow {
    let place = ground.place_of(what);
    CountedRow {
        what: measures::code(words, what),
        name: measures::called(words, what),
        county_name: place.and_then(|place| words.name_above(place, Level::County)),
    }
}

fn order(words: &Words<'_>, ground: &Ground<'_>, what: &Counted) -> (Option<String>, String) {
    let county = ground.place_of(what).and_then(|place| words.tree.at_level(place, Level::County));
    (county.map(|county| words.place(county)), measures::code(words, what))
}

impl CountedRow {
    /// Its identifier and name on one line.
    pub(crate) fn told(&self) -> String {
        format!("{} {}", self.what, self.name).trim_end().to_owned()
    }
}
