//! Work grows in proportion where much is recorded of one subject: what is looked at is counted, for time says little of it.

use std::fmt::Write as _;

use jiceng_core::Registry;
use jiceng_domain::steps;
use jiceng_exchange::Import;

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
            "{{\"command\":\"register_division\",\"effective\":\"2010-01-01\",\"code\":\"{code}\",\"name\":\"示例{code}\"}}"
        );
    }
    let _ = writeln!(
        rows,
        "{{\"command\":\"found_federation\",\"effective\":\"2010-01-02\",\"federation\":\"F\",\"place\":\"{PLACE}\",\"name\":\"示例妇联\"}}\n\
         {{\"command\":\"register_person\",\"effective\":\"2010-01-02\",\"person\":\"P1\",\"name\":\"示例人员\"}}\n\
         {{\"command\":\"raise_reform_issue\",\"effective\":\"2010-01-02\",\"issue\":\"I\",\"place\":\"{PLACE}\",\"title\":\"问题\",\"owner\":\"牵头单位\",\"due\":\"2019-12-31\"}}"
    );
    rows
}

/// A day that is not before that of a smaller number.
fn day(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2011 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

fn elections(n: usize) -> String {
    let on = day(n);
    format!(
        "{{\"command\":\"elect_executive_committee\",\"effective\":\"{on}\",\"federation\":\"F\",\"term\":{},\"seats\":[{{\"role\":\"chair\",\"person\":\"P1\"}}]}}",
        n + 1
    )
}

fn sessions(n: usize) -> String {
    if n == 0 {
        return elections(0);
    }
    let on = day(n);
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

/// How many recorded things are looked at while so many rows are imported.
fn steps_of(row: Row, rows: usize) -> u64 {
    let file = (0..rows).fold(world(), |file, n| file + &row(n) + "\n");
    let registry = Registry::in_memory();
    let import = Import { recorder: Some("示例".parse().unwrap()), ..Import::default() };
    let before = steps::taken().expect("tests count steps");
    let report = import.run(&registry, &mut file.as_bytes(), &mut |_, _| {}).unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
    steps::taken().unwrap() - before
}

#[test]
fn an_import_looks_at_no_more_than_n_log_n_of_one_subject() {
    if steps::taken().is_none() {
        return child::skip("steps are counted where debug assertions are on");
    }
    let histories: [(&str, Row); 5] = [
        ("elections of one federation", elections),
        ("sessions of one term", sessions),
        ("progress of one issue", progress),
        ("corrections of one count", corrections),
        ("corrections of one home", corrections_of_a_home),
    ];
    for (what, row) in histories {
        let (few, many) = (steps_of(row, 250), steps_of(row, 1000));
        // Four times as much: n log n is 5, a square is 16.
        assert!(many < few * 6, "{what}: {few} for 250 rows, {many} for 1000");
    }
}
