//! The body of a frame: a commit and its events.

use jiceng_domain::steps::step;
use jiceng_domain::{CommitId, Evidence, Fact, Position, Recorder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::date::PartialDateV1;
use super::evidence::{EvidenceV1, EvidenceV2, EvidenceV3};
use super::tags;
use super::value::{FieldError, Load, Store};
use crate::bytes::{self, Blob, BytesError, Reader};
use crate::commit::{Commit, ToStore};

/// The most bytes that an event may take.
pub const EVENT_BYTES_MAX: usize = 1 << 20;

/// Why a commit cannot be stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A value that must not or cannot be stored.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// More bytes than an event may take.
    #[error("it takes {bytes} bytes, at most {bytes_max} are allowed")]
    TooLarge {
        /// How many it takes.
        bytes: usize,
        /// How many are allowed.
        bytes_max: usize,
    },
    /// The byte format has no form for a value.
    #[error("no bytes for it")]
    Bytes(#[from] BytesError),
}

/// Why bytes that are the ones written are not a commit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The head of the commit, or what follows its last event.
    #[error("the commit is malformed")]
    Commit {
        /// What is wrong.
        source: BytesError,
    },
    /// A value of the commit's head that the domain refuses.
    #[error("a value of the commit is refused")]
    Head {
        /// Which, and why.
        source: FieldError,
    },
    /// No events.
    #[error("the commit has no events")]
    NoEvents,
    /// An event, outside its data.
    #[error("event {index} is malformed")]
    Event {
        /// Its index in the commit.
        index: u32,
        /// What is wrong.
        source: BytesError,
    },
    /// The data of an event.
    #[error("the data of event {index} ({event}) are malformed")]
    Data {
        /// Its index in the commit.
        index: u32,
        /// Its type.
        event: &'static str,
        /// What is wrong.
        source: BytesError,
    },
    /// A type that this program does not know.
    #[error("event {index} has the unknown type {found}; a newer program wrote it")]
    Tag {
        /// Its index in the commit.
        index: u32,
        /// The tag.
        found: u16,
    },
    /// A version of a type that this program does not know.
    #[error("event {index} ({event}) has the unknown version {found}; a newer program wrote it")]
    Version {
        /// Its index in the commit.
        index: u32,
        /// Its type.
        event: &'static str,
        /// The version.
        found: u8,
    },
    /// A stored value that the domain refuses.
    #[error("a value of event {index} ({event}) is refused")]
    Field {
        /// Its index in the commit.
        index: u32,
        /// Its type, as far as it is known.
        event: &'static str,
        /// Which, and why.
        source: FieldError,
    },
}

/// What stands before the events; of frame versions 1 and 2.
#[derive(Serialize, Deserialize)]
struct HeadV1<'a> {
    id: [u8; 16],
    first: u64,
    /// Microseconds since 1970-01-01T00:00Z.
    recorded_at: i64,
    recorder: &'a str,
    command: &'a str,
    events: u64,
}

/// What stands before the events; of frame version 3.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct HeadV3<'a> {
    id: [u8; 16],
    first: u64,
    /// Microseconds since 1970-01-01T00:00Z.
    recorded_at: i64,
    recorder: &'a str,
    approver: Option<&'a str>,
    command: &'a str,
    events: u64,
}

impl<'a> From<HeadV1<'a>> for HeadV3<'a> {
    fn from(head: HeadV1<'a>) -> Self {
        let HeadV1 { id, first, recorded_at, recorder, command, events } = head;
        Self { id, first, recorded_at, recorder, approver: None, command, events }
    }
}

/// An event. Its data are bytes of their own, so that an unknown type is no obstacle to the next.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a, E: Deserialize<'de>"))]
struct StoredEvent<'a, E> {
    effective: PartialDateV1,
    evidence: Vec<E>,
    tag: u16,
    version: u8,
    data: Blob<'a>,
}

/// In frame version 1, evidence has no kind.
type EventV1<'a> = StoredEvent<'a, EvidenceV1<'a>>;
/// In frame version 2, evidence can have a kind.
type EventV2<'a> = StoredEvent<'a, EvidenceV2<'a>>;
/// In frame version 3, evidence can have a role, a sheet and a row.
type EventV3<'a> = StoredEvent<'a, EvidenceV3<'a>>;

/// The frame version that a commit needs: the first one that has a form for all of it.
pub(crate) fn version_for(commit: &ToStore<'_>) -> u8 {
    let evidence = || commit.facts.iter().flat_map(|fact| &fact.evidence);
    if commit.approver.is_some() || evidence().any(|e| e.role.is_some() || e.sheet.is_some() || e.row.is_some()) {
        3
    } else if evidence().any(|evidence| evidence.kind.is_some()) {
        2
    } else {
        1
    }
}

/// Appends a commit's body in a frame version. In case of failure: at which event.
pub(crate) fn encode(frame: u8, commit: ToStore<'_>, out: &mut Vec<u8>) -> Result<(), (u32, EncodeError)> {
    // The last second of the calendar is only begun: what is written of it cannot be read back.
    Timestamp::from_microsecond(commit.recorded_at.as_microsecond())
        .map_err(|error| (0, FieldError { field: "recorded_at".into(), reason: error.to_string() }.into()))?;
    let (id, first, recorder, command) =
        (commit.id.0.into_bytes(), commit.first.0, commit.recorder.as_str(), commit.command);
    let (recorded_at, events) = (commit.recorded_at.as_microsecond(), commit.facts.len() as u64);
    let put = if frame < 3 {
        bytes::put(&HeadV1 { id, first, recorded_at, recorder, command, events }, out)
    } else {
        let approver = commit.approver.map(Recorder::as_str);
        bytes::put(&HeadV3 { id, first, recorded_at, recorder, approver, command, events }, out)
    };
    put.map_err(|error| (0, error.into()))?;
    let mut data = Vec::new();
    for (index, fact) in (0..).zip(commit.facts) {
        encode_event(frame, fact, &mut data, out).map_err(|error| (index, error))?;
    }
    Ok(())
}

fn encode_event(frame: u8, fact: &Fact, data: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let before = out.len();
    data.clear();
    let (tag, version) = tags::put(&fact.event, data)?;
    let effective = PartialDateV1::store(&fact.effective).map_err(|error| error.within("effective"))?;
    let within = |error: FieldError| error.within("evidence");
    let data = Blob(data);
    match frame {
        1 => {
            let evidence = Vec::store(&fact.evidence).map_err(within)?;
            bytes::put(&EventV1 { effective, evidence, tag, version, data }, out)?;
        }
        2 => {
            let evidence = Vec::store(&fact.evidence).map_err(within)?;
            bytes::put(&EventV2 { effective, evidence, tag, version, data }, out)?;
        }
        _ => {
            let evidence = Vec::store(&fact.evidence).map_err(within)?;
            bytes::put(&EventV3 { effective, evidence, tag, version, data }, out)?;
        }
    }
    match out.len() - before {
        bytes if bytes > EVENT_BYTES_MAX => Err(EncodeError::TooLarge { bytes, bytes_max: EVENT_BYTES_MAX }),
        _ => Ok(()),
    }
}

/// What stands before the events of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: CommitId,
    pub(crate) first: Position,
    pub(crate) recorded_at: Timestamp,
    pub(crate) events: u64,
}

impl Head {
    pub(crate) fn next(&self) -> Position {
        self.first.plus(self.events)
    }
}

/// Reads what stands before the events, in a body of a frame version.
pub(crate) fn decode_head(frame: u8, body: &[u8]) -> Result<Head, DecodeError> {
    read_head(frame, &mut Reader::new(body)).map(|(head, _)| head)
}

fn read_head<'a>(frame: u8, reader: &mut Reader<'a>) -> Result<(Head, HeadV3<'a>), DecodeError> {
    let stored = if frame < 3 { reader.take::<HeadV1<'a>>().map(HeadV3::from) } else { reader.take::<HeadV3<'a>>() };
    let stored = stored.map_err(|source| DecodeError::Commit { source })?;
    let refused =
        |field: &str, reason: String| DecodeError::Head { source: FieldError { field: field.into(), reason } };
    let recorded_at = Timestamp::from_microsecond(stored.recorded_at);
    let recorded_at = recorded_at.map_err(|error| refused("recorded_at", error.to_string()))?;
    if stored.events == 0 {
        return Err(DecodeError::NoEvents);
    }
    // Positions beyond this cannot have been reached; and adding up never overflows.
    if stored.first.checked_add(stored.events).is_none() {
        return Err(refused("events", format!("{} events do not fit behind {}", stored.events, stored.first)));
    }
    let id = CommitId(Uuid::from_bytes(stored.id));
    Ok((Head { id, first: Position(stored.first), recorded_at, events: stored.events }, stored))
}

/// Appends an event alone, with the bytes that it has in a frame of version 3: for stores that keep
/// events one by one, with which the log is compared.
pub fn encode_fact(fact: &Fact, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    encode_event(3, fact, &mut Vec::new(), out)
}

/// Reads what [`encode_fact`] wrote.
pub fn decode_fact(bytes: &[u8]) -> Result<Fact, DecodeError> {
    let mut reader = Reader::new(bytes);
    let fact = decode_event::<EvidenceV3<'_>>(0, &mut reader)?;
    reader.end().map_err(|source| DecodeError::Commit { source })?;
    Ok(fact)
}

/// What stands before the events of a commit's body of a frame version, and where each event begins
/// in it, up to the one of an index: all, if none is given. The data of events are passed over.
pub(crate) fn starts(frame: u8, body: &[u8], up_to: Option<u64>) -> Result<(Head, By, Vec<u32>), DecodeError> {
    let mut reader = Reader::new(body);
    let (head, stored) = read_head(frame, &mut reader)?;
    let by = By::of(&stored)?;
    let mut starts = Vec::new();
    let last = up_to.unwrap_or(u64::MAX).min(head.events - 1); // no commit is without events
    for index in 0..=last {
        starts.push(u32::try_from(body.len() - reader.len()).unwrap_or(u32::MAX));
        if up_to == Some(index) {
            break;
        }
        step();
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let passed = match frame {
            1 => reader.take::<EventV1<'_>>().map(drop),
            2 => reader.take::<EventV2<'_>>().map(drop),
            _ => reader.take::<EventV3<'_>>().map(drop),
        };
        passed.map_err(|source| DecodeError::Event { index, source })?;
    }
    Ok((head, by, starts))
}

/// The event that begins somewhere in a commit's body of a frame version.
pub(crate) fn decode_at(frame: u8, body: &[u8], index: u32, start: u32) -> Result<Fact, DecodeError> {
    step();
    let mut reader = Reader::new(body.get(start as usize..).unwrap_or_default());
    match frame {
        1 => decode_event::<EvidenceV1<'_>>(index, &mut reader),
        2 => decode_event::<EvidenceV2<'_>>(index, &mut reader),
        _ => decode_event::<EvidenceV3<'_>>(index, &mut reader),
    }
}

/// Who recorded a commit, and who approved it.
#[derive(Clone, Debug)]
pub(crate) struct By {
    pub(crate) recorder: Recorder,
    pub(crate) approver: Option<Recorder>,
}

impl By {
    fn of(stored: &HeadV3<'_>) -> Result<Self, DecodeError> {
        let within = |field| move |error: FieldError| DecodeError::Head { source: error.within(field) };
        Ok(Self {
            recorder: stored.recorder.load().map_err(within("recorder"))?,
            approver: stored.approver.load().map_err(within("approver"))?,
        })
    }
}

/// Reads a commit's body of a frame version.
pub(crate) fn decode(frame: u8, body: &[u8]) -> Result<Commit, DecodeError> {
    let mut reader = Reader::new(body);
    let (Head { id, first, recorded_at, events }, stored) = read_head(frame, &mut reader)?;
    let By { recorder, approver } = By::of(&stored)?;
    // No more than bytes can hold, whatever the head says.
    let mut facts = Vec::with_capacity(usize::try_from(events).unwrap_or(usize::MAX).min(body.len() / 8));
    for index in 0..events {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        facts.push(match frame {
            1 => decode_event::<EvidenceV1<'_>>(index, &mut reader)?,
            2 => decode_event::<EvidenceV2<'_>>(index, &mut reader)?,
            _ => decode_event::<EvidenceV3<'_>>(index, &mut reader)?,
        });
    }
    reader.end().map_err(|source| DecodeError::Commit { source })?;
    Ok(Commit { id, first, recorded_at, recorder, approver, command: stored.command.to_owned(), facts })
}

fn decode_event<'a, E: Load<Evidence> + Deserialize<'a>>(
    index: u32,
    reader: &mut Reader<'a>,
) -> Result<Fact, DecodeError> {
    let stored: StoredEvent<'a, E> = reader.take().map_err(|source| DecodeError::Event { index, source })?;
    let field = |field: &'static str| {
        move |error: FieldError| DecodeError::Field {
            index,
            event: tags::name(stored.tag),
            source: error.within(field),
        }
    };
    Ok(Fact {
        effective: stored.effective.load().map_err(field("effective"))?,
        evidence: stored.evidence.load().map_err(field("evidence"))?,
        event: tags::upcast(index, stored.tag, stored.version, stored.data.0)?,
    })
}
