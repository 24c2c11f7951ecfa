//! Collections that remember what was in them, so that what was folded can be taken back.
//!
//! A batch folds each wish as it is decided, and may be given up. Between [`Undo::begin`] and
//! [`Undo::keep`] or [`Undo::undo`], a collection keeps what each key held before it was first
//! touched. So taking back costs what was touched, whatever else there is, and the collection is
//! then what it was, to the byte.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Deref;

use crate::packed::{NotPacked, Packed, Packer, Unpacker};

/// What can be taken back to where it was.
pub trait Undo {
    /// Remembers from now on what is changed.
    fn begin(&mut self);

    /// Forgets what it remembers: the changes stay.
    fn keep(&mut self);

    /// Takes back every change since [`Undo::begin`]; nothing where that was not called.
    fn undo(&mut self);
}

/// Says of a struct that it is taken back field by field. A field left out breaks the build.
#[macro_export]
macro_rules! undo {
    (struct $name:ident $(<$($param:ident $(: $bound:ident $(+ $more:ident)*)?),+>)? { $($field:ident),+ $(,)? }) => {
        impl $(<$($param $(: $bound $(+ $more)*)?),+>)? $crate::tracked::Undo for $name $(<$($param),+>)? {
            fn begin(&mut self) {
                let Self { $($field),+ } = self;
                $($crate::tracked::Undo::begin($field);)+
            }

            fn keep(&mut self) {
                let Self { $($field),+ } = self;
                $($crate::tracked::Undo::keep($field);)+
            }

            fn undo(&mut self) {
                let Self { $($field),+ } = self;
                $($crate::tracked::Undo::undo($field);)+
            }
        }
    };
}

/// A collection of values under keys.
pub trait Keyed: Default {
    /// What a value is found by.
    type Key: Ord + Clone;
    /// What is found.
    type Value: Clone;

    /// A copy of the value of a key.
    fn copy_of(&self, key: &Self::Key) -> Option<Self::Value>;

    /// Puts a value under a key.
    fn put(&mut self, key: Self::Key, value: Self::Value);

    /// Takes out a key that was added last of all that are still there.
    fn take_out(&mut self, key: &Self::Key);

    /// The end of the keys that are there, where each new key comes behind it.
    fn end(&self) -> Option<Self::Key>;
}

/// A collection whose changes can be taken back. It is read as the collection itself.
#[derive(Clone, Default)]
pub struct Tracked<K: Keyed> {
    inside: K,
    before: Option<Box<Before<K>>>,
}

/// What a collection was.
#[derive(Clone)]
struct Before<K: Keyed> {
    /// Every key from here on is new.
    end: Option<K::Key>,
    values: BTreeMap<K::Key, Option<K::Value>>,
}

impl<K: Keyed + Debug> Debug for Tracked<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inside.fmt(f)
    }
}

impl<K: Keyed> Deref for Tracked<K> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.inside
    }
}

impl<K: Keyed + PartialEq> PartialEq for Tracked<K> {
    fn eq(&self, other: &Self) -> bool {
        self.inside == other.inside
    }
}

impl<K: Keyed + Eq> Eq for Tracked<K> {}

impl<K: Keyed + Packed> Packed for Tracked<K> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.inside.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        Ok(Self { inside: K::unpack(from)?, before: None })
    }
}

impl<K: Keyed> Undo for Tracked<K> {
    fn begin(&mut self) {
        self.before = Some(Box::new(Before { end: self.inside.end(), values: BTreeMap::new() }));
    }

    fn keep(&mut self) {
        self.before = None;
    }

    fn undo(&mut self) {
        let Some(before) = self.before.take() else { return };
        if let Some(end) = &before.end {
            self.inside.take_out(end);
        }
        for (key, value) in before.values.into_iter().rev() {
            match value {
                Some(value) => self.inside.put(key, value),
                None => self.inside.take_out(&key),
            }
        }
    }
}

impl<K: Keyed> Tracked<K> {
    /// Remembers what a key holds, the first time that it is touched.
    fn remember(&mut self, key: &K::Key) {
        let Self { inside, before: Some(before) } = self else { return };
        if before.end.as_ref().is_none_or(|end| key < end) && !before.values.contains_key(key) {
            before.values.insert(key.clone(), inside.copy_of(key));
        }
    }

    /// Puts a value under a key.
    pub fn insert(&mut self, key: K::Key, value: K::Value) {
        self.remember(&key);
        self.inside.put(key, value);
    }
}

impl<V: Clone> Keyed for Vec<V> {
    type Key = usize;
    type Value = V;

    fn copy_of(&self, key: &usize) -> Option<V> {
        self.get(*key).cloned()
    }

    fn put(&mut self, key: usize, value: V) {
        if let Some(at) = self.get_mut(key) {
            *at = value;
        }
    }

    fn take_out(&mut self, key: &usize) {
        self.truncate(*key);
    }

    fn end(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<V: Clone> Tracked<Vec<V>> {
    /// The value at an index, to be changed.
    pub fn change(&mut self, at: usize) -> Option<&mut V> {
        self.remember(&at);
        self.inside.get_mut(at)
    }

    /// The value at an index, to be changed; there are defaults before it, where there was nothing.
    pub fn change_or_grow(&mut self, at: usize) -> Option<&mut V>
    where
        V: Default,
    {
        if self.inside.len() <= at {
            self.inside.resize_with(at + 1, V::default);
        }
        self.change(at)
    }

    /// Adds a value at the end.
    pub fn push(&mut self, value: V) {
        self.inside.push(value);
    }
}

macro_rules! keyed_map {
    ($map:ident: $($bound:ident),+) => {
        #[allow(clippy::implicit_hasher, reason = "no collection here has a hasher of its own")]
        impl<K: Clone + $($bound +)+, V: Clone> Keyed for $map<K, V> {
            type Key = K;
            type Value = V;

            fn copy_of(&self, key: &K) -> Option<V> {
                self.get(key).cloned()
            }

            fn put(&mut self, key: K, value: V) {
                self.insert(key, value);
            }

            fn take_out(&mut self, key: &K) {
                self.remove(key);
            }

            fn end(&self) -> Option<K> {
                None
            }
        }

        #[allow(clippy::implicit_hasher, reason = "no collection here has a hasher of its own")]
        impl<K: Clone + $($bound +)+, V: Clone> Tracked<$map<K, V>> {
            /// The value of a key, to be changed.
            pub fn change(&mut self, key: &K) -> Option<&mut V> {
                if self.inside.contains_key(key) {
                    self.remember(key);
                }
                self.inside.get_mut(key)
            }

            /// Takes out the value of a key.
            pub fn take(&mut self, key: &K) -> Option<V> {
                self.remember(key);
                self.inside.remove(key)
            }

            /// The value of a key, to be changed: a default where there was none.
            pub fn change_or_default(&mut self, key: K) -> &mut V
            where
                V: Default,
            {
                self.remember(&key);
                self.inside.entry(key).or_default()
            }
        }
    };
}

keyed_map! { BTreeMap: Ord }
keyed_map! { HashMap: Ord, Eq, Hash }

impl<K: Ord + Clone> Keyed for BTreeSet<K> {
    type Key = K;
    type Value = ();

    fn copy_of(&self, key: &K) -> Option<()> {
        self.contains(key).then_some(())
    }

    fn put(&mut self, key: K, (): ()) {
        self.insert(key);
    }

    fn take_out(&mut self, key: &K) {
        self.remove(key);
    }

    fn end(&self) -> Option<K> {
        None
    }
}

/// One small value whose changes can be taken back.
#[derive(Clone, Debug, Default)]
pub struct TrackedValue<V> {
    /// The value.
    pub now: V,
    before: Option<V>,
}

impl<V: PartialEq> PartialEq for TrackedValue<V> {
    fn eq(&self, other: &Self) -> bool {
        self.now == other.now
    }
}

impl<V: Eq> Eq for TrackedValue<V> {}

impl<V: Packed> Packed for TrackedValue<V> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.now.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        Ok(Self { now: V::unpack(from)?, before: None })
    }
}

impl<V: Clone> Undo for TrackedValue<V> {
    fn begin(&mut self) {
        self.before = Some(self.now.clone());
    }

    fn keep(&mut self) {
        self.before = None;
    }

    fn undo(&mut self) {
        if let Some(before) = self.before.take() {
            self.now = before;
        }
    }
}
