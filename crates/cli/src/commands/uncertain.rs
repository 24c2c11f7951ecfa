//! `jiceng uncertain`: the facts whose exact day would settle what dates leave open.

use clap::{ArgMatches, Command};
use jiceng_answers::{Names, UncertainQuestion};

use crate::Lang;
use crate::ask;
use crate::commands::coverage;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("uncertain")
        .about(lang.pick(
            "日期未定：哪些事实的确切日期可以定论，影响哪些地点的哪些要素",
            "open dates: the facts whose exact day would settle it, and what hangs on each",
        ))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let view = registry.view(ask::question(matches)?)?.locked()?;
    let tree = ask::tree(matches, &view)?;
    let standard = view.standard()?;
    let question = UncertainQuestion { places: coverage::selection(matches), ..UncertainQuestion::default() };
    let answer = question.answer_by(&Names { view: &view, tree: &tree }, &standard)?;
    let grid = Grid::of((context.lang, &view), &answer.table(), headings::of_open_dates);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => grid.write_csv(context),
        Format::Table => {
            context.say(&headlines::coverage(context.lang, view.as_of().effective, &standard, &tree))?;
            context.say(&headlines::uncertain(context.lang, &answer))?;
            if answer.rows.is_empty() { Ok(()) } else { grid.write_table(context) }
        }
    }
}
