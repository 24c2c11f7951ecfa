//! A table of commands: one row a command.

use clap::{ArgMatches, Command};

use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;

/// A command.
pub(crate) struct Subcommand {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it takes, with its help in a language.
    pub(crate) takes: fn(Lang) -> Command,
    /// What it does.
    pub(crate) does: fn(&ArgMatches, &mut Context<'_, '_>) -> Result<(), Failure>,
}

/// What the commands of a table take.
pub(crate) fn commands(table: &[Subcommand], lang: Lang) -> impl Iterator<Item = Command> {
    table.iter().map(move |entry| (entry.takes)(lang))
}

/// Runs the command of the table that was asked for.
pub(crate) fn run(table: &[Subcommand], matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let asked = matches.subcommand().unwrap_or(("", matches));
    let entry = table.iter().find(|entry| entry.name == asked.0);
    let entry = entry.ok_or_else(|| Failure::NoCommand { name: asked.0.to_owned() })?;
    (entry.does)(asked.1, context)
}

/// The same, or where no command of the table was asked for what stands above them.
pub(crate) fn run_or(
    table: &[Subcommand],
    matches: &ArgMatches,
    context: &mut Context<'_, '_>,
    otherwise: fn(&ArgMatches, &mut Context<'_, '_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if matches.subcommand().is_some() { run(table, matches, context) } else { otherwise(matches, context) }
}

#[cfg(test)]
mod tests {
    use super::super::COMMANDS;
    use crate::Lang;

    #[test]
    fn every_command_goes_by_the_name_of_its_row() {
        for entry in &COMMANDS {
            assert_eq!((entry.takes)(Lang::En).get_name(), entry.name);
        }
    }
}
