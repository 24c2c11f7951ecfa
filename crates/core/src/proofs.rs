//! Checkpoints of the log, proofs for those who have one, and whether the log still begins as it
//! was signed.

use jiceng_domain::{CommitId, Position};
use jiceng_log::proof::{ConsistencyProof, InclusionProof};
use jiceng_log::{Checkpoint, Commit, LogError, TreeHead, frame};

use crate::error::Error;
use crate::registry::Registry;

/// Which commit is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitRef {
    /// That of an identity.
    Id(CommitId),
    /// That which contains a position.
    At(Position),
}

/// That a commit is in the tree over the first so many commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitProof {
    /// The commit.
    pub commit: Commit,
    /// Its frame, the bytes that are the leaf of the tree.
    pub frame: Vec<u8>,
    /// Its number among the commits, from 0.
    pub number: u64,
    /// The tree.
    pub tree: TreeHead,
    /// The hashes from it to the root.
    pub path: InclusionProof,
}

/// That the tree over the first so many commits goes on in a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrowthProof {
    /// The earlier tree.
    pub from: TreeHead,
    /// The later one.
    pub to: TreeHead,
    /// The hashes.
    pub path: ConsistencyProof,
}

/// What a checkpoint says, beside what the log says today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Whether the log begins with the commits that were signed, to the byte.
    pub extends: bool,
    /// The tree over as many commits today; none where there are not so many.
    pub today: Option<TreeHead>,
}

impl Registry {
    /// How many commits the log has.
    pub fn commit_count(&self) -> Result<u64, Error> {
        Ok(self.shared.log.commit_count()?)
    }

    /// The head of the tree over the first so many commits.
    pub fn tree_head_of(&self, commits: u64) -> Result<TreeHead, Error> {
        Ok(self.shared.log.tree_head_of(commits)?)
    }

    /// The checkpoint of the whole log, to be signed. Computed from every commit, so that nothing
    /// is signed that only a kept hash says.
    pub fn checkpoint(&self, origin: &str) -> Result<Checkpoint, Error> {
        self.shared.log.wait_durable(self.shared.log.head()?)?; // what is signed must not be taken back
        let commits = self.shared.log.commit_count()?;
        let head = self.shared.log.tree_heads_of_frames(&[commits])?.into_iter().flatten().next();
        let kept = self.shared.log.tree_head_of(commits)?;
        match head {
            Some(head) if head == kept => Ok(Checkpoint { origin: origin.to_owned(), commits, root: head.root }),
            _ => Err(LogError::TreeDiffers { position: kept.position }.into()),
        }
    }

    /// Proves that a commit is in the tree over the first `commits` commits, or over all; none
    /// where there is no such commit.
    pub fn prove_commit(&self, commit: CommitRef, commits: Option<u64>) -> Result<Option<CommitProof>, Error> {
        let commits = self.provable(commits)?;
        let first = match commit {
            CommitRef::Id(id) => self.shared.log.commit(id)?.map(|commit| commit.first),
            CommitRef::At(position) => self.shared.log.commit_at(position)?.map(|commit| commit.first),
        };
        let Some(first) = first else { return Ok(None) };
        let Some((_, frame)) = self.shared.log.frames(first).next().transpose()? else { return Ok(None) };
        // It begins where the tree of all commits before it ends.
        let number = self.shared.log.tree_at(first)?.1.leaves();
        let tree = self.shared.log.tree_head_of(commits)?;
        if number >= commits {
            return Err(Error::NotInTree { first, number, commits });
        }
        let path = self.shared.log.prove_inclusion(number, commits)?;
        Ok(Some(CommitProof { commit: frame::decode(first, &frame)?, frame, number, tree, path }))
    }

    /// Proves that the tree over the first `from` commits goes on in that over the first `to`, or
    /// over all.
    pub fn prove_growth(&self, from: u64, to: Option<u64>) -> Result<GrowthProof, Error> {
        let to = self.provable(to)?;
        let path = self.shared.log.prove_consistency(from, to)?;
        Ok(GrowthProof { from: self.shared.log.tree_head_of(from)?, to: self.shared.log.tree_head_of(to)?, path })
    }

    /// The first so many commits, or all: such as a power cut cannot take back, since a proof goes
    /// elsewhere.
    fn provable(&self, commits: Option<u64>) -> Result<u64, Error> {
        let count = self.shared.log.commit_count()?;
        self.shared.log.wait_durable(self.shared.log.head()?)?;
        Ok(commits.unwrap_or(count))
    }

    /// Whether the log begins with the commits of each checkpoint. Reads every commit that was
    /// signed; what is kept of the tree is not believed.
    pub fn extends(&self, checkpoints: &[Checkpoint]) -> Result<Vec<Extension>, Error> {
        let sizes: Vec<u64> = checkpoints.iter().map(|checkpoint| checkpoint.commits).collect();
        let heads = self.shared.log.tree_heads_of_frames(&sizes)?;
        let beside = |(checkpoint, today): (&Checkpoint, Option<TreeHead>)| Extension {
            extends: today.is_some_and(|today| today.root == checkpoint.root),
            today,
        };
        Ok(checkpoints.iter().zip(heads).map(beside).collect())
    }
}
