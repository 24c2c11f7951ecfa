//! Dates in sentences, as people write them, and the facts that refusals name by them. Tables keep
//! EDTF but for halves and quarters.

use jiceng_core::domain::{Absence, EndsWith, Gone, InTheWay, PartialDate, Recording, Tried};

use crate::Lang;

/// A date as people write it: 2022年上半年, 2022-H1.
pub fn written(lang: Lang, date: PartialDate) -> String {
    match (date, lang) {
        (_, Lang::En) => date.written().to_string(),
        (PartialDate::Half { year, half: 1 }, Lang::Zh) => format!("{year}年上半年"),
        (PartialDate::Half { year, .. }, Lang::Zh) => format!("{year}年下半年"),
        (PartialDate::Quarter { year, quarter }, Lang::Zh) => format!("{year}年第{quarter}季度"),
        (PartialDate::Month { year, month }, Lang::Zh) => format!("{year}年{month}月"),
        (PartialDate::Year(year), Lang::Zh) => format!("{year}年"),
        (PartialDate::Day(day), Lang::Zh) => day.to_string(),
    }
}

/// The date of what is refused, and for which day it is taken.
pub fn tried(lang: Lang, tried: Tried) -> String {
    let Tried { effective, taken_for } = tried;
    let date = written(lang, effective);
    match (taken_for, lang) {
        (None, _) => date,
        (Some(_), Lang::En) => tried.to_string(),
        (Some(day), Lang::Zh) if day == effective.first() => format!("{date}（按其第一天 {day} 计）"),
        (Some(day), Lang::Zh) => format!("{date}（按其最后一天 {day} 计）"),
    }
}

/// A date before Chinese: with a blank behind a digit, and none behind a character or a bracket.
pub fn spaced(date: String) -> String {
    if date.ends_with(|last: char| last.is_ascii_alphanumeric()) { date + " " } else { date }
}

/// A recorded fact by its position and date: `#19, 2022-03-10`.
pub fn fact(lang: Lang, at: InTheWay) -> String {
    let InTheWay { position, effective, taken_for } = at;
    let separator = lang.pick("，", ", ");
    format!("#{position}{separator}{}", tried(lang, Tried { effective, taken_for }))
}

/// The fact in the way, behind what it stands in the way of.
pub fn at(at: Option<InTheWay>) -> String {
    at.map(|at| format!("（见 {}）", fact(Lang::Zh, at))).unwrap_or_default()
}

/// Where something is recorded, and on which date: `#22，2020-01-01`.
pub fn recording(lang: Lang, at: Recording) -> String {
    let date = at.effective.map(|date| format!("{}{}", lang.pick("，", ", "), written(lang, date)));
    format!("#{}{}", at.position, date.unwrap_or_default())
}

/// That what began something was withdrawn.
fn withdrawn(gone: Gone) -> String {
    format!("其起始记录（{}）已撤回（{}）", fact(Lang::Zh, gone.began), recording(Lang::Zh, gone.by))
}

/// What is to be done about something of which nothing that counts is known.
pub fn gone(gone: Option<Gone>) -> String {
    match gone {
        Some(gone) => format!("：{}；如属实请重新记录该条", withdrawn(gone)),
        None => "；请先登记".to_owned(),
    }
}

/// What ends the fact in the way.
pub fn until(until: Option<EndsWith>) -> String {
    until.map(|EndsWith(at)| format!("，至 {} 为止", fact(Lang::Zh, at))).unwrap_or_default()
}

/// Why something is not there.
pub fn absence(at: Option<Absence>) -> String {
    match at {
        Some(Absence::Ended(at)) => format!("：已由 {} 终止", fact(Lang::Zh, at)),
        Some(Absence::NotYet(at)) => format!("：自 {} 才开始", fact(Lang::Zh, at)),
        Some(Absence::Gone(gone)) => format!("：{}", withdrawn(gone)),
        None => String::new(),
    }
}
