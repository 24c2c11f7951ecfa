//! Time enters here and nowhere else.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// The instant now.
pub fn now() -> Timestamp {
    whole_microseconds(Timestamp::now())
}

/// The instant as the log keeps it: a receipt says the same the second time.
pub(crate) fn whole_microseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
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
