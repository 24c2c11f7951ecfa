//! `jiceng target`: targets and how far they have come, on any day, as known at any time.

use clap::{ArgMatches, Command};
use jiceng_core::View;
use jiceng_core::domain::TargetId;
use jiceng_core::domain::target::{TargetSet, TargetState};
use jiceng_core::projections::measure::{Counted, Ground};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};

/// The JSON of an answer.
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
    reached: usize,
    left: usize,
    overdue: bool,
    counted: Vec<String>,
}

pub(crate) fn command(lang: Lang) -> Command {
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
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, context),
        _ => Ok(()),
    }
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let rows = rows(&view)?;
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
        .text("due", lang.pick("期限", "due"));
    for row in rows {
        let mood = match (row.left, row.overdue) {
            (0, _) => Mood::Good,
            (_, true) => Mood::Bad,
            (_, false) => Mood::Fair,
        };
        let shown =
            if row.overdue { format!("{} {}", row.due, lang.pick("已逾期", "overdue")) } else { row.due.clone() };
        grid.row(vec![
            Entry::plain(row.target),
            Entry::plain(row.name),
            Entry::plain(row.scope),
            Entry::plain(row.number),
            Entry::plain(row.reached),
            Entry::plain(row.left).in_mood(mood),
            Entry::coded(shown, row.due),
        ]);
    }
    grid.write(context)
}

fn rows(view: &View<'_>) -> Result<Vec<Row>, Failure> {
    let (tree, standard) = (view.tree(), view.standard()?.standard);
    let ground = Ground { facts: view.facts(), as_of: view.as_of(), standard: &standard, tree: &tree };
    let ids: Vec<TargetId> = view.facts().targets.iter().map(|(id, _)| id.clone()).collect();
    let set = ids.iter().filter_map(|id| match view.facts().targets.state_on(id, view.as_of()) {
        TargetState::Set(set) => Some(*set),
        TargetState::Unknown | TargetState::Withdrawn => None,
    });
    Ok(set.map(|set| row(view, &ground, &set)).collect())
}

fn row(view: &View<'_>, ground: &Ground<'_>, set: &TargetSet) -> Row {
    let scope = view.find(&set.scope.into());
    let counted = scope.map(|scope| ground.counted(&set.measure, scope)).unwrap_or_default();
    let left = usize::try_from(set.number).unwrap_or(usize::MAX).saturating_sub(counted.len());
    Row {
        target: set.target.to_string(),
        name: set.name.to_string(),
        scope: set.scope.to_string(),
        number: set.number,
        due: set.due.to_string(),
        reached: counted.len(),
        left,
        overdue: left > 0 && set.due < view.as_of().effective,
        counted: counted.iter().map(|counted| named(view, counted)).collect(),
    }
}

fn named(view: &View<'_>, counted: &Counted) -> String {
    match counted {
        Counted::Place(no) => view.place(*no).map(|place| place.to_string()).unwrap_or_default(),
        Counted::Designation(id) => id.to_string(),
        Counted::Institution(id) => id.to_string(),
    }
}
