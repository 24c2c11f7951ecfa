//! Restatement (重述): which figures of a day are another by what is known now, and because of
//! which places and facts.

use std::collections::BTreeMap;

use jiceng_core::domain::PlaceNo;
use jiceng_core::projections::measure::Counted;
use jiceng_core::projections::restatement::{CellOutcome, Moved, Restated, RestatedFigure, Scope, restate};
use jiceng_core::{Error, LockedView, Question, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::causes::{CauseRow, Pair};
use crate::codes::code;
use crate::counted;
use crate::error::{AskError, Sought};
use crate::place_order::PlaceOrder;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::{KnownAt, When};

/// Which figures of a day are another by what is known now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RestateQuestion {
    /// The day, and how much of the log counts as known now.
    #[serde(flatten)]
    pub when: When,
    /// How much of it counted as known when the figures were said; as much as now where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<KnownAt>,
    /// Which figures.
    #[serde(default)]
    pub by: RestateBy,
    /// Only the figure that this target counts: its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// Which figures are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestateBy {
    /// Those of the whole.
    #[default]
    All,
    /// Those of the whole and of each county.
    County,
}

/// The figures that are another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RestateAnswer {
    /// The civil day in China.
    pub as_of: String,
    /// The position in the log before which everything was known when the figures were said.
    pub said: u64,
    /// The position before which everything is known now.
    pub known: u64,
    /// The figures: those of the whole, then by county.
    pub rows: Vec<RestatedRow>,
}

/// A figure that is another, or made up of other places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RestatedRow {
    /// The code of the county; null for the whole.
    pub place: Option<String>,
    /// The name of the county.
    pub name: Option<String>,
    /// The figure: a status, `places`, `kind` or `target`.
    pub figure: &'static str,
    /// The code of the kind, for a figure of a kind.
    pub kind: Option<String>,
    /// The state of the cells that a figure of a kind counts.
    #[serde(serialize_with = "code")]
    #[schemars(with = "Option<String>")]
    pub state: Option<CellOutcome>,
    /// The identifier of the target, for a figure of a target.
    pub target: Option<String>,
    /// How many there were.
    pub said: u32,
    /// How many there are.
    pub now: u32,
    /// What entered the figure or left it.
    pub moved: Vec<MovedRow>,
    /// What the figure counts.
    #[serde(skip)]
    pub of: RestatedFigure,
    /// Where it counts.
    #[serde(skip)]
    pub scope: Scope,
}

/// Something that entered a figure or left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MovedRow {
    /// A place's code or identifier, or the identifier of what a target counts.
    pub counted: String,
    /// Its name; of an election and a session that of the federation, to which an edge adds words.
    pub name: String,
    /// The number of the term (届) of an election or a session; absent of anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<u16>,
    /// The number of a session in its term; absent of anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
    /// The name of the place's county; null where it lies in none.
    pub county_name: Option<String>,
    /// Whether it entered; otherwise it left.
    pub entered: bool,
    /// The facts that made it so, in the order in which they took effect.
    pub causes: Vec<CauseRow>,
    /// Where it stands among others, and what it is.
    #[serde(skip)]
    pub order: (PlaceOrder, Counted),
}

impl RestateQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<RestateAnswer, AskError> {
        let [from, to] = self.sides(&view.locked()?)?;
        self.answer_of(&from, &to)
    }

    /// The views of then and now.
    pub fn sides(&self, view: &LockedView) -> Result<[LockedView; 2], AskError> {
        let now = self.when.question();
        let said = Question { known: self.said.map_or(now.known, |said| said.0), ..now };
        let (from, to) = (view.asking(said)?, view.asking(now)?);
        if from.as_of().known > to.as_of().known {
            let said = self.said.map(|said| said.to_string()).unwrap_or_default();
            return Err(AskError::value("said", &said, Wanted::KnownSpan));
        }
        Ok([from, to])
    }

    /// The answer for two views, see [`RestateQuestion::sides`].
    pub fn answer_of(&self, from: &LockedView, to: &LockedView) -> Result<RestateAnswer, AskError> {
        if let Some(target) = &self.target {
            let is_set = to.facts().targets.iter().any(|(id, _)| id.as_str() == target);
            if !is_set {
                return Err(AskError::not_found(Sought::Target, target));
            }
        }
        let pair = Pair::new(from, to)?;
        let mut found = restate(&pair.sides());
        found.retain(|restated| match (&restated.figure, &self.target) {
            (RestatedFigure::Target(id), Some(target)) => id.as_str() == target,
            (_, Some(_)) => false,
            (_, None) => restated.scope == Scope::All || self.by == RestateBy::County,
        });
        // Stable: the figures of one county keep their order.
        found.sort_by_cached_key(|restated| pair.order_of_scope(restated.scope));
        Ok(RestateAnswer {
            as_of: to.as_of().effective.to_string(),
            said: from.as_of().known.0,
            known: to.as_of().known.0,
            rows: found.into_iter().map(|restated| RestatedRow::of(&pair, restated)).collect::<Result<_, _>>()?,
        })
    }
}

impl Pair<'_> {
    /// The whole, then what lies in no county, then the counties.
    fn order_of_scope(&self, scope: Scope) -> (bool, PlaceOrder) {
        let county = if let Scope::County(no) = scope { self.called(no) } else { None };
        (scope != Scope::All, PlaceOrder::of_division(county))
    }
}

/// Something that moved, with the figures that it entered and left, and all causes.
struct Reason<'r> {
    what: &'r MovedRow,
    figures: Vec<(bool, RestatedFigure)>,
    causes: Vec<&'r CauseRow>,
}

impl RestateAnswer {
    /// The figures as a table.
    pub fn table_of_figures(&self) -> Table {
        let numbers = ["said", "now", "change", "entered", "left"].map(Column::number);
        let mut table = Table::of(["name", "figure"].map(Column::text).into_iter().chain(numbers));
        table.rows.extend(self.rows.iter().map(|row| {
            let entered = row.moved.iter().filter(|moved| moved.entered).count();
            vec![
                Value::Scope { scope: row.scope, name: row.name.clone(), target: row.target.clone() },
                Value::Figure(row.of.clone()),
                Value::Number(row.said.into()),
                Value::Number(row.now.into()),
                Value::ChangeBy(i64::from(row.now) - i64::from(row.said)),
                Value::count(entered),
                Value::count(row.moved.len() - entered),
            ]
        }));
        table
    }

    /// What moved, each once, with the figures that it entered and left; a row for each cause, in
    /// which the thing is not repeated.
    pub fn table_of_reasons(&self) -> Table {
        let own = ["county_name", "place", "name", "figures"].map(Column::text);
        let mut table = Table::of(own.into_iter().chain(CauseRow::columns()));
        for Reason { what, figures, mut causes } in self.reasons() {
            causes.sort_by_key(|cause| (cause.event.effective.last(), cause.event.position));
            let mut head = vec![
                Value::text(what.county_name.as_deref()),
                Value::Text(what.counted.clone()),
                what.named(),
                Value::Moves(figures),
            ];
            if causes.is_empty() {
                table.rows.push(head.into_iter().chain(CauseRow::no_values()).collect());
                continue;
            }
            for cause in causes {
                table.rows.push(head.iter().cloned().chain(cause.values()).collect());
                head.fill(Value::Absent);
            }
        }
        table
    }

    /// A county's figures move with the whole's; each is told once.
    fn reasons(&self) -> impl Iterator<Item = Reason<'_>> {
        let mut reasons: BTreeMap<_, Reason<'_>> = BTreeMap::new();
        for row in &self.rows {
            for what in &row.moved {
                let new = || Reason { what, figures: Vec::new(), causes: Vec::new() };
                let reason = reasons.entry(&what.order).or_insert_with(new);
                let figure = (what.entered, row.of.clone());
                if !reason.figures.contains(&figure) {
                    reason.figures.push(figure);
                }
                let new: Vec<_> = what.causes.iter().filter(|cause| !reason.causes.contains(cause)).collect();
                reason.causes.extend(new);
            }
        }
        reasons.into_values()
    }

    /// A row for each figure, thing and cause, with codes: for programs.
    pub fn table(&self) -> Table {
        let own = ["scope", "figure", "subject", "said", "now", "county_name", "place", "name", "moved"];
        let mut table = Table::of(own.map(Column::text).into_iter().chain(CauseRow::columns()));
        for row in &self.rows {
            for moved in &row.moved {
                let head = || row.values(moved).into_iter();
                table.rows.extend(moved.causes.iter().map(|cause| head().chain(cause.values()).collect()));
            }
        }
        table
    }
}

impl RestatedRow {
    fn values(&self, moved: &MovedRow) -> [Value; 9] {
        let of_kind = self.kind.as_ref().zip(self.state.map(CellOutcome::as_str));
        let of_kind = of_kind.map(|(kind, state)| format!("{kind}:{state}"));
        [
            Value::text(self.place.as_deref()),
            Value::text(Some(self.figure)),
            Value::text(of_kind.as_ref().or(self.target.as_ref()).map(String::as_str)),
            Value::Number(self.said.into()),
            Value::Number(self.now.into()),
            Value::text(moved.county_name.as_deref()),
            Value::Text(moved.counted.clone()),
            moved.named(),
            Value::text(Some(if moved.entered { "entered" } else { "left" })),
        ]
    }

    fn of(pair: &Pair<'_>, Restated { scope, figure, said, now, moved }: Restated) -> Result<Self, Error> {
        let county = if let Scope::County(no) = scope { Some(no) } else { None };
        let kind = if let RestatedFigure::Kind(kind, _) = &figure { pair.to.kind(*kind) } else { None };
        Ok(Self {
            place: county.map(|no| pair.place(no)),
            name: county.map(|no| pair.name(no)),
            figure: figure.as_str(),
            kind: kind.map(|entry| entry.code.to_string()),
            state: figure.tally(),
            target: figure.target().map(ToString::to_string),
            said,
            now,
            moved: MovedRow::in_order(pair, moved)?,
            of: figure,
            scope,
        })
    }
}

impl MovedRow {
    fn named(&self) -> Value {
        Value::CountedName { name: self.name.clone(), term: self.term, session: self.session }
    }

    fn in_order(pair: &Pair<'_>, moved: Vec<Moved>) -> Result<Vec<Self>, Error> {
        let rows = moved.into_iter().map(|moved| Self::of(pair, moved));
        let mut rows: Vec<Self> = rows.collect::<Result<_, _>>()?;
        rows.sort_by(|one, other| one.order.cmp(&other.order));
        Ok(rows)
    }

    fn of(pair: &Pair<'_>, Moved { counted: what, entered, causes }: Moved) -> Result<Self, Error> {
        let place: Option<PlaceNo> = if let Counted::Place(no) = &what { Some(*no) } else { None };
        Ok(Self {
            counted: place.map_or_else(|| counted::code(pair.to, &what), |no| pair.place(no)),
            name: place.map_or_else(|| counted::name(pair.to, &what), |no| pair.name(no)),
            county_name: place.and_then(|no| pair.county_name(no)),
            entered,
            causes: pair.causes(&causes)?,
            term: counted::term_and_session(&what).0,
            session: counted::term_and_session(&what).1,
            order: (pair.order(place), what),
        })
    }
}
