//! Following the log.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use jiceng_core::Registry;
use jiceng_core::domain::Position;
use jiceng_testkit::make::{On as _, population};
use jiceng_testkit::world::SITE;

use super::recorded::{head, of_small_world, record};

/// Far longer than anything here takes; nobody waits so long unless something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn a_watch_reads_every_commit_once_from_where_it_is_told() {
    let registry = of_small_world();
    let end = head(&registry);
    let mut watch = registry.watch(Position(0));
    let mut seen = 0;
    while let Some(commit) = watch.next_within(Duration::ZERO).unwrap() {
        assert_eq!(commit.first.0, seen);
        seen += commit.facts.len() as u64;
        assert_eq!(watch.position().0, seen);
    }
    assert_eq!(seen, end);
    assert!(registry.watch(Position(end)).next_within(Duration::ZERO).unwrap().is_none());
}

/// One that is not woken finds the commit too, after an hour; so it is the wait that is watched
/// here.
#[test]
fn a_watch_that_waits_is_woken_by_another_thread() {
    let registry = Arc::new(of_small_world());
    let (tell, told) = mpsc::channel();
    let watching = Arc::clone(&registry);
    thread::spawn(move || {
        let mut watch = watching.watch(Position(head(&watching)));
        for _ in 0..3 {
            tell.send(None).unwrap();
            let commit = watch.next_within(Duration::from_hours(1)).unwrap();
            tell.send(commit).unwrap();
        }
    });
    for people in 0..3 {
        assert!(told.recv_timeout(PATIENCE).unwrap().is_none(), "it is about to wait");
        let receipt = record(&registry, population(SITE, people).on("2019-01-01")).unwrap();
        let commit = told.recv_timeout(PATIENCE).expect("it is woken").expect("a commit");
        assert_eq!((commit.id, commit.first), (receipt.commit, receipt.first));
    }
}

/// What is not recorded wakes nobody.
#[test]
fn a_batch_that_is_dropped_is_not_seen() {
    let registry = of_small_world();
    let mut watch = registry.watch(Position(head(&registry)));
    let mut batch = registry.batch().unwrap();
    batch.add(super::recorded::request(population(SITE, 1).on("2019-01-01"))).unwrap();
    drop(batch);
    assert!(watch.next_within(Duration::ZERO).unwrap().is_none());
}

#[test]
fn writers_on_many_threads_get_positions_of_their_own() {
    let registry: Registry = of_small_world();
    let first = head(&registry);
    let mut positions: Vec<u64> = thread::scope(|scope| {
        let writer = |n: u32| {
            let registry = &registry;
            move || {
                let counts = (0..10).map(|m| population(SITE, n * 100 + m).on(&format!("2019-01-{:02}", n + 1)));
                counts.map(|wish| record(registry, wish).unwrap().first.0).collect::<Vec<_>>()
            }
        };
        let writers: Vec<_> = (0..4).map(|n| scope.spawn(writer(n))).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    positions.sort_unstable();
    assert_eq!(positions, (first..first + 40).collect::<Vec<_>>());
    assert!(super::recorded::is_in_order(&registry));
}
