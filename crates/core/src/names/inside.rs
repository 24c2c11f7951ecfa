//! The registry key in a registry's own directory, in whichever place a change of it has left it.

use std::path::{Path, PathBuf};

use super::RegistryKeyId;
use super::registry_key::{KeyProblem, RegistryKey};

/// What one reading found. Whoever tries the key and whoever copies it have the same.
pub(super) struct Inside {
    /// The file of which that is said.
    pub(super) path: PathBuf,
    /// The key that fits the store, or why there is none. Where the store does not say which one
    /// fits, the first that can be read.
    pub(super) key: Result<RegistryKey, KeyProblem>,
}

impl Inside {
    pub(super) fn read(dir: &Path, wrapped_by: Option<RegistryKeyId>) -> Self {
        let at = |path: PathBuf| {
            let key = RegistryKey::read(&path).and_then(|key| match wrapped_by {
                Some(wrapped) if wrapped != key.id() => Err(KeyProblem::Wrong { wrapped, given: key.id() }),
                Some(_) | None => Ok(key),
            });
            Self { path, key }
        };
        let now = at(inside(dir));
        if now.key.is_ok() {
            return now;
        }
        let next = at(next_inside(dir));
        // Where the key in its place is a sound one of another time, what is wrong is the new one.
        let is_next_at_fault = matches!(now.key, Err(KeyProblem::Missing { .. } | KeyProblem::Wrong { .. }));
        let is_unreadable = matches!(next.key, Err(KeyProblem::Unreadable { .. }));
        if next.key.is_ok() || is_unreadable || (is_next_at_fault && !next.is_missing()) { next } else { now }
    }

    /// Whether there is none.
    pub(super) const fn is_missing(&self) -> bool {
        matches!(self.key, Err(KeyProblem::Missing { .. }))
    }
}

/// The registry key, where it lies in the registry's own directory.
pub(super) fn inside(dir: &Path) -> PathBuf {
    dir.join("registry.key")
}

/// The registry key that is to take its place.
pub(super) fn next_inside(dir: &Path) -> PathBuf {
    dir.join("registry.key.new")
}
