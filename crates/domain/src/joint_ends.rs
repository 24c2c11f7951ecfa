//! One fact of several subjects: it has happened for all of them once one of them shows that it
//! has.
//!
//! A community was split «in the second half of 2017», and its code was registered again on 23
//! November: so it was split by then, and the two made of it exist. Only the timeline of the one
//! that was split can tell. Here is kept which facts are of several subjects and dated by more than
//! a day, and the others are told of the fact that shows it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{KindNo, WOMENS_FEDERATION};
use crate::event::Event;
use crate::facts::Facts;
use crate::federation::FederationNo;
use crate::ids::{FederationId, KindCode, Position};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::taken_over::{Held, Shown};
use crate::timeline::{Change, Mark, Stamp, Timeline};
use crate::tracked::Tracked;

/// A subject that has a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Place(PlaceNo),
    Federation(FederationNo),
    Element(PlaceNo, KindNo),
    Sharing(PlaceNo, KindNo),
}

crate::packed! { enum Subject {
    0 = Place(place),
    1 = Federation(federation),
    2 = Element(place, kind),
    3 = Sharing(place, kind),
} }

/// The facts of several subjects that are dated by more than a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct JointEnds {
    /// The subjects of each.
    subjects: Tracked<BTreeMap<Position, BTreeSet<Subject>>>,
    /// Those of each subject.
    of: Tracked<BTreeMap<Subject, Vec<(Position, PartialDate)>>>,
    /// Which subjects were told of a fact that shows one of them.
    told: Tracked<BTreeMap<Position, BTreeSet<Subject>>>,
}

crate::packed! { struct JointEnds { subjects, of, told } }
crate::undo! { struct JointEnds { subjects, of, told } }

/// What a subject is told.
enum Told<'a> {
    /// That a fact of its has happened, and what shows it.
    Shown(Position, &'a Shown),
    /// What is to be done with a fact that shows something.
    Stamp(Stamp),
}

impl Told<'_> {
    fn tell<C: Change>(&self, timeline: Option<&mut Timeline<C>>) {
        match (self, timeline) {
            (Told::Shown(fact, shown), Some(timeline)) => {
                timeline.take_over(shown.effective, shown.by, Held::Fact(*fact), shown.marks.clone());
            }
            (Told::Stamp(stamp), Some(timeline)) => timeline.apply_to_taken_over(*stamp),
            (Told::Shown(..) | Told::Stamp(_), None) => {}
        }
    }
}

/// Whether an event can show that another has happened, or is of several subjects itself.
const fn bears(event: &Event) -> bool {
    matches!(
        event,
        Event::DivisionRegistered(_)
            | Event::DivisionRecoded(_)
            | Event::DivisionsMerged(_)
            | Event::DivisionSplit(_)
            | Event::DivisionMoved(_)
            | Event::DivisionConverted(_)
            | Event::DivisionAbolished(_)
            | Event::RelocationSiteBecameCommunity(_)
            | Event::FederationFounded(_)
            | Event::FederationsMerged(_)
            | Event::FederationDissolved(_)
            | Event::SharingAgreed(_)
            | Event::SharingEnded(_)
    )
}

impl Facts {
    /// Does with an event what a stamp says, and tells all subjects of what that shows.
    pub(crate) fn take(&mut self, event: &Event, stamp: Stamp) {
        event.apply(self, stamp);
        if !stamp.records() {
            for subject in self.joint_ends.told.get(&stamp.position).cloned().unwrap_or_default() {
                self.tell(subject, &Told::Stamp(stamp));
            }
        }
        let changes = matches!(stamp.mark, Mark::Record | Mark::Withdraw { .. });
        if changes && bears(event) {
            self.note_joint(event, stamp);
            if !self.joint_ends.subjects.is_empty() {
                self.follow_joint(event, stamp.effective);
            }
        }
    }

    /// Keeps of which subjects a fact is, if it is of several and dated by more than a day.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others end one thing, or nothing")]
    fn note_joint(&mut self, event: &Event, stamp: Stamp) {
        if !stamp.records() || stamp.effective.is_exact() {
            return;
        }
        let subjects: BTreeSet<Subject> = match event {
            Event::DivisionsMerged(_) | Event::DivisionSplit(_) => {
                self.named_places(event).map(Subject::Place).collect()
            }
            Event::FederationsMerged(e) => e.from.iter().flat_map(|id| self.federation_with_elements(id)).collect(),
            Event::FederationDissolved(e) => self.federation_with_elements(&e.federation).into_iter().collect(),
            Event::SharingEnded(e) => {
                let kinds = || e.kinds.iter().filter_map(|kind| self.catalogue.kind(kind.as_str()));
                let places = self.places.all_named(&e.place).into_iter();
                places.flat_map(|no| kinds().map(move |kind| Subject::Sharing(no, kind))).collect()
            }
            _ => return,
        };
        let holds = |subject: &Subject| self.holds(*subject, stamp);
        let subjects: BTreeSet<Subject> = subjects.into_iter().filter(holds).collect();
        if subjects.len() > 1 {
            for subject in &subjects {
                self.joint_ends.of.change_or_default(*subject).push((stamp.position, stamp.effective));
            }
            self.joint_ends.subjects.insert(stamp.position, subjects);
        }
    }

    /// Tells the other subjects of what the subjects of an event show to have happened.
    fn follow_joint(&mut self, event: &Event, effective: PartialDate) {
        for subject in self.subjects_near(event, effective) {
            for (fact, effective) in self.joint_ends.of.get(&subject).cloned().unwrap_or_default() {
                let Some(shown) = self.shows(subject, fact, effective) else { continue };
                let all = self.joint_ends.subjects.get(&fact).cloned().unwrap_or_default();
                for other in all.into_iter().filter(|other| *other != subject) {
                    self.tell(other, &Told::Shown(fact, &shown));
                    self.joint_ends.told.change_or_default(shown.by).insert(other);
                }
            }
        }
    }

    fn named_places(&self, event: &Event) -> impl Iterator<Item = PlaceNo> {
        let named: Vec<Place> = event.places();
        named.into_iter().flat_map(|place| self.places.all_named(&place))
    }

    /// A federation, and the element that it is.
    fn federation_with_elements(&self, id: &FederationId) -> Vec<Subject> {
        let Some(no) = self.federations.find(id) else { return Vec::new() };
        let places = self.federations.places_ever_of(no).into_iter();
        let kind = self.catalogue.kind(WOMENS_FEDERATION);
        let elements = places.filter_map(|place| Some(Subject::Element(place, kind?)));
        elements.chain([Subject::Federation(no)]).collect()
    }

    /// The subjects of which an event can say that something ended before.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others share nothing")]
    fn subjects_near(&self, event: &Event, effective: PartialDate) -> BTreeSet<Subject> {
        let named: Vec<Place> = event.places();
        let around = named.iter().flat_map(|place| self.places.named_around(place, effective));
        let mut found: BTreeSet<Subject> = around.map(Subject::Place).collect();
        for id in event.federations() {
            found.extend(self.federation_with_elements(id));
        }
        if matches!(event, Event::FederationFounded(_)) {
            let here = self.named_places(event).flat_map(|place| self.federations.ever_at(place));
            let here: Vec<FederationId> = here.map(|record| record.id.clone()).collect();
            found.extend(here.iter().flat_map(|id| self.federation_with_elements(id)));
        }
        let kinds: &[KindCode] = match event {
            Event::SharingAgreed(e) => &e.kinds,
            Event::SharingEnded(e) => &e.kinds,
            _ => &[],
        };
        for kind in kinds.iter().filter_map(|kind| self.catalogue.kind(kind.as_str())) {
            found.extend(self.named_places(event).map(|place| Subject::Sharing(place, kind)));
        }
        found
    }

    fn holds(&self, subject: Subject, Stamp { position, effective, .. }: Stamp) -> bool {
        match subject {
            Subject::Place(no) => self.places.get(no).is_some_and(|record| record.timeline.holds(position, effective)),
            Subject::Federation(no) => {
                self.federations.get(no).is_some_and(|record| record.timeline.holds(position, effective))
            }
            Subject::Element(no, kind) => {
                self.elements.timeline(no, kind).is_some_and(|timeline| timeline.holds(position, effective))
            }
            Subject::Sharing(no, kind) => {
                self.sharings.timeline(no, kind).is_some_and(|timeline| timeline.holds(position, effective))
            }
        }
    }

    /// By which fact a subject first shows that a fact has happened.
    fn shows(&self, subject: Subject, fact: Position, effective: PartialDate) -> Option<Shown> {
        match subject {
            Subject::Place(no) => self.places.get(no)?.timeline.shows(fact, effective),
            Subject::Federation(no) => self.federations.get(no)?.timeline.shows(fact, effective),
            Subject::Element(no, kind) => self.elements.timeline(no, kind)?.shows(fact, effective),
            Subject::Sharing(no, kind) => self.sharings.timeline(no, kind)?.shows(fact, effective),
        }
    }

    fn tell(&mut self, subject: Subject, told: &Told<'_>) {
        match subject {
            Subject::Place(no) => told.tell(self.places.timeline_mut(no)),
            Subject::Federation(no) => told.tell(self.federations.timeline_mut(no)),
            Subject::Element(no, kind) => told.tell(self.elements.timeline_mut(no, kind)),
            Subject::Sharing(no, kind) => told.tell(self.sharings.timeline_mut(no, kind)),
        }
    }
}
