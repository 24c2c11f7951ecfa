//! A request that is sent twice, as after a reply that was lost.

use jiceng_core::domain::{Evidence, Wish};
use jiceng_core::{Difference, Error, Registry};
use jiceng_testkit::make::{On as _, by, correction_of, home, population, text};
use jiceng_testkit::world::{COMMUNITY, SITE};

use super::recorded::{fill, head, id, identified, of_small_world, person_named};

fn paper(title: &str) -> Evidence {
    Evidence { title: Some(text(title)), ..Evidence::default() }
}

/// How a commit with this identity and another body is refused.
fn differences(registry: &Registry, n: u128, wish: Wish) -> Vec<(String, String, String)> {
    let before = head(registry);
    let refused = registry.record(&identified(n, wish)).unwrap_err();
    assert_eq!(head(registry), before);
    let Error::CommitDiffers { commit, differences, .. } = refused else { panic!("{refused}") };
    assert_eq!(commit, id(n));
    differences.into_iter().map(|Difference { field, recorded, asked }| (field, recorded, asked)).collect()
}

fn fields(registry: &Registry, n: u128, wish: Wish) -> Vec<String> {
    differences(registry, n, wish).into_iter().map(|(field, _, _)| field).collect()
}

#[test]
fn the_same_request_again_is_answered_with_the_first_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(&dir.path().join("data")).unwrap();
    fill(&registry);
    let request = identified(1, by(paper("统计表"), population(SITE, 900).on("2019-06-30")));
    let first = registry.record(&request).unwrap();
    assert!(!first.repeated && first.events == 1 && first.commit == id(1));
    let after = head(&registry);
    let again = registry.record(&request).unwrap();
    assert!(again.repeated);
    assert_eq!(jiceng_core::Receipt { repeated: false, ..again.clone() }, first);

    drop(registry);
    let registry = Registry::open(&dir.path().join("data")).unwrap();
    assert_eq!(registry.record(&request).unwrap(), again);
    assert_eq!(head(&registry), after);
}

#[test]
fn another_request_under_the_same_identity_is_refused_and_says_what_differs() {
    let registry = of_small_world();
    let wish = || by(paper("统计表"), population(SITE, 900).on("2019-06-30"));
    registry.record(&identified(1, wish())).unwrap();
    let people = differences(&registry, 1, by(paper("统计表"), population(SITE, 901).on("2019-06-30")));
    assert_eq!(people, [("people".to_owned(), "900".to_owned(), "901".to_owned())]);
    assert_eq!(fields(&registry, 1, by(paper("统计表"), population(SITE, 900).on("2019-06"))), ["effective"]);
    assert_eq!(fields(&registry, 1, by(paper("名册"), population(SITE, 900).on("2019-06-30"))), ["evidence"]);
    assert_eq!(fields(&registry, 1, by(paper("统计表"), home(SITE).on("2019-06-30"))), ["event"]);
    let all = fields(&registry, 1, population(COMMUNITY, 5).on("2020"));
    assert_eq!(all, ["effective", "evidence", "people", "place"]);
    let event = jiceng_core::domain::EventId { commit: id(1), index: 0 };
    assert_eq!(fields(&registry, 1, correction_of(event, population(SITE, 9).on("2019-06-30"))), ["facts"]);
}

#[test]
fn within_a_batch_a_commit_is_recognized_before_it_is_in_the_log() {
    let registry = of_small_world();
    let mut batch = registry.batch().unwrap();
    let wish = || population(SITE, 900).on("2019-06-30");
    let first = batch.add(identified(1, wish())).unwrap();
    let again = batch.add(identified(1, wish())).unwrap();
    assert!(again.repeated && again.first == first.first && batch.events() == 1);
    let other = batch.add(identified(1, population(SITE, 1).on("2019-06-30"))).unwrap_err();
    assert!(matches!(other, Error::CommitDiffers { .. }), "{other}");
    batch.commit().unwrap();
    assert!(registry.record(&identified(1, wish())).unwrap().repeated);
}

/// A name is sealed under a new nonce each time; it is the names that are compared.
#[test]
fn names_are_compared_although_they_are_sealed_afresh() {
    let registry = of_small_world();
    registry.record(&identified(1, person_named("p9", "示例甲"))).unwrap();
    let after = head(&registry);
    assert!(registry.record(&identified(1, person_named("p9", "示例甲"))).unwrap().repeated);
    assert_eq!(registry.record(&identified(2, person_named("p9", "示例甲"))).unwrap().events, 0);
    assert_eq!(head(&registry), after);

    let other = differences(&registry, 1, person_named("p9", "示例乙"));
    assert_eq!(other, [("name".to_owned(), "…".to_owned(), "…".to_owned())]);
    let refused = registry.record(&identified(3, person_named("p9", "示例乙"))).unwrap_err();
    assert!(matches!(&refused, Error::Refused(refusal) if refusal.code() == "person_exists"), "{refused}");
}
