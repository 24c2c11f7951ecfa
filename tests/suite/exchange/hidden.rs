//! A character that nobody sees, in every text of every command: refused in names, remarks and
//! identifiers, and nothing in numbers.

use jiceng_core::domain::Recorder;
use jiceng_exchange::claims::claims_from_toml;
use jiceng_exchange::fields::{Shape, leaf_shape_of};
use jiceng_exchange::standard::standard_from_toml;
use jiceng_exchange::{FieldFault, RowProblem, request_from_json};
use jiceng_testkit::fixtures::root;
use jiceng_texts::system::with_causes;
use serde_json::{Map, Value};

use crate::documents;

/// One of each sort: invisible, byte order mark, direction, line separator, joiner, variation
/// selectors, tag, soft hyphen, control, filler, unassigned.
const HIDDEN: [char; 14] = [
    '\u{200b}',
    '\u{feff}',
    '\u{202e}',
    '\u{2028}',
    '\u{2029}',
    '\u{200d}',
    '\u{fe0f}',
    '\u{e0101}',
    '\u{e0041}',
    '\u{ad}',
    '\u{7}',
    '\u{3164}',
    '\u{378}',
    '\u{ffff}',
];

fn recorder() -> Recorder {
    "示例".parse().unwrap()
}

fn example_rows() -> Vec<Map<String, Value>> {
    documents::example_rows().iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// The pointers of all texts in a value.
fn texts(value: &Value, pointer: &str) -> Vec<String> {
    match value {
        Value::String(_) => vec![pointer.to_owned()],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| texts(item, &format!("{pointer}/{at}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, item)| texts(item, &format!("{pointer}/{name}"))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// A pointer as a path of a row: `/seats/0/role` is `seats[0].role`.
fn path_of(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, step| match step.parse::<usize>() {
        Ok(index) => format!("{path}[{index}]"),
        Err(_) if path.is_empty() => step.to_owned(),
        Err(_) => format!("{path}.{step}"),
    })
}

/// The shape of the text at a path, in the row within a row too.
fn shape(row: &Map<String, Value>, path: &str) -> Option<Shape> {
    for outer in ["replacement", "statement"] {
        if let (Some(inner), Some(Value::Object(row))) =
            (path.strip_prefix(outer).and_then(|p| p.strip_prefix('.')), row.get(outer))
        {
            return shape(row, inner);
        }
    }
    leaf_shape_of(row["command"].as_str(), path)
}

#[test]
fn no_text_of_any_command_holds_a_character_that_nobody_sees() {
    let (mut refused, mut dropped) = (0, 0);
    for row in example_rows() {
        let plain = Value::Object(row.clone());
        let meant = request_from_json(&plain.to_string(), Some(&recorder())).unwrap();
        for pointer in texts(&plain, "") {
            let path = path_of(&pointer);
            let text = plain.pointer(&pointer).and_then(Value::as_str).unwrap();
            let middle = text.chars().count() / 2;
            for found in HIDDEN {
                let hostile: String =
                    text.chars().take(middle).chain([found]).chain(text.chars().skip(middle)).collect();
                let mut changed = plain.clone();
                *changed.pointer_mut(&pointer).unwrap() = hostile.into();
                let read = request_from_json(&changed.to_string(), Some(&recorder()));
                let is_number = matches!(
                    shape(&row, &path),
                    Some(Shape::PartialDate | Shape::Day | Shape::Division | Shape::CreditCode | Shape::DocumentNumber)
                ) || shape(&row, &path) == Some(Shape::Place)
                    && text.starts_with(|c: char| c.is_ascii_digit());
                if is_number {
                    assert_eq!(read.as_ref(), Ok(&meant), "{path} with U+{:04X}", u32::from(found));
                    dropped += 1;
                    continue;
                }
                let problem = read.expect_err(&format!("{path} with U+{:04X}: {changed}", u32::from(found)));
                let RowProblem::Field { field, fault, .. } = &problem else { panic!("{path}: {problem:?}") };
                assert_eq!(*fault, FieldFault::Hidden { found, at: middle + 1 }, "{path}: {problem:?}");
                assert_eq!(*field, path);
                refused += 1;
            }
        }
    }
    assert!(refused > 14 * 150 && dropped > 14 * 100, "{refused} {dropped}");
}

#[test]
fn no_name_of_a_field_or_command_holds_one_either() {
    let row = r#"{"command":"count_population","effective":"2020-06-30","place":"450224100001","people":300}"#;
    for (from, to, expected) in [
        ("people", "peo\u{200b}ple", RowProblem::HiddenInName { field: Some("people"), found: '\u{200b}', at: 4 }),
        ("place", "\u{feff}place", RowProblem::HiddenInName { field: Some("place"), found: '\u{feff}', at: 1 }),
        ("place", "no\u{200b}ne", RowProblem::HiddenInName { field: None, found: '\u{200b}', at: 3 }),
    ] {
        assert_eq!(request_from_json(&row.replacen(from, to, 1), Some(&recorder())), Err(expected));
    }
    let problem = request_from_json(&row.replacen("count_", "count\u{200b}_", 1), Some(&recorder())).unwrap_err();
    assert_eq!(problem.field(), Some("command"));
    assert!(with_causes(&problem).contains("U+200B"), "{problem}");
    // Between the parts of a row, it is no JSON, and the character is named.
    for (text, column) in
        [("\u{feff}{}", 1), ("{\u{200b}}", 2), ("{“a”:1}", 2), ("{\"a\"：1}", 5), ("{\"甲\":\u{3000}1}", 6)]
    {
        let problem = request_from_json(text, None).unwrap_err();
        let RowProblem::NotJson { column: found_at, found, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((found_at, found), (column, text.chars().nth(column - 1)), "{text}");
    }
}

/// The instants and digests of a row are written by programs; what is pasted is told all the same.
#[test]
fn a_person_is_told_of_the_character_and_not_of_the_name() {
    let row =
        r#"{"command":"register_person","effective":"2020","person":"P1","name":"韦示\u200b例","recorder":"示例"}"#;
    let problem = request_from_json(row, None).unwrap_err();
    assert!(with_causes(&problem).contains("U+200B") && !with_causes(&problem).contains('韦'), "{problem}");
    let seats = r#"{"command":"elect_executive_committee","effective":"2020","federation":"F","term":1,"recorder":"示例","seats":[{"role":"chair","person":"P\u200b1"}]}"#;
    let problem = request_from_json(seats, None).unwrap_err();
    assert!(with_causes(&problem).contains("U+200B"), "{problem}");
}

/// The places behind the first half of each text in double quotes.
fn middles(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let quotes: Vec<usize> = line.match_indices('"').map(|(quote, _)| quote).collect();
        if !line.starts_with('#') && quotes.len().is_multiple_of(2) {
            for pair in quotes.chunks(2) {
                let inner = &line[pair[0] + 1..pair[1]];
                let half: usize = inner.chars().take(inner.chars().count() / 2).map(char::len_utf8).sum();
                found.push(at + pair[0] + 1 + half);
            }
        }
        at += line.len();
    }
    found
}

#[test]
fn no_text_of_a_standard_or_a_claim_holds_one() {
    let standard = std::fs::read_to_string(root().join("crates/exchange/standards/five-ones-2020.toml")).unwrap();
    let claims = std::fs::read_to_string(root().join("tests/suite/cli/files/claims.toml")).unwrap();
    let (plain_standard, plain_claims) = (standard_from_toml(&standard), claims_from_toml(&claims));
    let mut refused = 0;
    for (text, is_claims) in [(&standard, false), (&claims, true)] {
        for at in middles(text) {
            for found in ['\u{200b}', '\u{202e}'] {
                let mut changed = text.clone();
                changed.insert(at, found);
                let (is_same, said) = if is_claims {
                    let read = claims_from_toml(&changed);
                    (read == plain_claims, read.err().map(|problems| with_causes(&problems[0])))
                } else {
                    let read = standard_from_toml(&changed);
                    (read == plain_standard, read.err().map(|problems| with_causes(&problems[0])))
                };
                let line = changed[..at].lines().next_back().unwrap_or_default();
                let said = said.unwrap_or_default();
                let is_named = said.contains(&format!("U+{:04X}", u32::from(found)));
                let is_a_word = said.contains("unknown variant") || said.contains("expected is a number");
                assert!(is_same || is_named || is_a_word, "{line}: {said}");
                refused += usize::from(is_named);
            }
        }
    }
    assert!(refused > 20, "{refused}");
}
