//! Time enters here and nowhere else.

use std::cell::Cell;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use uuid::{NoContext, Uuid};

thread_local! {
    /// What the clock says on this thread, where somebody has set it.
    static SET: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// The instant now.
pub fn now() -> Timestamp {
    whole_microseconds(SET.get().unwrap_or_else(of_the_system))
}

/// Runs something for which the clock says this instant, as far as it runs on this thread: for
/// simulations, and for trying what becomes of a registry under a clock that is wrong.
pub fn at<R>(instant: Timestamp, run: impl FnOnce() -> R) -> R {
    struct Back(Option<Timestamp>);
    impl Drop for Back {
        fn drop(&mut self) {
            SET.set(self.0);
        }
    }
    let _back = Back(SET.replace(Some(instant)));
    run()
}

/// Nothing is recorded from this instant on, two hours before the year 9999 ends in the last time
/// zone: calendars end.
pub(crate) const END: Timestamp = Timestamp::constant(253_402_207_200, 0);

/// What the system says. A clock beyond all calendars says their end.
fn of_the_system() -> Timestamp {
    let now = SystemTime::now();
    let is_before = now < SystemTime::UNIX_EPOCH;
    Timestamp::try_from(now).unwrap_or(if is_before { Timestamp::MIN } else { Timestamp::MAX })
}

/// The instant as the log keeps it: a receipt says the same the second time.
pub(crate) fn whole_microseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// A new identity of version 7, which begins with the time. Before 1970 it begins with 1970: there
/// are none of before.
pub(crate) fn new_id(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds))
}

/// China's offset from UTC. China keeps UTC+8 all year; the daylight saving time of 1986 to 1991
/// lies before every recording.
pub const CHINA: Offset = Offset::constant(8);

/// The civil day in China at an instant.
pub fn china_day(instant: Timestamp) -> Date {
    CHINA.to_datetime(instant).date()
}

/// The last instant, to the microsecond, of a civil day in China.
pub fn end_of_china_day(day: Date) -> Result<Timestamp, jiff::Error> {
    CHINA.to_timestamp(day.at(23, 59, 59, 999_999_000))
}

/// The civil day in China today.
pub fn today() -> Date {
    china_day(now())
}
