//! Coverage (覆盖): which of the required elements each place has on a day, by a standard.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_FEDERATION};
use jiceng_domain::committee::CommitteeInOffice;
use jiceng_domain::element::Standing;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::place_on_day::PlaceOnDay;
use jiceng_domain::places::{PlaceRecord, PlaceState};
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::{PlaceNo, StandardId};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::in_parts::in_parts;
use crate::restatement::CellOutcome;

/// The coverage of all assessed places on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The question.
    pub as_of: AsOf,
    /// The standard judged by.
    pub standard: StandardId,
    /// The kinds it names, in its order.
    pub kinds: Vec<KindNo>,
    /// Every relocation site and community that exists on the day, by number.
    pub places: Vec<PlaceCoverage>,
}

/// The coverage of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCoverage {
    /// The place.
    pub place: PlaceNo,
    /// Whether it is a relocation site; otherwise a village or community.
    pub is_site: bool,
    /// Its people, by the last count up to the day.
    pub population: Option<u32>,
    /// One cell a kind, in the standard's order.
    pub cells: Vec<Cell>,
    /// The cells together.
    pub status: Status,
}

/// One kind at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The kind.
    pub kind: KindNo,
    /// What the standard makes of it.
    pub state: CellState,
}

/// What the standard makes of one kind at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// The place has its own (自建).
    Own,
    /// The place uses a neighbour's (共享), and may.
    Shared {
        /// The neighbour.
        provider: PlaceNo,
    },
    /// It has its own, which does not work for the time being.
    Suspended,
    /// It has a federation, but no committee in its term.
    OutOfTerm,
    /// It has its own, not found up to its building standard.
    BelowStandard,
    /// It has none that counts.
    Missing,
    /// The standard asks for none here.
    NotRequired,
}

/// What a place's cells come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All that is required.
    Complete {
        /// Whether a neighbour's was needed for it.
        shared: bool,
    },
    /// A part of it.
    Partial {
        /// How many kinds count.
        met: u8,
        /// How many are required.
        required: u8,
    },
    /// Nothing of it.
    None,
}

impl CellState {
    /// Whether the requirement is met.
    pub const fn is_met(self) -> bool {
        matches!(self, Self::Own | Self::Shared { .. })
    }

    /// The code in JSON and CSV, whoever the provider is.
    pub const fn as_str(self) -> &'static str {
        CellOutcome::of(self).as_str()
    }
}

impl Status {
    /// The code in JSON and CSV, without the numbers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete { shared: false } => "complete_own",
            Self::Complete { shared: true } => "complete_shared",
            Self::Partial { .. } => "partial",
            Self::None => "none",
        }
    }

    pub(crate) fn of(cells: &[Cell]) -> Self {
        let required = cells.iter().filter(|c| c.state != CellState::NotRequired).count();
        let met = cells.iter().filter(|c| c.state.is_met()).count();
        if met == required {
            Self::Complete { shared: cells.iter().any(|c| matches!(c.state, CellState::Shared { .. })) }
        } else if met == 0 {
            Self::None
        } else {
            let count = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
            Self::Partial { met: count(met), required: count(required) }
        }
    }
}

impl PlaceCoverage {
    /// The state of a kind; `None` where the standard does not name it.
    pub fn state(&self, kind: KindNo) -> Option<CellState> {
        self.cells.iter().find(|cell| cell.kind == kind).map(|cell| cell.state)
    }

    /// The same place, judged by one of its kinds only.
    #[must_use]
    pub fn judged_by(mut self, kind: KindNo) -> Self {
        self.cells.retain(|cell| cell.kind == kind);
        self.status = Status::of(&self.cells);
        self
    }
}

impl Coverage {
    /// Judges all places by a standard.
    pub fn judge(facts: &Facts, as_of: AsOf, standard: &Standard) -> Self {
        let rules = rules(facts, standard);
        let judge = |(place, record): (PlaceNo, &PlaceRecord)| {
            let on_day = record.on_day(as_of);
            on_day.is_assessed().then(|| judge_place_on_day(facts, place, &on_day, as_of, &rules))
        };
        let parts = in_parts(&facts.places, |part| facts.places.within(part).filter_map(judge).collect::<Vec<_>>());
        Self {
            as_of,
            standard: standard.id.clone(),
            kinds: rules.iter().map(|(kind, _)| *kind).collect(),
            places: parts.into_iter().flatten().collect(),
        }
    }

    /// Judges one place; `None` if coverage is not assessed for it on that day.
    pub fn judge_one(facts: &Facts, place: PlaceNo, as_of: AsOf, standard: &Standard) -> Option<PlaceCoverage> {
        let is_assessed = facts.places.get(place)?.is_assessed(as_of);
        is_assessed.then(|| judge_place(facts, place, as_of, &rules(facts, standard)))
    }
}

/// A requirement of a standard.
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a> {
    pub(crate) requirement: &'a Requirement,
    pub(crate) standard: &'a Standard,
}

impl Rule<'_> {
    /// Whether it asks for a committee in its term.
    pub(crate) const fn asks_for_term(self) -> bool {
        self.requirement.committee_term_years.is_some() || self.requirement.committee_in_term
    }

    /// Whether another one judges every place alike.
    pub(crate) fn is_like(self, other: Self) -> bool {
        let has_like_terms = !self.requirement.committee_in_term || self.standard.terms == other.standard.terms;
        self.requirement == other.requirement && has_like_terms
    }
}

/// The requirements whose kinds the catalogue has; a standard is adopted only with such.
pub(crate) fn rules<'a>(facts: &Facts, standard: &'a Standard) -> Vec<(KindNo, Rule<'a>)> {
    let rule = |requirement: &'a Requirement| {
        Some((facts.catalogue.kind(requirement.kind.as_str())?, Rule { requirement, standard }))
    };
    standard.requirements.iter().filter_map(rule).collect()
}

pub(crate) fn judge_place(facts: &Facts, place: PlaceNo, as_of: AsOf, rules: &[(KindNo, Rule<'_>)]) -> PlaceCoverage {
    let on_day = facts.places.get(place).map(|record| record.on_day(as_of)).unwrap_or_default();
    judge_place_on_day(facts, place, &on_day, as_of, rules)
}

fn judge_place_on_day(
    facts: &Facts,
    place: PlaceNo,
    on_day: &PlaceOnDay,
    as_of: AsOf,
    rules: &[(KindNo, Rule<'_>)],
) -> PlaceCoverage {
    let cells: Vec<Cell> = cells(facts, place, on_day, as_of, rules).collect();
    let status = Status::of(&cells);
    PlaceCoverage { place, is_site: on_day.state == PlaceState::Site, population: on_day.population, cells, status }
}

/// What each rule makes of a place.
pub(crate) fn cells(
    facts: &Facts,
    place: PlaceNo,
    on_day: &PlaceOnDay,
    as_of: AsOf,
    rules: &[(KindNo, Rule<'_>)],
) -> impl Iterator<Item = Cell> {
    let (is_site, population) = (on_day.state == PlaceState::Site, on_day.population);
    rules.iter().map(move |&(kind, rule)| {
        let need = if is_site { rule.requirement.sites } else { rule.requirement.communities };
        Cell { kind, state: judge_cell(facts, place, kind, as_of, rule, need, population) }
    })
}

fn judge_cell(
    facts: &Facts,
    place: PlaceNo,
    kind: KindNo,
    as_of: AsOf,
    rule: Rule<'_>,
    need: Need,
    population: Option<u32>,
) -> CellState {
    if need == Need::NotRequired {
        return CellState::NotRequired;
    }
    let own = judge_own(facts, place, kind, as_of, rule);
    if own == CellState::Own || !sharing_counts(need, population) {
        return own;
    }
    match provider_in_order(facts, place, kind, as_of, rule) {
        Some(provider) => CellState::Shared { provider },
        None => own,
    }
}

/// Whether a neighbour's element will do.
pub(crate) fn sharing_counts(need: Need, population: Option<u32>) -> bool {
    match need {
        Need::NotRequired | Need::Own => false,
        Need::OwnOrShared => true,
        Need::OwnFrom(people) => population.is_none_or(|population| population < people),
    }
}

/// The agreed provider, if its own element counts.
pub(crate) fn provider_in_order(
    facts: &Facts,
    place: PlaceNo,
    kind: KindNo,
    as_of: AsOf,
    rule: Rule<'_>,
) -> Option<PlaceNo> {
    let provider = facts.sharings.provider(place, kind, as_of)?;
    let exists = facts.places.get(provider)?.is_open(as_of);
    (exists && judge_own(facts, provider, kind, as_of, rule) == CellState::Own).then_some(provider)
}

/// What a place's own element comes to.
pub(crate) fn judge_own(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, rule: Rule<'_>) -> CellState {
    match facts.elements.standing(place, kind, as_of) {
        Standing::Absent | Standing::Closed => CellState::Missing,
        Standing::Suspended => CellState::Suspended,
        Standing::Open if is_out_of_term(facts, place, kind, as_of, rule) => CellState::OutOfTerm,
        Standing::Open
            if rule.requirement.must_pass_inspection
                && facts.elements.last_inspection(place, kind, as_of) != Some(true) =>
        {
            CellState::BelowStandard
        }
        Standing::Open => CellState::Own,
    }
}

/// The days such that it matters for the day asked about whether an election was by then or after
/// it: its term has run out, or another term holds. `None` where the standard asks for no term.
pub(crate) fn election_turns(facts: &Facts, kind: KindNo, as_of: AsOf, rule: Rule<'_>) -> Option<Vec<Date>> {
    if !asks_for_term(facts, kind, rule) {
        return None;
    }
    let terms = rule.standard.terms.iter().filter(|_| rule.requirement.committee_in_term);
    let years = rule.requirement.committee_term_years.into_iter().chain(terms.clone().map(|term| term.years));
    let run_out = years.filter_map(|years| as_of.effective.checked_sub(i64::from(years).years()).ok());
    let mut turns: Vec<Date> = run_out.chain(terms.filter_map(|term| term.from.yesterday().ok())).collect();
    turns.retain(|turn| *turn < as_of.effective);
    turns.sort_unstable();
    turns.dedup();
    Some(turns)
}

fn asks_for_term(facts: &Facts, kind: KindNo, rule: Rule<'_>) -> bool {
    rule.asks_for_term() && facts.catalogue.kind(WOMENS_FEDERATION) == Some(kind)
}

/// Whether the standard asks for a committee in its term and the place's federation has none.
pub(crate) fn is_out_of_term(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, rule: Rule<'_>) -> bool {
    if !asks_for_term(facts, kind, rule) {
        return false;
    }
    let Some(federation) = facts.federations.at(place, as_of) else { return true };
    let Some(committee) = federation.committee_on(as_of) else { return true };
    term_end(facts, federation, &committee, as_of, rule).is_some_and(|ends| ends <= as_of.effective)
}

/// The day from which a committee's term is over by what a requirement asks; `None` where it asks
/// for none, or the standard's terms say nothing of so early an election.
pub(crate) fn term_end(
    facts: &Facts,
    federation: &FederationRecord,
    committee: &CommitteeInOffice,
    as_of: AsOf,
    rule: Rule<'_>,
) -> Option<Date> {
    let Requirement { committee_term_years, committee_in_term, .. } = rule.requirement;
    let elected = as_of.day_of(committee.elected, committee.position);
    let by_years = committee_term_years.map(|years| elected.checked_add(i64::from(years).years()).unwrap_or(Date::MAX));
    let level = facts.level_of_federation(federation, as_of).filter(|_| *committee_in_term);
    let term = level.and_then(|level| rule.standard.term_of_office(level, elected));
    let by_terms = term.map(|term| term.ends_on(elected));
    by_years.into_iter().chain(by_terms).min()
}
