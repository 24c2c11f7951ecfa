//! `jiceng restate`: which figures are another by what is known now, and because of which places
//! and facts.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{KnownAt, RestateBy, RestateQuestion};

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines, measures};

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("restate")
        .about(lang.pick(
            "重述：同一天的数字，当时所称与现在所知有何不同，因哪些地点和哪些补录、更正",
            "figures of a day that are others now than they were said to be, and because of what",
        ))
        .args([as_of, known])
        .arg(Arg::new("said").long("said").required(true).value_name(lang.pick("时刻", "WHEN")).help(lang.pick(
            "当时以何时所知为准：日期（当日终了）、时刻或日志位置",
            "as it was known when the figures were said: a day (its end), an instant or a position",
        )))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(lang.pick("层级", "LEVEL"))
                .value_parser(["all", "county"])
                .hide_possible_values(true)
                .default_value("all")
                .hide_default_value(true)
                .help(lang.pick(
                    "只看合计（all）或也按县区（county）（缺省为 all）",
                    "the whole only (all) or by county too (county) (all where none is given)",
                )),
        )
        .arg(
            Arg::new("target")
                .long("target")
                .value_name(lang.pick("编号", "TARGET"))
                .help(lang.pick("只看该目标任务所计的数字", "only the figure that this target counts")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let question = RestateQuestion {
        when: ask::when(matches)?,
        said: text("said").map(|text| ask::known(text, "--said")).transpose()?.map(KnownAt),
        by: if text("by") == Some("county") { RestateBy::County } else { RestateBy::All },
        target: matches.get_one("target").cloned(),
    };
    let registry = context.open_to_ask()?;
    let [from, to] = question.sides(&registry.view(question.when.question())?.locked()?)?;
    let mut answer = question.answer_of(&from, &to)?;
    let lang = context.lang;
    match context.format {
        Format::Json => {
            let moved = answer.rows.iter_mut().flat_map(|row| &mut row.moved);
            moved.for_each(|moved| moved.name = measures::counted(lang, &moved.name, moved.term, moved.session));
            context.json(&answer)
        }
        Format::Csv => Grid::of((lang, &to), &answer.table(), headings::of_reasons).write_csv(context),
        Format::Table => {
            context.say(&headlines::restate(lang, &answer))?;
            if answer.rows.is_empty() {
                return Ok(());
            }
            Grid::of((lang, &to), &answer.table_of_figures(), headings::of_restated).write_table(context)?;
            context.say(headlines::reasons(lang))?;
            Grid::of((lang, &to), &answer.table_of_reasons(), headings::of_reasons).write_table(context)
        }
    }
}
