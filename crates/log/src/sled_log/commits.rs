//! The frames of a log, wherever they lie: the sealed ones in the journal's sealed segments, the
//! others in sled's tree of commits.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiceng_domain::Position;
use sled::{IVec, Tree};

use super::{parts, storage};
use crate::error::LogError;
use crate::frame::{self, FrameError};
use crate::journal::Sealed;
use crate::stored::Head;

/// The frames of a log.
#[derive(Clone)]
pub(super) struct Commits {
    pub(super) tree: Tree,
    sealed: Arc<Sealed>,
    dir: PathBuf,
}

impl Commits {
    pub(super) fn new(dir: &Path, tree: Tree, sealed: &Arc<Sealed>) -> Self {
        Self { tree, sealed: Arc::clone(sealed), dir: dir.to_owned() }
    }

    /// The position after the last sealed event. What the tree holds before it is not looked at.
    pub(super) fn sealed(&self) -> Position {
        self.sealed.next()
    }

    /// Whether the tree holds frames of commits before a position.
    pub(super) fn holds_before(&self, position: Position) -> Result<bool, LogError> {
        let first = self.tree.first().map_err(storage(&self.dir))?;
        Ok(first.is_some_and(|(key, _)| *key < *position.0.to_be_bytes().as_slice()))
    }

    /// What stands before the events of the last commit in the tree, sealed or not.
    pub(super) fn last_in_tree(&self) -> Result<Option<Head>, LogError> {
        let last = parts::first_at(&self.tree, Position(u64::MAX)).map_err(storage(&self.dir))?;
        let Some(first) = last else { return Ok(None) };
        let frame = parts::Frames::from(&self.tree, first, storage(&self.dir)).next().transpose()?;
        frame.map(|(first, frame)| frame::decode_head(first, &frame)).transpose()
    }

    /// Takes the last frame out of the tree if its last parts are missing, and it is not before a
    /// position up to which all was on the disk. Parts are written one after the other, and what
    /// comes last may be lost.
    pub(super) fn cut_torn_end(&self, synced: Position) -> Result<(), LogError> {
        let failed = storage(&self.dir);
        let Some(first) = parts::first_at(&self.tree, Position(u64::MAX)).map_err(&failed)? else { return Ok(()) };
        let last = parts::Frames::from(&self.tree, first, &failed).next();
        if first >= synced
            && let Some(Err(LogError::Frame { source: FrameError::PartMissing { .. }, .. })) = last
        {
            parts::remove(&self.tree, first).map_err(&failed)?;
        }
        Ok(())
    }

    /// Where the commit begins that contains a position, or the last one before it.
    pub(super) fn first_at(&self, position: Position) -> Result<Option<Position>, LogError> {
        let is_sealed = position < self.sealed();
        let unsealed =
            if is_sealed { None } else { parts::first_at(&self.tree, position).map_err(storage(&self.dir))? };
        match unsealed.filter(|first| *first >= self.sealed()) {
            Some(first) => Ok(Some(first)),
            None => self.sealed.first_at(position),
        }
    }

    /// The frames from the one that begins at a position.
    pub(super) fn from(&self, first: Position) -> impl Iterator<Item = Result<(Position, IVec), LogError>> {
        let unsealed = parts::Frames::from(&self.tree, first.max(self.sealed()), storage(&self.dir));
        self.sealed.frames(first).chain(unsealed)
    }

    /// The frame of the commit that begins at a position.
    pub(super) fn frame_at(&self, first: Position) -> Result<Option<IVec>, LogError> {
        let frame = self.from(first).next().transpose()?;
        Ok(frame.filter(|(position, _)| *position == first).map(|(_, frame)| frame))
    }

    /// What stands before the events of the commit that begins at a position.
    pub(super) fn head_of(&self, first: Position) -> Result<Head, LogError> {
        let frame = self.frame_at(first)?.ok_or(LogError::Gap { expected: first, found: first })?;
        frame::decode_head(first, &frame)
    }
}
