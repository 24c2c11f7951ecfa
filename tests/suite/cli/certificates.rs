//! Certificates: they hold however much is recorded later, and a log, a standard or a figure that
//! is another is named.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::program::{Answer, Trial, file};
use super::sampling::liuzhou;

const GOLDEN: &str = "tests/suite/cli/files/certificate.json";
const ASKED: &str = "--as-of 2020-06-30 --known 2020-06-25";

/// The rows of the world, each a commit with an identity, so that a log built of them again is the
/// same to the byte.
fn rows() -> Vec<Value> {
    let world = fs::read_to_string(file("world.jsonl")).unwrap();
    let row = |(n, line): (usize, &str)| {
        let mut row: Value = serde_json::from_str(line).unwrap();
        if row["commit"].is_null() {
            row["commit"] = json!(format!("01900000-0000-7000-9000-{n:012}"));
        }
        row
    };
    // Names of persons are sealed under keys that are made anew each time.
    world.lines().enumerate().map(row).filter(|row| !row.to_string().contains("person")).collect()
}

fn registry_of(rows: &[Value]) -> Trial {
    let trial = Trial::empty();
    let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let file = trial.write("rows.jsonl", lines.join("\n"));
    let imported = trial.run_words(&["import", &file, "--recorded-as-stated"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    trial
}

fn path(trial: &Trial, name: &str) -> String {
    trial.dir.path().join(name).to_str().unwrap().to_owned()
}

fn read(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// Makes a certificate; answers its file.
fn certificate(trial: &Trial, name: &str, words: &str) -> String {
    let file = path(trial, name);
    let mut all = vec!["coverage", "--certificate", &file];
    all.extend(words.split(' '));
    let made = trial.run_words(&all);
    assert_eq!((made.code, made.err.contains("certificate written to")), (0, true), "{words}: {made:?}");
    file
}

fn check(trial: &Trial, file: &str) -> Answer {
    trial.run_words(&["certificate", "check", file, "--format", "json"])
}

/// The fields in which a certificate differs.
fn differing(trial: &Trial, file: &str) -> Vec<String> {
    let checked = check(trial, file);
    let answer = checked.json();
    let field = |difference: &Value| difference["field"].as_str().unwrap().to_owned();
    let fields: Vec<String> = answer["differences"].as_array().unwrap().iter().map(field).collect();
    assert_eq!((checked.code, &answer["holds"]), (u8::from(!fields.is_empty()), &json!(fields.is_empty())));
    fields
}

fn changed(trial: &Trial, file: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut value = read(file);
    change(&mut value);
    trial.write("changed.json", serde_json::to_string_pretty(&value).unwrap())
}

/// The identity of the last event of a sort about a place.
fn event_of(trial: &Trial, place: &str, event: &str) -> String {
    let history = trial.run(&format!("history {place} --format json")).json();
    let found = history["rows"].as_array().unwrap().iter().rfind(|row| row["event"] == event).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

fn record(trial: &Trial, row: &Value) {
    let recorded = trial.run_words(&["record", "json", &row.to_string(), "--recorder", "示例"]);
    assert_eq!(recorded.code, 0, "{recorded:?}");
}

#[test]
fn a_certificate_holds_however_much_is_recorded_later() {
    let trial = liuzhou();
    let strict = trial.write("strict.toml", fs::read(file("strict.toml")).unwrap());
    let by_file = format!("--as-of 2020-06-30 --standard {strict}");
    let asked = [
        "--as-of 2020-06-30 --known 2020-06-22",
        "--as-of 2020-06-30",
        "--known 5000",
        "--as-of 2019-12-31 --by place --sort site",
        "--as-of 2020-06-30 --division 450224 --by township --kind 儿童之家",
        "--as-of 2020-06-30 --standard five-ones-500 --sort site --by prefecture",
        "--as-of 2020-06-30 --tree 2019-01-01",
        &by_file,
    ];
    let files: Vec<String> =
        asked.iter().enumerate().map(|(n, words)| certificate(&trial, &format!("c{n}.json"), words)).collect();
    let council = event_of(&trial, "RA-01", "council_created");
    record(&trial, &json!({"command": "count_population", "effective": "2020-06-01", "place": "RA-01", "people": 5}));
    record(
        &trial,
        &json!({"command": "retract", "effective": "2020-12-31", "event": council, "reason": "never_happened"}),
    );
    fs::remove_file(&strict).unwrap();
    for (words, file) in asked.iter().zip(&files) {
        let again = format!("{file}.again");
        let checked = trial.run_words(&["certificate", "check", file, "--output", &again]);
        assert_eq!((checked.code, checked.text().starts_with("it holds")), (0, true), "{words}: {checked:?}");
        assert_eq!(fs::read(file).unwrap(), fs::read(again).unwrap(), "{words}");
    }
    // Today's answer is another.
    let now = certificate(&trial, "now.json", asked[1]);
    assert_ne!(read(&now)["answer"]["digest"], read(&files[1])["answer"]["digest"]);
}

#[test]
fn a_certificate_made_of_the_same_commits_is_the_golden_one_to_the_byte() {
    let trial = registry_of(&rows());
    let file = certificate(&trial, "c.json", ASKED);
    let golden = jiceng_testkit::fixtures::root().join(GOLDEN);
    if std::env::var_os("JICENG_BLESS").is_some() {
        fs::copy(&file, &golden).unwrap();
    }
    // Only the program's version may become another.
    let text = |path: &std::path::Path| {
        let lines = fs::read_to_string(path).unwrap();
        lines.lines().filter(|line| !line.contains("made_by")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(text(file.as_ref()), text(&golden));
    assert!(differing(&trial, golden.to_str().unwrap()).is_empty());
}

#[test]
fn a_log_with_one_changed_event_of_the_same_shape_is_known_by_its_tree() {
    let rows = rows();
    let trial = registry_of(&rows);
    let file = certificate(&trial, "c.json", ASKED);
    // The same commits again: the same log.
    assert!(differing(&registry_of(&rows), &file).is_empty());
    // One character of a piece of evidence: no figure changes, and no length.
    let mut other = rows.clone();
    let row = other.iter_mut().find(|row| row["command"] == "register_division").unwrap();
    row["evidence"] = json!([{ "title": "示例：统计用区划代号" }]);
    let rewritten = registry_of(&other);
    assert_eq!(differing(&rewritten, &file), ["log.tree_head"]);
    let told = rewritten.run_words(&["certificate", "check", &file, "--lang", "zh"]);
    assert!(told.text().contains("历史被改写"), "{told:?}");
    // The answer changes too: the tree comes first.
    let mut other = rows.clone();
    let row = other.iter_mut().rfind(|row| row["command"] == "count_population").unwrap();
    row["people"] = json!(row["people"].as_u64().unwrap() - 1);
    assert_eq!(differing(&registry_of(&other), &file), ["log.tree_head", "answer.digest"]);
    // A part of the log is lost.
    assert_eq!(differing(&registry_of(&rows[..20]), &file), ["log.position"]);
    // The question cannot even be asked.
    let division = certificate(&trial, "d.json", &format!("{ASKED} --division 450225"));
    let elsewhere = |row: &Value| serde_json::from_str(&row.to_string().replace("450225", "450226")).unwrap();
    let other: Vec<Value> = rows.iter().map(elsewhere).collect();
    assert_eq!(differing(&registry_of(&other), &division), ["log.tree_head"]);
}

#[test]
fn what_was_recorded_after_the_position_is_nothing_to_a_certificate() {
    let rows = rows();
    let trial = registry_of(&rows);
    let file = certificate(&trial, "c.json", &format!("--as-of 2020-06-30 --known {}", rows.len() - 1));
    let mut later = rows;
    later.last_mut().unwrap()["recorder"] = json!("另一单位（示例）");
    assert!(differing(&registry_of(&later), &file).is_empty());
}

#[test]
fn what_was_tampered_with_is_named() {
    let trial = registry_of(&rows());
    let file = certificate(&trial, "c.json", ASKED);
    let named = |change: &dyn Fn(&mut Value)| differing(&trial, &changed(&trial, &file, change));
    assert_eq!(named(&|_| {}), ["bytes"], "this writes the fields in another order");
    assert_eq!(named(&|c| c["totals"]["read"]["complete"] = json!(7)), ["totals.read.complete"]);
    assert_eq!(
        named(&|c| c["rows"][0]["figures"]["at_most"]["none"] = json!(9)),
        ["rows[450224].figures.at_most.none"]
    );
    assert_eq!(named(&|c| drop(c["rows"].as_array_mut().unwrap().remove(1))), ["rows[450225]"]);
    assert_eq!(named(&|c| c["answer"]["places"] = json!(1)), ["answer.places"]);
    let other = json!(format!("sha256:{}", "0".repeat(64)));
    assert_eq!(named(&|c| c["answer"]["digest"] = other.clone()), ["answer.digest"]);
    assert_eq!(named(&|c| c["log"]["tree_head"] = other.clone()), ["log.tree_head"]);
    assert_eq!(named(&|c| c["log"]["commits"] = json!(1)), ["log.commits"]);
    assert_eq!(named(&|c| c["log"]["position"] = json!(1_000_000)), ["log.position"]);
    assert_eq!(named(&|c| c["standard"]["digest"] = other.clone()), ["standard.digest"]);
    assert_eq!(named(&|c| c["question"]["known_at"] = json!("2019-06-01T00:00:00Z")), ["question.known"]);
    let standard = named(&|c| c["standard"]["text"]["requirements"][0]["must_pass_inspection"] = json!(true));
    assert_eq!(standard, ["standard.text.requirements[0].must_pass_inspection"]);
    let day = named(&|c| c["question"]["as_of"] = json!("2019-01-31"));
    assert!(day.contains(&"answer.digest".to_owned()), "{day:?}");
}

#[test]
fn a_standard_that_became_another_is_named() {
    let mut rows = rows();
    let requirement = json!({"kind": "womens_home", "communities": "own", "sites": "own"});
    let standard = json!({"id": "example", "zh": "示例标准", "en": "An example", "requirements": [requirement]});
    let adopt = json!({"commit": "01900000-0000-7000-8000-000000009999", "recorded_at": rows[0]["recorded_at"],
        "recorder": "示例", "command": "adopt_standard", "effective": "2018-01-01", "standard": standard});
    rows.insert(1, adopt);
    let file_of = |rows: &[Value]| {
        let trial = registry_of(rows);
        let file = certificate(&trial, "c.json", ASKED);
        (trial, file)
    };
    let (_trial, file) = file_of(&rows);
    rows[1]["standard"]["requirements"][0]["sites"] = json!("own_or_shared");
    let fields = differing(&registry_of(&rows), &file);
    assert_eq!(fields[..2], ["log.tree_head", "standard.digest"], "{fields:?}");
    assert!(fields.contains(&"standard.text.requirements[0].sites".to_owned()), "{fields:?}");
}

#[test]
fn the_digest_is_of_the_answer_place_by_place() {
    let trial = liuzhou();
    let asked = "--as-of 2020-06-30 --known 2020-06-22";
    let file = certificate(&trial, "c.json", asked);
    let answer = trial.run(&format!("coverage {asked} --by place --format json")).json();
    let mut places = answer["rows"].as_array().unwrap().clone();
    places.sort_by_key(|row| row["place"].as_str().unwrap().to_owned());
    let mut hash = Sha256::new();
    for row in &places {
        let cells = row["cells"].as_object().unwrap().iter();
        let cells: Vec<Value> = cells.map(|(kind, cell)| json!([kind, cell["state"], cell.get("provider")])).collect();
        hash.update(json!([row["place"], row["sort"] == "site", row["population"], row["status"], cells]).to_string());
        hash.update("\n");
    }
    let digest: [u8; 32] = hash.finalize().into();
    let certificate = read(&file);
    assert_eq!(certificate["answer"]["places"], places.len());
    assert_eq!(certificate["answer"]["digest"], format!("sha256:{}", crate::log::golden::hex(&digest)));
    assert_eq!(certificate["totals"]["read"]["complete"], answer["totals"]["complete"]);
    assert_eq!(certificate["totals"]["at_most"]["none"], answer["totals"]["at_most"]["none"]);
}

#[test]
fn the_tree_head_covers_the_whole_of_a_commit_of_which_a_part_is_known() {
    let trial = liuzhou();
    let count = event_of(&trial, "RA-01", "population_counted");
    let replacement = json!({"command": "count_population", "effective": "2019-06-30", "place": "RA-01", "people": 1});
    let before = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    record(
        &trial,
        &json!({"command": "correct", "effective": "2020-07-03", "event": count, "reason": "mistyped",
            "replacement": replacement}),
    );
    for (known, position) in [(before, before), (before + 1, before + 2), (before + 2, before + 2), (0, 0)] {
        let file = certificate(&trial, &format!("{known}.json"), &format!("--as-of 2020-06-30 --known {known}"));
        let value = read(&file);
        assert_eq!((&value["question"]["known"], &value["log"]["position"]), (&json!(known), &json!(position)));
        assert!(differing(&trial, &file).is_empty());
    }
}

#[test]
fn an_instant_is_stated_only_where_what_was_known_then_is_settled() {
    let trial = registry_of(&rows());
    let stated = |name: &str, known: &str| {
        read(&certificate(&trial, name, &format!("--as-of 2020-06-30 --known {known}")))["question"]["known_at"].clone()
    };
    assert_eq!(stated("a.json", "2020-06-25"), "2020-06-25T15:59:59.999999Z");
    // What is known today is not settled yet.
    assert_eq!(stated("b.json", &jiceng_core::today().to_string()), Value::Null);
    assert_eq!(stated("c.json", "3"), Value::Null);
    assert!(differing(&trial, &path(&trial, "b.json")).is_empty());
}

#[test]
fn what_is_no_certificate_is_told() {
    let trial = registry_of(&rows());
    let file = certificate(&trial, "c.json", ASKED);
    let with = |field: &'static str, value: Value| changed(&trial, &file, |c| c[field] = value);
    let said = |file: &str, code: u8, said: &str| {
        for sub in ["check", "show"] {
            let answer = trial.run_words(&["certificate", sub, file]);
            assert_eq!((answer.code, answer.err.contains(said)), (code, true), "{answer:?}");
        }
    };
    said(&path(&trial, "nowhere.json"), 4, "cannot read");
    said(&trial.write("text.json", "not JSON"), 1, "not JSON");
    said(&trial.write("bytes.json", [0xff, 0xfe]), 1, "not JSON");
    said(&trial.write("other.json", r#"{"rows": []}"#), 1, "no field certificate with a version");
    said(&with("certificate", json!(2)), 1, "version 2; this program knows version 1");
    said(&with("another", json!(2)), 1, "unknown field `another`");
    said(&with("totals", json!({})), 1, "field totals: missing field `read`");
    // One is never written over, unless it is the same.
    let again = trial.run(&format!("coverage {ASKED} --certificate {file}"));
    assert_eq!(again.code, 0, "{again:?}");
    let other = trial.run(&format!("coverage --as-of 2019-12-31 --certificate {file}"));
    assert_eq!((other.code, other.err.contains("cannot write")), (4, true), "{other:?}");
    assert!(differing(&trial, &file).is_empty());
}
