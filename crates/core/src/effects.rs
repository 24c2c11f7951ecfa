//! Which recorded facts lose or regain their effect when others are recorded.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::facts::Facts;
use jiceng_domain::without_effect::WithoutEffect;
use jiceng_domain::{Event, Fact, PlaceNo, Position, Recorded};

/// The recorded facts that lost or regained their effect, by position. A fact that was withdrawn,
/// or that withdraws one, is in neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Those without effect from now on, and why.
    pub lost: BTreeMap<Position, WithoutEffect>,
    /// Those that were without effect until now, and why.
    pub regained: BTreeMap<Position, WithoutEffect>,
    /// Those that were without effect until now and have it in part, and why not whole.
    pub regained_in_part: BTreeMap<Position, WithoutEffect>,
    /// Those recorded just now that have none, and why.
    pub without: BTreeMap<Position, WithoutEffect>,
}

impl Effects {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        [&self.lost, &self.regained, &self.regained_in_part, &self.without].iter().all(|facts| facts.is_empty())
    }

    /// Adds what came of later facts: a fact that loses its effect and regains it is in neither
    /// list.
    pub(crate) fn add(&mut self, later: &Self) {
        for (position, fact) in &later.lost {
            let was_without = self.regained_in_part.remove(position).is_some();
            if self.regained.remove(position).is_none() && !was_without {
                self.lost.insert(*position, fact.clone());
            } else if fact.in_part {
                self.regained_in_part.insert(*position, fact.clone());
            }
        }
        for (position, fact) in &later.regained_in_part {
            match self.lost.get_mut(position).or(self.without.get_mut(position)) {
                Some(lost) => *lost = fact.clone(),
                None => {
                    self.regained_in_part.insert(*position, fact.clone());
                }
            }
        }
        for (position, fact) in &later.regained {
            self.regained_in_part.remove(position);
            if self.lost.remove(position).is_none() && self.without.remove(position).is_none() {
                self.regained.insert(*position, fact.clone());
            }
        }
        self.without.extend(later.without.clone());
    }
}

/// The facts without effect before something is recorded, among those whose effect can depend on
/// it.
pub(crate) struct Before {
    near: Near,
    without_effect: BTreeMap<Position, WithoutEffect>,
    /// How many places there were.
    places: u32,
}

/// Events, and of each the places that its names mean, where that is known.
type Near = Vec<(Event, Option<BTreeSet<PlaceNo>>)>;

impl Before {
    /// Looks at the facts around those that are about to be recorded, and around one that they
    /// withdraw or dispute. Where nothing can change, there are none.
    pub(crate) fn of(facts: &Facts, new: &[Fact], original: Option<&Recorded>) -> Self {
        let bearing = new.iter().filter(|fact| original.is_some() || facts.may_change_effects(fact));
        let meant = |fact: &Fact| original.is_none().then(|| facts.places_meant(fact));
        let bearing = bearing.map(|fact| (fact.event.clone(), meant(fact)));
        let near: Near = bearing.chain(original.map(|original| (original.fact.event.clone(), None))).collect();
        let without_effect = without_effect(facts, &near);
        Self { near, without_effect, places: len(facts) }
    }

    /// What changed, once they are recorded from `first` on.
    pub(crate) fn effects(mut self, facts: &Facts, first: Position) -> Effects {
        let new: Vec<PlaceNo> = (self.places..len(facts)).map(PlaceNo::at).collect();
        self.near.iter_mut().filter_map(|(_, places)| places.as_mut()).for_each(|places| places.extend(&new));
        let after = without_effect(facts, &self.near);
        let stays = |position: &Position| facts.withdrawn(*position).is_none() && *position < first;
        let without = after.iter().filter(|(position, _)| **position >= first);
        let without: BTreeMap<Position, WithoutEffect> = without.map(|(at, fact)| (*at, fact.clone())).collect();
        let before = self.without_effect;
        let has_less = |(position, now): &(Position, WithoutEffect)| {
            stays(position) && before.get(position).is_none_or(|before| before.in_part && !now.in_part)
        };
        let has_part = |(position, now): &(Position, WithoutEffect)| {
            stays(position) && before.get(position).is_some_and(|before| !before.in_part && now.in_part)
        };
        Effects {
            lost: after.clone().into_iter().filter(has_less).collect(),
            regained_in_part: after.clone().into_iter().filter(has_part).collect(),
            regained: before.into_iter().filter(|(at, _)| !after.contains_key(at) && stays(at)).collect(),
            without,
        }
    }
}

fn len(facts: &Facts) -> u32 {
    u32::try_from(facts.places.len()).unwrap_or(u32::MAX)
}

fn without_effect(facts: &Facts, near: &Near) -> BTreeMap<Position, WithoutEffect> {
    let of_event = |(event, places): &(Event, Option<BTreeSet<PlaceNo>>)| match places {
        Some(places) => facts.without_effect_bearing(event, places),
        None => facts.without_effect_near(event),
    };
    near.iter().flat_map(of_event).collect()
}
