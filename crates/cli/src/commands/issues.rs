//! `jiceng issues`: the list of reform issues (“破难行动”问题清单).

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{IssueQuestion, IssueStateAsked, IssuesQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::commands::entry::{self, Subcommand};
use crate::commands::history;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

/// What is asked of the list.
const COMMANDS: [Subcommand; 2] = [
    Subcommand { name: "list", takes: list_command, does: list },
    Subcommand { name: "show", takes: show_command, does: show },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("issues")
        .about(lang.pick("破难行动问题清单", "the list of reform issues"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn list_command(lang: Lang) -> Command {
    Command::new("list")
        .about(lang.pick("列出问题、责任单位、期限和进展", "the issues, with owner, due day and progress"))
        .args(ask::question_arguments(lang))
        .arg(only("open", lang.pick("只列未销号的", "only those not closed")))
        .arg(only("closed", lang.pick("只列已销号的", "only those closed")).conflicts_with_all(["open", "overdue"]))
        .arg(only("overdue", lang.pick("只列未销号且已逾期的", "only those not closed and past due")))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内的问题", "only issues of places in this division")),
        )
}

fn show_command(lang: Lang) -> Command {
    Command::new("show")
        .about(
            lang.pick("一个问题及其全部事件，已撤回的也列出", "one issue and every event about it, withdrawn ones too"),
        )
        .arg(
            Arg::new("issue")
                .required(true)
                .value_name(lang.pick("编号", "ISSUE"))
                .help(lang.pick("问题清单中的编号", "its number on the list")),
        )
        .args(ask::question_arguments(lang))
}

fn only(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    // What is overdue is open.
    let states =
        [("overdue", IssueStateAsked::Overdue), ("open", IssueStateAsked::Open), ("closed", IssueStateAsked::Closed)];
    let question = IssuesQuestion {
        when: ask::when(matches)?,
        division: matches.get_one("division").cloned(),
        state: states.into_iter().find_map(|(name, state)| matches.get_flag(name).then_some(state)),
    };
    let answer = question.answer(&registry.view(Question::default())?)?;
    context.answer(
        &answer,
        |lang| vec![headlines::issues(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_issues),
    )
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let issue = matches.get_one::<String>("issue").cloned().unwrap_or_default();
    let question = IssueQuestion { when: ask::when(matches)?, issue };
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view)?;
    context.answer(
        &answer,
        |lang| vec![headlines::issue(lang, &answer)],
        |lang| history::grid(lang, &view, &answer.events),
    )
}
