//! The state of a long timeline after all that counts, so that what is recorded last is decided
//! without folding.
//!
//! It follows from the changes, so it is no part of what a timeline is: a copy has none, and finds
//! it again.

use std::any::Any;
use std::fmt;

/// A state, if it is known.
#[derive(Default)]
pub(crate) enum EndState {
    /// It is not known.
    #[default]
    Unknown,
    /// Something is without effect, so none is kept.
    Odd,
    /// The state.
    Known(Box<dyn Any + Send + Sync>),
}

impl EndState {
    /// The state; none where something is without effect.
    pub(crate) fn of<S: Any + Send + Sync>(state: Option<S>) -> Self {
        state.map_or(Self::Odd, |state| Self::Known(Box::new(state)))
    }

    pub(crate) fn get<S: Any>(&self) -> Option<&S> {
        match self {
            Self::Known(state) => state.downcast_ref(),
            Self::Unknown | Self::Odd => None,
        }
    }

    pub(crate) fn get_mut<S: Any>(&mut self) -> Option<&mut S> {
        match self {
            Self::Known(state) => state.downcast_mut(),
            Self::Unknown | Self::Odd => None,
        }
    }
}

impl Clone for EndState {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for EndState {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for EndState {}

impl fmt::Debug for EndState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndState")
    }
}
