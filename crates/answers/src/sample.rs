//! A draw (抽查): which places a seed draws that nobody can choose.

use jiceng_core::domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_core::domain::target::PlaceSort as Sort;
use jiceng_core::domain::{Level, Place, PlaceNo, Position, SampleId};
use jiceng_core::projections::sampling::{DrawnStratum, Stratum};
use jiceng_core::{Draw, Known, LockedView, Question, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::names::Names;
use crate::resolve;
use crate::selection::{AssessedAs, PlacesAsked};
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// What is called so until it is recorded.
const UNRECORDED: &str = "sample";

/// Which places would be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SampleQuestion {
    /// The two times of the places that are drawn from.
    #[serde(flatten)]
    pub when: When,
    /// Which places they are; a kind says by which element `status` is judged.
    #[serde(flatten)]
    pub places: PlacesAsked,
    /// Only places of this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub status: Option<PlaceStatus>,
    /// How many places to draw.
    #[serde(default)]
    pub size: u32,
    /// How they are divided before drawing: `prefecture`, `county`, `township` or `none`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub by: Strata,
    /// The seed is the log's tree hash at this position; where it is absent, at that of `known`,
    /// else at the end of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleAnswer {
    /// The two times of the places that were drawn from.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The identifier under which it was recorded; absent where it was not.
    #[schemars(with = "Option<String>")]
    pub sample: Option<SampleId>,
    /// How many places were asked for.
    pub size: u32,
    /// How the places were divided before drawing.
    #[schemars(with = "String")]
    pub by: Strata,
    /// What was drawn from, with the fields of the command that records it.
    #[schemars(with = "crate::shapes::PopulationShape")]
    pub population: Population,
    /// How many places there are to draw from.
    pub places: usize,
    /// The position in the log whose tree hash is the seed.
    pub seed_position: Option<u64>,
    /// The seed.
    pub seed: Option<String>,
    /// The strata, by code.
    pub strata: Vec<StratumRow>,
    /// The places that were drawn, by stratum and in the order in which they were.
    pub rows: Vec<DrawnRow>,
}

/// A stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StratumRow {
    /// The code of the division; absent for places that lie in no division of the level.
    pub place: Option<String>,
    /// The name of the division.
    pub name: Option<String>,
    /// How many places it has.
    pub places: usize,
    /// How many were drawn.
    pub drawn: usize,
}

/// A place that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DrawnRow {
    /// The code of the stratum; absent for places that lie in no division of the level.
    pub stratum: Option<String>,
    /// Its number within the stratum, from 1.
    pub order: usize,
    /// The place's code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// The name of its township; absent where it lies in none.
    pub township_name: Option<String>,
    /// Its people, by the last count up to the day; absent where they were never counted.
    pub population: Option<u32>,
}

impl SampleQuestion {
    /// The answer. Nothing is recorded.
    pub fn answer(&self, view: &View) -> Result<SampleAnswer, AskError> {
        let wished = self.wished(&view.asking(self.when.question())?.locked()?)?;
        let view = view.asking(Question::default())?.locked()?;
        SampleAnswer::of(&view, &view.draw(&wished)?, None)
    }

    /// The sample that is wished for, with what the question leaves open. The view is that of the
    /// question.
    pub fn wished(&self, view: &LockedView) -> Result<SampleDrawn, AskError> {
        let as_of = view.as_of();
        let PlacesAsked { division, kind, sort } = &self.places;
        let kind = kind.as_deref().map(|kind| resolve::kind(view, kind, "kind")).transpose()?;
        if let Some(division) = division {
            resolve::division(view, &view.tree(), division)?;
        }
        Ok(SampleDrawn {
            sample: id(UNRECORDED)?,
            size: self.size,
            by: self.by,
            population: Population {
                as_of: as_of.effective,
                known: self.when.known.map(|_| as_of.known),
                division: division.as_deref().and_then(|code| code.parse().ok()),
                sort: match sort {
                    Some(AssessedAs::Site) => Sort::Site,
                    Some(AssessedAs::Community) => Sort::Community,
                    None => Sort::Any,
                },
                kind: kind.and_then(|kind| view.kind(kind)).map(|entry| entry.code.clone()),
                status: self.status,
            },
            seed_position: self.position.map(Position),
            seed: None,
            places: Vec::new(),
        })
    }
}

impl SampleAnswer {
    /// What was drawn, and under which identifier it is recorded, if it is.
    pub fn of(view: &LockedView, draw: &Draw, recorded: Option<SampleId>) -> Result<Self, AskError> {
        let Draw { sample, strata } = draw;
        let view = population_view(view, sample)?;
        let tree = view.tree();
        let names = Names { view: &view, tree: &tree };
        Ok(Self {
            asked: BothTimes::of(view.as_of()),
            sample: recorded,
            size: sample.size,
            by: sample.by,
            population: sample.population.clone(),
            places: strata.iter().map(|stratum| stratum.stratum.places.len()).sum(),
            seed_position: sample.seed_position.map(|position| position.0),
            seed: sample.seed.map(|seed| seed.to_string()),
            strata: strata.iter().map(|stratum| StratumRow::of(&names, stratum)).collect(),
            rows: strata.iter().flat_map(|stratum| DrawnRow::of(&names, stratum)).collect(),
        })
    }

    /// The strata as a table.
    pub fn table_of_strata(&self) -> Table {
        let columns = ["place", "name"].map(Column::text).into_iter().chain(["places", "drawn"].map(Column::number));
        let row = |row: &StratumRow| {
            let place = Value::text(row.place.as_deref());
            vec![
                place,
                Value::Stratum { name: row.name.clone(), code: row.name.clone() },
                Value::count(row.places),
                Value::count(row.drawn),
            ]
        };
        Table { columns: columns.collect(), rows: self.strata.iter().map(row).collect() }
    }

    /// The places that were drawn, as a table.
    pub fn table(&self) -> Table {
        let columns = [
            Column::text("county_name"),
            Column::text("township_name"),
            Column::number("order"),
            Column::text("place"),
            Column::text("name"),
            Column::number("population"),
        ];
        let row = |row: &DrawnRow| {
            vec![
                Value::text(row.county_name.as_deref()),
                Value::text(row.township_name.as_deref()),
                Value::count(row.order),
                Value::text(Some(&row.place)),
                Value::text(Some(&row.name)),
                Value::number(row.population),
            ]
        };
        Table { columns: columns.into(), rows: self.rows.iter().map(row).collect() }
    }
}

impl StratumRow {
    fn of(names: &Names<'_>, drawn: &DrawnStratum) -> Self {
        let [place, name] = stratum_named(names, &drawn.stratum);
        Self { place, name, places: drawn.stratum.places.len(), drawn: drawn.drawn.len() }
    }
}

impl DrawnRow {
    fn of(names: &Names<'_>, drawn: &DrawnStratum) -> Vec<Self> {
        let [stratum, _] = stratum_named(names, &drawn.stratum);
        let people = |no: PlaceNo| names.view.facts().places.get(no)?.population_on(names.view.as_of());
        let row = |(index, (no, place)): (usize, &(PlaceNo, Place))| Self {
            stratum: stratum.clone(),
            order: index + 1,
            place: place.to_string(),
            name: names.name(*no),
            county_name: names.name_above(*no, Level::County),
            township_name: names.name_above(*no, Level::Township),
            population: people(*no),
        };
        drawn.drawn.iter().enumerate().map(row).collect()
    }
}

/// The code and the name of a stratum's division.
pub(crate) fn stratum_named(names: &Names<'_>, stratum: &Stratum) -> [Option<String>; 2] {
    [stratum.division.map(|_| stratum.code.clone()), stratum.division.map(|no| names.name(no))]
}

/// The view of what a sample was drawn from.
pub(crate) fn population_view(view: &LockedView, sample: &SampleDrawn) -> Result<LockedView, AskError> {
    let known = sample.population.known.map_or(Known::Now, Known::Before);
    Ok(view.asking(Question { known, ..Question::on(sample.population.as_of) })?)
}

/// The identifier of a sample.
pub(crate) fn id(text: &str) -> Result<SampleId, AskError> {
    SampleId::parse(text).map_err(|_| AskError::value("sample", text, Wanted::Sample))
}
