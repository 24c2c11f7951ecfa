//! The log of jiceng (基层): commits of facts, in order, appended and never changed.
//!
//! [`EventLog`] is the contract. [`SledLog`] keeps it on disk, [`MemoryLog`] in memory, for tests
//! and embedding. Each commit is a [`frame`] of bytes, which `docs/format.md` describes. Nothing
//! here knows a rule of the domain.
//!
//! ```
//! use jiceng_domain::{CommitId, Fact, Name, PartialDate, Position, Recorder};
//! use jiceng_domain::{DivisionCode, division::DivisionRegistered};
//! use jiceng_log::{EventLog, MemoryLog, NewCommit};
//!
//! let event = DivisionRegistered::new(DivisionCode::parse("45")?, Name::parse("广西壮族自治区")?);
//! let log = MemoryLog::new();
//! let head = log.append(log.head()?, &[NewCommit {
//!     id: "0190163d-8694-739b-aea5-966c26f8ad91".parse()?,
//!     recorded_at: "2020-06-22T09:00:00+08:00".parse()?,
//!     recorder: Recorder::parse("柳州市妇联办公室")?,
//!     approver: None,
//!     command: "register_division".to_owned(),
//!     facts: vec![Fact { effective: PartialDate::parse("1958-03-05")?, evidence: Vec::new(), event: event.into() }],
//! }])?;
//! assert_eq!(head, Position(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod append;
pub mod bounded;
mod bytes;
pub mod checkpoint;
pub mod commit;
pub mod durable;
pub mod error;
mod error_kind;
pub mod frame;
mod guarded;
mod in_order;
mod journal;
pub mod journal_log;
mod kept_frame;
pub mod log;
pub mod memory_log;
pub mod note;
mod path_shown;
pub mod proof;
pub mod sled_log;
pub mod snapshot;
pub mod staging;
pub mod stored;
pub mod tree;
pub mod tree_rows;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use commit::{Commit, EventRead, NewCommit};
pub use error::LogError;
pub use error_kind::ErrorKind;
pub use guarded::hush_guarded_panics;
pub use journal::{FrameAt, JournalReader};
pub use journal_log::JournalLog;
pub use kept_frame::KeptFrame;
pub use log::{EventLog, Frames, Verified};
pub use memory_log::MemoryLog;
pub use note::{NoteSigner, Verifier};
pub use path_shown::{ShowPath, ShownPath};
pub use sled_log::{
    Behind, LogLock, Recovered, Rescued, Sealing, SledLog, is_only_begun, refuse_lost_journal, rescue, seal,
};
pub use snapshot::{SnapshotHead, SnapshotProblem, SnapshotReader};
pub use staging::Staging;
pub use tree::TreeHead;
pub use tree_rows::TreeRow;
