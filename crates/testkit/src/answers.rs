//! What facts answer, in plain lines: for comparing two folds that may number things differently.
//!
//! Two folds of the same log are equal as they stand (`Facts` compares whole). Folds of different
//! logs (a prefix, another order of recording) are compared by what people can ask of them, by
//! name.

use std::collections::BTreeSet;

use jiceng_domain::catalogue::CatalogueList;
use jiceng_domain::committee::Committees;
use jiceng_domain::designation::{DesignationState, HolderAt};
use jiceng_domain::disagreement::Ranked;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::person::PersonState;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::standard::StandardState;
use jiceng_domain::target::TargetState;
use jiceng_domain::{AsOf, Facts, Place, PlaceNo, Reading, Recorded};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Every place that a log names.
pub fn places_of(log: &[Recorded]) -> BTreeSet<Place> {
    log.iter().flat_map(|e| e.fact.event.places()).collect()
}

/// The days on which answers of a log can change: each first and last day of a date, and the day
/// before.
pub fn days_of(log: &[Recorded]) -> BTreeSet<Date> {
    let of_fact = |e: &Recorded| [e.fact.effective.first(), e.fact.effective.last()];
    log.iter().flat_map(of_fact).flat_map(|day| [day, day - 1.day()]).collect()
}

/// The days of a log, at most `most` of them, spread evenly.
pub fn some_days_of(log: &[Recorded], most: usize) -> Vec<Date> {
    let days: Vec<Date> = days_of(log).into_iter().collect();
    days.iter().copied().step_by(days.len().div_ceil(most.max(1)).max(1)).collect()
}

/// The question of a day in both readings of partial dates.
pub fn readings(as_of: AsOf) -> [AsOf; 2] {
    [as_of.reading(Reading::Latest), as_of.reading(Reading::Earliest)]
}

/// All answers of a day: a line an answer, with no numbers of the registry's own in it.
pub fn answers(facts: &Facts, places: &BTreeSet<Place>, as_of: AsOf) -> Vec<String> {
    let mut lines = Vec::new();
    for place in places {
        of_place(facts, place, as_of, &mut lines);
    }
    of_federations(facts, as_of, &mut lines);
    of_the_rest(facts, as_of, &mut lines);
    lines
}

/// How a place is shown: the name it has last.
fn label(facts: &Facts, no: PlaceNo, as_of: AsOf) -> String {
    let last = AsOf { effective: Date::MAX, ..as_of };
    facts.places.get(no).and_then(|r| r.place_on(last)).map_or_else(|| "?".to_owned(), |place| place.to_string())
}

fn holder(facts: &Facts, holder: &HolderAt, as_of: AsOf) -> String {
    match holder {
        HolderAt::Place(place) => label(facts, *place, as_of),
        HolderAt::Institution(id) => id.to_string(),
        HolderAt::Body { name, division } => format!("{name} in {}", label(facts, *division, as_of)),
    }
}

fn of_place(facts: &Facts, place: &Place, as_of: AsOf, lines: &mut Vec<String>) {
    let show = |no: Option<PlaceNo>| no.map(|no| label(facts, no, as_of));
    let Some(no) = facts.places.find(place, as_of) else { return };
    let Some(record) = facts.places.get(no) else { return };
    let (state, name, code) = (record.state_on(as_of), record.name_on(as_of), record.code_on(as_of));
    let (parent, host) = (show(record.parent_on(as_of)), show(record.host_on(as_of)));
    let (people, assessed) = (record.population_on(as_of), record.is_assessed(as_of));
    lines.push(format!("{place}: {state:?} {name:?} {code:?} in {parent:?} on {host:?}, {people:?}, {assessed}"));
    let prefecture = show(facts.places.prefecture_of(no, as_of));
    let federation = facts.federations.at(no, as_of).map(|r| &r.id);
    lines.push(format!("{place}: prefecture {prefecture:?}, federation {federation:?}"));
    let mut kinds: Vec<_> = facts.catalogue.list(CatalogueList::ElementKind).collect();
    kinds.sort_by(|a, b| a.code.cmp(&b.code));
    for entry in kinds {
        if entry.position.is_some_and(|position| position >= as_of.known) {
            continue;
        }
        let Some(kind) = facts.catalogue.kind(entry.code.as_str()) else { continue };
        let standing = facts.elements.standing(no, kind, as_of);
        let inspection = facts.elements.last_inspection(no, kind, as_of);
        let provider = show(facts.sharings.provider(no, kind, as_of));
        lines.push(format!("{place} {}: {standing:?}, {inspection:?}, {provider:?}", entry.code));
    }
}

fn of_federations(facts: &Facts, as_of: AsOf, lines: &mut Vec<String>) {
    let mut federations: Vec<_> = facts.federations.iter().map(|(_, record)| record).collect();
    federations.sort_by(|a, b| a.id.cmp(&b.id));
    for record in federations {
        let (active, name) = (record.is_active(as_of), record.name_on(as_of));
        let place = record.place(as_of).map(|no| label(facts, no, as_of));
        let office = record.committee_on(as_of).map(|c| (c.term, c.elected, c.seats));
        let committees: Committees = record.committees.state_on(as_of);
        let known = place.is_some() || record.committees.known(as_of.known).next().is_some();
        if known || active {
            lines.push(format!("{}: {active} {name:?} of {place:?}, {office:?}, {committees:?}", record.id));
        }
    }
}

fn of_the_rest(facts: &Facts, as_of: AsOf, lines: &mut Vec<String>) {
    let disagreements = &facts.disagreements;
    for ranking in disagreements.groups().iter().filter_map(|group| disagreements.ranking(group, as_of)) {
        let of = |ranked: &Ranked<'_>| (ranked.place, ranked.statement.recorded.id);
        let statements: Vec<_> = ranking.statements.iter().map(of).collect();
        lines.push(format!("{} {statements:?}, decided by {:?}", ranking.is_decided, ranking.precedence));
    }
    for list in [CatalogueList::ElementKind, CatalogueList::Programme, CatalogueList::InstitutionKind] {
        let known = facts.catalogue.list(list).filter(|e| e.position.is_none_or(|position| position < as_of.known));
        let mut codes: Vec<String> = known.map(|e| format!("{list:?} {}: {} {}", e.code, e.zh, e.en)).collect();
        codes.sort();
        lines.append(&mut codes);
    }
    for (id, timeline) in facts.designations.iter() {
        match timeline.state_on(as_of) {
            DesignationState::Unknown => {}
            DesignationState::Revoked => lines.push(format!("{id}: revoked")),
            DesignationState::Recommended(programme, of) => {
                lines.push(format!("{id}: {programme} recommended for {}", holder(facts, &of, as_of)));
            }
            DesignationState::Held(programme, by) => {
                lines.push(format!("{id}: {programme} held by {}", holder(facts, &by, as_of)));
            }
        }
    }
    for (id, timeline) in facts.institutions.iter() {
        match timeline.state_on(as_of) {
            InstitutionState::Unknown => {}
            InstitutionState::Closed => lines.push(format!("{id}: closed")),
            InstitutionState::Open { kind, place, name } => {
                lines.push(format!("{id}: {kind} {name} at {}", label(facts, place, as_of)));
            }
        }
    }
    for (id, timeline) in facts.standards.iter() {
        let state: StandardState = timeline.state_on(as_of);
        if state != StandardState::Unknown {
            lines.push(format!("{id}: {state:?}"));
        }
    }
    lines.push(format!("standard: {:?}", facts.standard_on(as_of)));
    for (id, timeline) in facts.targets.iter() {
        match timeline.state_on(as_of) {
            TargetState::Unknown => {}
            TargetState::Withdrawn => lines.push(format!("{id}: withdrawn")),
            TargetState::Set(target) => {
                lines.push(format!("{id}: {:?} in {}", target.set, label(facts, target.scope, as_of)));
            }
        }
    }
    for (id, timeline) in facts.reform_issues.iter() {
        let (state, issue) = match timeline.state_on(as_of) {
            ReformIssueState::Unknown => continue,
            ReformIssueState::Open(issue) => ("open", issue),
            ReformIssueState::Closed(issue) => ("closed", issue),
        };
        lines.push(format!("{id}: {state} {:?} at {}", issue.raised, label(facts, issue.place, as_of)));
    }
    for (id, timeline) in facts.persons.iter() {
        let state: PersonState = timeline.state_on(as_of);
        if state != PersonState::Unknown {
            lines.push(format!("{id}: {state:?}"));
        }
    }
}
