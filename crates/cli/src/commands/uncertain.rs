//! `jiceng uncertain`: the facts whose exact day would settle what dates leave open.

use std::collections::BTreeMap;

use clap::{ArgMatches, Command};
use jiceng_core::View;
use jiceng_core::domain::{Level, PlaceNo, Position};
use jiceng_core::projections::CellState;
use jiceng_core::projections::certainty::Hinge;
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::coverage::{self, Found};
use crate::commands::history::{EventRow, event_row};
use crate::commands::places::{Words, may_be_code};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    tree: String,
    standard: String,
    places: usize,
    rows: Vec<FactRow>,
}

/// A fact, and the answers that hang on its day.
#[derive(Serialize)]
struct FactRow {
    #[serde(flatten)]
    event: EventRow,
    first: String,
    last: String,
    answers: Vec<AnswerRow>,
}

#[derive(Serialize)]
struct AnswerRow {
    place: String,
    name: String,
    county_name: Option<String>,
    kind: String,
    turn: String,
    by: Vec<&'static str>,
    after: Vec<&'static str>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("uncertain")
        .about(lang.pick(
            "日期未定：哪些事实的确切日期可以定论，影响哪些地点的哪些要素",
            "open dates: the facts whose exact day would settle it, and what hangs on each",
        ))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
}

/// The answers that hang on each fact, in the order of the log.
type Hinges<'f> = BTreeMap<Position, Vec<(PlaceNo, &'f Hinge)>>;

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = ask::tree(matches, &view)?;
    let standard = view.standard()?;
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = coverage::filtered(matches, &view, &tree, &standard)?;
    let mut hinges: Hinges<'_> = BTreeMap::new();
    for (place, prospect) in &found.prospects.places {
        for hinge in &prospect.hinges {
            hinges.entry(hinge.fact).or_default().push((*place, hinge));
        }
    }
    let places = found.prospects.places.values().filter(|prospect| !prospect.hinges.is_empty()).count();
    match context.format {
        Format::Json => {
            let rows = hinges.iter().map(|(fact, hinges)| fact_row(&words, *fact, hinges));
            let rows = rows.collect::<Result<Vec<Option<FactRow>>, Failure>>()?;
            context.json(&Answer {
                asked: Asked::of(view.as_of()),
                tree: tree.as_of().effective.to_string(),
                standard: found.coverage.standard.to_string(),
                places,
                rows: rows.into_iter().flatten().collect(),
            })
        }
        Format::Table => {
            context.say(&coverage::headline(context.lang, &found.coverage, &standard, &tree))?;
            context.say(&headline(context.lang, &found, hinges.len(), places))?;
            if hinges.is_empty() { Ok(()) } else { grid(&words, &view, &hinges)?.write(context) }
        }
        Format::Csv => grid(&words, &view, &hinges)?.write(context),
    }
}

fn headline(lang: Lang, found: &Found, facts: usize, places: usize) -> String {
    let day = found.coverage.as_of.effective;
    match lang {
        Lang::Zh if facts == 0 => format!("没有待定的日期：{day} 的情况都是确定的"),
        Lang::Zh => {
            format!("{facts} 个事实的确切日期可以定论，涉及 {places} 个地点。查到确切日期后，用 jiceng correct 更正")
        }
        Lang::En if facts == 0 => format!("no date leaves anything open: all of {day} is certain"),
        Lang::En => format!(
            "facts whose exact day would settle it: {facts}; places: {places}. Once a day is found, correct the fact with jiceng correct"
        ),
    }
}

fn fact_row(words: &Words<'_>, fact: Position, hinges: &[(PlaceNo, &Hinge)]) -> Result<Option<FactRow>, Failure> {
    let Some(entry) = words.view.entry(fact)? else { return Ok(None) };
    let answer = |(place, hinge): &(PlaceNo, &Hinge)| AnswerRow {
        place: words.place(*place),
        name: words.name(*place),
        county_name: words.name_above(*place, Level::County),
        kind: words.kind_code(hinge.kind),
        turn: hinge.turn.to_string(),
        by: hinge.by.iter().copied().map(may_be_code).collect(),
        after: hinge.after.iter().copied().map(may_be_code).collect(),
    };
    let effective = entry.recorded.fact.effective;
    Ok(Some(FactRow {
        event: event_row(&entry),
        first: effective.first().to_string(),
        last: effective.last().to_string(),
        answers: hinges.iter().map(answer).collect(),
    }))
}

fn grid(words: &Words<'_>, view: &View<'_>, hinges: &Hinges<'_>) -> Result<Grid, Failure> {
    let lang = words.lang;
    let mut grid = Grid::new()
        .number("position", lang.pick("位置", "position"))
        .text("effective", lang.pick("所记日期", "dated"))
        .text("event", lang.pick("事件", "event"))
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .text("kind", lang.pick("要素", "kind"))
        .text("turn", lang.pick("界日", "turns on"))
        .text("by", lang.pick("若不晚于界日", "if by then"))
        .text("after", lang.pick("若晚于界日", "if after"));
    for (fact, answers) in hinges {
        let Some(entry) = view.entry(*fact)? else { continue };
        let fact = &entry.recorded.fact;
        for (place, hinge) in answers {
            let side = |states: &[Option<CellState>]| {
                Entry::coded(
                    words.states(states),
                    states.iter().copied().map(may_be_code).collect::<Vec<_>>().join(" "),
                )
            };
            grid.row(vec![
                Entry::plain(hinge.fact),
                Entry::coded(labels::date(lang, fact.effective), fact.effective),
                Entry::coded(events::sentence(lang, view, &entry.recorded), fact.event.name()),
                Entry::plain(words.name_above(*place, Level::County).unwrap_or_default()),
                Entry::plain(words.place(*place)),
                Entry::plain(words.name(*place)),
                Entry::coded(words.kind(hinge.kind), words.kind_code(hinge.kind)),
                Entry::plain(hinge.turn),
                side(&hinge.by),
                side(&hinge.after),
            ]);
        }
    }
    Ok(grid)
}
