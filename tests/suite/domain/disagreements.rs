//! Disagreeing sources: statements of one matter, and the precedence that says which of them
//! counts.

use jiceng_domain::catalogue::{WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, EventId, Facts, Position, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

/// The first event after the world.
fn first() -> EventId {
    event_id(small_world().len() as u64 + 1, 0)
}

/// The statement of the `n`-th commit after the world, from 1, which states the first event
/// otherwise.
fn rival(n: u64) -> EventId {
    event_id(small_world().len() as u64 + n, 1)
}

/// The ledger says that there were 900 people.
fn counted() -> Given {
    given(small_world()).and([by_evidence("ledger", population(SITE, 900).on("2018-06-30"))])
}

/// The minutes say 700.
fn minutes_say(people: u32) -> Wish {
    disagreement_with(first(), by_evidence("minutes", population(SITE, people).on("2018-06-30")))
}

fn people(facts: &Facts, as_of: AsOf) -> Option<u32> {
    facts.places.get(facts.places.find(&text(SITE), as_of).unwrap()).unwrap().population_on(as_of)
}

fn on(date: &str) -> AsOf {
    AsOf::on(day(date))
}

fn known(date: &str, position: u64) -> AsOf {
    on(date).known_before(Position(position))
}

#[test]
fn where_no_precedence_says_otherwise_the_fact_that_was_recorded_first_counts() {
    let recorder = counted().when(minutes_say(700)).is_recorded();
    assert_eq!(people(&recorder.facts, on("2019-01-01")), Some(900));
    let group = &recorder.facts.disagreements.groups()[0];
    let ranking = recorder.facts.disagreements.ranking(group, on("2019-01-01")).unwrap();
    assert!(!ranking.is_decided);
    assert_eq!((ranking.precedence, ranking.statements.len()), (None, 2));
    // Both are recorded, and each says what outranks it.
    let site = recorder.facts.places.find(&text(SITE), on("2019-01-01")).unwrap();
    let counts = recorder.facts.places.get(site).unwrap().timeline.all().filter(|e| e.change.people().is_some());
    let outranked: Vec<_> = counts.map(|e| (e.change.people().unwrap(), e.outranked(&on("2019-01-01")))).collect();
    let head = recorder.facts.head().0;
    assert_eq!(outranked, [(900, None), (700, Some(Position(head - 3)))]);
}

/// On a later day its registration is outranked by a statement that it was never registered then;
/// before, `find` did not find it on any day.
#[test]
fn a_site_is_found_by_its_name_on_the_days_on_which_its_registration_counts() {
    let registered = by_evidence("ledger", self::site("rongan-3", "示例", COUNTY).on("2018-03-01"));
    let denied = by_evidence("minutes", self::site("rongan-3", "示例", COUNTY).on("2019-03-01"));
    let history = [registered, disagreement_with(first(), denied), precedence(&["minutes"]).on("2018-09-01")];
    let facts = given(small_world()).and(history).recorder().facts;
    let site = |date: &str| facts.places.find(&text("rongan-3"), on(date));
    let is_open = |date: &str| site(date).is_some_and(|no| facts.places.get(no).unwrap().is_open(on(date)));
    assert!(is_open("2018-06-30") && !is_open("2018-12-31") && is_open("2019-03-01"));
    // Found on each day, as what is known is the same on each.
    assert!(site("2018-12-31").is_some());
}

#[test]
fn the_precedence_in_force_on_the_day_decides_as_it_was_known_then() {
    let recorder = counted()
        .and([
            minutes_say(700),
            precedence(&["minutes", "ledger"]).on("2019-01-01"),
            precedence(&["ledger", "minutes"]).on("2020-01-01"),
        ])
        .recorder();
    let (facts, head) = (&recorder.facts, recorder.facts.head().0);
    for (date, expected) in [("2018-12-31", 900), ("2019-01-01", 700), ("2019-12-31", 700), ("2020-01-01", 900)] {
        assert_eq!(people(facts, on(date)), Some(expected), "{date}");
    }
    // Before the second precedence was recorded, the first one held in 2020 too; before that, none.
    assert_eq!(people(facts, known("2020-06-01", head - 1)), Some(700));
    assert_eq!(people(facts, known("2020-06-01", head - 2)), Some(900));
    // Before the statement was recorded there was nothing to decide.
    assert_eq!(people(facts, known("2019-06-01", head - 4)), Some(900));
    let decided =
        |date: &str| facts.disagreements.ranking(&facts.disagreements.groups()[0], on(date)).unwrap().is_decided;
    assert_eq!(["2018-12-31", "2019-01-01"].map(decided), [false, true]);
}

#[test]
fn a_precedence_of_a_month_is_in_force_from_its_end_on() {
    let facts = counted().and([minutes_say(700), precedence(&["minutes"]).on("2019-02")]).recorder().facts;
    assert_eq!(["2019-02-27", "2019-02-28"].map(|date| people(&facts, on(date))), [Some(900), Some(700)]);
    let earliest = on("2019-02-27").reading(jiceng_domain::Reading::Earliest);
    assert_eq!(people(&facts, earliest), Some(900));
}

#[test]
fn of_two_precedences_of_one_day_the_later_one_decides_and_a_withdrawn_one_does_not() {
    let given = counted().and([
        minutes_say(700),
        precedence(&["ledger"]).on("2019-01-01"),
        precedence(&["minutes"]).on("2019-01-01"),
    ]);
    assert_eq!(people(&given.clone().recorder().facts, on("2019-01-01")), Some(700));
    let facts = given.clone().and_withdrawn().recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(900));
    assert_eq!(people(&facts, known("2019-01-01", facts.head().0 - 1)), Some(700));
    // An empty order prefers nothing, so the first fact counts again.
    let repealed = given.and([precedence(&[]).on("2019-06-01")]).recorder().facts;
    assert_eq!(["2019-05-31", "2019-06-01"].map(|date| people(&repealed, on(date))), [Some(700), Some(900)]);
}

#[test]
fn a_kind_that_the_precedence_does_not_name_comes_after_those_that_it_names() {
    let facts = counted().and([minutes_say(700), precedence(&["minutes"]).on("2018-01-01")]).recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(700));
    let facts = counted().and([minutes_say(700), precedence(&["oral"]).on("2018-01-01")]).recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(900));
}

#[test]
fn a_document_number_makes_a_document_of_evidence_that_says_no_kind() {
    let mut by_document = population(SITE, 700).on("2018-06-30");
    by_document.evidence =
        vec![jiceng_domain::Evidence { document: Some(text("柳妇〔2020〕7号")), ..Default::default() }];
    let facts = counted()
        .and([precedence(&["document", "ledger"]).on("2018-01-01"), disagreement_with(first(), by_document)])
        .recorder()
        .facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(700));
}

#[test]
fn withdrawing_one_statement_restores_the_other() {
    let given = counted().and([minutes_say(700), precedence(&["minutes"]).on("2018-01-01")]);
    let facts = given.clone().and([retraction_of(rival(2))]).recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(900));
    assert_eq!(people(&facts, known("2019-01-01", facts.head().0 - 1)), Some(700));
    assert_eq!(facts.disagreements.ranking(&facts.disagreements.groups()[0], on("2019-01-01")), None);
    let facts = given.and([retraction_of(first())]).recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(700));
}

#[test]
fn a_third_statement_joins_the_group_whichever_of_them_it_names() {
    for named in [first(), rival(2)] {
        let third = disagreement_with(named, by_evidence("document", population(SITE, 800).on("2018-06-30")));
        let given = counted().and([minutes_say(700), third]);
        let order = |order: &[&str]| given.clone().and([precedence(order).on("2018-01-01")]).recorder().facts;
        assert_eq!(people(&order(&["document", "minutes"]), on("2019-01-01")), Some(800));
        assert_eq!(people(&order(&["minutes", "document"]), on("2019-01-01")), Some(700));
        assert_eq!(people(&order(&["oral"]), on("2019-01-01")), Some(900));
        assert_eq!(order(&[]).disagreements.groups().len(), 1);
        // With the best one gone, the next best counts.
        let facts = given.clone().and([precedence(&["document", "minutes"]).on("2018-01-01")]);
        let facts = facts.and([retraction_of(rival(3))]).recorder().facts;
        assert_eq!(people(&facts, on("2019-01-01")), Some(700));
    }
}

#[test]
fn a_corrected_statement_stays_in_the_disagreement() {
    let given = counted().and([minutes_say(700), precedence(&["minutes"]).on("2018-01-01")]);
    let corrected = |people| correction_of(rival(2), by_evidence("minutes", population(SITE, people).on("2018-06-30")));
    let facts = given.clone().and([corrected(710)]).recorder().facts;
    assert_eq!(people(&facts, on("2019-01-01")), Some(710));
    assert_eq!(
        facts.disagreements.ranking(&facts.disagreements.groups()[0], on("2019-01-01")).unwrap().statements.len(),
        2
    );
    // The one that was recorded first stays the first when it is corrected.
    let undecided = counted().and([minutes_say(700)]);
    let first_corrected = correction_of(first(), by_evidence("ledger", population(SITE, 910).on("2018-06-30")));
    assert_eq!(people(&undecided.and([first_corrected]).recorder().facts, on("2019-01-01")), Some(910));
    // What agrees with the other statement is withdrawn, not corrected.
    given.when(corrected(900)).refused("bad_replacement");
}

#[test]
fn a_disagreement_is_about_facts_that_stand_and_says_something_else() {
    counted().when(minutes_say(900)).refused("same_statement");
    counted().and([minutes_say(700)]).when(minutes_say(700)).is_already_true();
    counted().and([retraction_of(first())]).when(minutes_say(700)).refused("already_withdrawn");
    let unknown = disagreement_with(event_id(999, 0), population(SITE, 700).on("2018-06-30"));
    counted().when(unknown).refused("unknown_event");
    let with_the_world = disagreement_with(event_id(5, 0), division_renamed(COMMUNITY, "甲").on("2018-06-30"));
    counted().when(with_the_world).refused("not_disputable");
    counted().when(disagreement_with(first(), erased("p1").on("2018-06-30"))).refused("not_disputable");
    let recorded = counted().and([population(SITE, 700).on("2018-06-30")]);
    recorded.when(minutes_say(700)).refused("stated_undisputed");
    let noted = counted().and([minutes_say(700)]);
    let announcement = event_id(small_world().len() as u64 + 2, 0);
    noted.clone().when(retraction_of(announcement)).refused("not_retractable");
    // The statement that is outranked is recorded all the same, and is not recorded twice.
    noted.when(by_evidence("minutes", population(SITE, 700).on("2018-06-30"))).is_already_true();
}

#[test]
fn a_kind_of_evidence_is_one_of_the_catalogue() {
    given(small_world()).when(by_evidence("hearsay", home(SITE).on("2018-01-01"))).refused("unknown_catalogue_code");
    given(small_world()).when(precedence(&["hearsay"]).on("2018-01-01")).refused("unknown_catalogue_code");
    given(small_world()).when(precedence(&["oral", "oral"]).on("2018-01-01")).refused("bad_list");
    let again = given(small_world()).and([precedence(&["oral"]).on("2018-01-01")]);
    again.when(precedence(&["oral"]).on("2018-01-01")).is_already_true();
}

#[test]
fn a_statement_must_be_possible_where_it_would_stand() {
    let opened = || given(small_world()).and([by_evidence("ledger", home(SITE).on("2018-01-01"))]);
    let other_day = |date: &str| disagreement_with(first(), by_evidence("document", home(SITE).on(date)));
    // It could not be beside the other, but it is not beside the other that it is tried.
    opened().when(other_day("2018-03-01")).is_recorded();
    let inspected = opened().and([inspected(SITE, WOMENS_HOME, true).on("2018-02-01")]);
    inspected.clone().when(other_day("2018-03-01")).is_recorded();
    // The site is of 2017.
    inspected.when(other_day("2016-03-01")).refused("place_not_open");
}

fn standing(facts: &Facts, place: &str, kind: &str, as_of: AsOf) -> Standing {
    let no = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.standing(no, facts.catalogue.kind(kind).unwrap(), as_of)
}

#[test]
fn a_statement_that_comes_to_count_stands_where_the_other_stood() {
    let mut named = home(SITE);
    named.name = Some(text("示例妇女之家"));
    let facts = given(small_world())
        .and([
            by_evidence("ledger", home(SITE).on("2018-01-01")),
            inspected(SITE, WOMENS_HOME, true).on("2018-01-01"),
            disagreement_with(first(), by_evidence("document", named.on("2018-01-01"))),
            precedence(&["document"]).on("2018-01-01"),
        ])
        .recorder()
        .facts;
    let no = facts.places.find(&text(SITE), on("2018-01-01")).unwrap();
    let kind = facts.catalogue.kind(WOMENS_HOME).unwrap();
    assert_eq!(facts.elements.last_inspection(no, kind, on("2018-01-01")), Some(true));
}

#[test]
fn two_documents_may_name_two_places() {
    let elsewhere = disagreement_with(first(), by_evidence("document", federation("f", COMMUNITY).on("2018-01-01")));
    let given = given(small_world()).and([
        by_evidence("ledger", federation("f", SITE).on("2018-01-01")),
        elsewhere,
        federation_dissolved("f").on("2020-01-01"),
        precedence(&["document"]).on("2019-01-01"),
    ]);
    let facts = given.recorder().facts;
    let at = |place, date| standing(&facts, place, WOMENS_FEDERATION, on(date));
    assert_eq!((at(SITE, "2018-06-01"), at(COMMUNITY, "2018-06-01")), (Standing::Open, Standing::Absent));
    assert_eq!((at(SITE, "2019-06-01"), at(COMMUNITY, "2019-06-01")), (Standing::Absent, Standing::Open));
    // It ended where it was, whichever place that is.
    assert_eq!((at(SITE, "2020-06-01"), at(COMMUNITY, "2020-06-01")), (Standing::Absent, Standing::Closed));
    let place = |date| facts.federations.iter().next().unwrap().1.place(on(date));
    assert_eq!(place("2018-06-01"), facts.places.find(&text(SITE), on("2018-06-01")));
    assert_eq!(place("2019-06-01"), facts.places.find(&text(COMMUNITY), on("2019-06-01")));
}

/// The end of a federation is taken to a place to which its founding is corrected; that it was
/// disputed was not.
#[test]
fn a_disputed_end_is_disputed_at_the_place_to_which_the_founding_is_corrected() {
    let later = by_evidence("minutes", federation_dissolved("f1").on("2019-06-01"));
    let commit = |n: u64| event_id(small_world().len() as u64 + n, 0);
    let facts = given(small_world())
        .and([
            precedence(&["minutes"]).on("2017-01-01"),
            federation("f1", COMMUNITY).on("2018-01-01"),
            federation_dissolved("f1").on("2019-01-01"),
            disagreement_with(commit(3), later),
            correction_of(commit(2), federation("f1", SECOND_COMMUNITY).on("2018-01-01")),
        ])
        .recorder()
        .facts;
    let place = facts.places.find(&text(SECOND_COMMUNITY), on("2019-01-01")).unwrap();
    let kind = facts.catalogue.kind(WOMENS_FEDERATION).unwrap();
    let standing = |date: &str| facts.elements.standing(place, kind, on(date));
    assert_eq!([standing("2019-03-01"), standing("2019-06-01")], [Standing::Open, Standing::Closed]);
}
