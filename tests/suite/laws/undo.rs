//! What was folded can be taken back: the projections are then what they were.

use jiceng_domain::decide;
use jiceng_domain::tracked::Undo as _;
use jiceng_testkit::generate::any_history;
use proptest::prelude::*;
use proptest::sample::Index;

use super::snapshots::{fold, folded, of_every_command, packed};

proptest! {
    #[test]
    fn folded_and_taken_back_is_as_before(history in any_history(), cut in any::<Index>(), end in any::<Index>()) {
        let recorder = &history.recorder;
        let all = recorder.events.len();
        let cut = cut.index(all + 1);
        let end = cut + end.index(all - cut + 1);
        let before = folded(recorder, cut);
        let mut tried = before.clone();
        for _ in 0..2 {
            tried.begin();
            fold(&mut tried, recorder, cut..end);
            tried.undo();
            prop_assert_eq!(&tried, &before);
            prop_assert_eq!(packed(&tried), packed(&before));
        }
        // And it goes on as if nothing had been tried.
        tried.begin();
        fold(&mut tried, recorder, cut..end);
        tried.keep();
        fold(&mut tried, recorder, end..all);
        prop_assert_eq!(tried, folded(recorder, all));
    }

    /// Deciding sets facts aside and puts them back; a refusal in the middle of a batch is taken
    /// back with the rest.
    #[test]
    fn what_was_decided_and_not_recorded_leaves_nothing_behind(history in any_history(), cut in any::<Index>()) {
        let recorder = &history.recorder;
        let cut = cut.index(recorder.events.len() + 1);
        let before = folded(recorder, cut);
        let mut tried = before.clone();
        tried.begin();
        for wish in &history.wishes {
            let original = wish.command.original().and_then(|id| recorder.events[..cut].iter().find(|e| e.id == id));
            let _ = decide(&mut tried.facts, wish, recorder.recorded_on, original);
        }
        prop_assert_eq!(&tried, &before);
        tried.undo();
        prop_assert_eq!(packed(&tried), packed(&before));
    }
}

#[test]
fn a_history_with_every_command_in_it_is_taken_back_from_everywhere() {
    let recorder = of_every_command();
    let all = recorder.events.len();
    for cut in 0..=all {
        let before = folded(&recorder, cut);
        let mut tried = before.clone();
        tried.begin();
        fold(&mut tried, &recorder, cut..all);
        tried.undo();
        assert_eq!(packed(&tried), packed(&before), "{cut}");
    }
}
