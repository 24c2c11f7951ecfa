//! Questions: the day asked about, and how much of the log counts as known.

use jiceng_domain::{AsOf, Position, Reading};
use jiceng_log::EventLog;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock;
use crate::error::Error;

/// A question's two times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The civil day in China; today where none is given.
    pub effective: Option<Date>,
    /// How much of the log counts as known.
    pub known: Known,
    /// How dates of less than a day's precision are read.
    pub reading: Reading,
}

/// How much of the log counts as known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// All of it.
    #[default]
    Now,
    /// What was recorded at or before the instant, which is not in the future.
    At(Timestamp),
    /// What was recorded by the end of the day in China; of today, what is recorded so far.
    On(Date),
    /// The events before the position.
    Before(Position),
}

impl Question {
    /// What is known now about a day.
    pub const fn on(effective: Date) -> Self {
        Self { effective: Some(effective), known: Known::Now, reading: Reading::Latest }
    }

    /// The question's two times, for who is shown a log up to this head.
    pub(crate) fn as_of(self, log: &dyn EventLog, head: Position) -> Result<AsOf, Error> {
        let known = match self.known {
            Known::Now => head,
            Known::At(instant) => {
                let now = latest(log)?;
                if instant > now {
                    return Err(Error::KnownInFuture { asked: instant.to_string(), now });
                }
                log.known_at(instant)?.min(head)
            }
            Known::On(day) => {
                let now = latest(log)?;
                let ends_at = clock::end_of_china_day(day).ok().filter(|_| day <= clock::china_day(now));
                log.known_at(ends_at.ok_or_else(|| Error::KnownInFuture { asked: day.to_string(), now })?)?.min(head)
            }
            Known::Before(position) if position > head => return Err(Error::BeyondTheLog { position, head }),
            Known::Before(position) => position,
        };
        let effective = self.effective.unwrap_or_else(clock::today);
        Ok(AsOf { effective, known, reading: self.reading })
    }
}

/// The latest instant of which anything can be known: now, or the last recording where the clock
/// stands before it.
fn latest(log: &dyn EventLog) -> Result<Timestamp, Error> {
    Ok(clock::now().max(log.last_recorded_at()?.unwrap_or(Timestamp::MIN)))
}
