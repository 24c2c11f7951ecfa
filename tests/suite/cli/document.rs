//! `docs/cli/` is a promise: it names what there is, its rows are recorded, its answers are given.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::Event;
use jiceng_exchange::fields::{COMMANDS, CONTEXT, Field};
use jiceng_exchange::request_from_json;
use jiceng_projections::findings::FindingCode;
use jiceng_testkit::fixtures::root;
use jiceng_texts::{Lang, events};
use serde_json::Value;

use super::program::{Place, Trial};
use crate::documents::{blocks, example_rows, pages};

/// All pages as one.
fn document() -> String {
    pages().join("\n")
}

/// The example of a file of claims.
fn claims() -> String {
    let found = blocks(&document()).into_iter().find(|(words, _)| words == "toml claims");
    found.expect("docs/cli shows a file of claims").1
}

/// A registry that holds the history of the examples.
fn with_examples() -> Trial {
    let trial = Trial::empty();
    let rows = trial.write("rows.jsonl", example_rows().join("\n"));
    let imported = trial.run_words(&["import", &rows, "--recorder", "示例"]);
    assert_eq!((imported.code, imported.err.as_str()), (0, ""), "{imported:?}");
    trial
}

/// The cells of the table row whose first cell is this.
fn table_row<'d>(document: &'d str, first: &str) -> Vec<&'d str> {
    let cells = |line: &'d str| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>();
    let rows: Vec<_> = document.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    let mut found = rows.into_iter().filter(|cells| cells[0] == first);
    let row = found.next().unwrap_or_else(|| panic!("docs/cli has no row for {first}"));
    assert!(found.next().is_none(), "docs/cli has two rows for {first}");
    row
}

fn written(field: &Field) -> String {
    format!("`{}{}`", field.name, if field.is_required { "" } else { "?" })
}

/// The event of a command; the first where it records two.
fn event_of(command: &str) -> &'static str {
    let named = Event::COMMANDS.iter().zip(Event::NAMES).find(|(known, _)| **known == command);
    match (command, named) {
        (_, Some((_, event))) => event,
        ("disagree", None) => "sources_disagree",
        _ => "event_retracted",
    }
}

#[test]
fn every_command_is_there_with_its_event_and_its_fields() {
    let document = document();
    for (command, fields) in COMMANDS {
        let row = table_row(&document, &format!("`{command}`"));
        let expected = fields.iter().map(written).collect::<Vec<_>>().join(", ");
        assert_eq!(row[3], expected, "the fields of {command}");
        let event = event_of(command);
        assert!(row[1].starts_with(&format!("`{event}`")), "the event of {command} is {event}");
        let chinese = if *command == "correct" { "更正事实" } else { events::name(Lang::Zh, event) };
        assert_eq!(row[2], chinese, "the Chinese of {command}");
    }
    for field in CONTEXT.iter().filter(|field| field.name != "recorder") {
        table_row(&document, &written(field));
    }
    // It may be left out where the command line names it.
    table_row(&document, "`recorder?`");
}

#[test]
fn every_command_has_an_example_row_and_all_are_recorded_in_their_order() {
    let rows = example_rows();
    let recorder = "示例".parse().unwrap();
    let read = |row: &String| request_from_json(row, Some(&recorder)).unwrap_or_else(|error| panic!("{error}: {row}"));
    let named: BTreeSet<&str> = rows.iter().map(|row| read(row).wish.command.name()).collect();
    let missing: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).filter(|name| !named.contains(name)).collect();
    assert!(missing.is_empty(), "no example of {missing:?}");

    let trial = with_examples();
    let verified = trial.run("verify --format json").json();
    assert_eq!(verified["ok"], true);
    // A correction and a disagreement record two facts; every other row one.
    assert_eq!(verified["events"], rows.len() + 2);
}

/// Each field occurs in an example, so that an example shows how it is written.
#[test]
fn every_field_of_a_command_is_shown_in_an_example() {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in example_rows() {
        let Value::Object(row) = serde_json::from_str(&row).unwrap() else { panic!("{row}") };
        let command = row["command"].as_str().unwrap().to_owned();
        shown.entry(command).or_default().extend(row.keys().cloned());
    }
    for (command, fields) in COMMANDS {
        for field in *fields {
            assert!(shown[*command].contains(field.name), "no example shows {} of {command}", field.name);
        }
    }
}

#[test]
fn every_option_of_every_command_is_there() {
    let document = document();
    let trial = Trial::bare();
    let common = section(&document, "## For every command");
    let top = options(&trial.run("--help"));
    for option in &top {
        assert!(common.contains(option.as_str()), "{option} is not among the options of every command");
    }
    for command in subcommands(&trial.run("--help")) {
        let section = section(&document, &format!("## `jiceng {command}`"));
        let below = if command == "record" {
            vec!["json".to_owned()]
        } else {
            subcommands(&trial.run(&format!("{command} --help")))
        };
        let below: Vec<String> = below.iter().map(|sub| format!("{command} {sub}")).collect();
        for command in below.iter().chain([&command]) {
            assert!(document.contains(&format!("`jiceng {command}")), "jiceng {command} is not described");
            for option in options(&trial.run(&format!("{command} --help"))).difference(&top) {
                assert!(section.contains(option.as_str()), "{option} of jiceng {command} is not described");
            }
        }
    }
    let record = options(&trial.run("record count-population --help"));
    let section = self::section(&document, "## `jiceng record`");
    for option in record.difference(&top).filter(|option| !["--place", "--people"].contains(&option.as_str())) {
        assert!(section.contains(option.as_str()), "{option} of jiceng record is not described");
    }
}

#[test]
fn every_exit_code_is_there() {
    let codes = [
        jiceng_cli::EXIT_OK,
        jiceng_cli::EXIT_REFUSED,
        jiceng_cli::EXIT_USAGE,
        jiceng_cli::EXIT_NO_REGISTRY,
        jiceng_cli::EXIT_IO,
        jiceng_cli::EXIT_CORRUPT,
    ];
    for code in codes {
        table_row(&document(), &code.to_string());
    }
}

/// The text from a heading to the next of its level or above.
fn section<'d>(document: &'d str, heading: &str) -> &'d str {
    let begin = document.find(&format!("{heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let level = heading.split(' ').next().unwrap().len();
    let rest = &document[begin + heading.len()..];
    let ends = (1..=level).filter_map(|level| rest.find(&format!("\n{} ", "#".repeat(level))));
    &rest[..ends.min().unwrap_or(rest.len())]
}

/// The tables that every page ends with.
fn tables_of_csv(document: &str) -> String {
    document.split("\n## CSV\n").skip(1).map(|rest| rest.split("\n# ").next().unwrap()).collect()
}

fn options(help: &super::program::Answer) -> BTreeSet<String> {
    assert_eq!(help.code, 0, "{help:?}");
    let words = help.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
}

fn subcommands(help: &super::program::Answer) -> Vec<String> {
    let lines = help.text().lines().skip_while(|line| *line != "Commands:").skip(1);
    // A long description goes on in the next line, further in.
    let lines = lines.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Where the keys are data, or the value is described elsewhere.
const OPEN: [&str; 7] = ["kinds", "cells", "data", "requirement", "measure", "dates", "numbers"];

/// Every path in a JSON value: lists and maps of data count as one.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let is_open = OPEN.iter().any(|name| path.ends_with(&format!(".{name}")));
            for (name, value) in fields {
                let path = if is_open { format!("{path}.*") } else { format!("{path}.{name}") };
                found.insert(path.clone());
                let is_described_elsewhere =
                    [".data.", ".requirement.", ".measure.", ".evidence"].iter().any(|part| path.contains(part));
                if !is_described_elsewhere {
                    paths(value, &path, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, &format!("{path}[]"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn paths_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    paths(value, "", &mut found);
    found
}

/// A certificate of the examples.
fn certificate_of(trial: &Trial) -> String {
    let file = trial.dir.path().join("certificate.json").to_str().unwrap().to_owned();
    let made = trial.run_words(&["coverage", "--as-of", "2020-06-30", "--certificate", &file]);
    assert_eq!(made.code, 0, "{made:?}");
    file
}

/// Files that the examples name, made of the examples: a checkpoint with its key, and a proof.
fn signed_files(trial: &Trial) -> [(&'static str, String); 3] {
    let path = |name: &str| trial.dir.path().join(name).to_str().unwrap().to_owned();
    let (key, checkpoint, proof) = (path("example"), path("example.checkpoint"), path("commit.proof"));
    for words in [
        vec!["key", "generate", "--out", &key, "--name", "example.cn/registry"],
        vec!["checkpoint", "--key", &key, "--out", &checkpoint],
        vec!["prove", "commit", "20", "--checkpoint", &checkpoint, "--out", &proof],
    ] {
        let made = trial.run_words(&words);
        assert_eq!(made.code, 0, "{words:?}: {made:?}");
    }
    [("example.vkey", key + ".vkey"), ("example.checkpoint", checkpoint), ("commit.proof", proof)]
}

#[test]
fn the_answers_in_json_have_the_fields_that_are_shown() {
    let asked: BTreeSet<String> = pages().iter().flat_map(|page| answers_are_as_shown(page)).collect();
    let silent = ["demo", "init", "completions", "key", "checkpoint"]; // as coverage, or text
    let commands = subcommands(&Trial::bare().run("--help"));
    for command in commands.iter().filter(|name| !silent.contains(&name.as_str())) {
        assert!(asked.contains(command), "no answer of {command} is shown");
    }
}

/// Asks for the answers of a page in their order, on a registry of the page's own, and gives the
/// commands.
fn answers_are_as_shown(page: &str) -> Vec<String> {
    let answers: Vec<_> = blocks(page).into_iter().filter(|(words, _)| words.starts_with("json jiceng ")).collect();
    if answers.is_empty() {
        return Vec::new();
    }
    let trial = with_examples();
    let in_trial = |word: &str| trial.dir.path().join(word).to_str().unwrap().to_owned();
    let claims_file = trial.write("claims.toml", claims());
    let bad = r#"{"command":"count_population","effective":"2020-06-31","place":"RA-01","people":5}"#;
    let bad = trial.write("bad.jsonl", bad);
    let mut files = BTreeMap::from(signed_files(&trial));
    files.extend([("rows.jsonl", bad), ("claims.toml", claims_file), ("certificate.json", certificate_of(&trial))]);
    // Files that one answer makes and the next one reads.
    let made = ["log.frames", "new.frames", "new.backup", "new-data", "rescued-data", "cut-data", "history.jsonl"];
    files.extend(made.map(|name| (name, in_trial(name))));
    assert_eq!(trial.run_words(&["export", "--frames", &files["log.frames"]]).code, 0);
    let mut asked = Vec::new();
    for (words, shown) in answers {
        let shown: Value = serde_json::from_str(&shown).unwrap_or_else(|error| panic!("{words}: {error}"));
        let words: Vec<&str> = words.split(' ').skip(2).collect();
        asked.push(words[0].to_owned());
        let words_here: Vec<&str> = words.iter().map(|word| files.get(word).map_or(*word, String::as_str)).collect();
        let answer = trial.run_words(&[words_here.as_slice(), &["--format", "json"]].concat());
        assert_eq!(answer.code, u8::from(words.contains(&"rows.jsonl")), "{words:?}: {answer:?}");
        let (given, shown) = (paths_of(&answer.json()), paths_of(&shown));
        assert!(shown.is_subset(&given), "{words:?} lacks {:?}", shown.difference(&given).collect::<Vec<_>>());
        // What is new must be described before it is promised by accident.
        assert!(given.is_subset(&shown), "{words:?} has also {:?}", given.difference(&shown).collect::<Vec<_>>());
    }
    asked
}

#[test]
fn the_columns_of_csv_are_those_that_are_shown() {
    let document = document();
    let csv = tables_of_csv(&document);
    let trial = with_examples();
    let claims_check = format!("claims check {}", trial.write("claims.toml", claims()));
    let certificate = certificate_of(&trial);
    let (certificate_check, certificate_show) =
        (format!("certificate check {certificate}"), format!("certificate show {certificate}"));
    let [_, _, (_, proof)] = signed_files(&trial);
    let verify_proof = format!("verify-proof {proof}");
    for (shown, words) in [
        ("coverage", "coverage --as-of 2020-06-30"),
        ("coverage --by place", "coverage --by place --as-of 2020-06-30"),
        ("gaps", "gaps"),
        ("uncertain", "uncertain --as-of 2017-06-15"),
        ("history", "history RA-01"),
        ("divisions", "divisions --sites"),
        ("find", "find 和平"),
        ("plane", "plane --from 2019-12-31 --to 2020-06-30"),
        ("disagreements", "disagreements --as-of 2020-12-31"),
        ("precedence list", "precedence list"),
        ("explain", "explain RA-02 womens_home"),
        ("findings", "findings"),
        ("explain --figure", "explain --figure none"),
        ("elections", "elections"),
        ("elections --by", "elections --by county"),
        ("elections --held", "elections --held --from 2018-01-01 --to 2018-12-31"),
        ("elections --held --by", "elections --held --from 2018-01-01 --to 2018-12-31 --by township"),
        ("elections show", "elections show F-1"),
        ("person list", "person list"),
        ("person show", "person show P001"),
        ("standard list", "standard list"),
        ("standard show", "standard show five-ones-2020"),
        ("replay", "replay --standard five-ones-2020 --against five-ones-500 --from 2020-06-30 --to 2020-06-30"),
        ("diff", "diff --from 2018-01-01 --to 2020-06-30"),
        ("restate", "restate --as-of 2020-06-30 --said 45"),
        ("lateness", "lateness --by county,month,recorder"),
        ("lateness --list", "lateness --list"),
        ("target list", "target list"),
        ("target show", "target show T-1"),
        ("target burnup", "target burnup T-1 --from 2020-01-31 --to 2020-06-30"),
        ("claims check", claims_check.as_str()),
        ("issues list", "issues list"),
        ("issues show", "issues show R-1"),
        ("sample", "sample --size 1"),
        ("sample list", "sample list"),
        ("sample result", "sample result S-2020-2"),
        ("certificate check", certificate_check.as_str()),
        ("certificate show", certificate_show.as_str()),
        ("verify-proof", verify_proof.as_str()),
        ("verify", "verify"),
    ] {
        let answer = trial.run(&format!("{words} --format csv"));
        let first = answer.text().trim_start_matches('\u{feff}').lines().next().unwrap();
        assert_eq!(table_row(&csv, &format!("`{shown}`"))[1], format!("`{first}`"), "{shown}");
        for locale in ["zh_CN.UTF-8", "en_US.UTF-8"] {
            let data = trial.data();
            let told = Place { locale, ..Place::english(&data) }.run(&words.split(' ').collect::<Vec<_>>());
            let lines: Vec<&str> = told.text().lines().collect();
            for heading in lines.windows(2).filter(|pair| pair[1].starts_with("|-")).map(|pair| pair[0]) {
                let has_no_gap = heading.trim_matches('|').split('|').all(|cell| !cell.trim().is_empty());
                assert!(has_no_gap, "{words}: a column has no heading in {heading}");
            }
        }
    }
}

/// `docs/findings.md`: a section a code, with what an auditor asks of it.
#[test]
fn every_finding_has_its_section_and_every_section_its_finding() {
    let document = std::fs::read_to_string(root().join("docs/findings.md")).unwrap();
    let sections: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: Vec<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(sections, codes);
    for code in FindingCode::ALL {
        let section = section(&document, &format!("## {}", code.as_str()));
        let severity = code.severity().as_str();
        let begins = section.trim_start().to_lowercase();
        assert!(begins.starts_with(severity), "{}: the severity is {severity}", code.as_str());
        for part in ["**Meaning.**", "**含义。**", "**Why.**", "**Source.**", "**Settled by**", "**Facts:**"] {
            assert!(section.contains(part), "{}: no {part}", code.as_str());
        }
    }
}

/// What happened is called in Chinese as the rows call it.
#[test]
fn findings_name_events_as_the_rows_do() {
    let trial = with_examples();
    let data = trial.data();
    let chinese = Place { locale: "zh_CN.UTF-8", ..Place::english(&data) };
    let words = ["findings", "--as-of", "2020-12-31", "--code", "fact_without_evidence"];
    let rows = trial.run(&format!("{} --format json", words.join(" "))).json();
    let table = chinese.run(&words);
    let mut named = 0;
    for row in rows["rows"].as_array().unwrap() {
        let event = row["event"].as_str().unwrap();
        let chinese = events::name(Lang::Zh, event);
        assert!(table.text().contains(&format!(" {chinese}（")), "{event} is not told as {chinese}");
        named += 1;
    }
    assert!(named > 30, "{named}");
}

/// What the command line lists is what there is.
#[test]
fn the_codes_in_the_table_are_those_of_the_document_with_their_chinese_names() {
    let document = std::fs::read_to_string(root().join("docs/findings.md")).unwrap();
    let trial = Trial::of_world();
    let data = trial.data();
    let chinese = Place { locale: "zh_CN.UTF-8", ..Place::english(&data) };
    let answer = chinese.run(&["findings", "--as-of", "2020-06-30"]);
    let rows = answer.text().lines().filter(|line| line.contains('_')).map(|line| line.trim_matches('|'));
    let mut seen = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let section = section(&document, &format!("## {}", cells[1]));
        assert!(section.contains(&format!("· {} · {}\n", cells[0], cells[2])), "{row}");
        seen += 1;
    }
    assert!(seen > 0, "{answer:?}");
}
