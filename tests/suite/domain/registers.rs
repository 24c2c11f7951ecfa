//! Designations, institutions, standards, targets and reform issues.

use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::designation::{DesignationGranted, DesignationState, Holder, HolderAt};
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::standard::{Need, Standard, StandardAdopted};
use jiceng_domain::target::{Measure, PlaceSelection, Possession, TargetState};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Level, Reading};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

const PROGRAMME: &str = "reform_demonstration";
const MEDIATION: &str = "marriage_mediation";

fn world() -> Given {
    given(small_world())
}

#[test]
fn a_designation_is_recommended_granted_and_revoked() {
    let given = world().and([recommended("d", PROGRAMME, COMMUNITY).on("2019-01-01")]);
    let facts = given
        .clone()
        .and([granted("d", PROGRAMME, COMMUNITY).on("2019-06-01")])
        .when(revoked("d").on("2020-01-01"))
        .is_recorded()
        .facts;
    let state = |on: &str| facts.designations.state_on::<DesignationState>(&text("d"), AsOf::on(day(on)));
    let place = facts.places.find(&text(COMMUNITY), AsOf::on(day("2019-01-01"))).unwrap();
    let held = (text(PROGRAMME), HolderAt::Place(place));
    assert_eq!(state("2018-12-31"), DesignationState::Unknown);
    assert_eq!(state("2019-05-31"), DesignationState::Recommended(held.0, held.1.clone()));
    assert_eq!(state("2019-12-31"), DesignationState::Held(text(PROGRAMME), held.1));
    assert_eq!(state("2020-01-01"), DesignationState::Revoked);
    given.clone().when(recommended("d", PROGRAMME, COMMUNITY).on("2019-01-01")).is_already_true();
    let given = given.and([granted("d", PROGRAMME, COMMUNITY).on("2019-06-01")]);
    given.clone().when(granted("d", PROGRAMME, COMMUNITY).on("2019-06-01")).is_already_true();
    let given = given.and([revoked("d").on("2020-01-01")]);
    given.when(revoked("d").on("2020-01-01")).is_already_true();
    // Nobody needs to have recommended it.
    world().when(granted("d", PROGRAMME, COMMUNITY).on("2019-06-01")).is_recorded();
}

#[test]
fn a_designation_granted_in_a_year_comes_after_its_recommendation_of_that_year() {
    // A fault once: the grant was ordered by the first day of the year, and refused.
    world()
        .and([recommended("d", PROGRAMME, COMMUNITY).on("2020-05-01")])
        .when(granted("d", PROGRAMME, COMMUNITY).on("2020"))
        .is_recorded();
}

/// It was said to be recorded «differently», although nothing differs.
#[test]
fn a_recommendation_after_the_grant_is_told_so() {
    let given = world().and([granted("d", PROGRAMME, COMMUNITY).on("2019-01-01")]);
    let said = "the designation d was granted before (see #last, 2019-01-01), and this recommendation only comes on 2019-06-01; \
                correct one of the dates, or take another identifier";
    given
        .clone()
        .when(recommended("d", PROGRAMME, COMMUNITY).on("2019-06-01"))
        .refused_saying("recommended_after_grant", said);
    // Before it, for somebody else, it is the grant that contradicts.
    given.when(recommended("d", PROGRAMME, SITE).on("2018-06-01")).refused("designation_clash");
}

/// It was granted in the first half-year, and so before it was revoked in January: a recommendation
/// of later in January was taken, and passed over.
#[test]
fn what_was_revoked_is_not_recommended_again_under_one_identifier() {
    let granted = granted("d", "star_parent_school", SITE).on("2019-H1");
    let given = world().and([granted, revoked("d").on("2019-01-02")]);
    given.when(recommended("d", "star_parent_school", SITE).on("2019-01-24")).refused("recommended_after_grant");
}

/// What is begun again is held against its beginning; its end was named.
#[test]
fn what_differs_is_the_beginning() {
    let given = world().and([
        institution("i", "marriage_mediation", COMMUNITY).on("2016-01-01"),
        institution_closed("i").on("2018-01-01"),
    ]);
    let said = "the institution i is recorded already, and differently (see #last-1, 2016-01-01); correct that, or take another identifier";
    given
        .when(institution("i", "marriage_mediation", COMMUNITY).on("2019-01-01"))
        .refused_saying("institution_exists", said);
}

#[test]
fn a_designation_is_of_one_programme_and_holder() {
    let given = world().and([recommended("d", PROGRAMME, COMMUNITY).on("2019-01-01")]);
    given.clone().when(recommended("d", PROGRAMME, SITE).on("2019-02-01")).refused("designation_exists");
    given.clone().when(granted("d", PROGRAMME, SITE).on("2019-02-01")).refused("designation_clash");
    given.clone().when(granted("d", "star_parent_school", COMMUNITY).on("2019-02-01")).refused("designation_clash");
    given.when(revoked("d").on("2019-02-01")).refused("designation_clash");
    world().when(revoked("d").on("2019-02-01")).refused("unknown_designation");
    world().when(granted("d", "no_such_programme", COMMUNITY).on("2019-02-01")).refused("unknown_catalogue_code");
    world().when(granted("d", PROGRAMME, "nowhere").on("2019-02-01")).refused("unknown_place");
}

#[test]
fn a_designation_is_held_by_a_place_an_institution_or_a_body() {
    let held = |holder: Holder| {
        let given = world().and([institution("i", MEDIATION, COUNTY).on("2018-01-01")]);
        let granted = DesignationGranted { designation: text("d"), programme: text(PROGRAMME), holder };
        given.when(granted.on("2019-01-01"))
    };
    held(Holder::Institution(text("i"))).is_recorded();
    held(Holder::Institution(text("x"))).refused("unknown_institution");
    held(Holder::Body { name: text("示例农场"), division: text(COUNTY) }).is_recorded();
    held(Holder::Body { name: text("示例农场"), division: text("450226") }).refused("unknown_place");
}

#[test]
fn an_institution_is_established_and_closed() {
    let established = || institution("i", MEDIATION, COUNTY).on("2018-01-01");
    let closed = || institution_closed("i").on("2019-01-01");
    let facts = world().and([established()]).when(closed()).is_recorded().facts;
    let state = |on: &str| facts.institutions.state_on::<InstitutionState>(&text("i"), AsOf::on(day(on)));
    assert!(matches!(state("2018-12-31"), InstitutionState::Open { kind, .. } if kind == text(MEDIATION)));
    assert_eq!(state("2019-01-01"), InstitutionState::Closed);
    let given = world().and([established()]);
    given.clone().when(established()).is_already_true();
    given.clone().when(institution("i", MEDIATION, SECOND_COUNTY).on("2018-01-01")).refused("institution_exists");
    given.clone().when(institution("i", MEDIATION, COUNTY).on("2019-01-01")).refused("institution_exists");
    given.clone().when(institution_closed("i").on("2017-12-31")).refused("institution_clash");
    given.clone().and([closed()]).when(closed()).is_already_true();
    given.and([closed()]).when(institution_closed("i").on("2020-01-01")).refused("institution_clash");
    world().when(closed()).refused("unknown_institution");
    world().when(institution("i", "no_such_kind", COUNTY).on("2018-01-01")).refused("unknown_catalogue_code");
    world().when(institution("i", MEDIATION, "nowhere").on("2018-01-01")).refused("unknown_place");
}

#[test]
fn the_standard_adopted_last_is_in_force() {
    let facts = world()
        .and([
            standard("old", &[WOMENS_HOME]).on("2018-01-01"),
            standard("new", &[WOMENS_HOME, CHILDRENS_HOME]).on("2020"),
        ])
        .when(standard_repealed("old").on("2020-06-30"))
        .is_recorded()
        .facts;
    let in_force = |as_of: AsOf| facts.standard_on(as_of).map(|standard| standard.id.to_string());
    assert_eq!(in_force(AsOf::on(day("2017-12-31"))), None);
    assert_eq!(in_force(AsOf::on(day("2020-06-29"))).as_deref(), Some("old"));
    assert_eq!(in_force(AsOf::on(day("2020-06-30"))), None);
    assert_eq!(in_force(AsOf::on(day("2020-06-30")).reading(Reading::Earliest)).as_deref(), Some("new"));
    assert_eq!(in_force(AsOf::on(day("2020-12-31"))).as_deref(), Some("new"));
}

#[test]
fn a_standard_reads_one_way_and_requires_something() {
    let adopted = || standard("s", &[WOMENS_HOME]).on("2018-01-01");
    world().when(adopted()).is_recorded();
    let given = world().and([adopted()]);
    given.clone().when(adopted()).is_already_true();
    given.clone().when(standard("s", &[CHILDRENS_HOME]).on("2018-01-01")).refused("standard_exists");
    given.clone().when(standard("s", &[WOMENS_HOME]).on("2019-01-01")).refused("standard_exists");
    world().when(standard("s", &[]).on("2018-01-01")).refused("standard_unusable");
    world().when(standard("s", &[WOMENS_HOME, WOMENS_HOME]).on("2018-01-01")).refused("standard_unusable");
    world().when(standard("s", &["no_such_kind"]).on("2018-01-01")).refused("unknown_catalogue_code");
    let repealed = || standard_repealed("s").on("2019-01-01");
    given.clone().and([repealed()]).when(repealed()).is_already_true();
    given.clone().and([repealed()]).when(standard_repealed("s").on("2020-01-01")).refused("standard_clash");
    given.when(standard_repealed("s").on("2017-01-01")).refused("standard_clash");
    world().when(repealed()).refused("unknown_standard");
}

#[test]
fn the_terms_of_a_standard_name_each_level_and_day_once_and_can_be_asked() {
    let term = |level, from: &str, years| TermOfOffice { level, from: day(from), years, source: text("示例") };
    let with = |in_term, terms: &[TermOfOffice]| {
        let mut adopted = standard("s", &[WOMENS_FEDERATION]);
        adopted.standard.requirements[0].committee_in_term = in_term;
        adopted.standard.terms = terms.to_vec();
        world().when(adopted.on("2019-01-01"))
    };
    let community = |from, years| term(Level::Community, from, years);
    with(true, &[community("2016-01-01", 3), community("2018-12-29", 5)]).is_recorded();
    with(false, &[term(Level::County, "2016-01-01", 5), community("2016-01-01", 5)]).is_recorded();
    with(false, &[community("2016-01-01", 3), community("2016-01-01", 5)]).refused("standard_terms_unusable");
    with(false, &[community("2016-01-01", 0)]).refused("standard_terms_unusable");
    with(true, &[term(Level::County, "2016-01-01", 5)]).refused("standard_terms_unusable");
}

#[test]
fn a_term_is_that_of_the_day_of_election_and_a_partial_date_gives_two_ends() {
    let term =
        |from: &str, years| TermOfOffice { level: Level::Community, from: day(from), years, source: text("示例") };
    let mut standard = standard("s", &[WOMENS_FEDERATION]).standard;
    standard.terms = vec![term("2018-12-29", 5), term("2000-01-01", 3), term("2022-06-01", 1)];
    let ends = |elected: &str| {
        let end = standard.term_end(Level::Community, text(elected))?;
        Some([end.earliest.to_string(), end.latest.to_string()])
    };
    let both = |day: &str| Some([day.to_owned(), day.to_owned()]);
    assert_eq!(ends("1999-12-31"), None);
    assert_eq!(ends("2000-01-01"), both("2003-01-01"));
    assert_eq!(ends("2018-12-28"), both("2021-12-28"));
    assert_eq!(ends("2018-12-29"), both("2023-12-29"));
    assert_eq!(ends("2016-02-29"), both("2019-02-28"));
    assert_eq!(ends("2017-05"), Some(["2020-05-01".to_owned(), "2020-05-31".to_owned()]));
    // The rule changed within the year: the end depends on which side of it the day lies.
    assert_eq!(ends("2018"), Some(["2021-01-01".to_owned(), "2023-12-31".to_owned()]));
    assert_eq!(ends("2022"), Some(["2023-06-01".to_owned(), "2027-05-31".to_owned()]));
    // Nothing is said where one of the days has no rule.
    assert_eq!(ends("1999"), None);
    assert_eq!(standard.term_end(Level::County, text("2019-01-01")), None);
}

#[test]
fn the_five_ones_of_2020_are_a_standard() {
    let standard = Standard::five_ones_2020().unwrap();
    assert_eq!(standard.requirements.len(), 5);
    assert_eq!(standard.requirements[0].kind.as_str(), WOMENS_FEDERATION);
    assert!(standard.requirements.iter().all(|r| r.communities == Need::Own && r.sites == Need::OwnFrom(800)));
    world().when(StandardAdopted { standard }.on("2020-01-01")).is_recorded();
}

#[test]
fn a_target_is_set_and_withdrawn() {
    let set = || target("t", PREFECTURE, 39).on("2020-06-22");
    let withdrawn = || target_withdrawn("t").on("2020-09-01");
    let facts = world().and([set()]).when(withdrawn()).is_recorded().facts;
    let state = |on: &str| facts.targets.state_on::<TargetState>(&text("t"), AsOf::on(day(on)));
    assert!(matches!(state("2020-08-31"), TargetState::Set(set) if set.set.number == 39));
    assert_eq!(state("2020-09-01"), TargetState::Withdrawn);
    let given = world().and([set()]);
    given.clone().when(set()).is_already_true();
    given.clone().when(target("t", PREFECTURE, 40).on("2020-06-22")).refused("target_exists");
    given.clone().when(target_withdrawn("t").on("2020-06-21")).refused("target_clash");
    given.clone().and([withdrawn()]).when(withdrawn()).is_already_true();
    given.and([withdrawn()]).when(target_withdrawn("t").on("2020-10-01")).refused("target_clash");
    world().when(withdrawn()).refused("unknown_target");
    world().when(target("t", "450226", 39).on("2020-06-22")).refused("unknown_place");
}

#[test]
fn a_target_measures_what_the_catalogue_has() {
    let wished = |measure: Measure| {
        let mut target = target("t", PREFECTURE, 10);
        target.measure = measure;
        world().when(target.on("2020-06-22"))
    };
    let all = PlaceSelection::default;
    let of = |programme: &str| PlaceSelection { designated: Some(text(programme)), ..all() };
    let with = |kind: &str, places| Measure::PlacesWith { kind: text(kind), places, by: Possession::Any };
    wished(with(WOMENS_HOME, of(PROGRAMME))).is_recorded();
    wished(Measure::PlacesInspected { kind: text(WOMENS_HOME), places: all() }).is_recorded();
    wished(Measure::Designations { programme: text(PROGRAMME) }).is_recorded();
    wished(Measure::Institutions { kind: text(MEDIATION) }).is_recorded();
    wished(with("no_such_kind", all())).refused("unknown_catalogue_code");
    wished(with(WOMENS_HOME, of("no_such_programme"))).refused("unknown_catalogue_code");
    wished(Measure::PlacesInspected { kind: text("no_such_kind"), places: all() }).refused("unknown_catalogue_code");
    wished(Measure::Designations { programme: text(MEDIATION) }).refused("unknown_catalogue_code");
    wished(Measure::Institutions { kind: text(PROGRAMME) }).refused("unknown_catalogue_code");
}

#[test]
fn a_reform_issue_is_raised_worked_on_and_closed() {
    let raised = || issue("r", COMMUNITY).on("2020-01-01");
    let progressed = || issue_progressed("r", "已安排场地").on("2020-03-01");
    let closed = || issue_closed("r").on("2020-06-01");
    let facts = world().and([raised(), progressed()]).when(closed()).is_recorded().facts;
    let state = |on: &str| facts.reform_issues.state_on::<ReformIssueState>(&text("r"), AsOf::on(day(on)));
    assert!(matches!(state("2020-05-31"), ReformIssueState::Open(_)));
    assert!(matches!(state("2020-06-01"), ReformIssueState::Closed(_)));
    let given = world().and([raised()]);
    given.clone().when(raised()).is_already_true();
    given.clone().when(issue("r", SITE).on("2020-01-01")).refused("reform_issue_exists");
    given.clone().and([progressed()]).when(progressed()).is_already_true();
    given.clone().and([progressed()]).when(issue_progressed("r", "又有进展").on("2020-03-01")).is_recorded();
    let given = given.and([closed()]);
    given.clone().when(closed()).is_already_true();
    given.clone().when(issue_progressed("r", "晚了").on("2020-07-01")).refused("reform_issue_clash");
    given.when(issue_closed("r").on("2020-05-01")).refused("reform_issue_clash");
    world().when(progressed()).refused("unknown_reform_issue");
    world().when(closed()).refused("unknown_reform_issue");
    world().when(issue("r", "nowhere").on("2020-01-01")).refused("unknown_place");
}
