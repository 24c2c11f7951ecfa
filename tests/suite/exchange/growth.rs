//! Work grows in proportion where much is recorded of one subject: what is looked at is counted,
//! for time says little of it.

use std::fmt::Write as _;

use jiceng_answers::HistoryQuestion;
use jiceng_core::{Page, Question, Registry};
use jiceng_domain::as_of::Reading;
use jiceng_domain::{AsOf, Place, PlaceNo, steps};
use jiceng_exchange::Import;
use jiceng_projections::division_list::DivisionList;
use jiceng_projections::elections::held::round;
use jiceng_projections::elections::office::{DUE_WITHIN_DAYS, offices};

use crate::log::child;

const PLACE: &str = "450224100001";

/// The row of a number.
type Row = fn(usize) -> String;

/// The divisions, a federation with persons, an issue.
fn world() -> String {
    let mut rows = String::new();
    for code in ["45", "4502", "450224", "450224100", PLACE] {
        let _ = writeln!(
            rows,
            "{{\"command\":\"register_division\",\"effective\":\"1900-01-01\",\"code\":\"{code}\",\"name\":\"示例{code}\"}}"
        );
    }
    let _ = writeln!(
        rows,
        "{{\"command\":\"found_federation\",\"effective\":\"1900-01-02\",\"federation\":\"F\",\"place\":\"{PLACE}\",\"name\":\"示例妇联\"}}\n\
         {{\"command\":\"register_person\",\"effective\":\"1900-01-02\",\"person\":\"P1\",\"name\":\"示例人员\"}}\n\
         {{\"command\":\"raise_reform_issue\",\"effective\":\"1900-01-02\",\"issue\":\"I\",\"place\":\"{PLACE}\",\"title\":\"问题\",\"owner\":\"牵头单位\",\"due\":\"2019-12-31\"}}"
    );
    rows
}

/// A day that is not before that of a smaller number.
fn day(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2011 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

/// A day of a number; greater numbers have earlier and later ones.
fn day_in_no_order(n: usize) -> String {
    day(n * 617 % 4001)
}

/// A month that is not before that of a smaller number.
fn month(n: usize) -> String {
    format!("{}-{:02}", 1901 + n / 12, 1 + n % 12)
}

fn elections(n: usize) -> String {
    elected(n, &day(n))
}

fn elected(n: usize, on: &str) -> String {
    format!(
        "{{\"command\":\"elect_executive_committee\",\"effective\":\"{on}\",\"federation\":\"F\",\"term\":{},\"seats\":[{{\"role\":\"chair\",\"person\":\"P1\"}}]}}",
        n + 1
    )
}

fn elections_by_months(n: usize) -> String {
    elected(n, &month(n))
}

fn sessions(n: usize) -> String {
    session(n, &day(n))
}

fn sessions_by_months(n: usize) -> String {
    session(n, &month(n))
}

fn session(n: usize, on: &str) -> String {
    if n == 0 {
        return elected(0, on);
    }
    format!(
        "{{\"command\":\"hold_committee_session\",\"effective\":\"{on}\",\"federation\":\"F\",\"term\":1,\"session\":{n}}}"
    )
}

fn progress(n: usize) -> String {
    let on = day(n);
    format!("{{\"command\":\"progress_reform_issue\",\"effective\":\"{on}\",\"issue\":\"I\",\"note\":\"第{n}次\"}}")
}

fn corrections(n: usize) -> String {
    corrected(n, |people| {
        format!(
            "\"command\":\"count_population\",\"effective\":\"2012-01-01\",\"place\":\"{PLACE}\",\"people\":{people}"
        )
    })
}

fn corrections_of_a_home(n: usize) -> String {
    corrected(n, |n| {
        format!(
            "\"command\":\"establish_element\",\"effective\":\"2012-01-01\",\"place\":\"{PLACE}\",\"kind\":\"womens_home\",\"name\":\"示例{n}\""
        )
    })
}

/// A count, and as many sources that state it otherwise.
fn disagreements_about_a_count(n: usize) -> String {
    disputed(n, |people| {
        format!(
            "\"command\":\"count_population\",\"effective\":\"2012-01-01\",\"place\":\"{PLACE}\",\"people\":{people}"
        )
    })
}

fn disagreements_about_a_home(n: usize) -> String {
    disputed(n, |n| {
        format!(
            "\"command\":\"establish_element\",\"effective\":\"2012-01-01\",\"place\":\"{PLACE}\",\"kind\":\"womens_home\",\"name\":\"示例{n}\""
        )
    })
}

fn counts_in_no_order(n: usize) -> String {
    counted(PLACE, &day_in_no_order(n), n)
}

fn counts_by_months(n: usize) -> String {
    counted(PLACE, &month(n), n)
}

fn counted(place: &str, on: &str, n: usize) -> String {
    format!("{{\"command\":\"count_population\",\"effective\":\"{on}\",\"place\":\"{place}\",\"people\":{}}}", n + 1)
}

fn renamings_in_no_order(n: usize) -> String {
    let on = day_in_no_order(n);
    format!("{{\"command\":\"rename_division\",\"effective\":\"{on}\",\"code\":\"{PLACE}\",\"name\":\"第{n}个\"}}")
}

/// What happens to the home of the place.
fn of_home(command: &str, on: &str, more: &str) -> String {
    format!("{{\"command\":\"{command}\",\"effective\":\"{on}\",\"place\":\"{PLACE}\",\"kind\":\"womens_home\"{more}}}")
}

fn inspections(n: usize, on: &str) -> String {
    if n == 0 {
        return of_home("establish_element", "1900-01-02", "");
    }
    of_home("inspect_element", on, &format!(",\"passed\":{}", n.is_multiple_of(2)))
}

fn inspections_in_order(n: usize) -> String {
    inspections(n, &day(n))
}

fn inspections_in_no_order(n: usize) -> String {
    inspections(n, &day_in_no_order(n))
}

fn inspections_by_months(n: usize) -> String {
    inspections(n, &month(n))
}

/// The home is suspended and works again in turn.
fn suspensions_by_months(n: usize) -> String {
    let command = ["resume_element", "suspend_element"][n % 2];
    if n == 0 { of_home("establish_element", "1900-01-02", "") } else { of_home(command, &month(n), "") }
}

/// Each comes before all that were recorded; the last of them is not over.
fn suspensions_backwards(n: usize) -> String {
    let command = ["resume_element", "suspend_element"][n % 2];
    if n == 0 { of_home("establish_element", "1900-01-02", "") } else { of_home(command, &day(4001 - n), "") }
}

fn suspensions_backwards_by_months(n: usize) -> String {
    let command = ["resume_element", "suspend_element"][n % 2];
    if n == 0 { of_home("establish_element", "1900-01-02", "") } else { of_home(command, &month(1100 - n), "") }
}

fn openings_and_closings_by_months(n: usize) -> String {
    of_home(["establish_element", "close_element"][n % 2], &month(n), "")
}

fn openings_and_closings(n: usize) -> String {
    of_home(["establish_element", "close_element"][n % 2], &day(n), "")
}

const OTHER: &str = "450224100002";
const THIRD: &str = "450224100003";

fn recoded(on: &str, code: &str, new_code: &str) -> String {
    format!(
        "{{\"command\":\"recode_division\",\"effective\":\"{on}\",\"code\":\"{code}\",\"new_code\":\"{new_code}\"}}"
    )
}

fn recodings_to_and_fro(n: usize) -> String {
    let (code, new_code) = if n.is_multiple_of(2) { (PLACE, OTHER) } else { (OTHER, PLACE) };
    recoded(&day(n), code, new_code)
}

fn recodings_to_and_fro_by_months(n: usize) -> String {
    let (code, new_code) = if n.is_multiple_of(2) { (PLACE, OTHER) } else { (OTHER, PLACE) };
    recoded(&month(n), code, new_code)
}

/// Each time to a code that nobody had.
fn recodings_by_months(n: usize) -> String {
    let code = |n: usize| if n == 0 { PLACE.to_owned() } else { format!("450224100{:03}", 1 + n % 999) };
    recoded(&month(n), &code(n), &code(n + 1))
}

/// Two divisions change codes by way of a third code.
fn exchanges_of_codes(n: usize) -> String {
    let Some(n) = n.checked_sub(1) else {
        return format!(
            "{{\"command\":\"register_division\",\"effective\":\"2010-01-02\",\"code\":\"{OTHER}\",\"name\":\"示例另一个\"}}"
        );
    };
    exchanged(n, &day(n / 3))
}

fn exchanged(n: usize, on: &str) -> String {
    let [code, new_code] = [[PLACE, THIRD], [OTHER, PLACE], [THIRD, OTHER]][n % 3];
    recoded(on, code, new_code)
}

fn exchanges_of_codes_by_months(n: usize) -> String {
    let Some(n) = n.checked_sub(1) else {
        return format!(
            "{{\"command\":\"register_division\",\"effective\":\"1900-01-02\",\"code\":\"{OTHER}\",\"name\":\"示例另一个\"}}"
        );
    };
    exchanged(n, &month(n))
}

/// One of them on a day of the month.
fn exchanges_of_codes_within_months(n: usize) -> String {
    let Some(n) = n.checked_sub(1) else { return exchanges_of_codes_by_months(0) };
    exchanged(n, &if n % 3 == 1 { month(n / 3 * 3) + "-15" } else { month(n) })
}

fn registrations_and_abolitions(n: usize) -> String {
    registered_or_abolished(n, &day(n))
}

fn registrations_and_abolitions_by_months(n: usize) -> String {
    registered_or_abolished(n, &month(n))
}

/// The code is registered again within the month in which it was given up.
fn registrations_within_the_months_of_abolitions(n: usize) -> String {
    let on = month(n.div_ceil(2));
    registered_or_abolished(n, &if n.is_multiple_of(2) { on + "-15" } else { on })
}

/// Each is over before another begins, whatever was recorded before it.
fn registrations_after_months_in_no_order(n: usize) -> String {
    let at = n / 2 * 7 % 41 * 2;
    registered_or_abolished(n, &month(at + n % 2))
}

fn registered_or_abolished(n: usize, on: &str) -> String {
    if n.is_multiple_of(2) {
        return format!(
            "{{\"command\":\"register_division\",\"effective\":\"{on}\",\"code\":\"{OTHER}\",\"name\":\"第{n}个\"}}"
        );
    }
    format!("{{\"command\":\"abolish_division\",\"effective\":\"{on}\",\"code\":\"{OTHER}\"}}")
}

fn counts_under_a_code_given_again(n: usize) -> String {
    if n < 3 { registered_or_abolished(n, &day(n)) } else { counted(OTHER, &day(n), n) }
}

/// A fact, and its correction of the correction before.
fn corrected(n: usize, said: impl Fn(usize) -> String) -> String {
    let commit = |n: usize| format!("01930000-0000-7000-8000-{n:012x}");
    let (own, before, index) = (commit(n), commit(n.saturating_sub(1)), usize::from(n > 1));
    if n == 0 {
        return format!("{{\"commit\":\"{own}\",{}}}", said(1));
    }
    format!(
        "{{\"command\":\"correct\",\"effective\":\"2021-01-01\",\"commit\":\"{own}\",\"event\":\"{before}/{index}\",\"reason\":\"mistyped\",\"replacement\":{{{}}}}}",
        said(n + 1)
    )
}

/// A fact, and statements that disagree with it.
fn disputed(n: usize, said: impl Fn(usize) -> String) -> String {
    let first = "01930000-0000-7000-8000-000000000000";
    if n == 0 {
        return format!("{{\"commit\":\"{first}\",{}}}", said(1));
    }
    format!(
        "{{\"command\":\"disagree\",\"effective\":\"2021-01-01\",\"event\":\"{first}/0\",\"statement\":{{{}}}}}",
        said(n + 1)
    )
}

/// Rows of a page.
const PAGE: usize = 20;

/// What is done with the rows.
const DONE: [&str; 8] = [
    "imported",
    "imported again",
    "read as a history",
    "read page by page",
    "looked through for findings",
    "explained",
    "listed as divisions",
    "asked for elections",
];

/// How many recorded things are looked at by each.
fn steps_of(row: Row, rows: usize) -> [u64; DONE.len()] {
    let file = (0..rows).fold(world(), |file, n| file + &row(n) + "\n");
    let registry = Registry::in_memory();
    let import = Import { recorder: Some("示例".parse().unwrap()), ..Import::default() };
    let imported = || {
        let report = import.run(&registry, &mut file.as_bytes(), &mut |_, _| {}).unwrap();
        assert!(report.bad.is_empty(), "{:?}", report.bad);
    };
    let counted = |done: &dyn Fn()| {
        let before = steps::taken().expect("tests count steps");
        done();
        steps::taken().unwrap() - before
    };
    let (once, again) = (counted(&imported), counted(&imported));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let codes: [Place; 2] = [PLACE, OTHER].map(|code| code.parse().unwrap());
    let carriers: Vec<PlaceNo> =
        codes.iter().flat_map(|code| view.carriers(code)).map(|carrier| carrier.place).collect();
    let history = counted(&|| {
        for happened in [false, true] {
            assert!(!view.history_page(&carriers, Page { happened, ..Page::default() }).unwrap().entries.is_empty());
        }
    });
    let pages = counted(&|| {
        let mut page = Page { limit: Some(PAGE), ..Page::default() };
        loop {
            page.after = view.history_page(&carriers, page).unwrap().next;
            if page.after.is_none() {
                break;
            }
        }
    });
    let findings = counted(&|| drop(view.findings().unwrap()));
    let kinds = ["womens_federation", "womens_home"].map(|kind| view.facts().catalogue.kind(kind).unwrap());
    let explained = counted(&|| {
        let places = codes.iter().filter_map(|code| view.find(code));
        for (place, kind) in places.flat_map(|place| kinds.map(|kind| (place, kind))) {
            view.explain(place, kind).unwrap();
        }
    });
    let listed = counted(&|| {
        drop(codes.each_ref().map(|code| view.carriers(code)));
        drop(DivisionList::on(view.facts(), view.as_of(), true));
        drop(view.coverage().unwrap());
    });
    let elections = counted(&|| {
        let standard = view.standard().unwrap();
        drop(round(view.facts(), view.as_of(), "1900-01-01".parse().unwrap()).collect::<Vec<_>>());
        drop(offices(view.facts(), view.as_of(), &standard.standard, DUE_WITHIN_DAYS).collect::<Vec<_>>());
    });
    [once, again, history, pages, findings, explained, listed, elections]
}

const HISTORIES: [(&str, Row); 27] = [
    ("elections of one federation", elections),
    ("elections of one federation by months", elections_by_months),
    ("sessions of one term by months", sessions_by_months),
    ("suspensions of one home by months", suspensions_by_months),
    ("openings and closings of one home", openings_and_closings),
    ("openings and closings of one home by months", openings_and_closings_by_months),
    ("sessions of one term", sessions),
    ("progress of one issue", progress),
    ("corrections of one count", corrections),
    ("corrections of one home", corrections_of_a_home),
    ("disagreements about one count", disagreements_about_a_count),
    ("disagreements about one home", disagreements_about_a_home),
    ("counts of one place in no order of days", counts_in_no_order),
    ("counts of one place by months", counts_by_months),
    ("counts under a code that was given again", counts_under_a_code_given_again),
    ("renamings of one place in no order of days", renamings_in_no_order),
    ("inspections of one home", inspections_in_order),
    ("inspections of one home in no order of days", inspections_in_no_order),
    ("inspections of one home by months", inspections_by_months),
    ("one division recoded to and fro", recodings_to_and_fro),
    ("one division recoded to and fro by months", recodings_to_and_fro_by_months),
    ("one division recoded by months", recodings_by_months),
    ("codes exchanged by two divisions", exchanges_of_codes),
    ("codes exchanged by two divisions by months", exchanges_of_codes_by_months),
    ("one code registered and abolished in turn", registrations_and_abolitions),
    ("one code registered and abolished in turn by months", registrations_and_abolitions_by_months),
    ("one code registered within the months of abolitions", registrations_within_the_months_of_abolitions),
];

#[test]
fn nothing_looks_at_more_than_n_log_n_of_one_subject() {
    if steps::taken().is_none() {
        return child::skip("steps are counted where debug assertions are on");
    }
    let mut too_many = Vec::new();
    for (what, row) in HISTORIES {
        let (few, many) = (steps_of(row, 250), steps_of(row, 1000));
        for ((done, few), many) in DONE.into_iter().zip(few).zip(many) {
            // Four times as much: n log n is 5, a square is 16. A large frame is passed over once.
            let least = if done == "read page by page" { 1000 } else { 100 };
            if many >= few.max(least) * 6 {
                too_many.push(format!("{what}, {done}: {few} for 250 rows, {many} for 1000"));
            }
        }
    }
    assert!(too_many.is_empty(), "{too_many:#?}");
}

/// What lies before all that is recorded takes the effect of what comes after it, until its own end
/// is there. So all of it is folded for each: a square, where it was a cube.
#[test]
fn what_is_recorded_backwards_is_folded_once_for_each() {
    if steps::taken().is_none() {
        return child::skip("steps are counted where debug assertions are on");
    }
    for row in [suspensions_backwards, suspensions_backwards_by_months] {
        let [few, many] = [250, 1000].map(|rows| steps_of(row, rows)[0]);
        assert!(many < few * 18, "{few} for 250 rows, {many} for 1000");
    }
}

/// Each row of a history named all other statements of its matter, so that it was as long as their
/// square.
#[test]
fn a_history_of_many_statements_names_some_others_in_each_row() {
    let view = registry_of(disagreements_about_a_count, 50).view(Question::default()).unwrap();
    let question = HistoryQuestion { place: Some(PLACE.to_owned()), ..HistoryQuestion::default() };
    let rows = question.answer(&view).unwrap().rows;
    let others: Vec<usize> = rows.iter().map(|row| row.event.disagrees_with.len()).collect();
    assert!(others.len() > 50 && others.iter().max() == Some(&20), "{others:?}");
}

fn registry_of(row: Row, rows: usize) -> Registry {
    let file = (0..rows).fold(world(), |file, n| file + &row(n) + "\n");
    let registry = Registry::in_memory();
    let import = Import { recorder: Some("示例".parse().unwrap()), ..Import::default() };
    assert!(import.run(&registry, &mut file.as_bytes(), &mut |_, _| {}).unwrap().bad.is_empty());
    registry
}

#[test]
fn whom_a_code_means_is_what_all_facts_say() {
    let histories: [Row; 3] = [recodings_to_and_fro, exchanges_of_codes, registrations_and_abolitions];
    for row in histories {
        let registry = registry_of(row, 300);
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        let places = &view.facts().places;
        for (n, code) in (0..300).flat_map(|n| [PLACE, OTHER, THIRD].map(|code| (n, code))) {
            let (code, as_of) = (code.parse::<Place>().unwrap(), AsOf::on(day(n).parse().unwrap()));
            // By the earliest reading all carriers are looked at. All dates are days, so it says
            // the same.
            let by_all = AsOf { reading: Reading::Earliest, ..as_of };
            assert_eq!(places.find(&code, as_of), places.find(&code, by_all), "{code} on {}", day(n));
        }
    }
}

#[test]
fn whom_a_code_means_by_months_is_what_all_facts_say() {
    let histories: [Row; 6] = [
        recodings_to_and_fro_by_months,
        exchanges_of_codes_by_months,
        exchanges_of_codes_within_months,
        registrations_and_abolitions_by_months,
        registrations_within_the_months_of_abolitions,
        registrations_after_months_in_no_order,
    ];
    for (row, rows) in histories.into_iter().flat_map(|row| (1..80).step_by(3).map(move |rows| (row, rows))) {
        let [fewer, more] = [rows, rows + 1].map(|rows| registry_of(row, rows));
        let [fewer, more] = [fewer, more].map(|of| of.view(Question::default()).unwrap().locked().unwrap());
        let codes = [PLACE, OTHER, THIRD].map(|code| code.parse::<Place>().unwrap());
        for on in (0..84).map(month).flat_map(|month| ["01", "14", "15", "28"].map(|day| format!("{month}-{day}"))) {
            let as_of = AsOf::on(on.parse().unwrap());
            // Without what is recorded last all carriers are looked at.
            let by_all = as_of.known_before(fewer.facts().head());
            for code in &codes {
                let [found, by_all] =
                    [(&fewer, as_of), (&more, by_all)].map(|(of, as_of)| of.facts().places.find(code, as_of));
                assert_eq!(found, by_all, "{code} on {on}, of {rows} rows");
            }
        }
    }
}
