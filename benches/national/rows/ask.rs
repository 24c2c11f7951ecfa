//! Questions to an open registry: the nation by county on past days, one place's history, one
//! explanation.

use std::hint::black_box;
use std::time::Instant;

use jiceng_core::domain::relocation_site::PopulationCounted;
use jiceng_core::domain::{Command, Level, PartialDate, PlaceNo, Recorder, Wish};
use jiceng_core::{Known, Question, Registry, Request};
use jiff::ToSpan as _;

use super::values;
use crate::Result;
use crate::files::Files;
use crate::process;
use crate::results::{Values, median, percentile};

/// Days that are asked about.
const DAYS: usize = 20;
/// Places that are asked about.
const PLACES: usize = 2_000;

pub(crate) fn measure(files: &Files, _: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = Registry::open(&files.registry())?;
    let opened = began.elapsed().as_secs_f64();
    let (coverage, certain) = nation(&registry)?;
    let (history, explanation) = places(&registry)?;
    let dry_run = dry_runs(&registry)?;
    let mut values = values([
        ("open_seconds", opened),
        ("coverage_seconds", median(coverage.clone())),
        ("coverage_worst_seconds", percentile(&coverage, 100)),
        ("coverage_with_bounds_seconds", median(certain)),
    ]);
    for (name, times) in [("history", history), ("explanation", explanation), ("dry_run", dry_run)] {
        values.insert(format!("{name}_seconds"), median(times.clone()));
        values.insert(format!("{name}_p99_seconds"), percentile(&times, 99));
        values.insert(format!("{name}_worst_seconds"), percentile(&times, 100));
    }
    values.insert("open_bytes".to_owned(), process::memory("VmRSS")?);
    Ok(values)
}

/// The nation by county on days of the ten years, each as known now and as known at half of the log
/// in turn; and the same with what dates leave open.
fn nation(registry: &Registry) -> Result<(Vec<f64>, Vec<f64>)> {
    let head = registry.view(Question::default())?.locked()?.facts().head();
    let half = Known::Before(jiceng_core::domain::Position(head.0 / 2));
    let (mut plain, mut certain) = (Vec::new(), Vec::new());
    let mut day = jiff::civil::date(2016, 6, 15);
    for turn in 0..DAYS {
        let question = Question::on(day);
        let question = if turn % 2 == 0 { question } else { Question { known: half, ..question } };
        let began = Instant::now();
        let view = registry.view(question)?.locked()?;
        black_box(view.roll_up_by(&view.standard()?.standard, Level::County));
        plain.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let tree = view.tree();
        let coverage = view.coverage()?;
        let prospects = view.prospects_by(&view.standard()?.standard);
        black_box(prospects.by_level(&coverage, &view.whereabouts(&tree), Level::County));
        certain.push(began.elapsed().as_secs_f64());
        day = day.checked_add(6.months())?;
    }
    Ok((plain, certain))
}

/// Counts of people at places from all over the nation, each decided and given up.
fn dry_runs(registry: &Registry) -> Result<Vec<f64>> {
    let view = registry.view(Question::on(jiff::civil::date(2024, 6, 30)))?;
    let coverage = view.coverage()?;
    let every = (coverage.places.len() / PLACES).max(1);
    let mut times = Vec::new();
    for place in coverage.places.iter().step_by(every) {
        let Some(place) = view.place(place.place)? else { continue };
        let counted = PopulationCounted { place, people: 4321 };
        let wish = Wish {
            effective: PartialDate::Day(jiff::civil::date(2024, 6, 30)),
            evidence: Vec::new(),
            command: Command::Record(counted.into()),
        };
        let request = Request::new(Recorder::parse("示例")?, wish);
        let began = Instant::now();
        let mut batch = registry.batch()?;
        black_box(batch.add(request)?);
        drop(batch);
        times.push(began.elapsed().as_secs_f64());
    }
    Ok(times)
}

/// Places from all over the nation: the history of each, and why one kind there is what it is.
pub(crate) fn places(registry: &Registry) -> Result<(Vec<f64>, Vec<f64>)> {
    let view = registry.view(Question::on(jiff::civil::date(2024, 6, 30)))?.locked()?;
    let coverage = view.coverage()?;
    let every = (coverage.places.len() / PLACES).max(1);
    let places: Vec<PlaceNo> = coverage.places.iter().step_by(every).map(|place| place.place).collect();
    let (mut history, mut explanation) = (Vec::new(), Vec::new());
    for (turn, place) in places.into_iter().enumerate() {
        let began = Instant::now();
        black_box(view.history(place)?);
        history.push(began.elapsed().as_secs_f64());
        let kind = coverage.kinds.get(turn % coverage.kinds.len().max(1)).copied().ok_or("no kind is required")?;
        let began = Instant::now();
        black_box(view.explain(place, kind)?);
        explanation.push(began.elapsed().as_secs_f64());
    }
    Ok((history, explanation))
}
