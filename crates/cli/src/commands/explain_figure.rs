//! `jiceng explain --figure`: the places behind a number, since when each is so, and the facts that
//! made it so.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches};
use jiceng_answers::{FigureQuestion, Names};
use jiceng_core::LockedView;
use jiceng_core::projections::Figure;

use crate::Lang;
use crate::ask;
use crate::commands::coverage;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

pub(super) fn argument(lang: Lang) -> Arg {
    let figures = Figure::STATUSES.into_iter().chain(Figure::STATES).map(Figure::as_str);
    Arg::new("figure")
        .long("figure")
        .value_name(lang.pick("数字", "FIGURE"))
        .value_parser(PossibleValuesParser::new(figures))
        .hide_possible_values(true)
        .conflicts_with("place")
        .help(lang.pick(
            "说明一个汇总数字由哪些地点构成：places、complete、complete_own、complete_shared、partial、none；加 --kind 还可用 met、own、shared、suspended、out_of_term、below_standard、missing、not_required",
            "the places behind a figure: places, complete, complete_own, complete_shared, partial, none; with --kind also met, own, shared, suspended, out_of_term, below_standard, missing, not_required",
        ))
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>, view: &LockedView) -> Result<(), Failure> {
    let question = FigureQuestion {
        places: coverage::selection(matches),
        figure: matches.get_one("figure").cloned().unwrap_or_default(),
        ..FigureQuestion::default()
    };
    let tree = ask::tree(matches, view)?;
    let standard = view.standard()?;
    let answer = question.answer_by(&Names { view, tree: &tree }, &standard)?;
    let grid = |repeats| Grid::of((context.lang, view), &answer.table(repeats), headings::of_figure);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => grid(true).write_csv(context),
        Format::Table => {
            let grid = grid(false);
            context.say(&headlines::coverage(context.lang, view.as_of().effective, &standard, &tree))?;
            context.say(&headlines::figure(context.lang, &answer))?;
            if answer.rows.is_empty() { Ok(()) } else { grid.write_table(context) }
        }
    }
}
