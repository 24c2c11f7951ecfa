//! What was admitted, fits: a history without retractions holds nothing that it must pass over.

use std::fmt::Debug;

use jiceng_domain::catalogue::CatalogueList;
use jiceng_domain::committee::Committees;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::{ElementState, Standing};
use jiceng_domain::federation::FederationState;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::person::PersonState;
use jiceng_domain::places::PlaceState;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::standard::StandardState;
use jiceng_domain::target::TargetState;
use jiceng_domain::timeline::{Machine, Timeline};
use jiceng_domain::{AsOf, Facts, Place};
use jiceng_testkit::answers::{days_of, places_of};
use jiceng_testkit::generate::any_untangled_history;
use proptest::prelude::*;

/// Folds a whole timeline, and fails at a change that its state does not allow.
fn fits<M: Machine<Change: Debug + PartialEq> + Debug>(
    subject: &dyn Debug,
    timeline: &Timeline<M::Change>,
) -> Result<(), TestCaseError> {
    let mut state = M::default();
    for entry in timeline.all() {
        match state.after(entry.change) {
            Some(next) => state = next,
            None => return Err(TestCaseError::fail(format!("{subject:?} is {state:?}: {entry:?} of {timeline:?}"))),
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
                let active = facts.federations.ever_at(no).filter(|r| r.is_active(as_of)).count();
                prop_assert!(active <= 1, "{} federations at {} on {}", active, place, day);
                let kind = facts.catalogue.kind("womens_federation").unwrap();
                let is_element = matches!(facts.elements.standing(no, kind, as_of), Standing::Open | Standing::Suspended);
                prop_assert_eq!(active == 1, is_element, "{} on {}", Place::clone(&place), day);
            }
        }
    }
}
