//! Words for figures that are restated.

use jiceng_core::domain::target::TargetState;
use jiceng_core::projections::restatement::{Figure, Tally};

use crate::commands::causes::Pair;
use crate::texts::labels;

/// A figure's code in JSON and CSV; kind, state and target stand beside it.
pub(crate) const fn code(figure: &Figure) -> &'static str {
    match figure {
        Figure::Places => "places",
        Figure::Complete => "complete",
        Figure::CompleteOwn => "complete_own",
        Figure::CompleteShared => "complete_shared",
        Figure::Partial => "partial",
        Figure::None => "none",
        Figure::Kind(..) => "kind",
        Figure::Target(_) => "target",
    }
}

/// The code of the state that a figure of a kind counts.
pub(crate) const fn state_code(figure: &Figure) -> Option<&'static str> {
    let Figure::Kind(_, tally) = figure else { return None };
    Some(match tally {
        Tally::Own => "own",
        Tally::Shared => "shared",
        Tally::Suspended => "suspended",
        Tally::OutOfTerm => "out_of_term",
        Tally::BelowStandard => "below_standard",
        Tally::Missing => "missing",
        Tally::NotRequired => "not_required",
    })
}

/// The identifier of the target that a figure counts for.
pub(crate) fn target(figure: &Figure) -> Option<String> {
    if let Figure::Target(id) = figure { Some(id.to_string()) } else { None }
}

/// A figure, in a few words.
pub(crate) fn word(pair: &Pair<'_>, figure: &Figure) -> String {
    let lang = pair.lang;
    match figure {
        Figure::Places => lang.pick("地点", "places").to_owned(),
        Figure::Complete => lang.pick("齐全", "complete").to_owned(),
        Figure::CompleteOwn => lang.pick("齐全（自建）", "complete, own").to_owned(),
        Figure::CompleteShared => lang.pick("齐全（共享）", "complete, shared").to_owned(),
        Figure::Partial => lang.pick("部分", "partial").to_owned(),
        Figure::None => lang.pick("全无", "none").to_owned(),
        Figure::Kind(kind, tally) => {
            let kind = pair.to.kind(*kind).map(|entry| labels::kind(lang, entry)).unwrap_or_default();
            let state = match tally {
                Tally::Own => lang.pick("自建", "own"),
                Tally::Shared => lang.pick("共享", "shared"),
                Tally::Suspended => lang.pick("暂停", "suspended"),
                Tally::OutOfTerm => lang.pick("届满", "out of term"),
                Tally::BelowStandard => lang.pick("未达标", "below standard"),
                Tally::Missing => lang.pick("缺", "missing"),
                Tally::NotRequired => lang.pick("不要求", "not required"),
            };
            format!("{kind} {state}")
        }
        Figure::Target(id) => match pair.to.facts().targets.state_on(id, pair.to.as_of()) {
            TargetState::Set(target) => target.set.name.to_string(),
            TargetState::Unknown | TargetState::Withdrawn => id.to_string(),
        },
    }
}
