//! What was recorded, and what is said about the log: the command line prints what the library
//! answers.

use jiceng_answers::{
    CorrectionAnswer, ErasureAnswer, ImportAnswer, ReceiptRow, RescueAnswer, RetractionAnswer, RewrappingAnswer,
    SealingAnswer, SnapshotAnswer, VerificationAnswer,
};
use jiceng_core::Registry;
use schemars::JsonSchema;
use serde_json::Value;

use super::asked::promises_every_field;
use crate::cli::program::{Trial, file};

/// What the command line prints, which the schema of an answer promises.
fn said<A: JsonSchema>(trial: &Trial, words: &str) -> Value {
    let said = trial.run(&format!("{words} --format json"));
    assert!(said.code == 0, "{words}: {said:?}");
    let json = said.json();
    promises_every_field::<A>(&json);
    json
}

#[test]
fn what_was_recorded() {
    let trial = Trial::of_world();
    let why = "--reason mistyped --decided 2020-08-01 --dry-run --recorder 示例";
    let correction = said::<CorrectionAnswer>(&trial, &format!("correct 27 --set people=310 {why}"));
    assert!(correction["receipt"].is_null() && correction["changed"] == serde_json::json!(["people"]));
    let retraction = said::<RetractionAnswer>(&trial, &format!("retract 27 {why}"));
    assert_eq!(retraction["withdrawn"]["position"], 27);
    let row = "record raise-reform-issue --issue R-9 --place RA-01 --title 示例 --owner 示例 --due 2020-05-31 --effective 2020-02-01 --recorder 示例";
    assert_eq!(said::<ReceiptRow>(&trial, row)["events"], 1);
    let good = file("good.jsonl").display().to_string();
    let import = said::<ImportAnswer>(&trial, &format!("import {good} --dry-run --recorder 示例"));
    assert!(import["rows"].as_u64() > Some(0) && import["written"] == false);
}

#[test]
fn what_is_said_about_the_log() {
    let trial = Trial::of_world();
    let verified = said::<VerificationAnswer>(&trial, "verify");
    let found = Registry::open(&trial.data()).unwrap().verify(&mut |_| {}).unwrap();
    assert_eq!(serde_json::to_value(VerificationAnswer::of(&found, 0, Vec::new())).unwrap(), verified);
    said::<SnapshotAnswer>(&trial, "snapshot");
    said::<SealingAnswer>(&trial, "seal");
    let away = trial.dir.path().join("away").display().to_string();
    said::<RescueAnswer>(&trial, &format!("repair --to {away}"));
    let backup = trial.dir.path().join("backup.tar").display().to_string();
    assert_eq!(trial.run(&format!("backup {backup}")).code, 0);
    let erasure = said::<ErasureAnswer>(&trial, "person forget P1 --reason 本人要求 --recorder 示例");
    assert_eq!(erasure["backups"].as_array().map(Vec::len), Some(1));
    said::<RewrappingAnswer>(&trial, "person rewrap");
}
