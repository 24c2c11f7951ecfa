//! What a proof about a log comes to: whether it holds, and who signed the trees that it speaks of.

use jiceng_core::domain::{CommitId, Position, Recorder, TreeHash};
use jiceng_core::log::{Commit, SignedCheckpoint};
use jiff::Timestamp;
use serde::Serialize;

use crate::proof::{Proof, ProofFault, TreeStated};

/// A proof that was checked.
#[derive(Debug, Serialize)]
pub struct ProofCheck {
    /// Whether it holds.
    pub holds: bool,
    /// What is wrong, as a code; null where it holds.
    pub fault: Option<&'static str>,
    /// The commit that is in the tree; null where the proof is of no commit or does not hold.
    pub commit: Option<CommitShown>,
    /// The trees that it speaks of.
    pub trees: Vec<TreeShown>,
    /// What is wrong.
    #[serde(skip)]
    pub why: Option<ProofFault>,
}

/// A commit that a proof is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommitShown {
    /// Its identity.
    pub id: CommitId,
    /// The position of its first event.
    pub position: Position,
    /// Its number among the commits, from 0.
    pub number: u64,
    /// When it was recorded, in UTC.
    pub recorded_at: Timestamp,
    /// The office that recorded it.
    pub recorder: Recorder,
    /// The name of the command.
    pub command: String,
    /// How many events it holds.
    pub events: usize,
}

/// A tree of a proof, and who signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TreeShown {
    /// `tree`, or `from` and `to`.
    pub end: &'static str,
    /// How many commits it has.
    pub commits: u64,
    /// Its root.
    pub root: TreeHash,
    /// The names of the trusted keys that signed a checkpoint of it.
    pub signed_by: Vec<String>,
}

impl ProofCheck {
    /// Checks a proof by itself, and that each of the checkpoints signs one of its trees.
    pub fn of<'c>(proof: &Proof, checkpoints: impl IntoIterator<Item = &'c SignedCheckpoint>) -> Self {
        let mut trees = shown(proof);
        let signed = |commit| {
            for checkpoint in checkpoints {
                sign(proof, checkpoint, &mut trees)?;
            }
            Ok(commit)
        };
        let (commit, why) = match proof.check().and_then(signed) {
            Ok(commit) => (commit, None),
            Err(fault) => (None, Some(fault)),
        };
        Self {
            holds: why.is_none(),
            fault: why.as_ref().map(code),
            commit: commit.map(|commit| CommitShown::of(proof, commit)),
            trees,
            why,
        }
    }
}

/// Enters who signed a tree. One that is both ends of a proof is signed as both.
fn sign(proof: &Proof, signed: &SignedCheckpoint, trees: &mut [TreeShown]) -> Result<(), ProofFault> {
    let first = proof.binds(&signed.checkpoint)?;
    for tree in trees.iter_mut().skip(first).filter(|tree| tree.commits == signed.checkpoint.commits) {
        tree.signed_by.extend(signed.signed_by.iter().map(|key| key.name().to_owned()));
    }
    Ok(())
}

fn shown(proof: &Proof) -> Vec<TreeShown> {
    let ends: &[&'static str] = match proof {
        Proof::Commit(_) => &["tree"],
        Proof::Consistency(_) => &["from", "to"],
    };
    let tree = |(end, TreeStated { commits, root }): (&&'static str, TreeStated)| TreeShown {
        end,
        commits,
        root,
        signed_by: Vec::new(),
    };
    ends.iter().zip(proof.trees()).map(tree).collect()
}

impl CommitShown {
    fn of(proof: &Proof, commit: Commit) -> Self {
        Self {
            id: commit.id,
            position: commit.first,
            number: match proof {
                Proof::Commit(proof) => proof.number,
                Proof::Consistency(_) => 0,
            },
            recorded_at: commit.recorded_at,
            recorder: commit.recorder,
            command: commit.command,
            events: commit.facts.len(),
        }
    }
}

const fn code(fault: &ProofFault) -> &'static str {
    match fault {
        ProofFault::Hashes(_) => "hashes",
        ProofFault::Frame(_) => "frame",
        ProofFault::Says { .. } => "says",
        ProofFault::OtherTree { .. } => "other_tree",
        ProofFault::OtherRoot { .. } => "other_root",
    }
}
