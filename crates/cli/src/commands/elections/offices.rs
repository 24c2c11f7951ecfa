//! Committees in office: one by one, or added up by division.

use clap::ArgMatches;
use jiceng_answers::{AskError, OfficeStateAsked, OfficesQuestion, Wanted};
use jiceng_core::projections::elections::office::OfficeState;

use super::{by, of_place, selection, standard};
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{elections as texts, headings, labels};

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = OfficesQuestion {
        when: ask::when(matches)?,
        tree: ask::tree_day(matches)?,
        federations: selection(matches),
        elected: matches.get_flag("elected"),
        state: state(matches)?,
        due_within: matches.get_one("due-within").copied(),
        standard: standard(matches)?,
        by: by(matches),
    };
    let view = registry.view(question.when.question())?.locked()?;
    context.note_names(&view)?;
    let answer = question.answer_in(&view).map_err(of_place)?;
    let heading = if answer.by.level().is_some() { headings::of_federations_by_division } else { headings::of_offices };
    // All that is known, for machines.
    let table = if context.format == Format::Csv { answer.table() } else { answer.short_table() };
    context.answer(&answer, |lang| vec![texts::offices(lang, &answer)], |lang| Grid::of(lang, &table, heading))
}

/// `--state`.
fn state(matches: &ArgMatches) -> Result<Option<OfficeStateAsked>, Failure> {
    match matches.get_one::<String>("state") {
        None => Ok(None),
        Some(wanted) if wanted == "possibly_overdue" => Ok(Some(OfficeStateAsked::PossiblyOverdue)),
        Some(wanted) => {
            let unknown = || AskError::value("--state", wanted, Wanted::OfficeState);
            Ok(Some(labels::parse::<OfficeState>(wanted).ok_or_else(unknown)?.into()))
        }
    }
}
