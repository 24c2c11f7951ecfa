//! Disagreements (依据不一致) of a day: what each of the sources states, which of them counts, and
//! by which rule.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::disagreement::{Group, Ranked};
use jiceng_domain::facts::Facts;
use jiceng_domain::{PartialDate, PlaceNo, Position};

use crate::about::places_of_recorded;

/// The statements of one matter, two or more, and what the precedence in force makes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The places that the statements are about; none where they are about no place.
    pub places: Vec<PlaceNo>,
    /// The name of the event that counts, as in JSON.
    pub event: &'static str,
    /// Where the first statement of the matter is recorded, whether it still stands or not.
    pub first_stated: Position,
    /// The statements, the one that counts first.
    pub statements: Vec<Stated>,
    /// Where the precedence in force is recorded, and from when on it is.
    pub precedence: Option<(Position, PartialDate)>,
    /// Whether the precedence prefers the first to all others; otherwise it counts because it was
    /// stated first.
    pub is_decided: bool,
}

/// One of the statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The codes of the kinds of its evidence, each once.
    pub kinds: Vec<String>,
    /// Its place in the order of the precedence, from 1; none where that does not name its kinds.
    pub place: Option<usize>,
}

/// The disagreements of which a statement had happened by the day, in the order in which they came
/// about.
pub fn disagreements_on(facts: &Facts, as_of: AsOf) -> Vec<Disagreement> {
    let groups = facts.disagreements.groups().iter();
    groups.filter_map(|group| disagreement(facts, group, as_of)).collect()
}

/// The disagreements of one question that were asked about: each matter is ranked once, however
/// many state it.
#[derive(Default)]
pub struct Matters {
    /// By the first statement of the matter.
    ranked: RefCell<BTreeMap<Position, Option<Arc<Disagreement>>>>,
}

impl Matters {
    /// The disagreement that a fact is in, if it is in one. The facts and the question must be the
    /// same each time.
    pub fn of(&self, facts: &Facts, as_of: AsOf, position: Position) -> Option<Arc<Disagreement>> {
        let group = facts.disagreements.group_of(position)?;
        group.statement(position).filter(|statement| statement.is_known(as_of.known))?;
        let first = group.statements().first()?.recorded.position;
        let mut ranked = self.ranked.borrow_mut();
        ranked.entry(first).or_insert_with(|| in_words(facts, group, as_of).map(Arc::new)).clone()
    }
}

fn disagreement(facts: &Facts, group: &Group, as_of: AsOf) -> Option<Disagreement> {
    let found = in_words(facts, group, as_of)?;
    let has_happened = |stated: &Stated| as_of.has_happened(stated.effective, stated.position);
    found.statements.iter().any(has_happened).then_some(found)
}

fn in_words(facts: &Facts, group: &Group, as_of: AsOf) -> Option<Disagreement> {
    let ranking = facts.disagreements.ranking(group, as_of)?;
    let mut seen: BTreeSet<PlaceNo> = BTreeSet::new();
    let places = ranking.statements.iter().flat_map(|ranked| places_of_recorded(facts, &ranked.statement.recorded));
    let places: Vec<PlaceNo> = places.filter(|place| seen.insert(*place)).collect();
    let precedence = facts.disagreements.precedence_on(as_of).map(|e| (e.position, e.effective));
    Some(Disagreement {
        places,
        event: ranking.statements.first().map(|first| first.statement.recorded.fact.event.name())?,
        first_stated: group.statements().first()?.recorded.position,
        statements: ranking.statements.iter().map(stated).collect(),
        precedence,
        is_decided: ranking.is_decided,
    })
}

fn stated(ranked: &Ranked<'_>) -> Stated {
    let recorded = &ranked.statement.recorded;
    let mut kinds: Vec<String> = ranked.statement.kinds().map(str::to_owned).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let (position, effective) = (recorded.position, recorded.fact.effective);
    Stated { position, effective, kinds, place: ranked.place.map(|place| place + 1) }
}
