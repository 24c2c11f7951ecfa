//! Targets (目标任务): those in force on a day, and how far each has come.

use jiceng_core::domain::target::TargetIn;
use jiceng_core::projections::targets::{TargetProgress, progress, targets_on};
use jiceng_core::{LockedView, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::counted;
use crate::error::AskError;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which targets are in force, and how far they have come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
}

/// The targets of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The targets in force, by identifier.
    pub rows: Vec<TargetRow>,
}

/// A target and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetRow {
    /// Its identifier.
    pub target: String,
    /// What it says.
    pub name: String,
    /// The code of the division in which is counted.
    pub scope: String,
    /// How many there shall be.
    pub number: u32,
    /// By the end of which civil day in China.
    #[schemars(with = "String")]
    pub due: Date,
    /// How far it has come.
    #[serde(flatten)]
    pub progress: ProgressRow,
    /// What is counted, each by its code or identifier.
    pub counted: Vec<String>,
}

/// How far a target has come on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProgressRow {
    /// How many are counted, as dates are read.
    pub reached: u32,
    /// How many at least, whatever the exact days of facts are.
    pub at_least: u32,
    /// How many at most.
    pub at_most: u32,
    /// How many are still to come.
    pub left: u32,
    /// Days to the due day; below 0 when that is past.
    pub days_left: i32,
    /// Whether the due day is past and something is still to come.
    pub overdue: bool,
}

impl TargetsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<TargetsAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let (tree, standard) = (view.tree(), view.standard()?.standard);
        let ground = view.ground(&standard, &tree);
        let row = |target: TargetIn| {
            let progress = progress(&ground, &target);
            let counted = progress.tally.counted.iter().map(|what| counted::code(&view, what));
            TargetRow {
                target: target.set.target.to_string(),
                name: target.set.name.to_string(),
                scope: scope(&view, &target),
                number: target.set.number,
                due: target.set.due,
                counted: counted.collect(),
                progress: ProgressRow::of(&progress),
            }
        };
        let rows = targets_on(view.facts(), view.as_of()).map(row).collect();
        Ok(TargetsAnswer { asked: BothTimes::of(view.as_of()), rows })
    }
}

impl TargetsAnswer {
    /// The rows as a table.
    pub fn table(&self) -> Table {
        let mut columns: Vec<Column> = ["target", "name", "scope"].map(Column::text).into();
        columns.extend(["number", "reached", "left"].map(Column::number));
        columns.push(Column::text("due"));
        columns.extend(["at_least", "at_most"].map(Column::data));
        let row = |row: &TargetRow| {
            let ProgressRow { at_least, at_most, overdue, .. } = row.progress;
            let texts = [&row.target, &row.name, &row.scope];
            let mut values: Vec<Value> = texts.map(|text| Value::text(Some(text))).into();
            values.extend([Value::Number(row.number.into()), row.progress.reached(), row.progress.left()]);
            values.push(Value::Due { day: row.due, is_overdue: overdue });
            values.extend([at_least, at_most].map(|number| Value::Number(number.into())));
            values
        };
        Table { columns, rows: self.rows.iter().map(row).collect() }
    }
}

impl ProgressRow {
    pub(crate) const fn of(progress: &TargetProgress) -> Self {
        let TargetProgress { reached, at_least, at_most, left, days_left, is_overdue, tally: _ } = progress;
        Self {
            reached: *reached,
            at_least: *at_least,
            at_most: *at_most,
            left: *left,
            days_left: *days_left,
            overdue: *is_overdue,
        }
    }

    /// How many are counted, as a value of a table.
    pub const fn reached(&self) -> Value {
        Value::Bounded { read: self.reached, at_least: self.at_least, at_most: self.at_most }
    }

    /// How many are still to come, as a value of a table.
    pub const fn left(&self) -> Value {
        Value::StillToCome { number: self.left, is_overdue: self.overdue }
    }
}

/// The code of a target's division on the day, else the one that it was set with.
pub(crate) fn scope(view: &LockedView, target: &TargetIn) -> String {
    view.place(target.scope).unwrap_or_else(|| target.set.scope.into()).to_string()
}
