//! Why a cell is what it is: the rule, the facts in order, and what each of them did.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_FEDERATION};
use jiceng_domain::committee::Committees;
use jiceng_domain::element::{ElementChange, ElementState, Standing};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationNo};
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::timeline::{Entry, Machine, Timeline};
use jiceng_domain::without_effect::Because;
use jiceng_domain::{PartialDate, PlaceNo, Position};
use jiff::civil::Date;

use crate::coverage::{CellState, Coverage, Rule, sharing_counts, term_end};

/// The grounds of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The place.
    pub place: PlaceNo,
    /// The kind.
    pub kind: KindNo,
    /// The answer.
    pub state: CellState,
    /// The requirement that was applied.
    pub requirement: Requirement,
    /// What it asks of this sort of place.
    pub need: Need,
    /// The people counted last.
    pub population: Option<u32>,
    /// Whether a neighbour's would do.
    pub sharing_counts: bool,
    /// What the place's own element is.
    pub own: Standing,
    /// The place with which sharing is agreed, and what its element is.
    pub provider: Option<(PlaceNo, Standing)>,
    /// The committee in office and its term, where the standard asks for one in its term.
    pub committee: Option<AskedCommittee>,
    /// The facts that bear on it, in the order in which they took effect.
    pub grounds: Vec<Ground>,
}

/// The committee that a standard asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedCommittee {
    /// Its term (届) and when it was elected; none if no committee was.
    pub elected: Option<(u16, PartialDate)>,
    /// The day from which its term is over; none if the standard's terms do not say.
    pub ends: Option<Date>,
}

/// A fact that bears on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Where it is recorded.
    pub position: Position,
    /// What it is about.
    pub about: About,
    /// Whether it counts for the question.
    pub weight: Weight,
}

/// What a fact is about, as seen from the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The place's own element.
    Own,
    /// The sharing.
    Sharing,
    /// The provider's element.
    Provider,
    /// The place's population.
    Population,
    /// The federation's committee.
    Committee,
}

impl About {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Sharing => "sharing",
            Self::Provider => "provider",
            Self::Population => "population",
            Self::Committee => "committee",
        }
    }
}

/// Whether a fact counts for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It counts.
    Counts,
    /// It happened later than the day asked about.
    NotYet,
    /// It cannot happen in the state that it meets, or what it rests on does not exist; so nothing
    /// rests on it (未生效).
    WithoutEffect(Because),
    /// It names what does not exist on a day of its date, and the rest of it counts: an agreement
    /// to share what the provider has had since.
    InPart(Because),
    /// Another statement of the same matter counts in its place.
    Outranked {
        /// The one recorded here.
        by: Position,
    },
    /// It was withdrawn.
    Withdrawn {
        /// By the retraction recorded here.
        by: Position,
    },
}

impl Weight {
    /// The code in JSON and CSV.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::NotYet => "not_yet",
            Self::WithoutEffect(_) => "without_effect",
            Self::InPart(_) => "in_part",
            Self::Outranked { .. } => "outranked",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// Explains a cell; `None` if the place is not assessed on the day or the standard does not name
/// the kind.
pub fn explain(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, standard: &Standard) -> Option<Explanation> {
    let judged = Coverage::judge_one(facts, place, as_of, standard)?;
    let state = judged.cells.iter().find(|cell| cell.kind == kind)?.state;
    let code = &facts.catalogue.kind_entry(kind)?.code;
    let requirement = standard.requirements.iter().find(|r| r.kind == *code)?.clone();
    let need = if judged.is_site { requirement.sites } else { requirement.communities };
    let provider = facts.sharings.provider(place, kind, as_of);
    Some(Explanation {
        place,
        kind,
        state,
        need,
        population: judged.population,
        sharing_counts: sharing_counts(need, judged.population),
        own: facts.elements.standing(place, kind, as_of),
        provider: provider.map(|no| (no, facts.elements.standing(no, kind, as_of))),
        committee: asked_committee(facts, place, kind, as_of, Rule { requirement: &requirement, standard }),
        grounds: grounds(facts, place, kind, as_of, need, &requirement),
        requirement,
    })
}

fn asked_committee(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, rule: Rule<'_>) -> Option<AskedCommittee> {
    let is_asked = rule.asks_for_term() && facts.catalogue.kind(WOMENS_FEDERATION) == Some(kind);
    let federation = facts.federations.at(place, as_of).filter(|_| is_asked)?;
    let committee = federation.committee_on(as_of);
    Some(AskedCommittee {
        elected: committee.as_ref().map(|committee| (committee.term, committee.elected)),
        ends: committee.and_then(|committee| term_end(facts, federation, &committee, as_of, rule)),
    })
}

/// The endings of federations that, as known, were never founded at the place: one that is founded
/// again here brings its earlier ending along.
fn closed_elsewhere(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Vec<Position> {
    let was_here = |no: FederationNo| {
        let timeline = facts.federations.get(no).map(|record| &record.timeline);
        let mut founded = timeline.into_iter().flat_map(Timeline::all).filter(|e| e.position < as_of.known);
        founded.any(|e| matches!(e.change, FederationChange::Founded { place: at, .. } if *at == place))
    };
    let closed = facts.elements.timeline(place, kind).into_iter().flat_map(Timeline::all);
    let elsewhere = closed.filter(
        |e| matches!(e.change, ElementChange::Closed { federation: Some(federation) } if !was_here(*federation)),
    );
    elsewhere.map(|e| e.position).collect()
}

fn grounds(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, need: Need, rule: &Requirement) -> Vec<Ground> {
    let mut grounds = Vec::new();
    if let Some(timeline) = facts.elements.timeline(place, kind) {
        let own = weigh_all::<ElementState>(timeline, About::Own, as_of);
        let elsewhere = closed_elsewhere(facts, place, kind, as_of);
        grounds.extend(own.into_iter().filter(|ground| !elsewhere.contains(&ground.position)));
    }
    if let Some(timeline) = facts.sharings.timeline(place, kind) {
        grounds.extend(weigh_all::<SharedWith>(timeline, About::Sharing, as_of));
    }
    if let Some(provider) = facts.sharings.provider(place, kind, as_of)
        && let Some(timeline) = facts.elements.timeline(provider, kind)
    {
        grounds.extend(weigh_all::<ElementState>(timeline, About::Provider, as_of));
    }
    let with_committee = rule.committee_term_years.is_some() || rule.committee_in_term;
    if let Some(provider) = facts.sharings.provider(place, kind, as_of) {
        if let Some(record) = facts.places.get(provider) {
            let endings: Vec<Position> = record
                .timeline
                .all()
                .filter(|e| matches!(e.change, PlaceChange::Ended(_)))
                .map(|e| e.position)
                .collect();
            let all = weigh_all::<PlaceState>(&record.timeline, About::Provider, as_of);
            grounds.extend(all.into_iter().filter(|ground| endings.contains(&ground.position)));
        }
        if let Some(federation) = facts.federations.at(provider, as_of).filter(|_| with_committee) {
            grounds.extend(weigh_all::<Committees>(&federation.committees, About::Provider, as_of));
        }
    }
    if matches!(need, Need::OwnFrom(_))
        && let Some(record) = facts.places.get(place)
    {
        let counts: BTreeSet<Position> =
            record.timeline.all().filter(|e| e.change.people().is_some()).map(|e| e.position).collect();
        let all = weigh_all::<PlaceState>(&record.timeline, About::Population, as_of);
        grounds.extend(all.into_iter().filter(|ground| counts.contains(&ground.position)));
    }
    if with_committee && let Some(federation) = facts.federations.at(place, as_of) {
        grounds.extend(weigh_all::<Committees>(&federation.committees, About::Committee, as_of));
    }
    let without_effect = facts.without_effect_of_kind(place, kind, as_of);
    for ground in grounds.iter_mut().filter(|ground| ground.weight == Weight::Counts) {
        if let Some(fact) = without_effect.get(&ground.position) {
            let because = fact.because.clone();
            ground.weight = if fact.in_part { Weight::InPart(because) } else { Weight::WithoutEffect(because) };
        }
    }
    grounds.sort_by_key(|ground| (ground.effective.last(), ground.position));
    grounds.dedup();
    grounds
}

/// What the entries of a timeline count for.
fn weigh_all<M: Machine>(timeline: &Timeline<M::Change>, about: About, as_of: AsOf) -> Vec<Ground> {
    let without_effect: BTreeMap<Position, Option<Position>> =
        timeline.without_effect_on::<M>(as_of).into_iter().map(|step| (step.entry.position, step.met)).collect();
    let has_happened = timeline.happened_on(as_of);
    let weighed = timeline.all().filter_map(|e| weigh(e, has_happened(&e), about, as_of));
    let with_effect = weighed.map(|ground| match without_effect.get(&ground.position) {
        Some(met) if ground.weight == Weight::Counts => {
            Ground { weight: Weight::WithoutEffect(Because::State(*met)), ..ground }
        }
        _ => ground,
    });
    with_effect.collect()
}

/// What an entry counts for, or `None` if it was not known.
fn weigh<C>(entry: Entry<'_, C>, has_happened: bool, about: About, as_of: AsOf) -> Option<Ground> {
    if entry.position >= as_of.known {
        return None;
    }
    let weight = match (entry.withdrawn, entry.outranked(&as_of)) {
        (Some(by), _) if by < as_of.known => Weight::Withdrawn { by },
        (_, Some(by)) => Weight::Outranked { by },
        _ if has_happened => Weight::Counts,
        _ => Weight::NotYet,
    };
    Some(Ground { effective: entry.effective, position: entry.position, about, weight })
}
