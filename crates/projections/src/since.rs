//! Since when something is so of a place, by one standard, and the facts that made it so.

use std::collections::BTreeSet;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Standard;
use jiceng_domain::{PlaceNo, Position};
use jiff::civil::Date;

use crate::bearing::{Bearing, Which, on_cell, on_place};
use crate::coverage::{PlaceCoverage, Rule, election_turns, judge_place, rules};
use crate::quiet::quiet;

/// Since when something has been so without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The first day.
    pub day: Date,
    /// The facts of that day, in the order of the log. Without one, a term ran out on it.
    pub facts: Vec<Position>,
}

/// Since when `holds` is true of a place up to the day asked about; `None` if it is not true then. `kind`
/// says that only this kind is looked at. `holds` looks at cells and at the status, and not at how many people there are.
pub fn since(
    facts: &Facts,
    place: PlaceNo,
    as_of: AsOf,
    standard: &Standard,
    kind: Option<KindNo>,
    holds: impl Fn(&PlaceCoverage) -> bool,
) -> Option<Since> {
    let mut rules = rules(facts, standard);
    rules.retain(|(of, _)| kind.is_none_or(|kind| *of == kind));
    let record = facts.places.get(place)?;
    let is_so = |day: Date| {
        let as_of = AsOf { effective: day, ..as_of };
        record.is_assessed(as_of) && holds(&judge_place(facts, place, as_of, &rules))
    };
    if !is_so(as_of.effective) {
        return None;
    }
    let turns = turns(facts, place, as_of, &rules);
    let quiet = quiet(facts, place, as_of, &rules);
    let loud = turns.iter().filter(|(day, fact)| *day <= as_of.effective && !quiet.contains(fact));
    let days: BTreeSet<Date> = loud.map(|(day, _)| *day).collect();
    let mut since = as_of.effective;
    for day in days.into_iter().rev() {
        let is_so_before = since.yesterday().is_ok_and(&is_so);
        match (is_so(day), day < since && !is_so_before) {
            (_, true) => break,
            (true, false) => since = day,
            (false, false) => {
                since = first_so(day, since, is_so);
                break;
            }
        }
    }
    let mut made: Vec<Position> = turns.iter().filter(|(day, _)| *day == since).map(|(_, fact)| *fact).collect();
    made.sort_unstable();
    made.dedup();
    Some(Since { day: since, facts: made })
}

/// The days on which facts take effect, and the facts. A precedence can change which of them count.
fn turns(facts: &Facts, place: PlaceNo, as_of: AsOf, rules: &[(KindNo, Rule<'_>)]) -> Vec<(Date, Position)> {
    let mut turns = Vec::new();
    let mut note = |bearing: Bearing<'_>| {
        turns.push((as_of.day_of(bearing.effective, bearing.position), bearing.position));
    };
    let which = Which::Standing(as_of.known);
    on_place(facts, place, which, &mut note);
    for (kind, rule) in rules {
        let with_elections = election_turns(facts, *kind, as_of, *rule).is_some();
        on_cell(facts, place, *kind, which, with_elections, &mut note);
    }
    if is_disputed(facts, &turns) {
        let precedences = facts.disagreements.precedences.all().filter(|entry| entry.is_known(as_of.known));
        turns.extend(precedences.map(|entry| (entry.effective.last(), entry.position)));
    }
    turns
}

fn is_disputed(facts: &Facts, turns: &[(Date, Position)]) -> bool {
    turns.iter().any(|(_, fact)| facts.disagreements.group_of(*fact).is_some())
}

/// Between a day on which it is not so and one on which it is, no fact takes effect: only a term runs out.
fn first_so(mut not_so: Date, mut so: Date, is_so: impl Fn(Date) -> bool) -> Date {
    loop {
        let days = not_so.until(so).map_or(0, |span| span.get_days());
        let Ok(middle) = not_so.checked_add(jiff::Span::new().days(days / 2)) else { return so };
        if middle <= not_so {
            return so;
        }
        if is_so(middle) {
            so = middle;
        } else {
            not_so = middle;
        }
    }
}
