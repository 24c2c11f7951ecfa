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
    assert_eq!((number.issuer(), number.year(), number.serial()), ("柳妇", Some(2020), 7));
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

/// Real numbers of before 1990, of licences, and in brackets of other sorts.
#[test]
fn old_and_odd_numbers_are_numbers_too() {
    for (typed, normal, parts) in [
        ("（83）国函字2号", "〔1983〕国函字2号", ("国函字", Some(1983), 2)),
        ("(1983)国函字第2号", "〔1983〕国函字2号", ("国函字", Some(1983), 2)),
        ("〔82〕国函字154号", "〔1982〕国函字154号", ("国函字", Some(1982), 154)),
        ("民〔1988〕行批1号", "民〔1988〕行批1号", ("民", Some(1988), 1)),
        ("民〔1988〕行批第1号", "民〔1988〕行批1号", ("民", Some(1988), 1)),
        ("民批（1988）52号", "民批〔1988〕52号", ("民批", Some(1988), 52)),
        ("京网文〔2020〕1039–165号", "京网文〔2020〕1039-165号", ("京网文", Some(2020), 1039)),
        ("柳妇＜2020＞7号", "柳妇〔2020〕7号", ("柳妇", Some(2020), 7)),
        ("柳妇「2020」7号", "柳妇〔2020〕7号", ("柳妇", Some(2020), 7)),
        ("京网文〔2020〕1039-165号", "京网文〔2020〕1039-165号", ("京网文", Some(2020), 1039)),
        ("柳妇〈2020〉7号", NORMAL, ("柳妇", Some(2020), 7)),
        ("柳妇《2020》7号", NORMAL, ("柳妇", Some(2020), 7)),
    ] {
        let number = read(typed);
        assert_eq!(number.to_string(), normal, "{typed}");
        assert_eq!((number.issuer(), number.year(), number.serial()), parts, "{typed}");
        assert_eq!(read(normal), number);
        assert_eq!(DocumentNumber::recorded(normal), Ok(number));
    }
    assert!(read("京网文〔2020〕1039-165号") != read("京网文〔2020〕1039-166号"));
    assert!(read("民〔1988〕行批1号") != read("民〔1988〕行字1号"));
    for wrong in [
        "（48）国函字2号",
        "（083）国函字2号",
        "（83）国函字号",
        "（83）2号",
        "京网文〔2020〕1039-号",
        "京网文〔2020〕行1-2号",
    ] {
        assert!(DocumentNumber::parse(wrong).is_err(), "{wrong}");
    }
}

/// A cell of a workbook may hold several papers, with a separator or none.
#[test]
fn the_numbers_of_a_cell_are_read_one_by_one() {
    for (cell, numbers) in [
        (NORMAL, vec![NORMAL]),
        ("桂政函〔2014〕76号桂政函〔2014〕244号", vec!["桂政函〔2014〕76号", "桂政函〔2014〕244号"]),
        ("国函〔2016〕55号；\n桂政发〔2016〕21号", vec!["国函〔2016〕55号", "桂政发〔2016〕21号"]),
        ("（83）国函字215号; （83）国函字2号", vec!["〔1983〕国函字215号", "〔1983〕国函字2号"]),
        ("国务院令第734号、国函〔2016〕55号", vec!["国务院令第734号", "国函〔2016〕55号"]),
        ("交通部第29号令", vec!["交通部令第29号"]),
        ("桂政函〔2014〕７６号 ", vec!["桂政函〔2014〕76号"]),
    ] {
        let read = DocumentNumber::parse_all(cell).unwrap_or_else(|error| panic!("{cell}: {error}"));
        assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>(), numbers, "{cell}");
    }
    for wrong in ["", "国函〔2016〕55号、56号", "国函〔2016〕55号及附件", "见附件"] {
        assert!(DocumentNumber::parse_all(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_issuer_may_have_brackets_of_its_own() {
    let number = read("柳发改（规）〔2020〕3号");
    assert_eq!((number.issuer(), number.year(), number.serial()), ("柳发改（规）", Some(2020), 3));
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
        ("柳妇〔20〕第7号", year("20")),
        ("民政部公告20年第5号", year("20")),
        ("2020年第5号", NoIssuer),
        ("第734号", NoIssuer),
        ("令734号", NoYear),
        ("令第号", serial("")),
        ("令第〇号", serial("〇")),
        ("令第五三十号", serial("五三十")),
        ("令第五十百号", serial("五十百")),
    ] {
        assert_eq!(DocumentNumber::parse(text), Err(error), "{text}");
    }
    let long = format!("{}〔2020〕7号", "柳".repeat(201));
    assert_eq!(DocumentNumber::parse(&long), Err(Issuer(TextError::TooLong { characters: 201, most: 200 })));
}

/// Three rows put two papers in one field; each was recorded as one number with a long issuer, and
/// the first paper was lost.
#[test]
fn a_number_is_one_number() {
    use DocumentNumberError::{Several, Title};
    for text in [
        "财税〔2016〕36号、财税〔2017〕58号",
        "国发〔2018〕1号\n国办发〔2018〕2号",
        "国发〔2018〕1号国办发[2018]2号",
        "国发（2018年）1、国办发〔2018〕2号",
        "国务院令第734号、第735号",
        "国务院令第734号 国发〔2018〕1号",
        "财税〔2016〕36、58号",
        "财税〔2016〕36号和58号",
        "民政部公告2020年第5、6号",
        "主席令第五十三号、第五十四号",
        "柳妇〔2020〕7-9号",
    ] {
        assert_eq!(DocumentNumber::parse(text), Err(Several), "{text}");
    }
    assert_eq!(DocumentNumber::parse("《关于示例的通知》国发〔2018〕1号"), Err(Title));
    // What was recorded is read all the same, as it was.
    for text in ["财税〔2016〕36号、财税〔2017〕58号", "《关于示例的通知》国发〔2018〕1号", "柳\u{200b}妇〔2020〕7号"]
    {
        assert_eq!(DocumentNumber::recorded(text).unwrap().to_string(), text);
    }
}

#[test]
fn orders_and_announcements_have_no_brackets() {
    for (typed, normal, parts) in [
        ("令第734号", "令第734号", ("令", None, 734)),
        ("国务院令第 734 号", "国务院令第734号", ("国务院令", None, 734)),
        ("中华人民共和国主席令第五十三号", "中华人民共和国主席令第53号", ("中华人民共和国主席令", None, 53)),
        ("主席令（第四十五号）", "主席令第45号", ("主席令", None, 45)),
        ("主席令第一百零五号", "主席令第105号", ("主席令", None, 105)),
        ("主席令第十号", "主席令第10号", ("主席令", None, 10)),
        ("主席令第二一号", "主席令第21号", ("主席令", None, 21)),
        ("公告2020年第5号", "公告2020年第5号", ("公告", Some(2020), 5)),
        (
            "财政部 税务总局公告２０２０年第０５号",
            "财政部税务总局公告2020年第5号",
            ("财政部税务总局公告", Some(2020), 5),
        ),
        ("财政部、税务总局公告2020年第5号", "财政部、税务总局公告2020年第5号", ("财政部、税务总局公告", Some(2020), 5)),
        ("国家税务总局公告（2018年第9号）", "国家税务总局公告2018年第9号", ("国家税务总局公告", Some(2018), 9)),
        ("国家发展改革委第29号令", "国家发展改革委令第29号", ("国家发展改革委令", None, 29)),
        ("海关总署2020年第5号公告", "海关总署公告2020年第5号", ("海关总署公告", Some(2020), 5)),
    ] {
        let number = read(typed);
        assert_eq!((number.issuer(), number.year(), number.serial()), parts, "{typed}");
        assert_eq!(number.to_string(), normal, "{typed}");
        assert_eq!(read(normal), number);
        assert_eq!(DocumentNumber::recorded(normal), Ok(number));
    }
    // A number is what is written; the announcement with brackets is another one.
    assert_ne!(read("公告2020年第5号"), read("公告〔2020〕5号"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_is_normal(text in ".{0,12}[〔(\\[].{0,6}[〕)\\]].{0,6}") {
        if let Ok(number) = DocumentNumber::parse(&text) {
            prop_assert_eq!(DocumentNumber::recorded(&number.to_string()), Ok(number.clone()));
            prop_assert_eq!(DocumentNumber::parse(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn so_is_any_text_without_brackets(text in "[柳令0-9]{0,4}[〔(]?(20[12][0-9]年)?第[0-9一二三十百]{1,3}号[〕)]?(令|公告)?") {
        if let Ok(number) = DocumentNumber::parse(&text) {
            prop_assert_eq!(DocumentNumber::recorded(&number.to_string()), Ok(number.clone()));
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
