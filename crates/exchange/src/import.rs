//! Importing a file of rows: all of it, or nothing and what is wrong with each bad row.

use std::io::{self, BufRead};

use jiceng_core::domain::{Position, Recorder};
use jiceng_core::{Error, Registry};

use crate::lines::LINE_BYTES_MAX;
use crate::reading::{RowRead, each_row};
use crate::row::RowProblem;

/// How a file is to be imported.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Who records the rows that name nobody.
    pub recorder: Option<Recorder>,
    /// Only check; write nothing.
    pub dry_run: bool,
    /// Record the good rows even if others are bad.
    pub skip_bad: bool,
    /// Take the recording times that the rows state: a history moves in from elsewhere.
    pub recorded_as_stated: bool,
    /// How many events are held in memory, 50,000 at most, before they are staged in a file beside the log.
    pub held_events_max: Option<u64>,
}

/// What came of an import.
#[derive(Debug)]
pub struct ImportReport {
    /// Rows read, blank lines left out.
    pub rows: u64,
    /// Events recorded, or that would be in a dry run.
    pub events: u64,
    /// Rows that said nothing new.
    pub already_true: u64,
    /// The bad rows.
    pub bad: Vec<BadRow>,
    /// Whether anything was written.
    pub written: bool,
    /// The end of the log afterwards.
    pub head: Position,
}

/// A row that cannot be recorded.
#[derive(Debug)]
pub struct BadRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The command, where it could be read.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The line is too long to be a row.
    #[error("the line has more than {LINE_BYTES_MAX} bytes")]
    TooLong,
    /// The line is not UTF-8.
    #[error("byte {at_byte} of the line is not UTF-8")]
    NotUtf8 {
        /// The first wrong byte, from 0.
        at_byte: usize,
    },
    /// The row cannot be understood.
    #[error(transparent)]
    Row(#[from] RowProblem),
    /// The registry does not take it.
    #[error(transparent)]
    Refused(Error),
}

/// Why an import could not be carried through. Nothing of it is recorded then, unless the registry says that it is decided.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read on.
    #[error("cannot read after line {line}")]
    Read {
        /// The last line read.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] Error),
}

impl Import {
    /// Imports rows. `progress` is called after every row with the bytes and lines read so far.
    ///
    /// Every row is decided on top of those before it. Unless all are good, nothing is written,
    /// except with [`Import::skip_bad`].
    pub fn run(
        &self,
        registry: &Registry,
        input: &mut (impl BufRead + Send),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<ImportReport, ImportError> {
        let mut batch = registry.batch()?.sliced(if self.recorded_as_stated { "import_as_stated" } else { "import" });
        if self.recorded_as_stated {
            batch = batch.recorded_as_stated();
        }
        if let Some(events) = self.held_events_max {
            batch = batch.held(events);
        }
        let mut report =
            ImportReport { rows: 0, events: 0, already_true: 0, bad: Vec::new(), written: false, head: Position(0) };
        let (mut line, mut bytes) = (0, 0);
        each_row(input, self.recorder.as_ref(), |read| -> Result<(), ImportError> {
            let RowRead { bytes: length, request } = read.map_err(|source| ImportError::Read { line, source })?;
            line += 1;
            bytes += length;
            progress(bytes, line);
            let Some(request) = request else { return Ok(()) };
            report.rows += 1;
            match request.and_then(|request| batch.add(request).map_err(Problem::Refused)) {
                Ok(receipt) => report.already_true += u64::from(receipt.events == 0 || receipt.repeated),
                Err(Problem::Refused(error)) if !is_about_the_row(&error) => return Err(error.into()),
                Err(problem) => report.bad.push(BadRow { line, problem }),
            }
            Ok(())
        })?;
        report.events = batch.events();
        if self.dry_run || (!report.bad.is_empty() && !self.skip_bad) {
            drop(batch);
            report.head = registry.head()?;
        } else {
            report.head = batch.commit()?;
            report.written = report.events > 0;
        }
        Ok(report)
    }
}

/// Whether the row is at fault, and not the log or the disk.
fn is_about_the_row(error: &Error) -> bool {
    matches!(
        error,
        Error::Refused(_)
            | Error::CommitDiffers { .. }
            | Error::RecordedDifferently { .. }
            | Error::RecordingTimeStated
            | Error::RecordingTimeOutOfOrder { .. }
    )
}
