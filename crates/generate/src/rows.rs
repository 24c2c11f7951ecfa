//! The history as rows of a file, such as an import reads.

use jiceng_core::domain::person::PersonRegistered;
use jiceng_core::domain::{Event, Fact};
use jiceng_core::log::NewCommit;
use serde_json::{Map, Value, json};

use crate::error::Error;

/// The rows of a commit. A name that is sealed cannot be in a file: each person is there under an
/// example's name.
pub fn rows_of(commit: &NewCommit) -> Result<Vec<Value>, Error> {
    let mut rows = Vec::with_capacity(commit.facts.len());
    let mut facts = commit.facts.iter();
    let is_named = commit.command != "import_as_stated";
    while let Some(fact) = facts.next() {
        let mut row = if let Event::EventRetracted(retraction) = &fact.event {
            let (event, reason) = (retraction.event.to_string(), retraction.reason);
            let mut row = json!({ "effective": fact.effective.to_string(), "event": event, "reason": reason });
            let replacement = if retraction.replaced { facts.next().map(row_of).transpose()? } else { None };
            let command = if replacement.is_some() { "correct" } else { "retract" };
            put(&mut row, "command", command.into());
            if let Some(replacement) = replacement {
                put(&mut row, "replacement", replacement);
            }
            row
        } else {
            row_of(fact)?
        };
        put(&mut row, "recorded_at", commit.recorded_at.to_string().into());
        put(&mut row, "recorder", commit.recorder.as_str().into());
        if is_named {
            put(&mut row, "commit", commit.id.to_string().into());
        }
        rows.push(row);
    }
    Ok(rows)
}

fn row_of(fact: &Fact) -> Result<Value, Error> {
    let mut row = if let Event::PersonRegistered(PersonRegistered { person, .. }) = &fact.event {
        json!({ "person": person.as_str(), "name": format!("示例人员{}", person.as_str()) })
    } else {
        serde_json::to_value(&fact.event).map_err(|error| Error::Output(error.into()))?
    };
    put(&mut row, "command", fact.event.command_name().into());
    put(&mut row, "effective", fact.effective.to_string().into());
    if !fact.evidence.is_empty() {
        let evidence = serde_json::to_value(&fact.evidence).map_err(|error| Error::Output(error.into()))?;
        put(&mut row, "evidence", evidence);
    }
    Ok(row)
}

fn put(row: &mut Value, field: &str, value: Value) {
    if let Value::Object(fields) = row {
        let fields: &mut Map<String, Value> = fields;
        fields.insert(field.to_owned(), value);
    }
}
