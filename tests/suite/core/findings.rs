//! Findings that a registry looks for by the standard in force, or by none.

use jiceng_core::domain::standard::Standard;
use jiceng_core::projections::causes::{BothQuestions, Effect};
use jiceng_core::projections::diff::DiffChange;
use jiceng_core::projections::findings::{Finding, FindingCode};
use jiceng_core::{Question, Registry};
use jiceng_testkit::make::*;
use jiceng_testkit::world::COMMUNITY;

use super::recorded::{head, of_small_world, record};

/// A federation of 2018 that never elected anybody, and the standard that ships, adopted in 2020.
fn registry() -> Registry {
    let registry = of_small_world();
    record(&registry, federation("f", COMMUNITY).on("2018-01-01")).unwrap();
    let standard = Standard::five_ones_2020().unwrap();
    let adopted = jiceng_core::domain::standard::StandardAdopted { standard };
    record(&registry, adopted.on("2020-01-01")).unwrap();
    registry
}

fn codes(found: &[Finding]) -> Vec<FindingCode> {
    let never = found.iter().filter(|finding| finding.code.needs_adoption());
    never.map(|finding| finding.code).collect()
}

#[test]
fn committees_never_elected_are_looked_for_once_a_standard_is_adopted_or_named() {
    let registry = registry();
    let view = |on: &str| registry.view(Question::on(day(on))).unwrap().locked().unwrap();
    assert_eq!(codes(&view("2019-12-31").findings().unwrap()), []);
    assert_eq!(codes(&view("2020-01-01").findings().unwrap()), [FindingCode::CommitteeNeverElected]);
    let named = view("2019-12-31").findings_by(&Standard::five_ones_2020().unwrap());
    assert_eq!(codes(&named), [FindingCode::CommitteeNeverElected]);
}

#[test]
fn between_two_days_they_open_with_the_adoption() {
    let registry = registry();
    let (from, to) = (
        registry.view(Question::on(day("2019-12-31"))).unwrap().locked().unwrap(),
        registry.view(Question::on(day("2020-01-01"))).unwrap().locked().unwrap(),
    );
    let standards = [&from, &to].map(|view| view.standard().unwrap().standard);
    let sides = BothQuestions {
        facts: to.facts(),
        from: from.as_of(),
        to: to.as_of(),
        from_standard: &standards[0],
        to_standard: &standards[1],
    };
    let found = to.findings_since(&from, &sides).unwrap();
    let is_it = |change: &DiffChange| matches!(change, DiffChange::FindingOpened { finding } if finding.code == FindingCode::CommitteeNeverElected);
    let opened = found.iter().find(|difference| is_it(&difference.change)).unwrap();
    let causes: Vec<_> = opened.causes.iter().map(|cause| (cause.position.0, cause.effect)).collect();
    assert_eq!(causes, [(head(&registry) - 1, Effect::Counts)]);
}
