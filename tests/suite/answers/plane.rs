//! The plane of both times: every point is the answer of the question for its two times.

use jiceng_answers::{
    AskError, CoverageQuestion, DayRange, Every, KnownAt, PlaneFigure, PlaneQuestion, TotalsRow, Wanted, When,
};
use serde_json::json;

use super::asked::every_field_is_promised;
use super::view_of;
use crate::cli::program::Trial;

fn figure(figure: PlaneFigure, totals: &TotalsRow) -> u32 {
    match figure {
        PlaneFigure::Places => totals.places,
        PlaneFigure::Complete => totals.complete,
        PlaneFigure::CompleteOwn => totals.complete_own,
        PlaneFigure::CompleteShared => totals.complete_shared,
        PlaneFigure::Partial => totals.partial,
        PlaneFigure::None => totals.none,
    }
}

#[test]
fn each_point_of_a_plane_is_the_answer_for_its_two_times() {
    let trial = Trial::of_world();
    let view = view_of(&trial);
    let figures = ["places", "complete", "complete_own", "complete_shared", "partial", "none"];
    let mut seen = std::collections::BTreeSet::new();
    for name in figures {
        let question = json!({ "from": "2018-01-31", "to": "2020-12-31", "every": "quarter", "figure": name });
        let question: PlaneQuestion = serde_json::from_value(question).unwrap();
        let answer = question.answer(&view).unwrap();
        every_field_is_promised(&answer, &serde_json::to_value(&answer).unwrap());
        assert!(answer.days.len() == 13 && answer.rows.len() > 1, "{answer:?}");
        assert!(answer.rows.is_sorted_by(|one, next| one.known < next.known));
        assert_eq!(answer.rows.last().unwrap().known, view.as_of().known.0);
        for row in &answer.rows {
            for (day, count) in answer.days.iter().zip(&row.counts) {
                let when = When { as_of: Some(*day), known: Some(row.known.to_string().parse::<KnownAt>().unwrap()) };
                let totals = CoverageQuestion { when, ..CoverageQuestion::default() }.answer(&view).unwrap().totals;
                let expected = [totals.read, totals.at_least, totals.at_most];
                let expected = expected.map(|totals| figure(question.figure, &totals));
                assert_eq!([count.count, count.at_least, count.at_most], expected, "{name} on {day}");
            }
            seen.insert((name, row.counts.iter().map(|count| count.count).collect::<Vec<_>>()));
        }
    }
    assert!(seen.len() > figures.len(), "nothing changes from one state of knowledge to another");
}

/// A point at which the division was not known yet was an error, and the whole plane with it.
#[test]
fn a_division_is_the_same_at_every_point_and_has_nothing_where_it_is_not_known() {
    let trial = Trial::of_world();
    let view = view_of(&trial);
    let head = view.as_of().known;
    let known: Vec<KnownAt> = (0..=head.0).map(|n| n.to_string().parse().unwrap()).collect();
    let selection = json!({ "division": "450224" });
    let question =
        json!({ "from": "2016-12-31", "to": "2020-12-31", "every": "year", "figure": "places", "division": "450224" });
    let question = PlaneQuestion { known, ..serde_json::from_value(question).unwrap() };
    let answer = question.answer(&view).unwrap();
    every_field_is_promised(&answer, &serde_json::to_value(&answer).unwrap());
    assert_eq!(answer.rows.len() as u64, head.0 + 1);
    let (mut unknown, mut counted) = (0, 0);
    for row in &answer.rows {
        for (day, count) in answer.days.iter().zip(&row.counts) {
            let when = When { as_of: Some(*day), known: Some(row.known.to_string().parse::<KnownAt>().unwrap()) };
            let places = serde_json::from_value(selection.clone()).unwrap();
            let coverage = CoverageQuestion { when, places, ..CoverageQuestion::default() };
            if let Ok(coverage) = coverage.answer(&view) {
                assert_eq!(count.count, coverage.totals.read.places, "{day} {}", row.known);
                counted += count.count;
            } else {
                assert_eq!([count.count, count.at_least, count.at_most], [0; 3], "{day} {}", row.known);
                unknown += 1;
            }
        }
    }
    assert!(unknown > 0 && counted > 0, "{unknown} {counted}");
    let nobody = PlaneQuestion { places: serde_json::from_value(json!({ "division": "999999" })).unwrap(), ..question };
    assert!(matches!(nobody.answer(&view), Err(AskError::Value { field: "division", wanted: Wanted::Division, .. })));
}

/// A row says up to when it knows: the day on which the last fact before it was recorded.
#[test]
fn a_state_of_knowledge_says_when_its_last_fact_was_recorded() {
    let trial = Trial::of_world();
    let view = view_of(&trial);
    let question =
        json!({ "from": "2020-06-30", "to": "2020-06-30", "known": ["0", "1", view.as_of().known.0.to_string()] });
    let question: PlaneQuestion = serde_json::from_value(question).unwrap();
    let found: Vec<Option<String>> =
        question.answer(&view).unwrap().rows.iter().map(|row| row.last_recorded.map(|day| day.to_string())).collect();
    // As the rows of the history state.
    assert_eq!(found, [None, Some("2019-01-02".to_owned()), Some("2020-07-15".to_owned())]);
}

#[test]
fn states_of_knowledge_are_told_in_their_order_each_once_and_a_plane_has_bounds() {
    let trial = Trial::of_world();
    let view = view_of(&trial);
    let head = view.as_of().known;
    let known = [KnownAt::before(head), KnownAt::end_of("1999-01-01".parse().unwrap()), KnownAt::before(head)];
    let days = DayRange { to: Some("2020-06-30".parse().unwrap()), ..DayRange::default() };
    let question = PlaneQuestion { days, known: known.into(), ..PlaneQuestion::default() };
    let answer = question.answer(&view).unwrap();
    assert_eq!(answer.rows.iter().map(|row| row.known).collect::<Vec<_>>(), [0, head.0]);
    let days = DayRange { from: Some("1600-01-01".parse().unwrap()), every: Every::Month, ..days };
    let refused = PlaneQuestion { days, ..question }.answer(&view);
    assert!(refused.is_ok(), "two states of knowledge and 5,000 days are within the bounds");
    let days = DayRange { from: Some("0100-01-01".parse().unwrap()), ..days };
    let known = vec![KnownAt::before(head), KnownAt::end_of("1999-01-01".parse().unwrap())];
    let refused = PlaneQuestion { days, known, ..PlaneQuestion::default() }.answer(&view);
    assert!(matches!(refused, Err(AskError::Value { field: "days", wanted: Wanted::FewerDays, .. })), "{refused:?}");
}
