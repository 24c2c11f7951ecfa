//! The measurements, each a function that a process of its own runs.

mod ask;
mod commits;
mod disk;
mod import;
mod open;
mod prepare;
mod rebuild;
mod seal;

use std::path::PathBuf;

use clap::ArgMatches;

use crate::Result;
use crate::files::Files;
use crate::process;
use crate::results::Values;

/// What is measured with the files of a size.
type Measure = fn(&Files, u64) -> Result<Values>;

/// The rows that can be asked for alone.
pub(crate) const GROUPS: [&str; 8] = ["rebuild", "commit", "import", "disk", "open", "ask", "seal", "peers"];

/// Every measurement with the row that it belongs to, in the order in which they are made.
pub(crate) const MEASUREMENTS: [(&str, &str, Measure); 13] = [
    ("prepare", "prepare", prepare::measure),
    ("commits", "commit", commits::one_writer),
    ("writers", "commit", commits::many_writers),
    ("decode", "rebuild", rebuild::decode),
    ("scan", "rebuild", rebuild::scan),
    ("rebuild", "rebuild", rebuild::rebuild),
    ("import", "import", import::measure),
    ("disk", "disk", disk::measure),
    ("snapshot", "open", open::snapshot), // behind what measures without one
    ("open", "open", open::open),
    ("ask", "ask", ask::measure),
    ("disk_sealed", "seal", seal::measure), // seals the registry, so nothing else comes behind it
    ("rebuild_sealed", "seal", seal::rebuild),
];

/// Makes a measurement, and prints its figures.
pub(crate) fn measure(matches: &ArgMatches) -> Result<()> {
    let (Some(name), Some(dir), Some(&events)) =
        (matches.get_one::<String>("name"), matches.get_one::<PathBuf>("files"), matches.get_one::<u64>("events"))
    else {
        return Err("what to measure, and with which files?".into());
    };
    let found = MEASUREMENTS.iter().find(|(known, ..)| known == name);
    let (.., measure) = found.ok_or_else(|| format!("there is no measurement {name}"))?;
    let mut values = measure(&Files::new(dir.clone()), events)?;
    values.insert("peak_bytes".to_owned(), process::memory("VmHWM")?);
    println!("{}", serde_json::to_string(&values)?);
    Ok(())
}

/// Figures by name.
fn values<const N: usize>(figures: [(&str, f64); N]) -> Values {
    figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
