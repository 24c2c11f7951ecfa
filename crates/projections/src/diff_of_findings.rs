//! The findings opened and closed between two questions.
//!
//! A finding is known again by its key. It is there on one side only because a fact behind it counts on
//! one side only, because its subject differs, because another target or standard asks, or because so much
//! time has passed.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::{PartialDate, Position};

use crate::causes::{Cause, Effect, Sides, all, in_order};
use crate::diff::{Change, Difference};
use crate::findings::{Finding, FindingCode, FindingKey};

/// Finds out what opened and what closed. `effective` has when the facts behind the findings took effect: the
/// facts that [`facts_behind`] names.
pub fn diff_of_findings(
    sides: &Sides<'_>,
    first: &[Finding],
    second: &[Finding],
    effective: &BTreeMap<Position, PartialDate>,
) -> Vec<Difference> {
    let difference = |finding: &Finding, change| Difference {
        place: finding.place,
        change,
        causes: in_order(causes(sides, finding, effective)),
    };
    let opened = only_in(second, first)
        .map(|finding| difference(finding, Change::FindingOpened { finding: Box::new(finding.clone()) }));
    let closed = only_in(first, second)
        .map(|finding| difference(finding, Change::FindingClosed { finding: Box::new(finding.clone()) }));
    opened.chain(closed).collect()
}

/// The facts behind the findings that are there on one side only.
pub fn facts_behind(first: &[Finding], second: &[Finding]) -> BTreeSet<Position> {
    let findings = only_in(first, second).chain(only_in(second, first));
    findings.flat_map(|finding| finding.positions.iter().copied()).collect()
}

/// The findings that are there and not in the others.
fn only_in<'f>(there: &'f [Finding], others: &[Finding]) -> impl Iterator<Item = &'f Finding> + use<'f> {
    let others: BTreeSet<FindingKey> = others.iter().map(Finding::key).collect();
    there.iter().filter(move |finding| !others.contains(&finding.key()))
}

fn causes(sides: &Sides<'_>, finding: &Finding, effective: &BTreeMap<Position, PartialDate>) -> Vec<Cause> {
    let facts = finding.positions.iter().filter_map(|position| Some((*position, *effective.get(position)?)));
    let facts: Vec<(Position, PartialDate)> = facts.collect();
    let mut causes: Vec<Cause> =
        facts.iter().filter_map(|(position, effective)| sides.of_fact(*position, *effective)).collect();
    let each = |cause: &dyn Fn(Position, PartialDate) -> Option<Cause>| {
        facts.iter().filter_map(|(position, effective)| cause(*position, *effective)).collect::<Vec<Cause>>()
    };
    if !finding.code.is_about_facts() {
        causes.extend(of_subject(sides, finding));
    } else if causes.is_empty() && finding.code == FindingCode::Contradiction {
        causes = each(&|position, effective| sides.of_rank(position, effective));
    } else if causes.is_empty() {
        // Facts that are still to come make findings too.
        causes = each(&|position, effective| sides.of_knowledge(position, effective));
    }
    if causes.is_empty() && finding.code.is_about_facts() {
        // What others did to the subject of the fact.
        causes.extend(finding.values.iter().flat_map(|value| sides.of_ground(value)));
        causes.extend(finding.place.into_iter().flat_map(|place| sides.of_all_at(place)));
        causes.extend(finding.fact.into_iter().flat_map(|fact| sides.of_subject_by_id(fact)));
    }
    if causes.is_empty() && finding.code == FindingCode::NotInspected {
        // A target can ask for places of a size, that hold a designation, or lie in a division.
        if let Some(place) = finding.place {
            causes.extend(sides.of_population(place));
            causes.extend(sides.of_designations(place));
            causes.extend(all(sides.in_lineage(place)));
        }
    }
    if causes.is_empty() {
        causes.extend(finding.target.iter().flat_map(|target| sides.of_target(target)));
        causes.extend(sides.of_standards());
    }
    if causes.is_empty() {
        let passed = |(position, effective)| Cause { position, effective, effect: Effect::TimePassed };
        causes.extend(facts.into_iter().map(passed));
    }
    causes
}

/// What differs of the place, the kind with its provider, and the federation that a finding is about.
fn of_subject(sides: &Sides<'_>, finding: &Finding) -> Vec<Cause> {
    let mut causes = Vec::new();
    for place in finding.place.into_iter().chain(finding.provider) {
        causes.extend(sides.of_existence(place));
        let looks_at_codes = matches!(
            finding.code,
            FindingCode::CodeOfAnotherDivision
                | FindingCode::CodeCarriedTwice
                | FindingCode::BelowEndedDivision
                | FindingCode::ProviderOutsidePrefecture
        );
        if looks_at_codes {
            causes.extend(sides.of_codes_of_lineage(place));
        }
        causes.extend(finding.kind.map(|kind| sides.of_element(place, kind)).unwrap_or_default());
    }
    if let Some(place) = finding.place {
        causes.extend(finding.kind.map(|kind| sides.of_agreements(place, kind)).unwrap_or_default());
        let looks_at_people = matches!(
            finding.code,
            FindingCode::LargeSiteOnlyShares | FindingCode::PopulationNeverCounted | FindingCode::PopulationOutdated
        );
        causes.extend(if looks_at_people { sides.of_population(place) } else { Vec::new() });
        if finding.code == FindingCode::CouncilBeforeFederation {
            let at_place = sides.facts.federations.ever_at(place);
            causes.extend(at_place.flat_map(|federation| sides.of_federation(federation)));
        }
    }
    let federations = &sides.facts.federations;
    if let Some(record) = finding.federation.as_ref().and_then(|id| federations.get(federations.find(id)?)) {
        causes.extend(sides.of_federation(record));
        causes.extend(sides.of_committees(record));
    }
    causes
}
