//! `jiceng elections show`: one federation's committee on a day, its seats over time, its events.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::federation::FederationRecord;
use jiceng_core::domain::term_of_office::TermOfOffice;
use jiceng_core::domain::{FederationId, Level, Place, PlaceNo};
use jiceng_core::projections::elections::office::{DUE_WITHIN_DAYS, Office};
use jiceng_core::projections::elections::seats::{Holding, ending, events, holdings, place_ending};
use jiceng_core::{HistoryEntry, NameShown, StandardInForce, View};
use serde::Serialize;

use super::offices::{FederationRow, row};
use crate::ask::{self, Asked};
use crate::commands::history::{self, EventRow};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::{elections as texts, labels, names};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    standard: String,
    standard_adopted: bool,
    terms: Vec<TermOfOffice>,
    active: bool,
    ended: Option<String>,
    place_ended: Option<String>,
    #[serde(flatten)]
    committee: FederationRow,
    holdings: Vec<HoldingRow>,
    events: Vec<EventRow>,
}

#[derive(Serialize)]
struct HoldingRow {
    term: u16,
    role: &'static str,
    person: String,
    name: Option<String>,
    name_state: &'static str,
    erased: bool,
    taken: &'static str,
    from: String,
    from_position: u64,
    left: Option<&'static str>,
    until: Option<String>,
    until_position: Option<u64>,
}

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
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    context.note_names(&view)?;
    let text = matches.get_one::<String>("federation").map(String::as_str).unwrap_or_default();
    let (record, office, standard) = found(matches, &view, text)?;
    let tree = view.tree();
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let seats = holdings(view.facts(), record, view.as_of());
    let entries = entries(&view, record)?;
    if context.format == Format::Json {
        return context.json(&Answer {
            asked: Asked::of(view.as_of()),
            standard: standard.standard.id.to_string(),
            standard_adopted: standard.is_adopted,
            terms: standard.standard.terms.clone(),
            active: view.facts().place_of_existing(record, view.as_of()).is_some(),
            ended: ending(record, view.as_of()).map(|(day, _)| day.to_string()),
            place_ended: place_ending(view.facts(), record, view.as_of()).map(|(day, _)| day.to_string()),
            committee: row(&words, &office)?,
            holdings: seats.iter().map(|holding| holding_row(&view, holding)).collect::<Result<_, Failure>>()?,
            events: entries.iter().map(history::event_row).collect(),
        });
    }
    let lang = context.lang;
    if context.format == Format::Table {
        context.say(&headline(&words, record, &office))?;
    }
    let events_grid = || {
        let mut grid = history::columns(lang);
        for entry in &entries {
            grid.row(history::row(lang, &view, entry));
        }
        grid
    };
    if matches.get_flag("events") {
        return events_grid().write(context);
    }
    seats_grid(lang, &view, &seats)?.write(context)?;
    if context.format == Format::Table {
        context.say(lang.pick("\n有关事件：", "\nEvents:"))?;
        events_grid().write_table(context)?;
    }
    Ok(())
}

/// The federation that an identifier or a place names, and what its committee is on the day.
fn found<'v>(
    matches: &ArgMatches,
    view: &'v View<'_>,
    text: &str,
) -> Result<(&'v FederationRecord, Office, StandardInForce), Failure> {
    let federations = &view.facts().federations;
    let by_id = FederationId::parse(text).ok().and_then(|id| federations.get(federations.find(&id)?));
    let place = text.parse::<Place>().ok().and_then(|place| view.find(&place));
    let by_place = || federations.at(place?, view.as_of());
    let standard = super::standard(matches, view)?;
    let office = |record| Office::of(view.facts(), record, view.as_of(), &standard.standard, DUE_WITHIN_DAYS);
    let found = by_id.or_else(by_place).and_then(|record| Some((record, office(record)?)));
    match (found, FederationId::parse(text)) {
        (Some((record, office)), _) => Ok((record, office, standard)),
        (None, _) if place.is_some() => Err(Failure::NoFederation { place: text.to_owned() }),
        (None, Ok(federation)) => Err(Failure::NoSuchFederation { federation }),
        (None, Err(_)) if text.parse::<Place>().is_ok() => Err(Failure::NoSuchPlace { place: text.to_owned() }),
        (None, Err(_)) => {
            // Somebody may look for a person here.
            let value = if text.is_ascii() { text } else { "…" }.to_owned();
            Err(Failure::Value { option: "FEDERATION", value, wanted: Wanted::Federation })
        }
    }
}

fn entries(view: &View<'_>, record: &FederationRecord) -> Result<Vec<HistoryEntry>, Failure> {
    let mut entries = Vec::new();
    for position in events(record, view.as_of()) {
        entries.extend(view.entry(position)?);
    }
    entries.sort_by_key(|entry| (entry.recorded.fact.effective.last(), entry.recorded.position));
    Ok(entries)
}

fn headline(words: &Words<'_>, record: &FederationRecord, office: &Office) -> String {
    let lang = words.lang;
    let federation = &office.federation;
    let county = words.name_above(federation.place, Level::County).map(|name| format!("{name} ")).unwrap_or_default();
    let place = format!("{county}{} {}", words.name(federation.place), words.place(federation.place));
    let place = if place.trim().is_empty() { String::new() } else { format!(", {place}") };
    let (name, id, day) = (&federation.name, &federation.federation, words.view.as_of().effective);
    let ended = ending(record, words.view.as_of()).map(|(on, _)| labels::date(lang, on));
    let ended = match (ended, lang) {
        (None, _) => String::new(),
        (Some(on), Lang::Zh) => format!("；已于 {on} 终止"),
        (Some(on), Lang::En) => format!("; ended on {on}"),
    };
    let first = format!("{name} ({id}){place}{ended}{}", without_place(words, record, federation.place));
    let Some(committee) = &federation.committee else {
        return match lang {
            Lang::Zh => format!("{first}\n{day}：未选举执委会"),
            Lang::En => format!("{first}\n{day}: no committee was elected"),
        };
    };
    let elected = labels::date(lang, committee.elected);
    let state = texts::states(lang, office);
    let (term, seats) = (committee.term, &office.seats);
    let (filled, vacant) = (seats.filled, seats.vacant());
    let (by_elections, departures) = (seats.by_elections.len(), seats.departures.len());
    let ends = office.end.zip(office.term.as_ref()).map(|(end, rule)| (texts::end(lang, end), rule));
    let ends = match (ends, lang) {
        (None, _) => String::new(),
        (Some((end, rule)), Lang::Zh) => format!("，任期 {} 年，{end} 届满（依据：{}）", rule.years, rule.source),
        (Some((end, rule)), Lang::En) => format!(", for {} years, until {end} (by: {})", rule.years, rule.source),
    };
    match lang {
        Lang::Zh => format!(
            "{first}\n{day}：第 {term} 届，{elected} 选举{ends}；{state}\n委员 {filled} 人，缺额 {vacant}；选举以来增补 {by_elections} 次，出缺 {departures} 次"
        ),
        Lang::En => format!(
            "{first}\n{day}: term {term}, elected {elected}{ends}; {state}\n{filled} seats filled, {vacant} vacant; since the election {by_elections} by-elections, {departures} departures"
        ),
    }
}

/// That a federation does not count, because its place is no more or, by what counts, never was.
fn without_place(words: &Words<'_>, record: &FederationRecord, place: PlaceNo) -> String {
    let (view, lang) = (words.view, words.lang);
    let ended = place_ending(view.facts(), record, view.as_of()).map(|(on, _)| labels::date(lang, on));
    match (ended, lang) {
        (Some(on), Lang::Zh) => format!("；所在地点已于 {on} 撤销，不再计入"),
        (Some(on), Lang::En) => format!("; its place ended on {on}, so it does not count"),
        (None, _) if view.facts().places.has_existed(place, view.as_of()) => String::new(),
        (None, Lang::Zh) => "；当日没有所在地点（登记已撤回或尚未生效），不计入".to_owned(),
        (None, Lang::En) => {
            "; it has no place on the day (withdrawn, or not yet in effect), so it does not count".to_owned()
        }
    }
}

fn holding_row(view: &View<'_>, holding: &Holding) -> Result<HoldingRow, Failure> {
    let shown = view.person(&holding.person)?;
    Ok(HoldingRow {
        term: holding.term,
        role: texts::role_code(holding.role),
        person: holding.person.to_string(),
        name: names::name(&shown),
        name_state: names::state_code(&shown),
        erased: shown == NameShown::Erased,
        taken: texts::taken_code(holding.taken),
        from: holding.from.to_string(),
        from_position: holding.from_position.0,
        left: holding.left.map(|left| texts::left_code(left.how)),
        until: holding.left.map(|left| left.on.to_string()),
        until_position: holding.left.map(|left| left.position.0),
    })
}

fn seats_grid(lang: Lang, view: &View<'_>, seats: &[Holding]) -> Result<Grid, Failure> {
    let mut grid = Grid::new()
        .number("term", lang.pick("届", "term"))
        .text("role", lang.pick("职务", "role"))
        .text("person", lang.pick("编号", "person"))
        .text("name", lang.pick("姓名", "name"))
        .data("name_state")
        .text("taken", lang.pick("方式", "taken"))
        .text("from", lang.pick("自", "from"))
        .text("until", lang.pick("至", "until"))
        .text("left", lang.pick("离任", "left"));
    for holding in seats {
        let left = holding.left;
        let shown = view.person(&holding.person)?;
        grid.row(vec![
            Entry::plain(holding.term),
            Entry::coded(labels::role(lang, holding.role), texts::role_code(holding.role)),
            Entry::plain(&holding.person),
            names::entry(lang, &holding.person, &shown),
            Entry::plain(names::state_code(&shown)),
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
    Ok(grid)
}
