//! `jiceng standard`: coverage standards as data: listed, shown, tried, adopted, repealed.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, StandardQuestion, StandardsQuestion, Wanted};
use jiceng_core::domain::standard::{StandardAdopted, StandardRepealed};
use jiceng_core::domain::{Event, PartialDate, StandardId, Wish};
use jiceng_core::{Question, Request, domain};

use crate::Lang;
use crate::ask;
use crate::commands::entry::{self, Subcommand};
use crate::commands::{record, standards};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

/// What is done with standards.
const COMMANDS: [Subcommand; 5] = [
    Subcommand { name: "list", takes: list_command, does: list },
    Subcommand { name: "show", takes: show_command, does: show },
    Subcommand { name: "try", takes: try_command, does: try_file },
    Subcommand { name: "adopt", takes: adopt_command, does: adopt },
    Subcommand { name: "repeal", takes: repeal_command, does: repeal },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("standard")
        .about(
            lang.pick("覆盖标准：列出、查看、试用、采用、废止", "coverage standards: list, show, try, adopt, repeal"),
        )
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn list_command(lang: Lang) -> Command {
    Command::new("list")
        .about(lang.pick("列出已采用的和随程序提供的标准", "list those adopted and those that ship"))
        .args(ask::question_arguments(lang))
}

fn show_command(lang: Lang) -> Command {
    Command::new("show")
        .about(lang.pick("查看一个标准", "show one standard"))
        .arg(standard_argument(lang))
        .arg(Arg::new("terms").long("terms").action(ArgAction::SetTrue).help(lang.pick(
            "列出各级执委会的任期，不列各项要求",
            "the terms of office of committees instead of the requirements",
        )))
        .args(ask::question_arguments(lang))
}

fn try_command(lang: Lang) -> Command {
    Command::new("try")
        .about(lang.pick("检查一个标准文件，逐项列出问题", "check a standard's file and tell everything that is wrong"))
        .arg(Arg::new("file").required(true).value_name("FILE").value_parser(value_parser!(PathBuf)))
}

fn adopt_command(lang: Lang) -> Command {
    Command::new("adopt")
        .about(lang.pick("采用一个标准", "adopt a standard"))
        .arg(standard_argument(lang))
        .arg(effective_argument(lang))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

fn repeal_command(lang: Lang) -> Command {
    Command::new("repeal")
        .about(lang.pick("废止一个标准", "repeal a standard"))
        .arg(standard_argument(lang))
        .arg(effective_argument(lang))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

/// The standard that is asked for.
fn standard_argument(lang: Lang) -> Arg {
    Arg::new("standard").required(true).value_name(lang.pick("标准", "STANDARD")).help(lang.pick(
        "TOML 文件，或已采用的、随程序提供的标准编号",
        "a TOML file, or the identifier of one that was adopted or ships",
    ))
}

fn effective_argument(lang: Lang) -> Arg {
    Arg::new("effective")
        .long("effective")
        .required(true)
        .value_name(lang.pick("日期", "DATE"))
        .help(lang.pick("自哪一天起", "from which day on"))
}

fn name(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("standard").map(String::as_str).unwrap_or_default()
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = StandardsQuestion { when: ask::when(matches)? };
    let answer = question.answer(&registry.view(Question::default())?)?;
    context.answer(&answer, |_| Vec::new(), |lang| Grid::of(lang, &answer.table(), headings::of_standards))
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = StandardQuestion { when: ask::when(matches)?, standard: standards::asked(name(matches))? };
    let answer = question.answer(&registry.view(Question::default())?)?;
    if context.format == Format::Json {
        return context.json(&answer);
    }
    let lang = context.lang;
    if context.format == Format::Table {
        context.say(&headlines::standard(lang, &answer))?;
    }
    let terms = || Grid::of(lang, &answer.table_of_terms(), headings::of_standard);
    if matches.get_flag("terms") {
        return terms().write(context);
    }
    Grid::of(lang, &answer.table(), headings::of_standard).write(context)?;
    if context.format == Format::Table && !answer.terms.is_empty() {
        context.say(headlines::terms(lang))?;
        terms().write_table(context)?;
    }
    Ok(())
}

fn try_file(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let standard = standards::from_file(Path::new(path))?;
    context.say(&headlines::tried(context.lang, &standard))
}

fn adopt(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let standard = standards::named(&registry.view(Question::default())?.locked()?, name(matches))?.standard;
    record::record_in(context, &registry, &request(matches, StandardAdopted { standard }.into())?)
}

fn repeal(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let value = || AskError::value("standard", name(matches), Wanted::Standard);
    let standard = StandardId::parse(name(matches)).map_err(|_| value())?;
    record::record_in(context, &registry, &request(matches, StandardRepealed { standard }.into())?)
}

fn request(matches: &ArgMatches, event: Event) -> Result<Request, Failure> {
    let text = matches.get_one::<String>("effective").map(String::as_str).unwrap_or_default();
    let value = || AskError::value("--effective", text, Wanted::PartialDate);
    let effective = PartialDate::parse(text).map_err(|_| value())?;
    let missing = || jiceng_exchange::RowProblem::Missing { field: "recorder".to_owned() };
    let recorder = record::recorder(matches)?.ok_or_else(missing)?;
    let wish = Wish { effective, evidence: Vec::new(), command: domain::Command::Record(event) };
    record::approved(matches, Request::new(recorder, wish))
}
