//! The keys of a registry on disk, and the registry key that opens them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiceng_domain::{Facts, PersonId, Position};

use super::absent::Absent;
use super::files::{self, io};
use super::held::{self, NamesHeld};
use super::inside::{Inside, inside, next_inside};
use super::key_store::KeyStore;
use super::lock::KeysLock;
use super::registry_key::{KeyProblem, KeySource, RegistryKey};
use super::wrapping::{PersonKey, Wrapped};
use super::{DamagedKeys, RegistryKeyId, Rewrapped, plain_keys};
use crate::error::Error;

/// The keys on disk.
pub(super) struct Kept {
    /// The registry's directory.
    pub(super) dir: PathBuf,
    pub(super) store: KeyStore,
    /// The registry key under which the store is, or why there is none.
    pub(super) key: Result<RegistryKey, KeyProblem>,
    /// What was found in the registry's own directory, in one reading.
    pub(super) inside: Inside,
    absent: Absent,
    /// Damaged records that went, because they could have been those of forgotten persons.
    pub(super) dropped: usize,
}

impl Kept {
    /// Makes the store of a new registry.
    pub(super) fn create(dir: &Path, key: RegistryKey) -> Result<Self, Error> {
        let mut store = KeyStore::read(&keys_dir(dir))?;
        store.put_under(key.id(), None, BTreeMap::new())?;
        let inside = Inside::read(dir, store.wrapped_by());
        Ok(Self { dir: dir.to_owned(), store, key: Ok(key), inside, absent: Absent::default(), dropped: 0 })
    }

    /// Reads the keys of a registry, finishes what a crash cut short, and wraps keys in the clear.
    pub(super) fn open(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        let store = KeyStore::read(&keys_dir(dir))?;
        finish_change(dir, &store)?;
        let inside = Inside::read(dir, store.wrapped_by());
        let key = find_key(dir, &store, source, &inside)?;
        let absent = Absent::read(&keys_dir(dir));
        let mut kept = Self { dir: dir.to_owned(), store, key, inside, absent, dropped: 0 };
        kept.begin()?;
        Ok(kept)
    }

    /// Reads the keys of a registry, and changes nothing.
    pub(super) fn look(dir: &Path, source: &KeySource) -> Result<Self, Error> {
        let store = KeyStore::look(&keys_dir(dir))?;
        let inside = Inside::read(dir, store.wrapped_by());
        let found = match source {
            KeySource::Inside => inside.key.clone(),
            KeySource::File(path) => RegistryKey::read(path),
            KeySource::Given(key) => Ok(key.clone()),
        };
        let key = found.and_then(|key| fits(&store, key));
        let absent = Absent::read(&keys_dir(dir));
        Ok(Self { dir: dir.to_owned(), store, key, inside, absent, dropped: 0 })
    }

    /// A person's key; none where it is not there, or the registry key is not.
    pub(super) fn key_of(&self, person: &PersonId) -> Result<Option<PersonKey>, Error> {
        match (self.store.get(person), &self.key) {
            (Some(wrapped), Ok(key)) => Ok(PersonKey::unwrap(wrapped, person, key)),
            (Some(_), Err(_)) => Ok(None),
            (None, _) => plain_keys::read(&keys_dir(&self.dir), person),
        }
    }

    /// What there is of the names of a log. With `tried`, each is opened, if the registry key is at
    /// hand.
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
        held.absent_unreadable = self.absent.unreadable;
        held.is_key_spoiled = self.is_key_spoiled();
        Ok(held)
    }

    /// Whether there is a registry key inside that does not open the store, and none at hand that
    /// does. Where the head of the store does not say which one would, that is told of the store.
    pub(super) fn is_key_spoiled(&self) -> bool {
        let is_missed = self.key.is_err() && self.store.wrapped_by().is_some();
        is_missed && self.inside.key.is_err() && !self.inside.is_missing()
    }

    /// Notes that what is recorded in a span came without keys.
    pub(super) fn came_without(&mut self, from: Position, up_to: Position) -> Result<(), Error> {
        self.absent.add(&keys_dir(&self.dir), from..up_to)
    }

    /// Refuses to change keys, before anything else is changed, where their store is a link, or the
    /// registry key inside that is to be replaced: what a link leads to could be anybody's.
    pub(super) fn refuse_links(&self, replaces_registry_key: bool) -> Result<(), Error> {
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        let registry_key = replaces_registry_key.then(|| inside(&self.dir));
        match registry_key.into_iter().chain([self.store.path().to_owned()]).find(is_link) {
            Some(path) => Err(Error::Linked { path }),
            None => Ok(()),
        }
    }

    /// Refuses to change the registry key while what lies inside may be the old one, and could not
    /// be destroyed: it cannot be read, or is damaged and would not be replaced. And where the new
    /// one would take the place of another registry's.
    fn refuse_what_is_inside(&self, old: RegistryKeyId, to: &KeySource) -> Result<(), Error> {
        let is_replaced = matches!(to, KeySource::Inside);
        let path = inside(&self.dir);
        match RegistryKey::read(&path) {
            Ok(other) if is_replaced && other.id() != old => Err(Error::OtherKeyInside { path, key: other.id() }),
            Err(problem @ KeyProblem::Unreadable { .. }) => Err(Error::OldKeyWouldStay { problem }),
            Err(problem @ KeyProblem::NotAKey { .. }) if !is_replaced => Err(Error::OldKeyWouldStay { problem }),
            Ok(_) | Err(_) => Ok(()),
        }
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

    /// Destroys damaged records where there are more of them than names without a key: one could be
    /// that of a person who was forgotten. Those that name one of the persons whose key is missing
    /// stay.
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

    /// Makes the store where an older program left none, and wraps its keys in the clear. They go
    /// when they are wrapped durably, so a crash leaves them in both places, and the next opening
    /// goes on.
    fn begin(&mut self) -> Result<(), Error> {
        let Ok(key) = &self.key else { return Ok(()) };
        let dir = keys_dir(&self.dir);
        let plain = plain_keys::persons(&dir)?;
        if self.store.is_there() && plain.is_empty() {
            return Ok(());
        }
        let _alone = KeysLock::alone(&dir)?;
        if !self.store.is_there() {
            self.store.put_under(key.id(), None, BTreeMap::new())?;
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

    /// The step that counts is the new store in the place of the old one; [`finish_change`] and
    /// [`find_key`] finish what a crash leaves on either side of it.
    pub(super) fn rewrap(&mut self, to: &KeySource, damaged: DamagedKeys) -> Result<Rewrapped, Error> {
        self.refuse_links(matches!(to, KeySource::Inside))?;
        let old = self.key.clone().map_err(|problem| Error::NoRegistryKey { problem })?;
        self.refuse_what_is_inside(old.id(), to)?;
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
        self.store.put_under(to_id, Some(from), keys)?;
        self.key = Ok(new);
        match to {
            // What was written is not read again: a failed reading would leave its place empty.
            KeySource::Inside => {
                let now = inside(&self.dir);
                files::replace(&now, &next).map_err(|source| io("replace", &now, source))?;
            }
            KeySource::File(_) | KeySource::Given(_) => destroy_stale(&self.dir, &self.store)?,
        }
        self.inside = Inside::read(&self.dir, Some(to_id));
        Ok(Rewrapped { from, to: to_id, keys: count, lost })
    }
}

/// The registry key of a registry that is opened, or why there is none.
fn find_key(
    dir: &Path,
    store: &KeyStore,
    source: &KeySource,
    found: &Inside,
) -> Result<Result<RegistryKey, KeyProblem>, Error> {
    let found = match source {
        // A registry of before there were registry keys gets one here, so that it can be used as
        // ever.
        KeySource::Inside if !store.is_there() && found.is_missing() => {
            let _alone = KeysLock::alone(&keys_dir(dir))?;
            Ok(RegistryKey::of_file_or_new(&inside(dir))?)
        }
        KeySource::Inside if !store.is_there() => {
            Ok(found.key.clone().map_err(|problem| Error::NoRegistryKey { problem })?)
        }
        KeySource::Inside => found.key.clone(),
        KeySource::File(path) => RegistryKey::read(path),
        KeySource::Given(key) => Ok(key.clone()),
    };
    let key = found.and_then(|key| fits(store, key));
    if key.is_ok() && stale(dir, store).next().is_some() {
        let _alone = KeysLock::alone(&keys_dir(dir))?;
        destroy_stale(dir, store)?;
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

/// A new registry key inside takes its place once the store is under it, unless another registry's
/// lies there. One that cannot be read, or is damaged, may be the one under which the store is: it
/// stays.
fn finish_change(dir: &Path, store: &KeyStore) -> Result<(), Error> {
    let (now, next) = (inside(dir), next_inside(dir));
    let is_others = |key: &RegistryKey| store.replaced().is_some_and(|replaced| replaced != key.id());
    let is_due = || {
        let is_new = RegistryKey::read(&next).is_ok_and(|key| store.wrapped_by() == Some(key.id()));
        is_new && !RegistryKey::read(&now).is_ok_and(|key| is_others(&key))
    };
    if !is_due() {
        return Ok(());
    }
    let _alone = KeysLock::alone(&keys_dir(dir))?;
    if is_due() { files::replace(&now, &next).map_err(|source| io("replace", &now, source)) } else { Ok(()) }
}

/// The registry key inside under which the names were before, and a new one under which they never
/// came, or that was torn. Only for a store that opens under the key at hand. What cannot be read
/// stays, and so does another registry's.
fn stale(dir: &Path, store: &KeyStore) -> impl Iterator<Item = PathBuf> {
    let (wrapped, replaced) = (store.wrapped_by(), store.replaced());
    let is_left = move |path: &PathBuf| match RegistryKey::read(path) {
        Ok(new) => wrapped.is_some_and(|wrapped| wrapped != new.id()),
        Err(problem) => matches!(problem, KeyProblem::NotAKey { .. }),
    };
    let is_old = move |path: &PathBuf| {
        RegistryKey::read(path).is_ok_and(|old| Some(old.id()) == replaced && replaced != wrapped)
    };
    let now = Some(inside(dir)).filter(is_old);
    now.into_iter().chain(Some(next_inside(dir)).filter(is_left))
}

fn destroy_stale(dir: &Path, store: &KeyStore) -> Result<(), Error> {
    stale(dir, store).try_for_each(|path| files::destroy(&path).map_err(|source| io("remove", &path, source)))
}

pub(super) fn keys_dir(dir: &Path) -> PathBuf {
    dir.join("keys")
}
