//! The files that are measured with: the same events as frames, one by one, as rows, and in a
//! registry.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
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

/// Bytes written of each kind.
#[derive(Default)]
struct Written {
    events: u64,
    rows: u64,
}

pub(crate) fn measure(files: &Files, events: u64) -> Result<Values> {
    let began = Instant::now();
    let registry = files.scratch("registry")?;
    drop(Registry::create(&registry)?);
    let log = SledLog::open(log_dir(&registry))?;
    let mut frames = writer(&files.frames())?;
    let (mut head, mut commits, mut frame_bytes) = (Position(0), 0, 0);
    let mut append = |together: &[NewCommit]| -> Result<()> {
        let appended = head;
        for commit in together {
            let commit = commit.clone().at(head);
            frame_bytes += put(&mut frames, &frame::encode(&commit)?)?;
            head = commit.next();
        }
        commits += together.len();
        log.append(appended, together)?;
        Ok(())
    };
    let (send, receive) = sync_channel(2);
    let written = std::thread::scope(|scope| {
        let singles = scope.spawn(|| write_singles(files, receive));
        let mut generated = source::commits(events)?.peekable();
        while generated.peek().is_some() {
            let mut together = Vec::new();
            let mut events = 0;
            while events < TOGETHER
                && let Some(commit) = generated.next()
            {
                let commit = commit?;
                events += commit.facts.len();
                together.push(commit);
            }
            append(&together)?;
            if send.send(together).is_err() {
                break; // what went wrong there is told below
            }
        }
        drop(send);
        singles.join().map_err(|_| "the thread that writes rows panicked")?
    })?;
    frames.flush()?;
    drop(log);
    Ok(values([
        ("seconds", began.elapsed().as_secs_f64()),
        ("events", head.0 as f64),
        ("commits", commits as f64),
        ("frames_bytes", frame_bytes as f64),
        ("events_bytes", written.events as f64),
        ("rows_bytes", written.rows as f64),
    ]))
}

/// Writes each event by itself, and the rows to import.
fn write_singles(files: &Files, commits: Receiver<Vec<NewCommit>>) -> Result<Written> {
    let (mut events, mut rows) = (writer(&files.events())?, writer(&files.rows())?);
    let (mut written, mut event) = (Written::default(), Vec::new());
    for commit in commits.into_iter().flatten() {
        for fact in &commit.facts {
            event.clear();
            encode_fact(fact, &mut event)?;
            written.events += put(&mut events, &event)?;
        }
        for row in source::rows(&commit)? {
            writeln!(rows, "{row}")?;
            written.rows += row.len() as u64 + 1;
        }
    }
    events.flush()?;
    rows.flush()?;
    Ok(written)
}

fn writer(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

/// Writes a record behind its length; the bytes of the record.
fn put(file: &mut BufWriter<File>, record: &[u8]) -> Result<u64> {
    file.write_all(&u32::try_from(record.len())?.to_le_bytes())?;
    file.write_all(record)?;
    Ok(record.len() as u64)
}
