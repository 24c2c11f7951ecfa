//! Reading many single events. Those of one commit are found and checked together; of many commits,
//! all cores do it.

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
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS_MAX);
    let parts = cores.min(positions.len() / EVENTS_WORTH_A_THREAD).max(1);
    if parts == 1 {
        return log.events_at(positions);
    }
    // The log keeps the frame of the first, so that not each thread checks a large one.
    let (first, rest) = positions.split_at(1);
    let mut events = log.events_at(first)?;
    let (own, others) = rest.split_at(rest.len() / parts);
    thread::scope(|scope| {
        let size = others.len().div_ceil(parts - 1).max(1);
        let threads: Vec<_> = others.chunks(size).map(|part| scope.spawn(move || log.events_at(part))).collect();
        events.extend(log.events_at(own)?);
        for thread in threads {
            events.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(events)
    })
}
