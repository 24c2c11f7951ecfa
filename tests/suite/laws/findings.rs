//! Findings: what was known counts and nothing else, and single facts are judged as a plain scan of
//! the log does.

use std::collections::BTreeSet;

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Event, Evidence, Position, Reading, Recorded};
use jiceng_projections::Projections;
use jiceng_projections::elections::office::{OfficeState, offices};
use jiceng_projections::findings::{Finding, FindingCode};
use jiceng_testkit::answers::some_days_of;
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::{document, text};
use jiceng_testkit::recorder::original_of;
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::projections::findings::findings_at;

/// A log in which facts rest on papers of other days, and are recorded sooner or later.
#[derive(Clone, Debug)]
struct Log {
    events: Vec<Recorded>,
    days: Vec<Date>,
}

/// Whatever was decided: evidence and the day of recording have no part in it here.
fn any_log() -> impl Strategy<Value = Log> {
    (any_history(), vec((0_u8..4, -40_i32..40, 0_i32..400), 1..60)).prop_map(|(history, draws)| {
        let mut recorded_on = Date::MIN;
        let mut log = Log { events: history.log().to_vec(), days: Vec::new() };
        for (recorded, (papers, before, late)) in log.events.iter_mut().zip(draws.iter().cycle()) {
            let effective = recorded.fact.effective;
            let paper = |n: u8| {
                let dated = effective.first() - (i64::from(*before) + i64::from(n)).days();
                let title = (n != 2).then(|| text("工作总结"));
                Evidence { dated: (n != 1).then_some(dated), title, ..document("柳妇〔2020〕7号") }
            };
            recorded.fact.evidence = (0..*papers).map(paper).collect();
            recorded_on = recorded_on.max(effective.first() + (*late).days());
            log.days.push(recorded_on);
        }
        log
    })
}

fn fold(log: &Log, events: usize) -> Projections {
    let mut projections = Projections::default();
    for (recorded, day) in log.events.iter().zip(&log.days).take(events) {
        projections.evolve(recorded, *day, original_of(&log.events, &recorded.fact.event));
    }
    projections
}

/// A standard that asks for everything that can be asked for.
fn strict() -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    for requirement in &mut standard.requirements {
        requirement.must_pass_inspection = true;
        requirement.committee_term_years = Some(1);
    }
    standard
}

/// The facts of one kind of doubt, found by reading the log.
fn scanned(log: &Log, code: FindingCode, as_of: AsOf) -> Vec<Position> {
    let known = || log.events.iter().filter(|e| e.position < as_of.known);
    let is_retraction = |e: &Recorded| matches!(e.fact.event, Event::EventRetracted(_));
    let retractions = known().filter(|e| is_retraction(e));
    let withdrawn: Vec<_> = retractions.filter_map(|e| Some(original_of(&log.events, &e.fact.event)?.id)).collect();
    // It says something of another fact.
    let is_announcement = |e: &Recorded| e.fact.event.original().is_some();
    let replaces = |e: &Recorded| {
        let is_replaced_by = |before: &Recorded| {
            matches!(&before.fact.event, Event::EventRetracted(retraction) if retraction.replaced)
                && before.position.plus(1) == e.position
        };
        log.events.iter().any(is_replaced_by)
    };
    let is_plan = |e: &Recorded| {
        ["target_set", "reform_issue_raised", "standard_adopted", "precedence_adopted"].contains(&e.fact.event.name())
    };
    let doubted = known().filter(|e| !is_announcement(e) && !withdrawn.contains(&e.id)).filter(|e| {
        let fact = &e.fact;
        let has_happened = fact.effective.last() <= as_of.effective;
        if code == FindingCode::FactWithoutEvidence {
            has_happened && fact.evidence.is_empty()
        } else if code == FindingCode::RecordedLate {
            let day = log.days[usize::try_from(e.position.0).unwrap()];
            has_happened && fact.effective.last() + 180.days() < day && !replaces(e)
        } else {
            let reports = fact.evidence.iter().filter(|paper| paper.title.is_some());
            let mut papers = reports.filter_map(|paper| paper.dated);
            !is_plan(e) && papers.any(|dated| dated < fact.effective.first() && dated <= as_of.effective)
        }
    });
    doubted.map(|e| e.position).collect()
}

proptest! {
    #[test]
    fn the_committees_past_their_term_are_those_that_are_overdue(history in any_history()) {
        let projections = fold(&Log { events: history.log().to_vec(), days: history.recorder.days.clone() }, usize::MAX);
        let standard = Standard::five_ones_2020().unwrap();
        for day in some_days_of(history.log(), 6).into_iter().map(|day| day + 4.years()) {
            let as_of = AsOf::on(day);
            let found = findings_at(&projections, as_of, &standard).into_iter();
            let found: BTreeSet<_> =
                found.filter(|f| f.code == FindingCode::CommitteePastTerm).filter_map(|f| f.federation).collect();
            let overdue = |as_of: AsOf| -> BTreeSet<_> {
                let offices = offices(&projections.facts, as_of, &standard, 0);
                let overdue = offices.filter(|office| office.state == OfficeState::Overdue);
                overdue.map(|office| office.federation.federation).collect()
            };
            // Not those in whose place another may have been elected by the day.
            let certain = &overdue(as_of) & &overdue(as_of.reading(Reading::Earliest));
            prop_assert_eq!(found, certain, "on {}", day);
        }
    }

    #[test]
    fn the_findings_as_known_at_a_position_are_those_of_the_log_up_to_it(log in any_log(), cut in any::<Index>()) {
        let cut = cut.index(log.events.len() + 1);
        let (whole, prefix) = (fold(&log, log.events.len()), fold(&log, cut));
        for day in some_days_of(&log.events, 6) {
            let known = AsOf::on(day).known_before(Position(cut as u64));
            for standard in [Standard::five_ones_2020().unwrap(), strict()] {
                let of_whole = findings_at(&whole, known, &standard);
                prop_assert_eq!(of_whole, findings_at(&prefix, AsOf::on(day), &standard), "on {}", day);
            }
        }
    }

    #[test]
    fn doubtful_facts_are_those_that_a_scan_of_the_log_finds(log in any_log(), cut in any::<Index>()) {
        let known = Position(cut.index(log.events.len() + 1) as u64);
        let projections = fold(&log, log.events.len());
        for day in some_days_of(&log.events, 6) {
            let as_of = AsOf::on(day).known_before(known);
            let found = findings_at(&projections, as_of, &strict());
            for code in [FindingCode::FactWithoutEvidence, FindingCode::RecordedLate, FindingCode::ClaimedBefore] {
                let mut positions: Vec<Position> =
                    found.iter().filter(|finding| finding.code == code).flat_map(|f: &Finding| f.positions.clone()).collect();
                positions.sort_unstable();
                prop_assert_eq!(positions, scanned(&log, code, as_of), "{:?} on {}", code, day);
            }
        }
    }
}
