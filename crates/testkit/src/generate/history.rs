//! Histories that were accepted: wishes over the small world, run through the decision.
//!
//! Most facts are recorded on the day on which they happen, some late, so in another order; some
//! are withdrawn or corrected afterwards. What is refused is left out.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use jiceng_domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::{DivisionCode, Event, PartialDate, Recorded, Wish};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::make::*;
use crate::recorder::Recorder;
use crate::world::*;

/// The first day on which something happens, after the world is registered.
const FIRST_DAY: Date = date(2017, 6, 1);
/// The days from then on until the end of 2020.
const DAYS: i32 = 1310;

/// An accepted history over the small world.
#[derive(Clone)]
pub struct History {
    /// The log and the facts it makes.
    pub recorder: Recorder,
    /// The wishes that made it, in order, the world's included.
    pub wishes: Vec<Wish>,
}

impl History {
    /// The log.
    pub fn log(&self) -> &[Recorded] {
        &self.recorder.events
    }
}

impl fmt::Debug for History {
    /// What came after the world, a line a fact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for recorded in self.log().iter().skip(small_world().len()) {
            write!(f, "\n{:?} {} {:?}", recorded.position, recorded.fact.effective, recorded.fact.event)?;
        }
        Ok(())
    }
}

/// What may come next.
#[derive(Clone, Debug)]
pub(super) enum Draft {
    Fact(Wish),
    Retract(Index),
    /// Withdraws an event and records it for another date or the same, or something else in its
    /// place.
    Correct(Index, Option<PartialDate>, Option<Event>),
    /// States otherwise what an event states: for another date or the same, or something else.
    Disagree(Index, Option<PartialDate>, Option<Event>, Option<&'static str>),
}

/// Any history: late facts, retractions and corrections, facts of one day. Half of them are mostly
/// about sharing.
pub fn any_history() -> impl Strategy<Value = History> {
    prop_oneof![vec(any_draft(), 0..100).prop_map(in_order), any_history_of_sharing()]
}

/// A history about few kinds at few places of which one uses what another has, much of it withdrawn
/// or corrected: a cell then turns on facts of two places.
pub fn any_history_of_sharing() -> impl Strategy<Value = History> {
    let begin = |event: Event, days: Range<i32>| {
        (days, any_evidence_kind()).prop_map(move |(day, kind)| {
            let effective = PartialDate::Day(FIRST_DAY + day.days());
            let draft = Draft::Fact(resting_on(kind, wish(effective, event.clone())));
            (day_number(effective.first()), draft)
        })
    };
    let first = (
        begin(element(COMMUNITY, WOMENS_HOME).into(), 0..100),
        begin(federation("f1", COMMUNITY).into(), 0..100),
        begin(sharing(SECOND_SITE, COMMUNITY, &SHARED_KINDS).into(), 100..400),
    );
    let first = first.prop_map(|(element, federation, sharing)| vec![element, federation, sharing]);
    let event = || prop_oneof![4 => of_shared_kinds(), 1 => any_world_event()];
    let rest = vec(any_draft_of(event().boxed(), [16, 2, 2, 4, 2]), 0..60);
    (first, rest).prop_map(|(first, rest)| in_order(first.into_iter().chain(rest).collect()))
}

fn in_order(mut drafts: Vec<(i32, Draft)>) -> History {
    drafts.sort_by_key(|(moment, _)| *moment);
    run(drafts.into_iter().map(|(_, draft)| draft))
}

/// A history in which no fact contradicts another: nothing is withdrawn, no two facts share the day
/// by which they are ordered, and no code is given to a second division.
pub fn any_untangled_history() -> impl Strategy<Value = History> {
    vec((any_date_of_world(), any_world_event()), 0..90).prop_map(|mut facts| {
        facts.sort_by_key(|(effective, _)| effective.first());
        let mut days: BTreeSet<Date> = BTreeSet::new();
        let mut codes: BTreeSet<DivisionCode> = DIVISIONS.iter().map(|(code, _)| text(code)).collect();
        let untangled = facts.into_iter().filter(|(effective, event)| {
            let is_free = !days.contains(&effective.first()) && !days.contains(&effective.last());
            let new_codes = codes_given_by(event);
            let is_new = new_codes.iter().all(|code| !codes.contains(code));
            if is_free && is_new {
                days.extend([effective.first(), effective.last()]);
                codes.extend(new_codes);
            }
            is_free && is_new
        });
        run(untangled.map(|(effective, event)| Draft::Fact(wish(effective, event))))
    })
}

/// The codes that divisions have from an event on.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others give no code")]
fn codes_given_by(event: &Event) -> Vec<DivisionCode> {
    match event {
        Event::DivisionRegistered(e) => vec![e.code],
        Event::DivisionRecoded(e) => vec![e.new_code],
        Event::DivisionSplit(e) => e.into.iter().map(|new| new.code).collect(),
        Event::DivisionMoved(e) => e.new_code.into_iter().collect(),
        Event::DivisionConverted(e) => vec![e.new_code],
        Event::RelocationSiteBecameCommunity(e) => vec![e.code],
        _ => Vec::new(),
    }
}

pub(super) fn run(drafts: impl Iterator<Item = Draft>) -> History {
    let mut history = History { recorder: Recorder::default(), wishes: Vec::new() };
    for wish in small_world() {
        history.recorder.record(&wish).expect("the world is in order");
        history.wishes.push(wish);
    }
    for draft in drafts {
        let log = &history.recorder.events;
        let wish = match draft {
            Draft::Fact(wish) => wish,
            Draft::Retract(index) => retraction_of(late(index, log).id),
            Draft::Correct(index, effective, event) => {
                let original = late(index, log);
                let event = event.unwrap_or_else(|| original.fact.event.clone());
                let effective = effective.unwrap_or(original.fact.effective);
                // What it rested on, it rests on still.
                let evidence = original.fact.evidence.clone();
                correction_of(original.id, Wish { evidence, ..self::wish(effective, event) })
            }
            Draft::Disagree(index, effective, event, kind) => {
                let original = late(index, log);
                let event = event.unwrap_or_else(|| original.fact.event.clone());
                if matches!(event, Event::EventRetracted(_) | Event::SourcesDisagree(_)) {
                    continue;
                }
                let effective = effective.unwrap_or(original.fact.effective);
                disagreement_with(original.id, resting_on(kind, self::wish(effective, event)))
            }
        };
        if history.recorder.record(&wish).is_ok_and(|events| !events.is_empty()) {
            history.wishes.push(wish);
        }
    }
    history
}

/// One of the later events: the world's own are seldom withdrawn.
fn late(index: Index, log: &[Recorded]) -> &Recorded {
    let world = small_world().len().min(log.len() - 1);
    let from = if index.index(10) == 0 { 0 } else { world };
    index.get(&log[from..])
}

/// What may come next, and the day on which it is recorded.
fn any_draft() -> impl Strategy<Value = (i32, Draft)> {
    any_draft_of(any_world_event().boxed(), [24, 2, 4, 4, 1])
}

/// Of these events, and of facts, retractions, corrections, disagreements and precedences so many.
fn any_draft_of(event: BoxedStrategy<Event>, weights: [u32; 5]) -> impl Strategy<Value = (i32, Draft)> {
    let fact = (any_date_of_world(), event.clone(), option::weighted(0.2, 0..DAYS), any_evidence_kind());
    let fact = fact.prop_map(|(effective, event, recorded, kind)| {
        let recorded = recorded.unwrap_or_else(|| day_number(effective.first()));
        (recorded, Draft::Fact(resting_on(kind, wish(effective, event))))
    });
    let retraction = (0..DAYS, any::<Index>()).prop_map(|(moment, index)| (moment, Draft::Retract(index)));
    let date = option::weighted(0.6, any_date_of_world());
    let correction = (0..DAYS, any::<Index>(), date, option::weighted(0.3, event.clone()));
    let correction =
        correction.prop_map(|(moment, index, effective, event)| (moment, Draft::Correct(index, effective, event)));
    let date = option::weighted(0.7, any_date_of_world());
    let disagreement = (0..DAYS, any::<Index>(), date, option::weighted(0.4, event), any_evidence_kind());
    let disagreement = disagreement
        .prop_map(|(moment, index, effective, event, kind)| (moment, Draft::Disagree(index, effective, event, kind)));
    let precedence = (any_date_of_world(), any_order()).prop_map(|(effective, order)| {
        (day_number(effective.first()), Draft::Fact(wish(effective, precedence(&order))))
    });
    // Boxed, or a draft in the making takes more of the stack than a test's thread has.
    let [facts, retractions, corrections, disagreements, precedences] = weights;
    prop_oneof![
        facts => fact.boxed(),
        retractions => retraction.boxed(),
        corrections => correction.boxed(),
        disagreements => disagreement.boxed(),
        precedences => precedence.boxed(),
    ]
}

fn any_evidence_kind() -> impl Strategy<Value = Option<&'static str>> {
    option::weighted(0.6, select(&EVIDENCE_KINDS[..]))
}

/// Some kinds of evidence, in any order.
fn any_order() -> impl Strategy<Value = Vec<&'static str>> {
    (Just(EVIDENCE_KINDS.to_vec()).prop_shuffle(), 0..=EVIDENCE_KINDS.len())
        .prop_map(|(kinds, some)| kinds.into_iter().take(some).collect())
}

fn resting_on(kind: Option<&str>, wish: Wish) -> Wish {
    match kind {
        Some(kind) => by_evidence(kind, wish),
        None => wish,
    }
}

fn day_number(day: Date) -> i32 {
    (day - FIRST_DAY).get_days()
}

fn any_date_of_world() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        12 => (0..DAYS).prop_map(|days| PartialDate::Day(FIRST_DAY + days.days())),
        // Few days, so that several facts fall on one.
        4 => (0..8_i32).prop_map(|n| PartialDate::Day(FIRST_DAY + (n * 150).days())),
        1 => (2018..=2020_i16, 1..=12_i8).prop_map(|(year, month)| PartialDate::Month { year, month }),
        1 => (2018..=2020_i16, 1..=4_i8).prop_map(|(year, quarter)| PartialDate::Quarter { year, quarter }),
        1 => (2018..=2020_i16, 1..=2_i8).prop_map(|(year, half)| PartialDate::Half { year, half }),
        1 => (2018..=2020_i16).prop_map(PartialDate::Year),
    ]
}

const PLACES: [&str; 4] = [SITE, SECOND_SITE, COMMUNITY, SECOND_COMMUNITY];
const OTHER_PLACES: [&str; 5] = [FREE_CODE, THIRD_COMMUNITY, FAR_COMMUNITY, COUNTYLESS_COMMUNITY, "rongan-3"];
const NEW_CODES: [&str; 4] = [FREE_CODE, "450224100008", "450224101001", "450225100002"];
/// Codes between which a division is converted: a township and a county.
const CONVERTED: [(&str, &str); 2] = [(THIRD_TOWNSHIP, "450299"), (THIRD_TOWNSHIP, "450298")];
const COMMUNITIES: [&str; 5] = [COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY, FREE_CODE, "450224100008"];
const FEDERATIONS: [&str; 3] = ["f1", "f1", "f2"];
const KINDS: [&str; 5] = [WOMENS_HOME, CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION];
const SHARED_KINDS: [&str; 2] = [WOMENS_HOME, WOMENS_FEDERATION];
const EVIDENCE_KINDS: [&str; 4] = ["document", "minutes", "ledger", "oral"];
const NAMES: [&str; 3] = ["甲", "乙", "丙"];

fn one_of(choice: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(choice)
}

fn a_place() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => one_of(&PLACES), 1 => one_of(&OTHER_PLACES)]
}

fn a_kind() -> impl Strategy<Value = &'static str> {
    // One kind more often than the others, so that much happens to it.
    prop_oneof![2 => Just(WOMENS_HOME), 1 => one_of(&KINDS)]
}

/// Something that can happen in the small world.
fn any_world_event() -> impl Strategy<Value = Event> {
    prop_oneof![16 => of_an_element(), 6 => of_sharing(), 11 => of_a_federation(), 6 => of_a_place(), 7 => of_the_rest()]
}

fn of_an_element() -> impl Strategy<Value = Event> {
    let name = option::weighted(0.3, one_of(&NAMES));
    prop_oneof![
        6 => (a_place(), a_kind(), name).prop_map(|(place, kind, name)| {
            let mut event = element(place, kind);
            event.name = name.map(text);
            if kind == WOMENS_COUNCIL { council(place).into() } else { event.into() }
        }),
        3 => (a_place(), a_kind(), any::<bool>()).prop_map(|(place, kind, passed)| inspected(place, kind, passed).into()),
        1 => (a_place(), a_kind(), any::<bool>())
            .prop_map(|(place, kind, passed)| inspected_under("sample1", place, kind, passed).into()),
        4 => (a_place(), a_kind()).prop_map(|(place, kind)| suspended(place, kind).into()),
        4 => (a_place(), a_kind()).prop_map(|(place, kind)| resumed(place, kind).into()),
        3 => (a_place(), a_kind()).prop_map(|(place, kind)| closed(place, kind).into()),
    ]
}

fn of_sharing() -> impl Strategy<Value = Event> {
    let kinds = || prop_oneof![2 => Just(vec![WOMENS_HOME]), 1 => vec(a_kind(), 1..3)];
    let user = || prop_oneof![2 => Just(SECOND_SITE), 1 => a_place()];
    let provider = || prop_oneof![2 => Just(COMMUNITY), 1 => a_place()];
    prop_oneof![
        3 => (user(), provider(), kinds()).prop_map(|(place, from, kinds)| sharing(place, from, &kinds).into()),
        2 => (user(), provider(), kinds()).prop_map(|(place, from, kinds)| sharing_ended(place, from, &kinds).into()),
    ]
}

/// What one place has and another uses, whether either exists, and how many people there are.
fn of_shared_kinds() -> impl Strategy<Value = Event> {
    let user = || prop_oneof![4 => Just(SECOND_SITE), 1 => Just(SITE)];
    let provider = || prop_oneof![4 => Just(COMMUNITY), 1 => Just(SECOND_COMMUNITY)];
    let either = || prop_oneof![2 => provider(), 1 => user()];
    let kinds = || prop_oneof![3 => Just(vec![WOMENS_HOME]), 1 => Just(SHARED_KINDS.to_vec())];
    prop_oneof![
        3 => provider().prop_map(|place| element(place, WOMENS_HOME).into()),
        1 => user().prop_map(|place| element(place, WOMENS_HOME).into()),
        2 => either().prop_map(|place| suspended(place, WOMENS_HOME).into()),
        2 => either().prop_map(|place| resumed(place, WOMENS_HOME).into()),
        2 => either().prop_map(|place| closed(place, WOMENS_HOME).into()),
        2 => (either(), any::<bool>()).prop_map(|(place, passed)| inspected(place, WOMENS_HOME, passed).into()),
        2 => (either(), any::<bool>())
            .prop_map(|(place, passed)| inspected_under("sample1", place, WOMENS_HOME, passed).into()),
        1 => user().prop_map(|place| {
            as_if_drawn(sample("sample1", 3, "2017-06-01"), &[place, SECOND_COMMUNITY]).into()
        }),
        4 => (user(), provider(), kinds()).prop_map(|(place, from, kinds)| sharing(place, from, &kinds).into()),
        3 => (user(), provider(), kinds()).prop_map(|(place, from, kinds)| sharing_ended(place, from, &kinds).into()),
        3 => (user(), select(vec![300_u32, 799, 800, 1200]))
            .prop_map(|(place, people)| population(place, people).into()),
        2 => (one_of(&FEDERATIONS), either()).prop_map(|(f, place)| federation(f, place).into()),
        1 => one_of(&FEDERATIONS).prop_map(|f| federation_dissolved(f).into()),
        2 => (one_of(&FEDERATIONS), 1..3_u16, vec(one_of(&PERSONS), 1..3))
            .prop_map(|(f, term, persons)| committee(f, term, &persons).into()),
        1 => provider().prop_map(|code| division_abolished(code).into()),
        1 => Just(divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).into()),
        1 => (user(), one_of(&NEW_CODES)).prop_map(|(site, code)| site_became_community(site, code, "新区").into()),
    ]
}

fn of_a_federation() -> impl Strategy<Value = Event> {
    let f = || one_of(&FEDERATIONS);
    let p = || one_of(&PERSONS);
    let term = || prop_oneof![3 => Just(1_u16), 1 => Just(2)];
    prop_oneof![
        5 => (f(), a_place()).prop_map(|(f, place)| federation(f, place).into()),
        1 => (f(), one_of(&NAMES)).prop_map(|(f, name)| federation_renamed(f, name).into()),
        2 => (f(), f()).prop_map(|(from, into)| federations_merged(&[from], into).into()),
        1 => f().prop_map(|f| federation_dissolved(f).into()),
        4 => (f(), term(), vec(p(), 1..3)).prop_map(|(f, term, persons)| committee(f, term, &persons).into()),
        2 => (f(), term(), p()).prop_map(|(f, term, person)| seat_filled(f, term, person).into()),
        2 => (f(), term(), p()).prop_map(|(f, term, person)| seat_vacated(f, term, person).into()),
        1 => (f(), term(), 1..3_u16).prop_map(|(f, term, n)| session(f, term, n, &[]).into()),
    ]
}

fn of_a_place() -> impl Strategy<Value = Event> {
    let community = || one_of(&COMMUNITIES);
    let site = || one_of(&[SITE, SECOND_SITE, "rongan-3"]);
    prop_oneof![
        3 => (a_place(), 0..2000_u32).prop_map(|(place, people)| population(place, people).into()),
        1 => (community(), one_of(&NAMES)).prop_map(|(code, name)| division_renamed(code, name).into()),
        1 => (site(), one_of(&NAMES)).prop_map(|(site, name)| site_renamed(site, name).into()),
        1 => (one_of(&COMMUNITIES), one_of(&NAMES)).prop_map(|(code, name)| division(code, name).into()),
        1 => one_of(&NAMES).prop_map(|name| self::site("rongan-3", name, COUNTY).into()),
        1 => (community(), one_of(&NEW_CODES)).prop_map(|(code, new)| division_recoded(code, new).into()),
        1 => (community(), community()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => (community(), one_of(&NEW_CODES), any::<bool>()).prop_map(|(from, new, continues)| {
            let mut event = division_split(from, &[(new, "新社区")]);
            event.continues = continues;
            event.into()
        }),
        1 => (community(), one_of(&[TOWNSHIP, SECOND_TOWNSHIP, THIRD_TOWNSHIP]), option::of(one_of(&NEW_CODES)))
            .prop_map(|(code, to, new)| division_moved(code, to, new).into()),
        1 => community().prop_map(|code| division_abolished(code).into()),
        1 => (select(&CONVERTED[..]), any::<bool>()).prop_map(|((code, new), back)| {
            let (code, new) = if back { (new, code) } else { (code, new) };
            division_converted(code, new, None).into()
        }),
        1 => site().prop_map(|site| site_closed(site).into()),
        1 => (site(), one_of(&NEW_CODES)).prop_map(|(site, code)| site_became_community(site, code, "新区").into()),
    ]
}

fn of_the_rest() -> impl Strategy<Value = Event> {
    let number = || prop_oneof![3 => Just(1_u8), 1 => Just(2)];
    prop_oneof![
        (number(), a_place()).prop_map(|(n, place)| recommended(&format!("d{n}"), "star_parent_school", place).into()),
        (number(), a_place()).prop_map(|(n, place)| granted(&format!("d{n}"), "star_parent_school", place).into()),
        number().prop_map(|n| revoked(&format!("d{n}")).into()),
        (number(), a_place()).prop_map(|(n, place)| institution(&format!("i{n}"), "marriage_mediation", place).into()),
        number().prop_map(|n| institution_closed(&format!("i{n}")).into()),
        number().prop_map(|n| standard(&format!("s{n}"), &[WOMENS_HOME]).into()),
        number().prop_map(|n| standard_repealed(&format!("s{n}")).into()),
        number().prop_map(|n| target(&format!("t{n}"), PREFECTURE, n.into()).into()),
        number().prop_map(|n| target_withdrawn(&format!("t{n}")).into()),
        (number(), a_place()).prop_map(|(n, place)| issue(&format!("r{n}"), place).into()),
        (number(), one_of(&NAMES)).prop_map(|(n, note)| issue_progressed(&format!("r{n}"), note).into()),
        number().prop_map(|n| issue_closed(&format!("r{n}")).into()),
        (number(), a_place()).prop_map(|(n, place)| {
            let wished = sample(&format!("sample{n}"), 3, "2017-06-01");
            as_if_drawn(wished, &[place, THIRD_COMMUNITY, FAR_COMMUNITY]).into()
        }),
        one_of(&PERSONS).prop_map(|p| erased(p).into()),
        number().prop_map(|n| kind(&format!("kind{n}"), "新要素", "new element").into()),
    ]
}
