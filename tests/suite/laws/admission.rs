//! What was admitted, fits: a history without retractions passes over nothing but what an earlier
//! period, recorded after it and without its end, stands in the way of.

use std::fmt::Debug;

use jiceng_domain::catalogue::CatalogueList;
use jiceng_domain::committee::Committees;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::{ElementState, Standing};
use jiceng_domain::federation::{FederationRecord, FederationState};
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::person::PersonState;
use jiceng_domain::places::PlaceState;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::standard::StandardState;
use jiceng_domain::target::TargetState;
use jiceng_domain::timeline::{Change as _, Machine, Timeline};
use jiceng_domain::{AsOf, Facts, Place};
use jiceng_testkit::answers::{days_of, places_of};
use jiceng_testkit::generate::any_untangled_history;
use proptest::prelude::*;

/// Folds a whole timeline, and fails at a change without effect, unless an earlier period of the
/// same thing that was recorded after it stands in its way, or in the way of the beginning that it
/// belongs to.
fn fits<M: Machine<Change: Debug + PartialEq> + Debug>(
    subject: &dyn Debug,
    timeline: &Timeline<M::Change>,
) -> Result<(), TestCaseError> {
    let as_of = AsOf::on(jiff::civil::Date::MAX);
    let all = timeline.effects_on::<M>(as_of);
    let is_early = |n: usize, of: usize| {
        let (early, later) = (&all[n], &all[of]);
        early.has_effect
            && early.entry.position > later.entry.position
            && early.entry.change.opens_like(later.entry.change)
    };
    let mut is_open = false;
    for (n, step) in all.iter().enumerate().filter(|(_, step)| !step.has_effect && !step.repeats) {
        is_open |= (0..n).any(|earlier| is_early(earlier, n));
        if !is_open {
            return Err(TestCaseError::fail(format!("{subject:?}: {:?} of {timeline:?}", step.entry)));
        }
    }
    Ok(())
}

fn everything_fits(facts: &Facts) -> Result<(), TestCaseError> {
    let kinds: Vec<_> = facts
        .catalogue
        .list(CatalogueList::ElementKind)
        .filter_map(|e| facts.catalogue.kind(e.code.as_str()))
        .collect();
    for (no, record) in facts.places.iter() {
        fits::<PlaceState>(&no, &record.timeline)?;
        for &kind in &kinds {
            facts.elements.timeline(no, kind).map_or(Ok(()), |t| fits::<ElementState>(&(no, kind), t))?;
            facts.sharings.timeline(no, kind).map_or(Ok(()), |t| fits::<SharedWith>(&(no, kind), t))?;
        }
    }
    for (_, record) in facts.federations.iter() {
        fits::<FederationState>(&record.id, &record.timeline)?;
        fits::<Committees>(&record.id, &record.committees)?;
    }
    facts.designations.iter().try_for_each(|(id, t)| fits::<DesignationState>(id, t))?;
    facts.institutions.iter().try_for_each(|(id, t)| fits::<InstitutionState>(id, t))?;
    facts.standards.iter().try_for_each(|(id, t)| fits::<StandardState>(id, t))?;
    facts.targets.iter().try_for_each(|(id, t)| fits::<TargetState>(id, t))?;
    facts.reform_issues.iter().try_for_each(|(id, t)| fits::<ReformIssueState>(id, t))?;
    facts.persons.iter().try_for_each(|(id, t)| fits::<PersonState>(id, t))
}

proptest! {
    #[test]
    fn nothing_accepted_must_be_passed_over(history in any_untangled_history()) {
        everything_fits(&history.recorder.facts)?;
    }

    #[test]
    fn every_open_place_is_found_by_the_name_it_has_that_day(history in any_untangled_history()) {
        let facts = &history.recorder.facts;
        for day in days_of(history.log()) {
            let as_of = AsOf::on(day);
            for (no, record) in facts.places.iter().filter(|(_, r)| r.is_open(as_of)) {
                let name = record.place_on(as_of).expect("an open place has a name");
                prop_assert_eq!(facts.places.find(&name, as_of), Some(no), "{} on {}", name, day);
            }
        }
    }

    #[test]
    fn a_place_has_one_federation_at_a_time(history in any_untangled_history()) {
        let facts = &history.recorder.facts;
        for day in days_of(history.log()) {
            let as_of = AsOf::on(day);
            for place in places_of(history.log()) {
                let Some(no) = facts.places.find(&place, as_of) else { continue };
                let kind = facts.catalogue.kind("womens_federation").unwrap();
                let without_effect = facts.without_effect(as_of);
                let founded = |r: &&FederationRecord| {
                    let founding = r.timeline.on(as_of).find(|e| e.change.begins());
                    founding.is_some_and(|e| !without_effect.contains_key(&e.position))
                };
                let active = facts.federations.ever_at(no).filter(|r| r.is_active(as_of)).filter(founded).count();
                prop_assert!(active <= 1, "{} federations at {} on {}", active, place, day);
                let is_element = matches!(facts.elements.standing(no, kind, as_of), Standing::Open | Standing::Suspended);
                prop_assert_eq!(active == 1, is_element, "{} on {}", Place::clone(&place), day);
            }
        }
    }
}
