//! `jiceng gaps`: what is missing, place by place.

use clap::{ArgMatches, Command};
use jiceng_core::domain::Level;
use jiceng_core::projections::PlaceCoverage;
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::coverage;
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
    rows: Vec<GapRow>,
}

#[derive(Serialize)]
struct GapRow {
    place: String,
    name: String,
    county_name: Option<String>,
    population: Option<u32>,
    kind: String,
    state: &'static str,
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
    let mut found = words.in_order(coverage::filtered(matches, &view, &tree, &standard)?);
    found.places.retain(|place| place.cells.iter().any(|cell| coverage::lacks(cell.state)));
    let lang = context.lang;
    if context.format == Format::Json {
        let rows: Vec<GapRow> = found.places.iter().flat_map(|place| gap_rows(&words, place)).collect();
        return context.json(&Answer {
            asked: Asked::of(found.as_of),
            tree: tree.as_of().effective.to_string(),
            standard: found.standard.to_string(),
            places: found.places.len(),
            rows,
        });
    }
    if context.format == Format::Table {
        context.say(&coverage::headline(lang, &found, &standard, &tree))?;
        let count = found.places.len();
        context.say(&match lang {
            Lang::Zh => format!("有缺项的地点 {count} 个"),
            Lang::En => format!("{count} places lack something"),
        })?;
    }
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .number("population", lang.pick("人口", "people"))
        .text("gaps", lang.pick("缺项", "gaps"));
    for place in &found.places {
        grid.row(vec![
            Entry::plain(words.name_above(place.place, Level::County).unwrap_or_default()),
            Entry::plain(words.place(place.place)),
            Entry::plain(words.name(place.place)),
            Entry::plain(place.population.map(|people| people.to_string()).unwrap_or_default()),
            gap_list(&words, place),
        ]);
    }
    grid.write(context)
}

fn gap_rows(words: &Words<'_>, place: &PlaceCoverage) -> Vec<GapRow> {
    let gaps = place.cells.iter().filter(|cell| coverage::lacks(cell.state));
    let row = |cell: &jiceng_core::projections::Cell| GapRow {
        place: words.place(place.place),
        name: words.name(place.place),
        county_name: words.name_above(place.place, Level::County),
        population: place.population,
        kind: words.kind_code(cell.kind),
        state: labels::cell_code(cell.state),
    };
    gaps.map(row).collect()
}

/// The gaps of a place: a kind alone is missing, any other state stands behind it.
fn gap_list(words: &Words<'_>, place: &PlaceCoverage) -> Entry {
    let gaps: Vec<_> = place.cells.iter().filter(|cell| coverage::lacks(cell.state)).collect();
    let shown = gaps.iter().map(|cell| match labels::cell_code(cell.state) {
        "missing" => words.kind(cell.kind),
        _ => format!("{} ({})", words.kind(cell.kind), labels::cell(words.lang, cell.state)),
    });
    let codes = gaps.iter().map(|cell| format!("{}:{}", words.kind_code(cell.kind), labels::cell_code(cell.state)));
    Entry::coded(shown.collect::<Vec<_>>().join(words.lang.pick("、", ", ")), codes.collect::<Vec<_>>().join(" "))
}
