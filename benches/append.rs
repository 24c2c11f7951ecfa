//! What an append costs until it is on the disk, beside one write and one fdatasync of as many
//! bytes.
//!
//! `cargo bench -p jiceng-benches --bench append`
#![allow(clippy::expect_used, reason = "a bench that cannot prepare its data must stop")]

use std::fs::File;
use std::io::Write as _;

use divan::Bencher;
use divan::counter::ItemsCount;
use jiceng_core::domain::relocation_site::PopulationCounted;
use jiceng_core::domain::{CommitId, Fact, PartialDate, Position, Recorder};
use jiceng_core::log::{EventLog as _, NewCommit, SledLog, frame};
use jiceng_testkit::make::text;
use jiceng_testkit::world::SITE;
use jiff::Timestamp;
use uuid::Uuid;

/// Commits appended by each writer in one iteration.
const COMMITS: u32 = 100;

fn main() {
    divan::main();
}

fn commit(n: u128, events: u32) -> NewCommit {
    let fact = |people| Fact {
        effective: PartialDate::Year(2020),
        evidence: Vec::new(),
        event: PopulationCounted { place: text(SITE), people }.into(),
    };
    NewCommit {
        id: CommitId(Uuid::from_u128(n)),
        recorded_at: Timestamp::UNIX_EPOCH,
        recorder: Recorder::parse("示例").expect("a recorder"),
        approver: None,
        command: "bench".to_owned(),
        facts: (0..events).map(fact).collect(),
    }
}

/// The least that durability can cost.
#[divan::bench(args = [1, 1000])]
fn write_and_fdatasync(bencher: Bencher<'_, '_>, events: u32) {
    let dir = tempfile::tempdir().expect("a directory");
    let bytes = frame::encode(&commit(1, events).at(Position(0))).expect("a frame");
    let mut file = File::create(dir.path().join("file")).expect("a file");
    bencher.counter(ItemsCount::new(COMMITS)).bench_local(|| {
        for _ in 0..COMMITS {
            file.write_all(&bytes).expect("it is written");
            file.sync_data().expect("it is synced");
        }
    });
}

#[divan::bench(args = [1, 1000])]
fn append(bencher: Bencher<'_, '_>, events: u32) {
    let dir = tempfile::tempdir().expect("a directory");
    let log = SledLog::create(dir.path()).expect("a log");
    let mut n = 0;
    bencher.counter(ItemsCount::new(COMMITS)).bench_local(|| {
        for _ in 0..COMMITS {
            n += 1;
            log.append(log.head().expect("the head"), &[commit(n, events)]).expect("it is appended");
        }
    });
}

/// Writers that wait at the same time share one fdatasync.
#[divan::bench(args = [1, 4, 16])]
fn append_by_writers(bencher: Bencher<'_, '_>, writers: u32) {
    let dir = tempfile::tempdir().expect("a directory");
    let log = SledLog::create(dir.path()).expect("a log");
    let mut round = 0_u64;
    bencher.counter(ItemsCount::new(COMMITS * writers)).bench_local(|| {
        round += 1;
        std::thread::scope(|scope| {
            for writer in 0..writers {
                let log = &log;
                scope.spawn(move || {
                    for n in 0..COMMITS {
                        let id = (u128::from(round) << 64) | (u128::from(writer) << 32) | u128::from(n);
                        let commit = commit(id, 1);
                        while log.append(log.head().expect("the head"), std::slice::from_ref(&commit)).is_err() {}
                    }
                });
            }
        });
    });
}
