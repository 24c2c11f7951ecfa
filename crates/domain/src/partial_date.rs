//! Civil dates as paper states them: a day, a month, a quarter, a half-year or a year.
//!
//! Written as EDTF (ISO 8601-2): `2020-06-30`, `2020-06`, `2020-34` (second quarter; level 2 codes
//! 33 to 36), `2020-40` (first half; codes 40 and 41), `2020`. What people write is read too:
//! `2020-Q2`, `2020-H1`, `2020年6月30日`, `2020年上半年`, `2020.6.30`, `2020/6`, and
//! `二〇二〇年六月三十日`. All dates are days in China.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::characters::{Visible, folded};
use crate::han_numerals;

/// A date with the precision in which it was stated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// A day.
    Day(Date),
    /// A month of a year.
    Month {
        /// The year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// A quarter of a year (季度).
    Quarter {
        /// The year.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// A half of a year (上半年, 下半年).
    Half {
        /// The year.
        year: i16,
        /// 1 or 2.
        half: i8,
    },
    /// A year.
    Year(i16),
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{}\" is not a date; write 2020-06-30, 2020-06, 2020-Q2, 2020-H1 or 2020, from 1900 to 2999", Visible(text))]
pub struct PartialDateError {
    /// The text.
    pub text: String,
}

impl PartialDate {
    /// Reads a date in EDTF or as people write it.
    pub fn parse(text: &str) -> Result<Self, PartialDateError> {
        let meant = folded(text);
        let meant = if meant.contains('年') { meant.replace(char::is_whitespace, "") } else { meant.into_owned() };
        parse(&meant).filter(|date| date.is_plausible()).ok_or_else(|| PartialDateError { text: text.to_owned() })
    }

    /// The first day it can mean.
    pub fn first(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month { year, month } => civil(year, month, 1),
            Self::Quarter { year, quarter } => civil(year, quarter * 3 - 2, 1),
            Self::Half { year, half } => civil(year, half * 6 - 5, 1),
            Self::Year(year) => civil(year, 1, 1),
        }
    }

    /// The last day it can mean.
    pub fn last(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month { year, month } => civil(year, month, 1).last_of_month(),
            Self::Quarter { year, quarter } => civil(year, quarter * 3, 1).last_of_month(),
            Self::Half { year, half } => civil(year, half * 6, 1).last_of_month(),
            Self::Year(year) => civil(year, 12, 31),
        }
    }

    /// How coarse it is: 0 for a day, more for a longer time.
    pub(crate) const fn coarseness(self) -> u8 {
        match self {
            Self::Day(_) => 0,
            Self::Month { .. } => 1,
            Self::Quarter { .. } => 2,
            Self::Half { .. } => 3,
            Self::Year(_) => COARSENESS_MAX,
        }
    }

    /// Whether it names one day.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// Whether its parts are in range, for values that did not come through [`PartialDate::parse`].
    pub fn is_plausible(self) -> bool {
        let (year, part) = match self {
            Self::Day(day) => (day.year(), true),
            Self::Month { year, month } => (year, (1..=12).contains(&month)),
            Self::Quarter { year, quarter } => (year, (1..=4).contains(&quarter)),
            Self::Half { year, half } => (year, (1..=2).contains(&half)),
            Self::Year(year) => (year, true),
        };
        part && (1900..3000).contains(&year)
    }
}

/// How coarse a date can be.
pub(crate) const COARSENESS_MAX: u8 = 4;

impl PartialDate {
    /// The date as people write it: 2022-H1 and 2022-Q3 for what EDTF calls 2022-40 and 2022-35.
    pub const fn written(self) -> Written {
        Written(self)
    }
}

/// A date as people write it.
#[derive(Clone, Copy, Debug)]
pub struct Written(PartialDate);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            PartialDate::Half { year, half } => write!(f, "{year:04}-H{half}"),
            PartialDate::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            date @ (PartialDate::Day(_) | PartialDate::Month { .. } | PartialDate::Year(_)) => write!(f, "{date}"),
        }
    }
}

/// The bits of a date, lowest first: the day, or a coarser part of the year (5), the month, or none
/// (4), the year (15).
const DAY: u32 = 0x1f;
const MONTH: u32 = 0x1e0;
const YEAR_SHIFT: u32 = 9;

impl PartialDate {
    /// The date in 24 bits, for keeping many. Exact days compare as their bits do. Parts out of
    /// range come out as others.
    pub(crate) fn to_bits(self) -> u32 {
        let bits = |number: i8| u32::try_from(number).unwrap_or_default();
        let (year, part) = match self {
            Self::Day(day) => (day.year(), bits(day.month()) * 32 + bits(day.day())),
            Self::Month { year, month } => (year, bits(month) * 32),
            Self::Quarter { year, quarter } => (year, bits(quarter)),
            Self::Half { year, half } => (year, 4 + bits(half)),
            Self::Year(year) => (year, 7),
        };
        let years = i32::from(year.clamp(Date::MIN.year(), Date::MAX.year())) - i32::from(Date::MIN.year());
        years.unsigned_abs() << YEAR_SHIFT | part.min(MONTH | DAY)
    }

    /// The date that [`PartialDate::to_bits`] made the bits of.
    pub(crate) fn from_bits(bits: u32) -> Self {
        let years = i16::try_from(bits >> YEAR_SHIFT).unwrap_or(i16::MAX);
        let year = Date::MIN.year().saturating_add(years);
        let part = i8::try_from(bits & DAY).unwrap_or_default();
        match (i8::try_from((bits & MONTH) / 32).unwrap_or_default(), part) {
            (0, 7..) => Self::Year(year),
            (0, 5..) => Self::Half { year, half: part - 4 },
            (0, quarter) => Self::Quarter { year, quarter },
            (month, 0) => Self::Month { year, month },
            (month, day) => Self::Day(civil(year, month, day)),
        }
    }

    /// Whether the bits are those of an exact day.
    pub(crate) const fn bits_are_a_day(bits: u32) -> bool {
        bits & DAY != 0 && bits & MONTH != 0
    }
}

/// Parts are in range by construction; out of range they fall back to the first possible day.
fn civil(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::MIN)
}

fn parse(text: &str) -> Option<PartialDate> {
    if let Some((year, rest)) = text.split_once('年') {
        let year = number(year, 4).or_else(|| han_year(year))?;
        return match rest {
            "" => Some(PartialDate::Year(year)),
            "上半年" => Some(PartialDate::Half { year, half: 1 }),
            "下半年" => Some(PartialDate::Half { year, half: 2 }),
            "一季度" | "第一季度" | "1季度" | "第1季度" => Some(PartialDate::Quarter { year, quarter: 1 }),
            "二季度" | "第二季度" | "2季度" | "第2季度" => Some(PartialDate::Quarter { year, quarter: 2 }),
            "三季度" | "第三季度" | "3季度" | "第3季度" => Some(PartialDate::Quarter { year, quarter: 3 }),
            "四季度" | "第四季度" | "4季度" | "第4季度" => Some(PartialDate::Quarter { year, quarter: 4 }),
            _ => {
                let (month, day) = rest.split_once('月')?;
                let month = loose_or_han(month)?;
                if day.is_empty() {
                    return Some(PartialDate::Month { year, month });
                }
                let day = loose_or_han(day.strip_suffix(['日', '号'])?)?;
                Date::new(year, month, day).ok().map(PartialDate::Day)
            }
        };
    }
    if let Some(separator) = ['.', '/'].into_iter().find(|separator| text.contains(*separator)) {
        return separated(text, separator);
    }
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let Some(second) = parts.next() else {
        return Some(PartialDate::Year(year));
    };
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    if let Some(day) = day {
        let (month, day) = (i8::try_from(number(second, 2)?).ok()?, i8::try_from(number(day, 2)?).ok()?);
        return Date::new(year, month, day).ok().map(PartialDate::Day);
    }
    match second {
        "Q1" | "33" => Some(PartialDate::Quarter { year, quarter: 1 }),
        "Q2" | "34" => Some(PartialDate::Quarter { year, quarter: 2 }),
        "Q3" | "35" => Some(PartialDate::Quarter { year, quarter: 3 }),
        "Q4" | "36" => Some(PartialDate::Quarter { year, quarter: 4 }),
        "H1" | "40" => Some(PartialDate::Half { year, half: 1 }),
        "H2" | "41" => Some(PartialDate::Half { year, half: 2 }),
        month => Some(PartialDate::Month { year, month: i8::try_from(number(month, 2)?).ok()? }),
    }
}

/// 2019.6.27, 2019/6: the parts of one or two digits.
fn separated(text: &str, separator: char) -> Option<PartialDate> {
    let mut parts = text.split(separator).map(str::trim);
    let year = number(parts.next()?, 4)?;
    let part = |text: &str| i8::try_from(loose_number(text).filter(|_| (1..=2).contains(&text.len()))?).ok();
    let month = part(parts.next()?)?;
    match (parts.next(), parts.next()) {
        (None, _) => Some(PartialDate::Month { year, month }),
        (Some(day), None) => Date::new(year, month, part(day)?).ok().map(PartialDate::Day),
        (Some(_), Some(_)) => None,
    }
}

/// A year digit by digit: 二〇〇四.
fn han_year(text: &str) -> Option<i16> {
    let year = han_numerals::by_digits(text).filter(|_| text.chars().count() == 4)?;
    i16::try_from(year).ok()
}

fn loose_or_han(text: &str) -> Option<i8> {
    match loose_number(text) {
        Some(number) => i8::try_from(number).ok(),
        None => i8::try_from(han_numerals::number(text).filter(|_| !text.is_empty())?).ok(),
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits).then(|| loose_number(text)).flatten()
}

fn loose_number(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-{}", 32 + i16::from(*quarter)),
            Self::Half { year, half } => write!(f, "{year:04}-{}", 39 + i16::from(*half)),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = PartialDateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}
