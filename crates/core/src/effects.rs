//! Which recorded facts lose or regain their effect when others are recorded.

use std::collections::BTreeMap;

use jiceng_domain::facts::Facts;
use jiceng_domain::without_effect::WithoutEffect;
use jiceng_domain::{Event, Position, Recorded};

/// The recorded facts that lost or regained their effect, by position. A fact that was withdrawn, or that withdraws
/// one, is in neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Those without effect from now on, and why.
    pub lost: BTreeMap<Position, WithoutEffect>,
    /// Those that were without effect until now, and why.
    pub regained: BTreeMap<Position, WithoutEffect>,
    /// Those recorded just now that have none, and why.
    pub without: BTreeMap<Position, WithoutEffect>,
}

impl Effects {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty() && self.regained.is_empty() && self.without.is_empty()
    }

    /// Adds what came of later facts: a fact that loses its effect and regains it is in neither list.
    pub(crate) fn add(&mut self, later: &Self) {
        for (position, fact) in &later.lost {
            if self.regained.remove(position).is_none() {
                self.lost.insert(*position, fact.clone());
            }
        }
        for (position, fact) in &later.regained {
            if self.lost.remove(position).is_none() && self.without.remove(position).is_none() {
                self.regained.insert(*position, fact.clone());
            }
        }
        self.without.extend(later.without.clone());
    }
}

/// The facts without effect before something is recorded, among those whose effect can depend on it.
pub(crate) struct Before {
    events: Vec<Event>,
    without_effect: BTreeMap<Position, WithoutEffect>,
}

impl Before {
    /// Looks at the facts around events that are about to be recorded, and around one that they withdraw or dispute.
    pub(crate) fn of<'e>(
        facts: &Facts,
        events: impl Iterator<Item = &'e Event>,
        original: Option<&'e Recorded>,
    ) -> Self {
        let events: Vec<Event> = events.chain(original.map(|original| &original.fact.event)).cloned().collect();
        let without_effect = near(facts, &events);
        Self { events, without_effect }
    }

    /// What changed, once they are recorded from `first` on.
    pub(crate) fn effects(self, facts: &Facts, first: Position) -> Effects {
        let after = near(facts, &self.events);
        let stays = |position: &Position| facts.withdrawn(*position).is_none() && *position < first;
        let without = after.iter().filter(|(position, _)| **position >= first);
        let without: BTreeMap<Position, WithoutEffect> = without.map(|(at, fact)| (*at, fact.clone())).collect();
        let not_in = |other: &BTreeMap<_, _>, position: &Position| !other.contains_key(position) && stays(position);
        Effects {
            lost: after.clone().into_iter().filter(|(position, _)| not_in(&self.without_effect, position)).collect(),
            regained: self.without_effect.into_iter().filter(|(position, _)| not_in(&after, position)).collect(),
            without,
        }
    }
}

fn near(facts: &Facts, events: &[Event]) -> BTreeMap<Position, WithoutEffect> {
    events.iter().flat_map(|event| facts.without_effect_near(event)).collect()
}
