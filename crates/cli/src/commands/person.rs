//! `jiceng person`: who sits where, and what is done with names.

mod forget;
mod list;
mod register;
mod rewrap;
mod show;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::NamesHeld;
use jiceng_core::domain::{Level, PersonId};
use jiceng_core::projections::persons::PersonSeat;
use serde::Serialize;

use crate::commands::places::Words;
use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::texts::elections as texts;

/// How many names there are and can be read, in JSON.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct NamesRow {
    names: usize,
    keys: usize,
    opened: Option<usize>,
    keyless: usize,
    missing: usize,
    damaged: usize,
}

impl NamesRow {
    pub(crate) fn of(held: &NamesHeld) -> Self {
        let NamesHeld { names, keys, opened, keyless, damaged } = *held;
        Self { names, keys, opened, keyless, missing: held.missing(), damaged }
    }
}

/// A seat of a person in JSON.
#[derive(Serialize)]
struct SeatRow {
    federation: String,
    federation_name: String,
    place: String,
    place_name: String,
    county_name: Option<String>,
    term: u16,
    role: &'static str,
    taken: &'static str,
    from: String,
    from_position: u64,
    left: Option<&'static str>,
    until: Option<String>,
    until_position: Option<u64>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("person")
        .about(lang.pick(
            "人员：谁在哪里任职，登记和删除姓名，更换登记库钥匙",
            "who sits where; names registered and erased; the registry key changed",
        ))
        .subcommand_required(true)
        .subcommands([
            list::command(lang),
            show::command(lang),
            register::command(lang),
            forget::command(lang),
            rewrap::command(lang),
        ])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list::run(matches, context),
        Some(("show", matches)) => show::run(matches, context),
        Some(("register", matches)) => register::run(matches, context),
        Some(("forget", matches)) => forget::run(matches, context),
        Some(("rewrap", matches)) => rewrap::run(matches, context),
        _ => Ok(()),
    }
}

fn person_argument(lang: Lang) -> Arg {
    Arg::new("person").required(true).value_name(lang.pick("人员", "PERSON")).help(
        lang.pick("人员编号，如 P003；编号不要有含义", "a person's identifier, such as P003; it should mean nothing"),
    )
}

/// The person of the argument. What is typed is not repeated: it could be a name.
fn person(matches: &ArgMatches) -> Result<PersonId, Failure> {
    let text = matches.get_one::<String>("person").map(String::as_str).unwrap_or_default();
    PersonId::parse(text).map_err(|_| Failure::NotAPerson)
}

fn seat_row(words: &Words<'_>, seat: &PersonSeat) -> SeatRow {
    let holding = &seat.holding;
    SeatRow {
        federation: seat.federation.to_string(),
        federation_name: seat.name.clone(),
        place: words.place(seat.place),
        place_name: words.name(seat.place),
        county_name: words.name_above(seat.place, Level::County),
        term: holding.term,
        role: texts::role_code(holding.role),
        taken: texts::taken_code(holding.taken),
        from: holding.from.to_string(),
        from_position: holding.from_position.0,
        left: holding.left.map(|left| texts::left_code(left.how)),
        until: holding.left.map(|left| left.on.to_string()),
        until_position: holding.left.map(|left| left.position.0),
    }
}
