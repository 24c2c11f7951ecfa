//! The state of a long timeline after all that counts, so that what is recorded last is decided without folding.
//!
//! It follows from the changes, so it is no part of what a timeline is: a copy has none, and finds it again.

use std::any::Any;
use std::fmt;

/// A state, or none.
#[derive(Default)]
pub(crate) struct EndState(Option<Box<dyn Any + Send + Sync>>);

impl EndState {
    pub(crate) fn of<S: Any + Send + Sync>(state: Option<S>) -> Self {
        Self(state.map(|state| Box::new(state) as Box<dyn Any + Send + Sync>))
    }

    pub(crate) fn get<S: Any>(&self) -> Option<&S> {
        self.0.as_ref()?.downcast_ref()
    }

    pub(crate) fn take<S: Any>(&mut self) -> Option<S> {
        self.0.take()?.downcast().ok().map(|state| *state)
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
