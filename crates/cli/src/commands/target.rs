//! `jiceng target`: targets and how far they have come, on any day, as known at any time.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{BurnUpQuestion, TargetQuestion, TargetsQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::commands::entry::{self, Subcommand};
use crate::commands::{replay, target_set};
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

/// What is done with targets.
const COMMANDS: [Subcommand; 4] = [
    Subcommand { name: "list", takes: list_command, does: list },
    Subcommand { name: "show", takes: show_command, does: show },
    Subcommand { name: "burnup", takes: burn_up_command, does: burn_up },
    Subcommand { name: "set", takes: target_set::command, does: target_set::run },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("target")
        .about(lang.pick("目标任务及其进度", "targets and how far they have come"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn list_command(lang: Lang) -> Command {
    Command::new("list")
        .about(lang.pick(
            "列出目标任务、已完成数和所计入的地点（--format json 列出全部地点）",
            "targets, how much is reached and what is left (--format json names what is counted)",
        ))
        .args(ask::question_arguments(lang))
}

fn show_command(lang: Lang) -> Command {
    Command::new("show")
        .about(lang.pick(
            "一项目标任务的进度：计入哪些、还差哪些、为什么",
            "how far one target has come: what is counted, what is not, and why",
        ))
        .arg(target_argument(lang))
        .args(ask::question_arguments(lang))
}

fn burn_up_command(lang: Lang) -> Command {
    Command::new("burnup")
        .about(lang.pick(
            "一项目标任务逐月的进度：按现在所知，和按当日所知",
            "how far one target came, month by month: as known now, and as known on each day",
        ))
        .arg(target_argument(lang))
        .args(replay::day_arguments(lang))
        .arg(ask::known_argument(lang))
}

/// The target that is asked for.
fn target_argument(lang: Lang) -> Arg {
    Arg::new("target")
        .required(true)
        .value_name(lang.pick("编号", "TARGET"))
        .help(lang.pick("目标任务编号", "the target's identifier"))
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = TargetsQuestion { when: ask::when(matches)? };
    let answer = question.answer(&registry.view(Question::default())?)?;
    context.answer(&answer, |_| Vec::new(), |lang| Grid::of(lang, &answer.table(), headings::of_targets))
}

/// The target of the argument.
fn named(matches: &ArgMatches) -> String {
    matches.get_one::<String>("target").cloned().unwrap_or_default()
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = TargetQuestion { when: ask::when(matches)?, target: named(matches) };
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view)?;
    context.answer(
        &answer,
        |lang| vec![headlines::target(lang, &view, &answer), headlines::progress(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_counted),
    )
}

fn burn_up(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let span = replay::span(matches)?;
    let registry = context.open_to_ask()?;
    let question = BurnUpQuestion { target: named(matches), span, known: ask::known_at(matches)? };
    let answer = question.answer(&registry.view(Question::default())?)?;
    context.answer(
        &answer,
        |lang| vec![headlines::burn_up(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_targets),
    )
}
