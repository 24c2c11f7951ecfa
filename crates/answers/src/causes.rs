//! Two questions side by side, and the facts between them.

use std::cell::RefCell;
use std::collections::HashMap;

use jiceng_core::domain::{Level, Place, PlaceNo, Position};
use jiceng_core::projections::DivisionTree;
use jiceng_core::projections::causes::{BothQuestions, Cause, Effect};
use jiceng_core::{Error, LockedView, StandardInForce};
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::code;
use crate::event_row::EventRow;
use crate::place_order::PlaceOrder;
use crate::table::{Column, Value};

/// A fact that makes a difference between two questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CauseRow {
    /// What makes the difference: `counts`, `withdrawn`, `outranked`, `not_then` or `time_passed`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub effect: Effect,
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
}

impl CauseRow {
    pub(crate) fn columns() -> impl Iterator<Item = Column> {
        let texts = ["effective", "event", "recorded_at", "effect"].map(Column::text);
        [Column::number("position")].into_iter().chain(texts)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> {
        let reason = self.event.withdrawn.as_ref().map(|withdrawn| withdrawn.reason);
        let effect = Value::Effect { effect: self.effect, reason };
        self.event.short_values().into_iter().chain([Value::DayOf(self.event.recorded_at), effect])
    }

    /// What stands in the columns where nothing is to be told.
    pub(crate) fn no_values() -> impl Iterator<Item = Value> {
        (0..5).map(|_| Value::Absent)
    }
}

/// Two questions to one registry.
pub(crate) struct Pair<'v> {
    pub(crate) from: &'v LockedView,
    pub(crate) to: &'v LockedView,
    from_tree: DivisionTree,
    pub(crate) to_tree: DivisionTree,
    from_standard: StandardInForce,
    to_standard: StandardInForce,
    /// The events that were read: one is the cause of many changes.
    read: RefCell<HashMap<Position, Option<EventRow>>>,
}

impl<'v> Pair<'v> {
    pub(crate) fn new(from: &'v LockedView, to: &'v LockedView) -> Result<Self, Error> {
        let (from_tree, to_tree) = (from.tree(), to.tree());
        let (from_standard, to_standard) = (from.standard()?, to.standard()?);
        Ok(Self { from, to, from_tree, to_tree, from_standard, to_standard, read: RefCell::default() })
    }

    /// What the projections compare.
    pub(crate) fn sides(&self) -> BothQuestions<'_> {
        BothQuestions {
            facts: self.to.facts(),
            from: self.from.as_of(),
            to: self.to.as_of(),
            from_standard: &self.from_standard.standard,
            to_standard: &self.to_standard.standard,
        }
    }

    /// A place's code or identifier: as the second question has it, else as the first.
    pub(crate) fn place(&self, no: PlaceNo) -> String {
        self.called(no).map(|place| place.to_string()).unwrap_or_default()
    }

    /// What a place is called, likewise.
    pub(crate) fn called(&self, no: PlaceNo) -> Option<Place> {
        self.to.place(no).or_else(|| self.from.place(no))
    }

    /// A place's name, likewise.
    pub(crate) fn name(&self, no: PlaceNo) -> String {
        self.to.name(no).or_else(|| self.from.name(no)).unwrap_or_default().to_owned()
    }

    /// The county that a place lies in, likewise.
    fn county(&self, no: PlaceNo) -> Option<PlaceNo> {
        self.to_tree.at_level(no, Level::County).or_else(|| self.from_tree.at_level(no, Level::County))
    }

    /// The name of the county that a place lies in.
    pub(crate) fn county_name(&self, no: PlaceNo) -> Option<String> {
        self.county(no).map(|county| self.name(county))
    }

    /// Where a place stands among others; none is what is about no place.
    pub(crate) fn order(&self, no: Option<PlaceNo>) -> PlaceOrder {
        let order = |no| PlaceOrder::of(self.county(no).and_then(|county| self.called(county)), self.called(no));
        no.map_or(PlaceOrder::NO_PLACE, order)
    }

    /// Whether a place lies in a division, for either question.
    pub(crate) fn is_within(&self, no: PlaceNo, division: PlaceNo) -> bool {
        self.to_tree.is_within(no, division) || self.from_tree.is_within(no, division)
    }

    fn event(&self, position: Position) -> Result<Option<EventRow>, Error> {
        if let Some(event) = self.read.borrow().get(&position) {
            return Ok(event.clone());
        }
        let event = EventRow::at(self.to, position)?;
        self.read.borrow_mut().insert(position, event.clone());
        Ok(event)
    }

    /// The causes with their events.
    pub(crate) fn causes(&self, causes: &[Cause]) -> Result<Vec<CauseRow>, Error> {
        let row = |cause: &Cause| {
            let event = self.event(cause.position)?;
            Ok(event.map(|event| CauseRow { effect: cause.effect, event }))
        };
        causes.iter().filter_map(|cause| row(cause).transpose()).collect()
    }
}
