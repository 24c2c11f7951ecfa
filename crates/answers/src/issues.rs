//! Reform issues (“破难行动”问题清单): those raised by a day, and one with its events.

use jiceng_core::domain::{Level, PartialDate, ReformIssueId};
use jiceng_core::projections::reform_issues::{IssueOnDay, ProgressNote, issue_on, issues_on, positions_of};
use jiceng_core::{LockedView, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::{AskError, Sought};
use crate::event_row::EventRow;
use crate::names::Names;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// Which reform issues were raised, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssuesQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Only issues of places within this division: its code on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Only rows in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<IssueStateAsked>,
}

/// In which state issues are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueStateAsked {
    /// Not closed (未销号).
    Open,
    /// Closed (已销号).
    Closed,
    /// Not closed, and past the due day.
    Overdue,
}

/// The reform issues of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssuesAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// How many issues of the division are not closed, whatever state is asked for.
    pub open: usize,
    /// How many of them are past their due day.
    pub overdue: usize,
    /// How many are closed.
    pub closed: usize,
    /// The issues that are asked for, by number.
    pub rows: Vec<IssueRow>,
}

/// A reform issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssueRow {
    /// Its number on the list.
    pub issue: String,
    /// What the problem is.
    pub title: String,
    /// The place's code on the day or its identifier; where it has none, as it was when the issue
    /// was raised.
    pub place: String,
    /// The name of the place on the day; absent where it has none.
    pub place_name: Option<String>,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// The office that must solve it.
    pub owner: String,
    /// When it was raised, as stated.
    #[schemars(with = "String")]
    pub raised: PartialDate,
    /// By which civil day in China it must be solved.
    #[schemars(with = "String")]
    pub due: Date,
    /// What it is: `open` or `closed`.
    pub state: &'static str,
    /// Whether it is open and its due day is past.
    pub overdue: bool,
    /// Days to the due day, from the day asked about or, of a closed one, from that of its closing;
    /// below 0 when the due day was past.
    pub days_left: i32,
    /// When it was closed, as stated; absent while it is open.
    #[schemars(with = "Option<String>")]
    pub closed: Option<PartialDate>,
    /// Whether it was closed after its due day.
    pub closed_late: bool,
    /// How it was solved; absent where nothing was said.
    pub closing_note: Option<String>,
    /// What was done about it, in order.
    pub progress: Vec<StepRow>,
}

/// Something that was done about an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepRow {
    /// When, as stated.
    #[schemars(with = "String")]
    pub on: PartialDate,
    /// What was done, in the recorder's words.
    pub note: String,
}

/// One reform issue and its events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssueQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Its number on the list.
    #[serde(default)]
    pub issue: String,
}

/// One reform issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssueAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The issue.
    #[serde(flatten)]
    pub row: IssueRow,
    /// Its events, withdrawn ones and retractions too, by the last day that their dates can mean.
    pub events: Vec<EventRow>,
}

impl IssuesQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<IssuesAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let tree = view.tree();
        let names = Names { view: &view, tree: &tree };
        let division = self.division.as_deref();
        let division = division.map(|code| resolve::division(&view, &tree, code)).transpose()?;
        let is_within = |issue: &IssueOnDay| division.is_none_or(|division| tree.is_within(issue.place, division));
        let issues: Vec<IssueOnDay> = issues_on(view.facts(), view.as_of()).filter(is_within).collect();
        let count = |state: IssueStateAsked| issues.iter().filter(|issue| state.holds(issue)).count();
        let wanted = issues.iter().filter(|issue| self.state.is_none_or(|state| state.holds(issue)));
        Ok(IssuesAnswer {
            asked: BothTimes::of(view.as_of()),
            open: count(IssueStateAsked::Open),
            overdue: count(IssueStateAsked::Overdue),
            closed: count(IssueStateAsked::Closed),
            rows: wanted.map(|issue| IssueRow::of(&names, issue)).collect(),
        })
    }
}

impl IssueStateAsked {
    const fn holds(self, issue: &IssueOnDay) -> bool {
        match self {
            Self::Open => issue.closed.is_none(),
            Self::Closed => issue.closed.is_some(),
            Self::Overdue => issue.is_overdue(),
        }
    }
}

impl IssueQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<IssueAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<IssueAnswer, AskError> {
        let text = self.issue.as_str();
        let id = ReformIssueId::parse(text).map_err(|_| AskError::value("issue", text, Wanted::Issue))?;
        let issue = issue_on(view.facts(), &id, view.as_of());
        let issue = issue.ok_or_else(|| AskError::not_found(Sought::Issue, text))?;
        let tree = view.tree();
        Ok(IssueAnswer {
            asked: BothTimes::of(view.as_of()),
            row: IssueRow::of(&Names { view, tree: &tree }, &issue),
            events: EventRow::by_day(view, positions_of(view.facts(), &id, view.as_of().known))?,
        })
    }
}

impl IssuesAnswer {
    /// The issues as a table.
    pub fn table(&self) -> Table {
        let columns =
            ["county_name", "issue", "title", "place", "owner", "raised", "due", "state", "closed", "progress"];
        Table { columns: columns.map(Column::text).into(), rows: self.rows.iter().map(IssueRow::values).collect() }
    }
}

impl IssueRow {
    fn of(names: &Names<'_>, issue: &IssueOnDay) -> Self {
        let IssueOnDay { raised, place, raised_on, progress, closed, days_left } = issue;
        let note = closed.as_ref().and_then(|closing| closing.note.as_ref());
        Self {
            issue: raised.issue.to_string(),
            title: raised.title.to_string(),
            place: names.view.place(*place).unwrap_or_else(|| raised.place.clone()).to_string(),
            place_name: names.view.name(*place).map(str::to_owned),
            county_name: names.name_above(*place, Level::County),
            owner: raised.owner.to_string(),
            raised: *raised_on,
            due: raised.due,
            state: if closed.is_some() { "closed" } else { "open" },
            overdue: issue.is_overdue(),
            days_left: *days_left,
            closed: closed.as_ref().map(|closing| closing.on),
            closed_late: issue.was_closed_late(),
            closing_note: note.map(ToString::to_string),
            progress: progress.iter().map(StepRow::from).collect(),
        }
    }

    fn values(&self) -> Vec<Value> {
        vec![
            Value::text(self.county_name.as_deref()),
            Value::text(Some(&self.issue)),
            Value::text(Some(&self.title)),
            Value::text(Some(&self.place)),
            Value::text(Some(&self.owner)),
            Value::Date(self.raised),
            Value::Text(self.due.to_string()),
            Value::Issue(Box::new(self.clone())),
            self.closed.map_or(Value::Absent, Value::Date),
            self.progress.last().map_or(Value::Absent, |step| Value::Step(step.clone())),
        ]
    }
}

impl From<&ProgressNote> for StepRow {
    fn from(ProgressNote { on, note }: &ProgressNote) -> Self {
        Self { on: *on, note: note.to_string() }
    }
}
