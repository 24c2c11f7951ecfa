//! A place's coverage as a row.

use std::collections::BTreeMap;

use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::certainty::Prospect;
use jiceng_core::projections::{Cell, CellState, Figure, PlaceCoverage, Prospects, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::may_be_code;
use crate::coverage::KindNamed;
use crate::names::Names;
use crate::selection::AssessedAs;
use crate::table::{StateNamed, Value};

/// A place's coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceRow {
    /// Its code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// What it is assessed as.
    pub sort: AssessedAs,
    /// The code of its county on the day of the tree; absent where it lies in none.
    pub county: Option<String>,
    /// The name of its county.
    pub county_name: Option<String>,
    /// The code of its township; absent where it lies in none.
    pub township: Option<String>,
    /// The name of its township.
    pub township_name: Option<String>,
    /// Its people, by the last count up to the day; absent where they were never counted.
    pub population: Option<u32>,
    /// What its cells come to: `complete_own`, `complete_shared`, `partial` or `none`.
    pub status: &'static str,
    /// How many required kinds it has.
    pub met: usize,
    /// How many kinds are required of it.
    pub required: usize,
    /// Whether it has all that is required: `certain`, `possible` or `no`.
    pub complete: &'static str,
    /// Its cells, by the code of the kind.
    pub cells: BTreeMap<String, CellRow>,
    /// What it may be, where dates leave it open or show something else than they are read as;
    /// nothing where they do not.
    #[serde(skip)]
    pub statuses: Vec<Option<Status>>,
    /// The status as read, with its numbers.
    #[serde(skip)]
    pub read: Status,
}

/// One kind at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CellRow {
    /// The state as dates are read: `own`, `shared`, `suspended`, `out_of_term`, `below_standard`,
    /// `missing` or `not_required`.
    pub state: &'static str,
    /// The place whose element it shares; absent where it shares none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Whether the requirement is met: `certain`, `possible` or `no`.
    pub met: &'static str,
    /// What it may be, where that is not the state alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub may_be: Vec<&'static str>,
    /// The states that it may have, each with the code of the provider; nothing where dates leave
    /// nothing open.
    #[serde(skip)]
    pub states: Vec<Option<StateNamed>>,
    /// The state as read.
    #[serde(skip)]
    pub read: CellState,
}

impl PlaceRow {
    /// The values of a row of a table: county, township, code, name, people, status, and a cell for
    /// each kind.
    pub fn values(&self, kinds: &[KindNamed]) -> Vec<Value> {
        let mut values = vec![
            Value::text(self.county_name.as_deref()),
            Value::text(self.township_name.as_deref()),
            Value::text(Some(&self.place)),
            Value::text(Some(&self.name)),
            Value::number(self.population),
            Value::Status { read: self.read, may_be: self.statuses.clone() },
        ];
        let cells = kinds.iter().map(|kind| self.cells.get(&kind.code).cloned());
        values.extend(cells.map(|cell| cell.map_or(Value::Absent, |cell| Value::Cell(Box::new(cell)))));
        values
    }
}

impl Names<'_> {
    /// A place's coverage as a row.
    pub fn place_row(&self, place: &PlaceCoverage, prospects: &Prospects) -> PlaceRow {
        let above = |level| self.tree.at_level(place.place, level);
        let (county, township) = (above(Level::County), above(Level::Township));
        PlaceRow {
            place: self.place(place.place),
            name: self.name(place.place),
            sort: if place.is_site { AssessedAs::Site } else { AssessedAs::Community },
            county: county.map(|no| self.division(no)),
            county_name: county.map(|no| self.division_name(no)),
            township: township.map(|no| self.division(no)),
            township_name: township.map(|no| self.division_name(no)),
            population: place.population,
            status: place.status.as_str(),
            met: place.cells.iter().filter(|cell| cell.state.is_met()).count(),
            required: place.cells.iter().filter(|cell| cell.state != CellState::NotRequired).count(),
            complete: prospects.counts(place, Figure::Complete).as_str(),
            cells: place.cells.iter().map(|cell| self.cell_row(place, *cell, prospects)).collect(),
            statuses: prospects.places.get(&place.place).map(Prospect::statuses).unwrap_or_default(),
            read: place.status,
        }
    }

    /// States of a cell, each with the code of the provider.
    pub(crate) fn states(&self, states: &[Option<CellState>]) -> Vec<Option<StateNamed>> {
        let named = |state: CellState| (state, provider(state).map(|no| self.place(no)));
        states.iter().map(|state| state.map(named)).collect()
    }

    fn cell_row(&self, place: &PlaceCoverage, cell: Cell, prospects: &Prospects) -> (String, CellRow) {
        let prospect = prospects.places.get(&place.place);
        let states = prospect.map(|prospect| prospect.cell(cell.kind)).unwrap_or_default();
        let row = CellRow {
            state: cell.state.as_str(),
            provider: provider(cell.state).map(|no| self.place(no)),
            met: prospects.is_met(place.place, cell).as_str(),
            may_be: match states.as_slice() {
                [only] if *only == Some(cell.state) => Vec::new(),
                states => states.iter().copied().map(may_be_code).collect(),
            },
            states: self.states(&states),
            read: cell.state,
        };
        (self.kind_code(cell.kind), row)
    }
}

const fn provider(state: CellState) -> Option<PlaceNo> {
    match state {
        CellState::Shared { provider } => Some(provider),
        CellState::Own
        | CellState::Suspended
        | CellState::OutOfTerm
        | CellState::BelowStandard
        | CellState::Missing
        | CellState::NotRequired => None,
    }
}
