//! The keys of a registry, copied while others have it open.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiceng_domain::{Facts, PersonId};

use super::absent;
use super::files::{self, io};
use super::held::NamesHeld;
use super::kept::{Kept, inside_of, keys_dir};
use super::lock::KeysLock;
use super::plain_keys;
use super::registry_key::KeySource;
use crate::error::Error;

/// Keeps everybody from destroying or changing keys of a registry, until it is dropped: whoever forgets a name waits. Taken before the
/// end of the log is looked for, so that no key is gone of a person whom that log still names.
pub struct HeldKeys(KeysLock);

impl HeldKeys {
    /// Waits until nobody changes keys of the registry in a directory.
    pub fn of(dir: &Path) -> Result<Self, Error> {
        let keys = keys_dir(dir);
        if !keys.is_dir() {
            files::make_directory(&keys)?;
        }
        KeysLock::shared(&keys).map(Self)
    }

    /// Waits until nobody copies or changes keys of the registry in a directory, for whoever moves it elsewhere.
    pub fn alone(dir: &Path) -> Result<Self, Error> {
        KeysLock::alone(&keys_dir(dir)).map(Self)
    }

    /// Reads the keys. Of a log whose end was found before, every name has its key in them, if it has one at all.
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

    /// The files of keys without those of some persons, each by its path in the registry's directory, and the registry key if it lies
    /// there. Whoever has them and the log has the names.
    pub fn files(&self, without: &BTreeSet<PersonId>) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let Kept { dir, store, .. } = &self.0;
        let mut found = Vec::new();
        let mut add = |name: String| {
            let path = dir.join(&name);
            let bytes = fs::read(&path).map_err(|source| io("read", &path, source))?;
            found.push((name, bytes));
            Ok::<_, Error>(())
        };
        if keys_dir(dir).join(absent::FILE).is_file() {
            add(format!("keys/{}", absent::FILE))?;
        }
        for person in plain_keys::persons(&keys_dir(dir))?.iter().filter(|person| !without.contains(*person)) {
            add(format!("keys/{}", plain_keys::file_name(person)))?;
        }
        found.extend(store.bytes_without(without).map(|bytes| ("keys/persons.keys".to_owned(), bytes)));
        let registry_key = inside_of(dir, store).map(|key| ("registry.key".to_owned(), key.file_bytes()));
        found.extend(registry_key);
        found.sort();
        Ok(found)
    }

    /// What the keys are worth for the names of a log. Each is opened, if the registry key is at hand.
    pub fn held(&self, facts: &Facts) -> Result<NamesHeld, Error> {
        self.0.held(facts, true)
    }

    /// Whether the files may have the key of a person: they name the person, or have records that are damaged.
    pub(crate) fn may_have(&self, person: &PersonId) -> Result<bool, Error> {
        let Kept { dir, store, .. } = &self.0;
        let is_named = store.get(person).is_some() || plain_keys::persons(&keys_dir(dir))?.contains(person);
        Ok(is_named || store.damaged() > 0)
    }
}
