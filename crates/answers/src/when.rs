//! The two times of a question.

use std::fmt;
use std::str::FromStr;

use jiceng_core::domain::Position;
use jiceng_core::domain::characters::folded;
use jiceng_core::domain::civil_day;
use jiceng_core::{Known, Question};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::wanted::Wanted;

/// The two times of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct When {
    /// The civil day in China that is asked about; today where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
    /// How much of the log counts as known; all of it where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownAt>,
}

/// How much of the log counts as known: a day (its end in China), an instant, or a position in the
/// log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct KnownAt(pub Known);

impl When {
    /// What is known now about a day.
    pub const fn on(day: Date) -> Self {
        Self { as_of: Some(day), known: None }
    }

    /// The question as the registry takes it.
    pub fn question(&self) -> Question {
        let known = self.known.map_or(Known::Now, |known| known.0);
        Question { effective: self.as_of, known, ..Question::default() }
    }
}

impl KnownAt {
    /// What was known by the end of a civil day in China.
    pub const fn end_of(day: Date) -> Self {
        Self(Known::On(day))
    }

    /// What was known before a position in the log.
    pub const fn before(position: Position) -> Self {
        Self(Known::Before(position))
    }
}

impl FromStr for KnownAt {
    type Err = AskError;

    fn from_str(text: &str) -> Result<Self, AskError> {
        let meant = folded(text);
        if let Ok(position) = meant.parse() {
            return Ok(Self(Known::Before(Position(position))));
        }
        if let Ok(instant) = meant.parse::<Timestamp>() {
            return Ok(Self(Known::At(instant)));
        }
        let day = civil_day::parse(text).map_err(|_| AskError::value("known", text, Wanted::Known))?;
        Ok(Self(Known::On(day)))
    }
}

impl TryFrom<String> for KnownAt {
    type Error = AskError;

    fn try_from(text: String) -> Result<Self, AskError> {
        text.parse()
    }
}

impl From<KnownAt> for String {
    fn from(known: KnownAt) -> Self {
        known.to_string()
    }
}

impl fmt::Display for KnownAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // What is known now lies before the end of the log, wherever that is.
            Known::Now => write!(f, "{}", u64::MAX),
            Known::At(instant) => instant.fmt(f),
            Known::On(day) => day.fmt(f),
            Known::Before(position) => position.0.fmt(f),
        }
    }
}
