//! `jiceng demo`: the main job on the Liuzhou history of 2020, from the fixture to the figures.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use jiceng_answers::{
    AssessedAs, By, Column, CoverageAnswer, CoverageRow, GapRow, GapsAnswer, KindNamed, Names, PlaceRow, PlacesAsked,
    Table, Value,
};
use jiceng_core::domain::designation::{DesignationState, HolderAt};
use jiceng_core::domain::{DesignationId, PlaceNo};
use jiceng_core::projections::{CellState, Status};
use jiceng_core::{Known, LockedView, Question, Registry};
use jiceng_exchange::Import;
use jiff::civil::{Date, date};

use crate::Lang;
use crate::commands::coverage::grid;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{demo as texts, headings, headlines, rows};

/// The history, constructed around the totals of 柳妇〔2020〕7号; its README says what is whose.
const HISTORY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/liuzhou-2020/history.jsonl"));
/// The day of the document's figures (截止6月).
const END_OF_JUNE: Date = date(2020, 6, 30);
/// The day of the document.
const DAY_OF_DOCUMENT: Date = date(2020, 6, 22);
/// From so many people on, a site must have its own (五(一)).
const LARGE: u32 = 800;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("demo")
        .about(lang.pick(
            "演示：由柳州 2020 年示例历史建库，并显示 2020 年 6 月 30 日的覆盖情况",
            "make a registry from the Liuzhou 2020 history and show the coverage of 30 June 2020",
        ))
        .after_help(lang.pick(
            "\n给出 --data 目录时，登记库留在该目录，可继续查询；否则用完即删。",
            "\nWith --data DIR the registry stays there for further questions; else it is removed afterwards.",
        ))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let stays = matches.value_source("data") == Some(ValueSource::CommandLine);
    if stays {
        let registry = Registry::create_with(&context.data, &context.key()?)?;
        return show(context, &registry);
    }
    let scratch = Scratch::new();
    let registry = Registry::create(&scratch.0)?;
    let shown = show(context, &registry);
    drop(registry);
    shown
}

/// A directory that goes when it is done with.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("jiceng-demo-{}", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn show(context: &mut Context<'_, '_>, registry: &Registry) -> Result<(), Failure> {
    import(context, registry)?;
    let view = registry.view(Question::on(END_OF_JUNE))?.locked()?;
    let tree = view.tree();
    let names = Names { view: &view, tree: &tree };
    let standard = view.standard()?;
    let found = PlacesAsked::default().select(&view, &tree, &standard)?;
    let answer = CoverageAnswer::of(&names, &found, &standard, By::County);
    let above = |lang| vec![String::new(), headlines::coverage(lang, END_OF_JUNE, &standard, &tree)];
    let is_table = context.format == Format::Table;
    context.answer(&answer, above, |lang| grid(lang, &answer, By::County, is_table))?;
    if is_table {
        let places = CoverageAnswer::of(&names, &found, &standard, By::Place);
        large_sites(context, &places)?;
        small_sites(context, &places)?;
        councils(context, &names, &places)?;
        gaps(context, &GapsAnswer::of(&names, &found), &answer.kinds)?;
        drop(view);
        other_times(context, registry)?;
        context.say(texts::closing(context.lang))?;
    }
    Ok(())
}

fn import(context: &mut Context<'_, '_>, registry: &Registry) -> Result<(), Failure> {
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let mut meter = context.meter();
    let total = HISTORY.len() as u64;
    let report = import.run(registry, &mut HISTORY.as_bytes(), &mut |read, _| meter.tick(read, total))?;
    meter.finish();
    for bad in &report.bad {
        context.note(&rows::bad_row(context.lang, "history.jsonl", bad))?;
    }
    if !report.bad.is_empty() {
        return Err(Failure::BadRows { bad: report.bad_rows() });
    }
    if context.format != Format::Table {
        return Ok(());
    }
    context.say(&texts::history(context.lang, report.rows, report.events))
}

/// The places of an answer.
fn places(answer: &CoverageAnswer) -> impl Iterator<Item = &PlaceRow> {
    answer.rows.iter().filter_map(|row| if let CoverageRow::Place(place) = row { Some(&**place) } else { None })
}

fn is_large(place: &PlaceRow) -> bool {
    place.sort == AssessedAs::Site && place.population.is_some_and(|people| people >= LARGE)
}

fn is_small(place: &PlaceRow) -> bool {
    place.sort == AssessedAs::Site && !is_large(place)
}

fn large_sites(context: &mut Context<'_, '_>, answer: &CoverageAnswer) -> Result<(), Failure> {
    let (all, table) = (places(answer).filter(|place| is_large(place)), answer.table());
    let all: Vec<&PlaceRow> = all.collect();
    let own = all.iter().filter(|place| place.read == Status::Complete { shared: false }).count();
    context.say("")?;
    context.say(&texts::large_sites(context.lang, LARGE, all.len(), own))?;
    let rows = all.iter().map(|place| place.values(&answer.kinds)).collect();
    Grid::of(context.lang, &Table { rows, ..table }, headings::of_places).write_table(context)
}

fn small_sites(context: &mut Context<'_, '_>, answer: &CoverageAnswer) -> Result<(), Failure> {
    let all: Vec<&PlaceRow> = places(answer).filter(|place| is_small(place)).collect();
    let shared = all.iter().filter(|place| place.read == Status::Complete { shared: true }).count();
    context.say("")?;
    context.say(&texts::small_sites(context.lang, all.len(), shared))?;
    let columns = ["county_name", "site", "name", "population", "status", "providers"];
    let columns = columns.map(|id| if id == "population" { Column::number(id) } else { Column::text(id) });
    let row = |place: &&PlaceRow| {
        vec![
            Value::text(place.county_name.as_deref()),
            Value::Text(place.place.clone()),
            Value::Text(place.name.clone()),
            Value::number(place.population),
            Value::Status { read: place.read, may_be: place.statuses.clone() },
            Value::List(providers(answer, place)),
        ]
    };
    let table = Table { columns: columns.into(), rows: all.iter().map(row).collect() };
    Grid::of(context.lang, &table, headings::of_demo).write_table(context)
}

/// The places with which a place shares, in the order of the standard's kinds.
fn providers(answer: &CoverageAnswer, place: &PlaceRow) -> Vec<String> {
    let mut codes: Vec<&String> = Vec::new();
    for provider in answer.kinds.iter().filter_map(|kind| place.cells.get(&kind.code)?.provider.as_ref()) {
        if !codes.contains(&provider) {
            codes.push(provider);
        }
    }
    let name = |code: &&String| places(answer).find(|place| place.place == **code).map(named);
    codes.iter().map(|code| name(code).unwrap_or_else(|| (*code).clone())).collect()
}

fn named(place: &PlaceRow) -> String {
    format!("{} ({})", place.name, place.place)
}

/// The councils that the document counts: at the large sites and in the demonstration communities.
fn councils(context: &mut Context<'_, '_>, names: &Names<'_>, answer: &CoverageAnswer) -> Result<(), Failure> {
    let demonstration: Vec<String> =
        demonstration_communities(names.view).into_iter().map(|no| names.place(no)).collect();
    let has_council =
        |place: &&PlaceRow| place.cells.get("womens_council").is_some_and(|council| council.read == CellState::Own);
    let with_council = || places(answer).filter(has_council);
    let at_sites: Vec<String> = with_council().filter(|place| is_large(place)).map(named).collect();
    let designated = with_council().filter(|place| demonstration.contains(&place.place));
    let in_communities: Vec<String> = designated.map(named).collect();
    context.say("")?;
    context.say_all(&texts::councils(context.lang, LARGE, &at_sites, &in_communities))
}

fn demonstration_communities(view: &LockedView) -> Vec<PlaceNo> {
    let ids: Vec<DesignationId> = view.facts().designations.iter().map(|(id, _)| id.clone()).collect();
    let held = ids.iter().map(|id| view.facts().designations.state_on::<DesignationState>(id, view.as_of()));
    let places = held.filter_map(|state| match state {
        DesignationState::Held(programme, HolderAt::Place(place)) if programme.as_str() == "reform_demonstration" => {
            Some(place)
        }
        DesignationState::Held(..)
        | DesignationState::Unknown
        | DesignationState::Recommended(..)
        | DesignationState::Revoked => None,
    });
    places.collect()
}

/// What is missing: how many places lack what, by county; `jiceng gaps` names them.
fn gaps(context: &mut Context<'_, '_>, answer: &GapsAnswer, kinds: &[KindNamed]) -> Result<(), Failure> {
    context.say("")?;
    context.say(&texts::gaps(context.lang, answer.places))?;
    let kind =
        |kind: &KindNamed| Column { names: Some([kind.zh.clone(), kind.en.clone()]), ..Column::number(&kind.code) };
    let columns = [Column::text("county"), Column::number("places")].into_iter().chain(kinds.iter().map(kind));
    // Places stand by county.
    let counties = answer.rows.chunk_by(|a, b| a.county_name == b.county_name);
    let row = |gaps: &[GapRow]| {
        let mut places: Vec<&String> = gaps.iter().map(|gap| &gap.place).collect();
        places.dedup();
        let lacking = kinds.iter().map(|kind| gaps.iter().filter(|gap| gap.kind == kind.code).count());
        let county = gaps.first().and_then(|gap| gap.county_name.as_deref());
        let first = [Value::text(county), Value::count(places.len())];
        first.into_iter().chain(lacking.map(Value::count)).collect()
    };
    let table = Table { columns: columns.collect(), rows: counties.map(row).collect() };
    Grid::of(context.lang, &table, headings::of_demo).write_table(context)
}

/// The same question at other times: what a registry with two axes of time is for.
fn other_times(context: &mut Context<'_, '_>, registry: &Registry) -> Result<(), Failure> {
    let lang = context.lang;
    let end_of_2019 = date(2019, 12, 31);
    let now = || texts::now(lang).to_owned();
    let asked = [
        (end_of_2019, Known::Now, now()),
        (END_OF_JUNE, Known::On(DAY_OF_DOCUMENT), DAY_OF_DOCUMENT.to_string()),
        (END_OF_JUNE, Known::Now, now()),
    ];
    let mut rows = Vec::new();
    for (day, known, told) in asked {
        let view = registry.view(Question { known, ..Question::on(day) })?.locked()?;
        let totals = view.coverage()?.total().totals;
        let numbers = [totals.places, totals.complete, totals.complete_own, totals.complete_shared];
        let first = [Value::Text(day.to_string()), Value::Text(told)];
        rows.push(first.into_iter().chain(numbers.map(|number| Value::Number(number.into()))).collect());
    }
    context.say("")?;
    context.say(texts::other_times(lang))?;
    let texts = ["as_of", "known"].map(Column::text);
    let numbers = ["places", "complete", "complete_own", "complete_shared"].map(Column::number);
    let table = Table { columns: texts.into_iter().chain(numbers).collect(), rows };
    Grid::of(lang, &table, headings::of_demo).write_table(context)
}
