//! `jiceng divisions`: the tree of a day, a row a division.
//!
//! There are 700,000 in the nation, so tables and CSV are written row by row.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{DivisionsAnswer, DivisionsQuestion, ListedRow};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::{Csv, Lines};
use crate::texts::{headings, headlines, labels, values};

/// The columns of CSV.
const COLUMNS: [&str; 8] = ["code", "name", "level", "sort", "above", "above_name", "code_since", "name_since"];
/// A level further down is so much further in.
const INDENT: &str = "  ";

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
        Format::Csv => csv(context, &answer.rows),
        Format::Table => table(context, &answer),
    }
}

fn csv(context: &mut Context<'_, '_>, rows: &[ListedRow]) -> Result<(), Failure> {
    let mut csv = Csv::begin(context)?;
    csv.texts(COLUMNS.into_iter())?;
    let mut texts: [String; COLUMNS.len()] = Default::default();
    for row in rows {
        texts.iter_mut().for_each(String::clear);
        let [code, name, level, sort, above, above_name, code_since, name_since] = &mut texts;
        write_text(code, row.code.as_ref());
        write_text(name, row.name.as_ref());
        level.push_str(row.level.as_str());
        sort.push_str(row.sort);
        write_text(above, row.above.as_ref());
        write_text(above_name, row.above_name.as_ref());
        write_text(code_since, row.code_since.as_ref());
        write_text(name_since, row.name_since.as_ref());
        csv.texts(texts.iter().map(String::as_str))?;
    }
    csv.end()
}

fn write_text(text: &mut String, value: Option<&impl std::fmt::Display>) {
    if let Some(value) = value {
        let _ = write!(text, "{value}"); // to a string it cannot fail
    }
}

fn table(context: &mut Context<'_, '_>, answer: &DivisionsAnswer) -> Result<(), Failure> {
    let (lang, rows) = (context.lang, &answer.rows);
    context.say(&headlines::divisions(lang, answer))?;
    let ids = ["name", "code", "level", "above_name", "code_since", "name_since"];
    let headings = ids.map(|id| headings::of_tree(lang, id).unwrap_or(id));
    // Those of one level stand below each other.
    let top = rows.iter().map(|row| row.depth).min().unwrap_or_default();
    let depth = |row: &ListedRow| if answer.level.is_some() { 0 } else { row.depth - top };
    let write_row = |row: &ListedRow, texts: &mut [String; 6]| {
        let [name, code, level, above, code_since, name_since] = texts;
        (0..depth(row)).for_each(|_| name.push_str(INDENT));
        write_text(name, row.name.as_ref());
        write_text(code, row.code.as_ref());
        level.push_str(if row.is_site() { values::site(lang) } else { labels::label(lang, row.level) });
        write_text(above, row.above_name.as_ref());
        for (text, since) in [(code_since, row.code_since), (name_since, row.name_since)] {
            text.extend(since.map(|since| labels::date(lang, since)));
        }
    };
    let mut lines = Lines::new(headings);
    for row in rows {
        lines.measure(|texts| write_row(row, texts));
    }
    lines.write_heading(context)?;
    rows.iter().try_for_each(|row| lines.write_row(context, |texts| write_row(row, texts)))
}
