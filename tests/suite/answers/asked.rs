//! Asks a question both ways: read from JSON, and as words of the command line.

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::promised;

/// What the domain serializes, and maps whose names are codes: a schema does not list their fields.
const OPEN: [&str; 16] = [
    "after",
    "before",
    "cells",
    "communities",
    "counts",
    "data",
    "dates",
    "evidence",
    "expected",
    "kinds",
    "measure",
    "names",
    "numbers",
    "population",
    "requirement",
    "sites",
];

/// Asks what a JSON value says, and looks whether the command line prints the same.
macro_rules! asked {
    ($trial:expr, $question:ty, $json:expr, $words:expr) => {{
        let words: &str = $words;
        let read: $question = serde_json::from_value($json).unwrap_or_else(|error| panic!("{words}: {error}"));
        let again = serde_json::to_value(&read).unwrap();
        let reread: $question = serde_json::from_value(again.clone()).unwrap();
        assert_eq!(serde_json::to_value(&reread).unwrap(), again, "{words}");
        let answer = read.answer(&super::view_of(&$trial)).unwrap_or_else(|error| panic!("{words}: {error}"));
        let said = $trial.run(&format!("{words} --format json"));
        assert!(said.code == 0, "{words}: {said:?}");
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(said.json(), json, "{words}");
        super::asked::every_field_is_promised(&answer, &json);
    }};
}

/// The fields of an answer and of all that is in it are in its schema.
pub(super) fn every_field_is_promised<A: JsonSchema>(_: &A, json: &Value) {
    promises_every_field::<A>(json);
}

/// The fields of a value and of all that is in it are in the schema of an answer.
pub(super) fn promises_every_field<A: JsonSchema>(json: &Value) {
    let promised = promised(&schema_for!(A));
    each_field(json, &mut |field| assert!(promised.contains(field), "{field} is not in {promised:?}"));
}

fn each_field(value: &Value, look: &mut impl FnMut(&String)) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                look(field);
                if !OPEN.contains(&field.as_str()) {
                    each_field(value, look);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| each_field(value, look)),
        _ => {}
    }
}
