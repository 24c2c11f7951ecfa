//! Names of persons: sealed with XChaCha20-Poly1305 under a key of the person's own.
//!
//! Those keys lie beside the log, in one store that only its owner may read, each wrapped under the registry key with
//! its person's identifier authenticated. Whoever has the log without the store, or both without the registry key,
//! has no names. Once a person's key is taken out of the store, the name is gone from the log and all its copies;
//! what copies of the store make of that, `docs/privacy.md` says. A sealed name is a nonce of 24 bytes and the
//! ciphertext; the person's identifier is authenticated with it, so that it cannot be moved to another person.

pub(crate) mod files;
mod key_store;
mod plain_keys;
mod registry_key;
mod wrapping;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiceng_domain::PersonId;
use jiceng_domain::person::SealedName;

use self::files::io;
use self::key_store::KeyStore;
pub use self::registry_key::{KeyId, KeyProblem, KeySource, RegistryKey, RegistryKeyError};
use self::wrapping::{PersonKey, Wrapped};
use crate::error::Error;

/// The keys of all persons.
pub(crate) struct NameKeys {
    /// What is on disk; none for a registry in memory.
    kept: Option<Kept>,
    /// Keys that are not on disk: new ones, and all of a registry in memory.
    unkept: HashMap<PersonId, PersonKey>,
}

/// The keys on disk.
struct Kept {
    /// The registry's directory.
    dir: PathBuf,
    store: KeyStore,
    /// The registry key under which the store is, or why there is none.
    key: Result<RegistryKey, KeyProblem>,
}

/// Under which registry key the names are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The registry key under which the persons' keys are; none in memory, or where the store does not say.
    pub wrapped_by: Option<KeyId>,
    /// Why names can neither be shown nor written, if they cannot.
    pub problem: Option<KeyProblem>,
    /// Whether the registry key lies in the registry's own directory.
    pub is_inside: bool,
    /// How many persons' keys there are.
    pub keys: usize,
    /// How many of them still are files in the clear, as older programs left them.
    pub plain: usize,
}

/// What came of changing the registry key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// The registry key under which the persons' keys were.
    pub from: KeyId,
    /// The one under which they are now.
    pub to: KeyId,
    /// How many keys.
    pub keys: usize,
    /// How many were left out, because they were not what had been wrapped.
    pub lost: usize,
}

impl NameKeys {
    pub(crate) fn in_memory() -> Self {
        Self { kept: None, unkept: HashMap::new() }
    }

    /// Makes the store of a new registry, and its registry key where it is to be inside, or in a file that is not
    /// there yet.
    pub(crate) fn create(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        files::make_directory(&keys_dir(dir))?;
        let key = match source {
            KeySource::Inside => RegistryKey::of_file_or_new(&inside(dir))?,
            KeySource::File(path) => RegistryKey::of_file_or_new(path)?,
            KeySource::Given(key) => key.clone(),
        };
        let mut store = KeyStore::read(&keys_dir(dir))?;
        store.put_under(key.id(), BTreeMap::new())?;
        Ok(Self { kept: Some(Kept { dir: dir.to_owned(), store, key: Ok(key) }), unkept: HashMap::new() })
    }

    /// Reads the store of a registry, finishes what a crash cut short, and wraps keys in the clear.
    pub(crate) fn open(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        if !keys_dir(dir).is_dir() {
            files::make_directory(&keys_dir(dir))?;
        }
        let store = KeyStore::read(&keys_dir(dir))?;
        finish_change(dir, &store)?;
        let key = find_key(dir, &store, source)?;
        let mut kept = Kept { dir: dir.to_owned(), store, key };
        kept.begin()?;
        Ok(Self { kept: Some(kept), unkept: HashMap::new() })
    }

    /// Under which registry key the names are.
    pub(crate) fn state(&self) -> Result<KeyState, Error> {
        let Some(kept) = &self.kept else {
            let keys = self.unkept.len();
            return Ok(KeyState { wrapped_by: None, problem: None, is_inside: false, keys, plain: 0 });
        };
        let wrapped_by = kept.store.wrapped_by();
        let key_inside = RegistryKey::read(&inside(&kept.dir)).ok().map(|key| key.id());
        let plain = plain_keys::persons(&keys_dir(&kept.dir))?.len();
        Ok(KeyState {
            wrapped_by,
            problem: kept.key.clone().err(),
            is_inside: wrapped_by.is_some() && wrapped_by == key_inside,
            keys: kept.store.keys().len() + plain,
            plain,
        })
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
        let unusable = || Error::NameKey { person: person.clone() };
        if let Some(kept) = self.kept.as_ref().filter(|_| !self.unkept.contains_key(person))
            && let Some(key) = kept.key_of(person)?
        {
            return key.seal(person, name).ok_or_else(unusable);
        }
        let key = self.unkept.entry(person.clone()).or_insert_with(PersonKey::generate);
        key.seal(person, name).ok_or_else(unusable)
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

    /// Destroys the keys of persons. Their names cannot be read any more.
    pub(crate) fn destroy(&mut self, persons: &[&PersonId]) -> Result<(), Error> {
        for person in persons {
            self.unkept.remove(*person);
        }
        let Some(kept) = &mut self.kept else { return Ok(()) };
        let stored: Vec<&PersonId> = persons.iter().copied().filter(|p| kept.store.get(p).is_some()).collect();
        if !stored.is_empty() {
            kept.store.take_out(&stored)?;
        }
        let dir = keys_dir(&kept.dir);
        persons.iter().try_for_each(|person| plain_keys::destroy(&dir, person))
    }

    /// Puts all keys under another registry key.
    pub(crate) fn rewrap(&mut self, to: &KeySource) -> Result<Rewrapped, Error> {
        let Some(kept) = &mut self.kept else { return Err(Error::InMemory) };
        kept.rewrap(to)
    }
}

impl Kept {
    /// A person's key; none where it is not there, or the registry key is not.
    fn key_of(&self, person: &PersonId) -> Result<Option<PersonKey>, Error> {
        match (self.store.get(person), &self.key) {
            (Some(wrapped), Ok(key)) => Ok(PersonKey::unwrap(wrapped, person, key)),
            (Some(_), Err(_)) => Ok(None),
            (None, _) => plain_keys::read(&keys_dir(&self.dir), person),
        }
    }

    /// Makes the store where an older program left none, and wraps its keys in the clear. They go when they are
    /// wrapped durably, so a crash leaves them in both places, and the next opening goes on.
    fn begin(&mut self) -> Result<(), Error> {
        let Ok(key) = &self.key else { return Ok(()) };
        if !self.store.is_there() {
            self.store.put_under(key.id(), BTreeMap::new())?;
        }
        let dir = keys_dir(&self.dir);
        let mut wrapped = Vec::new();
        let mut done = Vec::new();
        for person in plain_keys::persons(&dir)? {
            if self.store.get(&person).is_some() {
                done.push(person);
            } else if let Some(own) = plain_keys::read(&dir, &person)? {
                let unusable = || Error::NameKey { person: person.clone() };
                wrapped.push((person.clone(), own.wrap(&person, key).ok_or_else(unusable)?));
                done.push(person);
            }
        }
        if !wrapped.is_empty() {
            self.store.add(wrapped)?;
        }
        done.iter().try_for_each(|person| plain_keys::destroy(&dir, person))
    }

    /// The step that counts is the new store in the place of the old one; [`finish_change`] and [`find_key`] finish
    /// what a crash leaves on either side of it.
    fn rewrap(&mut self, to: &KeySource) -> Result<Rewrapped, Error> {
        let old = self.key.clone().map_err(|problem| Error::NoRegistryKey { problem })?;
        let next = next_inside(&self.dir);
        let new = match to {
            KeySource::Inside => {
                files::destroy(&next).map_err(|source| io("remove", &next, source))?;
                let new = RegistryKey::generate();
                new.write_new(&next)?;
                new
            }
            KeySource::File(path) => RegistryKey::of_file_or_new(path)?,
            KeySource::Given(key) => key.clone(),
        };
        let (from, to_id) = (old.id(), new.id());
        if from == to_id {
            return Err(Error::SameRegistryKey { key: from });
        }
        let opened = |(person, wrapped): (&PersonId, &Wrapped)| {
            let own = PersonKey::unwrap(wrapped, person, &old)?;
            Some((person.clone(), own.wrap(person, &new)?))
        };
        let keys: BTreeMap<PersonId, Wrapped> = self.store.keys().iter().filter_map(opened).collect();
        let counts = (keys.len(), self.store.keys().len() - keys.len());
        self.store.put_under(to_id, keys)?;
        self.key = Ok(new);
        finish_change(&self.dir, &self.store)?;
        drop_stale_inside(&self.dir, to_id)?;
        Ok(Rewrapped { from, to: to_id, keys: counts.0, lost: counts.1 })
    }
}

/// The registry key of a registry that is opened, or why there is none.
fn find_key(dir: &Path, store: &KeyStore, source: &KeySource) -> Result<Result<RegistryKey, KeyProblem>, Error> {
    let found = match source {
        // A registry of before there were registry keys gets one here, so that it can be used as ever.
        KeySource::Inside if !store.is_there() => Ok(RegistryKey::of_file_or_new(&inside(dir))?),
        KeySource::Inside => RegistryKey::read(&inside(dir)),
        KeySource::File(path) => RegistryKey::read(path),
        KeySource::Given(key) => Ok(key.clone()),
    };
    let key = match found {
        Ok(key) => key,
        Err(problem) => return Ok(Err(problem)),
    };
    Ok(match store.wrapped_by() {
        None if store.is_there() => Err(KeyProblem::StoreDamaged { path: store.path().to_owned() }),
        Some(wrapped) if wrapped != key.id() => Err(KeyProblem::Wrong { wrapped, given: key.id() }),
        Some(wrapped) => {
            drop_stale_inside(dir, wrapped)?;
            Ok(key)
        }
        None => Ok(key),
    })
}

/// A new registry key inside takes its place once the store is under it, and goes if it is not.
fn finish_change(dir: &Path, store: &KeyStore) -> Result<(), Error> {
    let (now, next) = (inside(dir), next_inside(dir));
    match RegistryKey::read(&next) {
        Err(KeyProblem::Missing { .. }) => Ok(()),
        Ok(key) if store.wrapped_by() == Some(key.id()) => {
            files::replace(&now, &next).map_err(|source| io("replace", &now, source))
        }
        _ => files::destroy(&next).map_err(|source| io("remove", &next, source)),
    }
}

/// A registry key that was inside goes once the names are under another one.
fn drop_stale_inside(dir: &Path, key: KeyId) -> Result<(), Error> {
    let path = inside(dir);
    match RegistryKey::read(&path) {
        Ok(old) if old.id() != key => files::destroy(&path).map_err(|source| io("remove", &path, source)),
        _ => Ok(()),
    }
}

/// The registry key, where it lies in the registry's own directory.
fn inside(dir: &Path) -> PathBuf {
    dir.join("registry.key")
}

/// The registry key that is to take its place.
fn next_inside(dir: &Path) -> PathBuf {
    dir.join("registry.key.new")
}

fn keys_dir(dir: &Path) -> PathBuf {
    dir.join("keys")
}
