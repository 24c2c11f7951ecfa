//! Tables: an answer's rows under named columns, the same for a terminal, CSV, a workbook and a
//! page.

use std::sync::Arc;

use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::standard::Need;
use jiceng_core::domain::term_of_office::TermEnd;
use jiceng_core::domain::{Evidence, Level, PartialDate};
use jiceng_core::projections::causes::Effect;
use jiceng_core::projections::claim::Verdict;
use jiceng_core::projections::diff::ChangeKind;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::OfficeState;
use jiceng_core::projections::elections::seats::{Left, Taken};
use jiceng_core::projections::explain::{About, Weight};
use jiceng_core::projections::findings::{FindingCode, Severity};
use jiceng_core::projections::restatement::{RestatedFigure, Scope};
use jiceng_core::projections::{CellState, Certainty, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::claims::{ClaimReason, ExpectedRow};
use crate::counted::MissedRow;
use crate::coverage::KindNamed;
use crate::event_row::EventRow;
use crate::find::FoundBy;
use crate::findings::FindingRow;
use crate::gaps::GapRow;
use crate::issues::{IssueRow, StepRow};
use crate::person_named::PersonNamed;
use crate::persons::PersonSeatRow;
use crate::place_row::CellRow;
use crate::replay::ReplayCell;
use crate::sample_result::InspectedKind;

/// Rows under columns.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its identifier: the name in CSV, and what headings are found by.
    pub id: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Its heading in Chinese and in English, where that is data of the registry: the name of an
    /// element kind.
    pub names: Option<[String; 2]>,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, codes and days.
    Text,
    /// Numbers, which people align on the right.
    Number,
    /// For programs only: it repeats what people read elsewhere.
    Data,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// An empty cell: the column says nothing of this row.
    Absent,
    /// Words, a code or a name.
    Text(String),
    /// A number.
    Number(u64),
    /// A number as dates are read, and its bounds.
    Bounded {
        /// As read.
        read: u32,
        /// At least.
        at_least: u32,
        /// At most.
        at_most: u32,
    },
    /// The name of a division; none for what lies in no division of the level.
    Division(Option<String>),
    /// A place's status as read, and what it may be.
    Status {
        /// As read.
        read: Status,
        /// What it may be; nothing where dates leave nothing open.
        may_be: Vec<Option<Status>>,
    },
    /// One kind at a place.
    Cell(Box<CellRow>),
    /// A number that may lie below 0.
    Signed(i64),
    /// Whether something is so.
    Flag(bool),
    /// Whether something is so, with a word for both.
    YesOrNo(bool),
    /// Whether a measure counts it.
    Counted(bool),
    /// A number that should be 0.
    ShouldBeNone(u32),
    /// The name of a division; none for what lies above all divisions of the level.
    DivisionOrAbove(Option<String>),
    /// A date, as precisely as stated.
    Date(PartialDate),
    /// Several dates.
    Dates(Vec<PartialDate>),
    /// A name in Chinese and in English.
    Named([String; 2]),
    /// An element kind, with its names if it is in the catalogue.
    Kind {
        /// Its code.
        code: String,
        /// Its names.
        named: Option<KindNamed>,
    },
    /// A level.
    Level(Level),
    /// The name of a division or site, below that in which it lies.
    Within {
        /// Its name; empty where it has none.
        name: String,
        /// How many of those above it are listed too.
        depth: usize,
    },
    /// A level, of which relocation sites are told apart.
    Listed {
        /// The level.
        level: Level,
        /// Whether it is a site.
        is_site: bool,
    },
    /// How a place was found.
    FoundBy(FoundBy),
    /// A person.
    Person(PersonNamed),
    /// A seat of a committee.
    Role(SeatRole),
    /// How a seat was taken.
    Taken(Taken),
    /// How a seat was left.
    Left(Left),
    /// Seats that a person holds.
    Seats(Vec<PersonSeatRow>),
    /// Whether a federation held an election.
    Round(RoundState),
    /// What a standard requires.
    Need(Need),
    /// Cells that differ by two standards.
    CellsChanged(Vec<ReplayCell>),
    /// How many are still to come of a target.
    StillToCome {
        /// How many.
        number: u32,
        /// Whether the due day is past.
        is_overdue: bool,
    },
    /// The due day of a target.
    Due {
        /// The day.
        day: Date,
        /// Whether it is past and something is still to come.
        is_overdue: bool,
    },
    /// Something that misses in a measure, and why.
    Missed(Box<MissedRow>),
    /// The state of a reform issue.
    Issue(Box<IssueRow>),
    /// Something that was done about a reform issue.
    Step(StepRow),
    /// A stratum; none for places that lie in no division of the level.
    Stratum {
        /// The name.
        name: Option<String>,
        /// What programs read.
        code: Option<String>,
    },
    /// A county; none for what is of no county.
    County(Option<String>),
    /// The word for a sum.
    Total,
    /// Something by its name, where programs read its code.
    Called {
        /// The name.
        name: String,
        /// The code.
        code: String,
    },
    /// The name of something counted; of an election or a session that of the federation.
    CountedName {
        /// The name.
        name: String,
        /// The number of the term.
        term: Option<u16>,
        /// The number of the session.
        session: Option<u16>,
    },
    /// Codes or identifiers, one behind the other.
    List(Vec<String>),
    /// An event in a sentence.
    Event {
        /// The event.
        row: Arc<EventRow>,
        /// Whether it is marked where it does not count.
        marked: bool,
    },
    /// The papers behind an event.
    Evidence(Vec<Evidence>),
    /// An instant, for people to the minute.
    Minute(Timestamp),
    /// An instant, for people its day.
    DayOf(Timestamp),
    /// How an event was withdrawn, or that other sources say otherwise.
    Doubt(Arc<EventRow>),
    /// What a fact has to do with a difference.
    Effect {
        /// What.
        effect: Effect,
        /// Why it was withdrawn, where it was.
        reason: Option<RetractionReason>,
    },
    /// The state of a cell; none where there is no cell.
    State(Option<StateNamed>),
    /// States of a cell, one of which it is.
    States {
        /// The states; none stands for a place that is not assessed.
        states: Vec<Option<StateNamed>>,
        /// What programs read.
        code: String,
    },
    /// Kinds of evidence, by their codes.
    EvidenceKinds(Vec<String>),
    /// Kinds of evidence in the order of a precedence, by their codes.
    Order(Vec<String>),
    /// Whether one of several statements counts.
    Statement {
        /// Whether it does.
        counts: bool,
        /// Whether the precedence says so.
        decided: bool,
    },
    /// Whether something is so.
    Certainty(Certainty),
    /// That a term ran out, and no event made it so.
    TermRanOut,
    /// What a ground is about.
    About(About),
    /// Whether a ground counts.
    Weight(Weight),
    /// The sort of a change.
    Change(ChangeKind),
    /// The number of a term; none where no committee was elected.
    Term(Option<u16>),
    /// A finding, by its sort and its kind.
    FindingOf {
        /// The sort.
        code: FindingCode,
        /// The kind, where it is about one.
        kind: Option<KindNamed>,
    },
    /// A person, for people by name and identifier.
    PersonCalled(PersonNamed),
    /// How much is at stake with a finding.
    Severity(Severity),
    /// The sort of a finding.
    FindingCode(FindingCode),
    /// What a finding found.
    Found(Box<FindingRow>),
    /// What to look at next for findings of a sort.
    NextStep(FindingCode),
    /// Where a figure counts.
    Scope {
        /// Where.
        scope: Scope,
        /// The name of the county.
        name: Option<String>,
        /// The target whose figure it is.
        target: Option<String>,
    },
    /// A figure that is restated.
    Figure(RestatedFigure),
    /// Figures that something entered (so it is) or left.
    Moves(Vec<(bool, RestatedFigure)>),
    /// By how much a number changed.
    ChangeBy(i64),
    /// What a claim expects.
    Expected(ExpectedRow),
    /// What a history makes of a claim.
    Verdict(Verdict),
    /// Why it makes that of it.
    ClaimReason(Box<ClaimReason>),
    /// The gaps of a place.
    Gaps(Vec<GapRow>),
    /// When a term ends.
    TermEnd(TermEnd),
    /// What a committee's term makes of a federation.
    Office {
        /// For certain.
        state: OfficeState,
        /// At worst.
        at_worst: OfficeState,
    },
    /// What came of the inspection of a place: `passed`, `failed` or `not_yet`.
    Inspection(&'static str),
    /// What was inspected at a place, and what came of it.
    Inspected(Vec<InspectedKind>),
    /// A value that a correction takes away.
    Before(String),
    /// A value that a correction puts in its place.
    After(String),
}

/// The state of a cell, with the code of the place whose element it shares.
pub type StateNamed = (CellState, Option<String>);

impl Column {
    /// A column of text.
    pub fn text(id: &str) -> Self {
        Self { id: id.to_owned(), kind: ColumnKind::Text, names: None }
    }

    /// A column of numbers.
    pub fn number(id: &str) -> Self {
        Self { id: id.to_owned(), kind: ColumnKind::Number, names: None }
    }

    /// A column for programs only.
    pub fn data(id: &str) -> Self {
        Self { id: id.to_owned(), kind: ColumnKind::Data, names: None }
    }
}

impl Table {
    /// A table of columns without rows.
    pub(crate) fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }
}

impl Value {
    /// A day, or nothing.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Absent, |day| Self::Date(PartialDate::Day(day)))
    }

    /// A text, or nothing.
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.to_owned()))
    }

    /// A number, or nothing.
    pub fn number(number: Option<impl Into<u64>>) -> Self {
        number.map_or(Self::Absent, |number| Self::Number(number.into()))
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Number(u64::try_from(count).unwrap_or(u64::MAX))
    }
}
