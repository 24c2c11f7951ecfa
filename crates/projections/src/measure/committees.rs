//! Measures of executive committees: sessions, rules adopted, elections, seats.

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::target::{ElectionSelection, Measure, SeatSelection, SessionSelection};
use jiceng_domain::timeline::Entry;
use jiceng_domain::{Name, PlaceNo};
use jiff::civil::Date;

use super::{Counted, MeasuredDay, Tally, Why};

impl MeasuredDay<'_> {
    /// Takes a measure of committees within a division: the sessions held, the rules adopted, or
    /// the elections held, whatever became of the federation and its place, and the federations
    /// that exist on the day and held none. Or the seats of those in office on the day, and the
    /// federations without a committee.
    pub(super) fn committees(&self, measure: &Measure, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        let records = self.facts.federations.iter().map(|(_, record)| record);
        let here = records.filter(|record| self.is_federation_of(record, scope));
        here.for_each(|record| self.add_committees_of(record, measure, &mut tally));
        tally
    }

    /// What a measure of committees counts of one federation.
    pub(super) fn add_committees_of(&self, record: &FederationRecord, measure: &Measure, tally: &mut Tally) {
        match measure {
            Measure::CommitteeSessions(selection) => self.each_session(record, selection, |term, session, _| {
                tally.add(Counted::Session { federation: record.id.clone(), term, session }, None);
            }),
            Measure::RulesAdopted(selection) => self.each_session(record, selection, |term, session, adopted| {
                for title in adopted {
                    let federation = record.id.clone();
                    tally.add(Counted::Rule { federation, term, session, title: title.clone() }, None);
                }
            }),
            Measure::Elections(selection) => self.elections(record, selection, tally),
            Measure::CommitteeSeats(selection) => self.seats(record, selection, tally),
            Measure::PlacesWith { .. }
            | Measure::PlacesComplete { .. }
            | Measure::PlacesInspected { .. }
            | Measure::Designations { .. }
            | Measure::DesignationsRecommended { .. }
            | Measure::Institutions { .. }
            | Measure::DivisionsWithInstitution { .. } => {}
        }
    }

    /// The sessions of one federation, each with what it adopted.
    fn each_session(
        &self,
        record: &FederationRecord,
        selection: &SessionSelection,
        mut found: impl FnMut(u16, u16, &[Name]),
    ) {
        if selection.federation.as_ref().is_some_and(|only| record.id != *only) {
            return;
        }
        for entry in record.committees.possible_on::<Committees>(self.as_of) {
            if let CommitteeChange::Met { term, session, adopted } = entry.change
                && selection.term.is_none_or(|only| only == *term)
                && selection.session.is_none_or(|only| only == *session)
                && self.has_been(record, entry, selection.since)
            {
                found(*term, *session, adopted);
            }
        }
    }

    /// The elections of one federation, or that it held none.
    fn elections(&self, record: &FederationRecord, selection: &ElectionSelection, tally: &mut Tally) {
        let level = self.facts.level_of_federation(record, self.as_of);
        if selection.level.is_some_and(|only| level != Some(only)) {
            return;
        }
        let before = tally.counted.len();
        for entry in record.committees.possible_on::<Committees>(self.as_of) {
            if let CommitteeChange::Elected { term, .. } = entry.change
                && self.has_been(record, entry, selection.since)
            {
                tally.add(Counted::Election { federation: record.id.clone(), term: *term }, None);
            }
        }
        if tally.counted.len() == before && self.facts.place_of_existing(record, self.as_of).is_some() {
            tally.add(Counted::Federation(record.id.clone()), Some(Why::NotElected));
        }
    }

    /// The seats of the committee in office of one federation that exists, or that none was
    /// elected.
    fn seats(&self, record: &FederationRecord, selection: &SeatSelection, tally: &mut Tally) {
        let level = self.facts.level_of_federation(record, self.as_of);
        let is_there = record.is_active(self.as_of) && self.facts.place_of_existing(record, self.as_of).is_some();
        if !is_there || selection.level.is_some_and(|only| level != Some(only)) {
            return;
        }
        let Some(committee) = record.committee_on(self.as_of) else {
            tally.add(Counted::Federation(record.id.clone()), Some(Why::NotElected));
            return;
        };
        for seat in committee.seats {
            if selection.role.is_none_or(|only| only == seat.role) {
                let federation = record.id.clone();
                tally.add(Counted::Seat { federation, term: committee.term, person: seat.person }, None);
            }
        }
    }

    /// Whether a federation is among those of a division.
    pub(super) fn is_federation_of(&self, record: &FederationRecord, scope: PlaceNo) -> bool {
        self.has_been_within(record.place(self.as_of), scope)
    }

    /// Whether something happened since a day, and can have happened at the federation's place.
    fn has_been(&self, record: &FederationRecord, entry: Entry<'_, CommitteeChange>, since: Option<Date>) -> bool {
        let place = record.place(self.as_of);
        let date = self.as_of.dated(entry.effective, entry.position);
        since.is_none_or(|since| since <= self.as_of.day_of(entry.effective, entry.position))
            && place.is_some_and(|place| self.facts.places.can_have_been_at(place, date, self.as_of))
    }
}
