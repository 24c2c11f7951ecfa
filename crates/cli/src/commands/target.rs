//! `jiceng target`: targets and how far they have come, on any day, as known at any time.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::TargetId;
use jiceng_core::domain::target::{Measure, TargetIn, TargetSet};
use jiceng_core::projections::targets::{TargetRecord, progress, target_on, targets_on};
use jiceng_core::{Known, Question, View, today};
use jiff::civil::Date;
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::counted::{self, CountedRow, MissedRow};
use crate::commands::places::Words;
use crate::commands::totals::figure;
use crate::commands::{replay, target_set};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{labels, measures};

/// The JSON of `list`.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    target: String,
    name: String,
    scope: String,
    number: u32,
    due: String,
    reached: u32,
    at_least: u32,
    at_most: u32,
    left: u32,
    days_left: i32,
    overdue: bool,
    counted: Vec<String>,
}

/// The JSON of `show`.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    asked: Asked,
    target: String,
    name: String,
    measure: Measure,
    scope: String,
    number: u32,
    due: String,
    set_on: String,
    withdrawn: Option<String>,
    reached: u32,
    at_least: u32,
    at_most: u32,
    left: u32,
    days_left: i32,
    overdue: bool,
    counted: Vec<CountedRow>,
    missed: Vec<MissedRow>,
}

/// The JSON of `burnup`.
#[derive(Serialize)]
struct BurnUp {
    target: String,
    name: String,
    measure: Measure,
    scope: String,
    number: u32,
    due: String,
    known: u64,
    days: Vec<DayRow>,
}

#[derive(Serialize)]
struct DayRow {
    as_of: String,
    reached: u32,
    at_least: u32,
    at_most: u32,
    left: u32,
    days_left: i32,
    known_then: u64,
    reached_then: u32,
}

pub(crate) fn command(lang: Lang) -> Command {
    let target = || {
        Arg::new("target")
            .required(true)
            .value_name(lang.pick("编号", "TARGET"))
            .help(lang.pick("目标任务编号", "the target's identifier"))
    };
    let [_, known] = ask::question_arguments(lang);
    Command::new("target")
        .about(lang.pick("目标任务及其进度", "targets and how far they have come"))
        .subcommand_required(true)
        .subcommand(
            Command::new("list")
                .about(lang.pick(
                    "列出目标任务、已完成数和所计入的地点（--format json 列出全部地点）",
                    "targets, how much is reached and what is left (--format json names what is counted)",
                ))
                .args(ask::question_arguments(lang)),
        )
        .subcommand(
            Command::new("show")
                .about(lang.pick(
                    "一项目标任务的进度：计入哪些、还差哪些、为什么",
                    "how far one target has come: what is counted, what is not, and why",
                ))
                .arg(target())
                .args(ask::question_arguments(lang)),
        )
        .subcommand(
            Command::new("burnup")
                .about(lang.pick(
                    "一项目标任务逐月的进度：按现在所知，和按当日所知",
                    "how far one target came, month by month: as known now, and as known on each day",
                ))
                .arg(target())
                .args(replay::day_arguments(lang))
                .arg(known),
        )
        .subcommand(target_set::command(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, context),
        Some(("show", matches)) => show(matches, context),
        Some(("burnup", matches)) => burn_up(matches, context),
        Some(("set", matches)) => target_set::run(matches, context),
        _ => Ok(()),
    }
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let rows = rows(&view, context.lang)?;
    if context.format == Format::Json {
        return context.json(&Answer { asked: Asked::of(view.as_of()), rows });
    }
    let lang = context.lang;
    let mut grid = Grid::new()
        .text("target", lang.pick("编号", "target"))
        .text("name", lang.pick("目标任务", "name"))
        .text("scope", lang.pick("范围", "scope"))
        .number("number", lang.pick("目标数", "number"))
        .number("reached", lang.pick("已完成", "reached"))
        .number("left", lang.pick("尚缺", "left"))
        .text("due", lang.pick("期限", "due"))
        .data("at_least")
        .data("at_most");
    for row in rows {
        let mood = mood(row.left, row.overdue);
        let shown =
            if row.overdue { format!("{} {}", row.due, lang.pick("已逾期", "overdue")) } else { row.due.clone() };
        grid.row(vec![
            Entry::plain(row.target),
            Entry::plain(row.name),
            Entry::plain(row.scope),
            Entry::plain(row.number),
            figure(row.reached, row.at_least, row.at_most),
            Entry::plain(row.left).in_mood(mood),
            Entry::coded(shown, row.due),
            Entry::plain(row.at_least),
            Entry::plain(row.at_most),
        ]);
    }
    grid.write(context)
}

const fn mood(left: u32, is_overdue: bool) -> Mood {
    match (left, is_overdue) {
        (0, _) => Mood::Good,
        (_, true) => Mood::Bad,
        (_, false) => Mood::Fair,
    }
}

fn rows(view: &View<'_>, lang: Lang) -> Result<Vec<Row>, Failure> {
    let (tree, standard) = (view.tree(), view.standard()?.standard);
    let words = Words { view, tree: &tree, lang };
    let ground = view.ground(&standard, &tree);
    let row = |target: TargetIn| {
        let progress = progress(&ground, &target);
        let set = &target.set;
        Row {
            target: set.target.to_string(),
            name: set.name.to_string(),
            scope: scope(view, &target),
            number: set.number,
            due: set.due.to_string(),
            reached: progress.reached,
            at_least: progress.at_least,
            at_most: progress.at_most,
            left: progress.left,
            days_left: progress.days_left,
            overdue: progress.is_overdue,
            counted: progress.tally.counted.iter().map(|counted| measures::code(&words, counted)).collect(),
        }
    };
    Ok(targets_on(view.facts(), view.as_of()).map(row).collect())
}

/// The code of a target's division on the day, else the one that it was set with.
fn scope(view: &View<'_>, target: &TargetIn) -> String {
    view.place(target.scope).unwrap_or_else(|| target.set.scope.into()).to_string()
}

/// The target of the argument, if it was set by the day.
fn named(view: &View<'_>, matches: &ArgMatches) -> Result<TargetRecord, Failure> {
    let text = matches.get_one::<String>("target").map(String::as_str).unwrap_or_default();
    let value = || Failure::Value { option: "TARGET", value: text.to_owned(), wanted: Wanted::Target };
    let id = TargetId::parse(text).map_err(|_| value())?;
    let found = target_on(view.facts(), &id, view.as_of());
    found.ok_or_else(|| Failure::NoSuchTarget { target: text.to_owned() })
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let record = named(&view, matches)?;
    let (tree, standard) = (view.tree(), view.standard()?.standard);
    let lang = context.lang;
    let words = Words { view: &view, tree: &tree, lang };
    let ground = view.ground(&standard, &tree);
    let progress = progress(&ground, &record.target);
    let set = &record.target.set;
    let shown = Shown {
        asked: Asked::of(view.as_of()),
        target: set.target.to_string(),
        name: set.name.to_string(),
        measure: set.measure.clone(),
        scope: scope(&view, &record.target),
        number: set.number,
        due: set.due.to_string(),
        set_on: record.set_on.to_string(),
        withdrawn: record.withdrawn.map(|on| on.to_string()),
        reached: progress.reached,
        at_least: progress.at_least,
        at_most: progress.at_most,
        left: progress.left,
        days_left: progress.days_left,
        overdue: progress.is_overdue,
        counted: counted::counted(&words, &ground, &progress.tally.counted),
        missed: counted::missed(&words, &ground, &progress.tally.missed),
    };
    if context.format == Format::Json {
        return context.json(&shown);
    }
    if context.format == Format::Table {
        context.say(&headline(&words, &record))?;
        context.say(&standing(lang, view.as_of().effective, &shown))?;
    }
    places_grid(lang, &shown).write(context)
}

fn headline(words: &Words<'_>, record: &TargetRecord) -> String {
    let TargetSet { target, name, measure, number, due, .. } = &record.target.set;
    let scope = scope(words.view, &record.target);
    let measure = measures::measure(words, measure);
    let set_on = labels::date(words.lang, record.set_on);
    let withdrawn = record.withdrawn.map(|on| labels::date(words.lang, on));
    match words.lang {
        Lang::Zh => {
            let withdrawn = withdrawn.map(|on| format!("，{on} 撤销")).unwrap_or_default();
            format!("{target} {name}：{scope} {measure}，{due} 前达到 {number}（{set_on} 下达{withdrawn}）")
        }
        Lang::En => {
            let withdrawn = withdrawn.map(|on| format!(", withdrawn on {on}")).unwrap_or_default();
            format!("{target} {name}: {measure} in {scope}, {number} by {due} (set on {set_on}{withdrawn})")
        }
    }
}

/// What is reached, left, and how many days there are: plain counts.
fn standing(lang: Lang, day: Date, shown: &Shown) -> String {
    let Shown { reached, at_least, at_most, left, days_left, missed, .. } = shown;
    let open = at_least != at_most;
    let missed = missed.len();
    match lang {
        Lang::Zh => {
            let days = match days_left {
                0.. => format!("距期限 {days_left} 天"),
                _ => format!("已过期限 {} 天", days_left.unsigned_abs()),
            };
            let open = if open { format!("（至少 {at_least}、至多 {at_most}）") } else { String::new() };
            format!("{day}：已完成 {reached}{open}，尚缺 {left}，{days}；同类中未计入 {missed}")
        }
        Lang::En => {
            let days = match days_left {
                0.. => format!("{days_left} days left"),
                _ => format!("{} days past due", days_left.unsigned_abs()),
            };
            let open = if open { format!(" (at least {at_least}, at most {at_most})") } else { String::new() };
            format!("{day}: {reached} reached{open}, {left} left, {days}; {missed} of the sort are not counted")
        }
    }
}

fn places_grid(lang: Lang, shown: &Shown) -> Grid {
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("what", lang.pick("代码", "what"))
        .text("name", lang.pick("名称", "name"))
        .text("counted", lang.pick("计入", "counted"))
        .text("why", lang.pick("未计入的原因", "why not"));
    let entries = |row: &CountedRow, is_counted: bool| {
        let word = if is_counted { lang.pick("是", "yes") } else { lang.pick("否", "no") };
        vec![
            Entry::plain(row.county_name.as_deref().unwrap_or_default()),
            Entry::plain(&row.what),
            Entry::plain(&row.name),
            Entry::coded(word, is_counted).in_mood(if is_counted { Mood::Good } else { Mood::Fair }),
        ]
    };
    for row in &shown.counted {
        let mut entries = entries(row, true);
        entries.push(Entry::plain(""));
        grid.row(entries);
    }
    for row in &shown.missed {
        let mut entries = entries(&row.what, false);
        entries.push(Entry::coded(&row.told, &row.why));
        grid.row(entries);
    }
    grid
}

fn burn_up(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let days = replay::days_of(matches)?;
    let registry = context.open()?;
    let last = days.last().copied();
    let view = registry.view(Question { effective: last, ..ask::question_of_known(matches)? })?;
    let record = named(&view, matches)?;
    let set = &record.target.set;
    let answer = BurnUp {
        target: set.target.to_string(),
        name: set.name.to_string(),
        measure: set.measure.clone(),
        scope: scope(&view, &record.target),
        number: set.number,
        due: set.due.to_string(),
        known: view.as_of().known.0,
        days: days.into_iter().map(|day| day_row(&view, &record.target, day)).collect::<Result<_, Failure>>()?,
    };
    let lang = context.lang;
    if context.format == Format::Json {
        return context.json(&answer);
    }
    if context.format == Format::Table {
        let BurnUp { target, name, number, due, .. } = &answer;
        context.say(&match lang {
            Lang::Zh => format!("{target} {name}：{due} 前达到 {number}"),
            Lang::En => format!("{target} {name}: {number} by {due}"),
        })?;
    }
    let mut grid = Grid::new()
        .text("as_of", lang.pick("哪一天", "day"))
        .number("reached", lang.pick("已完成", "reached"))
        .number("left", lang.pick("尚缺", "left"))
        .number("days_left", lang.pick("距期限（天）", "days left"))
        .number("reached_then", lang.pick("当日所知", "as known then"))
        .data("at_least")
        .data("at_most");
    for day in &answer.days {
        grid.row(vec![
            Entry::plain(&day.as_of),
            figure(day.reached, day.at_least, day.at_most),
            Entry::plain(day.left).in_mood(mood(day.left, day.days_left < 0)),
            Entry::plain(day.days_left),
            Entry::plain(day.reached_then),
            Entry::plain(day.at_least),
            Entry::plain(day.at_most),
        ]);
    }
    grid.write(context)
}

/// One day of a burn-up: as known by the question, and as known when the day ended.
fn day_row(view: &View<'_>, target: &TargetIn, day: Date) -> Result<DayRow, Failure> {
    let then = if day > today() { Known::Now } else { Known::On(day) };
    let known_then = view.asking(Question { known: then, ..Question::on(day) })?.as_of().known.min(view.as_of().known);
    let on = |known| -> Result<_, Failure> {
        let view = view.asking(Question { known: Known::Before(known), ..Question::on(day) })?;
        let (tree, standard) = (view.tree(), view.standard()?.standard);
        Ok(progress(&view.ground(&standard, &tree), target))
    };
    let (now, then) = (on(view.as_of().known)?, on(known_then)?);
    Ok(DayRow {
        as_of: day.to_string(),
        reached: now.reached,
        at_least: now.at_least,
        at_most: now.at_most,
        left: now.left,
        days_left: now.days_left,
        known_then: known_then.0,
        reached_then: then.reached,
    })
}
