//! Partial dates and their two readings.

use jiceng_domain::{AsOf, PartialDate};
use jiceng_testkit::answers::{answers, days_of, places_of, readings};
use jiceng_testkit::generate::{any_history, any_partial_date};
use jiff::ToSpan as _;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_partial_date_is_read_as_it_is_written(date in any_partial_date()) {
        prop_assert_eq!(PartialDate::parse(&date.to_string()), Ok(date));
        prop_assert!(date.is_plausible());
        prop_assert!(date.first() <= date.last());
        prop_assert_eq!(date.is_exact(), date.first() == date.last());
    }

    #[test]
    fn a_partial_date_begins_and_ends_where_its_neighbours_do(date in any_partial_date()) {
        let following = date.last().checked_add(1.day()).unwrap();
        let (next_year, next_month) = (following.year(), following.month());
        let begins_whole = match date {
            PartialDate::Day(_) => true,
            PartialDate::Month { .. } => following.day() == 1,
            PartialDate::Quarter { .. } => following.day() == 1 && next_month % 3 == 1,
            PartialDate::Half { .. } => following.day() == 1 && next_month % 6 == 1,
            PartialDate::Year(year) => following.day() == 1 && next_month == 1 && next_year == year + 1,
        };
        prop_assert!(begins_whole, "{} is followed by {}", date, following);
    }

    #[test]
    fn both_readings_agree_on_a_day_that_no_partial_date_leaves_open(history in any_history()) {
        let places = places_of(history.log());
        for day in days_of(history.log()).into_iter().step_by(5) {
            let is_open = |date: PartialDate| date.first() <= day && day < date.last();
            if history.log().iter().any(|e| is_open(e.fact.effective)) {
                continue;
            }
            let [latest, earliest] = readings(AsOf::on(day)).map(|as_of| answers(&history.recorder.facts, &places, as_of));
            prop_assert_eq!(latest, earliest, "on {}", day);
        }
    }
}
