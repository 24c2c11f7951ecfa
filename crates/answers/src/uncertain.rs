//! Open dates (日期未定): the facts whose exact day would settle what dates leave open.

use std::collections::BTreeMap;

use jiceng_core::domain::{Level, PlaceNo, Position};
use jiceng_core::projections::CellState;
use jiceng_core::projections::certainty::Hinge;
use jiceng_core::{Error, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::codes::may_be_code;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::event_row::EventRow;
use crate::names::Names;
use crate::selection::PlacesAsked;
use crate::table::{Column, StateNamed, Table, Value};
use crate::when::When;

/// The facts whose exact day would settle what dates leave open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UncertainQuestion {
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

/// The facts on whose day something hangs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UncertainAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The day of the division tree.
    pub tree: String,
    /// The identifier of the standard that places are judged by.
    pub standard: String,
    /// How many places something hangs for.
    pub places: usize,
    /// The facts, in the order of the log.
    pub rows: Vec<UncertainFact>,
}

/// A fact, and the answers that hang on its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UncertainFact {
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
    /// The first day that its date can mean.
    #[schemars(with = "String")]
    pub first: Date,
    /// The last day that its date can mean.
    #[schemars(with = "String")]
    pub last: Date,
    /// The cells that hang on it.
    pub answers: Vec<OpenCell>,
}

/// A cell that hangs on the day of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenCell {
    /// The place's code or identifier.
    pub place: String,
    /// Its name.
    pub name: String,
    /// The name of its county; null where it lies in none.
    pub county_name: Option<String>,
    /// The code of the kind.
    pub kind: String,
    /// The day on which it turns.
    #[schemars(with = "String")]
    pub turn: Date,
    /// What the cell may be if the fact happened by that day.
    pub by: Vec<&'static str>,
    /// What it may be otherwise.
    pub after: Vec<&'static str>,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
    /// The states of `by` and of `after`, each with its provider.
    #[serde(skip)]
    pub states: [Vec<Option<StateNamed>>; 2],
}

impl UncertainQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<UncertainAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        self.answer_by(&Names { view: &view, tree: &tree }, &view.standard()?)
    }

    /// The answer for the times of a view, by a tree and a standard.
    pub fn answer_by(&self, names: &Names<'_>, standard: &StandardInForce) -> Result<UncertainAnswer, AskError> {
        let prospects = self.places.select(names.view, names.tree, standard)?.prospects;
        let mut hinges: BTreeMap<Position, Vec<(PlaceNo, &Hinge)>> = BTreeMap::new();
        for (place, prospect) in &prospects.places {
            for hinge in &prospect.hinges {
                hinges.entry(hinge.fact).or_default().push((*place, hinge));
            }
        }
        let row = |(fact, hinges): (&Position, &Vec<_>)| UncertainFact::of(names, *fact, hinges).transpose();
        Ok(UncertainAnswer {
            asked: BothTimes::of(names.view.as_of()),
            tree: names.tree.as_of().effective.to_string(),
            standard: standard.standard.id.to_string(),
            places: prospects.places.values().filter(|prospect| !prospect.hinges.is_empty()).count(),
            rows: hinges.iter().filter_map(row).collect::<Result<_, _>>()?,
        })
    }
}

impl UncertainAnswer {
    /// The cells as a table, with the facts on which they hang.
    pub fn table(&self) -> Table {
        let texts = ["effective", "event", "county_name", "place", "name", "kind", "turn", "by", "after"];
        let mut table = Table::of([Column::number("position")].into_iter().chain(texts.map(Column::text)));
        for fact in &self.rows {
            table.rows.extend(fact.answers.iter().map(|cell| {
                let mut values: Vec<Value> = fact.event.short_values().into();
                values.extend(cell.values());
                values
            }));
        }
        table
    }
}

impl UncertainFact {
    fn of(names: &Names<'_>, fact: Position, hinges: &[(PlaceNo, &Hinge)]) -> Result<Option<Self>, Error> {
        let Some(event) = EventRow::at(names.view, fact)? else { return Ok(None) };
        Ok(Some(Self {
            first: event.effective.first(),
            last: event.effective.last(),
            answers: hinges.iter().map(|(place, hinge)| OpenCell::of(names, *place, hinge)).collect(),
            event,
        }))
    }
}

impl OpenCell {
    fn values(&self) -> [Value; 7] {
        let side = |states: &Vec<_>, codes: &[&str]| Value::States { states: states.clone(), code: codes.join(" ") };
        let [by, after] = &self.states;
        [
            Value::text(self.county_name.as_deref()),
            Value::Text(self.place.clone()),
            Value::Text(self.name.clone()),
            Value::Kind { code: self.kind.clone(), named: self.kind_named.clone() },
            Value::day(Some(self.turn)),
            side(by, &self.by),
            side(after, &self.after),
        ]
    }

    fn of(names: &Names<'_>, place: PlaceNo, hinge: &Hinge) -> Self {
        let codes = |states: &[Option<CellState>]| states.iter().copied().map(may_be_code).collect();
        Self {
            place: names.place(place),
            name: names.name(place),
            county_name: names.name_above(place, Level::County),
            kind: names.kind_code(hinge.kind),
            turn: hinge.turn,
            by: codes(&hinge.by),
            after: codes(&hinge.after),
            kind_named: names.kind(hinge.kind).map(KindNamed::of),
            states: [&hinge.by, &hinge.after].map(|states| names.states(states)),
        }
    }
}
