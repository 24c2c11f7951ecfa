//! Divisions: registered, renamed, recoded, merged, split, moved, abolished.

use jiceng_domain::division::DivisionRegistered;
use jiceng_domain::places::PlaceState;
use jiceng_domain::{AsOf, Facts};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given, given_nothing};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

/// What a code names on a day: the state, the name and the code above.
fn shown(facts: &Facts, code: &str, on: &str) -> (PlaceState, String, String) {
    let as_of = AsOf::on(day(on));
    let record = facts.places.get(facts.places.find(&text(code), as_of).unwrap()).unwrap();
    let parent = record.parent_on(as_of).and_then(|no| facts.places.get(no)).and_then(|r| r.code_on(as_of));
    let name = record.name_on(as_of).map(ToString::to_string).unwrap_or_default();
    (record.state_on(as_of), name, parent.map(|code| code.to_string()).unwrap_or_default())
}

#[test]
fn a_division_is_registered_below_the_one_above() {
    let facts = world().when(division(FREE_CODE, "融康社区居委会").on("2010-05-01")).is_recorded().facts;
    assert_eq!(
        shown(&facts, FREE_CODE, "2010-05-01"),
        (PlaceState::Division, "融康社区居委会".into(), TOWNSHIP.into())
    );
    assert_eq!(shown(&facts, FREE_CODE, "2010-04-30").0, PlaceState::Unknown);
    given_nothing()
        .when(division(PREFECTURE, "柳州市").on("2000-01-01"))
        .refused_saying("no_parent", "450200 needs 450000, which does not exist on 2000-01-01; register it first, or name in `above` the division directly above");
    world().when(division("450226100", "示例镇").on("2010-01-01")).refused("no_parent");
    // The one above came later.
    world().when(division(FREE_CODE, "融康社区居委会").on("1999-12-31")).refused("no_parent");
}

#[test]
fn a_county_may_hang_directly_below_its_province() {
    let provinces =
        || world().and([division("46", "海南省").on("1988-12-31"), division("42", "湖北省").on("1981-12-31")]);
    let island = provinces().when(division("460033", "乐东黎族自治县").on("1988-12-31")).is_recorded().facts;
    assert_eq!(shown(&island, "460033", "1990-01-01").2, "460000");
    // A row of the code table governs nothing.
    let row = || provinces().and([division("469000", "省直辖县级行政区划").on("1989-12-31")]);
    let county = DivisionRegistered { above: Some("469000".parse().unwrap()), ..division("469033", "示例县") };
    row().when(county.on("1990-01-01")).refused("parent_not_above");
    row().when(division("469000100", "示例镇").on("1990-01-01")).refused("parent_not_above");
    let moved = || row().and([division("460033", "示例县").on("1989-12-31")]);
    moved().when(division_moved("460033", "469000", None).on("1990-01-01")).refused("parent_not_above");
    moved().when(division_moved("460033", "42", None).on("1990-01-01")).is_recorded();
    let forest = || division("422921", "神农架林区");
    provinces().when(forest().on("1983-12-31")).refused("no_parent");
    let below = |above: &str| DivisionRegistered { above: Some(text(above)), ..forest() };
    let facts = provinces().when(below("42").on("1983-12-31")).is_recorded().facts;
    assert_eq!(shown(&facts, "422921", "1990-01-01").2, "420000");
    provinces().when(below("43").on("1983-12-31")).refused("no_parent");
    provinces().when(below(COUNTY).on("2010-12-31")).refused("parent_not_above");
    provinces().when(below("42").on("1981-12-30")).refused("no_parent");
}

/// 龙港镇 became a city of the county level, 重庆市 a municipality: both go on with their history.
#[test]
fn a_division_comes_to_another_level_and_goes_on() {
    let reform = "2019-08-16";
    let given = || world().and([home(COMMUNITY).on("2010-01-01")]);
    let facts = given()
        .and([division_converted(TOWNSHIP, "450281", None).on(reform)])
        .when(division_renamed("450281", "长安市").on(reform))
        .is_recorded()
        .facts;
    let number = |code: &str, on: &str| facts.places.find(&text(code), AsOf::on(day(on)));
    assert_eq!(number(TOWNSHIP, "2019-08-15"), number("450281", reform));
    assert_eq!(shown(&facts, TOWNSHIP, "2019-08-15"), (PlaceState::Division, "长安镇".into(), COUNTY.into()));
    assert_eq!(shown(&facts, "450281", reform), (PlaceState::Division, "长安市".into(), PREFECTURE.into()));
    // What lies below goes with it.
    assert_eq!(shown(&facts, COMMUNITY, reform).2, "450281");

    let municipality = division_converted(PREFECTURE, "50", None).on("1997-06-18");
    given().when(municipality).refused("place_not_open");
    let facts = given().when(division_converted(PREFECTURE, "50", None).on("2005-06-18")).is_recorded().facts;
    assert_eq!(shown(&facts, PREFECTURE, "2005-06-17").2, PROVINCE);
    assert_eq!(shown(&facts, "50", "2005-06-18"), (PlaceState::Division, "柳州市".into(), String::new()));
    assert_eq!(shown(&facts, COUNTY, "2005-06-18").2, "500000");

    let converted =
        |code: &str, new: &str, above: Option<&str>| given().when(division_converted(code, new, above).on(reform));
    converted(TOWNSHIP, SECOND_TOWNSHIP, None).refused("same_level");
    converted(TOWNSHIP, "450381", Some(PREFECTURE)).is_recorded();
    converted(TOWNSHIP, "450281", Some(COUNTY)).refused("parent_not_above");
    converted(TOWNSHIP, "460281", None).refused("no_parent");
    converted(TOWNSHIP, COUNTY, None).refused("division_exists");
    converted("450224999", "450281", None).refused("unknown_place");
    given()
        .and([division_converted(TOWNSHIP, "450281", None).on(reform)])
        .when(division_converted(TOWNSHIP, "450281", None).on(reform))
        .is_already_true();
}

#[test]
fn a_township_may_hang_below_a_prefecture_without_counties() {
    let facts = world().recorder().facts;
    assert_eq!(shown(&facts, COUNTYLESS_TOWNSHIP, "2020-01-01").2, COUNTYLESS);
}

#[test]
fn a_code_in_use_is_not_given_again() {
    world().when(division(COMMUNITY, "和平社区居委会").on("2000-01-05")).is_already_true();
    world().when(division(COMMUNITY, "别的社区").on("2000-01-05")).refused("division_exists");
    world().when(division(COMMUNITY, "和平社区居委会").on("2010-01-01")).refused("division_exists");
    // An earlier carrier of it is recorded later, and its end after that.
    let given = world().and([division(FREE_CODE, "融康社区居委会").on("2020-01-01")]);
    let earlier = given.when(division(FREE_CODE, "别的社区").on("2010-01-01")).is_recorded();
    let numbers: Vec<_> = earlier
        .facts
        .places
        .iter()
        .filter(|(_, r)| r.name_on(AsOf::on(day("2020-06-01"))).is_some_and(|name| name.as_str() == "别的社区"))
        .collect();
    assert_eq!(numbers.len(), 1);
}

#[test]
fn a_code_is_free_again_when_its_division_has_ended() {
    let again = || division(COMMUNITY, "新和平社区").on("2018-06-01");
    let abolished = world().and([division_abolished(COMMUNITY).on("2018-06-01")]);
    let facts = abolished.when(again()).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2018-05-31").1, "和平社区居委会");
    assert_eq!(shown(&facts, COMMUNITY, "2018-06-01").1, "新和平社区");
    // A repeated wish means the division that ended, not the one that began that day.
    world()
        .and([division_abolished(COMMUNITY).on("2018-06-01"), again()])
        .when(division_abolished(COMMUNITY).on("2018-06-01"))
        .is_already_true();
    world().and([division_abolished(COMMUNITY).on("2018-06-02")]).when(again()).refused("division_exists");
}

#[test]
fn a_code_is_free_again_when_its_division_got_another() {
    let facts = world()
        .and([division_recoded(COMMUNITY, FREE_CODE).on("2010-01-01")])
        .when(division(COMMUNITY, "新和平社区").on("2018-01-01"))
        .is_recorded()
        .facts;
    let name = "和平社区居委会";
    assert_eq!(shown(&facts, COMMUNITY, "2009-12-31").1, name);
    assert_eq!(shown(&facts, FREE_CODE, "2020-01-01").1, name);
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").1, "新和平社区");
}

#[test]
fn a_division_is_renamed_from_a_day_on() {
    let facts = world().when(division_renamed(COMMUNITY, "和平新村").on("2018-01-01")).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2017-12-31").1, "和平社区居委会");
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").1, "和平新村");
    let renamed = world().and([division_renamed(COMMUNITY, "和平新村").on("2018-01-01")]);
    renamed.clone().when(division_renamed(COMMUNITY, "和平新村").on("2018-01-01")).is_already_true();
    // A late fact takes its place in the past.
    let facts = renamed.when(division_renamed(COMMUNITY, "和平村").on("2008-01-01")).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2010-01-01").1, "和平村");
    assert_eq!(shown(&facts, COMMUNITY, "2020-01-01").1, "和平新村");
}

#[test]
fn what_is_not_there_cannot_change() {
    world().when(division_renamed(FREE_CODE, "无").on("2018-01-01")).refused("unknown_place");
    world().when(division_abolished(COMMUNITY).on("1999-12-31")).refused("place_not_open");
    let ended = world().and([division_abolished(COMMUNITY).on("2018-01-01")]);
    ended.clone().when(division_abolished(COMMUNITY).on("2018-01-01")).is_already_true();
    ended.clone().when(division_renamed(COMMUNITY, "晚了").on("2018-01-02")).refused("place_not_open");
    // Of one day, the end comes last.
    ended.when(division_renamed(COMMUNITY, "当天").on("2018-01-01")).is_recorded();
    // What is recorded for later would become impossible.
    let renamed = world().and([division_renamed(COMMUNITY, "和平新村").on("2018-01-01")]);
    renamed.when(division_abolished(COMMUNITY).on("2011-H1")).refused_saying(
        "place_clash",
        "this cannot happen to 450224100003 on 2011-H1 (taken for its last day, 2011-06-30), given what is recorded of it: \
         it was renamed (see #last, 2018-01-01); withdraw or correct that first if it is mistaken",
    );
}

/// Named by the code that it has and by one that it had.
#[test]
fn a_division_is_not_merged_with_itself() {
    let given = || world().and([division_recoded(COMMUNITY, FREE_CODE).on("2015-01-01")]);
    let merged = |from: &[&str], into: &str| divisions_merged(from, into).on("2018-H1");
    given().when(merged(&[COMMUNITY], FREE_CODE)).refused_saying(
        "codes_of_one_division",
        "450224100003 and 450224100011 are codes of one division on 2018-H1 (taken for its last day, 2018-06-30) (see #last, 2015-01-01), \
         which is not merged with itself; recode_division says that it got another code",
    );
    given().when(merged(&[COMMUNITY, FREE_CODE], SECOND_COMMUNITY)).refused("codes_of_one_division");
    given().when(merged(&[FREE_CODE], COMMUNITY)).refused("codes_of_one_division");
    given().when(merged(&[COMMUNITY], SECOND_COMMUNITY)).is_recorded();
}

#[test]
fn a_code_does_not_become_itself() {
    given(small_world()).when(division_recoded(COMMUNITY, COMMUNITY).on("2018-01-01")).refused("same_code");
    // Whatever the code is: what says nothing is refused on every day alike.
    given(small_world()).when(division_recoded(FREE_CODE, FREE_CODE).on("2018-01-01")).refused("same_code");
}

#[test]
fn a_recoded_division_is_one_place_under_two_codes() {
    let recoded = || division_recoded(COMMUNITY, FREE_CODE).on("2018-01-01");
    let facts = world().when(recoded()).is_recorded().facts;
    let find = |code: &str, on: &str| facts.places.find(&text(code), AsOf::on(day(on)));
    assert_eq!(find(COMMUNITY, "2017-12-31"), find(FREE_CODE, "2018-01-01"));
    assert_eq!(shown(&facts, FREE_CODE, "2018-01-01").1, "和平社区居委会");
    let given = world().and([recoded()]);
    given.clone().when(recoded()).is_already_true();
    // The old code still finds it, so that a late clerk need not know.
    given.clone().when(population(COMMUNITY, 900).on("2019-01-01")).is_recorded();
    given.when(division_recoded(FREE_CODE, COMMUNITY).on("2019-06-01")).is_recorded();
    world().when(division_recoded(COMMUNITY, SECOND_COMMUNITY).on("2018-01-01")).refused("division_exists");
    world().when(division_recoded(COMMUNITY, "450224102").on("2018-01-01")).refused("wrong_level");
    // Another carries the new code by then.
    world().and([division(FREE_CODE, "融康社区居委会").on("2015-01-01")]).when(recoded()).refused("division_exists");
    world().and([division(FREE_CODE, "融康社区居委会").on("2020-01-01")]).when(recoded()).is_recorded();
}

#[test]
fn what_was_not_known_is_not_found_under_the_later_code() {
    // A fault once: before the recoding was recorded, its new code found the division already.
    let recorder = world().and([division_recoded(COMMUNITY, FREE_CODE).on("2018-01-01")]).recorder();
    let now = AsOf::on(day("2020-01-01"));
    let before = now.known_before(recorder.events.last().unwrap().position);
    assert!(recorder.facts.places.find(&text(FREE_CODE), now).is_some());
    assert_eq!(recorder.facts.places.find(&text(FREE_CODE), before), None);
}

#[test]
fn merged_divisions_end() {
    let merged = || divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on("2018-01-01");
    let facts = world().when(merged()).is_recorded().facts;
    assert_eq!(shown(&facts, SECOND_COMMUNITY, "2017-12-31").0, PlaceState::Division);
    assert_eq!(shown(&facts, SECOND_COMMUNITY, "2018-01-01").0, PlaceState::Ended);
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").0, PlaceState::Division);
    world().and([merged()]).when(merged()).is_already_true();
    let into = |from: &[&str], into: &str| world().when(divisions_merged(from, into).on("2018-01-01"));
    into(&[], COMMUNITY).refused("bad_list");
    into(&[COMMUNITY], COMMUNITY).refused("bad_list");
    into(&[SECOND_COMMUNITY, SECOND_COMMUNITY], COMMUNITY).refused("bad_list");
    into(&[TOWNSHIP], COMMUNITY).refused("wrong_level");
    into(&[FREE_CODE], COMMUNITY).refused("unknown_place");
    into(&[COMMUNITY], FREE_CODE).refused("unknown_place");
}

#[test]
fn a_merger_that_is_partly_recorded_adds_the_rest() {
    let given = world().and([divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on("2018-01-01")]);
    let both = divisions_merged(&[SECOND_COMMUNITY, THIRD_COMMUNITY], COMMUNITY).on("2018-01-01");
    let facts = given.when(both).is_recorded().facts;
    for code in [SECOND_COMMUNITY, THIRD_COMMUNITY] {
        assert_eq!(shown(&facts, code, "2018-01-01").0, PlaceState::Ended);
    }
    let given = world().and([divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on("2018-01-01")]);
    given
        .when(divisions_merged(&[SECOND_COMMUNITY, THIRD_COMMUNITY], COMMUNITY).on("2019-01-01"))
        .refused("place_not_open");
}

#[test]
fn a_split_division_ends_or_goes_on() {
    let into = [("450224100011", "东社区"), ("450224100012", "西社区")];
    let split = || division_split(COMMUNITY, &into).on("2018-01-01");
    let facts = world().when(split()).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").0, PlaceState::Ended);
    assert_eq!(shown(&facts, "450224100012", "2018-01-01").1, "西社区");
    world().and([split()]).when(split()).is_already_true();
    let mut partly = division_split(COMMUNITY, &into);
    partly.continues = true;
    let facts = world().when(partly.clone().on("2018-01-01")).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").0, PlaceState::Division);
    world().and([partly.clone().on("2018-01-01")]).when(partly.on("2018-01-01")).is_already_true();
    let split = |into: &[(&str, &str)]| world().when(division_split(COMMUNITY, into).on("2018-01-01"));
    split(&[]).refused("bad_list");
    split(&[into[0], into[0]]).refused("bad_list");
    split(&[("450224102", "镇")]).refused("wrong_level");
    split(&[(SECOND_COMMUNITY, "桔东")]).refused("division_exists");
    let mut goes_on = division_split(COMMUNITY, &[(COMMUNITY, "和平")]);
    goes_on.continues = true;
    world().when(goes_on.on("2018-01-01")).refused("division_exists");
    let mut unknown = division_split(FREE_CODE, &into[1..]);
    unknown.continues = true;
    world().when(unknown.on("2018-01-01")).refused("unknown_place");
}

/// The new division was registered first, carried the code then, and was ended in place of the old
/// one.
#[test]
fn a_division_split_under_a_code_that_it_had_ends_and_not_the_one_that_gets_the_code() {
    let facts = world()
        .and([division_recoded(COMMUNITY, FREE_CODE).on("2018-01-01")])
        .when(division_split(COMMUNITY, &[(COMMUNITY, "新和平社区")]).on("2020-06-01"))
        .is_recorded()
        .facts;
    assert_eq!(shown(&facts, FREE_CODE, "2020-05-31").0, PlaceState::Division);
    assert_eq!(shown(&facts, FREE_CODE, "2020-06-01").0, PlaceState::Ended);
    assert_eq!(shown(&facts, COMMUNITY, "2020-06-01").0, PlaceState::Division);
    assert_eq!(shown(&facts, COMMUNITY, "2020-06-01").1, "新和平社区");
}

/// One of the new divisions gets the code of the old one. It is another place, as where the code is
/// registered again after an abolition.
#[test]
fn a_division_is_split_into_its_own_code_and_others() {
    let into = [(COMMUNITY, "东社区"), (FREE_CODE, "西社区")];
    for (on, before) in [("2018-01-01", "2017-12-31"), ("2018-H1", "2017-12-31")] {
        let split = || division_split(COMMUNITY, &into).on(on);
        let recorder = world().when(split()).is_recorded();
        let facts = &recorder.facts;
        assert_eq!(shown(facts, COMMUNITY, before).0, PlaceState::Division);
        assert_eq!(shown(facts, COMMUNITY, "2018-07-01").1, "东社区");
        let [old, new] =
            [before, "2018-07-01"].map(|on| facts.places.find(&text(COMMUNITY), AsOf::on(day(on))).unwrap());
        assert_ne!(old, new);
        assert!(!facts.places.get(old).unwrap().is_open(AsOf::on(day("2018-07-01"))));
        world().and([split()]).when(split()).is_already_true();
        let rest = [division(COMMUNITY, "东社区").on(on), division(FREE_CODE, "西社区").on(on)];
        for new in rest {
            world().and([split()]).when(new).is_already_true();
        }
    }
    // By a code that it had: the code that it has by then goes to one of them.
    let recoded = world().and([division_recoded(COMMUNITY, FREE_CODE).on("2016-01-01")]);
    recoded.when(division_split(COMMUNITY, &into).on("2018-01-01")).is_recorded();
    // Another one has the code.
    let others = [(COMMUNITY, "东社区"), (SECOND_COMMUNITY, "西社区")];
    world().when(division_split(COMMUNITY, &others).on("2018-01-01")).refused("division_exists");
}

#[test]
fn a_split_that_is_partly_recorded_adds_the_rest() {
    let given = world().and([division(FREE_CODE, "东社区").on("2018-01-01")]);
    let split = division_split(COMMUNITY, &[(FREE_CODE, "东社区"), ("450224100012", "西社区")]).on("2018-01-01");
    let facts = given.when(split).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").0, PlaceState::Ended);
    let open = facts.places.iter().filter(|(_, r)| r.code_on(AsOf::on(day("2018-01-01"))) == Some(text(FREE_CODE)));
    assert_eq!(open.count(), 1);
}

#[test]
fn a_division_moves_below_another_with_or_without_a_new_code() {
    let facts = world().when(division_moved(COMMUNITY, SECOND_TOWNSHIP, None).on("2018-01-01")).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2017-12-31").2, TOWNSHIP);
    assert_eq!(shown(&facts, COMMUNITY, "2018-01-01").2, SECOND_TOWNSHIP);
    let moved = || division_moved(COMMUNITY, SECOND_TOWNSHIP, Some("450224101001")).on("2018-01-01");
    let facts = world().when(moved()).is_recorded().facts;
    assert_eq!(shown(&facts, "450224101001", "2018-01-01").2, SECOND_TOWNSHIP);
    world().and([moved()]).when(moved()).is_already_true();
    let unmoved = || division_moved(COMMUNITY, SECOND_TOWNSHIP, None).on("2018-01-01");
    world().and([unmoved()]).when(unmoved()).is_already_true();
    let to = |to: &str, code: Option<&str>| world().when(division_moved(COMMUNITY, to, code).on("2018-01-01"));
    to(SECOND_COMMUNITY, None).refused("parent_not_above");
    to("450224102", None).refused("unknown_place");
    to(SECOND_TOWNSHIP, Some("450224102")).refused("wrong_level");
    to(SECOND_TOWNSHIP, Some(SECOND_COMMUNITY)).refused("division_exists");
    world().when(division_moved(PROVINCE, PREFECTURE, None).on("2018-01-01")).refused("parent_not_above");
    // A township may be put below a prefecture.
    world().when(division_moved(TOWNSHIP, PREFECTURE, None).on("2018-01-01")).is_recorded();
}

#[test]
fn a_registration_is_corrected_though_more_is_recorded_of_the_division() {
    // A fault once: the count stood in the way of registering the division anew.
    let given = world().and([
        division(FREE_CODE, "融康社去").on("2015-01-01"),
        population(FREE_CODE, 900).on("2016-01-01"),
        home(FREE_CODE).on("2017-01-01"),
    ]);
    let registration = given.clone().recorder().events.iter().rev().nth(2).unwrap().id;
    let facts =
        given.when(correction_of(registration, division(FREE_CODE, "融康社区").on("2014-06-01"))).is_recorded().facts;
    let as_of = AsOf::on(day("2020-01-01"));
    let no = facts.places.find(&text(FREE_CODE), as_of).unwrap();
    assert_eq!(shown(&facts, FREE_CODE, "2014-06-01").1, "融康社区");
    assert_eq!(facts.places.get(no).unwrap().population_on(as_of), Some(900));
    assert_eq!(facts.places.iter().filter(|(_, r)| r.code_on(as_of) == Some(text(FREE_CODE))).count(), 1);
}

#[test]
fn a_move_is_withdrawn_though_the_other_place_is_no_more() {
    // A fault once: the place that the fact names beside its own was looked for, and not found.
    let given = world().and([
        division("450224102", "泗顶镇").on("2010-01-01"),
        division_moved(COMMUNITY, "450224102", None).on("2018-01-01"),
    ]);
    let last = given.clone().recorder().events.len() as u64;
    let given = given.and([retraction_of(event_id(last - 1, 0))]);
    let facts = given.when(retraction_of(event_id(last, 0))).is_recorded().facts;
    assert_eq!(shown(&facts, COMMUNITY, "2020-01-01").2, TOWNSHIP);
}
