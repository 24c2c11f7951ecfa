//! Proofs about the log as files, which are checked without a registry: that a commit is in the
//! tree of so many commits, or that one tree goes on in a later one. `docs/checkpoint.md` describes
//! the file field by field.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use jiceng_core::domain::{CommitId, Position, TreeHash};
use jiceng_core::log::proof::{ConsistencyProof, InclusionProof, ProofError};
use jiceng_core::log::{Checkpoint, Commit, LogError, frame};
use jiceng_core::{CommitProof, GrowthProof};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version that is written.
pub const VERSION: u64 = 1;

/// A proof as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Proof {
    /// That a commit is in a tree.
    Commit(CommitInTree),
    /// That a tree goes on in a later one.
    Consistency(Growth),
}

/// That a commit is in a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitInTree {
    proof: u64,
    kind: CommitKind,
    /// The commit's identity.
    pub commit: CommitId,
    /// The position of its first event.
    pub position: Position,
    /// Its number among the commits, from 0.
    pub number: u64,
    tree: TreeStated,
    path: Vec<TreeHash>,
    frame: FrameBytes,
}

/// That a tree goes on in a later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    proof: u64,
    kind: ConsistencyKind,
    from: TreeStated,
    to: TreeStated,
    path: Vec<TreeHash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CommitKind {
    Commit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConsistencyKind {
    Consistency,
}

/// A tree that a proof speaks of. The proof does not vouch for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeStated {
    /// How many commits it has.
    pub commits: u64,
    /// Its root.
    pub root: TreeHash,
}

/// The bytes of a frame, written in base64.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct FrameBytes(Vec<u8>);

impl fmt::Debug for FrameBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FrameBytes({} bytes)", self.0.len())
    }
}

impl TryFrom<String> for FrameBytes {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        Base64::decode_vec(&text).map(Self).map_err(|_| "a frame is written in base64")
    }
}

impl From<FrameBytes> for String {
    fn from(frame: FrameBytes) -> Self {
        Base64::encode_string(&frame.0)
    }
}

/// Why a file is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofProblem {
    /// Not the text of one JSON value.
    #[error("not JSON: {reason}")]
    NotJson {
        /// What the parser says.
        reason: String,
    },
    /// JSON of something else.
    #[error("no field proof with a version")]
    NoVersion,
    /// A version that this program does not know.
    #[error("version {found}; this program knows version {VERSION}")]
    Version {
        /// The version.
        found: u64,
    },
    /// A field that is missing, unknown, or holds something else.
    #[error("field {field}: {reason}")]
    Field {
        /// The field.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// A value that can be read, but not as proofs are written.
    #[error("a value is written otherwise than in proofs, such as capital letters in a hash")]
    Written,
}

/// Why a proof, which can be read, proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProofFault {
    /// Its hashes.
    #[error(transparent)]
    Hashes(#[from] ProofError),
    /// The frame is in the tree, and this program cannot read it.
    #[error("the commit in it cannot be read")]
    Frame(#[source] LogError),
    /// What it says of the commit is not what the commit says.
    #[error("its field {field} is not what the commit says")]
    Says {
        /// The field.
        field: &'static str,
    },
    /// It is about other trees than the checkpoint.
    #[error("it says nothing about the tree of {commits} commits, of which the checkpoint is")]
    OtherTree {
        /// How many commits the tree of the checkpoint has.
        commits: u64,
    },
    /// The checkpoint has another root for the same number of commits.
    #[error("the checkpoint has another root for {commits} commits: {signed}, and not {stated}")]
    OtherRoot {
        /// How many commits.
        commits: u64,
        /// The root that was signed.
        signed: TreeHash,
        /// The root in the proof.
        stated: TreeHash,
    },
}

impl Proof {
    /// The file of a proof that a commit is in a tree.
    pub fn of_commit(proof: CommitProof) -> Self {
        let CommitProof { commit, frame, number, tree, path } = proof;
        Self::Commit(CommitInTree {
            proof: VERSION,
            kind: CommitKind::Commit,
            commit: commit.id,
            position: commit.first,
            number,
            tree: TreeStated { commits: tree.commits, root: tree.root },
            path: hashes(path.0),
            frame: FrameBytes(frame),
        })
    }

    /// The file of a proof that a tree goes on in a later one.
    pub fn of_growth(proof: GrowthProof) -> Self {
        let stated = |tree: jiceng_core::log::TreeHead| TreeStated { commits: tree.commits, root: tree.root };
        Self::Consistency(Growth {
            proof: VERSION,
            kind: ConsistencyKind::Consistency,
            from: stated(proof.from),
            to: stated(proof.to),
            path: hashes(proof.path.0),
        })
    }

    /// Reads a proof; else says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofProblem> {
        let not_json = |error: serde_json::Error| ProofProblem::NotJson { reason: error.to_string() };
        let value: Value = serde_json::from_slice(bytes).map_err(not_json)?;
        match value.get("proof").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(found) => return Err(ProofProblem::Version { found }),
            None => return Err(ProofProblem::NoVersion),
        }
        let proof = match value.get("kind").and_then(Value::as_str) {
            Some("commit") => Self::Commit(read(bytes)?),
            Some("consistency") => Self::Consistency(read(bytes)?),
            _ => {
                let reason = "it is commit or consistency".to_owned();
                return Err(ProofProblem::Field { field: "kind".to_owned(), reason });
            }
        };
        let written = serde_json::to_value(&proof).map_err(not_json)?;
        if written == value { Ok(proof) } else { Err(ProofProblem::Written) }
    }

    /// The bytes of the file.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The trees that it speaks of: that in which the commit is, or the earlier and the later one.
    pub fn trees(&self) -> Vec<TreeStated> {
        match self {
            Self::Commit(proof) => vec![proof.tree],
            Self::Consistency(proof) => vec![proof.from, proof.to],
        }
    }

    /// Checks the proof by itself: its hashes lead to the roots that it states, and what it says of
    /// a commit is what the commit says. Answers the commit. Nobody vouches for the roots yet; see
    /// [`binds`](Self::binds).
    pub fn check(&self) -> Result<Option<Commit>, ProofFault> {
        match self {
            Self::Commit(proof) => proof.check().map(Some),
            Self::Consistency(Growth { from, to, path, .. }) => {
                let path = ConsistencyProof(path.iter().map(|hash| hash.0).collect());
                path.verify((from.commits, from.root), (to.commits, to.root))?;
                Ok(None)
            }
        }
    }

    /// Whether one of its trees is that of a checkpoint; which, as an index of
    /// [`trees`](Self::trees).
    pub fn binds(&self, checkpoint: &Checkpoint) -> Result<usize, ProofFault> {
        let commits = checkpoint.commits;
        let trees = self.trees();
        let mut same_size = trees.iter().enumerate().filter(|(_, tree)| tree.commits == commits);
        let (index, tree) = same_size.next().ok_or(ProofFault::OtherTree { commits })?;
        if tree.root == checkpoint.root {
            Ok(index)
        } else {
            Err(ProofFault::OtherRoot { commits, signed: checkpoint.root, stated: tree.root })
        }
    }
}

impl CommitInTree {
    fn check(&self) -> Result<Commit, ProofFault> {
        let path = InclusionProof(self.path.iter().map(|hash| hash.0).collect());
        path.verify(&self.frame.0, self.number, self.tree.commits, self.tree.root)?;
        let commit = match frame::decode(self.position, &self.frame.0) {
            Err(LogError::Misplaced { .. }) => return Err(ProofFault::Says { field: "position" }),
            decoded => decoded.map_err(ProofFault::Frame)?,
        };
        if commit.id == self.commit { Ok(commit) } else { Err(ProofFault::Says { field: "commit" }) }
    }
}

fn hashes(path: Vec<[u8; 32]>) -> Vec<TreeHash> {
    path.into_iter().map(TreeHash).collect()
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, ProofProblem> {
    let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    read.map_err(|error| ProofProblem::Field { field: error.path().to_string(), reason: error.inner().to_string() })
}
