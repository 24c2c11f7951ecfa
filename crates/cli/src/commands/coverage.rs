//! `jiceng coverage`: which of the required elements the places have, by place or added up.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{AssessedAs, By, CoverageAnswer, Names, PlacesAsked};

use crate::Lang;
use crate::ask;
use crate::commands::certificate;
use crate::commands::standards;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::entry::Mood;
use crate::texts::{figures, headings, headlines};

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
        ask::places_argument(
            lang,
            lang.pick("只看安置点（sites）或村、社区（communities）", "only relocation sites (sites) or communities"),
        ),
    ]
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let is_evidence = matches.contains_id("certificate");
    let registry = if is_evidence { context.open_as_evidence()? } else { context.open_to_ask()? };
    let view = registry.view(ask::question(matches)?)?.locked()?;
    let tree = ask::tree(matches, &view)?;
    let standard = match matches.get_one::<String>("standard") {
        Some(name) => standards::named(&view, name)?,
        None => view.standard()?,
    };
    certificate::certify(matches, &view, &standard, context)?;
    let is_table = context.format == Format::Table;
    let names = Names { view: &view, tree: &tree };
    let selected = selection(matches).select(&view, &tree, &standard)?;
    let answer = CoverageAnswer::of(&names, &selected, &standard, by(matches));
    context.answer(
        &answer,
        |lang| {
            let headline = headlines::coverage(lang, view.as_of().effective, &standard, &tree);
            let open_dates = figures::open_dates(lang, &selected.prospects, &answer.totals);
            [headline].into_iter().chain(open_dates).collect()
        },
        |lang| grid(lang, &answer, by(matches), is_table),
    )
}

/// What `--by` says.
pub(crate) fn by(matches: &ArgMatches) -> By {
    ask::word(matches, "by").unwrap_or(By::County)
}

/// Which places the arguments leave.
pub(crate) fn selection(matches: &ArgMatches) -> PlacesAsked {
    let text = |name| matches.get_one::<String>(name).cloned();
    let is_sites = |word: &String| ask::place_sort(word) == AssessedAs::Site.as_str();
    let sort = text("places").map(|word| if is_sites(&word) { AssessedAs::Site } else { AssessedAs::Community });
    PlacesAsked { division: text("division"), kind: text("kind"), sort }
}

/// The answer as a table; divisions with their sum, where it is asked for.
pub(crate) fn grid(lang: Lang, answer: &CoverageAnswer, by: By, with_sum: bool) -> Grid {
    let mut table = answer.table();
    if with_sum && by != By::Place {
        table.rows.push(answer.total_row());
    }
    let heading =
        |lang, id: &str| if by == By::Place { headings::of_places(lang, id) } else { headings::of_divisions(lang, id) };
    Grid::accented(lang, &table, heading, |id| match id {
        "complete" => Mood::Good,
        "partial" => Mood::Fair,
        "none" => Mood::Bad,
        _ => Mood::Plain,
    })
}
