//! Importing a file of rows: all of it, or nothing and what is wrong with each bad row.

use std::collections::BTreeSet;
use std::io::{self, BufRead};

use jiceng_core::domain::{Command, Event, Position, Recorder};
use jiceng_core::{Batch, Effects, Error, Receipt, RecordedBefore, Registry, Request, Since};

use crate::lines::LINE_BYTES_MAX;
use crate::reading::{RowRead, each_row};
use crate::row::RowProblem;
use crate::waiting::{Outcome, Waiting, WaitingRow, Why, may_pass};

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
    /// Record once more the rows whose fact was recorded before and withdrawn since.
    pub again: bool,
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
    /// Those of them of whose fact something has become since it was recorded, by line. What the file itself withdraws is not
    /// among them.
    pub since: Vec<RowSince>,
    /// The bad rows, by line.
    pub bad: Vec<BadRow>,
    /// The recorded facts that lost or regained their effect by all rows together, or would in a dry run.
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
    pub since: Since,
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
    /// Every row is decided on top of those before it; one that is refused because of what is recorded so far is tried again
    /// after the last one, unless recording times are taken as stated. Unless all are good, nothing is written, except with
    /// [`Import::skip_bad`]. A row that was recorded before adds nothing, whatever was recorded since.
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
        let mut run = Run {
            how: self,
            batch,
            report: ImportReport::new(),
            waiting: Waiting::default(),
            withdrawn: BTreeSet::new(),
        };
        let (mut line, mut bytes) = (0, 0);
        each_row(input, self.recorder.as_ref(), |read| -> Result<(), ImportError> {
            let RowRead { bytes: length, request } = read.map_err(|source| ImportError::Read { line, source })?;
            line += 1;
            bytes += length;
            progress(bytes, line);
            match request {
                Some(request) => run.take(line, length, request),
                None => Ok(()),
            }
        })?;
        run.try_waiting()?;
        let Run { batch, mut report, .. } = run;
        report.events = batch.events();
        report.effects = batch.effects().clone();
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

impl ImportReport {
    fn new() -> Self {
        Self {
            rows: 0,
            events: 0,
            already_true: 0,
            since: Vec::new(),
            bad: Vec::new(),
            effects: Effects::default(),
            written: false,
            head: Position(0),
        }
    }

    fn count(&mut self, receipt: &Receipt) {
        self.already_true += u64::from(receipt.events == 0 || receipt.repeated);
    }
}

/// An import that is under way.
struct Run<'r> {
    how: &'r Import,
    batch: Batch<'r>,
    report: ImportReport,
    waiting: Waiting,
    /// The recorded retractions and erasures that stand in the file.
    withdrawn: BTreeSet<Position>,
}

impl Run<'_> {
    fn take(&mut self, line: u64, bytes: u64, request: Result<Request, Problem>) -> Result<(), ImportError> {
        self.report.rows += 1;
        let mut request = match request {
            Ok(request) => request,
            Err(problem) => {
                self.report.bad.push(BadRow { line, problem });
                return Ok(());
            }
        };
        if let Some(before) = self.batch.recorded_before(&request)? {
            self.withdrawn.extend(taken_away_at(&request.wish.command, before.position));
            // An erasure asked for again destroys the keys that a crash left.
            if !matches!(request.wish.command, Command::Record(Event::PersonErased(_))) {
                return self.take_repeated(line, bytes, request, before);
            }
        }
        match self.batch.try_add(&mut request) {
            Ok(receipt) => self.report.count(&receipt),
            Err(error) if may_pass(&error) && !self.how.recorded_as_stated => {
                self.let_wait(line, bytes, request, Why::Refused(error));
            }
            Err(error) => self.refuse(line, error)?,
        }
        Ok(())
    }

    /// A row that was recorded before adds nothing, unless its fact was withdrawn and is asked for again.
    fn take_repeated(
        &mut self,
        line: u64,
        bytes: u64,
        mut request: Request,
        before: RecordedBefore,
    ) -> Result<(), ImportError> {
        if let Some(Since::Withdrawn { by }) = before.since.filter(|_| self.how.again) {
            match self.batch.renew(&mut request, before) {
                Ok(()) => self.let_wait(line, bytes, request, Why::Withdrawn { before, by }),
                Err(error) => self.refuse(line, error)?,
            }
            return Ok(());
        }
        self.report.already_true += 1;
        if let Some(since) = before.since {
            self.report.since.push(RowSince { line, recorded: before.position, since });
        }
        Ok(())
    }

    fn let_wait(&mut self, line: u64, bytes: u64, request: Request, why: Why) {
        let meant = self.batch.carriers_meant_by(&request.wish);
        let Err(row) = self.waiting.push(WaitingRow { line, bytes, request, meant, why }) else { return };
        let problem = match row.why {
            Why::Refused(error) => Problem::Refused(error),
            Why::Withdrawn { .. } => Problem::NoRoom,
        };
        self.report.bad.push(BadRow { line, problem });
    }

    fn refuse(&mut self, line: u64, error: Error) -> Result<(), ImportError> {
        if !is_about_the_row(&error) {
            return Err(error.into());
        }
        self.report.bad.push(BadRow { line, problem: Problem::Refused(error) });
        Ok(())
    }

    fn try_waiting(&mut self) -> Result<(), ImportError> {
        let Self { batch, report, waiting, withdrawn, .. } = self;
        report.since.retain(|row| !withdrawn.contains(&row.since.by()));
        let mut waiting = std::mem::take(waiting);
        report.already_true += waiting.leave_out(|by| withdrawn.contains(&by));
        waiting.try_all(batch, is_about_the_row, |line, outcome| match outcome {
            Outcome::Taken(receipt) => report.count(&receipt),
            Outcome::Refused(error) => report.bad.push(BadRow { line, problem: Problem::Refused(error) }),
        })?;
        report.bad.sort_by_key(|bad| bad.line);
        Ok(())
    }
}

/// Where a recorded command takes something away that was recorded: a correction by its retraction, or by an erasure that it
/// puts in the place of something else.
fn taken_away_at(command: &Command, recorded: Position) -> Vec<Position> {
    match command {
        Command::Correct { .. } => vec![recorded, recorded.plus(1)],
        Command::Retract { .. } | Command::Record(Event::PersonErased(_)) => vec![recorded],
        Command::Record(_) | Command::Disagree { .. } => Vec::new(),
    }
}

/// Whether the row is at fault, and not the log or the disk.
fn is_about_the_row(error: &Error) -> bool {
    matches!(
        error,
        Error::Refused(_)
            | Error::CommitDiffers { .. }
            | Error::RecordedDifferently { .. }
            | Error::MeansOthers { .. }
            | Error::RecordingTimeStated
            | Error::RecordingTimeOutOfOrder { .. }
    )
}
