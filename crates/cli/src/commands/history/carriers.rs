//! The places that carried a name, told apart: a code can have been given again.

use jiceng_core::domain::name_carriers::Carried;
use jiceng_core::{Carrier, View};
use serde::Serialize;

use crate::lang::Lang;
use crate::texts::labels;

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
    /// The name, as it was written.
    pub(super) text: String,
    /// The places that carried it.
    pub(super) carriers: Vec<Carrier>,
}

impl Asked {
    /// The name of the place that people mean on the day; the last one, where there is none.
    pub(super) fn name(&self, view: &View<'_>) -> Option<String> {
        let meant = self.text.parse().ok().and_then(|place| view.find(&place));
        let carrier = self.carriers.iter().find(|carrier| Some(carrier.place) == meant).or(self.carriers.last())?;
        carrier.name.as_ref().map(ToString::to_string)
    }

    pub(super) fn rows(&self, view: &View<'_>) -> Vec<CarrierRow> {
        let period = |carried: &Carried| PeriodRow {
            from: carried.from.to_string(),
            until: carried.until.map(|until| until.to_string()),
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
        let text = &self.text;
        let days = carried(lang, &carrier.carried);
        let now = view.place(carrier.place).map(|place| place.to_string()).filter(|now| now != text);
        let now = now.filter(|_| !carrier.carried.is_empty()).map(|now| match lang {
            Lang::Zh => format!("，后为 {now}"),
            Lang::En => format!(", then {now}"),
        });
        let now = now.unwrap_or_default();
        match lang {
            Lang::Zh => format!("{name}（{text}，{days}{now}）：{events} 个事件"),
            Lang::En => format!("{name} ({text}, {days}{now}): {events} events"),
        }
    }
}

/// From when until when, in words.
fn carried(lang: Lang, periods: &[Carried]) -> String {
    if periods.is_empty() {
        return lang.pick("没有计入的登记", "no registration counts").to_owned();
    }
    let date = |date| labels::date(lang, date);
    let period = |period: &Carried| match (period.until, lang) {
        (Some(until), Lang::Zh) => format!("{} 至 {}", date(period.from), date(until)),
        (Some(until), Lang::En) => format!("{} to {}", date(period.from), date(until)),
        (None, Lang::Zh) => format!("{} 起", date(period.from)),
        (None, Lang::En) => format!("since {}", date(period.from)),
    };
    periods.iter().map(period).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
