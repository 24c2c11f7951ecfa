//! Doing the same with all places, a part of them on each core.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use jiceng_domain::places::PlaceFacts;

/// Fewer places than that are not worth a thread.
const PLACES_WORTH_A_THREAD: usize = 4_096;
/// Threads at most: the places are read from memory, which more of them do not make faster.
const THREADS_MAX: usize = 8;

/// What `work` makes of each part of the places' numbers, in their order.
pub(crate) fn in_parts<T: Send>(places: &PlaceFacts, work: impl Fn(Range<u32>) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(THREADS_MAX).min(places.len() / PLACES_WORTH_A_THREAD);
    let end = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let Some(size) = u32::try_from(places.len().div_ceil(threads.max(1))).ok().filter(|_| threads > 1) else {
        return vec![work(0..end)];
    };
    let work = &work;
    thread::scope(|scope| {
        let part = |first: u32| scope.spawn(move || work(first..end.min(first.saturating_add(size))));
        let parts: Vec<_> = (0..end).step_by(size as usize).map(part).collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
