//! Why the registry could not do what was asked.

use std::path::PathBuf;

use jiceng_domain::{CommitId, InTheWay, PersonId, Position, Refusal, SampleId, StandardId, TextError};
use jiceng_log::ShowPath as _;
use jiceng_log::{ErrorKind, LogError};
use jiff::Timestamp;

use crate::names::{KeyProblem, RegistryKeyId};

/// Why the registry could not do what was asked. Nothing is recorded then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain refused the command.
    #[error("refused")]
    Refused(#[from] Refusal),

    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),

    /// A copy of the log has another commit at a position than the log.
    #[error("at position {position} the log has another commit than the file: they are of different logs")]
    OtherCommit {
        /// The position in the log at which the two differ.
        position: Position,
    },

    /// The directory holds a registry already.
    #[error("there is a registry in {} already", dir.shown())]
    AlreadyARegistry {
        /// The directory.
        dir: PathBuf,
    },

    /// The directory holds no registry.
    #[error("there is no registry in {}", dir.shown())]
    NotARegistry {
        /// The directory.
        dir: PathBuf,
    },

    /// The directory holds what is left where making a registry was cut short.
    #[error("making the registry in {} was cut short", dir.shown())]
    InitCutShort {
        /// The directory.
        dir: PathBuf,
    },

    /// A file or directory could not be read or written.
    #[error("cannot {action} {}", path.shown())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file that is to be written is a link, and nothing of a registry is written through one.
    #[error("{} is a link, and keys are not written through links", path.shown())]
    Linked {
        /// The file.
        path: PathBuf,
    },

    /// The same commit id came with another body.
    #[error(
        "{at} is recorded under the commit {commit} already, with another content; it differs in {}",
        list(differences)
    )]
    CommitDiffers {
        /// The first fact that the commit recorded.
        at: InTheWay,
        /// The commit.
        commit: CommitId,
        /// The fields that differ, at least one.
        differences: Vec<Difference>,
    },

    /// The same fact is recorded for the same date, but not with the same words or evidence. Taking
    /// it for a repetition would lose what is different.
    #[error("{at} records the same, but differs in {}", list(differences))]
    RecordedDifferently {
        /// The recorded fact.
        at: InTheWay,
        /// The fields that differ, at least one.
        differences: Vec<Difference>,
    },

    /// A fact that was withdrawn is to be recorded again, and a code in it means another division
    /// by now.
    #[error(
        "a code in it means another division now than when it was {}",
        recorded.map_or_else(|| "read".to_owned(), |recorded| format!("recorded ({recorded})"))
    )]
    MeansOthers {
        /// The fact that was recorded; none where it waited for another row of its file.
        recorded: Option<InTheWay>,
    },

    /// A recording time was stated where none is taken.
    #[error("a recording time may be stated only when a history is moved in as stated")]
    RecordingTimeStated,

    /// A stated recording time lies before the last one in the log or in the future.
    #[error("the recording time {stated} is not between {earliest} (the last one in the log) and now ({now})")]
    RecordingTimeOutOfOrder {
        /// What was stated.
        stated: Timestamp,
        /// The last one in the log.
        earliest: Timestamp,
        /// The clock.
        now: Timestamp,
    },

    /// The clock stands before the last recording.
    #[error("the clock says {now}, before the last recording at {last}")]
    ClockBehind {
        /// The clock.
        now: Timestamp,
        /// The last recording.
        last: Timestamp,
    },

    /// The clock stands more than ten years behind the last recording.
    #[error("the clock says {now}, more than ten years after the last recording at {last}")]
    ClockFarAhead {
        /// The clock.
        now: Timestamp,
        /// The last recording.
        last: Timestamp,
    },

    /// The clock stands at the end of all calendars, or beyond it.
    #[error("the clock says {now}, the end of the calendar")]
    ClockAtTheEnd {
        /// The clock, as far as calendars go.
        now: Timestamp,
    },

    /// The key of a person's name cannot be used.
    #[error("the key of the name of {person} is not usable")]
    NameKey {
        /// The person.
        person: PersonId,
    },

    /// A name is to be written, or keys to be wrapped, and there is no registry key for it.
    #[error("names cannot be written without the registry key")]
    NoRegistryKey {
        /// Why there is none.
        #[source]
        problem: KeyProblem,
    },

    /// Keys of names are damaged, and would be lost by what was asked.
    #[error("{damaged} keys in {} are damaged", path.shown())]
    KeysDamaged {
        /// The store of the keys.
        path: PathBuf,
        /// How many.
        damaged: usize,
    },

    /// The old registry key, in the registry's own directory, could not be destroyed when another
    /// one takes its place.
    #[error("registry.key inside the registry may be the old registry key, and would stay: it cannot be destroyed")]
    OldKeyWouldStay {
        /// What is wrong with what may be it.
        #[source]
        problem: KeyProblem,
    },

    /// Another registry's key lies where the new registry key would be put.
    #[error("the registry key {key} in {} is not this registry's, and is not written over", path.shown())]
    OtherKeyInside {
        /// Its file.
        path: PathBuf,
        /// The key.
        key: RegistryKeyId,
    },

    /// The new registry key is the one under which the names are already.
    #[error("the names are kept under the registry key {key} already")]
    SameRegistryKey {
        /// The key.
        key: RegistryKeyId,
    },

    /// A registry in memory has neither a registry key nor snapshots.
    #[error("a registry in memory has neither a registry key nor snapshots")]
    InMemory,

    /// What is known was asked for an instant that has not come yet.
    #[error("{asked} lies in the future (it is {now}), and what will be known then nobody knows")]
    KnownInFuture {
        /// The instant or day that was asked for.
        asked: String,
        /// The clock.
        now: Timestamp,
    },

    /// The position lies beyond the log.
    #[error("position {position} lies beyond the log, which ends at {head}")]
    BeyondTheLog {
        /// The position that was asked for.
        position: Position,
        /// The end.
        head: Position,
    },

    /// The commit came in after the tree that it should be in.
    #[error("the commit at position {first} is number {number} (from 0), and not among the first {commits}")]
    NotInTree {
        /// Where it begins.
        first: Position,
        /// Its number, from 0.
        number: u64,
        /// How many commits are in the tree.
        commits: u64,
    },

    /// The snapshot with which the registry was opened is not what the log comes to.
    #[error("what the snapshot says is not what the log comes to up to position {position}")]
    SnapshotDiffers {
        /// Up to where the log was folded.
        position: Position,
    },

    /// No standard of that identifier was ever adopted, and none such ships.
    #[error("there is no standard {standard}")]
    UnknownStandard {
        /// The identifier that was asked for.
        standard: StandardId,
    },

    /// A sample that says something else than what its seed draws from this log.
    #[error("the {field} of the sample {sample} are not what is drawn from this log")]
    NotTheDraw {
        /// The sample.
        sample: SampleId,
        /// `seed` or `places`.
        field: &'static str,
    },

    /// An earlier wish of the batch could not be written beside the log, so nothing of the batch
    /// can be recorded.
    #[error("nothing of the batch can be recorded, because it could not be written beside the log: {reason}")]
    NotStaged {
        /// What failed.
        reason: String,
    },

    /// A batch that is decided came into the log in part only; opening the registry again finishes
    /// it.
    #[error("an import is decided, but the log has only a part of it")]
    Unfinished,

    /// A view of a batch was asked after something was added to the batch, or after its end.
    #[error("the batch that the view was taken of has gone on or is over")]
    BatchOver,

    /// The standard that ships cannot be read: a fault of the program.
    #[error("the standard five-ones-2020 that ships with the program cannot be read")]
    Shipped(#[source] TextError),

    /// A panic while something changed left the registry unusable; open it again.
    #[error("the registry is unusable since a panic while something changed in it")]
    Poisoned,
}

impl Error {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Log(error) => error.kind(),
            Self::Refused(_) | Self::MeansOthers { .. } => ErrorKind::Refused,
            Self::CommitDiffers { .. }
            | Self::RecordedDifferently { .. }
            | Self::OtherCommit { .. }
            | Self::NotTheDraw { .. } => ErrorKind::Conflict,
            Self::RecordingTimeStated
            | Self::RecordingTimeOutOfOrder { .. }
            | Self::ClockBehind { .. }
            | Self::ClockFarAhead { .. }
            | Self::ClockAtTheEnd { .. }
            | Self::KnownInFuture { .. }
            | Self::NoRegistryKey { .. }
            | Self::SameRegistryKey { .. }
            | Self::InMemory
            | Self::BatchOver => ErrorKind::Invalid,
            Self::BeyondTheLog { .. } | Self::NotInTree { .. } | Self::UnknownStandard { .. } => ErrorKind::NotFound,
            Self::AlreadyARegistry { .. } | Self::OtherKeyInside { .. } => ErrorKind::Exists,
            Self::NotARegistry { .. } | Self::InitCutShort { .. } => ErrorKind::NoRegistry,
            Self::Io { .. }
            | Self::Linked { .. }
            | Self::OldKeyWouldStay { .. }
            | Self::NotStaged { .. }
            | Self::Unfinished => ErrorKind::Io,
            Self::NameKey { .. } | Self::KeysDamaged { .. } | Self::SnapshotDiffers { .. } => ErrorKind::Corrupt,
            Self::Shipped(_) | Self::Poisoned => ErrorKind::Broken,
        }
    }
}

/// Where a repeated commit differs from the recorded one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, such as `effective` or `name`, or a path to one, such as
    /// `standard.requirements[0].communities`.
    pub field: String,
    /// What is recorded, as people read it; empty for nothing.
    pub recorded: String,
    /// What was asked for; empty for nothing.
    pub asked: String,
}

fn list(differences: &[Difference]) -> String {
    let shown = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
    let each = differences
        .iter()
        .map(|d| format!("{} (recorded: {}, asked: {})", d.field, shown(&d.recorded), shown(&d.asked)));
    each.collect::<Vec<_>>().join(", ")
}
