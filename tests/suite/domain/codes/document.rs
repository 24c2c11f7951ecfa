//! Document numbers.

use jiceng_domain::TextError;
use jiceng_domain::document_number::{DocumentNumber, DocumentNumberError};
use jiceng_testkit::generate::any_document_number;
use proptest::prelude::*;

const NORMAL: &str = "柳妇〔2020〕7号";

fn read(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_document_number_has_an_issuer_a_year_and_a_serial_number() {
    let number = read(NORMAL);
    assert_eq!((number.issuer(), number.year(), number.serial()), ("柳妇", 2020, 7));
    assert_eq!(number.to_string(), NORMAL);
}

#[test]
fn the_ways_in_which_people_type_it_are_one() {
    for typed in [
        "柳妇[2020]7号",
        "柳妇［2020］7号",
        "柳妇(2020)7号",
        "柳妇（2020）7号",
        "柳妇【2020】7号",
        "柳妇﹝2020﹞7号",
        "柳妇{2020}7号",
        "柳妇<2020>7号",
        "柳妇〔2020)7号",
        "柳妇〔２０２０〕７号",
        "柳妇 〔2020〕 7 号",
        " 柳妇〔2020〕7号\n",
        "柳妇\u{3000}〔2020〕7号",
        "柳妇〔2020〕第7号",
        "柳妇〔2020〕07号",
        "柳妇〔2020〕第007号",
        "柳妇〔2020〕7",
        "柳妇〔2020年〕7号",
    ] {
        assert_eq!(read(typed).to_string(), NORMAL, "{typed}");
    }
}

#[test]
fn an_issuer_may_have_brackets_of_its_own() {
    let number = read("柳发改（规）〔2020〕3号");
    assert_eq!((number.issuer(), number.year(), number.serial()), ("柳发改（规）", 2020, 3));
    assert_eq!(read(&number.to_string()), number);
}

#[test]
fn what_is_no_document_number_is_not_read() {
    use DocumentNumberError::{Issuer, NoIssuer, NoYear, Serial, Year};
    let year = |found: &str| Year { found: found.to_owned() };
    let serial = |found: &str| Serial { found: found.to_owned() };
    for (text, error) in [
        ("", NoYear),
        ("柳妇2020年7号", NoYear),
        ("柳妇〔2020", NoYear),
        ("柳妇2020〕7号", NoYear),
        ("〔2020〕7号", NoIssuer),
        (" 〔2020〕7号", NoIssuer),
        ("柳妇〔20〕7号", year("20")),
        ("柳妇〔1948〕7号", year("1948")),
        ("柳妇〔3000〕7号", year("3000")),
        ("柳妇〔二〇二〇〕7号", year("二〇二〇")),
        ("柳妇〔+2020〕7号", year("+2020")),
        ("柳妇〔02020〕7号", year("02020")),
        ("柳妇〔〕7号", year("")),
        ("柳妇〔2020〕", serial("")),
        ("柳妇〔2020〕号", serial("号")),
        ("柳妇〔2020〕0号", serial("0号")),
        ("柳妇〔2020〕-7号", serial("-7号")),
        ("柳妇〔2020〕+7号", serial("+7号")),
        ("柳妇〔2020〕七号", serial("七号")),
        ("柳妇〔2020〕7号文", serial("7号文")),
        ("柳妇〔2020〕4294967296号", serial("4294967296号")),
        ("柳\u{1b}妇〔2020〕7号", Issuer(TextError::Character { found: '\u{1b}' })),
    ] {
        assert_eq!(DocumentNumber::parse(text), Err(error), "{text}");
    }
    let long = format!("{}〔2020〕7号", "柳".repeat(201));
    assert_eq!(DocumentNumber::parse(&long), Err(Issuer(TextError::TooLong { characters: 201, most: 200 })));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_is_normal(text in ".{0,12}[〔(\\[].{0,6}[〕)\\]].{0,6}") {
        if let Ok(number) = DocumentNumber::parse(&text) {
            prop_assert_eq!(DocumentNumber::parse(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn numbers_differ_as_their_parts_do(one in any_document_number(), other in any_document_number()) {
        let parts = |n: &DocumentNumber| (n.issuer().to_owned(), n.year(), n.serial());
        prop_assert_eq!(one == other, parts(&one) == parts(&other));
        prop_assert_eq!(one.cmp(&other), parts(&one).cmp(&parts(&other)));
    }
}
