//! Making and opening registries: everything derived comes out of the log again.

use jiceng_core::domain::{Command, Event, Wish};
use jiceng_core::{Error, KeySource, Known, Question, Registry};
use jiceng_testkit::every_command::every_command;
use jiceng_testkit::make::day;

use super::recorded::{head, is_in_order, request};

/// The history with every command in it; those at the end name what this log gave out.
fn record_all(registry: &Registry) {
    let wishes: Vec<Wish> = every_command();
    let (n, mut originals) = (wishes.len(), Vec::new());
    for (index, mut wish) in wishes.into_iter().enumerate() {
        if index + 3 >= n {
            match &mut wish.command {
                Command::Retract { event, .. } => *event = originals[0],
                Command::Correct { event, .. } => *event = originals[1],
                Command::Disagree { event, .. } => *event = originals[2],
                Command::Record(_) => panic!("the history ends with a retraction, a correction and a disagreement"),
            }
        }
        let is_named_later = {
            let world = jiceng_testkit::world::small_world().len();
            (world..world + 3).contains(&index)
        };
        if let Command::Record(Event::SampleDrawn(drawn)) = &mut wish.command {
            // Drawn by this log, and so that the place that is inspected afterwards is in it.
            (drawn.population.known, drawn.seed_position, drawn.seed, drawn.size) = (None, None, None, 100);
            drawn.places.clear();
        }
        let receipt = registry.record(&request(wish)).unwrap();
        if is_named_later {
            originals.push(jiceng_core::domain::EventId { commit: receipt.commit, index: 0 });
        }
    }
}

/// Everything that can be asked, on some days, as known at some positions.
fn answers(registry: &Registry) -> Vec<String> {
    let head = head(registry);
    let mut answers = Vec::new();
    for on in ["2017-06-30", "2018-05-01", "2018-12-31", "2020-12-31"] {
        for known in [head / 3, head / 2, head - 1, head] {
            let known = Known::Before(jiceng_core::domain::Position(known));
            let view = registry.view(Question { known, ..Question::on(day(on)) }).unwrap().locked().unwrap();
            answers.push(format!("{:?}", view.coverage().unwrap()));
            answers.push(format!("{:?}", view.elections().collect::<Vec<_>>()));
            for place in view.facts().places.iter().map(|(no, _)| no) {
                answers.push(format!("{:?}", view.history(place).unwrap()));
            }
        }
    }
    answers
}

#[test]
fn a_registry_that_is_opened_again_answers_as_before() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    record_all(&registry);
    let (before, end) = (answers(&registry), head(&registry));
    assert!(is_in_order(&registry));
    drop(registry);
    let mut reported = Vec::new();
    let registry =
        Registry::open_with(&data, &KeySource::Inside, &mut |progress| reported.push((progress.done, progress.total)))
            .unwrap();
    assert_eq!(answers(&registry), before);
    let verified = registry.verify(&mut |_| {}).unwrap();
    assert!(verified.projections_agree);
    assert_eq!((verified.log.events, reported.last()), (end, Some(&(end, end))));
    assert!(reported.is_sorted());
}

#[test]
fn a_registry_is_made_once_and_opened_only_where_there_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("some/where/data");
    let refused = Registry::open(&data).err().unwrap();
    assert!(matches!(&refused, Error::NotARegistry { dir } if *dir == data), "{refused}");
    assert!(!data.exists());
    drop(Registry::create(&data).unwrap());
    let refused = Registry::create(&data).err().unwrap();
    assert!(matches!(&refused, Error::AlreadyARegistry { dir } if *dir == data), "{refused}");
    assert_eq!(head(&Registry::open(&data).unwrap()), 0);
}
