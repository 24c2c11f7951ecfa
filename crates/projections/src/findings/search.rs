//! What every kind of findings is looked for in.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{CatalogueList, KindNo, WOMENS_FEDERATION};
use jiceng_domain::element::{ElementChange, ElementState, Standing};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationRecord, FederationState};
use jiceng_domain::partial_date::PartialDate;
use jiceng_domain::places::{PlaceChange, PlaceRecord, PlaceState};
use jiceng_domain::standard::{Need, Requirement};
use jiceng_domain::timeline::{Change, Entry, Machine, Timeline};
use jiceng_domain::{FederationId, PlaceNo};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::fact_register::FactRegister;
use crate::findings::Finding;
use crate::measure::MeasuredDay;

/// What every kind of findings is looked for in: the facts of a question, and what is worked out
/// from them once for all kinds.
pub struct Search<'a> {
    /// The facts, the question and the standard.
    pub ground: MeasuredDay<'a>,
    /// What is doubtful about the facts as such.
    pub register: &'a FactRegister,
    /// The places that exist on the day.
    pub places: Vec<OpenPlace<'a>>,
    /// The federation that alone is looked at, where one is.
    only: Option<&'a FederationId>,
}

/// A place that exists on the day.
pub struct OpenPlace<'a> {
    /// Its number.
    pub no: PlaceNo,
    /// What changed about it.
    pub record: &'a PlaceRecord,
    /// Whether it is a relocation site.
    pub is_site: bool,
}

/// An element that is open on the day.
pub struct OpenElement<'a> {
    /// Whose it is.
    pub place: PlaceNo,
    /// Of which kind.
    pub kind: KindNo,
    /// Its establishment.
    pub began: Entry<'a, ElementChange>,
    /// What changed about the kind at the place.
    pub timeline: &'a Timeline<ElementChange>,
}

/// A federation that exists on the day.
pub struct ActiveFederation<'a> {
    /// Its identifier.
    pub id: &'a FederationId,
    /// What changed about it.
    pub record: &'a FederationRecord,
    /// Whose it is.
    pub place: PlaceNo,
}

impl<'a> Search<'a> {
    /// Looks through the places once.
    pub fn new(ground: MeasuredDay<'a>, register: &'a FactRegister) -> Self {
        let open = ground.facts.places.iter().filter_map(|(no, record)| open_place(no, record, ground.as_of));
        Self { register, places: open.collect(), only: None, ground }
    }

    /// Looks at the place and the federation of a finding alone.
    pub(super) fn of_one(ground: MeasuredDay<'a>, register: &'a FactRegister, finding: &'a Finding) -> Self {
        let place = finding.place.and_then(|no| open_place(no, ground.facts.places.get(no)?, ground.as_of));
        Self { register, places: place.into_iter().collect(), only: finding.federation.as_ref(), ground }
    }

    /// The facts.
    pub const fn facts(&self) -> &'a Facts {
        self.ground.facts
    }

    /// The two times.
    pub const fn as_of(&self) -> AsOf {
        self.ground.as_of
    }

    /// The relocation sites that exist on the day.
    pub fn sites(&self) -> impl Iterator<Item = &OpenPlace<'a>> {
        self.places.iter().filter(|place| place.is_site)
    }

    /// All element kinds.
    pub fn kinds(&self) -> impl Iterator<Item = KindNo> {
        (0..).map(KindNo).take(self.facts().catalogue.list(CatalogueList::ElementKind).count())
    }

    /// The elements that are open on the day, of places that exist.
    pub fn open_elements(&self) -> impl Iterator<Item = OpenElement<'a>> {
        let open = |place: PlaceNo, kind| {
            let timeline = self.facts().elements.timeline(place, kind)?;
            let (state, began) = since::<ElementState>(timeline, self.as_of());
            let began = began.filter(|_| state.standing == Standing::Open)?;
            Some(OpenElement { place, kind, began, timeline })
        };
        self.places.iter().flat_map(move |place| self.kinds().filter_map(move |kind| open(place.no, kind)))
    }

    /// The federations that exist on the day with their places, in the order in which they were
    /// recorded.
    pub fn federations(&self) -> impl Iterator<Item = ActiveFederation<'a>> {
        let (places, as_of) = (&self.facts().places, self.as_of());
        self.all_active_federations()
            .filter(move |federation| places.get(federation.place).is_some_and(|record| record.is_open(as_of)))
    }

    /// The same, with those of places that do not exist on the day.
    pub fn all_active_federations(&self) -> impl Iterator<Item = ActiveFederation<'a>> {
        let as_of = self.as_of();
        let asked = self.facts().federations.iter().filter(|(_, record)| self.only.is_none_or(|id| record.id == *id));
        let active = asked.filter(move |(_, record)| record.is_active(as_of));
        active.filter_map(move |(_, record)| {
            Some(ActiveFederation { id: &record.id, record, place: record.place(as_of)? })
        })
    }

    /// The last day on which the term of a federation's committee can end, and of how many years it
    /// is; `None` where the standard does not say.
    pub fn term(&self, federation: &ActiveFederation<'_>, elected: PartialDate) -> Option<(Date, u8)> {
        let standard = self.ground.standard;
        let level = self.facts().level_of_federation(federation.record, self.as_of());
        let end = level.and_then(|level| Some((level, standard.term_end(level, elected)?.latest)));
        if let Some((level, end)) = end {
            return standard.term_of_office(level, elected.last()).map(|term| (end, term.years));
        }
        let years = self.years_required(federation.place)?;
        elected.last().checked_add(i32::from(years).years()).ok().map(|end| (end, years))
    }

    /// Whether the standard has a term for the committee of a federation that would be elected on
    /// the day.
    pub fn has_term(&self, federation: &ActiveFederation<'_>) -> bool {
        self.term(federation, self.as_of().effective.into()).is_some()
    }

    /// The years that a requirement gives a committee, without a term of office in the standard.
    fn years_required(&self, place: PlaceNo) -> Option<u8> {
        let mut requirements = self.ground.standard.requirements.iter();
        let requirement = requirements.find(|r| r.kind.as_str() == WOMENS_FEDERATION)?;
        let need = self.need(place, requirement)?;
        requirement.committee_term_years.filter(|_| need != Need::NotRequired)
    }

    /// What a requirement asks of a place; `None` where coverage is not assessed.
    pub fn need(&self, place: PlaceNo, requirement: &Requirement) -> Option<Need> {
        let record = self.facts().places.get(place).filter(|record| record.is_assessed(self.as_of()))?;
        let is_site = record.state_on(self.as_of()) == PlaceState::Site;
        Some(if is_site { requirement.sites } else { requirement.communities })
    }

    /// Whether the standard asks of relocation sites by the number of their people.
    pub fn asks_by_people(&self) -> bool {
        self.ground.standard.requirements.iter().any(|r| matches!(r.sites, Need::OwnFrom(_)))
    }

    /// The last count of people by the day.
    pub fn last_count(&self, place: &OpenPlace<'a>) -> Option<(Entry<'a, PlaceChange>, u32)> {
        let mut changes = place.record.timeline.on(self.as_of()).rev();
        changes.find_map(|entry| Some((entry, entry.change.people()?)))
    }

    /// Whether more than a year has passed on the day since a date, read as the last day it can
    /// mean.
    pub fn is_over_a_year_ago(&self, date: PartialDate) -> bool {
        date.last().checked_add(1.year()).is_ok_and(|year_after| year_after < self.as_of().effective)
    }
}

fn open_place(no: PlaceNo, record: &PlaceRecord, as_of: AsOf) -> Option<OpenPlace<'_>> {
    match record.state_on(as_of) {
        PlaceState::Site => Some(OpenPlace { no, record, is_site: true }),
        PlaceState::Division => Some(OpenPlace { no, record, is_site: false }),
        PlaceState::Unknown | PlaceState::Ended => None,
    }
}

impl<'a> ActiveFederation<'a> {
    /// Its founding.
    pub fn founded(&self, as_of: AsOf) -> Option<Entry<'a, jiceng_domain::federation::FederationChange>> {
        since::<FederationState>(&self.record.timeline, as_of).1
    }
}

/// The event by which a place gets another name on a day: a relocation site has no code.
pub(super) fn renaming(record: &PlaceRecord, as_of: AsOf) -> &'static str {
    if record.code_on(as_of).is_none() { "relocation_site_renamed" } else { "division_renamed" }
}

/// Whether a fact may have come after one that is folded later: the dates leave it open.
pub(super) fn may_come_after<C>(earlier: &Entry<'_, C>, later: &Entry<'_, C>) -> bool {
    let are_exact = earlier.effective.is_exact() && later.effective.is_exact();
    !are_exact && later.effective.first() <= earlier.effective.last()
}

/// The state on the day, and the last beginning with an effect.
pub(super) fn since<M: Machine>(timeline: &Timeline<M::Change>, as_of: AsOf) -> (M, Option<Entry<'_, M::Change>>) {
    let possible = timeline.possible_on::<M>(as_of);
    let began = possible.iter().rfind(|entry| entry.change.begins()).copied();
    (timeline.state_on(as_of), began)
}
