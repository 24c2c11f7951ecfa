//! How long it takes to fold the Liuzhou history, from events in memory to the projections.
//!
//! `cargo bench -p jiceng-benches`
#![allow(clippy::expect_used, reason = "a bench that cannot prepare its data must stop")]

use std::fs::File;
use std::io::BufReader;
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use jiceng_core::domain::tracked::Undo as _;
use jiceng_core::domain::{Position, Recorded};
use jiceng_core::projections::Projections;
use jiceng_core::{Registry, china_day};
use jiceng_exchange::Import;
use jiceng_testkit::fixtures::fixture;
use jiff::civil::Date;

fn main() {
    divan::main();
}

#[divan::bench]
fn fold_liuzhou(bencher: Bencher<'_, '_>) {
    let events = liuzhou();
    bencher.counter(ItemsCount::new(events.len())).bench(|| {
        let mut projections = Projections::default();
        for (event, recorded_on, original) in &events {
            projections.evolve(event, *recorded_on, original.as_ref());
        }
        projections
    });
}

/// The same in a batch: what is changed is remembered, and then kept or taken back.
#[divan::bench(args = [true, false])]
fn fold_liuzhou_remembering(bencher: Bencher<'_, '_>, is_kept: bool) {
    let events = liuzhou();
    bencher.counter(ItemsCount::new(events.len())).bench(|| {
        let mut projections = Projections::default();
        projections.begin();
        for (event, recorded_on, original) in &events {
            projections.evolve(event, *recorded_on, original.as_ref());
        }
        if is_kept {
            projections.keep();
        } else {
            projections.undo();
        }
        projections
    });
}

/// One event at a time on top of all others, taken back again: what a dry run costs does not grow
/// with the registry.
#[divan::bench(args = [10, 1])]
fn try_one_event_on_a_part(bencher: Bencher<'_, '_>, part: usize) {
    let mut events = liuzhou();
    events.truncate(events.len() / part);
    let (event, recorded_on, original) = events.pop().expect("the fixture has events");
    let mut projections = Projections::default();
    for (event, recorded_on, original) in &events {
        projections.evolve(event, *recorded_on, original.as_ref());
    }
    bencher.bench_local(|| {
        projections.begin();
        projections.evolve(&event, recorded_on, original.as_ref());
        projections.undo();
    });
}

/// The events of the fixture, each with the day on which it was recorded and the one that it
/// withdraws.
fn liuzhou() -> Vec<(Recorded, Date, Option<Recorded>)> {
    let registry = Registry::in_memory();
    let file = File::open(fixture("liuzhou-2020/history.jsonl")).expect("the fixture is there");
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let report = import.run(&registry, &mut BufReader::new(file), &mut |_, _| {}).expect("the import runs");
    assert!(report.bad.is_empty(), "every row is good");
    let mut events: Vec<(Recorded, Date, Option<Recorded>)> = Vec::new();
    let mut watch = registry.watch(Position(0));
    while let Some(commit) = watch.next_within(Duration::ZERO).expect("the log is read") {
        let recorded_on = china_day(commit.recorded_at);
        for event in commit.recorded() {
            let mut original = None;
            if let Some(id) = event.fact.event.original() {
                original = events.iter().map(|(e, ..)| e).find(|e| e.id == id).cloned();
            }
            events.push((event, recorded_on, original));
        }
    }
    events
}
