//! What other stores make of the same events: a measurement a process, which prints its figures as
//! JSON.
//!
//! `jiceng-peers NAME FILES EVENTS`; FILES is the directory that the bench `national` of the
//! workspace has prepared, and starts this program with. README.md says what each measures.

mod cluster;
mod cqrs;
mod records;
mod redb_store;
mod sled_store;
mod sqlite;

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// What goes wrong in a bench is told as it is.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Figures by name; the unit stands at the end of the name.
type Figures = Vec<(&'static str, f64)>;

/// Events that are written together and are on the disk before the next ones, as in an import into
/// jiceng.
const TOGETHER: usize = 50_000;

fn main() -> ExitCode {
    match run() {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<serde_json::Value> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, files, events] = arguments.as_slice() else {
        return Err("usage: jiceng-peers NAME FILES EVENTS".into());
    };
    let (files, events) = (Path::new(files), events.parse()?);
    let mut figures = match name.as_str() {
        "sqlite_import" => sqlite::import(files, events)?,
        "sqlite_scan" => sqlite::scan(files)?,
        "redb_import" => redb_store::import(files, events)?,
        "redb_scan" => redb_store::scan(files)?,
        "sled_import" => sled_store::import(files, events)?,
        "sled_scan" => sled_store::scan(files)?,
        "sled_blocks" => sled_store::blocks(files)?,
        "cqrs" => cqrs::measure(files, events)?,
        _ => return Err(format!("there is no measurement {name}").into()),
    };
    figures.push(("peak_bytes", peak()?));
    let figures = figures.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    Ok(serde_json::Value::Object(figures.collect()))
}

/// The figures of so many events in so much time.
fn rate(events: u64, took: Duration) -> Figures {
    let seconds = took.as_secs_f64();
    vec![("seconds", seconds), ("events", events as f64), ("events_per_second", events as f64 / seconds)]
}

/// The bytes that a directory or file takes on the disk.
fn bytes_on_disk(path: &Path) -> Result<u64> {
    let meta = std::fs::symlink_metadata(path)?;
    let mut bytes = meta.blocks() * 512;
    if meta.is_dir() {
        for entry in std::fs::read_dir(path)? {
            bytes += bytes_on_disk(&entry?.path())?;
        }
    }
    Ok(bytes)
}

/// An empty directory of that name beside the files.
fn scratch(files: &Path, name: &str) -> Result<std::path::PathBuf> {
    let dir = files.join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// The most memory that this process ever had, in bytes.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).ok_or("this system does not tell of memory")?;
    let kib = line.split_whitespace().nth(1).ok_or("this system does not tell of memory")?;
    Ok(kib.parse::<f64>()? * 1024.0)
}
