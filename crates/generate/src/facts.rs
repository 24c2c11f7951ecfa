//! The facts that the steps are.

use jiceng_core::domain::committee::{
    CommitteeMet, ExecutiveCommitteeElected, FillingWay, Seat, SeatFilled, SeatRole, SeatVacated,
};
use jiceng_core::domain::correction::{EventRetracted, RetractionReason};
use jiceng_core::domain::designation::{DesignationGranted, DesignationRecommended, Holder};
use jiceng_core::domain::division::{DivisionRecoded, DivisionRegistered, DivisionRenamed, DivisionsMerged};
use jiceng_core::domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};
use jiceng_core::domain::federation::{FederationFounded, FederationOrigin};
use jiceng_core::domain::person::{PersonName, PersonRegistered, SealedName};
use jiceng_core::domain::reform_issue::{ReformIssueClosed, ReformIssueRaised};
use jiceng_core::domain::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteRegistered,
};
use jiceng_core::domain::sharing::{SharingAgreed, SharingEnded};
use jiceng_core::domain::{
    DesignationId, Event, EventId, FederationId, KindCode, Name, PartialDate, PersonId, Place, ProgrammeCode,
    ReformIssueId, TextError,
};
use jiff::ToSpan as _;

use crate::calendar::Calendar;
use crate::county::{self, County};
use crate::divisions::Division;
use crate::plan::{CHILDREN, COUNCIL, FEDERATION, HOME, KINDS, Kind, Planned, PlannedEvent, Precision, TEAM};
use crate::random::Draws;

/// Texts that come again and again.
pub(crate) struct Words {
    kinds: [KindCode; 5],
    programme: ProgrammeCode,
    rules: Name,
    issue: Name,
    pub(crate) titles: Vec<Name>,
    /// The title of a report that claims what is not so yet.
    pub(crate) report: Name,
}

/// What papers are called, by what they are about: the places themselves, counts, federations,
/// elections and sessions, elements, inspections, sharing, all else.
const TITLES: [&str; 8] = [
    "示例：区划与安置点名册",
    "示例：人口统计表",
    "示例：妇联组织成立批复",
    "示例：执委会选举与会议记录",
    "示例：阵地建设验收表",
    "示例：阵地检查表",
    "示例：共享五个一资源协议",
    "示例：其他台账",
];

impl Words {
    pub(crate) fn new() -> Result<Self, TextError> {
        let kind = |kind: Kind| KindCode::parse(KINDS.get(usize::from(kind)).copied().unwrap_or_default());
        Ok(Self {
            kinds: [kind(FEDERATION)?, kind(HOME)?, kind(CHILDREN)?, kind(COUNCIL)?, kind(TEAM)?],
            programme: ProgrammeCode::parse("reform_demonstration")?,
            rules: Name::parse("示例：议事规则")?,
            issue: Name::parse("示例：活动场所不足")?,
            report: Name::parse("示例：工作情况汇报")?,
            titles: TITLES.iter().map(|title| Name::parse(title)).collect::<Result<_, _>>()?,
        })
    }

    fn kind(&self, kind: Kind) -> KindCode {
        let [federation, home, children, council, team] = &self.kinds;
        match kind {
            HOME => home,
            CHILDREN => children,
            COUNCIL => council,
            TEAM => team,
            _ => federation,
        }
        .clone()
    }

    fn kinds(&self, mask: u8) -> Vec<KindCode> {
        (0..).zip(&self.kinds).filter(|(kind, _)| mask & (1 << kind) != 0).map(|(_, kind)| kind.clone()).collect()
    }
}

/// The title of a step's paper, by number.
pub(crate) const fn title(step: PlannedEvent) -> usize {
    match step {
        PlannedEvent::Rename
        | PlannedEvent::Recode
        | PlannedEvent::MergeInto { .. }
        | PlannedEvent::RegisterSite
        | PlannedEvent::BecomeCommunity => 0,
        PlannedEvent::Count { .. } | PlannedEvent::CorrectCount { .. } => 1,
        PlannedEvent::Found { .. } => 2,
        PlannedEvent::Elect { .. }
        | PlannedEvent::Vacate { .. }
        | PlannedEvent::Fill { .. }
        | PlannedEvent::Meet { .. } => 3,
        PlannedEvent::Establish { .. }
        | PlannedEvent::CorrectEstablishment { .. }
        | PlannedEvent::Suspend { .. }
        | PlannedEvent::Resume { .. }
        | PlannedEvent::Close { .. } => 4,
        PlannedEvent::Inspect { .. } => 5,
        PlannedEvent::Share { .. } | PlannedEvent::EndSharing { .. } => 6,
        PlannedEvent::Recommend
        | PlannedEvent::Grant
        | PlannedEvent::RaiseIssue
        | PlannedEvent::CloseIssue
        | PlannedEvent::Retract { .. } => 7,
    }
}

/// The date of a step as it is stated.
pub(crate) fn effective(step: &Planned, calendar: &Calendar) -> PartialDate {
    let date = calendar.date(step.day);
    let (year, month) = (date.year(), date.month());
    match step.precision {
        Precision::Day => PartialDate::Day(date),
        Precision::Month => PartialDate::Month { year, month },
        Precision::Half => PartialDate::Half { year, half: if month <= 6 { 1 } else { 2 } },
        Precision::Year => PartialDate::Year(year),
    }
}

/// A place of a county in the facts about it.
pub(crate) struct Subject<'a> {
    pub(crate) county: &'a County,
    pub(crate) number: u16,
    pub(crate) words: &'a Words,
    pub(crate) calendar: &'a Calendar,
}

impl Subject<'_> {
    fn place_of(&self, number: u16) -> Option<&county::Place> {
        self.county.places.get(usize::from(number))
    }

    fn place(&self) -> Place {
        match self.place_of(self.number) {
            Some(county::Place::Community { division, .. }) => Place::Division(division.code),
            Some(county::Place::Site { id, .. }) => Place::Site(id.clone()),
            None => Place::Division(self.county.county.code),
        }
    }

    fn own_name(&self) -> &Name {
        match self.place_of(self.number) {
            Some(county::Place::Community { division, .. }) => &division.name,
            Some(county::Place::Site { name, .. }) => name,
            None => &self.county.county.name,
        }
    }

    fn federation(&self) -> Result<FederationId, TextError> {
        FederationId::parse(&format!("F-{}", self.place()))
    }

    /// A person of the county; each place has its own first one in the list.
    fn person(&self, index: u32) -> Result<PersonId, TextError> {
        person_id(self.county, (u32::from(self.number) * 5 + index) % self.county.persons)
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "the others are one event each")]
    /// The events that a step is: one, or what it withdraws and what takes its place. `original` is
    /// what the step names by number.
    pub(crate) fn events(&self, step: &Planned, original: impl Fn(u8) -> EventId) -> Result<Vec<Event>, TextError> {
        let withdrawn = |of, reason, replaced| EventRetracted { event: original(of), reason, note: None, replaced };
        Ok(match step.step {
            PlannedEvent::Retract { of } => {
                vec![Event::EventRetracted(withdrawn(of, RetractionReason::NeverHappened, false))]
            }
            PlannedEvent::CorrectCount { of, people } => vec![
                Event::EventRetracted(withdrawn(of, RetractionReason::Mistyped, true)),
                self.event(PlannedEvent::Count { people }, step)?,
            ],
            PlannedEvent::CorrectEstablishment { of, kind } => vec![
                Event::EventRetracted(withdrawn(of, RetractionReason::BetterEvidence, true)),
                self.event(PlannedEvent::Establish { kind }, step)?,
            ],
            _ => vec![self.event(step.step, step)?],
        })
    }

    fn event(&self, what: PlannedEvent, planned: &Planned) -> Result<Event, TextError> {
        let place = self.place();
        Ok(match what {
            PlannedEvent::Rename
            | PlannedEvent::Recode
            | PlannedEvent::MergeInto { .. }
            | PlannedEvent::RegisterSite
            | PlannedEvent::BecomeCommunity => self.of_place(what)?,
            PlannedEvent::Count { people } | PlannedEvent::CorrectCount { people, .. } => {
                PopulationCounted { place, people: people.into() }.into()
            }
            PlannedEvent::Found { .. }
            | PlannedEvent::Elect { .. }
            | PlannedEvent::Vacate { .. }
            | PlannedEvent::Fill { .. }
            | PlannedEvent::Meet { .. } => self.of_federation(what)?,
            PlannedEvent::Establish { kind: COUNCIL } | PlannedEvent::CorrectEstablishment { kind: COUNCIL, .. } => {
                CouncilCreated { place, name: None, members: Some(7 + self.number % 9) }.into()
            }
            PlannedEvent::Establish { kind } | PlannedEvent::CorrectEstablishment { kind, .. } => {
                ElementEstablished { place, kind: self.words.kind(kind), name: None }.into()
            }
            PlannedEvent::Inspect { kind, passed } => {
                ElementInspected { place, kind: self.words.kind(kind), passed, inspector: None, sample: None }.into()
            }
            PlannedEvent::Suspend { kind } => {
                ElementSuspended { place, kind: self.words.kind(kind), reason: None }.into()
            }
            PlannedEvent::Resume { kind } => ElementResumed { place, kind: self.words.kind(kind) }.into(),
            PlannedEvent::Close { kind } => ElementClosed { place, kind: self.words.kind(kind), reason: None }.into(),
            PlannedEvent::Share { kinds } => {
                SharingAgreed { place, provider: self.host(), kinds: self.words.kinds(kinds) }.into()
            }
            PlannedEvent::EndSharing { kinds } => {
                SharingEnded { place, provider: self.host(), kinds: self.words.kinds(kinds) }.into()
            }
            PlannedEvent::Recommend => DesignationRecommended {
                designation: DesignationId::parse(&format!("D-{place}"))?,
                programme: self.words.programme.clone(),
                holder: Holder::Place(place),
            }
            .into(),
            PlannedEvent::Grant => DesignationGranted {
                designation: DesignationId::parse(&format!("D-{place}"))?,
                programme: self.words.programme.clone(),
                holder: Holder::Place(place),
            }
            .into(),
            PlannedEvent::RaiseIssue => ReformIssueRaised {
                issue: ReformIssueId::parse(&format!("W-{place}"))?,
                place,
                title: self.words.issue.clone(),
                owner: self.county.county.name.clone(),
                due: self.calendar.date(planned.day).saturating_add(180.days()),
            }
            .into(),
            PlannedEvent::CloseIssue | PlannedEvent::Retract { .. } => {
                ReformIssueClosed { issue: ReformIssueId::parse(&format!("W-{place}"))?, note: None }.into()
            }
        })
    }

    fn of_place(&self, what: PlannedEvent) -> Result<Event, TextError> {
        Ok(match (self.place_of(self.number), what) {
            (Some(county::Place::Community { division, next_code }), PlannedEvent::Recode) => {
                DivisionRecoded { code: division.code, new_code: *next_code }.into()
            }
            (Some(county::Place::Community { division, .. }), PlannedEvent::MergeInto { place }) => {
                let into = match self.place_of(place) {
                    Some(county::Place::Community { division, .. }) => division.code,
                    Some(county::Place::Site { host, .. }) => *host,
                    None => division.code,
                };
                DivisionsMerged { from: vec![division.code], into }.into()
            }
            (Some(county::Place::Community { division, .. }), _) => {
                DivisionRenamed { code: division.code, name: Name::parse(&format!("新{}", division.name))? }.into()
            }
            (Some(county::Place::Site { id, name, next_code, .. }), PlannedEvent::BecomeCommunity) => {
                let name = Name::parse(&format!("{name}社区"))?;
                RelocationSiteBecameCommunity { site: id.clone(), code: *next_code, name }.into()
            }
            (Some(county::Place::Site { id, name, township, host, .. }), _) => RelocationSiteRegistered {
                site: id.clone(),
                name: name.clone(),
                county: self.county.county.code,
                township: Some(*township),
                host: Some(*host),
            }
            .into(),
            (None, _) => DivisionRegistered::new(self.county.county.code, self.county.county.name.clone()).into(),
        })
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "it is asked for no others")]
    fn of_federation(&self, what: PlannedEvent) -> Result<Event, TextError> {
        let federation = self.federation()?;
        Ok(match what {
            PlannedEvent::Elect { term, seats } => {
                let seat = |index: u8| -> Result<Seat, TextError> {
                    let role = match index {
                        0 => SeatRole::Chair,
                        1 => SeatRole::ViceChair,
                        _ => SeatRole::Member,
                    };
                    Ok(Seat::new(role, self.person(index.into())?))
                };
                let seats = (0..seats).map(seat).collect::<Result<_, _>>()?;
                ExecutiveCommitteeElected { federation, term: term.into(), seats }.into()
            }
            PlannedEvent::Vacate { term } => {
                SeatVacated { federation, term: term.into(), person: self.person(1)?, reason: None }.into()
            }
            PlannedEvent::Fill { term } => {
                let role = SeatRole::ViceChair;
                let person = self.person(8)?;
                let (term, way) = (term.into(), Some(FillingWay::Replaced));
                SeatFilled { federation, term, role, person, way, employment: None, session: None, congress: None }
                    .into()
            }
            PlannedEvent::Meet { term, session } => {
                let adopted = if session == 1 { vec![self.words.rules.clone()] } else { Vec::new() };
                CommitteeMet { federation, term: term.into(), session: session.into(), adopted }.into()
            }
            _ => {
                let converted = matches!(what, PlannedEvent::Found { converted: true });
                let origin = if converted { FederationOrigin::ConvertedFromCongress } else { FederationOrigin::New };
                let name = federation_name(self.own_name())?;
                FederationFounded { federation, place: self.place(), name, origin }.into()
            }
        })
    }

    fn host(&self) -> Place {
        match self.place_of(self.number) {
            Some(county::Place::Site { host, .. }) => Place::Division(*host),
            _ => self.place(),
        }
    }
}

fn federation_name(place: &Name) -> Result<Name, TextError> {
    Name::parse(&format!("{place}妇女联合会"))
}

fn person_id(county: &County, index: u32) -> Result<PersonId, TextError> {
    PersonId::parse(&format!("P-{}-{index:04}", county.county.code))
}

/// What stands before all else: the divisions and the persons of a county.
pub(crate) fn registrations(
    county: &County,
    above_it: &[&Division],
    draws: &mut Draws,
) -> Result<Vec<Event>, TextError> {
    let communities = county.places.iter().filter_map(|place| match place {
        county::Place::Community { division, .. } => Some(division),
        county::Place::Site { .. } => None,
    });
    let above = above_it.iter().copied().chain([&county.county]).chain(&county.townships);
    let division =
        |division: &Division| -> Event { DivisionRegistered::new(division.code, division.name.clone()).into() };
    let mut events: Vec<Event> = above.chain(communities).map(division).collect();
    for index in 0..county.persons {
        let name = PersonName::Sealed(SealedName(draws.bytes()));
        events.push(PersonRegistered { person: person_id(county, index)?, name }.into());
    }
    Ok(events)
}
