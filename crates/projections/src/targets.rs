//! Targets (目标任务): which are in force, and how far they have come.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::target::{TargetChange, TargetIn, TargetState};
use jiceng_domain::{PartialDate, TargetId};
use jiff::civil::Date;

use crate::measure::{MeasuredDay, Tally};

/// A target and what became of it by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRecord {
    /// What it says, and of which division.
    pub target: TargetIn,
    /// When it was set.
    pub set_on: PartialDate,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<PartialDate>,
}

/// How far a target has come on a day: counts, and nothing that is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetProgress {
    /// What is counted, and what is of its sort and misses.
    pub tally: Tally,
    /// How many are counted.
    pub reached: u32,
    /// How many are counted for certain, whatever the exact days of facts are.
    pub at_least: u32,
    /// How many may be counted.
    pub at_most: u32,
    /// How many are still to come.
    pub left: u32,
    /// Days from the day asked about to the due day; below 0 when that is past.
    pub days_left: i32,
    /// Whether the due day is past and something is still to come.
    pub is_overdue: bool,
}

/// The targets in force on a day, by identifier.
pub fn targets_on(facts: &Facts, as_of: AsOf) -> impl Iterator<Item = TargetIn> {
    facts.targets.iter().filter_map(move |(_, timeline)| match timeline.state_on(as_of) {
        TargetState::Set(target) => Some(*target),
        TargetState::Unknown | TargetState::Withdrawn => None,
    })
}

/// A target set by the day, withdrawn or not.
pub fn target_on(facts: &Facts, target: &TargetId, as_of: AsOf) -> Option<TargetRecord> {
    let mut record = None;
    for entry in facts.targets.get(target)?.possible_on::<TargetState>(as_of) {
        match entry.change {
            TargetChange::Set(target) => {
                record = Some(TargetRecord { target: (**target).clone(), set_on: entry.effective, withdrawn: None });
            }
            TargetChange::Withdrawn => {
                if let Some(record) = &mut record {
                    record.withdrawn = Some(entry.effective);
                }
            }
        }
    }
    record
}

/// How far a target has come, in the division that its scope meant when it was set, whatever that
/// one's code is by now.
pub fn progress(ground: &MeasuredDay<'_>, target: &TargetIn) -> TargetProgress {
    let TargetIn { set, scope } = target;
    let tally = ground.tally(&set.measure, *scope);
    let bounds = ground.bounds(&set.measure, *scope);
    let reached = tally.number();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (at_least, at_most) = (number(bounds.certain.len()), number(bounds.possible.len()));
    // What is certain counts, also where the dates of a fact leave out of `reached` what another
    // fact shows.
    let left = set.number.saturating_sub(reached.max(at_least));
    let days_left = days_between(ground.as_of.effective, set.due);
    TargetProgress { tally, reached, at_least, at_most, left, days_left, is_overdue: left > 0 && days_left < 0 }
}

/// Days from one day to another; below 0 if the other comes first.
pub fn days_between(from: Date, to: Date) -> i32 {
    // Both lie within 20,000 years, and a difference in days has no other unit.
    (to - from).get_days()
}
