//! A registry in one file, and back.
//!
//! A backup is a tar archive, which any tar program opens: `manifest.json` says what is in it,
//! `frames` holds the commits byte for byte, `checkpoint` a signed note if one was given, and
//! `keys/` the keys of names. It is taken while others write, and has everything that was
//! acknowledged before; whoever forgets a name meanwhile waits. It may begin where another one
//! ended.
//!
//! Restoring checks everything before it replaces anything: digests, that the backups follow each
//! other, every frame, and the Merkle tree against what the manifests state.

mod archive;
mod report;
mod restore;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiceng_core::domain::Position;
use jiceng_core::domain::TreeHash;
use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::checkpoint::{Checkpoint, CheckpointError};
use jiceng_core::log::frame;
use jiceng_core::log::tree::Tree;
use jiceng_core::log::{JournalReader, LogError};
use jiceng_core::{
    BackupRecord, CopyKind, Error, ErrorKind, HeldKeys, KeySource, NamesHeld, NamesInLog, backups, layout,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::archive::Writer;
pub use self::report::{BackupReport, RestoreReport};
pub(crate) use self::restore::make_building;
pub use self::restore::{RestoreOptions, Restored, restore, restore_with};

/// The format of backups that are made.
pub const FORMAT: u32 = 1;

const MANIFEST: &str = "manifest.json";
const FRAMES: &str = "frames";
const CHECKPOINT: &str = "checkpoint";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format of the backup.
    pub format: u32,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// The log where the backup begins: empty, or what an earlier backup ended with.
    pub from: End,
    /// The log where it ends.
    pub to: End,
    /// The frames of the commits between.
    pub frames: Content,
    /// The files of the keys of names, by their names.
    pub keys: Vec<KeyFile>,
}

/// An end of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The position after its last event.
    pub position: Position,
    /// How many commits it has.
    pub commits: u64,
    /// The root of its Merkle tree.
    pub root: String,
}

/// The content of a file in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: FileDigest,
}

/// A file of keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// Its path in the registry's directory.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is asked of a backup.
#[derive(Clone, Debug, Default)]
pub struct BackupOptions {
    /// Begin where the log had reached this position, rather than with its first commit.
    pub from: Position,
    /// Where the registry key is, so that the names in the backup are tried. It goes in only if it
    /// lies in the registry.
    pub key: KeySource,
    /// Leave out the keys: then the names in it cannot be read, and nothing in it has to be
    /// forgotten.
    pub without_keys: bool,
    /// A signed checkpoint of this log to put in. Whoever restores verifies its signature with the
    /// key.
    pub checkpoint: Option<Vec<u8>>,
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What is in it.
    pub manifest: Manifest,
    /// The names in it, and what its keys are worth for them; none where they were left out.
    pub names: Option<NamesHeld>,
}

/// Why a file is no backup that this program reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// It is no tar archive, or not a whole one.
    #[error("it is no whole tar archive")]
    NotTar,
    /// Its first file is not the manifest.
    #[error("it does not begin with {MANIFEST}")]
    NoManifest,
    /// The manifest cannot be read.
    #[error("its manifest cannot be read ({0})")]
    Manifest(String),
    /// It is of another format.
    #[error("its format is {0}, this program reads {FORMAT}")]
    Format(u32),
}

/// Why a checkpoint does not belong to a backup.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] CheckpointError),
    /// The log has not so many commits.
    #[error("it is of {commits} commits, the log has {found}")]
    Beyond {
        /// Of how many commits it is.
        commits: u64,
        /// How many there are.
        found: u64,
    },
    /// The log has another root.
    #[error("the first {commits} commits of the log have another root")]
    OtherRoot {
        /// Of how many commits it is.
        commits: u64,
    },
}

/// Why a backup could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file could not be read or written.
    #[error("cannot {action} {}", path.shown())]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The log could not be read, or a frame of the backup is not sound.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The registry could not be read or made.
    #[error(transparent)]
    Registry(#[from] Error),
    /// A backup with keys must stand in the registry's list, and the registry cannot be written to.
    #[error("the registry in {} cannot be written to, and a backup with keys must be in its list", dir.shown())]
    NotListed {
        /// The registry's directory.
        dir: PathBuf,
        /// What the system said.
        source: Box<Error>,
    },
    /// There is something where the registry is to be.
    #[error("{} is there already", path.shown())]
    Exists {
        /// The directory or file that is there.
        path: PathBuf,
    },
    /// The registry that is to be replaced cannot say whose names were forgotten since.
    #[error("the registry in {} cannot say of all names whether they were forgotten after the backup", path.shown())]
    NotAsked {
        /// Its directory.
        path: PathBuf,
    },
    /// No commit of the log begins or ends at the position.
    #[error("no commit ends at position {from}; the log ends at {head}")]
    NoEnd {
        /// The position that was asked for.
        from: Position,
        /// Where the log ends.
        head: Position,
    },
    /// The file is not a backup, or of a newer format.
    #[error("{} is not a backup that this program reads", path.shown())]
    NotABackup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        fault: BackupFault,
    },
    /// The checkpoint is none, or not one of this log.
    #[error("the checkpoint is not one of this log")]
    Checkpoint {
        /// What is wrong with it.
        #[source]
        fault: CheckpointFault,
    },
    /// What is in the backup is not what its manifest states.
    #[error("{}: {what} is not what the manifest states", path.shown())]
    Differs {
        /// The file.
        path: PathBuf,
        /// Which part.
        what: String,
    },
    /// A backup does not go on where the one before it ended.
    #[error("{} begins at position {found}, the backup before it ends at {expected}, or they are of different logs", path.shown())]
    DoesNotFollow {
        /// The file.
        path: PathBuf,
        /// Where it would have to begin.
        expected: Position,
        /// Where it begins.
        found: Position,
    },
}

impl BackupError {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::File { .. } | Self::NotListed { .. } => ErrorKind::Io,
            Self::Log(error) => error.kind(),
            Self::Registry(error) => error.kind(),
            Self::Exists { .. } => ErrorKind::Exists,
            Self::NoEnd { .. } => ErrorKind::NotFound,
            Self::Checkpoint { .. }
            | Self::NotABackup { .. }
            | Self::Differs { .. }
            | Self::DoesNotFollow { .. }
            | Self::NotAsked { .. } => ErrorKind::Corrupt,
        }
    }
}

/// Writes a backup of the registry in a directory, whole or not at all. It is in the registry's
/// list before a key is written.
///
/// It has every name that could be read when it began and was not forgotten since. Nobody forgets
/// one while it is made: who wants to waits for its end.
pub fn backup(dir: &Path, out: &Path, options: &BackupOptions) -> Result<Made, BackupError> {
    let made_at = jiceng_core::now();
    if fs::symlink_metadata(out).is_ok() {
        return Err(failed(out, "write")(io::ErrorKind::AlreadyExists.into()));
    }
    // What cannot be seen is no reason to leave them out.
    let is_there =
        fs::metadata(layout::log_dir(dir)).map_or_else(|error| error.kind() != io::ErrorKind::NotFound, |_| true);
    let held = if options.without_keys || !is_there { None } else { Some(held_keys(dir)?) };
    let journal = jiceng_core::read_journal(dir)?;
    // Read after the end of the log was found: a key is kept before its person is recorded.
    let copy = held.as_ref().map(|held| held.copy(dir, &options.key)).transpose()?;
    let checkpoint = options.checkpoint.as_deref().map(read_checkpoint).transpose()?;
    let mut names = copy.is_some().then(NamesInLog::default);
    let mut manifest = survey(&journal, made_at, options.from, checkpoint.as_ref(), names.as_mut())?;
    let (mut keys, mut names_held) = (Vec::new(), None);
    if let (Some(copy), Some(names)) = (&copy, &names) {
        // A kill may have left keys of persons whom the log has as forgotten.
        keys = copy.files(&names.erased())?;
        names_held = Some(copy.held(names.facts())?);
    }
    manifest.keys = keys.iter().map(|(name, bytes)| KeyFile { name: name.clone(), content: content(bytes) }).collect();

    if !keys.is_empty() {
        let path = absolute(out)?;
        let (position, kind) = (manifest.to.position, CopyKind::Backup);
        backups::append(dir, &BackupRecord { path, made_at, position, kind, of_this_log: true })?;
    }
    let partial = beside(out, "partial");
    let written = write(&partial, &journal, &manifest, options, &keys);
    let put = written.and_then(|()| layout::rename_new(&partial, out).map_err(failed(out, "write")));
    if put.is_err() {
        let _ = fs::remove_file(&partial);
    }
    put?;
    Ok(Made { manifest, names: names_held })
}

/// The keys of a registry, whose list of backups can be written to.
fn held_keys(dir: &Path) -> Result<HeldKeys, BackupError> {
    let is_refused = |kind| matches!(kind, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied);
    HeldKeys::of(dir).map_err(|error| {
        if let Error::Io { source, .. } = &error
            && is_refused(source.kind())
        {
            return BackupError::NotListed { dir: dir.to_owned(), source: Box::new(error) };
        }
        error.into()
    })
}

/// The path of a file that is not there yet, from the root.
fn absolute(path: &Path) -> Result<PathBuf, BackupError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = fs::canonicalize(parent).map_err(failed(parent, "read"))?;
    Ok(parent.join(path.file_name().unwrap_or_default()))
}

fn write(
    path: &Path,
    journal: &JournalReader,
    manifest: &Manifest,
    options: &BackupOptions,
    keys: &[(String, Vec<u8>)],
) -> Result<(), BackupError> {
    let mut writer = Writer::create(path, manifest.made_at)?;
    let json = serde_json::to_vec_pretty(manifest).map_err(|error| failed(path, "write")(error.into()))?;
    writer.add(MANIFEST, &json)?;
    if let Some(checkpoint) = &options.checkpoint {
        writer.add(CHECKPOINT, checkpoint)?;
    }
    writer.add_frames(journal, manifest)?;
    for (name, bytes) in keys {
        writer.add(name, bytes)?;
    }
    writer.finish()
}

/// A path beside another that is free.
fn beside(path: &Path, what: &str) -> PathBuf {
    let named = |ending: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        path.with_file_name(name)
    };
    let free = (1..u32::MAX).map(|n| named(&format!(".{what}-{n}"))).find(|path| fs::symlink_metadata(path).is_err());
    free.unwrap_or_else(|| named(&format!(".{what}")))
}

/// Reads the journal once, for what the manifest says of it, and for the names that are in it.
fn survey(
    journal: &JournalReader,
    made_at: Timestamp,
    from: Position,
    checkpoint: Option<&Checkpoint>,
    mut names: Option<&mut NamesInLog>,
) -> Result<Manifest, BackupError> {
    let mut tree = Tree::new();
    let root_of = |tree: &Tree| checkpoint.filter(|it| it.commits == tree.leaves()).map(|_| tree.root());
    let mut checkpoint_root = root_of(&tree);
    let mut before = (from == Position(0)).then(|| end(Position(0), &tree));
    let (mut sha256, mut bytes) = (Sha256::new(), 0);
    journal.read(Position(0), &mut |frame| {
        if before.is_some() {
            sha256.update(frame.bytes);
            bytes += frame.bytes.len() as u64;
        }
        if let Some(names) = &mut names {
            names.take(frame::decode(frame.first, frame.bytes)?);
        }
        tree.push(frame.bytes);
        checkpoint_root = checkpoint_root.or_else(|| root_of(&tree));
        if frame.next == from {
            before = Some(end(frame.next, &tree));
        }
        Ok(())
    })?;
    if let Some(checkpoint) = checkpoint {
        belongs(checkpoint, checkpoint_root, tree.leaves())?;
    }
    let head = journal.head();
    let from = before.ok_or(BackupError::NoEnd { from, head })?;
    let frames = Content { bytes, sha256: FileDigest(sha256.finalize().into()) };
    Ok(Manifest { format: FORMAT, made_at, from, to: end(head, &tree), frames, keys: Vec::new() })
}

fn read_checkpoint(note: &[u8]) -> Result<Checkpoint, BackupError> {
    Checkpoint::unverified(note).map_err(|error| BackupError::Checkpoint { fault: error.into() })
}

/// Whether a log of so many commits, with this root over the first of them, is what the checkpoint
/// says.
fn belongs(checkpoint: &Checkpoint, root: Option<TreeHash>, found: u64) -> Result<(), BackupError> {
    let commits = checkpoint.commits;
    match root {
        Some(root) if root == checkpoint.root => Ok(()),
        Some(_) => Err(BackupError::Checkpoint { fault: CheckpointFault::OtherRoot { commits } }),
        None => Err(BackupError::Checkpoint { fault: CheckpointFault::Beyond { commits, found } }),
    }
}

fn end(position: Position, tree: &Tree) -> End {
    End { position, commits: tree.leaves(), root: tree.root().to_string() }
}

fn content(bytes: &[u8]) -> Content {
    Content { bytes: bytes.len() as u64, sha256: FileDigest(Sha256::digest(bytes).into()) }
}

pub(crate) fn failed(path: &Path, action: &'static str) -> impl Fn(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File { path: path.clone(), action, source }
}
