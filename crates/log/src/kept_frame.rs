//! The frame that was read last, kept with where its events begin.
//!
//! Whoever reads a history page by page asks for a few events of one large commit again and again.
//! Its frame is checked, and passed over, once.

use std::sync::{Arc, Mutex, PoisonError};

use jiceng_domain::Position;

use crate::commit::EventRead;
use crate::error::LogError;
use crate::frame::CheckedFrame;

/// Frames of fewer events are read again.
const EVENTS_MIN: usize = 64;

/// The frame that was read last, if it is of a large commit. At most one is kept.
#[derive(Debug, Default)]
pub struct KeptFrame(Mutex<Option<Arc<CheckedFrame>>>);

impl KeptFrame {
    /// The events at the first of some positions, if the frame that is kept has them: as many as
    /// rise and lie in it.
    pub(crate) fn events(&self, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match (kept, positions.first()) {
            (Some(kept), Some(position)) if kept.has(*position) => kept.events(positions),
            _ => Ok(Vec::new()),
        }
    }

    /// Keeps a frame instead of the one before, and reads the same events from it.
    pub(crate) fn keep(&self, frame: CheckedFrame, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
        let read = frame.events(positions)?;
        if frame.len() >= EVENTS_MIN {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(frame));
        }
        Ok(read)
    }
}
