//! `jiceng demo`: the main job on the Liuzhou history of 2020, from the fixture to the figures.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use jiceng_core::domain::designation::{DesignationState, HolderAt};
use jiceng_core::domain::{DesignationId, Level, PlaceNo};
use jiceng_core::projections::{CellState, Coverage, PlaceCoverage, Status};
use jiceng_core::{Known, Question, Registry, View, end_of_china_day};
use jiceng_exchange::Import;
use jiff::civil::{Date, date};

use crate::commands::coverage::{Found, answer, groups_grid, headline, lacks};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::rows;

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
    let view = registry.view(Question::on(END_OF_JUNE))?;
    let tree = view.tree();
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let standard = view.standard()?;
    let found = Found { coverage: words.in_order(view.coverage()?), prospects: view.prospects_by(&standard.standard) };
    let coverage = &found.coverage;
    match context.format {
        Format::Json => return context.json(&answer(&words, &found, &standard, Some(Level::County))),
        Format::Csv => return groups_grid(&words, &found, Level::County, false).write_csv(context),
        Format::Table => {}
    }
    context.say("")?;
    context.say(&headline(context.lang, coverage, &standard, &tree))?;
    groups_grid(&words, &found, Level::County, true).write_table(context)?;
    large_sites(context, &words, &found)?;
    small_sites(context, &words, &found)?;
    councils(context, &words, coverage)?;
    gaps(context, &words, coverage)?;
    drop(view);
    other_times(context, registry)?;
    closing(context)
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
        return Err(Failure::BadRows { bad: report.bad.len() });
    }
    let (rows, events) = (report.rows, report.events);
    if context.format != Format::Table {
        return Ok(());
    }
    context.say(&match context.lang {
        Lang::Zh => format!("柳州 2020 年示例历史：{rows} 条记录，{events} 个事件（总数依据柳妇〔2020〕7号；名称、日期和地点为示例）"),
        Lang::En => format!("the Liuzhou history of 2020: {rows} rows, {events} events (totals from 柳妇〔2020〕7号; names, dates and places are constructed)"),
    })
}

fn is_large(place: &PlaceCoverage) -> bool {
    place.is_site && place.population.is_some_and(|people| people >= LARGE)
}

fn large_sites(context: &mut Context<'_, '_>, words: &Words<'_>, found: &Found) -> Result<(), Failure> {
    let coverage = &found.coverage;
    let large: Vec<&PlaceCoverage> = coverage.places.iter().filter(|place| is_large(place)).collect();
    let own = large.iter().filter(|place| place.status == Status::Complete { shared: false }).count();
    let all = large.len();
    context.say("")?;
    context.say(&match context.lang {
        Lang::Zh => format!("人口 {LARGE} 人及以上的安置点 {all} 个，“五个一”自建齐全 {own} 个："),
        Lang::En => format!("{all} sites with {LARGE} people or more, {own} complete by their own:"),
    })?;
    let mut grid = words.columns(coverage);
    for place in large {
        grid.row(words.entries(place, &found.prospects));
    }
    grid.write_table(context)
}

fn small_sites(context: &mut Context<'_, '_>, words: &Words<'_>, found: &Found) -> Result<(), Failure> {
    let coverage = &found.coverage;
    let lang = context.lang;
    let small: Vec<&PlaceCoverage> = coverage.places.iter().filter(|place| place.is_site && !is_large(place)).collect();
    let shared = small.iter().filter(|place| place.status == Status::Complete { shared: true }).count();
    let all = small.len();
    context.say("")?;
    context.say(&match lang {
        Lang::Zh => format!("其余安置点 {all} 个，就近共享齐全 {shared} 个："),
        Lang::En => format!("{all} other sites, {shared} complete by sharing:"),
    })?;
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("编号", "site"))
        .text("name", lang.pick("安置点", "name"))
        .number("population", lang.pick("人口", "people"))
        .text("status", lang.pick("状态", "status"))
        .text("providers", lang.pick("共享自", "shares with"));
    for place in small {
        let [county, _, code, name, people, status] = first_six(words.entries(place, &found.prospects))?;
        grid.row(vec![county, code, name, people, status, Entry::plain(providers(words, place))]);
    }
    grid.write_table(context)
}

fn first_six(entries: Vec<Entry>) -> Result<[Entry; 6], Failure> {
    let six: Vec<Entry> = entries.into_iter().take(6).collect();
    six.try_into().map_err(|_| Failure::NotVerified)
}

fn providers(words: &Words<'_>, place: &PlaceCoverage) -> String {
    let mut providers: Vec<PlaceNo> = Vec::new();
    for cell in &place.cells {
        if let CellState::Shared { provider } = cell.state
            && !providers.contains(&provider)
        {
            providers.push(provider);
        }
    }
    let named = providers.into_iter().map(|no| format!("{} ({})", words.name(no), words.place(no)));
    named.collect::<Vec<_>>().join(words.lang.pick("、", ", "))
}

/// The councils that the document counts: at the large sites and in the demonstration communities.
fn councils(context: &mut Context<'_, '_>, words: &Words<'_>, coverage: &Coverage) -> Result<(), Failure> {
    let lang = context.lang;
    let demonstration = demonstration_communities(words.view);
    let has_council = |place: &&PlaceCoverage| {
        let council = place.cells.iter().find(|cell| words.kind_code(cell.kind) == "womens_council");
        council.is_some_and(|cell| cell.state == CellState::Own)
    };
    let at_sites: Vec<&PlaceCoverage> = coverage.places.iter().filter(|p| is_large(p)).filter(has_council).collect();
    let designated = coverage.places.iter().filter(|place| demonstration.contains(&place.place));
    let in_communities: Vec<&PlaceCoverage> = designated.filter(has_council).collect();
    let names = |places: &[&PlaceCoverage]| {
        let named = places.iter().map(|p| format!("{} ({})", words.name(p.place), words.place(p.place)));
        named.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    context.say("")?;
    let (sites, communities) = (at_sites.len(), in_communities.len());
    for line in match lang {
        Lang::Zh => [
            format!("妇女议事会：{LARGE} 人及以上安置点 {sites} 个：{}", names(&at_sites)),
            format!("妇女议事会：基层妇联改革示范社区 {communities} 个：{}", names(&in_communities)),
        ],
        Lang::En => [
            format!("women's councils at sites with {LARGE} people or more: {sites}: {}", names(&at_sites)),
            format!("women's councils in demonstration communities: {communities}: {}", names(&in_communities)),
        ],
    } {
        context.say(&line)?;
    }
    Ok(())
}

fn demonstration_communities(view: &View<'_>) -> Vec<PlaceNo> {
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
fn gaps(context: &mut Context<'_, '_>, words: &Words<'_>, coverage: &Coverage) -> Result<(), Failure> {
    let lang = context.lang;
    let lacking: Vec<&PlaceCoverage> =
        coverage.places.iter().filter(|place| place.cells.iter().any(|cell| lacks(cell.state))).collect();
    context.say("")?;
    let count = lacking.len();
    context.say(&match lang {
        Lang::Zh => format!("有缺项的村、社区 {count} 个，各县区所缺："),
        Lang::En => format!("{count} communities lack something; what is missing, by county:"),
    })?;
    let grid = Grid::new().text("name", lang.pick("县区", "county")).number("places", lang.pick("地点", "places"));
    let mut grid = coverage.kinds.iter().fold(grid, |grid, kind| grid.number("", words.kind(*kind)));
    let mut counties: Vec<(String, PlaceNo)> = Vec::new();
    for place in &lacking {
        if let Some(county) = words.tree.at_level(place.place, Level::County)
            && !counties.iter().any(|(_, no)| *no == county)
        {
            counties.push((words.place(county), county));
        }
    }
    counties.sort();
    for (_, county) in counties {
        let here: Vec<_> = lacking.iter().filter(|place| words.tree.is_within(place.place, county)).collect();
        let mut row = vec![Entry::plain(words.name(county)), Entry::plain(here.len())];
        for kind in &coverage.kinds {
            let lacks_kind = |place: &&&&PlaceCoverage| place.cells.iter().any(|c| c.kind == *kind && lacks(c.state));
            row.push(Entry::plain(here.iter().filter(lacks_kind).count()));
        }
        grid.row(row);
    }
    grid.write_table(context)
}

/// The same question at other times: what a registry with two axes of time is for.
fn other_times(context: &mut Context<'_, '_>, registry: &Registry) -> Result<(), Failure> {
    let lang = context.lang;
    let last_year = registry.view(Question::on(date(2019, 12, 31)))?.coverage()?.total().totals;
    let evening = end_of_china_day(DAY_OF_DOCUMENT).map_err(|_| Failure::Value {
        option: "--known",
        value: DAY_OF_DOCUMENT.to_string(),
        wanted: Wanted::Known,
    })?;
    let as_known = Question { known: Known::At(evening), ..Question::on(END_OF_JUNE) };
    let as_known = registry.view(as_known)?.coverage()?.total().totals;
    let now = registry.view(Question::on(END_OF_JUNE))?.coverage()?.total().totals;
    context.say("")?;
    context.say(lang.pick("换个时间再问：", "the same question at other times:"))?;
    let mut grid = Grid::new()
        .text("as_of", lang.pick("哪一天", "day"))
        .text("known", lang.pick("以何时所知", "as known"))
        .number("places", lang.pick("地点", "places"))
        .number("complete", lang.pick("齐全", "complete"))
        .number("complete_own", lang.pick("其中自建", "by own"))
        .number("complete_shared", lang.pick("其中共享", "by sharing"));
    let present = lang.pick("现在", "now").to_owned();
    for (day, known, totals) in [
        (date(2019, 12, 31), present.clone(), last_year),
        (END_OF_JUNE, DAY_OF_DOCUMENT.to_string(), as_known),
        (END_OF_JUNE, present, now),
    ] {
        let numbers = [totals.places, totals.complete, totals.complete_own, totals.complete_shared];
        let mut row = vec![Entry::plain(day), Entry::plain(known)];
        row.extend(numbers.map(Entry::plain));
        grid.row(row);
    }
    grid.write_table(context)
}

fn closing(context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let line = context.lang.pick(
        "\n每个数字都可追到地点和事件：用 demo --data 目录 保留登记库，再用 jiceng coverage、gaps、history、explain、elections 查询。",
        "\nEach number can be led back to places and events: keep the registry with demo --data DIR, then ask with jiceng coverage, gaps, history, explain, elections.",
    );
    context.say(line)
}
