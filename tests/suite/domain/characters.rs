//! Characters that nobody sees, or that turn the text around them: Unicode's own, all of them.

use std::collections::BTreeSet;

use jiceng_domain::characters::{Hidden, Spelled, Visible, first_hidden, folded, hidden};
use jiceng_domain::{CreditCode, DivisionCode, Name, Note, Place, SiteId, TextError};
use jiceng_testkit::generate::any_name;
use proptest::prelude::*;
use regex_syntax::hir::{Class, HirKind};

/// The characters of a class, by Unicode's tables.
fn of(class: &str) -> BTreeSet<char> {
    let read = regex_syntax::parse(class).unwrap();
    let HirKind::Class(Class::Unicode(class)) = read.kind() else { panic!("{class} is no class") };
    class.iter().flat_map(|range| range.start()..=range.end()).collect()
}

fn all() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

/// The table of the domain is written by hand from Unicode's properties.
#[test]
fn what_is_hidden_is_what_unicode_says() {
    let ignorable = r"\p{Default_Ignorable_Code_Point}\p{Variation_Selector}";
    let expected = of(&format!(r"[\p{{Cc}}\p{{Cf}}\p{{Zl}}\p{{Zp}}\u{{2800}}{ignorable}]"));
    let unassigned = of(r"\p{Cn}");
    let directions: Vec<char> = all().filter(|c| hidden(*c) == Some(Hidden::Direction)).collect();
    assert_eq!(directions, of(r"\p{Bidi_Control}").into_iter().collect::<Vec<_>>());
    let controls: Vec<char> = all().filter(|c| hidden(*c) == Some(Hidden::Control)).collect();
    assert_eq!(controls, of(r"\p{Cc}").into_iter().collect::<Vec<_>>());
    for c in all() {
        let is_seen = format!("U+{:04X}", u32::from(c));
        match hidden(c) {
            // The tables may be of another version of Unicode than the standard library.
            None if unassigned.contains(&c) => assert!(!is_never_a_character(c), "{is_seen}"),
            None => assert!(!expected.contains(&c), "{is_seen}"),
            Some(Hidden::Unassigned) => assert!(unassigned.contains(&c) && !expected.contains(&c), "{is_seen}"),
            Some(Hidden::Control | Hidden::Direction | Hidden::Invisible) => {
                assert!(expected.contains(&c), "{is_seen}");
            }
            Some(Hidden::Placeholder) => assert!(matches!(c, '\u{fffc}' | '\u{fffd}'), "{is_seen}"),
        }
    }
}

fn is_never_a_character(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

#[test]
fn what_people_write_is_not_hidden() {
    let text = "“桂姐姐”宣讲队（旧）〔2020〕7号、é e\u{301} 𠮷 𲎯 🌸 ཨོཾ ئۇيغۇر ᠮᠣᠩᠭᠣᠯ \u{3000}\u{a0}·—…－！～ \u{e000}";
    assert_eq!(first_hidden(text), None, "{}", Visible(text));
    // Han characters come in planes 2 and 3, and a name may hold one before this program knows it.
    for c in ['\u{2a6df}', '\u{2ebe5}', '\u{323b0}', '\u{33479}', '\u{3fffd}'] {
        assert_eq!(hidden(c), None);
    }
    for c in ['\u{378}', '\u{50000}', '\u{ffff}', '\u{2ffff}', '\u{3fffe}', '\u{fdd0}', '\u{10ffff}'] {
        assert_eq!(hidden(c), Some(Hidden::Unassigned), "U+{:X}", u32::from(c));
    }
}

/// Names with them were taken, and looked like another name, or like nothing.
#[test]
fn what_stands_for_something_lost_or_for_nothing_is_refused() {
    for (text, found, at) in [
        ("甲\u{fffc}社", '\u{fffc}', 2),
        ("甲\u{fffd}", '\u{fffd}', 2),
        // A mark on the character before it, and there is none.
        ("\u{301}", '\u{301}', 1),
        (" \u{301}甲", '\u{301}', 2),
        ("\u{f71}ཨོཾ", '\u{f71}', 1),
    ] {
        let expected = Err(TextError::Hidden { found, at });
        assert_eq!(Name::parse(text).map(String::from), expected, "{}", Visible(text));
        assert_eq!(Name::recorded(text).map(String::from), Ok(text.trim().to_owned()), "what was recorded is read");
        assert_eq!(Spelled(found).to_string(), format!("U+{:04X}", u32::from(found)));
    }
    assert_eq!(Name::parse("e\u{301}").map(String::from), Ok("e\u{301}".to_owned()));
    // The official list of divisions has names with characters for private use, and new Han
    // characters come.
    for taken in ["\u{e000}", "甲\u{e170}", "\u{2ebe5}社区", "{甲}", "🌸"] {
        assert_eq!(Name::parse(taken).map(String::from), Ok(taken.to_owned()), "{}", Visible(taken));
    }
    // In a number they are no mark that means nothing.
    for typed in ["450224\u{fffd}100003", "450224100003\u{fffc}"] {
        assert!(DivisionCode::parse(typed).is_err(), "{}", Visible(typed));
    }
}

#[test]
fn the_character_and_its_place_are_named() {
    for (found, written) in [
        ('\u{200b}', "U+200B"),
        ('\u{feff}', "U+FEFF"),
        ('\u{202e}', "U+202E"),
        ('\u{2028}', "U+2028"),
        ('\u{200d}', "U+200D"),
        ('\u{fe0f}', "U+FE0F"),
        ('\u{e0101}', "U+E0101"),
        ('\u{ad}', "U+00AD"),
        ('\t', "U+0009"),
    ] {
        for (text, at) in
            [(format!("  和平{found}社区"), 5), (format!("a{found}"), 2), (format!("{found}ab{found}c"), 1)]
        {
            if found == '\t' && at != 5 {
                // White space around a text is dropped.
                continue;
            }
            let expected = Err(TextError::Hidden { found, at });
            assert_eq!(Name::parse(&text).map(String::from), expected, "{}", Visible(&text));
            assert_eq!(Note::parse(&text).map(String::from), expected);
            assert_eq!(SiteId::parse(&text).map(String::from), expected);
        }
        let error = Name::parse(&format!("和{found}平")).unwrap_err().to_string();
        assert!(error.contains(written) && error.contains("character 2") && !error.contains(found), "{error}");
        assert_eq!(Spelled(found).to_string(), written);
        assert_eq!(Visible(&format!("和{found}平")).to_string(), format!("和<{written}>平"));
    }
    assert_eq!(Spelled('和').to_string(), "和");
    assert_eq!((Spelled(' ').to_string(), Spelled('\u{3000}').to_string()), (" ".to_owned(), "U+3000".to_owned()));
}

#[test]
fn numbers_are_read_as_they_are_meant() {
    let code: DivisionCode = "450224100003".parse().unwrap();
    for typed in [
        "４５０２２４１０００03",
        "\u{feff}450224100003",
        " 450224\u{200b}100003\u{3000}",
        "\u{202a}450224100003\u{202c}",
    ] {
        assert_eq!(DivisionCode::parse(typed), Ok(code), "{}", Visible(typed));
        assert_eq!(typed.parse(), Ok(Place::Division(code)));
    }
    let credit = CreditCode::parse("91350100M000100Y43").unwrap();
    for typed in ["９１350100Ｍ000100Y43", "91350100\u{200b}M000100y43", "\u{feff}91350100M000100Y43 "] {
        assert_eq!(CreditCode::parse(typed), Ok(credit), "{}", Visible(typed));
    }
    assert_eq!(folded(" １２\u{200b}３－Ａ "), "123-A");
    assert_eq!(folded("45"), "45");
    // An identifier is no number: nothing is dropped from it.
    assert!("\u{200b}rongan-1".parse::<Place>().is_err() && "ｒongan-1".parse::<Place>().is_err());
}

proptest! {
    #[test]
    fn a_hidden_character_anywhere_in_a_name_is_refused_and_was_once_taken(
        name in any_name(),
        found in prop::char::any().prop_filter("hidden", |c| hidden(*c).is_some() && !c.is_whitespace()),
        place in any::<prop::sample::Index>(),
    ) {
        let characters: Vec<char> = name.as_str().chars().collect();
        prop_assume!(characters.len() < 200);
        let at = place.index(characters.len() + 1);
        let (before, after) = characters.split_at(at);
        let text: String = before.iter().chain([&found]).chain(after).collect();
        prop_assert_eq!(Name::parse(&text), Err(TextError::Hidden { found, at: at + 1 }));
        if !found.is_control() {
            prop_assert_eq!(String::from(Name::recorded(&text).unwrap()), text);
        }
    }
}
