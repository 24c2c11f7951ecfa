//! The log under power cuts.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use jiceng_domain::Position;
use jiceng_log::{EventLog as _, LogError, Recovered, SledLog, seal};
use proptest::prelude::*;

use super::MADE;
use super::image::{self, Disk};
use super::trace::Trace;
use crate::log::child;
use crate::log::commits::{all, commit};

const WRITER: &str = "power_cuts::log::in_a_child_logs_are_written_opened_and_written_again";
const FILLER: &str = "power_cuts::log::in_a_child_the_buffer_of_the_store_is_filled";
/// So many large commits come to more than a megabyte.
const LARGE: u64 = 70;
const SESSION: &str = "JICENG_TEST_SESSION";
/// Opened so often, and so many commits by each of two writers each time.
const SESSIONS: u64 = 4;
const COMMITS: u64 = 12;

/// The numbers of the commits that were acknowledged before a moment.
fn acknowledged(trace: &Trace, moment: usize) -> BTreeSet<u64> {
    trace.said_before(moment).filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok()).collect()
}

/// What a log has that comes back after a cut: each commit whole and as it was given. The numbers
/// of its commits.
fn comes_back(dir: &Path) -> BTreeSet<u64> {
    let log = SledLog::open(dir).unwrap();
    let found = all(&log).unwrap();
    log.verify().unwrap();
    let mut numbers = BTreeSet::new();
    for found in found {
        let number = u64::try_from(found.id.0.as_u128()).unwrap();
        let given = commit(number, events_of(number)).at(found.first);
        assert_eq!((found.facts, found.id), (given.facts, given.id));
        assert!(numbers.insert(number), "commit {number} is there twice");
    }
    // It goes on from there.
    let mut more = commit(9999, 1);
    more.recorded_at = log.last_recorded_at().unwrap().unwrap_or(more.recorded_at).max(more.recorded_at);
    log.append(log.head().unwrap(), &[more]).unwrap();
    drop(log);
    SledLog::open(dir).unwrap().verify().unwrap();
    numbers
}

#[test]
fn whatever_a_power_cut_leaves_has_every_acknowledged_commit() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(WRITER, dir.path()) else { return };
    assert_eq!(acknowledged(&trace, trace.moments).len() as u64, SESSIONS * COMMITS * 2);
    let made = trace.when_said("made");
    proptest!(|(moment in made + 1..=trace.moments, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        let lost: Vec<u64> = acknowledged(&trace, moment).difference(&comes_back(&after.path().join(MADE))).copied().collect();
        prop_assert!(lost.is_empty(), "lost at moment {moment}: {lost:?}");
    });
}

/// sled holds half a megabyte before it writes it out. A writer that never tells it so much leaves
/// no image with a part of it.
#[test]
fn where_the_store_was_partly_written_out_every_acknowledged_commit_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(FILLER, dir.path()) else { return };
    assert_eq!(acknowledged(&trace, trace.moments).len() as u64, LARGE);
    let made = trace.when_said("made");
    // With fewer images it may be that none has one.
    let (cases, in_part) = (ProptestConfig::default().cases.div_ceil(4).max(64), Cell::new(0));
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(moment in made + 1..=trace.moments, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        let dir = after.path().join(MADE);
        let Recovered { store_lacked, set_aside, .. } = SledLog::open(&dir).unwrap().recovered().clone();
        let back = comes_back(&dir);
        // sled could read a part of it, or made nothing of it.
        let is_in_part = store_lacked > 0 && store_lacked < back.len() as u64 * u64::from(events_of(3));
        in_part.set(in_part.get() + u32::from(is_in_part || set_aside.is_some()));
        let lost: Vec<u64> = acknowledged(&trace, moment).difference(&back).copied().collect();
        prop_assert!(lost.is_empty(), "lost at moment {moment}: {lost:?}");
    });
    assert!(in_part.get() > 0, "no image held a store that was partly written out");
}

#[test]
fn in_a_child_the_buffer_of_the_store_is_filled() {
    let Some(dir) = child::directory() else { return };
    let log = SledLog::create(&dir).unwrap();
    say("made");
    for n in 0..LARGE {
        write(&log, 11 * n + 3);
    }
    std::process::exit(0);
}

/// A harness that finds nothing may be one that cannot find anything.
#[test]
fn without_the_sync_of_the_journal_acknowledged_commits_are_lost() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(WRITER, dir.path()) else { return };
    let lost = (0..400_u64).filter(|seed| {
        let moment = trace.moments / 2 + usize::try_from(*seed).unwrap() % (trace.moments / 2);
        let after = tempfile::tempdir().unwrap();
        image::build(
            &trace,
            moment,
            *seed,
            Disk { keeps: &|path| !path.iter().any(|part| part == "journal") },
            after.path(),
        );
        let back = std::panic::catch_unwind(|| comes_back(&after.path().join(MADE)));
        !back.is_ok_and(|back| acknowledged(&trace, moment).is_subset(&back))
    });
    assert!(lost.count() > 0);
}

/// Before the log was made, nothing was promised; but what is left is not taken for a log that lost
/// everything, nor is it in the way.
#[test]
fn a_log_whose_making_was_cut_short_is_empty_or_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(WRITER, dir.path()) else { return };
    let made = trace.when_said("made");
    proptest!(|(moment in 0..=made, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        let dir = after.path().join(MADE);
        let head = match SledLog::open(&dir) {
            Ok(log) => log.head().unwrap(),
            Err(LogError::NotALog { .. }) => SledLog::create(&dir).unwrap().head().unwrap(),
            Err(error) => panic!("{error:?}"),
        };
        prop_assert_eq!(head, Position(0));
    });
}

#[test]
fn in_a_child_logs_are_written_opened_and_written_again() {
    let Some(dir) = child::directory() else { return };
    drop(SledLog::create(&dir).unwrap());
    say("made");
    for session in 0..SESSIONS {
        let mut writers = child::running("power_cuts::log::in_a_child_two_writers_append", &dir, &[]);
        assert!(writers.env(SESSION, session.to_string()).status().unwrap().success());
        if session != 1 {
            seal(&dir, 0, &mut |_, _| ()).unwrap();
        }
    }
}

#[test]
fn in_a_child_two_writers_append() {
    let (Some(dir), Ok(session)) = (child::directory(), std::env::var(SESSION)) else { return };
    let session: u64 = session.parse().unwrap();
    let log = SledLog::open(&dir).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let log = &log;
            scope.spawn(move || {
                for n in 0..COMMITS {
                    write(log, 1 + (session * COMMITS + n) * 2 + writer);
                }
            });
        }
    });
    // Only sometimes it is closed in order.
    if session % 2 == 1 {
        drop(log);
    }
    std::process::exit(0);
}

fn write(log: &SledLog, number: u64) {
    let mut commit = commit(number, events_of(number));
    loop {
        let last = log.last_recorded_at().unwrap();
        commit.recorded_at = last.unwrap_or(commit.recorded_at).max(commit.recorded_at);
        match log.append(log.head().unwrap(), std::slice::from_ref(&commit)) {
            Ok(_) => return say(&format!("acknowledged {number}")),
            Err(LogError::Conflict { .. } | LogError::RecordedEarlier { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Small ones and large ones.
fn events_of(number: u64) -> u32 {
    if number % 11 == 3 { 700 } else { 2 }
}
