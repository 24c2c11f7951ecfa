//! `jiceng person list`: the persons, and which seats they hold on a day.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{NameState, PersonsQuestion};

use crate::Lang;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(super) fn command(lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("list")
        .about(lang.pick("列出人员及其当日所任职务", "the persons, and which seats they hold on a day"))
        .args(ask::question_arguments(lang))
        .arg(text(
            "division",
            lang.pick("代码", "CODE"),
            lang.pick("只列在该行政区划之内任职的", "only those with a seat in this division"),
        ))
        .arg(text(
            "place",
            lang.pick("地点", "PLACE"),
            lang.pick("只列在该地点任职的", "only those with a seat at this place"),
        ))
        .arg(
            text(
                "state",
                lang.pick("状态", "STATE"),
                lang.pick(
                    "只列姓名为此状态的：named 有姓名、erased 已删除、no_key 缺钥匙、damaged_key 钥匙损坏、unknown 未登记",
                    "only those whose name is named, erased, no_key, damaged_key or unknown (not registered)",
                ),
            )
            .value_parser(["named", "erased", "no_key", "damaged_key", "unknown"])
            .hide_possible_values(true),
        )
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = PersonsQuestion {
        when: ask::when(matches)?,
        division: matches.get_one("division").cloned(),
        place: matches.get_one("place").cloned(),
        state: state(matches),
    };
    let view = registry.view(question.when.question())?.locked()?;
    context.note_names(&view)?;
    let answer = question.answer_in(&view).map_err(|error| Failure::from(error).named("place", "--place"))?;
    context.answer(
        &answer,
        |lang| vec![headlines::persons(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_persons),
    )
}

/// `--state`.
fn state(matches: &ArgMatches) -> Option<NameState> {
    let all = [NameState::Named, NameState::Erased, NameState::NoKey, NameState::DamagedKey, NameState::Unknown];
    let wanted = matches.get_one::<String>("state")?;
    all.into_iter().find(|state| state.as_str() == wanted)
}
