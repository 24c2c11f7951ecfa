//! That two places carry one code: until when it is so.

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Wish};
use jiceng_projections::findings::{FindingCode, Value};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{FREE_CODE, small_world};

use super::findings::{findings_at, projections};

/// The codes that are found to be carried twice on a day, each with the dates from which they are.
fn carried_twice(history: impl IntoIterator<Item = Wish>, on: &str) -> Vec<String> {
    let recorder = given(small_world()).and(history).recorder();
    let standard = Standard::five_ones_2020().unwrap();
    let mut found = findings_at(&projections(&recorder), AsOf::on(day(on)), &standard);
    found.retain(|finding| finding.code == FindingCode::CodeCarriedTwice);
    let code = |value: &Value| if let Value::Code(code) = value { code.to_string() } else { panic!("{value:?}") };
    found.iter().flat_map(|finding| finding.values.iter().map(code)).collect()
}

fn earlier() -> Wish {
    division(FREE_CODE, "先前的社区").on("2005-03-01")
}

fn later() -> Wish {
    division(FREE_CODE, "后来的社区").on("2009-06-01")
}

/// The earlier carrier was recorded after the later one, and its end is not recorded yet.
#[test]
fn a_code_is_carried_twice_from_the_day_of_the_second_carrier() {
    let history = || [later(), earlier()];
    assert_eq!(carried_twice(history(), "2009-05-31"), Vec::<String>::new());
    assert_eq!(carried_twice(history(), "2009-06-01"), [FREE_CODE]);
    assert_eq!(carried_twice(history(), "2020-06-30"), [FREE_CODE]);
}

/// The one ends on the day on which the other begins: that day is the other's.
#[test]
fn a_code_that_is_passed_on_is_carried_once_on_that_day() {
    let history = || [earlier(), division_abolished(FREE_CODE).on("2009-06-01"), later()];
    for on in ["2009-05-31", "2009-06-01", "2009-06-02"] {
        assert_eq!(carried_twice(history(), on), Vec::<String>::new(), "{on}");
    }
}
