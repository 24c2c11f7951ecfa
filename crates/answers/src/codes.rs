//! Codes of what an answer says, beside those of the read models.

use jiceng_core::projections::causes::Effect;
use jiceng_core::projections::diff::ChangeKind;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::OfficeState;
use jiceng_core::projections::elections::seats::{Left, Taken};
use jiceng_core::projections::explain::{About, Weight};
use jiceng_core::projections::findings::{FindingCode, Severity};
use jiceng_core::projections::restatement::CellOutcome;
use jiceng_core::projections::{CellState, Certainty, Figure};
use serde::{Serialize as _, Serializer};

/// The code of what a cell may be; a place that is not assessed has one too.
pub fn may_be_code(state: Option<CellState>) -> &'static str {
    state.map_or("not_assessed", CellState::as_str)
}

/// A value of a read model that stands in JSON as its code.
pub(crate) trait Coded {
    fn code(&self) -> Option<&'static str>;
}

impl<T: Coded> Coded for Option<T> {
    fn code(&self) -> Option<&'static str> {
        self.as_ref().and_then(T::code)
    }
}

macro_rules! coded {
    ($($type:ty),*) => {
        $(impl Coded for $type {
            fn code(&self) -> Option<&'static str> {
                Some(self.as_str())
            }
        })*
    };
}

coded! {
    OfficeState, RoundState, Taken, Left, CellState, Certainty, Figure, Effect, About, Weight, FindingCode, Severity,
    CellOutcome, ChangeKind
}

/// Writes a value as its code, for `serialize_with`.
pub(crate) fn code<T: Coded, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.code().serialize(serializer)
}
