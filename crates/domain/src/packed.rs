//! What was folded from the log, as bytes, so that it can be kept and taken back without folding
//! again.
//!
//! Every type of the state says how it is packed, field by field; [`packed!`](crate::packed!)
//! writes that for most of them, and a field that is added breaks the build there. The bytes are
//! this program's own: they may be others in the next version, which then counts the projections'
//! shape up and folds again. So nothing here is read for ever, unlike the log.
//!
//! A text is packed as a number: all that are alike stand once in [`Texts`], and share their bytes
//! when they are taken back. What the log has a form for already (an event kept whole) is packed in
//! that form, by [`FactBytes`].
//!
//! No I/O: bytes are handed on in chunks to whoever writes them, and asked for chunk by chunk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::num::NonZeroU32;

use arcstr::ArcStr;
use jiff::civil::Date;
use thin_vec::ThinVec;

use crate::event::{Event, Fact};
use crate::partial_date::PartialDate;

/// A chunk is handed on when it has so many bytes, or the few more of the value that filled it.
pub const CHUNK_BYTES: usize = 1 << 20;

/// A text that many values share.
pub type Text = ArcStr;

/// A value that can be packed, and taken back the same.
pub trait Packed: Sized {
    /// Packs it.
    fn pack(&self, to: &mut Packer<'_>);

    /// Takes it back.
    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked>;
}

/// A value that packs itself and is taken back in its place.
pub trait Part: Send + Sync {
    /// Packs it.
    fn pack_to(&self, to: &mut Packer<'_>);

    /// Becomes what was packed.
    fn unpack_from(&mut self, from: &mut Unpacker<'_>) -> Result<(), NotPacked>;
}

impl<T: Packed + Send + Sync> Part for T {
    fn pack_to(&self, to: &mut Packer<'_>) {
        self.pack(to);
    }

    fn unpack_from(&mut self, from: &mut Unpacker<'_>) -> Result<(), NotPacked> {
        *self = T::unpack(from)?;
        from.end()
    }
}

/// The bytes are not those of a packed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not what was packed")]
pub struct NotPacked;

/// The bytes of a fact, in the form of the log.
pub trait FactBytes: Sync {
    /// The bytes; none where the log has no form for it.
    fn encode(&self, fact: &Fact) -> Option<Vec<u8>>;

    /// The fact; none where the bytes are not those of one.
    fn decode(&self, bytes: &[u8]) -> Option<Fact>;
}

/// The texts of packed values, each once.
#[derive(Default)]
pub struct Texts {
    numbers: HashMap<ArcStr, u64>,
    texts: Vec<ArcStr>,
}

impl Texts {
    /// Packs the texts themselves.
    pub fn pack(&self, to: &mut Packer<'_>) {
        to.number(self.texts.len() as u64);
        for text in &self.texts {
            to.run(text.as_bytes());
        }
    }

    /// The texts that were packed.
    pub fn unpack(from: &mut Unpacker<'_>) -> Result<Vec<ArcStr>, NotPacked> {
        let count = from.count()?;
        let mut texts = Vec::with_capacity(count);
        let mut long = Vec::new();
        for _ in 0..count {
            let bytes = from.run(&mut long)?;
            texts.push(std::str::from_utf8(bytes).map_err(|_| NotPacked)?.into());
        }
        from.end()?;
        Ok(texts)
    }

    fn number(&mut self, text: &ArcStr) -> u64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u64;
        self.numbers.insert(text.clone(), number);
        self.texts.push(text.clone());
        number
    }
}

/// Takes values and hands their bytes on.
pub struct Packer<'a> {
    chunk: Vec<u8>,
    write: &'a mut dyn FnMut(&[u8]),
    texts: Option<&'a mut Texts>,
    facts: &'a dyn FactBytes,
    is_whole: bool,
}

impl<'a> Packer<'a> {
    /// Hands chunks to `write`, which remembers what goes wrong there, and keeps the texts of
    /// values in `texts`.
    pub fn new(write: &'a mut dyn FnMut(&[u8]), texts: Option<&'a mut Texts>, facts: &'a dyn FactBytes) -> Self {
        Self { chunk: Vec::with_capacity(CHUNK_BYTES + (64 << 10)), write, texts, facts, is_whole: true }
    }

    /// Hands on what is left. Fails where a value had no bytes.
    pub fn finish(self) -> Result<(), NotPacked> {
        if !self.chunk.is_empty() {
            (self.write)(&self.chunk);
        }
        if self.is_whole { Ok(()) } else { Err(NotPacked) }
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            (self.write)(&self.chunk);
            self.chunk.clear();
        }
    }

    /// Bytes behind their number.
    pub fn run(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        bytes.chunks(CHUNK_BYTES).for_each(|bytes| self.bytes(bytes));
    }

    /// A number, seven bits a byte, the lowest first.
    pub fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.bytes(&[number.to_le_bytes()[0] | 0x80]);
            number >>= 7;
        }
        self.bytes(&[number.to_le_bytes()[0]]);
    }

    pub(crate) fn text(&mut self, text: &ArcStr) {
        match self.texts.as_mut().map(|texts| texts.number(text)) {
            Some(number) => self.number(number),
            None => self.is_whole = false,
        }
    }

    /// A fact, in the form of the log.
    pub(crate) fn fact(&mut self, fact: &Fact) {
        match self.facts.encode(fact) {
            Some(bytes) => self.run(&bytes),
            None => self.is_whole = false,
        }
    }

    /// What an event says, in the form of the log.
    pub(crate) fn event(&mut self, event: Event) {
        self.fact(&Fact { effective: PartialDate::Year(2000), evidence: Vec::new(), event });
    }
}

/// Gives values back out of bytes.
pub struct Unpacker<'a> {
    chunk: Vec<u8>,
    at: usize,
    /// How many bytes there are beyond the chunk.
    beyond: u64,
    read: &'a mut dyn FnMut(&mut Vec<u8>) -> bool,
    texts: &'a [ArcStr],
    facts: &'a dyn FactBytes,
}

impl<'a> Unpacker<'a> {
    /// Reads so many bytes, which `read` puts in the place of what it is given, chunk by chunk; it
    /// says whether there was one, and remembers what goes wrong.
    pub fn new(
        bytes: u64,
        read: &'a mut dyn FnMut(&mut Vec<u8>) -> bool,
        texts: &'a [ArcStr],
        facts: &'a dyn FactBytes,
    ) -> Self {
        Self { chunk: Vec::new(), at: 0, beyond: bytes, read, texts, facts }
    }

    /// The next bytes.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], NotPacked> {
        if let Some(bytes) = self.chunk.get(self.at..).and_then(|rest| rest.first_chunk::<N>()) {
            self.at += N;
            return Ok(*bytes);
        }
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Ok(bytes)
    }

    #[inline]
    fn byte(&mut self) -> Result<u8, NotPacked> {
        loop {
            if let Some(byte) = self.chunk.get(self.at) {
                self.at += 1;
                return Ok(*byte);
            }
            self.next_chunk()?;
        }
    }

    fn next_chunk(&mut self) -> Result<(), NotPacked> {
        self.at = 0;
        self.chunk.clear();
        if !(self.read)(&mut self.chunk) {
            return Err(NotPacked);
        }
        self.beyond = self.beyond.checked_sub(self.chunk.len() as u64).ok_or(NotPacked)?;
        Ok(())
    }

    /// Bytes behind their number. They stay where they are if they can, and else come to `long`.
    pub fn run<'b>(&'b mut self, long: &'b mut Vec<u8>) -> Result<&'b [u8], NotPacked> {
        let count = self.count()?;
        let end = self.at + count;
        if end <= self.chunk.len() {
            let bytes = self.chunk.get(self.at..end).ok_or(NotPacked)?;
            self.at = end;
            return Ok(bytes);
        }
        long.clear();
        while long.len() < count {
            let rest = self.chunk.get(self.at..).unwrap_or_default();
            let taken = rest.len().min(count - long.len());
            long.extend(rest.iter().take(taken));
            self.at += taken;
            if long.len() < count {
                self.next_chunk()?;
            }
        }
        Ok(long)
    }

    /// A number.
    #[inline]
    pub fn number(&mut self) -> Result<u64, NotPacked> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift).ok_or(NotPacked)?;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// How many values or bytes come; never more than there are bytes.
    #[inline]
    pub fn count(&mut self) -> Result<usize, NotPacked> {
        let count = self.number()?;
        let left = self.beyond + (self.chunk.len() - self.at) as u64;
        if count > left { Err(NotPacked) } else { usize::try_from(count).map_err(|_| NotPacked) }
    }

    /// That nothing is left.
    pub fn end(&mut self) -> Result<(), NotPacked> {
        if self.beyond == 0 && self.at == self.chunk.len() { Ok(()) } else { Err(NotPacked) }
    }

    #[inline]
    pub(crate) fn text(&mut self) -> Result<ArcStr, NotPacked> {
        let number = usize::try_from(self.number()?).map_err(|_| NotPacked)?;
        self.texts.get(number).cloned().ok_or(NotPacked)
    }

    pub(crate) fn fact(&mut self) -> Result<Fact, NotPacked> {
        let facts = self.facts;
        facts.decode(self.run(&mut Vec::new())?).ok_or(NotPacked)
    }

    pub(crate) fn event(&mut self) -> Result<Event, NotPacked> {
        self.fact().map(|fact| fact.event)
    }
}

/// Says of a struct that it is packed field by field, and of an enum that it is packed as a number
/// and the fields of that variant. A field or variant left out breaks the build.
#[macro_export]
macro_rules! packed {
    (struct $name:ident $(<$($parameter:ident $(: $bound:ident $(+ $more:ident)*)?),+>)? { $($field:ident),+ $(,)? }) => {
        impl $(<$($parameter: $crate::packed::Packed $(+ $bound $(+ $more)*)?),+>)? $crate::packed::Packed for $name $(<$($parameter),+>)? {
            fn pack(&self, to: &mut $crate::packed::Packer<'_>) {
                let Self { $($field),+ } = self;
                $($crate::packed::Packed::pack($field, to);)+
            }

            fn unpack(from: &mut $crate::packed::Unpacker<'_>) -> Result<Self, $crate::packed::NotPacked> {
                $(let $field = $crate::packed::Packed::unpack(from)?;)+
                Ok(Self { $($field),+ })
            }
        }
    };
    (struct $name:ident ($($field:ident),+)) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, to: &mut $crate::packed::Packer<'_>) {
                let Self($($field),+) = self;
                $($crate::packed::Packed::pack($field, to);)+
            }

            fn unpack(from: &mut $crate::packed::Unpacker<'_>) -> Result<Self, $crate::packed::NotPacked> {
                $(let $field = $crate::packed::Packed::unpack(from)?;)+
                Ok(Self($($field),+))
            }
        }
    };
    (enum $name:ident { $($number:literal = $variant:ident
        $( { $($field:ident),+ $(,)? } )? $( ( $($item:ident),+ ) )?),+ $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, to: &mut $crate::packed::Packer<'_>) {
                match self {
                    $(Self::$variant $( { $($field),+ } )? $( ( $($item),+ ) )? => {
                        to.bytes(&[$number]);
                        $($($crate::packed::Packed::pack($field, to);)+)?
                        $($($crate::packed::Packed::pack($item, to);)+)?
                    })+
                }
            }

            fn unpack(from: &mut $crate::packed::Unpacker<'_>) -> Result<Self, $crate::packed::NotPacked> {
                let [number] = from.array()?;
                match number {
                    $($number => {
                        $($(let $field = $crate::packed::Packed::unpack(from)?;)+)?
                        $($(let $item = $crate::packed::Packed::unpack(from)?;)+)?
                        Ok(Self::$variant $( { $($field),+ } )? $( ( $($item),+ ) )?)
                    })+
                    _ => Err($crate::packed::NotPacked),
                }
            }
        }
    };
}

macro_rules! packed_numbers {
    ($($type:ty)+) => { $(
        impl Packed for $type {
            fn pack(&self, to: &mut Packer<'_>) {
                to.number(u64::try_from(*self).unwrap_or(u64::MAX));
            }

            fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
                <$type>::try_from(from.number()?).map_err(|_| NotPacked)
            }
        }
    )+ };
}

packed_numbers!(u16 u32 u64 usize);

/// As the number below it: such are kept one more than they are.
impl Packed for NonZeroU32 {
    fn pack(&self, to: &mut Packer<'_>) {
        (self.get() - 1).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        u32::unpack(from)?.checked_add(1).and_then(Self::new).ok_or(NotPacked)
    }
}

impl Packed for u8 {
    fn pack(&self, to: &mut Packer<'_>) {
        to.bytes(&[*self]);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let [byte] = from.array()?;
        Ok(byte)
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Packer<'_>) {
        u8::from(*self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        match u8::unpack(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(NotPacked),
        }
    }
}

impl<const N: usize> Packed for [u8; N] {
    fn pack(&self, to: &mut Packer<'_>) {
        to.bytes(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        from.array()
    }
}

impl Packed for PartialDate {
    fn pack(&self, to: &mut Packer<'_>) {
        let [low, middle, high, _] = self.to_bits().to_le_bytes();
        to.bytes(&[low, middle, high]);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let [low, middle, high] = from.array()?;
        Ok(Self::from_bits(u32::from_le_bytes([low, middle, high, 0])))
    }
}

impl Packed for Date {
    fn pack(&self, to: &mut Packer<'_>) {
        PartialDate::Day(*self).pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        match PartialDate::unpack(from)? {
            PartialDate::Day(day) => Ok(day),
            PartialDate::Month { .. }
            | PartialDate::Quarter { .. }
            | PartialDate::Half { .. }
            | PartialDate::Year(_) => Err(NotPacked),
        }
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, to: &mut Packer<'_>) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        Ok((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.is_some().pack(to);
        if let Some(value) = self {
            value.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        if bool::unpack(from)? { T::unpack(from).map(Some) } else { Ok(None) }
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        T::pack(self, to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        T::unpack(from).map(Self::new)
    }
}

fn pack_all<'v, T: Packed + 'v>(values: &'v [T], to: &mut Packer<'_>) {
    to.number(values.len() as u64);
    for value in values {
        value.pack(to);
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        pack_all(self, to);
    }

    /// There is room for no more than was packed: nobody knows which of millions will grow.
    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let count = from.count()?;
        let mut values = Self::with_capacity(count);
        for _ in 0..count {
            values.push(T::unpack(from)?);
        }
        Ok(values)
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn pack(&self, to: &mut Packer<'_>) {
        pack_all(self, to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        Vec::unpack(from).map(Vec::into_boxed_slice)
    }
}

impl<T: Packed> Packed for ThinVec<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        pack_all(self, to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let count = from.count()?;
        if count == 0 {
            return Ok(Self::new()); // with_capacity would allocate
        }
        let mut values = Self::with_capacity(count);
        for _ in 0..count {
            values.push(T::unpack(from)?);
        }
        Ok(values)
    }
}

impl<T: Packed + Ord> Packed for BTreeSet<T> {
    fn pack(&self, to: &mut Packer<'_>) {
        to.number(self.len() as u64);
        for item in self {
            item.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let count = from.count()?;
        (0..count).map(|_| T::unpack(from)).collect()
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, to: &mut Packer<'_>) {
        to.number(self.len() as u64);
        for (key, value) in self {
            key.pack(to);
            value.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let count = from.count()?;
        (0..count).map(|_| <(K, V)>::unpack(from)).collect()
    }
}

#[expect(clippy::implicit_hasher, reason = "the state has no others")]
impl<K: Packed + Ord + Hash, V: Packed> Packed for HashMap<K, V> {
    /// By key: the same map has the same bytes.
    fn pack(&self, to: &mut Packer<'_>) {
        #[allow(clippy::iter_over_hash_type, reason = "they are put in order")]
        let mut entries: Vec<(&K, &V)> = self.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        to.number(entries.len() as u64);
        for (key, value) in entries {
            key.pack(to);
            value.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let count = from.count()?;
        let mut map = Self::with_capacity(count);
        for _ in 0..count {
            let (key, value) = <(K, V)>::unpack(from)?;
            map.insert(key, value);
        }
        Ok(map)
    }
}
