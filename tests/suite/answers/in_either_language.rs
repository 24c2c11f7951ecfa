//! What programs read is the same in both languages: codes, and no words of either.

use crate::cli::program::{Place, Trial, file};

const QUESTIONS: [&str; 30] = [
    "coverage --as-of 2020-06-30",
    "coverage --as-of 2020-06-30 --by place",
    "gaps --as-of 2020-06-30",
    "explain RA-02 womens_home --as-of 2020-06-30",
    "explain --figure shared --kind womens_home --as-of 2020-06-30",
    "history",
    "history RA-01",
    "diff --from 2018-06-30 --to 2020-12-31",
    "restate --as-of 2020-06-30 --said 20 --by county",
    "findings --as-of 2020-12-31",
    "uncertain --as-of 2017-06-15",
    "lateness --by county,month,recorder",
    "lateness --list",
    "disagreements --as-of 2020-06-30",
    "precedence list",
    "divisions --sites",
    "find 示例",
    "plane --from 2019-12-31 --to 2020-12-31 --every year --figure complete",
    "elections --as-of 2020-06-30",
    "elections --as-of 2020-06-30 --by county",
    "elections --held --from 2016-01-01 --to 2020-06-30",
    "elections show RA-01 --as-of 2020-06-30",
    "person list",
    "target list",
    "target show T-1 --as-of 2020-06-30",
    "target burnup T-1 --from 2020-01-31 --to 2020-06-30",
    "issues list",
    "standard list",
    "standard show five-ones-2020",
    "replay --standard five-ones-2020 --against five-ones-500 --from 2020-06-30 --to 2020-06-30",
];

#[test]
fn what_programs_read_hangs_on_no_language() {
    let trial = Trial::of_world();
    let claims = format!("claims check {}", file("claims.toml").display());
    for question in QUESTIONS.into_iter().chain([claims.as_str()]) {
        for format in ["json", "csv"] {
            let mut words: Vec<&str> = question.split_whitespace().collect();
            words.extend(["--format", format]);
            let data = trial.data();
            let [en, zh] = ["en_US.UTF-8", "zh_CN.UTF-8"].map(|locale| {
                let place = Place { locale, ..Place::english(&data) };
                place.run(&words)
            });
            assert_eq!((en.code, zh.code), (0, 0), "{question}: {en:?} {zh:?}");
            assert!(en.out == zh.out, "{question} --format {format}: {en:?} {zh:?}");
        }
    }
}
