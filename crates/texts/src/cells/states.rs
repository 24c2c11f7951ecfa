//! States of cells and of places, of which dates can leave several open.

use jiceng_answers::{CellRow, StateNamed};
use jiceng_core::projections::{CellState, Status};

use crate::Lang;
use crate::entry::{Mood, Told};
use crate::labels;
use crate::values::either;

/// States of a cell, one of which it is.
pub fn states(lang: Lang, states: &[Option<StateNamed>]) -> String {
    either(lang, states.iter().map(|state| may_be(lang, state.as_ref())))
}

/// The state of a cell; none where there is no cell.
pub(super) fn state(lang: Lang, state: Option<&StateNamed>) -> Told {
    match state {
        None => Told::coded("-", ""),
        Some((read, None)) => Told::coded(labels::cell(lang, *read), read.as_str()),
        Some((read, Some(provider))) => {
            Told::coded(word(lang, *read, Some(provider)), &format!("{}:{provider}", read.as_str()))
        }
    }
}

/// A place's status.
pub fn status(lang: Lang, read: Status, may_be: &[Option<Status>]) -> Told {
    let code = read.as_str();
    match may_be {
        [] => Told::coded(labels::status(lang, read), code).in_mood(status_mood(read)),
        // The dates of other facts show what it is.
        [only] => match (*only, read) {
            (None, _) => Told::coded(labels::no_cell(lang), code),
            (Some(Status::Partial { .. }), read @ Status::Partial { .. }) | (Some(read), _) => {
                Told::coded(labels::status(lang, read), read.as_str()).in_mood(status_mood(read))
            }
        },
        several => {
            let shown = several.iter().map(|status| match status {
                Some(status) => labels::label(lang, *status),
                None => labels::no_cell(lang),
            });
            Told::coded(either(lang, shown), code).in_mood(Mood::Fair)
        }
    }
}

/// One kind at a place.
pub fn cell(lang: Lang, cell: &CellRow) -> Told {
    match cell.states.as_slice() {
        [] => Told::coded(word(lang, cell.read, cell.provider.as_deref()), cell.state).in_mood(cell_mood(cell.read)),
        [only] => {
            let code = only.as_ref().map_or(cell.state, |(state, _)| state.as_str());
            Told::coded(may_be(lang, only.as_ref()), code)
        }
        several => Told::coded(states(lang, several), cell.state).in_mood(Mood::Fair),
    }
}

fn may_be(lang: Lang, state: Option<&StateNamed>) -> String {
    match state {
        None => labels::no_cell(lang).to_owned(),
        Some((state, provider)) => word(lang, *state, provider.as_deref()),
    }
}

fn word(lang: Lang, state: CellState, provider: Option<&str>) -> String {
    match provider {
        Some(provider) => format!("{} {provider}", labels::cell(lang, state)),
        None => labels::cell(lang, state).to_owned(),
    }
}

const fn status_mood(status: Status) -> Mood {
    match status {
        Status::Complete { .. } => Mood::Good,
        Status::Partial { .. } => Mood::Fair,
        Status::None => Mood::Bad,
    }
}

const fn cell_mood(state: CellState) -> Mood {
    match state {
        CellState::Own | CellState::Shared { .. } | CellState::NotRequired => Mood::Plain,
        CellState::Suspended | CellState::OutOfTerm | CellState::BelowStandard => Mood::Fair,
        CellState::Missing => Mood::Bad,
    }
}
