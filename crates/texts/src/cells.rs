//! Values of tables, for people and programs.

mod states;

use jiceng_answers::{
    EventRow, ExpectedRow, GapRow, InspectedKind, IssueRow, KindNamed, MissedRow, PersonNamed, PersonSeatRow,
    ReplayCell, StepRow, Value, is_gap, result_code,
};
use jiceng_core::domain::standard::Need;
use jiceng_core::domain::{PartialDate, Position};
use jiceng_core::projections::causes::Effect;
use jiceng_core::projections::claim::Verdict;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::OfficeState;
use jiceng_core::projections::explain::Weight;
use jiceng_core::projections::findings::Severity;
use jiceng_core::projections::restatement::{RestatedFigure, Scope};
use jiceng_core::projections::{CellState, Certainty};
use jiceng_core::{CHINA, LockedView, NameShown};
use jiff::Timestamp;

pub use self::states::{cell, states, status};
use crate::entry::{Mood, Told};
use crate::labelled::Labelled;
use crate::{Lang, causes, claims, elections, events, explanations, figures, findings, headings, history};
use crate::{labels, measures, names, values as words};

/// A level further down is so much further in.
const INDENT: &str = "  ";

/// A language, and the view whose names it tells of.
#[derive(Clone, Copy)]
pub struct Telling<'v> {
    /// The language.
    pub lang: Lang,
    /// The view; without one, what needs its names is told by codes.
    pub view: Option<&'v LockedView>,
}

impl From<Lang> for Telling<'_> {
    fn from(lang: Lang) -> Self {
        Self { lang, view: None }
    }
}

impl<'v> From<(Lang, &'v LockedView)> for Telling<'v> {
    fn from((lang, view): (Lang, &'v LockedView)) -> Self {
        Self { lang, view: Some(view) }
    }
}

/// A value for people and programs.
pub fn entry(telling: Telling<'_>, value: &Value) -> Told {
    let Telling { lang, view } = telling;
    match value {
        Value::Absent => Told::plain(""),
        Value::Text(text) => Told::plain(text),
        Value::Number(number) => Told::plain(number),
        Value::Signed(number) => Told::figure(number),
        Value::ChangeBy(number) => Told::plain(&format!("{number:+}")),
        Value::Bounded { read, at_least, at_most } => Told::coded(figures::range(*at_least, *at_most), read),
        Value::ShouldBeNone(0) => Told::plain("0"),
        Value::ShouldBeNone(number) => Told::plain(number).in_mood(Mood::Bad),
        Value::Flag(true) => Told::coded(words::yes_or_no(lang, true), &true),
        Value::Flag(false) => Told::coded("", &false),
        Value::YesOrNo(is_so) => Told::coded(words::yes_or_no(lang, *is_so), is_so),
        Value::Counted(is_so) => {
            let mood = if *is_so { Mood::Good } else { Mood::Fair };
            Told::coded(words::yes_or_no(lang, *is_so), is_so).in_mood(mood)
        }
        Value::Date(date) => Told::coded(labels::date(lang, *date), date),
        Value::Dates(dates) => self::dates(lang, dates),
        Value::Minute(instant) => Told::coded(minute(*instant), instant),
        Value::DayOf(instant) => Told::coded(day_of(*instant), instant),
        Value::Due { day, is_overdue: true } => Told::coded(words::overdue(lang, *day), day),
        Value::Due { day, is_overdue: false } => Told::plain(day),
        Value::TermEnd(end) => Told::plain(&elections::end(lang, *end)),
        Value::Named([zh, en]) => Told::coded(lang.pick(zh, en), zh),
        Value::Called { name, code } => Told::coded(name, code),
        Value::CountedName { name, term, session } => Told::coded(measures::counted(lang, name, *term, *session), name),
        Value::List(items) => Told::coded(items.join(lang.pick("、", ", ")), &items.join(" ")),
        Value::Total => Told::plain(words::total(lang)),
        Value::Kind { code, named } => {
            let name = named.as_ref().map(|named| kind(lang, named));
            Told::coded(name.unwrap_or_else(|| code.clone()), code)
        }
        Value::Division(name) => or(name.as_ref(), labels::in_no_division(lang)),
        Value::DivisionOrAbove(name) => or(name.as_ref(), words::above(lang)),
        Value::County(name) => or(name.as_ref(), words::of_no_county(lang)),
        Value::Stratum { name, code } => {
            let shown = name.as_deref().unwrap_or_else(|| words::undivided(lang));
            Told::coded(shown, code.as_deref().unwrap_or_default())
        }
        Value::Scope { scope, name, target } => {
            Told::plain(&self::scope(lang, *scope, name.as_deref(), target.as_deref()))
        }
        Value::Level(value) => labelled(lang, *value),
        Value::Role(value) => labelled(lang, *value),
        Value::Taken(value) => labelled(lang, *value),
        Value::Left(value) => labelled(lang, *value),
        Value::Certainty(value) => labelled(lang, *value),
        Value::About(value) => labelled(lang, *value),
        Value::Change(value) => labelled(lang, *value),
        Value::FoundBy(value) => labelled(lang, *value),
        Value::Within { name, depth } => Told::coded(format!("{}{name}", INDENT.repeat(*depth)), name),
        Value::Listed { level, is_site: true } => Told::coded(words::site(lang), level.as_str()),
        Value::Listed { level, is_site: false } => labelled(lang, *level),
        Value::FindingCode(value) => labelled(lang, *value),
        Value::Severity(value) => labelled(lang, *value).in_mood(severity_mood(*value)),
        Value::Round(value) => labelled(lang, *value).in_mood(round_mood(*value)),
        Value::NextStep(code) => Told::plain(findings::next(lang, *code)),
        Value::Status { read, may_be } => states::status(lang, *read, may_be),
        Value::Cell(cell) => states::cell(lang, cell),
        Value::State(state) => states::state(lang, state.as_ref()),
        Value::States { states, code } => Told::coded(states::states(lang, states), code),
        Value::CellsChanged(cells) => cells_changed(lang, cells),
        Value::Gaps(gaps) => self::gaps(lang, gaps),
        Value::Need(need) => Told::coded(labels::need(lang, *need), &need_code(*need)),
        Value::Person(person) => self::person(lang, person),
        Value::PersonCalled(person) => Told::coded(person_called(lang, person), &person.person),
        Value::Seats(seats) => self::seats(lang, seats),
        Value::Term(term) => {
            Told::coded(words::term(lang, *term), &term.map(|term| term.to_string()).unwrap_or_default())
        }
        Value::Office { state, at_worst } => Told::coded(elections::states(lang, *state, *at_worst), state.as_str())
            .in_mood(office_mood(*state, *at_worst)),
        Value::StillToCome { number, is_overdue } => {
            Told::plain(number).in_mood(still_to_come_mood(*number, *is_overdue))
        }
        Value::Missed(row) => Told::coded(missed(lang, row), &row.why),
        Value::Issue(issue) => self::issue(lang, issue),
        Value::Step(StepRow { on, note }) => Told::coded(format!("{} {note}", labels::date(lang, *on)), on),
        Value::Event { row, marked } => {
            let mood = if *marked { event_mood(row) } else { Mood::Plain };
            Told::coded(sentence(telling, row), row.event).in_mood(mood)
        }
        Value::Evidence(evidence) => Told::plain(&events::evidence(evidence)),
        Value::Doubt(row) => Told::coded(history::doubt(lang, row), &position(row.withdrawn_by)),
        Value::Effect { effect, reason } => {
            let mood = if *effect == Effect::Counts { Mood::Plain } else { Mood::Fair };
            Told::coded(causes::effect(lang, *effect, *reason), effect.as_str()).in_mood(mood)
        }
        Value::EvidenceKinds(codes) => {
            let names = evidence_kinds(telling, codes).join(lang.pick("、", ", "));
            Told::coded(names, &codes.join(" "))
        }
        Value::Order(codes) => {
            let names = evidence_kinds(telling, codes);
            Told::coded(events::order_of(lang, &names), &codes.join(" "))
        }
        Value::Statement { counts, decided } => {
            let mood = if *counts { Mood::Good } else { Mood::Fair };
            Told::coded(words::statement(lang, *counts, *decided), counts).in_mood(mood)
        }
        Value::TermRanOut => Told::coded(words::term_ran_out(lang), ""),
        Value::Weight(weight) => {
            let mood = if *weight == Weight::Counts { Mood::Plain } else { Mood::Fair };
            let told = view.map(|view| explanations::weight(lang, view, weight));
            Told::coded(told.unwrap_or_else(|| weight.as_str().to_owned()), weight.as_str()).in_mood(mood)
        }
        Value::FindingOf { code, kind: of } => {
            let kind = of.as_ref().map(|of| format!(" {}", kind(lang, of))).unwrap_or_default();
            Told::coded(format!("{}{kind}", labels::label(lang, *code)), code.as_str())
        }
        Value::Found(row) => {
            let values = row.values.join(" ");
            let told = view.map(|view| findings::message(lang, view, &row.finding, &row.evidence));
            Told::coded(told.unwrap_or_else(|| values.clone()), &values)
        }
        Value::Figure(figure) => Told::plain(&self::figure(telling, figure)),
        Value::Moves(moves) => self::moves(telling, moves),
        Value::Expected(expected) => Told::coded(claims::expected(lang, expected), &expected_code(expected)),
        Value::Verdict(verdict) => {
            Told::coded(claims::verdict(lang, verdict), verdict.as_str()).in_mood(verdict_mood(verdict))
        }
        Value::ClaimReason(reason) => Told::coded(claims::in_short(lang, reason), reason.why.unwrap_or_default()),
        Value::Inspection(result) => {
            Told::coded(headings::of_strata(lang, result).unwrap_or(result), result).in_mood(inspection_mood(result))
        }
        Value::Inspected(kinds) => inspected(lang, kinds),
        Value::Before(text) => Told::plain(text).in_mood(Mood::Struck),
        Value::After(text) => Told::plain(text).in_mood(Mood::Good),
    }
}

fn labelled<T: Labelled>(lang: Lang, value: T) -> Told {
    Told::coded(labels::label(lang, value), value.code())
}

/// What an event says; its name alone where no view tells of places.
pub fn sentence(Telling { lang, view }: Telling<'_>, row: &EventRow) -> String {
    let told = view.map(|view| events::told(lang, view, &row.data, row.effective, row.position));
    told.unwrap_or_else(|| events::name(lang, row.event).to_owned())
}

/// An instant as people in China read it.
pub fn minute(instant: Timestamp) -> String {
    CHINA.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}

fn day_of(instant: Timestamp) -> String {
    CHINA.to_datetime(instant).strftime("%Y-%m-%d").to_string()
}

fn position(position: Option<Position>) -> String {
    position.map(|position| position.to_string()).unwrap_or_default()
}

/// An element kind by its name.
pub fn kind(lang: Lang, kind: &KindNamed) -> String {
    labels::plain(lang.pick(&kind.zh, &kind.en))
}

/// A name, or what stands for it. What programs read is the same in all languages: another column
/// says why there is no name.
pub fn person(lang: Lang, PersonNamed { person, name, .. }: &PersonNamed) -> Told {
    let told = names::shown(lang, person, name);
    match name {
        NameShown::Name(_) => Told::plain(&told),
        NameShown::Erased | NameShown::Sealed | NameShown::KeyDamaged | NameShown::Unknown => Told::coded(told, ""),
    }
}

fn person_called(lang: Lang, PersonNamed { person, name, .. }: &PersonNamed) -> String {
    let told = names::shown(lang, person, name);
    match lang {
        Lang::Zh => format!("{told}（{person}）"),
        Lang::En => format!("{told} ({person})"),
    }
}

/// The state of a reform issue.
pub fn issue(lang: Lang, issue: &IssueRow) -> Told {
    let days = issue.days_left.unsigned_abs();
    let (told, mood) = match (issue.overdue, issue.closed_late) {
        (true, _) => (words::issue_overdue(lang, days), Mood::Bad),
        (_, true) => (words::issue_closed(lang, Some(days)), Mood::Fair),
        _ if issue.closed.is_some() => (words::issue_closed(lang, None), Mood::Good),
        _ => (words::issue_open(lang).to_owned(), Mood::Plain),
    };
    Told::coded(told, if issue.overdue { "overdue" } else { issue.state }).in_mood(mood)
}

/// Why something misses in a measure.
pub fn missed(lang: Lang, row: &MissedRow) -> String {
    let cells = row.cells.iter().map(|cell| (kind(lang, &cell.kind), cell.state));
    measures::why(lang, &row.because, cells)
}

/// A name, or what people read where there is none.
fn or(name: Option<&String>, otherwise: &str) -> Told {
    name.map_or_else(|| Told::coded(otherwise, ""), Told::plain)
}

fn dates(lang: Lang, dates: &[PartialDate]) -> Told {
    let joined =
        |text: &dyn Fn(PartialDate) -> String| dates.iter().map(|date| text(*date)).collect::<Vec<_>>().join(" ");
    Told::coded(joined(&|date| labels::date(lang, date)), &joined(&|date| date.to_string()))
}

fn evidence_kinds(Telling { lang, view }: Telling<'_>, codes: &[String]) -> Vec<String> {
    let name = |code: &String| view.map_or_else(|| code.clone(), |view| events::evidence_kind(lang, view, code));
    codes.iter().map(name).collect()
}

fn scope(lang: Lang, scope: Scope, name: Option<&str>, target: Option<&str>) -> String {
    match (scope, target) {
        (Scope::All, Some(target)) => words::target(lang, target),
        (Scope::All, None) => words::everywhere(lang).to_owned(),
        (Scope::County(_), _) => name.unwrap_or_default().to_owned(),
        (Scope::NoCounty, _) => words::in_no_county(lang).to_owned(),
    }
}

/// A figure that is restated; its code where no view tells of kinds and targets.
fn figure(Telling { lang, view }: Telling<'_>, figure: &RestatedFigure) -> String {
    view.map_or_else(|| figure.as_str().to_owned(), |view| figures::word(lang, view, figure))
}

/// Figures that something entered and left; a target by its identifier.
fn moves(telling: Telling<'_>, moves: &[(bool, RestatedFigure)]) -> Told {
    let told = moves.iter().map(|(entered, of)| {
        let sign = if *entered { '+' } else { '-' };
        let figure = of.target().map_or_else(|| figure(telling, of), ToString::to_string);
        format!("{sign}{figure}")
    });
    let told = told.collect::<Vec<_>>().join(telling.lang.pick("，", ", "));
    Told::plain(&told).in_mood(Mood::Fair)
}

fn cells_changed(lang: Lang, cells: &[ReplayCell]) -> Told {
    let word = |state: Option<CellState>| state.map_or("-", |state| labels::cell(lang, state));
    let told = cells.iter().map(|cell| {
        let [by, against] = cell.read.map(word);
        let kind = cell.kind_named.as_ref().map(|named| kind(lang, named)).unwrap_or_default();
        format!("{kind} {by}/{against}")
    });
    let codes = cells.iter().map(|ReplayCell { kind, standard, against, .. }| {
        format!("{kind}: {} / {}", standard.unwrap_or("-"), against.unwrap_or("-"))
    });
    let told = told.collect::<Vec<_>>().join(lang.pick("、", ", "));
    Told::coded(told, &codes.collect::<Vec<_>>().join("; "))
}

/// The gaps of a place: a kind alone is missing, any other state stands behind it. People are told
/// which are only possible; programs get those as read.
fn gaps(lang: Lang, gaps: &[GapRow]) -> Told {
    let state = |gap: &GapRow| match gap.state {
        _ if gap.certainty == Certainty::Possible.as_str() => Some(labels::label(lang, Certainty::Possible)),
        "missing" => None,
        _ => Some(labels::cell(lang, gap.read)),
    };
    let name = |gap: &GapRow| gap.kind_named.as_ref().map(|named| kind(lang, named)).unwrap_or_default();
    let shown = gaps.iter().filter(|gap| gap.certainty != Certainty::No.as_str()).map(|gap| match state(gap) {
        None => name(gap),
        Some(state) => format!("{} ({state})", name(gap)),
    });
    let read = gaps.iter().filter(|gap| is_gap(gap.read));
    let codes = read.map(|gap| format!("{}:{}", gap.kind, gap.state));
    let shown = shown.collect::<Vec<_>>().join(lang.pick("、", ", "));
    Told::coded(shown, &codes.collect::<Vec<_>>().join(" "))
}

fn seats(lang: Lang, seats: &[PersonSeatRow]) -> Told {
    let told = seats.iter().map(|seat| words::seat(lang, &seat.federation_name, seat.role, seat.tenure.from));
    let codes = seats.iter().map(|PersonSeatRow { role, federation, tenure, .. }| {
        format!("{}@{federation}:{}", role.as_str(), tenure.from)
    });
    let told = told.collect::<Vec<_>>().join(lang.pick("；", "; "));
    Told::coded(told, &codes.collect::<Vec<_>>().join(" "))
}

fn inspected(lang: Lang, kinds: &[InspectedKind]) -> Told {
    let codes = kinds.iter().map(|one| format!("{}:{}", one.kind.code, result_code(one.passed)));
    let told = kinds.iter().map(|InspectedKind { kind: of, passed, provider }| {
        let (kind, word) = (kind(lang, of), headings::of_strata(lang, result_code(*passed)).unwrap_or_default());
        match (provider, lang) {
            (None, _) => format!("{kind} {word}"),
            (Some(of), Lang::Zh) => format!("{kind} {word}（共享 {of}）"),
            (Some(of), Lang::En) => format!("{kind} {word} (of {of})"),
        }
    });
    let told = told.collect::<Vec<_>>().join(lang.pick("、", ", "));
    Told::coded(told, &codes.collect::<Vec<_>>().join(" "))
}

/// A need in CSV.
fn need_code(need: Need) -> String {
    match need {
        Need::NotRequired => "not_required".to_owned(),
        Need::Own => "own".to_owned(),
        Need::OwnOrShared => "own_or_shared".to_owned(),
        Need::OwnFrom(people) => format!("own_from:{people}"),
    }
}

/// `10`, `at_least:7`, `all`, or the places parted by blanks.
fn expected_code(expected: &ExpectedRow) -> String {
    match expected {
        ExpectedRow::Exactly(number) => number.to_string(),
        ExpectedRow::Bound(bound) => {
            bound.iter().map(|(name, number)| format!("{name}:{number}")).collect::<Vec<_>>().concat()
        }
        ExpectedRow::All(word) => (*word).to_owned(),
        ExpectedRow::These(places) => places.join(" "),
    }
}

const fn event_mood(row: &EventRow) -> Mood {
    match (&row.withdrawn, row.outranked_by) {
        (Some(_), _) => Mood::Struck,
        (None, Some(_)) => Mood::Fair,
        (None, None) => Mood::Plain,
    }
}

const fn severity_mood(severity: Severity) -> Mood {
    match severity {
        Severity::Serious => Mood::Bad,
        Severity::Warning => Mood::Fair,
        Severity::Note => Mood::Plain,
    }
}

const fn verdict_mood(verdict: &Verdict) -> Mood {
    match verdict {
        Verdict::Holds => Mood::Good,
        Verdict::Later(_) | Verdict::Undecidable(_) => Mood::Fair,
        Verdict::Fails => Mood::Bad,
    }
}

/// How what came of inspections strikes the eye.
pub fn inspection_mood(result: &str) -> Mood {
    match result {
        "passed" => Mood::Good,
        "failed" => Mood::Bad,
        "not_yet" => Mood::Fair,
        _ => Mood::Plain,
    }
}

const fn round_mood(state: RoundState) -> Mood {
    match state {
        RoundState::Held => Mood::Good,
        RoundState::Possibly => Mood::Fair,
        RoundState::NotHeld => Mood::Bad,
    }
}

const fn office_mood(state: OfficeState, at_worst: OfficeState) -> Mood {
    match (state, at_worst) {
        (OfficeState::Overdue, _) => Mood::Bad,
        (OfficeState::InTerm, OfficeState::Overdue)
        | (OfficeState::Due | OfficeState::NeverElected | OfficeState::NoTerm, _) => Mood::Fair,
        (
            OfficeState::InTerm,
            OfficeState::InTerm | OfficeState::Due | OfficeState::NeverElected | OfficeState::NoTerm,
        ) => Mood::Good,
    }
}

const fn still_to_come_mood(number: u32, is_overdue: bool) -> Mood {
    match (number, is_overdue) {
        (0, _) => Mood::Good,
        (_, true) => Mood::Bad,
        (_, false) => Mood::Fair,
    }
}
