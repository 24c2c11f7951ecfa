//! `jiceng person show`: the seats of one person over time, and what is recorded of the person.

use clap::{ArgMatches, Command};
use jiceng_core::domain::{Level, PersonId};
use jiceng_core::projections::persons::{self, PersonSeat};
use jiceng_core::{HistoryEntry, NameShown, View};
use serde::Serialize;

use super::{SeatRow, person, person_argument, seat_row};
use crate::ask::{self, Asked};
use crate::commands::history::{self, EventRow};
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
    person: String,
    name: Option<String>,
    name_state: &'static str,
    registered: Option<String>,
    registered_position: Option<u64>,
    erased: Option<String>,
    erased_position: Option<u64>,
    seats: Vec<SeatRow>,
    events: Vec<EventRow>,
}

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
    let person = person(matches)?;
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    context.note_names(&view)?;
    let tree = view.tree();
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let seats = persons::seats_by_person(view.facts(), view.as_of()).remove(&person).unwrap_or_default();
    let entries = entries(&view, &person)?;
    if seats.is_empty() && entries.is_empty() {
        return Err(Failure::NoSuchPerson { person });
    }
    let shown = view.person(&person)?;
    let registration = persons::registration(view.facts(), &person, view.as_of().known);
    if context.format == Format::Json {
        return context.json(&Answer {
            asked: Asked::of(view.as_of()),
            person: person.to_string(),
            name: names::name(&shown),
            name_state: names::state_code(&shown),
            registered: registration.registered.map(|(on, _)| on.to_string()),
            registered_position: registration.registered.map(|(_, at)| at.0),
            erased: registration.erased.map(|(on, _)| on.to_string()),
            erased_position: registration.erased.map(|(_, at)| at.0),
            seats: seats.iter().map(|seat| seat_row(&words, seat)).collect(),
            events: entries.iter().map(history::event_row).collect(),
        });
    }
    let lang = context.lang;
    if context.format == Format::Table {
        let day = view.as_of().effective;
        let held = seats.iter().filter(|seat| seat.is_held()).count();
        let name = names::entry(lang, &person, &shown);
        context.say(&match lang {
            Lang::Zh => format!("{person}（{}）：{day} 任职 {held} 处，历任 {} 处", name.shown(), seats.len()),
            Lang::En => {
                format!("{person} ({}): {held} seats on {day}, {} in all", name.shown(), seats.len())
            }
        })?;
    }
    grid(&words, &seats, &shown).write(context)?;
    if context.format == Format::Table {
        context.say(lang.pick("\n有关事件：", "\nEvents:"))?;
        let mut grid = history::columns(lang);
        for entry in &entries {
            grid.row(history::row(lang, &view, entry));
        }
        grid.write_table(context)?;
    }
    Ok(())
}

fn entries(view: &View<'_>, person: &PersonId) -> Result<Vec<HistoryEntry>, Failure> {
    let positions = persons::events(view.facts(), person, view.as_of().known);
    let entries = positions.into_iter().filter_map(|position| view.entry(position).transpose());
    Ok(entries.collect::<Result<_, _>>()?)
}

fn grid(words: &Words<'_>, seats: &[PersonSeat], shown: &NameShown) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .data("person")
        .data("name")
        .data("name_state")
        .text("county_name", lang.pick("县区", "county"))
        .text("federation", lang.pick("妇联编号", "federation"))
        .text("federation_name", lang.pick("妇联组织", "name"))
        .data("place")
        .data("place_name")
        .number("term", lang.pick("届", "term"))
        .text("role", lang.pick("职务", "role"))
        .text("taken", lang.pick("方式", "taken"))
        .text("from", lang.pick("自", "from"))
        .text("until", lang.pick("至", "until"))
        .text("left", lang.pick("离任", "left"));
    for seat in seats {
        let (holding, left) = (&seat.holding, seat.holding.left);
        grid.row(vec![
            Entry::plain(&holding.person),
            names::entry(lang, &holding.person, shown),
            Entry::plain(names::state_code(shown)),
            Entry::plain(words.name_above(seat.place, Level::County).unwrap_or_default()),
            Entry::plain(&seat.federation),
            Entry::plain(&seat.name),
            Entry::plain(words.place(seat.place)),
            Entry::plain(words.name(seat.place)),
            Entry::plain(holding.term),
            Entry::coded(labels::role(lang, holding.role), texts::role_code(holding.role)),
            Entry::coded(texts::taken(lang, holding.taken), texts::taken_code(holding.taken)),
            Entry::coded(labels::date(lang, holding.from), holding.from),
            Entry::coded(
                left.map(|left| labels::date(lang, left.on)).unwrap_or_default(),
                left.map(|left| left.on.to_string()).unwrap_or_default(),
            ),
            Entry::coded(
                left.map(|left| texts::left(lang, left.how)).unwrap_or_default(),
                left.map(|left| texts::left_code(left.how)).unwrap_or_default(),
            ),
        ]);
    }
    grid
}
