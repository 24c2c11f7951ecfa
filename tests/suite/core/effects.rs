//! Which recorded facts lose their effect by what is recorded, have it again, or have a part of it.

use jiceng_core::Effects;
use jiceng_core::domain::{EventId, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::world::*;

use super::recorded::{of_small_world, record};

/// The positions that are told: lost, had again, had again in part.
fn told(effects: &Effects) -> [Vec<u64>; 3] {
    [&effects.lost, &effects.regained, &effects.regained_in_part]
        .map(|facts| facts.keys().map(|position| position.0).collect())
}

/// A federation is founded «in the second half of 2014» at a place whose registration is withdrawn,
/// and made again for a later day: from then on it counts.
#[test]
fn what_regains_a_part_of_its_effect_and_loses_it_is_told() {
    let registry = of_small_world();
    let recorded = |wish: Wish| {
        let receipt = record(&registry, wish).unwrap();
        (EventId { commit: receipt.commit, index: 0 }, receipt.first.0, told(&receipt.effects))
    };
    let nothing: [Vec<u64>; 3] = Default::default();
    let (first, ..) = recorded(division(FREE_CODE, "示例社区").on("2014-H1"));
    let (_, founded, told) = recorded(federation("f", FREE_CODE).on("2014-H2"));
    assert_eq!(told, nothing);
    let (.., told) = recorded(retraction_of(first));
    assert_eq!(told, [vec![founded], vec![], vec![]]);
    let (again, _, told) = recorded(division(FREE_CODE, "示例社区").on("2016-05-01"));
    assert_eq!(told, [vec![], vec![], vec![founded]]);
    let (.., told) = recorded(retraction_of(again));
    assert_eq!(told, [vec![founded], vec![], vec![]]);
    let (.., told) = recorded(division(FREE_CODE, "示例社区").on("2014-H1"));
    assert_eq!(told, [vec![], vec![founded], vec![]]);
}
