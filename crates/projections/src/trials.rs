//! Which of the facts that differ between two questions bear on an answer, found by trying.
//!
//! Each fact that counts for one question only is taken to count as for the first or as for the
//! second, and the answer is asked for again. A set of facts **restores** the first answer if that
//! is given when they count as for the first; it **averts** the second if that is not given then.
//! What belongs to a smallest set of either sort bears on the change: without it, others alone
//! would not do. So nothing is a cause that could as well not have come between: a suspension that
//! was over before the closing, an inspection after which another came.
//!
//! All causes together restore the first answer too. Where those of all sets would not (a home was
//! established again and then suspended, after an earlier one had closed), those that only avert
//! are left out, or a smallest restoring set is taken.

use std::collections::BTreeMap;

use jiceng_domain::Position;
use jiceng_domain::as_of::{AsOf, Reading, Trial};
use jiceng_domain::standard::Standard;

use crate::causes::{BothQuestions, Cause};

/// Factors of which all combinations are tried; of more, each is left out after all others.
const COMBINED_MAX: usize = 8;

/// A fact that counts for one of two questions only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Differing {
    /// What it is as a cause.
    pub cause: Cause,
    /// Whether it counts for the first question; otherwise it does for the second.
    pub counts_first: bool,
}

/// What else than a fact can make a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Besides {
    /// Another standard.
    pub standard: bool,
    /// Another day, by which a term runs out.
    pub time: bool,
}

/// A question of which some factors are as for the first, the others as for the second.
pub(crate) struct Mixed<'a> {
    /// The question.
    pub as_of: AsOf,
    /// The standard.
    pub standard: &'a Standard,
}

/// What bears on a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bearing {
    /// The facts, in the order in which they were given.
    pub causes: Vec<Cause>,
    /// What else.
    pub besides: Besides,
}

/// Finds what bears on the change of an answer. `None` if there are too many facts to try.
pub(crate) fn bearing<V: PartialEq>(
    sides: &BothQuestions<'_>,
    facts: &[Differing],
    possible: Besides,
    answer: impl Fn(&Mixed<'_>) -> V,
) -> Option<Bearing> {
    if facts.len() > Trial::FACTS_MAX {
        return None;
    }
    let standard = possible.standard.then_some(facts.len());
    let time = possible.time.then_some(facts.len() + usize::from(possible.standard));
    let factors = facts.len() + usize::from(possible.standard) + usize::from(possible.time);
    let is_as_first = |mask: u32, factor: Option<usize>| factor.is_some_and(|factor| mask >> factor & 1 == 1);
    let ask = |mask: u32| {
        let counts = |(index, fact): (usize, &Differing)| {
            (fact.cause.position, fact.counts_first == is_as_first(mask, Some(index)))
        };
        let counts: Vec<(Position, bool)> = facts.iter().enumerate().map(counts).collect();
        let trial = Trial::of(&counts).unwrap_or_default();
        let effective = if is_as_first(mask, time) { sides.from.effective } else { sides.to.effective };
        let as_of = AsOf { effective, known: sides.to.known, reading: Reading::Tried(trial) };
        let standard = if is_as_first(mask, standard) { sides.from_standard } else { sides.to_standard };
        answer(&Mixed { as_of, standard })
    };
    let all = (1 << factors) - 1;
    let (first, second) = (ask(all), ask(0));
    let mut tried: BTreeMap<u32, (bool, bool)> = BTreeMap::new();
    let mut try_out = |mask: u32| {
        *tried.entry(mask).or_insert_with(|| {
            let found = ask(mask);
            (found == first, found != second)
        })
    };
    let restoring = smallest(factors, |mask| try_out(mask).0);
    let averting = smallest(factors, |mask| try_out(mask).1);
    let union = |sets: &[u32]| sets.iter().fold(0, |union, set| union | set);
    let fewest = restoring.iter().copied().min_by_key(|set| set.count_ones());
    let mut choices = [union(&restoring) | union(&averting), union(&restoring)].into_iter().chain(fewest);
    let bears = choices.find(|set| try_out(*set).0).unwrap_or(all);
    let causes = facts.iter().enumerate().filter(|(index, _)| is_as_first(bears, Some(*index)));
    Some(Bearing {
        causes: causes.map(|(_, fact)| fact.cause).collect(),
        besides: Besides { standard: is_as_first(bears, standard), time: is_as_first(bears, time) },
    })
}

/// The sets for which something holds, and for no smaller one within them. Of many factors, one
/// such set for each factor is looked for.
fn smallest(factors: usize, mut holds: impl FnMut(u32) -> bool) -> Vec<u32> {
    let all: u32 = (1 << factors) - 1;
    let mut found: Vec<u32> = Vec::new();
    if factors <= COMBINED_MAX {
        let mut sets: Vec<u32> = (1..=all).collect();
        sets.sort_by_key(|set| set.count_ones());
        for set in sets {
            if !found.iter().any(|smaller| smaller & set == *smaller) && holds(set) {
                found.push(set);
            }
        }
        return found;
    }
    for factor in 0..factors {
        let mut set = all;
        // A fact that had to stay may be left out once others are: a suspension whose resumption
        // counts again.
        loop {
            let before = set;
            for other in (0..factors).filter(|other| *other != factor).chain([factor]) {
                let without = set & !(1 << other);
                if holds(without) {
                    set = without;
                }
            }
            if set == before {
                break;
            }
        }
        found.push(set);
    }
    found
}
