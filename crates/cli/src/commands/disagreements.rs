//! `jiceng disagreements`: what sources state differently, which statement counts, and by which
//! rule.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::DisagreementsQuestion;

use crate::Lang;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("disagreements")
        .about(lang.pick(
            "依据不一致：各依据的不同说法，采信哪一条，按何采信顺序",
            "what sources state differently, which statement counts, and by which precedence",
        ))
        .arg(
            Arg::new("place")
                .long("place")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("只看该地点", "only those about this place")),
        )
        .args([as_of, known])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = DisagreementsQuestion { when: ask::when(matches)?, place: matches.get_one("place").cloned() };
    let registry = context.open_to_ask()?;
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view).map_err(|error| Failure::from(error).named("place", "--place"))?;
    context.answer(
        &answer,
        |lang| vec![headlines::disagreements(lang, &view, &answer)],
        |lang| Grid::of((lang, &view), &answer.table(), headings::of_statements),
    )
}
