//! `jiceng issues`: the list of reform issues (“破难行动”问题清单).

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::{Level, ReformIssueId};
use jiceng_core::projections::reform_issues::{IssueOnDay, issue_on, issues_on, positions_of};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::history::{self, EventRow};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::labels;

/// The JSON of `list`.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    open: usize,
    overdue: usize,
    closed: usize,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    issue: String,
    title: String,
    place: String,
    place_name: Option<String>,
    county_name: Option<String>,
    owner: String,
    raised: String,
    due: String,
    state: &'static str,
    overdue: bool,
    days_left: i32,
    closed: Option<String>,
    closed_late: bool,
    closing_note: Option<String>,
    progress: Vec<StepRow>,
}

#[derive(Serialize)]
struct StepRow {
    on: String,
    note: String,
}

/// The JSON of `show`.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    row: Row,
    events: Vec<EventRow>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let only = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    Command::new("issues")
        .about(lang.pick("破难行动问题清单", "the list of reform issues"))
        .subcommand_required(true)
        .subcommand(
            Command::new("list")
                .about(lang.pick("列出问题、责任单位、期限和进展", "the issues, with owner, due day and progress"))
                .args(ask::question_arguments(lang))
                .arg(only("open", lang.pick("只列未销号的", "only those not closed")))
                .arg(
                    only("closed", lang.pick("只列已销号的", "only those closed"))
                        .conflicts_with_all(["open", "overdue"]),
                )
                .arg(only("overdue", lang.pick("只列未销号且已逾期的", "only those not closed and past due")))
                .arg(
                    Arg::new("division")
                        .long("division")
                        .value_name(lang.pick("代码", "CODE"))
                        .help(lang.pick("只看该行政区划之内的问题", "only issues of places in this division")),
                ),
        )
        .subcommand(
            Command::new("show")
                .about(lang.pick(
                    "一个问题及其全部事件，已撤回的也列出",
                    "one issue and every event about it, withdrawn ones too",
                ))
                .arg(
                    Arg::new("issue")
                        .required(true)
                        .value_name(lang.pick("编号", "ISSUE"))
                        .help(lang.pick("问题清单中的编号", "its number on the list")),
                )
                .args(ask::question_arguments(lang)),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, context),
        Some(("show", matches)) => show(matches, context),
        _ => Ok(()),
    }
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = view.tree();
    let lang = context.lang;
    let words = Words { view: &view, tree: &tree, lang };
    let division = matches.get_one::<String>("division").map(|code| ask::division(&view, &tree, code)).transpose()?;
    let is_within = |issue: &IssueOnDay| division.is_none_or(|division| tree.is_within(issue.place, division));
    let mut issues: Vec<IssueOnDay> = issues_on(view.facts(), view.as_of()).filter(is_within).collect();
    let count = |which: fn(&IssueOnDay) -> bool| issues.iter().filter(|issue| which(issue)).count();
    let (open, overdue) = (count(|issue| issue.closed.is_none()), count(IssueOnDay::is_overdue));
    let closed = issues.len() - open;
    issues.retain(|issue| {
        (!matches.get_flag("open") || issue.closed.is_none())
            && (!matches.get_flag("closed") || issue.closed.is_some())
            && (!matches.get_flag("overdue") || issue.is_overdue())
    });
    if context.format == Format::Json {
        let rows = issues.iter().map(|issue| row(&words, issue)).collect();
        return context.json(&Answer { asked: Asked::of(view.as_of()), open, overdue, closed, rows });
    }
    if context.format == Format::Table {
        let day = view.as_of().effective;
        context.say(&match lang {
            Lang::Zh => format!("{day}：未销号 {open}（其中逾期 {overdue}），已销号 {closed}"),
            Lang::En => format!("{day}: {open} open ({overdue} of them overdue), {closed} closed"),
        })?;
    }
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("issue", lang.pick("编号", "issue"))
        .text("title", lang.pick("问题", "title"))
        .text("place", lang.pick("地点", "place"))
        .text("owner", lang.pick("责任单位", "owner"))
        .text("raised", lang.pick("列入", "raised"))
        .text("due", lang.pick("完成时限", "due"))
        .text("state", lang.pick("状态", "state"))
        .text("closed", lang.pick("销号", "closed"))
        .text("progress", lang.pick("最近进展", "last progress"));
    for issue in &issues {
        grid.row(entries(&words, issue));
    }
    grid.write(context)
}

fn row(words: &Words<'_>, issue: &IssueOnDay) -> Row {
    Row {
        issue: issue.raised.issue.to_string(),
        title: issue.raised.title.to_string(),
        place: place(words, issue),
        place_name: words.view.name(issue.place).map(str::to_owned),
        county_name: words.name_above(issue.place, Level::County),
        owner: issue.raised.owner.to_string(),
        raised: issue.raised_on.to_string(),
        due: issue.raised.due.to_string(),
        state: state_code(issue),
        overdue: issue.is_overdue(),
        days_left: issue.days_left,
        closed: issue.closed.as_ref().map(|closing| closing.on.to_string()),
        closed_late: issue.was_closed_late(),
        closing_note: issue.closed.as_ref().and_then(|closing| closing.note.as_ref()).map(ToString::to_string),
        progress: issue
            .progress
            .iter()
            .map(|step| StepRow { on: step.on.to_string(), note: step.note.to_string() })
            .collect(),
    }
}

/// The place of a problem as people name it on the day, else as it was named when the problem was raised.
fn place(words: &Words<'_>, issue: &IssueOnDay) -> String {
    words.view.place(issue.place).unwrap_or_else(|| issue.raised.place.clone()).to_string()
}

const fn state_code(issue: &IssueOnDay) -> &'static str {
    if issue.closed.is_some() { "closed" } else { "open" }
}

fn state(lang: Lang, issue: &IssueOnDay) -> Entry {
    let days = issue.days_left.unsigned_abs();
    let (told, mood) = match (issue.is_overdue(), issue.was_closed_late(), lang) {
        (true, _, Lang::Zh) => (format!("逾期 {days} 天"), Mood::Bad),
        (true, _, Lang::En) => (format!("{days} days overdue"), Mood::Bad),
        (_, true, Lang::Zh) => (format!("已销号（迟 {days} 天）"), Mood::Fair),
        (_, true, Lang::En) => (format!("closed {days} days late"), Mood::Fair),
        _ if issue.closed.is_some() => (lang.pick("已销号", "closed").to_owned(), Mood::Good),
        _ => (lang.pick("未销号", "open").to_owned(), Mood::Plain),
    };
    let code = if issue.is_overdue() { "overdue" } else { state_code(issue) };
    Entry::coded(told, code).in_mood(mood)
}

fn entries(words: &Words<'_>, issue: &IssueOnDay) -> Vec<Entry> {
    let lang = words.lang;
    let last = issue.progress.last();
    let last_told = last.map(|step| format!("{} {}", labels::date(lang, step.on), step.note));
    let closed = issue.closed.as_ref().map(|closing| closing.on);
    vec![
        Entry::plain(words.name_above(issue.place, Level::County).unwrap_or_default()),
        Entry::plain(&issue.raised.issue),
        Entry::plain(&issue.raised.title),
        Entry::plain(place(words, issue)),
        Entry::plain(&issue.raised.owner),
        Entry::coded(labels::date(lang, issue.raised_on), issue.raised_on),
        Entry::plain(issue.raised.due),
        state(lang, issue),
        closed.map_or_else(|| Entry::plain(""), |on| Entry::coded(labels::date(lang, on), on)),
        Entry::coded(last_told.unwrap_or_default(), last.map(|step| step.on.to_string()).unwrap_or_default()),
    ]
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = matches.get_one::<String>("issue").map(String::as_str).unwrap_or_default();
    let value = || Failure::Value { option: "ISSUE", value: text.to_owned(), wanted: Wanted::Issue };
    let id = ReformIssueId::parse(text).map_err(|_| value())?;
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let issue = issue_on(view.facts(), &id, view.as_of());
    let issue = issue.ok_or_else(|| Failure::NoSuchIssue { issue: text.to_owned() })?;
    let positions = positions_of(view.facts(), &id, view.as_of().known);
    let events = positions.into_iter().filter_map(|position| view.entry(position).transpose());
    let mut events = events.collect::<Result<Vec<_>, _>>()?;
    events.sort_by_key(|entry| (entry.recorded.fact.effective.last(), entry.recorded.position));
    let tree = view.tree();
    let lang = context.lang;
    let words = Words { view: &view, tree: &tree, lang };
    let row = row(&words, &issue);
    if context.format == Format::Json {
        let events = events.iter().map(history::event_row).collect();
        return context.json(&Shown { asked: Asked::of(view.as_of()), row, events });
    }
    if context.format == Format::Table {
        let Row { issue: number, title, place, place_name, owner, due, .. } = &row;
        let place = place_name.as_ref().map_or_else(|| place.clone(), |name| format!("{name} ({place})"));
        let state = state(lang, &issue);
        context.say(&match lang {
            Lang::Zh => format!("{number} {title}：{place}，责任单位 {owner}，{due} 前，{}", state.shown()),
            Lang::En => format!("{number} {title}: {place}, owner {owner}, by {due}, {}", state.shown()),
        })?;
    }
    let mut grid = history::columns(lang);
    for entry in &events {
        grid.row(history::row(lang, &view, entry));
    }
    grid.write(context)
}
