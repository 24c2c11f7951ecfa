//! The catalogue: kinds are data.

use jiceng_domain::AsOf;
use jiceng_domain::catalogue::{CatalogueList, KindNo};
use jiceng_domain::element::Standing;
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{given, given_nothing};
use jiceng_testkit::world::*;

#[test]
fn the_five_kinds_are_there_from_the_beginning() {
    let catalogue = given_nothing().recorder().facts.catalogue;
    let kinds: Vec<_> = catalogue.list(CatalogueList::ElementKind).map(|e| (e.code.as_str(), e.zh.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("womens_federation", "妇联组织"),
            ("womens_home", "妇女之家"),
            ("childrens_home", "儿童之家"),
            ("womens_council", "妇女议事会"),
            ("lecture_team", "“桂姐姐”宣讲队"),
        ]
    );
    assert_eq!(catalogue.list(CatalogueList::Programme).count(), 5);
    assert_eq!(catalogue.list(CatalogueList::InstitutionKind).count(), 3);
    for (number, entry) in (0..).map(KindNo).zip(catalogue.list(CatalogueList::ElementKind)) {
        assert_eq!(catalogue.kind(entry.code.as_str()), Some(number));
        assert_eq!(catalogue.kind_entry(number), Some(entry));
    }
}

#[test]
fn a_sixth_element_is_a_kind_that_was_added() {
    let sixth = || kind("elders_home", "老人之家", "elders' home").on("2020-01-01");
    let home = || element(SITE, "elders_home").on("2020-02-01");
    given(small_world()).when(home()).refused("unknown_catalogue_code");
    let facts = given(small_world()).and([sixth()]).when(home()).is_recorded().facts;
    let site = facts.places.find(&text(SITE), AsOf::on(day("2020-02-01"))).unwrap();
    let kind = facts.catalogue.kind("elders_home").unwrap();
    assert_eq!(facts.elements.standing(site, kind, AsOf::on(day("2020-02-01"))), Standing::Open);
    given(small_world()).and([sixth()]).when(sixth()).is_already_true();
}

#[test]
fn a_code_of_the_catalogue_keeps_its_names() {
    given_nothing().when(kind("womens_home", "妇女之家", "women's home").on("2020-01-01")).is_already_true();
    given_nothing()
        .when(kind("womens_home", "妇女活动中心", "women's home").on("2020-01-01"))
        .refused("catalogue_code_taken");
    given_nothing()
        .when(kind("womens_home", "妇女之家", "women's centre").on("2020-01-01"))
        .refused("catalogue_code_taken");
}

#[test]
fn the_same_code_may_stand_in_two_lists() {
    let mut programme = kind("womens_home", "五星妇女之家", "five-star women's home");
    programme.list = CatalogueList::Programme;
    given(small_world())
        .and([programme.on("2020-01-01")])
        .when(granted("d1", "womens_home", COMMUNITY).on("2020-02-01"))
        .is_recorded();
}

#[test]
fn there_are_at_most_256_element_kinds() {
    let kinds = |most: u32| (5..most).map(|n| kind(&format!("kind{n}"), "要素", "element").on("2020-01-01"));
    let full = given_nothing().and(kinds(256));
    assert_eq!(full.clone().recorder().facts.catalogue.kind("kind255"), Some(KindNo(255)));
    full.clone().when(kind("one_more", "要素", "element").on("2020-01-01")).refused("too_many_kinds");
    let mut programme = kind("one_more", "称号", "title");
    programme.list = CatalogueList::Programme;
    full.when(programme.on("2020-01-01")).is_recorded();
}

#[test]
fn an_entry_of_the_catalogue_stays() {
    let recorder = given_nothing().and([kind("elders_home", "老人之家", "elders' home").on("2020-01-01")]).recorder();
    let added = recorder.last_id();
    given_nothing()
        .and([kind("elders_home", "老人之家", "elders' home").on("2020-01-01")])
        .when(retraction_of(added))
        .refused("not_retractable");
}
