//! Wishes as rows of a file.

use jiceng_core::domain::person::PersonRegistered;
use jiceng_core::domain::{Command, CommitId, Event, Evidence, Fact, PartialDate, Wish};
use serde_json::{Map, Value, json};

/// The line of a wish. A name that is sealed cannot be in a file, so each person is there under an
/// example's name.
pub(crate) fn line_of(wish: &Wish, commit: Option<CommitId>) -> String {
    let mut row = match &wish.command {
        Command::Record(event) => row_of(event),
        Command::Retract { event, reason, .. } => object(json!({ "event": event.to_string(), "reason": reason })),
        Command::Correct { event, reason, replacement, .. } => {
            let replacement = fact_row(replacement);
            object(json!({ "event": event.to_string(), "reason": reason, "replacement": replacement }))
        }
        Command::Disagree { event, statement } => {
            object(json!({ "event": event.to_string(), "statement": fact_row(statement) }))
        }
    };
    put_context(&mut row, wish.command.name(), wish.effective, &wish.evidence);
    if let Some(commit) = commit {
        row.insert("commit".to_owned(), commit.to_string().into());
    }
    Value::Object(row).to_string() + "\n"
}

fn fact_row(fact: &Fact) -> Value {
    let mut row = row_of(&fact.event);
    put_context(&mut row, fact.event.command_name(), fact.effective, &fact.evidence);
    Value::Object(row)
}

fn row_of(event: &Event) -> Map<String, Value> {
    match event {
        Event::PersonRegistered(PersonRegistered { person, .. }) => {
            object(json!({ "person": person.as_str(), "name": format!("示例人员{}", person.as_str()) }))
        }
        other => object(serde_json::to_value(other).unwrap()),
    }
}

fn put_context(row: &mut Map<String, Value>, command: &str, effective: PartialDate, evidence: &[Evidence]) {
    row.insert("command".to_owned(), command.into());
    row.insert("effective".to_owned(), effective.to_string().into());
    if !evidence.is_empty() {
        row.insert("evidence".to_owned(), serde_json::to_value(evidence).unwrap());
    }
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { panic!("{value}") };
    fields
}
