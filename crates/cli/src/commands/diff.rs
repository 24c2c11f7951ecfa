//! `jiceng diff`: what is otherwise on another day, or as known at another time, and by which
//! events.

use clap::{Arg, ArgGroup, ArgMatches, Command};
use jiceng_answers::{DiffQuestion, KnownAt};

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    let day = lang.pick("日期", "DAY");
    let when = lang.pick("时刻", "WHEN");
    Command::new("diff")
        .about(lang.pick(
            "差异：两个日期之间、或前后两次所知之间，哪些地点有何变化，依据哪些事件",
            "what is otherwise on another day, or as known later, and why",
        ))
        .arg(Arg::new("from").long("from").value_name(day).help(lang.pick("自哪一天的情况", "from this day")))
        .arg(
            Arg::new("to")
                .long("to")
                .value_name(day)
                .requires("from")
                .help(lang.pick("到哪一天的情况（缺省为今天）", "to this day (today where none is given)")),
        )
        .arg(Arg::new("known-from").long("known-from").value_name(when).help(lang.pick(
            "自何时所知：日期（当日终了）、时刻或日志位置",
            "from what was known: a day (its end), an instant or a position in the log",
        )))
        .arg(
            Arg::new("known-to")
                .long("known-to")
                .value_name(when)
                .requires("known-from")
                .help(lang.pick("到何时所知（缺省为现在）", "to what was known (now where none is given)")),
        )
        .group(ArgGroup::new("first").args(["from", "known-from"]).required(true).multiple(true))
        .arg(as_of.conflicts_with_all(["from", "to"]))
        .arg(known.conflicts_with_all(["known-from", "known-to"]))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内的地点", "only the places in this division")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = question(matches)?;
    let registry = context.open_to_ask()?;
    let [from, to] = question.sides(&registry.view(question.when.question())?.locked()?)?;
    let answer = question.answer_of(&from, &to)?;
    let grid = |repeats| Grid::of((context.lang, &to), &answer.table(repeats), headings::of_changes);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => grid(true).write_csv(context),
        Format::Table => {
            let grid = grid(false);
            context.say_all(&headlines::diff(context.lang, &answer))?;
            if answer.rows.is_empty() { Ok(()) } else { grid.write_table(context) }
        }
    }
}

fn question(matches: &ArgMatches) -> Result<DiffQuestion, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let day = |name, option| text(name).map(|text| ask::day(text, option)).transpose();
    let known = |name, option| text(name).map(|text| ask::known(text, option).map(KnownAt)).transpose();
    Ok(DiffQuestion {
        when: ask::when(matches)?,
        from: day("from", "--from")?,
        to: day("to", "--to")?,
        known_from: known("known-from", "--known-from")?,
        known_to: known("known-to", "--known-to")?,
        division: matches.get_one("division").cloned(),
    })
}
