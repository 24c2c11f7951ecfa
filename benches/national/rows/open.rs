//! Opening with a snapshot, and making one.

use std::time::Instant;

use jiceng_core::{KeySource, Question, Registry};

use super::values;
use crate::Result;
use crate::files::Files;
use crate::process;
use crate::results::Values;

/// What making a snapshot takes, of a registry that is open.
pub(crate) fn snapshot(files: &Files, _: u64) -> Result<Values> {
    let registry = Registry::rebuild_with(&files.registry(), &KeySource::Inside, &mut |_| {})?;
    let began = Instant::now();
    let snapshot = registry.snapshot()?;
    let seconds = began.elapsed().as_secs_f64();
    Ok(values([("seconds", seconds), ("events", snapshot.position.0 as f64), ("bytes", snapshot.bytes as f64)]))
}

/// Opens with that snapshot: nothing has come in since.
pub(crate) fn open(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = Registry::open(&files.registry())?;
    let seconds = began.elapsed().as_secs_f64();
    let snapshot = registry.opened_from().snapshot.ok_or("opened without a snapshot")?;
    let events = registry.view(Question::default())?.locked()?.facts().head().0;
    Ok(values([
        ("seconds", seconds),
        ("events", events as f64),
        ("folded", (events - snapshot.0) as f64),
        ("open_bytes", process::memory("VmRSS")?),
    ]))
}
