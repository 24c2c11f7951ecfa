//! sled, kept from ending the program: it panics on some damages when it opens, and where its file
//! cannot be synced when it closes.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::thread;

use sled::Db;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic in sled.
pub(crate) fn guarded<T>(run: impl FnOnce() -> T) -> thread::Result<T> {
    let outer = IS_GUARDED.replace(true);
    let answer = catch_unwind(AssertUnwindSafe(run));
    IS_GUARDED.set(outer);
    answer
}

/// From now on, panics in sled that this crate makes errors of, or that lose nothing, are not told
/// on standard error. For a program; it changes the panic hook of the process.
pub fn hush_guarded_panics() {
    static HUSHED: Once = Once::new();
    HUSHED.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panicked| {
            if !IS_GUARDED.get() {
                before(panicked);
            }
        }));
    });
}

/// An open database. It must be let go after its trees: the last one to go closes the file.
///
/// Closing it syncs the file, and sled panics where that fails. Nothing is lost by it: the journal
/// has what was acknowledged, and what the store lacks it takes from there.
pub(crate) struct OpenDb(Option<Db>);

impl OpenDb {
    pub(crate) const fn new(db: Db) -> Self {
        Self(Some(db))
    }

    pub(crate) fn flush(&self) -> sled::Result<()> {
        self.0.as_ref().map_or(Ok(0), |db| db.flush()).map(drop)
    }

    pub(crate) fn open_tree(&self, name: &str) -> sled::Result<sled::Tree> {
        match &self.0 {
            Some(db) => db.open_tree(name),
            None => Err(sled::Error::Unsupported("the database is closed".to_owned())),
        }
    }
}

impl Drop for OpenDb {
    fn drop(&mut self) {
        let db = self.0.take();
        let _ = guarded(|| drop(db));
    }
}
