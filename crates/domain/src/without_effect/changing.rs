//! Whether a fact that is recorded next can change the effect of another: most cannot, and nothing
//! has to be looked at for them.

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::catalogue::WOMENS_FEDERATION;
use crate::committee::CommitteeChange;
use crate::event::{Event, Fact};
use crate::facts::Facts;
use crate::federation::FederationRecord;
use crate::ids::FederationId;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::timeline::{FoldedOn, Timeline};

impl Facts {
    /// Whether a fact that is recorded next can give another its effect or take it. It cannot where
    /// it comes last in the history of a subject on which nothing rests, and nothing waits for it.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of the others it is not said without a look")]
    pub fn may_change_effects(&self, fact: &Fact) -> bool {
        let effective = fact.effective;
        let seats = |timeline: &Timeline<CommitteeChange>| {
            // A seat of an open date may be shown to have been taken or left before.
            (effective.is_exact() || timeline.is_plain()) && timeline.is_over_by(effective, FoldedOn::LastDayAfter)
        };
        let comes_last = match &fact.event {
            Event::ExecutiveCommitteeElected(e) => {
                self.committees(&e.federation).map(|committees| committees.is_over_by(effective, FoldedOn::FirstDay))
            }
            Event::CommitteeMet(e) => self
                .committees(&e.federation)
                .map(|committees| committees.is_over_by(effective, FoldedOn::LastDayAfter)),
            Event::SeatFilled(e) => self.committees(&e.federation).map(seats),
            Event::SeatVacated(e) => self.committees(&e.federation).map(seats),
            Event::ReformIssueProgressed(e) => {
                self.reform_issues.get(&e.issue).map(|timeline| timeline.is_over_by(effective, FoldedOn::LastDayAfter))
            }
            // Nothing rests on whether a home works.
            Event::ElementSuspended(e) => {
                self.ends_element(&e.place, e.kind.as_str(), effective, (FoldedOn::LastDayAfter, false))
            }
            Event::ElementResumed(e) => {
                self.ends_element(&e.place, e.kind.as_str(), effective, (FoldedOn::LastDayAfter, false))
            }
            Event::ElementEstablished(e) => {
                self.ends_element(&e.place, e.kind.as_str(), effective, (FoldedOn::FirstDay, true))
            }
            Event::ElementClosed(e) => {
                self.ends_element(&e.place, e.kind.as_str(), effective, (FoldedOn::LastOfAll, true))
            }
            // What rests on a division goes with it, whatever its code is.
            Event::DivisionRecoded(e) => {
                let no = self.named_in(&fact.event, &e.code.into(), effective);
                no.and_then(|no| self.places.get(no))
                    .map(|record| record.timeline.is_over_by(effective, FoldedOn::LastDayBefore))
            }
            _ => None,
        };
        comes_last != Some(true)
    }

    /// The committees of a federation. What it does at a place that has ended has no effect itself.
    fn committees(&self, id: &FederationId) -> Option<&Timeline<CommitteeChange>> {
        let is_there = |record: &&FederationRecord| {
            let as_of = AsOf::on(Date::MAX);
            record.place(as_of).is_some_and(|place| self.places.exists(place, as_of))
        };
        let record = self.federations.find(id).and_then(|no| self.federations.get(no)).filter(is_there)?;
        Some(&record.committees)
    }

    /// Whether a change comes last in the history of an element in which everything has an effect,
    /// and nothing rests on it: `others_rest` says whether a sharing would.
    fn ends_element(
        &self,
        place: &Place,
        kind: &str,
        effective: PartialDate,
        (folded_on, others_rest): (FoldedOn, bool),
    ) -> Option<bool> {
        let no = self.places.find_for(place, effective)?;
        let kind = self.catalogue.kind(kind).filter(|kind| self.catalogue.kind(WOMENS_FEDERATION) != Some(*kind))?;
        let timeline = self.elements.timeline(no, kind)?;
        let is_alone = !others_rest || self.sharings.users_of(no).next().is_none();
        Some(is_alone && timeline.is_plain() && timeline.is_over_by(effective, folded_on))
    }
}
