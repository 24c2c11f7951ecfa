//! Measures of executive committees: sessions, rules adopted, elections.

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::target::{ElectionSelection, SessionSelection};
use jiceng_domain::timeline::Entry;
use jiceng_domain::{Name, PlaceNo};
use jiff::civil::Date;

use super::{Counted, Ground, Tally, Why};

impl Ground<'_> {
    pub(super) fn sessions(&self, selection: &SessionSelection, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        self.each_session(selection, scope, |record, term, session, _| {
            tally.add(Counted::Session { federation: record.id.clone(), term, session }, None);
        });
        tally
    }

    pub(super) fn rules(&self, selection: &SessionSelection, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        self.each_session(selection, scope, |record, term, session, adopted| {
            for title in adopted {
                let federation = record.id.clone();
                tally.add(Counted::Rule { federation, term, session, title: title.clone() }, None);
            }
        });
        tally
    }

    fn each_session(
        &self,
        selection: &SessionSelection,
        scope: PlaceNo,
        mut found: impl FnMut(&FederationRecord, u16, u16, &[Name]),
    ) {
        for record in self.federations(scope) {
            if selection.federation.as_ref().is_some_and(|only| record.id != *only) {
                continue;
            }
            for entry in record.committees.possible_on::<Committees>(self.as_of) {
                if let CommitteeChange::Met { term, session, adopted } = entry.change
                    && selection.term.is_none_or(|only| only == *term)
                    && selection.session.is_none_or(|only| only == *session)
                    && self.has_been(record, entry, selection.since)
                {
                    found(record, *term, *session, adopted);
                }
            }
        }
    }

    /// The elections held, whatever became of the federation and its place, and the federations that exist on the day
    /// and held none.
    pub(super) fn elections(&self, selection: &ElectionSelection, scope: PlaceNo) -> Tally {
        let mut tally = Tally::default();
        for record in self.federations(scope) {
            let level = self.facts.level_of_federation(record, self.as_of);
            if selection.level.is_some_and(|only| level != Some(only)) {
                continue;
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
        tally
    }

    fn federations(&self, scope: PlaceNo) -> impl Iterator<Item = &FederationRecord> {
        let records = self.facts.federations.iter().map(|(_, record)| record);
        records.filter(move |record| self.has_been_within(record.place(self.as_of), scope))
    }

    /// Whether something happened since a day, and can have happened at the federation's place.
    fn has_been(&self, record: &FederationRecord, entry: Entry<'_, CommitteeChange>, since: Option<Date>) -> bool {
        let place = record.place(self.as_of);
        let date = self.as_of.dated(entry.effective, entry.position);
        since.is_none_or(|since| since <= self.as_of.day_of(entry.effective, entry.position))
            && place.is_some_and(|place| self.facts.places.can_have_been_at(place, date, self.as_of))
    }
}
