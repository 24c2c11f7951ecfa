//! The goals, and how far a run reached them.

use crate::results::Results;
use crate::table::{bytes, events, markdown, number, rate, seconds};

/// How a figure stands to its goal.
#[derive(Clone, Copy)]
enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

/// A row of the table of goals.
struct Row {
    question: String,
    goal: &'static str,
    /// What was measured, and whether that is the goal; nothing where it was not measured.
    found: Option<(String, Option<bool>)>,
    reference: String,
}

/// The table: a question a row, with what was measured beside it.
pub(crate) fn table(results: &Results) -> String {
    let heading = ["question", "goal", "measured", "reached", "reference in the same run"];
    let rows: Vec<Vec<String>> = rows(results)
        .into_iter()
        .map(|row| {
            let (measured, reached) = row.found.unwrap_or_else(|| ("not measured".to_owned(), None));
            let reached = reached.map_or("", |reached| if reached { "yes" } else { "**no**" });
            vec![row.question, row.goal.to_owned(), measured, reached.to_owned(), row.reference]
        })
        .collect();
    markdown(&heading, &rows)
}

impl Goal {
    fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

fn rows(results: &Results) -> Vec<Row> {
    let mut rows = rebuild(results);
    rows.extend(commits(results));
    rows.extend(import_and_open(results));
    rows.extend(questions(results));
    rows.extend(space(results));
    rows.extend(growth(results));
    rows
}

fn largest(results: &Results) -> u64 {
    results.sizes().last().copied().unwrap_or_default()
}

/// A ratio of two figures of the largest size, against its goal.
fn ratio(
    results: &Results,
    (name, of): (&str, &str),
    (reference, value): (&str, &str),
    goal: Goal,
) -> Option<(String, Option<bool>)> {
    let size = largest(results);
    let ratio = results.get(name, size, of)? / results.get(reference, size, value)?;
    Some((format!("{} ×", number(ratio)), Some(goal.is_reached(ratio))))
}

fn said(results: &Results, (name, value): (&str, &str), what: &str, shown: impl Fn(f64) -> String) -> String {
    let found = results.get(name, largest(results), value);
    found.map_or_else(|| what.to_owned(), |found| format!("{what}: {}", shown(found)))
}

fn rebuild(results: &Results) -> Vec<Row> {
    let ours = ("rebuild", "events_per_second");
    let question = format!("{}, {}", "cold rebuild from the log", events(largest(results)));
    let row = |goal, reference, at_least, what| Row {
        question: said(results, ours, &question, rate),
        goal,
        found: ratio(results, ours, (reference, ours.1), Goal::AtLeast(at_least)),
        reference: said(results, (reference, ours.1), what, rate),
    };
    let mut rows = vec![
        row("≥ 0.5 ×", "decode", 0.5, "decoding the same bytes in memory, two threads"),
        row("≥ 1.5 ×", "sqlite_scan", 1.5, "SQLite, scan and decode"),
    ];
    let mut cqrs = row("≥ 20 ×", "cqrs", 20.0, "cqrs-es on PostgreSQL, replay_all");
    cqrs.found = ratio(results, ours, ("cqrs", "replay_per_second"), Goal::AtLeast(20.0));
    cqrs.reference = said(results, ("cqrs", "replay_per_second"), "cqrs-es on PostgreSQL, replay_all", rate);
    rows.push(cqrs);
    rows
}

fn commits(results: &Results) -> Vec<Row> {
    let row = |name, of, question: &str, goal, at_least: f64, reference: (&str, &str)| Row {
        question: match results.get(name, 0, "commits_per_second") {
            Some(found) => format!("{question}: {}", rate(found)),
            None => question.to_owned(),
        },
        goal,
        found: results.get(name, 0, of).map(|of| (format!("{} ×", number(of)), Some(of >= at_least))),
        reference: match results.get(name, 0, reference.0) {
            Some(found) => format!("{}: {}", reference.1, rate(found)),
            None => reference.1.to_owned(),
        },
    };
    vec![
        row(
            "commits",
            "of_raw",
            "durable single commit, one writer",
            "≥ 0.7 ×",
            0.7,
            ("raw_per_second", "append and fdatasync of its bytes"),
        ),
        row("writers", "of_one", "durable single commits, 64 writers", "≥ 8 ×", 8.0, ("one_per_second", "one writer")),
    ]
}

fn import_and_open(results: &Results) -> Vec<Row> {
    let ours = ("import", "events_per_second");
    let opened = ("open", "seconds");
    vec![
        Row {
            question: said(results, ours, "validated bulk import (rows → decide → log)", rate),
            goal: "≥ 0.3 ×",
            found: ratio(results, ours, ("sled_blocks", ours.1), Goal::AtLeast(0.3)),
            reference: said(results, ("sled_blocks", ours.1), "the same bytes as blocks into sled", rate),
        },
        Row {
            question: said(results, opened, "open with a snapshot", seconds),
            goal: "≤ 0.1 ×",
            found: ratio(results, opened, ("rebuild", "seconds"), Goal::AtMost(0.1)),
            reference: said(results, ("rebuild", "seconds"), "cold rebuild", seconds),
        },
    ]
}

/// A row with an absolute goal.
fn absolute(
    results: &Results,
    question: &str,
    goal: (&'static str, f64),
    (name, value): (&str, &str),
    shown: fn(f64) -> String,
) -> Row {
    let found = results.get(name, largest(results), value);
    Row {
        question: question.to_owned(),
        goal: goal.0,
        found: found.map(|found| (shown(found), Some(found <= goal.1))),
        reference: String::new(),
    }
}

fn questions(results: &Results) -> Vec<Row> {
    let row = |question, goal, value| absolute(results, question, goal, ("ask", value), seconds);
    let median = "coverage of the nation at past dates by county, median";
    vec![
        row(median, ("≤ 150 ms", 0.150), "coverage_seconds"),
        row("the same, the worst", ("≤ 150 ms", 0.150), "coverage_worst_seconds"),
        row("one place's history, median", ("≤ 1 ms", 1e-3), "history_seconds"),
        row("the same, 99 of 100", ("≤ 1 ms", 1e-3), "history_p99_seconds"),
        row("one place's explanation, median", ("≤ 1 ms", 1e-3), "explanation_seconds"),
        row("the same, 99 of 100", ("≤ 1 ms", 1e-3), "explanation_p99_seconds"),
        row("a dry run of one wish, median", ("≤ 5 ms", 5e-3), "dry_run_seconds"),
        row("the same, 99 of 100", ("≤ 5 ms", 5e-3), "dry_run_p99_seconds"),
    ]
}

fn space(results: &Results) -> Vec<Row> {
    let payload = ("prepare", "frames_bytes");
    let row = |question, goal, name, most| Row {
        question: said(results, (name, "disk_bytes"), question, bytes),
        goal,
        found: ratio(results, (name, "disk_bytes"), payload, Goal::AtMost(most)),
        reference: said(results, payload, "the encoded commits", bytes),
    };
    let snapshot = results.get("snapshot", largest(results), "bytes");
    vec![
        Row {
            question: "disk, a snapshot".to_owned(),
            goal: "",
            found: snapshot.map(|found| (bytes(found), None)),
            reference: said(results, payload, "the encoded commits", bytes),
        },
        row("disk, unsealed", "≤ 1.3 ×", "disk", 1.3),
        row("disk, sealed", "≤ 0.6 ×", "disk_sealed", 0.6),
        absolute(
            results,
            "memory, registry opened by rebuilding, at most",
            ("≤ 1.5 GiB", 1.5 * 1024.0 * 1024.0 * 1024.0),
            ("rebuild", "peak_bytes"),
            bytes,
        ),
        absolute(
            results,
            "memory, registry open",
            ("≤ 1.5 GiB", 1.5 * 1024.0 * 1024.0 * 1024.0),
            ("open", "open_bytes"),
            bytes,
        ),
    ]
}

/// How a time grows from the smallest size to the largest, per event: 1 is linear.
fn growth(results: &Results) -> Vec<Row> {
    let sizes = results.sizes();
    let (Some(&small), Some(&large)) = (sizes.first(), sizes.last()) else { return Vec::new() };
    if small == large {
        return Vec::new();
    }
    let rows = [
        ("rebuild", "seconds", "rebuild", "≤ 1.2: linear", 1.2),
        ("import", "seconds", "import", "≤ 1.2: linear", 1.2),
        ("open", "seconds", "opening with a snapshot", "< 1", 1.0),
        ("ask", "coverage_seconds", "coverage of the nation", "< 1", 1.0),
        ("ask", "history_seconds", "one place's history", "< 1", 1.0),
    ];
    let row = |(name, value, what, goal, most): (&str, &str, &str, &'static str, f64)| {
        let each = |size| Some(results.get(name, size, value)? / results.get("prepare", size, "events")?);
        let found = each(large).zip(each(small)).map(|(large, small)| large / small);
        Row {
            question: format!("time for each event with {} over {}: {what}", events(large), events(small)),
            goal,
            found: found.map(|found| (format!("{} ×", number(found)), Some(found <= most))),
            reference: String::new(),
        }
    };
    rows.into_iter().map(row).collect()
}
