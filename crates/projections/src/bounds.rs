//! At least, at most: the figures of a roll-up where facts have open dates.
//!
//! A place counts at least where it counts in every world, and at most where it counts in some. One
//! that may lie in several divisions counts at least in none of them, and at most in each. The sums
//! hold in every world; they are the narrowest possible where the places' open facts are their own.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::{Level, PlaceNo};

use crate::certainty::{Certainty, Outlook, Prospect, Prospects};
use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::roll_up::{DivisionTotals, Figure, KindTotals};
use crate::whereabouts::Whereabouts;

/// A roll-up's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// What is certain.
    pub at_least: DivisionTotals,
    /// What is possible.
    pub at_most: DivisionTotals,
}

impl Bounds {
    /// Whether dates leave any figure open.
    pub fn is_open(&self) -> bool {
        self.at_least != self.at_most
    }

    fn add_certain(&mut self, place: &PlaceCoverage) {
        self.at_least.add(place);
        self.at_most.add(place);
    }

    fn add(&mut self, kinds: &[KindNo], outlooks: &[Outlook]) {
        let statuses: Vec<Option<Status>> = outlooks.iter().flat_map(statuses).collect();
        let (certain, possible) = (&mut self.at_least, &mut self.at_most);
        for figure in Figure::STATUSES {
            let holds = Certainty::of(statuses.iter().map(|status| status.is_some_and(|s| figure.counts_status(s))));
            certain.totals.count(figure, holds == Certainty::Certain);
            possible.totals.count(figure, holds != Certainty::No);
        }
        for group in [&mut certain.kinds, &mut possible.kinds] {
            if group.is_empty() {
                *group = kinds.iter().map(|kind| (*kind, KindTotals::default())).collect();
            }
        }
        for ((kind, certain), (_, possible)) in certain.kinds.iter_mut().zip(&mut possible.kinds) {
            let states: Vec<Option<CellState>> = outlooks.iter().flat_map(|outlook| states(outlook, *kind)).collect();
            for figure in Figure::STATES {
                let holds = Certainty::of(states.iter().map(|state| state.is_some_and(|s| figure.counts_state(s))));
                certain.count(figure, holds == Certainty::Certain);
                possible.count(figure, holds != Certainty::No);
            }
        }
    }
}

/// Every status that an outlook allows; `None` for a place that does not count.
fn statuses(outlook: &Outlook) -> Vec<Option<Status>> {
    let Outlook::Assessed { cells, .. } = outlook else { return vec![None] };
    let required: Vec<&Vec<CellState>> =
        cells.iter().map(|(_, states)| states).filter(|s| !s.contains(&CellState::NotRequired)).collect();
    let count = |holds: &dyn Fn(&&&Vec<CellState>) -> bool| required.iter().filter(holds).count();
    let at_least = count(&|states| states.iter().all(|state| state.is_met()));
    let at_most = count(&|states| states.iter().any(|state| state.is_met()));
    let is_shared = |state: &CellState| matches!(state, CellState::Shared { .. });
    let all = required.len();
    let mut statuses = Vec::new();
    if required.iter().all(|states| states.contains(&CellState::Own)) {
        statuses.push(Some(Status::Complete { shared: false }));
    }
    if at_most == all && required.iter().any(|states| states.iter().any(is_shared)) {
        statuses.push(Some(Status::Complete { shared: true }));
    }
    // The cells do not depend on each other, so every number between is possible too.
    let part = at_least.max(1)..=at_most.min(all.saturating_sub(1));
    if let Some(met) = part.clone().next() {
        let number = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        statuses.push(Some(Status::Partial { met: number(met), required: number(all) }));
    }
    if at_least == 0 && all > 0 {
        statuses.push(Some(Status::None));
    }
    statuses
}

fn states(outlook: &Outlook, kind: KindNo) -> Vec<Option<CellState>> {
    match outlook {
        Outlook::Outside => vec![None],
        Outlook::Assessed { cells, .. } => cells
            .iter()
            .filter(|(of, _)| *of == kind)
            .flat_map(|(_, states)| states.iter().copied().map(Some))
            .collect(),
    }
}

impl Prospects {
    /// Only the places that may lie in a division. `coverage` has all places.
    #[must_use]
    pub fn within(mut self, coverage: &Coverage, whereabouts: &Whereabouts<'_>, division: PlaceNo) -> Self {
        let lies = |place: PlaceNo, above| whereabouts.is_within(place, above, division);
        let is_read = |place: PlaceNo| whereabouts.tree().is_within(place, division);
        if !whereabouts.is_settled() {
            // Dates as they are read may say otherwise than what all facts together show.
            for place in &coverage.places {
                let as_read = Certainty::of([is_read(place.place)]);
                if !self.places.contains_key(&place.place) && lies(place.place, None) != as_read {
                    self.places.insert(place.place, Prospect::as_read(place));
                }
            }
        }
        self.places.retain(|place, prospect| {
            match lies(*place, prospect.above) {
                Certainty::Certain => {}
                Certainty::Possible => prospect.may_be_outside(),
                Certainty::No if is_read(*place) => prospect.outlooks = vec![Outlook::Outside],
                Certainty::No => return false,
            }
            true
        });
        self.within = Some(division);
        self
    }

    /// Only relocation sites, or only communities.
    #[must_use]
    pub fn of_sort(mut self, only_sites: bool) -> Self {
        for prospect in self.places.values_mut() {
            for outlook in &mut prospect.outlooks {
                if matches!(outlook, Outlook::Assessed { is_site, .. } if *is_site != only_sites) {
                    *outlook = Outlook::Outside;
                }
            }
        }
        self.places.retain(|_, prospect| prospect.outlooks.iter().any(|outlook| *outlook != Outlook::Outside));
        self
    }

    /// The same places, judged by one of the kinds only.
    #[must_use]
    pub fn judged_by(mut self, kind: KindNo) -> Self {
        for prospect in self.places.values_mut() {
            prospect.hinges.retain(|hinge| hinge.kind == kind);
            for outlook in &mut prospect.outlooks {
                if let Outlook::Assessed { cells, .. } = outlook {
                    cells.retain(|(of, _)| *of == kind);
                }
            }
        }
        self
    }

    /// The bounds of all places added up. `coverage` is narrowed down like these.
    pub fn total(&self, coverage: &Coverage) -> Bounds {
        let mut bounds = Bounds::default();
        for place in &coverage.places {
            if !self.places.contains_key(&place.place) {
                bounds.add_certain(place);
            }
        }
        self.places.values().for_each(|prospect| bounds.add(&coverage.kinds, &prospect.outlooks));
        bounds
    }

    /// The bounds by the division of a level; see [`Coverage::by_level`].
    pub fn by_level(
        &self,
        coverage: &Coverage,
        whereabouts: &Whereabouts<'_>,
        level: Level,
    ) -> BTreeMap<Option<PlaceNo>, Bounds> {
        let mut groups: BTreeMap<Option<PlaceNo>, Bounds> = BTreeMap::new();
        let asked = |division: &Option<PlaceNo>| {
            division.zip(self.within).is_none_or(|(division, within)| {
                let lies = |one, other| whereabouts.is_within(one, None, other) != Certainty::No;
                lies(division, within) || lies(within, division)
            })
        };
        let mut add = |prospect: &Prospect| {
            let divisions = whereabouts.at_level(prospect.place, prospect.above, level);
            let mut prospect = prospect.clone();
            if divisions.len() > 1 {
                prospect.may_be_outside();
            }
            for division in divisions.into_iter().filter(asked) {
                groups.entry(division).or_default().add(&coverage.kinds, &prospect.outlooks);
            }
        };
        let settled = || coverage.places.iter().filter(|place| !self.places.contains_key(&place.place));
        if !whereabouts.is_settled() {
            settled().for_each(|place| add(&Prospect::as_read(place)));
        }
        self.places.values().for_each(&mut add);
        if whereabouts.is_settled() {
            for place in settled() {
                let division = whereabouts.tree().at_level(place.place, level);
                groups.entry(division).or_default().add_certain(place);
            }
        }
        groups
    }

    /// Whether a figure of statuses counts a place, which the coverage has so.
    pub fn counts(&self, read: &PlaceCoverage, figure: Figure) -> Certainty {
        let as_read = || Certainty::of([figure.counts_status(read.status)]);
        self.places.get(&read.place).map_or_else(as_read, |prospect| prospect.counts(figure, None))
    }

    /// The facts whose exact day would settle something, by position.
    pub fn facts(&self) -> BTreeSet<jiceng_domain::Position> {
        self.places.values().flat_map(|prospect| &prospect.hinges).map(|hinge| hinge.fact).collect()
    }
}

impl Prospect {
    /// A place of which nothing is open.
    fn as_read(place: &PlaceCoverage) -> Self {
        let cells = place.cells.iter().map(|cell| (cell.kind, vec![cell.state])).collect();
        let outlooks = vec![Outlook::Assessed { is_site: place.is_site, cells }];
        Self { place: place.place, above: None, outlooks, hinges: Vec::new() }
    }

    /// It may also lie elsewhere.
    fn may_be_outside(&mut self) {
        if !self.outlooks.contains(&Outlook::Outside) {
            self.outlooks.push(Outlook::Outside);
        }
    }

    /// Every status that the place may have; `None` where it does not count. Of those with a part,
    /// one.
    pub fn statuses(&self) -> Vec<Option<Status>> {
        let mut found: Vec<Option<Status>> = Vec::new();
        let same = |a: &Option<Status>, b: &Option<Status>| {
            a == b || matches!((a, b), (Some(Status::Partial { .. }), Some(Status::Partial { .. })))
        };
        for status in self.outlooks.iter().flat_map(statuses) {
            if !found.iter().any(|one| same(one, &status)) {
                found.push(status);
            }
        }
        found
    }

    /// Whether a figure counts the place: of its status, or of one kind.
    pub fn counts(&self, figure: Figure, kind: Option<KindNo>) -> Certainty {
        if let Some(kind) = kind {
            let states = self.outlooks.iter().flat_map(|outlook| states(outlook, kind));
            return Certainty::of(states.map(|state| state.is_some_and(|state| figure.counts_state(state))));
        }
        let statuses = self.outlooks.iter().flat_map(statuses);
        Certainty::of(statuses.map(|status| status.is_some_and(|status| figure.counts_status(status))))
    }
}
