//! Facts in every order of recording: what comes of them.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::catalogue::{WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::places::Ending;
use jiceng_domain::{AsOf, Facts, PlaceNo, Wish};
use jiceng_testkit::answers::days_of;
use jiceng_testkit::recorder::Recorder;
use jiff::civil::Date;

use super::pairs::found;

/// What comes of facts in one order of recording.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Came {
    /// Those that are refused in the end.
    pub(super) refused: BTreeSet<usize>,
    /// What is so of each place, by its last name, day by day.
    pub(super) places: Vec<String>,
    /// What is found.
    pub(super) found: BTreeSet<String>,
}

/// All orders of so many facts.
pub(crate) fn orders_of(len: usize) -> Vec<Vec<usize>> {
    if len == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders_of(len - 1);
    let with_last = |order: &Vec<usize>| -> Vec<Vec<usize>> {
        let at = |at: usize| [&order[..at], &[len - 1], &order[at..]].concat();
        (0..len).map(at).collect()
    };
    shorter.iter().flat_map(with_last).collect()
}

/// Records facts in an order. What is refused is tried again until nothing more is taken, as rows
/// of a file are.
pub(super) fn recorded(base: &Recorder, wishes: &[Wish], order: &[usize]) -> (Recorder, BTreeSet<usize>) {
    let mut recorder = base.clone();
    let mut left: Vec<usize> = order.to_vec();
    loop {
        let before = left.len();
        left.retain(|index| recorder.record(&wishes[*index]).is_err());
        if left.len() == before {
            return (recorder, left.into_iter().collect());
        }
    }
}

pub(super) fn came(base: &Recorder, wishes: &[Wish], order: &[usize]) -> Came {
    let (recorder, refused) = recorded(base, wishes, order);
    let days: BTreeSet<Date> = days_of(&recorder.events[base.events.len()..]);
    Came { refused, places: places(&recorder.facts, &days), found: found(&recorder) }
}

fn places(facts: &Facts, days: &BTreeSet<Date>) -> Vec<String> {
    let name = |no: PlaceNo| {
        let record = facts.places.get(no).unwrap();
        record.name_on(AsOf::on(Date::MAX)).map(ToString::to_string).unwrap_or_default()
    };
    let kind = facts.catalogue.kind(WOMENS_HOME).unwrap();
    let of_federation = facts.catalogue.kind(WOMENS_FEDERATION).unwrap();
    let mut lines = Vec::new();
    for (no, record) in facts.places.iter() {
        let mut last = String::new();
        for day in days {
            let as_of = AsOf::on(*day);
            let into = record.timeline.on(as_of).find_map(|e| match e.change {
                jiceng_domain::places::PlaceChange::Ended(Ending::MergedInto(into)) => Some(name(*into)),
                _ => None,
            });
            let (state, code, parent) = (record.state_on(as_of), record.code_on(as_of), record.parent_on(as_of));
            let home = facts.elements.standing(no, kind, as_of);
            let federation = facts.federations.at(no, as_of).map(|record| record.id.to_string());
            let element = facts.elements.standing(no, of_federation, as_of);
            let line = format!(
                "{state:?} {code:?} in {:?}, into {into:?}, home {home:?}, federation {federation:?} {element:?}",
                parent.map(name)
            );
            if line != last {
                lines.push(format!("{} {day}: {line}", name(no)));
                last = line;
            }
        }
    }
    lines.sort();
    lines
}

/// What comes of facts in all orders of recording, each with the orders of which it comes.
pub(super) fn in_all_orders(base: &Recorder, wishes: &[Wish]) -> BTreeMap<Came, Vec<Vec<usize>>> {
    let mut all: BTreeMap<Came, Vec<Vec<usize>>> = BTreeMap::new();
    for order in orders_of(wishes.len()) {
        all.entry(came(base, wishes, &order)).or_default().push(order);
    }
    all
}
