//! Rounds of elections: which federations held one between two days.

use jiceng_core::domain::PartialDate;
use jiceng_core::projections::elections::held::{Election, Round, RoundState, round};
use jiceng_core::projections::elections::totals::{RoundTotals, by_level};
use jiceng_core::{Known, LockedView, Question, View, today};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByFederation, FederationRow, FederationSelection, in_order};
use crate::codes::code;
use crate::error::AskError;
use crate::names::Names;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::KnownAt;

/// Which federations held an election between two days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldQuestion {
    /// The first day of the round; the last alone where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// The last day of the round; today where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// How much of the log counts as known; all of it where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownAt>,
    /// By the divisions of which day federations are found and added up; of the last day where it
    /// is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Which federations.
    #[serde(flatten)]
    pub federations: FederationSelection,
    /// Only those in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<RoundStateAsked>,
    /// What the rows are.
    #[serde(default)]
    pub by: ByFederation,
}

/// In which state federations are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundStateAsked {
    /// With an election for certain (已换届).
    Held,
    /// With one, or not, by what its date leaves open.
    Possibly,
    /// Without one (未换届).
    NotHeld,
}

/// A round of elections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldAnswer {
    /// The first civil day in China.
    pub from: String,
    /// The last.
    pub to: String,
    /// The position in the log before which everything was known.
    pub known: u64,
    /// The day of the division tree.
    pub tree: String,
    /// All federations together.
    pub totals: HeldTotals,
    /// The rows: federations in the order of places, divisions by code.
    pub rows: Vec<HeldRow>,
    /// What the rows are.
    #[serde(skip)]
    pub by: ByFederation,
}

/// A row of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum HeldRow {
    /// A federation.
    Federation(Box<RoundRow>),
    /// A division with the federations in it.
    Division {
        /// Its code on the day of the tree; absent for federations that lie in no division of the
        /// level.
        place: Option<String>,
        /// Its name on that day.
        name: Option<String>,
        /// Its federations, by state.
        #[serde(flatten)]
        totals: HeldTotals,
    },
}

/// How many federations there are, by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldTotals {
    /// All of them: the sum of the next three.
    pub federations: u32,
    /// With an election for certain.
    pub held: u32,
    /// Perhaps with one.
    pub possibly: u32,
    /// Without one.
    pub not_held: u32,
}

/// A federation in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoundRow {
    /// The federation on the last day.
    #[serde(flatten)]
    pub federation: FederationRow,
    /// Whether it held an election: `held`, `possibly` or `not_held`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub state: RoundState,
    /// The elections that it held or may have held, in order.
    pub elections: Vec<ElectionRow>,
}

/// An election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ElectionRow {
    /// For which term (届).
    pub term: u16,
    /// When, as stated.
    #[schemars(with = "String")]
    pub elected: PartialDate,
    /// The position in the log at which it is recorded.
    pub position: u64,
    /// Whether it was held between the two days for certain.
    pub certain: bool,
}

impl HeldQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<HeldAnswer, AskError> {
        let to = self.to.unwrap_or_else(today);
        let from = self.from.unwrap_or(to);
        if from > to {
            return Err(AskError::value("from", &from.to_string(), Wanted::DayRange));
        }
        let known = self.known.map_or(Known::Now, |known| known.0);
        let view = view.asking(Question { effective: Some(to), known, ..Question::default() })?.locked()?;
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let names = Names { view: &view, tree: &tree };
        let found = self.found(&view, &names, from)?;
        Ok(HeldAnswer {
            from: from.to_string(),
            to: to.to_string(),
            known: view.as_of().known.0,
            tree: tree.as_of().effective.to_string(),
            totals: RoundTotals::of(&found).into(),
            rows: self.rows(&names, &found),
            by: self.by,
        })
    }

    fn found(&self, view: &LockedView, names: &Names<'_>, from: Date) -> Result<Vec<Round>, AskError> {
        let wanted = self.federations.find(view, names.tree)?;
        let mut found: Vec<Round> = round(view.facts(), view.as_of(), from)
            .filter(|round| wanted.wants(names.tree, round.federation.place, round.level))
            .filter(|round| self.state.is_none_or(|state| state == round.state.into()))
            .collect();
        found.sort_by_cached_key(|round| names.order(round.federation.place));
        Ok(found)
    }

    fn rows(&self, names: &Names<'_>, found: &[Round]) -> Vec<HeldRow> {
        let Some(level) = self.by.level() else {
            return found.iter().map(|round| HeldRow::Federation(Box::new(RoundRow::of(names, round)))).collect();
        };
        let groups = by_level(names.tree, level, found, |round| round.federation.place, RoundTotals::add);
        let row = |(division, totals): (Option<[String; 2]>, RoundTotals)| {
            let (place, name) = division.map(|[code, name]| (code, name)).unzip();
            HeldRow::Division { place, name, totals: totals.into() }
        };
        in_order(names, groups).into_iter().map(row).collect()
    }
}

impl HeldAnswer {
    /// The rows as a table.
    pub fn table(&self) -> Table {
        let states = ["federations", "held", "possibly", "not_held"];
        let columns = if self.by.level().is_some() {
            ["place", "name"].map(Column::text).into_iter().chain(states.map(Column::number)).collect()
        } else {
            let columns = ["county_name", "place", "federation", "name", "level", "state"].map(Column::text);
            columns.into_iter().chain([Column::number("term"), Column::text("elected")]).collect()
        };
        let row = |row: &HeldRow| match row {
            HeldRow::Federation(row) => row.values(),
            HeldRow::Division { place, name, totals } => {
                let HeldTotals { federations, held, possibly, not_held } = *totals;
                let numbers = [federations, held, possibly, not_held].map(|number| Value::Number(number.into()));
                let names = [Value::text(place.as_deref()), Value::DivisionOrAbove(name.clone())];
                names.into_iter().chain(numbers).collect()
            }
        };
        Table { columns, rows: self.rows.iter().map(row).collect() }
    }
}

impl RoundRow {
    fn of(names: &Names<'_>, round: &Round) -> Self {
        Self {
            federation: FederationRow::of(names, &round.federation, round.level),
            state: round.state,
            elections: round.elections.iter().map(ElectionRow::of).collect(),
        }
    }

    fn values(&self) -> Vec<Value> {
        let federation = &self.federation;
        // More than one in a round is rare, but not lost.
        let terms: Vec<String> = self.elections.iter().map(|election| election.term.to_string()).collect();
        vec![
            Value::text(federation.county_name.as_deref()),
            Value::text(Some(&federation.place)),
            Value::text(Some(&federation.federation)),
            Value::text(Some(&federation.name)),
            federation.level.map_or(Value::Absent, Value::Level),
            Value::Round(self.state),
            Value::Text(terms.join(" ")),
            Value::Dates(self.elections.iter().map(|election| election.elected).collect()),
        ]
    }
}

impl ElectionRow {
    const fn of(election: &Election) -> Self {
        let Election { term, elected, position, is_certain } = *election;
        Self { term, elected, position: position.0, certain: is_certain }
    }
}

impl From<RoundState> for RoundStateAsked {
    fn from(state: RoundState) -> Self {
        match state {
            RoundState::Held => Self::Held,
            RoundState::Possibly => Self::Possibly,
            RoundState::NotHeld => Self::NotHeld,
        }
    }
}

impl From<RoundTotals> for HeldTotals {
    fn from(RoundTotals { federations, held, possibly, not_held }: RoundTotals) -> Self {
        Self { federations, held, possibly, not_held }
    }
}
