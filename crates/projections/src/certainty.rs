//! Certain, possible, no: what places may be, where facts have open dates.
//!
//! A place without such facts is what [`Coverage`](crate::Coverage) says. Any other has a
//! [`Prospect`]: the states that its cells can have in the worlds of the question. Facts that bear
//! on several cells, or on the place itself, are gone through first; given them, the cells do not
//! depend on each other.

use std::collections::BTreeMap;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::{PartialDate, PlaceNo, Position};
use jiff::civil::Date;

use crate::bearing::{Which, providers};
use crate::chronology::Chronology;
use crate::coverage::{Cell, CellState, PlaceCoverage, Rule, election_turns, judge_place, rules};
use crate::open_dates::{
    AskedOfKind, InWorld, Open, OpenFact, Ordered, World, asked_in, of_cell, of_place, one_each, worlds,
};

/// Whether something is so, where dates leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// In no world.
    No,
    /// In some worlds.
    Possible,
    /// In every world.
    Certain,
}

impl Certainty {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
            Self::No => "no",
        }
    }
}

/// What places may be on a day, by a standard: those of which dates leave something open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospects {
    /// The question.
    pub as_of: AsOf,
    /// The places, by number.
    pub places: BTreeMap<PlaceNo, Prospect>,
    /// The division to which they are narrowed down.
    pub(crate) within: Option<PlaceNo>,
}

/// What one place may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// The place.
    pub place: PlaceNo,
    /// The division above it in a world in which it exists.
    pub above: Option<PlaceNo>,
    /// Everything it may be.
    pub outlooks: Vec<Outlook>,
    /// The facts whose exact day would settle it, or leave less open.
    pub hinges: Vec<Hinge>,
}

/// One thing that a place may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It is not assessed, or is left out of what is counted.
    Outside,
    /// It is assessed.
    Assessed {
        /// Whether it is a relocation site.
        is_site: bool,
        /// For each kind, in the standard's order, the states that its cell may have. Each state of
        /// one cell can go with each of another.
        cells: Vec<(KindNo, Vec<CellState>)>,
    },
}

/// How an answer hangs on the exact day of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinge {
    /// Where the fact is recorded.
    pub fact: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The day at which the answer turns.
    pub turn: Date,
    /// The kind whose cell it is.
    pub kind: KindNo,
    /// What the cell may be if the fact happened by that day; `None` where the place is not
    /// assessed.
    pub by: Vec<Option<CellState>>,
    /// What it may be if the fact happened after that day.
    pub after: Vec<Option<CellState>>,
}

/// The states of one cell, world by world.
struct Samples {
    kind: KindNo,
    open: Vec<OpenFact>,
    states: Vec<(World, Option<CellState>)>,
    /// What it may be, where there are too many worlds to look at each.
    unexplored: Option<Vec<Option<CellState>>>,
}

/// What was seen of a cell, the common facts being as in one world.
enum CellLooked {
    /// Its state in each world.
    Explored(Vec<(World, Option<CellState>)>),
    /// There are too many worlds; it may be any of these.
    Unexplored(Vec<CellState>),
}

impl CellLooked {
    fn states(self) -> Vec<CellState> {
        match self {
            Self::Explored(looked) => {
                let mut states = Vec::new();
                looked.into_iter().filter_map(|(_, state)| state).for_each(|state| add(&mut states, state));
                states
            }
            Self::Unexplored(states) => states,
        }
    }
}

impl Certainty {
    /// Of what holds in these worlds.
    pub fn of(holds: impl IntoIterator<Item = bool>) -> Self {
        let (mut any, mut all) = (false, true);
        for holds in holds {
            any |= holds;
            all &= holds;
        }
        match (any, all) {
            (false, _) => Self::No,
            (true, false) => Self::Possible,
            (true, true) => Self::Certain,
        }
    }
}

impl Prospects {
    /// Looks at every place of which dates leave something open.
    pub fn judge(facts: &Facts, as_of: AsOf, standard: &Standard) -> Self {
        let rules = rules(facts, standard);
        let mut chronology = Chronology::new(facts, as_of);
        let numbers = facts.places.iter().map(|(place, _)| place);
        let judged = |place| Some((place, Prospect::by(&mut chronology, facts, place, as_of, &rules)?));
        let places = numbers.filter_map(judged).collect();
        Self { as_of, places, within: None }
    }

    /// Whether a place is met in a cell, which the coverage has so.
    pub fn is_met(&self, place: PlaceNo, read: Cell) -> Certainty {
        let Some(prospect) = self.places.get(&place) else { return Certainty::of([read.state.is_met()]) };
        Certainty::of(prospect.cell(read.kind).iter().map(|state| state.is_some_and(CellState::is_met)))
    }

    /// Whether a place lacks what a cell stands for, which the coverage has so.
    pub fn is_gap(&self, place: PlaceNo, read: Cell) -> Certainty {
        let lacks = |state: CellState| !state.is_met() && state != CellState::NotRequired;
        let Some(prospect) = self.places.get(&place) else { return Certainty::of([lacks(read.state)]) };
        Certainty::of(prospect.cell(read.kind).iter().map(|state| state.is_some_and(lacks)))
    }
}

impl Prospect {
    /// What one place may be; `None` where dates leave nothing open.
    pub fn of(facts: &Facts, place: PlaceNo, as_of: AsOf, standard: &Standard) -> Option<Self> {
        Self::by(&mut Chronology::new(facts, as_of), facts, place, as_of, &rules(facts, standard))
    }

    fn by<'f>(
        chronology: &mut Chronology<'f>,
        facts: &'f Facts,
        place: PlaceNo,
        as_of: AsOf,
        rules: &[(KindNo, Rule<'_>)],
    ) -> Option<Self> {
        let record = facts.places.get(place)?;
        let of_place = of_place(chronology, facts, place, as_of, &thresholds(rules));
        if of_place.is_empty() && !record.is_assessed(as_of) {
            return None;
        }
        let of_cell = |(kind, rule): &(KindNo, Rule<'_>)| {
            let election_turns = election_turns(facts, *kind, as_of, *rule);
            let asked = AskedOfKind { election_turns, inspections: rule.requirement.must_pass_inspection };
            of_cell(chronology, facts, place, *kind, as_of, &asked)
        };
        let mut of_cells: Vec<Open> = rules.iter().map(of_cell).collect();
        if of_place.is_empty() && of_cells.iter().all(Open::is_empty) {
            return None;
        }
        let ordered = of_place.ordered;
        let common = common(of_place.facts, &mut of_cells);
        let looking = Looking { chronology, facts, place, as_of, rules, ordered: &ordered };
        let (outlooks, samples) = match worlds(&common, &ordered, as_of) {
            Some(worlds) if common.len() <= jiceng_domain::Completion::FACTS_MAX => {
                looking.through(&worlds, &common, &of_cells)
            }
            _ => looking.anywhere(&common, &of_cells),
        };
        // In bad history no world may be coherent; then the reading stands.
        if outlooks.is_empty() || outlooks == [looking.as_read()] {
            return None;
        }
        let above = looking.above(&common);
        Some(Self { place, above, outlooks, hinges: hinges(&samples) })
    }

    /// What a cell may be; `None` stands for a place that is not assessed.
    pub fn cell(&self, kind: KindNo) -> Vec<Option<CellState>> {
        let mut states = Vec::new();
        for outlook in &self.outlooks {
            match outlook {
                Outlook::Outside => add(&mut states, None),
                Outlook::Assessed { cells, .. } => {
                    let of_kind = cells.iter().filter(|(of, _)| *of == kind).flat_map(|(_, states)| states);
                    of_kind.for_each(|state| add(&mut states, Some(*state)));
                }
            }
        }
        states
    }
}

/// The facts about the place and those behind more than one cell; they are taken out of `of_cells`.
fn common(mut of_place: Vec<OpenFact>, of_cells: &mut [Open]) -> Vec<OpenFact> {
    let mut uses: BTreeMap<Position, usize> = BTreeMap::new();
    for fact in of_cells.iter().flat_map(|cell| &cell.facts) {
        *uses.entry(fact.position).or_default() += 1;
    }
    for fact in of_cells.iter().flat_map(|cell| &cell.facts) {
        if uses.get(&fact.position).is_some_and(|uses| *uses > 1) {
            of_place.push(fact.clone());
        }
    }
    let common = one_each(of_place);
    for of_cell in of_cells {
        of_cell.facts.retain(|fact| common.iter().all(|common| common.position != fact.position));
    }
    common
}

/// How many people there must be for an element of a place's own to be asked for, by any of the
/// rules.
pub(crate) fn thresholds(rules: &[(KindNo, Rule<'_>)]) -> Vec<u32> {
    let needs = rules.iter().flat_map(|(_, rule)| [rule.requirement.sites, rule.requirement.communities]);
    needs.filter_map(|need| if let Need::OwnFrom(people) = need { Some(people) } else { None }).collect()
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The place looked at.
struct Looking<'a, 'f> {
    chronology: &'a Chronology<'f>,
    facts: &'a Facts,
    place: PlaceNo,
    as_of: AsOf,
    rules: &'a [(KindNo, Rule<'a>)],
    /// The counts of people, of which the last counts.
    ordered: &'a [Ordered],
}

impl Looking<'_, '_> {
    fn judged(&self, as_of: AsOf, rules: &[(KindNo, Rule<'_>)]) -> Option<PlaceCoverage> {
        let is_assessed = self.facts.places.get(self.place)?.is_assessed(as_of);
        is_assessed.then(|| judge_place(self.facts, self.place, as_of, rules))
    }

    /// The one outlook that there would be if nothing were open.
    fn as_read(&self) -> Outlook {
        let cells = |place: PlaceCoverage| place.cells.iter().map(|cell| (cell.kind, vec![cell.state])).collect();
        self.judged(self.as_of, self.rules)
            .map_or(Outlook::Outside, |place| Outlook::Assessed { is_site: place.is_site, cells: cells(place) })
    }

    /// The division above, in a world in which the place is assessed.
    fn above(&self, common: &[OpenFact]) -> Option<PlaceNo> {
        let record = self.facts.places.get(self.place)?;
        let worlds = worlds(common, self.ordered, self.as_of).unwrap_or_default();
        let asked = worlds.iter().filter_map(|world| match asked_in(self.chronology, self.as_of, world) {
            InWorld::In(as_of) => Some(as_of),
            InWorld::Impossible | InWorld::TooMany => None,
        });
        let asked = asked.chain([self.as_of]);
        asked.filter(|as_of| record.is_assessed(*as_of)).find_map(|as_of| record.parent_on(as_of))
    }

    fn through(&self, worlds: &[World], common: &[OpenFact], of_cells: &[Open]) -> (Vec<Outlook>, Vec<Samples>) {
        let begin = |((kind, _), of_cell): (&(KindNo, Rule<'_>), &Open)| Samples {
            kind: *kind,
            open: [common, of_cell.facts.as_slice()].concat(),
            states: Vec::new(),
            unexplored: None,
        };
        let mut samples: Vec<Samples> = self.rules.iter().zip(of_cells).map(begin).collect();
        let mut outlooks = Vec::new();
        for world in worlds {
            let InWorld::In(as_of) = asked_in(self.chronology, self.as_of, world) else { continue };
            let judged = self.judged(as_of, &[]);
            let is_site = judged.as_ref().is_some_and(|place| place.is_site);
            let cells: Option<Vec<(KindNo, CellLooked)>> = self
                .rules
                .iter()
                .zip(of_cells)
                .map(|(rule, open)| Some((rule.0, self.cell(rule, world, open, is_site)?)))
                .collect();
            // One of the cells could not be so in this world, whatever its own facts are:
            let Some(cells) = cells else { continue };
            for ((_, looked), samples) in cells.iter().zip(&mut samples) {
                samples.note(looked);
            }
            let states = |(kind, looked): (KindNo, CellLooked)| (kind, looked.states());
            add(
                &mut outlooks,
                match judged {
                    None => Outlook::Outside,
                    Some(_) => Outlook::Assessed { is_site, cells: cells.into_iter().map(states).collect() },
                },
            );
        }
        (outlooks, samples)
    }

    /// What a cell may be, the common facts being as in `world`; `None` if it cannot be so at all.
    fn cell(&self, rule: &(KindNo, Rule<'_>), world: &World, of_cell: &Open, is_site: bool) -> Option<CellLooked> {
        let unexplored = || CellLooked::Unexplored(self.any_state(rule, is_site));
        let cases = worlds(&of_cell.facts, &of_cell.ordered, self.as_of).filter(|_| !of_cell.is_unordered);
        let Some(cases) = cases else { return Some(unexplored()) };
        let mut looked = Vec::new();
        for case in cases {
            let whole = world.and(&case);
            match asked_in(self.chronology, self.as_of, &whole) {
                InWorld::Impossible => {}
                InWorld::TooMany => return Some(unexplored()),
                InWorld::In(as_of) => {
                    let judged = self.judged(as_of, &[*rule]);
                    looked.push((whole, judged.and_then(|place| place.cells.first().map(|cell| cell.state))));
                }
            }
        }
        (!looked.is_empty()).then_some(CellLooked::Explored(looked))
    }

    /// Where there are too many open facts about the place to go through: it may be anything.
    fn anywhere(&self, common: &[OpenFact], of_cells: &[Open]) -> (Vec<Outlook>, Vec<Samples>) {
        let assessed = |is_site| {
            let cells = self.rules.iter().map(|rule| (rule.0, self.any_state(rule, is_site))).collect();
            Outlook::Assessed { is_site, cells }
        };
        let outlooks = vec![Outlook::Outside, assessed(true), assessed(false)];
        let samples = self.rules.iter().zip(of_cells).map(|(rule, of_cell)| {
            let states = [true, false].into_iter().flat_map(|is_site| self.any_state(rule, is_site));
            let mut unexplored = vec![None];
            states.for_each(|state| add(&mut unexplored, Some(state)));
            let open = [common, of_cell.facts.as_slice()].concat();
            Samples { kind: rule.0, open, states: Vec::new(), unexplored: Some(unexplored) }
        });
        (outlooks, samples.collect())
    }

    /// Every state that a cell can have at all.
    fn any_state(&self, (kind, rule): &(KindNo, Rule<'_>), is_site: bool) -> Vec<CellState> {
        let rule = rule.requirement;
        let need = if is_site { rule.sites } else { rule.communities };
        if need == Need::NotRequired {
            return vec![CellState::NotRequired];
        }
        let mut states = vec![CellState::Own, CellState::Suspended, CellState::Missing];
        if rule.committee_term_years.is_some() || rule.committee_in_term {
            states.push(CellState::OutOfTerm);
        }
        if rule.must_pass_inspection {
            states.push(CellState::BelowStandard);
        }
        if let Some(sharing) = self.facts.sharings.timeline(self.place, *kind).filter(|_| need != Need::Own) {
            states.extend(
                providers(sharing, Which::Counting(self.as_of))
                    .into_iter()
                    .map(|provider| CellState::Shared { provider }),
            );
        }
        states
    }
}

/// The facts on whose day a cell hangs: knowing it leaves less open.
fn hinges(samples: &[Samples]) -> Vec<Hinge> {
    let mut hinges = Vec::new();
    for samples in samples {
        for fact in &samples.open {
            for turn in fact.turns.iter().copied() {
                let (by, after) = samples.sides(fact.position, turn);
                let differ = by.iter().any(|state| !after.contains(state)) || after.iter().any(|s| !by.contains(s));
                // Where one side is empty, the other facts settle it.
                let is_settled = by.is_empty() || after.is_empty();
                if (differ && !is_settled) || samples.unexplored.is_some() {
                    let (fact, effective, kind) = (fact.position, fact.effective, samples.kind);
                    hinges.push(Hinge { fact, effective, turn, kind, by, after });
                }
            }
        }
    }
    hinges
}

impl Samples {
    fn note(&mut self, looked: &CellLooked) {
        match looked {
            CellLooked::Explored(looked) => self.states.extend(looked.iter().cloned()),
            CellLooked::Unexplored(states) => {
                let all = self.unexplored.get_or_insert_default();
                for state in states {
                    add(all, Some(*state));
                }
            }
        }
    }

    /// What the cell may be if the fact happened by the day, and if it happened after it.
    fn sides(&self, fact: Position, turn: Date) -> (Vec<Option<CellState>>, Vec<Option<CellState>>) {
        if let Some(all) = &self.unexplored {
            return (all.clone(), all.clone());
        }
        let (mut by, mut after) = (Vec::new(), Vec::new());
        for (world, state) in &self.states {
            let is_by = world.cases.iter().any(|case| case.fact == fact && case.days.last <= turn);
            add(if is_by { &mut by } else { &mut after }, *state);
        }
        (by, after)
    }
}
