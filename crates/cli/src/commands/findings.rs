//! `jiceng findings`: recorded history that an auditor should look at.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{FindingRow, FindingsAnswer, FindingsQuestion, Names};
use jiceng_core::LockedView;
use jiceng_core::projections::findings::{FindingCode, Severity};

use crate::Lang;
use crate::ask;
use crate::commands::{coverage, standards};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{findings as texts, headings, headlines};

pub(crate) fn command(lang: Lang) -> Command {
    let codes = FindingCode::ALL.iter().map(|code| code.as_str());
    Command::new("findings")
        .about(lang.pick("疑点：审核时应予核查的记录", "findings: recorded history that an auditor should look at"))
        .args(ask::question_arguments(lang))
        .args(coverage::filter_arguments(lang))
        .arg(coverage::standard_argument(lang))
        .arg(several("code", lang.pick("疑点", "CODE"), codes).help(lang.pick(
            "只看这一种疑点，可写多种（代码见 docs/findings.md）",
            "only findings of this code, or of several (docs/findings.md lists them)",
        )))
        .arg(several("severity", lang.pick("程度", "SEVERITY"), Severity::ALL.iter().map(|s| s.as_str())).help(
            lang.pick(
                "只看这一程度，可写多个：serious（严重）、warning（警示）、note（提示）",
                "only serious, warning or note, or several of them",
            ),
        ))
}

/// An option that takes some of the words, repeated or with commas.
fn several(name: &'static str, value: &'static str, words: impl Iterator<Item = &'static str>) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(words.collect::<Vec<_>>())
        .hide_possible_values(true)
        .action(ArgAction::Append)
        .value_delimiter(',')
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let texts = |name| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
    let question = FindingsQuestion {
        places: coverage::selection(matches),
        standard: matches.get_one::<String>("standard").map(|name| standards::asked(name)).transpose()?,
        codes: texts("code"),
        severities: texts("severity"),
        ..FindingsQuestion::default()
    };
    let registry = context.open_to_ask()?;
    let view = registry.view(ask::question(matches)?)?.locked()?;
    let tree = ask::tree(matches, &view)?;
    let answer = question.answer_by(&Names { view: &view, tree: &tree })?;
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => grid(context.lang, &view, &answer.rows).write_csv(context),
        Format::Table => {
            context.say(&headlines::findings(context.lang, &answer))?;
            tables(context, &view, &question, &answer)
        }
    }
}

/// The counts and the rows; notes, of which there can be thousands, only where they are asked for.
fn tables(
    context: &mut Context<'_, '_>,
    view: &LockedView,
    question: &FindingsQuestion,
    answer: &FindingsAnswer,
) -> Result<(), Failure> {
    let lang = context.lang;
    if answer.is_left_out {
        context.say(texts::left_out(lang))?;
    }
    if answer.rows.is_empty() {
        return context.say(texts::none(lang));
    }
    Grid::of(lang, &answer.table_of_counts(), headings::of_finding_counts).write_table(context)?;
    context.say("")?;
    let with_notes = !question.codes.is_empty() || !question.severities.is_empty();
    let is_listed = |row: &&FindingRow| with_notes || row.severity != Severity::Note;
    let listed: Vec<&FindingRow> = answer.rows.iter().filter(is_listed).collect();
    let notes = answer.rows.len() - listed.len();
    if !listed.is_empty() {
        grid(lang, view, listed).write_table(context)?;
    }
    if notes > 0 {
        context.say(&texts::notes_left_out(lang, notes))?;
    }
    Ok(())
}

fn grid<'r>(lang: Lang, view: &LockedView, rows: impl IntoIterator<Item = &'r FindingRow>) -> Grid {
    Grid::of((lang, view), &FindingsAnswer::table(rows), headings::of_findings)
}
