//! Names of persons: sealed with XChaCha20-Poly1305 under a key of the person's own.
//!
//! Those keys lie beside the log, in one store that only its owner may read, each wrapped under the
//! registry key with its person's identifier authenticated. Whoever has the log without the store,
//! or both without the registry key, has no names. Once a person's key is taken out of the store,
//! the name is gone from the log and all its copies; what copies of the store make of that,
//! `docs/privacy.md` says. A sealed name is a nonce of 24 bytes and the ciphertext; the person's
//! identifier is authenticated with it, so that it cannot be moved to another person.

mod absent;
mod copy;
pub(crate) mod files;
mod held;
mod inside;
mod kept;
mod key_store;
mod lock;
mod plain_keys;
mod registry_key;
mod wrapping;

use std::collections::HashMap;
use std::path::Path;

use jiceng_domain::person::SealedName;
use jiceng_domain::{Facts, PersonId, Position};

pub use self::copy::{HeldKeys, KeyCopy};
pub use self::held::{NamesHeld, NamesInLog};
use self::inside::{Inside, inside};
use self::kept::{Kept, keys_dir};
pub use self::registry_key::{KeyProblem, KeySource, RegistryKey, RegistryKeyError, RegistryKeyId};
use self::wrapping::PersonKey;
use crate::error::Error;

/// The keys of all persons.
pub(crate) struct NameKeys {
    /// What is on disk; none for a registry in memory.
    kept: Option<Kept>,
    /// Keys that are not on disk: new ones, and all of a registry in memory.
    unkept: HashMap<PersonId, PersonKey>,
}

/// Under which registry key the names are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The registry key under which the persons' keys are; none in memory, or where the store does
    /// not say.
    pub wrapped_by: Option<RegistryKeyId>,
    /// Why names can neither be shown nor written, if they cannot.
    pub problem: Option<KeyProblem>,
    /// Whether the registry key lies in the registry's own directory.
    pub is_inside: bool,
    /// How many persons' keys there are.
    pub keys: usize,
    /// How many of them still are files in the clear, as older programs left them.
    pub plain: usize,
    /// Damaged records of keys that were destroyed since opening, because one could have been that
    /// of a forgotten person.
    pub dropped: usize,
}

/// What becomes of damaged keys when the registry key is changed. They cannot go under the new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DamagedKeys {
    /// Nothing is changed where there are some: a backup may have them sound.
    #[default]
    Refuse,
    /// They go.
    Drop,
}

/// What came of changing the registry key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// The registry key under which the persons' keys were.
    pub from: RegistryKeyId,
    /// The one under which they are now.
    pub to: RegistryKeyId,
    /// How many keys.
    pub keys: usize,
    /// How many were damaged and went.
    pub lost: usize,
}

impl NameKeys {
    pub(crate) fn in_memory() -> Self {
        Self { kept: None, unkept: HashMap::new() }
    }

    /// Whether a registry has a store of keys, sound or not.
    pub(crate) fn exist(dir: &Path) -> bool {
        keys_dir(dir).join(key_store::FILE).symlink_metadata().is_ok()
    }

    /// Whether a registry has any file of keys of persons, sound or not; also where that cannot be
    /// seen.
    pub(crate) fn any_exist(dir: &Path) -> bool {
        let are_plain = || plain_keys::persons(&keys_dir(dir)).map_or(true, |persons| !persons.is_empty());
        Self::exist(dir) || are_plain()
    }

    /// Makes the store of a new registry. Creates the registry key inside the registry, or in a new
    /// file.
    pub(crate) fn create(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        files::make_directory(&keys_dir(dir))?;
        let key = match source {
            KeySource::Inside => RegistryKey::of_file_or_new(&inside(dir))?,
            KeySource::File(path) => RegistryKey::of_file_or_new(path)?,
            KeySource::Given(key) => key.clone(),
        };
        Ok(Self { kept: Some(Kept::create(dir, key)?), unkept: HashMap::new() })
    }

    /// Reads the store of a registry, finishes what a crash cut short, and wraps keys in the clear.
    pub(crate) fn open(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        if !keys_dir(dir).is_dir() {
            files::make_directory(&keys_dir(dir))?;
        }
        Ok(Self { kept: Some(Kept::open(dir, source)?), unkept: HashMap::new() })
    }

    /// Reads the store of a registry, and changes nothing.
    pub(crate) fn look(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        Ok(Self { kept: Some(Kept::look(dir, source)?), unkept: HashMap::new() })
    }

    /// Under which registry key the names are.
    pub(crate) fn state(&self) -> Result<KeyState, Error> {
        let Some(kept) = &self.kept else {
            let keys = self.unkept.len();
            return Ok(KeyState { wrapped_by: None, problem: None, is_inside: false, keys, plain: 0, dropped: 0 });
        };
        let wrapped_by = kept.store.wrapped_by();
        let plain = plain_keys::persons(&keys_dir(&kept.dir))?.len();
        Ok(KeyState {
            wrapped_by,
            problem: kept.key.clone().err(),
            is_inside: wrapped_by.is_some() && Inside::read(&kept.dir, wrapped_by).key.is_ok(),
            keys: kept.store.keys().len() + plain,
            plain,
            dropped: kept.dropped,
        })
    }

    /// What there is of the names that are recorded. With `tried`, each is opened.
    pub(crate) fn held(&self, facts: &Facts, tried: bool) -> Result<NamesHeld, Error> {
        if let Some(kept) = &self.kept {
            return kept.held(facts, tried);
        }
        let names = held::names(facts).count();
        Ok(NamesHeld { names, keys: names, ..NamesHeld::default() })
    }

    /// Notes that what is recorded in a span came without keys.
    pub(crate) fn came_without(&mut self, from: Position, up_to: Position) -> Result<(), Error> {
        self.kept.as_mut().map_or(Ok(()), |kept| kept.came_without(from, up_to))
    }

    /// Why names can neither be shown nor written, if they cannot.
    pub(crate) fn problem(&self) -> Option<&KeyProblem> {
        self.kept.as_ref()?.key.as_ref().err()
    }

    /// Seals a name, with the person's key if there is one, else with a new one, which must be kept
    /// before the sealed name is recorded.
    pub(crate) fn seal(&mut self, person: &PersonId, name: &str) -> Result<SealedName, Error> {
        if let Some(problem) = self.problem() {
            return Err(Error::NoRegistryKey { problem: problem.clone() });
        }
        self.refuse_links()?;
        let unusable = || Error::NameKey { person: person.clone() };
        if let Some(kept) = self.kept.as_ref().filter(|_| !self.unkept.contains_key(person)) {
            match kept.key_of(person)? {
                Some(key) => return key.seal(person, name).ok_or_else(unusable),
                // Another key would take the place of one that a backup may have sound.
                None if kept.store.get(person).is_some() => return Err(unusable()),
                None => {}
            }
        }
        let key = self.unkept.entry(person.clone()).or_insert_with(PersonKey::generate);
        key.seal(person, name).ok_or_else(unusable)
    }

    /// Whether the store has a key of a person, whatever it opens.
    pub(crate) fn has_key(&self, person: &PersonId) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.store.get(person).is_some())
    }

    /// Opens a sealed name; `None` if the person's key is not at hand or does not fit.
    pub(crate) fn open_name(&self, person: &PersonId, sealed: &SealedName) -> Result<Option<String>, Error> {
        if let Some(key) = self.unkept.get(person) {
            return Ok(key.open(person, sealed));
        }
        let Some(kept) = &self.kept else { return Ok(None) };
        Ok(kept.key_of(person)?.and_then(|key| key.open(person, sealed)))
    }

    /// Keeps the new keys, durably; answers whose they are.
    pub(crate) fn keep(&mut self) -> Result<Vec<PersonId>, Error> {
        let Some(kept) = self.kept.as_mut().filter(|_| !self.unkept.is_empty()) else { return Ok(Vec::new()) };
        let key = kept.key.as_ref().map_err(|problem| Error::NoRegistryKey { problem: problem.clone() })?;
        let mut persons: Vec<&PersonId> = self.unkept.keys().collect();
        persons.sort_unstable();
        let mut wrapped = Vec::with_capacity(persons.len());
        for person in persons {
            let unusable = || Error::NameKey { person: person.clone() };
            let key = self.unkept.get(person).and_then(|own| own.wrap(person, key)).ok_or_else(unusable)?;
            wrapped.push((person.clone(), key));
        }
        kept.store.add(wrapped)?;
        Ok(self.unkept.drain().map(|(person, _)| person).collect())
    }

    /// Forgets the new keys: nothing was recorded with them.
    pub(crate) fn forget_new(&mut self) {
        if self.kept.is_some() {
            self.unkept.clear();
        }
    }

    /// Refuses to change keys that lie behind a link.
    pub(crate) fn refuse_links(&self) -> Result<(), Error> {
        self.kept.as_ref().map_or(Ok(()), |kept| kept.refuse_links(false))
    }

    /// Destroys the keys of persons. Their names cannot be read any more.
    pub(crate) fn destroy(&mut self, persons: &[&PersonId]) -> Result<(), Error> {
        for person in persons {
            self.unkept.remove(*person);
        }
        self.kept.as_mut().map_or(Ok(()), |kept| kept.destroy(persons))
    }

    /// Destroys damaged records that could be those of forgotten persons.
    pub(crate) fn drop_foreign_damage(&mut self, facts: &Facts) -> Result<(), Error> {
        self.kept.as_mut().map_or(Ok(()), |kept| kept.drop_foreign_damage(facts))
    }

    /// Puts all keys under another registry key.
    pub(crate) fn rewrap(&mut self, to: &KeySource, damaged: DamagedKeys) -> Result<Rewrapped, Error> {
        let Some(kept) = &mut self.kept else { return Err(Error::InMemory) };
        kept.rewrap(to, damaged)
    }
}

/// Whether a name in the directory of keys is that of a file which a copy of a registry may have.
pub(crate) fn is_key_file(name: &str) -> bool {
    name == key_store::FILE || name == absent::FILE || plain_keys::is_file_name(name)
}

/// Notes in a registry that nobody has open that what is recorded in a span came without keys.
pub(crate) fn note_absent(dir: &Path, from: Position, up_to: Position) -> Result<(), Error> {
    absent::Absent::read(&keys_dir(dir)).add(&keys_dir(dir), from..up_to)
}
