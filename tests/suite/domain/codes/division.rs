//! Division codes.

use std::collections::BTreeSet;
use std::fs;

use jiceng_domain::division_code::{DivisionCode, DivisionCodeError, Level};
use jiceng_domain::{DivisionCode as Code, Place};
use jiceng_testkit::fixtures::fixture;
use jiceng_testkit::make::text;

fn code(digits: &str) -> Code {
    text(digits)
}

#[test]
fn one_code_has_several_lengths() {
    for (forms, level, shown) in [
        (vec!["45", "4500", "450000", "450000000", "450000000000"], Level::Province, "450000"),
        (vec!["4502", "450200", "450200000", "450200000000"], Level::Prefecture, "450200"),
        (vec!["450224", "450224000", "450224000000"], Level::County, "450224"),
        (vec!["450224100", "450224100000"], Level::Township, "450224100"),
        (vec!["450224100003"], Level::Community, "450224100003"),
    ] {
        for form in forms {
            assert_eq!(code(form), code(shown), "{form}");
            assert_eq!(code(form).level(), level, "{form}");
            assert_eq!(code(form).to_string(), shown, "{form}");
            assert_eq!(Code::from_number(code(form).number()), Ok(code(shown)));
        }
    }
}

#[test]
fn each_level_has_its_parent() {
    let chain = ["450224100003", "450224100", "450224", "450200", "450000"];
    for pair in chain.windows(2) {
        assert_eq!(code(pair[0]).parent(), Some(code(pair[1])));
    }
    assert_eq!(code("450000").parent(), None);
    let levels = [Level::Community, Level::Township, Level::County, Level::Prefecture, Level::Province];
    for (digits, level) in chain.iter().zip(levels) {
        assert_eq!(code(chain[0]).at_level(level), Some(code(digits)));
        assert!(code(chain[0]).is_within(code(digits)));
    }
    assert_eq!(code("450224").at_level(Level::Township), None);
    assert!(!code("450224").is_within(code("450225")));
    assert!(!code("450224").is_within(code("450224100")));
    assert_eq!(Level::Province.below(), Some(Level::Prefecture));
    assert_eq!(Level::Community.below(), None);
}

#[test]
fn a_placeholder_county_is_its_prefecture() {
    assert_eq!(code("441900"), code("4419"));
    assert_eq!(code("441900003").parent(), Some(code("4419")));
    assert_eq!(code("441900003001").at_level(Level::County), None);
    assert_eq!(code("441900003001").at_level(Level::Prefecture), Some(code("441900")));
    assert!(code("441900003001").is_within(code("441900")));
}

#[test]
fn a_county_that_no_prefecture_governs_is_below_its_province() {
    for (county, above) in [
        ("460021", "46"),
        ("110101", "11"),
        ("120225", "12"),
        ("310230", "31"),
        ("500381", "50"),
        ("419001", "41"),
        ("659012", "65"),
        ("130181", "1301"),
        ("500401", "5004"),
        ("460301", "4603"),
    ] {
        assert_eq!(code(county).level(), Level::County, "{county}");
        assert_eq!(code(county).parent(), Some(code(above)), "{county}");
        assert!(code(county).is_within(code(above)));
    }
    assert_eq!(code("460021100").parent(), Some(code("460021")));
    assert_eq!(code("460021100001").at_level(Level::Prefecture), None);
    let municipalities = ["11", "12", "31", "50"].map(code);
    assert!(municipalities.iter().all(|municipality| municipality.is_municipality()));
    assert!(!["13", "46", "1101", "110101"].map(code).iter().any(|code| code.is_municipality()));
}

#[test]
fn what_is_no_code_is_not_read() {
    use DivisionCodeError::{Gap, Length, NotADigit, Province};
    for (digits, error) in [
        ("", Length { digits: 0 }),
        ("4", Length { digits: 1 }),
        ("450", Length { digits: 3 }),
        ("45022", Length { digits: 5 }),
        ("4502241", Length { digits: 7 }),
        ("45022410000", Length { digits: 11 }),
        ("4502241000030", Length { digits: 13 }),
        ("45 0224", NotADigit { found: ' ' }),
        ("45022x", NotADigit { found: 'x' }),
        ("-45022", NotADigit { found: '-' }),
        ("四五〇二", NotADigit { found: '四' }),
        ("00", Province { prefix: 0 }),
        ("10", Province { prefix: 10 }),
        ("16", Province { prefix: 16 }),
        ("990100", Province { prefix: 99 }),
        ("450000100", Gap),
        ("450000000001", Gap),
    ] {
        assert_eq!(DivisionCode::parse(digits), Err(error), "{digits}");
    }
    assert_eq!(DivisionCode::from_number(1_000_000_000_000), Err(Length { digits: 13 }));
}

#[test]
fn every_code_of_the_fixture_is_read_and_written_back_and_lies_below_another() {
    let path = fixture("liuzhou-2020/divisions.csv");
    if !path.exists() {
        return;
    }
    let table = fs::read_to_string(path).unwrap();
    let mut seen = BTreeSet::new();
    for line in table.lines().skip(1) {
        let (digits, _) = line.split_once(',').unwrap();
        let read = code(digits);
        assert!(read.to_string().starts_with(digits), "{digits} is written {read}");
        assert_eq!(code(&read.to_string()), read);
        assert!(read.parent().is_none_or(|parent| seen.contains(&parent)), "nothing is above {digits}");
        assert!(seen.insert(read), "{digits} is there twice");
        assert_eq!(Place::Division(read).to_string().parse(), Ok(Place::Division(read)));
    }
    let count = |level: Level| seen.iter().filter(|code| code.level() == level).count();
    assert_eq!((count(Level::County), count(Level::Township), count(Level::Community)), (10, 118, 1240));
}
