//! `jiceng sample list` and `jiceng sample result`: the samples that were drawn, and what inspections found
//! of them: plain counts, «x of n».

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::sample::{SampleDrawn, SampleState, Strata};
use jiceng_core::domain::{PlaceNo, SampleId};
use jiceng_core::projections::sampling::{FoundOfKind, Inspected, inspected};
use jiceng_core::{Draw, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::places::Words;
use crate::commands::sample::{population_view, sample_id, stratum_name};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};

/// The JSON of a list.
#[derive(Serialize)]
struct List {
    #[serde(flatten)]
    asked: Asked,
    rows: Vec<SampleRow>,
}

#[derive(Serialize)]
struct SampleRow {
    sample: SampleId,
    population_as_of: String,
    size: u32,
    by: Strata,
    seed_position: Option<u64>,
    #[serde(flatten)]
    counts: Counts,
}

/// The JSON of a result.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    sample: SampleId,
    seed_position: Option<u64>,
    seed: Option<String>,
    population_as_of: String,
    totals: Counts,
    strata: Vec<StratumRow>,
    rows: Vec<PlaceRow>,
}

#[derive(Serialize)]
struct StratumRow {
    place: Option<String>,
    name: Option<String>,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Counts {
    drawn: u32,
    inspected: u32,
    passed: u32,
    failed: u32,
    not_yet: u32,
}

#[derive(Serialize)]
struct PlaceRow {
    stratum: Option<String>,
    place: String,
    name: String,
    result: &'static str,
    kinds: BTreeMap<String, bool>,
    /// By kind, the place whose element was inspected, where it is not its own.
    providers: BTreeMap<String, String>,
    /// What was inspected, for people.
    #[serde(skip)]
    told: String,
    #[serde(skip)]
    stratum_name: Option<String>,
}

impl Counts {
    fn add(&mut self, found: &Inspected) {
        self.drawn += 1;
        match found.passed() {
            Some(passed) => {
                self.inspected += 1;
                self.passed += u32::from(passed);
                self.failed += u32::from(!passed);
            }
            None => self.not_yet += 1,
        }
    }
}

pub(crate) fn commands(lang: Lang) -> [Command; 2] {
    [
        Command::new("list")
            .about(lang.pick("列出抽取过的样本", "the samples that were drawn"))
            .args(ask::question_arguments(lang)),
        Command::new("result")
            .about(lang.pick("样本的检查结果", "what the inspections of a sample found"))
            .arg(
                Arg::new("sample")
                    .required(true)
                    .value_name(lang.pick("编号", "ID"))
                    .help(lang.pick("样本编号", "the sample")),
            )
            .args(ask::question_arguments(lang))
            .arg(
                Arg::new("kind")
                    .long("kind")
                    .value_name(lang.pick("种类", "KIND"))
                    .help(lang.pick("只看这一种要素（代码或中文名）", "only this element kind (code or Chinese name)")),
            ),
    ]
}

pub(crate) fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let drawn = view.facts().samples.iter().filter_map(|(id, _)| Some((id, drawn_by_then(&view, id)?)));
    let rows = drawn.map(|(id, sample)| SampleRow {
        sample: id.clone(),
        population_as_of: sample.population.as_of.to_string(),
        size: sample.size,
        by: sample.by,
        seed_position: sample.seed_position.map(|position| position.0),
        counts: counts(&view, id, &sample.numbers(view.facts()), None),
    });
    let rows: Vec<SampleRow> = rows.collect();
    if context.format == Format::Json {
        return context.json(&List { asked: Asked::of(view.as_of()), rows });
    }
    let lang = context.lang;
    let grid = Grid::new()
        .text("sample", lang.pick("编号", "sample"))
        .text("population_as_of", lang.pick("总体日期", "population of"))
        .number("seed_position", lang.pick("种子位置", "seed at"));
    let mut grid = count_columns(lang, grid);
    for row in rows {
        let position = row.seed_position.map(|position| position.to_string()).unwrap_or_default();
        let mut entries = vec![Entry::plain(row.sample), Entry::plain(row.population_as_of), Entry::plain(position)];
        entries.extend(count_entries(row.counts));
        grid.row(entries);
    }
    grid.write(context)
}

pub(crate) fn result(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let id = sample_id(matches.get_one::<String>("sample").map(String::as_str).unwrap_or_default(), "ID")?;
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let kind = matches.get_one::<String>("kind").map(|kind| ask::kind(&view, kind, "--kind")).transpose()?;
    let sample = drawn_by_then(&view, &id).ok_or_else(|| Failure::NoSuchSample { sample: id.clone() })?;
    // Drawn again out of this log, so that a result is never told of places that were not drawn.
    let draw = view.draw(&sample)?;
    let population = population_view(&view, &sample)?;
    let tree = population.tree();
    let words = Words { view: &population, tree: &tree, lang: context.lang };
    let answer = Answer {
        asked: Asked::of(view.as_of()),
        seed_position: sample.seed_position.map(|position| position.0),
        seed: sample.seed.map(|seed| seed.to_string()),
        population_as_of: sample.population.as_of.to_string(),
        totals: counts(&view, &id, &sample.numbers(view.facts()), kind),
        strata: strata(&view, &words, &id, &draw, kind),
        rows: rows(&view, &words, &id, &draw, kind),
        sample: id,
    };
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => places_grid(context.lang, &answer).write_csv(context),
        Format::Table => {
            let Counts { drawn, inspected, passed, failed, not_yet } = answer.totals;
            context.say(&match context.lang {
                Lang::Zh => format!(
                    "样本 {}：抽取 {drawn} 个地点，已检查 {inspected} 个，其中达标 {passed} 个、未达标 {failed} 个；尚未检查 {not_yet} 个",
                    answer.sample
                ),
                Lang::En => format!(
                    "sample {}: {inspected} of {drawn} places inspected, of which {passed} passed and {failed} failed; {not_yet} not yet",
                    answer.sample
                ),
            })?;
            strata_grid(context.lang, &answer).write_table(context)?;
            context.say("")?;
            places_grid(context.lang, &answer).write_table(context)
        }
    }
}

fn drawn_by_then(view: &View<'_>, id: &SampleId) -> Option<SampleDrawn> {
    match view.facts().samples.state_on(id, view.as_of()) {
        SampleState::Drawn(sample) => Some(sample.drawn),
        SampleState::Unknown => None,
    }
}

fn counts(view: &View<'_>, id: &SampleId, places: &[PlaceNo], kind: Option<KindNo>) -> Counts {
    let mut counts = Counts::default();
    for place in places {
        counts.add(&inspected(view.facts(), id, *place, view.as_of(), kind));
    }
    counts
}

fn strata(view: &View<'_>, words: &Words<'_>, id: &SampleId, draw: &Draw, kind: Option<KindNo>) -> Vec<StratumRow> {
    let row = |drawn: &jiceng_core::projections::sampling::DrawnStratum| StratumRow {
        place: drawn.stratum.division.map(|_| drawn.stratum.code.clone()),
        name: drawn.stratum.division.map(|no| words.name(no)),
        counts: counts(view, id, &drawn.drawn.iter().map(|(no, _)| *no).collect::<Vec<_>>(), kind),
    };
    draw.strata.iter().map(row).collect()
}

fn rows(view: &View<'_>, words: &Words<'_>, id: &SampleId, draw: &Draw, kind: Option<KindNo>) -> Vec<PlaceRow> {
    let mut rows = Vec::new();
    for stratum in &draw.strata {
        for (no, place) in &stratum.drawn {
            let found = inspected(view.facts(), id, *no, view.as_of(), kind);
            let provider = |one: &FoundOfKind| (one.of != *no).then(|| place_then(view, words, one.of));
            let told = found.kinds.iter().map(|one| {
                let (lang, kind) = (words.lang, words.kind(one.kind));
                let word = if one.passed { lang.pick("达标", "passed") } else { lang.pick("未达标", "failed") };
                match (provider(one), lang) {
                    (None, _) => format!("{kind} {word}"),
                    (Some(of), Lang::Zh) => format!("{kind} {word}（共享 {of}）"),
                    (Some(of), Lang::En) => format!("{kind} {word} (of {of})"),
                }
            });
            rows.push(PlaceRow {
                stratum: stratum.stratum.division.map(|_| stratum.stratum.code.clone()),
                stratum_name: stratum.stratum.division.map(|no| words.name(no)),
                place: place.to_string(),
                name: words.name(*no),
                result: result_code(found.passed()),
                told: told.collect::<Vec<_>>().join(words.lang.pick("、", ", ")),
                kinds: found.kinds.iter().map(|one| (words.kind_code(one.kind), one.passed)).collect(),
                providers: found
                    .kinds
                    .iter()
                    .filter_map(|one| Some((words.kind_code(one.kind), provider(one)?)))
                    .collect(),
            });
        }
    }
    rows
}

/// How people name a place on the day of the question, which may have begun after the population's.
fn place_then(view: &View<'_>, words: &Words<'_>, place: PlaceNo) -> String {
    view.place(place).map_or_else(|| words.place(place), |place| place.to_string())
}

const fn result_code(passed: Option<bool>) -> &'static str {
    match passed {
        Some(true) => "passed",
        Some(false) => "failed",
        None => "not_yet",
    }
}

fn count_columns(lang: Lang, grid: Grid) -> Grid {
    grid.number("drawn", lang.pick("抽取", "drawn"))
        .number("inspected", lang.pick("已检查", "inspected"))
        .number("passed", lang.pick("达标", "passed"))
        .number("failed", lang.pick("未达标", "failed"))
        .number("not_yet", lang.pick("尚未检查", "not yet"))
}

fn count_entries(counts: Counts) -> [Entry; 5] {
    [
        Entry::plain(counts.drawn),
        Entry::plain(counts.inspected),
        Entry::plain(counts.passed).in_mood(Mood::Good),
        Entry::plain(counts.failed).in_mood(Mood::Bad),
        Entry::plain(counts.not_yet).in_mood(Mood::Fair),
    ]
}

fn strata_grid(lang: Lang, answer: &Answer) -> Grid {
    let grid = Grid::new().text("place", lang.pick("代码", "code")).text("name", lang.pick("分层", "stratum"));
    let mut grid = count_columns(lang, grid);
    for row in &answer.strata {
        let mut entries =
            vec![Entry::plain(row.place.as_deref().unwrap_or_default()), stratum_name(lang, row.name.clone())];
        entries.extend(count_entries(row.counts));
        grid.row(entries);
    }
    grid
}

fn places_grid(lang: Lang, answer: &Answer) -> Grid {
    let mut grid = Grid::new()
        .text("stratum", lang.pick("分层", "stratum"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .text("result", lang.pick("结果", "result"))
        .text("kinds", lang.pick("已检查的要素", "inspected"));
    for row in &answer.rows {
        let (word, mood) = match row.result {
            "passed" => (lang.pick("达标", "passed"), Mood::Good),
            "failed" => (lang.pick("未达标", "failed"), Mood::Bad),
            _ => (lang.pick("尚未检查", "not yet"), Mood::Fair),
        };
        let codes = row.kinds.iter().map(|(kind, passed)| format!("{kind}:{}", result_code(Some(*passed))));
        let codes = codes.collect::<Vec<_>>().join(" ");
        let stratum = row.stratum.clone().unwrap_or_default();
        grid.row(vec![
            row.stratum_name.as_ref().map_or_else(|| stratum_name(lang, None), |name| Entry::coded(name, &stratum)),
            Entry::plain(&row.place),
            Entry::plain(&row.name),
            Entry::coded(word, row.result).in_mood(mood),
            Entry::coded(&row.told, codes),
        ]);
    }
    grid
}
