//! What is otherwise between two questions, by small histories: each sort of change, and what is no
//! cause.

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Position, Wish};
use jiceng_projections::causes::{BothQuestions, Effect};
use jiceng_projections::diff::{DiffChange, diff};
use jiceng_projections::diff_of_findings::diff_of_findings;
use jiceng_projections::findings::{FindingCode, findings};
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::{CellState, DivisionTree, Projections};
use jiceng_testkit::make::{
    On as _, by_evidence, childrens_home, committee, council, day, disagreement_with, division_moved, division_renamed,
    federation, federation_dissolved, federation_renamed, home, inspected, population, precedence, resumed,
    retraction_of, seat_filled, seat_vacated, sharing, sharing_ended, site_became_community, site_closed, standard,
    suspended,
};
use jiceng_testkit::recorder::{RECORDED_ON, Recorder, event_id};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{
    COMMUNITY, FREE_CODE, PERSONS, SECOND_COMMUNITY, SECOND_SITE, SECOND_TOWNSHIP, SITE, small_world,
};
use jiff::civil::{Date, date};

const NEW_YEAR: Date = date(2020, 1, 1);
const MIDSUMMER: Date = date(2020, 6, 30);

fn recorded(history: impl IntoIterator<Item = Wish>) -> Recorder {
    given(small_world()).and(history).recorder()
}

/// Each change in a word, and behind it the names of the events that caused it.
fn told(recorder: &Recorder, from: AsOf, to: AsOf, standard: &Standard) -> Vec<(String, Vec<&'static str>)> {
    let sides = BothQuestions { facts: &recorder.facts, from, to, from_standard: standard, to_standard: standard };
    let name = |position: Position| recorder.events[usize::try_from(position.0).unwrap()].fact.event.name();
    let causes = |difference: &jiceng_projections::diff::DiffEntry| {
        difference.causes.iter().map(|cause| name(cause.position)).collect()
    };
    let word = |change: &DiffChange| format!("{change:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
    diff(&sides).iter().map(|difference| (word(&difference.change), causes(difference))).collect()
}

/// From new year to midsummer, as all of the log has it.
fn told_of(history: impl IntoIterator<Item = Wish>) -> Vec<(String, Vec<&'static str>)> {
    told(&recorded(history), AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER), &Standard::five_ones_2020().unwrap())
}

fn changes<const N: usize>(changes: [(&str, &[&'static str]); N]) -> Vec<(String, Vec<&'static str>)> {
    changes.into_iter().map(|(change, causes)| (change.to_owned(), causes.to_vec())).collect()
}

#[test]
fn an_element_changes_a_cell_and_with_it_the_status() {
    let cause: &[&str] = &["element_established"];
    assert_eq!(told_of([home(SITE).on("2020-03-01")]), changes([("Status", cause), ("Cell", cause)]));
    assert_eq!(told_of([home(SITE).on("2019-03-01")]), []);
    assert_eq!(told_of([home(SITE).on("2020-07-01")]), []);
}

#[test]
fn places_come_and_go_and_change_their_names_codes_and_divisions() {
    assert_eq!(told_of([site_closed(SITE).on("2020-03-01")]), changes([("Lost", &["relocation_site_closed"])]));
    let renamed = told_of([division_renamed(COMMUNITY, "新名").on("2020-03-01")]);
    assert_eq!(renamed, changes([("Renamed", &["division_renamed"])]));
    let moved = told_of([division_moved(COMMUNITY, SECOND_TOWNSHIP, Some(FREE_CODE)).on("2020-03-01")]);
    assert_eq!(moved, changes([("Recoded", &["division_moved"]), ("Moved", &["division_moved"])]));
    let became: Vec<_> = told_of([site_became_community(SITE, FREE_CODE, "新区").on("2020-03-01")]);
    let cause: &[&str] = &["relocation_site_became_community"];
    assert_eq!(became, changes([("Renamed", cause), ("Recoded", cause), ("Moved", cause)]));
}

#[test]
fn a_federation_its_committee_and_its_seats() {
    let founded = federation("f1", COMMUNITY).on("2019-03-01");
    let elected = committee("f1", 1, &PERSONS[..2]).on("2019-03-02");
    let second = committee("f1", 2, &PERSONS[..1]).on("2020-03-01");
    let of_term = told_of([founded.clone(), elected.clone(), second]);
    assert_eq!(of_term, changes([("Elected", &["executive_committee_elected"])]));
    let filled = seat_filled("f1", 1, PERSONS[2]).on("2020-03-01");
    let vacated = seat_vacated("f1", 1, PERSONS[0]).on("2020-04-01");
    let of_seats = told_of([founded.clone(), elected, filled, vacated]);
    assert_eq!(of_seats, changes([("SeatVacated", &["seat_vacated"]), ("SeatFilled", &["seat_filled"])]));
    let cause: &[&str] = &["federation_dissolved"];
    let dissolved = told_of([founded, federation_dissolved("f1").on("2020-03-01")]);
    assert_eq!(dissolved, changes([("Status", cause), ("Cell", cause), ("FederationLost", cause)]));
}

#[test]
fn a_federation_that_has_another_name_is_told_with_both_and_with_what_renamed_it() {
    let founded = || federation("f1", COMMUNITY).on("2019-03-01");
    let renamed = |name: &str, on: &str| federation_renamed("f1", name).on(on);
    let of_name = told_of([founded(), renamed("新名妇联", "2020-03-01")]);
    assert_eq!(of_name, changes([("FederationRenamed", &["federation_renamed"])]));
    let old = founded();
    let recorder = recorded([old, renamed("新名妇联", "2020-03-01")]);
    let standard = Standard::five_ones_2020().unwrap();
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    let names = |from, to| {
        let sides =
            BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
        let found = diff(&sides);
        let [difference] = found.as_slice() else { panic!("{found:?}") };
        let DiffChange::FederationRenamed { federation, from, to } = &difference.change else { panic!("{found:?}") };
        let place = recorder.facts.places.get(difference.place.unwrap()).unwrap().place_on(AsOf::on(NEW_YEAR));
        (place.unwrap().to_string(), federation.to_string(), from.to_string(), to.to_string())
    };
    let first = recorder.facts.federations.iter().find_map(|(_, record)| record.name_on(from)).unwrap().to_string();
    let both = |from: &str, to: &str| (COMMUNITY.into(), "f1".into(), from.into(), to.into());
    assert_eq!(names(from, to), both(&first, "新名妇联"));
    assert_eq!(names(to, from), both("新名妇联", &first));
    // Named as it was: no difference, whatever came between.
    assert_eq!(told_of([founded(), renamed("新名妇联", "2020-03-01"), renamed(&first, "2020-04-01")]), []);
    assert_eq!(told_of([founded(), renamed("新名妇联", "2019-12-31")]), []);
}

#[test]
fn of_a_neighbour_only_what_serves_is_a_cause() {
    let agreed = sharing(SECOND_SITE, COMMUNITY, &["womens_home"]).on("2019-03-02");
    let before = [home(COMMUNITY).on("2019-03-01"), home(SECOND_COMMUNITY).on("2020-02-01"), agreed];
    let passed = [
        population(SECOND_SITE, 300).on("2020-02-01"),
        population(SECOND_SITE, 700).on("2020-03-01"),
        inspected(COMMUNITY, "womens_home", false).on("2020-03-01"),
    ];
    let ended = sharing_ended(SECOND_SITE, COMMUNITY, &["womens_home"]).on("2020-04-01");
    let again = sharing(SECOND_SITE, SECOND_COMMUNITY, &["womens_home"]).on("2020-04-02");
    let history = before.into_iter().chain(passed).chain([ended, again]);
    // The second provider's own home is a cause at that provider too.
    let established: &[&str] = &["element_established"];
    let expected = changes([
        ("Status", established),
        ("Cell", established),
        ("Cell", &["element_established", "sharing_ended", "sharing_agreed"]),
    ]);
    assert_eq!(told_of(history), expected);
}

#[test]
fn a_population_is_a_cause_where_it_crosses_the_threshold_and_a_neighbour_served() {
    let shares = [home(COMMUNITY).on("2019-03-01"), sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-03-02")];
    let grown = population(SITE, 900).on("2020-03-01");
    let cause: &[&str] = &["population_counted"];
    assert_eq!(told_of(shares.into_iter().chain([grown.clone()])), changes([("Status", cause), ("Cell", cause)]));
    assert_eq!(told_of([grown]), []);
}

/// More than eight facts come between, and of all of them one is enough.
#[test]
fn of_many_facts_that_came_between_only_what_bears_on_the_change_is_a_cause() {
    let begun = home(SITE).on("2019-03-01");
    let on_and_off = (1..=6).flat_map(|month| {
        let on = |day: &str| format!("2020-0{month}-{day}");
        [suspended(SITE, "womens_home").on(&on("05")), resumed(SITE, "womens_home").on(&on("15"))]
    });
    let last = suspended(SITE, "womens_home").on("2020-06-20");
    let recorder = recorded(std::iter::once(begun).chain(on_and_off).chain([last]));
    let standard = Standard::five_ones_2020().unwrap();
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    let sides = BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
    let last = Position(recorder.events.len() as u64 - 1);
    let found = diff(&sides);
    assert_eq!(found.len(), 2, "{found:?}");
    for difference in &found {
        let causes: Vec<Position> = difference.causes.iter().map(|cause| cause.position).collect();
        assert_eq!(causes, [last], "{difference:?}");
    }
}

#[test]
fn a_withdrawn_fact_is_named_with_its_retraction() {
    let mut recorder = recorded([council(SITE).on("2020-03-01")]);
    let known = Position(recorder.events.len() as u64);
    let council = recorder.last_id();
    recorder.record(&retraction_of(council)).unwrap();
    let standard = Standard::five_ones_2020().unwrap();
    let to = AsOf::on(MIDSUMMER);
    let from = to.known_before(known);
    let cause: &[&str] = &["council_created"];
    assert_eq!(told(&recorder, from, to, &standard), changes([("Status", cause), ("Cell", cause)]));
    let sides = BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
    assert!(diff(&sides).iter().all(|d| d.causes.iter().all(|c| c.effect == Effect::Withdrawn { by: known })));
    let back = BothQuestions { from: to, to: from, ..sides };
    assert!(diff(&back).iter().all(|d| d.causes.iter().all(|c| c.effect == Effect::Counts)));
}

/// No event marks the day on which a term ends.
#[test]
fn a_term_that_runs_out_names_its_election() {
    let mut standard = Standard::five_ones_2020().unwrap();
    for requirement in &mut standard.requirements {
        requirement.committee_term_years = (requirement.kind.as_str() == "womens_federation").then_some(1);
    }
    let elected = committee("f1", 1, &PERSONS[..1]).on("2019-03-02");
    let recorder = recorded([federation("f1", COMMUNITY).on("2019-03-01"), elected]);
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    let cause: &[&str] = &["executive_committee_elected"];
    assert_eq!(told(&recorder, from, to, &standard), changes([("Status", cause), ("Cell", cause)]));
    let sides = BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
    assert!(diff(&sides).iter().all(|d| d.causes.iter().all(|c| c.effect == Effect::TimePassed)));
}

/// Another committee was elected in between, and its term is over too: the first one's would have
/// run out without it.
#[test]
fn a_term_that_runs_out_is_a_cause_though_another_committee_was_in_office_in_between() {
    let mut standard = Standard::five_ones_2020().unwrap();
    for requirement in &mut standard.requirements {
        requirement.committee_term_years = (requirement.kind.as_str() == "womens_federation").then_some(1);
    }
    let elected = |term, on: &str| committee("f1", term, &PERSONS[..1]).on(on);
    let history = [elected(1, "2018-03-02"), elected(2, "2018-09-01"), elected(3, "2020-09-01")];
    let recorder = recorded(std::iter::once(federation("f1", COMMUNITY).on("2018-03-01")).chain(history));
    let [first, second] = [2, 3].map(|n| Position(recorder.events.len() as u64 - 5 + n));
    let causes = |from: &str, to: &str| -> Vec<(Position, Effect)> {
        let [from, to] = [from, to].map(|on| AsOf::on(day(on)));
        let sides =
            BothQuestions { facts: &recorder.facts, from, to, from_standard: &standard, to_standard: &standard };
        let found = diff(&sides);
        let cell = found.iter().find(|d| matches!(d.change, DiffChange::Cell { .. })).unwrap();
        cell.causes.iter().map(|cause| (cause.position, cause.effect)).collect()
    };
    // Without the second the first's term would be over too: that it was elected bears on nothing.
    let run_out = [(first, Effect::TimePassed)];
    assert_eq!(causes("2018-06-30", "2019-12-31"), run_out);
    // The third took office after the second's term: with it the cell is as it was, whatever ran
    // out.
    let third = Position(second.0 + 1);
    assert_eq!(causes("2019-12-31", "2020-12-31"), [(third, Effect::Counts)]);
}

/// A council stood without a federation until the founding was recorded, long after its day.
#[test]
fn a_finding_closes_by_the_fact_that_settles_it() {
    let late = federation("f1", COMMUNITY).on("2018-01-01");
    let recorder = recorded([council(COMMUNITY).on("2019-03-01"), late]);
    let mut projections = Projections::default();
    for event in &recorder.events {
        projections.evolve(event, RECORDED_ON, None);
    }
    let standard = Standard::five_ones_2020().unwrap();
    let founding = Position(recorder.events.len() as u64 - 1);
    let to = AsOf::on(MIDSUMMER);
    let from = to.known_before(founding);
    let facts = &projections.facts;
    let [before, after] = [from, to].map(|as_of| {
        let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &DivisionTree::on(facts, as_of) };
        findings(ground, &projections.fact_register)
    });
    let effective = recorder.events.iter().map(|event| (event.position, event.fact.effective)).collect();
    let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
    let found = diff_of_findings(&sides, &before, &after, &effective);
    let closed = found.iter().find(|difference| {
        let DiffChange::FindingClosed { finding } = &difference.change else { return false };
        finding.code == FindingCode::CouncilBeforeFederation
    });
    let causes: Vec<_> = closed.unwrap().causes.iter().map(|cause| (cause.position, cause.effect)).collect();
    assert_eq!(causes, [(founding, Effect::Counts)]);
}

/// Between two days another kind of evidence came to be preferred; both statements were known and
/// had happened before.
#[test]
fn a_precedence_that_decides_otherwise_is_the_cause() {
    let world = small_world().len() as u64;
    let ledger = by_evidence("ledger", home(SITE).on("2017-03-01"));
    let document = disagreement_with(event_id(world + 1, 0), by_evidence("document", home(SITE).on("2018-01-01")));
    let before = [ledger, suspended(SITE, "womens_home").on("2017-06-01"), document];
    let adopted = precedence(&["document", "ledger"]).on("2020-03-01");
    let recorder = recorded(before.into_iter().chain([adopted]));
    let standard = Standard::five_ones_2020().unwrap();
    let cause: &[&str] = &["precedence_adopted"];
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    assert_eq!(told(&recorder, from, to, &standard), changes([("Status", cause), ("Cell", cause)]));
    assert_eq!(told(&recorder, to, from, &standard), changes([("Status", cause), ("Cell", cause)]));
    // The same of what was known before it was recorded.
    let head = Position(recorder.events.len() as u64 - 1);
    assert_eq!(told(&recorder, to.known_before(head), to, &standard), changes([("Status", cause), ("Cell", cause)]));
    // A statement that came between is a cause itself.
    let without = Position(recorder.events.len() as u64 - 3);
    let both = told(&recorder, to.known_before(without), to, &standard);
    assert!(both.iter().all(|(_, causes)| causes.contains(&"element_established")), "{both:?}");
}

/// A kind that only the first standard asks for goes with it.
#[test]
fn a_kind_that_is_asked_for_no_more_is_told() {
    let [more, fewer] = [standard("s1", &["womens_home", "childrens_home"]), standard("s2", &["womens_home"])];
    let recorder = recorded([
        more.clone().on("2019-01-01"),
        home(SITE).on("2019-02-01"),
        childrens_home(SITE).on("2019-02-01"),
        fewer.clone().on("2020-03-01"),
    ]);
    let facts = &recorder.facts;
    let (from, to) = (AsOf::on(NEW_YEAR), AsOf::on(MIDSUMMER));
    let sides = BothQuestions { facts, from, to, from_standard: &more.standard, to_standard: &fewer.standard };
    let site = super::coverage::number(facts, SITE);
    let found = diff(&sides);
    let cells: Vec<_> = found.iter().filter(|entry| entry.place == Some(site)).map(|entry| &entry.change).collect();
    let kind = facts.catalogue.kind("childrens_home").unwrap();
    assert_eq!(cells, [&DiffChange::Cell { kind, from: Some(CellState::Own), to: None }]);
}
