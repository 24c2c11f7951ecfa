//! A question read from JSON, answered and serialized, is what the command line prints for it.

use jiceng_answers::{
    AskError, BurnUpQuestion, ByFederation, ClaimsQuestion, DayRange, DivisionsQuestion, Every, FederationQuestion,
    FindQuestion, HeldQuestion, IssueQuestion, IssuesQuestion, OfficesQuestion, PersonQuestion, PersonsQuestion,
    ReplayQuestion, SampleQuestion, SampleResultQuestion, SamplesQuestion, Sought, StandardAsked, StandardQuestion,
    StandardsQuestion, TargetQuestion, TargetsQuestion, Wanted,
};
use jiceng_core::domain::standard::Standard;
use jiceng_exchange::standard::standard_from_toml;
use serde_json::{Value, json};

use super::{on, view_of};
use crate::cli::program::{Trial, file};

/// The standard of `strict.toml`.
fn strict() -> Standard {
    standard_from_toml(&std::fs::read_to_string(file("strict.toml")).unwrap()).unwrap()
}

/// The world, with an issue and a sample.
fn trial() -> Trial {
    let trial = Trial::of_world();
    for words in [
        "record raise-reform-issue --issue R-1 --place RA-01 --title 没有活动场地 --owner 示例 --due 2020-05-31 --effective 2020-02-01 --recorder 示例",
        "record progress-reform-issue --issue R-1 --note 已选址 --effective 2020-04 --recorder 示例",
        "sample --size 2 --as-of 2020-06-30 --record S-1 --recorder 示例",
    ] {
        let done = trial.run(words);
        assert!(done.code == 0, "{words}: {done:?}");
    }
    trial
}

#[test]
fn targets_claims_and_replays() {
    let trial = trial();
    let day = "2020-06-30";
    asked!(trial, TargetsQuestion, json!({ "as_of": day }), "target list --as-of 2020-06-30");
    let question = json!({ "as_of": day, "target": "T-1" });
    asked!(trial, TargetQuestion, question, "target show T-1 --as-of 2020-06-30");
    let question = json!({ "target": "T-1", "from": "2020-01-31", "to": day, "every": "quarter" });
    let words = "target burnup T-1 --from 2020-01-31 --to 2020-06-30 --every quarter";
    asked!(trial, BurnUpQuestion, question, words);
    let claims = std::fs::read_to_string(file("claims.toml")).unwrap();
    let words = format!("claims check {}", file("claims.toml").display());
    asked!(trial, ClaimsQuestion, json!({ "claims": claims }), &words);
    let strict = serde_json::to_value(strict()).unwrap();
    let question = json!({ "standard": "five-ones-2020", "against": strict, "from": "2020-02-29", "to": day });
    let words = "replay --standard five-ones-2020 --from 2020-02-29 --to 2020-06-30 --against";
    asked!(trial, ReplayQuestion, question, &format!("{words} {}", file("strict.toml").display()));
}

#[test]
fn elections_and_persons() {
    let trial = trial();
    let day = "2020-06-30";
    asked!(trial, OfficesQuestion, json!({ "as_of": day }), "elections --as-of 2020-06-30");
    let question = json!({
        "as_of": day, "elected": true, "place": "RA-01", "due_within": 900, "standard": "five-ones-500", "state": "due",
    });
    let words =
        "elections --as-of 2020-06-30 --elected --place RA-01 --due-within 900 --standard five-ones-500 --state due";
    asked!(trial, OfficesQuestion, question, words);
    let question = json!({ "as_of": day, "by": "county", "division": "4502", "level": "community" });
    let words = "elections --as-of 2020-06-30 --by county --division 4502 --level community";
    asked!(trial, OfficesQuestion, question, words);
    let words = "elections --held --from 2018-01-01 --to 2018-12-31";
    let question = json!({ "from": "2018-01-01", "to": "2018-12-31", "by": "township" });
    asked!(trial, HeldQuestion, question, &format!("{words} --by township"));
    let question = json!({ "from": "2018-01-01", "to": "2018-12-31", "state": "not_held" });
    asked!(trial, HeldQuestion, question, &format!("{words} --state not_held"));
    let question = json!({ "as_of": day, "federation": "F-1" });
    asked!(trial, FederationQuestion, question, "elections show F-1 --as-of 2020-06-30");
    asked!(trial, PersonsQuestion, json!({ "as_of": day }), "person list --as-of 2020-06-30");
    let question = json!({ "as_of": day, "division": "450224", "state": "named" });
    let words = "person list --as-of 2020-06-30 --division 450224 --state named";
    asked!(trial, PersonsQuestion, question, words);
    let question = json!({ "as_of": day, "person": "P1" });
    asked!(trial, PersonQuestion, question, "person show P1 --as-of 2020-06-30");
}

#[test]
fn divisions_issues_standards_and_samples() {
    let trial = trial();
    let day = "2020-06-30";
    let question = json!({ "as_of": day, "sites": true });
    asked!(trial, DivisionsQuestion, question, "divisions --as-of 2020-06-30 --sites");
    let question = json!({ "as_of": day, "division": "450224", "level": "community" });
    let words = "divisions --as-of 2020-06-30 --division 450224 --level community";
    asked!(trial, DivisionsQuestion, question, words);
    asked!(trial, IssuesQuestion, json!({ "as_of": day }), "issues list --as-of 2020-06-30");
    let question = json!({ "as_of": day, "state": "closed", "division": "4502" });
    asked!(trial, IssuesQuestion, question, "issues list --as-of 2020-06-30 --closed --division 4502");
    let question = json!({ "as_of": day, "issue": "R-1" });
    asked!(trial, IssueQuestion, question, "issues show R-1 --as-of 2020-06-30");
    asked!(trial, StandardsQuestion, json!({}), "standard list");
    let question = json!({ "standard": "five-ones-500" });
    asked!(trial, StandardQuestion, question, "standard show five-ones-500");
    asked!(trial, SamplesQuestion, json!({}), "sample list");
    let question = json!({ "as_of": day, "size": 2, "by": "township", "sort": "site", "position": 30 });
    let words = "sample --size 2 --by township --sort site --position 30 --as-of 2020-06-30";
    asked!(trial, SampleQuestion, question, words);
    let question = json!({ "sample": "S-1", "kind": "womens_council" });
    asked!(trial, SampleResultQuestion, question, "sample result S-1 --kind womens_council");
}

/// A table has a value for every column.
#[test]
fn the_tables_are_whole() {
    let trial = trial();
    let view = view_of(&trial);
    let when = on("2020-06-30");
    let span = DayRange { from: Some("2020-02-29".parse().unwrap()), to: when.as_of, every: Every::Month };
    let target = TargetQuestion { when: when.clone(), target: "T-1".to_owned() };
    let burn_up = BurnUpQuestion { target: "T-1".to_owned(), span, known: None };
    let standard = StandardAsked::Named("five-ones-2020".to_owned());
    let against = StandardAsked::Given(Box::new(strict()));
    let replay = ReplayQuestion { standard: standard.clone(), against, span, known: None }.answer(&view).unwrap();
    let shown = StandardQuestion { standard, ..StandardQuestion::default() }.answer(&view).unwrap();
    let offices = |by| OfficesQuestion { when: when.clone(), by, ..OfficesQuestion::default() };
    let held = |by| HeldQuestion { from: span.from, to: span.to, by, ..HeldQuestion::default() };
    let federation = FederationQuestion { federation: "F-1".to_owned(), ..FederationQuestion::default() };
    let person = PersonQuestion { when: when.clone(), person: "P1".to_owned() };
    let sample = SampleQuestion { when: when.clone(), size: 2, ..SampleQuestion::default() }.answer(&view).unwrap();
    let result = SampleResultQuestion { sample: "S-1".to_owned(), ..SampleResultQuestion::default() };
    let tables = [
        TargetsQuestion { when: when.clone() }.answer(&view).unwrap().table(),
        target.answer(&view).unwrap().table(),
        burn_up.answer(&view).unwrap().table(),
        replay.table(),
        replay.table_of_days(),
        shown.table(),
        StandardsQuestion { when: when.clone() }.answer(&view).unwrap().table(),
        offices(ByFederation::Federation).answer(&view).unwrap().table(),
        offices(ByFederation::County).answer(&view).unwrap().table(),
        held(ByFederation::Federation).answer(&view).unwrap().table(),
        held(ByFederation::Prefecture).answer(&view).unwrap().table(),
        federation.answer(&view).unwrap().table(),
        PersonsQuestion { when: when.clone(), ..PersonsQuestion::default() }.answer(&view).unwrap().table(),
        person.answer(&view).unwrap().table(),
        IssuesQuestion { when: when.clone(), ..IssuesQuestion::default() }.answer(&view).unwrap().table(),
        SamplesQuestion::default().answer(&view).unwrap().table(),
        sample.table(),
        sample.table_of_strata(),
        result.answer(&view).unwrap().table_of_strata(),
    ];
    for table in tables {
        assert!(!table.rows.is_empty(), "{:?}", table.columns);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{:?}", table.columns);
    }
}

/// Whole codes and names come first, then beginnings, then parts.
#[test]
fn places_are_found_by_name_code_and_where_they_lie() {
    let view = view_of(&Trial::of_world());
    let find = |question: Value| {
        let mut question = question;
        question["as_of"] = json!("2020-06-30");
        let read: FindQuestion = serde_json::from_value(question).unwrap();
        let answer = read.answer(&view).unwrap();
        let codes = answer.rows.iter().map(|row| row.place.code.as_ref().unwrap().to_string());
        (answer.places, codes.collect::<Vec<_>>())
    };
    let all = find(json!({}));
    assert_eq!(find(json!({ "text": "ra-01" })).1, ["RA-01"]);
    let (places, codes) = find(json!({ "text": "450224", "limit": 1 }));
    assert!(places > 1 && codes == ["450224"], "{places} {codes:?}");
    assert_eq!(find(json!({ "text": "融安" })).1.first().map(String::as_str), Some("450224"));
    let [by_code, by_name] = ["450224", "融安县"].map(|around| find(json!({ "around": around })));
    assert_eq!(by_code, by_name);
    assert!(by_code.0 > 1 && by_code.0 < all.0, "{by_code:?}");
    assert_eq!(find(json!({ "text": "无此地" })), (0, Vec::new()));
    let unknown = FindQuestion { around: Some("无此县".to_owned()), ..FindQuestion::default() }.answer(&view);
    assert!(matches!(unknown, Err(AskError::Value { field: "around", wanted: Wanted::Around, .. })));
}

/// What is not there is told by what was looked for; what could be a name is not repeated.
#[test]
fn what_is_not_there_is_told() {
    let view = view_of(&Trial::of_world());
    let person = |person: &str| PersonQuestion { person: person.to_owned(), ..PersonQuestion::default() };
    let none = person("P9").answer(&view);
    assert!(matches!(&none, Err(AskError::NotFound { sought: Sought::Person, value }) if value == "P9"));
    let name = person("欧阳示例").answer(&view).unwrap_err();
    assert!(matches!(&name, AskError::NotAPerson) && !name.to_string().contains("欧阳"), "{name}");
    let sought = |text: &str| {
        let question = FederationQuestion { federation: text.to_owned(), ..FederationQuestion::default() };
        match question.answer(&view) {
            Err(AskError::NotFound { sought, .. }) => sought,
            other => panic!("{text}: {other:?}"),
        }
    };
    assert_eq!((sought("F-9"), sought("RA-02")), (Sought::Federation, Sought::FederationOfPlace));
    let standard: StandardQuestion = serde_json::from_value(json!({ "standard": "no-such-standard" })).unwrap();
    assert!(matches!(standard.answer(&view), Err(AskError::NotFound { sought: Sought::Standard, .. })));
    let backwards = json!({ "from": "2020-02-01", "to": "2020-01-01" });
    let backwards: ReplayQuestion = serde_json::from_value(backwards).unwrap();
    assert!(matches!(backwards.answer(&view), Err(AskError::Value { field: "from", wanted: Wanted::DayRange, .. })));
}
