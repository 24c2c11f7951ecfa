//! The places that carried a name, told apart: a code can have been given again.

use jiceng_core::domain::name_carriers::Carried;
use jiceng_core::domain::{AsOf, Place};
use jiceng_core::{Carrier, View};
use jiff::civil::Date;
use serde::Serialize;

use crate::lang::Lang;
use crate::texts::{dates, labels};

/// A place that carried the name, in JSON.
#[derive(Serialize)]
pub(super) struct CarrierRow {
    carrier: usize,
    place: Option<String>,
    name: Option<String>,
    periods: Vec<PeriodRow>,
}

/// From when until when, in JSON.
#[derive(Serialize)]
struct PeriodRow {
    from: String,
    until: Option<String>,
}

/// The places that are asked about, and by which name.
pub(super) struct Asked {
    /// The name.
    pub(super) place: Place,
    /// The places that carried it.
    pub(super) carriers: Vec<Carrier>,
}

impl Asked {
    /// The name of the place that people mean on the day; the last one, where there is none.
    pub(super) fn name(&self, view: &View<'_>) -> Option<String> {
        let meant = view.find(&self.place);
        let carrier = self.carriers.iter().find(|carrier| Some(carrier.place) == meant).or(self.carriers.last())?;
        carrier.name.as_ref().map(ToString::to_string)
    }

    pub(super) fn rows(&self, view: &View<'_>) -> Vec<CarrierRow> {
        let period = |carried: &Carried| PeriodRow {
            from: carried.from.written().to_string(),
            until: carried.until.map(|until| until.written().to_string()),
        };
        let row = |(number, carrier): (usize, &Carrier)| CarrierRow {
            carrier: number,
            place: view.place(carrier.place).map(|place| place.to_string()),
            name: carrier.name.as_ref().map(ToString::to_string),
            periods: carrier.carried.iter().map(period).collect(),
        };
        (1..).zip(&self.carriers).map(row).collect()
    }

    /// The line above the events of one of the places: its name, the name asked by, from when until when.
    pub(super) fn heading(&self, lang: Lang, view: &View<'_>, carrier: &Carrier, events: usize) -> String {
        let name = carrier.name.as_ref().map(ToString::to_string).unwrap_or_default();
        let asked = &self.place;
        let as_of = view.as_of();
        let called_on = |day: Date| {
            let record = view.facts().places.get(carrier.place)?;
            record.place_on(AsOf { effective: day, ..as_of }).filter(|called| called != asked)
        };
        let days = if carrier.carried.is_empty() {
            not_carried(lang, called_on(Date::MAX).filter(|_| carrier.is_registered).as_ref())
        } else {
            carried(lang, &carrier.carried)
        };
        // How it is called on the day: by what it got afterwards, or by what it had before.
        let has_begun = carrier.carried.iter().any(|carried| carried.from.first() <= as_of.effective);
        let other =
            called_on(as_of.effective).filter(|_| !carrier.carried.is_empty()).map(|other| match (lang, has_begun) {
                (Lang::Zh, true) => format!("，后为 {other}"),
                (Lang::Zh, false) => format!("，此前为 {other}"),
                (Lang::En, true) => format!(", then {other}"),
                (Lang::En, false) => format!(", before that {other}"),
            });
        let other = other.unwrap_or_default();
        match lang {
            Lang::Zh => format!("{name}（{asked}，{days}{other}）：{events} 个事件"),
            Lang::En => format!("{name} ({asked}, {days}{other}): {events} events"),
        }
    }
}

/// That no fact counts by which a place carried the name, and how the place is called that was said to.
fn not_carried(lang: Lang, called: Option<&Place>) -> String {
    match (called, lang) {
        (None, _) => lang.pick("没有计入的登记", "no registration counts").to_owned(),
        (Some(called), Lang::Zh) => format!("没有计入的取得该代码的记录，代码为 {called}"),
        (Some(called), Lang::En) => format!("nothing counts that gave it this code; it is {called}"),
    }
}

/// From when until when, in words.
fn carried(lang: Lang, periods: &[Carried]) -> String {
    let date = |date| labels::date(lang, date);
    let period = |period: &Carried| match (period.until, lang) {
        (Some(until), Lang::Zh) => format!("{}至 {}", dates::spaced(date(period.from)), date(until)),
        (Some(until), Lang::En) => format!("{} to {}", date(period.from), date(until)),
        (None, Lang::Zh) => format!("{}起", dates::spaced(date(period.from))),
        (None, Lang::En) => format!("since {}", date(period.from)),
    };
    periods.iter().map(period).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
