//! `jiceng replay`: the same history judged by two standards, month by month.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::{CellState, Coverage, PlaceCoverage};
use jiceng_core::{Question, View};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use crate::ask;
use crate::commands::places::Words;
use crate::commands::standards;
use crate::commands::totals::TotalsRow;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::labels;

/// The JSON of an answer.
#[derive(Serialize)]
struct Answer {
    standard: String,
    against: String,
    days: Vec<DayRow>,
}

#[derive(Serialize)]
struct DayRow {
    as_of: String,
    standard: TotalsRow,
    against: TotalsRow,
    changed: Vec<ChangeRow>,
}

#[derive(Serialize)]
struct ChangeRow {
    place: String,
    name: String,
    county_name: Option<String>,
    population: Option<u32>,
    standard: &'static str,
    against: &'static str,
    cells: Vec<CellChange>,
    /// The two statuses and what differs, for people.
    #[serde(skip)]
    told: [String; 3],
}

#[derive(Serialize)]
struct CellChange {
    kind: String,
    standard: Option<&'static str>,
    against: Option<&'static str>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let standard = |name: &'static str, help| {
        Arg::new(name).long(name).required(true).value_name(lang.pick("标准", "STANDARD")).help(help)
    };
    Command::new("replay")
        .about(lang.pick(
            "重演：同一段历史按两个标准评判，列出结论不同的地点及原因",
            "judge the same history by two standards: which places change status, and why",
        ))
        .arg(standard(
            "standard",
            lang.pick("按哪一标准：TOML 文件或编号", "by this standard: a TOML file or an identifier"),
        ))
        .arg(standard("against", lang.pick("与哪一标准比较", "compared with this one")))
        .args(day_arguments(lang))
}

/// `--from`, `--to` and `--every`.
pub(crate) fn day_arguments(lang: Lang) -> [Arg; 3] {
    let day = |name: &'static str, help| {
        Arg::new(name).long(name).required(true).value_name(lang.pick("日期", "DAY")).help(help)
    };
    [
        day("from", lang.pick("自哪一天", "from this day")),
        day("to", lang.pick("至哪一天", "to this day")),
        Arg::new("every")
            .long("every")
            .value_name(lang.pick("间隔", "STEP"))
            .value_parser(["month", "quarter", "year"])
            .hide_possible_values(true)
            .default_value("month")
            .hide_default_value(true)
            .help(lang.pick(
                "每隔多久：month、quarter 或 year（缺省为 month）",
                "month, quarter or year (month where none is given)",
            )),
    ]
}

/// The days that the arguments ask about.
pub(crate) fn days_of(matches: &ArgMatches) -> Result<Vec<Date>, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    days(ask::day(text("from"), "--from")?, ask::day(text("to"), "--to")?, text("every"), text("from"))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let days = days_of(matches)?;
    let registry = context.open()?;
    let mut answer =
        Answer { standard: text("standard").to_owned(), against: text("against").to_owned(), days: Vec::new() };
    for day in days {
        let view = registry.view(Question::on(day))?;
        let standard = standards::named(&view, text("standard"))?.standard;
        let against = standards::named(&view, text("against"))?.standard;
        answer.standard = standard.id.to_string();
        answer.against = against.id.to_string();
        answer.days.push(day_row(&view, context.lang, &view.coverage_by(&standard), &view.coverage_by(&against)));
    }
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => changes_grid(context.lang, &answer).write_csv(context),
        Format::Table => tables(context, &answer),
    }
}

/// The days asked about: the first, then one each step, always up to the last.
fn days(from: Date, to: Date, every: &str, shown: &str) -> Result<Vec<Date>, Failure> {
    if from > to {
        return Err(Failure::Value { option: "--from", value: shown.to_owned(), wanted: Wanted::Span });
    }
    let months = match every {
        "year" => 12,
        "quarter" => 3,
        _ => 1,
    };
    // Counted from the first day, so that a month's last day stays one.
    let steps = (0..).map_while(|step: i32| from.checked_add((step * months).months()).ok());
    let mut days: Vec<Date> = steps.take_while(|day| *day < to).collect();
    days.push(to);
    Ok(days)
}

fn day_row(view: &View<'_>, lang: Lang, by: &Coverage, against: &Coverage) -> DayRow {
    let tree = view.tree();
    let words = Words { view, tree: &tree, lang };
    // Both judge the same places, in the same order.
    let pairs = by.places.iter().zip(&against.places);
    let changed = pairs.filter(|(by, against)| labels::status_code(by.status) != labels::status_code(against.status));
    let mut changed: Vec<ChangeRow> = changed.map(|(by, against)| change_row(&words, by, against)).collect();
    changed.sort_by(|a, b| (&a.county_name, &a.place).cmp(&(&b.county_name, &b.place)));
    DayRow {
        as_of: by.as_of.effective.to_string(),
        standard: TotalsRow::from(by.total().totals),
        against: TotalsRow::from(against.total().totals),
        changed,
    }
}

fn change_row(words: &Words<'_>, by: &PlaceCoverage, against: &PlaceCoverage) -> ChangeRow {
    let state = |place: &PlaceCoverage, kind| place.cells.iter().find(|cell| cell.kind == kind).map(|cell| cell.state);
    let code = |state: Option<CellState>| state.map(labels::cell_code);
    let mut kinds: Vec<_> = by.cells.iter().chain(&against.cells).map(|cell| cell.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.retain(|kind| code(state(by, *kind)) != code(state(against, *kind)));
    let word = |state: Option<CellState>| state.map_or("-", |state| labels::cell(words.lang, state));
    let tell = |kind| format!("{} {}/{}", words.kind(kind), word(state(by, kind)), word(state(against, kind)));
    let differences: Vec<String> = kinds.iter().map(|kind| tell(*kind)).collect();
    let differences = differences.join(words.lang.pick("、", ", "));
    let told = [labels::status(words.lang, by.status), labels::status(words.lang, against.status), differences];
    let cells = kinds.into_iter().map(|kind| CellChange {
        kind: words.kind_code(kind),
        standard: code(state(by, kind)),
        against: code(state(against, kind)),
    });
    let no: PlaceNo = by.place;
    ChangeRow {
        place: words.place(no),
        name: words.name(no),
        county_name: words.name_above(no, Level::County),
        population: by.population,
        standard: labels::status_code(by.status),
        against: labels::status_code(against.status),
        cells: cells.collect(),
        told,
    }
}

fn tables(context: &mut Context<'_, '_>, answer: &Answer) -> Result<(), Failure> {
    let lang = context.lang;
    let mut grid = Grid::new()
        .text("as_of", lang.pick("哪一天", "day"))
        .number("places", lang.pick("地点", "places"))
        .number("standard", format!("{} {}", lang.pick("齐全", "complete"), answer.standard))
        .number("against", format!("{} {}", lang.pick("齐全", "complete"), answer.against))
        .number("changed", lang.pick("结论不同", "changed"));
    for day in &answer.days {
        grid.row(vec![
            Entry::plain(&day.as_of),
            Entry::plain(day.standard.places),
            Entry::plain(day.standard.complete),
            Entry::plain(day.against.complete),
            Entry::plain(day.changed.len()),
        ]);
    }
    grid.write_table(context)?;
    if answer.days.iter().all(|day| day.changed.is_empty()) {
        return Ok(());
    }
    context.say("")?;
    context.say(lang.pick("结论不同的地点：", "places whose status changes:"))?;
    changes_grid(lang, answer).write_table(context)
}

fn changes_grid(lang: Lang, answer: &Answer) -> Grid {
    let mut grid = Grid::new()
        .text("as_of", lang.pick("哪一天", "day"))
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .number("population", lang.pick("人口", "people"))
        .text("standard", &answer.standard)
        .text("against", &answer.against)
        .text("cells", lang.pick("不同之处", "what differs"));
    for day in &answer.days {
        for change in &day.changed {
            let each = |cell: &CellChange| {
                format!("{}: {} / {}", cell.kind, cell.standard.unwrap_or("-"), cell.against.unwrap_or("-"))
            };
            let codes = change.cells.iter().map(each).collect::<Vec<_>>().join("; ");
            let [by, against, differences] = &change.told;
            grid.row(vec![
                Entry::plain(&day.as_of),
                Entry::plain(change.county_name.as_deref().unwrap_or_default()),
                Entry::plain(&change.place),
                Entry::plain(&change.name),
                Entry::plain(change.population.map(|people| people.to_string()).unwrap_or_default()),
                Entry::coded(by, change.standard),
                Entry::coded(against, change.against),
                Entry::coded(differences, codes),
            ]);
        }
    }
    grid
}
