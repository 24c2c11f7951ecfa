//! The Liuzhou history of 2020: its figures are the document's, and those of an independent
//! reading.

mod diff;
mod disagreements;
mod findings;
mod restatement;

use std::collections::BTreeMap;
use std::process::Command;

use jiceng_core::domain::Command::Correct;
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::standard::Standard;
use jiceng_core::domain::target::{Measure, PlaceSelection, Possession, TargetState};
use jiceng_core::domain::{Fact, Level, TargetId, Wish};
use jiceng_core::projections::elections::held::round;
use jiceng_core::projections::elections::office::OfficeState::{Due, Overdue};
use jiceng_core::projections::elections::office::{DUE_WITHIN_DAYS, Office, offices};
use jiceng_core::projections::elections::totals::OfficeTotals;
use jiceng_core::projections::measure::MeasuredDay;
use jiceng_core::projections::otherwise::{Counterfactual, Otherwise};
use jiceng_core::projections::{CellState, Coverage, PlaceCoverage, Status, Totals};
use jiceng_core::{Error, Known, LockedView, Question, Registry, Request, end_of_china_day};
use jiceng_exchange::Import;
use jiceng_exchange::import::Problem;
use jiceng_exchange::standard::{SHIPPED, standard_from_toml};
use jiceng_testkit::fixtures::fixture;
use serde_json::Value;

const COUNCIL: usize = 3;

pub(crate) fn history() -> String {
    std::fs::read_to_string(fixture("liuzhou-2020/history.jsonl")).unwrap()
}

pub(crate) fn registry_of(history: &str) -> Registry {
    let registry = Registry::in_memory();
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let report = import.run(&registry, &mut history.as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "bad rows: {:?}", report.bad);
    registry
}

fn asked(as_of: &str, known: Option<&str>) -> Question {
    let known = known.map_or(Known::Now, |day| Known::At(end_of_china_day(day.parse().unwrap()).unwrap()));
    Question { known, ..Question::on(as_of.parse().unwrap()) }
}

fn totals_json(totals: Totals) -> Value {
    let Totals { places, complete, complete_own, complete_shared, partial, none } = totals;
    serde_json::json!({ "places": places, "complete": complete, "complete_own": complete_own,
        "complete_shared": complete_shared, "partial": partial, "none": none })
}

fn counties_json(view: &LockedView, coverage: &Coverage) -> Value {
    let groups = coverage.by_level(&view.tree(), Level::County);
    let named = groups.into_iter().map(|(county, group)| {
        let code = county.and_then(|no| view.place(no)).map(|place| place.to_string()).unwrap_or_default();
        (code, totals_json(group.totals))
    });
    serde_json::to_value(named.collect::<BTreeMap<_, _>>()).unwrap()
}

fn is_large(place: &PlaceCoverage) -> bool {
    place.is_site && place.population.is_some_and(|people| people >= 800)
}

fn counted(coverage: &Coverage, which: impl Fn(&PlaceCoverage) -> bool) -> usize {
    coverage.places.iter().filter(|place| which(place)).count()
}

#[test]
fn the_program_and_the_independent_reading_agree_on_every_figure() {
    let registry = registry_of(&history());
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap()).unwrap();
    let questions = expected.as_array().unwrap();
    assert_eq!(questions.len(), 4);
    for expected in questions {
        let question = asked(expected["as_of"].as_str().unwrap(), expected["known"].as_str());
        let view = registry.view(question).unwrap().locked().unwrap();
        let coverage = view.coverage().unwrap();
        assert_eq!(totals_json(coverage.total().totals), expected["totals"], "{question:?}");
        assert_eq!(counties_json(&view, &coverage), expected["counties"], "{question:?}");
        let own = counted(&coverage, |p| is_large(p) && p.status == Status::Complete { shared: false });
        let shared = counted(&coverage, |p| p.is_site && !is_large(p) && p.status == Status::Complete { shared: true });
        let councils = counted(&coverage, |p| is_large(p) && p.cells[COUNCIL].state == CellState::Own);
        assert_eq!(counted(&coverage, is_large), expected["large_sites"]);
        assert_eq!(own, expected["large_sites_complete_own"]);
        assert_eq!(shared, expected["other_sites_complete_shared"]);
        assert_eq!(councils, expected["councils_at_large_sites"]);
        assert_eq!(demonstration_councils(&view), expected["councils_in_demonstration_communities"]);
        assert_eq!(claims_json(&view), without_what_no_measure_counts(&expected["claims"]), "{question:?}");
    }
}

/// What the program counts of the document's statements beyond coverage.
fn claims_json(view: &LockedView) -> Value {
    let (tree, standard) = (view.tree(), view.standard().unwrap().standard);
    let ground = MeasuredDay { facts: view.facts(), as_of: view.as_of(), standard: &standard, tree: &tree };
    let city = view.find(&"4502".parse().unwrap()).unwrap();
    let counted = |measure: Value| ground.counted(&serde_json::from_value(measure).unwrap(), city);
    let sites = serde_json::json!({ "sort": "site" });
    let large = serde_json::json!({ "sort": "site", "population_at_least": 800 });
    let council = serde_json::json!({ "places_with": { "kind": "womens_council", "places": sites, "by": "own" } });
    let passed = serde_json::json!({ "places_inspected": { "kind": "childrens_home", "places": large } });
    let homes = serde_json::json!({ "places_with": { "kind": "childrens_home", "by": "own" } });
    let schools = serde_json::json!({ "designations": { "programme": "star_parent_school" } });
    let mothers = serde_json::json!({ "designations": { "programme": "eco_mothers_service" } });
    let mediation = serde_json::json!({ "institutions": { "kind": "marriage_mediation" } });
    serde_json::json!({
        "councils_of_their_own_at_sites": counted(council).len(),
        "large_sites_whose_childrens_home_passed": counted(passed).len(),
        "childrens_homes_open": counted(homes).len(),
        "star_parent_school_granted": counted(schools).len(),
        "eco_mothers_service_granted": counted(mothers).len(),
        "mediation_institutions": counted(mediation).len(),
    })
}

fn without_what_no_measure_counts(claims: &Value) -> Value {
    let mut claims = claims.as_object().unwrap().clone();
    let institutions = claims["mediation_institutions"].as_array().unwrap().len();
    claims.insert("mediation_institutions".to_owned(), institutions.into());
    for name in [
        "relocation_sites",
        "city_committee_sessions_of_term_16",
        "rules_adopted_by_its_second_session",
        "national_poverty_base_recommended",
        "guangxi_technology_base_recommended",
        "elections_by_county",
    ] {
        assert!(claims.remove(name).is_some(), "{name}");
    }
    Value::Object(claims)
}

/// Counted as the target of the plan counts them.
fn demonstration_councils(view: &LockedView) -> usize {
    let (tree, standard) = (view.tree(), view.standard().unwrap().standard);
    let ground = MeasuredDay { facts: view.facts(), as_of: view.as_of(), standard: &standard, tree: &tree };
    let places = PlaceSelection { designated: Some("reform_demonstration".parse().unwrap()), ..Default::default() };
    let measure = Measure::PlacesWith { kind: "womens_council".parse().unwrap(), places, by: Possession::Own };
    ground.counted(&measure, view.find(&"4502".parse().unwrap()).unwrap()).len()
}

/// What an auditor should find is built in; a kind that no question shows would be tested by
/// nothing.
#[test]
fn each_kind_of_finding_is_built_in() {
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap()).unwrap();
    let mut most: BTreeMap<&str, u64> = BTreeMap::new();
    for question in expected.as_array().unwrap() {
        for (code, found) in question["findings"].as_object().unwrap() {
            let count = found["count"].as_u64().unwrap();
            assert_eq!(usize::try_from(count).unwrap(), found["list"].as_array().unwrap().len(), "{code}");
            let seen = most.entry(code).or_default();
            *seen = count.max(*seen);
        }
    }
    assert_eq!(most.len(), 15);
    assert!(most.values().all(|count| *count > 0), "{most:?}");
}

#[test]
fn the_documents_totals_come_out() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let coverage = view.coverage().unwrap();
    assert_eq!(coverage.places.len(), 1240 + 39);
    assert_eq!(counted(&coverage, |p| p.is_site), 39);
    assert_eq!(counted(&coverage, is_large), 10);
    assert_eq!(counted(&coverage, |p| is_large(p) && p.status == Status::Complete { shared: false }), 10);
    assert_eq!(counted(&coverage, |p| p.is_site && p.status == Status::Complete { shared: true }), 29);
    let standard = view.standard().unwrap();
    assert!(standard.is_adopted);
    assert_eq!(standard.standard, Standard::five_ones_2020().unwrap());
}

fn expected() -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap()).unwrap()
}

#[test]
fn committees_past_their_term_and_elections_by_county_are_those_of_the_independent_reading() {
    let registry = registry_of(&history());
    for question in expected() {
        let known = question["known"].as_str();
        let view = registry.view(asked(question["as_of"].as_str().unwrap(), known)).unwrap().locked().unwrap();
        let (facts, as_of, tree) = (view.facts(), view.as_of(), view.tree());
        let standard = view.standard().unwrap().standard;
        let overdue = offices(facts, as_of, &standard, DUE_WITHIN_DAYS).filter(|office| office.state == Overdue);
        let mut overdue: Vec<String> =
            overdue.map(|office| view.place(office.federation.place).unwrap().to_string()).collect();
        overdue.sort();
        let places = question["findings"]["committee_past_term"]["list"].as_array().unwrap();
        assert_eq!(overdue, places.iter().map(|finding| finding[0].as_str().unwrap()).collect::<Vec<_>>());
        let mut held: BTreeMap<String, usize> = BTreeMap::new();
        for round in round(facts, as_of, "2016-12-31".parse().unwrap()) {
            let place = round.federation.place;
            let county = view.place(tree.at_level(place, Level::County).unwrap_or(place)).unwrap().to_string();
            let county = county.strip_suffix("00").unwrap_or(&county).to_owned();
            *held.entry(county).or_default() += round.elections.iter().filter(|election| election.is_certain).count();
        }
        held.retain(|_, elections| *elections > 0);
        assert_eq!(
            serde_json::to_value(held).unwrap(),
            question["claims"]["elections_by_county"],
            "{}",
            question["as_of"]
        );
    }
}

#[test]
fn on_30_june_2020_the_committees_of_the_round_of_2017_are_due_as_the_plan_says() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let standard = view.standard().unwrap().standard;
    let offices: Vec<_> = offices(view.facts(), view.as_of(), &standard, DUE_WITHIN_DAYS).collect();
    let totals = OfficeTotals::of(&offices);
    assert_eq!((totals.overdue, totals.no_term, totals.possibly_overdue), (2, 0, 0));
    let in_2017 =
        |office: &&Office| office.federation.committee.as_ref().is_some_and(|c| c.elected.last().year() == 2017);
    let due = offices.iter().filter(|office| office.state == Due);
    // All of the first round of 2017, and nobody else: three years, so by the end of 2020.
    assert!(totals.due > 200 && due.clone().all(|office| in_2017(&office)), "{totals:?}");
}

#[test]
fn without_one_council_the_document_would_be_wrong() {
    let kept = |line: &&str| !(line.contains("\"create_council\"") && line.contains("\"place\":\"RA-03\""));
    let without = history();
    let without: String = without.lines().filter(kept).flat_map(|line| [line, "\n"]).collect();
    let registry = registry_of(&without);
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let coverage = view.coverage().unwrap();
    assert_eq!(counted(&coverage, |p| is_large(p) && p.status == Status::Complete { shared: false }), 9);
}

#[test]
fn importing_it_again_adds_nothing() {
    let registry = registry_of(&history());
    let head = registry.view(Question::default()).unwrap().locked().unwrap().facts().head();
    // Recorded now and not as stated: what is true already stays as it is.
    let rows: String = history()
        .lines()
        .filter(|line| !line.contains("\"correct\"") && !line.contains("\"commit\""))
        .map(now)
        .collect();
    let report = Import::default().run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
    assert_eq!((report.events, report.already_true), (0, report.rows));
    assert_eq!(registry.view(Question::default()).unwrap().locked().unwrap().facts().head(), head);
}

/// The same row without its recording time.
fn now(line: &str) -> String {
    let mut row: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
    row.remove("recorded_at");
    format!("{}\n", Value::Object(row))
}

#[test]
fn the_scripts_make_the_same_history_and_the_same_figures() {
    let folder = fixture("liuzhou-2020");
    for (script, file) in [(&["make.py"][..], "history.jsonl"), (&["model.py", "--expected"][..], "expected.json")] {
        let made = Command::new("python3").arg("-B").args(script).current_dir(&folder).output();
        let made = made.expect("python3 runs the fixture's scripts; install Python 3");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        assert!(made.stdout == std::fs::read(folder.join(file)).unwrap(), "{script:?} makes another {file}");
    }
}

#[test]
fn a_threshold_of_500_changes_exactly_the_sites_from_500_to_799_that_share() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let stricter = standard_from_toml(shipped("five-ones-500")).unwrap();
    let (by, against) = (view.coverage_by(&stricter), view.coverage().unwrap());
    let changed = by.places.iter().zip(&against.places).filter(|(by, against)| by.status != against.status);
    let changed: Vec<_> = changed.map(|(place, _)| place.place).collect();
    let between = against.places.iter().filter(|p| p.is_site && p.population.is_some_and(|n| (500..800).contains(&n)));
    let between: Vec<_> = between.map(|place| place.place).collect();
    assert_eq!(changed, between);
    assert_eq!(changed.len(), 11);
}

#[test]
fn the_standards_that_ship_can_be_read_and_the_first_is_the_built_in_one() {
    for (id, text) in SHIPPED {
        assert_eq!(standard_from_toml(text).unwrap().id.as_str(), id);
    }
    assert_eq!(standard_from_toml(shipped("five-ones-2020")).unwrap(), Standard::five_ones_2020().unwrap());
}

#[test]
fn every_mistake_of_a_standard_is_told_with_its_field() {
    let text = "id = '1x'\nzh = ''\nfoo = 1\n[[requirements]]\nkind = 'womens_home'\ncommunities = 'owned'\n\
                [[requirements]]\nkind = 'womens_home'\ncommunities = 'own'\nsites = { own_from = -1 }\n";
    let problems = standard_from_toml(text).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    let expected =
        ["foo", "id", "zh", "en", "requirements[0].communities", "requirements[0].sites", "requirements[1].sites"];
    assert_eq!(fields, expected);
}

#[test]
fn every_mistake_of_a_term_of_office_is_told_with_its_field() {
    let requirement = "id = 's'\nzh = '示例'\nen = 'S'\n[[requirements]]\nkind = 'womens_federation'\n\
                       communities = 'own'\nsites = 'own'\n";
    let fields = |text: &str| -> Vec<String> {
        let problems = standard_from_toml(&format!("{requirement}{text}")).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.field).collect()
    };
    let term = |level: &str, from: &str, years: &str| {
        format!("[[terms]]\nlevel = '{level}'\nfrom = {from}\nyears = {years}\nsource = '示例'\n")
    };
    let community = || term("community", "2018-12-29", "5");
    assert_eq!(fields(&community()), [""; 0]);
    assert_eq!(fields(&format!("committee_in_term = true\n{}", term("community", "'2018-12-29'", "5"))), [""; 0]);
    assert_eq!(fields(&term("village", "2018-12-29", "5")), ["terms[0].level"]);
    assert_eq!(fields(&term("county", "2018", "5")), ["terms[0].from"]);
    assert_eq!(fields(&term("county", "'2018-12'", "5")), ["terms[0].from"]);
    assert_eq!(fields(&term("county", "2018-12-29T00:00:00", "5")), ["terms[0].from"]);
    assert_eq!(fields(&term("county", "2018-12-29", "0")), ["terms[0].years"]);
    assert_eq!(fields(&term("county", "2018-12-29", "300")), ["terms[0].years"]);
    assert_eq!(fields(&(community() + &community())), ["terms[1].from"]);
    assert_eq!(
        fields("[[terms]]\nwhy = 1\n"),
        ["why", "level", "from", "years", "source"].map(|f| format!("terms[0].{f}"))
    );
    assert_eq!(fields("terms = 5\n"), ["requirements[0].terms"]);
    assert_eq!(fields("committee_in_term = true\n"), ["requirements[0].committee_in_term"]);
    let both = format!("committee_in_term = true\ncommittee_term_years = 5\n{}", community());
    assert_eq!(fields(&both), ["requirements[0].committee_in_term"]);
    let home = "[[requirements]]\nkind = 'womens_home'\ncommunities = 'own'\nsites = 'own'\ncommittee_in_term = true\n";
    assert_eq!(fields(&format!("{home}{}", community())), ["requirements[1].committee_in_term"]);
}

#[test]
fn targets_are_counted_by_their_places() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let (tree, standard) = (view.tree(), view.standard().unwrap().standard);
    let ground = MeasuredDay { facts: view.facts(), as_of: view.as_of(), standard: &standard, tree: &tree };
    let reached = |target: &str| {
        let id: TargetId = target.parse().unwrap();
        let TargetState::Set(target) = view.facts().targets.state_on(&id, view.as_of()) else {
            panic!("{target} is not set")
        };
        ground.counted(&target.set.measure, target.scope).len()
    };
    assert_eq!(["T-2020-1", "T-2020-2", "T-2020-3", "T-2020-4"].map(reached), [10, 9, 7, 0]);
}

fn shipped(id: &str) -> &'static str {
    SHIPPED.iter().find(|(shipped, _)| *shipped == id).unwrap().1
}

/// A ledger was imported without its evidence and again with it: the evidence was dropped, because
/// the facts were true already.
#[test]
fn a_fact_repeated_with_other_evidence_is_not_passed_over() {
    let registry = registry_of(&history());
    let head = registry.view(Question::default()).unwrap().locked().unwrap().facts().head();
    let row =
        history().lines().find(|line| line.contains("\"establish_element\"") && line.contains("\"evidence\"")).map(now);
    let mut row: serde_json::Map<String, Value> = serde_json::from_str(&row.unwrap()).unwrap();
    let import = |row: &serde_json::Map<String, Value>| {
        let text = Value::Object(row.clone()).to_string();
        Import::default().run(&registry, &mut text.as_bytes(), &mut |_, _| {}).unwrap()
    };
    assert_eq!((import(&row).already_true, import(&row).bad.len()), (1, 0));

    row.insert("evidence".to_owned(), serde_json::json!([{ "title": "另一份文件" }]));
    let report = import(&row);
    let [bad] = &report.bad[..] else { panic!("{report:?}") };
    let Problem::Refused(Error::RecordedDifferently { differences, .. }) = &bad.problem else { panic!("{bad:?}") };
    assert_eq!(differences.iter().map(|d| d.field.as_str()).collect::<Vec<_>>(), ["evidence"]);
    assert_eq!(registry.view(Question::default()).unwrap().locked().unwrap().facts().head(), head);
}

/// The paper says «2018» or «2018年上半年» of some federations and elements, and no more.
#[test]
fn a_date_that_is_found_settles_what_hangs_on_it() {
    let registry = registry_of(&history());
    let question = asked("2018-06-30", None);
    let (hinge, place) = {
        let view = registry.view(question).unwrap().locked().unwrap();
        let standard = view.standard().unwrap().standard;
        let (coverage, prospects) = (view.coverage().unwrap(), view.prospects_by(&standard));
        let bounds = prospects.total(&coverage);
        assert!(bounds.is_open() && bounds.at_least.totals.none < bounds.at_most.totals.none);
        let (place, prospect) = prospects.places.iter().find(|(_, prospect)| !prospect.hinges.is_empty()).unwrap();
        let hinge = prospect.hinges[0].clone();
        (hinge, *place)
    };
    for (found, expected) in [("2018-06-30", &hinge.by), ("2018-07-01", &hinge.after)] {
        let registry = registry_of(&history());
        let original = registry.view(question).unwrap().locked().unwrap().entry(hinge.fact).unwrap().unwrap().recorded;
        let replacement = Fact { effective: found.parse().unwrap(), ..original.fact };
        let command = Correct {
            event: original.id,
            reason: RetractionReason::BetterEvidence,
            note: None,
            replacement: Box::new(replacement),
        };
        let wish = Wish { effective: "2020-12-31".parse().unwrap(), evidence: Vec::new(), command };
        registry.record(&Request::new("示例".parse().unwrap(), wish)).unwrap();
        let view = registry.view(question).unwrap().locked().unwrap();
        let prospects = view.prospects_by(&view.standard().unwrap().standard);
        assert!(!prospects.facts().contains(&hinge.fact));
        let cells = view.coverage_of(place).unwrap().unwrap().cells;
        let state = cells.iter().find(|cell| cell.kind == hinge.kind).unwrap().state;
        assert_eq!([Some(state)], expected.as_slice(), "{found}");
    }
}

#[test]
fn nothing_is_open_on_the_days_of_which_the_document_speaks() {
    let registry = registry_of(&history());
    for day in ["2020-06-30", "2020-12-31"] {
        let view = registry.view(asked(day, None)).unwrap().locked().unwrap();
        let prospects = view.prospects_by(&view.standard().unwrap().standard);
        assert!(prospects.places.is_empty(), "{day}: {:?}", prospects.places);
    }
}

#[test]
fn the_council_of_24_june_would_have_been_in_time_on_22_june() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-22", None)).unwrap().locked().unwrap();
    let place = view.find(&"RA-03".parse().unwrap()).unwrap();
    let council = view.facts().catalogue.kind("womens_council").unwrap();
    let explanation = view.explain(place, council).unwrap().unwrap();
    assert_eq!(explanation.state, CellState::Missing);
    let otherwise = view.otherwise(&explanation).unwrap();
    let [Otherwise { change: Counterfactual::ByThen { fact }, state: CellState::Own, .. }] = otherwise.as_slice()
    else {
        panic!("{otherwise:?}");
    };
    let created = view.entry(*fact).unwrap().unwrap().recorded.fact;
    assert_eq!((created.event.name(), created.effective.to_string().as_str()), ("council_created", "2020-06-24"));
}

#[test]
fn every_place_behind_a_number_is_so_since_a_day_on_which_something_happened() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let coverage = view.coverage().unwrap();
    let complete = |place: &PlaceCoverage| matches!(place.status, Status::Complete { .. });
    let places: Vec<&PlaceCoverage> = coverage.places.iter().filter(|place| complete(place)).collect();
    assert!(places.len() > 39);
    for place in places {
        let since = view.since(place.place, None, complete).unwrap().unwrap();
        assert!(!since.facts.is_empty(), "{place:?}");
        let day_before = view.asking(Question::on(since.day.yesterday().unwrap())).unwrap();
        let standard = view.standard().unwrap().standard;
        let before = Coverage::judge_one(day_before.facts(), place.place, day_before.as_of(), &standard);
        assert!(!before.is_some_and(|before| complete(&before)), "{place:?}");
    }
}
