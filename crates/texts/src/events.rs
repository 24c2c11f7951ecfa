//! Events told as sentences.

use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_core::domain::designation::Holder;
use jiceng_core::domain::event::names_as_of;
use jiceng_core::domain::federation::FederationOrigin;
use jiceng_core::domain::{
    AsOf, Event, Evidence, EvidenceKindCode, KindCode, PartialDate, Place, PlaceNo, Position, Recorded,
};
use jiceng_core::{HistoryEntry, LockedView};

use crate::Lang;
use crate::lang::both;
use crate::{event_words, labels};

/// An event, told to a person who knows which place it is about.
pub fn sentence(lang: Lang, view: &LockedView, recorded: &Recorded) -> String {
    told(lang, view, &recorded.fact.event, recorded.fact.effective, recorded.position)
}

/// The same of an event that is recorded at a position for a date.
pub fn told(lang: Lang, view: &LockedView, event: &Event, effective: PartialDate, position: Position) -> String {
    let names = names_as_of(effective, position);
    let sentence = sentence_as_of(lang, view, event, names);
    match (inspected_for(view, event, effective, position), lang) {
        (None, _) => sentence,
        (Some((drawn, of)), Lang::Zh) => format!("{sentence}：抽中 {drawn}，检查其共享的 {of}"),
        (Some((drawn, of)), Lang::En) => format!("{sentence}: drawn was {drawn}, which shares that of {of}"),
    }
}

/// The drawn place that an inspection names and the provider whose element it is of, where that is
/// not its own.
fn inspected_for(
    view: &LockedView,
    event: &Event,
    effective: PartialDate,
    position: Position,
) -> Option<(String, String)> {
    let Event::ElementInspected(inspection) = event else { return None };
    let facts = view.facts();
    let of = facts.inspected_by(inspection, effective, position).filter(|_| inspection.sample.is_some())?;
    let drawn = facts.places.find(&inspection.place, names_as_of(effective, position))?;
    (drawn != of).then(|| (place(view, drawn), place(view, of)))
}

/// What happened, in a word or two; the code where there is none.
pub fn name(lang: Lang, event: &str) -> &str {
    event_words::of(event).map_or(event, |words| lang.pick(words.happened.zh, words.happened.en))
}

/// Evidence on one line.
pub fn evidence(evidence: &[Evidence]) -> String {
    jiceng_answers::evidence_told(evidence)
}

/// A place with its name and its code, both of the day of the view; the last known ones where it
/// has none then.
pub fn place(view: &LockedView, place: PlaceNo) -> String {
    match (view.last_name(place), view.last_called(place)) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (Some(name), None) => name.to_owned(),
        (None, code) => code.map(|code| code.to_string()).unwrap_or_default(),
    }
}

/// An event on one line: its position, its day, what it says, and of which places.
pub fn on_one_line(lang: Lang, view: &LockedView, entry: &HistoryEntry) -> String {
    let Recorded { position, fact, .. } = &entry.recorded;
    let said = sentence(lang, view, &entry.recorded);
    let named = |place: &Place| view.facts().named_when_recorded(&fact.event, place, fact.effective, *position);
    let places: Vec<String> =
        fact.event.places().iter().map(|place| place_with_name(view, place, named(place))).collect();
    let of = if places.is_empty() { String::new() } else { format!(" [{}]", places.join(lang.pick("、", ", "))) };
    format!("{position} {} {said}{of}", labels::date(lang, fact.effective))
}

/// A place as an event names it, with the name that the place which is meant has on the day of the
/// view.
pub fn place_named(view: &LockedView, place: &Place, names: AsOf) -> String {
    place_with_name(view, place, view.facts().places.find(place, names))
}

fn place_with_name(view: &LockedView, place: &Place, meant: Option<PlaceNo>) -> String {
    match meant.and_then(|no| view.name(no)) {
        Some(name) => format!("{name} ({place})"),
        None => place.to_string(),
    }
}

fn kind(lang: Lang, view: &LockedView, code: &KindCode) -> String {
    let entry = view.facts().catalogue.kind(code.as_str()).and_then(|no| view.kind(no));
    entry.map_or_else(|| code.to_string(), |entry| labels::kind(lang, entry))
}

/// The order of a precedence.
pub fn order(lang: Lang, view: &LockedView, order: &[EvidenceKindCode]) -> String {
    let names = order.iter().map(|code| evidence_kind(lang, view, code.as_str()));
    order_of(lang, &names.collect::<Vec<_>>())
}

/// The order of a precedence, of names of kinds.
pub fn order_of(lang: Lang, names: &[String]) -> String {
    if names.is_empty() { lang.pick("不分先后", "none before another").to_owned() } else { names.join(" > ") }
}

/// A kind of evidence, by its name.
pub fn evidence_kind(lang: Lang, view: &LockedView, code: &str) -> String {
    let entry = view.facts().catalogue.entry(CatalogueList::EvidenceKind, code);
    entry.map_or_else(|| code.to_owned(), |entry| labels::kind(lang, entry))
}

fn kinds(lang: Lang, view: &LockedView, codes: &[KindCode]) -> String {
    codes.iter().map(|code| kind(lang, view, code)).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn holder(view: &LockedView, holder: &Holder, names: AsOf) -> String {
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

/// An event whose places are found by their names on a day, as known.
pub fn sentence_as_of(lang: Lang, view: &LockedView, event: &Event, names: AsOf) -> String {
    let kind = |code: &KindCode| kind(lang, view, code);
    let at = |of: &Place| place_named(view, of, names);
    match event {
        Event::CatalogueEntryAdded(e) => {
            both!(lang, format!("目录增加 {}（{}）", e.zh, e.code), format!("catalogue entry {} ({})", e.en, e.code))
        }
        Event::DivisionRegistered(e) => match e.above {
            None => both!(
                lang,
                format!("登记行政区划 {}（{}）", e.name, e.code),
                format!("division {} ({}) registered", e.name, e.code)
            ),
            Some(above) => both!(
                lang,
                format!("登记行政区划 {}（{}），直属 {above}", e.name, e.code),
                format!("division {} ({}) registered directly below {above}", e.name, e.code)
            ),
        },
        Event::DivisionRenamed(e) => both!(lang, format!("更名为 {}", e.name), format!("renamed {}", e.name)),
        Event::DivisionRecoded(e) => both!(
            lang,
            format!("代码由 {} 改为 {}", e.code, e.new_code),
            format!("code {} became {}", e.code, e.new_code)
        ),
        Event::DivisionsMerged(e) => both!(
            lang,
            format!("{} 并入 {}", joined(&e.from), e.into),
            format!("{} merged into {}", joined(&e.from), e.into)
        ),
        Event::DivisionSplit(e) => both!(
            lang,
            format!("{} 拆分出 {} 个行政区划", e.from, e.into.len()),
            format!("{} split, {} new divisions", e.from, e.into.len())
        ),
        Event::DivisionMoved(e) => {
            both!(lang, format!("{} 划归 {}", e.code, e.to), format!("{} moved to {}", e.code, e.to))
        }
        Event::DivisionAbolished(e) => both!(lang, format!("撤销 {}", e.code), format!("{} abolished", e.code)),
        Event::RelocationSiteRegistered(e) => both!(
            lang,
            format!("登记安置点 {}（{}）", e.name, e.site),
            format!("relocation site {} ({}) registered", e.name, e.site)
        ),
        Event::RelocationSiteRenamed(e) => {
            both!(lang, format!("安置点更名为 {}", e.name), format!("site renamed {}", e.name))
        }
        Event::PopulationCounted(e) => {
            both!(lang, format!("人口 {} 人", e.people), format!("{} people counted", e.people))
        }
        Event::RelocationSiteClosed(e) => {
            both!(lang, format!("安置点 {} 撤销", e.site), format!("site {} closed", e.site))
        }
        Event::RelocationSiteBecameCommunity(e) => both!(
            lang,
            format!("安置点 {} 改设社区 {}（{}）", e.site, e.name, e.code),
            format!("site {} became the community {} ({})", e.site, e.name, e.code)
        ),
        Event::FederationFounded(e) => both!(
            lang,
            {
                let how = match e.origin {
                    FederationOrigin::New => "成立",
                    FederationOrigin::ConvertedFromCongress => "会改联",
                };
                format!("{how} {}（{}）", e.name, e.federation)
            },
            {
                let how = match e.origin {
                    FederationOrigin::New => "founded",
                    FederationOrigin::ConvertedFromCongress => "converted from a congress",
                };
                format!("women's federation {} ({}) {how}", e.name, e.federation)
            }
        ),
        Event::FederationRenamed(e) => both!(
            lang,
            format!("妇联组织 {} 更名为 {}", e.federation, e.name),
            format!("federation {} renamed {}", e.federation, e.name)
        ),
        Event::FederationsMerged(e) => both!(
            lang,
            format!("妇联组织 {} 并入 {}", joined(&e.from), e.into),
            format!("federations {} merged into {}", joined(&e.from), e.into)
        ),
        Event::FederationDissolved(e) => {
            both!(lang, format!("妇联组织 {} 撤销", e.federation), format!("federation {} dissolved", e.federation))
        }
        Event::ExecutiveCommitteeElected(e) => both!(
            lang,
            format!("{} 选举第 {} 届执委会，{} 人", e.federation, e.term, e.seats.len()),
            format!("{}: committee of term {} elected, {} seats", e.federation, e.term, e.seats.len())
        ),
        Event::SeatFilled(e) => both!(
            lang,
            format!("{} 第 {} 届增补{} {}", e.federation, e.term, labels::label(lang, e.role), e.person),
            format!("{} term {}: {} became {}", e.federation, e.term, e.person, labels::label(lang, e.role))
        ),
        Event::SeatVacated(e) => both!(
            lang,
            format!("{} 第 {} 届 {} 出缺{}", e.federation, e.term, e.person, because(e.reason.as_ref())),
            format!("{} term {}: {} left{}", e.federation, e.term, e.person, because(e.reason.as_ref()))
        ),
        Event::CommitteeMet(e) => both!(
            lang,
            format!("{} 召开第 {} 届第 {} 次会议，通过制度 {} 项", e.federation, e.term, e.session, e.adopted.len()),
            format!("{} term {}: session {}, {} rules adopted", e.federation, e.term, e.session, e.adopted.len())
        ),
        Event::ElementEstablished(e) => both!(
            lang,
            format!("建立{}{}", kind(&e.kind), named(e.name.as_ref())),
            format!("{}{} established", kind(&e.kind), named(e.name.as_ref()))
        ),
        Event::CouncilCreated(e) => both!(
            lang,
            format!("建立妇女议事会{}", named(e.name.as_ref())),
            format!("women's council{} created", named(e.name.as_ref()))
        ),
        Event::ElementInspected(e) => both!(
            lang,
            {
                let found = if e.passed { "达标" } else { "未达标" };
                let sample = e.sample.as_ref().map(|sample| format!("（样本 {sample}）")).unwrap_or_default();
                format!("{}检查{found}{sample}", kind(&e.kind))
            },
            {
                let found = if e.passed { "up to standard" } else { "below standard" };
                let sample = e.sample.as_ref().map(|sample| format!(" (sample {sample})")).unwrap_or_default();
                format!("{} inspected: {found}{sample}", kind(&e.kind))
            }
        ),
        Event::ElementSuspended(e) => both!(
            lang,
            format!("{}暂停{}", kind(&e.kind), because(e.reason.as_ref())),
            format!("{} suspended{}", kind(&e.kind), because(e.reason.as_ref()))
        ),
        Event::ElementResumed(e) => both!(lang, format!("{}恢复", kind(&e.kind)), format!("{} resumed", kind(&e.kind))),
        Event::ElementClosed(e) => both!(
            lang,
            format!("{}撤销{}", kind(&e.kind), because(e.reason.as_ref())),
            format!("{} closed{}", kind(&e.kind), because(e.reason.as_ref()))
        ),
        Event::SharingAgreed(e) => both!(
            lang,
            format!("{} 共享 {} 的{}", at(&e.place), at(&e.provider), kinds(lang, view, &e.kinds)),
            format!("{} shares with {}: {}", at(&e.place), at(&e.provider), kinds(lang, view, &e.kinds))
        ),
        Event::SharingEnded(e) => both!(
            lang,
            format!("{} 终止共享 {} 的{}", at(&e.place), at(&e.provider), kinds(lang, view, &e.kinds)),
            format!("{} no longer shares with {}: {}", at(&e.place), at(&e.provider), kinds(lang, view, &e.kinds))
        ),
        Event::DesignationRecommended(e) => both!(
            lang,
            format!("推荐 {} 申报 {}", holder(view, &e.holder, names), e.programme),
            format!("{} recommended for {}", holder(view, &e.holder, names), e.programme)
        ),
        Event::DesignationGranted(e) => both!(
            lang,
            format!("命名 {} 为 {}", holder(view, &e.holder, names), e.programme),
            format!("{} designated {}", holder(view, &e.holder, names), e.programme)
        ),
        Event::DesignationRevoked(e) => both!(
            lang,
            format!("撤销命名 {}{}", e.designation, because(e.reason.as_ref())),
            format!("designation {} revoked{}", e.designation, because(e.reason.as_ref()))
        ),
        Event::InstitutionEstablished(e) => both!(
            lang,
            format!("成立机构 {}（{}）", e.name, e.kind),
            format!("institution {} ({}) established", e.name, e.kind)
        ),
        Event::InstitutionClosed(e) => both!(
            lang,
            format!("撤销机构 {}{}", e.institution, because(e.reason.as_ref())),
            format!("institution {} closed{}", e.institution, because(e.reason.as_ref()))
        ),
        Event::StandardAdopted(e) => both!(
            lang,
            format!("采用标准 {}（{}）", e.standard.zh, e.standard.id),
            format!("standard {} adopted", e.standard.id)
        ),
        Event::StandardRepealed(e) => {
            both!(lang, format!("废止标准 {}", e.standard), format!("standard {} repealed", e.standard))
        }
        Event::TargetSet(e) => both!(
            lang,
            format!("下达目标任务 {}：{}，{} 前达到 {}", e.target, e.name, e.due, e.number),
            format!("target {}: {}, {} by {}", e.target, e.name, e.number, e.due)
        ),
        Event::TargetWithdrawn(e) => both!(
            lang,
            format!("撤销目标任务 {}{}", e.target, because(e.reason.as_ref())),
            format!("target {} withdrawn{}", e.target, because(e.reason.as_ref()))
        ),
        Event::ReformIssueRaised(e) => both!(
            lang,
            format!("列入问题清单 {}：{}（{}，{} 前）", e.issue, e.title, e.owner, e.due),
            format!("reform issue {}: {} ({}, by {})", e.issue, e.title, e.owner, e.due)
        ),
        Event::ReformIssueProgressed(e) => {
            both!(lang, format!("问题 {} 进展：{}", e.issue, e.note), format!("reform issue {}: {}", e.issue, e.note))
        }
        Event::ReformIssueClosed(e) => both!(
            lang,
            format!("问题 {} 销号{}", e.issue, because(e.note.as_ref())),
            format!("reform issue {} closed{}", e.issue, because(e.note.as_ref()))
        ),
        Event::SampleDrawn(e) => both!(
            lang,
            format!("抽取样本 {}，{} 个地点", e.sample, e.places.len()),
            format!("sample {} drawn, {} places", e.sample, e.places.len())
        ),
        Event::PersonRegistered(e) => {
            both!(lang, format!("登记人员 {}", e.person), format!("person {} registered", e.person))
        }
        Event::PersonErased(e) => {
            both!(lang, format!("删除 {} 的姓名", e.person), format!("name of {} erased", e.person))
        }
        Event::EventRetracted(e) => both!(
            lang,
            format!("撤回 {}：{}{}", e.event, labels::label(lang, e.reason), because(e.note.as_ref())),
            format!("{} withdrawn: {}{}", e.event, labels::label(lang, e.reason), because(e.note.as_ref()))
        ),
        Event::SourcesDisagree(e) => both!(
            lang,
            format!("依据不一致：下一条与 {} 说法不同", e.event),
            format!("sources disagree: the next says otherwise than {}", e.event)
        ),
        Event::PrecedenceAdopted(e) => both!(
            lang,
            format!("采用采信顺序：{}", order(lang, view, &e.order)),
            format!("precedence adopted: {}", order(lang, view, &e.order))
        ),
    }
}
