//! The same history judged by two standards, day by day.

use jiceng_core::domain::Level;
use jiceng_core::projections::replay::{CellChanged, Changed, changed};
use jiceng_core::projections::{CellState, Coverage, Status};
use jiceng_core::{Known, LockedView, Question, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bounded::TotalsRow;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::names::Names;
use crate::span::DayRange;
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value};
use crate::when::KnownAt;

/// Which places change status under another standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReplayQuestion {
    /// By which standard.
    #[serde(default)]
    pub standard: StandardAsked,
    /// Compared with which.
    #[serde(default)]
    pub against: StandardAsked,
    /// The days.
    #[serde(flatten)]
    pub span: DayRange,
    /// How much of the log counts as known; all of it where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownAt>,
}

/// A history judged by two standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayAnswer {
    /// The identifier of the one standard.
    pub standard: String,
    /// The identifier of the other.
    pub against: String,
    /// The position in the log before which everything was known.
    pub known: u64,
    /// The days in order.
    pub days: Vec<ReplayDay>,
}

/// A day judged by two standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayDay {
    /// The civil day in China.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// All places together by the one standard.
    pub standard: TotalsRow,
    /// All places together by the other.
    pub against: TotalsRow,
    /// The places whose status differs, in the order of places.
    pub changed: Vec<ReplayRow>,
}

/// A place whose status differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayRow {
    /// The place's code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// Its people, by the last count up to the day; absent where they were never counted.
    pub population: Option<u32>,
    /// Its status by the one standard: `complete_own`, `complete_shared`, `partial` or `none`.
    pub standard: &'static str,
    /// Its status by the other.
    pub against: &'static str,
    /// The cells that differ.
    pub cells: Vec<ReplayCell>,
    /// Both statuses with their numbers.
    #[serde(skip)]
    pub read: [Status; 2],
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplayCell {
    /// The code of the kind.
    pub kind: String,
    /// Its state by the one standard; absent where the standard does not name the kind.
    pub standard: Option<&'static str>,
    /// Its state by the other, absent likewise.
    pub against: Option<&'static str>,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
    /// Both states.
    #[serde(skip)]
    pub read: [Option<CellState>; 2],
}

impl ReplayQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<ReplayAnswer, AskError> {
        let days = self.span.days()?;
        let view = view.locked()?;
        let mut answer = ReplayAnswer { standard: String::new(), against: String::new(), known: 0, days: Vec::new() };
        let known = self.known.map_or(Known::Now, |known| known.0);
        for day in days {
            let view = view.asking(Question { known, ..Question::on(day) })?;
            answer.known = view.as_of().known.0;
            let standard = self.standard.find(&view)?.standard;
            let against = self.against.find(&view)?.standard;
            let coverages = [&standard, &against].map(|standard| view.coverage_by(standard));
            answer.days.push(ReplayDay::of(&view, day, &coverages));
            (answer.standard, answer.against) = (standard.id.to_string(), against.id.to_string());
        }
        Ok(answer)
    }
}

impl ReplayAnswer {
    /// The places whose status differs, as a table.
    pub fn table(&self) -> Table {
        let mut columns: Vec<Column> = ["as_of", "county_name", "place", "name"].map(Column::text).into();
        columns.push(Column::number("population"));
        columns.extend(["standard", "against", "cells"].map(Column::text));
        let rows = self.days.iter().flat_map(|day| day.changed.iter().map(|row| row.values(day.as_of)));
        Table { columns, rows: rows.collect() }
    }

    /// The days as a table: the places, those that are complete by each standard, and those that
    /// differ.
    pub fn table_of_days(&self) -> Table {
        let numbers = ["places", "standard", "against", "changed"].map(Column::number);
        let row = |day: &ReplayDay| {
            let numbers = [day.standard.places, day.standard.complete, day.against.complete];
            let mut values = vec![Value::Text(day.as_of.to_string())];
            values.extend(numbers.map(|number| Value::Number(number.into())));
            values.push(Value::count(day.changed.len()));
            values
        };
        let columns = std::iter::once(Column::text("as_of")).chain(numbers).collect();
        Table { columns, rows: self.days.iter().map(row).collect() }
    }
}

impl ReplayDay {
    fn of(view: &LockedView, day: Date, coverages: &[Coverage; 2]) -> Self {
        let tree = view.tree();
        let names = Names { view, tree: &tree };
        let [by, against] = coverages;
        let mut changed = changed(by, against);
        changed.sort_by_cached_key(|place| names.order(place.place));
        Self {
            as_of: day,
            standard: by.total().totals.into(),
            against: against.total().totals.into(),
            changed: changed.into_iter().map(|place| ReplayRow::of(&names, place)).collect(),
        }
    }
}

impl ReplayRow {
    fn of(names: &Names<'_>, changed: Changed) -> Self {
        let Changed { place, population, statuses, cells } = changed;
        let [standard, against] = statuses.map(Status::as_str);
        let cell = |CellChanged { kind, states }: CellChanged| {
            let [standard, against] = states.map(|state| state.map(CellState::as_str));
            let kind_named = names.kind(kind).map(KindNamed::of);
            ReplayCell { kind: names.kind_code(kind), standard, against, kind_named, read: states }
        };
        Self {
            place: names.place(place),
            name: names.name(place),
            county_name: names.name_above(place, Level::County),
            population,
            standard,
            against,
            cells: cells.into_iter().map(cell).collect(),
            read: statuses,
        }
    }

    fn values(&self, day: Date) -> Vec<Value> {
        let [standard, against] = self.read.map(|read| Value::Status { read, may_be: Vec::new() });
        vec![
            Value::Text(day.to_string()),
            Value::text(self.county_name.as_deref()),
            Value::text(Some(&self.place)),
            Value::text(Some(&self.name)),
            Value::number(self.population),
            standard,
            against,
            Value::CellsChanged(self.cells.clone()),
        ]
    }
}
