//! A second source about the people of a large site of the Liuzhou history.

use jiceng_core::domain::{Place, Position};
use jiceng_core::projections::findings::FindingCode;
use jiceng_core::{Known, Question, Registry};
use jiceng_exchange::request_from_json;
use serde_json::json;

use super::{history, is_large, registry_of};

fn record(registry: &Registry, row: &serde_json::Value) -> Position {
    let recorder = "柳州市妇联（示例）".parse().unwrap();
    registry.record(&request_from_json(&row.to_string(), Some(&recorder)).unwrap()).unwrap().first
}

/// How many large sites there are on a day, as known.
fn large_sites(registry: &Registry, day: &str, known: Known) -> usize {
    let view = registry.view(Question { known, ..Question::on(day.parse().unwrap()) }).unwrap().locked().unwrap();
    view.coverage().unwrap().places.iter().filter(|place| is_large(place)).count()
}

/// The findings of the sort on a day, by the positions of their facts.
fn disagreements(registry: &Registry, day: &str) -> Vec<Vec<Position>> {
    let view = registry.view(Question::on(day.parse().unwrap())).unwrap().locked().unwrap();
    let found = view.findings().unwrap().into_iter().filter(|f| f.code == FindingCode::SourcesDisagree);
    found.map(|finding| finding.positions).collect()
}

/// The ten sites of 800 people or more are nine by the minutes of a visit, from the day on which
/// minutes are to be believed; not as was known before, nor before that day, nor once the minutes
/// are withdrawn.
#[test]
fn minutes_that_state_fewer_people_are_kept_and_decide_from_the_day_of_the_precedence_on() {
    let registry = registry_of(&history());
    let count = {
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        let site = view.find(&"RA-01".parse::<Place>().unwrap()).unwrap();
        let mut counts = view.history(site).unwrap();
        counts.retain(|entry| entry.recorded.fact.event.name() == "population_counted");
        counts.pop().unwrap().recorded
    };
    assert_eq!(large_sites(&registry, "2020-06-30", Known::Now), 10);
    assert_eq!(disagreements(&registry, "2020-06-30"), Vec::<Vec<Position>>::new());
    let statement = json!({ "command": "count_population", "effective": count.fact.effective, "place": "RA-01",
        "people": 796, "evidence": [{ "title": "示例：走访会议纪要", "kind": "minutes" }] });
    let row = json!({ "command": "disagree", "effective": "2020-07-01", "event": count.id, "statement": statement });
    let noted = record(&registry, &row);
    assert_eq!(large_sites(&registry, "2020-06-30", Known::Now), 10, "nothing decides yet");
    let order = json!({ "command": "adopt_precedence", "effective": "2020-06-15", "order": ["minutes", "document"] });
    let adopted = record(&registry, &order);
    for (day, known, expected) in [
        ("2020-06-14", Known::Now, 10),
        ("2020-06-15", Known::Now, 9),
        ("2020-06-30", Known::Now, 9),
        ("2020-06-30", Known::Before(adopted), 10),
        ("2020-06-30", Known::Before(noted), 10),
    ] {
        assert_eq!(large_sites(&registry, day, known), expected, "{day} {known:?}");
    }
    assert_eq!(disagreements(&registry, "2020-06-30"), [vec![count.position, noted.plus(1)]]);
    assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
    let stated = registry.view(Question::default()).unwrap().locked().unwrap().entry(noted.plus(1)).unwrap().unwrap();
    assert_eq!(stated.outranked_by(), None);
    record(
        &registry,
        &json!({ "command": "retract", "effective": "2020-07-02", "event": stated.recorded.id, "reason": "never_happened" }),
    );
    assert_eq!(large_sites(&registry, "2020-06-30", Known::Now), 10);
    assert_eq!(disagreements(&registry, "2020-06-30"), Vec::<Vec<Position>>::new());
}
