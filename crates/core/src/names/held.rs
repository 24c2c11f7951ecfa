//! Whose names there are in a log, and whether the keys beside it open them.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::person::{PersonChange, PersonName, PersonState, SealedName};
use jiceng_domain::{Event, EventId, Facts, PersonId, Position, Recorded};
use jiceng_log::Commit;
use serde::Serialize;

/// How many names a registry has, or a copy of one, and how many of them can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "NamesRow")]
pub struct NamesHeld {
    /// Persons who are registered and not forgotten.
    pub names: usize,
    /// Those whose key is there.
    pub keys: usize,
    /// Those whose name opens; none where the registry key is not at hand, or nobody tried.
    pub opened: Option<usize>,
    /// Those that came without their keys, in frames or in a backup without keys: nothing is
    /// missing of them.
    pub keyless: usize,
    /// Damaged records of the store of keys, and its head where that is damaged.
    pub damaged: usize,
    /// Lines of `keys/absent` that cannot be read: names that they say came without their keys
    /// count as missing.
    pub absent_unreadable: usize,
    /// Whether a registry key lies in the registry's own directory and is not the one under which
    /// the names are, and no other one is at hand: it is damaged, or somebody put it there.
    pub is_key_spoiled: bool,
}

/// The same in JSON, with how many keys are missing.
#[derive(Serialize)]
struct NamesRow {
    names: usize,
    keys: usize,
    opened: Option<usize>,
    keyless: usize,
    missing: usize,
    damaged: usize,
    absent_unreadable: usize,
    registry_key_spoiled: bool,
}

impl From<NamesHeld> for NamesRow {
    fn from(held: NamesHeld) -> Self {
        let NamesHeld { names, keys, opened, keyless, damaged, absent_unreadable, is_key_spoiled } = held;
        let missing = held.missing();
        let registry_key_spoiled = is_key_spoiled;
        Self { names, keys, opened, keyless, missing, damaged, absent_unreadable, registry_key_spoiled }
    }
}

impl NamesHeld {
    /// Names whose key should be there and is not.
    pub const fn missing(&self) -> usize {
        self.names.saturating_sub(self.keys).saturating_sub(self.keyless)
    }

    /// Names whose key is there and does not open them: it was spoiled, or is one of another time.
    pub fn unopened(&self) -> usize {
        self.opened.map_or(0, |opened| self.keys.saturating_sub(opened))
    }

    /// Whether nothing is damaged and no key is missing.
    pub fn is_whole(&self) -> bool {
        self.damaged == 0
            && self.absent_unreadable == 0
            && !self.is_key_spoiled
            && self.missing() == 0
            && self.unopened() == 0
    }
}

/// The persons who are registered and not forgotten: their sealed names, and where they were
/// registered.
pub(super) fn names(facts: &Facts) -> impl Iterator<Item = (&PersonId, SealedName, Position)> {
    facts.persons.iter().filter_map(|(person, timeline)| {
        let PersonState::Registered(sealed) = facts.persons.now(person) else { return None };
        let registered = timeline.all().filter(|entry| matches!(entry.change, PersonChange::Registered(_)));
        Some((person, sealed, registered.map(|entry| entry.position).max()?))
    })
}

/// The names of a log, folded from its events about persons alone.
#[derive(Clone, Debug, Default)]
pub struct NamesInLog {
    facts: Facts,
    /// Under which sealed names persons were registered. No two registrations seal alike.
    registered: BTreeMap<PersonId, Vec<PersonName>>,
    /// What may be withdrawn or disputed.
    originals: BTreeMap<EventId, Recorded>,
}

impl NamesInLog {
    /// Folds the next commit.
    pub fn take(&mut self, commit: Commit) {
        let (id, first) = (commit.id, commit.first);
        for (index, fact) in (0_u32..).zip(commit.facts) {
            let recorded = Recorded { id: EventId { commit: id, index }, position: first.plus(index.into()), fact };
            if let Event::PersonRegistered(registration) = &recorded.fact.event {
                let names = self.registered.entry(registration.person.clone()).or_default();
                names.push(registration.name.clone());
            }
            let original = recorded.fact.event.original();
            let original = original.map(|original| self.originals.get(&original).cloned());
            match (&recorded.fact.event, original) {
                (_, Some(None)) => {} // of something else
                (_, Some(original)) => self.facts.evolve(&recorded, original.as_ref()),
                (Event::PersonRegistered(_) | Event::PersonErased(_) | Event::PrecedenceAdopted(_), None) => {
                    self.facts.evolve(&recorded, None);
                    self.originals.insert(recorded.id, recorded);
                }
                _ => {}
            }
        }
    }

    /// The persons and what is recorded of them.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The sealed names under which a person was registered, whatever became of that: who is in two
    /// logs with one of them is the same person in both.
    pub fn registered(&self, person: &PersonId) -> &[PersonName] {
        self.registered.get(person).map_or(&[], Vec::as_slice)
    }

    /// Whether a person has a name that is not forgotten.
    pub fn is_named(&self, person: &PersonId) -> bool {
        matches!(self.facts.persons.now(person), PersonState::Registered(_))
    }

    /// Those who were forgotten.
    pub fn erased(&self) -> BTreeSet<PersonId> {
        let persons = self.facts.persons.iter().map(|(person, _)| person);
        persons.filter(|person| self.facts.persons.now(person) == PersonState::Erased).cloned().collect()
    }
}
