//! The plane of both times: one figure over days and states of knowledge.
//!
//! Across stand the days asked about, up stands what was known. A row shows what one reader saw of
//! every day, a column how the answer for one day grew as papers came in.

use jiceng_core::View;
use jiceng_core::domain::PlaceNo;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bounded::{Bounded, TotalsRow};
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::resolve;
use crate::selection::{AssessedAs, PlacesAsked};
use crate::span::DayRange;
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::{KnownAt, When};

/// A plane has no more points: each costs a question of coverage.
const POINTS_MAX: usize = 20_000;

/// A figure of coverage over days and states of knowledge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaneQuestion {
    /// The days across.
    #[serde(flatten)]
    pub days: DayRange,
    /// The states of knowledge; the end of each of the days, and now, where it is empty.
    #[serde(default)]
    pub known: Vec<KnownAt>,
    /// Which places, by the division tree of each day. The division is that which has the code on
    /// the last day, as known now. Whatever its code was before, it is the same one.
    #[serde(flatten)]
    pub places: PlacesAsked,
    /// By which standard; by the one in force on each day where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardAsked>,
    /// Which figure.
    #[serde(default)]
    pub figure: PlaneFigure,
}

/// A figure of coverage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaneFigure {
    /// Places that are assessed.
    Places,
    /// Those with all that is required.
    #[default]
    Complete,
    /// Those of them that need nobody's but their own.
    CompleteOwn,
    /// Those of them that share something.
    CompleteShared,
    /// Those with a part.
    Partial,
    /// Those with nothing.
    None,
}

/// A figure over days and states of knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaneAnswer {
    /// The figure.
    pub figure: PlaneFigure,
    /// The civil days in China, in order.
    #[schemars(with = "Vec<String>")]
    pub days: Vec<Date>,
    /// The division within which places are counted: its code, as asked. Absent where all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// The element kind by which alone places are judged. Absent where all that is required counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindNamed>,
    /// Only relocation sites, or only communities. Absent where both are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<AssessedAs>,
    /// What was seen at each state of knowledge, in the order of positions.
    pub rows: Vec<PlaneRow>,
}

/// What was seen at one state of knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaneRow {
    /// The position in the log before which everything was known.
    pub known: u64,
    /// The civil day in China on which the last fact before it was recorded; absent where there is
    /// none.
    #[schemars(with = "Option<String>")]
    pub last_recorded: Option<Date>,
    /// The figure on each of the days.
    pub counts: Vec<BoundedCount>,
}

/// How many, with what is certain and possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoundedCount {
    /// As dates are read.
    pub count: u32,
    /// At least, whatever dates without a day turn out to be.
    pub at_least: u32,
    /// At most.
    pub at_most: u32,
}

impl PlaneAnswer {
    /// A row for each state of knowledge, a column for each day: for people.
    pub fn table_across(&self) -> Table {
        let days = self.days.iter().map(|day| Column::number(&day.to_string()));
        let known = [Column::number("known"), Column::text("last_recorded")];
        let mut table = Table::of(known.into_iter().chain(days));
        table.rows.extend(self.rows.iter().map(|row| {
            let counts = row.counts.iter().map(|BoundedCount { count, at_least, at_most }| Value::Bounded {
                read: *count,
                at_least: *at_least,
                at_most: *at_most,
            });
            [Value::Number(row.known), Value::day(row.last_recorded)].into_iter().chain(counts).collect()
        }));
        table
    }

    /// A row for each point: for programs.
    pub fn table(&self) -> Table {
        let mut table =
            Table::of(["known", "last_recorded", "as_of", "count", "at_least", "at_most"].map(Column::text));
        for row in &self.rows {
            table.rows.extend(self.days.iter().zip(&row.counts).map(|(day, count)| {
                let counts = [count.count, count.at_least, count.at_most].map(|number| Value::Number(number.into()));
                let point = [Value::Number(row.known), Value::day(row.last_recorded), Value::day(Some(*day))];
                point.into_iter().chain(counts).collect()
            }));
        }
        table
    }
}

impl PlaneFigure {
    /// Every figure.
    pub const ALL: [Self; 6] =
        [Self::Places, Self::Complete, Self::CompleteOwn, Self::CompleteShared, Self::Partial, Self::None];

    /// Its code in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Complete => "complete",
            Self::CompleteOwn => "complete_own",
            Self::CompleteShared => "complete_shared",
            Self::Partial => "partial",
            Self::None => "none",
        }
    }

    const fn of(self, totals: &TotalsRow) -> u32 {
        match self {
            Self::Places => totals.places,
            Self::Complete => totals.complete,
            Self::CompleteOwn => totals.complete_own,
            Self::CompleteShared => totals.complete_shared,
            Self::Partial => totals.partial,
            Self::None => totals.none,
        }
    }
}

impl PlaneQuestion {
    /// The answer. The lock is taken for each point by itself, so that a large plane keeps nobody
    /// waiting; all points are of the view's head.
    pub fn answer(&self, view: &View) -> Result<PlaneAnswer, AskError> {
        let days = self.days.days()?;
        let positions = self.positions(view, &days)?;
        if days.len().saturating_mul(positions.len()) > POINTS_MAX {
            let points = format!("{} × {}", days.len(), positions.len());
            return Err(AskError::value("days", &points, Wanted::FewerDays));
        }
        let last = view.asking(When { as_of: days.last().copied(), ..When::default() }.question())?.locked()?;
        let division = self.places.division.as_deref();
        let division = division.map(|code| resolve::division(&last, &last.tree(), code)).transpose()?;
        let kind = self.places.kind.as_deref().map(|kind| resolve::kind(&last, kind, "kind")).transpose()?;
        let kind = kind.and_then(|kind| last.facts().catalogue.kind_entry(kind)).map(KindNamed::of);
        drop(last);
        let row = |known: &KnownAt| {
            let at = view.asking(When { known: Some(*known), ..When::default() }.question())?;
            let counts = days.iter().map(|day| self.count(view, *day, *known, division));
            let counts = counts.collect::<Result<_, AskError>>()?;
            Ok(PlaneRow { known: at.as_of().known.0, last_recorded: at.locked()?.last_recorded_on()?, counts })
        };
        let rows = positions.iter().map(row).collect::<Result<_, AskError>>()?;
        let PlacesAsked { division, sort, .. } = self.places.clone();
        Ok(PlaneAnswer { figure: self.figure, days, division, kind, sort, rows })
    }

    /// The states of knowledge in the order of positions, each once.
    fn positions(&self, view: &View, days: &[Date]) -> Result<Vec<KnownAt>, AskError> {
        let mut asked = self.known.clone();
        if asked.is_empty() {
            let now = view.asking(When::default().question())?;
            // The end of a day that is still to come is not settled.
            let known =
                |day: &Date| view.asking(When { known: Some(KnownAt::end_of(*day)), ..When::default() }.question());
            asked.extend(days.iter().filter(|day| known(day).is_ok()).map(|day| KnownAt::end_of(*day)));
            asked.push(KnownAt::before(now.as_of().known));
        }
        let mut positions = Vec::with_capacity(asked.len());
        for known in asked {
            positions.push(view.asking(When { known: Some(known), ..When::default() }.question())?.as_of().known);
        }
        positions.sort_unstable();
        positions.dedup();
        Ok(positions.into_iter().map(KnownAt::before).collect())
    }

    fn count(
        &self,
        view: &View,
        day: Date,
        known: KnownAt,
        division: Option<PlaceNo>,
    ) -> Result<BoundedCount, AskError> {
        let view = view.asking(When { as_of: Some(day), known: Some(known) }.question())?.locked()?;
        let standard = StandardAsked::find_or_in_force(self.standard.as_ref(), &view)?;
        let selected = self.places.select_within(&view, &view.tree(), &standard, division)?;
        let totals = Bounded::totals(&selected.coverage.total(), &selected.prospects.total(&selected.coverage));
        let [count, at_least, at_most] =
            [totals.read, totals.at_least, totals.at_most].map(|totals| self.figure.of(&totals));
        Ok(BoundedCount { count, at_least, at_most })
    }
}
