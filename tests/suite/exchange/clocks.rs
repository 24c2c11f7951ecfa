//! Clocks that are wrong: before 1970, at the end of all calendars, jumping back; and the way back
//! from a commit that was recorded far ahead.
//!
//! One commit under a clock of the year 2999 was the last that a registry took, for whoever came
//! later was told to set the clock right.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::clock::at;
use jiceng_core::domain::person::{PersonName, PersonRegistered};
use jiceng_core::domain::{Position, Wish};
use jiceng_core::log::{EventLog as _, LogError, NewCommit, SledLog};
use jiceng_core::{Error, KeySource, Known, NameShown, Question, Registry, rescue};
use jiceng_exchange::Import;
use jiceng_exchange::backup::{BackupError, BackupOptions, backup, restore};
use jiceng_exchange::cut::{CutOptions, cut};
use jiceng_testkit::make::{
    On as _, correction_of, disagreement_with, division, erased, population, retraction_of, text, wish,
};
use jiceng_testkit::world::COMMUNITY;
use jiff::Timestamp;

use super::rows::line_of;
use crate::core::key_store::files;
use crate::core::recorded::{fill, instant, is_in_order, person_named, record};
use crate::log::child;
use crate::log::commits::commit;

fn counted(people: u32) -> Wish {
    population(COMMUNITY, people).on("2020-06-30")
}

fn shown(registry: &Registry, person: &str) -> NameShown {
    registry.view(Question::default()).unwrap().locked().unwrap().person(&text(person)).unwrap()
}

fn opened(data: &Path) -> Registry {
    Registry::open(data).unwrap()
}

/// Everything that reads a clock, at one instant.
fn everything_at(dir: &Path, clock: &str) {
    let is_before_1900 = clock.starts_with('-');
    at(instant(clock), || {
        let data = dir.join("data");
        let registry = Registry::create(&data).unwrap();
        let person = PersonRegistered { person: text("x1"), name: PersonName::Plain(text("示例")) };
        let named = wish(text("1900-01-01"), person);
        if is_before_1900 {
            // Nothing can have happened yet.
            assert!(matches!(record(&registry, named), Err(Error::Refused(_))));
            assert!(registry.view(Question::default()).is_ok() && is_in_order(&registry));
            return;
        }
        let receipt = record(&registry, named).unwrap();
        assert_eq!(receipt.recorded_at, instant(clock));
        record(&registry, division("45", "广西").on("1900-01-01")).unwrap();
        let imported = line_of(&division("4502", "柳州市").on("1900-01-01"), None);
        let import = Import { recorder: Some(text("示例")), ..Import::default() };
        assert!(import.run(&registry, &mut imported.as_bytes(), &mut |_, _| {}).unwrap().bad.is_empty());
        for known in [Known::Now, Known::At(instant(clock)), Known::On(jiceng_core::today())] {
            // A day whose end is beyond the calendar has not ended.
            let is_over = !(clock.starts_with("9999") && known == Known::On(jiceng_core::today()));
            let view = registry.view(Question { known, ..Question::default() });
            assert_eq!(view.is_ok(), is_over, "{clock}: {known:?}");
            assert!(view.map_or(true, |view| view.head() == registry.head().unwrap()), "{clock}: {known:?}");
        }
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        assert!(view.known_on().is_ok() && view.settled_until().is_ok() && view.findings().is_ok());
        drop(view);
        registry.snapshot().unwrap();
        assert!(is_in_order(&registry));
        let file = dir.join("one.backup");
        backup(&data, &file, &BackupOptions::default()).unwrap();
        record(&registry, erased("x1").on("1900-01-02")).unwrap();
        drop(registry);
        restore(&[file], &data, true).unwrap();
        let registry = opened(&data);
        assert!(is_in_order(&registry));
        assert_eq!(shown(&registry, "x1"), NameShown::Erased);
    });
}

#[test]
fn a_registry_works_under_any_clock() {
    for clock in ["1969-07-20T20:17:40Z", "1901-12-13T20:45:52Z", "9999-12-30T21:59:59Z", "-009999-01-02T01:59:59Z"] {
        let dir = tempfile::tempdir().unwrap();
        everything_at(dir.path(), clock);
    }
}

/// In the last second of the calendar a commit was written that nobody could read.
#[test]
fn nothing_is_recorded_at_the_end_of_the_calendar() {
    for clock in [instant("9999-12-30T22:00:00Z"), Timestamp::MAX] {
        let dir = tempfile::tempdir().unwrap();
        let registry = Registry::create(&dir.path().join("data")).unwrap();
        for trusts in [false, true] {
            if trusts {
                registry.trust_clock();
            }
            let refused = at(clock, || record(&registry, counted(1)).unwrap_err());
            assert!(matches!(refused, Error::ClockAtTheEnd { now } if now == clock), "{refused:?}");
        }
        assert_eq!(registry.head().unwrap(), Position(0));
        at(instant("2020-07-01T00:00:00Z"), || fill(&registry));
        assert!(is_in_order(&registry));
    }
}

/// A log takes no time of recording that it could not read back, whoever asks.
#[test]
fn a_log_takes_no_time_that_it_could_not_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    let commit = NewCommit { recorded_at: Timestamp::MAX, ..commit(1, 2) };
    let refused = log.append(Position(0), std::slice::from_ref(&commit)).unwrap_err();
    assert!(matches!(refused, LogError::Event { .. }), "{refused:?}");
    assert!(log.stage().unwrap().unwrap().push(&commit).is_err());
    log.append(Position(0), &[self::commit(1, 2)]).unwrap();
    assert_eq!(log.verify().unwrap().events, 2);
}

/// What a library says instead of the system's clock, where it is loaded before the others.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *time) {
    const char *says = getenv("JICENG_TEST_CLOCK");
    long failed = syscall(SYS_clock_gettime, id, time);
    if (!failed && says && id == CLOCK_REALTIME) { time->tv_sec = atoll(says); time->tv_nsec = 0; }
    return (int)failed;
}
"#;

const OPENS: &str = "exchange::clocks::in_a_child_the_systems_clock_is_wrong";

/// Everything that opens a store, under a clock of the system that somebody else has set.
#[test]
fn in_a_child_the_systems_clock_is_wrong() {
    let Some(dir) = child::directory() else { return };
    let data = dir.join("data");
    let before_1970 = |error: Error| assert!(matches!(error, Error::Log(LogError::ClockBefore1970)), "{error:?}");
    let backup_refused = |error: BackupError| match error {
        BackupError::Log(LogError::ClockBefore1970) => {}
        BackupError::Registry(error) => before_1970(error),
        error => panic!("{error:?}"),
    };
    before_1970(Registry::open(&data).err().unwrap());
    before_1970(Registry::create(&dir.join("new")).err().unwrap());
    before_1970(rescue(&data, &dir.join("rescued"), false, &KeySource::Inside).err().unwrap());
    backup_refused(restore(&[dir.join("one.backup")], &dir.join("back"), false).err().unwrap());
    backup_refused(cut(&data, &dir.join("cut"), Position(1), &CutOptions::default()).err().unwrap());
}

/// sled panics under a clock before 1970; the store of a sound registry was set aside for it.
#[cfg(target_os = "linux")]
#[test]
fn a_system_clock_before_1970_is_refused_before_a_store_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (source, library) = (dir.path().join("clock.c"), dir.path().join("clock.so"));
    fs::write(&source, CLOCK).unwrap();
    let words = ["-shared", "-fPIC", "-o", library.to_str().unwrap(), source.to_str().unwrap()];
    if !child::succeeds("cc", &words) {
        return child::skip("there is no C compiler");
    }
    let data = of_2020(dir.path());
    backup(&data, &dir.path().join("one.backup"), &BackupOptions::default()).unwrap();
    let before = contents(&data);
    for clock in ["-1", "-2147483648"] {
        let mut child = child::running(OPENS, dir.path(), &[]);
        child.env("LD_PRELOAD", &library).env("JICENG_TEST_CLOCK", clock);
        let answer = child.output().unwrap();
        assert!(answer.status.success(), "{clock}: {}", String::from_utf8_lossy(&answer.stderr));
        assert_eq!(contents(&data), before, "{clock}");
    }
    for made in ["rescued", "back", "cut"] {
        assert!(!dir.path().join(made).exists(), "{made}");
    }
    assert!(is_in_order(&opened(&data)));
}

fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
    files(dir).into_iter().map(read).collect()
}

/// A registry of 2020 with a name.
fn of_2020(dir: &Path) -> PathBuf {
    let data = dir.join("data");
    at(instant("2020-06-30T08:00:00Z"), || {
        let registry = Registry::create(&data).unwrap();
        fill(&registry);
        record(&registry, person_named("x1", "示例一")).unwrap();
        record(&registry, person_named("x2", "示例二")).unwrap();
    });
    data
}

#[test]
fn a_clock_far_ahead_is_refused_unless_it_is_said_to_be_right() {
    let dir = tempfile::tempdir().unwrap();
    let data = of_2020(dir.path());
    let registry = opened(&data);
    let head = registry.head().unwrap();
    for (clock, is_taken) in
        [("2030-07-01T08:00:00Z", false), ("2999-01-01T00:00:00Z", false), ("2030-06-29T08:00:00Z", true)]
    {
        at(instant(clock), || {
            let recorded = record(&registry, counted(9));
            let refused = matches!(recorded, Err(Error::ClockFarAhead { now, .. }) if now == instant(clock));
            assert_eq!((refused, recorded.is_ok()), (!is_taken, is_taken), "{clock}");
            let row = line_of(&counted(9), None);
            let import = Import { recorder: Some(text("示例")), ..Import::default() };
            let imported = import.run(&registry, &mut row.as_bytes(), &mut |_, _| {});
            assert_eq!(imported.is_ok_and(|report| report.bad.is_empty()), is_taken, "{clock}");
            // It is read as ever.
            assert!(registry.view(Question::default()).is_ok());
        });
    }
    assert_eq!(registry.head().unwrap(), head.plus(1));
    registry.trust_clock();
    at(instant("2050-01-01T00:00:00Z"), || record(&registry, counted(10)).unwrap());
    // It jumps back: by some minutes, and by more.
    let receipt = at(instant("2049-12-31T23:55:00Z"), || record(&registry, counted(11)).unwrap());
    assert_eq!(receipt.recorded_at, instant("2050-01-01T00:00:00Z"));
    let refused = at(instant("2049-12-31T23:45:00Z"), || record(&registry, counted(12)).unwrap_err());
    assert!(matches!(refused, Error::ClockBehind { .. }), "{refused}");
    assert!(is_in_order(&registry));
}

/// What was recorded far ahead, and under it names, corrections and disputes, comes back under a
/// clock that is right.
#[test]
fn what_was_recorded_far_ahead_comes_back_as_rows() {
    let dir = tempfile::tempdir().unwrap();
    let data = of_2020(dir.path());
    let registry = opened(&data);
    let first = at(instant("2020-07-01T00:00:00Z"), || record(&registry, counted(1)).unwrap());
    let cut_at = registry.head().unwrap();
    let event = |receipt: &jiceng_core::Receipt| jiceng_core::domain::EventId { commit: receipt.commit, index: 0 };
    at(instant("2029-01-01T00:00:00Z"), || {
        record(&registry, correction_of(event(&first), counted(2))).unwrap();
        record(&registry, person_named("x3", "示例三")).unwrap();
        record(&registry, person_named("x4", "示例四")).unwrap();
        record(&registry, erased("x4").on("2020-06-01")).unwrap();
        record(&registry, erased("x2").on("2020-06-01")).unwrap();
        // Many wishes in one commit, and others that name what is in it.
        let rows = [3, 4, 5].map(|n| line_of(&population(COMMUNITY, n).on(&format!("2020-0{n}-01")), None)).concat();
        let import = Import { recorder: Some(text("示例")), ..Import::default() };
        import.run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
        let head = registry.head().unwrap().0;
        let named = |back: u64| {
            let view = registry.view(Question::default()).unwrap().locked().unwrap();
            let entry = view.entry(Position(head - back)).unwrap().unwrap();
            entry.recorded.id
        };
        let (one, other, third) = (named(1), named(2), named(3));
        record(&registry, retraction_of(one)).unwrap();
        record(&registry, correction_of(other, population(COMMUNITY, 40).on("2020-04-02"))).unwrap();
        record(&registry, disagreement_with(third, population(COMMUNITY, 30).on("2020-03-01"))).unwrap();
    });
    let people = |registry: &Registry, day: &str| {
        let view = registry.view(Question::on(day.parse().unwrap())).unwrap().locked().unwrap();
        let place = view.find(&text(COMMUNITY)).unwrap();
        view.coverage_of(place).unwrap().unwrap().population
    };
    let days = ["2020-03-15", "2020-04-15", "2020-05-15", "2020-12-31"];
    let before = days.map(|day| people(&registry, day));
    drop(registry);
    let to = dir.path().join("new");
    let made = at(instant("2021-08-01T00:00:00Z"), || cut(&data, &to, cut_at, &CutOptions::default()).unwrap());
    assert_eq!((made.head, made.forgotten.clone(), made.unreadable.clone()), (cut_at, vec![text("x2")], vec![]));
    let (file, _) = made.rows.unwrap();
    let rows = fs::read_to_string(&file).unwrap();
    assert!(rows.contains("示例三") && !rows.contains("示例四"));
    let registry = opened(&to);
    assert_eq!([shown(&registry, "x1"), shown(&registry, "x2")], [NameShown::Name("示例一".into()), NameShown::Erased]);
    at(instant("2021-08-01T00:00:00Z"), || {
        let report = Import::default().run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
        // The erasure of somebody who is in no row any more, and that which is done already.
        let bad: Vec<u64> = report.bad.iter().map(|bad| bad.line).collect();
        assert!(bad.is_empty(), "{:?}", report.bad);
    });
    assert_eq!(days.map(|day| people(&registry, day)), before);
    assert_eq!(shown(&registry, "x3"), NameShown::Name("示例三".to_owned()));
    let held = registry.verify(&mut |_| {}).unwrap().names;
    assert_eq!((held.damaged, held.unopened()), (0, 0));
    assert_eq!(at(instant("2021-08-02T00:00:00Z"), || record(&registry, counted(50)).unwrap().events), 1);
}
