//! What inspections found of one sample (抽查): plain counts, «x of n».

use std::collections::BTreeMap;

use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Place, PlaceNo, SampleId};
use jiceng_core::projections::sampling::{DrawnStratum, FoundOfKind, inspected};
use jiceng_core::{LockedView, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::coverage::KindNamed;
use crate::error::{AskError, Sought};
use crate::names::Names;
use crate::resolve;
use crate::sample::{id, population_view, stratum_named};
use crate::samples::{InspectionCounts, drawn_by_then};
use crate::table::{Column, Table, Value};
use crate::when::When;

/// What inspections found of one sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SampleResultQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// The identifier of the sample.
    #[serde(default)]
    pub sample: String,
    /// Only inspections of this element kind: its code or Chinese name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// What inspections found of one sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleResultAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The identifier of the sample.
    #[schemars(with = "String")]
    pub sample: SampleId,
    /// The position in the log whose tree hash is the seed.
    pub seed_position: Option<u64>,
    /// The seed.
    pub seed: Option<String>,
    /// From the places of which civil day in China it was drawn.
    #[schemars(with = "String")]
    pub population_as_of: Date,
    /// All places together.
    pub totals: InspectionCounts,
    /// The strata, by code.
    pub strata: Vec<InspectedStratum>,
    /// The places that were drawn, by stratum and in the order in which they were.
    pub rows: Vec<InspectedRow>,
}

/// A stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InspectedStratum {
    /// The code of the division; absent for places that lie in no division of the level.
    pub place: Option<String>,
    /// The name of the division.
    pub name: Option<String>,
    /// Its drawn places.
    #[serde(flatten)]
    pub counts: InspectionCounts,
}

/// A place that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InspectedRow {
    /// The code of the stratum; absent for places that lie in no division of the level.
    pub stratum: Option<String>,
    /// The place's code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// What came of it: `passed`, `failed` or `not_yet`.
    pub result: &'static str,
    /// By the code of the kind: whether the last inspection found the element up to its standard.
    pub kinds: BTreeMap<String, bool>,
    /// By the code of the kind: the place whose element was inspected, where it is not its own.
    pub providers: BTreeMap<String, String>,
    /// The name of the stratum.
    #[serde(skip)]
    pub stratum_name: Option<String>,
    /// What was inspected, in the order of the catalogue.
    #[serde(skip)]
    pub found: Vec<InspectedKind>,
}

/// A kind that was inspected at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectedKind {
    /// The kind.
    pub kind: KindNamed,
    /// Whether the element is up to its standard.
    pub passed: bool,
    /// The place whose element it is, where it is not its own.
    pub provider: Option<String>,
}

/// What the rows are made of.
struct Inspecting<'v> {
    view: &'v LockedView,
    /// As the places were named when they were drawn from.
    names: Names<'v>,
    sample: &'v SampleId,
    kind: Option<KindNo>,
}

impl SampleResultQuestion {
    /// The answer. The sample is drawn again out of the log, so that nothing is told of places that
    /// were not drawn.
    pub fn answer(&self, view: &View) -> Result<SampleResultAnswer, AskError> {
        let id = id(&self.sample)?;
        let view = view.asking(self.when.question())?.locked()?;
        let kind = self.kind.as_deref().map(|kind| resolve::kind(&view, kind, "kind")).transpose()?;
        let sample = drawn_by_then(&view, &id).ok_or_else(|| AskError::not_found(Sought::Sample, &id))?;
        let strata = view.draw(&sample)?.strata;
        let population = population_view(&view, &sample)?;
        let tree = population.tree();
        let names = Names { view: &population, tree: &tree };
        let inspecting = Inspecting { view: &view, names, sample: &id, kind };
        Ok(SampleResultAnswer {
            asked: BothTimes::of(view.as_of()),
            seed_position: sample.seed_position.map(|position| position.0),
            seed: sample.seed.map(|seed| seed.to_string()),
            population_as_of: sample.population.as_of,
            totals: InspectionCounts::of(&view, &id, &sample.numbers(view.facts()), kind),
            strata: strata.iter().map(|drawn| inspecting.stratum(drawn)).collect(),
            rows: strata.iter().flat_map(|drawn| inspecting.rows(drawn)).collect(),
            sample: id.clone(),
        })
    }
}

impl Inspecting<'_> {
    fn stratum(&self, drawn: &DrawnStratum) -> InspectedStratum {
        let [place, name] = stratum_named(&self.names, &drawn.stratum);
        let places: Vec<PlaceNo> = drawn.drawn.iter().map(|(no, _)| *no).collect();
        let counts = InspectionCounts::of(self.view, self.sample, &places, self.kind);
        InspectedStratum { place, name, counts }
    }

    fn rows(&self, drawn: &DrawnStratum) -> Vec<InspectedRow> {
        let [stratum, name] = stratum_named(&self.names, &drawn.stratum);
        let row = |(no, place): &(PlaceNo, Place)| InspectedRow {
            stratum: stratum.clone(),
            stratum_name: name.clone(),
            ..self.row(*no, place)
        };
        drawn.drawn.iter().map(row).collect()
    }

    fn row(&self, no: PlaceNo, place: &Place) -> InspectedRow {
        let inspected = inspected(self.view.facts(), self.sample, no, self.view.as_of(), self.kind);
        let kind = |one: &FoundOfKind| {
            let kind = self.names.kind(one.kind).map(KindNamed::of)?;
            let provider = (one.of != no).then(|| self.place_then(one.of));
            Some(InspectedKind { kind, passed: one.passed, provider })
        };
        let found: Vec<InspectedKind> = inspected.kinds.iter().filter_map(kind).collect();
        let provider = |one: &InspectedKind| Some((one.kind.code.clone(), one.provider.clone()?));
        InspectedRow {
            stratum: None,
            stratum_name: None,
            place: place.to_string(),
            name: self.names.name(no),
            result: inspected.passed().map_or("not_yet", result_code),
            kinds: found.iter().map(|one| (one.kind.code.clone(), one.passed)).collect(),
            providers: found.iter().filter_map(provider).collect(),
            found,
        }
    }

    /// How people name a place on the day of the question, which may have begun after the
    /// population's.
    fn place_then(&self, place: PlaceNo) -> String {
        self.view.place(place).map_or_else(|| self.names.place(place), |place| place.to_string())
    }
}

impl SampleResultAnswer {
    /// The strata as a table.
    pub fn table_of_strata(&self) -> Table {
        let mut columns: Vec<Column> = ["place", "name"].map(Column::text).into();
        columns.extend(InspectionCounts::columns());
        let row = |row: &InspectedStratum| {
            let mut values = vec![
                Value::text(row.place.as_deref()),
                Value::Stratum { name: row.name.clone(), code: row.name.clone() },
            ];
            values.extend(row.counts.values());
            values
        };
        Table { columns, rows: self.strata.iter().map(row).collect() }
    }

    /// The places as a table.
    pub fn table(&self) -> Table {
        let mut table = Table::of(["stratum", "place", "name", "result", "kinds"].map(Column::text));
        table.rows.extend(self.rows.iter().map(|row| {
            vec![
                Value::Stratum { name: row.stratum_name.clone(), code: row.stratum.clone() },
                Value::Text(row.place.clone()),
                Value::Text(row.name.clone()),
                Value::Inspection(row.result),
                Value::Inspected(row.found.clone()),
            ]
        }));
        table
    }
}

/// The code of what came of an inspection.
pub const fn result_code(passed: bool) -> &'static str {
    if passed { "passed" } else { "failed" }
}
