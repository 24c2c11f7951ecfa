//! A second, naive implementation of coverage, to compare with: each question is answered by
//! folding the log anew.
//!
//! It knows places by their names, so it looks at those that have one name from beginning to end;
//! what counts among statements that disagree, and what was withdrawn, it asks of the model of
//! standing.

#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::option_option,
    reason = "a model names the events that matter to it, and nothing else"
)]

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::{AsOf, Event, FederationId, Level, Place, Position, Reading, Recorded};
use jiceng_projections::{CellState, Coverage};
use jiceng_testkit::answers::{places_of, readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::world::small_world;
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::in_order::{Dated, Opens, in_order, place_of};
use super::model::{counting, stood_for};

/// A cell, its provider by name.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Own,
    Shared(Place),
    Suspended,
    OutOfTerm,
    BelowStandard,
    Missing,
    NotRequired,
}

/// What an event is to a subject: whether it begins it, and what it changes.
type Meaning<T> = Option<(bool, T)>;

/// The log as one question sees it.
struct Seen<'a> {
    log: &'a [Recorded],
    counting: Vec<&'a Recorded>,
    as_of: AsOf,
    standard: &'a Standard,
}

/// What changes about a place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum OfPlace {
    Registered { is_site: bool },
    Counted(u32),
    Ended,
    Other,
}

/// What changes about an element.
#[derive(Clone, Debug, PartialEq)]
enum OfElement {
    Established(Option<FederationId>),
    Inspected(bool),
    Suspended,
    Resumed,
    Closed,
    /// These federations ended, wherever they are.
    Ended(Vec<FederationId>),
}

impl<'a> Seen<'a> {
    /// The changes of a subject that count and have happened: by their days, beginnings by the
    /// first day that the date can mean and all else by the last; on one day as recorded, what
    /// takes the place of another where that one stood.
    fn steps<T>(&self, of: impl Fn(&Recorded) -> Meaning<T>) -> Vec<(&'a Recorded, T)> {
        let happened = |e: &Recorded| {
            let day = if self.as_of.reading == Reading::Earliest {
                e.fact.effective.first()
            } else {
                e.fact.effective.last()
            };
            day <= self.as_of.effective
        };
        self.all_steps(of).into_iter().filter(|(e, _)| happened(e)).collect()
    }

    /// The same, whether or not they have happened.
    fn all_steps<T>(&self, of: impl Fn(&Recorded) -> Meaning<T>) -> Vec<(&'a Recorded, T)> {
        let mut steps: Vec<((Date, i32), Position, &Recorded, T)> = Vec::new();
        for e in &self.counting {
            if let Some((begins, what)) = of(e) {
                steps.push((place_of(e.fact.effective, begins), rank(self.log, e, &of), e, what));
            }
        }
        steps.sort_by_key(|(day, rank, e, _)| (*day, *rank, e.position));
        steps.into_iter().map(|(_, _, e, what)| (e, what)).collect()
    }

    /// Whether a place is a relocation site, and how many people it has; `None` where it does not
    /// exist.
    fn place(&self, place: &Place) -> Option<(bool, Option<u32>)> {
        let (mut is_site, mut has_ended, mut people) = (None, false, None);
        for (_, step) in self.steps(|e| of_place(&e.fact.event, place)) {
            match step {
                OfPlace::Registered { is_site: site } => is_site = is_site.or(Some(site)),
                OfPlace::Ended => has_ended |= is_site.is_some(),
                OfPlace::Counted(number) if is_site.is_some() && !has_ended => people = Some(number),
                OfPlace::Counted(_) | OfPlace::Other => {}
            }
        }
        is_site.filter(|_| !has_ended).map(|is_site| (is_site, people))
    }

    /// What happened to an element, each with what it is then.
    fn element(&self, of: impl Fn(&Recorded) -> Meaning<OfElement>) -> Vec<(OfElement, (Cell, Option<FederationId>))> {
        type State = (Cell, Option<FederationId>);
        let after = |(cell, of): &State, step: &OfElement| -> Option<State> {
            let is_there = *cell != Cell::Missing;
            let is_its_end = |ended: &Vec<FederationId>| of.as_ref().is_some_and(|id| ended.contains(id));
            let cell = match step {
                OfElement::Established(federation) if !is_there => return Some((Cell::Own, federation.clone())),
                OfElement::Inspected(_) if is_there => cell.clone(),
                OfElement::Suspended if *cell == Cell::Own => Cell::Suspended,
                OfElement::Resumed if *cell == Cell::Suspended => Cell::Own,
                OfElement::Closed if is_there && of.is_none() => Cell::Missing,
                OfElement::Ended(ended) if is_there && is_its_end(ended) => Cell::Missing,
                _ => return None,
            };
            Some((cell, of.clone()))
        };
        let steps = self.all_steps(of).into_iter().filter_map(|(e, what)| {
            let opens = match what {
                OfElement::Established(_) => Opens::Period,
                OfElement::Suspended => Opens::Within,
                _ => Opens::No,
            };
            Dated::seen(e.fact.effective, opens, self.as_of, what)
        });
        in_order(steps.collect(), (Cell::Missing, None), after)
    }

    /// Whose element serves a place: its own if that is open, else that of the one it shares with,
    /// else its own.
    fn server(&self, place: &Place, kind: &str) -> Place {
        let is_inspection = |e: &Recorded| matches!(e.fact.event, Event::ElementInspected(_));
        let of = |e: &Recorded| if is_inspection(e) { None } else { of_element(self.log, e, place, kind) };
        let is_open = self.element(of).pop().is_some_and(|(_, (cell, _))| cell == Cell::Own);
        if is_open { place.clone() } else { self.provider(place, kind).unwrap_or_else(|| place.clone()) }
    }

    /// The place whose element an inspection is of, by what was recorded before it.
    fn inspected(&self, e: &Recorded) -> Option<(Place, bool)> {
        let Event::ElementInspected(inspection) = &e.fact.event else { return None };
        let (named, kind) = (&inspection.place, inspection.kind.as_str());
        let is_drawn = self.log.iter().take_while(|before| before.position < e.position).any(|before| {
            matches!(&before.fact.event, Event::SampleDrawn(drawn)
                if Some(&drawn.sample) == inspection.sample.as_ref() && drawn.places.contains(named))
        });
        let as_of = AsOf::on(e.fact.effective.last()).known_before(e.position);
        let then = || Seen { log: self.log, counting: counting(self.log, as_of), as_of, standard: self.standard };
        Some((if is_drawn { then().server(named, kind) } else { named.clone() }, inspection.passed))
    }

    /// What a place's own element comes to.
    fn own(&self, place: &Place, rule: &Requirement) -> Cell {
        let kind = rule.kind.as_str();
        let done = self.element(|e| match &e.fact.event {
            Event::ElementInspected(inspection) if inspection.kind.as_str() == kind => {
                let (of, passed) = self.inspected(e)?;
                (of == *place).then_some((false, OfElement::Inspected(passed)))
            }
            _ => of_element(self.log, e, place, kind),
        });
        let mut passed = false;
        for (step, _) in &done {
            match step {
                OfElement::Established(_) => passed = false,
                OfElement::Inspected(result) => passed = *result,
                _ => {}
            }
        }
        let cell = done.last().map_or(Cell::Missing, |(_, (cell, _))| cell.clone());
        if cell == Cell::Own && kind == "womens_federation" && self.is_out_of_term(place, rule) {
            Cell::OutOfTerm
        } else if cell == Cell::Own && rule.must_pass_inspection && !passed {
            Cell::BelowStandard
        } else {
            cell
        }
    }

    /// Whether a committee in its term is asked for, and the federation of a place has none.
    fn is_out_of_term(&self, place: &Place, rule: &Requirement) -> bool {
        if rule.committee_term_years.is_none() && !rule.committee_in_term {
            return false;
        }
        let elected = self.federation(place).and_then(|id| {
            let election =
                |e: &Recorded| of_committees(&e.fact.event, &id).map(|is_election| (is_election, is_election));
            self.steps(election).into_iter().filter(|(_, is_election)| *is_election).map(|(e, _)| e).next_back()
        });
        let Some(elected) = elected.map(|e| e.fact.effective) else { return true };
        let elected = if self.as_of.reading == Reading::Earliest { elected.first() } else { elected.last() };
        let of_communities = self.standard.terms.iter().filter(|t| t.level == Level::Community && t.from <= elected);
        let by_terms = of_communities.max_by_key(|term| term.from).filter(|_| rule.committee_in_term);
        let years = rule.committee_term_years.into_iter().chain(by_terms.map(|term| term.years));
        years.into_iter().any(|years| elected + i64::from(years).years() <= self.as_of.effective)
    }

    /// The federation that a place has: of several the one that was recorded last as its own.
    fn federation(&self, place: &Place) -> Option<FederationId> {
        let founded = |e: &Recorded| match &e.fact.event {
            Event::FederationFounded(founded) => Some((founded.federation.clone(), founded.place.clone())),
            _ => None,
        };
        let mut ids: Vec<FederationId> = Vec::new();
        for (id, at) in self.log.iter().filter_map(founded) {
            if at == *place && !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into_iter().rfind(|id| {
            let (mut at, mut has_ended) = (None, false);
            for (_, founded_at) in self.steps(|e| of_federation(&e.fact.event, id)) {
                match founded_at {
                    Some(Some(founded_at)) => at = at.or(Some(founded_at)),
                    Some(None) => has_ended |= at.is_some(),
                    None => {}
                }
            }
            at.as_ref() == Some(place) && !has_ended && !self.is_followed(id, place)
        })
    }

    /// Whether a federation ended in a time that is not over, but before another was founded at its
    /// place.
    fn is_followed(&self, id: &FederationId, place: &Place) -> bool {
        let founded_here = |e: &Recorded, of: &dyn Fn(&FederationId) -> bool| match &e.fact.event {
            Event::FederationFounded(founded) => founded.place == *place && of(&founded.federation),
            _ => false,
        };
        let order = |e: &Recorded, begins: bool| {
            let rank = rank(self.log, e, &|e| of_federation(&e.fact.event, id));
            (place_of(e.fact.effective, begins), rank, e.position)
        };
        let founded = self.all_steps(|e| of_federation(&e.fact.event, id));
        let Some((founded, _)) = founded.iter().find(|(_, at)| matches!(at, Some(Some(_)))) else { return false };
        let day = self.as_of.effective;
        let ends =
            self.counting.iter().filter(|e| matches!(of_federation(&e.fact.event, id), Some((false, Some(None)))));
        let open = ends.map(|e| e.fact.effective).filter(|date| date.first() <= day && day < date.last());
        let others = self.counting.iter().filter(|e| founded_here(e, &|other| other != id));
        let others = others.filter(|e| order(e, false) > order(founded, true));
        let days: Vec<Date> = others.map(|e| e.fact.effective.last()).filter(|last| *last <= day).collect();
        let is_latest = self.as_of.reading != Reading::Earliest;
        is_latest && open.into_iter().any(|end| days.iter().any(|day| end.first() <= *day && *day < end.last()))
    }

    /// With whom a kind is shared by agreement.
    fn provider(&self, place: &Place, kind: &str) -> Option<Place> {
        let after = |with: &Option<Place>, (agreed, provider): &(bool, Place)| match (with, agreed) {
            (None, true) => Some(Some(provider.clone())),
            (Some(other), false) if other == provider => Some(None),
            _ => None,
        };
        let steps = self.all_steps(|e| of_sharing(&e.fact.event, place, kind)).into_iter();
        let opens = |agreed| if agreed { Opens::Period } else { Opens::No };
        let steps = steps.filter_map(|(e, what)| Dated::seen(e.fact.effective, opens(what.0), self.as_of, what));
        in_order(steps.collect(), None, after).pop().and_then(|(_, with)| with)
    }

    /// The cells of a place, by kind; `None` where it does not exist.
    fn cells(&self, place: &Place) -> Option<BTreeMap<String, Cell>> {
        let (is_site, people) = self.place(place)?;
        let cells = self.standard.requirements.iter().map(|rule| {
            let need = if is_site { rule.sites } else { rule.communities };
            let own = self.own(place, rule);
            let may_share = match need {
                Need::NotRequired | Need::Own => false,
                Need::OwnOrShared => true,
                Need::OwnFrom(least) => people.is_none_or(|people| people < least),
            };
            let provider = || self.provider(place, rule.kind.as_str()).filter(|_| may_share && own != Cell::Own);
            let in_order = |provider: &Place| self.place(provider).is_some() && self.own(provider, rule) == Cell::Own;
            let cell = if need == Need::NotRequired {
                Cell::NotRequired
            } else {
                provider().filter(in_order).map_or(own.clone(), Cell::Shared)
            };
            (rule.kind.to_string(), cell)
        });
        Some(cells.collect())
    }
}

/// Where a fact stands among those of its day.
fn rank<T>(log: &[Recorded], e: &Recorded, of: &impl Fn(&Recorded) -> Meaning<T>) -> Position {
    stood_for(log, e).filter(|before| of(before).is_some()).map_or(e.position, |before| rank(log, before, of))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others say nothing of whether a place exists")]
fn of_place(event: &Event, place: &Place) -> Meaning<OfPlace> {
    let is_it = |code: &jiceng_domain::DivisionCode| Place::Division(*code) == *place;
    let is_site = |site: &jiceng_domain::SiteId| Place::Site(site.clone()) == *place;
    let ended = |is_it: bool| is_it.then_some((false, OfPlace::Ended));
    match event {
        Event::DivisionRegistered(e) => is_it(&e.code).then_some((true, OfPlace::Registered { is_site: false })),
        Event::RelocationSiteRegistered(e) => is_site(&e.site).then_some((true, OfPlace::Registered { is_site: true })),
        Event::PopulationCounted(e) => (e.place == *place).then_some((false, OfPlace::Counted(e.people))),
        Event::DivisionAbolished(e) => ended(is_it(&e.code)),
        Event::DivisionsMerged(e) => ended(e.from.iter().any(is_it)),
        Event::DivisionSplit(e) => ended(is_it(&e.from) && !e.continues),
        Event::RelocationSiteClosed(e) => ended(is_site(&e.site)),
        Event::DivisionRenamed(e) => is_it(&e.code).then_some((false, OfPlace::Other)),
        Event::DivisionMoved(e) => is_it(&e.code).then_some((false, OfPlace::Other)),
        Event::RelocationSiteRenamed(e) => is_site(&e.site).then_some((false, OfPlace::Other)),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others say nothing of an element")]
fn of_element(log: &[Recorded], e: &Recorded, place: &Place, kind: &str) -> Meaning<OfElement> {
    let is_federation = kind == "womens_federation";
    let was_here = |id: &FederationId| {
        let is_founding = |e: &Recorded| matches!(&e.fact.event, Event::FederationFounded(f) if f.federation == *id && f.place == *place);
        log.iter().any(is_founding)
    };
    let ended = |ids: Vec<FederationId>| {
        let here: Vec<FederationId> = ids.into_iter().filter(|id| is_federation && was_here(id)).collect();
        (!here.is_empty()).then_some((false, OfElement::Ended(here)))
    };
    let own = |at: &Place, of: &str, step: OfElement| (at == place && of == kind).then_some((false, step));
    match &e.fact.event {
        Event::ElementEstablished(e) => {
            (e.place == *place && e.kind.as_str() == kind).then_some((true, OfElement::Established(None)))
        }
        Event::CouncilCreated(e) => {
            (e.place == *place && kind == "womens_council").then_some((true, OfElement::Established(None)))
        }
        Event::FederationFounded(e) => {
            let established = OfElement::Established(Some(e.federation.clone()));
            (e.place == *place && is_federation).then_some((true, established))
        }
        Event::ElementSuspended(e) => own(&e.place, e.kind.as_str(), OfElement::Suspended),
        Event::ElementResumed(e) => own(&e.place, e.kind.as_str(), OfElement::Resumed),
        Event::ElementClosed(e) => own(&e.place, e.kind.as_str(), OfElement::Closed),
        Event::FederationDissolved(e) => ended(vec![e.federation.clone()]),
        Event::FederationsMerged(e) => ended(e.from.clone()),
        _ => None,
    }
}

/// Where a federation was founded, or that it ended, or that something else is said of it.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others say nothing of a federation")]
fn of_federation(event: &Event, id: &FederationId) -> Meaning<Option<Option<Place>>> {
    match event {
        Event::FederationFounded(e) => (e.federation == *id).then_some((true, Some(Some(e.place.clone())))),
        Event::FederationDissolved(e) => (e.federation == *id).then_some((false, Some(None))),
        Event::FederationsMerged(e) => e.from.contains(id).then_some((false, Some(None))),
        Event::FederationRenamed(e) => (e.federation == *id).then_some((false, None)),
        _ => None,
    }
}

/// Whether an event of a federation's committees is an election.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others say nothing of committees")]
fn of_committees(event: &Event, id: &FederationId) -> Option<bool> {
    match event {
        Event::ExecutiveCommitteeElected(e) => (e.federation == *id).then_some(true),
        Event::SeatFilled(e) => (e.federation == *id).then_some(false),
        Event::SeatVacated(e) => (e.federation == *id).then_some(false),
        Event::CommitteeMet(e) => (e.federation == *id).then_some(false),
        _ => None,
    }
}

/// That a kind is shared with a place from now on, or is no longer.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others say nothing of sharing")]
fn of_sharing(event: &Event, place: &Place, kind: &str) -> Meaning<(bool, Place)> {
    let names = |kinds: &[jiceng_domain::KindCode]| kinds.iter().any(|named| named.as_str() == kind);
    match event {
        Event::SharingAgreed(e) => (e.place == *place && names(&e.kinds)).then_some((true, (true, e.provider.clone()))),
        Event::SharingEnded(e) => {
            (e.place == *place && names(&e.kinds)).then_some((false, (false, e.provider.clone())))
        }
        _ => None,
    }
}

/// The places that a name is enough to know by: a code that was given once, and not given up for
/// another.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others give and take no names")]
fn plain_places(log: &[Recorded]) -> BTreeSet<Place> {
    let mut given: Vec<Place> = Vec::new();
    let mut changed: BTreeSet<Place> = BTreeSet::new();
    for e in log {
        match &e.fact.event {
            Event::DivisionRegistered(e) => given.push(e.code.into()),
            Event::DivisionRecoded(e) => changed.extend([e.code.into(), e.new_code.into()]),
            Event::DivisionConverted(e) => changed.extend([e.code.into(), e.new_code.into()]),
            Event::DivisionSplit(e) => changed.extend(e.into.iter().map(|new| Place::from(new.code))),
            Event::DivisionMoved(e) => changed.extend(e.new_code.iter().flat_map(|new| [(*new).into(), e.code.into()])),
            Event::RelocationSiteBecameCommunity(e) => changed.extend([e.site.clone().into(), e.code.into()]),
            _ => {}
        }
    }
    let is_plain = |place: &Place| {
        let times = given.iter().filter(|named| *named == place).count();
        let is_one = match place {
            Place::Division(code) => times == 1 && code.level() == Level::Community,
            Place::Site(_) => true,
        };
        is_one && !changed.contains(place)
    };
    places_of(log).into_iter().filter(is_plain).collect()
}

/// All that a standard can ask for, of three kinds.
fn any_standard() -> impl Strategy<Value = Standard> {
    let sites = select(vec![Need::OwnFrom(800), Need::OwnFrom(500), Need::OwnOrShared, Need::Own, Need::NotRequired]);
    let communities = select(vec![Need::Own, Need::Own, Need::OwnOrShared, Need::NotRequired]);
    let years = select(vec![None, Some(1), Some(2)]);
    let rule = (sites, communities, any::<bool>(), years, any::<bool>());
    [rule.clone(), rule.clone(), rule].prop_map(|rules| {
        let mut standard = Standard::five_ones_2020().unwrap();
        standard.requirements.truncate(rules.len());
        for (rule, (sites, communities, inspected, years, in_term)) in standard.requirements.iter_mut().zip(rules) {
            (rule.sites, rule.communities, rule.must_pass_inspection) = (sites, communities, inspected);
            (rule.committee_term_years, rule.committee_in_term) = (years, in_term);
        }
        standard
    })
}

/// What the program makes of a place, in the model's words; a provider that the model does not know
/// is `None`.
fn judged(coverage: &Coverage, facts: &jiceng_domain::Facts, place: &Place) -> Option<BTreeMap<String, Option<Cell>>> {
    let no = facts.places.find(place, coverage.as_of)?;
    let judged = coverage.places.iter().find(|judged| judged.place == no)?;
    let cell = |cell: &jiceng_projections::Cell| {
        let last = AsOf { effective: Date::MAX, ..coverage.as_of };
        let state = match cell.state {
            CellState::Own => Some(Cell::Own),
            CellState::Shared { provider } => facts.places.get(provider).unwrap().place_on(last).map(Cell::Shared),
            CellState::Suspended => Some(Cell::Suspended),
            CellState::OutOfTerm => Some(Cell::OutOfTerm),
            CellState::BelowStandard => Some(Cell::BelowStandard),
            CellState::Missing => Some(Cell::Missing),
            CellState::NotRequired => Some(Cell::NotRequired),
        };
        (facts.catalogue.kind_entry(cell.kind).unwrap().code.to_string(), state)
    };
    Some(judged.cells.iter().map(cell).collect())
}

/// The kinds for which a place, or one that it shares with, ever shared with one that the model
/// does not know: what is inspected for that one may be theirs.
fn strange(log: &[Recorded], plain: &BTreeSet<Place>, place: &Place) -> BTreeSet<String> {
    let agreed = || {
        log.iter().filter_map(|e| match &e.fact.event {
            Event::SharingAgreed(e) => Some(e),
            _ => None,
        })
    };
    let providers: BTreeSet<&Place> = agreed().filter(|e| e.place == *place).map(|e| &e.provider).collect();
    let is_near = |of: &Place| of == place || providers.contains(of);
    let is_strange = |e: &&jiceng_domain::sharing::SharingAgreed| {
        (e.place == *place && !plain.contains(&e.provider)) || (is_near(&e.provider) && !plain.contains(&e.place))
    };
    agreed().filter(is_strange).flat_map(|e| e.kinds.iter().map(ToString::to_string)).collect()
}

proptest! {
    #[test]
    fn the_cells_of_a_place_are_a_plain_fold_of_the_log(
        history in any_history(),
        standard in any_standard(),
        cut in any::<Index>(),
        known_all in any::<bool>(),
    ) {
        let (log, facts) = (history.log(), &history.recorder.facts);
        let known = Position(if known_all { log.len() } else { cut.index(log.len() + 1) } as u64);
        let plain = plain_places(log);
        for day in some_days_of(&log[small_world().len()..], 8) {
            for as_of in readings(AsOf::on(day).known_before(known)) {
                let coverage = Coverage::judge(facts, as_of, &standard);
                let seen = Seen { log, counting: counting(log, as_of), as_of, standard: &standard };
                for place in &plain {
                    let strange = strange(log, &plain, place);
                    let (naive, judged) = (seen.cells(place), judged(&coverage, facts, place));
                    prop_assert_eq!(naive.is_some(), judged.is_some(), "{} exists, {:?}", place, as_of);
                    let (naive, judged) = (naive.unwrap_or_default(), judged.unwrap_or_default());
                    for (kind, cell) in naive.iter().filter(|(kind, _)| !strange.contains(*kind)) {
                        prop_assert_eq!(judged[kind].as_ref(), Some(cell), "{} of {}, {:?}", kind, place, as_of);
                    }
                    prop_assert_eq!(naive.len(), judged.len());
                }
            }
        }
    }

    /// The last adopted that was not repealed, as known.
    #[test]
    fn the_standard_in_force_is_a_plain_fold_of_the_log(history in any_history(), cut in any::<Index>()) {
        let (log, facts) = (history.log(), &history.recorder.facts);
        let known = Position(cut.index(log.len() + 1) as u64);
        let ids: BTreeSet<_> = log.iter().filter_map(|e| match &e.fact.event {
            Event::StandardAdopted(e) => Some(e.standard.id.clone()),
            _ => None,
        }).collect();
        let shipped = Standard::five_ones_2020().unwrap();
        for day in some_days_of(&log[small_world().len()..], 20) {
            for as_of in readings(AsOf::on(day).known_before(known)) {
                let seen = Seen { log, counting: counting(log, as_of), as_of, standard: &shipped };
                let in_force = ids.iter().filter_map(|id| {
                    let of = |e: &Recorded| match &e.fact.event {
                        Event::StandardAdopted(e) if e.standard.id == *id => Some((true, true)),
                        Event::StandardRepealed(e) if e.standard == *id => Some((false, false)),
                        _ => None,
                    };
                    let (last, is_adopted) = seen.steps(of).pop()?;
                    is_adopted.then(|| (place_of(last.fact.effective, false), rank(log, last, &of), id.clone()))
                });
                let naive = in_force.max().map(|(.., id)| id);
                prop_assert_eq!(facts.standard_on(as_of).map(|standard| standard.id.clone()), naive, "{:?}", as_of);
            }
        }
    }
}

/// The model says nothing of histories in which nothing happens.
#[test]
fn the_model_meets_every_state_of_a_cell() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..300 {
        let (history, standard) = (any_history(), any_standard()).new_tree(&mut runner).unwrap().current();
        let log = history.log();
        for day in some_days_of(&log[small_world().len()..], 5) {
            let as_of = AsOf::on(day);
            let seen = Seen { log, counting: counting(log, as_of), as_of, standard: &standard };
            for cell in plain_places(log).iter().filter_map(|place| seen.cells(place)).flat_map(BTreeMap::into_values) {
                *met.entry(match cell {
                    Cell::Own => "own",
                    Cell::Shared(_) => "shared",
                    Cell::Suspended => "suspended",
                    Cell::OutOfTerm => "out of term",
                    Cell::BelowStandard => "below standard",
                    Cell::Missing => "missing",
                    Cell::NotRequired => "not required",
                })
                .or_default() += 1;
            }
        }
    }
    assert!(met.len() == 7 && met.values().all(|times| *times >= 10), "{met:?}");
}
