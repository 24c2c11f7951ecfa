//! What a timeline keeps of a change is what it was given.

use jiceng_domain::sharing::SharingChange;
use jiceng_domain::timeline::{Mark, Stamp, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};
use jiceng_testkit::generate::any_partial_date;
use proptest::collection::btree_map;
use proptest::prelude::*;

proptest! {
    #[test]
    fn dates_and_positions_come_back_as_they_were_recorded(
        changes in btree_map(0..1_u64 << 40, (any_partial_date(), any::<u32>()), 1..12),
        withdrawn in any::<prop::sample::Index>(),
    ) {
        let mut timeline = Timeline::default();
        let stamp = |effective, position: u64, mark| Stamp { effective, position: Position(position), stands_for: None, mark };
        let change = |no| SharingChange::Agreed { provider: PlaceNo::at(no) };
        for (position, (effective, no)) in &changes {
            timeline.apply(stamp(*effective, *position, Mark::Record), change(*no));
        }
        let all: Vec<u64> = changes.keys().copied().collect();
        let (position, by) = (all[withdrawn.index(all.len())], Position(1 << 40));
        let (effective, no) = changes[&position];
        timeline.apply(stamp(effective, position, Mark::Withdraw { by }), change(no));

        let mut read: Vec<(u64, PartialDate, SharingChange)> =
            timeline.all().map(|e| (e.position.0, e.effective, *e.change)).collect();
        read.sort_by_key(|(position, ..)| *position);
        let given: Vec<_> = changes.iter().map(|(position, (effective, no))| (*position, *effective, change(*no))).collect();
        prop_assert_eq!(read, given);
        let is_withdrawn: Vec<u64> = timeline.all().filter(|e| e.withdrawn == Some(by)).map(|e| e.position.0).collect();
        prop_assert_eq!(is_withdrawn, [position]);
    }
}
