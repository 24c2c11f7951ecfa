//! The log is the ground state: what is kept is what a replay makes.

use jiceng_domain::{AsOf, Command, Facts, Place, Position, Recorded, Refusal, Wish};
use jiceng_testkit::answers::{answers, places_of, readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::retraction_of;
use jiceng_testkit::recorder::{Recorder, fold};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

/// The answers of every asked day, in both readings, as known at a position.
fn all_answers(facts: &Facts, log: &[Recorded], days: &[Date], known: Position) -> Vec<Vec<String>> {
    let places = places_of(log);
    let questions = days.iter().flat_map(|&day| readings(AsOf::on(day).known_before(known)));
    questions.map(|as_of| answers(facts, &places, as_of)).collect()
}

/// The codes that more than one division has had.
fn codes_passed_on(facts: &Facts, log: &[Recorded]) -> Vec<Place> {
    let has_had = |place: &Place| {
        let carriers = facts.places.iter().filter(|(_, r)| {
            r.timeline.all().any(|e| e.change.code().is_some_and(|code| Place::Division(code) == *place))
        });
        carriers.count()
    };
    places_of(log).into_iter().filter(|place| has_had(place) > 1).collect()
}

proptest! {
    #[test]
    fn a_replay_of_the_log_equals_the_facts_kept(history in any_history()) {
        prop_assert_eq!(fold(history.log()), history.recorder.facts);
    }

    #[test]
    fn what_was_known_at_a_position_is_what_the_log_said_up_to_it(history in any_history(), cut in any::<Index>()) {
        let log = history.log();
        let cut = cut.index(log.len() + 1);
        let prefix = fold(&log[..cut]);
        let days = some_days_of(log, 12);
        let known = Position(cut as u64);
        let of_all = all_answers(&history.recorder.facts, log, &days, known);
        let of_prefix = all_answers(&prefix, log, &days, Position(u64::MAX));
        for (of_all, of_prefix) in of_all.iter().zip(&of_prefix) {
            prop_assert_eq!(of_all, of_prefix, "as known before {:?}", known);
        }
    }

    #[test]
    fn a_wish_repeated_at_once_adds_nothing(history in any_history()) {
        let mut recorder = Recorder::default();
        for wish in &history.wishes {
            recorder.record(wish).expect("accepted before");
            let again = recorder.record(wish).map(<[Recorded]>::len);
            match wish.command {
                Command::Record(_) | Command::Disagree { .. } => prop_assert_eq!(again, Ok(0), "{:?}", wish),
                Command::Retract { .. } | Command::Correct { .. } => {
                    prop_assert!(matches!(again, Err(Refusal::AlreadyWithdrawn { .. })), "{:?}: {:?}", wish, again);
                }
            }
        }
    }

    #[test]
    fn a_wish_repeated_at_the_end_adds_nothing_unless_it_was_withdrawn(history in any_history()) {
        let mut recorder = history.recorder.clone();
        // A fact about a code that another division got afterwards would go to that one.
        let passed_on = codes_passed_on(&recorder.facts, history.log());
        for recorded in history.log() {
            let is_about_one = recorded.fact.event.places().iter().all(|place| !passed_on.contains(place));
            if is_about_one && recorder.facts.withdrawn(recorded.position).is_none() {
                let fact = recorded.fact.clone();
                let wish = Wish { effective: fact.effective, evidence: fact.evidence, command: Command::Record(fact.event) };
                let again = recorder.record(&wish).map(<[Recorded]>::len);
                prop_assert!(again.as_ref().is_ok_and(|events| *events == 0) || again.is_err(), "{:?}", wish);
            }
        }
    }

    #[test]
    fn what_is_withdrawn_at_once_leaves_the_answers_as_they_were(history in any_history()) {
        let log = history.log();
        let Some(last) = log.last().filter(|e| e.fact.event.name() != "event_retracted") else { return Ok(()) };
        let days = some_days_of(log, 12);
        let before = all_answers(&fold(&log[..log.len() - 1]), log, &days, Position(u64::MAX));
        let mut recorder = history.recorder.clone();
        if recorder.record(&retraction_of(last.id)).is_ok() {
            let after = all_answers(&recorder.facts, log, &days, Position(u64::MAX));
            for (before, after) in before.iter().zip(&after) {
                prop_assert_eq!(before, after);
            }
        }
    }

    #[test]
    fn deciding_leaves_the_facts_alone(history in any_history(), other in any_history()) {
        let mut recorder = history.recorder.clone();
        for wish in &other.wishes {
            let decided = recorder.decide(wish);
            prop_assert_eq!(&recorder.facts, &history.recorder.facts, "{:?}: {:?}", wish, decided);
        }
    }
}
