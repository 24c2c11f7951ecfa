//! `jiceng disagreements`: what sources state differently, which statement counts, and by which rule.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::View;
use jiceng_core::projections::disagreements::{Disagreement, Stated};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::history::{EventRow, event_row};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    disagreements: Vec<DisagreementRow>,
}

#[derive(Serialize)]
struct DisagreementRow {
    places: Vec<String>,
    decided: bool,
    precedence: Option<u64>,
    since: Option<String>,
    statements: Vec<StatementRow>,
}

#[derive(Serialize)]
struct StatementRow {
    counts: bool,
    evidence_kinds: Vec<String>,
    rank: Option<usize>,
    #[serde(flatten)]
    event: EventRow,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("disagreements")
        .about(lang.pick(
            "依据不一致：各依据的不同说法，采信哪一条，按何采信顺序",
            "what sources state differently, which statement counts, and by which precedence",
        ))
        .arg(
            Arg::new("place")
                .long("place")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("只看该地点", "only those about this place")),
        )
        .args([as_of, known])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let mut found = view.disagreements();
    if let Some(place) = matches.get_one::<String>("place") {
        let place = ask::place(&view, place, "--place")?;
        found.retain(|disagreement| disagreement.places.contains(&place));
    }
    let lang = context.lang;
    if context.format == Format::Json {
        let disagreements = found.iter().map(|of| row(&view, of)).collect::<Result<_, Failure>>()?;
        return context.json(&Answer { asked: Asked::of(view.as_of()), disagreements });
    }
    if context.format == Format::Table {
        context.say(&headline(lang, &view, &found))?;
    }
    grid(lang, &view, &found)?.write(context)
}

fn row(view: &View<'_>, of: &Disagreement) -> Result<DisagreementRow, Failure> {
    let mut statements = Vec::new();
    for (n, stated) in of.statements.iter().enumerate() {
        let Some(entry) = view.entry(stated.position)? else { continue };
        statements.push(StatementRow {
            counts: n == 0,
            evidence_kinds: stated.kinds.clone(),
            rank: stated.place,
            event: event_row(&entry),
        });
    }
    Ok(DisagreementRow {
        places: of.places.iter().filter_map(|place| view.place(*place)).map(|place| place.to_string()).collect(),
        decided: of.is_decided,
        precedence: of.precedence.map(|(position, _)| position.0),
        since: of.precedence.map(|(_, effective)| effective.to_string()),
        statements,
    })
}

fn headline(lang: Lang, view: &View<'_>, found: &[Disagreement]) -> String {
    let day = view.as_of().effective;
    let precedence = view.facts().disagreements.precedence_on(view.as_of());
    let rule = precedence.map(|e| (events::order(lang, view, &e.change.order), e.position, e.effective));
    match (lang, rule) {
        (Lang::Zh, Some((order, position, since))) => format!(
            "{day} 依据不一致 {} 处；采信顺序（位置 {position}，{} 起）：{order}",
            found.len(),
            labels::date(lang, since)
        ),
        (Lang::En, Some((order, position, since))) => format!(
            "{} disagreements on {day}; precedence (at {position}, from {} on): {order}",
            found.len(),
            labels::date(lang, since)
        ),
        (Lang::Zh, None) => format!("{day} 依据不一致 {} 处；当日没有采信顺序，先记录的为准", found.len()),
        (Lang::En, None) => {
            format!(
                "{} disagreements on {day}; no precedence is in force, so what was recorded first counts",
                found.len()
            )
        }
    }
}

fn grid(lang: Lang, view: &View<'_>, found: &[Disagreement]) -> Result<Grid, Failure> {
    let mut grid = Grid::new()
        .number("disagreement", lang.pick("序号", "no."))
        .text("place", lang.pick("地点", "place"))
        .number("position", lang.pick("位置", "position"))
        .text("effective", lang.pick("生效", "effective"))
        .text("event", lang.pick("说法", "statement"))
        .text("evidence_kinds", lang.pick("依据种类", "kind of evidence"))
        .text("evidence", lang.pick("依据", "evidence"))
        .number("rank", lang.pick("顺位", "rank"))
        .text("counts", lang.pick("是否采信", "counts"))
        .data("precedence");
    for (number, of) in (1..).zip(found) {
        let places: Vec<String> =
            of.places.iter().filter_map(|place| view.place(*place)).map(|place| place.to_string()).collect();
        for (n, stated) in of.statements.iter().enumerate() {
            let Some(entry) = view.entry(stated.position)? else { continue };
            let fact = &entry.recorded.fact;
            let mood = if n == 0 { Mood::Good } else { Mood::Fair };
            grid.row(vec![
                Entry::plain(number),
                Entry::coded(places.join(lang.pick("、", ", ")), places.join(" ")),
                Entry::plain(stated.position),
                Entry::coded(labels::date(lang, stated.effective), stated.effective),
                Entry::coded(events::sentence(lang, view, &entry.recorded), fact.event.name()),
                Entry::coded(kinds(lang, view, stated), stated.kinds.join(" ")),
                Entry::plain(events::evidence(&fact.evidence)),
                Entry::plain(stated.place.map(|place| place.to_string()).unwrap_or_default()),
                Entry::coded(weight(lang, of, n), n == 0).in_mood(mood),
                Entry::plain(of.precedence.map(|(position, _)| position.to_string()).unwrap_or_default()),
            ]);
        }
    }
    Ok(grid)
}

fn kinds(lang: Lang, view: &View<'_>, stated: &Stated) -> String {
    let names = stated.kinds.iter().map(|code| events::evidence_kind(lang, view, code));
    names.collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn weight(lang: Lang, of: &Disagreement, n: usize) -> &'static str {
    match (n, of.is_decided) {
        (0, true) => lang.pick("采信（顺序在先）", "yes, by precedence"),
        (0, false) => lang.pick("暂采信（先记录）", "for now: recorded first"),
        (_, true) => lang.pick("未采信", "no"),
        (_, false) => lang.pick("未采信（未决）", "no, undecided"),
    }
}
