//! Executive committees (执行委员会): elected for a term, seats filled and vacated, sessions held.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::division::is_a_list;
use crate::facts::{EventRules, Facts, Novelty};
use crate::federation::FederationRecord;
use crate::ids::{FederationId, Name, Note, PersonId, Position};
use crate::in_the_way::{Absence, InTheWay, Tried};
use crate::matter::{Matter, Subject};
use crate::partial_date::PartialDate;
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, Refusal};
use crate::timeline::{Change, Machine, Obstacle, Stamp, Timeline};

/// A committee was elected for a term (换届选举).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutiveCommitteeElected {
    /// The federation.
    pub federation: FederationId,
    /// Which term (届), from 1.
    pub term: u16,
    /// Who was elected to what.
    pub seats: Vec<Seat>,
}

/// Somebody took a seat between elections (替补、增补), or another one than before (增选).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatFilled {
    /// The federation.
    pub federation: FederationId,
    /// The committee's term.
    pub term: u16,
    /// The seat.
    pub role: SeatRole,
    /// Who took it.
    pub person: PersonId,
    /// In which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<FillingWay>,
    /// How the work in it is employed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Employment>,
    /// The session of the committee (次) at which it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
    /// The congress (妇女代表大会，次) at which it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub congress: Option<u16>,
}

/// Somebody left the committee (出缺).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatVacated {
    /// The federation.
    pub federation: FederationId,
    /// The committee's term.
    pub term: u16,
    /// Who left.
    pub person: PersonId,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// The committee held a session (执委会会议).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitteeMet {
    /// The federation.
    pub federation: FederationId,
    /// The committee's term.
    pub term: u16,
    /// Which session of the term (次), from 1.
    pub session: u16,
    /// Titles of the rules it adopted (审议通过).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adopted: Vec<Name>,
}

/// A seat of a committee and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The seat.
    pub role: SeatRole,
    /// Who holds it.
    pub person: PersonId,
    /// How the work in it is employed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Employment>,
}

crate::packed! { struct Seat { role, person, employment } }

impl Seat {
    /// A seat of which the paper does not say how its work is employed.
    pub const fn new(role: SeatRole, person: PersonId) -> Self {
        Self { role, person, employment: None }
    }
}

/// A seat that was filled, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilledSeat {
    /// The seat, and who took it.
    pub seat: Seat,
    /// In which way.
    pub way: Option<FillingWay>,
    /// The session at which it was decided.
    pub session: Option<u16>,
    /// The congress at which it was decided.
    pub congress: Option<u16>,
}

crate::packed! { struct FilledSeat { seat, way, session, congress } }

/// In which way a seat is filled between elections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillingWay {
    /// In the place of one who left (替补).
    Replaced,
    /// Beside those who are there (增补).
    Added,
    /// Elected to another seat by those who are there (增选).
    Elected,
}

impl FillingWay {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Added => "added",
            Self::Elected => "elected",
        }
    }
}

crate::packed! { enum FillingWay { 0 = Replaced, 1 = Added, 2 = Elected } }

/// How the work in a seat is employed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// 专职
    FullTime,
    /// 兼职
    PartTime,
    /// 挂职
    Seconded,
}

impl Employment {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullTime => "full_time",
            Self::PartTime => "part_time",
            Self::Seconded => "seconded",
        }
    }
}

crate::packed! { enum Employment { 0 = FullTime, 1 = PartTime, 2 = Seconded } }

/// The seats of an executive committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatRole {
    /// 主席
    Chair,
    /// 副主席
    ViceChair,
    /// 常委
    StandingMember,
    /// 执委
    Member,
}

impl SeatRole {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::ViceChair => "vice_chair",
            Self::StandingMember => "standing_member",
            Self::Member => "member",
        }
    }
}

crate::packed! { enum SeatRole { 0 = Chair, 1 = ViceChair, 2 = StandingMember, 3 = Member } }

/// What can change about a federation's committees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommitteeChange {
    /// A committee was elected.
    Elected {
        /// For which term.
        term: u16,
        /// Who sits in it.
        seats: ThinVec<Seat>,
    },
    /// A seat was filled.
    Filled {
        /// The term.
        term: u16,
        /// The seat, and how it was filled.
        filled: Box<FilledSeat>,
    },
    /// A seat was vacated.
    Vacated {
        /// The term.
        term: u16,
        /// Who left.
        person: PersonId,
    },
    /// A session was held.
    Met {
        /// The term.
        term: u16,
        /// Which session.
        session: u16,
        /// What it adopted.
        adopted: ThinVec<Name>,
    },
}

crate::packed! { enum CommitteeChange {
    0 = Elected { term, seats },
    1 = Filled { term, filled },
    2 = Vacated { term, person },
    3 = Met { term, session, adopted },
} }

/// The committees of a federation: each term's seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committees {
    terms: BTreeMap<u16, BTreeMap<PersonId, HeldSeat>>,
    sessions: BTreeSet<(u16, u16)>,
}

/// What a person has in a committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct HeldSeat {
    role: SeatRole,
    employment: Option<Employment>,
}

impl HeldSeat {
    const fn of(seat: &Seat) -> Self {
        Self { role: seat.role, employment: seat.employment }
    }

    /// What a person has after filling a seat; none where that changes nothing.
    fn after(before: Option<&Self>, seat: &Seat) -> Option<Self> {
        let is_new = match before {
            None => true,
            Some(held) => held.role != seat.role || seat.employment.is_some_and(|new| held.employment != Some(new)),
        };
        is_new.then(|| Self::of(seat))
    }
}

impl Change for CommitteeChange {
    type State = Committees;

    fn begins(&self) -> bool {
        matches!(self, Self::Elected { .. })
    }

    fn opens_like(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Filled { term: one, filled: first }, Self::Filled { term: other, filled: second }) => {
                one == other && first.seat.person == second.seat.person
            }
            _ => false,
        }
    }
}

impl Machine for Committees {
    type Change = CommitteeChange;

    fn after(&self, change: &CommitteeChange) -> Option<Self> {
        let mut next = self.clone();
        next.step(change).then_some(next)
    }

    fn allows(&self, change: &CommitteeChange) -> bool {
        match change {
            CommitteeChange::Elected { term, .. } => !self.terms.contains_key(term),
            CommitteeChange::Filled { term, filled } => {
                let seat = &filled.seat;
                self.terms.get(term).is_some_and(|seats| HeldSeat::after(seats.get(&seat.person), seat).is_some())
            }
            CommitteeChange::Vacated { term, person } => {
                self.terms.get(term).is_some_and(|seats| seats.contains_key(person))
            }
            CommitteeChange::Met { term, session, .. } => {
                self.terms.contains_key(term) && !self.sessions.contains(&(*term, *session))
            }
        }
    }

    fn step(&mut self, change: &CommitteeChange) -> bool {
        match change {
            CommitteeChange::Elected { term, seats } => {
                let is_new = !self.terms.contains_key(term);
                if is_new {
                    let seats = seats.iter().map(|seat| (seat.person.clone(), HeldSeat::of(seat))).collect();
                    self.terms.insert(*term, seats);
                }
                is_new
            }
            CommitteeChange::Filled { term, filled } => {
                let seat = &filled.seat;
                let Some(seats) = self.terms.get_mut(term) else { return false };
                let held = HeldSeat::after(seats.get(&seat.person), seat);
                if let Some(held) = held {
                    seats.insert(seat.person.clone(), held);
                }
                held.is_some()
            }
            CommitteeChange::Vacated { term, person } => {
                self.terms.get_mut(term).is_some_and(|seats| seats.remove(person).is_some())
            }
            CommitteeChange::Met { term, session, .. } => {
                let is_new = self.terms.contains_key(term) && !self.sessions.contains(&(*term, *session));
                if is_new {
                    self.sessions.insert((*term, *session));
                }
                is_new
            }
        }
    }
}

impl Committees {
    /// Whether a term's committee has been elected.
    pub fn has_term(&self, term: u16) -> bool {
        self.terms.contains_key(&term)
    }

    /// The seats of a term, chair first, then by person.
    pub fn seats(&self, term: u16) -> Vec<Seat> {
        let seats = self.terms.get(&term).into_iter().flatten();
        let seat = |(person, held): (&PersonId, &HeldSeat)| Seat {
            role: held.role,
            person: person.clone(),
            employment: held.employment,
        };
        let mut seats: Vec<Seat> = seats.map(seat).collect();
        seats.sort_by_key(|seat| seat.role);
        seats
    }
}

/// The committee in office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitteeInOffice {
    /// Its term.
    pub term: u16,
    /// When it was elected.
    pub elected: PartialDate,
    /// Where the election is recorded.
    pub position: Position,
    /// Its seats, chair first.
    pub seats: Vec<Seat>,
}

impl FederationRecord {
    /// The committee in office on a day: the one elected last. Whether its term has run out is for
    /// the standard to say.
    pub fn committee_on(&self, as_of: AsOf) -> Option<CommitteeInOffice> {
        let (mut terms, mut last) = (BTreeSet::new(), None);
        for e in self.committees.on(as_of) {
            // Of one term, the first election has an effect.
            if let CommitteeChange::Elected { term, .. } = e.change
                && terms.insert(*term)
            {
                last = Some((e.effective, e.position, *term));
            }
        }
        let (elected, position, term) = last?;
        let committees: Committees = self.committees.state_on(as_of);
        Some(CommitteeInOffice { term, elected, position, seats: committees.seats(term) })
    }
}

fn known_persons<'a>(facts: &Facts, persons: impl Iterator<Item = &'a PersonId>) -> Result<(), Refusal> {
    for person in persons {
        facts.persons.known(person)?;
    }
    Ok(())
}

/// Where the election of a term stands, which comes later than a change of it.
fn not_yet(committees: &Timeline<CommitteeChange>, of: u16) -> Option<Absence> {
    committees.last_of(|c| matches!(c, CommitteeChange::Elected { term, .. } if *term == of)).map(Absence::NotYet)
}

/// The last change that gave or took a person a seat in a term.
fn seat_of(committees: &Timeline<CommitteeChange>, of: u16, who: &PersonId) -> Option<InTheWay> {
    committees.last_of(|c| match c {
        CommitteeChange::Elected { term, seats } => *term == of && seats.iter().any(|seat| seat.person == *who),
        CommitteeChange::Filled { term, filled } => *term == of && filled.seat.person == *who,
        CommitteeChange::Vacated { term, person } => *term == of && person == who,
        CommitteeChange::Met { .. } => false,
    })
}

/// The committees as they are on the day on which a change takes its place.
fn committees_on(record: &FederationRecord, effective: PartialDate) -> Committees {
    record.committees.state_on(AsOf::on(effective.last()))
}

/// Decides a change of a federation's committees; `why_not` names the refusal when it cannot be.
fn decide_change(
    facts: &Facts,
    id: &FederationId,
    effective: PartialDate,
    change: &CommitteeChange,
    why_not: impl FnOnce(&Committees, &Timeline<CommitteeChange>) -> Refusal,
) -> Result<Novelty, Refusal> {
    let record = facts.federations.existing(id, effective)?;
    if record.committees.has(effective, change) {
        return Ok(Novelty::AlreadyTrue);
    }
    match record.committees.admits::<Committees>(effective, change) {
        Ok(()) => Ok(Novelty::New),
        // Of elections and sessions, the later one is the same.
        Err(Obstacle::Later(later))
            if matches!(change, CommitteeChange::Filled { .. } | CommitteeChange::Vacated { .. }) =>
        {
            let (federation, at) = (id.clone(), Some(InTheWay::of(&later)));
            Err(Refusal::CommitteeClash { federation, later: later.effective, at })
        }
        Err(_) => Err(why_not(&committees_on(record, effective), &record.committees)),
    }
}

/// The seat, sharing the text of the person's identifier with all others: there are millions of
/// seats.
fn kept(facts: &Facts, seat: &Seat) -> Seat {
    Seat { person: facts.persons.kept(&seat.person).clone(), ..seat.clone() }
}

fn apply_change(facts: &mut Facts, id: &FederationId, stamp: Stamp, change: CommitteeChange) {
    if let Some(record) = facts.federations.record_mut(id) {
        record.committees.apply(stamp, change);
    }
}

impl EventRules for ExecutiveCommitteeElected {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if self.term == 0 {
            return Err(Refusal::TermZero {});
        }
        let persons: Vec<&PersonId> = self.seats.iter().map(|seat| &seat.person).collect();
        if !is_a_list(&persons) {
            return Err(Refusal::BadList { field: "seats", least: AtLeast(1) });
        }
        known_persons(facts, persons.into_iter())?;
        let change = CommitteeChange::Elected { term: self.term, seats: self.seats.as_slice().into() };
        decide_change(facts, &self.federation, effective, &change, |_, committees| {
            let at = committees.last_of(|c| matches!(c, CommitteeChange::Elected { term, .. } if *term == self.term));
            Refusal::TermExists { federation: self.federation.clone(), term: self.term, at }
        })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let seats = self.seats.iter().map(|seat| kept(facts, seat)).collect();
        let change = CommitteeChange::Elected { term: self.term, seats };
        apply_change(facts, &self.federation, stamp, change);
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Committee(self.federation.clone(), self.term), "election"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &CommitteeChange| {
            let CommitteeChange::Elected { term, seats } = change else { return false };
            *term == self.term && seats.as_slice() == self.seats
        };
        vec![search.committee(&self.federation, is_it)]
    }
}

impl SeatFilled {
    /// What it changes, for the person with this text of the identifier.
    fn change(&self, person: PersonId) -> CommitteeChange {
        let seat = Seat { role: self.role, person, employment: self.employment };
        let Self { way, session, congress, .. } = *self;
        CommitteeChange::Filled { term: self.term, filled: Box::new(FilledSeat { seat, way, session, congress }) }
    }
}

impl EventRules for SeatFilled {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if self.session.is_some() && self.congress.is_some() {
            return Err(Refusal::DecidedTwice {});
        }
        if self.session == Some(0) || self.congress == Some(0) {
            return Err(Refusal::SessionZero {});
        }
        known_persons(facts, std::iter::once(&self.person))?;
        let change = self.change(self.person.clone());
        let (federation, term) = (self.federation.clone(), self.term);
        decide_change(facts, &self.federation, effective, &change, |committees, timeline| {
            if committees.has_term(term) {
                let (person, at) = (self.person.clone(), seat_of(timeline, term, &self.person));
                Refusal::PersonSeated { federation, term, person, at }
            } else {
                let (effective, at) = (Tried::of(effective, &change), not_yet(timeline, term));
                Refusal::NoCommittee { federation, term, effective, at }
            }
        })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = self.change(facts.persons.kept(&self.person).clone());
        apply_change(facts, &self.federation, stamp, change);
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Seat(self.federation.clone(), self.term, self.person.clone()), "filled"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let filled = self.change(self.person.clone());
        vec![search.committee(&self.federation, |change| *change == filled)]
    }
}

impl EventRules for SeatVacated {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let change = CommitteeChange::Vacated { term: self.term, person: self.person.clone() };
        let (federation, term) = (self.federation.clone(), self.term);
        decide_change(facts, &self.federation, effective, &change, |committees, timeline| {
            if committees.has_term(term) {
                let (person, at) = (self.person.clone(), seat_of(timeline, term, &self.person));
                Refusal::PersonNotSeated { federation, term, person, effective: Tried::of(effective, &change), at }
            } else {
                let (effective, at) = (Tried::of(effective, &change), not_yet(timeline, term));
                Refusal::NoCommittee { federation, term, effective, at }
            }
        })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = CommitteeChange::Vacated { term: self.term, person: facts.persons.kept(&self.person).clone() };
        apply_change(facts, &self.federation, stamp, change);
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Seat(self.federation.clone(), self.term, self.person.clone()), "vacated"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let vacated = CommitteeChange::Vacated { term: self.term, person: self.person.clone() };
        vec![search.committee(&self.federation, |change| *change == vacated)]
    }
}

impl EventRules for CommitteeMet {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if self.session == 0 {
            return Err(Refusal::SessionZero {});
        }
        let change =
            CommitteeChange::Met { term: self.term, session: self.session, adopted: self.adopted.as_slice().into() };
        let (federation, term) = (self.federation.clone(), self.term);
        decide_change(facts, &self.federation, effective, &change, |committees, timeline| {
            if committees.has_term(term) {
                let is_it = |c: &CommitteeChange| matches!(c, CommitteeChange::Met { term: of, session, .. } if (*of, *session) == (term, self.session));
                Refusal::SessionExists { federation, term, session: self.session, at: timeline.last_of(is_it) }
            } else {
                let (effective, at) = (Tried::of(effective, &change), not_yet(timeline, term));
                Refusal::NoCommittee { federation, term, effective, at }
            }
        })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change =
            CommitteeChange::Met { term: self.term, session: self.session, adopted: self.adopted.as_slice().into() };
        apply_change(facts, &self.federation, stamp, change);
    }

    fn federations(&self) -> Vec<&FederationId> {
        vec![&self.federation]
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Session(self.federation.clone(), self.term, self.session), "session"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &CommitteeChange| {
            let CommitteeChange::Met { term, session, adopted } = change else { return false };
            *term == self.term && *session == self.session && adopted.as_slice() == self.adopted
        };
        vec![search.committee(&self.federation, is_it)]
    }
}
