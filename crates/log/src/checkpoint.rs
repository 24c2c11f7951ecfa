//! Checkpoints of a log, as C2SP defines them (<https://c2sp.org/tlog-checkpoint>): a [signed
//! note](crate::note) whose text says whose log it is, how many commits its tree has, and its root.
//!
//! Whoever keeps one can tell ever after whether the log still begins with the same commits, to the
//! byte.

use base64ct::{Base64, Encoding as _};
use jiceng_domain::TreeHash;

use crate::note::{Note, NoteError, NoteSigner, Verifier};

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is: by convention the name of the key.
    pub origin: String,
    /// How many commits are in the tree.
    pub commits: u64,
    /// The root of the tree.
    pub root: TreeHash,
}

/// A checkpoint that was signed, with those who signed it, of the keys that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The keys that signed it.
    pub signed_by: Vec<Verifier>,
}

/// Why a file is no checkpoint to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is no signed note, or not one of the keys.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It is signed, but says something else than a checkpoint does.
    #[error("its text is not that of a checkpoint: {reason}")]
    Text {
        /// What is wrong.
        reason: &'static str,
    },
    /// It is a checkpoint of another log than the key belongs to.
    #[error("it is of the log {origin}, and the key of {name}")]
    Origin {
        /// Whose log the checkpoint is of.
        origin: String,
        /// The name of the key that signed it.
        name: String,
    },
}

impl Checkpoint {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.commits, Base64::encode_string(&self.root.0))
    }

    /// Reads the text that is signed. Lines behind the third say what this program does not know;
    /// they are covered by the signature and passed over.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let bad = |reason| CheckpointError::Text { reason };
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty()).ok_or(bad("the first line is empty"))?;
        let size = lines.next().unwrap_or_default();
        let is_plain = size.bytes().all(|byte| byte.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
        let commits = size.parse().ok().filter(|_| is_plain).ok_or(bad("the second line is no size of a tree"))?;
        let mut root = [0; 32];
        let decoded = Base64::decode(lines.next().unwrap_or_default(), &mut root).map(<[u8]>::len);
        if decoded != Ok(32) {
            return Err(bad("the third line is no hash"));
        }
        if lines.any(str::is_empty) {
            return Err(bad("a line is empty"));
        }
        Ok(Self { origin: origin.to_owned(), commits, root: TreeHash(root) })
    }

    /// The signed note.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, NoteError> {
        signer.sign(&self.to_text())
    }

    /// What a signed checkpoint says, whoever signed it, or nobody. Use it only to prove something
    /// to somebody who verifies it.
    pub fn unverified(note: &[u8]) -> Result<Self, CheckpointError> {
        Self::parse(Note::unverified_text(note)?)
    }

    /// Reads a signed checkpoint and verifies that one of the keys signed it, for the log of its
    /// name.
    pub fn open(note: &[u8], keys: &[Verifier]) -> Result<SignedCheckpoint, CheckpointError> {
        let Note { text, signed_by } = Note::open(note, keys)?;
        let checkpoint = Self::parse(&text)?;
        if let Some(key) = signed_by.iter().find(|key| key.name() != checkpoint.origin) {
            return Err(CheckpointError::Origin { origin: checkpoint.origin, name: key.name().to_owned() });
        }
        Ok(SignedCheckpoint { checkpoint, signed_by })
    }
}
