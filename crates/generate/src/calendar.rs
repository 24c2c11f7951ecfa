//! Days and months of the history as small numbers.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::plan::Precision;

/// Days since 1 January 2013.
pub(crate) type Day = u16;
/// Months of recording: 0 is January 2014.
pub(crate) type Month = u8;

/// Months of recording that there are: the years 2014 to 2023.
pub(crate) const MONTHS: Month = 120;
/// Months in a year.
pub(crate) const YEAR: Month = 12;

const FIRST: Date = date(2013, 1, 1);
const FIRST_YEAR_RECORDED: u16 = 2014;

/// The number of a civil day from 2013 on.
pub(crate) const fn day(year: u16, month: u8, of_month: u16) -> Day {
    let years = year - 2013;
    let is_after_february = month > 2 && year.is_multiple_of(4);
    let leap_days = years / 4 + is_after_february as u16;
    let before_the_month = match month {
        1 => 0,
        2 => 31,
        3 => 59,
        4 => 90,
        5 => 120,
        6 => 151,
        7 => 181,
        8 => 212,
        9 => 243,
        10 => 273,
        11 => 304,
        _ => 334,
    };
    years * 365 + leap_days + before_the_month + of_month - 1
}

/// The days of the history.
pub(crate) struct Calendar {
    dates: Vec<Date>,
}

impl Calendar {
    pub(crate) fn new() -> Self {
        // As far as anything can be planned.
        let end = day(2030, 1, 1);
        Self { dates: (0..end).map(|days| FIRST.saturating_add(i32::from(days).days())).collect() }
    }

    pub(crate) fn date(&self, day: Day) -> Date {
        self.dates.get(usize::from(day)).copied().unwrap_or(FIRST)
    }

    /// The month of recording in which a day lies; the first for all days before.
    pub(crate) fn month_of(&self, day: Day) -> Month {
        let date = self.date(day);
        let years = u16::try_from(date.year()).unwrap_or_default().saturating_sub(FIRST_YEAR_RECORDED);
        if date.year() < FIRST_YEAR_RECORDED.cast_signed() {
            return 0;
        }
        let month = years * u16::from(YEAR) + u16::from(date.month().unsigned_abs()) - 1;
        Month::try_from(month).unwrap_or(Month::MAX)
    }

    /// The last day of the month, half-year or year in which a day lies.
    pub(crate) fn last_within(&self, of: Day, precision: Precision) -> Day {
        let date = self.date(of);
        let year = date.year().unsigned_abs();
        let month = match precision {
            Precision::Day => return of,
            Precision::Month => date.month().unsigned_abs(),
            Precision::Half => {
                if date.month() <= 6 {
                    6
                } else {
                    12
                }
            }
            Precision::Year => 12,
        };
        if month == 12 { day(year, 12, 31) } else { day(year, month + 1, 1) - 1 }
    }

    /// The last day before a month of recording.
    pub(crate) fn last_day_before(month: Month) -> Day {
        let year = u16::from(month / YEAR) + FIRST_YEAR_RECORDED;
        day(year, month % YEAR + 1, 1) - 1
    }

    /// A day of a month of recording.
    pub(crate) fn day_in(month: Month, of_month: i8) -> Date {
        let year = i16::from(month / YEAR) + FIRST_YEAR_RECORDED.cast_signed();
        let of_year = i8::try_from(month % YEAR + 1).unwrap_or(1);
        Date::new(year, of_year, of_month).unwrap_or(FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_as_the_calendar_has_them() {
        let calendar = Calendar::new();
        for (year, month, of_month) in
            [(2013, 1, 1), (2016, 2, 29), (2016, 3, 1), (2017, 1, 1), (2020, 12, 31), (2023, 12, 31)]
        {
            let expected = Date::new(year, month, of_month).unwrap_or(FIRST);
            let (year, month, of_month) = (year.unsigned_abs(), month.unsigned_abs(), of_month.unsigned_abs());
            assert_eq!(calendar.date(day(year, month, of_month.into())), expected);
        }
        assert_eq!(calendar.month_of(day(2014, 1, 31)), 0);
        assert_eq!(calendar.month_of(day(2023, 12, 1)), MONTHS - 1);
        assert_eq!(calendar.date(Calendar::last_day_before(1)), date(2014, 1, 31));
        assert_eq!(Calendar::day_in(MONTHS - 1, 5), date(2023, 12, 5));
    }
}
