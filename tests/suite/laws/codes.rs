//! Codes that change hands: what is recorded of them for later days changes no answer about earlier
//! ones.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::designation::{DesignationGranted, Holder};
use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession, TargetSet};
use jiceng_domain::{AsOf, Event, Facts, PartialDate, Place, PlaceNo};
use jiceng_projections::claim::{Claim, ClaimCount, Expected, Says, count};
use jiceng_projections::measure::{Counted, MeasuredDay, Tally};
use jiceng_projections::reform_issues::issues_on;
use jiceng_projections::targets::{progress, targets_on};
use jiceng_projections::{Coverage, DivisionTree};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The first of the days on which something happens.
const FIRST: Date = date(2018, 1, 1);
const DAYS: i32 = 40;

const COUNTIES: [&str; 4] = [COUNTY, SECOND_COUNTY, "450226", "450227"];
const TOWNSHIPS: [&str; 3] = [TOWNSHIP, SECOND_TOWNSHIP, "450224102"];
const COMMUNITIES: [&str; 4] = [COMMUNITY, SECOND_COMMUNITY, FREE_CODE, "450224100012"];

fn any_code() -> impl Strategy<Value = &'static str> {
    prop_oneof![select(&COUNTIES[..]), select(&TOWNSHIPS[..]), select(&COMMUNITIES[..])]
}

/// Two codes of one level.
fn two_codes() -> impl Strategy<Value = (&'static str, &'static str)> {
    let of = |codes: &'static [&'static str]| (select(codes), select(codes));
    prop_oneof![of(&COUNTIES), of(&TOWNSHIPS), of(&COMMUNITIES)]
}

/// Something about codes: who gets one, who loses it.
fn of_codes() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => two_codes().prop_map(|(code, new)| division_recoded(code, new).into()),
        3 => any_code().prop_map(|code| division(code, "示例").into()),
        1 => any_code().prop_map(|code| division_abolished(code).into()),
        1 => two_codes().prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => two_codes().prop_map(|(from, into)| division_split(from, &[(into, "示例")]).into()),
        1 => (select(&COMMUNITIES[..]), select(&TOWNSHIPS[..]), select(&COMMUNITIES[..]))
            .prop_map(|(code, to, new)| division_moved(code, to, Some(new)).into()),
        1 => (select(vec![SITE, SECOND_SITE]), select(&COMMUNITIES[..]))
            .prop_map(|(site, code)| site_became_community(site, code, "示例").into()),
    ]
}

fn homes() -> Measure {
    Measure::PlacesWith { kind: text(WOMENS_HOME), places: PlaceSelection::default(), by: Possession::Any }
}

fn designations() -> Measure {
    Measure::Designations { programme: text("reform_demonstration") }
}

fn any_measure() -> impl Strategy<Value = Measure> {
    let selection = PlaceSelection { designated: Some(text("reform_demonstration")), ..PlaceSelection::default() };
    let of_designated = Measure::PlacesWith { kind: text(WOMENS_HOME), places: selection, by: Possession::Any };
    let institutions = Measure::Institutions { kind: text("marriage_mediation") };
    let elections = Measure::Elections(ElectionSelection::default());
    select(vec![homes(), designations(), of_designated, institutions, elections])
}

/// Something that is about the division which has a code.
fn of_a_division() -> impl Strategy<Value = Event> {
    let number = || 1..4_u8;
    let place = || select(&COMMUNITIES[..]);
    prop_oneof![
        3 => place().prop_map(|place| home(place).into()),
        3 => (number(), any_code(), any_measure()).prop_map(|(n, scope, measure)| {
            TargetSet { measure, ..target(&format!("t{n}"), scope, 3) }.into()
        }),
        2 => (number(), place()).prop_map(|(n, place)| granted(&format!("d{n}"), "reform_demonstration", place).into()),
        1 => (number(), place())
            .prop_map(|(n, place)| recommended(&format!("d{n}"), "reform_demonstration", place).into()),
        1 => (number(), any_code()).prop_map(|(n, code)| {
            let holder = Holder::Body { name: text("示例学校"), division: text(code) };
            DesignationGranted { holder, ..granted(&format!("d{n}"), "reform_demonstration", code) }.into()
        }),
        2 => (number(), any_code()).prop_map(|(n, place)| issue(&format!("r{n}"), place).into()),
        1 => (number(), any_code())
            .prop_map(|(n, place)| institution(&format!("i{n}"), "marriage_mediation", place).into()),
        1 => (number(), any_code()).prop_map(|(n, place)| federation(&format!("f{n}"), place).into()),
        1 => number().prop_map(|n| committee(&format!("f{n}"), 1, &["p1"]).into()),
        1 => (number(), any_code(), 0..DAYS).prop_map(|(n, code, of)| a_sample(n, code, FIRST + of.days())),
    ]
}

fn a_sample(n: u8, code: &str, of: Date) -> Event {
    let mut drawn: SampleDrawn = as_if_drawn(sample(&format!("s{n}"), 3, &of.to_string()), &[COMMUNITY]);
    drawn.population.division = Some(text(code));
    drawn.into()
}

/// A history in which codes pass from one division to another.
fn any_history_of_codes() -> impl Strategy<Value = Recorder> {
    let event = prop_oneof![2 => of_codes().boxed(), 3 => of_a_division().boxed()];
    let date = prop_oneof![
        8 => (0..DAYS).prop_map(|day| PartialDate::Day(FIRST + day.days())),
        1 => (1..=2_i8).prop_map(|month| PartialDate::Month { year: 2018, month }),
    ];
    vec((date, event), 5..60).prop_map(|facts| {
        let mut recorder = given(small_world()).recorder();
        for (effective, event) in facts {
            let _ = recorder.record(&wish(effective, event));
        }
        recorder
    })
}

fn all_codes() -> impl Iterator<Item = Place> {
    COUNTIES.into_iter().chain(TOWNSHIPS).chain(COMMUNITIES).map(text)
}

/// Whether some division carries the code by the day: before that, what a code means may be learned
/// later.
fn was_carried(facts: &Facts, code: &Place, as_of: AsOf) -> bool {
    facts.places.iter().any(|(_, record)| {
        // What another fact shows has happened, though the last day of its date is still to come.
        let days = record.timeline.on(as_of).map(|e| e.effective.last().min(as_of.effective));
        let days: Vec<Date> = days.collect();
        days.into_iter().any(|day| {
            let as_of = AsOf { effective: day, ..as_of };
            record.is_open(as_of) && record.place_on(as_of).as_ref() == Some(code)
        })
    })
}

/// Everything that is asked of a day with a code, or of what was recorded with one.
#[derive(Debug, PartialEq)]
struct Answers {
    found: BTreeMap<String, Option<PlaceNo>>,
    covered: BTreeMap<String, Vec<PlaceNo>>,
    /// The figure and the things behind it. What later facts show may be certain of an earlier day.
    claims: BTreeMap<String, [(u32, Tally); 2]>,
    targets: Vec<(String, PlaceNo, Vec<Counted>)>,
    bodies: Vec<Counted>,
    issues: Vec<(String, PlaceNo)>,
    samples: Vec<(String, Vec<PlaceNo>)>,
}

fn ask(facts: &Facts, on: Date) -> Answers {
    let as_of = AsOf::on(on);
    let standard = Standard::five_ones_2020().unwrap();
    let tree = DivisionTree::on(facts, as_of);
    let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
    let codes: Vec<Place> = all_codes().filter(|code| was_carried(facts, code, as_of)).collect();
    let find = |code: &Place| facts.places.find(code, as_of);
    let coverage = Coverage::judge(facts, as_of, &standard);
    let covered = |code: &Place| {
        let within = coverage.clone().within(&tree, find(code)?);
        Some((code.to_string(), within.places.iter().map(|place| place.place).collect()))
    };
    let claim = |code: &Place, says| {
        let claim = Claim { claim: text("示例"), quote: text(&code.to_string()), page: None, said_on: on, says };
        let ClaimCount { number, tally, .. } = count(&claim, &ground, &ground);
        (number, tally)
    };
    let claims = |code: &Place| {
        let Place::Division(scope) = *code else { return None };
        let counted = Says::Counted { measure: homes(), scope, as_of: on.into(), expected: Expected::Exactly(1) };
        let planned = Says::Planned { measure: homes(), scope, number: 3, due: date(2020, 12, 31) };
        Some((code.to_string(), [claim(code, counted), claim(code, planned)]))
    };
    let targets = targets_on(facts, as_of)
        .map(|target| (target.set.target.to_string(), target.scope, progress(&ground, &target).tally.counted));
    let samples = facts.samples.iter().filter_map(|(id, _)| facts.sample(id));
    let samples = samples.filter(|(_, drawn)| drawn.population.as_of <= on);
    Answers {
        found: codes.iter().map(|code| (code.to_string(), find(code))).collect(),
        covered: codes.iter().filter_map(covered).collect(),
        claims: codes.iter().filter_map(claims).collect(),
        targets: targets.collect(),
        bodies: ground.counted(&designations(), find(&text(PREFECTURE)).unwrap()),
        issues: issues_on(facts, as_of).map(|issue| (issue.raised.issue.to_string(), issue.place)).collect(),
        samples: samples.map(|(_, drawn)| (drawn.sample.to_string(), drawn.numbers(facts))).collect(),
    }
}

proptest! {
    /// Once a target, a claim, or `--division` with a code that was given again later answered of
    /// the later division.
    #[test]
    fn what_becomes_of_a_code_later_changes_no_answer_about_earlier_days(
        recorder in any_history_of_codes(),
        day in 0..DAYS,
        later in vec((1..DAYS, of_codes()), 1..12),
    ) {
        let days = [FIRST, FIRST + (day / 2).days(), FIRST + day.days()];
        let before = days.map(|on| ask(&recorder.facts, on));
        let mut after = recorder.clone();
        for (days_after, event) in later {
            let _ = after.record(&wish(PartialDate::Day(FIRST + (day + days_after).days()), event));
        }
        for (on, before) in days.into_iter().zip(before) {
            prop_assert_eq!(ask(&after.facts, on), before, "on {}", on);
        }
    }

    /// Once a target went to the county that got its county's code.
    #[test]
    fn what_was_recorded_of_a_division_stays_with_it(
        recorder in any_history_of_codes(),
        later in vec((1..DAYS, of_codes()), 1..12),
    ) {
        let last = AsOf::on(date(2020, 12, 31));
        let scopes = |facts: &Facts| {
            let targets: Vec<_> = targets_on(facts, last).map(|target| (target.set.target.clone(), target.scope)).collect();
            let issues: Vec<_> = issues_on(facts, last).map(|issue| (issue.raised.issue.clone(), issue.place)).collect();
            let designated: Vec<_> = facts.designations.iter().map(|(id, _)| (id.clone(), designated(facts, id))).collect();
            (targets, issues, designated)
        };
        let before = scopes(&recorder.facts);
        let mut after = recorder.clone();
        for (day, event) in later {
            let _ = after.record(&wish(PartialDate::Day(FIRST + (DAYS + day).days()), event));
        }
        prop_assert_eq!(scopes(&after.facts), before);
    }
}

fn designated(facts: &Facts, id: &jiceng_domain::DesignationId) -> Option<PlaceNo> {
    let as_of = AsOf::on(date(2020, 12, 31));
    let tree = DivisionTree::on(facts, as_of);
    let standard = Standard::five_ones_2020().unwrap();
    MeasuredDay { facts, as_of, standard: &standard, tree: &tree }.place_of(&Counted::Designation(id.clone()))
}

/// A division gave up its code «in January», and another got it on 1 January, which shows that it
/// was on that day. Then on the last day of January it got a third code. Once the law asked of 31
/// January whether it had ever had the second.
#[test]
fn a_code_that_another_fact_shows_was_carried_before_the_last_day_of_its_date() {
    const THIRD_CODE: &str = "450224100012";
    let recoded = [
        division_recoded(SECOND_COMMUNITY, THIRD_CODE).on("2018-01"),
        division_recoded(COMMUNITY, SECOND_COMMUNITY).on("2018-01-01"),
    ];
    let recorder = given(small_world()).and(recoded).recorder();
    let days = [FIRST, FIRST + 7.days(), FIRST + 15.days()];
    let carried = |facts: &Facts| {
        days.map(|on| {
            (was_carried(facts, &text(THIRD_CODE), AsOf::on(on)), facts.places.find(&text(THIRD_CODE), AsOf::on(on)))
        })
    };
    let before = (carried(&recorder.facts), days.map(|on| ask(&recorder.facts, on)));
    assert!(before.0.iter().all(|(is_carried, found)| *is_carried && found.is_some()), "{:?}", before.0);
    let mut after = recorder;
    after.record(&division_moved(THIRD_CODE, TOWNSHIP, Some(COMMUNITY)).on("2018-01-31")).unwrap();
    assert_eq!((carried(&after.facts), days.map(|on| ask(&after.facts, on))), before);
}
