//! The Merkle tree over the commits of a log, as RFC 6962, section 2.1, defines it: SHA-256, a leaf
//! is `SHA-256(00 · frame)`, a node `SHA-256(01 · left · right)`, the empty tree `SHA-256()`.
//!
//! A leaf is a commit: its frame, byte for byte as `docs/format.md` describes it, whatever the
//! store makes of it (parts, compression). So the same commits have the same root wherever they
//! lie.
//!
//! The tree is never held whole. A [`Tree`] keeps the roots of the full subtrees on its right edge,
//! one for each one-bit of the number of leaves, which is all that is needed to go on and to say
//! the root. What proofs need beyond that, each log keeps in [rows](crate::tree_rows).

use jiceng_domain::{Position, TreeHash};
use sha2::{Digest as _, Sha256};

use crate::error::LogError;
use crate::frame;
use crate::log::EventLog;

/// What the tree over the commits up to a position comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// The position after the last event of the last commit in the tree.
    pub position: Position,
    /// How many commits are in the tree.
    pub commits: u64,
    /// The root hash.
    pub root: TreeHash,
}

/// A Merkle tree that grows to the right. It takes as many hashes as the number of its leaves has
/// bits.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: u64,
    /// The roots of the full subtrees, the largest first.
    subtrees: Vec<[u8; 32]>,
}

impl Tree {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self { leaves: 0, subtrees: Vec::new() }
    }

    /// How many leaves it has.
    pub const fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The tree of so many leaves that has these full subtrees on its right edge, the largest
    /// first.
    pub(crate) const fn of(leaves: u64, subtrees: Vec<[u8; 32]>) -> Self {
        Self { leaves, subtrees }
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.add(leaf);
    }

    /// Adds a leaf; the roots of the full subtrees that end with it, its own hash first.
    pub(crate) fn add(&mut self, leaf: &[u8]) -> Vec<[u8; 32]> {
        let mut hash = Sha256::new().chain_update([0x00]).chain_update(leaf).finalize().into();
        let mut completed = vec![hash];
        let mut full = self.leaves;
        while full & 1 == 1
            && let Some(left) = self.subtrees.pop()
        {
            hash = node(left, hash);
            completed.push(hash);
            full >>= 1;
        }
        self.subtrees.push(hash);
        self.leaves += 1;
        completed
    }

    /// The root hash.
    pub fn root(&self) -> TreeHash {
        let from_the_right = self.subtrees.iter().rev().copied().reduce(|right, left| node(left, right));
        TreeHash(from_the_right.unwrap_or_else(|| Sha256::digest([]).into()))
    }
}

fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

impl TreeHead {
    /// The head of a tree that ends at a position.
    pub fn of(position: Position, tree: &Tree) -> Self {
        Self { position, commits: tree.leaves(), root: tree.root() }
    }
}

/// The heads of the trees over the first so many commits each, computed from the frames of a log.
pub(crate) fn heads_of(log: &(impl EventLog + ?Sized), commits: &[u64]) -> Result<Vec<Option<TreeHead>>, LogError> {
    let last = commits.iter().copied().max().unwrap_or_default();
    let mut heads = vec![None; commits.len()];
    let mut reached = |position, tree: &Tree| {
        for (head, _) in heads.iter_mut().zip(commits).filter(|(_, commits)| **commits == tree.leaves()) {
            *head = Some(TreeHead::of(position, tree));
        }
    };
    let mut tree = Tree::new();
    reached(Position(0), &tree);
    let mut frames = log.frames(Position(0));
    while tree.leaves() < last
        && let Some(frame) = frames.next()
    {
        let (first, frame) = frame?;
        tree.push(&frame);
        reached(frame::decode_head(first, &frame)?.next(), &tree);
    }
    Ok(heads)
}
