//! Samples (抽查): those that were drawn, and what inspections found of each.

use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::sample::{SampleDrawn, SampleState, Strata};
use jiceng_core::domain::{PlaceNo, SampleId};
use jiceng_core::projections::sampling::{Inspected, inspected};
use jiceng_core::{LockedView, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which samples were drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SamplesQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
}

/// The samples that were drawn by a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SamplesAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The samples, by identifier.
    pub rows: Vec<SampleRow>,
}

/// A sample and how far its inspection has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleRow {
    /// Its identifier.
    #[schemars(with = "String")]
    pub sample: SampleId,
    /// From the places of which civil day in China it was drawn.
    #[schemars(with = "String")]
    pub population_as_of: Date,
    /// How many places were asked for.
    pub size: u32,
    /// How the places were divided before drawing: `prefecture`, `county`, `township` or `none`.
    #[schemars(with = "String")]
    pub by: Strata,
    /// The position in the log whose tree hash is the seed; absent in a log that does not say.
    pub seed_position: Option<u64>,
    /// Its places.
    #[serde(flatten)]
    pub counts: InspectionCounts,
}

/// How many drawn places there are, by what inspections found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InspectionCounts {
    /// Places that were drawn.
    pub drawn: u32,
    /// Inspected, of one kind at least.
    pub inspected: u32,
    /// Of those: with all that was inspected up to its building standard.
    pub passed: u32,
    /// Of those: with something below it.
    pub failed: u32,
    /// Not inspected yet.
    pub not_yet: u32,
}

impl SamplesQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<SamplesAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let drawn = view.facts().samples.iter().filter_map(|(id, _)| Some((id, drawn_by_then(&view, id)?)));
        let row = |(id, sample): (&SampleId, SampleDrawn)| SampleRow {
            sample: id.clone(),
            population_as_of: sample.population.as_of,
            size: sample.size,
            by: sample.by,
            seed_position: sample.seed_position.map(|position| position.0),
            counts: InspectionCounts::of(&view, id, &sample.numbers(view.facts()), None),
        };
        Ok(SamplesAnswer { asked: BothTimes::of(view.as_of()), rows: drawn.map(row).collect() })
    }
}

impl SamplesAnswer {
    /// The samples as a table.
    pub fn table(&self) -> Table {
        let mut columns =
            vec![Column::text("sample"), Column::text("population_as_of"), Column::number("seed_position")];
        columns.extend(InspectionCounts::columns());
        let row = |row: &SampleRow| {
            let mut values = vec![
                Value::Text(row.sample.to_string()),
                Value::Text(row.population_as_of.to_string()),
                Value::number(row.seed_position),
            ];
            values.extend(row.counts.values());
            values
        };
        Table { columns, rows: self.rows.iter().map(row).collect() }
    }
}

impl InspectionCounts {
    pub(crate) fn of(view: &LockedView, sample: &SampleId, places: &[PlaceNo], kind: Option<KindNo>) -> Self {
        let mut counts = Self::default();
        for place in places {
            counts.add(&inspected(view.facts(), sample, *place, view.as_of(), kind));
        }
        counts
    }

    fn add(&mut self, found: &Inspected) {
        self.drawn += 1;
        match found.passed() {
            Some(passed) => {
                self.inspected += 1;
                self.passed += u32::from(passed);
                self.failed += u32::from(!passed);
            }
            None => self.not_yet += 1,
        }
    }

    pub(crate) fn columns() -> [Column; 5] {
        ["drawn", "inspected", "passed", "failed", "not_yet"].map(Column::number)
    }

    pub(crate) fn values(self) -> [Value; 5] {
        let Self { drawn, inspected, passed, failed, not_yet } = self;
        [drawn, inspected, passed, failed, not_yet].map(|count| Value::Number(count.into()))
    }
}

/// The sample of an identifier, if it was drawn by the day.
pub(crate) fn drawn_by_then(view: &LockedView, id: &SampleId) -> Option<SampleDrawn> {
    match view.facts().samples.state_on(id, view.as_of()) {
        SampleState::Drawn(sample) => Some(sample.drawn),
        SampleState::Unknown => None,
    }
}
