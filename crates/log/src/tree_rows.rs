//! What a log keeps of its Merkle tree: a row for each commit, written with it.
//!
//! The row of the `n`-th commit (from 0) holds where the commit begins and the roots of the full
//! subtrees that end with it, the smallest, its own leaf hash, first: as many as `n` has one-bits
//! at its low end, and one. On average that is two hashes. Every full subtree ends with one commit,
//! so its root stands in one row; and every tree that the log ever had is made of full subtrees. So
//! the head of the tree at any size, and a [proof](crate::proof) of any commit or any growth, is
//! read from as many rows as the size has bits.
//!
//! The rows are derived: thrown away, they are made again from the frames, the same. They are never
//! believed where history itself is in question; see [`EventLog::verify`].

use jiceng_domain::Position;

use crate::error::LogError;
use crate::log::EventLog;
use crate::tree::Tree;

/// The row of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// The position of the commit's first event.
    pub first: Position,
    /// The roots of the full subtrees that end with the commit, its own leaf hash first.
    pub subtrees: Vec<[u8; 32]>,
}

/// The bytes of a hash.
const HASH_BYTES: usize = 32;

impl TreeRow {
    /// Adds a commit to a tree; its row.
    pub(crate) fn push(tree: &mut Tree, first: Position, frame: &[u8]) -> Self {
        Self { first, subtrees: tree.add(frame) }
    }

    /// How many subtrees end with the commit of this number.
    fn subtrees_of(leaf: u64) -> usize {
        leaf.trailing_ones() as usize + 1
    }

    /// The bytes that a store keeps: the position (big-endian), the hashes, and a CRC-32C over the
    /// number of the commit (big-endian) and all before it.
    pub(crate) fn to_bytes(&self, leaf: u64) -> Vec<u8> {
        let mut bytes = self.first.0.to_be_bytes().to_vec();
        for subtree in &self.subtrees {
            bytes.extend_from_slice(subtree);
        }
        let checksum = crc32c::crc32c_append(crc32c::crc32c(&leaf.to_be_bytes()), &bytes);
        bytes.extend_from_slice(&checksum.to_be_bytes());
        bytes
    }

    /// The row in bytes that a store kept; none where they are not what was written.
    pub(crate) fn from_bytes(leaf: u64, bytes: &[u8]) -> Option<Self> {
        let (row, checksum) = bytes.split_last_chunk::<4>()?;
        let is_sound = crc32c::crc32c_append(crc32c::crc32c(&leaf.to_be_bytes()), row) == u32::from_be_bytes(*checksum);
        let (first, hashes) = row.split_first_chunk::<8>()?;
        let (subtrees, rest) = hashes.as_chunks::<HASH_BYTES>();
        let is_whole = rest.is_empty() && subtrees.len() == Self::subtrees_of(leaf);
        (is_sound && is_whole)
            .then(|| Self { first: Position(u64::from_be_bytes(*first)), subtrees: subtrees.to_vec() })
    }
}

/// Reads the row of a commit; none where there is no such commit.
type ReadRow<'a> = &'a dyn Fn(u64) -> Result<Option<TreeRow>, LogError>;

/// The root of the full subtree of `1 << level` commits, the `index`-th of its size.
fn full(row: ReadRow<'_>, level: u32, index: u64) -> Result<[u8; 32], LogError> {
    let leaf = (index << level) + ((1 << level) - 1);
    let root = row(leaf)?.and_then(|row| row.subtrees.get(level as usize).copied());
    root.ok_or(LogError::TreeRow { leaf })
}

/// The tree over the commits from `first` on, so many of them, which are there. `first` is
/// divisible by each of the powers of two that `leaves` is made of.
fn tree_from(row: ReadRow<'_>, first: u64, leaves: u64) -> Result<Tree, LogError> {
    let mut subtrees = Vec::new();
    let mut next = first;
    for level in (0..u64::BITS).rev().filter(|level| leaves >> level & 1 == 1) {
        subtrees.push(full(row, level, next >> level)?);
        next += 1 << level;
    }
    Ok(Tree::of(leaves, subtrees))
}

/// The tree over the first so many commits. There are that many.
pub(crate) fn tree_of(row: ReadRow<'_>, leaves: u64) -> Result<Tree, LogError> {
    tree_from(row, 0, leaves)
}

/// The root over the commits from `first` on, so many of them, as they stand in a larger tree.
pub(crate) fn root_of(log: &(impl EventLog + ?Sized), first: u64, leaves: u64) -> Result<[u8; 32], LogError> {
    Ok(tree_from(&|leaf| log.tree_row(leaf), first, leaves)?.root().0)
}

/// Where the tree of the first so many commits ends.
pub(crate) fn end_of(log: &(impl EventLog + ?Sized), leaves: u64) -> Result<Position, LogError> {
    let head = log.head()?;
    // A commit that came in meanwhile begins at that head.
    Ok(log.tree_row(leaves)?.map_or(head, |row| row.first))
}

/// How many commits end at or before a position, and where the last of them ends.
pub(crate) fn leaves_before(log: &(impl EventLog + ?Sized), position: Position) -> Result<(u64, Position), LogError> {
    let head = log.head()?;
    let position = position.min(head);
    // How many commits begin before the position: never fewer than `low`, never more than `high`.
    let (mut low, mut high) = (0, log.commit_count()?);
    while low < high {
        let middle = low.midpoint(high);
        let row = log.tree_row(middle)?.ok_or(LogError::TreeRow { leaf: middle })?;
        (low, high) = if row.first < position { (middle + 1, high) } else { (low, middle) };
    }
    let end = log.tree_row(low)?.map_or(head, |row| row.first);
    match low.checked_sub(1) {
        // The last of them goes beyond the position.
        Some(last) if end > position => {
            let row = log.tree_row(last)?.ok_or(LogError::TreeRow { leaf: last })?;
            Ok((last, row.first))
        }
        _ => Ok((low, end.min(position))),
    }
}

/// Compares the rows of a log, as they are kept, with what its frames come to. `frames` are all
/// frames up to the head.
pub(crate) fn verify<F: AsRef<[u8]>>(
    row: ReadRow<'_>,
    frames: impl Iterator<Item = Result<(Position, F), LogError>>,
) -> Result<(), LogError> {
    let mut tree = Tree::new();
    for frame in frames {
        let (first, frame) = frame?;
        let leaf = tree.leaves();
        let derived = TreeRow::push(&mut tree, first, frame.as_ref());
        if row(leaf)?.as_ref() != Some(&derived) {
            return Err(LogError::TreeDiffers { position: first });
        }
    }
    Ok(())
}
