//! A field that stands twice says two things, and is refused at every depth.

use jiceng_core::domain::Recorder;
use jiceng_exchange::claims::claims_from_toml;
use jiceng_exchange::json::read;
use jiceng_exchange::standard::standard_from_toml;
use jiceng_exchange::{RowProblem, request_from_json};
use jiceng_testkit::fixtures::root;
use jiceng_texts::system::with_causes;
use serde_json::Value;

use crate::documents::example_rows;

fn recorder() -> Recorder {
    "示例".parse().unwrap()
}

/// Every way of writing a value with one field of it twice, with the path of that field.
fn with_one_field_twice(value: &Value, path: &str) -> Vec<(String, String)> {
    match value {
        Value::Object(fields) => {
            let written = |name: &String, value: &Value| format!("{}:{value}", Value::String(name.clone()));
            let whole: Vec<String> = fields.iter().map(|(name, value)| written(name, value)).collect();
            let mut found = Vec::new();
            for (at, (name, value)) in fields.iter().enumerate() {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let again = [whole.clone(), vec![written(name, value)]].concat();
                found.push((format!("{{{}}}", again.join(",")), path.clone()));
                for (inner, path) in with_one_field_twice(value, &path) {
                    let mut parts = whole.clone();
                    parts[at] = format!("{}:{inner}", Value::String(name.clone()));
                    found.push((format!("{{{}}}", parts.join(",")), path));
                }
            }
            found
        }
        Value::Array(items) => {
            let whole: Vec<String> = items.iter().map(Value::to_string).collect();
            let mut found = Vec::new();
            for (at, item) in items.iter().enumerate() {
                for (inner, path) in with_one_field_twice(item, &format!("{path}[{at}]")) {
                    let mut parts = whole.clone();
                    parts[at] = inner;
                    found.push((format!("[{}]", parts.join(",")), path));
                }
            }
            found
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// A row said 300 people and 3,000 people, and the last counted.
#[test]
fn every_field_of_every_command_stands_once() {
    let mut tried = 0;
    for row in example_rows() {
        request_from_json(&row, Some(&recorder())).unwrap();
        for (text, path) in with_one_field_twice(&serde_json::from_str(&row).unwrap(), "") {
            let problem = request_from_json(&text, Some(&recorder())).expect_err(&text);
            let RowProblem::Twice { field } = problem else { panic!("{text}: {problem}") };
            // In a row about persons it is not repeated.
            assert!(field == path || field == "…", "{text}: {field}");
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn the_field_is_named_with_its_path_and_never_a_name() {
    let of = |row: &str| match request_from_json(row, Some(&recorder())) {
        Err(RowProblem::Twice { field }) => field,
        other => panic!("{row}: {other:?}"),
    };
    let people =
        r#"{"command":"count_population","effective":"2020-06-30","place":"450224100001","people":300,"people":3000}"#;
    assert_eq!(of(people), "people");
    // Written otherwise it is the same field.
    assert_eq!(of(&people.replacen("people", "peo\\u0070le", 1)), "people");
    let inner = r#"{"command":"correct","replacement":{"command":"close_element","evidence":[{"title":"甲"},{"page":"1","page":"2"}]}}"#;
    assert_eq!(of(inner), "replacement.evidence[1].page");
    assert_eq!(of(r#"{"command":"register_person","韦示例":1,"韦示例":2}"#), "…");
    assert_eq!(of(r#"{"command":"register_person","weishili":1,"weishili":2}"#), "…");
    assert_eq!(of(r#"{"command":"close_element","韦示例":1,"韦示例":2}"#), "…");
    // What is no JSON is told first.
    let broken = request_from_json(r#"{"a":1,"a":2"#, None);
    assert!(matches!(broken, Err(RowProblem::NotJson { column: 12, .. })), "{broken:?}");
}

#[test]
fn what_stands_once_is_what_the_parser_reads() {
    for row in example_rows()
        .into_iter()
        .chain(["[]", "{}", "1", "-1.5e3", "18446744073709551615", "\"\\u00e9\""].map(str::to_owned))
    {
        let found = read(&row).unwrap();
        assert_eq!((found.value, found.twice), (serde_json::from_str(&row).unwrap(), None), "{row}");
    }
}

#[test]
fn toml_refuses_a_field_twice_by_itself() {
    let standard = std::fs::read_to_string(root().join("crates/exchange/standards/five-ones-2020.toml")).unwrap();
    assert!(standard_from_toml(&standard).is_ok());
    let claims = std::fs::read_to_string(root().join("tests/suite/cli/files/claims.toml")).unwrap();
    assert!(claims_from_toml(&claims).is_ok());
    let mut tried = 0;
    for (text, is_claims) in [(&standard, false), (&claims, true)] {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let is_field = line
                .split_once(" = ")
                .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            if !is_field || line.ends_with(['[', '{', '"']) && line.matches('"').count() % 2 == 1 {
                continue;
            }
            let mut twice = lines.clone();
            twice.insert(at, line);
            let twice = twice.join("\n");
            let said = if is_claims {
                claims_from_toml(&twice).unwrap_err().iter().map(|problem| with_causes(problem)).collect::<String>()
            } else {
                standard_from_toml(&twice).unwrap_err().iter().map(|problem| with_causes(problem)).collect::<String>()
            };
            assert!(said.contains("duplicate key"), "{line}: {said}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}
