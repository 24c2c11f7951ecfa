//! redb, a key an event.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use jiceng_log::stored::decode_fact;
use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use crate::{Figures, Result, TOGETHER, bytes_on_disk, rate, records, scratch};

const DIR: &str = "peer-redb";
const EVENTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("events");

pub fn import(files: &Path, events: u64) -> Result<Figures> {
    let dir = scratch(files, DIR)?;
    let db = Database::create(dir.join("events.redb"))?;
    let mut position = 0;
    let (events, mut took) = records::write_all(&files.join("events"), events, |records| {
        for together in records.chunks(TOGETHER) {
            let transaction = db.begin_write()?;
            let mut table = transaction.open_table(EVENTS)?;
            for record in together {
                table.insert(position, record.as_slice())?;
                position += 1;
            }
            drop(table);
            transaction.commit()?;
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
    let db = Database::open(files.join(DIR).join("events.redb"))?;
    let table = db.begin_read()?.open_table(EVENTS)?;
    let mut events = 0;
    for entry in table.iter()? {
        black_box(decode_fact(entry?.1.value())?);
        events += 1;
    }
    Ok(rate(events, began.elapsed()))
}
