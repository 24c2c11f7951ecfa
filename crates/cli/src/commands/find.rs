//! `jiceng find`: places by what people call them, by code, or by where they lie.

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::FindQuestion;
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("find")
        .about(lang.pick(
            "查找地点：按名称、名称的一部分、代码，或所在的县区、乡镇",
            "find places by name, part of a name or code, or by where they lie",
        ))
        .arg(Arg::new("text").value_name(lang.pick("名称或代码", "TEXT")).help(lang.pick(
            "名称或其一部分、代码或其开头、安置点编号（不写则列全部）",
            "a name or a part of one, a code or how one begins, a site's identifier (all where none is given)",
        )))
        .arg(text(
            "around",
            lang.pick("区划", "DIVISION"),
            lang.pick(
                "只找该行政区划之内的：代码，或乡级及以上唯一的名称",
                "only in this division: its code, or its whole name if one alone above communities has it",
            ),
        ))
        .arg(ask::level_argument(
            lang,
            lang.pick(
                "只找这一级：province、prefecture、county、township 或 community（村、社区，及安置点）",
                "only this level: province, prefecture, county, township or community (with sites)",
            ),
        ))
        .arg(
            text(
                "limit",
                lang.pick("个数", "NUMBER"),
                lang.pick("最多列这么多个（缺省为 50）", "so many at most (50 where none is given)"),
            )
            .value_parser(value_parser!(u32).range(1..)),
        )
        .args(ask::question_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = FindQuestion {
        when: ask::when(matches)?,
        text: matches.get_one("text").cloned(),
        around: matches.get_one("around").cloned(),
        level: ask::level(matches),
        limit: matches.get_one("limit").copied(),
    };
    let registry = context.open_to_ask()?;
    let answer = question.answer(&registry.view(Question::default())?)?;
    if context.format == Format::Table && answer.rows.is_empty() {
        return context.say(&headlines::found(context.lang, &answer));
    }
    context.answer(
        &answer,
        |lang| vec![headlines::found(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_tree),
    )
}
