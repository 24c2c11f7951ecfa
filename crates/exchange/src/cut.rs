//! A registry up to a position, and what came later as rows: the way back from a commit that was
//! recorded under a clock far ahead.
//!
//! The log up to there stays as it is, byte for byte. What came later is written to a file of rows,
//! one for each wish, which can be imported after it was looked through. A row has the identity of
//! its commit; where many wishes were one commit, each has one made of that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use jiceng_core::domain::correction::EventRetracted;
use jiceng_core::domain::person::{PersonErased, PersonRegistered};
use jiceng_core::domain::{CommitId, Event, EventId, Fact, PersonId, Position};
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::{Commit, EventLog as _, JournalReader, SledLog, durable, frame};
use jiceng_core::{Error, HeldKeys, KeySource, LockedView, NameShown, NamesHeld, Question, Registry, backups, layout};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::backup::BackupError;
use crate::forgetting::forget_again;

/// Frames are appended in batches of about so many bytes.
const BATCH_BYTES: usize = 1 << 20;

/// How a registry is cut.
#[derive(Clone, Debug, Default)]
pub struct CutOptions {
    /// Where the registry key is.
    pub key: KeySource,
    /// Believe the clock however far it stands behind the last recording: names that were forgotten
    /// later are forgotten again under it.
    pub clock_is_right: bool,
}

/// What became of a registry that was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Commits in the new registry.
    pub commits: u64,
    /// Where it ends.
    pub head: Position,
    /// The file of the rows of later commits; none where there are none.
    pub rows: Option<(PathBuf, usize)>,
    /// Persons who were registered later and whose names cannot be read: they are in no row.
    pub unreadable: Vec<PersonId>,
    /// Persons who were forgotten later, and are forgotten in the new registry too.
    pub forgotten: Vec<PersonId>,
    /// The names in the new registry, and what their keys are worth.
    pub names: NamesHeld,
    /// Damaged records of keys that went, because one could be that of a forgotten person.
    pub dropped: usize,
}

/// The same for programs that read JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CutReport {
    /// The directory of the new registry.
    pub directory: String,
    /// Commits in the new registry.
    pub commits: u64,
    /// Where it ends.
    pub head: Position,
    /// The file of the rows of later commits; null where there are none.
    pub rows_file: Option<String>,
    /// How many rows are in it.
    pub rows: usize,
    /// Persons who were registered later and whose names cannot be read: they are in no row.
    pub unreadable: Vec<PersonId>,
    /// How many names were forgotten later, and are forgotten in the new registry too.
    pub forgotten: usize,
    /// The names in the new registry, and what their keys are worth.
    pub names: NamesHeld,
    /// Damaged records of keys that went, because one could be that of a forgotten person.
    pub dropped_keys: usize,
}

impl CutReport {
    /// What became of a registry that was cut into a directory.
    pub fn of(directory: &Path, cut: Cut) -> Self {
        let Cut { commits, head, rows, unreadable, forgotten, names, dropped: dropped_keys } = cut;
        let (rows_file, rows) = rows.map_or((None, 0), |(file, rows)| (Some(file.shown().to_string()), rows));
        let (directory, forgotten) = (directory.shown().to_string(), forgotten.len());
        Self { directory, commits, head, rows_file, rows, unreadable, forgotten, names, dropped_keys }
    }
}

/// Makes a registry in `to` that has what the one in `dir` has before a position, and a file of
/// rows of what came later. A position within a commit is rounded down to where that begins. Names
/// in rows are in the clear, in a file that only its owner may read; so the registry key must be at
/// hand where there are some.
pub fn cut(dir: &Path, to: &Path, up_to: Position, options: &CutOptions) -> Result<Cut, BackupError> {
    let is_free = fs::read_dir(to).map_or(true, |mut entries| entries.next().is_none());
    if !is_free {
        return Err(Error::AlreadyARegistry { dir: to.to_owned() }.into());
    }
    // Where a link leads to it, the link stays.
    let to = &fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
    let building = crate::backup::make_building(to)?;
    let cut = cut_into(dir, to, &building, up_to, options).and_then(|mut cut| {
        layout::put_new(&building, to)?;
        if let Some((file, _)) = &mut cut.rows {
            *file = layout::later_rows(to);
        }
        Ok(cut)
    });
    if cut.is_err() {
        let _ = fs::remove_dir_all(&building); // what failed is told
    }
    cut
}

fn cut_into(dir: &Path, to: &Path, building: &Path, up_to: Position, options: &CutOptions) -> Result<Cut, BackupError> {
    let CutOptions { key, clock_is_right } = options;
    let old = Registry::open_with(dir, key, &mut |_| {})?;
    let log_dir = layout::log_dir(building);
    layout::make_for_owner(&log_dir)?;
    let log = SledLog::create(&log_dir)?;
    let later = copy_up_to(dir, &log, up_to)?;
    let verified = log.verify()?;
    drop(log);
    // Before names or keys are written there.
    backups::append_directory(dir, to, Position(verified.events))?;
    let view = old.view(Question::default())?.locked()?;
    let mut rows = Rows::of(&view);
    later.iter().try_for_each(|commit| rows.add(commit))?;
    let Rows { lines, unreadable, .. } = rows;
    let file = layout::later_rows(building);
    if !lines.is_empty() {
        write(&file, &lines)?;
    }
    let erased: BTreeSet<PersonId> =
        view.facts().persons.iter().map(|(person, _)| person.clone()).filter(|p| is_erased(&view, p)).collect();
    drop(view);
    let (commits, head) = (verified.commits, Position(verified.events));
    copy_beside(dir, building, head, &erased)?;
    layout::begin_keys(building, key)?;
    let new = Registry::open_with(building, key, &mut |_| {})?;
    if *clock_is_right {
        new.trust_clock();
    }
    let forgotten = forget_again(&new, &erased, "jiceng repair")?;
    let rows = (!lines.is_empty()).then_some((file, lines.len()));
    let (names, dropped) = (new.names_opened()?, new.key_state()?.dropped);
    Ok(Cut { commits, head, rows, unreadable, forgotten, names, dropped })
}

fn is_erased(view: &LockedView, person: &PersonId) -> bool {
    matches!(view.person(person), Ok(NameShown::Erased))
}

/// Copies the frames that end at a position or before it; the commits behind it.
fn copy_up_to(dir: &Path, log: &SledLog, up_to: Position) -> Result<Vec<Commit>, BackupError> {
    let (mut batch, mut bytes, mut later) = (Vec::new(), 0, Vec::new());
    JournalReader::open(&layout::log_dir(dir))?.read(Position(0), &mut |at| {
        if at.next > up_to {
            later.push(frame::decode(at.first, at.bytes)?);
            return Ok(());
        }
        bytes += at.bytes.len();
        batch.push(at.bytes.to_vec());
        if bytes >= BATCH_BYTES {
            log.append_frames(log.head()?, std::mem::take(&mut batch))?;
            bytes = 0;
        }
        Ok(())
    })?;
    log.append_frames(log.head()?, batch)?;
    Ok(later)
}

/// Brings along the keys, and which copies there are.
fn copy_beside(dir: &Path, to: &Path, head: Position, erased: &BTreeSet<PersonId>) -> Result<(), BackupError> {
    layout::take_readers(dir, to)?;
    backups::bring_along(dir, to)?;
    backups::append_directory(to, dir, head)?;
    for (name, bytes) in HeldKeys::of(dir)?.copy(dir, &KeySource::Inside)?.files(erased)? {
        layout::write_key_file(to, &name, &bytes)?;
    }
    Ok(())
}

fn write(path: &Path, lines: &[Value]) -> Result<(), BackupError> {
    let failed = super::backup::failed(path, "write");
    let mut out = BufWriter::new(layout::create_for_owner(path).map_err(&failed)?);
    for line in lines {
        writeln!(out, "{line}").map_err(&failed)?;
    }
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    durable::finish(&file, path).map_err(failed)
}

/// Rows of commits.
struct Rows<'v> {
    view: &'v LockedView,
    /// What events of later commits are called in rows, where it is not what they were.
    ids: BTreeMap<EventId, EventId>,
    /// Events that are in no row.
    omitted: BTreeSet<EventId>,
    nameless: BTreeSet<PersonId>,
    unreadable: Vec<PersonId>,
    lines: Vec<Value>,
}

impl<'v> Rows<'v> {
    fn of(view: &'v LockedView) -> Self {
        let (ids, omitted, nameless, unreadable, lines) = Default::default();
        Self { view, ids, omitted, nameless, unreadable, lines }
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "every other event is a row of its own")]
    fn add(&mut self, commit: &Commit) -> Result<(), BackupError> {
        let mut facts = (0_u32..).zip(&commit.facts);
        while let Some((index, fact)) = facts.next() {
            let (command, second) = match &fact.event {
                Event::EventRetracted(EventRetracted { replaced: true, .. }) => ("correct", facts.next()),
                Event::EventRetracted(_) => ("retract", None),
                Event::SourcesDisagree(_) => ("disagree", facts.next()),
                event => (event.command_name(), None),
            };
            let parts = 1 + u32::from(second.is_some());
            let id =
                if index == 0 && commit.facts.len() == parts as usize { commit.id } else { part(commit.id, index) };
            for part in 0..parts {
                let (was, is) =
                    (EventId { commit: commit.id, index: index + part }, EventId { commit: id, index: part });
                self.ids.insert(was, is);
            }
            let second = second.map(|(_, fact)| fact);
            let is_of_omitted = fact.event.original().is_some_and(|original| self.omitted.contains(&original));
            let row = if is_of_omitted { None } else { self.row(fact, second)? };
            let Some(mut row) = row else {
                self.omitted.extend((index..index + parts).map(|index| EventId { commit: commit.id, index }));
                continue;
            };
            put_context(&mut row, command, fact);
            row.insert("recorder".to_owned(), commit.recorder.as_str().into());
            row.extend(commit.approver.as_ref().map(|approver| ("approver".to_owned(), approver.as_str().into())));
            row.insert("commit".to_owned(), id.to_string().into());
            self.lines.push(Value::Object(row));
        }
        Ok(())
    }

    /// The fields of a row; none where it would have a name that cannot be read.
    #[allow(clippy::wildcard_enum_match_arm, reason = "every other event is a row of its own")]
    fn row(&mut self, fact: &Fact, second: Option<&Fact>) -> Result<Option<Map<String, Value>>, BackupError> {
        let (original, within) = match &fact.event {
            Event::EventRetracted(EventRetracted { event, reason, note, .. }) => {
                let mut row = object(json!({ "event": self.name(*event), "reason": reason }));
                row.extend(note.as_ref().map(|note| ("note".to_owned(), note.as_str().into())));
                (row, "replacement")
            }
            Event::SourcesDisagree(disagree) => (object(json!({ "event": self.name(disagree.event) })), "statement"),
            event => return self.event(event),
        };
        let Some(second) = second else { return Ok(Some(original)) };
        let Some(mut inner) = self.event(&second.event)? else { return Ok(None) };
        put_context(&mut inner, second.event.command_name(), second);
        let mut row = original;
        row.insert(within.to_owned(), Value::Object(inner));
        Ok(Some(row))
    }

    fn event(&mut self, event: &Event) -> Result<Option<Map<String, Value>>, BackupError> {
        if let Event::PersonErased(PersonErased { person, .. }) = event
            && self.nameless.contains(person)
        {
            return Ok(None);
        }
        let Event::PersonRegistered(PersonRegistered { person, .. }) = event else {
            let value = serde_json::to_value(event)
                .map_err(|error| super::backup::failed(&layout::later_rows(Path::new("")), "write")(error.into()))?;
            return Ok(Some(object(value)));
        };
        match self.view.person(person)? {
            NameShown::Name(name) => Ok(Some(object(json!({ "person": person.as_str(), "name": name })))),
            NameShown::Erased => {
                self.nameless.insert(person.clone());
                Ok(None)
            }
            NameShown::Sealed | NameShown::KeyDamaged | NameShown::Unknown => {
                if let Some(problem) = self.view.key_problem() {
                    return Err(Error::NoRegistryKey { problem: problem.clone() }.into());
                }
                self.unreadable.push(person.clone());
                Ok(None)
            }
        }
    }

    fn name(&self, event: EventId) -> String {
        self.ids.get(&event).unwrap_or(&event).to_string()
    }
}

/// An identity for one wish of a commit that had many: the same whenever it is made.
fn part(commit: CommitId, index: u32) -> CommitId {
    let hash = Sha256::new().chain_update(commit.0.as_bytes()).chain_update(index.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    CommitId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn put_context(row: &mut Map<String, Value>, command: &str, fact: &Fact) {
    row.insert("command".to_owned(), command.into());
    row.insert("effective".to_owned(), fact.effective.to_string().into());
    let evidence = (!fact.evidence.is_empty()).then(|| serde_json::to_value(&fact.evidence).ok()).flatten();
    row.extend(evidence.map(|evidence| ("evidence".to_owned(), evidence)));
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value { fields } else { Map::new() }
}
