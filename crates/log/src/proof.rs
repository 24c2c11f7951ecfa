//! Proofs about the Merkle tree of a log, as RFC 6962, sections 2.1.1 and 2.1.2, defines them: that
//! a commit is in the tree of a size, and that a tree is the beginning of a later one.
//!
//! They are made here, by the RFC's own recursions over the kept [rows](crate::tree_rows), and
//! checked by ct-merkle, another program: what decides about trust is not ours
//! (`docs/decisions/0031`).
//!
//! A proof that checks says: *if* the tree of `size` commits has this root, *then* the commit is in
//! it. What vouches for size and root is a signed [checkpoint](crate::checkpoint); a proof alone
//! binds neither the size nor the number of the commit to the root entirely, because trees of other
//! sizes can have the same path.

use ct_merkle::RootHash;
use jiceng_domain::TreeHash;
use sha2::Sha256;

use crate::error::LogError;
use crate::log::EventLog;
use crate::tree_rows::root_of;

/// The most commits of a tree that a proof is checked for: more than there will ever be, and no sum
/// of two such numbers overflows.
pub const COMMITS_MAX: u64 = 1 << 62;

/// That a commit is in a tree: the hashes from its sibling to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof(pub Vec<[u8; 32]>);

/// That a tree is the beginning of a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyProof(pub Vec<[u8; 32]>);

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Numbers that belong to no tree: a commit beyond its tree, an earlier tree larger than the
    /// later one, or more commits than [`COMMITS_MAX`].
    #[error("its numbers of commits do not fit each other")]
    Sizes,
    /// Another number of hashes than such a proof has.
    #[error("it has another number of hashes than such a proof has")]
    Length,
    /// The hashes do not lead to the root.
    #[error("its hashes do not lead to the root")]
    Root,
}

impl InclusionProof {
    /// Whether the `leaf`-th frame, from 0, of the tree of so many commits with this root is this
    /// one.
    pub fn verify(&self, frame: &[u8], leaf: u64, commits: u64, root: TreeHash) -> Result<(), ProofError> {
        use ct_merkle::InclusionVerifError as E;
        if leaf >= commits || commits > COMMITS_MAX {
            return Err(ProofError::Sizes);
        }
        let proof = ct_merkle::InclusionProof::<Sha256>::try_from_bytes(self.0.concat());
        let proof = proof.map_err(|_| ProofError::Length)?;
        RootHash::new(root.0.into(), commits).verify_inclusion(&frame, leaf, &proof).map_err(|error| match error {
            E::MalformedProof => ProofError::Length,
            E::IndexOutOfRange | E::TreeEmpty => ProofError::Sizes,
            E::IncorrectHash => ProofError::Root,
        })
    }
}

impl ConsistencyProof {
    /// Whether the tree of `to` commits begins with the tree of `from` commits. Every tree begins
    /// with the one without commits.
    pub fn verify(&self, from: (u64, TreeHash), to: (u64, TreeHash)) -> Result<(), ProofError> {
        use ct_merkle::ConsistencyVerifError as E;
        let ((from, old), (to, new)) = (from, to);
        if from > to || to > COMMITS_MAX {
            return Err(ProofError::Sizes);
        }
        if from == 0 {
            let is_empty = old == crate::tree::Tree::new().root() && (to > 0 || new == old);
            return match (self.0.is_empty(), is_empty) {
                (false, _) => Err(ProofError::Length),
                (true, false) => Err(ProofError::Root),
                (true, true) => Ok(()),
            };
        }
        let proof = ct_merkle::ConsistencyProof::<Sha256>::try_from_bytes(self.0.concat());
        let proof = proof.map_err(|_| ProofError::Length)?;
        let old = RootHash::new(old.0.into(), from);
        RootHash::new(new.0.into(), to).verify_consistency(&old, &proof).map_err(|error| match error {
            E::MalformedProof => ProofError::Length,
            E::OldTreeLarger | E::OldTreeEmpty | E::NewTreeTooBig => ProofError::Sizes,
            E::VerificationFailure => ProofError::Root,
        })
    }
}

/// `PATH(leaf, D[commits])` of the RFC.
pub(crate) fn inclusion(log: &(impl EventLog + ?Sized), leaf: u64, commits: u64) -> Result<InclusionProof, LogError> {
    if leaf >= commits {
        return Err(LogError::NoSuchTree { size: leaf.saturating_add(1), commits });
    }
    // From the root down to the leaf: `first` and `size` are the part of the tree in which the leaf
    // lies.
    let (mut first, mut size) = (0, commits);
    let mut siblings = Vec::new();
    while size > 1 {
        let left = left_of(size);
        if leaf - first < left {
            siblings.push(root_of(log, first + left, size - left)?);
            size = left;
        } else {
            siblings.push(root_of(log, first, left)?);
            (first, size) = (first + left, size - left);
        }
    }
    siblings.reverse();
    Ok(InclusionProof(siblings))
}

/// `PROOF(from, D[to])` of the RFC; nothing for the empty tree, which the RFC has no proof for.
pub(crate) fn consistency(log: &(impl EventLog + ?Sized), from: u64, to: u64) -> Result<ConsistencyProof, LogError> {
    if from > to {
        return Err(LogError::NoSuchTree { size: from, commits: to });
    }
    if from == 0 {
        return Ok(ConsistencyProof(Vec::new()));
    }
    // From the root down to where the earlier tree ends at the end of a part of the later one.
    let (mut first, mut size) = (0, to);
    let mut hashes = Vec::new();
    while from - first < size {
        let left = left_of(size);
        if from - first <= left {
            hashes.push(root_of(log, first + left, size - left)?);
            size = left;
        } else {
            hashes.push(root_of(log, first, left)?);
            (first, size) = (first + left, size - left);
        }
    }
    // Whoever checks it knows the root of the earlier tree, unless it is only a part of it.
    if first > 0 {
        hashes.push(root_of(log, first, size)?);
    }
    hashes.reverse();
    Ok(ConsistencyProof(hashes))
}

/// The largest power of two below a size of at least 2: so many leaves are in the left half.
const fn left_of(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}
