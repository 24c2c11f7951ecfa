//! `jiceng lateness`: who records how late.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::{LateBy, LatenessQuestion};

use crate::Lang;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    let day = |name: &'static str, help| Arg::new(name).long(name).value_name(lang.pick("日期", "DAY")).help(help);
    Command::new("lateness")
        .about(lang.pick(
            "迟报：各县区、各月、各记录单位的事实在发生多少天后才记录",
            "how many days after they happened facts were recorded, and by whom",
        ))
        .arg(day("from", lang.pick("自哪一天起记录的（缺省为最早）", "recorded from this day on (else from the first)")))
        .arg(day("to", lang.pick("至哪一天记录的（缺省为最近）", "recorded up to this day (else to the last)")))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(lang.pick("分组", "GROUP"))
                .value_parser(["county", "month", "recorder"])
                .value_delimiter(',')
                .hide_possible_values(true)
                .default_value("county")
                .hide_default_value(true)
                .help(lang.pick(
                    "按县区（county）、记录月份（month）、记录单位（recorder）分组，可并用，如 county,month（缺省为 county）",
                    "by county, month of recording or recorder; also together: county,month (county where none is given)",
                )),
        )
        .arg(Arg::new("list").long("list").action(ArgAction::SetTrue).help(
            lang.pick("逐条列出事实，最迟的在前", "list the facts one by one, the latest first"),
        ))
        .arg(
            Arg::new("over")
                .long("over")
                .value_name(lang.pick("天数", "DAYS"))
                .value_parser(value_parser!(u32))
                .help(lang.pick("只看迟于这么多天的", "only facts recorded more than so many days late")),
        )
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内地点的事实", "only facts about places in this division")),
        )
        .args([as_of, known])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = question(matches)?;
    let registry = context.open_to_ask()?;
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view)?;
    context.answer(
        &answer,
        |lang| vec![headlines::lateness(lang, &answer.total)],
        |lang| Grid::of((lang, &view), &answer.table(), headings::of_lateness),
    )
}

fn question(matches: &ArgMatches) -> Result<LatenessQuestion, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let by = |word: &String| match word.as_str() {
        "month" => LateBy::Month,
        "recorder" => LateBy::Recorder,
        _ => LateBy::County,
    };
    Ok(LatenessQuestion {
        when: ask::when(matches)?,
        from: text("from").map(|text| ask::day(text, "--from")).transpose()?,
        to: text("to").map(|text| ask::day(text, "--to")).transpose()?,
        by: matches.get_many::<String>("by").into_iter().flatten().map(by).collect(),
        list: matches.get_flag("list"),
        over: matches.get_one("over").copied(),
        division: matches.get_one("division").cloned(),
    })
}
