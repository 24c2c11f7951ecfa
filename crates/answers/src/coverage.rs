//! Coverage (覆盖): which of the required elements the places have, by place or added up by
//! division.

use std::collections::BTreeMap;

use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::roll_up::KindTotals;
use jiceng_core::projections::{Bounds, DivisionTotals};
use jiceng_core::{LockedView, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::bounded::{Bounded, KindRow, TotalsRow};
use crate::error::AskError;
use crate::names::Names;
use crate::place_row::PlaceRow;
use crate::selection::{PlacesAsked, Selected};
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which of the required elements the places have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// By the divisions of which day places are found and added up; of the day asked about where it
    /// is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Which places.
    #[serde(flatten)]
    pub places: PlacesAsked,
    /// What the rows are.
    #[serde(default)]
    pub by: By,
}

/// What the rows of an answer are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Prefectures (设区的市).
    Prefecture,
    /// Counties (县、区).
    #[default]
    County,
    /// Townships (乡镇、街道).
    Township,
    /// The places themselves.
    Place,
}

/// The coverage of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The day of the division tree.
    pub tree: String,
    /// The identifier of the standard that places are judged by.
    pub standard: String,
    /// Whether it was adopted by the day.
    pub standard_adopted: bool,
    /// All places together.
    pub totals: Bounded<TotalsRow>,
    /// The rows: places in their order, divisions by code.
    pub rows: Vec<CoverageRow>,
    /// The kinds that the standard names, in its order.
    #[serde(skip)]
    pub kinds: Vec<KindNamed>,
    /// All places together, by the kinds in that order.
    #[serde(skip)]
    pub totals_of_kinds: Vec<Bounded<KindRow>>,
}

/// A row of coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CoverageRow {
    /// A place.
    Place(Box<PlaceRow>),
    /// A division with the places in it.
    Division(Box<DivisionRow>),
}

/// A division with the places in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DivisionRow {
    /// Its code on the day of the tree; absent for places that lie in no division of the level.
    pub place: Option<String>,
    /// Its name on that day.
    pub name: Option<String>,
    /// Its places, by status.
    #[serde(flatten)]
    pub totals: Bounded<TotalsRow>,
    /// Its places, by the code of the kind and the state of the cell.
    pub kinds: BTreeMap<String, Bounded<KindRow>>,
}

/// An element kind with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KindNamed {
    /// The code.
    pub code: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
}

impl CoverageQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<CoverageAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        self.answer_by(&view, &view.standard()?)
    }

    /// The answer for the times of a view, by a standard.
    pub fn answer_by(&self, view: &LockedView, standard: &StandardInForce) -> Result<CoverageAnswer, AskError> {
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let names = Names { view, tree: &tree };
        let selected = self.places.select(view, &tree, standard)?;
        Ok(CoverageAnswer::of(&names, &selected, standard, self.by))
    }
}

impl By {
    /// The level of the divisions; none for places.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Prefecture => Some(Level::Prefecture),
            Self::County => Some(Level::County),
            Self::Township => Some(Level::Township),
            Self::Place => None,
        }
    }
}

impl CoverageAnswer {
    /// The answer that selected places come to.
    pub fn of(names: &Names<'_>, selected: &Selected, standard: &StandardInForce, by: By) -> Self {
        let (coverage, prospects) = (&selected.coverage, &selected.prospects);
        let (all, bounds) = (coverage.total(), prospects.total(coverage));
        let rows = match by.level() {
            None => {
                let row = |place| CoverageRow::Place(Box::new(names.place_row(place, prospects)));
                coverage.places.iter().map(row).collect()
            }
            Some(level) => {
                let groups = selected.groups(names, level).into_iter();
                groups.map(|group| CoverageRow::Division(Box::new(DivisionRow::of(names, group)))).collect()
            }
        };
        Self {
            asked: BothTimes::of(coverage.as_of),
            tree: names.tree.as_of().effective.to_string(),
            standard: coverage.standard.to_string(),
            standard_adopted: standard.is_adopted,
            totals: Bounded::totals(&all, &bounds),
            rows,
            kinds: coverage.kinds.iter().filter_map(|kind| names.kind(*kind)).map(KindNamed::of).collect(),
            totals_of_kinds: kinds(names, &all, &bounds).map(|(_, row)| row).collect(),
        }
    }

    /// The rows as a table.
    pub fn table(&self) -> Table {
        match self.rows.first() {
            Some(CoverageRow::Place(_)) => self.table_of_places(),
            Some(CoverageRow::Division(_)) | None => self.table_of_divisions(),
        }
    }

    /// The sum of all places, as a row of the table of divisions.
    pub fn total_row(&self) -> Vec<Value> {
        let mut values = vec![Value::Absent, Value::Total];
        values.extend(numbers(&self.totals, self.totals_of_kinds.iter()));
        values
    }

    fn of_kinds(&self) -> impl Iterator<Item = (&str, [String; 2])> {
        self.kinds.iter().map(|kind| (kind.code.as_str(), [kind.zh.clone(), kind.en.clone()]))
    }

    fn table_of_places(&self) -> Table {
        let ids = ["county_name", "township_name", "place", "name"];
        let mut columns: Vec<Column> = ids.map(Column::text).into();
        columns.extend([Column::number("population"), Column::text("status")]);
        columns.extend(self.of_kinds().map(|(code, names)| Column { names: Some(names), ..Column::text(code) }));
        let rows = self.rows.iter().filter_map(|row| match row {
            CoverageRow::Place(place) => Some(place.values(&self.kinds)),
            CoverageRow::Division(_) => None,
        });
        Table { columns, rows: rows.collect() }
    }

    fn table_of_divisions(&self) -> Table {
        let mut columns = vec![Column::text("place"), Column::text("name")];
        let figures = ["places", "complete", "complete_own", "complete_shared", "partial", "none"];
        columns.extend(figures.map(Column::number));
        columns.extend(self.of_kinds().map(|(code, names)| Column { names: Some(names), ..Column::number(code) }));
        columns.extend(["complete_at_least", "complete_at_most"].map(Column::data));
        let rows = self.rows.iter().filter_map(|row| match row {
            CoverageRow::Division(division) => Some(self.division_values(division)),
            CoverageRow::Place(_) => None,
        });
        Table { columns, rows: rows.collect() }
    }

    fn division_values(&self, division: &DivisionRow) -> Vec<Value> {
        let mut values = vec![Value::text(division.place.as_deref()), Value::Division(division.name.clone())];
        let kinds = self.kinds.iter().filter_map(|kind| division.kinds.get(&kind.code));
        values.extend(numbers(&division.totals, kinds));
        values
    }
}

/// The figures of a row of divisions.
fn numbers<'k>(totals: &Bounded<TotalsRow>, kinds: impl Iterator<Item = &'k Bounded<KindRow>>) -> Vec<Value> {
    let Bounded { read, at_least, at_most } = totals;
    let of = |figure: fn(&TotalsRow) -> u32| Value::Bounded {
        read: figure(read),
        at_least: figure(at_least),
        at_most: figure(at_most),
    };
    let mut values = vec![
        of(|t| t.places),
        of(|t| t.complete),
        of(|t| t.complete_own),
        of(|t| t.complete_shared),
        of(|t| t.partial),
        of(|t| t.none),
    ];
    values.extend(kinds.map(|kind| Value::Bounded {
        read: kind.read.met,
        at_least: kind.at_least.met,
        at_most: kind.at_most.met,
    }));
    values.extend([at_least.complete, at_most.complete].map(|complete| Value::Number(complete.into())));
    values
}

impl Selected {
    /// The places added up by the divisions of a level, in the order of codes: as read, and their
    /// bounds.
    pub fn groups(&self, names: &Names<'_>, level: Level) -> Vec<(Option<PlaceNo>, DivisionTotals, Bounds)> {
        let mut read = self.coverage.by_level(names.tree, level);
        let whereabouts = names.view.whereabouts(names.tree);
        let bounds = self.prospects.by_level(&self.coverage, &whereabouts, level);
        let nothing = || DivisionTotals {
            kinds: self.coverage.kinds.iter().map(|kind| (*kind, KindTotals::default())).collect(),
            ..DivisionTotals::default()
        };
        let with_bounds = |(division, bounds)| (division, read.remove(&division).unwrap_or_else(nothing), bounds);
        let mut groups: Vec<_> = bounds.into_iter().map(with_bounds).collect();
        // By the dates as they are read, some may lie where in truth they cannot.
        groups.extend(read.into_iter().map(|(division, group)| (division, group, Bounds::default())));
        groups.sort_by_cached_key(|(division, ..)| names.order_of_division(*division));
        groups
    }
}

impl DivisionRow {
    fn of(names: &Names<'_>, (division, group, bounds): (Option<PlaceNo>, DivisionTotals, Bounds)) -> Self {
        Self {
            place: division.map(|no| names.division(no)),
            name: division.map(|no| names.division_name(no)),
            totals: Bounded::totals(&group, &bounds),
            kinds: kinds(names, &group, &bounds).collect(),
        }
    }
}

/// The figures of each kind, in the standard's order.
fn kinds(
    names: &Names<'_>,
    group: &DivisionTotals,
    bounds: &Bounds,
) -> impl Iterator<Item = (String, Bounded<KindRow>)> {
    let kinds = group.kinds.iter().zip(&bounds.at_least.kinds).zip(&bounds.at_most.kinds);
    kinds.map(|(((kind, read), (_, least)), (_, most))| (names.kind_code(*kind), Bounded::of(*read, *least, *most)))
}

impl KindNamed {
    /// The names of an entry of the catalogue.
    pub fn of(entry: &jiceng_core::domain::catalogue::CatalogueEntry) -> Self {
        Self { code: entry.code.to_string(), zh: entry.zh.to_string(), en: entry.en.to_string() }
    }
}
