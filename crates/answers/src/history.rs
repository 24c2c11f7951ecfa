//! History (沿革): every event about a place, or about none, withdrawn ones too.

use std::collections::BTreeMap;

use jiceng_core::domain::name_carriers::CarriedName;
use jiceng_core::domain::{AsOf, Place, Position};
use jiceng_core::{Carrier, HistoryEntry, HistoryPage, LockedView, Page, PageEntry, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::event_row::EventRow;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// Every event about a place, or about none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryQuestion {
    /// A day leaves out what had not happened by then and means the place of that day. Without one,
    /// every event is given, and every place that ever carried the name.
    #[serde(flatten)]
    pub when: When,
    /// The place, by its code or its identifier; the events about no place where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Only what is recorded behind this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// So many events at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Events about places of one name, or about no place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HistoryAnswer {
    /// The code or identifier that was asked for; null where none was.
    pub place: Option<String>,
    /// The name of the place that people mean on the day; null where no place was asked for.
    pub name: Option<String>,
    /// The position in the log before which everything was known.
    pub known: u64,
    /// The position to go on after; absent where there is no more.
    #[schemars(with = "Option<u64>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Position>,
    /// The places that carried the code or identifier, the earliest first.
    pub carriers: Vec<CarrierRow>,
    /// The events: by their days, or in the order of the log where a part was asked for.
    pub rows: Vec<HistoryRow>,
}

/// A place that carried the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CarrierRow {
    /// Its number, from 1.
    pub carrier: usize,
    /// How it is called on the day asked about; null where no registration of it counts.
    pub place: Option<String>,
    /// Its own name on the day, or the last one known; null where there is none.
    pub name: Option<String>,
    /// From when until when it carried the name, by what counts.
    pub periods: Vec<PeriodRow>,
    /// How it is called instead: on the day, or in the end where it never carried the name.
    #[serde(skip)]
    pub instead: Option<Place>,
    /// Whether it had carried the name by the day.
    #[serde(skip)]
    pub has_begun: bool,
}

/// From when until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PeriodRow {
    /// When it got the name, as people write dates.
    pub from: String,
    /// When it lost it; null where it still carries it.
    pub until: Option<String>,
    /// Both dates.
    #[serde(skip)]
    pub carried: CarriedName,
}

/// An event of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HistoryRow {
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
    /// The numbers of the carriers that it is about.
    pub carriers: Vec<usize>,
}

impl HistoryQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<HistoryAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<HistoryAnswer, AskError> {
        let asked = self.place.as_deref().map(|text| self.carriers(view, text)).transpose()?;
        let page = Page {
            after: self.after.map(Position),
            limit: self.limit.and_then(|limit| usize::try_from(limit).ok()),
            happened: self.when.as_of.is_some(),
        };
        let HistoryPage { mut entries, next } = match &asked {
            Some((_, carriers)) => {
                let places: Vec<_> = carriers.iter().map(|carrier| carrier.place).collect();
                view.history_page(&places, page)?
            }
            None => view.history_page_of_no_place(page)?,
        };
        if self.is_whole() {
            in_order_of_days(&mut entries);
        }
        let (place, carriers) = asked.unzip();
        let carriers = carriers.unwrap_or_default();
        Ok(HistoryAnswer {
            name: place.as_ref().and_then(|place| name(view, place, &carriers)),
            known: view.as_of().known.0,
            next,
            carriers: place.iter().flat_map(|place| CarrierRow::all(view, place, &carriers)).collect(),
            rows: entries.into_iter().map(HistoryRow::from).collect(),
            place: place.map(|place| place.to_string()),
        })
    }

    /// Whether the whole history is asked for, and not a part of the log.
    pub const fn is_whole(&self) -> bool {
        self.after.is_none() && self.limit.is_none()
    }

    /// The places that are meant: those of the day, where a day is named.
    fn carriers(&self, view: &LockedView, text: &str) -> Result<(Place, Vec<Carrier>), AskError> {
        let place: Place = text.parse().map_err(|_| AskError::value("place", text, Wanted::Place))?;
        let has_day = self.when.as_of.is_some();
        let carriers = if has_day { view.carriers_on_day(&place) } else { view.carriers(&place) };
        if carriers.is_empty() {
            return Err(AskError::NoSuchPlace { place: place.to_string() });
        }
        Ok((place, carriers))
    }
}

/// The name of the place that people mean on the day; of the last one, where there is none.
fn name(view: &LockedView, place: &Place, carriers: &[Carrier]) -> Option<String> {
    let meant = view.find(place);
    let carrier = carriers.iter().find(|carrier| Some(carrier.place) == meant).or(carriers.last())?;
    carrier.name.as_ref().map(ToString::to_string)
}

/// By the last day that dates can mean. What took the place of a fact stands where that stood.
fn in_order_of_days(entries: &mut [PageEntry]) {
    let mut ranks: BTreeMap<Position, Position> = BTreeMap::new();
    let rank = |ranks: &BTreeMap<_, _>, entry: &HistoryEntry| {
        let position = entry.recorded.position;
        ranks.get(&position).copied().unwrap_or(position)
    };
    // In the order of the log, so that the rank of what is replaced is known.
    for PageEntry { entry, .. } in entries.iter() {
        if let Some(by) = entry.withdrawn.as_ref().and_then(|withdrawn| withdrawn.replaced_by) {
            ranks.insert(by, rank(&ranks, entry));
        }
    }
    entries.sort_by_key(|PageEntry { entry, .. }| {
        (entry.recorded.fact.effective.last(), rank(&ranks, entry), entry.recorded.position)
    });
}

impl HistoryAnswer {
    /// The events as a table, with the numbers of the places that each is about.
    pub fn table(&self) -> Table {
        let events: Vec<&EventRow> = self.rows.iter().map(|row| &row.event).collect();
        let mut columns = EventRow::columns(&events);
        columns.push(Column::data("carriers"));
        let row = |row: &HistoryRow| {
            let mut values = row.event.values();
            values.push(Value::List(row.carriers.iter().map(ToString::to_string).collect()));
            values
        };
        Table { columns, rows: self.rows.iter().map(row).collect() }
    }

    /// The events about one of the places.
    pub fn about(&self, carrier: usize) -> impl Iterator<Item = &EventRow> {
        self.rows.iter().filter(move |row| row.carriers.contains(&carrier)).map(|row| &row.event)
    }
}

impl CarrierRow {
    fn all(view: &LockedView, place: &Place, carriers: &[Carrier]) -> Vec<Self> {
        (1..).zip(carriers).map(|(number, carrier)| Self::of(view, place, number, carrier)).collect()
    }

    fn of(view: &LockedView, asked: &Place, number: usize, carrier: &Carrier) -> Self {
        let as_of = view.as_of();
        let called_on = |day: Date| {
            let record = view.facts().places.get(carrier.place)?;
            record.place_on(AsOf { effective: day, ..as_of }).filter(|called| called != asked)
        };
        let never = carrier.carried.is_empty();
        Self {
            carrier: number,
            place: view.place(carrier.place).map(|place| place.to_string()),
            name: carrier.name.as_ref().map(ToString::to_string),
            periods: carrier.carried.iter().map(|carried| PeriodRow::from(*carried)).collect(),
            instead: if never {
                called_on(Date::MAX).filter(|_| carrier.is_registered)
            } else {
                called_on(as_of.effective)
            },
            has_begun: carrier.carried.iter().any(|carried| carried.from.first() <= as_of.effective),
        }
    }
}

impl From<CarriedName> for PeriodRow {
    fn from(carried: CarriedName) -> Self {
        Self {
            from: carried.from.written().to_string(),
            until: carried.until.map(|until| until.written().to_string()),
            carried,
        }
    }
}

impl From<PageEntry> for HistoryRow {
    fn from(found: PageEntry) -> Self {
        Self { event: found.entry.into(), carriers: found.about.into_iter().map(|at| at + 1).collect() }
    }
}
