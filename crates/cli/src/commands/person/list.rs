//! `jiceng person list`: the persons, and which seats they hold on a day.

use std::collections::BTreeSet;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::NameShown;
use jiceng_core::domain::{PersonId, Position};
use jiceng_core::projections::persons::{self, PersonSeat};
use serde::Serialize;

use super::{SeatRow, seat_row};
use crate::ask::{self, Asked};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::{elections as texts, labels, names};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    persons: usize,
    named: usize,
    erased: usize,
    no_key: usize,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    person: String,
    name: Option<String>,
    name_state: &'static str,
    registered: Option<String>,
    seats: Vec<SeatRow>,
}

/// A person as the list has one.
struct Found {
    person: PersonId,
    shown: NameShown,
    registered: Option<String>,
    seats: Vec<PersonSeat>,
}

pub(super) fn command(lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("list")
        .about(lang.pick("列出人员及其当日所任职务", "the persons, and which seats they hold on a day"))
        .args(ask::question_arguments(lang))
        .arg(text(
            "division",
            lang.pick("代码", "CODE"),
            lang.pick("只列在该行政区划之内任职的", "only those with a seat in this division"),
        ))
        .arg(text(
            "place",
            lang.pick("地点", "PLACE"),
            lang.pick("只列在该地点任职的", "only those with a seat at this place"),
        ))
        .arg(
            text(
                "state",
                lang.pick("状态", "STATE"),
                lang.pick(
                    "只列姓名为此状态的：named 有姓名、erased 已删除、no_key 缺钥匙、damaged_key 钥匙损坏、unknown 未登记",
                    "only those whose name is named, erased, no_key, damaged_key or unknown (not registered)",
                ),
            )
            .value_parser(["named", "erased", "no_key", "damaged_key", "unknown"])
            .hide_possible_values(true),
        )
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    context.note_names(&view)?;
    let tree = view.tree();
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = found(matches, &words)?;
    let lang = context.lang;
    let count = |state: &str| found.iter().filter(|found| names::state_code(&found.shown) == state).count();
    let (named, erased, no_key) = (count("named"), count("erased"), count("no_key"));
    if context.format == Format::Json {
        let rows = found.iter().map(|found| Row {
            person: found.person.to_string(),
            name: names::name(&found.shown),
            name_state: names::state_code(&found.shown),
            registered: found.registered.clone(),
            seats: found.seats.iter().map(|seat| seat_row(&words, seat)).collect(),
        });
        let rows = rows.collect();
        let asked = Asked::of(view.as_of());
        return context.json(&Answer { asked, persons: found.len(), named, erased, no_key, rows });
    }
    if context.format == Format::Table {
        let (day, all) = (view.as_of().effective, found.len());
        context.say(&match lang {
            Lang::Zh => format!("{day} 的人员 {all} 名：有姓名 {named}，已删除 {erased}，缺钥匙 {no_key}"),
            Lang::En => format!("{all} persons on {day}: {named} named, {erased} erased, {no_key} without a key"),
        })?;
    }
    let mut grid = Grid::new()
        .text("person", lang.pick("编号", "person"))
        .text("name", lang.pick("姓名", "name"))
        .data("name_state")
        .text("registered", lang.pick("登记", "registered"))
        .number("seats", lang.pick("任职数", "seats"))
        .text("held", lang.pick("职务", "held"));
    for found in &found {
        let told: Vec<String> = found.seats.iter().map(|seat| told(&words, seat)).collect();
        let codes = found
            .seats
            .iter()
            .map(|seat| format!("{}@{}:{}", texts::role_code(seat.holding.role), seat.federation, seat.holding.from));
        grid.row(vec![
            Entry::plain(&found.person),
            names::entry(lang, &found.person, &found.shown),
            Entry::plain(names::state_code(&found.shown)),
            Entry::plain(found.registered.as_deref().unwrap_or_default()),
            Entry::plain(found.seats.len()),
            Entry::coded(told.join(lang.pick("；", "; ")), codes.collect::<Vec<_>>().join(" ")),
        ]);
    }
    grid.write(context)
}

fn told(words: &Words<'_>, seat: &PersonSeat) -> String {
    let (lang, from) = (words.lang, labels::date(words.lang, seat.holding.from));
    let role = labels::role(lang, seat.holding.role);
    match lang {
        Lang::Zh => format!("{} {role}（自 {from}）", seat.name),
        Lang::En => format!("{role} of {} since {from}", seat.name),
    }
}

/// Those who were registered as far as was known, and those who hold a seat on the day.
fn found(matches: &ArgMatches, words: &Words<'_>) -> Result<Vec<Found>, Failure> {
    let (view, tree) = (words.view, words.tree);
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let division = text("division").map(|code| ask::division(view, tree, code)).transpose()?;
    let place = text("place").map(|place| ask::place(view, place, "--place")).transpose()?;
    let known: Position = view.as_of().known;
    let mut seats = persons::seats_by_person(view.facts(), view.as_of());
    for seats in seats.values_mut() {
        seats.retain(PersonSeat::is_held);
    }
    let seated = seats.iter().filter(|(_, seats)| !seats.is_empty()).map(|(person, _)| person.clone());
    let registered = view.facts().persons.iter().map(|(person, _)| person.clone());
    let registered = registered.filter(|person| !persons::events(view.facts(), person, known).is_empty());
    let all: BTreeSet<PersonId> = registered.chain(seated).collect();
    let mut found = Vec::new();
    for person in all {
        let mut seats = seats.remove(&person).unwrap_or_default();
        seats.retain(|seat| {
            division.is_none_or(|division| tree.is_within(seat.place, division))
                && place.is_none_or(|wanted| wanted == seat.place)
        });
        let shown = view.person(&person)?;
        let is_wanted = text("state").is_none_or(|wanted| wanted == names::state_code(&shown));
        if is_wanted && (!seats.is_empty() || (division.is_none() && place.is_none())) {
            let registration = persons::registration(view.facts(), &person, known);
            let registered = registration.registered.map(|(on, _)| on.to_string());
            found.push(Found { person, shown, registered, seats });
        }
    }
    Ok(found)
}
