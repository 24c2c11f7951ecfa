//! `jiceng replay`: the same history judged by two standards, month by month.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{DayRange, ReplayQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::commands::standards;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

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
        .arg(ask::known_argument(lang))
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
pub(crate) fn span(matches: &ArgMatches) -> Result<DayRange, Failure> {
    let day = |name, option| matches.get_one::<String>(name).map(|text| ask::day(text, option)).transpose();
    let every = ask::word(matches, "every").unwrap_or_default();
    let span = DayRange { from: day("from", "--from")?, to: day("to", "--to")?, every };
    // What is wrong with them is told before a registry is opened.
    span.days()?;
    Ok(span)
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let span = span(matches)?;
    let registry = context.open_to_ask()?;
    let standard = |name| standards::asked(matches.get_one::<String>(name).map_or("", String::as_str));
    let question = ReplayQuestion {
        standard: standard("standard")?,
        against: standard("against")?,
        span,
        known: ask::known_at(matches)?,
    };
    let answer = question.answer(&registry.view(Question::default())?)?;
    let changes = |lang| {
        Grid::of(lang, &answer.table(), |lang, id: &str| match id {
            "standard" => Some(answer.standard.clone()),
            "against" => Some(answer.against.clone()),
            id => headings::of_replay(lang, id).map(str::to_owned),
        })
    };
    let lang = context.lang;
    if question.standard == question.against {
        context.note(&headlines::with_itself(lang, &answer.standard))?;
    }
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => changes(lang).write_csv(context),
        Format::Table => {
            let heading = |lang, id: &str| headlines::of_replay(lang, &answer, id);
            Grid::of(lang, &answer.table_of_days(), heading).write_table(context)?;
            if answer.days.iter().all(|day| day.changed.is_empty()) {
                return Ok(());
            }
            context.say("")?;
            context.say(headlines::replayed(lang))?;
            changes(lang).write_table(context)
        }
    }
}
