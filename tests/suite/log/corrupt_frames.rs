//! Bytes that are not the ones written are an error, never another commit.

use jiceng_domain::Position;
use jiceng_log::frame::{self, CHECKSUM_BYTES, HEADER_BYTES};
use jiceng_log::{Commit, LogError};
use proptest::prelude::*;

use super::commits::{commit, commit_of};
use super::samples::samples;

const AT: Position = Position(41);

fn sample() -> (Commit, Vec<u8>) {
    let facts = samples().into_iter().map(|(_, fact)| fact).collect();
    let commit = commit_of(3, facts).at(AT);
    let bytes = frame::encode(&commit).unwrap();
    (commit, bytes)
}

/// The same bytes with a checksum that fits them.
pub(crate) fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - CHECKSUM_BYTES;
    let checksum = crc32c::crc32c(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

/// Whether a commit's bytes were refused, and at which position.
fn refuses(error: &LogError, at: Position) -> bool {
    matches!(
        error,
        LogError::Corrupt { position, .. }
            | LogError::Frame { position, .. }
            | LogError::Decode { position, .. }
            | LogError::Misplaced { position, .. }
            if *position == at
    )
}

#[test]
fn every_bit_that_flips_is_noticed() {
    let (_, bytes) = sample();
    for byte in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[byte] ^= 1 << bit;
            let error = frame::decode(AT, &flipped).expect_err("a bit has flipped");
            assert!(refuses(&error, AT), "byte {byte}, bit {bit}: {error:?}");
        }
    }
}

#[test]
fn a_frame_cut_short_or_with_more_behind_it_is_noticed() {
    let (_, bytes) = sample();
    for length in 0..bytes.len() {
        assert!(matches!(frame::decode(AT, &bytes[..length]), Err(LogError::Frame { .. })), "{length} bytes");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(matches!(frame::decode(AT, &longer), Err(LogError::Frame { .. })));
}

#[test]
fn a_frame_that_stands_elsewhere_is_noticed() {
    let (_, bytes) = sample();
    let error = frame::decode(Position(42), &bytes).unwrap_err();
    assert!(matches!(error, LogError::Misplaced { position: Position(42), found: AT }), "{error:?}");
}

/// A checksum that fits says only that nobody spoiled the bytes by accident.
#[test]
fn whatever_has_the_right_checksum_is_read_or_refused() {
    let (commit, bytes) = sample();
    let mut read = 0;
    for byte in HEADER_BYTES..bytes.len() - CHECKSUM_BYTES {
        for change in [1, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[byte] ^= change;
            match frame::decode(AT, &with_checksum(changed)) {
                Ok(other) => {
                    assert_ne!(other, commit, "byte {byte} means nothing");
                    read += 1;
                }
                Err(error) => assert!(refuses(&error, AT), "{error:?}"),
            }
        }
    }
    assert!(read > 0, "some changes make another text or number");
}

#[test]
fn unknown_versions_flags_and_lengths_are_named() {
    let bytes = frame::encode(&commit(3, 1).at(AT)).unwrap();
    let said = |byte: usize, value: u8| {
        let mut changed = bytes.clone();
        changed[byte] = value;
        let error = frame::decode(AT, &with_checksum(changed)).unwrap_err();
        let LogError::Frame { position: AT, source } = error else { panic!("{error:?}") };
        source.to_string()
    };
    assert_eq!(said(0, 4), "it has the frame version 4, this program knows 1 to 3; a newer program wrote it");
    assert_eq!(said(1, 4), "it has the flags 0x04, which this program does not know; a newer program wrote it");
    assert_eq!(
        said(2, 200),
        format!("its body claims to have {} bytes, at most 67108864 are allowed", (200 << 24) + bytes.len() - 10)
    );
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(version in 1..=frame::VERSION, body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut bytes = vec![version, 0];
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes.extend([0; CHECKSUM_BYTES]);
        let _ = frame::decode(Position(0), &with_checksum(bytes));
    }

    /// Beginning like a commit, so that it gets as far as the events.
    #[test]
    fn no_events_make_it_panic(tag in 0..140_u8, version in 0..3_u8, data in proptest::collection::vec(any::<u8>(), 0..60)) {
        let commit = commit(1, 1).at(Position(0));
        let mut bytes = frame::encode(&commit).unwrap();
        let place = bytes.windows(2).rposition(|pair| pair == [22, 1]).unwrap();
        bytes.truncate(place);
        bytes.extend([tag, version, u8::try_from(data.len()).unwrap()]);
        bytes.extend(data);
        let length = u32::try_from(bytes.len() - HEADER_BYTES).unwrap();
        bytes[2..HEADER_BYTES].copy_from_slice(&length.to_be_bytes());
        bytes.extend([0; CHECKSUM_BYTES]);
        let _ = frame::decode(Position(0), &with_checksum(bytes));
    }
}
