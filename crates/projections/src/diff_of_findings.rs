//! The findings opened and closed between two questions.
//!
//! A finding is known again by its key. It is there on one side only because a fact behind it
//! counts on one side only, because its subject differs, because another target or standard asks,
//! or because so much time has passed.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::as_of::Reading;
use jiceng_domain::{PartialDate, Position};

use crate::causes::{BothQuestions, Cause, Effect, all, each_once};
use crate::diff::{DiffChange, DiffEntry};
use crate::findings::{Finding, FindingCode, FindingKey};
use crate::trials::{Besides, Differing, Mixed, bearing};

/// Finds out what opened and what closed. `effective` has when the facts behind the findings took
/// effect: the facts that [`facts_behind`] names.
pub fn diff_of_findings(
    sides: &BothQuestions<'_>,
    first: &[Finding],
    second: &[Finding],
    effective: &BTreeMap<Position, PartialDate>,
) -> Vec<DiffEntry> {
    let difference = |finding: &Finding, change| DiffEntry {
        place: finding.place,
        change,
        causes: sides.in_order(causes(sides, finding, effective)),
    };
    let opened = only_in(second, first)
        .map(|finding| difference(finding, DiffChange::FindingOpened { finding: Box::new(finding.clone()) }));
    let closed = only_in(first, second)
        .map(|finding| difference(finding, DiffChange::FindingClosed { finding: Box::new(finding.clone()) }));
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

fn causes(sides: &BothQuestions<'_>, finding: &Finding, effective: &BTreeMap<Position, PartialDate>) -> Vec<Cause> {
    let facts = finding.positions.iter().filter_map(|position| Some((*position, *effective.get(position)?)));
    let facts: Vec<(Position, PartialDate)> = facts.collect();
    let mut causes: Vec<Cause> =
        facts.iter().filter_map(|(position, effective)| sides.of_fact(*position, *effective)).collect();
    let each = |cause: &dyn Fn(Position, PartialDate) -> Option<Cause>| {
        facts.iter().filter_map(|(position, effective)| cause(*position, *effective)).collect::<Vec<Cause>>()
    };
    let passed = |(position, effective)| Cause { position, effective, effect: Effect::TimePassed };
    if !finding.code.is_about_facts() {
        causes.extend(of_subject(sides, finding));
        if let Some((bearing, besides)) = bearing_on(sides, finding, &causes) {
            causes = bearing;
            if besides.standard {
                causes.extend(sides.of_standards());
            }
            let is_there = |as_of, standard| finding.is_there(sides.facts, as_of, standard);
            let is_the_same = is_there(sides.from, sides.from_standard) == is_there(sides.to, sides.to_standard);
            if causes.is_empty() && is_the_same {
                causes = of_adoption(sides, finding);
            }
            if causes.is_empty() && is_the_same {
                // By the last days of all dates it is there on both sides.
                causes = of_what_may_have_happened(sides, finding);
            }
            if causes.is_empty() && besides.time {
                causes.extend(facts.iter().copied().map(passed));
            }
        }
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
        causes = of_what_may_have_happened(sides, finding);
    }
    if causes.is_empty() {
        let passed = |(position, effective)| Cause { position, effective, effect: Effect::TimePassed };
        causes.extend(facts.into_iter().map(passed));
    }
    causes
}

/// Those of the causes without which a finding would not be there on one side only, and what else
/// bears on it, found by trying; none where that cannot be tried.
fn bearing_on(sides: &BothQuestions<'_>, finding: &Finding, causes: &[Cause]) -> Option<(Vec<Cause>, Besides)> {
    // What targets ask for hangs on the whole tree.
    if finding.code == FindingCode::NotInspected {
        return None;
    }
    let differs = |cause: &Cause| Differing { cause: *cause, counts_first: cause.effect != Effect::Counts };
    let mut facts: Vec<Differing> = causes.iter().map(differs).collect();
    each_once(&mut facts);
    let possible = Besides {
        standard: sides.from_standard != sides.to_standard,
        time: sides.from.effective != sides.to.effective,
    };
    let found = bearing(sides, &facts, possible, |mixed: &Mixed<'_>| {
        finding.is_there(sides.facts, mixed.as_of, mixed.standard)
    });
    found.map(|found| (found.causes, found.besides))
}

/// Why a standard is in force on one side only, for a finding that is not looked for without one.
fn of_adoption(sides: &BothQuestions<'_>, finding: &Finding) -> Vec<Cause> {
    let [from, to] = [sides.from, sides.to].map(|as_of| sides.facts.standard_on(as_of).is_some());
    if finding.code.needs_adoption() && from != to { sides.of_standards() } else { Vec::new() }
}

/// What differs once each date is read as the first day that it can mean: a finding closes where a
/// fact may have happened.
fn of_what_may_have_happened(sides: &BothQuestions<'_>, finding: &Finding) -> Vec<Cause> {
    let [from, to] = [sides.from, sides.to].map(|as_of| as_of.reading(Reading::Earliest));
    let early = BothQuestions { from, to, ..*sides };
    let by_id = finding.fact.into_iter().flat_map(|fact| early.of_subject_by_id(fact));
    of_subject(&early, finding).into_iter().chain(by_id).collect()
}

/// What differs of the place, the kind with its provider, and the federation that a finding is
/// about.
fn of_subject(sides: &BothQuestions<'_>, finding: &Finding) -> Vec<Cause> {
    let mut causes = Vec::new();
    for place in finding.place.into_iter().chain(finding.provider) {
        causes.extend(sides.of_existence(place));
        let looks_at_codes = matches!(
            finding.code,
            FindingCode::CodeOfAnotherDivision
                | FindingCode::CodeCarriedTwice
                | FindingCode::BelowEndedDivision
                | FindingCode::LevelNotAbove
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
