//! The divisions of a day in the order of their tree: each below the one that it lies in, by code.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::called::Called;
use jiceng_domain::facts::Facts;
use jiceng_domain::ids::SiteId;
use jiceng_domain::place_on_day::PlaceOnDay;
use jiceng_domain::places::{PlaceRecord, PlaceState};
use jiceng_domain::{DivisionCode, Level, PlaceNo};

use crate::day::Day;
use crate::divisions::DivisionTree;

/// The divisions of a day, those above first.
#[derive(Clone, Debug)]
pub struct DivisionList<'f> {
    facts: &'f Facts,
    tree: DivisionTree,
    rows: Vec<Listed>,
}

/// A division in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub place: PlaceNo,
    /// Its level; a relocation site has that of a community.
    pub level: Level,
    /// Whether it is a relocation site.
    pub is_site: bool,
    /// The division above that exists.
    pub above: Option<PlaceNo>,
    /// How many divisions lie above it.
    pub depth: usize,
}

/// By what those below one division are ordered: divisions by code, then sites by identifier.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'f> {
    Division(Option<DivisionCode>),
    Site(Option<&'f SiteId>),
}

impl<'f> DivisionList<'f> {
    /// The divisions that exist on the day, and the relocation sites if they are asked for.
    pub fn on(facts: &'f Facts, as_of: AsOf, with_sites: bool) -> Self {
        let day = Day::of(facts, as_of);
        let tree = DivisionTree::of_day(&day);
        let mut found: Vec<(Option<PlaceNo>, Key<'f>, Listed)> = Vec::new();
        for ((place, on_day), (_, record)) in day.iter().zip(facts.places.iter()) {
            let Some((level, is_site)) = sort(on_day).filter(|(_, is_site)| with_sites || !is_site) else { continue };
            // One that lies in a division that has ended is listed below the next that has not.
            let above = tree.lineage(place).skip(1).find(|no| tree.level(*no).is_some());
            found.push((above, key(record, is_site, as_of), Listed { place, level, is_site, above, depth: 0 }));
        }
        found.sort_unstable_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let rows: Vec<Listed> = found.into_iter().map(|(_, _, listed)| listed).collect();
        Self { facts, rows: in_order_of_tree(&rows, facts.places.len()), tree }
    }

    /// Those within a division and of a level, where either is asked for.
    pub fn rows(&self, within: Option<PlaceNo>, level: Option<Level>) -> impl Iterator<Item = &Listed> {
        let wanted = move |row: &&Listed| {
            level.is_none_or(|level| row.level == level)
                && within.is_none_or(|within| self.tree.is_within(row.place, within))
        };
        self.rows.iter().filter(wanted)
    }

    /// How a place is called on the day, and since when.
    pub fn called(&self, place: PlaceNo) -> Called<'f> {
        let record = self.facts.places.get(place);
        record.map(|record| record.called_on(self.tree.as_of())).unwrap_or_default()
    }

    /// The identifier of a relocation site.
    pub fn site(&self, place: PlaceNo) -> Option<&'f SiteId> {
        self.facts.places.get(place)?.site.as_ref()
    }

    /// The tree of the day.
    pub const fn tree(&self) -> &DivisionTree {
        &self.tree
    }
}

/// The level of what is listed, and whether it is a relocation site.
fn sort(on_day: &PlaceOnDay) -> Option<(Level, bool)> {
    match on_day.state {
        PlaceState::Division => on_day.level.map(|level| (level, false)),
        PlaceState::Site => Some((Level::Community, true)),
        PlaceState::Unknown | PlaceState::Ended => None,
    }
}

fn key(record: &PlaceRecord, is_site: bool, as_of: AsOf) -> Key<'_> {
    if is_site { Key::Site(record.site.as_ref()) } else { Key::Division(record.called_on(as_of).code) }
}

/// The rows, which are ordered by the division above, each behind that division. What hangs in a
/// loop of bad history comes last.
fn in_order_of_tree(rows: &[Listed], places: usize) -> Vec<Listed> {
    let below = |above: Option<PlaceNo>| {
        let begin = rows.partition_point(|row| row.above < above);
        let rest = rows.get(begin..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| row.above == above)).unwrap_or_default()
    };
    let mut is_listed = vec![false; places];
    let mut ordered: Vec<Listed> = Vec::with_capacity(rows.len());
    let mut waiting: Vec<Listed> = Vec::new();
    let mut list_from = |top: &[Listed]| {
        waiting.extend(top.iter().rev());
        while let Some(row) = waiting.pop() {
            let Some(is_listed) = is_listed.get_mut(row.place.index()).filter(|is_listed| !**is_listed) else {
                continue;
            };
            *is_listed = true;
            ordered.push(row);
            let depth = row.depth + 1;
            waiting.extend(below(Some(row.place)).iter().rev().map(|row| Listed { depth, ..*row }));
        }
    };
    list_from(below(None));
    for row in rows {
        list_from(std::slice::from_ref(row));
    }
    ordered
}
