//! `jiceng elections`: the executive committee of each federation.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::Level;
use jiceng_core::domain::committee::Seat;
use jiceng_core::projections::elections::FederationInOffice;
use jiceng_core::{NameShown, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::labels;

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    federation: String,
    name: String,
    place: String,
    place_name: String,
    term: Option<u16>,
    elected: Option<String>,
    seats: Vec<SeatRow>,
}

#[derive(Serialize)]
struct SeatRow {
    role: &'static str,
    person: String,
    name: Option<String>,
    erased: bool,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("elections")
        .about(lang.pick("换届：各妇联组织的执行委员会", "the executive committee of each federation"))
        .args(ask::question_arguments(lang))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内的妇联组织", "only federations in this division")),
        )
        .arg(
            Arg::new("place")
                .long("place")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("只看该地点的妇联组织", "only the federation of this place")),
        )
        .arg(
            Arg::new("elected")
                .long("elected")
                .action(ArgAction::SetTrue)
                .help(lang.pick("只列已选出执委会的", "only those whose committee has been elected")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = view.tree();
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let division = text("division").map(|code| ask::division(&view, &tree, code)).transpose()?;
    let place = text("place").map(|place| ask::place(&view, place, "--place")).transpose()?;
    let is_asked = |federation: &FederationInOffice| {
        division.is_none_or(|division| tree.is_within(federation.place, division))
            && place.is_none_or(|place| federation.place == place)
            && (federation.committee.is_some() || !matches.get_flag("elected"))
    };
    let found: Vec<FederationInOffice> = view.elections().filter(is_asked).collect();
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    if context.format == Format::Json {
        let rows = found.iter().map(|federation| row(&words, federation)).collect::<Result<_, Failure>>()?;
        return context.json(&Answer { asked: Asked::of(view.as_of()), rows });
    }
    let lang = context.lang;
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("federation", lang.pick("编号", "federation"))
        .text("name", lang.pick("妇联组织", "name"))
        .number("term", lang.pick("届", "term"))
        .text("elected", lang.pick("选举", "elected"))
        .number("seats", lang.pick("委员", "seats"))
        .text("chair", lang.pick("主席", "chair"));
    for federation in &found {
        grid.row(entries(&words, federation)?);
    }
    grid.write(context)
}

fn row(words: &Words<'_>, federation: &FederationInOffice) -> Result<Row, Failure> {
    let seats = federation.committee.iter().flat_map(|committee| &committee.seats);
    Ok(Row {
        federation: federation.federation.to_string(),
        name: federation.name.clone(),
        place: words.place(federation.place),
        place_name: words.name(federation.place),
        term: federation.committee.as_ref().map(|committee| committee.term),
        elected: federation.committee.as_ref().map(|committee| committee.elected.to_string()),
        seats: seats.map(|seat| seat_row(words.view, seat)).collect::<Result<_, Failure>>()?,
    })
}

fn seat_row(view: &View<'_>, seat: &Seat) -> Result<SeatRow, Failure> {
    let shown = view.person(&seat.person)?;
    let erased = shown == NameShown::Erased;
    let name = if let NameShown::Name(name) = shown { Some(name) } else { None };
    let role = match seat.role {
        jiceng_core::domain::committee::SeatRole::Chair => "chair",
        jiceng_core::domain::committee::SeatRole::ViceChair => "vice_chair",
        jiceng_core::domain::committee::SeatRole::StandingMember => "standing_member",
        jiceng_core::domain::committee::SeatRole::Member => "member",
    };
    Ok(SeatRow { role, person: seat.person.to_string(), name, erased })
}

fn entries(words: &Words<'_>, federation: &FederationInOffice) -> Result<Vec<Entry>, Failure> {
    let lang = words.lang;
    let committee = federation.committee.as_ref();
    let none = || Entry::coded(lang.pick("未选举", "none"), "").in_mood(Mood::Fair);
    let seats = committee.map(|committee| committee.seats.as_slice()).unwrap_or_default();
    let chair = seats.iter().find(|seat| seat.role == jiceng_core::domain::committee::SeatRole::Chair);
    let chair = chair.map(|seat| name(lang, words.view, seat)).transpose()?;
    Ok(vec![
        Entry::plain(words.name_above(federation.place, Level::County).unwrap_or_default()),
        Entry::plain(words.place(federation.place)),
        Entry::plain(&federation.federation),
        Entry::plain(&federation.name),
        committee.map_or_else(none, |committee| Entry::plain(committee.term)),
        committee.map_or_else(|| Entry::plain(""), |c| Entry::coded(labels::date(lang, c.elected), c.elected)),
        Entry::plain(seats.len()),
        Entry::plain(chair.unwrap_or_default()),
    ])
}

fn name(lang: Lang, view: &View<'_>, seat: &Seat) -> Result<String, Failure> {
    Ok(match view.person(&seat.person)? {
        NameShown::Name(name) => name,
        NameShown::Erased => lang.pick("已删除", "erased").to_owned(),
        NameShown::Sealed => lang.pick("（密钥不在）", "(no key)").to_owned(),
        NameShown::Unknown => seat.person.to_string(),
    })
}
