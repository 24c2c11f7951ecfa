//! How the rows of the Merkle tree lie in sled: the tree `rows`, the number of the commit (u64,
//! big-endian, from 0) → the bytes of its row, written in the same transaction as the commit.
//!
//! They are derived. Those that may have been lost since the store was last synced are made again
//! from the frames when the log opens, and all of them where they do not fit what is before:
//! because a program that does not know them wrote to the log, or somebody threw them away.

use jiceng_domain::Position;
use sled::Tree as Store;

use super::commits::Commits;
use crate::error::LogError;
use crate::tree::Tree;
use crate::tree_rows::{self, TreeRow};

/// So many rows are written at a time.
const BATCH_ROWS: u64 = 4096;

/// A key and what stands under it.
pub(super) type Entry = ([u8; 8], Vec<u8>);

/// How many rows there are.
fn count(rows: &Store) -> sled::Result<u64> {
    let last = rows.last()?.and_then(|(key, _)| key.first_chunk().copied());
    Ok(last.map_or(0, |leaf| u64::from_be_bytes(leaf).saturating_add(1)))
}

/// The row of a commit, as it is kept; none where there is none.
pub(super) fn kept(
    rows: &Store,
    leaf: u64,
    failed: impl Fn(sled::Error) -> LogError,
) -> Result<Option<TreeRow>, LogError> {
    let Some(bytes) = rows.get(leaf.to_be_bytes()).map_err(failed)? else { return Ok(None) };
    TreeRow::from_bytes(leaf, &bytes).map(Some).ok_or(LogError::TreeRow { leaf })
}

/// The row of a commit; made again from the frames where it cannot be read.
pub(super) fn row(
    rows: &Store,
    commits: &Commits,
    leaf: u64,
    failed: impl Fn(sled::Error) -> LogError,
) -> Result<Option<TreeRow>, LogError> {
    match kept(rows, leaf, &failed) {
        Err(LogError::TreeRow { .. }) => derived(leaf, commits.from(Position(0))),
        row => row,
    }
}

fn derived<F: AsRef<[u8]>>(
    leaf: u64,
    frames: impl Iterator<Item = Result<(Position, F), LogError>>,
) -> Result<Option<TreeRow>, LogError> {
    let mut tree = Tree::new();
    for frame in frames {
        let (first, frame) = frame?;
        let row = TreeRow::push(&mut tree, first, frame.as_ref());
        if tree.leaves() > leaf {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The rows that come with frames which are appended, and the tree over all of them. `tree` is that
/// before them, where it is known.
pub(super) fn entries(
    tree: Option<Tree>,
    rows: &Store,
    commits: &Commits,
    frames: &[(Position, Vec<u8>)],
    failed: impl Fn(sled::Error) -> LogError,
) -> Result<(Vec<Entry>, Tree), LogError> {
    let mut tree = if let Some(tree) = tree {
        tree
    } else {
        tree_rows::tree_of(&|leaf| row(rows, commits, leaf, &failed), count(rows).map_err(&failed)?)?
    };
    let entries = frames.iter().map(|(first, frame)| entry(&mut tree, *first, frame)).collect();
    Ok((entries, tree))
}

fn entry(tree: &mut Tree, first: Position, frame: &[u8]) -> Entry {
    let leaf = tree.leaves();
    (leaf.to_be_bytes(), TreeRow::push(tree, first, frame).to_bytes(leaf))
}

/// Makes again the rows that are missing, or otherwise than the frames from `synced` on say; how
/// many commits there are. Frames that cannot be read end it: whoever reads them is told.
pub(super) fn mend(
    rows: &Store,
    commits: &Commits,
    synced: Position,
    failed: impl Fn(sled::Error) -> LogError,
) -> Result<u64, LogError> {
    let (from, mut tree) = match tree_before(rows, commits, synced, &failed) {
        Ok(Some(tree)) => (synced, tree),
        Ok(None) | Err(LogError::TreeRow { .. }) => (Position(0), Tree::new()),
        Err(error) => return Err(error),
    };
    let mut batch = sled::Batch::default();
    for (first, frame) in commits.from(from).map_while(Result::ok) {
        let (key, row) = entry(&mut tree, first, &frame);
        if rows.get(key).map_err(&failed)?.is_none_or(|kept| *kept != *row) {
            batch.insert(&key, row);
        }
        if tree.leaves() % BATCH_ROWS == 0 {
            rows.apply_batch(std::mem::take(&mut batch)).map_err(&failed)?;
        }
    }
    for entry in rows.range(tree.leaves().to_be_bytes()..) {
        batch.remove(entry.map_err(&failed)?.0);
    }
    rows.apply_batch(batch).map_err(&failed)?;
    Ok(tree.leaves())
}

/// The tree over the commits before a position at which one begins or the log ends; none where the
/// rows do not reach up to there.
fn tree_before(
    rows: &Store,
    commits: &Commits,
    position: Position,
    failed: &impl Fn(sled::Error) -> LogError,
) -> Result<Option<Tree>, LogError> {
    let Some(last) = position.0.checked_sub(1) else { return Ok(Some(Tree::new())) };
    let last = commits.first_at(Position(last))?;
    // How many rows are of commits before the position.
    let (mut low, mut high) = (0, count(rows).map_err(failed)?);
    while low < high {
        let middle = low.midpoint(high);
        let row = kept(rows, middle, failed)?.ok_or(LogError::TreeRow { leaf: middle })?;
        (low, high) = if row.first < position { (middle + 1, high) } else { (low, middle) };
    }
    let row = low.checked_sub(1).map(|leaf| kept(rows, leaf, failed)).transpose()?.flatten();
    if row.map(|row| row.first) != last {
        return Ok(None);
    }
    tree_rows::tree_of(&|leaf| kept(rows, leaf, failed), low).map(Some)
}
