//! Reading many single events. Each is found and checked on its own, so all cores do it.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use jiceng_domain::Position;
use jiceng_log::{EventLog, EventRead, LogError};

/// Fewer events than that are not worth a thread.
const EVENTS_WORTH_A_THREAD: usize = 12;
/// Threads at most.
const THREADS_MAX: usize = 4;

/// The events at some positions, in their order; none for one at or behind the head.
pub(crate) fn events_at(log: &dyn EventLog, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
    let read = |part: &[Position]| -> Result<Vec<EventRead>, LogError> {
        part.iter().filter_map(|position| log.event_at(*position).transpose()).collect()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS_MAX);
    let parts = cores.min(positions.len() / EVENTS_WORTH_A_THREAD).max(1);
    let (own, others) = positions.split_at(positions.len() / parts);
    thread::scope(|scope| {
        let size = others.len().div_ceil((parts - 1).max(1)).max(1);
        let threads: Vec<_> = others.chunks(size).map(|part| scope.spawn(move || read(part))).collect();
        let mut events = read(own)?;
        for thread in threads {
            events.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(events)
    })
}
