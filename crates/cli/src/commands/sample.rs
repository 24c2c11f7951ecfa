//! `jiceng sample`: places drawn for inspection by a seed that nobody can choose, and what the inspections
//! found.

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_core::domain::target::PlaceSort;
use jiceng_core::domain::{Command as Wished, Level, PartialDate, PlaceNo, Position, SampleId, Wish};
use jiceng_core::projections::sampling::DrawnStratum;
use jiceng_core::{Draw, Question, Registry, Request, View, today};
use jiceng_exchange::RowProblem;
use jiceng_exchange::fields::STRATA;
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::places::Words;
use crate::commands::{record, sample_result};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};

/// The JSON of a draw.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    asked: Asked,
    /// None where it was only tried.
    sample: Option<&'a SampleId>,
    size: u32,
    by: Strata,
    population: &'a Population,
    places: usize,
    seed_position: Option<Position>,
    seed: Option<String>,
    strata: Vec<StratumRow>,
    rows: Vec<PlaceRow>,
}

#[derive(Serialize)]
struct StratumRow {
    place: Option<String>,
    name: Option<String>,
    places: usize,
    drawn: usize,
}

#[derive(Serialize)]
struct PlaceRow {
    stratum: Option<String>,
    order: usize,
    place: String,
    name: String,
    county_name: Option<String>,
    township_name: Option<String>,
    population: Option<u32>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let filter = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let choice = |name: &'static str, value: &'static str, values: &'static [&'static str], help: &'static str| {
        filter(name, value, help).value_parser(values.to_vec()).hide_possible_values(true)
    };
    Command::new("sample")
        .about(lang.pick(
            "抽查：按无人能选的种子抽取地点，并查看检查结果",
            "draw places for inspection by a seed that nobody can choose",
        ))
        .subcommand_negates_reqs(true)
        .arg(
            filter("size", lang.pick("个数", "N"), lang.pick("抽取多少个地点", "how many places to draw"))
                .required(true)
                .value_parser(value_parser!(u32).range(1..)),
        )
        .arg(
            choice(
                "by",
                lang.pick("分层", "STRATA"),
                STRATA,
                lang.pick(
                    "如何分层：county、township、prefecture 或 none（缺省为 county）",
                    "strata: county, township, prefecture or none (county where none is given)",
                ),
            )
            .default_value("county")
            .hide_default_value(true),
        )
        .arg(
            filter(
                "position",
                lang.pick("位置", "POSITION"),
                lang.pick(
                    "种子取日志此位置处的树根（缺省同 --known，再缺省为日志末尾）",
                    "the seed is the log's tree hash at this position (else that of --known, else the end of the log)",
                ),
            )
            .value_parser(value_parser!(u64)),
        )
        .args(ask::question_arguments(lang))
        .arg(filter(
            "division",
            lang.pick("代码", "CODE"),
            lang.pick("只从该行政区划之内的地点抽取", "draw only from the places in this division"),
        ))
        .arg(choice(
            "sort",
            lang.pick("类别", "SORT"),
            &["site", "community"],
            lang.pick(
                "只从安置点（site）或村、社区（community）抽取",
                "draw only from relocation sites (site) or communities (community)",
            ),
        ))
        .arg(choice(
            "status",
            lang.pick("状态", "STATUS"),
            &["complete", "partial", "none"],
            lang.pick(
                "只从当日齐全（complete）、部分（partial）或全无（none）的地点抽取",
                "draw only from places that are complete, partial or none on the day",
            ),
        ))
        .arg(
            filter(
                "kind",
                lang.pick("种类", "KIND"),
                lang.pick("--status 只看这一种要素", "judge --status by this element kind alone"),
            )
            .requires("status"),
        )
        .arg(filter(
            "record",
            lang.pick("编号", "ID"),
            lang.pick("将抽取结果以此编号记录", "record what is drawn under this identifier"),
        ))
        .arg(record::recorder_argument(lang))
        .subcommands(sample_result::commands(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => sample_result::list(matches, context),
        Some(("result", matches)) => sample_result::result(matches, context),
        _ => draw(matches, context),
    }
}

fn draw(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let id = matches.get_one::<String>("record").map(|text| sample_id(text, "--record")).transpose()?;
    let recorder = record::recorder(matches)?;
    let registry = context.open_as_evidence()?;
    let mut wished = wished(matches, &registry)?;
    if let Some(id) = &id {
        wished.sample = id.clone();
        let recorder = recorder.ok_or_else(|| RowProblem::Missing { field: "recorder".to_owned() })?;
        let effective = PartialDate::Day(today());
        let command = Wished::Record(wished.clone().into());
        registry.record(&Request::new(recorder, Wish { effective, evidence: Vec::new(), command }))?;
    }
    let view = registry.view(Question::default())?;
    // What was recorded is drawn again here: it says the same.
    let wished = id.as_ref().and_then(|id| view.facts().sample(id)).map_or(wished, |(_, recorded)| recorded.clone());
    let draw = view.draw(&wished)?;
    tell(context, &view, &draw, id.as_ref())
}

/// The identifier of a sample.
pub(crate) fn sample_id(text: &str, option: &'static str) -> Result<SampleId, Failure> {
    SampleId::parse(text).map_err(|_| Failure::Value { option, value: text.to_owned(), wanted: Wanted::Sample })
}

/// The sample that the arguments wish, with what they leave open.
fn wished(matches: &ArgMatches, registry: &Registry) -> Result<SampleDrawn, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let view = registry.view(ask::question(matches)?)?;
    let as_of = view.as_of();
    let kind = text("kind").map(|kind| ask::kind(&view, kind, "--kind")).transpose()?;
    let tree = view.tree();
    if let Some(division) = text("division") {
        ask::division(&view, &tree, division)?;
    }
    Ok(SampleDrawn {
        sample: sample_id("sample", "--record")?,
        size: matches.get_one("size").copied().unwrap_or_default(),
        by: match text("by") {
            Some("prefecture") => Strata::Prefecture,
            Some("township") => Strata::Township,
            Some("none") => Strata::None,
            _ => Strata::County,
        },
        population: Population {
            as_of: as_of.effective,
            known: text("known").map(|_| as_of.known),
            division: text("division").and_then(|code| code.parse().ok()),
            sort: match text("sort") {
                Some("site") => PlaceSort::Site,
                Some("community") => PlaceSort::Community,
                _ => PlaceSort::Any,
            },
            kind: kind.and_then(|kind| view.kind(kind)).map(|entry| entry.code.clone()),
            status: match text("status") {
                Some("complete") => Some(PlaceStatus::Complete),
                Some("partial") => Some(PlaceStatus::Partial),
                Some("none") => Some(PlaceStatus::None),
                _ => None,
            },
        },
        seed_position: matches.get_one("position").copied().map(Position),
        seed: None,
        places: Vec::new(),
    })
}

/// The view of a sample's population.
pub(crate) fn population_view<'r>(view: &View<'r>, sample: &SampleDrawn) -> Result<View<'r>, Failure> {
    let known = sample.population.known.map_or(jiceng_core::Known::Now, jiceng_core::Known::Before);
    Ok(view.asking(Question { known, ..Question::on(sample.population.as_of) })?)
}

fn tell(
    context: &mut Context<'_, '_>,
    view: &View<'_>,
    draw: &Draw,
    recorded: Option<&SampleId>,
) -> Result<(), Failure> {
    let view = population_view(view, &draw.sample)?;
    let (lang, tree) = (context.lang, view.tree());
    let words = Words { view: &view, tree: &tree, lang };
    let sample = &draw.sample;
    let all: usize = draw.strata.iter().map(|stratum| stratum.stratum.places.len()).sum();
    match context.format {
        Format::Json => context.json(&Answer {
            asked: Asked::of(view.as_of()),
            sample: recorded,
            size: sample.size,
            by: sample.by,
            population: &sample.population,
            places: all,
            seed_position: sample.seed_position,
            seed: sample.seed.map(|seed| seed.to_string()),
            strata: draw.strata.iter().map(|stratum| stratum_row(&words, stratum)).collect(),
            rows: rows(&words, draw).collect(),
        }),
        Format::Csv => places_grid(lang, rows(&words, draw)).write_csv(context),
        Format::Table => {
            for line in headlines(lang, sample, all, recorded) {
                context.say(&line)?;
            }
            strata_grid(&words, draw).write_table(context)?;
            context.say("")?;
            places_grid(lang, rows(&words, draw)).write_table(context)
        }
    }
}

fn headlines(lang: Lang, sample: &SampleDrawn, all: usize, recorded: Option<&SampleId>) -> Vec<String> {
    let drawn = sample.places.len();
    let day = sample.population.as_of;
    let at = |position: Option<Position>| position.map(|at| at.to_string()).unwrap_or_default();
    let (known, seed_at) = (at(sample.population.known), at(sample.seed_position));
    let seed = sample.seed.map(|seed| seed.to_string()).unwrap_or_default();
    let mut lines = match lang {
        Lang::Zh => vec![
            format!("从 {day} 的 {all} 个地点中抽取 {drawn} 个，以日志位置 {known} 之前所知为准"),
            format!("种子：日志位置 {seed_at} 处的树根 {seed}"),
        ],
        Lang::En => vec![
            format!("{drawn} of the {all} places of {day}, as known before position {known} of the log"),
            format!("seed: the log's tree hash at position {seed_at}, {seed}"),
        ],
    };
    match (recorded, lang) {
        (Some(id), Lang::Zh) => lines.push(format!("已记录为样本 {id}；检查时写 --sample {id}")),
        (Some(id), Lang::En) => lines.push(format!("recorded as the sample {id}; inspect with --sample {id}")),
        (None, Lang::Zh) => {
            lines.push(format!("尚未记录；用 --position {seed_at} 可重抽同一样本，加 --record 编号 记录"));
        }
        (None, Lang::En) => {
            lines.push(format!("not recorded; --position {seed_at} draws the same again, --record ID records it"));
        }
    }
    lines
}

fn stratum_row(words: &Words<'_>, stratum: &DrawnStratum) -> StratumRow {
    StratumRow {
        place: stratum.stratum.division.map(|_| stratum.stratum.code.clone()),
        name: stratum.stratum.division.map(|no| words.name(no)),
        places: stratum.stratum.places.len(),
        drawn: stratum.drawn.len(),
    }
}

fn strata_grid(words: &Words<'_>, draw: &Draw) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("place", lang.pick("代码", "code"))
        .text("name", lang.pick("分层", "stratum"))
        .number("places", lang.pick("地点", "places"))
        .number("drawn", lang.pick("抽取", "drawn"));
    for row in draw.strata.iter().map(|stratum| stratum_row(words, stratum)) {
        grid.row(vec![
            Entry::plain(row.place.unwrap_or_default()),
            stratum_name(lang, row.name),
            Entry::plain(row.places),
            Entry::plain(row.drawn),
        ]);
    }
    grid
}

/// A stratum's name; places in no division of the level are one too.
pub(crate) fn stratum_name(lang: Lang, name: Option<String>) -> Entry {
    name.map_or_else(|| Entry::coded(lang.pick("（不分）", "(undivided)"), ""), Entry::plain)
}

fn rows<'a>(words: &'a Words<'a>, draw: &'a Draw) -> impl Iterator<Item = PlaceRow> + 'a {
    draw.strata.iter().flat_map(move |stratum| {
        let row = move |(index, (no, place)): (usize, &(PlaceNo, jiceng_core::domain::Place))| PlaceRow {
            stratum: stratum.stratum.division.map(|_| stratum.stratum.code.clone()),
            order: index + 1,
            place: place.to_string(),
            name: words.name(*no),
            county_name: words.name_above(*no, Level::County),
            township_name: words.name_above(*no, Level::Township),
            population: words.view.facts().places.get(*no).and_then(|r| r.population_on(words.view.as_of())),
        };
        stratum.drawn.iter().enumerate().map(row)
    })
}

fn places_grid(lang: Lang, rows: impl Iterator<Item = PlaceRow>) -> Grid {
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("township_name", lang.pick("乡镇", "township"))
        .number("order", lang.pick("次序", "order"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .number("population", lang.pick("人口", "people"));
    for row in rows {
        grid.row(vec![
            Entry::plain(row.county_name.unwrap_or_default()),
            Entry::plain(row.township_name.unwrap_or_default()),
            Entry::plain(row.order),
            Entry::plain(row.place),
            Entry::plain(row.name),
            Entry::plain(row.population.map(|people| people.to_string()).unwrap_or_default()),
        ]);
    }
    grid
}
