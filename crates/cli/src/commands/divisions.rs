//! `jiceng divisions`: the tree of a day, a row a division.
//!
//! There are 700,000 in the nation, so tables and CSV are written row by row.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{DivisionsAnswer, DivisionsQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::lines;
use crate::texts::{headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("divisions")
        .about(lang.pick(
            "区划：某一天的行政区划，逐级列出",
            "divisions: the tree of a day, each division below the one that it lies in",
        ))
        .args(ask::question_arguments(lang))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划及其以下", "only this division and those in it")),
        )
        .arg(ask::level_argument(
            lang,
            lang.pick(
                "只看这一级：province、prefecture、county、township 或 community（村、社区，及安置点）",
                "only this level: province, prefecture, county, township or community (with sites)",
            ),
        ))
        .arg(
            Arg::new("sites")
                .long("sites")
                .action(ArgAction::SetTrue)
                .help(lang.pick("也列安置点", "relocation sites too")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = DivisionsQuestion {
        when: ask::when(matches)?,
        division: matches.get_one("division").cloned(),
        level: ask::level(matches),
        sites: matches.get_flag("sites"),
    };
    let answer = question.answer(&registry.view(Question::default())?)?;
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => lines::write_csv(context, &DivisionsAnswer::table_head(), answer.table_rows()),
        Format::Table => {
            context.say(&headlines::divisions(context.lang, &answer))?;
            lines::write_table(context, &DivisionsAnswer::table_head(), headings::of_tree, || answer.table_rows())
        }
    }
}
