//! What is asked to be recorded, and what came of it.

use jiceng_domain::{CommitId, Position, Recorder, Wish};
use jiff::Timestamp;

use crate::effects::Effects;

/// A wish with who asks and, if the caller wants to be able to repeat it safely, its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The commit's identity; the registry makes one (UUID version 7) where none is given. The same
    /// identity with the same body again is answered with the first receipt.
    pub commit: Option<CommitId>,
    /// When it was recorded elsewhere, for a history that is moved in as stated; see
    /// [`Batch::recorded_as_stated`](crate::Batch::recorded_as_stated).
    pub recorded_at: Option<Timestamp>,
    /// Who records: an office or an account.
    pub recorder: Recorder,
    /// Who approved it, where somebody did: an office or an account.
    pub approver: Option<Recorder>,
    /// What is wished.
    pub wish: Wish,
}

impl Request {
    /// A request of a recorder, now.
    pub const fn new(recorder: Recorder, wish: Wish) -> Self {
        Self { commit: None, recorded_at: None, recorder, approver: None, wish }
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The commit that holds the events; the asked or a new identity where there are none.
    pub commit: CommitId,
    /// The position of the first event.
    pub first: Position,
    /// How many events were recorded: none where the wish was true already.
    pub events: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether this is the receipt of an earlier request with the same identity.
    pub repeated: bool,
    /// The recorded facts that lost or regained their effect by it.
    pub effects: Effects,
}
