//! Identifiers, names, notes, places and the identities of events, as text.

use jiceng_domain::ids::{ID_CHARACTERS_MAX, NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX};
use jiceng_domain::{EventId, KindCode, Name, Note, Place, Position, Recorder, SiteId, TextError};
use jiceng_testkit::recorder::event_id;

#[test]
fn an_identifier_begins_with_a_latin_letter() {
    for text in ["a", "Z9", "rongan-1", "five-ones-2020", "a.b_c-d", &"a".repeat(ID_CHARACTERS_MAX)] {
        assert_eq!(SiteId::parse(text).unwrap().as_str(), text);
    }
    assert_eq!(SiteId::parse(" rongan-1\n").unwrap().as_str(), "rongan-1");
    assert_eq!(SiteId::parse(""), Err(TextError::Empty));
    assert_eq!(SiteId::parse(" \t"), Err(TextError::Empty));
    assert_eq!(SiteId::parse("1a"), Err(TextError::Beginning { found: '1' }));
    assert_eq!(SiteId::parse("-a"), Err(TextError::Beginning { found: '-' }));
    assert_eq!(SiteId::parse("融安"), Err(TextError::Beginning { found: '融' }));
    assert_eq!(SiteId::parse("a b"), Err(TextError::Character { found: ' ' }));
    assert_eq!(SiteId::parse("a融"), Err(TextError::Character { found: '融' }));
    assert_eq!(KindCode::parse("a/b"), Err(TextError::Character { found: '/' }));
    let long = "a".repeat(ID_CHARACTERS_MAX + 1);
    assert_eq!(SiteId::parse(&long), Err(TextError::TooLong { characters: 49, most: 48 }));
}

#[test]
fn a_name_is_one_line_counted_in_characters() {
    let longest = "社".repeat(NAME_CHARACTERS_MAX);
    for text in ["x", "“桂姐姐”宣讲队", "长安镇 (旧)", "𠮷田", &longest] {
        assert_eq!(Name::parse(text).unwrap().as_str(), text);
    }
    assert_eq!(Name::parse("\u{3000}和平社区\u{3000}").unwrap().as_str(), "和平社区");
    assert_eq!(Name::parse(""), Err(TextError::Empty));
    assert_eq!(Name::parse("\u{3000}"), Err(TextError::Empty));
    assert_eq!(Name::parse(&format!("{longest}区")), Err(TextError::TooLong { characters: 201, most: 200 }));
    for control in ['\n', '\r', '\t', '\0', '\u{7f}', '\u{85}'] {
        assert_eq!(Name::parse(&format!("和平{control}社区")), Err(TextError::Hidden { found: control, at: 3 }));
    }
}

#[test]
fn a_note_is_longer_than_a_name() {
    let longest = "记".repeat(NOTE_CHARACTERS_MAX);
    assert_eq!(Note::parse(&longest).unwrap().to_string(), longest);
    assert_eq!(Note::parse(&format!("{longest}录")), Err(TextError::TooLong { characters: 2001, most: 2000 }));
    assert!(Recorder::parse("柳州市妇联办公室").is_ok());
    assert!(Recorder::parse(&"室".repeat(NAME_CHARACTERS_MAX + 1)).is_err());
}

#[test]
fn digits_name_a_division_and_letters_a_site() {
    assert_eq!("450224100003".parse(), Ok(Place::Division("450224100003".parse().unwrap())));
    assert_eq!(" 4502 ".parse(), Ok(Place::Division("450200".parse().unwrap())));
    assert_eq!("rongan-1".parse(), Ok(Place::Site(SiteId::parse("rongan-1").unwrap())));
    for wrong in ["", "45022", "99", "4502a", "和平社区", "a b"] {
        let error = wrong.parse::<Place>().unwrap_err();
        assert_eq!(error.text, wrong);
        assert!(!error.fault.to_string().is_empty());
    }
}

#[test]
fn an_event_is_named_by_its_commit_and_index() {
    let id = event_id(0x1234, 7);
    let text = "00000000-0000-0000-0000-000000001234/7";
    assert_eq!(id.to_string(), text);
    assert_eq!(text.parse(), Ok(id));
    assert_eq!(text.to_uppercase().parse(), Ok(id));
    // A commit alone is its first event.
    assert_eq!("00000000-0000-0000-0000-000000001234".parse(), Ok(event_id(0x1234, 0)));
    for wrong in [
        "",
        "/",
        "7",
        "00000000-0000-0000-0000-000000001234/",
        "00000000-0000-0000-0000-000000001234/-1",
        "00000000-0000-0000-0000-000000001234/1/2",
        "00000000-0000-0000-0000-00000000123/1",
    ] {
        assert_eq!(wrong.parse::<EventId>().unwrap_err().text.is_empty(), wrong.is_empty(), "{wrong}");
    }
    assert_eq!(format!("{} {:?}", Position(5), Position(5).plus(2)), "5 #7");
}
