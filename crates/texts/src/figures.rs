//! Words for figures: those that are restated, and those that open dates leave open.

use jiceng_answers::{Bounded, TotalsRow};
use jiceng_core::LockedView;
use jiceng_core::domain::target::TargetState;
use jiceng_core::projections::Prospects;
use jiceng_core::projections::restatement::RestatedFigure;

use crate::Lang;
use crate::labels;
use crate::lang::{one_or, plural};

/// A figure, in a few words.
pub fn word(lang: Lang, view: &LockedView, figure: &RestatedFigure) -> String {
    match figure {
        RestatedFigure::Places => lang.pick("地点", "places").to_owned(),
        RestatedFigure::Complete => lang.pick("齐全", "complete").to_owned(),
        RestatedFigure::CompleteOwn => lang.pick("齐全（自建）", "complete, own").to_owned(),
        RestatedFigure::CompleteShared => lang.pick("齐全（共享）", "complete, shared").to_owned(),
        RestatedFigure::Partial => lang.pick("部分", "partial").to_owned(),
        RestatedFigure::None => lang.pick("全无", "none").to_owned(),
        RestatedFigure::Kind(kind, tally) => {
            let kind = view.kind(*kind).map(|entry| labels::kind(lang, entry)).unwrap_or_default();
            let state = labels::label(lang, *tally);
            format!("{kind} {state}")
        }
        RestatedFigure::Target(id) => match view.facts().targets.state_on(id, view.as_of()) {
            TargetState::Set(target) => target.set.name.to_string(),
            TargetState::Unknown | TargetState::Withdrawn => id.to_string(),
        },
    }
}

/// What people must know of open dates to read the figures; nothing where none is open.
pub fn open_dates(lang: Lang, prospects: &Prospects, total: &Bounded<TotalsRow>) -> Option<String> {
    let facts = prospects.facts().len();
    if facts == 0 {
        return None;
    }
    let (least, most) = (total.at_least.complete, total.at_most.complete);
    let complete = match lang {
        Lang::Zh if least == most => format!("齐全的地点 {least} 个"),
        Lang::Zh => format!("齐全的地点至少 {least} 个、至多 {most} 个"),
        Lang::En if least == most => format!("{} {} complete", plural(least, "place"), one_or(least, "is", "are")),
        Lang::En => {
            format!("at least {least} and at most {} {} complete", plural(most, "place"), one_or(most, "is", "are"))
        }
    };
    Some(match lang {
        Lang::Zh => format!(
            "日期未定：有 {facts} 个事实只记到月、季度、半年或年，当日是否已发生不能断定（表中“8–10”即至少 8、至多 10）。{complete}。逐项见 jiceng uncertain"
        ),
        Lang::En => format!(
            "open dates: {facts} {are} dated by a month, quarter, half-year or year, and may have happened by the day or not (8–10 means at least 8, at most 10); {complete}. jiceng uncertain lists them",
            facts = plural(facts, "fact"),
            are = one_or(facts, "is", "are")
        ),
    })
}

/// One number, or from the first to the second.
pub fn range(at_least: u32, at_most: u32) -> String {
    if at_least == at_most { at_least.to_string() } else { format!("{at_least}–{at_most}") }
}
