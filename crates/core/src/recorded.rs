//! Recorded facts one after another, each with how late it was recorded.

use jiceng_domain::{Event, EventId, PlaceNo, Position};
use jiceng_log::Commit;
use jiceng_projections::about::place_of_recorded;
use jiceng_projections::lateness::days_late;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::clock::{china_day, end_of_china_day};
use crate::error::Error;
use crate::locked_view::{HistoryEntry, LockedView};

/// A recorded fact that stands, and how late it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedFact {
    /// The fact, who recorded it and when.
    pub entry: HistoryEntry,
    /// The civil day in China on which it was recorded.
    pub recorded_on: Date,
    /// How many days after the last day that its date can mean.
    pub days_late: u32,
    /// The place that it names first, if it is about one.
    pub place: Option<PlaceNo>,
    /// Whether it took the place of a withdrawn fact.
    pub is_correction: bool,
}

impl LockedView {
    /// The facts recorded from one civil day in China to another, both included, as far as was
    /// known, in the order of the log. What was withdrawn is left out, and so is what only speaks
    /// of other facts: retractions, and that sources disagree.
    pub fn recorded_between(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<RecordedFact>, Error> {
        let begin = match from.and_then(|day| day.checked_sub(1.day()).ok()).and_then(|day| end_of_china_day(day).ok())
        {
            Some(before) => self.log().known_at(before)?,
            None => Position(0),
        };
        let mut found = Vec::new();
        for commit in self.log().commits(begin).chain(self.undecided_commits()) {
            let commit = commit?;
            let recorded_on = china_day(commit.recorded_at);
            if commit.first >= self.as_of().known || to.is_some_and(|to| recorded_on > to) {
                break;
            }
            self.add_facts(&commit, recorded_on, &mut found);
        }
        Ok(found)
    }

    fn add_facts(&self, commit: &Commit, recorded_on: Date, found: &mut Vec<RecordedFact>) {
        let known = self.as_of().known;
        let mut replacement: Option<EventId> = None;
        for recorded in commit.recorded().take_while(|recorded| recorded.position < known) {
            let is_correction = replacement.take() == Some(recorded.id);
            if let Event::EventRetracted(retraction) = &recorded.fact.event {
                let next = EventId { index: recorded.id.index.saturating_add(1), ..recorded.id };
                replacement = retraction.replaced.then_some(next);
                continue;
            }
            let is_withdrawn = self.facts().withdrawn(recorded.position).is_some_and(|by| by < known);
            // That sources disagree is said of the fact that follows.
            if !is_withdrawn && !matches!(recorded.fact.event, Event::SourcesDisagree(_)) {
                let fact = &recorded.fact;
                found.push(RecordedFact {
                    days_late: days_late(fact.effective, recorded_on),
                    place: place_of_recorded(self.facts(), &recorded),
                    entry: HistoryEntry {
                        recorded_at: commit.recorded_at,
                        recorder: commit.recorder.clone(),
                        approver: commit.approver.clone(),
                        withdrawn: None,
                        disagreement: self.disagreement_of(recorded.position),
                        recorded,
                    },
                    recorded_on,
                    is_correction,
                });
            }
        }
    }
}
