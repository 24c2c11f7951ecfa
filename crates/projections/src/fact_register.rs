//! What is doubtful about recorded facts as such, whatever they say: that one rests on nothing, was
//! recorded late, or was claimed before it was so.
//!
//! [`Facts`] keep neither evidence nor the day of recording, and the log is not read again for a
//! question. So the doubts are noted as the facts are folded. A fact in order leaves no trace; the
//! day of recording is kept once for all that was recorded on it. Whether a fact was withdrawn,
//! [`Facts::withdrawn`] says.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::event::Event;
use jiceng_domain::evidence::Evidence;
use jiceng_domain::evidence_role::EvidenceRole;
use jiceng_domain::facts::Facts;
use jiceng_domain::tracked::{Tracked, TrackedValue};
use jiceng_domain::{DivisionCode, EventId, PartialDate, PlaceNo, Position, Recorded};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::about::place_of_recorded;

/// A fact recorded more than so many days after the last day its date can mean was recorded late.
pub const DAYS_IN_TIME: u16 = 180;

/// The doubtful facts, and when everything was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactRegister {
    /// From which position on was recorded on which day.
    days: Tracked<Vec<(Position, Date)>>,
    doubtful: Tracked<Vec<DoubtfulFact>>,
    /// By which codes facts named divisions that did not have them on their day by what was
    /// recorded: those that had them last.
    named_by: Tracked<BTreeMap<Position, Vec<(DivisionCode, PlaceNo)>>>,
    /// The codes that a division ever gave up, or got after its beginning.
    changing: Tracked<BTreeSet<DivisionCode>>,
    /// The event that takes the place of the one just withdrawn, if it comes next.
    replacement: TrackedValue<Option<EventId>>,
}

jiceng_domain::packed! { struct FactRegister { days, doubtful, named_by, changing, replacement } }
jiceng_domain::undo! { struct FactRegister { days, doubtful, named_by, changing, replacement } }

/// A fact with a doubt, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubtfulFact {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The place that it names first, if it is about one.
    pub place: Option<PlaceNo>,
    /// Whether it rests on nothing.
    pub without_evidence: bool,
    /// Whether it was recorded more than [`DAYS_IN_TIME`] days late. What replaces a withdrawn fact
    /// is not.
    pub is_late: bool,
    /// The earliest day on a report that lies before the first day on which it can have been so.
    pub claimed_on: Option<Date>,
    /// The event's number in [`Event::NAMES`].
    event: u8,
}

jiceng_domain::packed! { struct DoubtfulFact { position, effective, place, without_evidence, is_late, claimed_on, event } }

impl DoubtfulFact {
    /// The event's name, as in JSON.
    pub fn event(&self) -> &'static str {
        Event::NAMES.get(usize::from(self.event)).copied().unwrap_or_default()
    }
}

impl FactRegister {
    /// The civil day in China on which a position was recorded; `None` before the first.
    pub fn recorded_on(&self, position: Position) -> Option<Date> {
        let after = self.days.partition_point(|(first, _)| *first <= position);
        self.days.get(after.checked_sub(1)?).map(|(_, day)| *day)
    }

    /// When a doubtful fact took effect, as stated; `None` for a fact without a doubt.
    pub fn effective(&self, position: Position) -> Option<PartialDate> {
        let at = self.doubtful.binary_search_by_key(&position, |fact| fact.position).ok()?;
        self.doubtful.get(at).map(|fact| fact.effective)
    }

    /// By which code the fact at a position named a division, where that did not have it on the
    /// day by what was recorded.
    pub fn named_by(&self, position: Position, division: PlaceNo) -> Option<DivisionCode> {
        self.named_by.get(&position)?.iter().find(|(_, named)| *named == division).map(|(code, _)| *code)
    }

    /// The doubtful facts that count for someone who knows the log up to a position, in the order
    /// of the log.
    pub fn known<'r>(&'r self, facts: &'r Facts, as_of: AsOf) -> impl Iterator<Item = &'r DoubtfulFact> {
        let counts = move |fact: &&DoubtfulFact| facts.withdrawn(fact.position).is_none_or(|by| by >= as_of.known);
        self.doubtful.iter().take_while(move |fact| fact.position < as_of.known).filter(counts)
    }

    /// Notes an event that `facts` has folded.
    pub(crate) fn evolve(&mut self, facts: &Facts, recorded: &Recorded, recorded_on: Date) {
        if self.days.last().is_none_or(|(_, day)| *day != recorded_on) {
            self.days.push((recorded.position, recorded_on));
        }
        let is_replacement = self.replacement.now.take() == Some(recorded.id);
        if let Event::EventRetracted(retraction) = &recorded.fact.event {
            let next = EventId { index: recorded.id.index.saturating_add(1), ..recorded.id };
            self.replacement.now = retraction.replaced.then_some(next);
            return;
        }
        if let Event::SourcesDisagree(_) = &recorded.fact.event {
            return; // it says something of the fact that follows
        }
        let fact = &recorded.fact;
        let without_evidence = fact.evidence.is_empty();
        let is_late = !is_replacement && is_late(fact.effective, recorded_on);
        let claimed_on = claimed_on(recorded);
        if without_evidence || is_late || claimed_on.is_some() {
            self.doubtful.push(DoubtfulFact {
                position: recorded.position,
                effective: fact.effective,
                place: place_of_recorded(facts, recorded),
                without_evidence,
                is_late,
                claimed_on,
                event: number(&fact.event),
            });
        }
    }
}

impl FactRegister {
    /// Notes by which codes an event names divisions that have others, before `facts` fold it: what
    /// it takes a code from had that until then.
    pub(crate) fn note_codes(&mut self, facts: &Facts, recorded: &Recorded) {
        let Recorded { position, fact, .. } = recorded;
        if matches!(fact.event, Event::EventRetracted(_) | Event::SourcesDisagree(_)) {
            return;
        }
        if !self.changing.is_empty() {
            let day = AsOf::on(fact.effective.last());
            let has = |code, no: &PlaceNo| facts.places.may_have_kept(*no, code, day);
            let named = facts.divisions_named_by(&fact.event, fact.effective, day);
            let is_noted = |(code, no): &(DivisionCode, PlaceNo)| self.changing.contains(code) && !has(*code, no);
            let noted: Vec<_> = named.filter(is_noted).collect();
            if !noted.is_empty() {
                self.named_by.insert(*position, noted);
            }
        }
        for code in fact.event.codes_given_up().into_iter().chain(code_got(&fact.event)) {
            self.changing.insert(code, ());
        }
    }
}

/// The code that an event gives to what was there before.
fn code_got(event: &Event) -> Option<DivisionCode> {
    if let Event::DivisionRecoded(recoded) = event {
        return Some(recoded.new_code);
    }
    if let Event::DivisionMoved(moved) = event {
        return moved.new_code;
    }
    if let Event::DivisionConverted(converted) = event {
        return Some(converted.new_code);
    }
    if let Event::RelocationSiteBecameCommunity(became) = event {
        return Some(became.code);
    }
    None
}

fn is_late(effective: PartialDate, recorded_on: Date) -> bool {
    effective.last().checked_add(i32::from(DAYS_IN_TIME).days()).is_ok_and(|in_time| in_time < recorded_on)
}

/// The earliest day on which a report claims what was not so yet. What approves or orders comes
/// before by nature, and a paper whose role nobody knows is accused of nothing.
fn claimed_on(recorded: &Recorded) -> Option<Date> {
    // These speak of the future by nature.
    let plans = matches!(
        recorded.fact.event,
        Event::TargetSet(_) | Event::ReformIssueRaised(_) | Event::StandardAdopted(_) | Event::PrecedenceAdopted(_)
    );
    let reports = |evidence: &&Evidence| matches!(evidence.role(), Some((EvidenceRole::Reports, _)));
    let earliest = recorded.fact.evidence.iter().filter(reports).filter_map(|evidence| evidence.dated).min();
    earliest.filter(|dated| !plans && *dated < recorded.fact.effective.first())
}

fn number(event: &Event) -> u8 {
    let number = Event::NAMES.iter().position(|name| *name == event.name());
    number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)
}
