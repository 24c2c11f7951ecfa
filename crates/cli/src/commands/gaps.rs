//! `jiceng gaps`: what is missing, place by place.

use clap::{ArgMatches, Command};
use jiceng_core::domain::Level;
use jiceng_core::projections::{Cell, Certainty, PlaceCoverage, Prospects, Status};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::coverage::{self, Found};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::labels;

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    tree: String,
    standard: String,
    places: usize,
    at_least: usize,
    at_most: usize,
    rows: Vec<GapRow>,
    also_possible: Vec<GapRow>,
}

#[derive(Serialize)]
struct GapRow {
    place: String,
    name: String,
    county_name: Option<String>,
    population: Option<u32>,
    kind: String,
    state: &'static str,
    certainty: &'static str,
}

/// One cell that is a gap as read, or may be one.
struct Gap<'c> {
    place: &'c PlaceCoverage,
    cell: Cell,
    certainty: Certainty,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("gaps")
        .about(lang.pick("缺项：哪些地点缺哪些要素", "gaps: which places lack which elements"))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = ask::tree(matches, &view)?;
    let standard = view.standard()?;
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = coverage::filtered(matches, &view, &tree, &standard)?;
    let found = Found { coverage: words.in_order(found.coverage), ..found };
    let lang = context.lang;
    let lacking = found.coverage.places.iter().filter(|place| place.cells.iter().any(|c| coverage::lacks(c.state)));
    let places = lacking.count();
    let [at_least, at_most] = bounds(&found);
    if context.format == Format::Json {
        let gaps = || found.coverage.places.iter().flat_map(|place| gaps(place, &found.prospects));
        let is_read = |gap: &Gap<'_>| coverage::lacks(gap.cell.state);
        return context.json(&Answer {
            asked: Asked::of(found.coverage.as_of),
            tree: tree.as_of().effective.to_string(),
            standard: found.coverage.standard.to_string(),
            places,
            at_least,
            at_most,
            rows: gaps().filter(is_read).map(|gap| gap_row(&words, &gap)).collect(),
            also_possible: gaps().filter(|gap| !is_read(gap)).map(|gap| gap_row(&words, &gap)).collect(),
        });
    }
    if context.format == Format::Table {
        context.say(&coverage::headline(lang, &found.coverage, &standard, &tree))?;
        context.say(&headline(lang, at_least, at_most))?;
    }
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .number("population", lang.pick("人口", "people"))
        .text("gaps", lang.pick("缺项", "gaps"))
        .data("possible");
    for place in &found.coverage.places {
        let gaps: Vec<Gap<'_>> = gaps(place, &found.prospects).collect();
        let is_left_out = context.format == Format::Table && gaps.iter().all(|gap| gap.certainty == Certainty::No);
        if gaps.is_empty() || is_left_out {
            continue;
        }
        grid.row(vec![
            Entry::plain(words.name_above(place.place, Level::County).unwrap_or_default()),
            Entry::plain(words.place(place.place)),
            Entry::plain(words.name(place.place)),
            Entry::plain(place.population.map(|people| people.to_string()).unwrap_or_default()),
            gap_list(&words, &gaps),
            possible_list(&words, &gaps),
        ]);
    }
    grid.write(context)
}

fn headline(lang: Lang, at_least: usize, at_most: usize) -> String {
    match lang {
        Lang::Zh if at_least == at_most => format!("有缺项的地点 {at_least} 个"),
        Lang::Zh => format!(
            "有缺项的地点至少 {at_least} 个、至多 {at_most} 个；注明“可能”的，取决于只记到月、季度、半年或年的日期，见 jiceng uncertain"
        ),
        Lang::En if at_least == at_most => format!("{at_least} places lack something"),
        Lang::En => format!(
            "at least {at_least} and at most {at_most} places lack something; what is only possible hangs on dates without a day, see jiceng uncertain"
        ),
    }
}

/// How many places lack something, at least and at most.
fn bounds(found: &Found) -> [usize; 2] {
    let is_gap = |status: &Option<Status>| matches!(status, Some(Status::Partial { .. } | Status::None));
    let settled = found.coverage.places.iter().filter(|place| !found.prospects.places.contains_key(&place.place));
    let settled = settled.filter(|place| is_gap(&Some(place.status))).count();
    let open = found.prospects.places.values().map(|prospect| Certainty::of(prospect.statuses().iter().map(is_gap)));
    let open: Vec<Certainty> = open.collect();
    let count = |least| settled + open.iter().filter(|certainty| **certainty >= least).count();
    [count(Certainty::Certain), count(Certainty::Possible)]
}

/// The gaps of a place as read, and those that there may be besides.
fn gaps<'c>(place: &'c PlaceCoverage, prospects: &'c Prospects) -> impl Iterator<Item = Gap<'c>> {
    let gap = |cell: &Cell| {
        let certainty = prospects.lacks(place.place, *cell);
        (coverage::lacks(cell.state) || certainty != Certainty::No).then_some(Gap { place, cell: *cell, certainty })
    };
    place.cells.iter().filter_map(gap)
}

fn gap_row(words: &Words<'_>, gap: &Gap<'_>) -> GapRow {
    GapRow {
        place: words.place(gap.place.place),
        name: words.name(gap.place.place),
        county_name: words.name_above(gap.place.place, Level::County),
        population: gap.place.population,
        kind: words.kind_code(gap.cell.kind),
        state: labels::cell_code(gap.cell.state),
        certainty: labels::certainty_code(gap.certainty),
    }
}

/// The gaps of a place: a kind alone is missing, any other state stands behind it. People are told which are
/// only possible; machines get those as read.
fn gap_list(words: &Words<'_>, gaps: &[Gap<'_>]) -> Entry {
    let lang = words.lang;
    let state = |gap: &Gap<'_>| match labels::cell_code(gap.cell.state) {
        _ if gap.certainty == Certainty::Possible => Some(lang.pick("可能", "possible")),
        "missing" => None,
        _ => Some(labels::cell(lang, gap.cell.state)),
    };
    let shown = gaps.iter().filter(|gap| gap.certainty != Certainty::No).map(|gap| match state(gap) {
        None => words.kind(gap.cell.kind),
        Some(state) => format!("{} ({state})", words.kind(gap.cell.kind)),
    });
    let read = gaps.iter().filter(|gap| coverage::lacks(gap.cell.state));
    let codes = read.map(|gap| format!("{}:{}", words.kind_code(gap.cell.kind), labels::cell_code(gap.cell.state)));
    Entry::coded(shown.collect::<Vec<_>>().join(lang.pick("、", ", ")), codes.collect::<Vec<_>>().join(" "))
}

/// The kinds whose gap is only possible, for machines.
fn possible_list(words: &Words<'_>, gaps: &[Gap<'_>]) -> Entry {
    let possible = gaps.iter().filter(|gap| gap.certainty == Certainty::Possible);
    Entry::plain(possible.map(|gap| words.kind_code(gap.cell.kind)).collect::<Vec<_>>().join(" "))
}
