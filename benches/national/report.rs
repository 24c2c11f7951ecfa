//! The document made of a results file: what stands between its markers is written anew, the words
//! around them stay.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::results::Results;
use crate::table::{bytes, events, figure, markdown, rate};
use crate::{Result, goals, plot};

pub(crate) fn run(matches: &ArgMatches) -> Result<()> {
    let file = matches.get_one::<PathBuf>("file").ok_or("which results?")?;
    let out = matches.get_one::<PathBuf>("out").ok_or("which document?")?;
    let results = Results::read(file)?;
    let mut text = std::fs::read_to_string(out).map_err(|error| format!("{}: {error}", out.display()))?;
    for (name, table) in [
        ("run", of_the_run(&results)),
        ("goals", goals::table(&results)),
        ("peers", peers(&results)),
        ("sizes", sizes(&results)),
        ("failed", failed(&results)),
        ("pictures", pictures(out)),
    ] {
        text = put(&text, name, &table).ok_or_else(|| missing(out, name))?;
    }
    Ok(std::fs::write(out, text)?)
}

fn missing(path: &Path, name: &str) -> String {
    format!("{} needs the lines <!-- {name} --> and <!-- /{name} -->", path.display())
}

/// Puts a text between the two markers of a name.
fn put(text: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{table}{end}{after}"))
}

fn of_the_run(results: &Results) -> String {
    let machine = &results.machine;
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    markdown(
        &["", "the last run"],
        &[
            row("date", format!("{} UTC, {:.0} s in all", results.date, results.seconds)),
            row("code", format!("`{}`", results.commit)),
            row("command", format!("`cargo run --release -p jiceng-benches --bin national -- {}`", results.command)),
            row("processor", format!("{}, {} threads", machine.processor, machine.cores)),
            row("memory", bytes(machine.memory as f64)),
            row("system", format!("Linux {}, {}", machine.kernel, machine.file_system)),
        ],
    )
}

/// jiceng beside the others, with the largest size that each was given.
fn peers(results: &Results) -> String {
    let row = |name: &str, import: &str, read: (&str, &str), disk: (&str, &str)| {
        let (size, imported) = results.largest(import, "events_per_second")?;
        let read = results.get(read.0, size, read.1);
        let disk = results.get(disk.0, size, disk.1);
        let stored = results.get(import, size, "events");
        let each = disk.zip(stored).map(|(disk, events)| disk / events);
        let shown = |value: Option<f64>, show: fn(f64) -> String| value.map_or_else(|| "-".to_owned(), show);
        Some(vec![
            name.to_owned(),
            events(stored.unwrap_or_default() as u64),
            rate(imported),
            shown(read, rate),
            shown(each, bytes),
        ])
    };
    let rows = [
        row(
            "jiceng: rows decided and logged; opened, read, decoded and folded",
            "import",
            ("rebuild", "events_per_second"),
            ("disk", "disk_bytes"),
        ),
        row(
            "SQLite, a row an event; read and decoded",
            "sqlite_import",
            ("sqlite_scan", "events_per_second"),
            ("sqlite_import", "disk_bytes"),
        ),
        row(
            "redb, a key an event; read and decoded",
            "redb_import",
            ("redb_scan", "events_per_second"),
            ("redb_import", "disk_bytes"),
        ),
        row(
            "sled, a key an event; read and decoded",
            "sled_import",
            ("sled_scan", "events_per_second"),
            ("sled_import", "disk_bytes"),
        ),
        row(
            "cqrs-es on PostgreSQL, COPY; `replay_all` into a counter",
            "cqrs",
            ("cqrs", "replay_per_second"),
            ("cqrs", "disk_bytes"),
        ),
    ];
    markdown(
        &["store", "events", "import", "cold read of all", "disk an event"],
        &rows.into_iter().flatten().collect::<Vec<_>>(),
    )
}

/// Everything that was measured, by size.
fn sizes(results: &Results) -> String {
    let sizes = results.sizes();
    let mut figures: Vec<(&str, &str)> = Vec::new();
    for measured in &results.measurements {
        for value in measured.values.keys() {
            if !figures.contains(&(&measured.name, value)) {
                figures.push((&measured.name, value));
            }
        }
    }
    let row = |(name, value): (&str, &str)| {
        let of = |size: &u64| results.get(name, *size, value).map_or_else(String::new, |found| figure(value, found));
        let alone = results.get(name, 0, value).map_or_else(String::new, |found| figure(value, found));
        let mut row = vec![name.to_owned(), value.replace('_', " "), alone];
        row.extend(sizes.iter().map(of));
        row
    };
    let sizes: Vec<String> = sizes.iter().map(|size| events(*size)).collect();
    let heading: Vec<&str> =
        ["measurement", "figure", "no history"].into_iter().chain(sizes.iter().map(String::as_str)).collect();
    markdown(&heading, &figures.into_iter().map(row).collect::<Vec<_>>())
}

/// The pictures that `plot` has drawn beside the document.
fn pictures(document: &Path) -> String {
    let dir = document.with_extension("");
    let drawn = plot::PICTURES.iter().filter(|(file, _)| dir.join(file).exists());
    let stem = dir.file_name().unwrap_or_default().display().to_string();
    drawn.map(|(file, title)| format!("![{title}]({stem}/{file})\n")).collect::<Vec<_>>().join("\n")
}

fn failed(results: &Results) -> String {
    let failed = results.measurements.iter().filter_map(|measured| {
        let why = measured.failed.as_ref()?;
        Some(format!("- {} with {}: {why}\n", measured.name, events(measured.size)))
    });
    let failed: String = failed.collect();
    if failed.is_empty() {
        "Nothing failed in the last run.\n".to_owned()
    } else {
        format!("Failed in the last run:\n{failed}")
    }
}
