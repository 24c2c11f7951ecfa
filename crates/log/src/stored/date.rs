//! Dates: civil, in China, as precisely as they were stated.

use jiceng_domain::PartialDate;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::value::{FieldError, Load, Store};

/// A day.
#[derive(Serialize, Deserialize)]
pub(super) struct DateV1 {
    year: i16,
    month: u8,
    day: u8,
}

impl Store<'_, Date> for DateV1 {
    fn store(value: &Date) -> Result<Self, FieldError> {
        Ok(Self { year: value.year(), month: part(value.month())?, day: part(value.day())? })
    }
}

impl Load<Date> for DateV1 {
    fn load(self) -> Result<Date, FieldError> {
        Date::new(self.year, signed(self.month)?, signed(self.day)?).map_err(FieldError::new)
    }
}

/// A date with its precision.
#[derive(Serialize, Deserialize)]
pub(super) enum PartialDateV1 {
    Day(DateV1),
    Month { year: i16, month: u8 },
    Quarter { year: i16, quarter: u8 },
    Half { year: i16, half: u8 },
    Year(i16),
}

impl Store<'_, PartialDate> for PartialDateV1 {
    fn store(value: &PartialDate) -> Result<Self, FieldError> {
        Ok(match *value {
            PartialDate::Day(day) => Self::Day(DateV1::store(&day)?),
            PartialDate::Month { year, month } => Self::Month { year, month: part(month)? },
            PartialDate::Quarter { year, quarter } => Self::Quarter { year, quarter: part(quarter)? },
            PartialDate::Half { year, half } => Self::Half { year, half: part(half)? },
            PartialDate::Year(year) => Self::Year(year),
        })
    }
}

impl Load<PartialDate> for PartialDateV1 {
    fn load(self) -> Result<PartialDate, FieldError> {
        let date = match self {
            Self::Day(day) => PartialDate::Day(day.load()?),
            Self::Month { year, month } => PartialDate::Month { year, month: signed(month)? },
            Self::Quarter { year, quarter } => PartialDate::Quarter { year, quarter: signed(quarter)? },
            Self::Half { year, half } => PartialDate::Half { year, half: signed(half)? },
            Self::Year(year) => PartialDate::Year(year),
        };
        if date.is_plausible() { Ok(date) } else { Err(FieldError::new(format!("{date} is not a date"))) }
    }
}

fn part(part: i8) -> Result<u8, FieldError> {
    u8::try_from(part).map_err(FieldError::new)
}

fn signed(part: u8) -> Result<i8, FieldError> {
    i8::try_from(part).map_err(FieldError::new)
}
