//! Diff (差异): what is otherwise on another day, or as known at another time, and by which events.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_core::domain::PlaceNo;
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::committee::Seat;
use jiceng_core::projections::diff::{ChangeKind, DiffChange, DiffEntry, diff};
use jiceng_core::projections::{CellState, Status};
use jiceng_core::{Known, LockedView, Question, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::causes::{CauseRow, Pair};
use crate::codes::code;
use crate::coverage::KindNamed;
use crate::error::AskError;
use crate::person_named::PersonNamed;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::{KnownAt, When};

/// What is otherwise for a second question than for a first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiffQuestion {
    /// The two times of both questions, as far as nothing else is said of one.
    #[serde(flatten)]
    pub when: When,
    /// The day of the first question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// The day of the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// How much of the log counts as known for the first. For the second, all of it does then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from: Option<KnownAt>,
    /// How much counts as known for the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_to: Option<KnownAt>,
    /// Only places within this division: its code on the day of the second question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
}

/// What is otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiffAnswer {
    /// The two times of the first question.
    pub from: BothTimes,
    /// The two times of the second.
    pub to: BothTimes,
    /// How many places differ.
    pub places: usize,
    /// How many changes there are, by their sort.
    pub counts: BTreeMap<&'static str, usize>,
    /// The changes, in the order of places; what is about no place comes last.
    pub rows: Vec<DiffRow>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiffRow {
    /// The place's code or identifier; null where the change is about no place.
    pub place: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The name of its county; null where it lies in none.
    pub county_name: Option<String>,
    /// The sort of the change.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub change: ChangeKind,
    /// What is otherwise.
    #[serde(flatten)]
    pub codes: ChangeCodes,
    /// The name of the person; null where it cannot be shown.
    pub person_name: Option<String>,
    /// Whether the name was erased; null where the change is about nobody.
    pub person_erased: Option<bool>,
    /// The facts that made the difference, in the order in which they took effect.
    pub causes: Vec<CauseRow>,
    /// The change with its values.
    #[serde(skip)]
    pub changed: DiffChange,
    /// The names of the divisions that a place lay and lies below.
    #[serde(skip)]
    pub moved: [Option<String>; 2],
    /// The person whose seat it is.
    #[serde(skip)]
    pub person: Option<PersonNamed>,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
}

/// What is otherwise. What does not apply is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeCodes {
    /// The code of the kind, for cells and findings.
    pub kind: Option<String>,
    /// The identifier of the federation.
    pub federation: Option<String>,
    /// The identifier of the person whose seat it is.
    pub person: Option<String>,
    /// The code of the finding.
    pub finding: Option<&'static str>,
    /// A name, code, status, state, number of a term or role for the first question.
    pub from: Option<String>,
    /// The place whose element is shared for the first question.
    pub from_provider: Option<String>,
    /// The same as `from` for the second question.
    pub to: Option<String>,
    /// The place whose element is shared for the second question.
    pub to_provider: Option<String>,
}

impl DiffQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<DiffAnswer, AskError> {
        let [from, to] = self.sides(&view.locked()?)?;
        self.answer_of(&from, &to)
    }

    /// The views of the two questions.
    pub fn sides(&self, view: &LockedView) -> Result<[LockedView; 2], AskError> {
        let [first, second] = self.questions();
        let (from, to) = (view.asking(first)?, view.asking(second)?);
        let text = |text: Option<&dyn ToString>| text.map(ToString::to_string).unwrap_or_default();
        if from.as_of().effective > to.as_of().effective {
            let from = text(self.from.as_ref().map(|day| day as &dyn ToString));
            return Err(AskError::value("from", &from, Wanted::DayRange));
        }
        if from.as_of().known > to.as_of().known {
            let from = text(self.known_from.as_ref().map(|known| known as &dyn ToString));
            return Err(AskError::value("known_from", &from, Wanted::KnownSpan));
        }
        Ok([from, to])
    }

    /// The two questions. What is said once holds for both.
    fn questions(&self) -> [Question; 2] {
        let asked = self.when.question();
        let known_then = self.known_from.map_or(asked.known, |_| Known::Now);
        let first = Question {
            effective: self.from.or(asked.effective),
            known: self.known_from.map_or(asked.known, |known| known.0),
            ..asked
        };
        let second = Question {
            effective: self.to.or(asked.effective),
            known: self.known_to.map_or(known_then, |known| known.0),
            ..asked
        };
        [first, second]
    }

    /// The answer for two views, see [`DiffQuestion::sides`].
    pub fn answer_of(&self, from: &LockedView, to: &LockedView) -> Result<DiffAnswer, AskError> {
        let pair = Pair::new(from, to)?;
        let sides = pair.sides();
        let mut found = diff(&sides);
        found.extend(to.findings_since(from, &sides)?);
        if let Some(division) = &self.division {
            let division = resolve::division(to, &pair.to_tree, division)?;
            found.retain(|difference| difference.place.is_some_and(|place| pair.is_within(place, division)));
        }
        // Stable: a place's own order stays.
        found.sort_by_cached_key(|difference| pair.order(difference.place));
        Ok(DiffAnswer {
            from: BothTimes::of(from.as_of()),
            to: BothTimes::of(to.as_of()),
            places: found.iter().filter_map(|difference| difference.place).collect::<BTreeSet<_>>().len(),
            counts: counts(&found),
            rows: found.into_iter().map(|difference| DiffRow::of(&pair, difference)).collect::<Result<_, _>>()?,
        })
    }
}

impl DiffAnswer {
    /// The changes as a table, a row for each change and cause. Where a row is read behind the one
    /// above, what is the same is not repeated, and a status stands without the causes that the
    /// cells below it have.
    pub fn table(&self, repeats: bool) -> Table {
        let own = ["county_name", "place", "name", "change", "subject", "from", "to"].map(Column::text);
        let mut table = Table::of(own.into_iter().chain(CauseRow::columns()));
        let mut last = None;
        for row in &self.rows {
            let is_same_place = last.replace(&row.place) == Some(&row.place) && !repeats;
            let head = |is_first: bool| {
                let mut values: Vec<Value> = row.of_place().into();
                if is_same_place || !(is_first || repeats) {
                    values.fill(Value::Absent);
                }
                let told = is_first || repeats;
                values.extend(if told { row.of_change() } else { [const { Value::Absent }; 4] });
                values
            };
            if !repeats && matches!(row.changed, DiffChange::Status { .. }) {
                table.rows.push(head(true).into_iter().chain(CauseRow::no_values()).collect());
                continue;
            }
            let with_cause =
                |(index, cause): (usize, &CauseRow)| head(index == 0).into_iter().chain(cause.values()).collect();
            table.rows.extend(row.causes.iter().enumerate().map(with_cause));
        }
        table
    }
}

fn counts(found: &[DiffEntry]) -> BTreeMap<&'static str, usize> {
    let mut counts: BTreeMap<&'static str, usize> = ChangeKind::ALL.iter().map(|kind| (kind.as_str(), 0)).collect();
    for difference in found {
        *counts.entry(difference.change.kind().as_str()).or_default() += 1;
    }
    counts
}

impl DiffRow {
    fn of(pair: &Pair<'_>, DiffEntry { place, change, causes }: DiffEntry) -> Result<Self, AskError> {
        let person = seated(&change).map(|seat| PersonNamed::of(pair.to, &seat.person)).transpose()?;
        Ok(Self {
            place: place.map(|place| pair.place(place)),
            name: place.map(|place| pair.name(place)),
            county_name: place.and_then(|place| pair.county_name(place)),
            change: change.kind(),
            codes: ChangeCodes::of(pair, &change),
            person_erased: person.as_ref().map(PersonNamed::is_erased),
            person_name: person.as_ref().and_then(|person| person.name.name()).map(str::to_owned),
            causes: pair.causes(&causes)?,
            moved: moved(&change).map(|no| no.map(|no| pair.name(no))),
            kind_named: kind(&change).and_then(|kind| pair.to.kind(kind)).map(KindNamed::of),
            changed: change,
            person,
        })
    }

    fn of_place(&self) -> [Value; 3] {
        [&self.county_name, &self.place, &self.name].map(|text| Value::text(text.as_deref()))
    }

    /// The sort of the change, what it is about, and what it was and is.
    fn of_change(&self) -> [Value; 4] {
        let [from, to] = self.sides();
        [Value::Change(self.change), self.subject(), from, to]
    }

    fn subject(&self) -> Value {
        match &self.changed {
            DiffChange::Gained
            | DiffChange::Lost
            | DiffChange::Renamed { .. }
            | DiffChange::Recoded { .. }
            | DiffChange::Moved { .. }
            | DiffChange::Status { .. } => Value::Absent,
            DiffChange::Cell { .. } => {
                Value::Kind { code: self.codes.kind.clone().unwrap_or_default(), named: self.kind_named.clone() }
            }
            DiffChange::FederationGained { federation }
            | DiffChange::FederationLost { federation }
            | DiffChange::FederationRenamed { federation, .. }
            | DiffChange::Elected { federation, .. } => Value::Text(federation.to_string()),
            DiffChange::FindingOpened { finding } | DiffChange::FindingClosed { finding } => {
                Value::FindingOf { code: finding.code, kind: self.kind_named.clone() }
            }
            DiffChange::SeatFilled { .. } | DiffChange::SeatVacated { .. } => {
                self.person.clone().map_or(Value::Absent, Value::PersonCalled)
            }
        }
    }

    fn sides(&self) -> [Value; 2] {
        let ChangeCodes { from: was, from_provider, to: is, to_provider, .. } = &self.codes;
        match &self.changed {
            DiffChange::Moved { .. } => {
                let [above, above_now] = &self.moved;
                [(above, was), (above_now, is)].map(|(name, code)| match (name, code) {
                    (Some(name), Some(code)) => Value::Called { name: name.clone(), code: code.clone() },
                    (name, code) => Value::text(name.as_ref().or(code.as_ref()).map(String::as_str)),
                })
            }
            DiffChange::Status { from, to } => [from, to].map(|read| Value::Status { read: *read, may_be: Vec::new() }),
            DiffChange::Cell { from, to, .. } => [(from, from_provider), (to, to_provider)]
                .map(|(state, provider)| Value::State(state.map(|state| (state, provider.clone())))),
            DiffChange::Elected { from, to, .. } => {
                [from, to].map(|office| Value::Term(office.as_ref().map(|office| office.term)))
            }
            DiffChange::SeatFilled { seat, .. } => [Value::Absent, Value::Role(seat.role)],
            DiffChange::SeatVacated { seat, .. } => [Value::Role(seat.role), Value::Absent],
            DiffChange::Gained
            | DiffChange::Lost
            | DiffChange::Renamed { .. }
            | DiffChange::Recoded { .. }
            | DiffChange::FederationGained { .. }
            | DiffChange::FederationLost { .. }
            | DiffChange::FederationRenamed { .. }
            | DiffChange::FindingOpened { .. }
            | DiffChange::FindingClosed { .. } => [was, is].map(|text| Value::text(text.as_deref())),
        }
    }
}

/// The kind that is another.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about no kind")]
const fn kind(change: &DiffChange) -> Option<KindNo> {
    match change {
        DiffChange::Cell { kind, .. } => Some(*kind),
        DiffChange::FindingOpened { finding } | DiffChange::FindingClosed { finding } => finding.kind,
        _ => None,
    }
}

/// The seat that is filled or vacated.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about nobody's seat")]
const fn seated(change: &DiffChange) -> Option<&Seat> {
    match change {
        DiffChange::SeatFilled { seat, .. } | DiffChange::SeatVacated { seat, .. } => Some(seat),
        _ => None,
    }
}

const fn moved(change: &DiffChange) -> [Option<PlaceNo>; 2] {
    if let DiffChange::Moved { from, to } = change { [*from, *to] } else { [None, None] }
}

impl ChangeCodes {
    fn of(pair: &Pair<'_>, change: &DiffChange) -> Self {
        let status = |status: &Status| Some(status.as_str().to_owned());
        let provider = |state: &Option<CellState>| match state {
            Some(CellState::Shared { provider }) => Some(pair.place(*provider)),
            _ => None,
        };
        let seat = |federation: &dyn ToString, seat: &Seat| Self {
            federation: Some(federation.to_string()),
            person: Some(seat.person.to_string()),
            ..Self::default()
        };
        let role = |seat: &Seat| Some(seat.role.as_str().to_owned());
        match change {
            DiffChange::Gained | DiffChange::Lost => Self::default(),
            DiffChange::Renamed { from, to } => {
                Self { from: Some(from.to_string()), to: Some(to.to_string()), ..Self::default() }
            }
            DiffChange::Recoded { from, to } => {
                Self { from: Some(from.to_string()), to: Some(to.to_string()), ..Self::default() }
            }
            DiffChange::Moved { from, to } => {
                Self { from: from.map(|no| pair.place(no)), to: to.map(|no| pair.place(no)), ..Self::default() }
            }
            DiffChange::Status { from, to } => Self { from: status(from), to: status(to), ..Self::default() },
            DiffChange::Cell { kind, from, to } => Self {
                kind: pair.to.kind(*kind).map(|entry| entry.code.to_string()),
                from: from.map(|state| state.as_str().to_owned()),
                from_provider: provider(from),
                to: to.map(|state| state.as_str().to_owned()),
                to_provider: provider(to),
                ..Self::default()
            },
            DiffChange::FederationGained { federation } | DiffChange::FederationLost { federation } => {
                Self { federation: Some(federation.to_string()), ..Self::default() }
            }
            DiffChange::FederationRenamed { federation, from, to } => Self {
                federation: Some(federation.to_string()),
                from: Some(from.to_string()),
                to: Some(to.to_string()),
                ..Self::default()
            },
            DiffChange::Elected { federation, from, to } => Self {
                federation: Some(federation.to_string()),
                from: from.map(|office| office.term.to_string()),
                to: to.map(|office| office.term.to_string()),
                ..Self::default()
            },
            DiffChange::FindingOpened { finding } | DiffChange::FindingClosed { finding } => Self {
                kind: finding.kind.and_then(|kind| pair.to.kind(kind)).map(|entry| entry.code.to_string()),
                federation: finding.federation.as_ref().map(ToString::to_string),
                finding: Some(finding.code.as_str()),
                ..Self::default()
            },
            DiffChange::SeatFilled { federation, seat: filled, .. } => {
                Self { to: role(filled), ..seat(federation, filled) }
            }
            DiffChange::SeatVacated { federation, seat: vacated, .. } => {
                Self { from: role(vacated), ..seat(federation, vacated) }
            }
        }
    }
}
