//! Power cuts, as a file system may leave them.
//!
//! A writer runs under strace, which tells every call that changes files or syncs them, with the
//! bytes (`trace`). From the calls up to any moment, images of the directory are built as a power
//! cut at that moment may leave it (`image`): what was synced is there; of every other write any
//! part may be lost, or torn at a sector. Each image is opened and held against what was
//! acknowledged before the moment.
//!
//! What is taken for true of the disk: fsync and fdatasync keep what was written to that file
//! before, with its length; fsync of a directory keeps its entries; nothing else is promised. In
//! particular `sync_file_range` is not, and a directory that was made and whose name did not come
//! to the disk is not there, with all that is in it.

mod files;
mod image;
mod log;
mod registry;
mod trace;

use std::ffi::OsStr;
use std::path::Path;

use self::trace::Trace;
use crate::log::child;

/// Below the directory that is watched, two that are not there: whoever makes the lower one makes
/// the upper one too.
const MADE: &str = "above/made";

/// Runs a test of this binary in a child that is traced, and whose directory is [`MADE`] below the
/// one that is watched; `None` where that is not possible, and the test is skipped, and says so.
fn traced(test: &str, watched: &Path) -> Option<Trace> {
    let outside = tempfile::tempdir().unwrap();
    let output = outside.path().join("trace");
    let calls = "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,mkdir";
    let strace = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", calls, "-o", output.to_str().unwrap()];
    if !child::succeeds(strace[0], &[&strace[1..], &["true"]].concat()) {
        child::skip("strace is not there, or may not trace");
        return None;
    }
    let child = child::running(test, &watched.join(MADE), &strace.map(OsStr::new)).output().unwrap();
    assert!(child.status.success(), "{child:?}");
    Some(Trace::parse(&std::fs::read_to_string(&output).unwrap(), watched))
}
