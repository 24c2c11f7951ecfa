//! The places behind a figure of coverage: since when each is so, and the facts that made it so.

use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::certainty::Prospect;
use jiceng_core::projections::since::Since;
use jiceng_core::projections::{CellState, Certainty, Figure, PlaceCoverage, Status};
use jiceng_core::{Error, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::codes::code;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::event_row::EventRow;
use crate::names::Names;
use crate::resolve;
use crate::selection::{PlacesAsked, Selected};
use crate::table::{Column, StateNamed, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// The places behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FigureQuestion {
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
    /// The figure: `places`, `complete`, `complete_own`, `complete_shared`, `partial` or `none`. Of
    /// one kind also `met`, `own`, `shared`, `suspended`, `out_of_term`, `below_standard`,
    /// `missing` or `not_required`.
    #[serde(default)]
    pub figure: String,
}

/// A figure with the places behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FigureAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The day of the division tree.
    pub tree: String,
    /// The identifier of the standard that places are judged by.
    pub standard: String,
    /// The division that was asked about; null for all places.
    pub division: Option<String>,
    /// The code of the kind that was asked about; null for all kinds.
    pub kind: Option<String>,
    /// The figure.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub figure: Figure,
    /// How many places it counts, as dates are read.
    pub number: u32,
    /// How many it counts at least.
    pub at_least: u32,
    /// How many it counts at most.
    pub at_most: u32,
    /// The places that exist as dates are read and that it counts or may count, in the order of
    /// places; behind them those that only may exist, in that order.
    pub rows: Vec<FigureRow>,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
}

/// A place behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FigureRow {
    /// The place's code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// The name of its county; null where it lies in none.
    pub county_name: Option<String>,
    /// The state of the kind asked about, else the place's status, as dates are read. It is
    /// `not_assessed` where the place may not be there.
    pub state: &'static str,
    /// Whether `number` counts it.
    pub counted: bool,
    /// Whether the figure counts it: `certain` or `possible`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub certainty: Certainty,
    /// The day since which it has been counted without a break; null where it is not counted.
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// The facts of that day. Without one, a term ran out on it.
    pub facts: Vec<EventRow>,
    /// What the cell of the kind asked about may be; nothing where no kind was.
    #[serde(skip)]
    pub states: Vec<Option<StateNamed>>,
    /// The status as read; none where the place is not assessed.
    #[serde(skip)]
    pub status: Option<Status>,
}

/// What is looked for.
struct Asking<'n, 'v> {
    names: &'n Names<'v>,
    figure: Figure,
    kind: Option<KindNo>,
}

impl FigureQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<FigureAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        self.answer_by(&Names { view: &view, tree: &tree }, &view.standard()?)
    }

    /// The answer for the times of a view, by a tree and a standard.
    pub fn answer_by(&self, names: &Names<'_>, standard: &StandardInForce) -> Result<FigureAnswer, AskError> {
        let view = names.view;
        let kind = self.places.kind.as_deref().map(|kind| resolve::kind(view, kind, "kind")).transpose()?;
        let asking = Asking { names, figure: self.figure(kind.is_some())?, kind };
        let selected = self.places.select(view, names.tree, standard)?;
        let rows = asking.rows(&selected)?;
        let count = |counts: &dyn Fn(&FigureRow) -> bool| {
            u32::try_from(rows.iter().filter(|row| counts(row)).count()).unwrap_or(u32::MAX)
        };
        Ok(FigureAnswer {
            asked: BothTimes::of(view.as_of()),
            tree: names.tree.as_of().effective.to_string(),
            standard: selected.coverage.standard.to_string(),
            division: self.places.division.as_deref().map(resolve::code),
            kind: kind.map(|kind| names.kind_code(kind)),
            kind_named: kind.and_then(|kind| names.kind(kind)).map(KindNamed::of),
            figure: asking.figure,
            number: count(&|row| row.counted),
            at_least: count(&|row| row.certainty == Certainty::Certain),
            at_most: count(&|row| row.certainty != Certainty::No),
            rows,
        })
    }

    fn figure(&self, is_of_kind: bool) -> Result<Figure, AskError> {
        let figures = Figure::STATUSES.into_iter().chain(Figure::STATES.into_iter().filter(|_| is_of_kind));
        let found = figures.into_iter().find(|figure| figure.as_str() == self.figure);
        found.ok_or_else(|| AskError::value("figure", &self.figure, Wanted::Figure))
    }
}

impl FigureAnswer {
    /// The places as a table, a row for each fact; a place without one has a row too. Where a row
    /// is read behind the one above, what is the same is not repeated.
    pub fn table(&self, repeats: bool) -> Table {
        let place = ["county_name", "place", "name", "state", "certainty", "since"].map(Column::text);
        let event = ["effective", "event", "evidence"].map(Column::text);
        let mut table = Table::of(place.into_iter().chain([Column::number("position")]).chain(event));
        for row in &self.rows {
            if row.facts.is_empty() {
                let why = if row.since.is_some() { Value::TermRanOut } else { Value::Absent };
                let mut values: Vec<Value> = row.head().into();
                values.extend([Value::Absent, Value::Absent, why, Value::Absent]);
                table.rows.push(values);
            }
            for (index, event) in row.facts.iter().enumerate() {
                let mut values: Vec<Value> = row.head().into();
                if index > 0 && !repeats {
                    values.fill(Value::Absent);
                }
                values.extend(event.short_values());
                values.push(Value::Evidence(event.evidence.clone()));
                table.rows.push(values);
            }
        }
        table
    }
}

impl FigureRow {
    fn head(&self) -> [Value; 6] {
        let state = match self.status.filter(|_| self.states.is_empty()) {
            Some(read) => Value::Status { read, may_be: Vec::new() },
            None if self.states.is_empty() => Value::States { states: vec![None], code: self.state.to_owned() },
            None => Value::States { states: self.states.clone(), code: self.state.to_owned() },
        };
        [
            Value::text(self.county_name.as_deref()),
            Value::Text(self.place.clone()),
            Value::Text(self.name.clone()),
            state,
            Value::Certainty(self.certainty),
            Value::day(self.since),
        ]
    }
}

impl Asking<'_, '_> {
    /// The places that the figure counts or may count: those as read first, then the others.
    fn rows(&self, Selected { coverage, prospects }: &Selected) -> Result<Vec<FigureRow>, Error> {
        let of_kind = self.kind.filter(|_| Figure::STATES.contains(&self.figure));
        let mut rows = Vec::new();
        for place in &coverage.places {
            let prospect = prospects.places.get(&place.place);
            let counted = self.counts(place);
            let certainty = prospect.map_or(Certainty::of([counted]), |p| p.counts(self.figure, of_kind));
            if counted || certainty != Certainty::No {
                let since = self.names.view.since(place.place, self.kind, |place| self.counts(place))?;
                let row = self.row(place.place, certainty, prospect, Some(place));
                rows.push(FigureRow {
                    counted,
                    facts: self.facts(since.as_ref())?,
                    since: since.map(|s| s.day),
                    ..row
                });
            }
        }
        let is_read = |no: PlaceNo| coverage.places.iter().any(|place| place.place == no);
        let mut open: Vec<_> = prospects.places.iter().filter(|(place, _)| !is_read(**place)).collect();
        open.sort_by_cached_key(|(place, _)| self.names.order(**place));
        for (place, prospect) in open {
            let certainty = prospect.counts(self.figure, of_kind);
            if certainty != Certainty::No {
                rows.push(self.row(*place, certainty, Some(prospect), None));
            }
        }
        Ok(rows)
    }

    fn counts(&self, place: &PlaceCoverage) -> bool {
        let state = self.state(place);
        self.figure.counts_status(place.status) || state.is_some_and(|state| self.figure.counts_state(state))
    }

    /// The state of the kind asked about.
    fn state(&self, place: &PlaceCoverage) -> Option<CellState> {
        let kind = self.kind?;
        place.cells.iter().find(|cell| cell.kind == kind).map(|cell| cell.state)
    }

    /// A place that is not counted, if nothing else is said.
    fn row(
        &self,
        place: PlaceNo,
        certainty: Certainty,
        prospect: Option<&Prospect>,
        read: Option<&PlaceCoverage>,
    ) -> FigureRow {
        let state = read.and_then(|place| self.state(place));
        let may_be = prospect.zip(self.kind).map(|(prospect, kind)| prospect.cell(kind)).unwrap_or_default();
        let status = read.map(|place| place.status);
        FigureRow {
            place: self.names.place(place),
            name: self.names.name(place),
            county_name: self.names.name_above(place, Level::County),
            state: state.map(CellState::as_str).or(status.map(Status::as_str)).unwrap_or("not_assessed"),
            counted: false,
            certainty,
            since: None,
            facts: Vec::new(),
            states: self.names.states(&if may_be.is_empty() { state.map(Some).into_iter().collect() } else { may_be }),
            status,
        }
    }

    fn facts(&self, since: Option<&Since>) -> Result<Vec<EventRow>, Error> {
        let facts = since.iter().flat_map(|since| &since.facts);
        facts.filter_map(|fact| EventRow::at(self.names.view, *fact).transpose()).collect()
    }
}
