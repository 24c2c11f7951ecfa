//! Sound frames with content that this program does not take: each says where it is.

use std::error::Error as _;

use jiceng_domain::Position;
use jiceng_log::stored::DecodeError;
use jiceng_log::{LogError, frame};

use super::commits::{commit_of, count};
use super::corrupt_frames::with_checksum;
use super::samples::samples;

const AT: Position = Position(7);

/// What is said of a frame whose second event is the sample, with some bytes put in place of
/// others.
fn said(sample: &str, from: &[u8], to: &[u8]) -> (DecodeError, String) {
    assert_eq!(from.len(), to.len(), "the lengths before them stay");
    let (_, fact) = samples().into_iter().find(|(label, _)| *label == sample).unwrap();
    let mut bytes = frame::encode(&commit_of(1, vec![count(1), fact]).at(AT)).unwrap();
    let place = bytes.windows(from.len()).rposition(|window| window == from).expect("the bytes are there");
    bytes[place..place + to.len()].copy_from_slice(to);
    let LogError::Decode { position: AT, source } = frame::decode(AT, &with_checksum(bytes)).unwrap_err() else {
        panic!("{sample} is read at another place, or not")
    };
    let cause = source.source().map(ToString::to_string).unwrap_or_default();
    (source, cause)
}

fn field(sample: &str, from: &[u8], to: &[u8]) -> String {
    let (error, cause) = said(sample, from, to);
    let DecodeError::Field { index: 1, event, .. } = error else { panic!("{error:?}") };
    format!("{event}, {cause}")
}

#[test]
fn a_text_that_the_domain_refuses_names_the_event_and_the_field() {
    assert_eq!(
        field("relocation_site_registered", b"rongan-1", b"1ongan-1"),
        "relocation_site_registered, field site: an identifier begins with a Latin letter, found '1'"
    );
    assert_eq!(
        field("institution_established", b"91350100M000100Y43", b"91350100M000100Y44"),
        "institution_established, field credit_code: the check character is '4', by the others it should be '3'"
    );
    assert_eq!(
        field("executive_committee_elected", b"p2", b"p/"),
        "executive_committee_elected, field seats[1].person: the character '/' may not be used here"
    );
    assert_eq!(
        field("executive_committee_elected", b"p2", b"p "),
        "executive_committee_elected, field seats[1].person: it is stored in another form than \"p\""
    );
    assert_eq!(
        field("standard_adopted", b"lecture_team", b"lecture team"),
        "standard_adopted, field standard.requirements[4].kind: the character ' ' may not be used here"
    );
    assert_eq!(
        field("division_registered", "柳妇〔2020〕7号".as_bytes(), "柳妇〔2x20〕7号".as_bytes()),
        "division_registered, field evidence[0].document: the year \"2x20\" is not a year from 1949 to 2999"
    );
}

#[test]
fn a_number_that_the_domain_refuses_names_the_event_and_the_field() {
    // 450224 as the twelve digits' number, and the same with a province that there is not.
    let code = [&[253], 450_224_000_000_u64.to_le_bytes().as_slice()].concat();
    let nowhere = [&[253], 990_224_000_000_u64.to_le_bytes().as_slice()].concat();
    assert_eq!(
        field("relocation_site_registered", &code, &nowhere),
        "relocation_site_registered, field county: no province begins with 99"
    );
}

#[test]
fn a_date_that_there_is_not_names_the_event() {
    // A month of a year (1), the year 2020 (4040 in zigzag), the month.
    assert_eq!(
        field("council_created", &[1, 251, 0xc8, 0x0f, 6], &[1, 251, 0xc8, 0x0f, 13]),
        "council_created, field effective: 2020-13 is not a date"
    );
    assert_eq!(
        field("council_created", &[1, 251, 0xc8, 0x0f, 6], &[2, 251, 0xc8, 0x0f, 5]),
        "council_created, field effective: 2020-37 is not a date"
    );
    let day = [0, 251, 0xc8, 0x0f, 6, 20];
    let cause = field("element_inspected", &day, &[0, 251, 0xc8, 0x0f, 6, 31]);
    assert!(cause.starts_with("element_inspected, field effective: "), "{cause}");
}

#[test]
fn an_unknown_type_or_version_says_that_a_newer_program_wrote_it() {
    let data = [20, 1];
    let (error, _) = said("relocation_site_registered", &data, &[19, 1]);
    assert_eq!(error.to_string(), "event 1 has the unknown type 19; a newer program wrote it");
    let (error, _) = said("relocation_site_registered", &data, &[20, 2]);
    assert_eq!(
        error.to_string(),
        "event 1 (relocation_site_registered) has the unknown version 2; a newer program wrote it"
    );
    let (error, _) = said("relocation_site_registered", &data, &[21, 1]);
    assert_eq!(error.to_string(), "the data of event 1 (relocation_site_renamed) are malformed");
}
