//! What the disk did not take is shown to nobody who passes it on: not to those who watch, and not
//! in proofs.

use std::ffi::OsStr;
use std::time::Duration;

use jiceng_core::domain::Position;
use jiceng_core::log::LogError;
use jiceng_core::{CommitRef, Error, Registry};
use jiceng_testkit::make::{On as _, population};
use jiceng_testkit::world::SITE;

use super::recorded::{fill, head, record};
use crate::log::child;

const FAILED: &str = "the disk failed at a record";

#[test]
fn what_is_not_durable_is_neither_watched_nor_proved() {
    let mut failed_at_a_record = 0;
    for failing in ["3", "6", "9"] {
        let dir = tempfile::tempdir().unwrap();
        fill(&Registry::create(dir.path()).unwrap());
        let inject = format!("inject=fdatasync:error=EIO:when={failing}+");
        let strace = ["strace", "-f", "-e", "trace=fdatasync", "-e", &inject, "-o", "/dev/null"];
        if !child::succeeds(strace[0], &[&strace[1..], &["true"]].concat()) {
            return child::skip("strace is not there, or may not make calls fail");
        }
        let by = strace.map(OsStr::new);
        let child = child::running("core::undurable::in_a_child_the_disk_fails", dir.path(), &by).output().unwrap();
        assert!(child.status.success(), "{failing}: {child:?}");
        failed_at_a_record += usize::from(String::from_utf8(child.stdout).unwrap().contains(FAILED));
    }
    assert!(failed_at_a_record > 0);
}

#[test]
#[expect(clippy::print_stdout, reason = "its parent reads what it says")]
fn in_a_child_the_disk_fails() {
    let Some(dir) = child::directory() else { return };
    let Ok(registry) = Registry::open(&dir) else { return }; // opening may sync too
    let mut acknowledged = head(&registry);
    let failure = loop {
        let people = u32::try_from(acknowledged).unwrap();
        match record(&registry, population(SITE, people).on("2020-06-01")) {
            Ok(receipt) => acknowledged = receipt.first.0 + receipt.events,
            Err(failure) => break failure,
        }
    };
    assert!(matches!(failure, Error::Log(LogError::NotDurable { .. })), "{failure:?}");
    let written = registry.commit_count().unwrap();
    let watched = registry.watch(Position(acknowledged)).next_within(Duration::ZERO);
    assert!(matches!(&watched, Err(Error::Log(LogError::NotDurable { .. })) | Ok(None)), "{watched:?}");
    assert!(registry.prove_commit(CommitRef::At(Position(acknowledged)), None).is_err());
    assert!(registry.prove_growth(1, Some(written)).is_err());
    // Nor is it kept folded: that would outlive it.
    let snapshot = registry.snapshot();
    assert!(matches!(snapshot, Err(Error::Log(LogError::NotDurable { .. }))), "{snapshot:?}");
    println!("{FAILED}");
}
