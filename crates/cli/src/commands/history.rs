//! `jiceng history`: every event about a place, or about none, withdrawn ones too.

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{EventRow, HistoryAnswer, HistoryQuestion};
use jiceng_core::LockedView;

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{carriers, headings, history as texts};

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("history")
        .about(lang.pick(
            "沿革：一个地点的全部事件，已撤回的也列出；不写地点，则列不属于任何地点的事件",
            "every event about a place, withdrawn ones too; without a place, those about none",
        ))
        .arg(
            Arg::new("place")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("行政区划代码或安置点编号", "a division code or a site's identifier")),
        )
        .args([
            as_of.help(lang.pick(
                "只列到这一天为止发生的事，地点也按这一天所指（缺省为全部）",
                "only what happened by this day, of the place meant on it (everything where none is given)",
            )),
            known,
        ])
        .args(page_arguments(lang))
}

/// `--after` and `--limit`.
fn page_arguments(lang: Lang) -> [Arg; 2] {
    [
        Arg::new("after")
            .long("after")
            .value_name(lang.pick("位置", "POSITION"))
            .value_parser(value_parser!(u64))
            .help(lang.pick(
                "只列此位置之后记录的事件，按记录先后排列",
                "only what is recorded behind this position, in the order of the log",
            )),
        Arg::new("limit")
            .long("limit")
            .value_name(lang.pick("个数", "NUMBER"))
            .value_parser(value_parser!(u32).range(1..))
            .help(lang.pick(
                "最多列这么多个事件，按记录先后排列；未完时说明如何接着查",
                "so many events at most, in the order of the log; says how to go on",
            )),
    ]
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = HistoryQuestion {
        when: ask::when(matches)?,
        place: matches.get_one("place").cloned(),
        after: matches.get_one("after").copied(),
        limit: matches.get_one("limit").copied(),
    };
    let registry = context.open_to_ask()?;
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view)?;
    match context.format {
        Format::Json => return context.json(&answer),
        Format::Csv => Grid::of((context.lang, &view), &answer.table(), headings::of_events).write_csv(context)?,
        Format::Table => tables(context, &view, &answer, question.is_whole())?,
    }
    match answer.next {
        Some(next) => {
            let line = texts::next(context.lang, next);
            if context.format == Format::Table { context.say(&line) } else { context.note(&line) }
        }
        None => Ok(()),
    }
}

/// A table for each place that is asked about, or one of what is about none.
fn tables(
    context: &mut Context<'_, '_>,
    view: &LockedView,
    answer: &HistoryAnswer,
    is_whole: bool,
) -> Result<(), Failure> {
    let lang = context.lang;
    let Some(place) = &answer.place else {
        context.say(&texts::about_no_place(lang, answer.rows.len()))?;
        return grid(lang, view, answer.rows.iter().map(|row| &row.event)).write_table(context);
    };
    let is_only = answer.carriers.len() == 1;
    let mut is_first = true;
    for carrier in &answer.carriers {
        let events: Vec<&EventRow> = answer.about(carrier.carrier).collect();
        // On a page, only those whose events are on it.
        if events.is_empty() && !is_only && !is_whole {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            context.say("")?;
        }
        context.say(&carriers::heading(lang, place, carrier, events.len()))?;
        grid(lang, view, events).write_table(context)?;
    }
    Ok(())
}

/// A table of events.
pub(crate) fn grid<'e>(lang: Lang, view: &LockedView, events: impl IntoIterator<Item = &'e EventRow>) -> Grid {
    Grid::of((lang, view), &EventRow::table(events), headings::of_events)
}
