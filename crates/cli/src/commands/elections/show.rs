//! `jiceng elections show`: one federation's committee on a day, its seats over time, its events.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::FederationQuestion;

use super::standard;
use crate::Lang;
use crate::ask;
use crate::commands::history;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{elections as texts, headings, history as history_texts};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("show")
        .about(lang.pick(
            "一个妇联组织：当日的执委会、历届委员、有关事件",
            "one federation: its committee on a day, the seats over time, the events",
        ))
        .arg(Arg::new("federation").required(true).value_name(lang.pick("妇联组织", "FEDERATION")).help(lang.pick(
            "妇联组织编号，或其所在地点的代码、编号",
            "a federation's identifier, or the code or identifier of its place",
        )))
        .args(ask::question_arguments(lang))
        .arg(Arg::new("standard").long("standard").value_name(lang.pick("标准", "STANDARD")).help(lang.pick(
            "按另一标准的任期：TOML 文件或标准编号（缺省为当日现行标准）",
            "by the terms of another standard: a TOML file or an identifier (else the one in force)",
        )))
        .arg(
            Arg::new("events")
                .long("events")
                .action(ArgAction::SetTrue)
                .help(lang.pick("列出有关事件，不列委员", "the events instead of the seats")),
        )
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let federation = matches.get_one::<String>("federation").cloned().unwrap_or_default();
    let question = FederationQuestion { when: ask::when(matches)?, federation, standard: standard(matches)? };
    let view = registry.view(question.when.question())?.locked()?;
    context.note_names(&view)?;
    let answer = question.answer_in(&view)?;
    if context.format == Format::Json {
        return context.json(&answer);
    }
    let lang = context.lang;
    if context.format == Format::Table {
        context.say(&texts::federation(lang, &answer))?;
    }
    if matches.get_flag("events") {
        return history::grid(lang, &view, &answer.events).write(context);
    }
    Grid::of(lang, &answer.table(), headings::of_seats).write(context)?;
    if context.format == Format::Table {
        context.say(history_texts::events(lang))?;
        history::grid(lang, &view, &answer.events).write_table(context)?;
    }
    Ok(())
}
