//! Questions about what counts, what changed and what is doubtful: the same from JSON and as
//! printed.

use jiceng_answers::{
    AskError, DiffQuestion, DisagreementsQuestion, ExplainQuestion, FigureQuestion, FindingsQuestion, HistoryQuestion,
    KnownAt, LatenessQuestion, PrecedenceQuestion, RestateQuestion, Sought, UncertainQuestion, Wanted,
};
use jiceng_core::Known;
use jiceng_core::domain::Position;
use serde_json::json;

use super::{on, view_of};
use crate::cli::program::Trial;

const DAY: &str = "2020-06-30";

#[test]
fn explanations() {
    let trial = Trial::of_world();
    let question = json!({ "as_of": DAY, "place": "RA-02", "kind": "womens_home" });
    asked!(trial, ExplainQuestion, question, "explain RA-02 womens_home --as-of 2020-06-30");
    let question = json!({ "as_of": "2018-12-31", "known": "30", "place": "RA-01", "kind": "妇女之家" });
    asked!(trial, ExplainQuestion, question, "explain RA-01 妇女之家 --as-of 2018-12-31 --known 30");
    let question = json!({ "as_of": DAY, "figure": "shared", "kind": "womens_home" });
    asked!(trial, FigureQuestion, question, "explain --figure shared --kind womens_home --as-of 2020-06-30");
    let question = json!({
        "as_of": DAY, "figure": "partial", "division": "450224", "sort": "site", "tree": "2020-12-31",
    });
    let words = "explain --figure partial --division 450224 --sort site --as-of 2020-06-30 --tree 2020-12-31";
    asked!(trial, FigureQuestion, question, words);
    let question = json!({ "as_of": "2017-06-15", "figure": "places" });
    asked!(trial, FigureQuestion, question, "explain --figure places --as-of 2017-06-15");
}

#[test]
fn histories() {
    let trial = Trial::of_world();
    asked!(trial, HistoryQuestion, json!({}), "history");
    asked!(trial, HistoryQuestion, json!({ "place": "RA-01" }), "history RA-01");
    let question = json!({ "place": "RA-02", "as_of": DAY });
    asked!(trial, HistoryQuestion, question, "history RA-02 --as-of 2020-06-30");
    let question = json!({ "place": "RA-01", "after": 19, "limit": 1 });
    asked!(trial, HistoryQuestion, question, "history RA-01 --after 19 --limit 1");
    let question = json!({ "place": "450224", "known": "30" });
    asked!(trial, HistoryQuestion, question, "history 450224 --known 30");
}

#[test]
fn differences() {
    let trial = Trial::of_world();
    let question = json!({ "from": "2018-06-30", "to": "2020-12-31" });
    asked!(trial, DiffQuestion, question, "diff --from 2018-06-30 --to 2020-12-31");
    let question = json!({ "known_from": "20", "as_of": DAY, "division": "450224" });
    asked!(trial, DiffQuestion, question, "diff --known-from 20 --as-of 2020-06-30 --division 450224");
    let question = json!({ "from": "2019-06-30", "to": "2020-12-31", "known": "30" });
    asked!(trial, DiffQuestion, question, "diff --from 2019-06-30 --to 2020-12-31 --known 30");
    asked!(trial, RestateQuestion, json!({ "as_of": DAY, "said": "20" }), "restate --as-of 2020-06-30 --said 20");
    let question = json!({ "as_of": DAY, "said": "20", "by": "county" });
    asked!(trial, RestateQuestion, question, "restate --as-of 2020-06-30 --said 20 --by county");
    let question = json!({ "as_of": DAY, "said": "20", "target": "T-1" });
    asked!(trial, RestateQuestion, question, "restate --as-of 2020-06-30 --said 20 --target T-1");
}

#[test]
fn doubts() {
    let trial = Trial::of_world();
    let day = "2020-12-31";
    asked!(trial, FindingsQuestion, json!({ "as_of": day }), "findings --as-of 2020-12-31");
    let question = json!({ "as_of": day, "severities": ["serious", "warning"], "sort": "site" });
    asked!(trial, FindingsQuestion, question, "findings --as-of 2020-12-31 --severity serious,warning --sort site");
    let question = json!({ "as_of": day, "codes": ["recorded_late"], "division": "450224" });
    let words = "findings --as-of 2020-12-31 --code recorded_late --division 450224";
    asked!(trial, FindingsQuestion, question, words);
    let question = json!({ "as_of": day, "standard": "five-ones-500" });
    asked!(trial, FindingsQuestion, question, "findings --as-of 2020-12-31 --standard five-ones-500");
    asked!(trial, UncertainQuestion, json!({ "as_of": "2017-06-15" }), "uncertain --as-of 2017-06-15");
    let question = json!({ "as_of": "2017-06-15", "kind": "womens_home" });
    asked!(trial, UncertainQuestion, question, "uncertain --as-of 2017-06-15 --kind womens_home");
}

#[test]
fn late_records() {
    let trial = Trial::of_world();
    asked!(trial, LatenessQuestion, json!({}), "lateness");
    let question = json!({ "by": ["county", "month", "recorder"] });
    asked!(trial, LatenessQuestion, question, "lateness --by county,month,recorder");
    let question = json!({ "by": ["recorder"], "over": 90 });
    asked!(trial, LatenessQuestion, question, "lateness --by recorder --over 90");
    let question = json!({ "list": true, "division": "450224", "from": "2020-01-01", "to": "2020-12-31" });
    let words = "lateness --list --division 450224 --from 2020-01-01 --to 2020-12-31";
    asked!(trial, LatenessQuestion, question, words);
}

#[test]
fn what_sources_say() {
    let trial = Trial::of_world();
    for recorded in [
        "precedence adopt minutes document --effective 2020-06-01 --recorder 示例",
        "record count-population --place RA-01 --people 796 --effective 2019-12-01 --evidence-title 示例 \
         --evidence-kind minutes --differs-from 31 --recorder 示例",
    ] {
        let done = trial.run(recorded);
        assert!(done.code == 0, "{recorded}: {done:?}");
    }
    asked!(trial, DisagreementsQuestion, json!({ "as_of": DAY }), "disagreements --as-of 2020-06-30");
    let question = json!({ "place": "RA-01", "known": "39" });
    asked!(trial, DisagreementsQuestion, question, "disagreements --place RA-01 --known 39");
    asked!(trial, PrecedenceQuestion, json!({ "as_of": DAY }), "precedence list --as-of 2020-06-30");
}

/// What a question says wrongly is told by the field.
#[test]
fn what_cannot_be_asked_is_told() {
    let view = view_of(&Trial::of_world());
    let figure = FigureQuestion { figure: "met".to_owned(), ..FigureQuestion::default() }.answer(&view);
    assert!(matches!(figure, Err(AskError::Value { field: "figure", wanted: Wanted::Figure, .. })));
    let explain = ExplainQuestion { when: on("2016-01-01"), place: "RA-01".to_owned(), kind: "womens_home".to_owned() };
    assert!(matches!(explain.answer(&view), Err(AskError::NotAssessed { .. } | AskError::NoSuchPlace { .. })));
    let known = |at: u64| Some(KnownAt(Known::Before(Position(at))));
    let diff = DiffQuestion { known_from: known(20), known_to: known(10), ..DiffQuestion::default() }.answer(&view);
    assert!(matches!(diff, Err(AskError::Value { field: "known_from", wanted: Wanted::KnownSpan, .. })));
    let target = RestateQuestion { target: Some("T-9".to_owned()), ..RestateQuestion::default() }.answer(&view);
    assert!(matches!(target, Err(AskError::NotFound { sought: Sought::Target, value }) if value == "T-9"));
    let codes = FindingsQuestion { codes: vec!["teapot".to_owned()], ..FindingsQuestion::default() }.answer(&view);
    assert!(matches!(codes, Err(AskError::Value { field: "codes", wanted: Wanted::Finding, .. })));
}
