//! Tables in Markdown, and figures as people read them.

/// A table with a heading; numbers stand to the right.
pub(crate) fn markdown(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heading.get(column).map(|cell| cell.chars().count())).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let cells = cells.into_iter().zip(&widths).map(|(cell, width)| format!(" {cell:<width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|");
    let rows = rows.iter().map(|row| line(row.iter().map(String::as_str).collect()));
    format!("{}|{rule}|\n{}", line(heading.to_vec()), rows.collect::<String>())
}

/// Three digits.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        x if x < 0.995 => format!("{value:.3}"),
        x if x < 9.995 => format!("{value:.2}"),
        x if x < 99.95 => format!("{value:.1}"),
        _ => grouped(value),
    }
}

fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A figure with the unit that its name ends with.
pub(crate) fn figure(name: &str, value: f64) -> String {
    if name.ends_with("per_second") {
        return rate(value);
    }
    if name.ends_with("seconds") {
        return seconds(value);
    }
    if name.ends_with("bytes") {
        return bytes(value);
    }
    number(value)
}

pub(crate) fn rate(value: f64) -> String {
    if value >= 1e5 { format!("{} M/s", number(value / 1e6)) } else { format!("{}/s", number(value)) }
}

pub(crate) fn seconds(value: f64) -> String {
    match value {
        v if v < 1e-3 => format!("{} µs", number(v * 1e6)),
        v if v < 1.0 => format!("{} ms", number(v * 1e3)),
        v => format!("{} s", number(v)),
    }
}

pub(crate) fn bytes(value: f64) -> String {
    match value {
        v if v < 1024.0 => format!("{} B", number(v)),
        v if v < 1_048_576.0 => format!("{} KiB", number(v / 1024.0)),
        v if v < 1_073_741_824.0 => format!("{} MiB", number(v / 1_048_576.0)),
        v => format!("{} GiB", number(v / 1_073_741_824.0)),
    }
}

/// A number of events.
pub(crate) fn events(value: u64) -> String {
    if value >= 100_000 { format!("{} M", trimmed(value as f64 / 1e6)) } else { grouped(value as f64) }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
