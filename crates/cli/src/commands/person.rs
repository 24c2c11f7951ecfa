//! `jiceng person`: who sits where, and what is done with names.

mod forget;
mod list;
mod register;
mod rewrap;
mod show;

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::AskError;
use jiceng_core::domain::PersonId;

use crate::Lang;
use crate::commands::entry::{self, Subcommand};
use crate::context::Context;
use crate::failure::Failure;

/// What is done with persons.
const COMMANDS: [Subcommand; 5] = [
    Subcommand { name: "list", takes: list::command, does: list::run },
    Subcommand { name: "show", takes: show::command, does: show::run },
    Subcommand { name: "register", takes: register::command, does: register::run },
    Subcommand { name: "forget", takes: forget::command, does: forget::run },
    Subcommand { name: "rewrap", takes: rewrap::command, does: rewrap::run },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("person")
        .about(lang.pick(
            "人员：谁在哪里任职，登记和删除姓名，更换登记库钥匙",
            "who sits where; names registered and erased; the registry key changed",
        ))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn person_argument(lang: Lang) -> Arg {
    Arg::new("person").required(true).value_name(lang.pick("人员", "PERSON")).help(
        lang.pick("人员编号，如 P003；编号不要有含义", "a person's identifier, such as P003; it should mean nothing"),
    )
}

/// The person of the argument. What is typed is not repeated: it could be a name.
fn person(matches: &ArgMatches) -> Result<PersonId, Failure> {
    let text = matches.get_one::<String>("person").map(String::as_str).unwrap_or_default();
    Ok(PersonId::parse(text).map_err(|_| AskError::NotAPerson)?)
}
