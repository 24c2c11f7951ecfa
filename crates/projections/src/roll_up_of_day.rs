//! The roll-up of a day: what [`Coverage::by_level`](crate::Coverage::by_level) adds up, without
//! keeping the places.

use std::collections::{BTreeMap, HashMap};

use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Standard;
use jiceng_domain::{Level, PlaceNo};

use crate::coverage::{Status, cells, rules};
use crate::day::Day;
use crate::divisions::DivisionTree;
use crate::in_parts::in_parts;
use crate::roll_up::DivisionTotals;

/// Judges every place of a day by a standard, and adds them up by the division of a level that they
/// lie in. Places that lie in none of that level stand under `None`.
pub fn roll_up(
    facts: &Facts,
    day: &Day,
    standard: &Standard,
    tree: &DivisionTree,
    level: Level,
) -> BTreeMap<Option<PlaceNo>, DivisionTotals> {
    let rules = rules(facts, standard);
    let parts = in_parts(&facts.places, |part| {
        let mut groups: HashMap<Option<PlaceNo>, DivisionTotals> = HashMap::new();
        let mut judged = Vec::with_capacity(rules.len());
        for (place, on_day) in day.within(part) {
            if on_day.is_assessed() {
                judged.clear();
                judged.extend(cells(facts, place, on_day, day.as_of(), &rules));
                groups.entry(tree.at_level(place, level)).or_default().add_judged(Status::of(&judged), &judged);
            }
        }
        groups
    });
    let mut groups: BTreeMap<Option<PlaceNo>, DivisionTotals> = BTreeMap::new();
    for (division, part) in parts.into_iter().flatten() {
        groups.entry(division).or_default().add_group(&part);
    }
    groups
}
