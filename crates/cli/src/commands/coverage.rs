//! `jiceng coverage`: which of the required elements the places have, by place or added up.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::roll_up::KindTotals;
use jiceng_core::projections::{Bounds, CellState, Coverage, DivisionTree, Group, Prospects, Totals};
use jiceng_core::{StandardInForce, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::certificate;
use crate::commands::places::{PlaceRow, Words};
use crate::commands::standards;
use crate::commands::totals::{Bounded, KindRow, TotalsRow, figure, note};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};

/// The JSON of an answer: a promise, described in `docs/cli.md`.
#[derive(Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    asked: Asked,
    tree: String,
    standard: String,
    standard_adopted: bool,
    totals: Bounded<TotalsRow>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Row {
    Place(Box<PlaceRow>),
    Division(Box<DivisionRow>),
}

#[derive(Serialize)]
struct DivisionRow {
    place: Option<String>,
    name: Option<String>,
    #[serde(flatten)]
    totals: Bounded<TotalsRow>,
    kinds: BTreeMap<String, Bounded<KindRow>>,
}

/// What leaves places out, as the arguments say it, or a certificate.
#[derive(Default)]
pub(crate) struct Filters {
    pub(crate) division: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) sort: Option<String>,
}

/// The coverage asked for, and what dates leave open of it.
pub(crate) struct Found {
    pub(crate) coverage: Coverage,
    pub(crate) prospects: Prospects,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("coverage")
        .about(
            lang.pick("覆盖情况：各地点有无所要求的要素", "coverage: which of the required elements the places have"),
        )
        .args(ask::question_arguments(lang))
        .args(filter_arguments(lang))
        .arg(standard_argument(lang))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(lang.pick("层级", "LEVEL"))
                .value_parser(["place", "township", "county", "prefecture"])
                .hide_possible_values(true)
                .default_value("county")
                .hide_default_value(true)
                .help(lang.pick(
                    "按什么汇总：place、township、county 或 prefecture（缺省为 county）",
                    "add up by place, township, county or prefecture (county where none is given)",
                )),
        )
        .arg(
            Arg::new("certificate")
                .long("certificate")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick(
                    "另将结果及其依据写成证明文件，日后可核对",
                    "also write the answer and what it rests on to a certificate, to be checked later",
                )),
        )
}

/// `--standard`.
pub(crate) fn standard_argument(lang: Lang) -> Arg {
    Arg::new("standard").long("standard").value_name(lang.pick("标准", "STANDARD")).help(lang.pick(
        "按另一标准评判：TOML 文件或标准编号（缺省为当日现行标准）",
        "judge by another standard: a TOML file or an identifier (else the one in force)",
    ))
}

/// The arguments that leave places out, and the divisions they lie in: for `coverage` and `gaps`.
pub(crate) fn filter_arguments(lang: Lang) -> [Arg; 4] {
    [
        ask::tree_argument(lang),
        Arg::new("division")
            .long("division")
            .value_name(lang.pick("代码", "CODE"))
            .help(lang.pick("只看该行政区划之内的地点", "only the places in this division")),
        Arg::new("kind")
            .long("kind")
            .value_name(lang.pick("种类", "KIND"))
            .help(lang.pick("只看这一种要素（代码或中文名）", "only this element kind (code or Chinese name)")),
        Arg::new("sort")
            .long("sort")
            .value_name(lang.pick("类别", "SORT"))
            .value_parser(["site", "community"])
            .hide_possible_values(true)
            .help(lang.pick(
                "只看安置点（site）或村、社区（community）",
                "only relocation sites (site) or communities (community)",
            )),
    ]
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let is_evidence = matches.contains_id("certificate");
    let registry = if is_evidence { context.open_as_evidence()? } else { context.open()? };
    let view = registry.view(ask::question(matches)?)?;
    let tree = ask::tree(matches, &view)?;
    let standard = match matches.get_one::<String>("standard") {
        Some(name) => standards::named(&view, name)?,
        None => view.standard()?,
    };
    let level = match matches.get_one::<String>("by").map(String::as_str) {
        Some("township") => Some(Level::Township),
        Some("prefecture") => Some(Level::Prefecture),
        Some("place") => None,
        _ => Some(Level::County),
    };
    certificate::certify(matches, &view, &standard, context)?;
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = filtered(matches, &view, &tree, &standard)?;
    let found = Found { coverage: words.in_order(found.coverage), ..found };
    if context.format == Format::Json {
        return context.json(&answer(&words, &found, &standard, level));
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, &found.coverage, &standard, &tree))?;
        if let Some(note) = note(context.lang, &found.prospects, &found.prospects.total(&found.coverage)) {
            context.say(&note)?;
        }
    }
    match level {
        None => {
            let mut grid = words.columns(&found.coverage);
            for place in &found.coverage.places {
                grid.row(words.entries(place, &found.prospects));
            }
            grid.write(context)
        }
        Some(level) => groups_grid(&words, &found, level, context.format == Format::Table).write(context),
    }
}

/// The answer in JSON: of places, or of the divisions of a level.
pub(crate) fn answer(words: &Words<'_>, found: &Found, standard: &StandardInForce, level: Option<Level>) -> Answer {
    let coverage = &found.coverage;
    let Bounds { at_least, at_most } = found.prospects.total(coverage);
    Answer {
        asked: Asked::of(coverage.as_of),
        tree: words.tree.as_of().effective.to_string(),
        standard: coverage.standard.to_string(),
        standard_adopted: standard.is_adopted,
        totals: Bounded::of(coverage.total().totals, at_least.totals, at_most.totals),
        rows: rows(words, found, level),
    }
}

/// The coverage that the arguments leave.
pub(crate) fn filtered(
    matches: &ArgMatches,
    view: &View<'_>,
    tree: &DivisionTree,
    standard: &StandardInForce,
) -> Result<Found, Failure> {
    filtered_by(&Filters::of(matches), view, tree, standard)
}

impl Filters {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let text = |name| matches.get_one::<String>(name).cloned();
        Self { division: text("division"), kind: text("kind"), sort: text("sort") }
    }
}

/// The coverage that the filters leave.
pub(crate) fn filtered_by(
    filters: &Filters,
    view: &View<'_>,
    tree: &DivisionTree,
    standard: &StandardInForce,
) -> Result<Found, Failure> {
    let mut coverage = view.coverage_by(&standard.standard);
    let mut prospects = view.prospects_by(&standard.standard);
    if let Some(division) = &filters.division {
        let division = ask::division(view, tree, division)?;
        coverage = coverage.within(tree, division);
        prospects = prospects.within(tree, division);
    }
    if let Some(sort) = &filters.sort {
        coverage.places.retain(|place| place.is_site == (sort == "site"));
        prospects = prospects.of_sort(sort == "site");
    }
    if let Some(kind) = &filters.kind {
        let kind = ask::kind(view, kind, "--kind")?;
        coverage = only_kind(coverage, kind);
        prospects = prospects.judged_by(kind);
    }
    Ok(Found { coverage, prospects })
}

/// The same places, judged by one of the kinds only.
fn only_kind(mut coverage: Coverage, kind: KindNo) -> Coverage {
    coverage.kinds.retain(|k| *k == kind);
    coverage.places = coverage.places.into_iter().map(|place| place.judged_by(kind)).collect();
    coverage
}

/// What is asked, on one line.
pub(crate) fn headline(lang: Lang, coverage: &Coverage, standard: &StandardInForce, tree: &DivisionTree) -> String {
    let day = coverage.as_of.effective;
    let (name, adopted) = standard_words(lang, standard);
    let tree_day = tree.as_of().effective;
    let by_tree = match lang {
        _ if tree_day == day => String::new(),
        Lang::Zh => format!("，按 {tree_day} 的行政区划汇总"),
        Lang::En => format!(", by the divisions of {tree_day}"),
    };
    match lang {
        Lang::Zh => format!("{day} 的覆盖情况，按标准 {name}{adopted}{by_tree}"),
        Lang::En => format!("coverage on {day} by the standard {name}{adopted}{by_tree}"),
    }
}

/// A standard's name, and what is to be said where it was not adopted.
pub(crate) fn standard_words(lang: Lang, standard: &StandardInForce) -> (&str, &'static str) {
    let name = lang.pick(standard.standard.zh.as_str(), standard.standard.en.as_str());
    (name, if standard.is_adopted { "" } else { lang.pick("（当日尚未采用）", " (not adopted by then)") })
}

fn rows(words: &Words<'_>, found: &Found, level: Option<Level>) -> Vec<Row> {
    let Some(level) = level else {
        let places = found.coverage.places.iter();
        return places.map(|place| Row::Place(Box::new(words.row(place, &found.prospects)))).collect();
    };
    let row = |(division, group, bounds): (Option<PlaceNo>, Group, Bounds)| {
        let kinds = group.kinds.iter().zip(&bounds.at_least.kinds).zip(&bounds.at_most.kinds);
        let kinds = kinds
            .map(|(((kind, read), (_, least)), (_, most))| (words.kind_code(*kind), Bounded::of(*read, *least, *most)));
        let kinds = kinds.collect();
        Row::Division(Box::new(DivisionRow {
            place: division.map(|no| words.division(no)),
            name: division.map(|no| words.division_name(no)),
            totals: Bounded::of(group.totals, bounds.at_least.totals, bounds.at_most.totals),
            kinds,
        }))
    };
    sorted_groups(words, found, level).into_iter().map(row).collect()
}

/// The groups in the order of codes: as read, and their bounds.
pub(crate) fn sorted_groups(words: &Words<'_>, found: &Found, level: Level) -> Vec<(Option<PlaceNo>, Group, Bounds)> {
    let mut read = found.coverage.by_level(words.tree, level);
    let bounds = found.prospects.by_level(&found.coverage, words.tree, level);
    let nothing = || Group {
        kinds: found.coverage.kinds.iter().map(|k| (*k, KindTotals::default())).collect(),
        ..Group::default()
    };
    let with_bounds = |(division, bounds)| (division, read.remove(&division).unwrap_or_else(nothing), bounds);
    let mut groups: Vec<_> = bounds.into_iter().map(with_bounds).collect();
    groups.sort_by_key(|(division, ..)| division.map(|no| words.division(no)));
    groups
}

/// The places added up by division.
pub(crate) fn groups_grid(words: &Words<'_>, found: &Found, level: Level, with_sum: bool) -> Grid {
    let (lang, coverage) = (words.lang, &found.coverage);
    let grid = Grid::new()
        .text("place", lang.pick("代码", "code"))
        .text("name", lang.pick("名称", "name"))
        .number("places", lang.pick("地点", "places"))
        .number("complete", lang.pick("齐全", "complete"))
        .number("complete_own", lang.pick("其中自建", "by own"))
        .number("complete_shared", lang.pick("其中共享", "by sharing"))
        .number("partial", lang.pick("部分", "partial"))
        .number("none", lang.pick("全无", "none"));
    let grid = coverage.kinds.iter().fold(grid, |grid, kind| grid.number(words.kind_code(*kind), words.kind(*kind)));
    let mut grid = grid.data("complete_at_least").data("complete_at_most");
    for (division, group, bounds) in sorted_groups(words, found, level) {
        let nowhere = || Entry::coded(words.lang.pick("（不在任何区划内）", "(in no such division)"), "");
        let code = division.map(|no| words.division(no)).unwrap_or_default();
        let name = division.map_or_else(nowhere, |no| Entry::plain(words.division_name(no)));
        grid.row(group_entries(code, name, &group, &bounds));
    }
    if with_sum {
        let name = Entry::plain(words.lang.pick("合计", "total"));
        grid.row(group_entries(String::new(), name, &coverage.total(), &found.prospects.total(coverage)));
    }
    grid
}

fn group_entries(code: String, name: Entry, group: &Group, bounds: &Bounds) -> Vec<Entry> {
    let (totals, least, most) = (group.totals, bounds.at_least.totals, bounds.at_most.totals);
    let of = |read: fn(Totals) -> u32| figure(read(totals), read(least), read(most));
    let mut entries = vec![
        Entry::plain(code),
        name,
        of(|t| t.places),
        of(|t| t.complete).in_mood(Mood::Good),
        of(|t| t.complete_own),
        of(|t| t.complete_shared),
        of(|t| t.partial).in_mood(Mood::Fair),
        of(|t| t.none).in_mood(Mood::Bad),
    ];
    let kinds = group.kinds.iter().zip(&bounds.at_least.kinds).zip(&bounds.at_most.kinds);
    entries.extend(kinds.map(|(((_, read), (_, least)), (_, most))| figure(read.met, least.met, most.met)));
    entries.extend([Entry::plain(least.complete), Entry::plain(most.complete)]);
    entries
}

/// Whether a place lacks something, or what a cell may be is a gap.
pub(crate) fn lacks(state: CellState) -> bool {
    !state.is_met() && state != CellState::NotRequired
}
