//! Whether work grows in proportion where much is recorded of one subject: importing, importing
//! again, a history, an explanation, the findings. Each history is measured at a quarter of its
//! size and whole, in one run.
//!
//! `cargo bench -p jiceng-benches --bench crowded` prints a table. A ratio of times for each row of
//! 1 is linear; the goal, n log n, is 1.2 at these sizes, and a table that reaches beyond 2 says
//! so. All data is constructed.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use jiceng_core::domain::Place;
use jiceng_core::domain::catalogue::WOMENS_HOME;
use jiceng_core::{Question, Registry};
use jiceng_exchange::Import;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The place that everything is recorded of.
const PLACE: &str = "450224100001";
/// The divisions that it needs.
const DIVISIONS: [&str; 5] = ["45", "4502", "450224", "450224100", PLACE];

/// A history of a size, as rows.
type Rows = fn(usize) -> String;

/// What is crowded, how much of it, and the rows.
const HISTORIES: [(&str, usize, Rows); 10] = [
    ("counts of one place", 100_000, counts),
    ("inspections of one element", 20_000, inspections),
    ("corrections in one chain", 4_000, corrections),
    ("statements that disagree about one fact", 2_000, disagreements),
    ("renamings of one division", 6_000, renamings),
    ("kinds in one row", 50_000, kinds),
    ("elections of one federation", 1_000, elections),
    ("sessions of one term", 4_000, sessions),
    ("progress of one issue", 4_000, progress),
    ("registrations and abolitions of one code", 2_000, carriers),
];

/// The questions, in the order in which they are asked.
const QUESTIONS: [&str; 5] = ["import", "import again", "history", "explanation", "findings"];

fn main() -> Result<()> {
    println!("| history | size | question | a quarter | whole | whole over a quarter, for each row |");
    println!("|---|---|---|---|---|---|");
    for (what, size, rows) in HISTORIES {
        let (quarter, whole) = (measure(&rows(size / 4))?, measure(&rows(size))?);
        for ((question, quarter), whole) in QUESTIONS.iter().zip(quarter).zip(whole) {
            let (quarter_ms, whole_ms) = (quarter * 1e3, whole * 1e3);
            let ratio = whole / quarter / 4.0;
            let note = if ratio > 2.0 && whole_ms > 10.0 { " **more than n log n**" } else { "" };
            println!("| {what} | {size} | {question} | {quarter_ms:.2} ms | {whole_ms:.2} ms | {ratio:.2}{note} |");
        }
    }
    Ok(())
}

/// The seconds of each question.
fn measure(rows: &str) -> Result<[f64; 5]> {
    let registry = Registry::in_memory();
    let import = Import { recorder: Some("示例".parse()?), skip_bad: true, ..Import::default() };
    let import_all = || -> Result<f64> {
        let began = Instant::now();
        black_box(import.run(&registry, &mut rows.as_bytes(), &mut |_, _| {})?);
        Ok(began.elapsed().as_secs_f64())
    };
    let (first, again) = (import_all()?, import_all()?);
    let view = registry.view(Question::default())?.locked()?;
    let place = view.find(&PLACE.parse::<Place>()?).ok_or("the place is there")?;
    let kind = view.facts().catalogue.kind(WOMENS_HOME).ok_or("the kind is there")?;
    let timed = |ask: &dyn Fn() -> Result<()>| -> Result<f64> {
        let began = Instant::now();
        ask()?;
        Ok(began.elapsed().as_secs_f64())
    };
    let history = timed(&|| {
        black_box(view.history(place)?);
        Ok(())
    })?;
    let explanation = timed(&|| {
        black_box(view.explain(place, kind)?);
        Ok(())
    })?;
    let findings = timed(&|| {
        black_box(view.findings()?);
        Ok(())
    })?;
    Ok([first, again, history, explanation, findings])
}

/// The divisions, each registered in 2010.
fn world() -> String {
    let row = |code: &str| {
        format!(
            "{{\"command\":\"register_division\",\"effective\":\"2010-01-01\",\"code\":\"{code}\",\"name\":\"示例{code}\"}}\n"
        )
    };
    DIVISIONS.map(row).concat()
}

/// A day after 2010, another one for each number up to some three thousand.
fn day(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2011 + n / 336 % 9, 1 + n / 28 % 12, 1 + n % 28)
}

/// The identity of a commit.
fn commit(n: usize) -> String {
    format!("01930000-0000-7000-8000-{n:012x}")
}

fn lines(size: usize, row: impl Fn(usize) -> String) -> String {
    let mut rows = world();
    for n in 0..size {
        let _ = writeln!(rows, "{}", row(n));
    }
    rows
}

fn counts(size: usize) -> String {
    lines(size, |n| {
        let (day, people) = (day(n), 100 + n / 3000);
        format!(
            "{{\"command\":\"count_population\",\"effective\":\"{day}\",\"place\":\"{PLACE}\",\"people\":{people}}}"
        )
    })
}

fn inspections(size: usize) -> String {
    let opened = format!(
        "{{\"command\":\"establish_element\",\"effective\":\"2010-06-01\",\"place\":\"{PLACE}\",\"kind\":\"{WOMENS_HOME}\"}}\n"
    );
    let inspected = |n: usize| {
        let (day, inspector) = (day(n), n / 3000);
        format!(
            "{{\"command\":\"inspect_element\",\"effective\":\"{day}\",\"place\":\"{PLACE}\",\"kind\":\"{WOMENS_HOME}\",\"passed\":true,\"inspector\":\"示例{inspector}\"}}"
        )
    };
    world() + &opened + lines(size, inspected).trim_start_matches(&world())
}

fn corrections(size: usize) -> String {
    let first = commit(0);
    let counted = format!(
        "{{\"command\":\"count_population\",\"effective\":\"2020-01-01\",\"commit\":\"{first}\",\"place\":\"{PLACE}\",\"people\":1}}\n"
    );
    let corrected = |n: usize| {
        let (own, before, index, people) = (commit(n + 1), commit(n), usize::from(n > 0), n + 2);
        format!(
            "{{\"command\":\"correct\",\"effective\":\"2021-01-01\",\"commit\":\"{own}\",\"event\":\"{before}/{index}\",\"reason\":\"mistyped\",\"replacement\":{{\"command\":\"count_population\",\"effective\":\"2020-01-01\",\"place\":\"{PLACE}\",\"people\":{people}}}}}"
        )
    };
    world() + &counted + lines(size, corrected).trim_start_matches(&world())
}

fn disagreements(size: usize) -> String {
    let first = commit(0);
    let counted = format!(
        "{{\"command\":\"count_population\",\"effective\":\"2020-01-01\",\"commit\":\"{first}\",\"place\":\"{PLACE}\",\"people\":1}}\n"
    );
    let disagrees = |n: usize| {
        let people = n + 2;
        format!(
            "{{\"command\":\"disagree\",\"effective\":\"2021-01-01\",\"event\":\"{first}/0\",\"statement\":{{\"command\":\"count_population\",\"effective\":\"2020-01-01\",\"evidence\":[{{\"title\":\"示例{n}\",\"kind\":\"minutes\"}}],\"place\":\"{PLACE}\",\"people\":{people}}}}}"
        )
    };
    world() + &counted + lines(size, disagrees).trim_start_matches(&world())
}

fn renamings(size: usize) -> String {
    lines(size, |n| {
        let day = day(n);
        format!(
            "{{\"command\":\"rename_division\",\"effective\":\"{day}\",\"code\":\"{PLACE}\",\"name\":\"示例社区{n}\"}}"
        )
    })
}

/// A row that is refused, for it names the same kind again and again: refusing it must not take
/// longer than reading it.
fn kinds(size: usize) -> String {
    let named = vec![format!("\"{WOMENS_HOME}\""); size].join(",");
    world()
        + &format!(
            "{{\"command\":\"agree_sharing\",\"effective\":\"2020-01-01\",\"place\":\"{PLACE}\",\"provider\":\"{PLACE}\",\"kinds\":[{named}]}}\n"
        )
}

/// A day after 2010 that is not before that of a smaller number.
fn later(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2011 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

fn federation() -> String {
    format!(
        "{{\"command\":\"found_federation\",\"effective\":\"2010-01-02\",\"federation\":\"F\",\"place\":\"{PLACE}\",\"name\":\"示例妇联\"}}\n{{\"command\":\"register_person\",\"effective\":\"2010-01-02\",\"person\":\"P1\",\"name\":\"示例人员\"}}\n"
    )
}

fn elected(n: usize) -> String {
    let on = later(n);
    format!(
        "{{\"command\":\"elect_executive_committee\",\"effective\":\"{on}\",\"federation\":\"F\",\"term\":{},\"seats\":[{{\"role\":\"chair\",\"person\":\"P1\"}}]}}",
        n + 1
    )
}

fn elections(size: usize) -> String {
    world() + &federation() + lines(size, elected).trim_start_matches(&world())
}

fn sessions(size: usize) -> String {
    let held = |n: usize| {
        let (on, session) = (later(n), n + 1);
        format!(
            "{{\"command\":\"hold_committee_session\",\"effective\":\"{on}\",\"federation\":\"F\",\"term\":1,\"session\":{session}}}"
        )
    };
    world() + &federation() + &elected(0) + "\n" + lines(size, held).trim_start_matches(&world())
}

fn progress(size: usize) -> String {
    let raised = format!(
        "{{\"command\":\"raise_reform_issue\",\"effective\":\"2010-01-02\",\"issue\":\"I\",\"place\":\"{PLACE}\",\"title\":\"问题\",\"owner\":\"牵头单位\",\"due\":\"2019-12-31\"}}\n"
    );
    let progressed = |n: usize| {
        let on = later(n);
        format!("{{\"command\":\"progress_reform_issue\",\"effective\":\"{on}\",\"issue\":\"I\",\"note\":\"第{n}次\"}}")
    };
    world() + &raised + lines(size, progressed).trim_start_matches(&world())
}

fn carriers(size: usize) -> String {
    let code = "450224100002";
    lines(size, |n| {
        let on = later(n);
        let name = if n % 2 == 0 { format!(",\"name\":\"第{n}个\"") } else { String::new() };
        let command = if n % 2 == 0 { "register_division" } else { "abolish_division" };
        format!("{{\"command\":\"{command}\",\"effective\":\"{on}\",\"code\":\"{code}\"{name}}}")
    })
}
