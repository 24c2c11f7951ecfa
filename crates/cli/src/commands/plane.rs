//! `jiceng plane`: one figure of coverage over days and states of knowledge.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{KnownAt, PlaneFigure, PlaneQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::commands::{coverage, replay, standards};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let [_, filters @ ..] = coverage::filter_arguments(lang);
    Command::new("plane")
        .about(lang.pick(
            "双时平面：一个数字随日期、随所知时点如何变化",
            "one figure over days and over what was known",
        ))
        .args(replay::day_arguments(lang))
        .arg(
            ask::known_argument(lang)
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help(lang.pick(
                    "以哪些时点所知为准，可写多个：日期（当日终了）、时刻或日志位置（缺省为各日终了及现在）",
                    "as it was known at these times, or several: days (their ends), instants or positions in the log (the end of each day, and now, where none is given)",
                )),
        )
        .arg(
            Arg::new("figure")
                .long("figure")
                .value_name(lang.pick("数字", "FIGURE"))
                .value_parser(PlaneFigure::ALL.map(PlaneFigure::as_str))
                .hide_possible_values(true)
                .default_value(PlaneFigure::Complete.as_str())
                .hide_default_value(true)
                .help(lang.pick(
                    "哪个数字：places、complete、complete_own、complete_shared、partial 或 none（缺省为 complete）",
                    "places, complete, complete_own, complete_shared, partial or none (complete where none is given)",
                )),
        )
        .args(filters)
        .arg(coverage::standard_argument(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let known = matches.get_many::<String>("known").into_iter().flatten();
    let figure = matches.get_one::<String>("figure");
    let question = PlaneQuestion {
        days: replay::span(matches)?,
        known: known.map(|text| ask::known(text, "--known").map(KnownAt)).collect::<Result<_, _>>()?,
        places: coverage::selection(matches),
        standard: matches.get_one::<String>("standard").map(|name| standards::asked(name)).transpose()?,
        figure: PlaneFigure::ALL
            .into_iter()
            .find(|known| figure.is_some_and(|f| f == known.as_str()))
            .unwrap_or_default(),
    };
    let registry = context.open_to_ask()?;
    let answer = question.answer(&registry.view(Question::default())?)?;
    let table = if context.format == Format::Csv { answer.table() } else { answer.table_across() };
    context.answer(
        &answer,
        |lang| vec![headlines::plane(lang, &answer)],
        |lang| Grid::of(lang, &table, headings::of_plane),
    )
}
