//! SQLite, a row an event.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use jiceng_log::stored::decode_fact;
use rusqlite::Connection;

use crate::{Figures, Result, TOGETHER, bytes_on_disk, rate, records, scratch};

const DIR: &str = "peer-sqlite";

pub fn import(files: &Path, events: u64) -> Result<Figures> {
    let dir = scratch(files, DIR)?;
    let mut db = Connection::open(dir.join("events.db"))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "full")?;
    db.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, payload BLOB NOT NULL)", ())?;
    let mut position = 0_i64;
    let (events, mut took) = records::write_all(&files.join("events"), events, |records| {
        for together in records.chunks(TOGETHER) {
            let transaction = db.transaction()?;
            let mut insert = transaction.prepare_cached("INSERT INTO events VALUES (?1, ?2)")?;
            for record in together {
                insert.execute((position, record))?;
                position += 1;
            }
            drop(insert);
            transaction.commit()?;
        }
        Ok(())
    })?;
    let began = Instant::now();
    db.close().map_err(|(_, error)| error)?; // moves what is left in the write-ahead log
    took += began.elapsed();
    let mut figures = rate(events, took);
    figures.push(("disk_bytes", bytes_on_disk(&dir)? as f64));
    Ok(figures)
}

pub fn scan(files: &Path) -> Result<Figures> {
    let began = Instant::now();
    let db = Connection::open(files.join(DIR).join("events.db"))?;
    let mut select = db.prepare("SELECT payload FROM events ORDER BY position")?;
    let (mut rows, mut events) = (select.query(())?, 0);
    while let Some(row) = rows.next()? {
        black_box(decode_fact(row.get_ref(0)?.as_blob()?)?);
        events += 1;
    }
    Ok(rate(events, began.elapsed()))
}
