//! Restatement (重述): the same question at two states of knowledge, figure by figure, each change of a
//! figure led back to the places that entered or left it, and these to the facts that made them.
//!
//! A figure is the size of a set of places (or of designations, institutions, for targets). So its change
//! is what entered less what left, and no figure changes without something to point at. A figure whose
//! number stands although other places make it up is restated too.

mod of_targets;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::target::{TargetIn, TargetState};
use jiceng_domain::{Level, PlaceNo, Position, TargetId};

use crate::causes::{Cause, Sides, in_order};
use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::divisions::DivisionTree;
use crate::measure::{Counted, Ground};

/// A figure that is another, or made up of others, for the second question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// Where it counts.
    pub scope: Scope,
    /// What it counts.
    pub figure: Figure,
    /// How many there are for the first question.
    pub said: u32,
    /// How many there are for the second.
    pub now: u32,
    /// What entered it or left it.
    pub moved: Vec<Moved>,
}

/// Something that entered or left a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What it is.
    pub counted: Counted,
    /// Whether it entered; otherwise it left.
    pub entered: bool,
    /// The facts that made it so, in the order in which they took effect.
    pub causes: Vec<Cause>,
}

/// Where a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere; for a target, in the target's own scope.
    All,
    /// In a county.
    County(PlaceNo),
    /// Where no county is known.
    NoCounty,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// All assessed places.
    Places,
    /// Those with all that is required.
    Complete,
    /// Those of them that need no neighbour for it.
    CompleteOwn,
    /// Those of them that use a neighbour's.
    CompleteShared,
    /// Those with a part.
    Partial,
    /// Those with nothing.
    None,
    /// Those whose cell of a kind is in a state.
    Kind(KindNo, Tally),
    /// What a target counts.
    Target(TargetId),
}

/// The state of a cell, whoever the provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tally {
    /// Their own.
    Own,
    /// A neighbour's.
    Shared,
    /// Their own, suspended.
    Suspended,
    /// A federation without a committee in its term.
    OutOfTerm,
    /// Their own, not found up to standard.
    BelowStandard,
    /// None.
    Missing,
    /// None, and none is required.
    NotRequired,
}

impl From<CellState> for Tally {
    fn from(state: CellState) -> Self {
        match state {
            CellState::Own => Self::Own,
            CellState::Shared { .. } => Self::Shared,
            CellState::Suspended => Self::Suspended,
            CellState::OutOfTerm => Self::OutOfTerm,
            CellState::BelowStandard => Self::BelowStandard,
            CellState::Missing => Self::Missing,
            CellState::NotRequired => Self::NotRequired,
        }
    }
}

/// What each figure is made up of.
type Figures = BTreeMap<(Scope, Figure), BTreeSet<Counted>>;

/// The answers to one of the questions.
struct Answers {
    tree: DivisionTree,
    places: BTreeMap<PlaceNo, PlaceCoverage>,
    targets: BTreeMap<TargetId, TargetIn>,
    figures: Figures,
}

/// The figures that changed from the first question to the second: the whole, then by county, each in the
/// order of [`Figure`]. A target of the second question that was set only later, or was not known to be, is
/// asked of the first as well: what it counts is the same question at both.
pub fn restate(sides: &Sides<'_>) -> Vec<Restated> {
    let targets = targets(sides, sides.to);
    let mut targets_then = targets.clone();
    targets_then.extend(self::targets(sides, sides.from).into_iter().filter(|(id, _)| targets.contains_key(id)));
    let tree = |as_of| DivisionTree::on(sides.facts, as_of);
    let (from_tree, to_tree) = (tree(sides.from), tree(sides.to));
    let ground = |as_of, standard, tree| Ground { facts: sides.facts, as_of, standard, tree };
    let first = Answers::of(&ground(sides.from, sides.from_standard, &from_tree), targets_then);
    let second = Answers::of(&ground(sides.to, sides.to_standard, &to_tree), targets);
    let mut keys: Vec<&(Scope, Figure)> = first.figures.keys().chain(second.figures.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let both = Both { sides, first: &first, second: &second, trees: RefCell::default() };
    keys.into_iter().filter_map(|key| both.restated(key)).collect()
}

/// The targets that are set for a question.
fn targets(sides: &Sides<'_>, as_of: AsOf) -> BTreeMap<TargetId, TargetIn> {
    let set = sides.facts.targets.iter().filter_map(|(id, _)| match sides.facts.targets.state_on(id, as_of) {
        TargetState::Set(target) => Some((id.clone(), *target)),
        TargetState::Unknown | TargetState::Withdrawn => None,
    });
    set.collect()
}

impl Answers {
    fn of(ground: &Ground<'_>, targets: BTreeMap<TargetId, TargetIn>) -> Self {
        let coverage = Coverage::judge(ground.facts, ground.as_of, ground.standard);
        let mut answers = Self { tree: ground.tree.clone(), places: BTreeMap::new(), targets, figures: Figures::new() };
        for place in coverage.places {
            let county = answers.tree.at_level(place.place, Level::County).map_or(Scope::NoCounty, Scope::County);
            for figure in figures_of(&place) {
                for scope in [Scope::All, county] {
                    answers.figures.entry((scope, figure.clone())).or_default().insert(Counted::Place(place.place));
                }
            }
            answers.places.insert(place.place, place);
        }
        for (id, TargetIn { set, scope }) in &answers.targets {
            let counted = ground.counted(&set.measure, *scope);
            answers.figures.insert((Scope::All, Figure::Target(id.clone())), counted.into_iter().collect());
        }
        answers
    }
}

/// The figures that a place counts in.
fn figures_of(place: &PlaceCoverage) -> Vec<Figure> {
    let mut figures = vec![Figure::Places];
    figures.extend(figures_of_status(place.status));
    figures.extend(place.cells.iter().map(|cell| Figure::Kind(cell.kind, cell.state.into())));
    figures
}

fn figures_of_status(status: Status) -> Vec<Figure> {
    match status {
        Status::Complete { shared: true } => vec![Figure::Complete, Figure::CompleteShared],
        Status::Complete { shared: false } => vec![Figure::Complete, Figure::CompleteOwn],
        Status::Partial { .. } => vec![Figure::Partial],
        Status::None => vec![Figure::None],
    }
}

/// Trees by which facts count for them.
type Trees = BTreeMap<Vec<(Position, bool)>, Rc<DivisionTree>>;

/// Both answers side by side.
struct Both<'a> {
    sides: &'a Sides<'a>,
    first: &'a Answers,
    second: &'a Answers,
    /// The trees of questions between the two, by which facts count for them.
    trees: RefCell<Trees>,
}

impl Both<'_> {
    fn restated(&self, key: &(Scope, Figure)) -> Option<Restated> {
        let (scope, figure) = key;
        let none = BTreeSet::new();
        let [said, now] = [self.first, self.second].map(|answers| answers.figures.get(key).unwrap_or(&none));
        let moved = |counted: &Counted, entered| Moved {
            counted: counted.clone(),
            entered,
            causes: in_order(self.causes(*scope, figure, counted)),
        };
        let left = said.difference(now).map(|counted| moved(counted, false));
        let moved: Vec<Moved> = now.difference(said).map(|counted| moved(counted, true)).chain(left).collect();
        let size = |set: &BTreeSet<Counted>| u32::try_from(set.len()).unwrap_or(u32::MAX);
        let restated = Restated { scope: *scope, figure: figure.clone(), said: size(said), now: size(now), moved };
        (!restated.moved.is_empty()).then_some(restated)
    }

    fn causes(&self, scope: Scope, figure: &Figure, counted: &Counted) -> Vec<Cause> {
        if let Figure::Target(id) = figure {
            return self.of_target(id, counted);
        }
        // Only targets count anything but places.
        if let Counted::Place(place) = counted { self.of_figure(scope, figure, *place) } else { Vec::new() }
    }

    /// Why a place is counted on one side only.
    fn of_figure(&self, scope: Scope, figure: &Figure, place: PlaceNo) -> Vec<Cause> {
        let counts = |answers: &Answers| {
            let whole = answers.figures.get(&(Scope::All, figure.clone()));
            whole.is_some_and(|places| places.contains(&Counted::Place(place)))
        };
        let mut causes = Vec::new();
        if counts(self.first) != counts(self.second) {
            causes.extend(match figure {
                Figure::Kind(kind, tally) => {
                    self.sides.of_cell_read(place, *kind, |state| state.map(Tally::from) == Some(*tally))
                }
                Figure::Places => self.sides.of_assessment(place),
                Figure::Complete
                | Figure::CompleteOwn
                | Figure::CompleteShared
                | Figure::Partial
                | Figure::None
                | Figure::Target(_) => self.sides.of_status_read(place, |judged| {
                    judged.is_some_and(|judged| figures_of_status(judged.status).contains(figure))
                }),
            });
        }
        let lies_in = |answers: &Answers| answers.tree.at_level(place, Level::County);
        if scope != Scope::All && lies_in(self.first) != lies_in(self.second) {
            causes.extend(self.sides.of_lineage(place, Level::County));
        }
        causes
    }
}
