//! The keys of a registry, copied while others have it open.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use jiceng_domain::{Facts, PersonId};
use jiceng_log::bounded;

use super::absent;
use super::files::{self, io};
use super::held::NamesHeld;
use super::kept::{Kept, keys_dir};
use super::lock::{KeysLock, LOCK};
use super::plain_keys;
use super::registry_key::{KeyProblem, KeySource};
use crate::begun;
use crate::error::Error;

/// The path of the registry key in a copy.
const REGISTRY_KEY: &str = "registry.key";

/// Keeps everybody from destroying or changing keys of a registry, until it is dropped: whoever
/// forgets a name waits. Taken before the end of the log is looked for, so that no key is gone of a
/// person whom that log still names.
pub struct HeldKeys(KeysLock);

impl HeldKeys {
    /// Waits until nobody changes keys of the registry in a directory.
    pub fn of(dir: &Path) -> Result<Self, Error> {
        begun::refuse(dir)?;
        let keys = keys_dir(dir);
        if !keys.is_dir() {
            files::make_directory(&keys)?;
        }
        KeysLock::shared(&keys).map(Self)
    }

    /// Waits until nobody copies or changes keys of the registry in a directory, for whoever moves
    /// it elsewhere.
    pub fn alone(dir: &Path) -> Result<Self, Error> {
        KeysLock::alone(&keys_dir(dir)).map(Self)
    }

    /// Reads the keys. Of a log whose end was found before, every name has its key in them, if it
    /// has one at all.
    pub fn copy(&self, dir: &Path, key: &KeySource) -> Result<KeyCopy, Error> {
        let Self(_held) = self;
        KeyCopy::look(dir, key)
    }
}

/// The keys of a registry as they were at one moment.
pub struct KeyCopy(Kept);

impl KeyCopy {
    /// Reads the keys of a registry that nobody has open.
    pub(crate) fn look(dir: &Path, key: &KeySource) -> Result<Self, Error> {
        Kept::look(dir, key).map(Self)
    }

    /// The files of keys without those of some persons, each by its path in the registry's
    /// directory, and the registry key if it lies there. Whoever has them and the log has the
    /// names.
    pub fn files(&self, without: &BTreeSet<PersonId>) -> Result<Vec<(String, Vec<u8>)>, Error> {
        self.files_or(without, &mut Err)
    }

    /// The same; a file that cannot be read is left out if `fails` takes it so.
    pub(crate) fn files_or(
        &self,
        without: &BTreeSet<PersonId>,
        fails: &mut dyn FnMut(Error) -> Result<(), Error>,
    ) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let Kept { dir, store, inside, .. } = &self.0;
        let mut found = Vec::new();
        let mut read = |name: String, path: &Path| {
            match bounded::read_own(path, bounded::TEXT_BYTES_MAX) {
                Ok(bytes) => found.push((name, bytes)),
                Err(source) => fails(io("read", path, source))?,
            }
            Ok::<_, Error>(())
        };
        let keys = keys_dir(dir);
        let absent = keys.join(absent::FILE);
        if !is_missing(&absent) {
            read(format!("keys/{}", absent::FILE), &absent)?;
        }
        for person in plain_keys::persons(&keys)?.iter().filter(|person| !without.contains(*person)) {
            let name = plain_keys::file_name(person);
            read(format!("keys/{name}"), &keys.join(&name))?;
        }
        match &inside.key {
            Ok(key) => found.push((REGISTRY_KEY.to_owned(), key.file_bytes())),
            Err(KeyProblem::Unreadable { path, kind }) => fails(io("read", path, (*kind).into()))?,
            // As it is: what is wrong with it may be little, and whoever has the copy is told as
            // well.
            Err(KeyProblem::NotAKey { .. } | KeyProblem::Wrong { .. }) if self.0.is_key_spoiled() => {
                read(REGISTRY_KEY.to_owned(), &inside.path)?;
            }
            Err(
                KeyProblem::Missing { .. }
                | KeyProblem::NotAKey { .. }
                | KeyProblem::Wrong { .. }
                | KeyProblem::StoreDamaged { .. },
            ) => {}
        }
        found.extend(store.bytes_without(without).map(|bytes| ("keys/persons.keys".to_owned(), bytes)));
        found.sort();
        Ok(found)
    }

    /// What the keys are worth for the names of a log. Each is opened, if the registry key is at
    /// hand.
    pub fn held(&self, facts: &Facts) -> Result<NamesHeld, Error> {
        self.0.held(facts, true)
    }

    /// Whether the files may have the key of a person, or of anybody: they name the person, have
    /// records that are damaged, or were not written to their end.
    pub(crate) fn may_have(&self, person: Option<&PersonId>) -> Result<bool, Error> {
        let Kept { dir, store, .. } = &self.0;
        let keys = keys_dir(dir);
        let plain = plain_keys::persons(&keys)?;
        let is_named = person.map_or(!store.keys().is_empty() || !plain.is_empty(), |person| {
            store.get(person).is_some() || plain.contains(person)
        });
        Ok(is_named || store.damaged() > 0 || has_unfinished(&keys).map_err(|source| io("read", &keys, source))?)
    }
}

/// Whether it can be seen that there is nothing; what a link leads to does not matter.
fn is_missing(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Whether a directory of keys has files that are none of those that it should have: what a kill
/// left of one in the making has keys of anybody.
fn has_unfinished(keys: &Path) -> std::io::Result<bool> {
    let entries = match std::fs::read_dir(keys) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        if name != *LOCK && !name.to_str().is_some_and(super::is_key_file) {
            return Ok(true);
        }
    }
    Ok(false)
}
