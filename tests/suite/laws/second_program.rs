//! A second program, in Python and written from the documents, computes the same coverage from the
//! same frames.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use jiceng_core::{Known, Question, Registry, end_of_china_day};
use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::evidence::Evidence;
use jiceng_domain::standard::{Need, Standard, StandardAdopted};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Facts, Level, Place, Position, Recorded};
use jiceng_exchange::Import;
use jiceng_log::{Commit, frame};
use jiceng_projections::{CellState, Coverage, Status};
use jiceng_testkit::answers::some_days_of;
use jiceng_testkit::every_command::every_event;
use jiceng_testkit::fixtures::{fixture, root};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{RECORDED_ON, Recorder, event_id};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, SECOND_COMMUNITY, SECOND_SITE, SITE, small_world};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::log::child;

/// What is said of a place: its sort, people and status, and the state of each kind.
type Row = BTreeMap<String, String>;

/// The places of a day.
type Rows = BTreeMap<String, Row>;

fn name(facts: &Facts, place: jiceng_domain::PlaceNo, as_of: AsOf) -> String {
    facts.places.get(place).and_then(|record| record.place_on(as_of)).as_ref().map(Place::to_string).unwrap()
}

/// What jiceng says.
fn ours(facts: &Facts, as_of: AsOf) -> Rows {
    let shipped = Standard::five_ones_2020().unwrap();
    let coverage = Coverage::judge(facts, as_of, facts.standard_on(as_of).unwrap_or(&shipped));
    let row = |place: &jiceng_projections::PlaceCoverage| {
        let status = match place.status {
            Status::Complete { shared: true } => "complete_shared",
            Status::Complete { shared: false } => "complete_own",
            Status::Partial { .. } => "partial",
            Status::None => "none",
        };
        let mut row = Row::from([
            ("sort".to_owned(), if place.is_site { "site" } else { "community" }.to_owned()),
            ("population".to_owned(), place.population.map_or_else(|| "null".to_owned(), |people| people.to_string())),
            ("status".to_owned(), status.to_owned()),
        ]);
        for cell in &place.cells {
            let state = match cell.state {
                CellState::Own => "own".to_owned(),
                CellState::Shared { provider } => format!("shared from {}", name(facts, provider, as_of)),
                CellState::Suspended => "suspended".to_owned(),
                CellState::OutOfTerm => "out_of_term".to_owned(),
                CellState::BelowStandard => "below_standard".to_owned(),
                CellState::Missing => "missing".to_owned(),
                CellState::NotRequired => "not_required".to_owned(),
            };
            row.insert(facts.catalogue.kind_entry(cell.kind).unwrap().code.to_string(), state);
        }
        (name(facts, place.place, as_of), row)
    };
    coverage.places.iter().map(row).collect()
}

/// What the second program says, for each question.
fn theirs(frames: &[u8], questions: &[String]) -> Vec<Rows> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("frames");
    fs::write(&file, frames).unwrap();
    let mut command = Command::new(PYTHON.as_ref().unwrap());
    let output = command.arg("-B").arg(root().join("tests/coverage.py")).arg(&file).args(questions).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<Value> =
        output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(answers.len(), questions.len());
    answers.iter().map(|answer| answer["rows"].as_array().unwrap().iter().map(their_row).collect()).collect()
}

fn their_row(row: &Value) -> (String, Row) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut said: Row =
        ["sort", "population", "status"].into_iter().map(|field| (field.to_owned(), text(&row[field]))).collect();
    for (kind, cell) in row["cells"].as_object().unwrap() {
        let state = match cell.get("provider") {
            Some(provider) => format!("{} from {}", text(&cell["state"]), text(provider)),
            None => text(&cell["state"]),
        };
        said.insert(kind.clone(), state);
    }
    (text(&row["place"]), said)
}

/// The first place on which two answers differ, and what each says of it.
fn first_difference(ours: &Rows, theirs: &Rows) -> Option<String> {
    let mut places: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
    places.sort();
    places.into_iter().find_map(|place| match (ours.get(place), theirs.get(place)) {
        (Some(one), Some(other)) => {
            let column = one.keys().chain(other.keys()).find(|column| one.get(*column) != other.get(*column))?;
            let said = |row: &Row| row.get(column).cloned().unwrap_or_else(|| "nothing".to_owned());
            Some(format!("{place}, {column}: jiceng says {}, the second program {}", said(one), said(other)))
        }
        (Some(_), None) => Some(format!("{place}: only jiceng has it")),
        (None, _) => Some(format!("{place}: only the second program has it")),
    })
}

/// The first place on which the two programs differ for one of the questions.
fn difference(frames: &[u8], facts: &Facts, questions: &[AsOf]) -> Option<String> {
    let asked: Vec<String> = questions.iter().map(|as_of| format!("{}@{}", as_of.effective, as_of.known.0)).collect();
    let answers = theirs(frames, &asked);
    let differs = |((as_of, asked), theirs): ((&AsOf, &String), &Rows)| {
        first_difference(&ours(facts, *as_of), theirs).map(|difference| format!("{asked}: {difference}"))
    };
    questions.iter().zip(&asked).zip(&answers).find_map(differs)
}

/// The commits of a log in memory, as frames.
fn frames_of(log: &[Recorded]) -> Vec<u8> {
    let frame = |events: &[Recorded]| {
        let commit = Commit {
            id: events[0].id.commit,
            first: events[0].position,
            recorded_at: end_of_china_day(RECORDED_ON).unwrap(),
            recorder: text("示例"),
            approver: None,
            command: "test".to_owned(),
            facts: events.iter().map(|event| event.fact.clone()).collect(),
        };
        frame::encode(&commit).unwrap()
    };
    log.chunk_by(|one, next| one.id.commit == next.id.commit).flat_map(frame).collect()
}

/// The interpreter itself: what `python3` names may be a script that looks for it, and takes its
/// time.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let output = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| path.trim().into())
});

fn python_is_there() -> bool {
    if PYTHON.is_none() {
        child::skip("python3 is not there");
    }
    PYTHON.is_some()
}

/// A standard with all that one can ask, from before the history on.
fn strict() -> StandardAdopted {
    let mut adopted = standard("strict-too", &[WOMENS_FEDERATION, WOMENS_HOME, CHILDRENS_HOME]);
    adopted.standard.requirements[0].committee_in_term = true;
    adopted.standard.requirements[0].sites = Need::OwnFrom(800);
    adopted.standard.requirements[1].must_pass_inspection = true;
    adopted.standard.requirements[1].sites = Need::OwnOrShared;
    adopted.standard.requirements[2].communities = Need::NotRequired;
    let term = |from, years| TermOfOffice { level: Level::Community, from: day(from), years, source: text("示例") };
    adopted.standard.terms = vec![term("2000-01-01", 1), term("2019-01-01", 5)];
    adopted
}

#[test]
fn they_agree_on_the_liuzhou_history() {
    if !python_is_there() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    let history = fs::read_to_string(fixture("liuzhou-2020/history.jsonl")).unwrap();
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let report = import.run(&registry, &mut history.as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
    let asked = [("2019-12-31", None), ("2020-03-31", None), ("2020-06-30", None), ("2020-06-30", Some("2020-06-22"))];
    let question = |(on, known): (&str, Option<&str>)| {
        let known = known.map_or(Known::Now, |on| Known::At(end_of_china_day(day(on)).unwrap()));
        registry.view(Question { known, ..Question::on(day(on)) }).unwrap().locked().unwrap().as_of()
    };
    let questions = asked.map(question);
    let facts = registry.view(Question::default()).unwrap().locked().unwrap().facts().clone();
    drop(registry);
    let mut frames = Vec::new();
    jiceng_exchange::frames::export(&data, Position(0), &mut frames).unwrap();
    assert_eq!(difference(&frames, &facts, &questions), None);
    // The day on which something was known is found by both in the times of recording.
    let known = theirs(&frames, &["2020-06-30@2020-06-22".to_owned()]);
    assert_eq!(first_difference(&ours(&facts, questions[3]), &known[0]), None);
    assert_eq!(known[0].len(), 1279);
}

/// What was known at a cut, and what is known of all.
fn questions(log: &[Recorded], days: &[Date], cut: Position) -> Vec<AsOf> {
    let known = [cut, Position(log.len() as u64)];
    days.iter().flat_map(|day| known.map(|known| AsOf::on(*day).known_before(known))).collect()
}

#[test]
fn they_agree_on_a_history_with_every_command() {
    if !python_is_there() {
        return;
    }
    let mut recorder: Recorder = every_event();
    recorder.record(&strict().on("2018-01-01")).unwrap();
    let log = &recorder.events;
    let questions: Vec<AsOf> =
        [20, 40, 60].into_iter().flat_map(|cut| questions(log, &some_days_of(log, 20), Position(cut))).collect();
    assert_eq!(difference(&frames_of(log), &recorder.facts, &questions), None);
}

/// A federation whose end is disputed and whose founding is then corrected to another place: the
/// ends are taken there too, and with them which of them counts.
#[test]
fn they_agree_on_a_disputed_end_that_moves_to_another_place() {
    if !python_is_there() {
        return;
    }
    let world = small_world();
    let commit = |n: u64| event_id(world.len() as u64 + n, 0);
    let later = by_evidence("minutes", federation_dissolved("f1").on("2019-06-01"));
    let mut recorder = given(small_world())
        .and([
            precedence(&["minutes"]).on("2017-01-01"),
            federation("f1", COMMUNITY).on("2018-01-01"),
            federation_dissolved("f1").on("2019-01-01"),
            disagreement_with(commit(3), later),
            correction_of(commit(2), federation("f1", SECOND_COMMUNITY).on("2018-01-01")),
        ])
        .recorder();
    recorder.record(&strict().on("2017-06-01")).unwrap();
    assert_eq!(difference_at_every_position(&recorder, &["2018-06-01", "2019-03-01", "2019-07-01"]), None);
}

/// The part that gets the code of the division is a new place: what the old one had stays there.
#[test]
fn they_agree_on_a_division_that_is_split_into_its_own_code_and_others() {
    if !python_is_there() {
        return;
    }
    for on in ["2018-06-15", "2018-H1"] {
        let parts = [(SECOND_COMMUNITY, "示例桔东社区"), ("450224100078", "示例新社区")];
        let mut recorder = given(small_world())
            .and([
                home(SECOND_COMMUNITY).on("2015-01-01"),
                population(SECOND_COMMUNITY, 900).on("2015-02-01"),
                division_split(SECOND_COMMUNITY, &parts).on(on),
                home(SECOND_COMMUNITY).on("2019-01-01"),
            ])
            .recorder();
        recorder.record(&strict().on("2017-06-01")).unwrap();
        assert_eq!(difference_at_every_position(&recorder, &["2018-06-14", "2018-07-01", "2019-02-01"]), None);
    }
}

/// Of two counts of one day the later one is the last, also when the first is corrected after it;
/// and a count with the number of a document rests on a document.
#[test]
fn they_agree_on_what_takes_the_place_of_what() {
    if !python_is_there() {
        return;
    }
    let commit = |n: u64| event_id(small_world().len() as u64 + n, 0);
    let mut documented = population(SECOND_SITE, 500).on("2018-06-30");
    documented.evidence = vec![Evidence { document: Some(text("柳妇〔2018〕7号")), ..Evidence::default() }];
    let recorder = given(small_world())
        .and([
            population(SITE, 900).on("2018-06-30"),
            population(SITE, 700).on("2018-06-30"),
            correction_of(commit(1), population(SITE, 950).on("2018-06-30")),
            by_evidence("minutes", population(SECOND_SITE, 400).on("2018-06-30")),
            disagreement_with(commit(4), documented),
            precedence(&["document", "minutes"]).on("2019-01-01"),
        ])
        .recorder();
    let people = |no: &str, on: &str| {
        let as_of = AsOf::on(day(on));
        recorder.facts.places.get(recorder.facts.places.find(&text(no), as_of).unwrap()).unwrap().population_on(as_of)
    };
    assert_eq!(people(SITE, "2019-02-01"), Some(700));
    assert_eq!([people(SECOND_SITE, "2018-07-01"), people(SECOND_SITE, "2019-02-01")], [Some(400), Some(500)]);
    assert_eq!(difference_at_every_position(&recorder, &["2018-07-01", "2019-02-01"]), None);
}

/// What is inspected for a drawn place that shares is the provider's, as what was recorded before
/// it says.
#[test]
fn they_agree_on_inspections_under_a_sample_of_what_is_shared() {
    if !python_is_there() {
        return;
    }
    let drawn = as_if_drawn(sample("s1", 2, "2017-06-01"), &[SITE, SECOND_SITE]);
    let recorder = given(small_world())
        .and([
            home(COMMUNITY).on("2018-01-01"),
            home(SECOND_SITE).on("2018-01-02"),
            sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-02-01"),
            sharing(SECOND_SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-02-02"),
            drawn.on("2018-03-01"),
            inspected_under("s1", SITE, WOMENS_HOME, true).on("2018-04-01"),
            inspected_under("s1", SECOND_SITE, WOMENS_HOME, false).on("2018-04-02"),
            suspended(SECOND_SITE, WOMENS_HOME).on("2018-05-01"),
            inspected_under("s1", SECOND_SITE, WOMENS_HOME, false).on("2018-05-02"),
            sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-06-01"),
            home(SITE).on("2018-07-01"),
            inspected_under("s1", SITE, WOMENS_HOME, true).on("2018-07-02"),
        ])
        .and_withdrawn()
        .recorder();
    let mut recorder = recorder;
    recorder.record(&strict().on("2017-06-01")).unwrap();
    let days = ["2018-04-01", "2018-04-02", "2018-05-02", "2018-07-02"];
    assert_eq!(difference_at_every_position(&recorder, &days), None);
}

/// The first difference on one of the days, as known at any position.
fn difference_at_every_position(recorder: &Recorder, days: &[&str]) -> Option<String> {
    let positions = || (0..=recorder.events.len() as u64).map(Position);
    let questions: Vec<AsOf> =
        days.iter().flat_map(|on| positions().map(|known| AsOf::on(day(on)).known_before(known))).collect();
    difference(&frames_of(&recorder.events), &recorder.facts, &questions)
}

#[test]
fn a_difference_names_the_place_and_both_answers() {
    let row = |state: &str| Row::from([("womens_home".to_owned(), state.to_owned())]);
    let rows = |one: &str, other: &str| Rows::from([("RA-01".to_owned(), row(one)), ("RA-02".to_owned(), row(other))]);
    let found = first_difference(&rows("own", "own"), &rows("own", "missing")).unwrap();
    assert_eq!(found, "RA-02, womens_home: jiceng says own, the second program missing");
    assert_eq!(first_difference(&rows("own", "own"), &rows("own", "own")), None);
    let less = Rows::from([("RA-01".to_owned(), row("own"))]);
    assert_eq!(first_difference(&less, &rows("own", "own")).unwrap(), "RA-02: only the second program has it");
}

proptest! {
    // Each case starts a program.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(4), ..ProptestConfig::default() })]

    #[test]
    fn they_agree_on_any_history(history in any_history(), cut in any::<Index>(), is_strict in any::<bool>()) {
        if PYTHON.is_none() {
            return Ok(());
        }
        let mut recorder = history.recorder.clone();
        if is_strict {
            recorder.record(&strict().on("2017-06-01")).unwrap();
        }
        let log = &recorder.events;
        let cut = Position(cut.index(log.len() + 1) as u64);
        let questions = questions(log, &some_days_of(log, 12), cut);
        prop_assert_eq!(difference(&frames_of(log), &recorder.facts, &questions), None);
    }
}
