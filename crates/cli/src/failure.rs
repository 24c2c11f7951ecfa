//! What a command can fail with, and the exit code that says so.

use std::io;
use std::path::PathBuf;

use jiceng_core::domain::{FederationId, PersonId, SampleId, TextError};
use jiceng_core::log::LogError;
use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::NoteError;
use jiceng_core::{Error, NamesHeld, RegistryKeyError};
use jiceng_exchange::RowProblem;
use jiceng_exchange::backup::BackupError;
use jiceng_exchange::claims::ClaimProblem;
use jiceng_exchange::frames::FramesError;
use jiceng_exchange::import::ImportError;
use jiceng_exchange::proof::{ProofFault, ProofProblem};
use jiceng_exchange::standard::StandardProblem;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The registry says no.
    #[error(transparent)]
    Registry(#[from] Error),
    /// An import broke off.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A row that cannot be understood.
    #[error(transparent)]
    Row(#[from] RowProblem),
    /// A file cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A value on the command line that cannot be understood.
    #[error("\"{value}\" is no good value for {option}")]
    Value {
        /// The option or argument.
        option: &'static str,
        /// What was given.
        value: String,
        /// What is wanted.
        wanted: Wanted,
    },
    /// What stands in `JICENG_KEY` is no registry key; it is not shown.
    #[error("JICENG_KEY holds no registry key")]
    NotARegistryKey(#[from] RegistryKeyError),
    /// What was given for `--recorder` is no name; it is not shown, because it could be a person's.
    #[error("the value of --recorder is no name of an office")]
    NotARecorder {
        /// What is wrong with it.
        #[source]
        problem: TextError,
    },
    /// What was given for a person is no identifier; it is not shown, because it could be a name.
    #[error("PERSON is no identifier of a person")]
    NotAPerson,
    /// Nobody of that identifier was registered, as far as was known.
    #[error("there is no person {person}")]
    NoSuchPerson {
        /// What was asked.
        person: PersonId,
    },
    /// The registry key lies elsewhere, and it was not said where the next one is to be.
    #[error("the file of the new registry key is not named")]
    NoNewKeyFile,
    /// The place is not in the registry.
    #[error("there is no place {place}")]
    NoSuchPlace {
        /// What was asked.
        place: String,
    },
    /// The event is not in the log.
    #[error("there is no event {event}")]
    NoSuchEvent {
        /// What was asked.
        event: String,
    },
    /// A correction that changes nothing.
    #[error("the correction changes nothing of the event at {position}")]
    NothingChanged {
        /// Where the event is recorded.
        position: u64,
    },
    /// The federation is not in the registry, as far as was known.
    #[error("there is no federation {federation}")]
    NoSuchFederation {
        /// What was asked.
        federation: FederationId,
    },
    /// The place has no federation on the day.
    #[error("there is no federation at {place} on that day")]
    NoFederation {
        /// The place.
        place: String,
    },
    /// Nothing to say about the cell.
    #[error("coverage of {kind} is not assessed for {place}")]
    NotAssessed {
        /// The place.
        place: String,
        /// The kind.
        kind: String,
    },
    /// No sample of that identifier was drawn by then.
    #[error("there is no sample {sample}")]
    NoSuchSample {
        /// What was asked.
        sample: SampleId,
    },
    /// A certificate that cannot be read.
    #[error("{file} is no certificate")]
    BadCertificate {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        problem: CertificateProblem,
    },
    /// A certificate that states something else than the registry answers, already told.
    #[error("the certificate differs in {differences} fields")]
    CertificateDiffers {
        /// In how many fields.
        differences: usize,
    },
    /// A key that cannot be read or made.
    #[error("{key} is no key")]
    BadKey {
        /// The key, or its file.
        key: String,
        /// What is wrong with it.
        #[source]
        problem: NoteError,
    },
    /// A checkpoint that cannot be read, or that nobody signed whose key was given.
    #[error("{file} is no checkpoint to be trusted")]
    BadCheckpoint {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        problem: CheckpointError,
    },
    /// Checkpoints that the log does not extend, already told.
    #[error("the log does not extend {checkpoints} checkpoints")]
    NotExtended {
        /// How many.
        checkpoints: usize,
    },
    /// A checkpoint was not signed, because the log does not extend an earlier one.
    #[error("the log does not extend {file}")]
    NotSigned {
        /// The earlier checkpoint.
        file: String,
        /// How many commits it is of.
        commits: u64,
    },
    /// A proof was asked for in a tree that is not today's.
    #[error("the log does not begin with the {commits} commits of {file}")]
    OtherTree {
        /// The checkpoint.
        file: String,
        /// How many commits it is of.
        commits: u64,
    },
    /// A commit that is not in the log.
    #[error("there is no commit {commit}")]
    NoSuchCommit {
        /// What was asked.
        commit: String,
    },
    /// A proof that cannot be read.
    #[error("{file} is no proof")]
    BadProof {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        problem: ProofProblem,
    },
    /// A proof that proves nothing.
    #[error("{file} proves nothing")]
    ProofFails {
        /// The file.
        file: String,
        /// Why.
        #[source]
        fault: ProofFault,
    },
    /// A standard that cannot be read.
    #[error("{file} is no standard")]
    BadStandard {
        /// The file, or the identifier of a standard that ships.
        file: String,
        /// What is wrong.
        problems: Vec<StandardProblem>,
    },
    /// A file of claims that cannot be read.
    #[error("{file} is no file of claims")]
    BadClaims {
        /// The file.
        file: String,
        /// What is wrong.
        problems: Vec<ClaimProblem>,
    },
    /// Claims that do not hold, already told.
    #[error("{fail} claims fail")]
    ClaimsFail {
        /// How many.
        fail: usize,
    },
    /// A target that was not set by the day.
    #[error("there is no target {target}")]
    NoSuchTarget {
        /// What was asked.
        target: String,
    },
    /// A reform issue that was not raised by the day.
    #[error("there is no reform issue {issue}")]
    NoSuchIssue {
        /// What was asked.
        issue: String,
    },
    /// An option that a measure needs and does not have, or has and does not take.
    #[error("the measure {measure} and {option} do not go together")]
    MeasureOption {
        /// The measure.
        measure: &'static str,
        /// The option.
        option: &'static str,
        /// Whether it is needed; otherwise it is too much.
        is_needed: bool,
        /// The options that the measure takes.
        takes: Vec<&'static str>,
    },
    /// A standard that names a kind which the catalogue does not have.
    #[error("{standard} requires {kind}, which the catalogue does not have")]
    UnknownKind {
        /// The standard.
        standard: String,
        /// The kind.
        kind: String,
    },
    /// Rows of an import that are bad, already listed.
    #[error("{bad} bad rows")]
    BadRows {
        /// How many.
        bad: usize,
    },
    /// A verification that found something wrong, already told.
    #[error("the projections rebuilt from the log differ from the live ones")]
    NotVerified,
    /// Keys of names that are damaged or missing, in a registry or a backup that was made or restored all the same.
    #[error("the keys of names are not in order: {} damaged, {} missing, {} do not open", held.damaged, held.missing(), held.unopened())]
    NamesNotWhole {
        /// What there is.
        held: NamesHeld,
    },
    /// Frames could not be moved.
    #[error(transparent)]
    Frames(#[from] FramesError),
    /// A backup could not be made or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A constructed history could not be made or written.
    #[error(transparent)]
    Generate(#[from] jiceng_generate::Error),
    /// A rescue in which something was lost, already told.
    #[error("{lost} spans of positions are lost")]
    NotAllRescued {
        /// How many.
        lost: usize,
    },
    /// Output cannot be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

/// What is wrong with a file that should be a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// Not the text of one JSON value.
    #[error("not JSON: {reason}")]
    NotJson {
        /// What the parser says.
        reason: String,
    },
    /// JSON of something else.
    #[error("no field certificate with a version")]
    NoVersion,
    /// A version that this program does not know.
    #[error("version {found}; this program knows version {known}")]
    Version {
        /// The version.
        found: u64,
        /// The one that is known.
        known: u64,
    },
    /// A field that stands twice.
    #[error("the field {field} stands twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// A field that is missing, unknown, or holds something else.
    #[error("field {field}: {reason}")]
    Field {
        /// The field.
        field: String,
        /// What the parser says.
        reason: String,
    },
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A day.
    Day,
    /// An instant, a day or a position.
    Known,
    /// A place.
    Place,
    /// A division that is registered.
    Division,
    /// An element kind of the catalogue.
    Kind,
    /// A figure of statuses, where no kind is given.
    StatusFigure,
    /// A date of any precision.
    PartialDate,
    /// A standard's identifier.
    Standard,
    /// A number of the list of reform issues.
    Issue,
    /// A target's identifier.
    Target,
    /// A sample's identifier.
    Sample,
    /// A span of days that does not run backwards.
    Span,
    /// What was known first and what was known later.
    KnownSpan,
    /// An event's identity or position.
    Event,
    /// A commit's identity, or a position in it.
    Commit,
    /// A number of commits.
    Commits,
    /// The name of a key.
    KeyName,
    /// A reason for a retraction.
    Reason,
    /// A field and its value.
    Assignment,
    /// A federation's identifier, or its place.
    Federation,
    /// What a committee's term makes of a federation.
    OfficeState,
    /// Whether an election was held in a round.
    RoundState,
}

/// Done as asked.
pub const EXIT_OK: u8 = 0;
/// The command was understood and refused: a rule, bad rows, a place that is not there.
pub const EXIT_REFUSED: u8 = 1;
/// The command line cannot be understood.
pub const EXIT_USAGE: u8 = 2;
/// There is no registry, there is one already, or another process has it.
pub const EXIT_NO_REGISTRY: u8 = 3;
/// A file, the disk or the output failed.
pub const EXIT_IO: u8 = 4;
/// The log or what is derived from it is not in order.
pub const EXIT_CORRUPT: u8 = 5;

impl Failure {
    /// The exit code; `docs/cli.md` lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Registry(error) | Self::Import(ImportError::Registry(error)) => of_registry(error),
            Self::Row(_)
            | Self::BadStandard { .. }
            | Self::BadClaims { .. }
            | Self::ClaimsFail { .. }
            | Self::NoSuchTarget { .. }
            | Self::NoSuchIssue { .. }
            | Self::UnknownKind { .. }
            | Self::NoSuchPlace { .. }
            | Self::NoSuchEvent { .. }
            | Self::NoSuchPerson { .. }
            | Self::NoSuchSample { .. }
            | Self::BadCertificate { .. }
            | Self::CertificateDiffers { .. }
            | Self::BadKey { .. }
            | Self::BadCheckpoint { .. }
            | Self::NoSuchCommit { .. }
            | Self::BadProof { .. }
            | Self::ProofFails { .. }
            | Self::NothingChanged { .. }
            | Self::NoSuchFederation { .. }
            | Self::NoFederation { .. }
            | Self::NotAssessed { .. }
            | Self::BadRows { .. } => EXIT_REFUSED,
            Self::Value { .. }
            | Self::MeasureOption { .. }
            | Self::NotARegistryKey(_)
            | Self::NotARecorder { .. }
            | Self::NotAPerson
            | Self::NoNewKeyFile => EXIT_USAGE,
            Self::Import(_) | Self::File { .. } | Self::Output(_) => EXIT_IO,
            Self::NotVerified
            | Self::NamesNotWhole { .. }
            | Self::NotExtended { .. }
            | Self::NotSigned { .. }
            | Self::OtherTree { .. }
            | Self::NotAllRescued { .. } => EXIT_CORRUPT,
            Self::Frames(error) => of_frames(error),
            Self::Backup(error) => of_backup(error),
            Self::Generate(error) => of_generate(error),
        }
    }
}

fn of_frames(error: &FramesError) -> u8 {
    match error {
        FramesError::Io(_) => EXIT_IO,
        FramesError::Log(error) => of_log(error),
        FramesError::Registry(error) => of_registry(error),
        FramesError::BeyondTheLog { .. } => EXIT_REFUSED,
        FramesError::Torn { .. } | FramesError::NotAFrame { .. } => EXIT_CORRUPT,
    }
}

fn of_generate(error: &jiceng_generate::Error) -> u8 {
    use jiceng_generate::Error;
    match error {
        Error::Registry(error) => of_registry(error),
        Error::Log(error) => of_log(error),
        Error::Output(_) => EXIT_IO,
        // The division that was asked for, or what comes with the program.
        Error::Divisions { .. } | Error::NoSuchDivision { .. } | Error::Text(_) | _ => EXIT_REFUSED,
    }
}

fn of_backup(error: &BackupError) -> u8 {
    match error {
        BackupError::File { .. } => EXIT_IO,
        BackupError::Log(error) => of_log(error),
        BackupError::Registry(error) => of_registry(error),
        BackupError::Exists { .. } => EXIT_NO_REGISTRY,
        BackupError::NoEnd { .. } => EXIT_REFUSED,
        BackupError::Checkpoint { .. } => EXIT_CORRUPT,
        BackupError::NotABackup { .. } | BackupError::Differs { .. } | BackupError::DoesNotFollow { .. } => {
            EXIT_CORRUPT
        }
    }
}

fn of_registry(error: &Error) -> u8 {
    match error {
        Error::AlreadyARegistry { .. } | Error::NotARegistry { .. } => EXIT_NO_REGISTRY,
        Error::Io { .. } | Error::NotStaged { .. } | Error::Unfinished => EXIT_IO,
        Error::NameKey { .. } | Error::KeysDamaged { .. } | Error::SnapshotDiffers { .. } => EXIT_CORRUPT,
        Error::Log(error) => of_log(error),
        Error::Refused(_)
        | Error::CommitDiffers { .. }
        | Error::RecordedDifferently { .. }
        | Error::MeansOthers { .. }
        | Error::RecordingTimeStated
        | Error::RecordingTimeOutOfOrder { .. }
        | Error::ClockBehind { .. }
        | Error::ClockFarAhead { .. }
        | Error::KnownInFuture { .. }
        | Error::BeyondTheLog { .. }
        | Error::NotInTree { .. }
        | Error::OtherCommit { .. }
        | Error::UnknownStandard { .. }
        | Error::NotTheDraw { .. }
        | Error::NoRegistryKey { .. }
        | Error::SameRegistryKey { .. }
        | Error::InMemory
        | Error::Poisoned => EXIT_REFUSED,
    }
}

fn of_log(error: &LogError) -> u8 {
    match error {
        LogError::Conflict { .. }
        | LogError::CommitExists { .. }
        | LogError::NoFacts { .. }
        | LogError::RecordedEarlier { .. }
        | LogError::Event { .. }
        | LogError::CommitTooLarge { .. }
        | LogError::NoSuchTree { .. } => EXIT_REFUSED,
        LogError::InUse { .. }
        | LogError::NotALog { .. }
        | LogError::Exists { .. }
        | LogError::NotEmpty { .. }
        | LogError::Format { .. } => EXIT_NO_REGISTRY,
        LogError::Io { .. } | LogError::NotDurable { .. } | LogError::ReadOnly { .. } | LogError::Unfinished { .. } => {
            EXIT_IO
        }
        LogError::Corrupt { .. }
        | LogError::Frame { .. }
        | LogError::Decode { .. }
        | LogError::Misplaced { .. }
        | LogError::Gap { .. }
        | LogError::OutOfOrder { .. }
        | LogError::Key { .. }
        | LogError::Index { .. }
        | LogError::JournalDamaged { .. }
        | LogError::JournalDiffers { .. }
        | LogError::Shorter { .. }
        | LogError::SealedDamaged { .. }
        | LogError::StagedDamaged { .. }
        | LogError::StagedForeign { .. }
        | LogError::TreeDiffers { .. }
        | LogError::TreeRow { .. }
        | LogError::Storage { .. } => EXIT_CORRUPT,
    }
}
