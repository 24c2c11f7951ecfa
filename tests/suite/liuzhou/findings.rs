//! What an auditor finds in the Liuzhou history is what the independent reading finds, and nothing
//! else.

use std::collections::BTreeMap;

use jiceng_core::LockedView;
use jiceng_core::projections::findings::{DateOf, Finding, FindingCode};
use jiceng_testkit::fixtures::fixture;
use serde_json::Value;

use super::{asked, history, registry_of};

/// A finding as the independent reading tells it: the place, what of it, the facts it is about.
type Told = (String, String, Vec<u64>);

/// What the independent reading says of the place beside it.
fn detail(view: &LockedView, finding: &Finding) -> String {
    let date = |of| finding.date_of(of).map(|date| date.to_string());
    let kind = || finding.kind.and_then(|kind| view.kind(kind)).map(|entry| entry.code.to_string());
    let federation = || finding.federation.as_ref().map(ToString::to_string);
    let detail = match finding.code {
        FindingCode::CouncilBeforeFederation => date(DateOf::Council),
        FindingCode::CommitteePastTerm
        | FindingCode::CommitteeNeverElected
        | FindingCode::CommitteeWithTwoChairs
        | FindingCode::CommitteeWithoutChair => federation(),
        FindingCode::LargeSiteOnlyShares
        | FindingCode::ProviderClosed
        | FindingCode::NotInspected
        | FindingCode::BelowStandard => kind(),
        // The document's history holds none of the second.
        FindingCode::PopulationNeverCounted | FindingCode::SourcesDisagree => None,
        FindingCode::PopulationOutdated => date(DateOf::Counted),
        FindingCode::ClaimedBefore => date(DateOf::Dated),
        FindingCode::Contradiction | FindingCode::FactWithoutEvidence | FindingCode::RecordedLate => {
            date(DateOf::Effective)
        }
        // The independent reading looks for none of these: the history of the document is free of
        // them.
        FindingCode::WithoutEffect
        | FindingCode::CodeCarriedTwice
        | FindingCode::OpenAtEndedPlace
        | FindingCode::BelowEndedDivision
        | FindingCode::LevelNotAbove
        | FindingCode::DesignatedTwice
        | FindingCode::InspectedElsewhere
        | FindingCode::CodeOfAnotherPlace
        | FindingCode::TermsGoBackwards
        | FindingCode::FormerCommittee
        | FindingCode::ProviderOutsidePrefecture
        | FindingCode::CodeOfAnotherDivision
        | FindingCode::OrderOfOneDay
        | FindingCode::ChangesNothing => None,
    };
    detail.unwrap_or_default()
}

fn found(view: &LockedView) -> BTreeMap<&'static str, Vec<Told>> {
    let mut found: BTreeMap<&str, Vec<Told>> = BTreeMap::new();
    for finding in view.findings().unwrap() {
        let place = finding.place.and_then(|no| view.place(no)).map(|place| place.to_string());
        let positions = finding.positions.iter().map(|position| position.0).collect();
        let told = (place.unwrap_or_default(), detail(view, &finding), positions);
        found.entry(finding.code.as_str()).or_default().push(told);
    }
    for told in found.values_mut() {
        told.sort();
    }
    found
}

/// The questions and what the independent reading answers.
fn expected() -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap()).unwrap()
}

fn told(value: &Value) -> Told {
    let parts = value.as_array().unwrap();
    let text = |index: usize| parts[index].as_str().unwrap_or_default().to_owned();
    (text(0), text(1), parts[2..].iter().map(|position| position.as_u64().unwrap()).collect())
}

#[test]
fn the_findings_are_those_of_the_independent_reading_and_none_else() {
    let registry = registry_of(&history());
    for question in expected() {
        let view = registry
            .view(asked(question["as_of"].as_str().unwrap(), question["known"].as_str()))
            .unwrap()
            .locked()
            .unwrap();
        let mut found = found(&view);
        for (code, expected) in question["findings"].as_object().unwrap() {
            let mut expected: Vec<Told> = expected["list"].as_array().unwrap().iter().map(told).collect();
            expected.sort();
            let found = found.remove(code.as_str()).unwrap_or_default();
            assert_eq!(found.len(), expected.len(), "{code} of {}: {found:?}, {expected:?}", question["as_of"]);
            for ((place, detail, positions), expected) in found.iter().zip(&expected) {
                assert_eq!((place, detail), (&expected.0, &expected.1), "{code}");
                // It names the facts that a finding is about; others may stand behind it.
                assert!(expected.2.iter().all(|position| positions.contains(position)), "{code} at {place}");
            }
        }
        assert_eq!(found, BTreeMap::new(), "on {} as known {}", question["as_of"], question["known"]);
    }
}

/// Without one fact that makes it, a finding is gone, and no other.
#[test]
fn without_the_second_chair_there_is_no_finding_of_two() {
    let registry = registry_of(&history());
    let question = asked("2020-06-30", None);
    let view = registry.view(question).unwrap().locked().unwrap();
    let found_before = found(&view);
    let [(_, _, positions)] = &found_before["committee_with_two_chairs"][..] else { panic!("it is built in once") };
    let second = view.entry(jiceng_core::domain::Position(*positions.last().unwrap())).unwrap().unwrap();
    drop(view);
    let jiceng_core::domain::Event::SeatFilled(filled) = second.recorded.fact.event else { panic!("a seat is filled") };
    let is_kept =
        |line: &&str| !(line.contains("\"fill_seat\"") && line.contains(&format!("\"person\":\"{}\"", filled.person)));
    let without: String = history().lines().filter(is_kept).flat_map(|line| [line, "\n"]).collect();
    let registry = registry_of(&without);
    let found_after = found(&registry.view(question).unwrap().locked().unwrap());
    assert!(!found_after.contains_key("committee_with_two_chairs"));
    let counts = |found: &BTreeMap<&'static str, Vec<Told>>| {
        let others = found.iter().filter(|(code, _)| **code != "committee_with_two_chairs");
        others.map(|(code, told)| (*code, told.len())).collect::<Vec<_>>()
    };
    assert_eq!(counts(&found_after), counts(&found_before));
}
