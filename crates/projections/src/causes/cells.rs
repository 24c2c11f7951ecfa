//! Why cells, and what they come to, are others: what each of them reads, and which of it bears on
//! the change.

use jiceng_domain::PlaceNo;
use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_FEDERATION};
use jiceng_domain::committee::{CommitteeChange, CommitteeInOffice};
use jiceng_domain::element::ElementChange;
use jiceng_domain::federation::{FederationChange, FederationRecord};
use jiceng_domain::places::PlaceChange;
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::timeline::Entry;

use super::{BothQuestions, Cause, Effect, all, differing, each_once, is_of_state};
use crate::coverage::{CellState, PlaceCoverage, Rule, judge_place, rules, term_end};
use crate::trials::{Besides, Differing, Mixed, bearing};

impl<'a> BothQuestions<'a> {
    /// Why one kind at a place is another cell.
    pub fn of_cell(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        self.of_cell_read(place, kind, |state| state)
    }

    /// Why one kind at a place is something else to whoever reads its state; there is none where
    /// the place is not assessed, or the standard does not name the kind.
    pub(crate) fn of_cell_read<V: PartialEq>(
        &self,
        place: PlaceNo,
        kind: KindNo,
        read: impl Fn(Option<CellState>) -> V,
    ) -> Vec<Cause> {
        self.of_judged(place, &[kind], |judged| read(judged.and_then(|judged| judged.state(kind))))
    }

    /// Why a place is something else to whoever reads how it is judged.
    pub(crate) fn of_status_read<V: PartialEq>(
        &self,
        place: PlaceNo,
        read: impl Fn(Option<&PlaceCoverage>) -> V,
    ) -> Vec<Cause> {
        let named = [self.from_standard, self.to_standard].into_iter().flat_map(|standard| rules(self.facts, standard));
        let mut kinds: Vec<KindNo> = named.map(|(kind, _)| kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        self.of_judged(place, &kinds, |judged| read(judged.as_ref()))
    }

    fn of_judged<V: PartialEq>(
        &self,
        place: PlaceNo,
        kinds: &[KindNo],
        read: impl Fn(Option<PlaceCoverage>) -> V,
    ) -> Vec<Cause> {
        let mut facts: Vec<Differing> = kinds.iter().flat_map(|kind| self.in_cell(place, *kind)).collect();
        each_once(&mut facts);
        let judged = |mixed: &Mixed<'_>| read(self.judged(place, kinds, mixed.as_of, mixed.standard));
        let possible = Besides {
            standard: kinds.iter().any(|kind| !self.has_like_rules(*kind)),
            time: self.from.effective != self.to.effective && kinds.iter().any(|kind| self.asks_for_term(*kind)),
        };
        let found = bearing(self, &facts, possible, judged);
        let (mut causes, besides) = match found {
            Some(found) => (found.causes, found.besides),
            None => (all(facts), possible),
        };
        if besides.standard {
            causes.extend(self.of_standards());
        }
        if besides.time {
            causes.extend(kinds.iter().flat_map(|kind| self.of_terms_run_out(place, *kind)));
        }
        self.in_order(causes)
    }

    /// A place judged by some kinds; none where it is not assessed.
    fn judged(&self, place: PlaceNo, kinds: &[KindNo], as_of: AsOf, standard: &Standard) -> Option<PlaceCoverage> {
        let record = self.facts.places.get(place)?;
        let mut rules = rules(self.facts, standard);
        rules.retain(|(kind, _)| kinds.contains(kind));
        record.is_assessed(as_of).then(|| judge_place(self.facts, place, as_of, &rules))
    }

    fn rule(&self, standard: &'a Standard, kind: KindNo) -> Option<Rule<'a>> {
        let code = &self.facts.catalogue.kind_entry(kind)?.code;
        let requirement = standard.requirements.iter().find(|requirement| requirement.kind == *code)?;
        Some(Rule { requirement, standard })
    }

    /// The rules of the two standards for a kind, if they have any.
    fn rules_of(&self, kind: KindNo) -> impl Iterator<Item = Rule<'a>> {
        [self.from_standard, self.to_standard].into_iter().filter_map(move |standard| self.rule(standard, kind))
    }

    pub(crate) fn has_like_rules(&self, kind: KindNo) -> bool {
        match [self.from_standard, self.to_standard].map(|standard| self.rule(standard, kind)) {
            [Some(first), Some(second)] => first.is_like(second),
            [first, second] => first.is_none() && second.is_none(),
        }
    }

    pub(crate) fn asks_for_term(&self, kind: KindNo) -> bool {
        self.facts.catalogue.kind(WOMENS_FEDERATION) == Some(kind) && self.rules_of(kind).any(Rule::asks_for_term)
    }

    /// What differs of all that a cell reads.
    pub(crate) fn in_cell(&self, place: PlaceNo, kind: KindNo) -> Vec<Differing> {
        let needs = || self.rules_of(kind).flat_map(|rule| [rule.requirement.sites, rule.requirement.communities]);
        let counts_people = needs().any(|need| matches!(need, Need::OwnFrom(_)));
        let inspections = self.rules_of(kind).any(|rule| rule.requirement.must_pass_inspection);
        let matters = |change: &PlaceChange| is_of_state(change) || (counts_people && change.people().is_some());
        let mut facts = self.in_place(place, matters);
        facts.extend(self.in_own(place, kind, inspections));
        if needs().all(|need| need == Need::Own || need == Need::NotRequired) {
            return facts;
        }
        if let Some(sharing) = self.facts.sharings.timeline(place, kind) {
            facts.extend(differing(sharing, self, |_| true));
            let agreed = sharing.on(self.from).chain(sharing.on(self.to)).map(|entry| entry.change.provider());
            let mut providers: Vec<PlaceNo> = agreed.collect();
            providers.sort_unstable();
            providers.dedup();
            for provider in providers {
                facts.extend(self.in_place(provider, is_of_state));
                facts.extend(self.in_own(provider, kind, inspections));
            }
        }
        facts
    }

    /// What differs of a place's own element and, where a term is asked for, of its federation.
    fn in_own(&self, place: PlaceNo, kind: KindNo, inspections: bool) -> Vec<Differing> {
        let mut facts = self.in_element(place, kind, inspections);
        if self.asks_for_term(kind) {
            for record in self.facts.federations.ever_at(place) {
                let exists = |e: Entry<'_, FederationChange>| !matches!(e.change, FederationChange::Renamed { .. });
                facts.extend(differing(&record.timeline, self, exists));
                let elects = |e: Entry<'_, CommitteeChange>| matches!(e.change, CommitteeChange::Elected { .. });
                facts.extend(differing(&record.committees, self, elects));
            }
        }
        facts
    }

    /// What differs of an element, with its inspections or without.
    pub(crate) fn in_element(&self, place: PlaceNo, kind: KindNo, inspections: bool) -> Vec<Differing> {
        let matters = |e: Entry<'_, ElementChange>| inspections || !matches!(e.change, ElementChange::Inspected { .. });
        self.facts.elements.timeline(place, kind).map(|t| differing(t, self, matters)).unwrap_or_default()
    }

    /// The committees in office on one of the days, of the place or a provider, that were elected
    /// by the earlier, and whose term is over on one of them only. Where another committee took
    /// office in between, or the first one's election was withdrawn, its term would have run out
    /// without that.
    pub(crate) fn of_terms_run_out(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        let [first, second] = [self.from_standard, self.to_standard].map(|standard| self.rule(standard, kind));
        let (Some(first), Some(second)) = (first.or(second), second.or(first)) else { return Vec::new() };
        let sides = [(self.from, first), (self.to, second)];
        let earlier = if self.from.effective < self.to.effective { self.from } else { self.to };
        let providers = [self.from, self.to].map(|as_of| self.facts.sharings.provider(place, kind, as_of));
        let places: Vec<PlaceNo> = providers.into_iter().flatten().chain([place]).collect();
        let office = |(place, as_of): (PlaceNo, AsOf)| {
            let federation = self.facts.federations.at(place, as_of)?;
            Some((federation, federation.committee_on(as_of)?))
        };
        let run_out = |(federation, committee): &(&FederationRecord, CommitteeInOffice)| {
            let over = sides.map(|(as_of, rule)| {
                let ends = term_end(self.facts, federation, committee, as_of, rule);
                ends.is_some_and(|ends| ends <= as_of.effective)
            });
            over[0] != over[1] && federation.committees.on(earlier).any(|e| e.position == committee.position)
        };
        let passed = |(_, committee): (&FederationRecord, CommitteeInOffice)| Cause {
            position: committee.position,
            effective: committee.elected,
            effect: Effect::TimePassed,
        };
        let asked = places.into_iter().flat_map(|place| [(place, self.from), (place, self.to)]);
        asked.filter_map(office).filter(run_out).map(passed).collect()
    }
}
