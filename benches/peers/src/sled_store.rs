//! sled without what jiceng does with it: a key an event; and blocks of bytes, the least that an
//! import can cost.

use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use jiceng_log::stored::decode_fact;

use crate::{Figures, Result, TOGETHER, bytes_on_disk, rate, records, scratch};

const DIR: &str = "peer-sled";
/// Bytes of a block: those of some 1,000 events.
const BLOCK: usize = 100_000;

pub fn import(files: &Path, events: u64) -> Result<Figures> {
    let dir = scratch(files, DIR)?;
    let db = open(&dir)?;
    let mut position = 0_u64;
    let (events, mut took) = records::write_all(&files.join("events"), events, |records| {
        for together in records.chunks(TOGETHER) {
            for record in together {
                db.insert(position.to_be_bytes(), record.as_slice())?;
                position += 1;
            }
            sync(&db, &dir)?;
        }
        Ok(())
    })?;
    let began = Instant::now();
    drop(db);
    took += began.elapsed();
    let mut figures = rate(events, took);
    figures.push(("disk_bytes", bytes_on_disk(&dir)? as f64));
    Ok(figures)
}

pub fn scan(files: &Path) -> Result<Figures> {
    let began = Instant::now();
    let db = open(&files.join(DIR))?;
    let mut events = 0;
    for entry in db.iter() {
        black_box(decode_fact(&entry?.1)?);
        events += 1;
    }
    Ok(rate(events, began.elapsed()))
}

/// The frames of all commits, cut into blocks without regard to where they begin.
pub fn blocks(files: &Path) -> Result<Figures> {
    let dir = scratch(files, "peer-sled-blocks")?;
    let db = open(&dir)?;
    let (mut block, mut number, mut bytes) = (Vec::with_capacity(BLOCK), 0_u64, 0);
    let (_, mut took) = records::write_all(&files.join("frames"), u64::MAX, |frames| {
        for frame in frames {
            block.extend_from_slice(frame);
            if block.len() >= BLOCK {
                db.insert(number.to_be_bytes(), block.as_slice())?;
                (number, bytes) = (number + 1, bytes + block.len());
                block.clear();
            }
        }
        Ok(())
    })?;
    let began = Instant::now();
    db.insert(number.to_be_bytes(), block.as_slice())?;
    sync(&db, &dir)?;
    took += began.elapsed();
    drop(db);
    let mut figures = rate(jiceng_events(files)?, took);
    figures.push(("bytes", (bytes + block.len()) as f64));
    figures.push(("disk_bytes", bytes_on_disk(&dir)? as f64));
    std::fs::remove_dir_all(&dir)?;
    Ok(figures)
}

/// How many events the frames hold.
fn jiceng_events(files: &Path) -> Result<u64> {
    let mut last = 0;
    records::write_all(&files.join("frames"), u64::MAX, |frames| {
        if let Some(frame) = frames.last() {
            let first = jiceng_log::frame::position(frame)?;
            last = first.0 + jiceng_log::frame::decode(first, frame)?.facts.len() as u64;
        }
        Ok(())
    })?;
    Ok(last)
}

/// As jiceng opens it.
fn open(dir: &Path) -> Result<sled::Db> {
    Ok(sled::Config::new().path(dir.join("db")).cache_capacity(128 << 20).flush_every_ms(None).open()?)
}

/// sled's own flush is no fdatasync.
fn sync(db: &sled::Db, dir: &Path) -> Result<()> {
    db.flush()?;
    Ok(File::open(dir.join("db/db"))?.sync_data()?)
}
