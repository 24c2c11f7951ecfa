//! How many recorded things were looked at, counted where debug assertions are on: what tests hold
//! the growth of work against, since time says little of it. Nothing depends on the count.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Counts a change or a statement that is looked at.
#[inline]
pub fn step() {
    if cfg!(debug_assertions) {
        TAKEN.with(|taken| taken.set(taken.get().wrapping_add(1)));
    }
}

/// How many were looked at on this thread so far; `None` where they are not counted.
pub fn taken() -> Option<u64> {
    cfg!(debug_assertions).then(|| TAKEN.with(Cell::get))
}
