//! A registry whose process is killed at any moment: wishes of many at the same time, names,
//! erasures, imports, backups.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use std::{fs, thread};

use jiceng_core::{NameShown, Question, Registry, layout};
use jiceng_exchange::Import;
use jiceng_exchange::backup::{BackupOptions, backup, restore};
use jiceng_testkit::make::{On as _, erased, text};
use jiceng_testkit::world::COMMUNITY;
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config as ProptestConfig, RngAlgorithm, TestRng};

use super::recorded::{fill, id, is_in_order, person_named, record};
use crate::log::child;

const ROWS: u32 = 100;

/// 26 by default, 300 where 3,000 cases are asked for.
fn kills() -> u32 {
    ProptestConfig::default().cases.div_ceil(10)
}

fn person(run: u32, n: u32) -> String {
    format!("k{run}-{n}")
}

fn rows(run: u32, n: u32) -> String {
    let row = |i: u32| {
        let commit = id(import_id(run, n, i)).0;
        format!(
            r#"{{"commit":"{commit}","recorder":"示例","effective":"2019-01-01","command":"count_population","place":"{COMMUNITY}","people":{}}}"#,
            run * 1_000_000 + n * ROWS + i + 1
        ) + "\n"
    };
    (0..ROWS).map(row).collect()
}

fn import_id(run: u32, n: u32, row: u32) -> u128 {
    (u128::from(run) << 64) | (u128::from(n) << 32) | u128::from(row + 1)
}

/// What the child says it has done, and to which of its things.
type Said = (String, u32);

fn said(line: &str) -> Option<Said> {
    let (what, n) = line.strip_prefix("did ")?.split_once(' ')?;
    Some((what.to_owned(), n.parse().ok()?))
}

/// Whether an import is in the registry. It is never there in part.
fn imported(registry: &Registry, run: u32, n: u32) -> bool {
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let is_there = |row: &u32| {
        let event = jiceng_core::domain::EventId { commit: id(import_id(run, n, *row)), index: 0 };
        view.event(event).unwrap().is_some()
    };
    let found = (0..ROWS).filter(is_there).count();
    assert!(found == 0 || found == ROWS as usize, "{found} of {ROWS} rows");
    found > 0
}

/// Every other one is too long for memory.
fn import(registry: &Registry, run: u32, n: u32) {
    let how = Import { held_events_max: n.is_multiple_of(2).then_some(7), ..Import::default() };
    let report = how.run(registry, &mut rows(run, n).as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
}

/// The persons that others record at the same time have numbers of their own.
fn in_crowd(run: u32, n: u32) -> String {
    format!("c{run}-{n}")
}

fn shown_in_crowd(registry: &Registry, run: u32, n: u32) -> NameShown {
    registry.view(Question::default()).unwrap().locked().unwrap().person(&text(&in_crowd(run, n))).unwrap()
}

/// Records one person after another, with everybody else.
fn record_in_crowd(registry: &Registry, run: u32, thread: u32) {
    for n in (thread * 1_000_000).. {
        record(registry, person_named(&in_crowd(run, n), &format!("示例{run}之众{n}"))).unwrap();
        say("crowd", n);
    }
}

fn holds_its_promises(dir: &Path, run: u32, said: &[Said]) {
    let registry = Registry::open(&dir.join("data")).unwrap();
    assert!(is_in_order(&registry));
    let shown =
        |n: u32| registry.view(Question::default()).unwrap().locked().unwrap().person(&text(&person(run, n))).unwrap();
    let mut reached = 0;
    for n in said.iter().filter(|(what, _)| what == "crowd").map(|(_, n)| n) {
        assert_eq!(shown_in_crowd(&registry, run, *n), NameShown::Name(format!("示例{run}之众{n}")));
    }
    for (what, n) in said.iter().filter(|(what, _)| what != "crowd") {
        reached = *n;
        match what.as_str() {
            "name" => {
                let shown = shown(*n);
                let is_erasing = said.contains(&("erasing".to_owned(), *n)) && shown == NameShown::Erased;
                assert!(is_erasing || shown == NameShown::Name(format!("示例{run}之{n}")), "{n}: {shown:?}");
            }
            "erase" => assert_eq!(shown(*n), NameShown::Erased),
            "import" => assert!(imported(&registry, run, *n)),
            "backup" => assert!(dir.join(format!("{run}-{n}.backup")).exists()),
            _ => {}
        }
    }
    // The import that was under way is there or not; run again, it is.
    for n in reached..reached + 2 {
        imported(&registry, run, n);
        import(&registry, run, n);
        assert!(imported(&registry, run, n));
    }
    drop(registry);
    for n in 0..reached + 2 {
        let out = dir.join(format!("{run}-{n}.backup"));
        if out.exists() {
            let to = tempfile::tempdir().unwrap();
            let to = to.path().join("restored");
            restore(std::slice::from_ref(&out), &to, false).unwrap();
            assert!(is_in_order(&Registry::open(&to).unwrap()));
            fs::remove_file(out).unwrap();
        }
    }
}

#[test]
fn a_registry_whose_writer_is_killed_keeps_what_it_acknowledged() {
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for run in 1..=kills() {
        let dir = tempfile::tempdir().unwrap();
        fill(&Registry::create(&dir.path().join("data")).unwrap());
        fs::write(dir.path().join("run"), run.to_string()).unwrap();
        let mut child = child::running("core::kills::in_a_child_a_registry_is_written_to", dir.path(), &[]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut all: Vec<Said> = Vec::new();
        let wanted = 1 + random.next_u32() as usize % 60;
        all.extend(lines.by_ref().filter_map(|line| said(&line)).take(wanted));
        assert_eq!(all.len(), wanted, "the child goes on for ever");
        thread::sleep(Duration::from_micros(u64::from(random.next_u32() % 60_000)));
        child.kill().unwrap();
        all.extend(lines.filter_map(|line| said(&line)));
        child.wait().unwrap();
        holds_its_promises(dir.path(), run, &all);
    }
}

#[test]
fn in_a_child_a_registry_is_written_to() {
    let Some(dir) = child::directory() else { return };
    let run: u32 = fs::read_to_string(dir.join("run")).unwrap().parse().unwrap();
    let data = dir.join("data");
    let registry = Registry::open(&data).unwrap();
    assert!(layout::log_dir(&data).is_dir());
    let registry = &registry;
    thread::scope(|scope| {
        for thread in 1..=3 {
            scope.spawn(move || record_in_crowd(registry, run, thread));
        }
        write_to(registry, &dir, &data, run);
    });
}

fn write_to(registry: &Registry, dir: &Path, data: &Path, run: u32) {
    for n in 0.. {
        record(registry, person_named(&person(run, n), &format!("示例{run}之{n}"))).unwrap();
        say("name", n);
        if n % 2 == 1 {
            say("erasing", n);
            record(registry, erased(&person(run, n)).on("2020-06-01")).unwrap();
            say("erase", n);
        }
        import(registry, run, n);
        say("import", n);
        registry.snapshot().unwrap();
        say("snapshot", n);
        let out = dir.join(format!("{run}-{n}.backup"));
        backup(data, &out, &BackupOptions::default()).unwrap();
        say("backup", n);
    }
}

fn say(what: &str, n: u32) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\ndid {what} {n}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
