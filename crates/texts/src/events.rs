//! Events told as sentences.

use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_core::domain::event::names_as_of;
use jiceng_core::domain::{
    AsOf, Event, Evidence, EvidenceKindCode, KindCode, PartialDate, Place, PlaceNo, Position, Recorded,
};
use jiceng_core::{HistoryEntry, LockedView};

use crate::event_words::Teller;
use crate::{Lang, event_words, labels};

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

pub(crate) fn kind(lang: Lang, view: &LockedView, code: &KindCode) -> String {
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

/// An event whose places are found by their names on a day, as known.
pub fn sentence_as_of(lang: Lang, view: &LockedView, event: &Event, names: AsOf) -> String {
    event_words::told(&Teller { lang, view, names }, event)
}
