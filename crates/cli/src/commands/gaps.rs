//! `jiceng gaps`: what is missing, place by place.

use clap::{ArgMatches, Command};
use jiceng_answers::{GapsAnswer, Names};

use crate::Lang;
use crate::ask;
use crate::commands::coverage;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("gaps")
        .about(lang.pick("缺项：哪些地点缺哪些要素", "gaps: which places lack which elements"))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let view = registry.view(ask::question(matches)?)?.locked()?;
    let tree = ask::tree(matches, &view)?;
    let standard = view.standard()?;
    let selected = coverage::selection(matches).select(&view, &tree, &standard)?;
    let answer = GapsAnswer::of(&Names { view: &view, tree: &tree }, &selected);
    let all = context.format != Format::Table;
    context.answer(
        &answer,
        |lang| {
            let headline = headlines::coverage(lang, view.as_of().effective, &standard, &tree);
            vec![headline, headlines::gaps(lang, answer.at_least, answer.at_most)]
        },
        |lang| Grid::of(lang, &answer.table(all), headings::of_gaps),
    )
}
