//! Importing a file of rows: all of it, or nothing and what is wrong with each bad row.

use std::io::{self, BufRead};

use jiceng_core::domain::{Position, Recorder};
use jiceng_core::{Effects, Error, ErrorKind, FactFate, Registry};

use crate::lines::{DRAINED_BYTES_MAX, LINE_BYTES_MAX};
use crate::reading::{By, RowRead, Unread, each_row};
use crate::row::RowProblem;
use crate::run::{Kept, Row, Run};

/// So many rows of a sort are listed; the others are counted.
pub const LISTED_MAX: usize = 10_000;

/// A file has no more lines: some ten times a nation's history. What is decided is held in memory,
/// and a pipe may have no end.
pub const LINES_MAX: u64 = 100_000_000;

/// Nor has it more bytes, which are staged on the disk.
pub const BYTES_MAX: u64 = 64 << 30;

/// How a file is to be imported.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "options of a command, each for itself")]
pub struct Import {
    /// Who records the rows that name nobody.
    pub recorder: Option<Recorder>,
    /// Who approved the rows that name nobody.
    pub approver: Option<Recorder>,
    /// Only check; write nothing.
    pub dry_run: bool,
    /// Record the good rows even if others are bad.
    pub skip_bad: bool,
    /// Take the recording times that the rows state: a history moves in from elsewhere.
    pub recorded_as_stated: bool,
    /// Record once more the rows whose fact was recorded before and withdrawn since.
    pub again: bool,
    /// How many events are held in memory, 50,000 at most, before they are staged in a file beside
    /// the log.
    pub held_events_max: Option<u64>,
    /// How many lines the file has at most, instead of [`LINES_MAX`].
    pub lines_max: Option<u64>,
    /// How many bytes it has at most, instead of [`BYTES_MAX`].
    pub bytes_max: Option<u64>,
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
    /// Those of them of whose fact something has become since it was recorded, by line, at most
    /// [`LISTED_MAX`]. What the file itself withdraws is not among them.
    pub since: Vec<RowSince>,
    /// How many more such rows there are.
    pub since_more: u64,
    /// Bad rows, by line, at most [`LISTED_MAX`].
    pub bad: Vec<BadRow>,
    /// How many more bad rows there are.
    pub bad_more: u64,
    /// Whether the rows were decided in the order of their days, because they did not fit in that
    /// of the file.
    pub by_day: bool,
    /// The recorded facts that lost or regained their effect by all rows together, or would in a
    /// dry run.
    pub effects: Effects,
    /// Whether anything was written.
    pub written: bool,
    /// The end of the log afterwards.
    pub head: Position,
}

/// A row that was recorded before, and whose fact does not stand any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowSince {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Where it was recorded.
    pub recorded: Position,
    /// What has become of its fact.
    pub since: FactFate,
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
    /// More rows are to be recorded again than can be held until the end of the file.
    #[error("the file has more rows to be recorded again than can wait for its end; give it in parts")]
    NoRoom,
}

/// Why an import could not be carried through. Nothing of it is recorded then, unless the registry
/// says that it is decided.
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
    /// A line is longer than any file of rows, or has no end.
    #[error("line {line} has more than {DRAINED_BYTES_MAX} bytes")]
    EndlessLine {
        /// The line, from 1.
        line: u64,
    },
    /// The file goes on and on with lines that are no rows.
    #[error("of {lines} lines hardly any is a row")]
    NoRows {
        /// How many lines were read.
        lines: u64,
    },
    /// The file has more lines or bytes than one import takes.
    #[error("the file has more than {lines_max} lines or {bytes_max} bytes")]
    TooMuch {
        /// How many lines are taken.
        lines_max: u64,
        /// How many bytes.
        bytes_max: u64,
    },
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] Error),
}

impl ImportError {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Read { .. } | Self::EndlessLine { .. } | Self::NoRows { .. } | Self::TooMuch { .. } => ErrorKind::Io,
            Self::Registry(error) => error.kind(),
        }
    }
}

impl Import {
    const fn by(&self) -> By<'_> {
        By { recorder: self.recorder.as_ref(), approver: self.approver.as_ref() }
    }

    /// Imports rows. `progress` is called after every row with the bytes and lines read so far.
    ///
    /// Every row is decided on top of those before it; one that is refused because of what is
    /// recorded so far is tried again after the last one. If a file of up to 10,000 rows is not
    /// taken whole so, all of it is decided in the order of days. None of both where recording
    /// times are taken as stated. Unless all are good, nothing is written, except with
    /// [`Import::skip_bad`]. A row that was recorded before adds nothing, whatever was recorded
    /// since.
    pub fn run(
        &self,
        registry: &Registry,
        input: &mut (impl BufRead + Send),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<ImportReport, ImportError> {
        let mut run = Run::begin(self, registry)?;
        let mut kept = Kept::new(self);
        let (mut line, mut bytes) = (0, 0);
        let (lines_max, bytes_max) = (self.lines_max.unwrap_or(LINES_MAX), self.bytes_max.unwrap_or(BYTES_MAX));
        each_row(input, self.by(), |read| -> Result<(), ImportError> {
            let RowRead { bytes: length, request } = read.map_err(|unread| match unread {
                Unread::System(source) => ImportError::Read { line, source },
                Unread::Endless => ImportError::EndlessLine { line: line + 1 },
                Unread::NoRows => ImportError::NoRows { lines: line },
            })?;
            line += 1;
            bytes += length;
            if line > lines_max || bytes > bytes_max {
                return Err(ImportError::TooMuch { lines_max, bytes_max });
            }
            progress(bytes, line);
            match request {
                Some(Ok(request)) => {
                    let row = Row { line, bytes: length, request };
                    kept.push(&row);
                    run.take(row)
                }
                Some(Err(problem)) => {
                    run.leave_out(BadRow { line, problem });
                    Ok(())
                }
                None => Ok(()),
            }
        })?;
        run.try_waiting()?;
        if run.may_be_of_order()
            && let Some(rows) = kept.rows()
        {
            run = run.in_order_of_days(registry, rows)?;
        }
        let (batch, mut report) = run.end();
        report.events = batch.events();
        report.effects = batch.effects().clone();
        if self.dry_run || (report.bad_rows() > 0 && !self.skip_bad) {
            drop(batch);
            report.head = registry.head()?;
        } else {
            report.head = batch.commit()?;
            report.written = report.events > 0;
        }
        Ok(report)
    }
}

impl ImportReport {
    /// How many bad rows there are, listed or not.
    pub const fn bad_rows(&self) -> u64 {
        (self.bad.len() as u64).saturating_add(self.bad_more)
    }

    pub(crate) fn new() -> Self {
        Self {
            rows: 0,
            events: 0,
            already_true: 0,
            since: Vec::new(),
            since_more: 0,
            bad: Vec::new(),
            bad_more: 0,
            by_day: false,
            effects: Effects::default(),
            written: false,
            head: Position(0),
        }
    }

    /// Counts a bad row, and lists it if there is room.
    pub(crate) fn add_bad(&mut self, line: u64, problem: Problem) {
        if self.bad.len() < LISTED_MAX {
            self.bad.push(BadRow { line, problem });
        } else {
            self.bad_more += 1;
        }
    }
}
