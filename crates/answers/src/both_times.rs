//! The two times, as every answer gives them.

use jiceng_core::domain::AsOf;
use schemars::JsonSchema;
use serde::Serialize;

/// The two times of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BothTimes {
    /// The civil day in China.
    pub as_of: String,
    /// The position in the log before which everything was known.
    pub known: u64,
}

impl BothTimes {
    /// Those of a view.
    pub fn of(as_of: AsOf) -> Self {
        Self { as_of: as_of.effective.to_string(), known: as_of.known.0 }
    }
}
