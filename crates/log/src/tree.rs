//! The Merkle tree over the commits of a log, as RFC 6962, section 2.1, defines it: SHA-256, a leaf is
//! `SHA-256(00 · frame)`, a node `SHA-256(01 · left · right)`, the empty tree `SHA-256()`.
//!
//! A leaf is a commit: its frame, byte for byte as `docs/format.md` describes it, whatever the store
//! makes of it (parts, compression). So the same commits have the same root wherever they lie.
//!
//! The tree is never held whole. A [`Tree`] keeps the roots of the full subtrees on its right edge, one
//! for each one-bit of the number of leaves, which is all that is needed to go on and to say the root.

use jiceng_domain::{Position, TreeHash};
use sha2::{Digest as _, Sha256};

use crate::error::LogError;
use crate::frame;

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

/// A Merkle tree that grows to the right. It takes as many hashes as the number of its leaves has bits.
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

    /// Adds a leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        let mut hash = Sha256::new().chain_update([0x00]).chain_update(leaf).finalize().into();
        let mut full = self.leaves;
        while full & 1 == 1
            && let Some(left) = self.subtrees.pop()
        {
            hash = node(left, hash);
            full >>= 1;
        }
        self.subtrees.push(hash);
        self.leaves += 1;
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

/// The tree over the commits that end at or before `position`, and where the last of them ends. `frames`
/// are all frames from position 0, `head` is where the log ends.
pub(crate) fn tree_at<F: AsRef<[u8]>>(
    mut frames: impl Iterator<Item = Result<(Position, F), LogError>>,
    position: Position,
    head: Position,
) -> Result<(Position, Tree), LogError> {
    let mut tree = Tree::new();
    let mut next = Position(0);
    while next < position.min(head) {
        let (first, frame) = frames.next().unwrap_or(Err(LogError::Gap { expected: next, found: head }))?;
        if first != next {
            return Err(LogError::Gap { expected: next, found: first });
        }
        let end = frame::decode_head(first, frame.as_ref())?.next();
        if end > position {
            break;
        }
        tree.push(frame.as_ref());
        next = end;
    }
    Ok((next, tree))
}
