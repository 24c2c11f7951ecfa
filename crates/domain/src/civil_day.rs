//! Days as people write them: `2020-06-30`, `2020年6月30日`, `2020.6.30`, `二〇二〇年六月三十日`.
//! All are days in China.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::characters::{Visible, folded};
use crate::partial_date::PartialDate;

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{}\" is not a day; write 2020-06-30", Visible(text))]
pub struct DayError {
    /// The text.
    pub text: String,
}

/// Reads a day.
pub fn parse(text: &str) -> Result<Date, DayError> {
    let error = || DayError { text: text.to_owned() };
    let text = folded(text);
    // Two digits each: `2020-6-30` is a slip that could hide another.
    let is_plain = text.len() == "2020-06-30".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_plain {
        return text.parse().map_err(|_| error());
    }
    match PartialDate::parse(&text) {
        Ok(PartialDate::Day(day)) => Ok(day),
        Ok(_) | Err(_) => Err(error()),
    }
}

/// A day in a row, for serde.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// A day that a row may have.
pub(crate) mod optional {
    use jiff::civil::Date;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer};

    /// For serde.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| super::parse(&text)).transpose().map_err(D::Error::custom)
    }
}
