//! How one target (目标任务) came along: as known now, and as known on each day.

use jiceng_core::domain::target::TargetIn;
use jiceng_core::projections::targets::{TargetProgress, progress};
use jiceng_core::{Known, LockedView, Question, View, today};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::span::DayRange;
use crate::table::{Column, Table, Value};
use crate::target::{TargetSaid, named};
use crate::when::KnownAt;

/// How one target came along from day to day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BurnUpQuestion {
    /// The identifier of the target; it must have been set by the last day.
    #[serde(default)]
    pub target: String,
    /// The days.
    #[serde(flatten)]
    pub span: DayRange,
    /// How much of the log counts as known; all of it where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownAt>,
}

/// How one target came along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BurnUpAnswer {
    /// What was set.
    #[serde(flatten)]
    pub set: TargetSaid,
    /// The position in the log before which everything was known.
    pub known: u64,
    /// The days in order.
    pub days: Vec<BurnUpDay>,
}

/// How far a target had come on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BurnUpDay {
    /// The civil day in China.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// How many are counted, as dates are read.
    pub reached: u32,
    /// How many at least.
    pub at_least: u32,
    /// How many at most.
    pub at_most: u32,
    /// How many were still to come.
    pub left: u32,
    /// Days to the due day; below 0 when that is past.
    pub days_left: i32,
    /// The position in the log at the end of the day, or `known` where that comes first.
    pub known_then: u64,
    /// How many are counted by what was known then.
    pub reached_then: u32,
}

impl BurnUpQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<BurnUpAnswer, AskError> {
        let days = self.span.days()?;
        let known = self.known.map_or(Known::Now, |known| known.0);
        let last = Question { effective: days.last().copied(), known, ..Question::default() };
        let view = view.asking(last)?.locked()?;
        let record = named(&view, &self.target)?;
        let days = days.into_iter().map(|day| BurnUpDay::of(&view, &record.target, day));
        Ok(BurnUpAnswer {
            set: TargetSaid::of(&view, &record),
            known: view.as_of().known.0,
            days: days.collect::<Result<_, AskError>>()?,
        })
    }
}

impl BurnUpAnswer {
    /// The days as a table.
    pub fn table(&self) -> Table {
        let numbers = ["reached", "left", "days_left", "reached_then"].map(Column::number);
        let mut columns = vec![Column::text("as_of")];
        columns.extend(numbers);
        columns.extend(["at_least", "at_most"].map(Column::data));
        let row = |day: &BurnUpDay| {
            let BurnUpDay { at_least, at_most, left, days_left, .. } = *day;
            vec![
                Value::Text(day.as_of.to_string()),
                Value::Bounded { read: day.reached, at_least, at_most },
                Value::StillToCome { number: left, is_overdue: days_left < 0 },
                Value::Signed(days_left.into()),
                Value::Number(day.reached_then.into()),
                Value::Number(at_least.into()),
                Value::Number(at_most.into()),
            ]
        };
        Table { columns, rows: self.days.iter().map(row).collect() }
    }
}

impl BurnUpDay {
    fn of(view: &LockedView, target: &TargetIn, day: Date) -> Result<Self, AskError> {
        let then = if day > today() { Known::Now } else { Known::On(day) };
        let known = view.as_of().known;
        let known_then = view.asking(Question { known: then, ..Question::on(day) })?.as_of().known.min(known);
        let on = |known| -> Result<TargetProgress, AskError> {
            let view = view.asking(Question { known: Known::Before(known), ..Question::on(day) })?;
            let (tree, standard) = (view.tree(), view.standard()?.standard);
            Ok(progress(&view.ground(&standard, &tree), target))
        };
        let (now, then) = (on(known)?, on(known_then)?);
        Ok(Self {
            as_of: day,
            reached: now.reached,
            at_least: now.at_least,
            at_most: now.at_most,
            left: now.left,
            days_left: now.days_left,
            known_then: known_then.0,
            reached_then: then.reached,
        })
    }
}
