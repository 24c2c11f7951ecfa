//! Snapshots at the command line: written, passed over with a reason, made anew.

use std::fs;

use serde_json::{Value, json};

use super::program::Trial;

fn asked(trial: &Trial, words: &[&str]) -> Value {
    let answer = trial.run_words(&[&["snapshot", "--format", "json"], words].concat());
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{answer:?}");
    serde_json::from_str(answer.text()).unwrap()
}

#[test]
fn a_snapshot_that_does_not_fit_is_told_and_made_anew() {
    let trial = Trial::of_world();
    let first = asked(&trial, &[]);
    assert_eq!((&first["opened_from"], &first["passed_over"]), (&Value::Null, &json!([])));
    let file = first["file"].as_str().unwrap();
    let path = trial.data().join(file);
    assert_eq!(json!(fs::metadata(&path).unwrap().len()), first["bytes"]);
    assert_eq!(asked(&trial, &[])["opened_from"], first["position"]);
    assert_eq!(asked(&trial, &["--rebuild"])["opened_from"], Value::Null, "none is believed");

    let spoil = || {
        let mut bytes = fs::read(&path).unwrap();
        bytes[100] ^= 1;
        fs::write(&path, bytes).unwrap();
    };
    spoil();
    let english = trial.run_words(&["snapshot", "--lang", "en"]);
    assert_eq!(english.err, format!("note: the snapshot {file} was not used: it is damaged from byte 64 on\n"));
    assert!(english.text().starts_with(&format!("kept the snapshot {file}: up to position ")), "{english:?}");
    spoil();
    let chinese = trial.run_words(&["snapshot", "--lang", "zh"]);
    assert_eq!(chinese.err, format!("提示：未采用快照 {file}：自第 64 字节起损坏\n"));
    assert!(chinese.text().starts_with(&format!("已保存快照 {file}：至位置 ")), "{chinese:?}");
    spoil();
    let told = asked(&trial, &[]);
    assert_eq!(told["passed_over"], json!([{ "file": file, "reason": "it is damaged from byte 64 on" }]));
    assert_eq!(trial.run_words(&["verify"]).code, 0);
}
