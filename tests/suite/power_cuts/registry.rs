//! A registry under power cuts: facts, names and their keys, and imports that are staged.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use jiceng_core::domain::PersonId;
use jiceng_core::{NameShown, Question, Registry};
use jiceng_exchange::Import;
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::*;

use super::MADE;
use super::image::{self, Disk};
use super::trace::Trace;
use crate::core::recorded::{fill, is_in_order, person_named, record};
use crate::log::child;

const WRITER: &str = "power_cuts::registry::in_a_child_names_are_recorded_and_erased";
const PERSONS: usize = 12;

fn person(n: usize) -> PersonId {
    text(&format!("cut{n}"))
}

fn name(n: usize) -> String {
    format!("示例名{n}")
}

/// The persons of whom this was said before a moment.
fn said(trace: &Trace, moment: usize, what: &str) -> BTreeSet<usize> {
    trace.said_before(moment).filter_map(|line| line.strip_prefix(what)?.trim().parse().ok()).collect()
}

fn holds_its_promises(trace: &Trace, moment: usize, dir: &Path) {
    let registry = Registry::open(dir).unwrap();
    assert!(is_in_order(&registry));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let shown = |n: usize| view.person(&person(n)).unwrap();
    let erasing = said(trace, moment, "erasing");
    for n in said(trace, moment, "named") {
        assert!(erasing.contains(&n) || shown(n) == NameShown::Name(name(n)), "{n}: {:?}", shown(n));
    }
    for n in said(trace, moment, "erased") {
        assert_eq!(shown(n), NameShown::Erased);
    }
    drop(view);
    record(&registry, person_named("after", "示例后来")).unwrap();
}

#[test]
fn whatever_a_power_cut_leaves_has_every_acknowledged_fact_and_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(WRITER, dir.path()) else { return };
    assert_eq!(said(&trace, trace.moments, "named").len(), PERSONS);
    let made = trace.when_said("made");
    let cases = ProptestConfig::default().cases.div_ceil(4);
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(moment in made + 1..=trace.moments, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        holds_its_promises(&trace, moment, &after.path().join(MADE));
    });
}

#[test]
fn in_a_child_names_are_recorded_and_erased() {
    let Some(dir) = child::directory() else { return };
    let registry = Registry::create(&dir).unwrap();
    say("made");
    fill(&registry);
    for n in 0..PERSONS {
        record(&registry, person_named(&format!("cut{n}"), &name(n))).unwrap();
        say(&format!("named {n}"));
        if n % 3 == 2 {
            say(&format!("erasing {}", n - 1));
            record(&registry, erased(&format!("cut{}", n - 1)).on("2020-06-01")).unwrap();
            say(&format!("erased {}", n - 1));
        }
        if n % 3 == 1 {
            registry.snapshot().unwrap();
        }
    }
    std::process::exit(0);
}

const IMPORTER: &str = "power_cuts::registry::in_a_child_files_are_imported";
const FILES: u32 = 4;
/// Rows of a file; each registers a person.
const ROWS: u32 = 25;

fn imported(file: u32, row: u32) -> PersonId {
    text(&format!("file{file}-{row}"))
}

fn rows(file: u32) -> String {
    let row = |row| {
        format!(
            r#"{{"command":"register_person","effective":"2019-01-01","recorder":"示例","person":"{}","name":"示例{file}之{row}"}}"#,
            imported(file, row)
        ) + "\n"
    };
    (0..ROWS).map(row).collect()
}

fn import(registry: &Registry, file: u32) {
    let how = Import { held_events_max: Some(3), ..Import::default() };
    let report = how.run(registry, &mut rows(file).as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
}

#[test]
fn whatever_a_power_cut_leaves_has_an_import_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(IMPORTER, dir.path()) else { return };
    let made = trace.when_said("made");
    let cases = ProptestConfig::default().cases.div_ceil(4);
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(moment in made + 1..=trace.moments, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        let registry = Registry::open(&after.path().join(MADE)).unwrap();
        prop_assert!(is_in_order(&registry));
        let acknowledged = said(&trace, moment, "imported");
        for file in 0..FILES {
            let view = registry.view(Question::default()).unwrap().locked().unwrap();
            let shown = |row| view.person(&imported(file, row)).unwrap();
            let named = (0..ROWS).filter(|row| shown(*row) == NameShown::Name(format!("示例{file}之{row}"))).count();
            let unknown = (0..ROWS).filter(|row| shown(*row) == NameShown::Unknown).count();
            let is_whole = named == ROWS as usize;
            prop_assert!(is_whole || unknown == ROWS as usize, "{file}: {named} named, {unknown} unknown");
            prop_assert!(is_whole || !acknowledged.contains(&(file as usize)), "{file} was acknowledged");
        }
        // What is not there can be imported again.
        import(&registry, FILES - 1);
        prop_assert!(is_in_order(&registry));
    });
}

#[test]
fn in_a_child_files_are_imported() {
    let Some(dir) = child::directory() else { return };
    let registry = Registry::create(&dir).unwrap();
    say("made");
    for file in 0..FILES {
        import(&registry, file);
        say(&format!("imported {file}"));
    }
    std::process::exit(0);
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
