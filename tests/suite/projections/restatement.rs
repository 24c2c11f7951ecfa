//! What entered a figure and left it, with its causes: places that lie elsewhere, and what targets
//! count.

use std::collections::BTreeMap;

use jiceng_domain::designation::{DesignationGranted, Holder};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession, TargetSet};
use jiceng_domain::{AsOf, PlaceNo, Position, Wish};
use jiceng_projections::causes::BothQuestions;
use jiceng_projections::measure::Counted;
use jiceng_projections::restatement::{Restated, RestatedFigure, Scope, restate};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, event_id};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::civil::{Date, date};

use super::coverage::number;

const NEW_YEAR: Date = date(2020, 1, 1);
const MIDSUMMER: Date = date(2020, 6, 30);

/// What moved: its name, `+` or `-`, and the names of the events that caused it.
type Told = (String, Vec<&'static str>);

struct Asked {
    recorder: Recorder,
    restated: Vec<Restated>,
}

impl Asked {
    /// From new year to midsummer, as all of the log has it.
    fn of(history: impl IntoIterator<Item = Wish>) -> Self {
        let recorder = given(small_world()).and(history).recorder();
        let standard = Standard::five_ones_2020().unwrap();
        let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
        let sides =
            BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
        let restated = restate(&sides);
        Self { recorder, restated }
    }

    fn no(&self, place: &str) -> PlaceNo {
        // By the code of new year, whatever it is later.
        self.recorder.facts.places.find(&text(place), AsOf::on(NEW_YEAR)).unwrap()
    }

    fn told(&self, scope: Scope, figure: &RestatedFigure) -> Vec<Told> {
        let found = self.restated.iter().filter(|one| one.scope == scope && one.figure == *figure);
        let told = found.flat_map(|one| &one.moved).map(|moved| {
            let what = match &moved.counted {
                Counted::Place(no) => {
                    let record = self.recorder.facts.places.get(*no).unwrap();
                    record.place_on(AsOf::on(NEW_YEAR)).unwrap().to_string()
                }
                Counted::Designation(id) => id.to_string(),
                Counted::Institution(id) => id.to_string(),
                Counted::Election { federation, term } => format!("{federation}/{term}"),
                other => panic!("{other:?}"),
            };
            let name = |position: jiceng_domain::Position| {
                self.recorder.events[usize::try_from(position.0).unwrap()].fact.event.name()
            };
            let causes = moved.causes.iter().map(|cause| name(cause.position)).collect();
            (format!("{}{what}", if moved.entered { '+' } else { '-' }), causes)
        });
        told.collect()
    }

    fn of_target(&self) -> Vec<Told> {
        self.told(Scope::All, &RestatedFigure::Target(text("t1")))
    }
}

fn told<const N: usize>(moved: [(&str, &[&'static str]); N]) -> Vec<Told> {
    moved.into_iter().map(|(what, causes)| (what.to_owned(), causes.to_vec())).collect()
}

/// A target that was set in 2018.
fn counting(measure: Measure, scope: &str) -> Wish {
    TargetSet { measure, ..target("t1", scope, 3) }.on("2018-01-01")
}

#[test]
fn a_place_that_lies_in_another_county_leaves_the_figures_of_one_and_enters_those_of_the_other() {
    let asked = Asked::of([division_moved(COMMUNITY, THIRD_TOWNSHIP, None).on("2020-03-01")]);
    let [first, second] = [COUNTY, SECOND_COUNTY].map(|county| Scope::County(asked.no(county)));
    let cause: &[&str] = &["division_moved"];
    let left = told([(&format!("-{COMMUNITY}"), cause)]);
    let entered = told([(&format!("+{COMMUNITY}"), cause)]);
    for figure in [RestatedFigure::Places, RestatedFigure::None] {
        assert_eq!(asked.told(first, &figure), left, "{figure:?}");
        assert_eq!(asked.told(second, &figure), entered, "{figure:?}");
    }
    assert!(asked.restated.iter().all(|one| one.scope != Scope::All), "{:?}", asked.restated);
}

#[test]
fn a_place_lies_in_another_county_when_the_township_above_it_does() {
    let asked = Asked::of([division_moved(TOWNSHIP, SECOND_COUNTY, None).on("2020-03-01")]);
    let moved: BTreeMap<_, _> =
        asked.told(Scope::County(asked.no(SECOND_COUNTY)), &RestatedFigure::Places).into_iter().collect();
    let cause = vec!["division_moved"];
    assert_eq!(moved.get(&format!("+{COMMUNITY}")), Some(&cause));
    assert_eq!(moved.get(&format!("+{SECOND_COMMUNITY}")), Some(&cause));
    assert!(!moved.contains_key(&format!("+{THIRD_COMMUNITY}")));
}

#[test]
fn what_changed_and_moved_too_has_the_causes_of_both_in_the_county_and_one_in_the_whole() {
    let asked =
        Asked::of([home(COMMUNITY).on("2020-02-01"), division_moved(COMMUNITY, THIRD_TOWNSHIP, None).on("2020-03-01")]);
    let entered = |scope| asked.told(scope, &RestatedFigure::Partial);
    let what = format!("+{COMMUNITY}");
    assert_eq!(entered(Scope::All), told([(&what, &["element_established"])]));
    let second = Scope::County(asked.no(SECOND_COUNTY));
    assert_eq!(entered(second), told([(&what, &["element_established", "division_moved"])]));
    assert_eq!(entered(Scope::County(asked.no(COUNTY))), []);
}

fn of_programme() -> Measure {
    Measure::Designations { programme: text("reform_demonstration") }
}

fn named(designation: &str, place: &str, on: &str) -> Wish {
    granted(designation, "reform_demonstration", place).on(on)
}

#[test]
fn a_designation_enters_when_it_is_granted_and_leaves_when_it_is_revoked() {
    let asked = Asked::of([
        counting(of_programme(), COUNTY),
        named("d1", COMMUNITY, "2019-06-01"),
        recommended("d2", "reform_demonstration", SITE).on("2019-06-02"),
        named("d2", SITE, "2020-03-01"),
        named("d3", SECOND_COMMUNITY, "2019-06-03"),
        revoked("d1").on("2020-04-01"),
    ]);
    assert_eq!(asked.of_target(), told([("+d2", &["designation_granted"]), ("-d1", &["designation_revoked"])]));
    let recommended = Asked::of([
        counting(Measure::DesignationsRecommended { programme: text("reform_demonstration") }, COUNTY),
        recommended("d1", "reform_demonstration", SITE).on("2020-02-01"),
        named("d1", SITE, "2020-03-01"),
    ]);
    assert_eq!(recommended.of_target(), told([("+d1", &["designation_recommended"])]));
}

#[test]
fn a_designation_leaves_with_its_place() {
    let closed = Asked::of([
        counting(of_programme(), COUNTY),
        named("d1", SITE, "2019-06-01"),
        site_closed(SITE).on("2020-03-01"),
    ]);
    assert_eq!(closed.of_target(), told([("-d1", &["relocation_site_closed"])]));
    let moved = Asked::of([
        counting(of_programme(), COUNTY),
        named("d1", COMMUNITY, "2019-06-01"),
        division_moved(COMMUNITY, THIRD_TOWNSHIP, None).on("2020-03-01"),
    ]);
    assert_eq!(moved.of_target(), told([("-d1", &["division_moved"])]));
}

#[test]
fn a_designation_of_an_institution_leaves_with_the_place_of_that() {
    let held = DesignationGranted {
        designation: text("d1"),
        programme: text("reform_demonstration"),
        holder: Holder::Institution(text("i1")),
    };
    let begun = || {
        [
            counting(of_programme(), COUNTY),
            institution("i1", "marriage_mediation", SITE).on("2019-05-01"),
            held.clone().on("2019-06-01"),
        ]
    };
    let closed = Asked::of(begun().into_iter().chain([site_closed(SITE).on("2020-03-01")]));
    assert_eq!(closed.of_target(), told([("-d1", &["relocation_site_closed"])]));
}

#[test]
fn a_place_is_counted_by_what_it_is_designated_as() {
    let places = PlaceSelection { designated: Some(text("reform_demonstration")), ..PlaceSelection::default() };
    let homes = Measure::PlacesWith { kind: text("womens_home"), places, by: Possession::Any };
    let asked = Asked::of([
        counting(homes, COUNTY),
        home(COMMUNITY).on("2019-01-01"),
        home(SITE).on("2019-01-02"),
        named("d1", SITE, "2019-06-01"),
        named("d2", COMMUNITY, "2020-03-01"),
        // Of another place, and another sort: no cause of this one.
        named("d3", SECOND_COMMUNITY, "2020-03-02"),
        granted("d4", "star_parent_school", SITE).on("2020-03-03"),
        revoked("d1").on("2020-04-01"),
    ]);
    let moved =
        [(format!("+{COMMUNITY}"), vec!["designation_granted"]), (format!("-{SITE}"), vec!["designation_revoked"])];
    let mut found = asked.of_target();
    found.sort();
    assert_eq!(found, moved);
}

/// So many others were designated and revoked that not every fact could be tried: they are not read
/// at all.
#[test]
fn what_others_are_designated_as_is_no_cause_however_many_they_are() {
    let places = PlaceSelection { designated: Some(text("reform_demonstration")), ..PlaceSelection::default() };
    let homes = Measure::PlacesWith { kind: text("womens_home"), places, by: Possession::Any };
    let others = (0..21).flat_map(|n| {
        let id = format!("other{n}");
        [named(&id, SECOND_COMMUNITY, "2020-02-01"), revoked(&id).on("2020-02-02")]
    });
    let own = [counting(homes, COUNTY), home(SITE).on("2019-01-01"), named("d1", SITE, "2020-03-01")];
    let asked = Asked::of(own.into_iter().chain(others));
    assert_eq!(asked.of_target(), [(format!("+{SITE}"), vec!["designation_granted"])]);
}

#[test]
fn an_institution_and_an_election_enter_a_target_by_their_own_facts_and_leave_with_their_places() {
    let institutions = Measure::Institutions { kind: text("marriage_mediation") };
    let asked = Asked::of([
        counting(institutions, COUNTY),
        institution("i1", "marriage_mediation", SITE).on("2019-05-01"),
        institution("i2", "marriage_mediation", COMMUNITY).on("2019-05-02"),
        institution("i3", "marriage_mediation", SECOND_COMMUNITY).on("2020-02-01"),
        site_closed(SITE).on("2020-03-01"),
        institution_closed("i2").on("2020-03-02"),
    ]);
    let moved = [
        ("+i3", &["institution_established"][..]),
        ("-i1", &["relocation_site_closed"]),
        ("-i2", &["institution_closed"]),
    ];
    assert_eq!(asked.of_target(), told(moved));
    let elected = Asked::of([
        counting(Measure::Elections(ElectionSelection::default()), COUNTY),
        federation("f1", COMMUNITY).on("2019-03-01"),
        committee("f1", 1, &["p1"]).on("2020-03-01"),
        federation("f2", SECOND_COMMUNITY).on("2019-03-02"),
        committee("f2", 1, &["p2"]).on("2019-03-03"),
        division_moved(SECOND_COMMUNITY, THIRD_TOWNSHIP, None).on("2020-04-01"),
    ]);
    let moved = [("+f1/1", &["executive_committee_elected"][..]), ("-f2/1", &["division_moved"])];
    assert_eq!(elected.of_target(), told(moved));
}

/// A county has an institution while one is at work anywhere in it.
#[test]
fn a_county_is_counted_while_an_institution_is_in_it() {
    let measure =
        Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: jiceng_domain::Level::County };
    let asked = Asked::of([
        counting(measure, PREFECTURE),
        institution("i1", "marriage_mediation", COMMUNITY).on("2019-05-01"),
        institution("i2", "marriage_mediation", SECOND_COMMUNITY).on("2019-05-02"),
        institution_closed("i1").on("2020-02-01"),
        division_moved(SECOND_COMMUNITY, THIRD_TOWNSHIP, None).on("2020-03-01"),
    ]);
    let moved = [
        (format!("+{SECOND_COUNTY}"), vec!["division_moved"]),
        (format!("-{COUNTY}"), vec!["institution_closed", "division_moved"]),
    ];
    assert_eq!(asked.of_target(), moved);
    assert_eq!(number(&asked.recorder.facts, COUNTY), asked.no(COUNTY));
}

/// Another scope was known for it: what it counted is asked of that.
#[test]
fn a_target_that_was_corrected_counts_then_as_it_was_known_then() {
    let measure = || Measure::Designations { programme: text("reform_demonstration") };
    let set = TargetSet { measure: measure(), ..target("t1", COUNTY, 3) }.on("2018-01-01");
    let first = small_world().len() as u64;
    let right = TargetSet { measure: measure(), ..target("t1", SECOND_COUNTY, 3) }.on("2018-01-01");
    let history = [
        set,
        named("d1", COMMUNITY, "2019-01-01"),
        named("d2", THIRD_COMMUNITY, "2019-01-01"),
        correction_of(event_id(first + 1, 0), right),
    ];
    let recorder = given(small_world()).and(history).recorder();
    let standard = Standard::five_ones_2020().unwrap();
    let to = AsOf::on(MIDSUMMER);
    let from = to.known_before(Position(first + 3));
    let sides = BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
    let asked = Asked { restated: restate(&sides), recorder };
    let moved: Vec<String> = asked.of_target().into_iter().map(|(what, _)| what).collect();
    assert_eq!(moved, ["+d2", "-d1"]);
}

/// Another standard asks for more: that is the cause, and no fact about the place.
#[test]
fn a_target_of_complete_places_loses_one_by_another_standard() {
    let complete = Measure::PlacesComplete { places: PlaceSelection::default(), by: Possession::Own };
    let [first, second] = [standard("s1", &["womens_home"]), standard("s2", &["womens_home", "childrens_home"])];
    let history = [
        counting(complete, COUNTY),
        first.clone().on("2019-01-01"),
        home(COMMUNITY).on("2019-02-01"),
        second.clone().on("2020-03-01"),
    ];
    let recorder = given(small_world()).and(history).recorder();
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    let facts = &recorder.facts;
    let sides = BothQuestions { facts, from, to, from_standard: &first.standard, to_standard: &second.standard };
    let asked = Asked { restated: restate(&sides), recorder };
    assert_eq!(asked.of_target(), told([(&format!("-{COMMUNITY}"), &["standard_adopted"])]));
}
