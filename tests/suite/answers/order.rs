//! Rows about places stand in one order, whatever is asked.

use std::collections::BTreeMap;

use jiceng_answers::{
    ClaimsQuestion, CoverageQuestion, DiffQuestion, DivisionsQuestion, FigureQuestion, FindingsQuestion, GapsQuestion,
    HeldQuestion, LatenessQuestion, OfficesQuestion, ReplayQuestion, RestateQuestion, TargetQuestion, TargetsQuestion,
};
use jiceng_core::{Question, View};
use serde_json::{Value, json};

use crate::cli::program::file;
use crate::liuzhou::{history, registry_of};

/// The answer to a question, both as JSON.
macro_rules! ask {
    ($view:expr, $question:ty, $json:expr) => {{
        let question: $question = serde_json::from_value($json).unwrap();
        serde_json::to_value(question.answer($view).unwrap()).unwrap()
    }};
}

/// The codes of counties by their names; no two of the city have one name.
fn counties(view: &View) -> BTreeMap<String, String> {
    let rows = ask!(view, DivisionsQuestion, json!({ "level": "county" }))["rows"].take();
    let of = |row: &Value| (row["name"].as_str().unwrap().to_owned(), row["code"].as_str().unwrap().to_owned());
    rows.as_array().unwrap().iter().map(of).collect()
}

/// The rows of a field, each under what it is ordered by: nothing about a place last; the county's
/// code; sites before divisions; the code.
fn in_order(counties: &BTreeMap<String, String>, rows: &Value, by: &str, what: &str) -> usize {
    let rows = rows.as_array().unwrap();
    let key = |row: &Value| {
        let county = row.get("county_name").and_then(Value::as_str).map(|name| counties[name].clone());
        let place = row.get(by).and_then(Value::as_str);
        let is_division = place.is_none_or(|place| place.bytes().all(|byte| byte.is_ascii_digit()));
        (place.is_none() && row.get("county_name").is_some(), county, is_division, place.map(str::to_owned))
    };
    for pair in rows.windows(2) {
        let [one, next] = [&pair[0], &pair[1]].map(key);
        assert!(one <= next, "{what}: {one:?} stands before {next:?}");
    }
    rows.len()
}

#[test]
fn the_rows_of_every_answer_stand_in_the_one_order_of_places() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap();
    let counties = counties(&view);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut look = |rows: &Value, by: &str, what: &'static str| {
        *seen.entry(what).or_default() += in_order(&counties, rows, by, what);
    };
    let (then, day) = ("2019-12-31", "2020-06-22");

    for (by, what) in [("place", "coverage"), ("township", "coverage by township"), ("county", "coverage by county")] {
        look(&ask!(&view, CoverageQuestion, json!({ "as_of": day, "by": by }))["rows"], "place", what);
    }
    look(&ask!(&view, GapsQuestion, json!({ "as_of": day }))["rows"], "place", "gaps");
    let figure = ask!(&view, FigureQuestion, json!({ "as_of": day, "figure": "complete_own" }))["rows"].take();
    let (counted, open): (Vec<Value>, Vec<Value>) = figure
        .as_array()
        .unwrap()
        .iter()
        .cloned()
        .partition(|row| row["counted"] == true || row["state"] != "not_assessed");
    look(&json!(counted), "place", "figure");
    look(&json!(open), "place", "figure, open");
    let findings = ask!(&view, FindingsQuestion, json!({ "as_of": day }))["rows"].take();
    for one_code in findings.as_array().unwrap().chunk_by(|one, next| one["code"] == next["code"]) {
        look(&json!(one_code), "place", "findings");
    }
    look(&ask!(&view, DiffQuestion, json!({ "from": then, "to": day }))["rows"], "place", "diff");
    let restated = ask!(&view, RestateQuestion, json!({ "as_of": "2020-06-30", "said": "2020-06-22", "by": "county" }))
        ["rows"]
        .take();
    look(&restated, "place", "restate");
    for row in restated.as_array().unwrap() {
        look(&row["moved"], "counted", "restate, places");
    }
    let strict = std::fs::read_to_string(file("strict.toml")).unwrap();
    let strict = jiceng_exchange::standard::standard_from_toml(&strict).unwrap();
    look(
        &ask!(
            &view,
            ReplayQuestion,
            json!({ "standard": "five-ones-2020", "against": strict, "from": day, "to": day })
        )["days"][0]["changed"],
        "place",
        "replay",
    );
    for (by, what) in [("federation", "elections"), ("county", "elections by county")] {
        look(&ask!(&view, OfficesQuestion, json!({ "as_of": day, "by": by }))["rows"], "place", what);
    }
    for (by, what) in [("federation", "elections held"), ("county", "elections held by county")] {
        look(&ask!(&view, HeldQuestion, json!({ "from": "2016-01-01", "to": day, "by": by }))["rows"], "place", what);
    }
    let late = ask!(&view, LatenessQuestion, json!({ "by": ["county"] }))["rows"].take();
    let late: Vec<Value> = late.as_array().unwrap().iter().map(|row| json!({ "place": row["county"] })).collect();
    look(&json!(late), "place", "lateness");
    for target in ask!(&view, TargetsQuestion, json!({ "as_of": day }))["rows"].as_array().unwrap() {
        let target = ask!(&view, TargetQuestion, json!({ "as_of": day, "target": target["target"] }));
        let is_of_places = |row: &&Value| row["what"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit());
        for list in ["counted", "missed"] {
            let rows: Vec<&Value> = target[list].as_array().unwrap().iter().filter(is_of_places).collect();
            look(&json!(rows), "what", "target");
        }
    }
    let claims = std::fs::read_to_string(jiceng_testkit::fixtures::fixture("liuzhou-2020/claims.toml")).unwrap();
    for claim in ask!(&view, ClaimsQuestion, json!({ "claims": claims }))["claims"].as_array().unwrap() {
        if let Some(counted) = claim["counted"].as_array() {
            let is_of_places = |row: &&Value| row["what"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit());
            look(&json!(counted.iter().filter(is_of_places).collect::<Vec<_>>()), "what", "claims");
        }
    }
    let looked_at: Vec<_> = seen.iter().filter(|(_, rows)| **rows > 1).map(|(what, _)| *what).collect();
    assert!(looked_at.len() >= 15, "{seen:?}");
}
