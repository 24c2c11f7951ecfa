//! Disagreements (依据不一致): what sources state differently, which statement counts, and by which
//! rule.

use jiceng_core::domain::{EvidenceKindCode, PartialDate, Position};
use jiceng_core::projections::disagreements::{Disagreement, Stated};
use jiceng_core::{Error, LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::event_row::EventRow;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// What sources state differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisagreementsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Only those about this place: its code on the day, or its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// The disagreements of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DisagreementsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The disagreements, in the order in which they came about.
    pub disagreements: Vec<DisagreementRow>,
    /// The precedence in force on the day; none where there is none.
    #[serde(skip)]
    pub in_force: Option<PrecedenceInForce>,
}

/// The precedence in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrecedenceInForce {
    /// Where it is recorded.
    pub position: Position,
    /// From when on it is in force.
    pub since: PartialDate,
    /// The kinds of evidence in its order.
    pub order: Vec<EvidenceKindCode>,
}

/// A matter on which sources disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DisagreementRow {
    /// The codes of the places that the statements are about.
    pub places: Vec<String>,
    /// Whether the precedence prefers the first statement to all others. Otherwise that counts as
    /// the one recorded first.
    pub decided: bool,
    /// The position of the precedence in force; null where there is none.
    #[schemars(with = "Option<u64>")]
    pub precedence: Option<Position>,
    /// From when on it is in force, in EDTF; null where there is none.
    #[schemars(with = "Option<String>")]
    pub since: Option<PartialDate>,
    /// The statements. The first counts.
    pub statements: Vec<StatementRow>,
}

/// One of the statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatementRow {
    /// Whether it counts.
    pub counts: bool,
    /// The codes of the kinds of its evidence, each once.
    pub evidence_kinds: Vec<String>,
    /// Its place in the order of the precedence, from 1; null where that does not name its kinds.
    pub rank: Option<usize>,
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
}

impl DisagreementsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<DisagreementsAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<DisagreementsAnswer, AskError> {
        let mut found = view.disagreements();
        if let Some(place) = &self.place {
            let place = resolve::place(view, place, "place")?;
            found.retain(|disagreement| disagreement.places.contains(&place));
        }
        let rows = found.into_iter().map(|disagreement| DisagreementRow::of(view, disagreement));
        let in_force = view.facts().disagreements.precedence_on(view.as_of());
        Ok(DisagreementsAnswer {
            asked: BothTimes::of(view.as_of()),
            disagreements: rows.collect::<Result<_, _>>()?,
            in_force: in_force.map(|e| PrecedenceInForce {
                position: e.position,
                since: e.effective,
                order: e.change.order.clone(),
            }),
        })
    }
}

impl DisagreementsAnswer {
    /// The statements as a table.
    pub fn table(&self) -> Table {
        let numbers = |id| Column::number(id);
        let first = [numbers("disagreement"), Column::text("place"), numbers("position")];
        let event = ["effective", "event", "evidence_kinds", "evidence"].map(Column::text);
        let last = [numbers("rank"), Column::text("counts"), Column::data("precedence")];
        let mut table = Table::of(first.into_iter().chain(event).chain(last));
        for (number, of) in (1..).zip(&self.disagreements) {
            table.rows.extend(of.statements.iter().map(|statement| {
                let StatementRow { counts, evidence_kinds, rank, event } = statement;
                let mut values = vec![Value::Number(number), Value::List(of.places.clone())];
                values.extend(event.short_values());
                values.extend([
                    Value::EvidenceKinds(evidence_kinds.clone()),
                    Value::Evidence(event.evidence.clone()),
                    rank.map_or(Value::Absent, Value::count),
                    Value::Statement { counts: *counts, decided: of.decided },
                    Value::number(of.precedence.map(|position| position.0)),
                ]);
                values
            }));
        }
        table
    }
}

impl DisagreementRow {
    fn of(view: &LockedView, of: Disagreement) -> Result<Self, Error> {
        let statement = |(n, Stated { position, kinds, place, .. })| {
            let event = EventRow::at(view, position)?;
            Ok(event.map(|event| StatementRow { counts: n == 0, evidence_kinds: kinds, rank: place, event }))
        };
        let statements = of.statements.into_iter().enumerate().filter_map(|stated| statement(stated).transpose());
        Ok(Self {
            places: of.places.iter().filter_map(|place| view.place(*place)).map(|place| place.to_string()).collect(),
            decided: of.is_decided,
            precedence: of.precedence.map(|(position, _)| position),
            since: of.precedence.map(|(_, effective)| effective),
            statements: statements.collect::<Result<_, Error>>()?,
        })
    }
}
