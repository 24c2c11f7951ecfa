//! Words for columns, states and sums.

use jiceng_core::domain::catalogue::CatalogueEntry;
use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::standard::Need;
use jiceng_core::domain::{Level, PartialDate};
use jiceng_core::projections::explain::About;
use jiceng_core::projections::{CellState, Certainty, Figure, Status};

use crate::lang::Lang;

/// The name of a catalogue entry. Without curly quotes: terminals disagree about their width.
pub(crate) fn kind(lang: Lang, entry: &CatalogueEntry) -> String {
    let name = lang.pick(entry.zh.as_str(), entry.en.as_str());
    name.replace(['“', '”'], "")
}

/// A cell, in a word.
pub(crate) const fn cell(lang: Lang, state: CellState) -> &'static str {
    match state {
        CellState::Own => lang.pick("自建", "own"),
        CellState::Shared { .. } => lang.pick("共享", "shared"),
        CellState::Suspended => lang.pick("暂停", "suspended"),
        CellState::OutOfTerm => lang.pick("届满", "out of term"),
        CellState::BelowStandard => lang.pick("未达标", "below standard"),
        CellState::Missing => lang.pick("缺", "missing"),
        CellState::NotRequired => lang.pick("不要求", "not required"),
    }
}

/// A cell's code in JSON and CSV.
pub(crate) const fn cell_code(state: CellState) -> &'static str {
    match state {
        CellState::Own => "own",
        CellState::Shared { .. } => "shared",
        CellState::Suspended => "suspended",
        CellState::OutOfTerm => "out_of_term",
        CellState::BelowStandard => "below_standard",
        CellState::Missing => "missing",
        CellState::NotRequired => "not_required",
    }
}

/// A place's status, in a word.
pub(crate) fn status(lang: Lang, status: Status) -> String {
    match status {
        Status::Complete { shared: false } => lang.pick("齐全（自建）", "complete, own").to_owned(),
        Status::Complete { shared: true } => lang.pick("齐全（共享）", "complete, shared").to_owned(),
        Status::Partial { met, required } => match lang {
            Lang::Zh => format!("部分 {met}/{required}"),
            Lang::En => format!("partial {met}/{required}"),
        },
        Status::None => lang.pick("全无", "none").to_owned(),
    }
}

/// A status in a word, without numbers.
pub(crate) const fn status_word(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Complete { shared: false } => lang.pick("齐全（自建）", "complete, own"),
        Status::Complete { shared: true } => lang.pick("齐全（共享）", "complete, shared"),
        Status::Partial { .. } => lang.pick("部分", "partial"),
        Status::None => lang.pick("全无", "none"),
    }
}

/// What stands for a place that is not assessed.
pub(crate) const fn no_cell(lang: Lang) -> &'static str {
    lang.pick("不评", "not assessed")
}

/// The places that a figure counts.
pub(crate) const fn figure(lang: Lang, figure: Figure) -> &'static str {
    match figure {
        Figure::Places => lang.pick("所评地点", "assessed places"),
        Figure::Complete => lang.pick("齐全的地点", "complete places"),
        Figure::CompleteOwn => lang.pick("自建齐全的地点", "places complete by their own"),
        Figure::CompleteShared => lang.pick("共享齐全的地点", "places complete by sharing"),
        Figure::Partial => lang.pick("部分具备的地点", "places with a part"),
        Figure::None => lang.pick("全无的地点", "places with nothing"),
        Figure::Met => lang.pick("有该要素的地点", "places that have it"),
        Figure::Own => lang.pick("自建该要素的地点", "places with their own"),
        Figure::Shared => lang.pick("共享该要素的地点", "places that share a neighbour's"),
        Figure::Suspended => lang.pick("该要素暂停的地点", "places where it is suspended"),
        Figure::OutOfTerm => lang.pick("执委会届满的地点", "places whose committee is out of term"),
        Figure::BelowStandard => lang.pick("该要素未达标的地点", "places where it is below standard"),
        Figure::Missing => lang.pick("缺该要素的地点", "places that lack it"),
        Figure::NotRequired => lang.pick("不要求该要素的地点", "places that need not have it"),
    }
}

/// Certain or possible, in a word.
pub(crate) const fn certainty(lang: Lang, certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => lang.pick("确定", "certain"),
        Certainty::Possible => lang.pick("可能", "possible"),
        Certainty::No => lang.pick("否", "no"),
    }
}

/// Certain, possible or no, in JSON and CSV.
pub(crate) const fn certainty_code(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Possible => "possible",
        Certainty::No => "no",
    }
}

/// A status's code in JSON and CSV.
pub(crate) const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Complete { shared: false } => "complete_own",
        Status::Complete { shared: true } => "complete_shared",
        Status::Partial { .. } => "partial",
        Status::None => "none",
    }
}

/// The level of a division.
pub(crate) const fn level(lang: Lang, level: Level) -> &'static str {
    match level {
        Level::Province => lang.pick("省级", "province"),
        Level::Prefecture => lang.pick("市级", "prefecture"),
        Level::County => lang.pick("县级", "county"),
        Level::Township => lang.pick("乡级", "township"),
        Level::Community => lang.pick("村级", "community"),
    }
}

/// A level's code in JSON and CSV.
pub(crate) const fn level_code(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::Prefecture => "prefecture",
        Level::County => "county",
        Level::Township => "township",
        Level::Community => "community",
    }
}

/// What a standard needs of a place.
pub(crate) fn need(lang: Lang, need: Need) -> String {
    match (need, lang) {
        (Need::NotRequired, Lang::Zh) => "不要求".to_owned(),
        (Need::NotRequired, Lang::En) => "not required".to_owned(),
        (Need::Own, Lang::Zh) => "须自建".to_owned(),
        (Need::Own, Lang::En) => "its own is required".to_owned(),
        (Need::OwnOrShared, Lang::Zh) => "自建或共享均可".to_owned(),
        (Need::OwnOrShared, Lang::En) => "its own or a neighbour's".to_owned(),
        (Need::OwnFrom(people), Lang::Zh) => format!("{people}人及以上须自建，以下可共享"),
        (Need::OwnFrom(people), Lang::En) => format!("its own from {people} people on, a neighbour's will do below"),
    }
}

/// What an element is.
pub(crate) const fn standing(lang: Lang, standing: Standing) -> &'static str {
    match standing {
        Standing::Absent => lang.pick("未建", "never established"),
        Standing::Open => lang.pick("在用", "open"),
        Standing::Suspended => lang.pick("暂停", "suspended"),
        Standing::Closed => lang.pick("已撤", "closed"),
    }
}

/// What a ground of an explanation is about.
pub(crate) const fn about(lang: Lang, about: About) -> &'static str {
    match about {
        About::Own => lang.pick("本地要素", "own element"),
        About::Sharing => lang.pick("共享约定", "sharing"),
        About::Provider => lang.pick("提供方要素", "provider's element"),
        About::Population => lang.pick("人口", "population"),
        About::Committee => lang.pick("执委会", "committee"),
    }
}

/// A seat.
pub(crate) const fn role(lang: Lang, role: SeatRole) -> &'static str {
    match role {
        SeatRole::Chair => lang.pick("主席", "chair"),
        SeatRole::ViceChair => lang.pick("副主席", "vice-chair"),
        SeatRole::StandingMember => lang.pick("常委", "standing member"),
        SeatRole::Member => lang.pick("执委", "member"),
    }
}

/// A seat's code in JSON and CSV.
pub(crate) const fn role_code(role: SeatRole) -> &'static str {
    match role {
        SeatRole::Chair => "chair",
        SeatRole::ViceChair => "vice_chair",
        SeatRole::StandingMember => "standing_member",
        SeatRole::Member => "member",
    }
}

/// Why a fact was withdrawn.
pub(crate) const fn reason(lang: Lang, reason: RetractionReason) -> &'static str {
    match reason {
        RetractionReason::Mistyped => lang.pick("录入有误", "mistyped"),
        RetractionReason::WrongPlace => lang.pick("地点有误", "wrong place"),
        RetractionReason::NeverHappened => lang.pick("并未发生", "never happened"),
        RetractionReason::Duplicate => lang.pick("重复录入", "duplicate"),
        RetractionReason::BetterEvidence => lang.pick("依据更正", "better evidence"),
    }
}

/// A reason's code in JSON and CSV, and on the command line.
pub(crate) const fn reason_code(reason: RetractionReason) -> &'static str {
    match reason {
        RetractionReason::Mistyped => "mistyped",
        RetractionReason::WrongPlace => "wrong_place",
        RetractionReason::NeverHappened => "never_happened",
        RetractionReason::Duplicate => "duplicate",
        RetractionReason::BetterEvidence => "better_evidence",
    }
}

/// A date as people write it.
pub(crate) fn date(lang: Lang, date: PartialDate) -> String {
    match (date, lang) {
        (PartialDate::Half { year, half: 1 }, Lang::Zh) => format!("{year}年上半年"),
        (PartialDate::Half { year, .. }, Lang::Zh) => format!("{year}年下半年"),
        (PartialDate::Quarter { year, quarter }, Lang::Zh) => format!("{year}年第{quarter}季度"),
        (PartialDate::Half { year, half }, Lang::En) => format!("{year}-H{half}"),
        (PartialDate::Quarter { year, quarter }, Lang::En) => format!("{year}-Q{quarter}"),
        (PartialDate::Day(_) | PartialDate::Month { .. } | PartialDate::Year(_), _) => date.to_string(),
    }
}
