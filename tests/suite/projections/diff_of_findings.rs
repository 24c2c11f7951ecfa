//! Findings that open and close, each with its own facts and no others.

use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection, TargetSet};
use jiceng_domain::{AsOf, Position, Wish};
use jiceng_projections::causes::BothQuestions;
use jiceng_projections::diff::DiffChange;
use jiceng_projections::diff_of_findings::diff_of_findings;
use jiceng_projections::findings::FindingCode;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, COUNTY, FREE_CODE, SITE, small_world};
use jiff::civil::{Date, date};

use super::findings::{findings_at, projections};

const NEW_YEAR: Date = date(2020, 1, 1);
const MIDSUMMER: Date = date(2020, 6, 30);

/// The findings of a kind that opened (`+`) or closed (`-`) from new year to midsummer, by the
/// events behind them, and the events that made it so.
fn told(history: impl IntoIterator<Item = Wish>, code: FindingCode) -> Vec<(String, Vec<&'static str>)> {
    told_between([NEW_YEAR, MIDSUMMER], history, code)
}

/// The same between two other days.
fn told_between(
    days: [Date; 2],
    history: impl IntoIterator<Item = Wish>,
    code: FindingCode,
) -> Vec<(String, Vec<&'static str>)> {
    told_from_to(days.map(AsOf::on), history, code)
}

/// The same between two questions.
fn told_from_to(
    [from, to]: [AsOf; 2],
    history: impl IntoIterator<Item = Wish>,
    code: FindingCode,
) -> Vec<(String, Vec<&'static str>)> {
    let recorder = given(small_world()).and(history).recorder();
    let projections = projections(&recorder);
    let standard = Standard::five_ones_2020().unwrap();
    let [first, second] = [from, to].map(|as_of| findings_at(&projections, as_of, &standard));
    let effective = recorder.events.iter().map(|event| (event.position, event.fact.effective)).collect();
    let facts = &projections.facts;
    let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
    let name =
        |position: &jiceng_domain::Position| recorder.events[usize::try_from(position.0).unwrap()].fact.event.name();
    let found = diff_of_findings(&sides, &first, &second, &effective);
    let of_code = found.iter().filter_map(|difference| {
        let (sign, finding) = match &difference.change {
            DiffChange::FindingOpened { finding } => ('+', finding),
            DiffChange::FindingClosed { finding } => ('-', finding),
            other => panic!("{other:?}"),
        };
        let behind: Vec<&str> = finding.positions.iter().map(name).collect();
        let causes = difference.causes.iter().map(|cause| name(&cause.position)).collect();
        (finding.code == code).then(|| (format!("{sign}{}", behind.join(" ")), causes))
    });
    of_code.collect()
}

fn changes<const N: usize>(changes: [(&str, &[&'static str]); N]) -> Vec<(String, Vec<&'static str>)> {
    changes.into_iter().map(|(what, causes)| (what.to_owned(), causes.to_vec())).collect()
}

/// All were recorded long before; what else happened at the place is no cause.
#[test]
fn a_finding_about_a_fact_opens_when_that_fact_happens() {
    let history = [
        home(SITE).on("2020-02-01"),
        council(SITE).on("2020-03-01"),
        lecture_team(SITE).on("2019-06-01"),
        childrens_home(SITE).on("2020-07-01"),
    ];
    let expected =
        changes([("+element_established", &["element_established"]), ("+council_created", &["council_created"])]);
    assert_eq!(told(history, FindingCode::FactWithoutEvidence), expected);
}

/// Neither the element nor what was set is withdrawn: the target is.
#[test]
fn a_finding_that_a_target_asks_for_closes_with_the_target_and_opens_with_it() {
    let asked = || {
        let measure = Measure::PlacesInspected { kind: text("womens_home"), places: PlaceSelection::default() };
        TargetSet { measure, ..target("t1", COUNTY, 1) }
    };
    let built = || home(SITE).on("2018-01-01");
    let closed =
        told([built(), asked().on("2019-01-01"), target_withdrawn("t1").on("2020-03-01")], FindingCode::NotInspected);
    assert_eq!(closed, changes([("-element_established target_set", &["target_withdrawn"])]));
    let opened = told([built(), asked().on("2020-03-01")], FindingCode::NotInspected);
    assert_eq!(opened, changes([("+element_established target_set", &["target_set"])]));
}

/// A target that asks for inspections of some places leaves the others out: then what takes a place
/// out of its selection closes the finding.
#[test]
fn a_finding_that_a_target_asks_for_closes_with_what_takes_the_place_out_of_it() {
    let asked = |places: PlaceSelection| {
        let measure = Measure::PlacesInspected { kind: text("womens_home"), places };
        TargetSet { measure, ..target("t1", COUNTY, 1) }.on("2019-01-01")
    };
    let of_size = PlaceSelection { population_at_least: Some(800), ..PlaceSelection::default() };
    let counted = [
        asked(of_size),
        home(SITE).on("2019-02-01"),
        population(SITE, 900).on("2019-03-01"),
        population(SITE, 100).on("2020-03-01"),
    ];
    let found = told(counted, FindingCode::NotInspected);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains(&"population_counted"), "{found:?}");
    let designated = PlaceSelection { designated: Some(text("reform_demonstration")), ..PlaceSelection::default() };
    let revoked = [
        asked(designated),
        home(SITE).on("2019-02-01"),
        granted("d", "reform_demonstration", SITE).on("2019-03-01"),
        revoked("d").on("2020-03-01"),
    ];
    let found = told(revoked, FindingCode::NotInspected);
    assert_eq!(found.iter().map(|(_, causes)| causes.clone()).collect::<Vec<_>>(), [["designation_revoked"]]);
}

/// That a large site only shares does not hang on what became of the neighbour's home.
#[test]
fn what_does_not_bear_on_a_finding_is_no_cause_of_it() {
    let shared = |people| {
        [
            home(COMMUNITY).on("2018-01-01"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            population(SITE, people).on("2019-02-01"),
            suspended(COMMUNITY, "womens_home").on("2020-03-01"),
        ]
    };
    let large = shared(300).into_iter().chain([population(SITE, 900).on("2020-02-01")]);
    let opened = told(large, FindingCode::LargeSiteOnlyShares);
    assert_eq!(opened, changes([("+sharing_agreed population_counted", &["population_counted"])]));
    // What does bear on it is named: the suspension, of a sharing that was of use before.
    let unserved = told(shared(300), FindingCode::ProviderClosed);
    assert_eq!(unserved, changes([("+sharing_agreed element_suspended", &["element_suspended"])]));
}

/// A term runs out by itself, whatever the committee did in the meantime.
#[test]
fn what_a_committee_did_in_its_term_is_no_cause_of_its_end() {
    let history = [
        federation("f", COMMUNITY).on("2014-01-01"),
        committee("f", 1, &["p1", "p2"]).on("2017-03-01"),
        session("f", 1, 1, &[]).on("2020-02-01"),
        seat_vacated("f", 1, "p2").on("2020-02-01"),
    ];
    let ended = told(history, FindingCode::CommitteePastTerm);
    assert_eq!(ended, changes([("+executive_committee_elected", &["executive_committee_elected"])]));
}

#[test]
fn a_finding_closes_by_what_may_have_happened() {
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        sharing(SITE, COMMUNITY, &["womens_home"]).on("2018-06-01"),
        suspended(COMMUNITY, "womens_home").on("2019-01-01"),
        resumed(COMMUNITY, "womens_home").on("2020-H2"),
    ];
    let expected = changes([("-sharing_agreed element_suspended", &["element_resumed"])]);
    assert_eq!(told_between([MIDSUMMER, date(2020, 7, 1)], history, FindingCode::ProviderClosed), expected);
}

/// The neighbour that a place shared with was registered by mistake.
#[test]
fn a_sharing_loses_its_effect_by_what_took_the_provider_away() {
    let first = small_world().len() as u64;
    let history = [
        division(FREE_CODE, "示例新社区").on("2010-01-01"),
        home(FREE_CODE).on("2015-01-01"),
        sharing(SITE, FREE_CODE, &["womens_home"]).on("2018-01-01"),
        retraction_of(event_id(first + 1, 0)),
    ];
    let to = AsOf::on(MIDSUMMER);
    let from = to.known_before(Position(first + 3));
    let found = told_from_to([from, to], history, FindingCode::WithoutEffect);
    let taken: &[&str] = &["division_registered"];
    assert_eq!(found, changes([("+element_established", taken), ("+sharing_agreed", taken)]));
}
