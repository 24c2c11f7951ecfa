//! Validated bulk import: rows, decided one after the other, into an empty registry.

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use jiceng_core::Registry;
use jiceng_exchange::Import;

use super::values;
use crate::Result;
use crate::files::{Files, bytes_on_disk};
use crate::results::Values;

pub(crate) fn measure(files: &Files, _: u64) -> Result<Values> {
    let dir = files.scratch("import")?;
    let registry = Registry::create(&dir)?;
    let mut input = BufReader::with_capacity(1 << 20, File::open(files.rows())?);
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let began = Instant::now();
    let report = import.run(&registry, &mut input, &mut |_, _| {})?;
    let seconds = began.elapsed().as_secs_f64();
    if let Some(bad) = report.bad.first() {
        let count = report.bad.len();
        return Err(format!("{count} rows were refused; the first in line {}: {}", bad.line, bad.problem).into());
    }
    drop(registry);
    let disk = bytes_on_disk(&dir)?;
    std::fs::remove_dir_all(&dir)?;
    Ok(values([
        ("seconds", seconds),
        ("events", report.events as f64),
        ("events_per_second", report.events as f64 / seconds),
        ("disk_bytes", disk as f64),
    ]))
}
