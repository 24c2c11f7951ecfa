//! What to do next after an error: a code, which each edge words in its own way.

use jiceng_core::domain::document_number::DocumentNumberError;
use jiceng_core::log::LogError;
use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::NoteError;
use jiceng_core::{Error, KeyProblem, backups};
use jiceng_exchange::backup::{BackupError, CheckpointFault};
use jiceng_exchange::frames::FramesError;
use jiceng_exchange::import::ImportError;
use jiceng_exchange::proof::ProofFault;
use jiceng_exchange::{FieldFault, RowProblem};
use serde::Serialize;

use crate::error::{AskError, Sought};
use crate::wanted::Wanted;

/// A step a row: what it means, and its code.
macro_rules! steps {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        /// What to do next after an error. A terminal names a command for it, a page a link.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum NextStep {
            $($(#[doc = $doc])+ $name,)+
        }

        impl NextStep {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

steps! {
    /// Look for the place among all of them, or by its name.
    ListPlaces = "list_places";
    /// Look for the person among all of them.
    ListPersons = "list_persons";
    /// Look for the federation among those of the day.
    ListFederations = "list_federations";
    /// Look for the sample among those that were drawn.
    ListSamples = "list_samples";
    /// Look for the target among those of the day.
    ListTargets = "list_targets";
    /// Look for the reform issue among those of the day.
    ListIssues = "list_issues";
    /// Look for the standard among those that were adopted or ship.
    ListStandards = "list_standards";
    /// Look for the code among those of all findings.
    ListFindings = "list_findings";
    /// Look for the command among those that record.
    ListCommands = "list_commands";
    /// Look for the event in the history of its place.
    ShowHistory = "show_history";
    /// Add the kind to the catalogue.
    AddCatalogueEntry = "add_catalogue_entry";
    /// Name a kind, for what is counted of one kind.
    NameKind = "name_kind";
    /// Ask for the rounds that were held, for their states.
    AskForRounds = "ask_for_rounds";
    /// Have the certificate written anew; it must not be changed.
    MakeCertificate = "make_certificate";
    /// Choose another directory.
    ChooseAnotherDirectory = "choose_another_directory";
    /// Create the registry again, which finishes it.
    CreateAgain = "create_again";
    /// Create a registry first.
    CreateRegistry = "create_registry";
    /// Give the directory that a restore moved away its name back.
    NameBack = "name_back";
    /// Give the new content a commit id of its own.
    NewCommit = "new_commit";
    /// Correct what is recorded, if the new statement is right.
    CorrectRecorded = "correct_recorded";
    /// Name the division by the code that it has now.
    NameTodaysCode = "name_todays_code";
    /// Say that a history moves in with its recording times, or leave them out.
    StateRecordingTimes = "state_recording_times";
    /// Put the rows in the order of their recording times.
    OrderByRecordingTime = "order_by_recording_time";
    /// Set the clock right.
    SetClock = "set_clock";
    /// Set the clock right, or confirm that it is.
    SetClockOrConfirm = "set_clock_or_confirm";
    /// Set the clock right; or cut off what was recorded by a wrong one.
    SetClockOrCutBack = "set_clock_or_cut_back";
    /// Put the person's key back from a backup, or forget the name.
    RestoreNameKey = "restore_name_key";
    /// Put the keys of names back from a backup, or forget the names.
    RestoreNameKeys = "restore_name_keys";
    /// Put the store of keys back from a backup, and forget again what was forgotten since.
    RestoreKeyStore = "restore_key_store";
    /// Put the store of keys back from a backup, or give the damaged ones up.
    RestoreOrDropKeys = "restore_or_drop_keys";
    /// Put the list of names that came without keys back, or mend it.
    RestoreAbsent = "restore_absent";
    /// Put the registry key back, or give the right one.
    RestoreRegistryKey = "restore_registry_key";
    /// Give the registry key.
    GiveRegistryKey = "give_registry_key";
    /// Say where the new registry key is to be.
    NameNewRegistryKey = "name_new_registry_key";
    /// Name another file for the new registry key.
    NameAnotherKeyFile = "name_another_key_file";
    /// Move the old registry key out of the directory, then change the key.
    MoveOldKeyOut = "move_old_key_out";
    /// Put the file itself in the place of the link.
    ReplaceLink = "replace_link";
    /// Keep a copy, then make the snapshots anew from the log.
    RebuildSnapshots = "rebuild_snapshots";
    /// Keep a copy and report it, then make the snapshots anew from the log.
    ReportAndRebuild = "report_and_rebuild";
    /// Report the fault of the program.
    ReportFault = "report_fault";
    /// Install the program anew.
    InstallAgain = "install_again";
    /// Ask for what is known by now.
    AskOfThePast = "ask_of_the_past";
    /// Give a later checkpoint, or a larger number of commits.
    GiveLaterTree = "give_later_tree";
    /// Give a number of commits that the log has.
    GiveSmallerTree = "give_smaller_tree";
    /// Leave seed and places to the registry.
    LeaveDrawOut = "leave_draw_out";
    /// Open the registry again.
    OpenAgain = "open_again";
    /// Open the registry again, which finishes what was decided.
    OpenToFinish = "open_to_finish";
    /// Take the view anew.
    TakeViewAnew = "take_view_anew";
    /// Wait until the other program has ended.
    Wait = "wait";
    /// Wait for the other program, or use a disk that can be written to.
    WaitOrWriteElsewhere = "wait_or_write_elsewhere";
    /// Use a newer version of the program.
    UseNewerProgram = "use_newer_program";
    /// Look at the disk, then open again, which finishes the import.
    CheckDiskToFinish = "check_disk_to_finish";
    /// Look at the disk, open again, and look for the last facts.
    CheckDiskAndOpen = "check_disk_and_open";
    /// Move the staged file out and open again, then import again.
    MoveStagedOut = "move_staged_out";
    /// Keep a copy, then rescue what is sound.
    Rescue = "rescue";
    /// Keep a copy, then restore a backup or rescue what is sound.
    RestoreOrRescue = "restore_or_rescue";
    /// Change nothing, keep a copy, and compare with a backup.
    CompareWithBackup = "compare_with_backup";
    /// Look whether the last facts are there, and keep the old directory.
    LookForTheLast = "look_for_the_last";
    /// Look for what is lost in backups, and keep the old directory.
    LookInBackups = "look_in_backups";
    /// Keep the old directory, or take the files from a backup.
    TakeFromBackup = "take_from_backup";
    /// Look which of the two is right, and keep the old directory.
    LookWhichIsRight = "look_which_is_right";
    /// Find the backups that the lines speak of, then take the lines out.
    MendBackupList = "mend_backup_list";
    /// Get the whole file again, and import it once more.
    GetFileAgain = "get_file_again";
    /// Back up where it can be written to, or without the keys.
    BackUpElsewhere = "back_up_elsewhere";
    /// Choose another directory, or have the registry moved aside.
    ChooseAnotherOrReplace = "choose_another_or_replace";
    /// Rescue what the registry says first, or say knowingly that forgotten names may come back.
    RepairOrLetNamesReturn = "repair_or_let_names_return";
    /// Give the position where the last backup ended.
    GiveEndOfBackup = "give_end_of_backup";
    /// Get the checkpoint as it was written.
    GetCheckpoint = "get_checkpoint";
    /// Verify the log against the checkpoint, which says where they differ.
    VerifyCheckpoint = "verify_checkpoint";
    /// Use another backup.
    UseAnotherBackup = "use_another_backup";
    /// Check the proof that was written.
    CheckProof = "check_proof";
    /// Give the checkpoint that is trusted, and its key.
    GiveTrustedCheckpoint = "give_trusted_checkpoint";
    /// Give the backups of one registry in order, a whole one first.
    OrderBackups = "order_backups";
    /// Get the key as it was made.
    MakeKey = "make_key";
    /// Look whether the key is the one that signed.
    CheckKey = "check_key";
    /// Get the original of the checkpoint.
    GetOriginal = "get_original";
    /// Have the proof made anew; it must not be changed.
    MakeProof = "make_proof";
    /// Have it proved for this checkpoint.
    ProveForCheckpoint = "prove_for_checkpoint";
    /// Say which office records.
    NameRecorder = "name_recorder";
    /// Record it as a row, which has room for several papers.
    RecordAsRow = "record_as_row";
    /// Say what the correction changes.
    SayWhatChanges = "say_what_changes";
    /// Mend the bad rows and import again, or leave them out.
    MendRowsOrSkip = "mend_rows_or_skip";
    /// Look at the file and its line ends.
    CheckLineEnds = "check_line_ends";
    /// Look whether it is the right file.
    CheckFile = "check_file";
    /// Split the file, and import its parts one after the other.
    SplitFile = "split_file";
}

impl AskError {
    /// What to do next, where that is more than to ask for what is wanted.
    pub fn next_step(&self) -> Option<NextStep> {
        match self {
            Self::Registry(error) => NextStep::after_registry(error),
            Self::Certificate(_) => Some(NextStep::MakeCertificate),
            Self::NoSuchPlace { .. } => Some(NextStep::ListPlaces),
            Self::NotAPerson => Some(NextStep::ListPersons),
            Self::NotFound { sought, .. } => Some(match sought {
                Sought::Person => NextStep::ListPersons,
                Sought::Federation | Sought::FederationOfPlace => NextStep::ListFederations,
                Sought::Sample => NextStep::ListSamples,
                Sought::Target => NextStep::ListTargets,
                Sought::Issue => NextStep::ListIssues,
                Sought::Standard => NextStep::ListStandards,
                Sought::Event | Sought::Commit => NextStep::ShowHistory,
            }),
            Self::UnknownKind { .. } => Some(NextStep::AddCatalogueEntry),
            Self::Value { wanted: Wanted::Event, .. } => Some(NextStep::ShowHistory),
            Self::Value { wanted: Wanted::Finding, .. } => Some(NextStep::ListFindings),
            Self::Value { wanted: Wanted::Figure, .. } => Some(NextStep::NameKind),
            Self::Value { wanted: Wanted::OfficeState, .. } => Some(NextStep::AskForRounds),
            Self::Value { .. } | Self::NotAssessed { .. } | Self::BadStandard { .. } | Self::BadClaims { .. } => None,
        }
    }
}

impl NextStep {
    /// After an error of the registry.
    pub fn after_registry(error: &Error) -> Option<Self> {
        Some(match error {
            Error::Log(error) => return Self::after_log(error),
            Error::AlreadyARegistry { .. } => Self::ChooseAnotherDirectory,
            Error::InitCutShort { .. } => Self::CreateAgain,
            Error::NotARegistry { dir } if backups::beside(dir).is_empty() => Self::CreateRegistry,
            Error::NotARegistry { .. } => Self::NameBack,
            Error::CommitDiffers { .. } => Self::NewCommit,
            Error::RecordedDifferently { .. } => Self::CorrectRecorded,
            Error::MeansOthers { .. } => Self::NameTodaysCode,
            Error::RecordingTimeStated => Self::StateRecordingTimes,
            Error::RecordingTimeOutOfOrder { .. } => Self::OrderByRecordingTime,
            Error::ClockFarAhead { .. } => Self::SetClockOrConfirm,
            Error::ClockBehind { .. } => Self::SetClockOrCutBack,
            Error::ClockAtTheEnd { .. } => Self::SetClock,
            Error::NameKey { .. } => Self::RestoreNameKey,
            Error::NoRegistryKey { problem } => Self::after_key(problem),
            Error::KeysDamaged { .. } => Self::RestoreOrDropKeys,
            Error::OldKeyWouldStay { .. } | Error::OtherKeyInside { .. } => Self::MoveOldKeyOut,
            Error::SameRegistryKey { .. } => Self::NameAnotherKeyFile,
            Error::Linked { .. } => Self::ReplaceLink,
            Error::SnapshotDiffers { .. } => Self::RebuildSnapshots,
            Error::KnownInFuture { .. } => Self::AskOfThePast,
            Error::NotInTree { .. } => Self::GiveLaterTree,
            Error::NotTheDraw { .. } => Self::LeaveDrawOut,
            Error::Shipped(_) => Self::ReportFault,
            Error::Poisoned => Self::OpenAgain,
            Error::Unfinished => Self::OpenToFinish,
            Error::BatchOver => Self::TakeViewAnew,
            Error::UnknownStandard { .. } => Self::ListStandards,
            Error::Refused(_)
            | Error::OtherCommit { .. }
            | Error::Io { .. }
            | Error::InMemory
            | Error::BeyondTheLog { .. }
            | Error::NotStaged { .. } => return None,
        })
    }

    /// After an error of the log.
    pub const fn after_log(error: &LogError) -> Option<Self> {
        use LogError as E;
        Some(match error {
            E::InUse { .. } => Self::Wait,
            E::Format { .. } => Self::UseNewerProgram,
            E::Unfinished { .. } => Self::CheckDiskToFinish,
            E::StagedDamaged { .. } | E::StagedForeign { .. } => Self::MoveStagedOut,
            E::OpenedToRead { .. } => Self::WaitOrWriteElsewhere,
            E::NotDurable { .. } | E::ReadOnly { .. } => Self::CheckDiskAndOpen,
            E::Corrupt { .. }
            | E::Frame { .. }
            | E::Decode { .. }
            | E::Misplaced { .. }
            | E::Gap { .. }
            | E::OutOfOrder { .. }
            | E::Key { .. }
            | E::Index { .. }
            | E::JournalDamaged { .. }
            | E::JournalMissing { .. }
            | E::OtherStore { .. }
            | E::JournalDiffers { .. }
            | E::SealedDamaged { .. }
            | E::TreeDiffers { .. }
            | E::TreeRow { .. }
            | E::Storage { .. } => Self::Rescue,
            E::Shorter { .. } => Self::RestoreOrRescue,
            E::ClockBefore1970 => Self::SetClock,
            E::NoSuchTree { .. } => Self::GiveSmallerTree,
            E::Conflict { .. }
            | E::CommitExists { .. }
            | E::NoFacts { .. }
            | E::RecordedEarlier { .. }
            | E::Event { .. }
            | E::CommitTooLarge { .. }
            | E::NotALog { .. }
            | E::Exists { .. }
            | E::NotEmpty { .. }
            | E::Io { .. } => return None,
        })
    }

    /// Where the registry key, or the store of what it opens, is of no use.
    pub const fn after_key(problem: &KeyProblem) -> Self {
        match problem {
            KeyProblem::StoreDamaged { .. } => Self::RestoreKeyStore,
            KeyProblem::Missing { .. }
            | KeyProblem::Unreadable { .. }
            | KeyProblem::NotAKey { .. }
            | KeyProblem::Wrong { .. } => Self::GiveRegistryKey,
        }
    }

    /// Where a row cannot be understood.
    pub fn after_row(problem: &RowProblem) -> Option<Self> {
        match problem {
            RowProblem::Missing { field } if field == "recorder" => Some(Self::NameRecorder),
            RowProblem::UnknownCommand { .. } => Some(Self::ListCommands),
            RowProblem::Field {
                fault: FieldFault::Document(DocumentNumberError::Several | DocumentNumberError::Title),
                ..
            } => Some(Self::RecordAsRow),
            RowProblem::NotJson { .. }
            | RowProblem::NotAnObject
            | RowProblem::Missing { .. }
            | RowProblem::UnknownField { .. }
            | RowProblem::Twice { .. }
            | RowProblem::HiddenInName { .. }
            | RowProblem::Field { .. } => None,
        }
    }

    /// Where an import broke off.
    pub fn after_import(error: &ImportError) -> Option<Self> {
        match error {
            ImportError::Registry(error) => Self::after_registry(error),
            ImportError::EndlessLine { .. } => Some(Self::CheckLineEnds),
            ImportError::NoRows { .. } => Some(Self::CheckFile),
            ImportError::TooMuch { .. } => Some(Self::SplitFile),
            ImportError::Read { .. } => None,
        }
    }

    /// Where frames could not be moved.
    pub fn after_frames(error: &FramesError) -> Option<Self> {
        match error {
            FramesError::Log(error) => Self::after_log(error),
            FramesError::Registry(error) => Self::after_registry(error),
            FramesError::NotAFrame { .. } | FramesError::Torn { .. } => Some(Self::GetFileAgain),
            FramesError::Io(_) | FramesError::BeyondTheLog { .. } => None,
        }
    }

    /// Where a backup could not be made or restored.
    pub fn after_backup(error: &BackupError) -> Option<Self> {
        match error {
            BackupError::Log(error) => Self::after_log(error),
            BackupError::Registry(error) => Self::after_registry(error),
            BackupError::NotListed { .. } => Some(Self::BackUpElsewhere),
            BackupError::Exists { .. } => Some(Self::ChooseAnotherOrReplace),
            BackupError::NotAsked { .. } => Some(Self::RepairOrLetNamesReturn),
            BackupError::NoEnd { .. } => Some(Self::GiveEndOfBackup),
            BackupError::Checkpoint { fault: CheckpointFault::Unreadable(_) } => Some(Self::GetCheckpoint),
            BackupError::Checkpoint { .. } => Some(Self::VerifyCheckpoint),
            BackupError::Differs { .. } => Some(Self::UseAnotherBackup),
            BackupError::DoesNotFollow { .. } => Some(Self::OrderBackups),
            BackupError::File { .. } | BackupError::NotABackup { .. } => None,
        }
    }

    /// Where a checkpoint cannot be read, or nobody signed it whose key was given.
    pub const fn after_checkpoint(problem: &CheckpointError) -> Self {
        match problem {
            CheckpointError::Note(NoteError::NotSigned { .. }) | CheckpointError::Origin { .. } => Self::CheckKey,
            CheckpointError::Note(_) | CheckpointError::Text { .. } => Self::GetOriginal,
        }
    }

    /// Where a proof proves nothing.
    pub const fn after_proof(fault: &ProofFault) -> Option<Self> {
        match fault {
            ProofFault::OtherTree { .. } => Some(Self::ProveForCheckpoint),
            ProofFault::Hashes(_) | ProofFault::Frame(_) | ProofFault::Says { .. } | ProofFault::OtherRoot { .. } => {
                None
            }
        }
    }
}
