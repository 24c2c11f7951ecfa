//! Another process: this test binary again, for one test that does nothing unless it is a child.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const DIRECTORY: &str = "JICENG_TEST_CHILD_DIRECTORY";

/// In a child: the directory it was given.
pub(crate) fn directory() -> Option<PathBuf> {
    std::env::var_os(DIRECTORY).map(PathBuf::from)
}

/// A child that runs the test of this name (without the crate) in a directory. Before it may stand
/// a program that runs it.
pub(crate) fn running(test: &str, directory: &Path, by: &[&OsStr]) -> Command {
    let binary = std::env::current_exe().unwrap();
    let mut words = by.iter().copied().chain([binary.as_os_str()]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(DIRECTORY, directory).stdin(Stdio::null());
    command
}

/// Runs a program that may not be there, or may not be allowed; whether it succeeded.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether strace is there and may make calls of the system fail.
pub(crate) fn may_make_calls_fail() -> bool {
    succeeds("strace", &["-f", "-e", "inject=fsync:error=EIO:when=99", "-o", "/dev/null", "true"])
}

/// Says that a test did not test anything, and why.
#[expect(clippy::print_stderr, reason = "a test that was skipped must not look like one that passed")]
pub(crate) fn skip(why: &str) {
    eprintln!("SKIPPED: {why}");
}
