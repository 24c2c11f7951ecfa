//! Persons (人员): who is registered, and which seats they hold on a day.

use std::collections::BTreeSet;

use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::{Level, PartialDate, PersonId, PlaceNo};
use jiceng_core::projections::persons::{self, PersonSeat};
use jiceng_core::{LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::names::Names;
use crate::person_named::PersonNamed;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::tenure::TenureRow;
use crate::when::When;

/// Who is registered, and which seats they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Only those with a seat within this division: its code on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Only those with a seat at this place: its code on the day or its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Only those of whose name this became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<NameState>,
}

/// What became of a person's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameState {
    /// It is there.
    Named,
    /// It was erased.
    Erased,
    /// Its key is not at hand.
    NoKey,
    /// Its key is damaged.
    DamagedKey,
    /// Nobody of the identifier is registered.
    Unknown,
}

/// The persons, as far as was known, and the seats of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// How many persons there are.
    pub persons: usize,
    /// How many of them have a name that can be shown.
    pub named: usize,
    /// How many names were erased.
    pub erased: usize,
    /// How many names cannot be shown, because the key is not at hand.
    pub no_key: usize,
    /// The persons, by identifier.
    pub rows: Vec<PersonRow>,
}

/// A person and the seats that are held on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonRow {
    /// The person.
    #[serde(flatten)]
    pub person: PersonNamed,
    /// When the person was registered, as stated; absent where that was not.
    #[schemars(with = "Option<String>")]
    pub registered: Option<PartialDate>,
    /// The seats that are asked for, by federation.
    pub seats: Vec<PersonSeatRow>,
}

/// A seat of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonSeatRow {
    /// The identifier of the federation.
    pub federation: String,
    /// Its name on the day; the last one where it has ended.
    pub federation_name: String,
    /// The code of its place, or the identifier of a relocation site.
    pub place: String,
    /// The name of its place.
    pub place_name: String,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// The term (届) of the committee.
    pub term: u16,
    /// The seat: `chair`, `vice_chair`, `standing_member` or `member`.
    #[schemars(with = "String")]
    pub role: SeatRole,
    /// How it was taken and left.
    #[serde(flatten)]
    pub tenure: TenureRow,
}

impl PersonsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<PersonsAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<PersonsAnswer, AskError> {
        let rows = self.rows(view)?;
        let count = |state: &str| rows.iter().filter(|row| row.person.name_state == state).count();
        Ok(PersonsAnswer {
            asked: BothTimes::of(view.as_of()),
            persons: rows.len(),
            named: count("named"),
            erased: count("erased"),
            no_key: count("no_key"),
            rows,
        })
    }

    /// Those who were registered as far as was known, and those who hold a seat on the day.
    fn rows(&self, view: &LockedView) -> Result<Vec<PersonRow>, AskError> {
        let tree = view.tree();
        let names = Names { view, tree: &tree };
        let division = self.division.as_deref();
        let division = division.map(|code| resolve::division(view, &tree, code)).transpose()?;
        let place = self.place.as_deref().map(|place| resolve::place(view, place, "place")).transpose()?;
        let is_there = |no: PlaceNo| {
            division.is_none_or(|division| tree.is_within(no, division)) && place.is_none_or(|wanted| wanted == no)
        };
        let known = view.as_of().known;
        let mut seats = persons::seats_by_person(view.facts(), view.as_of());
        for seats in seats.values_mut() {
            seats.retain(PersonSeat::is_held);
        }
        let seated = seats.iter().filter(|(_, seats)| !seats.is_empty()).map(|(person, _)| person.clone());
        let registered = view.facts().persons.iter().map(|(person, _)| person.clone());
        let registered = registered.filter(|person| !persons::events(view.facts(), person, known).is_empty());
        let all: BTreeSet<PersonId> = registered.chain(seated).collect();
        let mut rows = Vec::new();
        for person in all {
            let mut seats = seats.remove(&person).unwrap_or_default();
            seats.retain(|seat| is_there(seat.place));
            let person_named = PersonNamed::of(view, &person)?;
            let is_wanted = self.state.is_none_or(|state| state.as_str() == person_named.name_state);
            if is_wanted && (!seats.is_empty() || (division.is_none() && place.is_none())) {
                let registration = persons::registration(view.facts(), &person, known);
                rows.push(PersonRow {
                    person: person_named,
                    registered: registration.registered.map(|(on, _)| on),
                    seats: seats.iter().map(|seat| PersonSeatRow::of(&names, seat)).collect(),
                });
            }
        }
        Ok(rows)
    }
}

impl NameState {
    /// As it stands in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Erased => "erased",
            Self::NoKey => "no_key",
            Self::DamagedKey => "damaged_key",
            Self::Unknown => "unknown",
        }
    }
}

impl PersonsAnswer {
    /// The persons as a table.
    pub fn table(&self) -> Table {
        let columns = [
            Column::text("person"),
            Column::text("name"),
            Column::data("name_state"),
            Column::text("registered"),
            Column::number("seats"),
            Column::text("held"),
        ];
        let row = |row: &PersonRow| {
            vec![
                Value::Text(row.person.person.to_string()),
                Value::Person(row.person.clone()),
                Value::text(Some(row.person.name_state)),
                row.registered.map_or(Value::Absent, |on| Value::Text(on.to_string())),
                Value::count(row.seats.len()),
                Value::Seats(row.seats.clone()),
            ]
        };
        Table { columns: columns.into(), rows: self.rows.iter().map(row).collect() }
    }
}

impl PersonSeatRow {
    pub(crate) fn of(names: &Names<'_>, seat: &PersonSeat) -> Self {
        Self {
            federation: seat.federation.to_string(),
            federation_name: seat.name.clone(),
            place: names.place(seat.place),
            place_name: names.name(seat.place),
            county_name: names.name_above(seat.place, Level::County),
            term: seat.holding.term,
            role: seat.holding.role,
            tenure: (&seat.holding).into(),
        }
    }
}
