//! A run: every measurement with every size, each in a process of its own. What fails is noted, and
//! the run goes on.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use jiff::Timestamp;

use crate::files::Files;
use crate::machine::{self, Machine};
use crate::peers::Peers;
use crate::results::{Measurement, Results, Values};
use crate::rows::{GROUPS, MEASUREMENTS};
use crate::{Result, goals, process, table, told};

/// With more events than this, measurements are made once.
const REPEATED_MAX: u64 = 5_000_000;

struct Run<'a> {
    program: PathBuf,
    rows: Vec<&'a str>,
    times: Option<usize>,
    results: Results,
    json: PathBuf,
}

pub(crate) fn run(matches: &ArgMatches) -> Result<()> {
    let began = Instant::now();
    let dir = matches.get_one::<PathBuf>("dir").ok_or("no directory")?;
    std::fs::create_dir_all(dir)?;
    let dir = dir.canonicalize()?;
    let mut sizes: Vec<u64> = matches.get_many("sizes").unwrap_or_default().copied().collect();
    sizes.sort_unstable();
    let rows = matches.get_many::<String>("rows").map(|rows| rows.map(String::as_str).collect());
    let mut run = Run {
        program: std::env::current_exe()?,
        rows: rows.unwrap_or_else(|| GROUPS.to_vec()),
        times: matches.get_one("times").copied(),
        json: matches.get_one::<PathBuf>("json").cloned().unwrap_or_else(|| dir.join("results.json")),
        results: Results {
            machine: Machine::this(&dir),
            commit: machine::commit(),
            command: command(),
            date: Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string(),
            seconds: 0.0,
            measurements: Vec::new(),
        },
    };
    let needs_peers = run.has("peers") || run.has("import");
    let peers = if needs_peers && !matches.get_flag("no-peers") { run.build_peers() } else { None };
    if run.has("commit") {
        run.commits(&Files::new(dir.join("commits")))?;
    }
    for size in sizes {
        let files = Files::new(dir.join(size.to_string()));
        let outcome = run.size(&files, size, peers.as_ref());
        if !matches.get_flag("keep") && files.dir().exists() {
            std::fs::remove_dir_all(files.dir())?;
        }
        outcome?;
    }
    run.results.seconds = began.elapsed().as_secs_f64();
    run.results.write(&run.json)?;
    println!("{}", goals::table(&run.results));
    println!("{:.0} s in all; {}", run.results.seconds, run.json.display());
    Ok(())
}

impl Run<'_> {
    fn has(&self, row: &str) -> bool {
        self.rows.contains(&row)
    }

    fn build_peers(&mut self) -> Option<Peers> {
        match Peers::build() {
            Ok(peers) => Some(peers),
            Err(error) => {
                self.note(Measurement::failed("peers", 0, told(&*error)));
                None
            }
        }
    }

    /// Single commits, which no history stands behind.
    fn commits(&mut self, files: &Files) -> Result<()> {
        std::fs::create_dir_all(files.dir())?;
        for (name, ..) in MEASUREMENTS.into_iter().filter(|(_, row, _)| *row == "commit") {
            self.measure(name, files, 0, 1);
        }
        Ok(std::fs::remove_dir_all(files.dir())?)
    }

    fn size(&mut self, files: &Files, size: u64, peers: Option<&Peers>) -> Result<()> {
        std::fs::create_dir_all(files.dir())?;
        if !self.measure("prepare", files, size, 1) {
            return Ok(());
        }
        let times = self.times.unwrap_or(if size <= REPEATED_MAX { 3 } else { 1 }).max(1);
        for (name, row, _) in MEASUREMENTS.into_iter().filter(|(_, row, _)| !["prepare", "commit"].contains(row)) {
            if self.has(row) {
                let times = if ["decode", "scan", "rebuild", "open"].contains(&name) { times } else { 1 };
                self.measure(name, files, size, times);
            }
        }
        for peer in peers.into_iter().flat_map(Peers::measurements) {
            if self.has(peer.row) {
                let measured = repeated(peer.name, size, 1, |_| peer.measure(files));
                self.note(measured);
            }
        }
        Ok(())
    }

    /// Makes a measurement in a process of its own; whether it came to an end.
    fn measure(&mut self, name: &str, files: &Files, size: u64, times: usize) -> bool {
        let (dir, events) = (files.dir().display().to_string(), size.to_string());
        let arguments = ["measure", name, "--files", &dir, "--events", &events];
        let measured = repeated(name, size, times, |_| process::figures_of(&self.program, &arguments));
        let is_good = measured.failed.is_none();
        self.note(measured);
        is_good
    }

    /// Shows a measurement, and keeps it: what was measured is in the file even if the run is
    /// broken off.
    fn note(&mut self, measured: Measurement) {
        let size = if measured.size == 0 { String::new() } else { format!(" {}", table::events(measured.size)) };
        match &measured.failed {
            Some(why) => eprintln!("{}{size}: FAILED: {why}", measured.name),
            None => eprintln!("{}{size}: {}", measured.name, shown(&measured.values)),
        }
        self.results.measurements.push(measured);
        if let Err(error) = self.results.write(Path::new(&self.json)) {
            eprintln!("cannot write {}: {error}", self.json.display());
        }
    }
}

/// The arguments, without where files lie on this machine.
fn command() -> String {
    let mut before = String::new();
    let arguments = std::env::args().skip(1).map(|argument| {
        let shown = match before.as_str() {
            "--dir" => "DIR".to_owned(),
            "--json" => "FILE".to_owned(),
            _ => argument.clone(),
        };
        before = argument;
        shown
    });
    arguments.collect::<Vec<_>>().join(" ")
}

fn repeated(name: &str, size: u64, times: usize, once: impl Fn(usize) -> Result<Values>) -> Measurement {
    match (0..times).map(once).collect::<Result<Vec<_>>>() {
        Ok(each) => Measurement::of(name, size, each),
        Err(error) => Measurement::failed(name, size, told(&*error)),
    }
}

fn shown(values: &Values) -> String {
    let figures = values.iter().map(|(name, value)| format!("{name} {}", table::figure(name, *value)));
    figures.collect::<Vec<_>>().join(", ")
}
