//! Why facts have no effect, and which lose or regain theirs.

use jiceng_core::domain::Position;
use jiceng_core::domain::federation::FederationNo;
use jiceng_core::domain::without_effect::Because;
use jiceng_core::{Effects, Error, LockedView};

use crate::Lang;
use crate::{events, labels};

/// Why a fact has no effect.
pub fn because(lang: Lang, view: &LockedView, because: &Because) -> String {
    let place = |no| events::place(view, no);
    match (because, lang) {
        (Because::State(Some(met)), Lang::Zh) => format!("与 #{met} 抵触，#{met} 未终止前不能发生"),
        (Because::State(Some(met)), Lang::En) => format!("#{met} stands in its way"),
        (Because::State(None), Lang::Zh) => "此前没有任何建立或登记的记录".to_owned(),
        (Because::State(None), Lang::En) => "nothing is recorded that began before it".to_owned(),
        (Because::NoPlace(no), Lang::Zh) => format!("当日没有{}这一地点", named(place(*no), "该事实所涉")),
        (Because::NoPlace(no), Lang::En) => format!("{} does not exist on that day", named(place(*no), "its place")),
        (Because::NoFederation(no), Lang::Zh) => format!("当日妇联组织 {} 不存在", federation(view, *no)),
        (Because::NoFederation(no), Lang::En) => {
            format!("the federation {} does not exist on that day", federation(view, *no))
        }
        (Because::NoProvider(no, kind), _) => {
            let kind = view.kind(*kind).map(|kind| labels::kind(lang, kind)).unwrap_or_default();
            match lang {
                Lang::Zh => format!("当日 {} 没有{kind}", place(*no)),
                Lang::En => format!("{} has no {kind} on that day", place(*no)),
            }
        }
        (Because::NoPerson(person), Lang::Zh) => format!("人员 {person} 的登记已撤回"),
        (Because::NoPerson(person), Lang::En) => format!("the registration of {person} is withdrawn"),
        (Because::NoInstitution(id), Lang::Zh) => format!("当日机构 {id} 不存在"),
        (Because::NoInstitution(id), Lang::En) => format!("the institution {id} does not exist on that day"),
    }
}

fn federation(view: &LockedView, no: FederationNo) -> String {
    view.facts().federations.get(no).map(|record| record.id.to_string()).unwrap_or_default()
}

/// The name, or other words where there is none.
fn named(name: String, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// Facts told one by one; of the others only the number is told.
const TOLD_MAX: usize = 20;

/// Which recorded facts lose or regain their effect, a line each. `is_done` says whether it has
/// happened.
pub fn told(lang: Lang, view: &LockedView, effects: &Effects, is_done: bool) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for (position, fact) in effects.lost.iter().take(TOLD_MAX) {
        let (sentence, why) = (sentence(lang, view, *position)?, because(lang, view, &fact.because));
        lines.push(match (lang, is_done) {
            (Lang::Zh, true) if fact.in_part => format!("由此部分未生效：{sentence}（{why}）"),
            (Lang::Zh, false) if fact.in_part => format!("将由此部分未生效：{sentence}（{why}）"),
            (Lang::En, true) if fact.in_part => format!("has lost part of its effect: {sentence} ({why})"),
            (Lang::En, false) if fact.in_part => format!("would lose part of its effect: {sentence} ({why})"),
            (Lang::Zh, true) => format!("由此未生效：{sentence}（{why}）"),
            (Lang::Zh, false) => format!("将由此未生效：{sentence}（{why}）"),
            (Lang::En, true) => format!("has no effect any more: {sentence} ({why})"),
            (Lang::En, false) => format!("would have no effect any more: {sentence} ({why})"),
        });
    }
    for position in effects.regained.keys().take(TOLD_MAX) {
        let sentence = sentence(lang, view, *position)?;
        lines.push(match (lang, is_done) {
            (Lang::Zh, true) => format!("由此恢复生效：{sentence}"),
            (Lang::Zh, false) => format!("将由此恢复生效：{sentence}"),
            (Lang::En, true) => format!("has its effect again: {sentence}"),
            (Lang::En, false) => format!("would have its effect again: {sentence}"),
        });
    }
    for (position, fact) in effects.regained_in_part.iter().take(TOLD_MAX) {
        let (sentence, why) = (sentence(lang, view, *position)?, because(lang, view, &fact.because));
        lines.push(match (lang, is_done) {
            (Lang::Zh, true) => format!("由此部分生效：{sentence}（{why}）"),
            (Lang::Zh, false) => format!("将由此部分生效：{sentence}（{why}）"),
            (Lang::En, true) => format!("has part of its effect again: {sentence} ({why})"),
            (Lang::En, false) => format!("would have part of its effect again: {sentence} ({why})"),
        });
    }
    for (position, fact) in effects.without.iter().take(TOLD_MAX) {
        let (sentence, why) = (sentence(lang, view, *position)?, because(lang, view, &fact.because));
        lines.push(match (lang, fact.in_part) {
            (Lang::Zh, false) => format!("未生效：{sentence}（{why}）"),
            (Lang::Zh, true) => format!("部分未生效：{sentence}（{why}）"),
            (Lang::En, false) => format!("has no effect: {sentence} ({why})"),
            (Lang::En, true) => format!("has an effect only in part: {sentence} ({why})"),
        });
    }
    let all = [&effects.lost, &effects.regained, &effects.regained_in_part, &effects.without];
    let more = all.map(|facts| facts.len().saturating_sub(TOLD_MAX));
    if more != [0; 4] {
        let more = more.iter().sum::<usize>();
        lines.push(match lang {
            Lang::Zh => format!("……另有 {more} 条（--format json 列出全部）"),
            Lang::En => format!("… and {more} more (--format json lists all)"),
        });
    }
    Ok(lines)
}

/// A recorded fact on one line: its position, its day, what it says and of which places.
pub fn fact(lang: Lang, view: &LockedView, position: Position) -> String {
    sentence(lang, view, position).unwrap_or_else(|_| format!("#{position}"))
}

fn sentence(lang: Lang, view: &LockedView, position: Position) -> Result<String, Error> {
    let entry = view.entry(position)?;
    Ok(entry.map_or_else(|| format!("#{position}"), |entry| format!("#{}", events::on_one_line(lang, view, &entry))))
}
