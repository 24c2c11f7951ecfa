//! The order of recording does not matter to what was true, where no fact contradicts another.

use jiceng_domain::{AsOf, Wish};
use jiceng_testkit::answers::{answers, places_of, readings, some_days_of};
use jiceng_testkit::generate::{History, any_untangled_history};
use jiceng_testkit::recorder::Recorder;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::domain::pairs::found;

/// Records the same wishes in another order: of those left, each time one that is accepted. None if
/// none of those left is.
fn in_another_order(wishes: &[Wish], choices: &[Index]) -> Option<Recorder> {
    let mut recorder = Recorder::default();
    let mut left: Vec<&Wish> = wishes.iter().collect();
    for choice in choices.iter().cycle() {
        if left.is_empty() {
            return Some(recorder);
        }
        let from = choice.index(left.len());
        let turn = (0..left.len()).map(|n| (from + n) % left.len());
        let accepted = turn.into_iter().find(|&n| recorder.record(left[n]).is_ok_and(|events| !events.is_empty()))?;
        left.remove(accepted);
    }
    None
}

fn another_order(history: &History, choices: &[Index]) -> Option<Recorder> {
    in_another_order(&history.wishes, choices)
}

proptest! {
    // About three in ten orders come to a stop; a large run needs room for them.
    #![proptest_config(ProptestConfig { max_global_rejects: 1 << 20, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_recording_does_not_matter_to_what_was_true(
        history in any_untangled_history(),
        choices in proptest::collection::vec(any::<Index>(), 16..80),
    ) {
        let reordered = another_order(&history, &choices);
        prop_assume!(reordered.is_some());
        let reordered = reordered.unwrap();
        let places = places_of(history.log());
        for day in some_days_of(history.log(), 24) {
            for as_of in readings(AsOf::on(day)) {
                let (one, other) = (answers(&history.recorder.facts, &places, as_of), answers(&reordered.facts, &places, as_of));
                prop_assert_eq!(one, other, "on {:?}, reordered: {:?}", as_of, reordered.events);
            }
        }
    }

    /// Facts of one subject and one day are folded as they were recorded: an untangled history has
    /// none.
    #[test]
    fn nor_to_what_is_found(
        history in any_untangled_history(),
        choices in proptest::collection::vec(any::<Index>(), 16..80),
    ) {
        let reordered = another_order(&history, &choices);
        prop_assume!(reordered.is_some());
        let reordered = reordered.unwrap();
        prop_assert_eq!(found(&history.recorder), found(&reordered), "reordered: {:?}", reordered.events);
    }
}
