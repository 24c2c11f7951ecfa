//! Roll-ups: no number without its places.

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Level, PlaceNo, Position};
use jiceng_projections::roll_up_of_day::roll_up;
use jiceng_projections::{CellState, Coverage, Day, DivisionTotals, DivisionTree, PlaceCoverage, Status};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::{On as _, division, home};
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::world::small_world;
use proptest::prelude::*;

/// Adds up in the plainest way.
fn counted(places: &[&PlaceCoverage]) -> (usize, usize, usize, usize, usize, Vec<[usize; 2]>) {
    let count = |f: &dyn Fn(Status) -> bool| places.iter().filter(|p| f(p.status)).count();
    let kinds = places.first().map_or(0, |p| p.cells.len());
    let cells = |kind: usize, f: &dyn Fn(CellState) -> bool| places.iter().filter(|p| f(p.cells[kind].state)).count();
    (
        places.len(),
        count(&|s| s == Status::Complete { shared: false }),
        count(&|s| s == Status::Complete { shared: true }),
        count(&|s| matches!(s, Status::Partial { .. })),
        count(&|s| s == Status::None),
        (0..kinds).map(|kind| [cells(kind, &CellState::is_met), cells(kind, &|s| s == CellState::Missing)]).collect(),
    )
}

fn of(group: &DivisionTotals) -> (usize, usize, usize, usize, usize, Vec<[usize; 2]>) {
    let t = group.totals;
    assert_eq!(t.complete, t.complete_own + t.complete_shared);
    assert_eq!(t.places, t.complete + t.partial + t.none);
    let n = |n: u32| usize::try_from(n).unwrap();
    let kinds = group.kinds.iter().map(|(_, k)| [n(k.own + k.shared), n(k.missing)]).collect();
    (n(t.places), n(t.complete_own), n(t.complete_shared), n(t.partial), n(t.none), kinds)
}

proptest! {
    #[test]
    fn a_roll_up_equals_the_sum_of_its_places(history in any_history(), month in 0_i8..60, cut in any::<prop::sample::Index>()) {
        let facts = &history.recorder.facts;
        let known = Position(cut.index(history.recorder.events.len() + 1) as u64);
        let day = jiff::civil::date(2016 + i16::from(month / 12), month % 12 + 1, 15);
        let as_of = AsOf::on(day).known_before(known);
        let tree = DivisionTree::on(facts, as_of);
        let standard = Standard::five_ones_2020().unwrap();
        let coverage = Coverage::judge(facts, as_of, &standard);

        let all: Vec<&PlaceCoverage> = coverage.places.iter().collect();
        prop_assert_eq!(of(&coverage.total()), counted(&all));
        for level in [Level::Province, Level::Prefecture, Level::County, Level::Township] {
            let groups = coverage.by_level(&tree, level);
            prop_assert_eq!(&roll_up(facts, &Day::of(facts, as_of), &standard, &tree, level), &groups);
            let mut places = 0;
            for (division, group) in &groups {
                let below: Vec<&PlaceCoverage> = all.iter().copied().filter(|p| division_of(facts, &tree, p.place, level) == *division).collect();
                prop_assert_eq!(of(group), counted(&below));
                if let Some(division) = division {
                    let within = coverage.clone().within(&tree, *division);
                    prop_assert_eq!(of(&within.total()), of(group));
                }
                places += below.len();
            }
            prop_assert_eq!(places, all.len());
        }
    }
}

/// By walking up, without the tree's own walk. A prefecture without counties stands for one.
fn division_of(facts: &Facts, tree: &DivisionTree, place: PlaceNo, level: Level) -> Option<PlaceNo> {
    let (mut at, mut is_below_open) = (Some(place), false);
    for _ in 0..8 {
        let no = at?;
        let stands = is_below_open && (tree.level(no), level) == (Some(Level::Prefecture), Level::County);
        if tree.level(no) == Some(level) || stands {
            return Some(no);
        }
        is_below_open = facts.places.get(no).is_some_and(|record| record.is_open(tree.as_of()));
        at = tree.parent(no);
    }
    None
}

/// So many that every core takes a part of them, and one that does not fill the last part.
#[test]
fn of_thousands_of_places_none_is_left_out_and_none_counted_twice() {
    const TOWNSHIPS: u32 = 21;
    const COMMUNITIES: u32 = 457;
    let mut recorder = Recorder::default();
    for wish in small_world() {
        recorder.record(&wish).unwrap();
    }
    for township in 1..=TOWNSHIPS {
        let code = format!("450224{:03}", 900 + township);
        recorder.record(&division(&code, &code).on("2001-01-01")).unwrap();
        for community in 1..=COMMUNITIES {
            let code = format!("{code}{community:03}");
            recorder.record(&division(&code, &code).on("2001-01-01")).unwrap();
            if community % 3 == 0 {
                recorder.record(&home(&code).on("2019-01-01")).unwrap();
            }
        }
    }
    let facts = &recorder.facts;
    let (as_of, standard) = (AsOf::on(jiff::civil::date(2020, 6, 30)), Standard::five_ones_2020().unwrap());
    let coverage = Coverage::judge(facts, as_of, &standard);
    let one_by_one: Vec<PlaceCoverage> =
        facts.places.iter().filter_map(|(place, _)| Coverage::judge_one(facts, place, as_of, &standard)).collect();
    assert!(one_by_one.len() > usize::try_from(TOWNSHIPS * COMMUNITIES).unwrap());
    assert!(coverage.places == one_by_one, "judged in parts as one by one");
    let day = Day::of(facts, as_of);
    let tree = DivisionTree::of_day(&day);
    let by_township = roll_up(facts, &day, &standard, &tree, Level::Township);
    assert!(by_township == coverage.by_level(&tree, Level::Township), "rolled up as by way of the places");
    let large: Vec<&DivisionTotals> = by_township.values().filter(|group| group.totals.places == COMMUNITIES).collect();
    assert_eq!(large.len(), usize::try_from(TOWNSHIPS).unwrap());
    assert!(large.iter().all(|group| group.totals.partial == COMMUNITIES / 3));
}
