//! What the registry takes on the disk once its commits are sealed, how long that takes, and what
//! reading costs then.

use std::time::Instant;

use jiceng_core::layout::log_dir;
use jiceng_core::{KeySource, Registry};

use super::{ask, values};
use crate::Result;
use crate::files::{Files, bytes_on_disk};
use crate::results::{Values, median, percentile};

pub(crate) fn measure(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let sealing = Registry::seal(&files.registry(), &mut |_| {})?;
    let seconds = began.elapsed().as_secs_f64();
    let registry = Registry::open(&files.registry())?;
    let (history, _) = ask::places(&registry)?;
    Ok(values([
        ("disk_bytes", bytes_on_disk(&log_dir(&files.registry()))? as f64),
        ("seconds", seconds),
        ("bytes_before", sealing.bytes_before as f64),
        ("history_seconds", median(history.clone())),
        ("history_p99_seconds", percentile(&history, 99)),
    ]))
}

/// A cold rebuild from the sealed log.
pub(crate) fn rebuild(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = Registry::rebuild_with(&files.registry(), &KeySource::Inside, &mut |_| {})?;
    let seconds = began.elapsed().as_secs_f64();
    let events = registry.view(jiceng_core::Question::default())?.locked()?.facts().head().0;
    Ok(values([("seconds", seconds), ("events", events as f64), ("events_per_second", events as f64 / seconds)]))
}
