//! Precedence (采信顺序): which kinds of evidence outrank which, and from when on.

use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_core::domain::{PartialDate, Position};
use jiceng_core::{LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which kinds of evidence outrank which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PrecedenceQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
}

/// The precedences that were adopted, and the kinds of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PrecedenceAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The precedences, in the order in which they came into force.
    pub precedences: Vec<PrecedenceRow>,
    /// The kinds of evidence of the catalogue.
    pub evidence_kinds: Vec<KindNamed>,
}

/// A precedence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PrecedenceRow {
    /// Where it is recorded.
    #[schemars(with = "u64")]
    pub position: Position,
    /// From when on it is in force, in EDTF.
    #[schemars(with = "String")]
    pub effective: PartialDate,
    /// The codes of kinds of evidence, the one that outranks the others first.
    pub order: Vec<String>,
    /// Whether it is in force on the day.
    pub in_force: bool,
}

impl PrecedenceAnswer {
    /// The precedences as a table.
    pub fn table(&self) -> Table {
        let texts = ["effective", "order", "in_force"].map(Column::text);
        let mut table = Table::of([Column::number("position")].into_iter().chain(texts));
        table.rows.extend(self.precedences.iter().map(|PrecedenceRow { position, effective, order, in_force }| {
            let order = Value::Order(order.clone());
            vec![Value::Number(position.0), Value::Date(*effective), order, Value::Flag(*in_force)]
        }));
        table
    }
}

impl PrecedenceQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<PrecedenceAnswer, AskError> {
        Ok(self.answer_in(&view.asking(self.when.question())?.locked()?))
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> PrecedenceAnswer {
        let (as_of, facts) = (view.as_of(), view.facts());
        let kinds = facts.catalogue.list(CatalogueList::EvidenceKind);
        let kinds = kinds.filter(|entry| entry.position.is_none_or(|position| position < as_of.known));
        let in_force = facts.disagreements.precedence_on(as_of).map(|e| e.position);
        let known = facts.disagreements.precedences.now.all().filter(|e| e.is_known(as_of.known));
        let row = known.map(|e| PrecedenceRow {
            position: e.position,
            effective: e.effective,
            order: e.change.order.iter().map(ToString::to_string).collect(),
            in_force: Some(e.position) == in_force,
        });
        PrecedenceAnswer {
            asked: BothTimes::of(as_of),
            precedences: row.collect(),
            evidence_kinds: kinds.map(KindNamed::of).collect(),
        }
    }
}
