//! Every event against every other subject: what is refused in one order of recording is refused in
//! the other, or taken in both with the same findings. The table of what comes of it stands in
//! `docs/decisions/0050-what-one-fact-does-to-another-subject.md`; with `JICENG_BLESS=1` it is
//! written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_domain::{AsOf, Event, Wish};
use jiceng_projections::Projections;
use jiceng_projections::divisions::DivisionTree;
use jiceng_projections::findings::findings;
use jiceng_projections::measure::MeasuredDay;
use jiceng_testkit::fixtures::root;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, event_id, original_of};
use jiceng_testkit::world::*;

const DOCUMENT: &str = "docs/decisions/0050-what-one-fact-does-to-another-subject.md";
const BEGIN: &str = "<!-- the table is written by tests/suite/domain/pairs.rs -->\n";
const BEGIN_RETRACTIONS: &str = "<!-- so is this one -->\n";

/// What each event is tried on: of everything there is one, begun in 2015 and 2016.
fn base() -> Vec<Wish> {
    let begun = [
        federation("f", COMMUNITY).on("2015-01-01"),
        federation("g", SECOND_COMMUNITY).on("2015-01-02"),
        committee("f", 1, &["p1", "p2"]).on("2015-02-01"),
        home(COMMUNITY).on("2015-03-01"),
        childrens_home(COMMUNITY).on("2015-03-02"),
        suspended(COMMUNITY, CHILDRENS_HOME).on("2015-03-03"),
        institution("i", "marriage_mediation", COMMUNITY).on("2015-04-01"),
        recommended("d", "reform_demonstration", COMMUNITY).on("2015-05-01"),
        granted("e", "reform_demonstration", COMMUNITY).on("2015-05-02"),
        standard("s", &[WOMENS_HOME]).on("2015-06-01"),
        target("t", COMMUNITY, 1).on("2015-07-01"),
        issue("q", COMMUNITY).on("2015-08-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2017-01-10"),
    ];
    small_world().into_iter().chain(begun).collect()
}

/// One event of each sort, with what it is about. The events of one subject are not tried on each
/// other.
fn events(on: &str) -> Vec<(&'static str, Wish)> {
    let drawn = as_if_drawn(sample("s1", 1, "2017-06-30"), &[COMMUNITY]);
    let new = "450224100055";
    let all: Vec<(&'static str, Wish)> = vec![
        ("catalogue", kind("elders_home", "老人之家", "elders' home").on(on)),
        ("place", division(new, "示例新社区").on(on)),
        ("place", division_renamed(COMMUNITY, "和平新村").on(on)),
        ("place", division_recoded(COMMUNITY, FREE_CODE).on(on)),
        ("place", divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on(on)),
        ("place", divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on(on)),
        ("place", division_split(COMMUNITY, &[("450224100051", "东社区"), ("450224100052", "西社区")]).on(on)),
        ("place", division_moved(COMMUNITY, SECOND_TOWNSHIP, None).on(on)),
        ("place", division_converted(COMMUNITY, "450224199", None).on(on)),
        ("place", division_abolished(COMMUNITY).on(on)),
        ("place", self::site("rongan-8", "示例八号", COUNTY).on(on)),
        ("place", site_renamed(SITE, "示例一小区").on(on)),
        ("place", population(COMMUNITY, 900).on(on)),
        ("place", site_closed(SITE).on(on)),
        ("place", site_became_community(SITE, new, "示例一社区").on(on)),
        ("federation", federation("h", SITE).on(on)),
        ("federation", federation_renamed("f", "和平社区妇联").on(on)),
        ("federation", federations_merged(&["f"], "g").on(on)),
        ("federation", federations_merged(&["g"], "f").on(on)),
        ("federation", federation_dissolved("f").on(on)),
        ("committee", committee("f", 2, &["p1", "p3"]).on(on)),
        ("committee", seat_filled("f", 1, "p3").on(on)),
        ("committee", seat_vacated("f", 1, "p2").on(on)),
        ("committee", session("f", 1, 1, &[]).on(on)),
        ("element", lecture_team(COMMUNITY).on(on)),
        ("element", council(COMMUNITY).on(on)),
        ("element", inspected(COMMUNITY, WOMENS_HOME, true).on(on)),
        ("element", suspended(COMMUNITY, WOMENS_HOME).on(on)),
        ("element", resumed(COMMUNITY, CHILDRENS_HOME).on(on)),
        ("element", closed(COMMUNITY, WOMENS_HOME).on(on)),
        ("sharing", sharing(SECOND_SITE, COMMUNITY, &[WOMENS_HOME]).on(on)),
        ("sharing", sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on(on)),
        ("designation", recommended("d2", "reform_demonstration", COMMUNITY).on(on)),
        ("designation", granted("d", "reform_demonstration", COMMUNITY).on(on)),
        ("designation", revoked("e").on(on)),
        ("institution", institution("i2", "marriage_mediation", COMMUNITY).on(on)),
        ("institution", institution_closed("i").on(on)),
        ("standard", standard("s2", &[CHILDRENS_HOME]).on(on)),
        ("standard", standard_repealed("s").on(on)),
        ("precedence", precedence(&["document"]).on(on)),
        ("target", target("t2", COMMUNITY, 1).on(on)),
        ("target", target_withdrawn("t").on(on)),
        ("reform issue", issue("q2", COMMUNITY).on(on)),
        ("reform issue", issue_progressed("q", "已安排场地").on(on)),
        ("reform issue", issue_closed("q").on(on)),
        ("sample", drawn.on(on)),
        ("person", person("p9").on(on)),
        ("person", erased("p4").on(on)),
    ];
    all
}

fn subjects() -> Vec<&'static str> {
    let mut subjects: Vec<&str> = events("2018-01-01").into_iter().map(|(subject, _)| subject).collect();
    subjects.dedup();
    subjects
}

/// The findings of the whole history, each by its code and the facts behind it, and not by where
/// these are recorded.
pub(crate) fn found(recorder: &Recorder) -> BTreeSet<String> {
    let as_of = AsOf::on(day("2020-12-31"));
    let standard = jiceng_domain::standard::Standard::five_ones_2020().unwrap();
    let mut projections = Projections::default();
    for recorded in &recorder.events {
        let original = original_of(&recorder.events, &recorded.fact.event);
        projections.evolve(recorded, recorder.recorded_on, original);
    }
    let tree = DivisionTree::on(&projections.facts, as_of);
    let ground = MeasuredDay { facts: &projections.facts, tree: &tree, as_of, standard: &standard };
    let name = |position: &jiceng_domain::Position| {
        let fact = &recorder.events[usize::try_from(position.0).unwrap()].fact;
        format!("{} {:?}", fact.effective, fact.event)
    };
    let all = findings(ground, &projections.fact_register);
    all.iter()
        .map(|f| format!("{} {:?}", f.code.as_str(), f.positions.iter().map(name).collect::<BTreeSet<_>>()))
        .collect()
}

fn recorded(wishes: &[&Wish]) -> Option<Recorder> {
    let mut recorder = Recorder::default();
    for wish in base().iter().chain(wishes.iter().copied()) {
        if recorder.record(wish).ok()?.is_empty() {
            return None;
        }
    }
    Some(recorder)
}

/// What comes of two facts, whichever is recorded first.
fn verdict(one: &Wish, other: &Wish) -> Option<String> {
    let (alone, beside) = (recorded(&[one])?, recorded(&[other])?);
    let name = || format!("{one:?} and {other:?}");
    match [recorded(&[one, other]), recorded(&[other, one])] {
        [None, None] => Some("refused".to_owned()),
        [Some(first), Some(second)] => {
            let (found, again) = (found(&first), found(&second));
            assert_eq!(found, again, "the order of {} changes what is found", name());
            let known: BTreeSet<String> = self::found(&alone).union(&self::found(&beside)).cloned().collect();
            let new: BTreeSet<&str> = found.difference(&known).filter_map(|text| text.split(' ').next()).collect();
            Some(new.into_iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", "))
        }
        [first, _] => {
            panic!("{} are taken only {}", name(), if first.is_some() { "so" } else { "the other way round" })
        }
    }
}

fn table() -> String {
    let subjects = subjects();
    let mut cells: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    let days = ["2018-01-01", "2017-03-01", "2019-06-01"];
    for (about, event) in events(days[0]) {
        let name = name_of(&event);
        for (subject, other) in days[1..].iter().flat_map(|on| events(on)) {
            if subject != about {
                let verdict = verdict(&event, &other);
                cells.entry((name, subject)).or_default().extend(verdict.filter(|verdict| !verdict.is_empty()));
            }
        }
    }
    let mut table = format!("| event | {} |\n|---|{}\n", subjects.join(" | "), "---|".repeat(subjects.len()));
    let mut done = BTreeSet::new();
    for (about, event) in events(days[0]) {
        let name = name_of(&event);
        if !done.insert(name) {
            continue;
        }
        let cell = |subject: &&str| match cells.get(&(name, *subject)) {
            _ if *subject == about => "own".to_owned(),
            Some(verdicts) if !verdicts.is_empty() => verdicts.iter().cloned().collect::<Vec<_>>().join(", "),
            Some(_) | None => "fits".to_owned(),
        };
        writeln!(table, "| `{name}` | {} |", subjects.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    table
}

/// What comes of the facts of other subjects when a fact of the base is withdrawn after them: the
/// findings that neither the fact alone has, nor the withdrawal alone.
fn table_of_retractions() -> String {
    let subjects = subjects();
    let base = base();
    let of_community = |wish: &&Wish| matches!(&wish.facts()[0].event, Event::DivisionRegistered(registered) if registered.code.to_string() == COMMUNITY);
    let community = base.iter().position(|wish| of_community(&wish)).unwrap();
    let mut table = format!("| withdrawn | {} |\n|---|{}\n", subjects.join(" | "), "---|".repeat(subjects.len()));
    for no in std::iter::once(community).chain(small_world().len()..base.len()) {
        let retraction = retraction_of(event_id(no as u64 + 1, 0));
        let withdrawn = found(&recorded(&[&retraction]).expect("a retraction is always taken"));
        let mut cells: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (subject, event) in events("2018-01-01") {
            let Some(alone) = recorded(&[&event]) else { continue };
            let both = recorded(&[&event, &retraction]).expect("a retraction is always taken");
            let known: BTreeSet<String> = found(&alone).union(&withdrawn).cloned().collect();
            let new = found(&both)
                .difference(&known)
                .filter_map(|text| Some(format!("`{}`", text.split(' ').next()?)))
                .collect::<BTreeSet<_>>();
            cells.entry(subject).or_default().extend(new);
        }
        let cell = |subject: &&str| match cells.get(subject) {
            Some(found) if !found.is_empty() => found.iter().cloned().collect::<Vec<_>>().join(", "),
            Some(_) | None => "fits".to_owned(),
        };
        let name = name_of(&base[no]);
        writeln!(table, "| `{name}` | {} |", subjects.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    table
}

/// A table of the document is what was found; or is written anew.
#[track_caller]
fn check(begin: &str, found: &str) {
    let path = root().join(DOCUMENT);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, after) = text.split_once(begin).expect("the document has a place for the table");
    let (told, rest) = after.split_once("\n\n").unwrap_or((after, ""));
    if std::env::var_os("JICENG_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{begin}{found}\n{rest}")).unwrap();
    } else {
        assert_eq!(told.trim(), found.trim(), "a table of {DOCUMENT}; JICENG_BLESS=1 writes it anew");
    }
}

fn name_of(wish: &Wish) -> &'static str {
    wish.facts()[0].event.name()
}

#[test]
fn what_is_refused_in_one_order_is_refused_in_the_other_and_the_table_says_so() {
    let tried: BTreeSet<&str> = events("2018-01-01").iter().map(|(_, wish)| name_of(wish)).collect();
    let speak_of_recording = ["event_retracted", "sources_disagree"];
    let all: BTreeSet<&str> = Event::NAMES.iter().copied().filter(|name| !speak_of_recording.contains(name)).collect();
    assert_eq!(tried, all);
    check(BEGIN, &table());
    check(BEGIN_RETRACTIONS, &table_of_retractions());
}

/// Facts of which one is dated by the year of the other: each may have come first.
#[test]
fn a_fact_of_a_year_and_one_of_a_day_in_it_are_taken_in_both_orders_or_in_none() {
    let of_the_day = events("2018-06-01");
    for (about, event) in events("2018") {
        let others = of_the_day.iter().filter(|(subject, _)| *subject != about);
        others.for_each(|(_, other)| drop(verdict(&event, other)));
    }
}
