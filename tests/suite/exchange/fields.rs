//! The table of fields is the domain's: each command with exactly the fields that its data has.

use std::collections::BTreeSet;

use jiceng_core::domain::{Command, Event};
use jiceng_exchange::fields::{COMMANDS, CONTEXT, Field, is_about_persons};
use jiceng_exchange::{RowProblem, request_from_json};
use serde_json::{Map, Value};

use crate::documents;

/// The example rows of `docs/cli/`, which have every command with every field of it.
fn example_rows() -> Vec<Map<String, Value>> {
    documents::example_rows().iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// The examples of a command, without what stands in every row.
fn examples_of(command: &str) -> Vec<Map<String, Value>> {
    let rows = example_rows().into_iter().filter(|row| row["command"] == command);
    let own = |mut row: Map<String, Value>| {
        row.retain(|name, _| CONTEXT.iter().all(|field| field.name != name));
        row
    };
    let rows: Vec<_> = rows.map(own).collect();
    assert!(!rows.is_empty(), "no example of {command}");
    rows
}

fn data_of(command: &str, fields: Map<String, Value>) -> Result<Event, String> {
    Event::deserialize_for(command, Value::Object(fields)).unwrap().map_err(|error| error.to_string())
}

/// The fields that serde knows, from what it says about one that it does not.
fn fields_serde_knows(command: &str) -> BTreeSet<String> {
    let unknown = Map::from_iter([("no_such_field".to_owned(), Value::Null)]);
    let said = data_of(command, unknown).unwrap_err();
    let (_, expected) = said.split_once("expected").unwrap_or_else(|| panic!("{command}: {said}"));
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn names(fields: &[Field]) -> BTreeSet<String> {
    fields.iter().map(|field| field.name.to_owned()).collect()
}

#[test]
fn the_table_has_the_commands_of_the_domain_in_its_order() {
    let table: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(table, Command::names().collect::<Vec<_>>());
}

#[test]
fn each_command_has_exactly_the_fields_of_its_data() {
    for command in Event::COMMANDS {
        let (_, table) = COMMANDS.iter().find(|(name, _)| name == command).unwrap();
        assert_eq!(names(table), fields_serde_knows(command), "{command}");
        for example in examples_of(command) {
            data_of(command, example.clone()).unwrap_or_else(|error| panic!("{command}: {error}"));
            for field in *table {
                let mut without = example.clone();
                without.remove(field.name);
                let read = data_of(command, without);
                assert_eq!(read.is_err(), field.is_required, "{command} without {}: {read:?}", field.name);
            }
            let mut with_another = example.clone();
            with_another.insert("another".to_owned(), Value::Bool(true));
            assert!(data_of(command, with_another).is_err(), "{command} takes any field");
        }
    }
}

/// The same by way of rows, which is what a file has; and for `retract` and `correct`, which have
/// no data of their own.
#[test]
fn a_row_without_a_required_field_or_with_an_unknown_one_is_refused_with_the_field() {
    for row in example_rows() {
        let command = row["command"].as_str().unwrap().to_owned();
        let (_, own) = COMMANDS.iter().find(|(name, _)| *name == command).unwrap();
        let read = |row: &Map<String, Value>| {
            request_from_json(&Value::Object(row.clone()).to_string(), Some(&"示例".parse().unwrap()))
        };
        let whole = read(&row).unwrap();
        for field in own.iter().chain(CONTEXT) {
            let mut without = row.clone();
            if without.remove(field.name).is_none() {
                continue;
            }
            match read(&without) {
                Ok(request) => assert!(!field.is_required && request != whole, "{command} without {}", field.name),
                Err(problem) => {
                    let missing = RowProblem::Missing { field: field.name.to_owned() };
                    assert!(field.is_required && problem == missing, "{command} without {}: {problem}", field.name);
                }
            }
        }
        let mut with_another = row.clone();
        with_another.insert("another".to_owned(), Value::Bool(true));
        // Where a field that nobody knows could be a name, it is not repeated.
        let shown = if is_about_persons(&command) { "…" } else { "another" };
        let expected = RowProblem::UnknownField { command: command.clone(), field: shown.to_owned() };
        assert_eq!(read(&with_another).unwrap_err(), expected);
        if row.contains_key("replacement") {
            let mut within = row.clone();
            within["replacement"]["another"] = Value::Bool(true);
            assert_eq!(read(&within).unwrap_err().field(), Some("replacement.another"));
            within["replacement"] = serde_json::json!({ "command": "retract", "effective": "2020",
                "event": row["event"], "reason": "mistyped" });
            assert_eq!(read(&within).unwrap_err().field(), Some("replacement.command"));
        }
    }
}

#[test]
fn who_records_is_named_by_the_row_or_by_the_caller() {
    let row = r#"{"command":"close_relocation_site","effective":"2020","site":"RA-01","recorder":"甲办"}"#;
    let given = "乙办".parse().unwrap();
    assert_eq!(request_from_json(row, Some(&given)).unwrap().recorder.as_str(), "甲办");
    let silent = row.replace(r#","recorder":"甲办""#, "");
    assert_eq!(request_from_json(&silent, Some(&given)).unwrap().recorder, given);
    let missing = RowProblem::Missing { field: "recorder".to_owned() };
    assert_eq!(request_from_json(&silent, None).unwrap_err(), missing);
    let null = row.replace("\"甲办\"", "null");
    assert_eq!(request_from_json(&null, None).unwrap_err(), missing);
}
