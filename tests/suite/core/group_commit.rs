//! Many writers at the same time: each is acknowledged only what is durable, and all decide on what
//! is there.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use jiceng_core::{NameShown, Question, Receipt, Registry};
use jiceng_testkit::make::{On as _, home, population, text};
use jiceng_testkit::world::{COMMUNITY, SITE};

use super::recorded::{fill, head, is_in_order, person_named, record};

const WRITERS: u32 = 16;
const EACH: u32 = 12;

fn count(writer: u32, n: u32) -> u32 {
    1000 + writer * EACH + n
}

#[test]
fn what_many_record_at_once_is_all_there_each_at_a_position_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(dir.path()).unwrap();
    fill(&registry);
    let before = head(&registry);
    let start = Barrier::new(WRITERS as usize);
    let receipts: Vec<Receipt> = thread::scope(|scope| {
        let write = |writer: u32| {
            let (registry, start) = (&registry, &start);
            scope.spawn(move || {
                start.wait();
                let one = |n| {
                    let receipt = record(registry, population(SITE, count(writer, n)).on("2020-06-01")).unwrap();
                    // Whoever has been told so finds it.
                    assert!(head(registry) > receipt.first.0);
                    receipt
                };
                (0..EACH).map(one).collect::<Vec<_>>()
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let positions: BTreeSet<u64> = receipts.iter().map(|receipt| receipt.first.0).collect();
    assert_eq!(positions, (before..before + u64::from(WRITERS * EACH)).collect());
    drop(registry);
    let registry = Registry::open(dir.path()).unwrap();
    assert_eq!(head(&registry), before + u64::from(WRITERS * EACH));
    assert!(is_in_order(&registry));
}

#[test]
fn of_many_who_wish_the_same_one_records_it_and_the_others_are_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(dir.path()).unwrap();
    fill(&registry);
    let start = Barrier::new(WRITERS as usize);
    let events: u64 = thread::scope(|scope| {
        let write = |_| {
            let (registry, start) = (&registry, &start);
            scope.spawn(move || {
                start.wait();
                record(registry, home(COMMUNITY).on("2020-06-01")).unwrap().events
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    assert_eq!(events, 1);
}

#[test]
fn names_that_many_register_at_once_can_all_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(dir.path()).unwrap();
    fill(&registry);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let registry = &registry;
            scope.spawn(move || {
                record(registry, person_named(&format!("G{writer}"), &format!("示例{writer}"))).unwrap();
            });
        }
    });
    drop(registry);
    let registry = Registry::open(dir.path()).unwrap();
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    for writer in 0..WRITERS {
        assert_eq!(view.person(&text(&format!("G{writer}"))).unwrap(), NameShown::Name(format!("示例{writer}")));
    }
}
