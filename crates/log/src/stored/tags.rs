//! The table of event types: a tag for each, never used for another, and a version for each form.
//! Its rows stand beside the stored forms, in the file of the subject.

use jiceng_domain::{Event, each_event};

use super::commit::{DecodeError, EncodeError};
use super::value::Load;
use crate::bytes::{self, Reader};

/// An event type as it is written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The number that stands for it.
    pub tag: u16,
    /// The version in which it is written.
    pub version: u8,
    /// Its name.
    pub name: &'static str,
}

/// An event type, and how it is written and read.
pub(super) trait EventType: Sized {
    const TAG: Tag;

    /// Appends its data in the version of today.
    fn put(&self, out: &mut Vec<u8>) -> Result<(), EncodeError>;

    /// Today's event from the data of any version there ever was.
    fn upcast(index: u32, version: u8, data: &[u8]) -> Result<Event, DecodeError>;
}

/// Declares the tags of events, and the stored form of each of their versions.
macro_rules! tags {
    ($($tag:literal $name:literal $event:ident { $($old:literal = $old_type:ident,)* now $version:literal = $type:ident })+) => { $(
        #[allow(elided_lifetimes_in_paths, reason = "the rows name types with and without lifetimes")]
        impl crate::stored::tags::EventType for $event {
            const TAG: crate::stored::Tag = crate::stored::Tag { tag: $tag, version: $version, name: $name };

            fn put(&self, out: &mut Vec<u8>) -> Result<(), crate::stored::EncodeError> {
                let stored = <$type as crate::stored::value::Store<'_, Self>>::store(self)?;
                Ok(crate::bytes::put(&stored, out)?)
            }

            fn upcast(index: u32, version: u8, data: &[u8]) -> Result<jiceng_domain::Event, crate::stored::DecodeError> {
                let read = match version {
                    $($old => crate::stored::tags::read(index, $name, data, |reader| reader.take::<$old_type>()),)*
                    $version => crate::stored::tags::read(index, $name, data, |reader| reader.take::<$type>()),
                    found => Err(crate::stored::DecodeError::Version { index, event: $name, found }),
                };
                read.map(jiceng_domain::Event::$event)
            }
        }
    )+ };
}

pub(super) use tags;

type Upcast = fn(u32, u8, &[u8]) -> Result<Event, DecodeError>;

macro_rules! of_all {
    ($($event:ident)+) => {
        /// All event types, in the order of their tags.
        pub const TAGS: &[Tag] = &[$(tag_of(Event::$event)),+];

        const UPCASTS: &[Upcast] = &[$(upcast_of(Event::$event)),+];

        /// Appends the data of an event; answers its tag and version.
        pub(super) fn put(event: &Event, out: &mut Vec<u8>) -> Result<(u16, u8), EncodeError> {
            match event { $(Event::$event(event) => put_tagged(event, out),)+ }
        }
    };
}

each_event!(of_all);

/// The type of a variant is known from what makes it.
const fn tag_of<E: EventType>(_: fn(E) -> Event) -> Tag {
    E::TAG
}

const fn upcast_of<E: EventType>(_: fn(E) -> Event) -> Upcast {
    E::upcast
}

fn put_tagged<E: EventType>(event: &E, out: &mut Vec<u8>) -> Result<(u16, u8), EncodeError> {
    event.put(out)?;
    Ok((E::TAG.tag, E::TAG.version))
}

const TAGS_MAX: usize = 256;

/// Tag → how it is read; found in one step, since every event of a log is.
static BY_TAG: [Option<Upcast>; TAGS_MAX] = by_tag();

#[allow(clippy::indexing_slicing, reason = "a tag beyond the table is an error of the build")]
const fn by_tag() -> [Option<Upcast>; TAGS_MAX] {
    let mut table = [None; TAGS_MAX];
    let mut at = 0;
    while at < TAGS.len() {
        table[TAGS[at].tag as usize] = Some(UPCASTS[at]);
        at += 1;
    }
    table
}

/// Today's event from the data of any version there ever was.
pub(super) fn upcast(index: u32, tag: u16, version: u8, data: &[u8]) -> Result<Event, DecodeError> {
    match BY_TAG.get(usize::from(tag)).copied().flatten() {
        Some(upcast) => upcast(index, version, data),
        None => Err(DecodeError::Tag { index, found: tag }),
    }
}

pub(super) fn read<'a, D, S: Load<D>>(
    index: u32,
    event: &'static str,
    data: &'a [u8],
    take: impl FnOnce(&mut Reader<'a>) -> Result<S, bytes::BytesError>,
) -> Result<D, DecodeError> {
    let mut reader = Reader::new(data);
    let stored = take(&mut reader).and_then(|stored| reader.end().map(|()| stored));
    let stored = stored.map_err(|source| DecodeError::Data { index, event, source })?;
    stored.load().map_err(|source| DecodeError::Field { index, event, source })
}

/// The name of a tag.
pub(super) fn name(tag: u16) -> &'static str {
    TAGS.iter().find(|known| known.tag == tag).map_or("unknown type", |known| known.name)
}
