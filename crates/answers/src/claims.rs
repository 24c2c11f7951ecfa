//! Claims (文件说法): what a document states, and what the history makes of it.

use std::collections::BTreeMap;

use jiceng_core::domain::target::Measure;
use jiceng_core::domain::{PartialDate, Refusal};
use jiceng_core::projections::claim::{Claim, ClaimCount, Claims, Expected, Late, Says, Undecidable, Verdict};
use jiceng_core::{CheckedClaim, Known, LockedView, Question, View};
use jiceng_exchange::claims::claims_from_toml;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::counted::{CountedRow, Counting, MissedRow};
use crate::error::AskError;
use crate::names::Names;
use crate::table::{Column, Table, Value};
use crate::when::KnownAt;

/// What the history makes of what a document states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimsQuestion {
    /// How much of the log counts as known; all of it where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownAt>,
    /// The claims: the text of a file of claims, in TOML.
    #[serde(default)]
    pub claims: String,
}

/// The claims of a document, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClaimsAnswer {
    /// The number of the document; absent where it has none.
    pub document: Option<String>,
    /// Its title; absent where it has none.
    pub title: Option<String>,
    /// The position in the log before which everything was known.
    pub known: u64,
    /// How many claims hold.
    pub holds: usize,
    /// How many hold, but not by what was known when they were said.
    pub later: usize,
    /// How many fail.
    pub fails: usize,
    /// How many cannot be decided.
    pub undecidable: usize,
    /// The claims, in the order of the document.
    pub claims: Vec<ClaimRow>,
}

/// A claim, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClaimRow {
    /// What it is called.
    pub claim: String,
    /// Where it stands in the document; absent where the file does not say.
    pub page: Option<String>,
    /// The words of the document.
    pub quote: String,
    /// The civil day in China on which it was said.
    #[schemars(with = "String")]
    pub said_on: Date,
    /// What is counted, as in the file; absent where a registry cannot decide it, as are the fields
    /// up to `expected`.
    #[schemars(with = "Option<crate::shapes::MeasureShape>")]
    pub measure: Option<Measure>,
    /// The code of the division in which is counted.
    pub scope: Option<String>,
    /// For which day is counted, as stated; absent of a plan.
    #[schemars(with = "Option<String>")]
    pub as_of: Option<PartialDate>,
    /// By which civil day it shall be so; absent of anything but a plan.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// What is expected.
    pub expected: Option<ExpectedRow>,
    /// By how many days it was said before its day had come; 0 for a plan.
    pub days_early: u32,
    /// What the history makes of it: `holds`, `later`, `fails` or `undecidable`.
    pub verdict: &'static str,
    /// Why it holds only later or cannot be decided: `recorded_later`, `happened_later`,
    /// `exact_day`, `stated`, `unknown` or `not_reached`; absent elsewhere.
    pub why: Option<&'static str>,
    /// What stands behind `stated` and `unknown`, in words; absent elsewhere.
    pub reason: Option<String>,
    /// The code of the refusal behind `unknown`; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<&'static str>,
    /// The count by what was known when it was said; absent where nothing is counted.
    pub when_said: Option<CountRow>,
    /// The count by what is known now; absent where nothing is counted.
    pub now: Option<CountRow>,
    /// What is counted now and was not when it was said.
    pub learned: Vec<CountedRow>,
    /// What was counted when it was said and is not now.
    pub lost: Vec<CountedRow>,
    /// The verdict, for whoever words it.
    #[serde(skip)]
    pub decided: Verdict,
    /// Whether what was known when it was said meets what is expected.
    #[serde(skip)]
    pub was_met: bool,
}

/// What is expected of a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ExpectedRow {
    /// This number; of a plan, that of the target.
    Exactly(u32),
    /// A number that is a bound, under `at_least` or `at_most`.
    Bound(BTreeMap<&'static str, u32>),
    /// The word `all`: everything that the measure is taken of.
    All(&'static str),
    /// These places, by code or identifier, and no others.
    These(Vec<String>),
}

/// A count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountRow {
    /// How many, with incomplete dates read at their latest; of a plan what the target says.
    pub number: u32,
    /// How many, with incomplete dates read at their earliest.
    pub if_earliest: u32,
    /// How many at least, whatever the exact days were.
    pub at_least: u32,
    /// How many at most.
    pub at_most: u32,
    /// What is counted, in the order of places.
    pub counted: Vec<CountedRow>,
    /// What misses; where places are expected by name, only those.
    pub missed: Vec<MissedRow>,
    /// What is counted though other places were expected.
    pub unexpected: Vec<CountedRow>,
    /// What is counted or not by the exact day of some facts.
    pub open: Vec<CountedRow>,
}

impl ClaimsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<ClaimsAnswer, AskError> {
        let claims = claims_from_toml(&self.claims).map_err(|problems| AskError::BadClaims { problems })?;
        let known = self.known.map_or(Known::Now, |known| known.0);
        ClaimsAnswer::of(&view.asking(Question { known, ..Question::default() })?.locked()?, &claims)
    }
}

impl ClaimsAnswer {
    /// The answer for claims that were read, as known by a view.
    pub fn of(view: &LockedView, claims: &Claims) -> Result<Self, AskError> {
        let rows = claims.claims.iter().map(|claim| ClaimRow::of(view, claim)).collect::<Result<Vec<_>, AskError>>()?;
        let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        Ok(Self {
            document: claims.document.as_ref().map(ToString::to_string),
            title: claims.title.as_ref().map(ToString::to_string),
            known: view.as_of().known.0,
            holds: count("holds"),
            later: count("later"),
            fails: count("fails"),
            undecidable: count("undecidable"),
            claims: rows,
        })
    }
}

impl ClaimsAnswer {
    /// The claims as a table.
    pub fn table(&self) -> Table {
        let columns = [
            ("claim", Column::text as fn(&str) -> Column),
            ("page", Column::text),
            ("quote", Column::data),
            ("said_on", Column::data),
            ("day", Column::text),
            ("expected", Column::number),
            ("when_said", Column::number),
            ("now", Column::number),
            ("verdict", Column::text),
            ("why", Column::text),
            ("now_at_least", Column::data),
            ("now_at_most", Column::data),
        ];
        let mut table = Table::of(columns.map(|(id, column)| column(id)));
        table.rows.extend(self.claims.iter().map(ClaimRow::values));
        table
    }
}

impl ClaimRow {
    fn of(view: &LockedView, claim: &Claim) -> Result<Self, AskError> {
        let checked = view.check(claim)?;
        let day = checked.day.unwrap_or(claim.said_on);
        let view = view.asking(Question { known: Known::Before(view.as_of().known), ..Question::on(day) })?;
        let (tree, standard) = (view.tree(), view.standard()?.standard);
        let counting = Counting { names: Names { view: &view, tree: &tree }, ground: view.ground(&standard, &tree) };
        let (measure, scope, as_of, due) = match &claim.says {
            Says::Counted { measure, scope, as_of, .. } => (Some(measure), Some(scope), Some(*as_of), None),
            Says::Planned { measure, scope, due, .. } => (Some(measure), Some(scope), None, Some(*due)),
            Says::Undecidable { .. } => (None, None, None, None),
        };
        let CheckedClaim { verdict, days_early, when_said, now, learned, lost, day: _ } = checked;
        let is_counted = !matches!(verdict, Verdict::Undecidable(Undecidable::Stated(_) | Undecidable::Unknown(_)));
        let count = |count: &ClaimCount| is_counted.then(|| CountRow::of(&counting, count));
        Ok(Self {
            claim: claim.claim.to_string(),
            page: claim.page.as_ref().map(ToString::to_string),
            quote: claim.quote.to_string(),
            said_on: claim.said_on,
            measure: measure.cloned(),
            scope: scope.map(ToString::to_string),
            as_of,
            due,
            expected: ExpectedRow::of(&claim.says),
            days_early,
            verdict: verdict.as_str(),
            why: why(&verdict),
            reason: reason(&verdict),
            reason_code: refusal(&verdict).map(Refusal::code),
            when_said: count(&when_said),
            now: count(&now),
            learned: counting.counted(&learned),
            lost: counting.counted(&lost),
            was_met: when_said.is_met,
            decided: verdict,
        })
    }

    /// Why the registry does not know what the claim names; absent where it does.
    pub fn refusal(&self) -> Option<&Refusal> {
        refusal(&self.decided)
    }

    /// Why it is what it is, as far as that fits in a line.
    pub fn because(&self) -> ClaimReason {
        ClaimReason { days_early: self.days_early, why: self.why, decided: self.decided.clone(), was_met: self.was_met }
    }

    fn values(&self) -> Vec<Value> {
        let number = |count: &Option<CountRow>| count.as_ref().map_or(Value::Absent, CountRow::value);
        let bound = |bound: fn(&CountRow) -> u32| Value::number(self.now.as_ref().map(bound));
        vec![
            Value::Text(self.claim.clone()),
            Value::text(self.page.as_deref()),
            Value::Text(self.quote.clone()),
            Value::Text(self.said_on.to_string()),
            self.day(),
            self.expected.clone().map_or(Value::Absent, Value::Expected),
            number(&self.when_said),
            number(&self.now),
            Value::Verdict(self.decided.clone()),
            Value::ClaimReason(Box::new(self.because())),
            bound(|count| count.at_least),
            bound(|count| count.at_most),
        ]
    }

    /// The day for which is counted, or by which it shall be so.
    pub fn day(&self) -> Value {
        self.as_of.map_or_else(|| Value::day(self.due), Value::Date)
    }
}

impl CountRow {
    const fn value(&self) -> Value {
        Value::Bounded { read: self.number, at_least: self.at_least, at_most: self.at_most }
    }

    fn of(counting: &Counting<'_>, count: &ClaimCount) -> Self {
        Self {
            number: count.number,
            if_earliest: count.if_earliest,
            at_least: count.at_least,
            at_most: count.at_most,
            counted: counting.counted(&count.tally.counted),
            missed: counting.missed(&count.tally.missed),
            unexpected: counting.counted(&count.unexpected),
            open: counting.counted(&count.open),
        }
    }
}

impl ExpectedRow {
    fn of(says: &Says) -> Option<Self> {
        match says {
            Says::Counted { expected, .. } => Some(match expected {
                Expected::Exactly(number) => Self::Exactly(*number),
                Expected::AtLeast(least) => Self::Bound(BTreeMap::from([("at_least", *least)])),
                Expected::AtMost(most) => Self::Bound(BTreeMap::from([("at_most", *most)])),
                Expected::All => Self::All("all"),
                Expected::These(places) => Self::These(places.iter().map(ToString::to_string).collect()),
            }),
            Says::Planned { number, .. } => Some(Self::Exactly(*number)),
            Says::Undecidable { .. } => None,
        }
    }
}

/// Why a claim is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimReason {
    /// By how many days it was said before its day had come.
    pub days_early: u32,
    /// The code, as in [`ClaimRow::why`].
    pub why: Option<&'static str>,
    /// The verdict.
    pub decided: Verdict,
    /// Whether what was known when it was said meets what is expected.
    pub was_met: bool,
}

const fn refusal(verdict: &Verdict) -> Option<&Refusal> {
    if let Verdict::Undecidable(Undecidable::Unknown(refusal)) = verdict { Some(refusal) } else { None }
}

const fn why(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Holds | Verdict::Fails => None,
        Verdict::Later(Late::Recorded) => Some("recorded_later"),
        Verdict::Later(Late::Happened) => Some("happened_later"),
        Verdict::Later(Late::ExactDay) | Verdict::Undecidable(Undecidable::ExactDay) => Some("exact_day"),
        Verdict::Undecidable(Undecidable::Stated(_)) => Some("stated"),
        Verdict::Undecidable(Undecidable::Unknown(_)) => Some("unknown"),
        Verdict::Undecidable(Undecidable::NotReached) => Some("not_reached"),
    }
}

fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Undecidable(Undecidable::Stated(reason)) => Some(reason.to_string()),
        Verdict::Undecidable(Undecidable::Unknown(refusal)) => Some(refusal.to_string()),
        Verdict::Undecidable(Undecidable::NotReached | Undecidable::ExactDay)
        | Verdict::Holds
        | Verdict::Later(_)
        | Verdict::Fails => None,
    }
}
