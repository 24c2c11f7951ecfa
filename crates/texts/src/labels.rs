//! Words for codes: levels, states, sums and reasons. See [`Labelled`].

use jiceng_answers::FoundBy;
use jiceng_core::domain::catalogue::CatalogueEntry;
use jiceng_core::domain::committee::{Employment, FillingWay, SeatRole};
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::evidence_role::{EvidenceRole, RoleSource};
use jiceng_core::domain::standard::Need;
use jiceng_core::domain::{Level, PartialDate};
use jiceng_core::projections::explain::About;
use jiceng_core::projections::restatement::CellOutcome;
use jiceng_core::projections::{CellState, Certainty, Figure, Status};

use crate::Lang;
use crate::labelled::labelled;
pub use crate::labelled::{Labelled, Words, label, parse};
use crate::lang::counted_people;

/// What stands for the name of a division of a level where a place lies in none.
pub fn in_no_division(lang: Lang) -> &'static str {
    lang.pick("（不在任何区划内）", "(in no such division)")
}

// In which way a seat is filled between elections.
labelled! { FillingWay {
    Replaced: "替补", "in the place of one who left";
    Added: "增补", "added";
    Elected: "增选", "elected in addition";
} }

// How the work in a seat is employed.
labelled! { Employment {
    FullTime: "专职", "full-time";
    PartTime: "兼职", "part-time";
    Seconded: "挂职", "seconded";
} }

// What a paper does about a fact.
labelled! { EvidenceRole {
    Approves: "批准", "approves";
    Orders: "部署", "orders";
    Records: "记载", "records";
    Reports: "报告", "reports";
} }

/// How a paper is known for a report, behind the paper.
pub fn report_by(lang: Lang, by: RoleSource) -> &'static str {
    match by {
        RoleSource::Stated => lang.pick("，属报告", ", a report"),
        RoleSource::Title => lang.pick("，按标题为报告", ", a report by its title"),
        RoleSource::Number => lang.pick("，按文号为报告", ", a report by its number"),
    }
}

/// The name of a catalogue entry. Without curly quotes: terminals disagree about their width.
pub fn kind(lang: Lang, entry: &CatalogueEntry) -> String {
    plain(lang.pick(entry.zh.as_str(), entry.en.as_str()))
}

/// A name without curly quotes.
pub fn plain(name: &str) -> String {
    name.replace(['“', '”'], "")
}

/// A cell, in a word.
pub fn cell(lang: Lang, state: CellState) -> &'static str {
    label(lang, CellOutcome::of(state))
}

// Cells, without the provider.
labelled! { CellOutcome {
    Own: "自建", "own";
    Shared: "共享", "shared";
    Suspended: "暂停", "suspended";
    OutOfTerm: "届满", "out of term";
    BelowStandard: "未达标", "below standard";
    Missing: "缺", "missing";
    NotRequired: "不要求", "not required";
} }

/// A place's status, in a word and with numbers.
pub fn status(lang: Lang, status: Status) -> String {
    let word = label(lang, status);
    if let Status::Partial { met, required } = status { format!("{word} {met}/{required}") } else { word.to_owned() }
}

/// Statuses in a word; one that is read has no numbers.
impl Labelled for Status {
    const LIST: &'static [Self] = &[
        Self::Complete { shared: false },
        Self::Complete { shared: true },
        Self::Partial { met: 0, required: 0 },
        Self::None,
    ];

    fn code(self) -> &'static str {
        self.as_str()
    }

    fn words(self) -> Words {
        match self {
            Self::Complete { shared: false } => Words { zh: "齐全（自建）", en: "complete, own" },
            Self::Complete { shared: true } => Words { zh: "齐全（共享）", en: "complete, shared" },
            Self::Partial { .. } => Words { zh: "部分", en: "partial" },
            Self::None => Words { zh: "全无", en: "none" },
        }
    }
}

/// What stands for a place that is not assessed.
pub const fn no_cell(lang: Lang) -> &'static str {
    lang.pick("不评", "not assessed")
}

// The places that a figure counts.
labelled! { Figure {
    Places: "所评地点", "assessed places";
    Complete: "齐全的地点", "complete places";
    CompleteOwn: "自建齐全的地点", "places complete by their own";
    CompleteShared: "共享齐全的地点", "places complete by sharing";
    Partial: "部分具备的地点", "places with a part";
    None: "全无的地点", "places with nothing";
    Met: "有该要素的地点", "places that have it";
    Own: "自建该要素的地点", "places with their own";
    Shared: "共享该要素的地点", "places that share a neighbour's";
    Suspended: "该要素暂停的地点", "places where it is suspended";
    OutOfTerm: "执委会届满的地点", "places whose committee is out of term";
    BelowStandard: "该要素未达标的地点", "places where it is below standard";
    Missing: "缺该要素的地点", "places that lack it";
    NotRequired: "不要求该要素的地点", "places that need not have it";
} }

labelled! { Certainty {
    Certain: "确定", "certain";
    Possible: "可能", "possible";
    No: "否", "no";
} }

labelled! { Level {
    Province: "省级", "province";
    Prefecture: "市级", "prefecture";
    County: "县级", "county";
    Township: "乡级", "township";
    Community: "村级", "community";
} }

/// What a standard needs of a place.
pub fn need(lang: Lang, need: Need) -> String {
    let fixed = match need {
        Need::NotRequired => lang.pick("不要求", "not required"),
        Need::Own => lang.pick("须自建", "its own is required"),
        Need::OwnOrShared => lang.pick("自建或共享均可", "its own or a neighbour's"),
        Need::OwnFrom(people) => {
            return match lang {
                Lang::Zh => format!("{people}人及以上须自建，以下可共享"),
                Lang::En => {
                    format!("its own from {people} on, a neighbour's will do below", people = counted_people(people))
                }
            };
        }
    };
    fixed.to_owned()
}

// What an element is.
labelled! { Standing {
    Absent: "未建", "never established";
    Open: "在用", "open";
    Suspended: "暂停", "suspended";
    Closed: "已撤", "closed";
} }

// What a ground of an explanation is about.
labelled! { About {
    Own: "本地要素", "own element";
    Sharing: "共享约定", "sharing";
    Provider: "提供方要素", "provider's element";
    Population: "人口", "population";
    Committee: "执委会", "committee";
} }

labelled! { SeatRole {
    Chair: "主席", "chair";
    ViceChair: "副主席", "vice-chair";
    StandingMember: "常委", "standing member";
    Member: "执委", "member";
} }

// How a place was found.
labelled! { FoundBy {
    Code: "代码", "code";
    Name: "名称", "name";
    CodeBegins: "代码开头", "beginning of the code";
    NameBegins: "名称开头", "beginning of the name";
    NamePart: "名称的一部分", "part of the name";
    Around: "所在区划", "where it lies";
    All: "列全部", "all are listed";
} }

// Why a fact was withdrawn.
labelled! { RetractionReason {
    Mistyped: "录入有误", "mistyped";
    WrongPlace: "地点有误", "wrong place";
    NeverHappened: "并未发生", "never happened";
    Duplicate: "重复录入", "duplicate";
    BetterEvidence: "依据更正", "better evidence";
} }

/// A date as people write it.
pub fn date(lang: Lang, date: PartialDate) -> String {
    match (date, lang) {
        (PartialDate::Half { year, half: 1 }, Lang::Zh) => format!("{year}年上半年"),
        (PartialDate::Half { year, .. }, Lang::Zh) => format!("{year}年下半年"),
        (PartialDate::Quarter { year, quarter }, Lang::Zh) => format!("{year}年第{quarter}季度"),
        (PartialDate::Half { year, half }, Lang::En) => format!("{year}-H{half}"),
        (PartialDate::Quarter { year, quarter }, Lang::En) => format!("{year}-Q{quarter}"),
        (PartialDate::Day(_) | PartialDate::Month { .. } | PartialDate::Year(_), _) => date.to_string(),
    }
}
