//! Views: a value that any thread can hold, whose answers do not change as the log grows.

use std::sync::mpsc;
use std::thread;

use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, Position, Wish};
use jiceng_core::projections::causes::BothQuestions;
use jiceng_core::projections::diff::diff;
use jiceng_core::projections::division_list::DivisionList;
use jiceng_core::projections::persons::{registration, seats_by_person};
use jiceng_core::projections::reform_issues::issues_on;
use jiceng_core::projections::restatement::restate;
use jiceng_core::projections::targets::{progress, targets_on};
use jiceng_core::{Error, Known, LockedView, Question, Registry, Request, View};
use jiceng_testkit::answers::{days_of, places_of};
use jiceng_testkit::every_command::every_command;
use jiceng_testkit::generate::{History, any_history};
use jiceng_testkit::make::{On as _, council, day, erased, home, population, text};
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::world::{COMMUNITY, SECOND_COMMUNITY, SITE};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

use super::recorded::{is_in_order, of_small_world, person_named, record, request};

/// Everything that a view answers, in words.
pub(super) fn answers(view: &View) -> Vec<String> {
    let view = view.locked().unwrap();
    let mut answers = vec![
        format!("{:?}", view.as_of()),
        format!("{:?}", view.coverage().unwrap()),
        format!("{:?}", view.prospects_by(&view.standard().unwrap().standard)),
        format!("{:?}", view.roll_up_by(&view.standard().unwrap().standard, Level::County)),
        format!("{:?}", view.standard().unwrap()),
        format!("{:?}", view.findings().unwrap()),
        format!("{:?}", view.elections().collect::<Vec<_>>()),
        format!("{:?}", view.disagreements()),
        format!("{:?}", view.history_of_no_place().unwrap()),
        format!("{:?}", view.recorded_between(None, None).unwrap()),
        format!("{:?}", view.tree_head().unwrap()),
        format!("{:?}", issues_on(view.facts(), view.as_of()).collect::<Vec<_>>()),
        format!("{:?}", seats_by_person(view.facts(), view.as_of())),
    ];
    let known = view.as_of().known;
    let persons = view.facts().persons.iter().map(|(person, _)| registration(view.facts(), person, known));
    answers.extend(persons.filter(|of| of.registered.is_some()).map(|of| format!("{of:?}")));
    let divisions = DivisionList::on(view.facts(), view.as_of(), true);
    answers.extend(divisions.rows(None, None).map(|listed| format!("{listed:?}")));
    let (standard, tree) = (view.standard().unwrap().standard, view.tree());
    let ground = view.ground(&standard, &tree);
    answers.extend(targets_on(view.facts(), view.as_of()).map(|target| format!("{:?}", progress(&ground, &target))));
    for place in view.coverage().unwrap().places {
        answers.push(format!("{:?}", view.history(place.place).unwrap()));
        for kind in (0..6).map(KindNo) {
            let explanation = view.explain(place.place, kind).unwrap();
            let otherwise = explanation.as_ref().map(|explanation| view.otherwise(explanation).unwrap());
            answers.push(format!("{explanation:?} {otherwise:?}"));
        }
    }
    answers.extend(compared(&view));
    answers
}

/// What is compared with what half as much knew.
fn compared(view: &LockedView) -> Vec<String> {
    let known = Known::Before(Position(view.as_of().known.0 / 2));
    let before = view.asking(Question { known, ..Question::on(view.as_of().effective) }).unwrap();
    let (from_standard, to_standard) = (before.standard().unwrap().standard, view.standard().unwrap().standard);
    let sides = BothQuestions {
        facts: view.facts(),
        from: before.as_of(),
        to: view.as_of(),
        from_standard: &from_standard,
        to_standard: &to_standard,
    };
    let findings = view.findings_since(&before, &sides).unwrap();
    vec![format!("{:?}", diff(&sides)), format!("{:?}", restate(&sides)), format!("{findings:?}")]
}

/// The requests that make a history, each under the identity that its commit has there: retractions
/// name it.
pub(super) fn requests(history: &History) -> Vec<Request> {
    let mut recorder = Recorder::default();
    let request_of = |wish: &Wish| {
        let commit = recorder.record(wish).ok()?.first().map(|recorded| recorded.id.commit);
        Some(Request { commit, ..request(wish.clone()) })
    };
    history.wishes.iter().filter_map(request_of).collect()
}

fn record_all(registry: &Registry, requests: &[Request]) {
    for request in requests {
        let _ = registry.record(request);
    }
}

/// The first answer that is another one.
pub(super) fn other(these: &[String], those: &[String]) -> Option<(String, String)> {
    let pairs = these.iter().zip(those).map(|(one, other)| (one.clone(), other.clone()));
    let lengths = (these.len().to_string(), those.len().to_string());
    pairs.chain([lengths]).find(|(one, other)| one != other)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(4), ..ProptestConfig::default() })]

    /// Whatever is recorded later, tried and given up, or decided and not yet committed.
    #[test]
    fn a_view_answers_the_same_however_the_log_grows(history in any_history(), cut in any::<Index>(), on in any::<Index>()) {
        let requests = requests(&history);
        let cut = cut.index(requests.len() + 1);
        let days: Vec<Date> = days_of(history.log()).into_iter().collect();
        let registry = Registry::in_memory();
        record_all(&registry, &requests[..cut]);
        let view = registry.view(Question::on(*on.get(&days))).unwrap();
        let before = answers(&view);
        let mut given_up = registry.batch().unwrap();
        for request in &requests[cut..] {
            let _ = given_up.add(request.clone());
        }
        prop_assert_eq!(other(&answers(&view), &before), None);
        prop_assert_eq!(other(&answers(&registry.view(Question::on(view.as_of().effective)).unwrap()), &before), None);
        drop(given_up);
        prop_assert_eq!(other(&answers(&view), &before), None);
        prop_assert!(is_in_order(&registry));
        record_all(&registry, &requests[cut..]);
        prop_assert_eq!(other(&answers(&view), &before), None);
        let again = Question { known: Known::Before(view.as_of().known), ..Question::on(view.as_of().effective) };
        prop_assert_eq!(other(&answers(&registry.view(again).unwrap()), &before), None);
        prop_assert!(places_of(history.log()).iter().all(|place| view.find(place).is_ok()));
    }

    #[test]
    fn a_view_of_a_batch_is_the_view_of_what_it_makes(history in any_history(), cut in any::<Index>(), on in any::<Index>()) {
        let requests = requests(&history);
        let cut = cut.index(requests.len() + 1);
        let days: Vec<Date> = days_of(history.log()).into_iter().collect();
        let question = Question::on(*on.get(&days));
        let registry = Registry::in_memory();
        record_all(&registry, &requests[..cut]);
        let mut batch = registry.batch().unwrap().sliced("import");
        for request in &requests[cut..] {
            let _ = batch.add(request.clone());
        }
        let preview = batch.view(question).unwrap();
        let mut of_preview = answers(&preview);
        batch.commit().unwrap();
        prop_assert!(matches!(preview.locked().map(drop), Err(Error::BatchOver)));
        let mut of_all = answers(&registry.view(question).unwrap());
        // The tree over the log does not have what is not in it.
        of_preview.retain(|answer| !answer.starts_with("TreeHead"));
        of_all.retain(|answer| !answer.starts_with("TreeHead"));
        prop_assert_eq!(other(&of_preview, &of_all), None);
    }
}

/// Eight threads ask while one records and gives up: each answer is that of what was known at its
/// position.
#[test]
fn eight_threads_ask_while_one_records() {
    let registry = of_small_world();
    let (done, is_done) = mpsc::channel::<()>();
    let asked = thread::scope(|scope| {
        let asking: Vec<_> = (0..8)
            .map(|_| {
                let registry = registry.clone();
                scope.spawn(move || {
                    let mut asked = Vec::new();
                    for _ in 0..6 {
                        let view = registry.view(Question::on(day("2020-12-31"))).unwrap();
                        asked.push((view.clone(), answers(&view)));
                        thread::yield_now();
                    }
                    asked
                })
            })
            .collect();
        let writer = registry.clone();
        scope.spawn(move || {
            for (n, wish) in every_command().into_iter().enumerate() {
                let _ = record(&writer, wish.clone());
                let mut batch = writer.batch().unwrap();
                let _ = batch.add(request(population(COMMUNITY, 100 + u32::try_from(n).unwrap()).on("2019-01-01")));
                let _ = batch.add(request(council(SECOND_COMMUNITY).on("2019-02-01")));
                drop(batch);
                if is_done.try_recv().is_ok() {
                    break;
                }
            }
        });
        let asked: Vec<_> = asking.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        let _ = done.send(());
        asked
    });
    for (view, then) in asked {
        assert_eq!(other(&answers(&view), &then), None);
        let question = Question { known: Known::Before(view.as_of().known), ..Question::on(view.as_of().effective) };
        assert_eq!(other(&answers(&registry.view(question).unwrap()), &then), None);
    }
    assert!(is_in_order(&registry));
}

#[test]
fn a_view_of_a_batch_shows_what_was_decided_and_nobody_else_sees_it() {
    let registry = of_small_world();
    let question = Question::on(day("2020-12-31"));
    let mut batch = registry.batch().unwrap();
    let receipt = batch.add(request(home(SITE).on("2019-01-01"))).unwrap();
    let preview = batch.view(question).unwrap();
    assert_eq!(preview.entry(receipt.first).unwrap().unwrap().recorded.position, receipt.first);
    let outside = registry.view(question).unwrap();
    assert_eq!(outside.entry(receipt.first).unwrap(), None);
    assert_ne!(preview.coverage().unwrap(), outside.coverage().unwrap());
    // What is added later is in another view.
    batch.add(request(council(COMMUNITY).on("2019-01-01"))).unwrap();
    assert!(matches!(preview.coverage(), Err(Error::BatchOver)));
    let preview = batch.view(question).unwrap();
    assert_eq!(preview.head(), Position(receipt.first.0 + 2));
    drop(batch);
    assert!(matches!(preview.coverage(), Err(Error::BatchOver)));
    assert!(matches!(preview.find(&text(SITE)), Err(Error::BatchOver)));
}

/// Whatever times it is asked for: nothing that was recorded after it was taken is known to it.
#[test]
fn a_view_asked_for_now_or_today_ends_where_it_was_taken() {
    let registry = of_small_world();
    let view = registry.view(Question::default()).unwrap();
    record(&registry, home(SITE).on("2019-01-01")).unwrap();
    let now = jiceng_core::now();
    for known in [Known::Now, Known::At(now), Known::On(jiceng_core::china_day(now))] {
        let asked = view.asking(Question { known, ..Question::default() }).unwrap();
        assert_eq!(asked.as_of().known, view.head(), "{known:?}");
        let locked = view.locked().unwrap().asking(Question { known, ..Question::default() }).unwrap();
        assert_eq!(locked.as_of().known, view.head(), "{known:?}");
    }
    let beyond = Question { known: Known::Before(Position(view.head().0 + 1)), ..Question::default() };
    assert!(matches!(view.asking(beyond).map(drop), Err(Error::BeyondTheLog { .. })));
}

/// The one exception to «a view does not change»: a name that is erased is shown to nobody.
#[test]
fn a_name_that_is_erased_is_gone_from_every_view() {
    use jiceng_core::NameShown;
    let registry = of_small_world();
    record(&registry, person_named("P-9", "韦示例")).unwrap();
    let view = registry.view(Question::default()).unwrap();
    assert!(matches!(view.person(&text("P-9")).unwrap(), NameShown::Name(_)));
    record(&registry, erased("P-9").on("2020-01-01")).unwrap();
    assert_eq!(view.person(&text("P-9")).unwrap(), NameShown::Erased);
    // Whoever was registered later is unknown to it.
    record(&registry, person_named("P-10", "莫示例")).unwrap();
    assert_eq!(view.person(&text("P-10")).unwrap(), NameShown::Unknown);
}
