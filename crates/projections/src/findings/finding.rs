//! A finding: what was found, where, and by which facts.

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::element::Standing;
use jiceng_domain::ids::Name;
use jiceng_domain::without_effect::Because;
use jiceng_domain::{DivisionCode, FederationId, PartialDate, PlaceNo, Position, TargetId};
use jiff::civil::Date;

use super::FindingCode;

/// How much is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 严重: something that counts may not count, or cannot be so.
    Serious,
    /// 警示: something that should be looked into.
    Warning,
    /// 提示: the record is thin.
    Note,
}

/// Something that an auditor should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort of thing.
    pub code: FindingCode,
    /// The place it is about; none for a fact that is about no place.
    pub place: Option<PlaceNo>,
    /// The element kind, where there is one.
    pub kind: Option<KindNo>,
    /// The federation, where there is one.
    pub federation: Option<FederationId>,
    /// The other place of a sharing.
    pub provider: Option<PlaceNo>,
    /// The target that asks for what is missing.
    pub target: Option<TargetId>,
    /// The name of the event, for a finding about facts.
    pub event: Option<&'static str>,
    /// What contradicts, in the order of the positions, or what the provider's element is.
    pub values: Vec<Value>,
    /// The dates that matter, each with what it is the date of.
    pub dates: Vec<(DateOf, PartialDate)>,
    /// The numbers that matter.
    pub numbers: Vec<(NumberOf, u32)>,
    /// The facts behind it.
    pub positions: Vec<Position>,
    /// The fact by which it is known again, if it is about a fact: for statements that disagree the
    /// first of all.
    pub fact: Option<Position>,
}

/// By what a finding is known again in the answer to another question: by its subject. A site that
/// was counted again still only shares, and a third count of one day still contradicts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKey {
    /// What sort of thing.
    pub code: FindingCode,
    /// The place; none for a finding about a fact, which is enough.
    pub place: Option<PlaceNo>,
    /// The element kind.
    pub kind: Option<KindNo>,
    /// The federation.
    pub federation: Option<FederationId>,
    /// The fact, if it is about one.
    pub fact: Option<Position>,
    /// What contradicts: the event and the day.
    pub matter: Option<(Option<&'static str>, Date)>,
}

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count of people.
    People(u32),
    /// The result of an inspection.
    Passed(bool),
    /// A name.
    Name(Name),
    /// What an element is.
    Element(Standing),
    /// A place is no more.
    PlaceEnded,
    /// A division code.
    Code(DivisionCode),
    /// Why a fact has no effect.
    Because(Because),
    /// It has an effect on others that it names.
    InPart,
    /// The precedence prefers the statement recorded here.
    Prevails(Position),
    /// No precedence prefers any; the statement recorded here was the first, and counts for now.
    Undecided(Position),
}

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOf {
    /// The fact took effect.
    Effective,
    /// The council was created.
    Council,
    /// The federation was founded.
    Founded,
    /// The committee was elected.
    Elected,
    /// The committee's term ended.
    TermEnded,
    /// The sharing was agreed.
    Agreed,
    /// The provider's element, or the provider, stopped being open.
    Ended,
    /// People were counted.
    Counted,
    /// The element was established.
    Established,
    /// The element was inspected.
    Inspected,
    /// The target is due.
    Due,
    /// The fact was recorded.
    Recorded,
    /// The evidence was written.
    Dated,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberOf {
    /// People of the place.
    People,
    /// People from whom on the standard asks for a place's own.
    OwnFrom,
    /// The committee's term (届).
    Term,
    /// The later term of a committee that was elected before.
    TermBefore,
    /// The term of the committee in office.
    TermInOffice,
    /// Years that a committee is in office.
    TermYears,
    /// Seats of the committee that are filled.
    Seats,
    /// Chairs among them.
    Chairs,
    /// Days between the last day that a date can mean and that of recording.
    DaysLate,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::Serious, Self::Warning, Self::Note];

    /// The code, as in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Serious => "serious",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl DateOf {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Effective => "effective",
            Self::Council => "council",
            Self::Founded => "founded",
            Self::Elected => "elected",
            Self::TermEnded => "term_ended",
            Self::Agreed => "agreed",
            Self::Ended => "ended",
            Self::Counted => "counted",
            Self::Established => "established",
            Self::Inspected => "inspected",
            Self::Due => "due",
            Self::Recorded => "recorded",
            Self::Dated => "dated",
        }
    }
}

impl NumberOf {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::OwnFrom => "own_from",
            Self::Term => "term",
            Self::TermBefore => "term_before",
            Self::TermInOffice => "term_in_office",
            Self::TermYears => "term_years",
            Self::Seats => "seats",
            Self::Chairs => "chairs",
            Self::DaysLate => "days_late",
        }
    }
}

impl Finding {
    /// A finding about a place, if it is about one.
    pub fn new(code: FindingCode, place: Option<PlaceNo>) -> Self {
        Self {
            code,
            place,
            kind: None,
            federation: None,
            provider: None,
            target: None,
            event: None,
            values: Vec::new(),
            dates: Vec::new(),
            numbers: Vec::new(),
            positions: Vec::new(),
            fact: None,
        }
    }

    /// Adds a date.
    #[must_use]
    pub fn date(mut self, of: DateOf, date: impl Into<PartialDate>) -> Self {
        self.dates.push((of, date.into()));
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, of: NumberOf, number: u32) -> Self {
        self.numbers.push((of, number));
        self
    }

    /// Adds facts behind it; they are kept in the order of the log.
    #[must_use]
    pub fn facts(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.positions.extend(positions);
        self.positions.sort_unstable();
        self.positions.dedup();
        self
    }

    /// One of its dates.
    pub fn date_of(&self, of: DateOf) -> Option<PartialDate> {
        self.dates.iter().find(|(date_of, _)| *date_of == of).map(|(_, date)| *date)
    }

    /// One of its numbers.
    pub fn number_of(&self, of: NumberOf) -> Option<u32> {
        self.numbers.iter().find(|(number_of, _)| *number_of == of).map(|(_, number)| *number)
    }

    /// Whether it is of the same sort and subject as another, with all the facts behind that: of
    /// three designations of a place, which two are behind it depends on the day.
    pub(super) fn stands_for(&self, other: &Self) -> bool {
        let is_of_one = self.code == other.code && self.place == other.place;
        is_of_one && other.positions.iter().all(|position| self.positions.contains(position))
    }

    /// By what it is known again.
    pub fn key(&self) -> FindingKey {
        let is_contradiction = self.code == FindingCode::Contradiction;
        let day = self.date_of(DateOf::Effective).filter(|_| is_contradiction);
        FindingKey {
            code: self.code,
            place: self.place.filter(|_| self.fact.is_none()),
            kind: self.kind,
            federation: self.federation.clone(),
            fact: self.fact,
            matter: day.map(|day| (self.event, day.first())),
        }
    }
}
