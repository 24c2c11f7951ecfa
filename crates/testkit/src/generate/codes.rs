//! Histories of codes: few divisions over few codes, given again, exchanged, split, merged, and
//! much of it withdrawn or corrected.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::{Event, PartialDate};
use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::history::{Draft, History, run};
use crate::make::*;
use crate::world::*;

/// All below one township, so that any of them can be given to any community of it.
const CODES: [&str; 4] = [COMMUNITY, SECOND_COMMUNITY, FREE_CODE, "450224100008"];
/// Few days, so that codes change hands within one.
const DAYS: i32 = 6;

/// Any history of codes.
pub fn any_history_of_codes() -> impl Strategy<Value = History> {
    vec(any_draft(), 0..40).prop_map(|drafts| run(drafts.into_iter()))
}

fn any_draft() -> impl Strategy<Value = Draft> {
    prop_oneof![
        8 => (any_day(), any_event_of_codes()).prop_map(|(day, event)| Draft::Fact(wish(day, event))),
        2 => any::<Index>().prop_map(Draft::Retract),
        1 => (any::<Index>(), option::of(any_day()), option::weighted(0.3, any_event_of_codes()))
            .prop_map(|(index, day, event)| Draft::Correct(index, day, event)),
    ]
}

fn any_day() -> impl Strategy<Value = PartialDate> {
    (0..DAYS).prop_map(|n| PartialDate::Day(date(2018, 1, 1) + (n * 100).days()))
}

fn any_event_of_codes() -> impl Strategy<Value = Event> {
    let code = || select(&CODES[..]);
    let name = || select(&["甲", "乙", "丙"][..]);
    prop_oneof![
        3 => (code(), name()).prop_map(|(code, name)| division(code, name).into()),
        3 => (code(), code()).prop_map(|(code, new)| division_recoded(code, new).into()),
        3 => code().prop_map(|code| division_abolished(code).into()),
        1 => (code(), code()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        2 => (code(), code(), name(), any::<bool>()).prop_map(|(from, new, name, continues)| {
            let mut event = division_split(from, &[(new, name)]);
            event.continues = continues;
            event.into()
        }),
        1 => (code(), select(&[TOWNSHIP, SECOND_TOWNSHIP][..]), option::of(code()))
            .prop_map(|(code, to, new)| division_moved(code, to, new).into()),
        1 => (code(), name()).prop_map(|(code, name)| division_renamed(code, name).into()),
        1 => (select(&[SITE, SECOND_SITE][..]), code()).prop_map(|(site, code)| site_became_community(site, code, "新区").into()),
        2 => (prop_oneof![3 => code(), 1 => select(&[SITE, SECOND_SITE][..])], 0..2000_u32)
            .prop_map(|(place, people)| population(place, people).into()),
        1 => code().prop_map(|place| element(place, WOMENS_HOME).into()),
        1 => (select(&["f1", "f2"][..]), code()).prop_map(|(f, place)| federation(f, place).into()),
        1 => (code(), code()).prop_map(|(place, from)| sharing(place, from, &[WOMENS_HOME]).into()),
        1 => code().prop_map(|scope| target("t1", scope, 1).into()),
    ]
}
