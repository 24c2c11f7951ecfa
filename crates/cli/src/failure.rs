//! What a command can fail with, and the exit code that says so.

pub(crate) mod texts;

use std::io;
use std::path::{Path, PathBuf};

use jiceng_answers::{AskError, NextStep, Sought};
use jiceng_core::domain::{StandardId, TextError};
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::NoteError;
use jiceng_core::{Error, ErrorKind, NamesHeld, RegistryKeyError};
use jiceng_exchange::RowProblem;
use jiceng_exchange::backup::BackupError;
use jiceng_exchange::frames::FramesError;
use jiceng_exchange::import::ImportError;
use jiceng_exchange::proof::{ProofFault, ProofProblem};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The registry says no.
    #[error(transparent)]
    Registry(#[from] Error),
    /// A question that cannot be asked so, or has no answer.
    #[error(transparent)]
    Ask(AskError),
    /// The same, because of a file.
    #[error("{file} is not what was asked for")]
    AskOfFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        problem: AskError,
    },
    /// A word that is no command.
    #[error("there is no command \"{name}\"")]
    NoCommand {
        /// The word.
        name: String,
    },
    /// An import broke off.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A row that cannot be understood.
    #[error(transparent)]
    Row(#[from] RowProblem),
    /// A file cannot be read or written.
    #[error("cannot {action} {}", path.shown())]
    File {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What stands in `JICENG_KEY` is no registry key; it is not shown.
    #[error("JICENG_KEY holds no registry key")]
    NotARegistryKey(#[from] RegistryKeyError),
    /// What was given for `--recorder` or `--approver` is no name; it is not shown, because it
    /// could be a person's.
    #[error("the value of {option} is no name of an office")]
    NotARecorder {
        /// The option.
        option: &'static str,
        /// What is wrong with it.
        #[source]
        problem: TextError,
    },
    /// The registry key lies elsewhere, and it was not said where the next one is to be.
    #[error("the file of the new registry key is not named")]
    NoNewKeyFile,
    /// A correction that changes nothing.
    #[error("the correction changes nothing of the event at {position}")]
    NothingChanged {
        /// Where the event is recorded.
        position: u64,
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
        /// What is wrong with it.
        #[source]
        fault: ProofFault,
    },
    /// Claims that do not hold, already told.
    #[error("{fail} claims fail")]
    ClaimsFail {
        /// How many.
        fail: usize,
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
    /// Rows of an import that are bad, already listed.
    #[error("{bad} bad rows")]
    BadRows {
        /// How many.
        bad: u64,
    },
    /// A verification that found something wrong, already told.
    #[error("the projections rebuilt from the log differ from the live ones")]
    NotVerified,
    /// Keys of names that are damaged or missing, in a registry or a backup that was made or
    /// restored all the same.
    #[error(
        "the keys of names are not in order: {} damaged, {} missing, {} do not open{}",
        held.damaged,
        held.missing(),
        held.unopened(),
        if held.is_key_spoiled { ", and the registry key inside opens none" } else { "" }
    )]
    NamesNotWhole {
        /// What there is.
        held: NamesHeld,
    },
    /// Lines of the list of backups that cannot be read.
    #[error("{lines} lines of the list of backups cannot be read")]
    BackupsUnlisted {
        /// How many.
        lines: usize,
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
    /// A rescue of a log of which nothing says any more where it ended, already told.
    #[error("nothing says where the log ended")]
    EndUnknown,
    /// A rescue of a log whose two copies have different sound commits, already told.
    #[error("{commits} sound commits of the store are left aside")]
    LeftAside {
        /// How many.
        commits: u64,
    },
    /// A rescue in which files of keys or the list of backups could not be read, already told.
    #[error("{files} files beside the log could not be read")]
    BesideUnread {
        /// How many.
        files: usize,
    },
    /// Output cannot be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Registry(error) => error.into(),
            AskError::NotFound { sought: Sought::Standard, value } => no_standard(&value),
            other @ (AskError::Certificate(_)
            | AskError::Value { .. }
            | AskError::NoSuchPlace { .. }
            | AskError::NotAssessed { .. }
            | AskError::NotFound { .. }
            | AskError::NotAPerson
            | AskError::UnknownKind { .. }
            | AskError::BadStandard { .. }
            | AskError::BadClaims { .. }) => Self::Ask(other),
        }
    }
}

/// No standard has the name: what is no identifier should have been a file.
fn no_standard(name: &str) -> Failure {
    match StandardId::parse(name) {
        Ok(standard) if !name.to_ascii_lowercase().ends_with(".toml") => Error::UnknownStandard { standard }.into(),
        Ok(_) | Err(_) => {
            Failure::File { action: "read", path: Path::new(name).to_owned(), source: io::ErrorKind::NotFound.into() }
        }
    }
}

impl Failure {
    /// The same of a file that was given.
    pub(crate) fn of_file(path: &Path, problem: AskError) -> Self {
        Self::AskOfFile { file: path.shown().to_string(), problem }
    }

    /// The same of a field that a command sets in another way.
    #[must_use]
    pub(crate) fn named(mut self, from: &'static str, to: &'static str) -> Self {
        if let Self::Ask(AskError::Value { field, .. }) = &mut self
            && *field == from
        {
            *field = to;
        }
        self
    }
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
    /// What sort of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Registry(error) => error.kind(),
            Self::Ask(error) | Self::AskOfFile { problem: error, .. } => error.kind(),
            Self::Import(error) => error.kind(),
            Self::Frames(error) => error.kind(),
            Self::Backup(error) => error.kind(),
            Self::Generate(error) => error.kind(),
            Self::Row(_) | Self::BadKey { .. } | Self::BadCheckpoint { .. } | Self::BadProof { .. } => {
                ErrorKind::Invalid
            }
            Self::ClaimsFail { .. }
            | Self::CertificateDiffers { .. }
            | Self::ProofFails { .. }
            | Self::NothingChanged { .. }
            | Self::BadRows { .. } => ErrorKind::Refused,
            Self::MeasureOption { .. }
            | Self::NotARegistryKey(_)
            | Self::NotARecorder { .. }
            | Self::NoCommand { .. }
            | Self::NoNewKeyFile => ErrorKind::NotUnderstood,
            Self::File { .. } | Self::Output(_) => ErrorKind::Io,
            Self::NotVerified
            | Self::NamesNotWhole { .. }
            | Self::BackupsUnlisted { .. }
            | Self::NotExtended { .. }
            | Self::NotSigned { .. }
            | Self::OtherTree { .. }
            | Self::NotAllRescued { .. }
            | Self::LeftAside { .. }
            | Self::BesideUnread { .. }
            | Self::EndUnknown => ErrorKind::Corrupt,
        }
    }

    /// What to do next, of what this command line alone can fail with.
    pub(crate) fn next_step(&self) -> Option<NextStep> {
        Some(match self {
            Self::Import(ImportError::Registry(_)) => return None,
            Self::Import(error) => return NextStep::after_import(error),
            Self::NoNewKeyFile => NextStep::NameNewRegistryKey,
            Self::NothingChanged { .. } => NextStep::SayWhatChanges,
            Self::NotExtended { .. } => NextStep::CompareWithBackup,
            Self::NotSigned { .. } | Self::OtherTree { .. } => NextStep::VerifyCheckpoint,
            Self::BadRows { .. } => NextStep::MendRowsOrSkip,
            Self::NotVerified => NextStep::ReportAndRebuild,
            Self::Generate(jiceng_generate::Error::Divisions { .. }) => NextStep::InstallAgain,
            Self::NotAllRescued { .. } => NextStep::LookInBackups,
            Self::EndUnknown => NextStep::LookForTheLast,
            Self::LeftAside { .. } => NextStep::LookWhichIsRight,
            Self::BesideUnread { .. } => NextStep::TakeFromBackup,
            Self::Registry(_)
            | Self::Ask(_)
            | Self::AskOfFile { .. }
            | Self::NoCommand { .. }
            | Self::Row(_)
            | Self::File { .. }
            | Self::NotARegistryKey(_)
            | Self::NotARecorder { .. }
            | Self::CertificateDiffers { .. }
            | Self::BadKey { .. }
            | Self::BadCheckpoint { .. }
            | Self::BadProof { .. }
            | Self::ProofFails { .. }
            | Self::ClaimsFail { .. }
            | Self::MeasureOption { .. }
            | Self::NamesNotWhole { .. }
            | Self::BackupsUnlisted { .. }
            | Self::Frames(_)
            | Self::Backup(_)
            | Self::Generate(_)
            | Self::Output(_) => return None,
        })
    }

    /// The exit code; `docs/cli/README.md` lists them.
    pub fn exit_code(&self) -> u8 {
        match self.kind() {
            ErrorKind::NotUnderstood => EXIT_USAGE,
            ErrorKind::Busy | ErrorKind::NoRegistry | ErrorKind::Exists => EXIT_NO_REGISTRY,
            ErrorKind::Io => EXIT_IO,
            ErrorKind::Corrupt => EXIT_CORRUPT,
            // And whatever kinds there will be: nothing was recorded.
            ErrorKind::Refused
            | ErrorKind::Invalid
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Broken
            | _ => EXIT_REFUSED,
        }
    }
}
