//! Unified social credit codes.

use jiceng_domain::characters::folded;
use jiceng_domain::credit_code::{CreditCode, CreditCodeError};
use jiceng_testkit::generate::any_credit_code;
use proptest::prelude::*;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Public codes: the example of GB 32100-2015, and those of well-known companies (百度网讯,
/// 腾讯计算机, 腾讯科技, 阿里巴巴中国, 华为技术, 小米科技, 上汽集团), whose check characters nobody
/// here computed.
const PUBLIC: [&str; 8] = [
    "91350100M000100Y43",
    "91110000802100433B",
    "91440300708461136T",
    "9144030071526726XG",
    "91330100799655058B",
    "914403001922038216",
    "91110108551385082Q",
    "91310000132260250X",
];

#[test]
fn public_codes_are_read() {
    for code in PUBLIC {
        assert_eq!(CreditCode::parse(code).map(|c| c.to_string()), Ok(code.to_owned()));
        assert_eq!(CreditCode::parse(&code.to_lowercase()), CreditCode::parse(code));
    }
}

#[test]
fn every_change_of_one_character_is_caught() {
    for code in PUBLIC {
        for place in 0..18 {
            for other in ALPHABET.chars().filter(|&c| !code[place..].starts_with(c)) {
                let mut changed = code.to_owned();
                changed.replace_range(place..=place, &other.to_string());
                assert!(CreditCode::parse(&changed).is_err(), "{changed}");
                assert!(matches!(CreditCode::recorded(&changed), Err(CreditCodeError::Check { .. })), "{changed}");
            }
        }
    }
}

#[test]
fn every_swap_of_two_neighbours_that_differ_is_caught() {
    for code in PUBLIC {
        for place in 0..17 {
            let mut characters: Vec<char> = code.chars().collect();
            characters.swap(place, place + 1);
            let swapped: String = characters.iter().collect();
            assert_eq!(CreditCode::parse(&swapped).is_ok(), swapped == code, "{swapped}");
        }
    }
}

#[test]
fn the_refusal_names_the_fault() {
    assert_eq!(CreditCode::parse("91110000802100433A"), Err(CreditCodeError::Check { found: 'A', expected: 'B' }));
    for found in ['I', 'O', 'S', 'V', 'Z', ' ', '-', '桂'] {
        let text = format!("9{found}110000802100433B");
        assert_eq!(CreditCode::parse(&text), Err(CreditCodeError::Character { found }));
    }
    for (text, characters) in [("", 0), ("91110000802100433", 17), ("91110000802100433BB", 19), ("桂桂桂", 3)] {
        assert_eq!(CreditCode::parse(text), Err(CreditCodeError::Length { characters }));
    }
}

/// Letters stood in the region of three recorded codes, because only the check character was looked
/// at.
#[test]
fn a_credit_code_has_an_office_a_class_and_six_digits() {
    use CreditCodeError::{Class, Office, Region};
    for (text, error) in [
        ("91EFBFFCMA0KD1Y64P", Region { found: "EFBFFC".to_owned() }),
        ("91DBCCAAMA0KD1Y643", Region { found: "DBCCAA".to_owned() }),
        ("91045022MA0KD1Y64X", Region { found: "045022".to_owned() }),
        ("000000000000000000", Office { found: '0' }),
        ("B1450224MA0KD1Y64X", Office { found: 'B' }),
        ("9A450224MA0KD1Y64X", Class { found: 'A' }),
        ("90450224MA0KD1Y64X", Class { found: '0' }),
    ] {
        assert_eq!(CreditCode::parse(text), Err(error), "{text}");
    }
    // What was recorded is read all the same.
    for text in ["91EFBFFCMA0KD1Y64P", "91DBCCAAMA0KD1Y643", "000000000000000000"] {
        assert_eq!(CreditCode::recorded(text).unwrap().as_str(), text);
    }
}

proptest! {
    #[test]
    fn one_check_character_fits(code in any_credit_code()) {
        let body = &code.as_str()[..17];
        let fitting = ALPHABET.chars().filter(|check| CreditCode::parse(&format!("{body}{check}")).is_ok());
        prop_assert_eq!(fitting.count(), 1);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,24}") {
        if let Ok(code) = CreditCode::parse(&text) {
            prop_assert_eq!(code.as_str(), folded(&text).to_ascii_uppercase());
            prop_assert_eq!(CreditCode::recorded(code.as_str()), Ok(code));
        }
    }
}
