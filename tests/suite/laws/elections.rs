//! A second, naive reading of the committees in office and their terms, to compare with.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::federation::FederationChange;
use jiceng_domain::places::PlaceState;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::timeline::Change as _;
use jiceng_domain::{
    AsOf, Event, Facts, FederationId, Level, PartialDate, Place, PlaceNo, Position, Reading, Recorded,
};
use jiceng_projections::DivisionTree;
use jiceng_projections::elections::federations_on;
use jiceng_projections::elections::held::round;
use jiceng_projections::elections::office::{Office, OfficeState, offices};
use jiceng_projections::elections::totals::{OfficeTotals, by_level};
use jiceng_projections::measure::{Counted, MeasuredDay};
use jiceng_testkit::answers::{readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::{day, text};
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

use super::in_order::place_of;
use super::model::{counting, stood_for};

/// Rules that change within the years of the histories, longer and shorter.
const RULES: [(Level, &str, u8); 5] = [
    (Level::Community, "2017-09-10", 1),
    (Level::Community, "2018-07-20", 2),
    (Level::Community, "2019-08-15", 1),
    (Level::County, "2017-01-01", 1),
    (Level::Township, "2018-01-01", 1),
];
const DUE_WITHIN: u16 = 200;

/// What is known of a federation: place, term, date of election, persons, earliest and latest end,
/// state for certain and at worst.
type Line = (String, Option<(u16, String, Vec<String>, Option<[Date; 2]>)>, [&'static str; 2]);

/// The first and the last day on which a term ends, by trying every day that the date can mean.
fn ends(level: Level, elected: PartialDate) -> Option<[Date; 2]> {
    let days = elected.first().series(1.day()).take_while(|day| *day <= elected.last());
    let end = |day: Date| {
        let rules = RULES.iter().filter(|(of, from, _)| *of == level && self::day(from) <= day);
        let (_, _, years) = rules.max_by_key(|(_, from, _)| self::day(from))?;
        Some(day + i64::from(*years).years())
    };
    let ends: Vec<Date> = days.map(end).collect::<Option<_>>()?;
    Some([*ends.iter().min()?, *ends.iter().max()?])
}

fn state(end: Option<Date>, on: Date) -> &'static str {
    match end {
        None => "no_term",
        Some(end) if end <= on => "overdue",
        Some(end) if end <= on + i64::from(DUE_WITHIN).days() => "due",
        Some(_) => "in_term",
    }
}

/// Whether an event is about a federation itself, or about its committees; `None` if about neither.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to a federation")]
fn is_of_committees(event: &Event, id: &FederationId) -> Option<bool> {
    match event {
        Event::FederationFounded(e) => (e.federation == *id).then_some(false),
        Event::FederationRenamed(e) => (e.federation == *id).then_some(false),
        Event::FederationDissolved(e) => (e.federation == *id).then_some(false),
        Event::FederationsMerged(e) => e.from.contains(id).then_some(false),
        Event::ExecutiveCommitteeElected(e) => (e.federation == *id).then_some(true),
        Event::SeatFilled(e) => (e.federation == *id).then_some(true),
        Event::SeatVacated(e) => (e.federation == *id).then_some(true),
        Event::CommitteeMet(e) => (e.federation == *id).then_some(true),
        _ => None,
    }
}

/// Where a fact stands among those of its day: what takes the place of another one of the same sort
/// stands where that one stood.
fn rank(log: &[Recorded], of: &Recorded, id: &FederationId) -> Position {
    let sort = |e: &Recorded| is_of_committees(&e.fact.event, id);
    stood_for(log, of).filter(|e| sort(e) == sort(of)).map_or(of.position, |e| rank(log, e, id))
}

/// The facts about a federation that count and may have happened, beginnings by their first day,
/// all else by its last.
fn may_have_happened<'a>(log: &'a [Recorded], id: &FederationId, as_of: AsOf) -> Vec<&'a Recorded> {
    let begins = |e: &Event| matches!(e, Event::FederationFounded(_) | Event::ExecutiveCommitteeElected(_));
    let mut happened: Vec<&Recorded> = counting(log, as_of);
    let day = |e: &Recorded, first: bool| if first { e.fact.effective.first() } else { e.fact.effective.last() };
    happened.retain(|e| is_of_committees(&e.fact.event, id).is_some());
    let is_end = |e: &Recorded| matches!(e.fact.event, Event::SeatVacated(_));
    happened.retain(|e| day(e, is_end(e) || as_of.reading == Reading::Earliest) <= as_of.effective);
    happened.sort_by_key(|e| (place_of(e.fact.effective, begins(&e.fact.event)), rank(log, e, id), e.position));
    happened
}

/// Whether a federation ended in a time that is not over, but before another was founded at its
/// place.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to it")]
fn is_followed(log: &[Recorded], facts: &Facts, id: &FederationId, as_of: AsOf) -> bool {
    let counting = counting(log, as_of);
    let day = as_of.effective;
    let founded_at = |e: &Recorded| match &e.fact.event {
        Event::FederationFounded(founded) => {
            let record = facts.federations.get(facts.federations.find(&founded.federation)?)?;
            record.timeline.all().find(|entry| entry.position == e.position).and_then(|entry| match entry.change {
                FederationChange::Founded { place, .. } => Some((founded.federation.clone(), *place)),
                _ => None,
            })
        }
        _ => None,
    };
    let order = |e: &Recorded, begins| (place_of(e.fact.effective, begins), rank(log, e, id), e.position);
    let foundings = || counting.iter().filter_map(|e| Some((*e, founded_at(e)?)));
    let own = foundings().filter(|(_, (of, _))| of == id);
    let Some((founded, (_, at))) = own.min_by_key(|(e, _)| order(e, true)) else { return false };
    let after = foundings().filter(|(e, (of, place))| {
        let comes_after = order(e, false) > order(founded, true);
        of != id && *place == at && e.fact.effective.last() <= day && comes_after
    });
    let days: Vec<Date> = after.map(|(e, _)| e.fact.effective.last()).collect();
    let ends = counting.iter().filter(|e| match &e.fact.event {
        Event::FederationDissolved(ended) => ended.federation == *id,
        Event::FederationsMerged(merged) => merged.from.contains(id),
        _ => false,
    });
    let mut open = ends.map(|e| e.fact.effective).filter(|end| end.first() <= day && day < end.last());
    as_of.reading != Reading::Earliest
        && open.any(|end| days.iter().any(|day| end.first() <= *day && *day < end.last()))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to a federation")]
fn naive(log: &[Recorded], facts: &Facts, id: &FederationId, as_of: AsOf) -> Option<Line> {
    let (mut level, mut is_active) = (None, None);
    let mut terms: BTreeMap<u16, BTreeMap<String, u8>> = BTreeMap::new();
    let mut in_office = None;
    let events = may_have_happened(log, id, as_of);
    let mut vacated_first: BTreeSet<Position> = BTreeSet::new();
    for (index, recorded) in events.iter().enumerate() {
        let effective = recorded.fact.effective;
        let happened = if as_of.reading == Reading::Earliest { effective.first() } else { effective.last() };
        if happened > as_of.effective || vacated_first.contains(&recorded.position) {
            continue;
        }
        match &recorded.fact.event {
            Event::FederationFounded(e) if e.federation == *id && is_active.is_none() => {
                let of_place = if let Place::Division(code) = e.place { code.level() } else { Level::Community };
                (level, is_active) = (Some(of_place), Some(true));
            }
            Event::FederationDissolved(e) if e.federation == *id && is_active.is_some() => is_active = Some(false),
            Event::FederationsMerged(e) if e.from.contains(id) && is_active.is_some() => is_active = Some(false),
            Event::ExecutiveCommitteeElected(e) if e.federation == *id => {
                let seats = || e.seats.iter().map(|seat| (seat.person.to_string(), seat.role as u8)).collect();
                terms.entry(e.term).or_insert_with(seats);
                in_office = Some((e.term, recorded.fact.effective));
            }
            Event::SeatFilled(e) if e.federation == *id => {
                let Some(seats) = terms.get_mut(&e.term) else { continue };
                // Who is seated again has left the seat before.
                let left = events.iter().skip(index + 1).find(|later| {
                    let is_it =
                        matches!(&later.fact.event, Event::SeatVacated(v) if v.term == e.term && v.person == e.person);
                    let is_open = !later.fact.effective.is_exact() || !effective.is_exact();
                    is_it
                        && is_open
                        && later.fact.effective.first() <= effective.last()
                        && !vacated_first.contains(&later.position)
                });
                if let Some(left) = left.filter(|_| seats.contains_key(&e.person.to_string())) {
                    seats.remove(&e.person.to_string());
                    vacated_first.insert(left.position);
                }
                // Who sits there and did not leave takes another seat.
                seats.insert(e.person.to_string(), e.role as u8);
            }
            Event::SeatVacated(e) if e.federation == *id => {
                terms.get_mut(&e.term).map(|seats| seats.remove(&e.person.to_string()));
            }
            _ => {}
        }
    }
    if is_active != Some(true) || is_followed(log, facts, id, as_of) {
        return None;
    }
    let Some((term, elected)) = in_office else { return Some((id.to_string(), None, ["never_elected"; 2])) };
    let mut seats: Vec<(u8, String)> = terms[&term].iter().map(|(person, role)| (*role, person.clone())).collect();
    seats.sort();
    let ends = ends(level.unwrap(), elected);
    let [earliest, latest] = [0, 1].map(|n| ends.map(|ends| ends[n]));
    let committee = (term, elected.to_string(), seats.into_iter().map(|(_, person)| person).collect(), ends);
    Some((id.to_string(), Some(committee), [state(latest, as_of.effective), state(earliest, as_of.effective)]))
}

fn code(state: jiceng_projections::elections::office::OfficeState) -> &'static str {
    use jiceng_projections::elections::office::OfficeState::{Due, InTerm, NeverElected, NoTerm, Overdue};
    match state {
        InTerm => "in_term",
        Due => "due",
        Overdue => "overdue",
        NeverElected => "never_elected",
        NoTerm => "no_term",
    }
}

/// Whether the place that a federation is of exists: not ended, and not withdrawn.
fn place_exists(facts: &Facts, id: &FederationId, as_of: AsOf) -> bool {
    let record = facts.federations.get(facts.federations.find(id).unwrap()).unwrap();
    let place = record.place(as_of).and_then(|place| facts.places.get(place));
    place.is_some_and(|place| matches!(place.state_on(as_of), PlaceState::Division | PlaceState::Site))
}

proptest! {
    /// Once the county's table counted a federation of an abolished community, and the round of
    /// elections waited for it; and a target for a level forgot what it counted without one.
    #[test]
    fn every_table_counts_the_federations_that_the_list_has(history in any_history(), cut in any::<Index>()) {
        let standard = Standard::five_ones_2020().unwrap();
        let (log, facts) = (history.log(), &history.recorder.facts);
        let known = Position(cut.index(log.len() + 1) as u64);
        for day in some_days_of(log, 12) {
            let as_of = AsOf::on(day).known_before(known);
            let tree = DivisionTree::on(facts, as_of);
            let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
            let listed: Vec<Office> = offices(facts, as_of, &standard, DUE_WITHIN).collect();
            let ids: BTreeSet<FederationId> = listed.iter().map(|office| office.federation.federation.clone()).collect();
            for office in &listed {
                prop_assert!(office.level.is_some() && facts.places.exists(office.federation.place, as_of));
            }
            for level in [Level::Township, Level::County, Level::Prefecture, Level::Province] {
                let by = by_level(&tree, level, &listed, |office| office.federation.place, OfficeTotals::add);
                prop_assert_eq!(by.values().map(|totals| totals.federations as usize).sum::<usize>(), listed.len());
            }
            let of_round: BTreeSet<FederationId> =
                round(facts, as_of, day).map(|round| round.federation.federation).collect();
            prop_assert_eq!(&of_round, &ids);
            let in_list: BTreeSet<FederationId> = federations_on(facts, as_of).map(|of| of.federation).collect();
            prop_assert_eq!(&in_list, &ids);
            // What a target counts: each election at one level, and no more are left out than the
            // list has. Within a division whose registration is withdrawn nothing is counted.
            let is_registered = |no: &PlaceNo| {
                facts.places.get(*no).is_some_and(|record| record.timeline.counting(as_of).any(|e| e.change.begins()))
            };
            let is_top = |no: &PlaceNo| !tree.lineage(*no).filter(|above| above != no).any(|above| is_registered(&above));
            let everywhere: Vec<PlaceNo> = facts.places.iter().map(|(no, _)| no).filter(is_top).collect();
            let tally = |level| {
                let measure = Measure::Elections(ElectionSelection { level, since: None });
                let tallies = everywhere.iter().map(|scope| ground.tally(&measure, *scope));
                tallies.fold((BTreeSet::new(), BTreeSet::new()), |(mut counted, mut missed), tally| {
                    counted.extend(tally.counted);
                    missed.extend(tally.missed.into_iter().map(|missed| missed.what));
                    (counted, missed)
                })
            };
            let (counted, missed) = tally(None);
            let levels = [Level::Province, Level::Prefecture, Level::County, Level::Township, Level::Community];
            let by_level: Vec<_> = levels.into_iter().map(|level| tally(Some(level))).collect();
            prop_assert_eq!(by_level.iter().map(|(counted, _)| counted.len()).sum::<usize>(), counted.len());
            prop_assert_eq!(by_level.iter().flat_map(|(counted, _)| counted.clone()).collect::<BTreeSet<_>>(), counted);
            prop_assert_eq!(by_level.iter().flat_map(|(_, missed)| missed.clone()).collect::<BTreeSet<_>>(), missed.clone());
            let left_out = |office: &&Office| office.state == OfficeState::NeverElected;
            let never: BTreeSet<Counted> =
                listed.iter().filter(left_out).map(|office| Counted::Federation(office.federation.federation.clone())).collect();
            prop_assert_eq!(missed, never);
        }
    }

    #[test]
    fn the_committees_in_office_are_a_plain_fold_of_their_events(history in any_history(), cut in any::<Index>()) {
        let mut standard = Standard::five_ones_2020().unwrap();
        let rule = |(level, from, years): (Level, &str, u8)| TermOfOffice { level, from: day(from), years, source: text("示例") };
        standard.terms = RULES.map(rule).to_vec();
        let (log, facts) = (history.log(), &history.recorder.facts);
        let known = Position(cut.index(log.len() + 1) as u64);
        let ids: Vec<FederationId> = facts.federations.iter().map(|(_, record)| record.id.clone()).collect();
        for day in some_days_of(log, 12).into_iter().flat_map(|day| [day, day + 1.year(), day + 2.years()]) {
            for as_of in readings(AsOf::on(day).known_before(known)) {
                let found: Vec<Line> = offices(facts, as_of, &standard, DUE_WITHIN).map(|office| {
                    let committee = office.federation.committee.map(|committee| {
                        let persons = committee.seats.iter().map(|seat| seat.person.to_string()).collect();
                        (committee.term, committee.elected.to_string(), persons, office.end.map(|e| [e.earliest, e.latest]))
                    });
                    (office.federation.federation.to_string(), committee, [code(office.state), code(office.at_worst)])
                }).collect();
                let there = ids.iter().filter(|id| place_exists(facts, id, as_of));
                let naive: Vec<Line> = there.filter_map(|id| naive(log, facts, id, as_of)).collect();
                prop_assert_eq!(found, naive, "{:?}", as_of);
            }
        }
    }
}
