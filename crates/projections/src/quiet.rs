//! Facts with which no answer about a cell turns: counts and inspections that say what was so
//! before.
//!
//! An element may have been inspected and a site counted thousands of times. Whoever goes back day
//! by day over the facts of a place need not look at a day on which nothing but this happened.

use std::collections::BTreeSet;

use jiceng_domain::as_of::{AsOf, Reading};
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::element::ElementChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Need;
use jiceng_domain::{PlaceNo, Position};

use crate::bearing::{Which, providers};
use crate::coverage::Rule;

/// Looks for the quiet facts behind a place and its cells.
pub(crate) struct Quiet<'a> {
    facts: &'a Facts,
    as_of: AsOf,
    found: BTreeSet<Position>,
}

/// The quiet facts behind a place and some kinds at it, by the rules for these; none where dates
/// are read otherwise than as their last days, in which facts are folded.
pub(crate) fn quiet(facts: &Facts, place: PlaceNo, as_of: AsOf, rules: &[(KindNo, Rule<'_>)]) -> BTreeSet<Position> {
    let mut quiet = Quiet { facts, as_of, found: BTreeSet::new() };
    if !matches!(as_of.reading, Reading::Latest) {
        return quiet.found;
    }
    let needs = rules.iter().flat_map(|(_, rule)| [rule.requirement.sites, rule.requirement.communities]);
    let sizes: BTreeSet<u32> = needs.filter_map(size).collect();
    quiet.counts_of(place, &sizes);
    for (kind, rule) in rules {
        let matter = rule.requirement.must_pass_inspection;
        quiet.inspections_of(place, *kind, matter);
        let Some(sharing) = facts.sharings.timeline(place, *kind) else { continue };
        for provider in providers(sharing, Which::Standing(as_of.known)) {
            quiet.inspections_of(provider, *kind, matter);
            // How many people a provider has is asked by no rule.
            quiet.counts_of(provider, &BTreeSet::new());
        }
    }
    quiet.found
}

/// The size from which a need is another.
fn size(need: Need) -> Option<u32> {
    match need {
        Need::OwnFrom(people) => Some(people),
        Need::NotRequired | Need::Own | Need::OwnOrShared => None,
    }
}

impl Quiet<'_> {
    /// Counts that are on the same side of every size as the one before.
    fn counts_of(&mut self, place: PlaceNo, sizes: &BTreeSet<u32>) {
        let Some(record) = self.facts.places.get(place) else { return };
        // A place that was never counted is taken for a small one.
        let mut before = Some(0);
        for entry in record.timeline.all().filter(|entry| entry.is_known(self.as_of.known)) {
            let Some(people) = entry.change.people() else { continue };
            let side = sizes.range(..=people).count();
            if self.is_disputed(entry.position) {
                before = None;
                continue;
            }
            if before.replace(side) == Some(side) {
                self.found.insert(entry.position);
            }
        }
    }

    /// Inspections that follow upon another with the same result, and all where inspections do not
    /// matter.
    fn inspections_of(&mut self, place: PlaceNo, kind: KindNo, matter: bool) {
        let Some(timeline) = self.facts.elements.timeline(place, kind) else { return };
        let mut before = None;
        for entry in timeline.all().filter(|entry| entry.is_known(self.as_of.known)) {
            let result = match entry.change {
                ElementChange::Inspected { passed, .. } if !self.is_disputed(entry.position) => Some(*passed),
                ElementChange::Inspected { .. }
                | ElementChange::Established { .. }
                | ElementChange::Suspended
                | ElementChange::Resumed
                | ElementChange::Closed { .. } => None,
            };
            if result.is_some() && (!matter || before == result) {
                self.found.insert(entry.position);
            }
            before = result;
        }
    }

    fn is_disputed(&self, position: Position) -> bool {
        self.facts.disagreements.group_of(position).is_some()
    }
}
