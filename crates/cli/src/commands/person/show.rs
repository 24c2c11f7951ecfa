//! `jiceng person show`: the seats of one person over time, and what is recorded of the person.

use clap::{ArgMatches, Command};
use jiceng_answers::PersonQuestion;

use super::{person, person_argument};
use crate::Lang;
use crate::ask;
use crate::commands::history;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines, history as texts};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("show")
        .about(lang.pick(
            "一名人员：历任职务及起止，登记和删除姓名的事件",
            "one person: the seats over time, and the events that registered or erased the name",
        ))
        .arg(person_argument(lang))
        .args(ask::question_arguments(lang))
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let person = person(matches)?.to_string();
    let registry = context.open_to_ask()?;
    let question = PersonQuestion { when: ask::when(matches)?, person };
    let view = registry.view(question.when.question())?.locked()?;
    context.note_names(&view)?;
    let answer = question.answer_in(&view)?;
    context.answer(
        &answer,
        |lang| vec![headlines::person(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_seats_of_person),
    )?;
    if context.format == Format::Table {
        context.say(texts::events(context.lang))?;
        history::grid(context.lang, &view, &answer.events).write_table(context)?;
    }
    Ok(())
}
