//! The rows of a file, decided one after another: what becomes of each.

use std::collections::BTreeSet;

use jiceng_core::domain::{Command, Event, Position};
use jiceng_core::{Batch, Error, FactFate, Receipt, RecordedBefore, Registry, Request};

use crate::import::{BadRow, Import, ImportError, ImportReport, LISTED_MAX, Problem, RowSince};
use crate::one_subject::order_day;
use crate::waiting::{BYTES_MAX, Outcome, ROWS_MAX, Waiting, WaitingRow, Why, may_pass};

/// A row of the file.
#[derive(Clone)]
pub(crate) struct Row {
    /// Its line, from 1.
    pub(crate) line: u64,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// What it asks for.
    pub(crate) request: Request,
}

/// The rows of a short file, to be decided in another order.
pub(crate) struct Kept {
    rows: Option<Vec<Row>>,
    bytes: u64,
}

impl Kept {
    /// None are kept where recording times are taken as stated: they give the order.
    pub(crate) fn new(how: &Import) -> Self {
        Self { rows: (!how.recorded_as_stated).then(Vec::new), bytes: 0 }
    }

    /// Keeps a row as well, unless the file is too long.
    pub(crate) fn push(&mut self, row: &Row) {
        self.bytes = self.bytes.saturating_add(row.bytes);
        let Some(rows) = &mut self.rows else { return };
        if rows.len() >= ROWS_MAX || self.bytes > BYTES_MAX {
            self.rows = None;
        } else {
            rows.push(row.clone());
        }
    }

    /// All rows that can be understood; none if they were too many.
    pub(crate) fn rows(self) -> Option<Vec<Row>> {
        self.rows
    }
}

/// An import that is under way.
pub(crate) struct Run<'r> {
    how: &'r Import,
    batch: Batch,
    report: ImportReport,
    waiting: Waiting,
    /// The recorded retractions and erasures that stand in the file.
    withdrawn: BTreeSet<Position>,
    /// How many rows that cannot be understood are counted and not listed.
    unlisted: u64,
    /// Whether a bad row, listed or not, may be good in another order of rows.
    may_be_of_order: bool,
}

impl<'r> Run<'r> {
    pub(crate) fn begin(how: &'r Import, registry: &'r Registry) -> Result<Self, ImportError> {
        let name = if how.recorded_as_stated { "import_as_stated" } else { "import" };
        let mut batch = registry.batch()?.sliced(name);
        if how.recorded_as_stated {
            batch = batch.recorded_as_stated();
        }
        if let Some(events) = how.held_events_max {
            batch = batch.keep_in_memory(events);
        }
        let (report, waiting, withdrawn) = (ImportReport::new(), Waiting::default(), BTreeSet::new());
        Ok(Self { how, batch, report, waiting, withdrawn, unlisted: 0, may_be_of_order: false })
    }

    /// What was decided, and what came of each row.
    pub(crate) fn end(self) -> (Batch, ImportReport) {
        (self.batch, self.report)
    }

    /// Whether a bad row may be good in another order of rows.
    pub(crate) const fn may_be_of_order(&self) -> bool {
        self.may_be_of_order
    }

    /// The same file decided in the order of days, of lines within a day. As it was, if that leaves
    /// as many rows bad.
    pub(crate) fn in_order_of_days(mut self, registry: &'r Registry, mut rows: Vec<Row>) -> Result<Self, ImportError> {
        let bad_before = self.report.bad_rows();
        rows.sort_by_key(|row| order_day(&row.request.wish));
        self = self.anew(registry, rows.iter().cloned())?;
        self.report.by_day = self.report.bad_rows() < bad_before;
        if !self.report.by_day {
            rows.sort_by_key(|row| row.line);
            self = self.anew(registry, rows.into_iter())?;
        }
        Ok(self)
    }

    /// Gives up what was decided, and decides the rows that can be understood in another order.
    fn anew(self, registry: &'r Registry, mut rows: impl Iterator<Item = Row>) -> Result<Self, ImportError> {
        let Self { how, batch, report, unlisted, .. } = self;
        drop(batch);
        let mut run = Self::begin(how, registry)?;
        for bad in report.bad {
            match bad.problem {
                Problem::TooLong | Problem::NotUtf8 { .. } | Problem::Row(_) => run.leave_out(bad),
                Problem::Refused(_) | Problem::NoRoom => {}
            }
        }
        (run.unlisted, run.report.bad_more) = (unlisted, unlisted);
        run.report.rows += unlisted;
        rows.try_for_each(|row| run.take(row))?;
        run.try_waiting()?;
        Ok(run)
    }

    /// Counts a row that cannot be understood.
    pub(crate) fn leave_out(&mut self, bad: BadRow) {
        let more = self.report.bad_more;
        self.report.rows += 1;
        self.report.add_bad(bad.line, bad.problem);
        self.unlisted += self.report.bad_more - more;
    }

    /// Decides a row on top of those before it, or lets it wait.
    pub(crate) fn take(&mut self, row: Row) -> Result<(), ImportError> {
        let Row { line, bytes, mut request } = row;
        self.report.rows += 1;
        if let Some(before) = self.batch.recorded_before(&request)? {
            self.withdrawn.extend(taken_away_at(&request.wish.command, before.position));
            // An erasure asked for again destroys the keys that a crash left.
            if !matches!(request.wish.command, Command::Record(Event::PersonErased(_))) {
                return self.take_repeated(line, bytes, request, before);
            }
        }
        if self.waiting.has_one_like(&request) && self.waiting.has_room_for(bytes) {
            self.let_wait(line, bytes, request, Why::Behind);
            return Ok(());
        }
        match self.batch.try_add(&mut request) {
            Ok(receipt) => count(&mut self.report, &receipt),
            Err(error) if may_pass(&error) && !self.how.recorded_as_stated => {
                self.let_wait(line, bytes, request, Why::Refused(error));
            }
            Err(error) => self.refuse(line, error)?,
        }
        Ok(())
    }

    /// A row that was recorded before adds nothing, unless its fact was withdrawn and is asked for
    /// again.
    fn take_repeated(
        &mut self,
        line: u64,
        bytes: u64,
        mut request: Request,
        before: RecordedBefore,
    ) -> Result<(), ImportError> {
        if let Some(FactFate::Withdrawn { by }) = before.since.filter(|_| self.how.again) {
            match self.batch.renew(&mut request, before) {
                Ok(()) => self.let_wait(line, bytes, request, Why::Withdrawn { before, by }),
                Err(error) => self.refuse(line, error)?,
            }
            return Ok(());
        }
        self.report.already_true += 1;
        if let Some(since) = before.since {
            if self.report.since.len() < LISTED_MAX {
                self.report.since.push(RowSince { line, recorded: before.position, since });
            } else {
                self.report.since_more += 1;
            }
        }
        Ok(())
    }

    fn let_wait(&mut self, line: u64, bytes: u64, request: Request, why: Why) {
        let meant = self.batch.carriers_meant_by(&request.wish);
        let Err(row) = self.waiting.push(WaitingRow { line, bytes, request, meant, why }) else { return };
        let problem = match row.why {
            Why::Refused(error) => Problem::Refused(error),
            Why::Withdrawn { .. } | Why::Behind => Problem::NoRoom,
        };
        self.add_bad(line, problem);
    }

    fn add_bad(&mut self, line: u64, problem: Problem) {
        self.may_be_of_order |= is_of_order(&problem);
        self.report.add_bad(line, problem);
    }

    fn refuse(&mut self, line: u64, error: Error) -> Result<(), ImportError> {
        if !is_about_the_row(&error) {
            return Err(error.into());
        }
        self.add_bad(line, Problem::Refused(error));
        Ok(())
    }

    /// Tries the rows that wait: the file is at its end.
    pub(crate) fn try_waiting(&mut self) -> Result<(), ImportError> {
        let Self { batch, report, waiting, withdrawn, may_be_of_order, .. } = self;
        report.since.retain(|row| !withdrawn.contains(&row.since.by()));
        let mut waiting = std::mem::take(waiting);
        report.already_true += waiting.leave_out(|by| withdrawn.contains(&by));
        waiting.try_all(batch, is_about_the_row, |line, outcome| match outcome {
            Outcome::Taken(receipt) => count(report, &receipt),
            Outcome::Refused(error) => {
                let problem = Problem::Refused(error);
                *may_be_of_order |= is_of_order(&problem);
                report.add_bad(line, problem);
            }
        })?;
        report.bad.sort_by_key(|bad| bad.line);
        Ok(())
    }
}

fn is_of_order(problem: &Problem) -> bool {
    matches!(problem, Problem::Refused(Error::Refused(refusal)) if refusal.may_be_of_order())
}

fn count(report: &mut ImportReport, receipt: &Receipt) {
    report.already_true += u64::from(receipt.events == 0 || receipt.repeated);
}

/// Where a recorded command takes something away that was recorded: a correction by its retraction,
/// or by an erasure that it puts in the place of something else.
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
