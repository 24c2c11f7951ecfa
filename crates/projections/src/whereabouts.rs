//! Where places may lie: a township that moves to another county «in 2019» lies in one or in the
//! other.
//!
//! Each place by itself may be in several situations: what it is, and what it lies in. Those of one
//! place are found from the days that all facts together leave to its own. Those of several places
//! are put together in every way, also where one fact moves them all. So what is said to be certain
//! is; and sometimes more is said to be possible than is.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::place_on_day::PlaceOnDay;
use jiceng_domain::places::{PlaceChange, PlaceRecord, PlaceState};
use jiceng_domain::timeline::Change as _;
use jiceng_domain::{Completion, Level, PlaceNo};

use crate::certainty::Certainty;
use crate::chronology::Chronology;
use crate::divisions::{DivisionTree, Step};
use crate::open_dates::{InWorld, asked_in, of_lying, one_each, worlds};

/// Where the places of a tree may lie.
#[derive(Clone, Debug)]
pub struct Whereabouts<'t> {
    tree: &'t DivisionTree,
    /// Those of which dates leave it open.
    open: BTreeMap<PlaceNo, Vec<Situation>>,
}

/// What a place may be, and what it lies in then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Situation {
    state: PlaceState,
    level: Option<Level>,
    above: Option<PlaceNo>,
}

impl Situation {
    const fn of(on_day: PlaceOnDay) -> Self {
        Self { state: on_day.state, level: on_day.level, above: on_day.above }
    }

    fn is_of(self, level: Level) -> bool {
        self.level == Some(level)
    }
}

impl<'t> Whereabouts<'t> {
    /// Where the places of a tree may lie.
    pub fn of(facts: &Facts, tree: &'t DivisionTree) -> Self {
        let mut open = BTreeMap::new();
        let mut chronology = Chronology::new(facts, tree.as_of());
        // A place that the tree does not have lies where it does on its own day.
        let own_day = Some(tree.places_of()).filter(|own_day| *own_day != tree.as_of());
        let mut of_own_day = own_day.map(|own_day| (own_day, Chronology::new(facts, own_day)));
        for (place, record) in facts.places.iter() {
            let mut found = situations(&mut chronology, facts, (place, record), tree.as_of());
            if let Some((own_day, chronology)) = &mut of_own_day {
                let on_tree = found.clone().unwrap_or_else(|| vec![Situation::of(record.on_day(tree.as_of()))]);
                if on_tree.iter().any(|situation| situation.above.is_none())
                    && let Some(there) = situations(chronology, facts, (place, record), *own_day)
                {
                    let (loose, mut all): (Vec<_>, Vec<_>) = on_tree.into_iter().partition(|s| s.above.is_none());
                    let hang = |s: &Situation| there.iter().map(|t| Situation { above: t.above, ..*s }).collect();
                    all.extend(loose.iter().flat_map(|s| -> Vec<Situation> { hang(s) }));
                    found = Some(all);
                }
            }
            open.extend(found.map(|found| (place, found)));
        }
        Self { tree, open }
    }

    /// The tree.
    pub const fn tree(&self) -> &'t DivisionTree {
        self.tree
    }

    /// Whether dates leave nothing open.
    pub(crate) fn is_settled(&self) -> bool {
        self.open.is_empty()
    }

    /// The situations of a place: what it may be, if it is there or was.
    fn situations(&self, place: PlaceNo) -> Vec<Situation> {
        let known = |situation: &&Situation| situation.state != PlaceState::Unknown;
        let open = self.open.get(&place).map(|open| open.iter().filter(known).copied().collect::<Vec<_>>());
        open.filter(|open| !open.is_empty()).unwrap_or_else(|| vec![self.as_read(place)])
    }

    fn as_read(&self, place: PlaceNo) -> Situation {
        let (level, above) = (self.tree.level(place), self.tree.parent(place));
        Situation { state: self.tree.state(place), level, above }
    }

    /// The divisions of a level in which a place may lie; `None` stands for none of that level.
    /// `above` is where it lies if the tree does not say. See [`DivisionTree::at_level`].
    pub fn at_level(&self, place: PlaceNo, above: Option<PlaceNo>, level: Level) -> BTreeSet<Option<PlaceNo>> {
        self.first(place, above, &|step, _| self.tree.stands_for(step, level))
    }

    /// The same, where a relocation site counts as a community.
    pub(crate) fn at_level_with_sites(&self, place: PlaceNo, level: Level) -> BTreeSet<Option<PlaceNo>> {
        self.first(place, None, &|_, situation| {
            situation.is_of(level) || (level == Level::Community && situation.state == PlaceState::Site)
        })
    }

    /// Whether a place is there and of a level, where a relocation site counts as a community.
    pub(crate) fn is_of_level(&self, place: PlaceNo, level: Level) -> Certainty {
        let is_site = |s: &Situation| level == Level::Community && s.state == PlaceState::Site;
        let is_of = |situation: &Situation| situation.is_of(level) || is_site(situation);
        match self.open.get(&place) {
            Some(open) => Certainty::of(open.iter().map(is_of)),
            None => Certainty::of([is_of(&self.as_read(place))]),
        }
    }

    /// Whether a place is a division or lies in it. `above` is where it lies if the tree does not
    /// say.
    pub fn is_within(&self, place: PlaceNo, above: Option<PlaceNo>, division: PlaceNo) -> Certainty {
        let found = self.first(place, above, &|step, _| step.no == division);
        Certainty::of(found.iter().map(Option::is_some))
    }

    /// What is met first on each way up; `None` stands for a way on which nothing is met.
    fn first(
        &self,
        place: PlaceNo,
        above: Option<PlaceNo>,
        is_met: &dyn Fn(Step, &Situation) -> bool,
    ) -> BTreeSet<Option<PlaceNo>> {
        let (mut found, mut seen) = (BTreeSet::new(), HashSet::new());
        let mut waiting = vec![(place, None)];
        while let Some((no, below)) = waiting.pop() {
            for situation in self.situations(no) {
                let above = situation.above.or_else(|| above.filter(|_| no == place));
                if is_met(Step { no, level: situation.level, above, below }, &situation) {
                    found.insert(Some(no));
                    continue;
                }
                let from = (situation.state, situation.level);
                match above {
                    None => drop(found.insert(None)),
                    Some(up) => waiting.extend(seen.insert((up, from)).then_some((up, Some(from)))),
                }
            }
        }
        if found.is_empty() {
            found.insert(None); // a loop in bad history
        }
        found
    }

    /// Two trees: in one of them lies in a division all that may lie in it, in the other only what
    /// lies in it for certain. None where both are the tree itself.
    pub(crate) fn trees_within(&self, division: PlaceNo) -> Option<[DivisionTree; 2]> {
        let lies = |place: &PlaceNo| (*place, self.is_within(*place, None, division));
        let is_otherwise =
            |(place, lies): &(PlaceNo, Certainty)| *lies != Certainty::of([self.tree.is_within(*place, division)]);
        let otherwise: Vec<(PlaceNo, Certainty)> = self.open.keys().map(lies).filter(is_otherwise).collect();
        let hung = |least: Certainty| {
            // What lies in itself lies in nothing else.
            let above = |place, lies| if lies >= least { division } else { place };
            otherwise.iter().fold(self.tree.clone(), |tree, (place, lies)| tree.hung(*place, above(*place, *lies)))
        };
        (!otherwise.is_empty()).then(|| [Certainty::Possible, Certainty::Certain].map(hung))
    }
}

/// The situations of a place on a day; `None` where dates leave nothing open.
fn situations<'f>(
    chronology: &mut Chronology<'f>,
    facts: &'f Facts,
    (place, record): (PlaceNo, &'f PlaceRecord),
    as_of: AsOf,
) -> Option<Vec<Situation>> {
    let open = of_lying(chronology, facts, place, as_of);
    if open.is_empty() {
        return None;
    }
    let facts = one_each(open.facts);
    let worlds = worlds(&facts, &open.ordered, as_of).filter(|_| facts.len() <= Completion::FACTS_MAX);
    let Some(worlds) = worlds else { return Some(anywhere(record, as_of)) };
    let asked = worlds.iter().filter_map(|world| match asked_in(chronology, as_of, world) {
        InWorld::In(as_of) => Some(as_of),
        InWorld::Impossible | InWorld::TooMany => None,
    });
    let mut found: Vec<Situation> = Vec::new();
    for situation in asked.map(|as_of| Situation::of(record.on_day(as_of))) {
        if !found.contains(&situation) {
            found.push(situation);
        }
    }
    let as_read = Situation::of(record.on_day(as_of));
    // In bad history no world may be coherent; then the reading stands.
    (!found.is_empty() && found != [as_read]).then_some(found)
}

/// Where there is too much to go through: it may be whatever it is said to be, wherever.
fn anywhere(record: &PlaceRecord, as_of: AsOf) -> Vec<Situation> {
    let changes: Vec<&PlaceChange> = record.timeline.counting(as_of).map(|entry| entry.change).collect();
    let levels: BTreeSet<Option<Level>> =
        changes.iter().filter_map(|change| change.code()).map(|code| Some(code.level())).chain([None]).collect();
    let above: BTreeSet<PlaceNo> =
        changes.iter().flat_map(|change| [change.parent(), change.merged_into()]).flatten().collect();
    let is_site = changes.iter().any(|change| matches!(change, PlaceChange::SiteRegistered { .. }));
    let begins = changes.iter().any(|change| change.begins());
    let mut found = Vec::new();
    for level in levels {
        let state = match level {
            Some(_) => PlaceState::Division,
            None if is_site => PlaceState::Site,
            None => PlaceState::Ended,
        };
        found.extend(above.iter().map(|above| Situation { state, level, above: Some(*above) }));
    }
    found.extend(begins.then_some(Situation { state: PlaceState::Unknown, level: None, above: None }));
    found
}
