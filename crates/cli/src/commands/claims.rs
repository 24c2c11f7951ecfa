//! `jiceng claims`: what a document states, checked against the history.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, ClaimsAnswer};
use jiceng_core::LockedView;
use jiceng_core::log::bounded;
use jiceng_exchange::claims::claims_from_toml;

use crate::Lang;
use crate::ask;
use crate::commands::entry;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{claims as texts, headings};

/// What is done with claims.
const COMMANDS: [entry::Subcommand; 1] = [entry::Subcommand { name: "check", takes: check_command, does: check }];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("claims")
        .about(lang.pick("文件说法核对", "what a document states, checked against the history"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn check_command(lang: Lang) -> Command {
    Command::new("check")
        .about(lang.pick(
            "逐条核对：说时所知与现在所知，各是多少、是哪些地点",
            "check each claim: how many and which places, as known when it was said and as known now",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(
                    lang.pick(
                        "TOML 文件，写法见 docs/cli/targets.md",
                        "a TOML file, written as docs/cli/targets.md says",
                    ),
                ),
        )
        .arg(ask::known_argument(lang))
        .arg(
            Arg::new("strict")
                .long("strict")
                .action(ArgAction::SetTrue)
                .help(lang.pick("有不成立的说法时以 1 退出", "end with 1 if a claim fails")),
        )
}

fn check(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let text = bounded::read_text(path, bounded::TEXT_BYTES_MAX)
        .map_err(|source| Context::file_failure("read", path, source))?;
    let bad = |problems| Failure::of_file(path, AskError::BadClaims { problems });
    let claims = claims_from_toml(&text).map_err(bad)?;
    let registry = context.open_to_ask()?;
    let view = registry.view(ask::question_of_known(matches)?)?.locked()?;
    let answer = ClaimsAnswer::of(&view, &claims)?;
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => grid(context.lang, &answer).write_csv(context)?,
        Format::Table => tell(context, &view, &answer)?,
    }
    if matches.get_flag("strict") && answer.fails > 0 {
        return Err(Failure::ClaimsFail { fail: answer.fails });
    }
    Ok(())
}

fn grid(lang: Lang, answer: &ClaimsAnswer) -> Grid {
    Grid::of(lang, &answer.table(), headings::of_claims)
}

fn tell(context: &mut Context<'_, '_>, view: &LockedView, answer: &ClaimsAnswer) -> Result<(), Failure> {
    let lang = context.lang;
    context.say(&texts::headline(lang, answer))?;
    grid(lang, answer).write_table(context)?;
    for row in answer.claims.iter().filter(|row| row.verdict != "holds") {
        context.say("")?;
        context.say_all(&texts::lines(lang, view, row))?;
    }
    Ok(())
}
