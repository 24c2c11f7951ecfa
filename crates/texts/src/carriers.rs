//! The places that carried a name, told apart: a code can have been given again.

use jiceng_answers::{CarrierRow, PeriodRow};
use jiceng_core::domain::Place;

use crate::lang::plural;
use crate::{Lang, dates, labels};

/// The line above the events of one of the places: its name, the name asked by, from when until
/// when.
pub fn heading(lang: Lang, asked: &str, carrier: &CarrierRow, events: usize) -> String {
    let name = carrier.name.as_deref().unwrap_or_default();
    let (days, other) = if carrier.periods.is_empty() {
        (not_carried(lang, carrier.instead.as_ref()), String::new())
    } else {
        let other = carrier.instead.as_ref().map(|other| self::other(lang, other, carrier.has_begun));
        (carried(lang, &carrier.periods), other.unwrap_or_default())
    };
    match lang {
        Lang::Zh => format!("{name}（{asked}，{days}{other}）：{events} 个事件"),
        Lang::En => format!("{name} ({asked}, {days}{other}): {events}", events = plural(events, "event")),
    }
}

/// How it is called on the day: by what it got afterwards, or by what it had before.
fn other(lang: Lang, other: &Place, has_begun: bool) -> String {
    match (lang, has_begun) {
        (Lang::Zh, true) => format!("，后为 {other}"),
        (Lang::Zh, false) => format!("，此前为 {other}"),
        (Lang::En, true) => format!(", then {other}"),
        (Lang::En, false) => format!(", before that {other}"),
    }
}

/// That no fact counts by which a place carried the name, and how the place is called that was said
/// to.
fn not_carried(lang: Lang, called: Option<&Place>) -> String {
    match (called, lang) {
        (None, _) => lang.pick("没有计入的登记", "no registration counts").to_owned(),
        (Some(called), Lang::Zh) => format!("没有计入的取得该代码的记录，代码为 {called}"),
        (Some(called), Lang::En) => format!("nothing counts that gave it this code; it is {called}"),
    }
}

/// From when until when, in words.
fn carried(lang: Lang, periods: &[PeriodRow]) -> String {
    let date = |date| labels::date(lang, date);
    let period = |PeriodRow { carried: period, .. }: &PeriodRow| match (period.until, lang) {
        (Some(until), Lang::Zh) => format!("{}至 {}", dates::spaced(date(period.from)), date(until)),
        (Some(until), Lang::En) => format!("{} to {}", date(period.from), date(until)),
        (None, Lang::Zh) => format!("{}起", dates::spaced(date(period.from))),
        (None, Lang::En) => format!("since {}", date(period.from)),
    };
    periods.iter().map(period).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
