//! Why one kind at one place is what it is: the rule, the facts with their weight, and what would
//! change it.

use jiceng_core::domain::standard::Requirement;
use jiceng_core::domain::{Event, PartialDate, Position};
use jiceng_core::projections::explain::{About, Explanation, Ground, Weight};
use jiceng_core::projections::otherwise::{Counterfactual, Otherwise};
use jiceng_core::projections::{CellState, Certainty, PlaceCoverage};
use jiceng_core::{Error, LockedView, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::codes::{code, may_be_code};
use crate::error::AskError;
use crate::event_row::EventRow;
use crate::names::Names;
use crate::resolve;
use crate::table::{Column, StateNamed, Table, Value};
use crate::when::When;

/// Why one kind at one place is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// The place: its code on the day, or its identifier.
    #[serde(default)]
    pub place: String,
    /// The element kind: its code or Chinese name.
    #[serde(default)]
    pub kind: String,
}

/// The state of a cell with its grounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExplainAnswer {
    /// The place, as it was asked for.
    pub place: String,
    /// Its name on the day.
    pub name: String,
    /// The code of the kind.
    pub kind: String,
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The state of the cell as dates are read.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub state: CellState,
    /// The place with which sharing is agreed; null where none is.
    pub provider: Option<String>,
    /// The day since which the state has held without a break; null where none is found.
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// Whether the cell is in that state: `certain`, `possible` or `no`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub certainty: Certainty,
    /// Every state that agrees with the dates as stated.
    pub may_be: Vec<&'static str>,
    /// The identifier of the standard that the place is judged by.
    pub standard: String,
    /// What the standard requires of the kind.
    #[schemars(with = "crate::shapes::RequirementShape")]
    pub requirement: Requirement,
    /// The place's people, by the last count up to the day; null where they were never counted.
    pub population: Option<u32>,
    /// Whether a neighbour's element would do.
    pub sharing_counts: bool,
    /// The committee that has to be in its term; null unless the standard asks for one.
    pub committee: Option<CommitteeRow>,
    /// The facts that bear on the cell, in the order in which they took effect.
    pub grounds: Vec<GroundRow>,
    /// The single changes that give another state. Each was tried.
    pub otherwise: Vec<OtherwiseRow>,
    /// The explanation with its values.
    #[serde(skip)]
    pub found: Explanation,
    /// The standard with its names.
    #[serde(skip)]
    pub judged_by: StandardInForce,
    /// The states of `may_be`, each with its provider.
    #[serde(skip)]
    pub states: Vec<Option<StateNamed>>,
    /// The changes with their values.
    #[serde(skip)]
    pub changes: Vec<Otherwise>,
}

/// The committee that the standard asks to be in its term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitteeRow {
    /// The number of its term (届); null where no committee was elected.
    pub term: Option<u16>,
    /// When it was elected, in EDTF; null where none was.
    #[schemars(with = "Option<String>")]
    pub elected: Option<PartialDate>,
    /// The day from which its term is over; null where the standard has no term for it.
    #[schemars(with = "Option<String>")]
    pub ends: Option<Date>,
}

/// A fact that bears on the cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroundRow {
    /// What it is about: `own`, `sharing`, `provider`, `population` or `committee`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub about: About,
    /// Whether it counts: `counts`, `not_yet`, `without_effect`, `in_part`, `outranked` or
    /// `withdrawn`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub weight: Weight,
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
}

/// A change that gives another state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherwiseRow {
    /// What would be different: `without`, `by_then`, `not_withdrawn` or `added`.
    pub change: &'static str,
    /// The position of the fact; null where one is added.
    #[schemars(with = "Option<u64>")]
    pub position: Option<Position>,
    /// The day from which on it may be added; null where that does not matter.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// The day by which it would have to be so.
    #[schemars(with = "String")]
    pub by: Date,
    /// The name of the event.
    pub event: &'static str,
    /// Its data. Stand-ins are in the place of what is not known.
    #[schemars(schema_with = "crate::schema::object")]
    pub data: Event,
    /// The state that the cell would be in.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub state: CellState,
}

impl ExplainQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<ExplainAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<ExplainAnswer, AskError> {
        let place = resolve::place(view, &self.place, "place")?;
        let kind = resolve::kind(view, &self.kind, "kind")?;
        let not_assessed = || AskError::NotAssessed { place: self.place.clone(), kind: self.kind.clone() };
        let found = view.explain(place, kind)?.ok_or_else(not_assessed)?;
        let state = found.state;
        let is_so = |place: &PlaceCoverage| place.cells.iter().any(|cell| cell.kind == kind && cell.state == state);
        let since = view.since(place, Some(kind), is_so)?;
        let prospect = view.prospect_of(place)?.map(|prospect| prospect.cell(kind));
        let states = prospect.unwrap_or_else(|| vec![Some(state)]);
        let mut may_be: Vec<&'static str> = states.iter().copied().map(may_be_code).collect();
        may_be.dedup();
        let judged_by = view.standard()?;
        let changes = view.otherwise(&found)?;
        let otherwise = changes.iter().map(|other| OtherwiseRow::of(view, other)).collect::<Result<Vec<_>, _>>()?;
        Ok(ExplainAnswer {
            place: self.place.clone(),
            name: view.name(place).unwrap_or_default().to_owned(),
            kind: view.kind(kind).map(|entry| entry.code.to_string()).unwrap_or_default(),
            asked: BothTimes::of(view.as_of()),
            state,
            provider: found.provider.and_then(|(no, _)| view.place(no)).map(|place| place.to_string()),
            since: since.map(|since| since.day),
            certainty: Certainty::of(states.iter().map(|may_be| *may_be == Some(state))),
            may_be,
            standard: judged_by.standard.id.to_string(),
            requirement: found.requirement.clone(),
            population: found.population,
            sharing_counts: found.sharing_counts,
            committee: found.committee.map(|asked| CommitteeRow {
                term: asked.elected.map(|(term, _)| term),
                elected: asked.elected.map(|(_, elected)| elected),
                ends: asked.ends,
            }),
            grounds: grounds(view, &found)?,
            otherwise: otherwise.into_iter().flatten().collect(),
            found,
            judged_by,
            states: Names { view, tree: &view.tree() }.states(&states),
            changes,
        })
    }
}

impl ExplainAnswer {
    /// The grounds as a table.
    pub fn table(&self) -> Table {
        let texts = ["about", "effective", "event", "evidence", "weight"].map(Column::text);
        let mut table = Table::of([Column::number("position")].into_iter().chain(texts));
        table.rows.extend(self.grounds.iter().map(|GroundRow { about, weight, event }| {
            let [position, effective, sentence] = event.short_values();
            let evidence = Value::Evidence(event.evidence.clone());
            vec![position, Value::About(*about), effective, sentence, evidence, Value::Weight(weight.clone())]
        }));
        table
    }
}

fn grounds(view: &LockedView, found: &Explanation) -> Result<Vec<GroundRow>, Error> {
    let positions: Vec<Position> = found.grounds.iter().map(|ground| ground.position).collect();
    // A ground is recorded, so none is beyond the end of the log.
    let entries = view.entries(&positions)?.into_iter();
    let row = |(ground, entry): (&Ground, _)| GroundRow {
        about: ground.about,
        weight: ground.weight.clone(),
        event: EventRow::from(entry),
    };
    Ok(found.grounds.iter().zip(entries).map(row).collect())
}

impl OtherwiseRow {
    fn of(view: &LockedView, other: &Otherwise) -> Result<Option<Self>, Error> {
        let (change, position, from) = match &other.change {
            Counterfactual::Without { fact } => ("without", Some(*fact), None),
            Counterfactual::ByThen { fact } => ("by_then", Some(*fact), None),
            Counterfactual::NotWithdrawn { fact } => ("not_withdrawn", Some(*fact), None),
            Counterfactual::Added { from, .. } => ("added", None, *from),
        };
        let event = match (&other.change, position) {
            (Counterfactual::Added { event, .. }, _) => Some((**event).clone()),
            (_, Some(position)) => view.entry(position)?.map(|entry| entry.recorded.fact.event),
            (_, None) => None,
        };
        Ok(event.map(|event| Self {
            change,
            position,
            from,
            by: view.as_of().effective,
            event: event.name(),
            data: event,
            state: other.state,
        }))
    }
}
