//! How dates are read and written, and where they begin and end.

use jiceng_domain::{PartialDate, civil_day};
use jiceng_testkit::make::day;
use jiff::civil::date;

fn read(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

#[test]
fn a_date_is_written_as_edtf() {
    for text in [
        "2020-06-30",
        "2020-06",
        "2020-33",
        "2020-34",
        "2020-35",
        "2020-36",
        "2020-40",
        "2020-41",
        "2020",
        "1900",
        "2999-12-31",
    ] {
        assert_eq!(read(text).to_string(), text);
        assert_eq!(PartialDate::try_from(text.to_owned()).unwrap(), read(text));
        assert_eq!(String::from(read(text)), text);
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    for (text, edtf) in [
        ("2020年", "2020"),
        ("2020年上半年", "2020-40"),
        ("2020年下半年", "2020-41"),
        ("2020年一季度", "2020-33"),
        ("2020年第二季度", "2020-34"),
        ("2020年三季度", "2020-35"),
        ("2020年第四季度", "2020-36"),
        ("2020年6月", "2020-06"),
        ("2020年06月", "2020-06"),
        ("2020年12月", "2020-12"),
        ("2020年6月5日", "2020-06-05"),
        ("2020年12月31日", "2020-12-31"),
        ("2020年6月5号", "2020-06-05"),
        ("二〇二〇年", "2020"),
        ("二〇〇四年九月十五日", "2004-09-15"),
        ("二○○四年九月十五日", "2004-09-15"),
        ("二零零四年十二月三十一日", "2004-12-31"),
        ("一九八三年十月八日", "1983-10-08"),
        ("二〇二〇年六月", "2020-06"),
        ("二〇二〇年上半年", "2020-40"),
        ("二〇二〇年十月二十日", "2020-10-20"),
        ("2019.6.27", "2019-06-27"),
        ("2019.06.27", "2019-06-27"),
        ("2019/6/27", "2019-06-27"),
        ("2019/6", "2019-06"),
        ("2019.10", "2019-10"),
        ("２０１９．６．２７", "2019-06-27"),
        ("２０１９年６月２７日", "2019-06-27"),
        ("2020-Q1", "2020-33"),
        ("2020-Q4", "2020-36"),
        ("2020-H1", "2020-40"),
        ("2020-H2", "2020-41"),
        (" 2020-06-30\n", "2020-06-30"),
    ] {
        assert_eq!(read(text).to_string(), edtf, "{text}");
    }
}

#[test]
fn a_date_begins_and_ends() {
    for (text, first, last) in [
        ("2020-06-22", "2020-06-22", "2020-06-22"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2100-02", "2100-02-01", "2100-02-28"),
        ("2020-04", "2020-04-01", "2020-04-30"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-Q1", "2020-01-01", "2020-03-31"),
        ("2020-Q2", "2020-04-01", "2020-06-30"),
        ("2020-Q3", "2020-07-01", "2020-09-30"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
        ("2020-H1", "2020-01-01", "2020-06-30"),
        ("2020-H2", "2020-07-01", "2020-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
    ] {
        assert_eq!((read(text).first(), read(text).last()), (day(first), day(last)), "{text}");
        assert_eq!(read(text).is_exact(), first == last);
    }
    assert_eq!(PartialDate::from(date(2020, 6, 22)), read("2020-06-22"));
}

#[test]
fn leap_days_are_days_in_leap_years_alone() {
    assert_eq!(read("2020-02-29").first(), date(2020, 2, 29));
    assert_eq!(read("2000年2月29日").first(), date(2000, 2, 29));
    for text in ["2019-02-29", "1900-02-29", "2100-02-29", "2019年2月29日", "2020-02-30", "2020-04-31", "2020-06-31"]
    {
        assert!(PartialDate::parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_is_no_date_is_not_read() {
    for text in [
        "",
        " ",
        "2020-",
        "-2020",
        "20",
        "202",
        "20200",
        "20200630",
        "2020-6",
        "2020-06-3",
        "2020-00",
        "2020-13",
        "2020-32",
        "2020-37",
        "2020-39",
        "2020-42",
        "2020-06-00",
        "2020-06-30-01",
        "1899",
        "1899-12-31",
        "3000",
        "3000-01-01",
        "+020",
        "2020-q2",
        "2020-Q5",
        "2020-Q0",
        "2020-H3",
        "2020年13月",
        "2020年0月",
        "2020年6月31日",
        "2020年6",
        "20年6月",
        "二〇二年",
        "二〇二〇年十三月",
        "二〇二〇年六月三十一日",
        "二〇二〇年六月日",
        "二〇二〇",
        "2020.6.31",
        "2020.13",
        "2020.006.30",
        "2020.6.30.1",
        "2020/",
        "2020.",
        "20.6.30",
        "30.6.2020",
        "2020年五季度",
        "2020年中",
        "2020-06-30T00:00",
        "?",
    ] {
        let error = PartialDate::parse(text).expect_err(text);
        assert_eq!(error.text, text);
        assert!(error.to_string().contains("2020-06-30"), "the message shows how a date is written");
    }
}

/// What is pasted from a table or a chat brings characters that nobody sees, and forms are typed in
/// full width.
#[test]
fn a_date_is_read_as_it_is_meant() {
    for (typed, meant) in [
        ("２０２０", "2020"),
        ("2020－０６－30", "2020-06-30"),
        ("\u{feff}2020-06-30\u{200b}", "2020-06-30"),
        ("2020\u{202e}-06", "2020-06"),
        ("2020 年 6 月 30 日", "2020-06-30"),
        ("2020年\u{2028}上半年", "2020-H1"),
        ("2020年第3季度", "2020-Q3"),
        ("2020年4季度", "2020-Q4"),
    ] {
        assert_eq!(PartialDate::parse(typed), PartialDate::parse(meant), "{typed}");
        assert!(PartialDate::parse(typed).is_ok(), "{typed}");
    }
}

#[test]
fn a_date_is_written_as_people_write_it() {
    for (stored, written) in [
        ("2020-40", "2020-H1"),
        ("2020-41", "2020-H2"),
        ("2020-35", "2020-Q3"),
        ("2020-06", "2020-06"),
        ("2020", "2020"),
    ] {
        let date = PartialDate::parse(stored).unwrap();
        assert_eq!((date.to_string().as_str(), date.written().to_string().as_str()), (stored, written));
        assert_eq!(PartialDate::parse(written), Ok(date));
    }
}

#[test]
fn a_day_is_written_in_full() {
    for typed in [
        "2020-06-30",
        " 2020-06-30 ",
        "２０２０-06-30",
        "2020年6月30日",
        "\u{200b}2020-06-30",
        "2020.6.30",
        "2020/6/30",
        "二〇二〇年六月三十日",
    ] {
        assert_eq!(civil_day::parse(typed), Ok(date(2020, 6, 30)), "{typed}");
    }
    for wrong in ["", "2020-6-30", "20200630", "2020-06", "2020", "2020-02-30", "2020-06-30T00:00", "2020年6月"] {
        assert_eq!(civil_day::parse(wrong).unwrap_err().text, wrong);
    }
}
