//! Names of persons in answers: shown where their key is at hand, «erased» where it is destroyed.

use super::program::{Place, Trial};

const OFFICE: &str = "--recorder 示例市妇联";

/// A committee of which somebody left and somebody came; one of the two was erased.
fn registry() -> Trial {
    let trial = Trial::of_world();
    for row in [
        "register-person --person P-21 --name 示例甲 --effective 2019-01-01",
        "register-person --person P-22 --name 示例乙 --effective 2019-01-01",
        "register-person --person P-23 --name 示例丙 --effective 2019-01-01",
        "found-federation --federation F-21 --place RA-02 --name 示例妇联 --effective 2019-02-01",
        "elect-executive-committee --federation F-21 --term 1 --seats chair=P-21 --seats member=P-22 --effective 2019-02-01",
        "vacate-seat --federation F-21 --term 1 --person P-22 --effective 2020-07-10",
        "fill-seat --federation F-21 --term 1 --role member --person P-23 --effective 2020-07-11",
        "erase-person --person P-22 --effective 2020-08-01",
    ] {
        let recorded = trial.run(&format!("record {row} {OFFICE}"));
        assert_eq!(recorded.code, 0, "{row}: {recorded:?}");
    }
    trial
}

#[test]
fn a_difference_names_who_came_and_says_that_who_left_was_erased() {
    let trial = registry();
    let words = "diff --from 2020-06-30 --to 2020-07-31";
    let answer = trial.run(&format!("{words} --format json")).json();
    let rows = answer["rows"].as_array().unwrap();
    let of = |change: &str| rows.iter().find(|row| row["change"] == change).unwrap();
    let (came, left) = (of("seat_filled"), of("seat_vacated"));
    assert_eq!((&came["person"], &came["person_name"]), (&"P-23".into(), &"示例丙".into()));
    assert_eq!((&came["person_erased"], &left["person_erased"]), (&false.into(), &true.into()));
    assert_eq!((&left["person"], &left["person_name"]), (&"P-22".into(), &serde_json::Value::Null));
    assert!(!answer.to_string().contains("示例乙"));
    let data = trial.data();
    let shown = |locale| Place { locale, ..Place::english(&data) }.run(&words.split(' ').collect::<Vec<_>>());
    let (zh, en) = (shown("zh_CN.UTF-8"), shown("en_US.UTF-8"));
    for told in ["示例丙（P-23）", "已删除（P-22）"] {
        assert!(zh.text().contains(told), "{}", zh.text());
    }
    for told in ["示例丙 (P-23)", "erased (P-22)"] {
        assert!(en.text().contains(told), "{}", en.text());
    }
    let csv = trial.run(&format!("{words} --format csv"));
    assert!(csv.text().contains("seat_filled,P-23"), "{}", csv.text());
}
