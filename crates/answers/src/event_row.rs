//! An event as a row: shared by every answer that shows what it rests on.

use std::sync::Arc;

use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::evidence_role::{EvidenceRole, RoleSource};
use jiceng_core::domain::{Event, EventId, Evidence, Note, PartialDate, Position, Recorder};
use jiceng_core::projections::disagreements::Stated;
use jiceng_core::{Error, HistoryEntry, LockedView, Withdrawn};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::table::{Column, Table, Value};

/// A row names no more of the other statements: a history of thousands that disagree would be as
/// long as their square.
const OTHERS_MAX: usize = 20;

/// A recorded event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventRow {
    /// Its position in the log.
    #[schemars(with = "u64")]
    pub position: Position,
    /// Its identity: the commit's, a slash, and its number in it.
    #[schemars(with = "String")]
    pub id: EventId,
    /// When it took effect, as precisely as stated, in EDTF.
    #[schemars(with = "String")]
    pub effective: PartialDate,
    /// When it was recorded, in UTC.
    #[schemars(with = "String")]
    pub recorded_at: Timestamp,
    /// The office that recorded it.
    #[schemars(with = "String")]
    pub recorder: Recorder,
    /// Who approved it; null where nobody did.
    #[schemars(with = "Option<String>")]
    pub approver: Option<Recorder>,
    /// The name of the event.
    pub event: &'static str,
    /// Its data, with the fields of its command. A person's name is `(sealed)`.
    #[schemars(schema_with = "crate::schema::object")]
    pub data: Event,
    /// The papers that it rests on.
    #[schemars(with = "Vec<crate::shapes::EvidenceShape>")]
    pub evidence: Vec<Evidence>,
    /// What each of the papers does about the fact, in their order.
    pub evidence_roles: Vec<RoleRow>,
    /// The position of its retraction; null where it was not withdrawn.
    #[schemars(with = "Option<u64>")]
    pub withdrawn_by: Option<Position>,
    /// How it was withdrawn; null where it was not.
    pub withdrawn: Option<WithdrawnRow>,
    /// The position of the statement that counts in its place; null where none does.
    #[schemars(with = "Option<u64>")]
    pub outranked_by: Option<Position>,
    /// The positions of the other statements of a disputed matter; of more than twenty, the first
    /// twenty. The question about disagreements has them all.
    #[schemars(with = "Vec<u64>")]
    pub disagrees_with: Vec<Position>,
}

/// What a paper does about a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoleRow {
    /// `approves`, `orders`, `records` or `reports`; null where nothing gives it away.
    #[schemars(with = "Option<String>")]
    pub role: Option<EvidenceRole>,
    /// `stated`, or guessed by the `title` or the document `number`; null where there is no role.
    #[schemars(with = "Option<String>")]
    pub by: Option<RoleSource>,
}

impl RoleRow {
    fn of(evidence: &Evidence) -> Self {
        let (role, by) = evidence.role().unzip();
        Self { role, by }
    }
}

/// How an event was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WithdrawnRow {
    /// The position of the retraction.
    #[schemars(with = "u64")]
    pub by: Position,
    /// When the retraction was recorded, in UTC.
    #[schemars(with = "String")]
    pub recorded_at: Timestamp,
    /// The office that recorded the retraction.
    #[schemars(with = "String")]
    pub recorder: Recorder,
    /// The reason that the retraction states.
    #[schemars(with = "String")]
    pub reason: RetractionReason,
    /// More on why; null where nothing was said.
    #[schemars(with = "Option<String>")]
    pub note: Option<Note>,
    /// The position of the event that took its place; null where none did.
    #[schemars(with = "Option<u64>")]
    pub replaced_by: Option<Position>,
}

impl EventRow {
    /// The event at a position; none beyond what a view knows.
    pub fn at(view: &LockedView, position: Position) -> Result<Option<Self>, Error> {
        Ok(view.entry(position)?.map(Self::from))
    }

    /// The events at some positions, by the last day that their dates can mean.
    pub fn by_day(view: &LockedView, positions: Vec<Position>) -> Result<Vec<Self>, Error> {
        let events = positions.into_iter().filter_map(|position| Self::at(view, position).transpose());
        let mut events = events.collect::<Result<Vec<_>, Error>>()?;
        events.sort_by_key(|event| (event.effective.last(), event.position));
        Ok(events)
    }

    /// Events as a table: what they say, what they rest on, and whether they count.
    pub fn table<'e>(events: impl IntoIterator<Item = &'e Self>) -> Table {
        let events: Vec<&Self> = events.into_iter().collect();
        Table { columns: Self::columns(&events), rows: events.into_iter().map(Self::values).collect() }
    }

    /// The columns for some events. Where none of them was approved, the approver is for programs
    /// alone.
    pub(crate) fn columns(events: &[&Self]) -> Vec<Column> {
        let mut columns = vec![Column::number("position")];
        columns.extend(["effective", "event", "evidence", "recorded_at", "recorder", "withdrawn_by"].map(Column::text));
        let data = ["withdrawn_at", "withdrawn_recorder", "withdrawn_reason", "withdrawn_note", "replaced_by"];
        columns.extend(data.into_iter().chain(["outranked_by", "disagrees_with"]).map(Column::data));
        let is_approved = events.iter().any(|event| event.approver.is_some());
        columns.push(if is_approved { Column::text("approver") } else { Column::data("approver") });
        columns
    }

    pub(crate) fn values(&self) -> Vec<Value> {
        let row = Arc::new(self.clone());
        let withdrawn = self.withdrawn.as_ref();
        let text = |text: Option<String>| text.map_or(Value::Absent, Value::Text);
        let at = |position: Option<Position>| Value::number(position.map(|position| position.0));
        vec![
            Value::Number(self.position.0),
            Value::Date(self.effective),
            Value::Event { row: Arc::clone(&row), marked: true },
            Value::Evidence(self.evidence.clone()),
            Value::Minute(self.recorded_at),
            Value::Text(self.recorder.to_string()),
            Value::Doubt(row),
            text(withdrawn.map(|withdrawn| withdrawn.recorded_at.to_string())),
            text(withdrawn.map(|withdrawn| withdrawn.recorder.to_string())),
            text(withdrawn.map(|withdrawn| withdrawn.reason.as_str().to_owned())),
            text(withdrawn.and_then(|withdrawn| withdrawn.note.as_ref()).map(ToString::to_string)),
            at(withdrawn.and_then(|withdrawn| withdrawn.replaced_by)),
            at(self.outranked_by),
            Value::List(self.disagrees_with.iter().map(ToString::to_string).collect()),
            text(self.approver.as_ref().map(ToString::to_string)),
        ]
    }

    /// Where it is recorded, for when, and what it says, not marked.
    pub(crate) fn short_values(&self) -> [Value; 3] {
        let event = Value::Event { row: Arc::new(self.clone()), marked: false };
        [Value::Number(self.position.0), Value::Date(self.effective), event]
    }
}

impl From<HistoryEntry> for EventRow {
    fn from(entry: HistoryEntry) -> Self {
        let outranked_by = entry.outranked_by();
        let HistoryEntry { recorded, recorded_at, recorder, approver, withdrawn, disagreement } = entry;
        let position = recorded.position;
        let statements = disagreement.iter().flat_map(|disagreement| &disagreement.statements);
        let others = |stated: &Stated| (stated.position != position).then_some(stated.position);
        Self {
            position,
            id: recorded.id,
            effective: recorded.fact.effective,
            recorded_at,
            recorder,
            approver,
            event: recorded.fact.event.name(),
            data: recorded.fact.event,
            evidence_roles: recorded.fact.evidence.iter().map(RoleRow::of).collect(),
            evidence: recorded.fact.evidence,
            withdrawn_by: withdrawn.as_ref().map(|withdrawn| withdrawn.by),
            withdrawn: withdrawn.map(WithdrawnRow::from),
            outranked_by,
            disagrees_with: statements.filter_map(others).take(OTHERS_MAX).collect(),
        }
    }
}

impl From<Withdrawn> for WithdrawnRow {
    fn from(withdrawn: Withdrawn) -> Self {
        let Withdrawn { by, recorded_at, recorder, reason, note, replaced_by } = withdrawn;
        Self { by, recorded_at, recorder, reason, note, replaced_by }
    }
}

/// Papers on one line, without what is for programs alone.
pub fn evidence_told(evidence: &[Evidence]) -> String {
    let one = |e: &Evidence| Evidence { kind: None, role: None, digest: None, ..e.clone() }.to_string();
    evidence.iter().map(one).collect::<Vec<_>>().join("; ")
}
