//! Restatement (重述): the same question at two states of knowledge, figure by figure, each change
//! of a figure led back to the places that entered or left it, and these to the facts that made
//! them.
//!
//! A figure is the size of a set of places (or of designations, institutions, for targets). So its
//! change is what entered less what left, and no figure changes without something to point at. A
//! figure whose number stands although other places make it up is restated too.

mod of_targets;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::target::{TargetIn, TargetState};
use jiceng_domain::{Level, PlaceNo, Position, TargetId};

use crate::causes::{BothQuestions, Cause};
use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::divisions::DivisionTree;
use crate::measure::{Counted, MeasuredDay};

/// A figure that is another, or made up of others, for the second question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// Where it counts.
    pub scope: Scope,
    /// What it counts.
    pub figure: RestatedFigure,
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
pub enum RestatedFigure {
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
    Kind(KindNo, CellOutcome),
    /// What a target counts.
    Target(TargetId),
}

/// The state of a cell, whoever the provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellOutcome {
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
    /// None of their own, and no neighbour's.
    Missing,
    /// None, and none is required.
    NotRequired,
}

impl RestatedFigure {
    /// The code in JSON and CSV; the kind with its state, or the target, stands beside it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Complete => "complete",
            Self::CompleteOwn => "complete_own",
            Self::CompleteShared => "complete_shared",
            Self::Partial => "partial",
            Self::None => "none",
            Self::Kind(..) => "kind",
            Self::Target(_) => "target",
        }
    }

    /// The state that a figure of a kind counts.
    pub const fn tally(&self) -> Option<CellOutcome> {
        if let Self::Kind(_, tally) = self { Some(*tally) } else { None }
    }

    /// The target that a figure counts for.
    pub const fn target(&self) -> Option<&TargetId> {
        if let Self::Target(target) = self { Some(target) } else { None }
    }
}

impl CellOutcome {
    /// The state of a cell.
    pub const fn of(state: CellState) -> Self {
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

    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Shared => "shared",
            Self::Suspended => "suspended",
            Self::OutOfTerm => "out_of_term",
            Self::BelowStandard => "below_standard",
            Self::Missing => "missing",
            Self::NotRequired => "not_required",
        }
    }
}

impl From<CellState> for CellOutcome {
    fn from(state: CellState) -> Self {
        Self::of(state)
    }
}

/// What each figure is made up of.
type Figures = BTreeMap<(Scope, RestatedFigure), BTreeSet<Counted>>;

/// The answers to one of the questions.
struct Answers {
    tree: DivisionTree,
    places: BTreeMap<PlaceNo, PlaceCoverage>,
    targets: BTreeMap<TargetId, TargetIn>,
    figures: Figures,
}

/// The figures that changed from the first question to the second: the whole, then by county, each
/// in the order of [`RestatedFigure`]. A target of the second question that was set only later, or
/// was not known to be, is asked of the first as well: what it counts is the same question at both.
pub fn restate(sides: &BothQuestions<'_>) -> Vec<Restated> {
    let targets = targets(sides, sides.to);
    let mut targets_then = targets.clone();
    targets_then.extend(self::targets(sides, sides.from).into_iter().filter(|(id, _)| targets.contains_key(id)));
    let tree = |as_of| DivisionTree::on(sides.facts, as_of);
    let (from_tree, to_tree) = (tree(sides.from), tree(sides.to));
    let ground = |as_of, standard, tree| MeasuredDay { facts: sides.facts, as_of, standard, tree };
    let first = Answers::of(&ground(sides.from, sides.from_standard, &from_tree), targets_then);
    let second = Answers::of(&ground(sides.to, sides.to_standard, &to_tree), targets);
    let mut keys: Vec<&(Scope, RestatedFigure)> = first.figures.keys().chain(second.figures.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let both = Both { sides, first: &first, second: &second, trees: RefCell::default() };
    keys.into_iter().filter_map(|key| both.restated(key)).collect()
}

/// The targets that are set for a question.
fn targets(sides: &BothQuestions<'_>, as_of: AsOf) -> BTreeMap<TargetId, TargetIn> {
    let set = sides.facts.targets.iter().filter_map(|(id, _)| match sides.facts.targets.state_on(id, as_of) {
        TargetState::Set(target) => Some((id.clone(), *target)),
        TargetState::Unknown | TargetState::Withdrawn => None,
    });
    set.collect()
}

impl Answers {
    fn of(ground: &MeasuredDay<'_>, targets: BTreeMap<TargetId, TargetIn>) -> Self {
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
            answers.figures.insert((Scope::All, RestatedFigure::Target(id.clone())), counted.into_iter().collect());
        }
        answers
    }
}

/// The figures that a place counts in.
fn figures_of(place: &PlaceCoverage) -> Vec<RestatedFigure> {
    let mut figures = vec![RestatedFigure::Places];
    figures.extend(figures_of_status(place.status));
    figures.extend(place.cells.iter().map(|cell| RestatedFigure::Kind(cell.kind, cell.state.into())));
    figures
}

fn figures_of_status(status: Status) -> Vec<RestatedFigure> {
    match status {
        Status::Complete { shared: true } => vec![RestatedFigure::Complete, RestatedFigure::CompleteShared],
        Status::Complete { shared: false } => vec![RestatedFigure::Complete, RestatedFigure::CompleteOwn],
        Status::Partial { .. } => vec![RestatedFigure::Partial],
        Status::None => vec![RestatedFigure::None],
    }
}

/// Trees by which facts count for them.
type Trees = BTreeMap<Vec<(Position, bool)>, Rc<DivisionTree>>;

/// Both answers side by side.
struct Both<'a> {
    sides: &'a BothQuestions<'a>,
    first: &'a Answers,
    second: &'a Answers,
    /// The trees of questions between the two, by which facts count for them.
    trees: RefCell<Trees>,
}

impl Both<'_> {
    fn restated(&self, key: &(Scope, RestatedFigure)) -> Option<Restated> {
        let (scope, figure) = key;
        let none = BTreeSet::new();
        let [said, now] = [self.first, self.second].map(|answers| answers.figures.get(key).unwrap_or(&none));
        let moved = |counted: &Counted, entered| Moved {
            counted: counted.clone(),
            entered,
            causes: self.sides.in_order(self.causes(*scope, figure, counted)),
        };
        let left = said.difference(now).map(|counted| moved(counted, false));
        let moved: Vec<Moved> = now.difference(said).map(|counted| moved(counted, true)).chain(left).collect();
        let size = |set: &BTreeSet<Counted>| u32::try_from(set.len()).unwrap_or(u32::MAX);
        let restated = Restated { scope: *scope, figure: figure.clone(), said: size(said), now: size(now), moved };
        (!restated.moved.is_empty()).then_some(restated)
    }

    fn causes(&self, scope: Scope, figure: &RestatedFigure, counted: &Counted) -> Vec<Cause> {
        if let RestatedFigure::Target(id) = figure {
            return self.of_target(id, counted);
        }
        // Only targets count anything but places.
        if let Counted::Place(place) = counted { self.of_figure(scope, figure, *place) } else { Vec::new() }
    }

    /// Why a place is counted on one side only.
    fn of_figure(&self, scope: Scope, figure: &RestatedFigure, place: PlaceNo) -> Vec<Cause> {
        let counts = |answers: &Answers| {
            let whole = answers.figures.get(&(Scope::All, figure.clone()));
            whole.is_some_and(|places| places.contains(&Counted::Place(place)))
        };
        let mut causes = Vec::new();
        if counts(self.first) != counts(self.second) {
            causes.extend(match figure {
                RestatedFigure::Kind(kind, tally) => {
                    self.sides.of_cell_read(place, *kind, |state| state.map(CellOutcome::from) == Some(*tally))
                }
                RestatedFigure::Places => self.sides.of_assessment(place),
                RestatedFigure::Complete
                | RestatedFigure::CompleteOwn
                | RestatedFigure::CompleteShared
                | RestatedFigure::Partial
                | RestatedFigure::None
                | RestatedFigure::Target(_) => self.sides.of_status_read(place, |judged| {
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
