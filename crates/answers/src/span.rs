//! The days of a span: the first, one each step, and always the last.

use jiceng_core::today;
use jiff::ToSpan as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::wanted::Wanted;

/// A span of civil days in China, and which of its days are asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DayRange {
    /// The first day; the last alone is asked about where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// The last day; today where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// How far the days lie apart.
    #[serde(default)]
    pub every: Every,
}

/// How far the days of a span lie apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// A month.
    #[default]
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Every {
    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

impl DayRange {
    /// The days, the last one always among them.
    pub fn days(self) -> Result<Vec<Date>, AskError> {
        let to = self.to.unwrap_or_else(today);
        let from = self.from.unwrap_or(to);
        if from > to {
            return Err(AskError::value("from", &from.to_string(), Wanted::DayRange));
        }
        // Counted from the first day, so that a month's last day stays one.
        let months = self.every.months();
        let steps = (0..).map_while(|step: i32| from.checked_add((step * months).months()).ok());
        let mut days: Vec<Date> = steps.take_while(|day| *day < to).collect();
        days.push(to);
        Ok(days)
    }
}
