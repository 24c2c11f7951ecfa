//! The files that are measured with: the same events as frames, one by one, as rows, and in a registry.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::time::Instant;

use jiceng_core::Registry;
use jiceng_core::domain::Position;
use jiceng_core::layout::log_dir;
use jiceng_core::log::stored::encode_fact;
use jiceng_core::log::{EventLog as _, NewCommit, SledLog, frame};

use super::values;
use crate::Result;
use crate::files::Files;
use crate::results::Values;
use crate::source;

/// Events that are appended together.
const TOGETHER: usize = 50_000;

pub(crate) fn measure(files: &Files, events: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = files.scratch("registry")?;
    drop(Registry::create(&registry)?);
    let log = SledLog::open(log_dir(&registry))?;
    let (mut frames, mut singles) = (writer(&files.frames())?, writer(&files.events())?);
    let mut rows = writer(&files.rows())?;
    let (mut head, mut commits, mut frame_bytes, mut event_bytes, mut row_bytes) = (Position(0), 0_u64, 0, 0, 0);
    let mut together: Vec<NewCommit> = Vec::new();
    let (mut events_together, mut appended, mut event) = (0, Position(0), Vec::new());
    for commit in source::commits(events)? {
        let commit = commit?;
        let placed = commit.clone().at(head);
        let frame = frame::encode(&placed)?;
        frame_bytes += put(&mut frames, &frame)?;
        for fact in &commit.facts {
            event.clear();
            encode_fact(fact, &mut event)?;
            event_bytes += put(&mut singles, &event)?;
        }
        for row in source::rows(&commit)? {
            row_bytes += row.len() as u64 + 1;
            rows.write_all(row.as_bytes())?;
            rows.write_all(b"\n")?;
        }
        (head, commits) = (placed.next(), commits + 1);
        events_together += commit.facts.len();
        together.push(commit);
        if events_together >= TOGETHER {
            appended = log.append(appended, &std::mem::take(&mut together))?;
            events_together = 0;
        }
    }
    if !together.is_empty() {
        log.append(appended, &together)?;
    }
    for mut file in [frames, singles, rows] {
        file.flush()?;
    }
    drop(log);
    Ok(values([
        ("seconds", began.elapsed().as_secs_f64()),
        ("events", head.0 as f64),
        ("commits", commits as f64),
        ("frames_bytes", frame_bytes as f64),
        ("events_bytes", event_bytes as f64),
        ("rows_bytes", row_bytes as f64),
    ]))
}

fn writer(path: &std::path::Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

/// Writes a record behind its length; the bytes of the record.
fn put(file: &mut BufWriter<File>, record: &[u8]) -> Result<u64> {
    file.write_all(&u32::try_from(record.len())?.to_le_bytes())?;
    file.write_all(record)?;
    Ok(record.len() as u64)
}
