//! Since when something is so of a place, by one standard, and the facts that made it so.

use std::collections::BTreeSet;

use jiceng_domain::as_of::{AsOf, Reading, Trial};
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Standard;
use jiceng_domain::{PartialDate, PlaceNo, Position};
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

/// A fact and the day on which it takes effect.
struct Turn {
    day: Date,
    dated: PartialDate,
    fact: Position,
}

/// Since when `holds` is true of a place up to the day asked about; `None` if it is not true then.
/// `kind` says that only this kind is looked at. `holds` looks at cells and at the status, and not
/// at how many people there are.
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
    let is_so_by = |as_of: AsOf| record.is_assessed(as_of) && holds(&judge_place(facts, place, as_of, &rules));
    let is_so = |day: Date| is_so_by(AsOf { effective: day, ..as_of });
    if !is_so(as_of.effective) {
        return None;
    }
    let turns = turns(facts, place, as_of, &rules);
    let quiet = quiet(facts, place, as_of, &rules);
    let loud = turns.iter().filter(|turn| turn.day <= as_of.effective && !quiet.contains(&turn.fact));
    let days: BTreeSet<Date> = loud.map(|turn| turn.day).collect();
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
    // What has happened by then though its date leaves it open does so on a day that no date says.
    let earliest = turns.iter().filter_map(|turn| turn.dated.first().yesterday().ok()).min();
    if let Some(before_all) = earliest.filter(|day| *day < since && !is_so(*day))
        && since.yesterday().is_ok_and(&is_so)
    {
        since = first_so(before_all, since, is_so);
    }
    let takes_effect = |turn: &&Turn| turn.day == since;
    let mut made: Vec<Position> = turns.iter().filter(takes_effect).map(|turn| turn.fact).collect();
    if made.is_empty() {
        let makes_it = |turn: &&Turn| {
            let is_open = turn.dated.first() <= since && since < turn.dated.last();
            let without = Trial::of(&[(turn.fact, false)]).map(Reading::Tried);
            let on_day = AsOf { effective: since, ..as_of };
            is_open && without.is_some_and(|without| !is_so_by(on_day.reading(without)))
        };
        made.extend(turns.iter().filter(makes_it).map(|turn| turn.fact));
    }
    made.sort_unstable();
    made.dedup();
    Some(Since { day: since, facts: made })
}

/// The days on which facts take effect, and the facts. A precedence can change which of them count.
fn turns(facts: &Facts, place: PlaceNo, as_of: AsOf, rules: &[(KindNo, Rule<'_>)]) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut note = |bearing: Bearing<'_>| {
        let Bearing { effective: dated, position: fact, .. } = bearing;
        turns.push(Turn { day: as_of.day_of(dated, fact), dated, fact });
    };
    let which = Which::Standing(as_of.known);
    on_place(facts, place, which, &mut note);
    for (kind, rule) in rules {
        let with_elections = election_turns(facts, *kind, as_of, *rule).is_some();
        on_cell(facts, place, *kind, which, with_elections, &mut note);
    }
    if is_disputed(facts, &turns) {
        let precedences = facts.disagreements.precedences.now.all().filter(|entry| entry.is_known(as_of.known));
        turns.extend(precedences.map(|e| Turn { day: e.effective.last(), dated: e.effective, fact: e.position }));
    }
    turns
}

fn is_disputed(facts: &Facts, turns: &[Turn]) -> bool {
    turns.iter().any(|turn| facts.disagreements.group_of(turn.fact).is_some())
}

/// Between a day on which it is not so and one on which it is, no fact takes effect: only a term
/// runs out.
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
