//! Nothing foreign is printed as it is: whatever field holds it, a control or direction character
//! reaches no terminal.

use jiceng_core::domain::characters::hidden;
use serde_json::Value;

use super::program::{Answer, Place, Trial};
use crate::documents;

/// Moves the cursor, turns the line round, hides, and would be calculated.
const HOSTILE: &str = "=1+1\u{1b}[2J\u{202e}\u{200b}\u{85}\t\u{7}";

fn rows() -> Vec<Value> {
    documents::example_rows().iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// The value with each of its texts, in turn, replaced, and with a field of a hostile name.
fn spoiled(value: &Value) -> Vec<Value> {
    match value {
        Value::String(_) => vec![HOSTILE.into()],
        Value::Array(items) => {
            let one = |at: usize| {
                spoiled(&items[at]).into_iter().map(move |item| {
                    let mut items = items.clone();
                    items[at] = item;
                    Value::Array(items)
                })
            };
            (0..items.len()).flat_map(one).collect()
        }
        Value::Object(fields) => {
            let mut all: Vec<Value> = Vec::new();
            for (name, item) in fields {
                for spoilt in spoiled(item) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), spoilt);
                    all.push(fields.into());
                }
            }
            let mut named = fields.clone();
            named.insert(HOSTILE.to_owned(), 1.into());
            all.push(named.into());
            all
        }
        Value::Number(_) => vec![HOSTILE.into()],
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

#[track_caller]
fn is_clean(what: &str, answer: &Answer) {
    for text in [answer.text(), &answer.err] {
        let text = text.trim_start_matches('\u{feff}');
        let found = text.chars().find(|c| *c != '\n' && hidden(*c).is_some());
        assert_eq!(found, None, "{what}: {text:?}");
    }
    for line in answer.text().lines() {
        assert!(!line.split(',').any(|cell| cell.starts_with("=1") || cell.starts_with("\"=1")), "{what}: {line}");
    }
}

#[test]
fn a_hostile_text_in_every_field_of_every_row() {
    let trial = Trial::empty();
    let file = trial.dir.path().join("rows.jsonl");
    let spoilt: Vec<String> = rows().iter().flat_map(spoiled).map(|row| row.to_string()).collect();
    assert!(spoilt.len() > 300, "{}", spoilt.len());
    // The bytes themselves too, not only as JSON escapes them.
    let raw = spoilt.iter().map(|row| row.replace("\\u001b", "\u{1b}").replace("\\t", "\t"));
    let all: Vec<String> = spoilt.iter().cloned().chain(raw).collect();
    std::fs::write(&file, all.join("\n")).unwrap();
    let data = trial.data();
    for locale in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        let place = Place { data: data.as_path(), locale, is_terminal: false, no_color: true };
        for format in ["table", "json"] {
            let words = ["import", &file.display().to_string(), "--recorder", "示例", "--dry-run", "--format", format];
            is_clean("import", &place.run(&words));
        }
    }
}

#[test]
fn a_hostile_text_as_every_argument() {
    let trial = Trial::empty();
    let data = trial.data();
    let commands: [&[&str]; 30] = [
        &["history", HOSTILE],
        &["history", "450224", "--as-of", HOSTILE],
        &["history", "450224", "--after", HOSTILE],
        &["coverage", "--as-of", HOSTILE],
        &["coverage", "--known", HOSTILE],
        &["coverage", "--standard", HOSTILE],
        &["coverage", "--division", HOSTILE],
        &["coverage", "--by", HOSTILE],
        &["explain", HOSTILE, "womens_home"],
        &["explain", "450224", HOSTILE],
        &["gaps", "--kind", HOSTILE],
        &["diff", "--from", HOSTILE, "--to", "2020-01-01"],
        &["findings", "--code", HOSTILE],
        &["findings", "--severity", HOSTILE],
        &["elections", "--division", HOSTILE],
        &["elections", "show", HOSTILE],
        &["target", "show", HOSTILE],
        &["claims", HOSTILE],
        &["replay", "--standard", HOSTILE],
        &["restate", "--as-of", "2020-01-01", "--said", HOSTILE],
        &["divisions", "--as-of", HOSTILE],
        &["person", "show", HOSTILE],
        &["sample", "result", HOSTILE],
        &["retract", HOSTILE, "--reason", "mistyped"],
        &["retract", "0", "--reason", HOSTILE],
        &["import", HOSTILE],
        &["record", "json", HOSTILE, "--recorder", "示例"],
        &["verify", "--checkpoint", HOSTILE],
        &["restore", HOSTILE],
        &[HOSTILE],
    ];
    for locale in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        for words in commands {
            let place = Place { data: data.as_path(), locale, is_terminal: false, no_color: true };
            let answer = place.run(words);
            assert_ne!(answer.code, 0, "{words:?}: {answer:?}");
            is_clean(&format!("{words:?}"), &answer);
        }
    }
}

#[test]
fn files_with_hostile_texts() {
    let trial = Trial::empty();
    let data = trial.data();
    let standard = format!("id = \"{}\"\nzh = \"示例\"\n{} = 1\n", "s1", "\"\\u001b\\u202e\"");
    let claims = "[[claim]]\nid = \"\\u001b[2J\\u202e\"\nwhat = \"\\u200b\"\n";
    for (name, text) in
        [("s.toml", standard.as_str()), ("c.toml", claims), ("note.txt", HOSTILE), ("cert.json", "{\"\\u001b\": 1}")]
    {
        std::fs::write(trial.dir.path().join(name), text).unwrap();
    }
    let path = |name: &str| trial.dir.path().join(name).display().to_string();
    let commands = [
        vec!["coverage".to_owned(), "--standard".to_owned(), path("s.toml")],
        vec!["claims".to_owned(), path("c.toml")],
        vec!["claims".to_owned(), path("note.txt")],
        vec!["verify".to_owned(), "--checkpoint".to_owned(), path("note.txt")],
        vec!["verify-proof".to_owned(), path("note.txt")],
        vec!["verify-certificate".to_owned(), path("cert.json")],
        vec!["restore".to_owned(), path("note.txt")],
        vec!["import".to_owned(), path("note.txt"), "--frames".to_owned()],
    ];
    for locale in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        for words in &commands {
            let place = Place { data: data.as_path(), locale, is_terminal: false, no_color: true };
            is_clean(&format!("{words:?}"), &place.run(words));
        }
    }
}

/// Two files were called the same, with one sign for each byte that is no UTF-8.
#[test]
fn a_path_that_is_no_utf8_is_shown_by_its_bytes() {
    use std::os::unix::ffi::OsStrExt as _;

    let trial = Trial::bare();
    let data = trial.dir.path().join(std::ffi::OsStr::from_bytes(b"data\xff\xc3("));
    let told = "data<0xFF><0xC3>(";
    for locale in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        let place = Place { data: &data, locale, is_terminal: false, no_color: true };
        let not_there = place.run(&["verify"]);
        let made = place.run(&["init", "--format", "json"]);
        let again = place.run(&["init"]);
        let _ = std::fs::remove_dir_all(&data);
        for (answer, code) in [(not_there, 3), (made, 0), (again, 3)] {
            let said = format!("{}{}", answer.text(), answer.err);
            assert_eq!(answer.code, code, "{answer:?}");
            assert!(said.contains(told) && !said.contains('\u{fffd}'), "{said}");
        }
    }
}
