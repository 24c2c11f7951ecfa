//! Events told as sentences.

use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_core::domain::designation::Holder;
use jiceng_core::domain::federation::FederationOrigin;
use jiceng_core::domain::{AsOf, Event, Evidence, EvidenceKindCode, KindCode, Place, PlaceNo, Recorded};
use jiceng_core::{HistoryEntry, View};

use crate::lang::Lang;
use crate::texts::labels;

/// An event, told to a person who knows which place it is about.
pub(crate) fn sentence(lang: Lang, view: &View<'_>, recorded: &Recorded) -> String {
    let sentence = sentence_as_of(lang, view, &recorded.fact.event, recorded.names_as_of());
    match (inspected_for(view, recorded), lang) {
        (None, _) => sentence,
        (Some((drawn, of)), Lang::Zh) => format!("{sentence}：抽中 {drawn}，检查其共享的 {of}"),
        (Some((drawn, of)), Lang::En) => format!("{sentence}: drawn was {drawn}, which shares that of {of}"),
    }
}

/// The drawn place that an inspection names and the provider whose element it is of, where that is not its own.
fn inspected_for(view: &View<'_>, recorded: &Recorded) -> Option<(String, String)> {
    let Event::ElementInspected(inspection) = &recorded.fact.event else { return None };
    let facts = view.facts();
    let of = facts.inspected_by(inspection, recorded.position).filter(|_| inspection.sample.is_some())?;
    let drawn = facts.places.find(&inspection.place, recorded.names_as_of())?;
    (drawn != of).then(|| (place(view, drawn), place(view, of)))
}

/// An event whose places are found by their names on a day, as known.
pub(crate) fn sentence_as_of(lang: Lang, view: &View<'_>, event: &Event, names: AsOf) -> String {
    match lang {
        Lang::Zh => zh(view, event, names),
        Lang::En => en(view, event, names),
    }
}

/// What happened, in a word or two; the Chinese is the glossary's.
pub(crate) fn name(lang: Lang, event: &str) -> String {
    let zh = match event {
        "catalogue_entry_added" => "增加目录项",
        "division_registered" => "登记区划",
        "division_renamed" => "区划更名",
        "division_recoded" => "区划代码变更",
        "divisions_merged" => "区划合并",
        "division_split" => "区划拆分",
        "division_moved" => "区划划转",
        "division_abolished" => "区划撤销",
        "relocation_site_registered" => "登记安置点",
        "relocation_site_renamed" => "安置点更名",
        "population_counted" => "清点人口",
        "relocation_site_closed" => "安置点撤销",
        "relocation_site_became_community" => "安置点改设社区",
        "federation_founded" => "成立妇联组织",
        "federation_renamed" => "妇联组织更名",
        "federations_merged" => "妇联组织合并",
        "federation_dissolved" => "妇联组织撤销",
        "executive_committee_elected" => "执委会换届选举",
        "seat_filled" => "增补席位",
        "seat_vacated" => "席位出缺",
        "committee_met" => "召开执委会会议",
        "element_established" => "建立要素",
        "council_created" => "建立妇女议事会",
        "element_inspected" => "达标检查",
        "element_suspended" => "要素暂停",
        "element_resumed" => "要素恢复",
        "element_closed" => "要素撤销",
        "sharing_agreed" => "约定共享",
        "sharing_ended" => "终止共享",
        "designation_recommended" => "推荐命名",
        "designation_granted" => "命名",
        "designation_revoked" => "撤销命名",
        "institution_established" => "成立机构",
        "institution_closed" => "撤销机构",
        "standard_adopted" => "采用标准",
        "standard_repealed" => "废止标准",
        "target_set" => "下达目标任务",
        "target_withdrawn" => "撤销目标任务",
        "reform_issue_raised" => "列入问题清单",
        "reform_issue_progressed" => "问题整改进展",
        "reform_issue_closed" => "问题销号",
        "person_registered" => "登记人员",
        "person_erased" => "删除姓名",
        "event_retracted" => "撤回事实",
        "precedence_adopted" => "采用采信顺序",
        "sample_drawn" => "抽取样本",
        "sources_disagree" => "依据不一致",
        _ => event,
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => event.replace('_', " "),
    }
}

/// Evidence on one line.
pub(crate) fn evidence(evidence: &[Evidence]) -> String {
    let one = |e: &Evidence| Evidence { kind: None, digest: None, ..e.clone() }.to_string();
    evidence.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A place with its name and its code, both of the day of the view; the last known ones where it has none then.
pub(crate) fn place(view: &View<'_>, place: PlaceNo) -> String {
    match (view.last_name(place), view.last_called(place)) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (Some(name), None) => name.to_owned(),
        (None, code) => code.map(|code| code.to_string()).unwrap_or_default(),
    }
}

/// An event on one line: its position, its day, what it says, and of which places.
pub(crate) fn on_one_line(lang: Lang, view: &View<'_>, entry: &HistoryEntry) -> String {
    let Recorded { position, fact, .. } = &entry.recorded;
    let said = sentence(lang, view, &entry.recorded);
    let names = entry.recorded.names_as_of();
    let places: Vec<String> = fact.event.places().iter().map(|place| place_named(view, place, names)).collect();
    let of = if places.is_empty() { String::new() } else { format!(" [{}]", places.join(lang.pick("、", ", "))) };
    format!("{position} {} {said}{of}", labels::date(lang, fact.effective))
}

/// A place as an event names it, with the name that the place which is meant has on the day of the view.
pub(crate) fn place_named(view: &View<'_>, place: &Place, names: AsOf) -> String {
    match view.facts().places.find(place, names).and_then(|no| view.name(no)) {
        Some(name) => format!("{name} ({place})"),
        None => place.to_string(),
    }
}

fn kind(lang: Lang, view: &View<'_>, code: &KindCode) -> String {
    let entry = view.facts().catalogue.kind(code.as_str()).and_then(|no| view.kind(no));
    entry.map_or_else(|| code.to_string(), |entry| labels::kind(lang, entry))
}

/// The order of a precedence.
pub(crate) fn order(lang: Lang, view: &View<'_>, order: &[EvidenceKindCode]) -> String {
    if order.is_empty() {
        return lang.pick("不分先后", "none before another").to_owned();
    }
    order.iter().map(|code| evidence_kind(lang, view, code.as_str())).collect::<Vec<_>>().join(" > ")
}

/// A kind of evidence, by its name.
pub(crate) fn evidence_kind(lang: Lang, view: &View<'_>, code: &str) -> String {
    let entry = view.facts().catalogue.entry(CatalogueList::EvidenceKind, code);
    entry.map_or_else(|| code.to_owned(), |entry| labels::kind(lang, entry))
}

fn kinds(lang: Lang, view: &View<'_>, codes: &[KindCode]) -> String {
    codes.iter().map(|code| kind(lang, view, code)).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn holder(view: &View<'_>, holder: &Holder, names: AsOf) -> String {
    match holder {
        Holder::Place(of) => place_named(view, of, names),
        Holder::Institution(id) => id.to_string(),
        Holder::Body { name, division } => format!("{name} ({division})"),
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

fn zh(view: &View<'_>, event: &Event, names: AsOf) -> String {
    let kind = |code: &KindCode| kind(Lang::Zh, view, code);
    let at = |of: &Place| place_named(view, of, names);
    match event {
        Event::CatalogueEntryAdded(e) => format!("目录增加 {}（{}）", e.zh, e.code),
        Event::DivisionRegistered(e) => format!("登记行政区划 {}（{}）", e.name, e.code),
        Event::DivisionRenamed(e) => format!("更名为 {}", e.name),
        Event::DivisionRecoded(e) => format!("代码由 {} 改为 {}", e.code, e.new_code),
        Event::DivisionsMerged(e) => format!("{} 并入 {}", joined(&e.from), e.into),
        Event::DivisionSplit(e) => format!("{} 拆分出 {} 个行政区划", e.from, e.into.len()),
        Event::DivisionMoved(e) => format!("{} 划归 {}", e.code, e.to),
        Event::DivisionAbolished(e) => format!("撤销 {}", e.code),
        Event::RelocationSiteRegistered(e) => format!("登记安置点 {}（{}）", e.name, e.site),
        Event::RelocationSiteRenamed(e) => format!("安置点更名为 {}", e.name),
        Event::PopulationCounted(e) => format!("人口 {} 人", e.people),
        Event::RelocationSiteClosed(e) => format!("安置点 {} 撤销", e.site),
        Event::RelocationSiteBecameCommunity(e) => format!("安置点 {} 改设社区 {}（{}）", e.site, e.name, e.code),
        Event::FederationFounded(e) => {
            let how = match e.origin {
                FederationOrigin::New => "成立",
                FederationOrigin::ConvertedFromCongress => "会改联",
            };
            format!("{how} {}（{}）", e.name, e.federation)
        }
        Event::FederationRenamed(e) => format!("妇联组织 {} 更名为 {}", e.federation, e.name),
        Event::FederationsMerged(e) => format!("妇联组织 {} 并入 {}", joined(&e.from), e.into),
        Event::FederationDissolved(e) => format!("妇联组织 {} 撤销", e.federation),
        Event::ExecutiveCommitteeElected(e) => {
            format!("{} 选举第 {} 届执委会，{} 人", e.federation, e.term, e.seats.len())
        }
        Event::SeatFilled(e) => {
            format!("{} 第 {} 届增补{} {}", e.federation, e.term, labels::role(Lang::Zh, e.role), e.person)
        }
        Event::SeatVacated(e) => {
            format!("{} 第 {} 届 {} 出缺{}", e.federation, e.term, e.person, because(e.reason.as_ref()))
        }
        Event::CommitteeMet(e) => {
            format!("{} 召开第 {} 届第 {} 次会议，通过制度 {} 项", e.federation, e.term, e.session, e.adopted.len())
        }
        Event::ElementEstablished(e) => format!("建立{}{}", kind(&e.kind), named(e.name.as_ref())),
        Event::CouncilCreated(e) => format!("建立妇女议事会{}", named(e.name.as_ref())),
        Event::ElementInspected(e) => {
            let found = if e.passed { "达标" } else { "未达标" };
            let sample = e.sample.as_ref().map(|sample| format!("（样本 {sample}）")).unwrap_or_default();
            format!("{}检查{found}{sample}", kind(&e.kind))
        }
        Event::ElementSuspended(e) => format!("{}暂停{}", kind(&e.kind), because(e.reason.as_ref())),
        Event::ElementResumed(e) => format!("{}恢复", kind(&e.kind)),
        Event::ElementClosed(e) => format!("{}撤销{}", kind(&e.kind), because(e.reason.as_ref())),
        Event::SharingAgreed(e) => {
            format!("{} 共享 {} 的{}", at(&e.place), at(&e.provider), kinds(Lang::Zh, view, &e.kinds))
        }
        Event::SharingEnded(e) => {
            format!("{} 终止共享 {} 的{}", at(&e.place), at(&e.provider), kinds(Lang::Zh, view, &e.kinds))
        }
        Event::DesignationRecommended(e) => format!("推荐 {} 申报 {}", holder(view, &e.holder, names), e.programme),
        Event::DesignationGranted(e) => format!("命名 {} 为 {}", holder(view, &e.holder, names), e.programme),
        Event::DesignationRevoked(e) => format!("撤销命名 {}{}", e.designation, because(e.reason.as_ref())),
        Event::InstitutionEstablished(e) => format!("成立机构 {}（{}）", e.name, e.kind),
        Event::InstitutionClosed(e) => format!("撤销机构 {}{}", e.institution, because(e.reason.as_ref())),
        Event::StandardAdopted(e) => format!("采用标准 {}（{}）", e.standard.zh, e.standard.id),
        Event::StandardRepealed(e) => format!("废止标准 {}", e.standard),
        Event::TargetSet(e) => format!("下达目标任务 {}：{}，{} 前达到 {}", e.target, e.name, e.due, e.number),
        Event::TargetWithdrawn(e) => format!("撤销目标任务 {}{}", e.target, because(e.reason.as_ref())),
        Event::ReformIssueRaised(e) => format!("列入问题清单 {}：{}（{}，{} 前）", e.issue, e.title, e.owner, e.due),
        Event::ReformIssueProgressed(e) => format!("问题 {} 进展：{}", e.issue, e.note),
        Event::ReformIssueClosed(e) => format!("问题 {} 销号{}", e.issue, because(e.note.as_ref())),
        Event::SampleDrawn(e) => format!("抽取样本 {}，{} 个地点", e.sample, e.places.len()),
        Event::PersonRegistered(e) => format!("登记人员 {}", e.person),
        Event::PersonErased(e) => format!("删除 {} 的姓名", e.person),
        Event::EventRetracted(e) => {
            format!("撤回 {}：{}{}", e.event, labels::reason(Lang::Zh, e.reason), because(e.note.as_ref()))
        }
        Event::SourcesDisagree(e) => format!("依据不一致：下一条与 {} 说法不同", e.event),
        Event::PrecedenceAdopted(e) => format!("采用采信顺序：{}", order(Lang::Zh, view, &e.order)),
    }
}

fn en(view: &View<'_>, event: &Event, names: AsOf) -> String {
    let kind = |code: &KindCode| kind(Lang::En, view, code);
    let at = |of: &Place| place_named(view, of, names);
    match event {
        Event::CatalogueEntryAdded(e) => format!("catalogue entry {} ({})", e.en, e.code),
        Event::DivisionRegistered(e) => format!("division {} ({}) registered", e.name, e.code),
        Event::DivisionRenamed(e) => format!("renamed {}", e.name),
        Event::DivisionRecoded(e) => format!("code {} became {}", e.code, e.new_code),
        Event::DivisionsMerged(e) => format!("{} merged into {}", joined(&e.from), e.into),
        Event::DivisionSplit(e) => format!("{} split, {} new divisions", e.from, e.into.len()),
        Event::DivisionMoved(e) => format!("{} moved to {}", e.code, e.to),
        Event::DivisionAbolished(e) => format!("{} abolished", e.code),
        Event::RelocationSiteRegistered(e) => format!("relocation site {} ({}) registered", e.name, e.site),
        Event::RelocationSiteRenamed(e) => format!("site renamed {}", e.name),
        Event::PopulationCounted(e) => format!("{} people counted", e.people),
        Event::RelocationSiteClosed(e) => format!("site {} closed", e.site),
        Event::RelocationSiteBecameCommunity(e) => {
            format!("site {} became the community {} ({})", e.site, e.name, e.code)
        }
        Event::FederationFounded(e) => {
            let how = match e.origin {
                FederationOrigin::New => "founded",
                FederationOrigin::ConvertedFromCongress => "converted from a congress",
            };
            format!("women's federation {} ({}) {how}", e.name, e.federation)
        }
        Event::FederationRenamed(e) => format!("federation {} renamed {}", e.federation, e.name),
        Event::FederationsMerged(e) => format!("federations {} merged into {}", joined(&e.from), e.into),
        Event::FederationDissolved(e) => format!("federation {} dissolved", e.federation),
        Event::ExecutiveCommitteeElected(e) => {
            format!("{}: committee of term {} elected, {} seats", e.federation, e.term, e.seats.len())
        }
        Event::SeatFilled(e) => {
            format!("{} term {}: {} became {}", e.federation, e.term, e.person, labels::role(Lang::En, e.role))
        }
        Event::SeatVacated(e) => {
            format!("{} term {}: {} left{}", e.federation, e.term, e.person, because(e.reason.as_ref()))
        }
        Event::CommitteeMet(e) => {
            format!("{} term {}: session {}, {} rules adopted", e.federation, e.term, e.session, e.adopted.len())
        }
        Event::ElementEstablished(e) => format!("{}{} established", kind(&e.kind), named(e.name.as_ref())),
        Event::CouncilCreated(e) => format!("women's council{} created", named(e.name.as_ref())),
        Event::ElementInspected(e) => {
            let found = if e.passed { "up to standard" } else { "below standard" };
            let sample = e.sample.as_ref().map(|sample| format!(" (sample {sample})")).unwrap_or_default();
            format!("{} inspected: {found}{sample}", kind(&e.kind))
        }
        Event::ElementSuspended(e) => format!("{} suspended{}", kind(&e.kind), because(e.reason.as_ref())),
        Event::ElementResumed(e) => format!("{} resumed", kind(&e.kind)),
        Event::ElementClosed(e) => format!("{} closed{}", kind(&e.kind), because(e.reason.as_ref())),
        Event::SharingAgreed(e) => {
            format!("{} shares with {}: {}", at(&e.place), at(&e.provider), kinds(Lang::En, view, &e.kinds))
        }
        Event::SharingEnded(e) => {
            format!("{} no longer shares with {}: {}", at(&e.place), at(&e.provider), kinds(Lang::En, view, &e.kinds))
        }
        Event::DesignationRecommended(e) => {
            format!("{} recommended for {}", holder(view, &e.holder, names), e.programme)
        }
        Event::DesignationGranted(e) => format!("{} designated {}", holder(view, &e.holder, names), e.programme),
        Event::DesignationRevoked(e) => format!("designation {} revoked{}", e.designation, because(e.reason.as_ref())),
        Event::InstitutionEstablished(e) => format!("institution {} ({}) established", e.name, e.kind),
        Event::InstitutionClosed(e) => format!("institution {} closed{}", e.institution, because(e.reason.as_ref())),
        Event::StandardAdopted(e) => format!("standard {} adopted", e.standard.id),
        Event::StandardRepealed(e) => format!("standard {} repealed", e.standard),
        Event::TargetSet(e) => format!("target {}: {}, {} by {}", e.target, e.name, e.number, e.due),
        Event::TargetWithdrawn(e) => format!("target {} withdrawn{}", e.target, because(e.reason.as_ref())),
        Event::ReformIssueRaised(e) => format!("reform issue {}: {} ({}, by {})", e.issue, e.title, e.owner, e.due),
        Event::ReformIssueProgressed(e) => format!("reform issue {}: {}", e.issue, e.note),
        Event::ReformIssueClosed(e) => format!("reform issue {} closed{}", e.issue, because(e.note.as_ref())),
        Event::SampleDrawn(e) => format!("sample {} drawn, {} places", e.sample, e.places.len()),
        Event::PersonRegistered(e) => format!("person {} registered", e.person),
        Event::PersonErased(e) => format!("name of {} erased", e.person),
        Event::EventRetracted(e) => {
            format!("{} withdrawn: {}{}", e.event, labels::reason(Lang::En, e.reason), because(e.note.as_ref()))
        }
        Event::SourcesDisagree(e) => format!("sources disagree: the next says otherwise than {}", e.event),
        Event::PrecedenceAdopted(e) => format!("precedence adopted: {}", order(Lang::En, view, &e.order)),
    }
}
