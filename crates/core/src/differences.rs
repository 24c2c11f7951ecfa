//! How a repeated commit differs from the one that is recorded.

use jiceng_domain::{Event, Fact};
use serde_json::Value;

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
        found.push(difference("effective", &recorded.effective, &asked.effective));
    }
    if recorded.evidence != asked.evidence {
        let shown = |evidence| if is_about_persons(&asked.event) { HIDDEN.into() } else { json(evidence) };
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
    let mut names: Vec<&String> = recorded.keys().chain(asked.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let differing = names.into_iter().filter(|name| recorded.get(*name) != asked.get(*name));
    let is_hidden = |name: &str| is_private && name == "reason";
    let value = |of: &serde_json::Map<String, Value>, name: &String| {
        if is_hidden(name) { HIDDEN.into() } else { of.get(name).cloned().unwrap_or(Value::Null) }
    };
    let found: Vec<Difference> =
        differing.map(|name| difference(name, &value(&recorded, name), &value(&asked, name))).collect();
    // A sealed name looks the same in JSON whatever it says.
    if found.is_empty() { vec![difference("name", &"…", &"…")] } else { found }
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
