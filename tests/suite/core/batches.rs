//! Batches: together or not at all.

use jiceng_core::domain::Position;
use jiceng_core::domain::catalogue::WOMENS_HOME;
use jiceng_core::domain::steps::taken;
use jiceng_core::log::LogError;
use jiceng_core::{Error, Question, Registry};
use jiceng_testkit::make::{On as _, council, day, home, lecture_team, population, suspended, text};
use jiceng_testkit::world::{COMMUNITY, SECOND_COMMUNITY, SECOND_SITE, SITE};

use super::recorded::{head, identified, is_in_order, of_small_world, record, request};

/// What the registry answers.
fn answers(registry: &Registry) -> String {
    let view = registry.view(Question::on(day("2020-12-31"))).unwrap().locked().unwrap();
    let site = view.find(&text(SITE)).unwrap();
    format!("{:?} {:?} {:?}", view.as_of(), view.coverage().unwrap(), view.history(site).unwrap())
}

#[test]
fn a_batch_that_is_dropped_leaves_the_registry_as_it_was_and_usable() {
    let registry = of_small_world();
    let before = answers(&registry);
    {
        let mut batch = registry.batch().unwrap();
        for wish in [home(SITE).on("2019-01-01"), population(SITE, 900).on("2019-01-01")] {
            assert_eq!(batch.add(request(wish)).unwrap().events, 1);
        }
        assert_eq!(batch.events(), 2);
    }
    assert_eq!(answers(&registry), before);
    assert!(is_in_order(&registry));
    // What the dropped batch wished can still be recorded: it is not taken for true already.
    let receipt = record(&registry, home(SITE).on("2019-01-01")).unwrap();
    assert_eq!((receipt.events, receipt.first), (1, Position(head(&registry) - 1)));
    assert!(is_in_order(&registry));
}

#[test]
fn a_wish_is_decided_on_top_of_those_before_it_and_a_refusal_leaves_the_batch_as_it_was() {
    let registry = of_small_world();
    let first = head(&registry);
    let mut batch = registry.batch().unwrap();
    let early = batch.add(request(suspended(SITE, WOMENS_HOME).on("2019-02-01"))).unwrap_err();
    assert!(matches!(&early, Error::Refused(refusal) if refusal.code() == "element_not_open"), "{early}");
    batch.add(request(home(SITE).on("2019-01-01"))).unwrap();
    batch.add(request(suspended(SITE, WOMENS_HOME).on("2019-02-01"))).unwrap();
    let twice = batch.add(request(home(SITE).on("2019-03-01"))).unwrap_err();
    assert!(matches!(&twice, Error::Refused(refusal) if refusal.code() == "already_open"), "{twice}");
    assert_eq!(batch.add(request(home(SITE).on("2019-01-01"))).unwrap().events, 0);
    assert_eq!(batch.events(), 2);
    assert_eq!(batch.commit().unwrap(), Position(first + 2));
    assert_eq!(head(&registry), first + 2);
    assert!(is_in_order(&registry));
}

#[test]
fn wishes_of_a_sliced_batch_share_commits_and_those_with_an_identity_do_not() {
    let registry = of_small_world();
    let before = registry.verify(&mut |_| {}).unwrap().log.commits;
    let mut batch = registry.batch().unwrap().sliced("import");
    let counts = (0..1005).map(|n| request(population(SITE, n).on("2019-06-30")));
    let receipts: Vec<_> = counts.map(|request| batch.add(request).unwrap()).collect();
    let own = batch.add(identified(9, council(COMMUNITY).on("2019-01-02"))).unwrap();
    let after = batch.add(request(lecture_team(COMMUNITY).on("2019-01-03"))).unwrap();
    batch.commit().unwrap();
    assert_eq!(receipts[0].commit, receipts[999].commit);
    assert_ne!(receipts[999].commit, receipts[1000].commit);
    assert_ne!(own.commit, after.commit);
    assert_eq!(registry.verify(&mut |_| {}).unwrap().log.commits - before, 4);
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    for (index, receipt) in receipts.iter().enumerate() {
        let entry = view.entry(receipt.first).unwrap().unwrap();
        assert_eq!(entry.recorded.id.commit, receipt.commit);
        assert_eq!(entry.recorded.id.index as usize, index % 1000);
    }
}

/// A commit that the log does not take leaves nothing behind, neither in it nor in the answers.
#[test]
fn a_batch_that_the_log_refuses_leaves_the_registry_as_it_was() {
    let registry = of_small_world();
    let before = answers(&registry);
    let mut wish = home(SECOND_SITE).on("2019-01-01");
    let paper = |n: u32| jiceng_core::domain::Evidence {
        title: Some(text(&format!("{n}{}", "据".repeat(180)))),
        ..Default::default()
    };
    wish.evidence = (0..30_000).map(paper).collect(); // more than an event may hold
    let mut batch = registry.batch().unwrap();
    batch.add(request(council(SECOND_COMMUNITY).on("2019-01-01"))).unwrap();
    batch.add(request(wish)).unwrap();
    let refused = batch.commit().unwrap_err();
    assert!(matches!(refused, Error::Log(LogError::Event { .. })), "{refused}");
    assert_eq!(answers(&registry), before);
    assert!(is_in_order(&registry));
    assert_eq!(record(&registry, council(SECOND_COMMUNITY).on("2019-01-01")).unwrap().events, 1);
}

/// What recording one fact looks at after so many others were recorded, each in a batch of its own.
fn steps_after(others: u32) -> u64 {
    let registry = of_small_world();
    for n in 0..others {
        record(&registry, population(COMMUNITY, 100 + n).on("2018-01-01")).unwrap();
    }
    let before = taken().unwrap();
    record(&registry, home(SITE).on("2019-01-01")).unwrap();
    taken().unwrap() - before
}

/// What was committed is in the projections already: the next batch goes on from them, and folds
/// the log no second time.
#[test]
fn the_log_is_not_folded_again_after_a_commit() {
    if taken().is_none() {
        return crate::log::child::skip("steps are counted where debug assertions are on");
    }
    let (few, many) = (steps_after(1), steps_after(60));
    assert!(many <= few + 20, "{few} {many}");
}
