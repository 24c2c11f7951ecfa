//! One target (目标任务): what is counted for it, what is not, and why.

use jiceng_core::domain::target::{Measure, TargetSet};
use jiceng_core::domain::{PartialDate, TargetId};
use jiceng_core::projections::targets::{TargetRecord, progress, target_on};
use jiceng_core::{LockedView, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::counted::{CountedRow, Counting, MissedRow};
use crate::error::{AskError, Sought};
use crate::names::Names;
use crate::table::{Column, Table, Value};
use crate::targets::{ProgressRow, scope};
use crate::wanted::Wanted;
use crate::when::When;

/// How far one target has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// The identifier of the target.
    #[serde(default)]
    pub target: String,
}

/// A target that was set by a day, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// What was set.
    #[serde(flatten)]
    pub set: TargetSaid,
    /// When it was set, as stated.
    #[schemars(with = "String")]
    pub set_on: PartialDate,
    /// When it was withdrawn, as stated; absent where it was not by the day.
    #[schemars(with = "Option<String>")]
    pub withdrawn: Option<PartialDate>,
    /// How far it has come.
    #[serde(flatten)]
    pub progress: ProgressRow,
    /// What is counted, in the order of places.
    pub counted: Vec<CountedRow>,
    /// What is of the same sort and not counted, in the same order.
    pub missed: Vec<MissedRow>,
}

/// What a target says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetSaid {
    /// Its identifier.
    pub target: String,
    /// What it says.
    pub name: String,
    /// What is counted, as the target was recorded with it.
    #[schemars(with = "crate::shapes::MeasureShape")]
    pub measure: Measure,
    /// The code of the division in which is counted.
    pub scope: String,
    /// How many there shall be.
    pub number: u32,
    /// By the end of which civil day in China.
    #[schemars(with = "String")]
    pub due: Date,
}

impl TargetQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<TargetAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<TargetAnswer, AskError> {
        let record = named(view, &self.target)?;
        let (tree, standard) = (view.tree(), view.standard()?.standard);
        let ground = view.ground(&standard, &tree);
        let progress = progress(&ground, &record.target);
        let counting = Counting { names: Names { view, tree: &tree }, ground };
        Ok(TargetAnswer {
            asked: BothTimes::of(view.as_of()),
            set: TargetSaid::of(view, &record),
            set_on: record.set_on,
            withdrawn: record.withdrawn,
            progress: ProgressRow::of(&progress),
            counted: counting.counted(&progress.tally.counted),
            missed: counting.missed(&progress.tally.missed),
        })
    }
}

impl TargetAnswer {
    /// What is counted and what misses as a table.
    pub fn table(&self) -> Table {
        let columns = ["county_name", "what", "name", "counted", "why"].map(Column::text);
        let values = |row: &CountedRow, is_counted: bool, why: Value| {
            vec![
                Value::text(row.county_name.as_deref()),
                Value::text(Some(&row.what)),
                row.named(),
                Value::Counted(is_counted),
                why,
            ]
        };
        let counted = self.counted.iter().map(|row| values(row, true, Value::Absent));
        let missed = self.missed.iter().map(|row| values(&row.what, false, Value::Missed(Box::new(row.clone()))));
        Table { columns: columns.into(), rows: counted.chain(missed).collect() }
    }
}

impl TargetSaid {
    pub(crate) fn of(view: &LockedView, record: &TargetRecord) -> Self {
        let TargetSet { target, name, measure, number, due, scope: _ } = &record.target.set;
        Self {
            target: target.to_string(),
            name: name.to_string(),
            measure: measure.clone(),
            scope: scope(view, &record.target),
            number: *number,
            due: *due,
        }
    }
}

/// The target of an identifier, if it was set by the day.
pub(crate) fn named(view: &LockedView, text: &str) -> Result<TargetRecord, AskError> {
    let id = TargetId::parse(text).map_err(|_| AskError::value("target", text, Wanted::Target))?;
    target_on(view.facts(), &id, view.as_of()).ok_or_else(|| AskError::not_found(Sought::Target, text))
}
