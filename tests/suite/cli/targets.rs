//! The progress of targets, asked in three ways, is the same.

use serde_json::Value;

use super::program::Trial;

/// The row of a list whose field has this value.
fn find<'a>(rows: &'a Value, field: &str, value: &str) -> &'a Value {
    let mut found = rows.as_array().unwrap().iter().filter(|row| row[field] == value);
    found.next().unwrap_or_else(|| panic!("no {value} in {rows}"))
}

/// For each day and knowledge: the last point of a burn-up is what the list says and what is shown,
/// the number is the length of the list, and what was known then is what is known to those who ask
/// so.
#[test]
fn the_last_point_of_a_burn_up_is_what_the_list_says() {
    let trial = Trial::of_world();
    for day in ["2020-01-31", "2020-02-29", "2020-06-20", "2020-06-30", "2021-03-01"] {
        for known in ["", " --known 2020-06-21", " --known 2020-06-22", " --known 30"] {
            let json = |words: String| trial.run(&format!("{words}{known} --format json"));
            let listed = json(format!("target list --as-of {day}")).json();
            let burnt = json(format!("target burnup T-1 --from 2020-01-01 --to {day} --every quarter"));
            if listed["rows"].as_array().unwrap().is_empty() {
                assert_eq!(burnt.code, 1, "{day}{known}: {burnt:?}");
                continue;
            }
            let (burnt, shown) = (burnt.json(), json(format!("target show T-1 --as-of {day}")).json());
            let row = find(&listed["rows"], "target", "T-1");
            let last = burnt["days"].as_array().unwrap().last().unwrap();
            assert_eq!(last["as_of"], day);
            for field in ["reached", "left", "days_left"] {
                assert_eq!(last[field], row[field], "{field} on {day}{known}");
                assert_eq!(shown[field], row[field], "{field} on {day}{known}");
            }
            assert_eq!(row["reached"], row["counted"].as_array().unwrap().len());
            assert_eq!(shown["reached"], shown["counted"].as_array().unwrap().len());
            let then =
                trial.run(&format!("target show T-1 --as-of {day} --known {} --format json", last["known_then"]));
            if then.code == 0 {
                assert_eq!(last["reached_then"], then.json()["reached"], "{day}{known}");
            }
        }
    }
}

#[test]
fn a_withdrawn_target_is_shown_and_no_longer_listed() {
    let trial = Trial::of_world();
    let withdrawn = "record withdraw-target --target T-1 --effective 2020-07-01 --recorder 示例 --reason 示例";
    assert_eq!(trial.run(withdrawn).code, 0);
    let shown = |day: &str| trial.run(&format!("target show T-1 --as-of {day} --format json")).json();
    assert_eq!(shown("2020-06-30")["withdrawn"], Value::Null);
    assert_eq!(shown("2020-07-01")["withdrawn"], "2020-07-01");
    let listed = |day: &str| trial.run(&format!("target list --as-of {day} --format json")).json()["rows"].clone();
    assert_eq!(listed("2020-06-30").as_array().unwrap().len(), 1);
    assert_eq!(listed("2020-07-01"), Value::Array(Vec::new()));
}

/// Each measure can be set by options, and comes back as it would stand in a row.
#[test]
fn every_measure_can_be_set_by_options() {
    let trial = Trial::of_world();
    let places =
        r#"{"sort":"site","population_at_least":1,"population_below":900,"designated":"reform_demonstration"}"#;
    let of_places = "--sort site --population-at-least 1 --population-below 900 --designated reform_demonstration";
    let sessions = r#"{"federation":"F-1","term":3,"session":2,"since":"2020-01-01"}"#;
    let of_sessions = "--federation F-1 --term 3 --session 2 --since 2020-01-01";
    let cases = [
        (
            format!("places_with --kind womens_home --by own {of_places}"),
            format!(r#"{{"places_with":{{"kind":"womens_home","places":{places},"by":"own"}}}}"#),
        ),
        (
            format!("places_complete --by shared {of_places}"),
            format!(r#"{{"places_complete":{{"places":{places},"by":"shared"}}}}"#),
        ),
        (
            format!("places_inspected --kind childrens_home {of_places}"),
            format!(r#"{{"places_inspected":{{"kind":"childrens_home","places":{places}}}}}"#),
        ),
        (
            "designations --programme reform_demonstration".to_owned(),
            r#"{"designations":{"programme":"reform_demonstration"}}"#.to_owned(),
        ),
        (
            "designations_recommended --programme reform_demonstration".to_owned(),
            r#"{"designations_recommended":{"programme":"reform_demonstration"}}"#.to_owned(),
        ),
        (
            "institutions --kind marriage_mediation".to_owned(),
            r#"{"institutions":{"kind":"marriage_mediation"}}"#.to_owned(),
        ),
        (
            "divisions_with_institution --kind marriage_mediation --level county".to_owned(),
            r#"{"divisions_with_institution":{"kind":"marriage_mediation","level":"county"}}"#.to_owned(),
        ),
        (format!("committee_sessions {of_sessions}"), format!(r#"{{"committee_sessions":{sessions}}}"#)),
        (format!("rules_adopted {of_sessions}"), format!(r#"{{"rules_adopted":{sessions}}}"#)),
        (
            "elections --level community --since 2020-07-01".to_owned(),
            r#"{"elections":{"level":"community","since":"2020-07-01"}}"#.to_owned(),
        ),
    ];
    for (number, (options, measure)) in (2..).zip(cases) {
        let rest = "--name 示例 --scope 4502 --number 1 --due 2020-12-31 --effective 2020-02-01 --recorder 示例";
        let set = trial.run(&format!("target set T-{number} --count {options} {rest}"));
        assert_eq!((set.code, set.err.as_str()), (0, ""), "{options}");
        let shown = trial.run(&format!("target show T-{number} --as-of 2020-06-30 --format json")).json();
        assert_eq!(shown["measure"], serde_json::from_str::<Value>(&measure).unwrap(), "{options}");
    }
}
