//! The jiceng registry (基层) for embedding in other tools.
//!
//! [`Registry::open`] a directory, [`Registry::record`] what happened, take a [`View`] of a day as
//! it was known at a moment, [`Registry::watch`] what comes in. `examples/embed.rs` does all of it
//! in thirty lines. Everything that is derived can be thrown away: opening rebuilds it from the
//! log, or goes on from a snapshot of it.

mod adopt;
pub mod backups;
mod batch;
mod begun;
mod beside;
mod catch_up;
mod claims;
pub mod clock;
mod differences;
mod effects;
mod error;
mod events_at;
mod history;
pub mod layout;
mod locked_view;
mod names;
mod proofs;
mod question;
mod recorded;
mod registry;
mod request;
mod rescue;
mod sampling;
mod seal;
mod sharing;
mod snapshots;
mod state;
mod undecided;
mod view;
mod watch;

pub use adopt::Adopted;
pub use backups::{BackupList, BackupRecord, CopyKind};
pub use batch::{Batch, FactFate, RecordedBefore};
pub use beside::read_journal;
pub use claims::CheckedClaim;
pub use clock::{CHINA, china_day, end_of_china_day, now, today};
pub use effects::Effects;
pub use error::{Difference, Error};
pub use history::{Carrier, HistoryPage, Page, PageEntry};
pub use jiceng_domain as domain;
pub use jiceng_log as log;
pub use jiceng_log::ErrorKind;
pub use jiceng_projections as projections;
pub use locked_view::{HistoryEntry, LockedView, NameShown, StandardInForce, Withdrawn};
pub use names::{
    DamagedKeys, HeldKeys, KeyCopy, KeyProblem, KeySource, KeyState, NamesHeld, NamesInLog, RegistryKey,
    RegistryKeyError, RegistryKeyId, Rewrapped,
};
pub use proofs::{CommitProof, CommitRef, Extension, GrowthProof};
pub use question::{Known, Question};
pub use recorded::RecordedFact;
pub use registry::{RebuildProgress, Registry, Verification};
pub use request::{Receipt, Request};
pub use rescue::{RescuedRegistry, rescue};
pub use sampling::Draw;
pub use sharing::Readers;
pub use snapshots::{OpenedFrom, PassedOver, Snapshot};
pub use view::View;
pub use watch::Watch;
