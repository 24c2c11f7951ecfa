//! `jiceng findings`: recorded history that an auditor should look at.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::Evidence;
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::places::PlaceState;
use jiceng_core::projections::findings::{Finding, FindingCode, Severity, Value};
use jiceng_core::{StandardInForce, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::place_words::WordsOfPlaces;
use crate::commands::places::Words;
use crate::commands::{coverage, standards};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{findings as texts, without_effect};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    standard: String,
    standard_adopted: bool,
    counts: Vec<CountRow>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct CountRow {
    code: &'static str,
    severity: &'static str,
    findings: usize,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    severity: &'static str,
    place: Option<String>,
    name: Option<String>,
    county: Option<String>,
    county_name: Option<String>,
    kind: Option<String>,
    federation: Option<String>,
    provider: Option<String>,
    target: Option<String>,
    event: Option<&'static str>,
    values: Vec<String>,
    dates: BTreeMap<&'static str, String>,
    numbers: BTreeMap<&'static str, u32>,
    positions: Vec<u64>,
    evidence: Vec<Evidence>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let codes = FindingCode::ALL.iter().map(|code| code.as_str());
    Command::new("findings")
        .about(lang.pick("疑点：审核时应予核查的记录", "findings: recorded history that an auditor should look at"))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
        .arg(coverage::standard_argument(lang))
        .arg(several("code", lang.pick("疑点", "CODE"), codes).help(lang.pick(
            "只看这一种疑点，可写多种（代码见 docs/findings.md）",
            "only findings of this code, or of several (docs/findings.md lists them)",
        )))
        .arg(several("severity", lang.pick("程度", "SEVERITY"), Severity::ALL.iter().map(|s| s.as_str())).help(
            lang.pick(
                "只看这一程度，可写多个：serious（严重）、warning（警示）、note（提示）",
                "only serious, warning or note, or several of them",
            ),
        ))
}

/// An option that takes some of the words, repeated or with commas.
fn several(name: &'static str, value: &'static str, words: impl Iterator<Item = &'static str>) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(words.collect::<Vec<_>>())
        .hide_possible_values(true)
        .action(ArgAction::Append)
        .value_delimiter(',')
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = ask::tree(matches, &view)?;
    let (standard, found) = match matches.get_one::<String>("standard") {
        Some(name) => {
            let standard = standards::named(&view, name)?;
            let found = view.findings_by(&standard.standard);
            (standard, found)
        }
        None => (view.standard()?, view.findings()?),
    };
    let needs_adoption = FindingCode::ALL.iter().filter(|code| code.needs_adoption());
    let codes: Option<Vec<&String>> = matches.get_many("code").map(Iterator::collect);
    let is_wanted =
        |code: &FindingCode| codes.as_ref().is_none_or(|codes| codes.iter().any(|named| *named == code.as_str()));
    let is_left_out = !matches.contains_id("standard")
        && !standard.is_adopted
        && needs_adoption.copied().any(|code| is_wanted(&code));
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let places = WordsOfPlaces::new(&words);
    let found = in_order(&places, asked(matches, &places, found)?);
    match context.format {
        Format::Json => {
            let rows = found.iter().map(|finding| row(&places, finding)).collect::<Result<_, Failure>>()?;
            context.json(&Answer {
                asked: Asked::of(view.as_of()),
                standard: standard.standard.id.to_string(),
                standard_adopted: standard.is_adopted,
                counts: counts(&found).map(|(code, findings)| count_row(code, findings)).collect(),
                rows,
            })
        }
        Format::Csv => grid(&places, &found)?.write_csv(context),
        Format::Table => {
            context.say(&headline(context.lang, &view, &standard))?;
            if is_left_out {
                context.say(context.lang.pick(
                    "尚未采用任何标准，不查“从未选举执委会”；要查请用 --standard 指定标准，或先采用（jiceng standard adopt）",
                    "no standard was adopted, so committees never elected are not looked for; name one with --standard, or adopt it (jiceng standard adopt)",
                ))?;
            }
            if found.is_empty() {
                return context.say(context.lang.pick("没有疑点", "no findings"));
            }
            counts_grid(context.lang, &found).write_table(context)?;
            context.say("")?;
            tables(matches, context, &places, found)
        }
    }
}

/// The findings that the arguments ask for.
fn asked(
    matches: &ArgMatches,
    places: &WordsOfPlaces<'_, '_>,
    mut found: Vec<Finding>,
) -> Result<Vec<Finding>, Failure> {
    let words = places.words;
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    if let Some(division) = text("division") {
        let division = ask::division(words.view, words.tree, division)?;
        found.retain(|finding| finding.place.is_some_and(|place| words.tree.is_within(place, division)));
    }
    if let Some(sort) = text("sort") {
        let wanted = if sort == "site" { PlaceState::Site } else { PlaceState::Division };
        found.retain(|finding| finding.place.is_some_and(|place| places.of(place).assessed_as == Some(wanted)));
    }
    if let Some(kind) = text("kind") {
        let kind = ask::kind(words.view, kind, "--kind")?;
        found.retain(|finding| finding.kind == Some(kind));
    }
    let named =
        |name, word: &str| matches.get_many::<String>(name).is_none_or(|mut words| words.any(|wanted| wanted == word));
    found.retain(|finding| named("code", finding.code.as_str()) && named("severity", finding.code.severity().as_str()));
    Ok(found)
}

/// By code, then in the order in which people look for places: by county, sites first, then by code.
fn in_order(places: &WordsOfPlaces<'_, '_>, mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_cached_key(|finding| {
        let place = finding.place.map(|no| places.of(no));
        let is_site = place.as_ref().is_some_and(|place| place.assessed_as == Some(PlaceState::Site));
        let county = place.as_ref().and_then(|place| place.county.clone());
        (finding.code, county, !is_site, place.map(|place| place.place.clone()))
    });
    found
}

fn counts(found: &[Finding]) -> impl Iterator<Item = (FindingCode, usize)> {
    let of = |code: FindingCode| found.iter().filter(|finding| finding.code == code).count();
    FindingCode::ALL.iter().map(move |code| (*code, of(*code))).filter(|(_, findings)| *findings > 0)
}

const fn count_row(code: FindingCode, findings: usize) -> CountRow {
    CountRow { code: code.as_str(), severity: code.severity().as_str(), findings }
}

/// What is asked, on one line.
fn headline(lang: Lang, view: &View<'_>, standard: &StandardInForce) -> String {
    let day = view.as_of().effective;
    let (name, adopted) = coverage::standard_words(lang, standard);
    match lang {
        Lang::Zh => format!("{day} 的疑点，按标准 {name}{adopted}"),
        Lang::En => format!("findings on {day} by the standard {name}{adopted}"),
    }
}

fn counts_grid(lang: Lang, found: &[Finding]) -> Grid {
    let mut grid = Grid::new()
        .text("severity", lang.pick("程度", "severity"))
        .text("code", lang.pick("代码", "code"))
        .text("label", lang.pick("疑点", "finding"))
        .number("findings", lang.pick("数量", "findings"))
        .text("next", lang.pick("如何核查", "what to look at next"));
    for (code, findings) in counts(found) {
        grid.row(vec![
            severity(lang, code),
            Entry::plain(code.as_str()),
            Entry::plain(texts::label(lang, code)),
            Entry::plain(findings),
            Entry::plain(texts::next(lang, code)),
        ]);
    }
    grid
}

/// The rows; notes, of which there can be thousands, only where they are asked for.
fn tables(
    matches: &ArgMatches,
    context: &mut Context<'_, '_>,
    places: &WordsOfPlaces<'_, '_>,
    mut found: Vec<Finding>,
) -> Result<(), Failure> {
    let all = found.len();
    if !matches.contains_id("code") && !matches.contains_id("severity") {
        found.retain(|finding| finding.code.severity() != Severity::Note);
    }
    if !found.is_empty() {
        grid(places, &found)?.write_table(context)?;
    }
    let notes = all - found.len();
    if notes > 0 {
        context.say(&match places.words.lang {
            Lang::Zh => format!("提示 {notes} 条未列出：用 --severity note 或 --code 列出"),
            Lang::En => format!("{notes} notes are not listed: --severity note or --code lists them"),
        })?;
    }
    Ok(())
}

fn grid(places: &WordsOfPlaces<'_, '_>, found: &[Finding]) -> Result<Grid, Failure> {
    let words = places.words;
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("severity", lang.pick("程度", "severity"))
        .text("code", lang.pick("疑点", "finding"))
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .data("kind")
        .data("federation")
        .data("provider")
        .data("target")
        .data("event")
        .data("dates")
        .data("numbers")
        .text("values", lang.pick("情况", "what was found"))
        .text("positions", lang.pick("事件位置", "events"));
    for finding in found {
        let row = row(places, finding)?;
        let pairs = |pairs: Vec<String>| Entry::plain(pairs.join(" "));
        grid.row(vec![
            severity(lang, finding.code),
            Entry::coded(texts::label(lang, finding.code), row.code),
            Entry::plain(row.county_name.unwrap_or_default()),
            Entry::plain(row.place.unwrap_or_default()),
            Entry::plain(row.name.unwrap_or_default()),
            Entry::plain(row.kind.unwrap_or_default()),
            Entry::plain(row.federation.unwrap_or_default()),
            Entry::plain(row.provider.unwrap_or_default()),
            Entry::plain(row.target.unwrap_or_default()),
            Entry::plain(row.event.unwrap_or_default()),
            pairs(row.dates.iter().map(|(of, date)| format!("{of}={date}")).collect()),
            pairs(row.numbers.iter().map(|(of, number)| format!("{of}={number}")).collect()),
            Entry::coded(texts::message(lang, words.view, finding, &row.evidence), row.values.join(" ")),
            pairs(row.positions.iter().map(ToString::to_string).collect()),
        ]);
    }
    Ok(grid)
}

fn severity(lang: Lang, code: FindingCode) -> Entry {
    let mood = match code.severity() {
        Severity::Serious => Mood::Bad,
        Severity::Warning => Mood::Fair,
        Severity::Note => Mood::Plain,
    };
    Entry::coded(texts::severity(lang, code.severity()), code.severity().as_str()).in_mood(mood)
}

/// The event of the fact that it is about, where the finding itself does not say.
fn event(view: &View<'_>, finding: &Finding) -> Result<Option<&'static str>, Failure> {
    Ok(match (finding.event, finding.fact) {
        (None, Some(fact)) => view.entry(fact)?.map(|entry| entry.recorded.fact.event.name()),
        (event, _) => event,
    })
}

fn row(places: &WordsOfPlaces<'_, '_>, finding: &Finding) -> Result<Row, Failure> {
    let words = places.words;
    let place = finding.place.map(|no| places.of(no));
    let place = place.as_deref();
    Ok(Row {
        code: finding.code.as_str(),
        severity: finding.code.severity().as_str(),
        place: place.map(|place| place.place.clone()),
        name: place.map(|place| place.name.clone()),
        county: place.and_then(|place| place.county.clone()),
        county_name: place.and_then(|place| place.county_name.clone()),
        kind: finding.kind.map(|kind| words.kind_code(kind)),
        federation: finding.federation.as_ref().map(ToString::to_string),
        provider: finding.provider.map(|no| places.of(no).place.clone()),
        target: finding.target.as_ref().map(ToString::to_string),
        event: event(words.view, finding)?,
        values: finding.values.iter().map(value).collect(),
        dates: finding.dates.iter().map(|(of, date)| (of.as_str(), date.to_string())).collect(),
        numbers: finding.numbers.iter().map(|(of, number)| (of.as_str(), *number)).collect(),
        positions: finding.positions.iter().map(|position| position.0).collect(),
        evidence: evidence(words.view, finding)?,
    })
}

fn value(value: &Value) -> String {
    match value {
        Value::People(people) => people.to_string(),
        Value::Passed(passed) => if *passed { "passed" } else { "failed" }.to_owned(),
        Value::Name(name) => name.to_string(),
        Value::Element(Standing::Absent) => "absent".to_owned(),
        Value::Element(Standing::Open) => "open".to_owned(),
        Value::Element(Standing::Suspended) => "suspended".to_owned(),
        Value::Element(Standing::Closed) => "closed".to_owned(),
        Value::PlaceEnded => "place_ended".to_owned(),
        Value::Code(code) => code.to_string(),
        Value::Because(because) => without_effect::code(because),
        Value::InPart => "in_part".to_owned(),
        Value::Prevails(position) => format!("prevails:{position}"),
        Value::Undecided(position) => format!("undecided:{position}"),
    }
}

/// The papers behind the facts, where the finding turns on them.
fn evidence(view: &View<'_>, finding: &Finding) -> Result<Vec<Evidence>, Failure> {
    let mut evidence = Vec::new();
    if matches!(finding.code, FindingCode::ClaimedBefore | FindingCode::Contradiction | FindingCode::SourcesDisagree) {
        for position in &finding.positions {
            evidence.extend(view.entry(*position)?.into_iter().flat_map(|entry| entry.recorded.fact.evidence));
        }
    }
    Ok(evidence)
}
