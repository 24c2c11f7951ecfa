//! Answers: what a question says, the same for every edge.

#[macro_use]
mod asked;
mod described;
mod in_either_language;
mod of_facts;
mod of_the_log;
mod order;
mod plane;
mod same_as_printed;

use jiceng_answers::{
    AskError, AssessedAs, By, CoverageAnswer, CoverageQuestion, GapsQuestion, KnownAt, PlacesAsked, Wanted, When,
};
use jiceng_core::domain::Position;
use jiceng_core::{ErrorKind, Known, Question, Registry, View};
use schemars::{Schema, schema_for};
use serde_json::{Value, json};

use crate::cli::program::Trial;

fn view_of(trial: &Trial) -> View {
    Registry::open(&trial.data()).unwrap().view(Question::default()).unwrap()
}

fn on(day: &str) -> When {
    When::on(day.parse().unwrap())
}

/// The command line's JSON is the serialized answer and nothing else.
#[test]
fn the_command_lines_json_is_the_answer() {
    let trial = Trial::of_world();
    for (by, word) in
        [(By::Place, "place"), (By::Township, "township"), (By::County, "county"), (By::Prefecture, "prefecture")]
    {
        let question = CoverageQuestion { when: on("2020-12-31"), by, ..CoverageQuestion::default() };
        let said = trial.run(&format!("coverage --as-of 2020-12-31 --by {word} --format json")).json();
        assert_eq!(said, serde_json::to_value(question.answer(&view_of(&trial)).unwrap()).unwrap(), "{word}");
    }
    let places = PlacesAsked { sort: Some(AssessedAs::Community), ..PlacesAsked::default() };
    let question = GapsQuestion { when: on("2018-12-31"), places, ..GapsQuestion::default() };
    let said = trial.run("gaps --as-of 2018-12-31 --sort community --format json").json();
    assert_eq!(said, serde_json::to_value(question.answer(&view_of(&trial)).unwrap()).unwrap());
    assert!(!said["rows"].as_array().unwrap().is_empty());
}

#[test]
fn a_question_is_plain_data() {
    let question: CoverageQuestion = serde_json::from_value(
        json!({ "as_of": "2020-06-30", "known": "20", "by": "place", "sort": "site", "division": "450224" }),
    )
    .unwrap();
    assert_eq!(question.when.question().known, Known::Before(Position(20)));
    assert_eq!((question.by, question.places.sort), (By::Place, Some(AssessedAs::Site)));
    let again: CoverageQuestion = serde_json::from_value(serde_json::to_value(&question).unwrap()).unwrap();
    assert_eq!(again, question);
    let empty: CoverageQuestion = serde_json::from_value(json!({})).unwrap();
    assert_eq!(empty, CoverageQuestion::default());
    for known in ["2020-06-30", "2020-06-30T08:00:00Z", "17"] {
        assert_eq!(known.parse::<KnownAt>().unwrap().to_string(), known);
    }
    let unknown = serde_json::from_value::<CoverageQuestion>(json!({ "known": "yesterday" })).unwrap_err();
    assert!(unknown.to_string().contains("yesterday"), "{unknown}");
}

#[test]
fn what_a_question_says_wrongly_is_told_by_its_field() {
    let view = view_of(&Trial::of_world());
    let ask = |places: PlacesAsked| CoverageQuestion { places, ..CoverageQuestion::default() }.answer(&view);
    let division = ask(PlacesAsked { division: Some("999999".to_owned()), ..PlacesAsked::default() });
    assert!(
        matches!(&division, Err(AskError::Value { field: "division", value, wanted: Wanted::Division }) if value == "999999")
    );
    let kind = ask(PlacesAsked { kind: Some("teapot".to_owned()), ..PlacesAsked::default() });
    assert!(matches!(&kind, Err(AskError::Value { field: "kind", wanted: Wanted::Kind, .. })));
}

/// The names that a schema promises for the fields of an object, and those of the objects in it.
fn promised(schema: &Schema) -> Vec<String> {
    fn collect(value: &Value, into: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            into.extend(properties.keys().cloned());
        }
        match value {
            Value::Object(fields) => fields.values().for_each(|value| collect(value, into)),
            Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    collect(schema.as_value(), &mut names);
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_schema_of_an_answer_names_every_field_that_it_has() {
    let view = view_of(&Trial::of_world());
    let promised = promised(&schema_for!(CoverageAnswer));
    for by in [By::Place, By::County] {
        let question = CoverageQuestion { when: on("2020-12-31"), by, ..CoverageQuestion::default() };
        let answer = serde_json::to_value(question.answer(&view).unwrap()).unwrap();
        let row = answer["rows"][0].as_object().unwrap();
        for field in answer.as_object().unwrap().keys().chain(row.keys()) {
            assert!(promised.contains(field), "{field} is not in {promised:?}");
        }
    }
}

/// A value for every column, by place and by division, and in the sum.
#[test]
fn a_table_has_a_value_for_every_column() {
    let view = view_of(&Trial::of_world());
    for by in [By::Place, By::County, By::Prefecture] {
        let answer = CoverageQuestion { by, ..CoverageQuestion::default() }.answer(&view).unwrap();
        let table = answer.table();
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{by:?}");
        if by != By::Place {
            assert_eq!(answer.total_row().len(), table.columns.len());
        }
    }
}

/// What sort of thing went wrong is told by the question's error, for exit codes and statuses.
#[test]
fn an_error_of_a_question_has_a_kind() {
    let view = view_of(&Trial::of_world());
    let asked = |division: &str| {
        let places = PlacesAsked { division: Some(division.to_owned()), ..PlacesAsked::default() };
        CoverageQuestion { places, ..CoverageQuestion::default() }.answer(&view).unwrap_err().kind()
    };
    assert_eq!(asked("999999"), ErrorKind::NotUnderstood);
    let later = CoverageQuestion {
        when: When { known: Some("9999".parse().unwrap()), as_of: None },
        ..CoverageQuestion::default()
    };
    assert_eq!(later.answer(&view).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(AskError::NoSuchPlace { place: "RA-99".to_owned() }.kind(), ErrorKind::NotFound);
    assert_eq!(AskError::NotAPerson.kind(), ErrorKind::NotUnderstood);
}
