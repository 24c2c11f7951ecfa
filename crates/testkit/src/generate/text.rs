//! Texts, codes and dates that are valid, in all the shapes in which they occur.

use std::fmt::Debug;
use std::num::NonZeroU32;
use std::str::FromStr;

use jiceng_domain::credit_code::CreditCode;
use jiceng_domain::division_code::Level;
use jiceng_domain::evidence::FileDigest;
use jiceng_domain::evidence_role::EvidenceRole;
use jiceng_domain::ids::{ID_CHARACTERS_MAX, NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX};
use jiceng_domain::{DivisionCode, DocumentNumber, Evidence, Name, Note, PartialDate, Place};
use jiff::civil::Date;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::make::text;

/// An identifier of any sort: a Latin letter, then letters, digits and a few signs.
pub fn any_id<T: FromStr<Err: Debug> + Debug>() -> impl Strategy<Value = T> {
    const { assert!(ID_CHARACTERS_MAX == 48, "the longest identifier below") };
    prop_oneof![8 => "[A-Za-z][A-Za-z0-9._-]{0,12}", 1 => "[A-Za-z][A-Za-z0-9._-]{47}"].prop_map(|id: String| text(&id))
}

/// One line of text, mostly Chinese, sometimes at the limit of its length.
fn any_line(most: usize) -> impl Strategy<Value = String> {
    let characters = prop_oneof![
        12 => proptest::char::range('\u{4e00}', '\u{9fff}'),
        2 => proptest::char::range('\u{20000}', '\u{2a6df}'),
        4 => proptest::char::range('!', '~'),
        2 => prop::sample::select(vec!['“', '”', '〔', '〕', '（', '）', '，', '\u{3000}', ' ', 'é', '\u{301}', 'א', '🌸', '"', '\\']),
    ];
    let lengths = prop_oneof![20 => 1..=12_usize, 1 => Just(most)];
    lengths
        .prop_flat_map(move |length| proptest::collection::vec(characters.clone(), length))
        .prop_map(|characters| characters.into_iter().collect::<String>())
        .prop_filter("white space around it would be dropped", |line| !line.trim().is_empty() && line.trim() == line)
        .prop_filter("no text begins with a mark on the character before", |line| !line.starts_with('\u{301}'))
}

/// A name of something.
pub fn any_name() -> impl Strategy<Value = Name> {
    any_line(NAME_CHARACTERS_MAX).prop_map(|name| text(&name))
}

/// A remark.
pub fn any_note() -> impl Strategy<Value = Note> {
    any_line(NOTE_CHARACTERS_MAX).prop_map(|note| text(&note))
}

/// A division code of any level.
pub fn any_division_code() -> impl Strategy<Value = DivisionCode> {
    let provinces = vec![11_u64, 12, 31, 41, 44, 45, 46, 50, 62, 65, 71, 81];
    let parts = (prop::sample::select(provinces), 1..100_u64, 0..100_u64, 1..1000_u64, 1..1000_u64);
    (parts, 0..5_u8).prop_map(|((province, prefecture, county, township, community), level)| {
        let number = match level {
            0 => province * 10_000_000_000,
            1 => (province * 100 + prefecture) * 100_000_000,
            2 => ((province * 100 + prefecture) * 100 + county) * 1_000_000,
            3 => (((province * 100 + prefecture) * 100 + county) * 1000 + township) * 1000,
            _ => (((province * 100 + prefecture) * 100 + county) * 1000 + township) * 1000 + community,
        };
        DivisionCode::from_number(number).expect("its parts are in range")
    })
}

/// The code of a community.
pub fn any_community_code() -> impl Strategy<Value = DivisionCode> {
    any_division_code().prop_filter("a community", |code| code.level() == Level::Community)
}

/// A place of any sort.
pub fn any_place() -> impl Strategy<Value = Place> {
    prop_oneof![any_division_code().prop_map(Place::Division), any_id().prop_map(Place::Site)]
}

/// A civil day from 1900 to 2999.
pub fn any_date() -> impl Strategy<Value = Date> {
    (1900..3000_i16, 1..=12_i8, 1..=31_i8).prop_map(|(year, month, day)| {
        let first = Date::new(year, month, 1).expect("the first of a month");
        Date::new(year, month, day.min(first.days_in_month())).expect("a day of the month")
    })
}

/// A date of any precision.
pub fn any_partial_date() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        6 => any_date().prop_map(PartialDate::Day),
        1 => (1900..3000_i16, 1..=12_i8).prop_map(|(year, month)| PartialDate::Month { year, month }),
        1 => (1900..3000_i16, 1..=4_i8).prop_map(|(year, quarter)| PartialDate::Quarter { year, quarter }),
        1 => (1900..3000_i16, 1..=2_i8).prop_map(|(year, half)| PartialDate::Half { year, half }),
        1 => (1900..3000_i16).prop_map(PartialDate::Year),
    ]
}

/// A credit code: office, class, region, body, and the character that fits them.
pub fn any_credit_code() -> impl Strategy<Value = CreditCode> {
    "[1-9ANY][1-9][1-9][0-9]{5}[0-9A-HJ-NPQRTUWXY]{9}".prop_map(|body| {
        let codes = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|check| CreditCode::parse(&format!("{body}{check}")));
        codes.flatten().next().expect("one check character fits")
    })
}

/// A document number: with its year in brackets, without brackets, without a year.
pub fn any_document_number() -> impl Strategy<Value = DocumentNumber> {
    ("[\u{5000}-\u{52ff}]{1,6}", 1949..3000_u16, 1..u32::MAX, 0..6).prop_map(
        |(issuer, year, serial, sort)| match sort {
            0 => text(&format!("{issuer}{year}年第{serial}号")),
            1 => text(&format!("{issuer}第{serial}号")),
            _ => text(&format!("{issuer}〔{year}〕{serial}号")),
        },
    )
}

/// Evidence that names a document or a title.
pub fn any_evidence() -> impl Strategy<Value = Evidence> {
    let digest = option::of(any::<[u8; 32]>().prop_map(FileDigest));
    (
        option::of(any_document_number()),
        any_name(),
        option::of(any_date()),
        option::of(any_name()),
        digest,
        any::<bool>(),
        option::of(any_id()),
        (option::of(select(EvidenceRole::ALL.to_vec())), option::of(any_name()), option::of(any::<NonZeroU32>())),
    )
        .prop_map(|(document, title, dated, page, digest, untitled, kind, (role, sheet, row))| {
            let title = (document.is_none() || !untitled).then_some(title);
            Evidence { document, title, dated, page, kind, role, sheet, row, digest }
        })
}
