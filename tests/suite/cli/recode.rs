//! `jiceng recode`: a division and all below it get other codes by one rule, in one commit.

use serde_json::{Value, json};

use super::program::{Answer, Trial};

/// A county, its two townships and their villages; all constructed, under real codes.
fn trial() -> Trial {
    let trial = Trial::empty();
    let divisions = [
        ("45", "广西壮族自治区"),
        ("4502", "柳州市"),
        ("450203", "鱼峰区"),
        ("450221", "柳江县"),
        ("450221100", "拉堡镇"),
        ("450221100001", "示例一社区"),
        ("450221100002", "示例二社区"),
        ("450221111", "白沙镇"),
        ("450221111201", "示例白沙村"),
    ];
    let row = |(code, name): (&str, &str)| {
        json!({"command": "register_division", "effective": "2014-12-31", "code": code, "name": name}).to_string()
    };
    let file = trial.write("rows.jsonl", divisions.map(row).join("\n"));
    let imported = trial.run_words(&["import", &file, "--recorder", "示例"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    trial
}

fn rows(answer: &Answer) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let answer = answer.json();
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["code"]).unwrap(), text(&row["new_code"]))).collect()
}

#[test]
fn a_county_takes_all_below_it_along_in_one_commit_and_is_found_by_each_code() {
    let trial = trial();
    let reform = "recode 450221 450206 --effective 2017-01-06 --format json";
    let listed = trial.run(reform);
    let became = |code: &str, new: &str| (code.to_owned(), Some(new.to_owned()));
    let expected = [
        became("450221", "450206"),
        became("450221100", "450206100"),
        became("450221100001", "450206100001"),
        became("450221100002", "450206100002"),
        became("450221111", "450206111"),
        became("450221111201", "450206111201"),
    ];
    assert_eq!(rows(&listed), expected);
    assert_eq!(listed.json()["receipt"], Value::Null);
    let head = || trial.run("verify --format json").json()["commits"].clone();
    let before = head().as_u64().unwrap();
    let words = format!("{reform} --record --recorder 示例 --approver 示例市 --evidence-document 国函〔2016〕55号");
    let recorded = trial.run(&words).json();
    assert_eq!(recorded["receipt"]["events"], 6);
    assert_eq!(head().as_u64(), Some(before + 1));
    // Who approved it is shown where somebody did.
    let approved = trial.run("history 450221100001 --lang zh");
    assert!(["批准单位", "示例市"].iter().all(|word| approved.text().contains(word)), "{approved:?}");
    let unapproved = trial.run("history 4502 --lang zh");
    assert!(!unapproved.text().contains("批准单位"), "{unapproved:?}");
    // Said again it says the same, and records nothing.
    let again = trial.run(&words);
    assert_eq!((rows(&again), &again.json()["receipt"]), (expected.to_vec(), &Value::Null));
    // A township goes to another county with its villages, and once more by the other rule.
    for (words, events) in [
        ("recode 450206111 450203101 --to 450203 --effective 2018", 2),
        ("recode 450203101 450203102 --effective 2020-07-01", 2),
    ] {
        let moved = trial.run(&format!("{words} --record --recorder 示例 --format json"));
        assert_eq!(moved.json()["receipt"]["events"], events, "{moved:?}");
    }
    let histories = ["450221111201", "450206111201", "450203101201", "450203102201"];
    let histories =
        histories.map(|code| trial.run(&format!("history {code} --format json")).json()["carriers"].clone());
    assert!(histories.windows(2).all(|pair| pair[0]["events"] == pair[1]["events"]), "{histories:?}");
    let listed = trial.run("divisions --as-of 2021-01-01 --format json").json();
    let lies_in = |code: &str| {
        listed["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).map(|row| row["above"].clone())
    };
    assert_eq!(lies_in("450203102"), Some("450203".into()));
    assert_eq!(lies_in("450203102201"), Some("450203102".into()));
}

#[test]
fn exceptions_keep_their_code_or_get_another_and_what_lies_below_follows() {
    let trial = trial();
    let words = "recode 450221 450206 --effective 2017-01-06 --except 450221100=450206188 --except 450221111";
    let answer = trial.run(&format!("{words} --record --recorder 示例 --format json"));
    let new: Vec<_> = rows(&answer).into_iter().map(|(_, new)| new.unwrap_or_default()).collect();
    assert_eq!(new, ["450206", "450206188", "450206188001", "450206188002", "", ""]);
    let excepted =
        answer.json()["rows"].as_array().unwrap().iter().map(|row| row["excepted"] == true).collect::<Vec<_>>();
    assert_eq!(excepted, [false, true, true, true, true, true]);
    let found = trial.run("divisions --division 450206 --format json").json();
    let codes = found["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned());
    assert_eq!(
        codes.collect::<Vec<_>>(),
        ["450206", "450206188", "450206188001", "450206188002", "450221111", "450221111201"]
    );
}

/// Three shift by one, and each gets the code of the next.
#[test]
fn a_code_that_another_one_gets_is_given_up_before() {
    let trial = trial();
    let shift = "--except 450221100=450221111 --except 450221111=450221112 --except 450221100001=450221111005";
    let words = format!("recode 450221 450206 --effective 2017-01-06 {shift} --record --recorder 示例 --format json");
    let answer = trial.run(&words);
    assert_eq!(answer.json()["receipt"]["events"], 6, "{answer:?}");
    let listed = trial.run("divisions --division 450206 --format json").json();
    let shown = |row: &Value| format!("{} {}", row["code"].as_str().unwrap(), row["name"].as_str().unwrap());
    assert_eq!(
        listed["rows"].as_array().unwrap().iter().map(shown).collect::<Vec<_>>(),
        [
            "450206 柳江县",
            "450221111 拉堡镇",
            "450221111002 示例二社区",
            "450221111005 示例一社区",
            "450221112 白沙镇",
            "450221112201 示例白沙村",
        ]
    );
    // Two that exchange theirs have no order.
    let exchanged = "recode 450206 450206 --effective 2018 --except 450221111=450221112 --except 450221112=450221111";
    let refused = trial.run(&format!("{exchanged} --record --recorder 示例"));
    assert_eq!(refused.code, 1, "{refused:?}");
}

#[test]
fn a_division_that_keeps_its_code_goes_under_another_one_all_the_same() {
    let trial = trial();
    let words = "recode 450221111 450221111 --to 450203 --effective 2018 --except 450221111201=450203101201";
    let answer = trial.run(&format!("{words} --record --recorder 示例 --format json"));
    assert_eq!(answer.json()["receipt"]["events"], 2, "{answer:?}");
    let found = trial.run("divisions --division 450203 --as-of 2019-01-01 --format json").json();
    let codes = found["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned());
    assert_eq!(codes.collect::<Vec<_>>(), ["450203", "450221111", "450203101201"]);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_recorded() {
    let trial = trial();
    let refused = |words: &str, code: u8, says: &str| {
        let answer = trial.run(&format!("recode {words} --recorder 示例 --record"));
        assert_eq!(answer.code, code, "{answer:?}");
        assert!(format!("{answer:?}").contains(says), "{answer:?}");
        assert_eq!(trial.run("verify --format json").json()["commits"], 1);
    };
    refused("450221 450206100 --effective 2017", 1, "450206100");
    refused("450221 450203 --effective 2017", 1, "450203");
    refused("450222 450206 --effective 2017", 2, "450222");
    refused("450221 450206 --effective 2017 --except 450221111 --except 450221111=450206101", 1, "except");
    refused("450221 450206 --effective 2017 --except 450221=450222", 2, "a division below it");
    refused("450221 450206 --effective 2017 --except 450203", 2, "450203");
    refused("450221 450206 --effective 2017 --except 450221100=450206", 1, "450206");
    refused("450221 450206 --effective 2017-13-01", 2, "2017-13-01");
    refused("450221 450206 --effective 2017 --to 450999", 1, "450999");
}
