//! Every event in words: one row an event, with what happened, what its command does, and the
//! sentence that tells one.

use jiceng_core::LockedView;
use jiceng_core::domain::committee::SeatFilled;
use jiceng_core::domain::designation::Holder;
use jiceng_core::domain::federation::FederationOrigin;
use jiceng_core::domain::{AsOf, DivisionCode, Event, EvidenceKindCode, KindCode, Place, SampleId};

use crate::labels::{self, Words};
use crate::lang::{both, counted_people, plural};
use crate::{Lang, events};

/// The words of an event.
pub struct EventWords {
    /// The code of the event.
    pub event: &'static str,
    /// What happened, in a word or two; the Chinese is that of `docs/cli/rows.md`.
    pub happened: Words,
    /// What the command does, in a line, for the help of `record`.
    pub command: Words,
}

/// Who tells events: in a language, of the places that are named as of a moment.
pub(crate) struct Teller<'a> {
    pub(crate) lang: Lang,
    pub(crate) view: &'a LockedView,
    pub(crate) names: AsOf,
}

impl Teller<'_> {
    fn kind(&self, code: &KindCode) -> String {
        events::kind(self.lang, self.view, code)
    }

    fn kinds(&self, codes: &[KindCode]) -> String {
        codes.iter().map(|code| self.kind(code)).collect::<Vec<_>>().join(self.lang.pick("、", ", "))
    }

    fn at(&self, of: &Place) -> String {
        events::place_named(self.view, of, self.names)
    }

    fn holder(&self, holder: &Holder) -> String {
        match holder {
            Holder::Place(of) => self.at(of),
            Holder::Institution(id) => id.to_string(),
            Holder::Body { name, division } => format!("{name} ({division})"),
        }
    }

    fn order(&self, order: &[EvidenceKindCode]) -> String {
        events::order(self.lang, self.view, order)
    }

    fn level(&self, code: DivisionCode) -> &'static str {
        labels::label(self.lang, code.level())
    }

    fn directly_below(&self, above: Option<DivisionCode>) -> String {
        let told = |above| both!(self.lang, format!("，直属 {above}"), format!(" directly below {above}"));
        above.map(told).unwrap_or_default()
    }

    /// The seat that is taken, in which way and where that was decided.
    fn seat_filled(&self, filled: &SeatFilled) -> String {
        let lang = self.lang;
        let way = filled.way.map(|way| labels::label(lang, way));
        let role = labels::label(lang, filled.role);
        let employment = filled.employment.map(|employment| labels::label(lang, employment));
        match lang {
            Lang::Zh => {
                let at = match (filled.session, filled.congress) {
                    (Some(session), _) => format!("第 {session} 次会议"),
                    (None, Some(congress)) => format!("第 {congress} 次妇女代表大会"),
                    (None, None) => String::new(),
                };
                format!("{at}{}{}{role}", way.unwrap_or("增补"), employment.unwrap_or_default())
            }
            Lang::En => {
                let way = way.map(|way| format!(" ({way})")).unwrap_or_default();
                let employment = employment.map(|employment| format!("{employment} ")).unwrap_or_default();
                let at = match (filled.session, filled.congress) {
                    (Some(session), _) => format!(" at session {session}"),
                    (None, Some(congress)) => format!(" at congress {congress}"),
                    (None, None) => String::new(),
                };
                format!("became {employment}{role}{way}{at}")
            }
        }
    }

    fn under(&self, sample: Option<&SampleId>) -> String {
        let told = sample.map(|sample| both!(self.lang, format!("（样本 {sample}）"), format!(" (sample {sample})")));
        told.unwrap_or_default()
    }
}

fn founded(lang: Lang, origin: FederationOrigin) -> &'static str {
    match origin {
        FederationOrigin::New => lang.pick("成立", "founded"),
        FederationOrigin::ConvertedFromCongress => lang.pick("会改联", "converted from a congress"),
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn named<T: ToString>(name: Option<&T>) -> String {
    name.map(|name| format!(" “{}”", name.to_string())).unwrap_or_default()
}

fn because<T: ToString>(reason: Option<&T>) -> String {
    reason.map(|reason| format!(" ({})", reason.to_string())).unwrap_or_default()
}

/// Each row in Chinese and English: what happened, what the command does, and how event `e` is told
/// by teller `t`.
macro_rules! rows {
    ($t:ident tells $e:ident: $($event:ident $code:literal {
        [$zh:literal, $en:literal $(,)?],
        [$command_zh:literal, $command_en:literal $(,)?],
        [$told_zh:expr, $told_en:expr $(,)?],
    })+) => {
        /// Every event.
        pub const EVENTS: &[EventWords] = &[$(EventWords {
            event: $code,
            happened: Words { zh: $zh, en: $en },
            command: Words { zh: $command_zh, en: $command_en },
        }),+];

        /// What an event says.
        pub(crate) fn told($t: &Teller<'_>, event: &Event) -> String {
            match event {
                $(Event::$event($e) => both!($t.lang, $told_zh, $told_en),)+
            }
        }
    };
}

rows! {
    t tells e:

    CatalogueEntryAdded "catalogue_entry_added" {
        ["增加目录项", "catalogue entry added"],
        ["目录增加一种要素、命名项目或机构", "add an element kind, programme or institution kind"],
        [format!("目录增加 {}（{}）", e.zh, e.code), format!("catalogue entry {} ({})", e.en, e.code)],
    }
    DivisionRegistered "division_registered" {
        ["登记区划", "division registered"],
        ["登记行政区划", "register a division"],
        [
            format!("登记行政区划 {}（{}）{}", e.name, e.code, t.directly_below(e.above)),
            format!("division {} ({}) registered{}", e.name, e.code, t.directly_below(e.above)),
        ],
    }
    DivisionRenamed "division_renamed" {
        ["区划更名", "division renamed"],
        ["行政区划更名", "rename a division"],
        [format!("更名为 {}", e.name), format!("renamed {}", e.name)],
    }
    DivisionRecoded "division_recoded" {
        ["区划代码变更", "division recoded"],
        ["行政区划换代码", "give a division another code"],
        [format!("代码由 {} 改为 {}", e.code, e.new_code), format!("code {} became {}", e.code, e.new_code)],
    }
    DivisionsMerged "divisions_merged" {
        ["区划合并", "divisions merged"],
        ["行政区划合并", "merge divisions into one that exists"],
        [
            format!("{} 并入 {}", joined(&e.from), e.into),
            format!("{} merged into {}", joined(&e.from), e.into),
        ],
    }
    DivisionSplit "division_split" {
        ["区划拆分", "division split"],
        ["行政区划拆分", "split a division"],
        [
            format!("{} 拆分出 {} 个行政区划", e.from, e.into.len()),
            format!("{} split, {}", e.from, plural(e.into.len(), "new division")),
        ],
    }
    DivisionMoved "division_moved" {
        ["区划划转", "division moved"],
        ["行政区划划归另一上级", "put a division under another"],
        [format!("{} 划归 {}", e.code, e.to), format!("{} moved to {}", e.code, e.to)],
    }
    DivisionConverted "division_converted" {
        ["区划改变层级", "division converted"],
        ["行政区划改变层级（如镇改市），历史接续", "a division comes to another level and goes on"],
        [
            format!("{} 改为{} {}{}", e.code, t.level(e.new_code), e.new_code, t.directly_below(e.above)),
            format!("{} became the {} {}{}", e.code, t.level(e.new_code), e.new_code, t.directly_below(e.above)),
        ],
    }
    DivisionAbolished "division_abolished" {
        ["区划撤销", "division abolished"],
        ["撤销行政区划", "abolish a division"],
        [format!("撤销 {}", e.code), format!("{} abolished", e.code)],
    }
    RelocationSiteRegistered "relocation_site_registered" {
        ["登记安置点", "relocation site registered"],
        ["登记易地扶贫搬迁安置点", "register a relocation site"],
        [
            format!("登记安置点 {}（{}）", e.name, e.site),
            format!("relocation site {} ({}) registered", e.name, e.site),
        ],
    }
    RelocationSiteRenamed "relocation_site_renamed" {
        ["安置点更名", "relocation site renamed"],
        ["安置点更名", "rename a relocation site"],
        [format!("安置点更名为 {}", e.name), format!("site renamed {}", e.name)],
    }
    PopulationCounted "population_counted" {
        ["清点人口", "population counted"],
        ["登记人口数", "record a count of people"],
        [format!("人口 {} 人", e.people), format!("{} counted", counted_people(e.people))],
    }
    RelocationSiteClosed "relocation_site_closed" {
        ["安置点撤销", "relocation site closed"],
        ["撤销安置点", "close a relocation site"],
        [format!("安置点 {} 撤销", e.site), format!("site {} closed", e.site)],
    }
    RelocationSiteBecameCommunity "relocation_site_became_community" {
        ["安置点改设社区", "relocation site became community"],
        ["安置点改设社区", "turn a relocation site into a community"],
        [
            format!("安置点 {} 改设社区 {}（{}）", e.site, e.name, e.code),
            format!("site {} became the community {} ({})", e.site, e.name, e.code),
        ],
    }
    FederationFounded "federation_founded" {
        ["成立妇联组织", "federation founded"],
        ["成立妇联组织", "found a women's federation"],
        [
            format!("{} {}（{}）", founded(t.lang, e.origin), e.name, e.federation),
            format!("women's federation {} ({}) {}", e.name, e.federation, founded(t.lang, e.origin)),
        ],
    }
    FederationRenamed "federation_renamed" {
        ["妇联组织更名", "federation renamed"],
        ["妇联组织更名", "rename a federation"],
        [
            format!("妇联组织 {} 更名为 {}", e.federation, e.name),
            format!("federation {} renamed {}", e.federation, e.name),
        ],
    }
    FederationsMerged "federations_merged" {
        ["妇联组织合并", "federations merged"],
        ["妇联组织合并", "merge federations into one that exists"],
        [
            format!("妇联组织 {} 并入 {}", joined(&e.from), e.into),
            format!("federations {} merged into {}", joined(&e.from), e.into),
        ],
    }
    FederationDissolved "federation_dissolved" {
        ["妇联组织撤销", "federation dissolved"],
        ["撤销妇联组织", "dissolve a federation"],
        [format!("妇联组织 {} 撤销", e.federation), format!("federation {} dissolved", e.federation)],
    }
    ExecutiveCommitteeElected "executive_committee_elected" {
        ["执委会换届选举", "executive committee elected"],
        ["执委会换届选举", "elect an executive committee"],
        [
            format!("{} 选举第 {} 届执委会，{} 人", e.federation, e.term, e.seats.len()),
            format!("{}: committee of term {} elected, {}", e.federation, e.term, plural(e.seats.len(), "seat")),
        ],
    }
    SeatFilled "seat_filled" {
        ["增补席位", "seat filled"],
        ["增补执委会成员", "fill a seat between elections"],
        [
            format!("{} 第 {} 届{} {}", e.federation, e.term, t.seat_filled(e), e.person),
            format!("{} term {}: {} {}", e.federation, e.term, e.person, t.seat_filled(e)),
        ],
    }
    SeatVacated "seat_vacated" {
        ["席位出缺", "seat vacated"],
        ["执委会成员出缺", "vacate a seat"],
        [
            format!("{} 第 {} 届 {} 出缺{}", e.federation, e.term, e.person, because(e.reason.as_ref())),
            format!("{} term {}: {} left{}", e.federation, e.term, e.person, because(e.reason.as_ref())),
        ],
    }
    CommitteeMet "committee_met" {
        ["召开执委会会议", "committee met"],
        ["执委会召开会议", "record a session of a committee"],
        [
            format!("{} 召开第 {} 届第 {} 次会议，通过制度 {} 项", e.federation, e.term, e.session, e.adopted.len()),
            format!("{} term {}: session {}, {} adopted", e.federation, e.term, e.session, plural(e.adopted.len(), "rule")),
        ],
    }
    ElementEstablished "element_established" {
        ["建立要素", "element established"],
        [
            "建立要素（妇女之家、儿童之家、宣讲队等）",
            "establish an element (women's home, children's home, team …)",
        ],
        [
            format!("建立{}{}", t.kind(&e.kind), named(e.name.as_ref())),
            format!("{}{} established", t.kind(&e.kind), named(e.name.as_ref())),
        ],
    }
    CouncilCreated "council_created" {
        ["建立妇女议事会", "council created"],
        ["建立妇女议事会", "create a women's council"],
        [
            format!("建立妇女议事会{}", named(e.name.as_ref())),
            format!("women's council{} created", named(e.name.as_ref())),
        ],
    }
    ElementInspected "element_inspected" {
        ["达标检查", "element inspected"],
        ["要素达标检查", "record an inspection of an element"],
        [
            format!("{}检查{}{}", t.kind(&e.kind), if e.passed { "达标" } else { "未达标" }, t.under(e.sample.as_ref())),
            format!(
                "{} inspected: {}{}",
                t.kind(&e.kind),
                if e.passed { "up to standard" } else { "below standard" },
                t.under(e.sample.as_ref())
            ),
        ],
    }
    ElementSuspended "element_suspended" {
        ["要素暂停", "element suspended"],
        ["要素暂停", "suspend an element"],
        [
            format!("{}暂停{}", t.kind(&e.kind), because(e.reason.as_ref())),
            format!("{} suspended{}", t.kind(&e.kind), because(e.reason.as_ref())),
        ],
    }
    ElementResumed "element_resumed" {
        ["要素恢复", "element resumed"],
        ["要素恢复", "resume a suspended element"],
        [format!("{}恢复", t.kind(&e.kind)), format!("{} resumed", t.kind(&e.kind))],
    }
    ElementClosed "element_closed" {
        ["要素撤销", "element closed"],
        ["要素撤销", "close an element"],
        [
            format!("{}撤销{}", t.kind(&e.kind), because(e.reason.as_ref())),
            format!("{} closed{}", t.kind(&e.kind), because(e.reason.as_ref())),
        ],
    }
    SharingAgreed "sharing_agreed" {
        ["约定共享", "sharing agreed"],
        ["约定共享", "agree that a place shares a neighbour's elements"],
        [
            format!("{} 共享 {} 的{}", t.at(&e.place), t.at(&e.provider), t.kinds(&e.kinds)),
            format!("{} shares with {}: {}", t.at(&e.place), t.at(&e.provider), t.kinds(&e.kinds)),
        ],
    }
    SharingEnded "sharing_ended" {
        ["终止共享", "sharing ended"],
        ["终止共享", "end a sharing"],
        [
            format!("{} 终止共享 {} 的{}", t.at(&e.place), t.at(&e.provider), t.kinds(&e.kinds)),
            format!("{} no longer shares with {}: {}", t.at(&e.place), t.at(&e.provider), t.kinds(&e.kinds)),
        ],
    }
    DesignationRecommended "designation_recommended" {
        ["推荐命名", "designation recommended"],
        ["推荐申报命名", "recommend for a designation"],
        [
            format!("推荐 {} 申报 {}", t.holder(&e.holder), e.programme),
            format!("{} recommended for {}", t.holder(&e.holder), e.programme),
        ],
    }
    DesignationGranted "designation_granted" {
        ["命名", "designation granted"],
        ["命名", "grant a designation"],
        [
            format!("命名 {} 为 {}", t.holder(&e.holder), e.programme),
            format!("{} designated {}", t.holder(&e.holder), e.programme),
        ],
    }
    DesignationRevoked "designation_revoked" {
        ["撤销命名", "designation revoked"],
        ["撤销命名", "revoke a designation"],
        [
            format!("撤销命名 {}{}", e.designation, because(e.reason.as_ref())),
            format!("designation {} revoked{}", e.designation, because(e.reason.as_ref())),
        ],
    }
    InstitutionEstablished "institution_established" {
        ["成立机构", "institution established"],
        ["成立机构", "establish an institution"],
        [
            format!("成立机构 {}（{}）", e.name, e.kind),
            format!("institution {} ({}) established", e.name, e.kind),
        ],
    }
    InstitutionClosed "institution_closed" {
        ["撤销机构", "institution closed"],
        ["撤销机构", "close an institution"],
        [
            format!("撤销机构 {}{}", e.institution, because(e.reason.as_ref())),
            format!("institution {} closed{}", e.institution, because(e.reason.as_ref())),
        ],
    }
    StandardAdopted "standard_adopted" {
        ["采用标准", "standard adopted"],
        ["采用覆盖标准", "adopt a coverage standard"],
        [
            format!("采用标准 {}（{}）", e.standard.zh, e.standard.id),
            format!("standard {} adopted", e.standard.id),
        ],
    }
    StandardRepealed "standard_repealed" {
        ["废止标准", "standard repealed"],
        ["废止覆盖标准", "repeal a coverage standard"],
        [format!("废止标准 {}", e.standard), format!("standard {} repealed", e.standard)],
    }
    PrecedenceAdopted "precedence_adopted" {
        ["采用采信顺序", "precedence adopted"],
        ["采用采信顺序", "adopt a precedence of kinds of evidence"],
        [
            format!("采用采信顺序：{}", t.order(&e.order)),
            format!("precedence adopted: {}", t.order(&e.order)),
        ],
    }
    TargetSet "target_set" {
        ["下达目标任务", "target set"],
        ["下达目标任务", "set a target"],
        [
            format!("下达目标任务 {}：{}，{} 前达到 {}", e.target, e.name, e.due, e.number),
            format!("target {}: {}, {} by {}", e.target, e.name, e.number, e.due),
        ],
    }
    TargetWithdrawn "target_withdrawn" {
        ["撤销目标任务", "target withdrawn"],
        ["撤销目标任务", "withdraw a target"],
        [
            format!("撤销目标任务 {}{}", e.target, because(e.reason.as_ref())),
            format!("target {} withdrawn{}", e.target, because(e.reason.as_ref())),
        ],
    }
    ReformIssueRaised "reform_issue_raised" {
        ["列入问题清单", "reform issue raised"],
        ["列入破难行动问题清单", "raise a reform issue"],
        [
            format!("列入问题清单 {}：{}（{}，{} 前）", e.issue, e.title, e.owner, e.due),
            format!("reform issue {}: {} ({}, by {})", e.issue, e.title, e.owner, e.due),
        ],
    }
    ReformIssueProgressed "reform_issue_progressed" {
        ["问题整改进展", "reform issue progressed"],
        ["问题进展", "record progress on a reform issue"],
        [format!("问题 {} 进展：{}", e.issue, e.note), format!("reform issue {}: {}", e.issue, e.note)],
    }
    ReformIssueClosed "reform_issue_closed" {
        ["问题销号", "reform issue closed"],
        ["问题销号", "close a reform issue"],
        [
            format!("问题 {} 销号{}", e.issue, because(e.note.as_ref())),
            format!("reform issue {} closed{}", e.issue, because(e.note.as_ref())),
        ],
    }
    SampleDrawn "sample_drawn" {
        ["抽取样本", "sample drawn"],
        [
            "抽取样本供检查（地点由登记库抽取）",
            "draw a sample of places for inspection (the registry draws them)",
        ],
        [
            format!("抽取样本 {}，{} 个地点", e.sample, e.places.len()),
            format!("sample {} drawn, {}", e.sample, plural(e.places.len(), "place")),
        ],
    }
    PersonRegistered "person_registered" {
        ["登记人员", "person registered"],
        ["登记人员（姓名加密）", "register a person (the name is sealed)"],
        [format!("登记人员 {}", e.person), format!("person {} registered", e.person)],
    }
    PersonErased "person_erased" {
        ["删除姓名", "person erased"],
        ["删除人员姓名", "erase a person's name"],
        [format!("删除 {} 的姓名", e.person), format!("name of {} erased", e.person)],
    }
    EventRetracted "event_retracted" {
        ["撤回事实", "event retracted"],
        ["撤回一条事实", "withdraw a recorded fact"],
        [
            format!("撤回 {}：{}{}", e.event, labels::label(t.lang, e.reason), because(e.note.as_ref())),
            format!("{} withdrawn: {}{}", e.event, labels::label(t.lang, e.reason), because(e.note.as_ref())),
        ],
    }
    SourcesDisagree "sources_disagree" {
        ["依据不一致", "sources disagree"],
        ["记录与某事实不一致的说法", "record what a source states otherwise than a recorded fact"],
        [
            format!("依据不一致：下一条与 {} 说法不同", e.event),
            format!("sources disagree: the next says otherwise than {}", e.event),
        ],
    }
}

/// The words of the event of a code; none where it is no event.
pub fn of(event: &str) -> Option<&'static EventWords> {
    EVENTS.iter().find(|words| words.event == event)
}

/// A command, in a line; nothing where it is none.
pub fn about(lang: Lang, command: &str) -> &'static str {
    let words = match command {
        "retract" => of("event_retracted"),
        "disagree" => of("sources_disagree"),
        _ => {
            let mut commands = Event::COMMANDS.iter().zip(Event::NAMES);
            commands.find(|(name, _)| **name == command).and_then(|(_, event)| of(event))
        }
    };
    match words {
        Some(words) => lang.pick(words.command.zh, words.command.en),
        None if command == "correct" => {
            lang.pick("更正一条事实", "withdraw a recorded fact and put another in its place")
        }
        None => "",
    }
}
