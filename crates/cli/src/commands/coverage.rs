//! `jiceng coverage`: which of the required elements the places have, by place or added up.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::roll_up::KindTotals;
use jiceng_core::projections::{CellState, Coverage, DivisionTree, Group, Totals};
use jiceng_core::{StandardInForce, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::places::{PlaceRow, Words};
use crate::commands::standards;
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
    totals: TotalsRow,
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
    totals: TotalsRow,
    kinds: BTreeMap<String, KindRow>,
}

#[derive(Serialize)]
pub(crate) struct TotalsRow {
    pub(crate) places: u32,
    pub(crate) complete: u32,
    complete_own: u32,
    complete_shared: u32,
    partial: u32,
    none: u32,
}

#[derive(Serialize)]
struct KindRow {
    own: u32,
    shared: u32,
    suspended: u32,
    out_of_term: u32,
    below_standard: u32,
    missing: u32,
    not_required: u32,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("coverage")
        .about(
            lang.pick("覆盖情况：各地点有无所要求的要素", "coverage: which of the required elements the places have"),
        )
        .args(ask::question_arguments(lang))
        .args(filter_arguments(lang))
        .arg(Arg::new("standard").long("standard").value_name(lang.pick("标准", "STANDARD")).help(lang.pick(
            "按另一标准评判：TOML 文件或标准编号（缺省为当日现行标准）",
            "judge by another standard: a TOML file or an identifier (else the one in force)",
        )))
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
    let registry = context.open()?;
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
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let coverage = words.in_order(filtered(matches, &view, &tree, &standard)?);
    if context.format == Format::Json {
        return context.json(&answer(&words, &coverage, &standard, level));
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, &coverage, &standard, &tree))?;
    }
    match level {
        None => {
            let mut grid = words.columns(&coverage);
            for place in &coverage.places {
                grid.row(words.entries(place));
            }
            grid.write(context)
        }
        Some(level) => groups_grid(&words, &coverage, level, context.format == Format::Table).write(context),
    }
}

/// The answer in JSON: of places, or of the divisions of a level.
pub(crate) fn answer(
    words: &Words<'_>,
    coverage: &Coverage,
    standard: &StandardInForce,
    level: Option<Level>,
) -> Answer {
    Answer {
        asked: Asked::of(coverage.as_of),
        tree: words.tree.as_of().effective.to_string(),
        standard: coverage.standard.to_string(),
        standard_adopted: standard.is_adopted,
        totals: coverage.total().totals.into(),
        rows: rows(words, coverage, level),
    }
}

/// The coverage that the arguments leave.
pub(crate) fn filtered(
    matches: &ArgMatches,
    view: &View<'_>,
    tree: &DivisionTree,
    standard: &StandardInForce,
) -> Result<Coverage, Failure> {
    let mut coverage = view.coverage_by(&standard.standard);
    if let Some(division) = matches.get_one::<String>("division") {
        coverage = coverage.within(tree, ask::division(view, tree, division)?);
    }
    if let Some(sort) = matches.get_one::<String>("sort") {
        coverage.places.retain(|place| place.is_site == (sort == "site"));
    }
    if let Some(kind) = matches.get_one::<String>("kind") {
        coverage = only_kind(coverage, ask::kind(view, kind, "--kind")?);
    }
    Ok(coverage)
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
    let name = lang.pick(standard.standard.zh.as_str(), standard.standard.en.as_str());
    let adopted =
        if standard.is_adopted { "" } else { lang.pick("（当日尚未采用）", " (not adopted by then)") };
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

fn rows(words: &Words<'_>, coverage: &Coverage, level: Option<Level>) -> Vec<Row> {
    let Some(level) = level else {
        return coverage.places.iter().map(|place| Row::Place(Box::new(words.row(place)))).collect();
    };
    let groups = sorted_groups(words, coverage, level);
    let row = |(division, group): (Option<PlaceNo>, Group)| {
        let kinds = group.kinds.iter().map(|(kind, totals)| (words.kind_code(*kind), (*totals).into())).collect();
        Row::Division(Box::new(DivisionRow {
            place: division.map(|no| words.division(no)),
            name: division.map(|no| words.division_name(no)),
            totals: group.totals.into(),
            kinds,
        }))
    };
    groups.into_iter().map(row).collect()
}

/// The groups in the order of codes.
fn sorted_groups(words: &Words<'_>, coverage: &Coverage, level: Level) -> Vec<(Option<PlaceNo>, Group)> {
    let mut groups: Vec<_> = coverage.by_level(words.tree, level).into_iter().collect();
    groups.sort_by_key(|(division, _)| division.map(|no| words.division(no)));
    groups
}

/// The places added up by division.
pub(crate) fn groups_grid(words: &Words<'_>, coverage: &Coverage, level: Level, with_sum: bool) -> Grid {
    let lang = words.lang;
    let grid = Grid::new()
        .text("place", lang.pick("代码", "code"))
        .text("name", lang.pick("名称", "name"))
        .number("places", lang.pick("地点", "places"))
        .number("complete", lang.pick("齐全", "complete"))
        .number("complete_own", lang.pick("其中自建", "by own"))
        .number("complete_shared", lang.pick("其中共享", "by sharing"))
        .number("partial", lang.pick("部分", "partial"))
        .number("none", lang.pick("全无", "none"));
    let mut grid =
        coverage.kinds.iter().fold(grid, |grid, kind| grid.number(words.kind_code(*kind), words.kind(*kind)));
    for (division, group) in sorted_groups(words, coverage, level) {
        let nowhere = || Entry::coded(words.lang.pick("（不在任何区划内）", "(in no such division)"), "");
        let code = division.map(|no| words.division(no)).unwrap_or_default();
        let name = division.map_or_else(nowhere, |no| Entry::plain(words.division_name(no)));
        grid.row(group_entries(code, name, &group));
    }
    if with_sum {
        grid.row(group_entries(String::new(), Entry::plain(words.lang.pick("合计", "total")), &coverage.total()));
    }
    grid
}

fn group_entries(code: String, name: Entry, group: &Group) -> Vec<Entry> {
    let totals = group.totals;
    let mut entries = vec![
        Entry::plain(code),
        name,
        Entry::plain(totals.places),
        Entry::plain(totals.complete).in_mood(Mood::Good),
        Entry::plain(totals.complete_own),
        Entry::plain(totals.complete_shared),
        Entry::plain(totals.partial).in_mood(Mood::Fair),
        Entry::plain(totals.none).in_mood(Mood::Bad),
    ];
    entries.extend(group.kinds.iter().map(|(_, totals)| Entry::plain(totals.own + totals.shared)));
    entries
}

/// Whether a place lacks something.
pub(crate) fn lacks(state: CellState) -> bool {
    !state.is_met() && state != CellState::NotRequired
}

impl From<Totals> for TotalsRow {
    fn from(totals: Totals) -> Self {
        let Totals { places, complete, complete_own, complete_shared, partial, none } = totals;
        Self { places, complete, complete_own, complete_shared, partial, none }
    }
}

impl From<KindTotals> for KindRow {
    fn from(totals: KindTotals) -> Self {
        let KindTotals { own, shared, suspended, out_of_term, below_standard, missing, not_required } = totals;
        Self { own, shared, suspended, out_of_term, below_standard, missing, not_required }
    }
}
