//! Gaps (缺项): which places lack which elements.

use jiceng_core::domain::Level;
use jiceng_core::projections::{Cell, CellState, Certainty, PlaceCoverage, Prospects, Status};
use jiceng_core::{LockedView, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::names::Names;
use crate::selection::{PlacesAsked, Selected, is_gap};
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which places lack which elements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GapsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// By the divisions of which day places are found; of the day asked about where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Which places.
    #[serde(flatten)]
    pub places: PlacesAsked,
}

/// The gaps of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GapsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The day of the division tree.
    pub tree: String,
    /// The identifier of the standard that places are judged by.
    pub standard: String,
    /// How many places lack something, as dates are read.
    pub places: usize,
    /// How many at least.
    pub at_least: usize,
    /// How many at most.
    pub at_most: usize,
    /// The gaps as dates are read, in the order of places, within a place in the standard's order.
    pub rows: Vec<GapRow>,
    /// Gaps that there may be besides.
    pub also_possible: Vec<GapRow>,
    /// The places of both, in one order: of each, where its gaps begin and end in the two lists.
    #[serde(skip)]
    pub by_place: Vec<GapsOfPlace>,
}

/// One gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GapRow {
    /// The place's code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// Its people, by the last count up to the day; absent where they were never counted.
    pub population: Option<u32>,
    /// The code of the kind.
    pub kind: String,
    /// The state of the cell as dates are read.
    pub state: &'static str,
    /// Whether it is a gap: `certain`, `possible` or `no`.
    pub certainty: &'static str,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
    /// The state.
    #[serde(skip)]
    pub read: CellState,
}

/// The gaps of one place, those as read and those that may be, in the standard's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapsOfPlace {
    /// The gaps.
    pub gaps: Vec<GapRow>,
}

impl GapsQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<GapsAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        self.answer_by(&view, &view.standard()?)
    }

    /// The answer for the times of a view, by a standard.
    pub fn answer_by(&self, view: &LockedView, standard: &StandardInForce) -> Result<GapsAnswer, AskError> {
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let names = Names { view, tree: &tree };
        let selected = self.places.select(view, &tree, standard)?;
        Ok(GapsAnswer::of(&names, &selected))
    }
}

impl GapsAnswer {
    /// The gaps of selected places.
    pub fn of(names: &Names<'_>, selected: &Selected) -> Self {
        let Selected { coverage, prospects } = selected;
        let of_place = |place| GapsOfPlace { gaps: gaps(names, place, prospects).collect() };
        let by_place: Vec<GapsOfPlace> = coverage.places.iter().map(of_place).collect();
        let all = || by_place.iter().flat_map(|place| &place.gaps);
        let [at_least, at_most] = bounds(selected);
        Self {
            asked: BothTimes::of(coverage.as_of),
            tree: names.tree.as_of().effective.to_string(),
            standard: coverage.standard.to_string(),
            places: by_place.iter().filter(|place| place.gaps.iter().any(|gap| is_gap(gap.read))).count(),
            at_least,
            at_most,
            rows: all().filter(|gap| is_gap(gap.read)).cloned().collect(),
            also_possible: all().filter(|gap| !is_gap(gap.read)).cloned().collect(),
            by_place: by_place.into_iter().filter(|place| !place.gaps.is_empty()).collect(),
        }
    }
}

impl GapsAnswer {
    /// The places as a table; with those of which dates show that they lack nothing, or without.
    pub fn table(&self, all: bool) -> Table {
        let texts = ["county_name", "place", "name"].map(Column::text);
        let last = [Column::number("population"), Column::text("gaps"), Column::data("possible")];
        let mut table = Table::of(texts.into_iter().chain(last));
        let lacks = |place: &&GapsOfPlace| place.gaps.iter().any(|gap| gap.certainty != Certainty::No.as_str());
        table.rows.extend(self.by_place.iter().filter(|place| all || lacks(place)).filter_map(GapsOfPlace::values));
        table
    }
}

impl GapsOfPlace {
    fn values(&self) -> Option<Vec<Value>> {
        let GapRow { county_name, place, name, population, .. } = self.gaps.first()?;
        let possible = self.gaps.iter().filter(|gap| gap.certainty == Certainty::Possible.as_str());
        Some(vec![
            Value::text(county_name.as_deref()),
            Value::Text(place.clone()),
            Value::Text(name.clone()),
            Value::number(*population),
            Value::Gaps(self.gaps.clone()),
            Value::List(possible.map(|gap| gap.kind.clone()).collect()),
        ])
    }
}

/// How many places lack something, at least and at most.
fn bounds(selected: &Selected) -> [usize; 2] {
    let is_gap = |status: &Option<Status>| matches!(status, Some(Status::Partial { .. } | Status::None));
    let Selected { coverage, prospects } = selected;
    let settled = coverage.places.iter().filter(|place| !prospects.places.contains_key(&place.place));
    let settled = settled.filter(|place| is_gap(&Some(place.status))).count();
    let open = prospects.places.values().map(|prospect| Certainty::of(prospect.statuses().iter().map(is_gap)));
    let open: Vec<Certainty> = open.collect();
    let count = |least| settled + open.iter().filter(|certainty| **certainty >= least).count();
    [count(Certainty::Certain), count(Certainty::Possible)]
}

/// The gaps of a place as read, and those that there may be besides.
fn gaps(names: &Names<'_>, place: &PlaceCoverage, prospects: &Prospects) -> impl Iterator<Item = GapRow> {
    let row = |cell: &Cell| {
        let certainty = prospects.is_gap(place.place, *cell);
        (is_gap(cell.state) || certainty != Certainty::No).then(|| GapRow {
            place: names.place(place.place),
            name: names.name(place.place),
            county_name: names.name_above(place.place, Level::County),
            population: place.population,
            kind: names.kind_code(cell.kind),
            state: cell.state.as_str(),
            certainty: certainty.as_str(),
            kind_named: names.kind(cell.kind).map(KindNamed::of),
            read: cell.state,
        })
    };
    place.cells.iter().filter_map(row)
}
