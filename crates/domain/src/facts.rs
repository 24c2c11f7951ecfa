//! Everything that is recorded, in the form in which commands are decided and questions answered.
//!
//! One fold of the log makes it. Each subject keeps a [`Timeline`](crate::timeline::Timeline), so
//! the same structure answers for any day, as known at any position.

use std::collections::BTreeMap;

use crate::by_id::ById;
use crate::catalogue::Catalogue;
use crate::designation::DesignationChange;
use crate::disagreement::Disagreements;
use crate::division_code::DivisionCode;
use crate::element::ElementFacts;
use crate::event::{Event, Recorded};
use crate::federation::FederationFacts;
use crate::ids::FederationId;
use crate::ids::{DesignationId, EventId, InstitutionId, Position, ReformIssueId, SampleId, StandardId, TargetId};
use crate::in_the_way::InTheWay;
use crate::institution::InstitutionChange;
use crate::joint_ends::JointEnds;
use crate::matter::Matter;
use crate::packed::Part;
use crate::partial_date::PartialDate;
use crate::person::PersonFacts;
use crate::place::Place;
use crate::places::PlaceFacts;
use crate::recorded_at::ChangeSearch;
use crate::reform_issue::ReformIssueChange;
use crate::refusal::Refusal;
use crate::resting::Resting;
use crate::sample::SampleChange;
use crate::sharing::SharingFacts;
use crate::standard::StandardChange;
use crate::target::TargetChange;
use crate::timeline::{Aside, Mark, Stamp};
use crate::tracked::{Tracked, TrackedValue};

/// What the log says, by subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Kinds, programmes.
    pub catalogue: Catalogue,
    /// Divisions and relocation sites.
    pub places: PlaceFacts,
    /// Elements of places.
    pub elements: ElementFacts,
    /// Sharing between places.
    pub sharings: SharingFacts,
    /// Federations and their committees.
    pub federations: FederationFacts,
    /// Honours under a programme, recommended, granted or revoked.
    pub designations: ById<DesignationId, DesignationChange>,
    /// Institutions such as mediation committees, by their identifier.
    pub institutions: ById<InstitutionId, InstitutionChange>,
    /// Adopted standards.
    pub standards: ById<StandardId, StandardChange>,
    /// Targets that were set, in force or withdrawn.
    pub targets: ById<TargetId, TargetChange>,
    /// Reform issues.
    pub reform_issues: ById<ReformIssueId, ReformIssueChange>,
    /// Samples that were drawn, by their identifier.
    pub samples: ById<SampleId, SampleChange>,
    /// Persons with their sealed names, erased or not.
    pub persons: PersonFacts,
    /// Which facts rest on places and federations that they are not about.
    pub resting: Resting,
    /// Statements that disagree, and which kinds of evidence outrank which.
    pub disagreements: Disagreements,
    /// Facts of several subjects, each of which may show that they have happened.
    pub(crate) joint_ends: JointEnds,
    /// Which facts are withdrawn.
    withdrawals: Tracked<BTreeMap<Position, Withdrawal>>,
    /// What the event folded last says of the one that follows it in its commit.
    announced: TrackedValue<Option<Announced>>,
    head: TrackedValue<Position>,
}

/// Lists the fields as parts, in one order for both ways.
macro_rules! parts {
    ($($field:ident)+) => {
        impl Facts {
            /// What the facts consist of, for packing.
            pub fn parts(&self) -> Vec<&dyn Part> {
                let Self { $($field),+ } = self;
                vec![$($field),+]
            }

            /// The same, to be taken back part by part.
            pub fn parts_mut(&mut self) -> Vec<&mut dyn Part> {
                let Self { $($field),+ } = self;
                vec![$($field),+]
            }
        }
    };
}

parts! {
    catalogue places elements sharings federations designations institutions standards targets reform_issues samples
    persons resting disagreements joint_ends withdrawals announced head
}

crate::undo! { struct Facts {
    catalogue, places, elements, sharings, federations, designations, institutions, standards, targets, reform_issues,
    samples, persons, resting, disagreements, joint_ends, withdrawals, announced, head,
} }

/// How a fact was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Where the retraction is recorded.
    pub by: Position,
    /// Where the fact is recorded that took its place, if one did.
    pub replaced_by: Option<Position>,
}

crate::packed! { struct Withdrawal { by, replaced_by } }

/// What an event says of the one that follows it in its commit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Announced {
    /// The event that follows.
    next: EventId,
    /// The fact whose place it takes, or beside which it states the same matter otherwise.
    of: Recorded,
    /// Whether that one is withdrawn.
    replaces: bool,
}

crate::packed! { struct Announced { next, of, replaces } }

/// Whether a fact says anything new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// It is not recorded yet.
    New,
    /// The same is recorded for the same date.
    AlreadyTrue,
}

impl Novelty {
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::New { self } else { other }
    }
}

/// What every kind of fact can do.
pub(crate) trait EventRules {
    /// Whether the fact can be true beside what is recorded.
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal>;

    /// Does with the fact what the stamp says. Never fails: history is not argued with, and what
    /// names an unknown subject changes nothing.
    fn apply(&self, facts: &mut Facts, stamp: Stamp);

    /// For each change that it makes, the positions at which that change is recorded.
    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>>;

    /// The places that it names, in the order in which it names them. A federation stands for its
    /// place and is named by [`EventRules::federations`].
    fn places(&self) -> Vec<Place> {
        Vec::new()
    }

    /// The federations that it is about without naming their place.
    fn federations(&self) -> Vec<&FederationId> {
        Vec::new()
    }

    /// Visits each code under which it looks for a division, not those that it gives.
    fn each_code(&mut self, _visit: &mut dyn FnMut(&mut DivisionCode)) {}

    /// The codes that it takes from the divisions that carry them.
    fn codes_given_up(&self) -> Vec<DivisionCode> {
        Vec::new()
    }

    /// What it is a statement about. None where sources cannot disagree: rules, the register's own
    /// frame, and the codes by which all else is found are corrected.
    fn matter(&self, _facts: &Facts, _effective: PartialDate) -> Option<Matter> {
        None
    }

    /// Whether it can be withdrawn.
    fn may_be_withdrawn(&self) -> bool {
        true
    }
}

impl Facts {
    /// The position after the last event folded.
    pub const fn head(&self) -> Position {
        self.head.now
    }

    /// Where a fact was withdrawn, if it was.
    pub fn withdrawn(&self, position: Position) -> Option<Position> {
        self.withdrawal(position).map(|withdrawal| withdrawal.by)
    }

    /// How a fact was withdrawn, if it was.
    pub fn withdrawal(&self, position: Position) -> Option<Withdrawal> {
        self.withdrawals.get(&position).copied()
    }

    /// Folds one event. `original` is the recorded event of [`Event::original`], and `None` for
    /// what has none.
    pub fn evolve(&mut self, recorded: &Recorded, original: Option<&Recorded>) {
        let announced = self.announced.now.take().filter(|announced| announced.next == recorded.id);
        match (&recorded.fact.event, original) {
            (Event::EventRetracted(retracted), Some(original)) => {
                self.withdraw(original, recorded.position, retracted.replaced);
                self.announced.now = retracted.replaced.then(|| announce(recorded, original, true));
            }
            (Event::SourcesDisagree(_), Some(original)) => {
                self.announced.now = Some(announce(recorded, original, false));
            }
            (Event::EventRetracted(_) | Event::SourcesDisagree(_), None) => {}
            (event, _) => self.take_in(recorded, event, announced.as_ref()),
        }
        self.head.now = recorded.position.plus(1);
    }

    fn take_in(&mut self, recorded: &Recorded, event: &Event, announced: Option<&Announced>) {
        let stands_for = announced.map(|announced| (announced.of.position, announced.of.fact.effective));
        self.take(event, Stamp { stands_for, ..stamp(recorded, Mark::Record) });
        match announced {
            Some(Announced { of, replaces: true, .. }) => self.restate(of.position, recorded),
            Some(Announced { of, .. }) => self.state_otherwise(of, recorded),
            None => {}
        }
        if matches!(event, Event::PrecedenceAdopted(_)) {
            self.settle_all(recorded.position);
        }
    }

    fn withdraw(&mut self, original: &Recorded, by: Position, is_replaced: bool) {
        self.take(&original.fact.event, stamp(original, Mark::Withdraw { by }));
        let replaced_by = is_replaced.then(|| by.plus(1));
        self.withdrawals.insert(original.position, Withdrawal { by, replaced_by });
        self.withdraw_statement(original.position, by);
        if matches!(original.fact.event, Event::PrecedenceAdopted(_)) {
            self.settle_all(by);
        }
    }

    /// Sets a fact and those that disagree with it aside, so that another can be tried.
    pub(crate) fn set_aside(&mut self, original: &Recorded, why: Aside, rivals: &[Recorded]) {
        self.take(&original.fact.event, stamp(original, Mark::SetAside(why)));
        for rival in rivals {
            self.take(&rival.fact.event, stamp(rival, Mark::SetAside(Aside::Rival)));
        }
    }

    /// Puts back what was set aside.
    pub(crate) fn put_back(&mut self, original: &Recorded, rivals: &[Recorded]) {
        for fact in std::iter::once(original).chain(rivals) {
            self.take(&fact.fact.event, stamp(fact, Mark::PutBack));
        }
    }

    /// Refuses the withdrawal of what is withdrawn or stays for good.
    pub(crate) fn may_withdraw(&self, id: EventId, original: Option<&Recorded>) -> Result<(), Refusal> {
        let original = original.ok_or(Refusal::UnknownEvent { event: id })?;
        if let Some(by) = self.withdrawn(original.position) {
            return Err(Refusal::AlreadyWithdrawn { at: InTheWay::recorded(original), by: by.into() });
        }
        let event = &original.fact.event;
        if !event.may_be_withdrawn() {
            return Err(Refusal::NotRetractable { fact: event.name() });
        }
        Ok(())
    }
}

fn announce(recorded: &Recorded, of: &Recorded, replaces: bool) -> Announced {
    let next = EventId { index: recorded.id.index.saturating_add(1), ..recorded.id };
    Announced { next, of: of.clone(), replaces }
}

pub(crate) fn stamp(recorded: &Recorded, mark: Mark) -> Stamp {
    Stamp { effective: recorded.fact.effective, position: recorded.position, stands_for: None, mark }
}
