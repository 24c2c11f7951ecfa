//! Words for values of tables.

use jiceng_core::domain::PartialDate;
use jiceng_core::domain::committee::SeatRole;
use jiff::civil::Date;

use crate::Lang;
use crate::labelled::label;
use crate::labels::date;
use crate::lang::plural;

/// What stands for what lies above all divisions of a level.
pub const fn above(lang: Lang) -> &'static str {
    lang.pick("（以上各级）", "(above)")
}

/// What stands for a stratum without a division.
pub const fn undivided(lang: Lang) -> &'static str {
    lang.pick("（不分）", "(undivided)")
}

/// Whether something is so.
pub const fn yes_or_no(lang: Lang, is_so: bool) -> &'static str {
    if is_so { lang.pick("是", "yes") } else { lang.pick("否", "no") }
}

/// A due day that is past.
pub fn overdue(lang: Lang, day: Date) -> String {
    format!("{day} {}", lang.pick("已逾期", "overdue"))
}

/// A reform issue that is past its due day.
pub fn issue_overdue(lang: Lang, days: u32) -> String {
    match lang {
        Lang::Zh => format!("逾期 {days} 天"),
        Lang::En => format!("{days} overdue", days = plural(days, "day")),
    }
}

/// A reform issue that was closed, so many days late if any.
pub fn issue_closed(lang: Lang, days_late: Option<u32>) -> String {
    match (days_late, lang) {
        (Some(days), Lang::Zh) => format!("已销号（迟 {days} 天）"),
        (Some(days), Lang::En) => format!("closed {days} late", days = plural(days, "day")),
        (None, _) => lang.pick("已销号", "closed").to_owned(),
    }
}

/// A reform issue that is open.
pub const fn issue_open(lang: Lang) -> &'static str {
    lang.pick("未销号", "open")
}

/// A seat that a person holds in the committee of a federation.
pub fn seat(lang: Lang, federation: &str, role: SeatRole, from: PartialDate) -> String {
    let (role, from) = (label(lang, role), date(lang, from));
    match lang {
        Lang::Zh => format!("{federation} {role}（自 {from}）"),
        Lang::En => format!("{role} of {federation} since {from}"),
    }
}

/// Words of which one is so.
pub fn either<S: AsRef<str>>(lang: Lang, words: impl Iterator<Item = S>) -> String {
    let mut shown = String::new();
    for word in words {
        if !shown.is_empty() {
            shown.push_str(lang.pick("或", " or "));
        }
        shown.push_str(word.as_ref());
    }
    shown
}

/// The word for a sum.
pub const fn total(lang: Lang) -> &'static str {
    lang.pick("合计", "total")
}

/// The word for all, where a figure counts everywhere.
pub const fn everywhere(lang: Lang) -> &'static str {
    lang.pick("合计", "all")
}

/// What stands for a county, of facts that are of none.
pub const fn of_no_county(lang: Lang) -> &'static str {
    lang.pick("（不属于任何县区）", "(of no county)")
}

/// What stands for a county, of places that lie in none.
pub const fn in_no_county(lang: Lang) -> &'static str {
    lang.pick("（不在任何县区）", "(in no county)")
}

/// A relocation site.
pub const fn site(lang: Lang) -> &'static str {
    lang.pick("安置点", "site")
}

/// A target by its identifier.
pub fn target(lang: Lang, target: &str) -> String {
    format!("{} {target}", lang.pick("目标任务", "target"))
}

/// The number of a term; none where no committee was elected.
pub fn term(lang: Lang, term: Option<u16>) -> String {
    match (term, lang) {
        (None, _) => lang.pick("未选举", "none").to_owned(),
        (Some(term), Lang::Zh) => format!("第 {term} 届"),
        (Some(term), Lang::En) => format!("term {term}"),
    }
}

/// That a state came about because a term ran out.
pub const fn term_ran_out(lang: Lang) -> &'static str {
    lang.pick("任期届满", "the term ran out")
}

/// Whether one of several statements counts, and whether the precedence says so.
pub const fn statement(lang: Lang, counts: bool, is_decided: bool) -> &'static str {
    match (counts, is_decided) {
        (true, true) => lang.pick("采信（顺序在先）", "yes, by precedence"),
        (true, false) => lang.pick("暂采信（先记录）", "for now: recorded first"),
        (false, true) => lang.pick("未采信", "no"),
        (false, false) => lang.pick("未采信（未决）", "no, undecided"),
    }
}

/// The prompt for a person's name.
pub const fn name_prompt(lang: Lang) -> &'static str {
    lang.pick("姓名：", "name: ")
}

/// What stands before a failure.
pub const fn error(lang: Lang) -> &'static str {
    lang.pick("错误：", "error: ")
}
