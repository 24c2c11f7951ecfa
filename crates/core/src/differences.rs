//! How a repeated commit differs from the one that is recorded.

use std::collections::BTreeSet;

use jiceng_domain::{Event, Evidence, Fact};
use serde_json::{Map, Value};

use crate::error::Difference;

/// Stands for free text about a person.
const HIDDEN: &str = "…";

/// Every field in which the asked facts differ from the recorded ones; empty if they are the same.
pub(crate) fn differences(recorded: &[Fact], asked: &[Fact]) -> Vec<Difference> {
    if recorded.len() != asked.len() {
        return vec![difference("facts", &recorded.len(), &asked.len())];
    }
    let pairs = recorded.iter().zip(asked).filter(|(recorded, asked)| recorded != asked);
    pairs.flat_map(|(recorded, asked)| between(recorded, asked)).collect()
}

fn between(recorded: &Fact, asked: &Fact) -> Vec<Difference> {
    let mut found = Vec::new();
    if recorded.effective != asked.effective {
        found.push(difference("effective", &recorded.effective.written(), &asked.effective.written()));
    }
    if recorded.evidence != asked.evidence {
        let is_hidden = is_about_persons(&asked.event);
        let shown = |evidence: &[Evidence]| if is_hidden { HIDDEN.to_owned() } else { Evidence::all(evidence) };
        found.push(difference("evidence", &shown(&recorded.evidence), &shown(&asked.evidence)));
    }
    if recorded.event.name() != asked.event.name() {
        found.push(difference("event", &recorded.event.name(), &asked.event.name()));
    } else if recorded.event != asked.event {
        found.extend(fields(&recorded.event, &asked.event));
    }
    found
}

fn fields(recorded: &Event, asked: &Event) -> Vec<Difference> {
    let is_private = is_about_persons(asked);
    let (Value::Object(recorded), Value::Object(asked)) = (json(recorded), json(asked)) else {
        return vec![difference("event", &"…", &"…")];
    };
    let mut found = Vec::new();
    between_objects("", &recorded, &asked, &mut found);
    for difference in &mut found {
        if is_private && difference.field == "reason" {
            (difference.recorded, difference.asked) = (HIDDEN.to_owned(), HIDDEN.to_owned());
        }
    }
    // A sealed name looks the same in JSON whatever it says.
    if found.is_empty() { vec![difference("name", &"…", &"…")] } else { found }
}

fn between_objects(path: &str, recorded: &Map<String, Value>, asked: &Map<String, Value>, found: &mut Vec<Difference>) {
    let names: BTreeSet<&String> = recorded.keys().chain(asked.keys()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let of = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or(Value::Null);
        between_values(&path, &of(recorded), &of(asked), found);
    }
}

/// The smallest parts that differ. Lists of different lengths are told whole.
fn between_values(path: &str, recorded: &Value, asked: &Value, found: &mut Vec<Difference>) {
    match (recorded, asked) {
        _ if recorded == asked => {}
        (Value::Object(recorded), Value::Object(asked)) => between_objects(path, recorded, asked, found),
        (Value::Array(recorded), Value::Array(asked)) if recorded.len() == asked.len() => {
            for (number, (recorded, asked)) in recorded.iter().zip(asked).enumerate() {
                between_values(&format!("{path}[{number}]"), recorded, asked, found);
            }
        }
        _ => found.push(difference(path, &plain(recorded), &plain(asked))),
    }
}

/// A value as people read it, without the marks of JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name} {}", plain(value))).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Whether free text of the event could well hold a name.
fn is_about_persons(event: &Event) -> bool {
    matches!(
        event,
        Event::PersonRegistered(_)
            | Event::PersonErased(_)
            | Event::ExecutiveCommitteeElected(_)
            | Event::SeatFilled(_)
            | Event::SeatVacated(_)
    )
}

fn json<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn difference(field: &str, recorded: &dyn ToString, asked: &dyn ToString) -> Difference {
    Difference { field: field.to_owned(), recorded: recorded.to_string(), asked: asked.to_string() }
}
