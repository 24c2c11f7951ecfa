//! Findings: for each kind the smallest history that shows it, and the nearest that does not.

use jiceng_domain::committee::{SeatFilled, SeatRole};
use jiceng_domain::element::Standing;
use jiceng_domain::evidence_role::EvidenceRole;
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::target::{Measure, PlaceSelection, TargetSet};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Evidence, Level, Position, Wish};
use jiceng_projections::findings::{DateOf, Finding, FindingCode, NumberOf, Severity, Value, findings};
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::{DivisionTree, Projections};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, event_id, original_of};
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::coverage::{number, only};

pub(super) const DAY: Date = date(2020, 6, 30);

/// What a recorder's log makes.
pub(crate) fn projections(recorder: &Recorder) -> Projections {
    let mut projections = Projections::default();
    for (recorded, day) in recorder.events.iter().zip(&recorder.days) {
        projections.evolve(recorded, *day, original_of(&recorder.events, &recorded.fact.event));
    }
    projections
}

/// All findings of a question.
pub(crate) fn findings_at(projections: &Projections, as_of: AsOf, standard: &Standard) -> Vec<Finding> {
    let tree = DivisionTree::on(&projections.facts, as_of);
    findings(MeasuredDay { facts: &projections.facts, as_of, standard, tree: &tree }, &projections.fact_register)
}

/// A history on top of the small world, and how it is judged.
#[derive(Clone)]
pub(super) struct Case {
    code: FindingCode,
    pub(super) standard: Standard,
    pub(super) recorder: Recorder,
}

impl Case {
    pub(super) fn of(code: &str, standard: &Standard, given: Given) -> Self {
        let code = FindingCode::parse(code).expect("a code");
        Self { code, standard: standard.clone(), recorder: given.recorder() }
    }

    /// What is found of the kind by what came after the world, its positions counted from there.
    pub(super) fn found(&self, as_of: AsOf) -> Vec<Finding> {
        let world = small_world().len() as u64;
        let mut found = findings_at(&projections(&self.recorder), as_of, &self.standard);
        found.retain(|f| f.code == self.code && f.positions.iter().any(|position| position.0 >= world));
        for position in found.iter_mut().flat_map(|finding| &mut finding.positions) {
            position.0 = position.0.checked_sub(world).unwrap_or(u64::MAX);
        }
        found
    }

    pub(super) fn on(&self, day: Date) -> Vec<Finding> {
        self.found(AsOf::on(day))
    }
}

/// The history shows the finding at the place from a day on: not before, not as known before its
/// last event was recorded, and not once that is withdrawn. The answer is the finding on the day.
#[track_caller]
pub(super) fn shows(code: &str, standard: &Standard, history: Vec<Wish>, place: &str, since: Date) -> Finding {
    let shown = Case::of(code, standard, given(small_world()).and(history.clone()));
    let of_place = number(&shown.recorder.facts, place);
    let [finding] = &shown.on(since)[..] else { panic!("{code} is not found once on {since}: {:?}", shown.on(since)) };
    assert_eq!(finding.place, Some(of_place), "the place of {code}");
    assert_eq!(shown.on(since - 1.day()), [], "{code} before it was so");
    let before_the_last = Position(shown.recorder.events.len() as u64 - 1);
    assert_eq!(shown.found(AsOf::on(since).known_before(before_the_last)), [], "{code} before it was known");
    let withdrawn = Case::of(code, standard, given(small_world()).and(history).and_withdrawn());
    assert_eq!(withdrawn.on(since), [], "{code} though it was withdrawn");
    let before_withdrawing = AsOf::on(since).known_before(Position(before_the_last.0 + 1));
    assert_eq!(withdrawn.found(before_withdrawing), std::slice::from_ref(finding), "{code} before it was withdrawn");
    finding.clone()
}

#[track_caller]
pub(super) fn shows_nothing(code: &str, standard: &Standard, history: Vec<Wish>, day: Date) {
    assert_eq!(Case::of(code, standard, given(small_world()).and(history)).on(day), []);
}

pub(super) fn positions(finding: &Finding) -> Vec<u64> {
    finding.positions.iter().map(|position| position.0).collect()
}

pub(super) fn five_ones() -> Standard {
    Standard::five_ones_2020().unwrap()
}

/// A standard that says nothing of terms.
fn without_terms() -> Standard {
    Standard { terms: Vec::new(), ..five_ones() }
}

/// Committees of communities are in office for three years, until the law changes in 2019.
fn with_terms() -> Standard {
    let term = |from, years| TermOfOffice { level: Level::Community, from: text(from), years, source: text("示例") };
    Standard { terms: vec![term("2000-01-01", 3), term("2019-01-01", 5)], ..five_ones() }
}

fn with_inspection() -> Standard {
    only("womens_home", |requirement| requirement.must_pass_inspection = true)
}

fn sites_need(need: Need) -> Standard {
    only("womens_home", |requirement: &mut Requirement| requirement.sites = need)
}

/// A report of a day.
fn dated(day: &str) -> Evidence {
    Evidence { dated: Some(text(day)), title: Some(text("上半年工作总结")), ..document("柳妇〔2020〕7号") }
}

fn chair(person: &str) -> SeatFilled {
    SeatFilled { role: SeatRole::Chair, ..seat_filled("f", 1, person) }
}

#[test]
fn a_council_certainly_older_than_its_federation() {
    let older = || vec![federation("f", COMMUNITY).on("2018-03-08"), council(COMMUNITY).on("2018-03-07")];
    let code = "council_before_federation";
    // Until the federation is founded, there is none at all.
    let alone = shows(code, &five_ones(), older(), COMMUNITY, date(2018, 3, 7));
    assert_eq!((positions(&alone), alone.date_of(DateOf::Founded)), (vec![1], None));
    let case = Case::of(code, &five_ones(), given(small_world()).and(older()));
    let [finding] = &case.on(DAY)[..] else { panic!("it is found once") };
    assert_eq!(positions(finding), [0, 1]);
    assert_eq!(finding.federation, Some(text("f")));
    assert_eq!(finding.date_of(DateOf::Council), Some(text("2018-03-07")));
    assert_eq!(finding.date_of(DateOf::Founded), Some(text("2018-03-08")));

    for (federation_on, council_on) in [
        ("2018-03-08", "2018-03-08"),
        // Not certain: both may have been the same day, or the other way round.
        ("2018-03-08", "2018-03"),
        ("2018", "2018-06-01"),
        ("2018-03", "2018-H1"),
    ] {
        let history = vec![federation("f", COMMUNITY).on(federation_on), council(COMMUNITY).on(council_on)];
        shows_nothing(code, &five_ones(), history, DAY);
    }
    shows(code, &five_ones(), vec![council(COMMUNITY).on("2018")], COMMUNITY, date(2018, 12, 31));
    let suspended = [older(), vec![suspended(COMMUNITY, "womens_council").on("2020-06-30")]].concat();
    shows_nothing(code, &five_ones(), suspended, DAY);
    let again = vec![
        council(COMMUNITY).on("2018-03-07"),
        federation("f", COMMUNITY).on("2018-03-08"),
        closed(COMMUNITY, "womens_council").on("2018-04-01"),
        council(COMMUNITY).on("2018-05-01"),
    ];
    shows_nothing(code, &five_ones(), again, DAY);
    let renewed = vec![
        federation("f", COMMUNITY).on("2018-03-01"),
        council(COMMUNITY).on("2018-03-07"),
        federation_dissolved("f").on("2019-01-01"),
        federation("g", COMMUNITY).on("2019-02-01"),
    ];
    let case = Case::of(code, &five_ones(), given(small_world()).and(renewed));
    assert_eq!(case.on(date(2018, 12, 31)), []);
    assert_eq!(case.on(date(2019, 1, 31))[0].federation, None);
    assert_eq!(case.on(DAY)[0].federation, Some(text("g")));
}

#[test]
fn a_committee_past_its_term() {
    let elected =
        |day: &str| vec![federation("f", COMMUNITY).on("2017-03-08"), committee("f", 1, &PERSONS[..2]).on(day)];
    let code = "committee_past_term";
    let finding = shows(code, &with_terms(), elected("2017-06-30"), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.federation.clone()), (vec![1], Some(text("f"))));
    assert_eq!(finding.date_of(DateOf::TermEnded), Some(text("2020-06-30")));
    assert_eq!(finding.number_of(NumberOf::TermYears), Some(3));
    shows_nothing(code, &with_terms(), elected("2017-07-01"), DAY);
    shows_nothing(code, &with_terms(), elected("2017-H2"), DAY); // by the last day that it can mean
    shows_nothing(code, &without_terms(), elected("2017-06-30"), DAY);
    let again = [elected("2017-06-30"), vec![committee("f", 2, &PERSONS[..2]).on("2020-06-30")]].concat();
    shows_nothing(code, &with_terms(), again, DAY);
    let dissolved = [elected("2017-06-30"), vec![federation_dissolved("f").on("2020-06-30")]].concat();
    shows_nothing(code, &with_terms(), dissolved, DAY);
    let under_the_new_law = [elected("2017-06-30"), vec![committee("f", 2, &PERSONS[..2]).on("2019-01-01")]].concat();
    shows_nothing(code, &with_terms(), under_the_new_law.clone(), date(2023, 12, 31));
    let case = Case::of(code, &with_terms(), given(small_world()).and(under_the_new_law));
    assert_eq!(case.on(date(2024, 1, 1)).iter().map(positions).collect::<Vec<_>>(), [[2]]);
    // A requirement may have a term of its own for what it asks.
    let of_requirement = only("womens_federation", |requirement| requirement.committee_term_years = Some(3));
    let of_requirement = Standard { terms: Vec::new(), ..of_requirement };
    shows(code, &of_requirement, elected("2017-06-30"), COMMUNITY, DAY);
    // The standard says nothing of the federation of a county.
    let of_county = vec![federation("f", COUNTY).on("2017-03-08"), committee("f", 1, &PERSONS[..2]).on("2017-06-30")];
    shows_nothing(code, &with_terms(), of_county, DAY);
}

#[test]
fn a_federation_that_never_had_a_committee() {
    let code = "committee_never_elected";
    let finding = shows(code, &with_terms(), vec![federation("f", COMMUNITY).on("2019-06-29")], COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.date_of(DateOf::Founded)), (vec![0], Some(text("2019-06-29"))));
    shows_nothing(code, &with_terms(), vec![federation("f", COMMUNITY).on("2019-06-30")], DAY);
    shows_nothing(code, &with_terms(), vec![federation("f", COMMUNITY).on("2019")], DAY);
    shows_nothing(code, &without_terms(), vec![federation("f", COMMUNITY).on("2019-06-29")], DAY);
    let elected = vec![federation("f", COMMUNITY).on("2019-06-29"), committee("f", 1, &["p1"]).on("2020-06-30")];
    shows_nothing(code, &with_terms(), elected, DAY);
}

pub(super) fn in_office() -> Vec<Wish> {
    vec![federation("f", COMMUNITY).on("2018-03-08"), committee("f", 1, &["p1", "p2"]).on("2018-03-09")]
}

#[test]
fn a_committee_without_a_chair() {
    let code = "committee_without_chair";
    let left = || [in_office(), vec![seat_vacated("f", 1, "p1").on("2020-06-30")]].concat();
    let finding = shows(code, &five_ones(), left(), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.number_of(NumberOf::Seats)), (vec![1, 2], Some(1)));
    shows_nothing(code, &five_ones(), [in_office(), vec![seat_vacated("f", 1, "p2").on("2020-06-30")]].concat(), DAY);
    shows_nothing(code, &five_ones(), [left(), vec![chair("p3").on("2020-06-30")]].concat(), DAY);
    let again = [left(), vec![committee("f", 2, &["p4"]).on("2020-06-30")]].concat();
    shows_nothing(code, &five_ones(), again, DAY);
    // Without a committee there is no seat that could be empty.
    shows_nothing(code, &five_ones(), vec![federation("f", COMMUNITY).on("2018-03-08")], DAY);
}

#[test]
fn a_committee_with_two_chairs() {
    let code = "committee_with_two_chairs";
    let two = || [in_office(), vec![chair("p3").on("2020-06-30")]].concat();
    let finding = shows(code, &five_ones(), two(), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.number_of(NumberOf::Chairs)), (vec![1, 2], Some(2)));
    assert_eq!(finding.code.severity(), Severity::Serious);
    shows_nothing(code, &five_ones(), [in_office(), vec![seat_filled("f", 1, "p3").on("2020-06-30")]].concat(), DAY);
    shows_nothing(code, &five_ones(), [two(), vec![seat_vacated("f", 1, "p1").on("2020-06-30")]].concat(), DAY);
}

#[test]
fn a_large_site_that_only_shares() {
    let code = "large_site_only_shares";
    let shares = |people| {
        vec![
            home(COMMUNITY).on("2018-03-08"),
            population(SITE, people).on("2019-12-31"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30"),
        ]
    };
    let finding = shows(code, &five_ones(), shares(800), SITE, DAY);
    assert_eq!((positions(&finding), finding.number_of(NumberOf::OwnFrom)), (vec![1, 2], Some(800)));
    shows_nothing(code, &five_ones(), shares(799), DAY);
    shows_nothing(code, &sites_need(Need::OwnOrShared), shares(800), DAY);
    shows_nothing(code, &sites_need(Need::NotRequired), shares(800), DAY);
    shows_nothing(code, &five_ones(), [shares(800), vec![home(SITE).on("2020-06-30")]].concat(), DAY);
    let ended = sharing_ended(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30");
    shows_nothing(code, &five_ones(), [shares(800), vec![ended]].concat(), DAY);
    // Never counted, it is not known to be so large; unless every site needs its own.
    let uncounted =
        || vec![home(COMMUNITY).on("2018-03-08"), sharing(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30")];
    shows_nothing(code, &five_ones(), uncounted(), DAY);
    let finding = shows(code, &sites_need(Need::Own), uncounted(), SITE, DAY);
    assert_eq!((positions(&finding), finding.number_of(NumberOf::OwnFrom)), (vec![1], None));
    let suspended = vec![home(SITE).on("2018-03-08"), suspended(SITE, "womens_home").on("2018-03-09")];
    shows(code, &five_ones(), [suspended, shares(800)].concat(), SITE, DAY);
}

#[test]
fn a_provider_that_closed_while_others_shared_it() {
    let code = "provider_closed";
    let shared = || vec![home(COMMUNITY).on("2018-03-08"), sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-03-08")];
    let and = |last: Wish| [shared(), vec![last]].concat();
    let finding = shows(code, &five_ones(), and(closed(COMMUNITY, "womens_home").on("2020-06-30")), SITE, DAY);
    assert_eq!(positions(&finding), [1, 2]);
    assert_eq!(finding.values, [Value::Element(Standing::Closed)]);
    assert_eq!(finding.date_of(DateOf::Ended), Some(text("2020-06-30")));
    let finding = shows(code, &five_ones(), and(suspended(COMMUNITY, "womens_home").on("2020-06-30")), SITE, DAY);
    assert_eq!(finding.values, [Value::Element(Standing::Suspended)]);
    let finding = shows(code, &five_ones(), and(division_abolished(COMMUNITY).on("2020-06-30")), SITE, DAY);
    assert_eq!((positions(&finding), &finding.values[..]), (vec![1, 2], &[Value::PlaceEnded][..]));
    // What it was to use was never there: its establishment is withdrawn.
    let established = event_id(small_world().len() as u64 + 1, 0);
    let withdrawn = Case::of(code, &five_ones(), given(small_world()).and(shared()).and([retraction_of(established)]));
    let [finding] = &withdrawn.on(DAY)[..] else { panic!("it is found once") };
    assert_eq!((positions(finding), finding.date_of(DateOf::Ended)), (vec![1], None));
    assert_eq!(finding.values, [Value::Element(Standing::Absent)]);

    shows_nothing(code, &five_ones(), shared(), DAY);
    let of_another_kind =
        [childrens_home(COMMUNITY).on("2018-03-08"), closed(COMMUNITY, "childrens_home").on("2019-01-01")];
    shows_nothing(code, &five_ones(), [shared(), of_another_kind.to_vec()].concat(), DAY);
    let ended = [
        sharing_ended(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30"),
        closed(COMMUNITY, "womens_home").on("2020-06-30"),
    ];
    shows_nothing(code, &five_ones(), [shared(), ended.to_vec()].concat(), DAY);
    let user_closed = [closed(COMMUNITY, "womens_home").on("2020-06-29"), site_closed(SITE).on("2020-06-30")];
    shows_nothing(code, &five_ones(), [shared(), user_closed.to_vec()].concat(), DAY);
}

#[test]
fn a_site_whose_people_were_never_counted() {
    let code = "population_never_counted";
    let registered = || vec![site("third", "示例三安置点", COUNTY).on("2020-06-30")];
    let finding = shows(code, &five_ones(), registered(), "third", DAY);
    assert_eq!(positions(&finding), [0]);
    shows_nothing(code, &five_ones(), [registered(), vec![population("third", 5).on("2020-06-30")]].concat(), DAY);
    shows_nothing(code, &sites_need(Need::OwnOrShared), registered(), DAY);
    shows_nothing(code, &five_ones(), [registered(), vec![site_closed("third").on("2020-06-30")]].concat(), DAY);
}

#[test]
fn a_count_of_people_older_than_a_year() {
    let code = "population_outdated";
    let finding = shows(code, &five_ones(), vec![population(SITE, 500).on("2019-06-29")], SITE, DAY);
    assert_eq!((positions(&finding), finding.number_of(NumberOf::People)), (vec![0], Some(500)));
    shows_nothing(code, &five_ones(), vec![population(SITE, 500).on("2019-06-30")], DAY);
    shows_nothing(code, &five_ones(), vec![population(SITE, 500).on("2019-H2")], DAY);
    shows_nothing(code, &sites_need(Need::Own), vec![population(SITE, 500).on("2019-06-29")], DAY);
    let again = vec![population(SITE, 500).on("2019-06-29"), population(SITE, 500).on("2020-01-01")];
    shows_nothing(code, &five_ones(), again, DAY);
    // A community is not asked about its people.
    shows_nothing(code, &five_ones(), vec![population(COMMUNITY, 500).on("2018-01-01")], DAY);
}

#[test]
fn an_element_never_inspected_though_the_standard_asks_for_it() {
    let code = "not_inspected";
    let finding = shows(code, &with_inspection(), vec![home(COMMUNITY).on("2020-06-30")], COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.target.clone()), (vec![0], None));
    shows_nothing(code, &five_ones(), vec![home(COMMUNITY).on("2020-06-30")], DAY);
    let inspected_as =
        |passed| vec![home(COMMUNITY).on("2020-06-01"), inspected(COMMUNITY, "womens_home", passed).on("2020-06-30")];
    shows_nothing(code, &with_inspection(), inspected_as(true), DAY);
    shows_nothing(code, &with_inspection(), inspected_as(false), DAY);
    shows_nothing(code, &with_inspection(), vec![childrens_home(COMMUNITY).on("2020-06-30")], DAY);
    let mut of_sites = with_inspection();
    of_sites.requirements[0].communities = Need::NotRequired;
    shows_nothing(code, &of_sites, vec![home(COMMUNITY).on("2020-06-30")], DAY);
    let again = vec![closed(COMMUNITY, "womens_home").on("2020-06-30"), home(COMMUNITY).on("2020-07-01")];
    let again = [inspected_as(true), again].concat();
    shows(code, &with_inspection(), again, COMMUNITY, date(2020, 7, 1));
}

#[test]
fn an_element_never_inspected_though_a_target_asks_for_it() {
    let code = "not_inspected";
    let inspection_of = |places: PlaceSelection, scope: &str| {
        let measure = Measure::PlacesInspected { kind: text("womens_home"), places };
        TargetSet { measure, ..target("t", scope, 1) }
    };
    let history = |target: TargetSet| {
        vec![home(SITE).on("2019-01-01"), population(SITE, 800).on("2019-01-01"), target.on("2020-06-30")]
    };
    let large = || PlaceSelection { population_at_least: Some(800), ..PlaceSelection::default() };
    let finding = shows(code, &five_ones(), history(inspection_of(large(), COUNTY)), SITE, DAY);
    assert_eq!((positions(&finding), finding.target.clone()), (vec![0, 2], Some(text("t"))));
    assert_eq!(finding.date_of(DateOf::Due), Some(text("2020-12-31")));
    let larger = PlaceSelection { population_at_least: Some(801), ..PlaceSelection::default() };
    shows_nothing(code, &five_ones(), history(inspection_of(larger, COUNTY)), DAY);
    shows_nothing(code, &five_ones(), history(inspection_of(large(), SECOND_COUNTY)), DAY);
    shows_nothing(code, &five_ones(), history(target("t", COUNTY, 1)), DAY);
    let and = |last: Wish| [history(inspection_of(large(), COUNTY)), vec![last]].concat();
    shows_nothing(code, &five_ones(), and(target_withdrawn("t").on("2020-06-30")), DAY);
    shows_nothing(code, &five_ones(), and(inspected(SITE, "womens_home", true).on("2020-06-30")), DAY);
    // The standard and a target that ask for the same make one finding.
    let both = Case::of(code, &with_inspection(), given(small_world()).and(history(inspection_of(large(), COUNTY))));
    assert_eq!(both.on(DAY).len(), 1);
}

#[test]
fn an_element_found_below_its_building_standard() {
    let code = "below_standard";
    let failed = || vec![home(COMMUNITY).on("2019-06-01"), inspected(COMMUNITY, "womens_home", false).on("2020-06-30")];
    let finding = shows(code, &five_ones(), failed(), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.date_of(DateOf::Inspected)), (vec![0, 1], Some(text("2020-06-30"))));
    let and = |last: Wish| [failed(), vec![last]].concat();
    shows_nothing(
        code,
        &five_ones(),
        and(inspected(COMMUNITY, "womens_home", true).on("2020-07-01")),
        date(2020, 7, 1),
    );
    shows_nothing(code, &five_ones(), and(closed(COMMUNITY, "womens_home").on("2020-06-30")), DAY);
    let again = [closed(COMMUNITY, "womens_home").on("2020-06-30"), home(COMMUNITY).on("2020-07-01")];
    shows_nothing(code, &five_ones(), [failed(), again.to_vec()].concat(), date(2020, 7, 1));
}

#[test]
fn a_fact_without_evidence() {
    let code = "fact_without_evidence";
    let finding = shows(code, &five_ones(), vec![home(COMMUNITY).on("2020-06-30")], COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.event), (vec![0], Some("element_established")));
    let resting = by(document("柳妇〔2020〕7号"), home(COMMUNITY).on("2020-06-30"));
    shows_nothing(code, &five_ones(), vec![resting], DAY);
    // It is about the place that shares; a person is at no place.
    let shared = vec![
        by(document("柳妇〔2020〕7号"), home(COMMUNITY).on("2020-06-01")),
        sharing(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30"),
    ];
    shows(code, &five_ones(), shared, SITE, DAY);
    let seated = [in_office(), vec![seat_filled("f", 1, "p3").on("2020-06-30")]].concat();
    let case = Case::of(code, &five_ones(), given(small_world()).and(seated).and([person("p9").on("2020-06-30")]));
    let community = number(&case.recorder.facts, COMMUNITY);
    assert_eq!(case.on(DAY).iter().filter(|f| f.place == Some(community)).count(), 3);
    assert_eq!(case.on(DAY).iter().filter(|f| f.place.is_none()).count(), 1);
}

#[test]
fn a_fact_recorded_more_than_180_days_late() {
    let code = "recorded_late";
    let recorded = |history: Vec<Wish>| given(small_world()).recorded_on(date(2020, 12, 31)).and(history);
    let on = |day: &str| Case::of(code, &five_ones(), recorded(vec![home(COMMUNITY).on(day)])).on(date(2020, 12, 31));
    let [finding] = &on("2020-07-03")[..] else { panic!("it is found once") };
    assert_eq!((positions(finding), finding.number_of(NumberOf::DaysLate)), (vec![0], Some(181)));
    assert_eq!(finding.date_of(DateOf::Recorded), Some(text("2020-12-31")));
    assert_eq!(on("2020-07-04"), []);
    assert_eq!(on("2020-06").len(), 1);
    assert_eq!(on("2020-07"), []); // by the last day that it can mean
    shows(code, &five_ones(), vec![home(COMMUNITY).on("2020-06-30")], COMMUNITY, DAY);

    // What takes the place of a withdrawn fact was not recorded late, nor is the retraction; what
    // comes after, is.
    let corrected = recorded(vec![by(document("柳妇〔2020〕7号"), home(COMMUNITY).on("2020-08-01"))])
        .when_corrected(home(COMMUNITY).on("2019-03-08"))
        .is_recorded();
    let case = |recorder| Case { code: FindingCode::RecordedLate, standard: five_ones(), recorder };
    assert_eq!(case(corrected.clone()).on(date(2020, 12, 31)), []);
    let mut after = corrected;
    after.record(&council(COMMUNITY).on("2019-03-08")).unwrap();
    assert_eq!(case(after).on(date(2020, 12, 31)).len(), 1);
}

#[test]
fn a_document_that_claims_what_was_still_to_come() {
    let code = "claimed_before";
    let created = |effective: &str, on_paper: &str| vec![by(dated(on_paper), council(COMMUNITY).on(effective))];
    let finding = shows(code, &five_ones(), created("2020-06-30", "2020-06-22"), COMMUNITY, date(2020, 6, 22));
    assert_eq!((positions(&finding), finding.date_of(DateOf::Dated)), (vec![0], Some(text("2020-06-22"))));
    shows_nothing(code, &five_ones(), created("2020-06-30", "2020-06-30"), DAY);
    shows_nothing(code, &five_ones(), created("2020-06", "2020-06-01"), DAY);
    shows_nothing(code, &five_ones(), vec![by(document("柳妇〔2020〕7号"), council(COMMUNITY).on("2020-06-30"))], DAY);
    // One of two papers is enough.
    let mut two = council(COMMUNITY).on("2020-06-30");
    two.evidence = vec![dated("2020-06-30"), dated("2020-06-29")];
    shows(code, &five_ones(), vec![two], COMMUNITY, date(2020, 6, 29));
    // An approval comes before, and so does an order; of a paper whose role nobody knows, nobody
    // can say that it claims anything.
    for role in EvidenceRole::ALL {
        let paper = Evidence { role: Some(role), ..dated("2020-06-22") };
        let history = vec![by(paper, council(COMMUNITY).on("2020-06-30"))];
        match role {
            EvidenceRole::Reports => drop(shows(code, &five_ones(), history, COMMUNITY, date(2020, 6, 22))),
            EvidenceRole::Approves | EvidenceRole::Orders | EvidenceRole::Records => {
                shows_nothing(code, &five_ones(), history, DAY);
            }
        }
    }
    for paper in [
        Evidence { title: None, ..dated("2020-06-22") },
        Evidence { title: None, document: Some(text("国函〔2016〕55号")), ..dated("2020-06-22") },
    ] {
        shows_nothing(code, &five_ones(), vec![by(paper, council(COMMUNITY).on("2020-06-30"))], DAY);
    }
    // A plan speaks of the future by nature.
    for plan in [
        target("t", COUNTY, 1).on("2020-06-30"),
        issue("r", COMMUNITY).on("2020-06-30"),
        standard("strict", &["womens_home"]).on("2020-06-30"),
    ] {
        shows_nothing(code, &five_ones(), vec![by(dated("2020-06-22"), plan)], DAY);
    }
}

#[test]
fn sources_that_state_one_matter_differently() {
    let code = "sources_disagree";
    let first = event_id(small_world().len() as u64 + 1, 0);
    let statement =
        |people, on: &str| disagreement_with(first, by_evidence("minutes", population(SITE, people).on(on)));
    let two = |on: &str| vec![population(SITE, 500).on("2020-06-30"), statement(501, on)];
    // Its beginning is the day on which the first of the statements had happened.
    let finding = shows(code, &five_ones(), two("2020-07-15"), SITE, DAY);
    assert_eq!((positions(&finding), finding.event), (vec![0, 2], Some("population_counted")));
    assert_eq!(finding.values.len(), 1);
    assert!(matches!(finding.values[0], Value::Undecided(_)), "{finding:?}");
    let decided = [two("2020-06-30"), vec![precedence(&["minutes"]).on("2020-06-30")]].concat();
    let decided = Case::of(code, &five_ones(), given(small_world()).and(decided)).on(DAY);
    assert!(matches!(decided[0].values[0], Value::Prevails(_)), "{decided:?}");
    // It is found once, whatever of it is a contradiction of one day besides.
    let both = Case::of("contradiction", &five_ones(), given(small_world()).and(two("2020-06-30"))).on(DAY);
    assert_eq!(both, []);
    let third = [two("2020-06-30"), vec![statement(502, "2020-06-30")]].concat();
    let third = Case::of(code, &five_ones(), given(small_world()).and(third)).on(DAY);
    assert_eq!((third.len(), positions(&third[0])), (1, vec![0, 2, 4]));
}

#[test]
fn two_facts_of_one_day_that_contradict_each_other() {
    let code = "contradiction";
    let two = |first: Wish, second: Wish| vec![first, second];
    let people = |on: &str| two(population(SITE, 500).on(on), population(SITE, 501).on(on));
    let finding = shows(code, &five_ones(), people("2020-06-30"), SITE, DAY);
    assert_eq!((positions(&finding), finding.event), (vec![0, 1], Some("population_counted")));
    assert_eq!(finding.values, [Value::People(500), Value::People(501)]);
    shows_nothing(code, &five_ones(), people("2020-06"), DAY);
    shows_nothing(
        code,
        &five_ones(),
        two(population(SITE, 500).on("2020-06-29"), population(SITE, 501).on("2020-06-30")),
        DAY,
    );
    shows_nothing(
        code,
        &five_ones(),
        two(population(SITE, 500).on("2020-06-30"), population(SECOND_SITE, 501).on("2020-06-30")),
        DAY,
    );

    let inspections =
        |second: Wish| vec![home(SITE).on("2019-01-01"), inspected(SITE, "womens_home", true).on("2020-06-30"), second];
    let finding =
        shows(code, &five_ones(), inspections(inspected(SITE, "womens_home", false).on("2020-06-30")), SITE, DAY);
    assert_eq!((positions(&finding), finding.kind.is_some()), (vec![1, 2], true));
    shows_nothing(code, &five_ones(), inspections(inspected(SITE, "womens_home", false).on("2020-06-29")), DAY);
    let of_another_kind =
        [childrens_home(SITE).on("2019-01-01"), inspected(SITE, "childrens_home", false).on("2020-06-30")];
    let history = [inspections(of_another_kind[0].clone()), vec![of_another_kind[1].clone()]].concat();
    shows_nothing(code, &five_ones(), history, DAY);

    let names = two(site_renamed(SITE, "甲安置点").on("2020-06-30"), site_renamed(SITE, "乙安置点").on("2020-06-30"));
    let finding = shows(code, &five_ones(), names, SITE, DAY);
    assert_eq!(finding.values, [Value::Name(text("甲安置点")), Value::Name(text("乙安置点"))]);
    let founded =
        two(federation("f", COMMUNITY).on("2020-06-30"), federation_renamed("f", "和平妇联").on("2020-06-30"));
    let finding = shows(code, &five_ones(), founded, COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.federation.clone()), (vec![0, 1], Some(text("f"))));

    // All facts of the day make one finding.
    let three = [people("2020-06-30"), vec![population(SITE, 502).on("2020-06-30")]].concat();
    let case = Case::of(code, &five_ones(), given(small_world()).and(three));
    assert_eq!(case.on(DAY).iter().map(positions).collect::<Vec<_>>(), [[0, 1, 2]]);
    // And it is the same finding as before the third was known.
    let before = case.found(AsOf::on(DAY).known_before(Position(case.recorder.events.len() as u64 - 1)));
    assert_eq!(before.iter().map(positions).collect::<Vec<_>>(), [[0, 1]]);
    assert_eq!(before[0].key(), case.on(DAY)[0].key());
}

#[test]
fn findings_come_the_serious_first_and_each_is_known_again_by_its_key() {
    let history = vec![
        home(COMMUNITY).on("2018-03-08"),
        population(SITE, 900).on("2019-01-01"),
        sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-03-08"),
        closed(COMMUNITY, "womens_home").on("2019-05-01"),
        council(SECOND_COMMUNITY).on("2019-06-01"),
    ];
    let projections = projections(&given(small_world()).and(history).recorder());
    let found = findings_at(&projections, AsOf::on(DAY), &five_ones());
    let severities: Vec<_> = found.iter().map(|finding| finding.code.severity()).collect();
    assert!(severities.is_sorted(), "{severities:?}");
    let mut keys: Vec<_> = found.iter().map(Finding::key).collect();
    assert!(keys.is_sorted());
    keys.dedup();
    assert_eq!(keys.len(), found.len(), "two findings have one key");
    assert!(found.iter().all(|finding| !finding.positions.is_empty()), "each has its facts");
}

#[test]
fn every_code_is_read_as_it_is_written() {
    for code in FindingCode::ALL {
        assert_eq!(FindingCode::parse(code.as_str()), Some(*code));
    }
    assert_eq!(FindingCode::parse("no_such"), None);
}
