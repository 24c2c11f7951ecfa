//! One federation: its committee on a day, its seats over time, its events.

use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::federation::FederationRecord;
use jiceng_core::domain::{FederationId, Level, PartialDate, Place, PlaceNo};
use jiceng_core::projections::elections::office::{DUE_WITHIN_DAYS, Office};
use jiceng_core::projections::elections::seats::{Holding, ending, events, holdings, place_ending};
use jiceng_core::{LockedView, StandardInForce, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OfficeRow, TermRow};
use crate::both_times::BothTimes;
use crate::error::{AskError, Sought};
use crate::event_row::EventRow;
use crate::names::Names;
use crate::person_named::PersonNamed;
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value};
use crate::tenure::TenureRow;
use crate::wanted::Wanted;
use crate::when::When;

/// One federation: its committee, its seats over time, its events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FederationQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Its identifier, or the code or identifier of its place on the day.
    #[serde(default)]
    pub federation: String,
    /// By the terms of which standard; of the one in force where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardAsked>,
}

/// One federation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FederationAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The identifier of the standard whose terms hold.
    pub standard: String,
    /// Whether it was adopted by the day.
    pub standard_adopted: bool,
    /// Its terms of office.
    pub terms: Vec<TermRow>,
    /// Whether the federation exists on the day.
    pub active: bool,
    /// When it ended, as stated; absent where it did not.
    #[schemars(with = "Option<String>")]
    pub ended: Option<PartialDate>,
    /// When its place ended, as stated; absent where it did not.
    #[schemars(with = "Option<String>")]
    pub place_ended: Option<PartialDate>,
    /// The federation and its committee on the day.
    #[serde(flatten)]
    pub committee: OfficeRow,
    /// The seats of all its committees up to the day, by election, chair first.
    pub holdings: Vec<HoldingRow>,
    /// Its events, withdrawn ones too, by the last day that their dates can mean.
    pub events: Vec<EventRow>,
    /// Whether its place exists on the day or has existed.
    #[serde(skip)]
    pub place_has_existed: bool,
    /// The name of the county in which its place lies, or would lie where it does not exist.
    #[serde(skip)]
    pub lies_in: Option<String>,
}

/// A seat that somebody holds or held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HoldingRow {
    /// The term (届) of the committee.
    pub term: u16,
    /// The seat: `chair`, `vice_chair`, `standing_member` or `member`.
    #[schemars(with = "String")]
    pub role: SeatRole,
    /// The person in the seat; the name is absent where its key is not at hand.
    #[serde(flatten)]
    pub person: PersonNamed,
    /// Whether the name was erased.
    pub erased: bool,
    /// How the seat was taken and left.
    #[serde(flatten)]
    pub tenure: TenureRow,
}

impl FederationQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<FederationAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<FederationAnswer, AskError> {
        let StandardInForce { standard, is_adopted } = StandardAsked::find_or_in_force(self.standard.as_ref(), view)?;
        let (facts, as_of) = (view.facts(), view.as_of());
        let office = |record| Office::of(facts, record, as_of, &standard, DUE_WITHIN_DAYS);
        let found = self.record(view).and_then(|record| Some((record, office(record)?)));
        let (record, office) = found.ok_or_else(|| self.not_found(view))?;
        let tree = view.tree();
        let names = Names { view, tree: &tree };
        let place = office.federation.place;
        let seats = holdings(facts, record, as_of);
        Ok(FederationAnswer {
            asked: BothTimes::of(as_of),
            standard: standard.id.to_string(),
            standard_adopted: is_adopted,
            terms: standard.terms.iter().map(TermRow::from).collect(),
            active: facts.place_of_existing(record, as_of).is_some(),
            ended: ending(record, as_of).map(|(day, _)| day),
            place_ended: place_ending(facts, record, as_of).map(|(day, _)| day),
            committee: OfficeRow::of(&names, &office)?,
            holdings: seats.iter().map(|holding| HoldingRow::of(view, holding)).collect::<Result<_, AskError>>()?,
            events: EventRow::by_day(view, events(record, as_of))?,
            place_has_existed: facts.places.has_existed(place, as_of),
            lies_in: names.name_above(place, Level::County),
        })
    }

    /// The federation that an identifier or a place names.
    fn record<'v>(&self, view: &'v LockedView) -> Option<&'v FederationRecord> {
        let federations = &view.facts().federations;
        let id = FederationId::parse(&self.federation).ok();
        let by_id = id.and_then(|id| federations.get(federations.find(&id)?));
        by_id.or_else(|| federations.at(self.place(view)?, view.as_of()))
    }

    fn place(&self, view: &LockedView) -> Option<PlaceNo> {
        view.find(&self.federation.parse::<Place>().ok()?)
    }

    fn not_found(&self, view: &LockedView) -> AskError {
        let text = self.federation.as_str();
        if self.place(view).is_some() {
            return AskError::not_found(Sought::FederationOfPlace, text);
        }
        match FederationId::parse(text) {
            Ok(federation) => AskError::not_found(Sought::Federation, &federation),
            Err(_) if text.parse::<Place>().is_ok() => AskError::NoSuchPlace { place: text.to_owned() },
            // Somebody may look for a person here.
            Err(_) => AskError::value("federation", if text.is_ascii() { text } else { "…" }, Wanted::Federation),
        }
    }
}

impl FederationAnswer {
    /// The seats over time as a table.
    pub fn table(&self) -> Table {
        let mut columns = vec![Column::number("term")];
        columns.extend(["role", "person", "name"].map(Column::text));
        columns.push(Column::data("name_state"));
        columns.extend(["taken", "from", "until", "left"].map(Column::text));
        let row = |row: &HoldingRow| {
            let mut values = vec![
                Value::Number(row.term.into()),
                Value::Role(row.role),
                Value::Text(row.person.person.to_string()),
                Value::Person(row.person.clone()),
                Value::text(Some(row.person.name_state)),
            ];
            values.extend(row.tenure.values());
            values
        };
        Table { columns, rows: self.holdings.iter().map(row).collect() }
    }
}

impl HoldingRow {
    fn of(view: &LockedView, holding: &Holding) -> Result<Self, AskError> {
        let person = PersonNamed::of(view, &holding.person)?;
        let erased = person.is_erased();
        Ok(Self { term: holding.term, role: holding.role, person, erased, tenure: holding.into() })
    }
}
