//! Durable single commits: by one writer beside raw appends to the same disk, and by many writers
//! at once.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use jiceng_core::domain::division::DivisionRegistered;
use jiceng_core::domain::relocation_site::{PopulationCounted, RelocationSiteRegistered};
use jiceng_core::domain::{Command, CommitId, Event, Fact, PartialDate, Place, Position, Recorder, SiteId, Wish};
use jiceng_core::log::{Commit, frame};
use jiceng_core::{Registry, Request};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::values;
use crate::Result;
use crate::files::Files;
use crate::results::{Values, median};

const WRITERS: usize = 64;
/// Relocation sites that each writer counts the people of.
const SITES: usize = 100;
/// Commits in a block; blocks of the registry's and of raw appends take turns.
const BLOCK: u32 = 20;
const BLOCKS: u32 = 100;
/// How long many writers write.
const SPAN: Duration = Duration::from_secs(4);

/// Every commit on the disk before the next one is begun, and the same for the bytes of its frame,
/// written behind each other in a file.
pub(crate) fn one_writer(files: &Files, _: u64) -> Result<Values> {
    let dir = files.scratch("commits")?;
    let registry = world(&dir.join("registry"))?;
    let bytes = frame_of_one()?;
    let mut raw = File::create(dir.join("raw"))?;
    let mut filled = filled(&dir.join("filled"), bytes.len() * (BLOCK * (BLOCKS + 1)) as usize)?;
    let mut writer = Writer::new(0)?;
    let (mut ours, mut raws, mut in_place) = (Vec::new(), Vec::new(), Vec::new());
    for block in 0..=BLOCKS {
        let of_ours = timed(|| Ok(registry.record(&writer.next()?).map(drop)?))?;
        let of_raw = timed(|| append(&mut raw, &bytes))?;
        let of_filled = timed(|| append(&mut filled, &bytes))?;
        // The first ones fill caches and lengthen files.
        if block > 0 {
            ours.push(of_ours);
            raws.push(of_raw);
            in_place.push(of_filled);
        }
    }
    let (ours, raws, in_place) = (median(ours), median(raws), median(in_place));
    Ok(values([
        ("commits_per_second", ours),
        ("raw_per_second", raws),
        ("raw_in_filled_file_per_second", in_place),
        ("of_raw", ours / raws),
    ]))
}

/// The rate of a block. The median of many does not care for what else the disk is busy with now
/// and then.
fn timed(mut one: impl FnMut() -> Result<()>) -> Result<f64> {
    let began = Instant::now();
    for _ in 0..BLOCK {
        one()?;
    }
    Ok(f64::from(BLOCK) / began.elapsed().as_secs_f64())
}

/// A file that has its length already, so that writing to it changes nothing but bytes.
fn filled(path: &Path, bytes: usize) -> Result<File> {
    std::fs::write(path, vec![0; bytes])?;
    let file = File::options().write(true).open(path)?;
    file.sync_all()?;
    Ok(file)
}

/// As many writers as there are, each with every commit on the disk before its next one.
pub(crate) fn many_writers(files: &Files, _: u64) -> Result<Values> {
    let dir = files.scratch("writers")?;
    let registry = world(&dir.join("registry"))?;
    let mut writers = (0..WRITERS).map(Writer::new).collect::<Result<Vec<_>>>()?;
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        alone.push(rate(&registry, writers.get_mut(..1).unwrap_or_default())?);
        together.push(rate(&registry, &mut writers)?);
    }
    let (alone, together) = (median(alone), median(together));
    Ok(values([
        ("writers", WRITERS as f64),
        ("one_per_second", alone),
        ("commits_per_second", together),
        ("of_one", together / alone),
    ]))
}

/// Commits per second of writers that write at the same time.
fn rate(registry: &Registry, writers: &mut [Writer]) -> Result<f64> {
    let start = Barrier::new(writers.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = writers
            .iter_mut()
            .map(|writer| {
                let start = &start;
                scope.spawn(move || -> Result<f64> {
                    start.wait();
                    let (began, mut commits) = (Instant::now(), 0_u32);
                    while began.elapsed() < SPAN {
                        registry.record(&writer.next()?)?;
                        commits += 1;
                    }
                    Ok(f64::from(commits) / began.elapsed().as_secs_f64())
                })
            })
            .collect();
        let mut rate = 0.0;
        for thread in threads {
            rate += thread.join().map_err(|_| "a writer panicked")??;
        }
        Ok(rate)
    })
}

fn append(file: &mut File, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes)?;
    Ok(file.sync_data()?)
}

/// Counts the people of its own sites, one after the other, and the next day again.
struct Writer {
    recorder: Recorder,
    sites: Vec<SiteId>,
    day: Date,
    turn: usize,
}

impl Writer {
    fn new(number: usize) -> Result<Self> {
        let sites = (0..SITES).map(|site| site_id(number, site)).collect::<Result<_>>()?;
        Ok(Self { recorder: recorder()?, sites, day: jiff::civil::date(2017, 1, 1), turn: 0 })
    }

    fn next(&mut self) -> Result<Request> {
        let site = self.sites.get(self.turn % SITES).ok_or("a writer without sites")?;
        let people = u32::try_from(self.turn)?;
        self.turn += 1;
        if self.turn.is_multiple_of(SITES) {
            self.day = self.day.checked_add(1.day())?;
        }
        let event = PopulationCounted { place: Place::Site(site.clone()), people };
        request(self.recorder.clone(), &self.day.to_string(), event)
    }
}

fn site_id(writer: usize, site: usize) -> Result<SiteId> {
    Ok(SiteId::parse(&format!("s{writer}-{site}"))?)
}

fn recorder() -> Result<Recorder> {
    Ok(Recorder::parse("示例县妇联")?)
}

fn request(recorder: Recorder, day: &str, event: impl Into<Event>) -> Result<Request> {
    let command = Command::Record(event.into());
    Ok(Request::new(recorder, Wish { effective: PartialDate::parse(day)?, evidence: Vec::new(), command }))
}

/// A registry with a county and the sites of all writers.
fn world(dir: &Path) -> Result<Registry> {
    let registry = Registry::create(dir)?;
    let mut batch = registry.batch()?.sliced("import");
    for (code, name) in [("45", "广西壮族自治区"), ("4502", "柳州市"), ("450224", "融安县")] {
        let event = DivisionRegistered::new(code.parse()?, name.parse()?);
        batch.add(request(recorder()?, "2000-01-01", event)?)?;
    }
    for writer in 0..WRITERS {
        for site in 0..SITES {
            let (site, name) = (site_id(writer, site)?, format!("示例{writer}-{site}安置点").parse()?);
            let event = RelocationSiteRegistered { site, name, county: "450224".parse()?, township: None, host: None };
            batch.add(request(recorder()?, "2016-01-01", event)?)?;
        }
    }
    batch.commit()?;
    Ok(registry)
}

/// The frame of a commit such as a writer makes.
fn frame_of_one() -> Result<Vec<u8>> {
    let event = PopulationCounted { place: Place::Site(site_id(0, 0)?), people: 1000 };
    let fact = Fact { effective: PartialDate::parse("2017-01-01")?, evidence: Vec::new(), event: event.into() };
    Ok(frame::encode(&Commit {
        id: CommitId(uuid::Uuid::max()),
        first: Position(10_000),
        recorded_at: Timestamp::now(),
        recorder: recorder()?,
        approver: None,
        command: "count_population".to_owned(),
        facts: vec![fact],
    })?)
}
