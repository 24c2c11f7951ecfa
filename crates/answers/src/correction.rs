//! Corrections (更正): a fact, what takes its place, and the fields that differ.

use jiceng_core::domain::person::PersonName;
use jiceng_core::domain::{Event, EventId, Fact, Position};
use jiceng_core::{HistoryEntry, Receipt};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::effect_row::EffectRows;
use crate::event_row::evidence_told;
use crate::receipt::ReceiptRow;
use crate::table::{Column, Table, Value as Cell};

/// A fact that was corrected, or would be in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CorrectionAnswer {
    /// The position of the fact that is withdrawn.
    #[schemars(with = "u64")]
    pub position: Position,
    /// Its identity.
    #[schemars(with = "String")]
    pub id: EventId,
    /// The name of its event.
    pub event: &'static str,
    /// Its fields, as `record` takes them.
    pub before: Map<String, Value>,
    /// The fields of the fact that takes its place.
    pub after: Map<String, Value>,
    /// The fields that differ: those of `before` first, in order, then those that it did not have.
    pub changed: Vec<String>,
    /// Which recorded facts lose or regain their effect.
    #[serde(flatten)]
    pub effects: EffectRows,
    /// What was recorded; null in a trial.
    pub receipt: Option<ReceiptRow>,
}

impl CorrectionAnswer {
    /// What became of a fact, or would where the receipt is that of a trial.
    pub fn of(original: &HistoryEntry, after: &Fact, receipt: &Receipt, is_trial: bool) -> Self {
        let recorded = &original.recorded;
        let (before, after) = (fields_of_fact(&recorded.fact), fields_of_fact(after));
        let changed = names(&before, &after).filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
        Self {
            position: recorded.position,
            id: recorded.id,
            event: recorded.fact.event.name(),
            before,
            after,
            changed,
            effects: EffectRows::from(&receipt.effects),
            receipt: (!is_trial).then(|| receipt.into()),
        }
    }

    /// The fields of both facts as a table; the papers as people read them.
    pub fn table(&self, before: &Fact, after: &Fact) -> Table {
        let mut table = Table::of(["field", "before", "after"].map(Column::text));
        table.rows.extend(self.names().map(|name| {
            let [was, is] = [(&self.before, before), (&self.after, after)].map(|(fields, fact)| {
                if name == "evidence" { evidence_told(&fact.evidence) } else { told(fields.get(name)) }
            });
            let is_changed = self.changed.contains(name);
            let values = match (is_changed, was.is_empty()) {
                (true, true) => [Cell::Absent, Cell::After(is)],
                (true, false) => [Cell::Before(was), Cell::After(is)],
                (false, _) => [Cell::Text(was), Cell::Text(is)],
            };
            [Cell::Text(name.clone())].into_iter().chain(values).collect()
        }));
        table
    }

    /// The fields of both facts: those of the one before first.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        names(&self.before, &self.after)
    }
}

fn names<'f>(before: &'f Map<String, Value>, after: &'f Map<String, Value>) -> impl Iterator<Item = &'f String> {
    before.keys().chain(after.keys().filter(move |name| !before.contains_key(*name)))
}

fn told(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The fields of a fact: when it took effect, those of its event, and what it rests on. A name is
/// not among them.
pub fn fields_of_fact(fact: &Fact) -> Map<String, Value> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or(Value::Null);
    let mut row = Map::new();
    row.insert("effective".to_owned(), json!(fact.effective));
    if let Value::Object(own) = json(serde_json::to_value(&fact.event)) {
        row.extend(own);
    }
    if matches!(&fact.event, Event::PersonRegistered(registered) if matches!(registered.name, PersonName::Plain(_))) {
        row.insert("name".to_owned(), json!("(new)"));
    }
    row.insert("evidence".to_owned(), json(serde_json::to_value(&fact.evidence)));
    row
}
