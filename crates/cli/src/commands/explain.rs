//! `jiceng explain`: why one kind at one place is what it is.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::ExplainQuestion;

use crate::Lang;
use crate::ask;
use crate::commands::{coverage, explain_figure};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{explanations, headings, otherwise};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("explain")
        .about(lang.pick(
            "说明：某地点某要素为何如此，依据哪些事件和规定",
            "why one kind at one place is what it is: events and rule",
        ))
        .arg(
            Arg::new("place")
                .required_unless_present("figure")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("行政区划代码或安置点编号", "a division code or a site's identifier")),
        )
        .arg(
            Arg::new("element")
                .required_unless_present("figure")
                .value_name(lang.pick("种类", "KIND"))
                .help(lang.pick("要素种类，代码或中文名", "an element kind: its code or Chinese name")),
        )
        .args(ask::question_arguments(lang))
        .arg(explain_figure::argument(lang))
        .args(coverage::filter_arguments(lang).map(|argument| argument.conflicts_with("place")))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let when = ask::when(matches)?;
    let registry = context.open_to_ask()?;
    let view = registry.view(when.question())?.locked()?;
    if matches.contains_id("figure") {
        return explain_figure::run(matches, context, &view);
    }
    let text = |name| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let question = ExplainQuestion { when, place: text("place"), kind: text("element") };
    let answer = question.answer_in(&view).map_err(|error| Failure::from(error).named("kind", "KIND"))?;
    let grid = Grid::of((context.lang, &view), &answer.table(), headings::of_grounds);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => grid.write_csv(context),
        Format::Table => {
            context.say_all(&explanations::lines(context.lang, &view, &answer))?;
            grid.write_table(context)?;
            context.say_all(&otherwise::lines(context.lang, &view, &answer.found, &answer.changes)?)
        }
    }
}
