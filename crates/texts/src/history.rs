//! What a history says beside its events.

use jiceng_answers::{EventRow, WithdrawnRow};
use jiceng_core::domain::Position;

use crate::Lang;
use crate::cells::minute;
use crate::labels;
use crate::lang::{both, plural};

/// How an event was withdrawn, or that other sources say otherwise; nothing where it stands alone.
pub fn doubt(lang: Lang, event: &EventRow) -> String {
    event.withdrawn.as_ref().map_or_else(|| disputed(lang, event), |withdrawn| self::withdrawn(lang, withdrawn))
}

/// Who withdrew an event, when and why, and what took its place.
fn withdrawn(lang: Lang, withdrawn: &WithdrawnRow) -> String {
    let WithdrawnRow { by, recorder, note, .. } = withdrawn;
    let at = minute(withdrawn.recorded_at);
    let reason = labels::label(lang, withdrawn.reason);
    let note = note.as_ref().map(|note| format!("{}{note}", both!(lang, "，", ", "))).unwrap_or_default();
    let replaced = withdrawn.replaced_by.map(|by| both!(lang, format!("；更正为 {by}"), format!("; replaced by {by}")));
    let replaced = replaced.unwrap_or_default();
    both!(
        lang,
        format!("{reason}{note}（{by}，{at}，{recorder}）{replaced}"),
        format!("{reason}{note} ({by}, {at}, {recorder}){replaced}"),
    )
}

/// That other sources say otherwise, and whose word counts.
fn disputed(lang: Lang, event: &EventRow) -> String {
    let others = event.disagrees_with.iter().map(ToString::to_string).collect::<Vec<_>>();
    let others = others.join(both!(lang, "、", ", "));
    match event.outranked_by {
        Some(by) => both!(lang, format!("依据不一致，未采信，以 {by} 为准"), format!("disputed, outranked by {by}")),
        None if others.is_empty() => String::new(),
        None => both!(lang, format!("与 {others} 不一致，采信此条"), format!("disputed by {others}, counts")),
    }
}

/// That there is more, and how to go on.
pub fn next(lang: Lang, next: Position) -> String {
    both!(lang, format!("未完：加 --after {next} 接着查"), format!("there is more: go on with --after {next}"))
}

/// The line above the events about no place.
pub fn about_no_place(lang: Lang, events: usize) -> String {
    both!(
        lang,
        format!("不属于任何地点：{events} 个事件（要素目录、标准、采信顺序、人员等）"),
        format!(
            "about no place: {events} (the catalogue, standards, precedences, persons)",
            events = plural(events, "event")
        ),
    )
}

/// The line above the events of a federation or a person.
pub const fn events(lang: Lang) -> &'static str {
    both!(lang, "\n有关事件：", "\nEvents:")
}
