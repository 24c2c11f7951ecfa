//! Cold rebuild: open, read, decode, fold; and its reference, decoding the same bytes in memory on
//! two threads.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use jiceng_core::domain::Position;
use jiceng_core::layout::log_dir;
use jiceng_core::log::{EventLog as _, SledLog, frame};
use jiceng_core::{KeySource, Registry};

use super::values;
use crate::Result;
use crate::files::{Files, Records};
use crate::process;
use crate::results::Values;

/// Threads that decode the reference.
const THREADS: usize = 2;

pub(crate) fn decode(files: &Files, _: u64) -> Result<Values> {
    let mut records = Records::open(&files.frames())?;
    let (mut events, mut bytes, mut took) = (0_usize, 0_usize, Duration::ZERO);
    loop {
        let frames = records.next()?;
        if frames.is_empty() {
            break;
        }
        bytes += frames.iter().map(Vec::len).sum::<usize>();
        let placed: Vec<(Position, &[u8])> =
            frames.iter().map(|frame| Ok((frame::position(frame)?, frame.as_slice()))).collect::<Result<_>>()?;
        let began = Instant::now();
        events += decoded_on_threads(&placed)?;
        took += began.elapsed();
    }
    let seconds = took.as_secs_f64();
    Ok(values([
        ("seconds", seconds),
        ("events", events as f64),
        ("bytes", bytes as f64),
        ("events_per_second", events as f64 / seconds),
    ]))
}

fn decoded_on_threads(frames: &[(Position, &[u8])]) -> Result<usize> {
    let decode = |part: &[(Position, &[u8])]| -> Result<usize> {
        let mut events = 0;
        for (position, frame) in part {
            events += black_box(frame::decode(*position, frame)?).facts.len();
        }
        Ok(events)
    };
    std::thread::scope(|scope| {
        let parts = frames.chunks(frames.len().div_ceil(THREADS).max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || decode(part))).collect();
        let mut events = 0;
        for thread in threads {
            events += thread.join().map_err(|_| "a thread that decoded panicked")??;
        }
        Ok(events)
    })
}

/// Open, read and decode, without folding: what of the rebuild is the log's.
pub(crate) fn scan(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let log = SledLog::open(log_dir(&files.registry()))?;
    let opened = began.elapsed().as_secs_f64();
    let mut events = 0;
    log.each_commit(Position(0), &mut |commit| {
        events += black_box(commit).facts.len();
        ControlFlow::Continue(())
    })?;
    let seconds = began.elapsed().as_secs_f64();
    Ok(values([
        ("open_seconds", opened),
        ("seconds", seconds),
        ("events", events as f64),
        ("events_per_second", events as f64 / seconds),
    ]))
}

pub(crate) fn rebuild(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = Registry::rebuild_with(&files.registry(), &KeySource::Inside, &mut |_| {})?;
    let seconds = began.elapsed().as_secs_f64();
    let events = registry.view(jiceng_core::Question::default())?.locked()?.facts().head().0;
    Ok(values([
        ("seconds", seconds),
        ("events", events as f64),
        ("events_per_second", events as f64 / seconds),
        ("open_bytes", process::memory("VmRSS")?),
    ]))
}
