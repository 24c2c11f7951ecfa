//! Rounds of elections: which federations held one between two days.

use jiceng_core::domain::PartialDate;
use jiceng_core::projections::Whereabouts;
use jiceng_core::projections::elections::bounds::{
    FederationBounds, FederationCounts, FederationOutlook, bounds_by_level, round_outlooks,
};
use jiceng_core::projections::elections::held::{Election, Round, RoundState, round};
use jiceng_core::projections::elections::totals::{RoundTotals, by_level};
use jiceng_core::{Known, LockedView, Question, View, today};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByFederation, FederationRow, FederationSelection, all, both, in_order};
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
    /// At least so many in every history that agrees with the dates as stated.
    pub at_least: HeldBounds,
    /// At most so many in some.
    pub at_most: HeldBounds,
}

/// How many federations there are in a round, where dates leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldBounds {
    /// All of them.
    pub federations: u32,
    /// With an election.
    pub held: u32,
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
        let whereabouts = Whereabouts::of(view.facts(), &tree);
        let outlooks = self.outlooks(&names, &whereabouts, from)?;
        Ok(HeldAnswer {
            from: from.to_string(),
            to: to.to_string(),
            known: view.as_of().known.0,
            tree: tree.as_of().effective.to_string(),
            totals: HeldTotals::of(RoundTotals::of(&found), &all(&outlooks)),
            rows: self.rows(&names, &found, &whereabouts, &outlooks),
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

    /// What the federations asked for may be; those asked for by another state do not count.
    fn outlooks(
        &self,
        names: &Names<'_>,
        whereabouts: &Whereabouts<'_>,
        from: Date,
    ) -> Result<Vec<FederationOutlook<bool>>, AskError> {
        let wanted = self.federations.find(names.view, names.tree)?;
        let all = round_outlooks(names.view.facts(), names.view.as_of(), from, wanted.level);
        let is_asked = |held: bool| match self.state {
            None | Some(RoundStateAsked::Possibly) => true,
            Some(RoundStateAsked::Held) => held,
            Some(RoundStateAsked::NotHeld) => !held,
        };
        let is_open = |outlook: &FederationOutlook<bool>| {
            self.state != Some(RoundStateAsked::Possibly)
                || [false, true].iter().all(|held| outlook.found.contains(&Some(*held)))
        };
        let outlooks = all.into_iter().filter_map(|outlook| wanted.outlook(whereabouts, outlook));
        Ok(outlooks.filter(is_open).map(|outlook| outlook.only(is_asked)).collect())
    }

    fn rows(
        &self,
        names: &Names<'_>,
        found: &[Round],
        whereabouts: &Whereabouts<'_>,
        outlooks: &[FederationOutlook<bool>],
    ) -> Vec<HeldRow> {
        let Some(level) = self.by.level() else {
            return found.iter().map(|round| HeldRow::Federation(Box::new(RoundRow::of(names, round)))).collect();
        };
        let groups = by_level(names.tree, level, found, |round| round.federation.place, RoundTotals::add);
        let groups = both(groups, bounds_by_level(whereabouts, level, outlooks));
        let row = |(division, (totals, bounds)): (Option<[String; 2]>, (RoundTotals, FederationBounds<bool>))| {
            let (place, name) = division.map(|[code, name]| (code, name)).unzip();
            HeldRow::Division { place, name, totals: HeldTotals::of(totals, &bounds) }
        };
        in_order(names, groups).into_iter().map(row).collect()
    }
}

impl HeldAnswer {
    /// The rows as a table.
    pub fn table(&self) -> Table {
        let states = ["federations", "held", "possibly", "not_held"];
        let bounds = ["held_at_least", "held_at_most"];
        let columns = if self.by.level().is_some() {
            ["place", "name"]
                .map(Column::text)
                .into_iter()
                .chain(states.map(Column::number))
                .chain(bounds.map(Column::data))
                .collect()
        } else {
            let columns = ["county_name", "place", "federation", "name", "level", "state"].map(Column::text);
            columns.into_iter().chain([Column::number("term"), Column::text("elected")]).collect()
        };
        let row = |row: &HeldRow| match row {
            HeldRow::Federation(row) => row.values(),
            HeldRow::Division { place, name, totals } => {
                let HeldTotals { federations, held, possibly, not_held, at_least, at_most } = *totals;
                let bounded = |read, of: fn(HeldBounds) -> u32| Value::Bounded {
                    read,
                    at_least: of(at_least),
                    at_most: of(at_most),
                };
                let numbers = [
                    bounded(federations, |of| of.federations),
                    bounded(held, |of| of.held),
                    Value::Number(possibly.into()),
                    bounded(not_held, |of| of.not_held),
                    Value::Number(at_least.held.into()),
                    Value::Number(at_most.held.into()),
                ];
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

impl HeldTotals {
    fn of(totals: RoundTotals, FederationBounds { at_least, at_most }: &FederationBounds<bool>) -> Self {
        let RoundTotals { federations, held, possibly, not_held } = totals;
        Self { federations, held, possibly, not_held, at_least: at_least.into(), at_most: at_most.into() }
    }
}

impl From<&FederationCounts<bool>> for HeldBounds {
    fn from(counts: &FederationCounts<bool>) -> Self {
        Self { federations: counts.federations, held: counts.of(true), not_held: counts.of(false) }
    }
}
