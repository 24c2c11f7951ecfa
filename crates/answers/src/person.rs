//! One person (人员): the seats over time, and what is recorded of the name.

use jiceng_core::domain::{PartialDate, PersonId};
use jiceng_core::projections::persons::{Registration, events, registration, seats_by_person};
use jiceng_core::{LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::{AskError, Sought};
use crate::event_row::EventRow;
use crate::names::Names;
use crate::person_named::PersonNamed;
use crate::persons::PersonSeatRow;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// The seats of one person, and the events of the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// The identifier of the person.
    #[serde(default)]
    pub person: String,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The person.
    #[serde(flatten)]
    pub person: PersonNamed,
    /// When the person was registered, as stated; absent where that was not.
    #[schemars(with = "Option<String>")]
    pub registered: Option<PartialDate>,
    /// The position in the log at which that is recorded.
    pub registered_position: Option<u64>,
    /// When the name was erased, as stated; absent where it was not.
    #[schemars(with = "Option<String>")]
    pub erased: Option<PartialDate>,
    /// The position in the log at which that is recorded.
    pub erased_position: Option<u64>,
    /// All seats that the person has held by the day, by federation.
    pub seats: Vec<PersonSeatRow>,
    /// The events that registered or erased the name, withdrawn ones too, in the order of the log.
    pub events: Vec<EventRow>,
}

impl PersonQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<PersonAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<PersonAnswer, AskError> {
        let person = PersonId::parse(&self.person).map_err(|_| AskError::NotAPerson)?;
        let (facts, known) = (view.facts(), view.as_of().known);
        let tree = view.tree();
        let names = Names { view, tree: &tree };
        let seats = seats_by_person(facts, view.as_of()).remove(&person).unwrap_or_default();
        let events = events(facts, &person, known);
        let events = events.into_iter().filter_map(|position| EventRow::at(view, position).transpose());
        let events = events.collect::<Result<Vec<_>, _>>()?;
        if seats.is_empty() && events.is_empty() {
            return Err(AskError::not_found(Sought::Person, &person));
        }
        let Registration { registered, erased } = registration(facts, &person, known);
        Ok(PersonAnswer {
            asked: BothTimes::of(view.as_of()),
            person: PersonNamed::of(view, &person)?,
            registered: registered.map(|(on, _)| on),
            registered_position: registered.map(|(_, at)| at.0),
            erased: erased.map(|(on, _)| on),
            erased_position: erased.map(|(_, at)| at.0),
            seats: seats.iter().map(|seat| PersonSeatRow::of(&names, seat)).collect(),
            events,
        })
    }
}

impl PersonAnswer {
    /// The seats as a table.
    pub fn table(&self) -> Table {
        let mut columns: Vec<Column> = ["person", "name", "name_state"].map(Column::data).into();
        columns.extend(["county_name", "federation", "federation_name"].map(Column::text));
        columns.extend(["place", "place_name"].map(Column::data));
        columns.push(Column::number("term"));
        columns.extend(["role", "taken", "from", "until", "left"].map(Column::text));
        let row = |seat: &PersonSeatRow| {
            let mut values = vec![
                Value::Text(self.person.person.to_string()),
                Value::Person(self.person.clone()),
                Value::text(Some(self.person.name_state)),
                Value::text(seat.county_name.as_deref()),
            ];
            let texts = [&seat.federation, &seat.federation_name, &seat.place, &seat.place_name];
            values.extend(texts.map(|text| Value::text(Some(text))));
            values.extend([Value::Number(seat.term.into()), Value::Role(seat.role)]);
            values.extend(seat.tenure.values());
            values
        };
        Table { columns, rows: self.seats.iter().map(row).collect() }
    }
}
