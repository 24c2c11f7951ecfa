//! What the store asks of the system's clock.

use std::time::SystemTime;

use crate::error::LogError;

/// Refuses a clock that stands before 1970, before anything is opened: sled takes the time when it
/// opens, and panics. Nothing else in this crate reads the clock.
pub(super) fn check() -> Result<(), LogError> {
    if SystemTime::now() < SystemTime::UNIX_EPOCH { Err(LogError::ClockBefore1970) } else { Ok(()) }
}
