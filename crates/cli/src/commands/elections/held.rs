//! A round of elections: who held one between two days, one by one or added up by division.

use clap::ArgMatches;
use jiceng_answers::{AskError, ByFederation, HeldQuestion, RoundStateAsked, Wanted};
use jiceng_core::Question;
use jiceng_core::projections::elections::held::RoundState;

use super::{by, of_place, selection};
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{elections, headings, labels};

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let (from, to) = (ask::day(text("from"), "--from")?, ask::day(text("to"), "--to")?);
    if from > to {
        return Err(AskError::value("--from", text("from"), Wanted::DayRange).into());
    }
    let registry = context.open_to_ask()?;
    let question = HeldQuestion {
        from: Some(from),
        to: Some(to),
        known: ask::known_at(matches)?,
        tree: ask::tree_day(matches)?,
        federations: selection(matches),
        state: state(matches)?,
        by: by(matches),
    };
    let answer = question.answer(&registry.view(Question::default())?).map_err(of_place)?;
    let heading = match answer.by {
        ByFederation::Federation => headings::of_federations,
        ByFederation::Township | ByFederation::County | ByFederation::Prefecture => {
            headings::of_federations_by_division
        }
    };
    context.answer(
        &answer,
        |lang| vec![elections::held(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), heading),
    )
}

/// `--state`.
fn state(matches: &ArgMatches) -> Result<Option<RoundStateAsked>, Failure> {
    let Some(wanted) = matches.get_one::<String>("state") else { return Ok(None) };
    let unknown = || AskError::value("--state", wanted, Wanted::RoundState);
    Ok(Some(labels::parse::<RoundState>(wanted).ok_or_else(unknown)?.into()))
}
