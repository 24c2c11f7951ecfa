//! Pictures of a results file, as SVG.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use plotters::prelude::*;

use crate::Result;
use crate::results::Results;
use crate::table;

const SIZE: (u32, u32) = (820, 440);
const FONT: (&str, i32) = ("sans-serif", 14);
/// Colours that people who see few of them tell apart (Okabe and Ito).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

/// The pictures, each with its title.
pub(crate) const PICTURES: [(&str, &str); 5] = [
    ("time.svg", "Time against events"),
    ("memory.svg", "Most memory against events"),
    ("read.svg", "Cold read of all events, of the largest run of each"),
    ("import.svg", "Import, of the largest run of each"),
    ("disk.svg", "Disk for each event"),
];

/// Between lines of text.
const LINE: i32 = 18;
const OURS: RGBColor = COLOURS[0];
const OTHERS: RGBColor = COLOURS[5];

/// A line: its name, and its points by number of events.
type Line = (&'static str, Vec<(f64, f64)>);

pub(crate) fn run(matches: &ArgMatches) -> Result<()> {
    let file = matches.get_one::<PathBuf>("file").ok_or("which results?")?;
    let out = matches.get_one::<PathBuf>("out").ok_or("where to?")?;
    let results = Results::read(file)?;
    std::fs::create_dir_all(out)?;
    let times = [
        ("import, validated", "import", "seconds"),
        ("cold rebuild", "rebuild", "seconds"),
        ("decoding in memory", "decode", "seconds"),
        ("open with a snapshot", "open", "seconds"),
        ("coverage by county", "ask", "coverage_seconds"),
        ("one place's history", "ask", "history_seconds"),
    ];
    lines(out, 0, &by_size(&results, &times), table::seconds)?;
    let memory = [
        ("import", "import", "peak_bytes"),
        ("cold rebuild", "rebuild", "peak_bytes"),
        ("open with a snapshot", "open", "peak_bytes"),
        ("decoding in memory", "decode", "peak_bytes"),
    ];
    lines(out, 1, &by_size(&results, &memory), decimal_bytes)?;
    let read = [
        ("jiceng, folded", "rebuild", "events_per_second"),
        ("jiceng, not folded", "scan", "events_per_second"),
        ("SQLite", "sqlite_scan", "events_per_second"),
        ("redb", "redb_scan", "events_per_second"),
        ("sled, key an event", "sled_scan", "events_per_second"),
        ("cqrs-es, PostgreSQL", "cqrs", "replay_per_second"),
    ];
    bars(out, 2, &of_largest(&results, &read), table::rate)?;
    let import = [
        ("jiceng, validated", "import", "events_per_second"),
        ("SQLite", "sqlite_import", "events_per_second"),
        ("redb", "redb_import", "events_per_second"),
        ("sled, key an event", "sled_import", "events_per_second"),
        ("PostgreSQL, COPY", "cqrs", "events_per_second"),
        ("sled, raw blocks", "sled_blocks", "events_per_second"),
    ];
    bars(out, 3, &of_largest(&results, &import), table::rate)?;
    let disk = [
        ("encoded commits", "prepare", "frames_bytes"),
        ("jiceng", "disk", "disk_bytes"),
        ("jiceng, sealed", "disk_sealed", "disk_bytes"),
        ("SQLite", "sqlite_import", "disk_bytes"),
        ("redb", "redb_import", "disk_bytes"),
        ("sled, key an event", "sled_import", "disk_bytes"),
        ("PostgreSQL", "cqrs", "disk_bytes"),
    ];
    let each = disk.iter().filter_map(|(what, name, value)| {
        let (size, bytes) = results.largest(name, value)?;
        let events = results.get(name, size, "events").or_else(|| results.get("prepare", size, "events"))?;
        Some((*what, bytes / events))
    });
    bars(out, 4, &each.collect::<Vec<_>>(), table::bytes)
}

fn by_size(results: &Results, wanted: &[(&'static str, &str, &str)]) -> Vec<Line> {
    let line = |(what, name, value): &(&'static str, &str, &str)| {
        let point = |size: u64| Some((results.get("prepare", size, "events")?, results.get(name, size, value)?));
        (*what, results.sizes().into_iter().filter_map(point).collect())
    };
    wanted.iter().map(line).filter(|(_, points): &Line| !points.is_empty()).collect()
}

fn of_largest(results: &Results, wanted: &[(&'static str, &str, &str)]) -> Vec<(&'static str, f64)> {
    wanted.iter().filter_map(|(what, name, value)| Some((*what, results.largest(name, value)?.1))).collect()
}

/// A range around values, with a margin of a factor.
fn around(values: impl Iterator<Item = f64> + Clone, margin: f64) -> std::ops::Range<f64> {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(0.0, f64::max);
    low / margin..high * margin
}

/// Bytes in powers of ten, as an axis has them.
fn decimal_bytes(bytes: f64) -> String {
    if bytes < 1e9 {
        format!("{} MB", table::number(bytes / 1e6))
    } else {
        format!("{} GB", table::number(bytes / 1e9))
    }
}

fn lines(out: &Path, picture: usize, lines: &[Line], shown: fn(f64) -> String) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let (file, title) = PICTURES.get(picture).copied().unwrap_or_default();
    let path = out.join(file);
    let points = lines.iter().flat_map(|(_, points)| points.iter());
    let across = around(points.clone().map(|(x, _)| *x), 1.3);
    let up = around(points.map(|(_, y)| *y), 2.0);
    let root = SVGBackend::new(&path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .margin_right(230)
        .x_label_area_size(44)
        .y_label_area_size(76)
        .build_cartesian_2d(across.log_scale(), up.log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .label_style(FONT)
        .x_desc("events")
        .x_label_formatter(&|events| table::events(*events as u64))
        .y_label_formatter(&|value| shown(*value))
        .draw()?;
    let mut ends = Vec::new();
    for ((what, points), colour) in lines.iter().zip(COLOURS) {
        chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?;
        chart.draw_series(points.iter().map(|point| Circle::new(*point, 4, colour.filled())))?;
        if let Some(end) = points.last() {
            let (x, y) = chart.backend_coord(end);
            ends.push((x, y, format!("{what}: {}", shown(end.1)), colour));
        }
    }
    ends.sort_by_key(|(_, y, ..)| *y);
    let mut free = 0;
    for (x, y, text, colour) in ends {
        let y = (y - 8).max(free);
        free = y + LINE;
        root.draw(&Text::new(text, (x + 10, y), FONT.into_font().color(&colour)))?;
    }
    root.present()?;
    Ok(())
}

/// Bars behind each other, each with its name before it and its value behind it.
fn bars(out: &Path, picture: usize, bars: &[(&'static str, f64)], shown: fn(f64) -> String) -> Result<()> {
    let (left, width, first, step, thick) = (180, 440, 50, 38, 24);
    let most = bars.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    if most == 0.0 {
        return Ok(());
    }
    let (file, title) = PICTURES.get(picture).copied().unwrap_or_default();
    let path = out.join(file);
    let height = first + step * i32::try_from(bars.len())? + 8;
    let root = SVGBackend::new(&path, (SIZE.0, u32::try_from(height)?)).into_drawing_area();
    root.fill(&WHITE)?;
    root.draw(&Text::new(title, (left, 14), ("sans-serif", 18).into_font()))?;
    let mut top = first;
    let mut bars = bars.to_vec();
    bars.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    for (what, value) in &bars {
        let colour = if what.starts_with("jiceng") { OURS } else { OTHERS };
        let right = left + (f64::from(width) * value / most).round() as i32;
        root.draw(&Text::new(*what, (16, top + 4), FONT.into_font()))?;
        root.draw(&Rectangle::new([(left, top), (right, top + thick)], colour.filled()))?;
        root.draw(&Text::new(shown(*value), (right + 8, top + 4), FONT.into_font()))?;
        top += step;
    }
    root.present()?;
    Ok(())
}
