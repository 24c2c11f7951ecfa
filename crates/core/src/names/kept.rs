//! The keys of a registry on disk, and the registry key that opens them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiceng_domain::{Facts, PersonId, Position};

use super::absent::Absent;
use super::files::{self, io};
use super::held::{self, NamesHeld};
use super::key_store::KeyStore;
use super::lock::KeysLock;
use super::registry_key::{KeyProblem, KeySource, RegistryKey};
use super::wrapping::{PersonKey, Wrapped};
use super::{DamagedKeys, KeyId, Rewrapped, plain_keys};
use crate::error::Error;

/// The keys on disk.
pub(super) struct Kept {
    /// The registry's directory.
    pub(super) dir: PathBuf,
    pub(super) store: KeyStore,
    /// The registry key under which the store is, or why there is none.
    pub(super) key: Result<RegistryKey, KeyProblem>,
    absent: Absent,
    /// Damaged records that went, because they could have been those of forgotten persons.
    pub(super) dropped: usize,
}

impl Kept {
    /// Makes the store of a new registry.
    pub(super) fn create(dir: &Path, key: RegistryKey) -> Result<Self, Error> {
        let mut store = KeyStore::read(&keys_dir(dir))?;
        store.put_under(key.id(), BTreeMap::new())?;
        Ok(Self { dir: dir.to_owned(), store, key: Ok(key), absent: Absent::default(), dropped: 0 })
    }

    /// Reads the keys of a registry, finishes what a crash cut short, and wraps keys in the clear.
    pub(super) fn open(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        let store = KeyStore::read(&keys_dir(dir))?;
        finish_change(dir, &store)?;
        let key = find_key(dir, &store, source)?;
        let absent = Absent::read(&keys_dir(dir))?;
        let mut kept = Self { dir: dir.to_owned(), store, key, absent, dropped: 0 };
        kept.begin()?;
        Ok(kept)
    }

    /// Reads the keys of a registry, and changes nothing.
    pub(super) fn look(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        let store = KeyStore::look(&keys_dir(dir))?;
        let found = match source {
            KeySource::Inside => inside_of(dir, &store).map_or_else(|| RegistryKey::read(&inside(dir)), Ok),
            KeySource::File(path) => RegistryKey::read(path),
            KeySource::Given(key) => Ok(key.clone()),
        };
        let key = found.and_then(|key| fits(&store, key));
        let absent = Absent::read(&keys_dir(dir))?;
        Ok(Self { dir: dir.to_owned(), store, key, absent, dropped: 0 })
    }

    /// A person's key; none where it is not there, or the registry key is not.
    pub(super) fn key_of(&self, person: &PersonId) -> Result<Option<PersonKey>, Error> {
        match (self.store.get(person), &self.key) {
            (Some(wrapped), Ok(key)) => Ok(PersonKey::unwrap(wrapped, person, key)),
            (Some(_), Err(_)) => Ok(None),
            (None, _) => plain_keys::read(&keys_dir(&self.dir), person),
        }
    }

    /// What there is of the names of a log. With `tried`, each is opened, if the registry key is at hand.
    pub(super) fn held(&self, facts: &Facts, tried: bool) -> Result<NamesHeld, Error> {
        let plain: BTreeSet<PersonId> = plain_keys::persons(&keys_dir(&self.dir))?.into_iter().collect();
        let is_tried = tried && (self.key.is_ok() || !self.store.is_there());
        let mut held = NamesHeld { opened: is_tried.then_some(0), ..NamesHeld::default() };
        for (person, sealed, registered) in held::names(facts) {
            held.names += 1;
            if self.store.get(person).is_none() && !plain.contains(person) {
                held.keyless += usize::from(self.absent.contains(registered));
                continue;
            }
            held.keys += 1;
            if let Some(opened) = &mut held.opened {
                *opened += usize::from(self.key_of(person)?.is_some_and(|key| key.open(person, &sealed).is_some()));
            }
        }
        let is_headless = self.store.is_there() && self.store.wrapped_by().is_none();
        held.damaged = self.store.damaged() + usize::from(is_headless);
        Ok(held)
    }

    /// Notes that what is recorded in a span came without keys.
    pub(super) fn came_without(&mut self, from: Position, up_to: Position) -> Result<(), Error> {
        self.absent.add(&keys_dir(&self.dir), from..up_to)
    }

    /// Destroys the keys of persons.
    pub(super) fn destroy(&mut self, persons: &[&PersonId]) -> Result<(), Error> {
        let dir = keys_dir(&self.dir);
        let plain: BTreeSet<PersonId> = plain_keys::persons(&dir)?.into_iter().collect();
        let stored: Vec<&PersonId> = persons.iter().copied().filter(|p| self.store.get(p).is_some()).collect();
        let in_the_clear: Vec<&PersonId> = persons.iter().copied().filter(|p| plain.contains(*p)).collect();
        if stored.is_empty() && in_the_clear.is_empty() {
            return Ok(());
        }
        let _alone = KeysLock::alone(&dir)?;
        if !stored.is_empty() {
            self.store.take_out(&stored)?;
        }
        in_the_clear.into_iter().try_for_each(|person| plain_keys::destroy(&dir, person))
    }

    /// Destroys damaged records where there are more of them than names without a key: one could be that of a person who was
    /// forgotten. Those that name one of the persons whose key is missing stay.
    pub(super) fn drop_foreign_damage(&mut self, facts: &Facts) -> Result<(), Error> {
        if self.store.damaged() == 0 {
            return Ok(());
        }
        let keyless = held::names(facts).map(|(person, ..)| person).filter(|person| self.store.get(person).is_none());
        let keyless: BTreeSet<PersonId> = keyless.cloned().collect();
        if self.store.damaged() > keyless.len() {
            let _alone = KeysLock::alone(&keys_dir(&self.dir))?;
            self.dropped += self.store.drop_damaged_but(&keyless)?;
        }
        Ok(())
    }

    /// Makes the store where an older program left none, and wraps its keys in the clear. They go when they are
    /// wrapped durably, so a crash leaves them in both places, and the next opening goes on.
    fn begin(&mut self) -> Result<(), Error> {
        let Ok(key) = &self.key else { return Ok(()) };
        let dir = keys_dir(&self.dir);
        let plain = plain_keys::persons(&dir)?;
        if self.store.is_there() && plain.is_empty() {
            return Ok(());
        }
        let _alone = KeysLock::alone(&dir)?;
        if !self.store.is_there() {
            self.store.put_under(key.id(), BTreeMap::new())?;
        }
        let mut wrapped = Vec::new();
        let mut done = Vec::new();
        for person in plain {
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
    pub(super) fn rewrap(&mut self, to: &KeySource, damaged: DamagedKeys) -> Result<Rewrapped, Error> {
        let old = self.key.clone().map_err(|problem| Error::NoRegistryKey { problem })?;
        let opened = |(person, wrapped): (&PersonId, &Wrapped)| {
            Some((person.clone(), PersonKey::unwrap(wrapped, person, &old)?))
        };
        let own: Vec<(PersonId, PersonKey)> = self.store.keys().iter().filter_map(opened).collect();
        let lost = self.store.keys().len() - own.len() + self.store.damaged();
        if lost > 0 && damaged == DamagedKeys::Refuse {
            return Err(Error::KeysDamaged { path: self.store.path().to_owned(), damaged: lost });
        }
        let _alone = KeysLock::alone(&keys_dir(&self.dir))?;
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
        let wrap = |(person, own): (PersonId, PersonKey)| {
            let wrapped = own.wrap(&person, &new).ok_or_else(|| Error::NameKey { person: person.clone() })?;
            Ok((person, wrapped))
        };
        let keys: BTreeMap<PersonId, Wrapped> = own.into_iter().map(wrap).collect::<Result<_, Error>>()?;
        let count = keys.len();
        self.store.put_under(to_id, keys)?;
        self.key = Ok(new);
        finish_change_alone(&self.dir, &self.store)?;
        if let Some(stale) = stale_inside(&self.dir, to_id) {
            files::destroy(&stale).map_err(|source| io("remove", &stale, source))?;
        }
        Ok(Rewrapped { from, to: to_id, keys: count, lost })
    }
}

/// The registry key that lies in a registry's own directory and fits its store, in whichever place a change of it has left it.
pub(super) fn inside_of(dir: &Path, store: &KeyStore) -> Option<RegistryKey> {
    let found = [inside(dir), next_inside(dir)].into_iter().filter_map(|path| RegistryKey::read(&path).ok());
    let mut found = found.filter(|key| store.wrapped_by().is_none_or(|wrapped| wrapped == key.id()));
    found.next()
}

/// The registry key of a registry that is opened, or why there is none.
fn find_key(dir: &Path, store: &KeyStore, source: &KeySource) -> Result<Result<RegistryKey, KeyProblem>, Error> {
    let found = match source {
        // A registry of before there were registry keys gets one here, so that it can be used as ever.
        KeySource::Inside if !store.is_there() => {
            let _alone = KeysLock::alone(&keys_dir(dir))?;
            Ok(RegistryKey::of_file_or_new(&inside(dir))?)
        }
        KeySource::Inside => RegistryKey::read(&inside(dir)),
        KeySource::File(path) => RegistryKey::read(path),
        KeySource::Given(key) => Ok(key.clone()),
    };
    let key = found.and_then(|key| fits(store, key));
    if let (Ok(_), Some(wrapped)) = (&key, store.wrapped_by())
        && let Some(stale) = stale_inside(dir, wrapped)
    {
        let _alone = KeysLock::alone(&keys_dir(dir))?;
        files::destroy(&stale).map_err(|source| io("remove", &stale, source))?;
    }
    Ok(key)
}

/// The key, if it is the one under which the store is.
fn fits(store: &KeyStore, key: RegistryKey) -> Result<RegistryKey, KeyProblem> {
    match store.wrapped_by() {
        None if store.is_there() => Err(KeyProblem::StoreDamaged { path: store.path().to_owned() }),
        Some(wrapped) if wrapped != key.id() => Err(KeyProblem::Wrong { wrapped, given: key.id() }),
        Some(_) | None => Ok(key),
    }
}

/// A new registry key inside takes its place once the store is under it, and goes if it is not.
fn finish_change(dir: &Path, store: &KeyStore) -> Result<(), Error> {
    if matches!(RegistryKey::read(&next_inside(dir)), Err(KeyProblem::Missing { .. })) {
        return Ok(());
    }
    let _alone = KeysLock::alone(&keys_dir(dir))?;
    finish_change_alone(dir, store)
}

fn finish_change_alone(dir: &Path, store: &KeyStore) -> Result<(), Error> {
    let (now, next) = (inside(dir), next_inside(dir));
    match RegistryKey::read(&next) {
        Err(KeyProblem::Missing { .. }) => Ok(()),
        Ok(key) if store.wrapped_by() == Some(key.id()) => {
            files::replace(&now, &next).map_err(|source| io("replace", &now, source))
        }
        // Where the store does not say, neither goes: one of them may be what the names are under.
        _ if store.is_there() && store.wrapped_by().is_none() => Ok(()),
        _ => files::destroy(&next).map_err(|source| io("remove", &next, source)),
    }
}

/// A registry key inside under which the names are not any more.
fn stale_inside(dir: &Path, key: KeyId) -> Option<PathBuf> {
    let path = inside(dir);
    RegistryKey::read(&path).is_ok_and(|old| old.id() != key).then_some(path)
}

/// The registry key, where it lies in the registry's own directory.
pub(super) fn inside(dir: &Path) -> PathBuf {
    dir.join("registry.key")
}

/// The registry key that is to take its place.
fn next_inside(dir: &Path) -> PathBuf {
    dir.join("registry.key.new")
}

pub(super) fn keys_dir(dir: &Path) -> PathBuf {
    dir.join("keys")
}
