//! What was recorded, and what is said about the log: the command line prints what the library
//! answers.

use jiceng_answers::{
    CheckpointQuestion, CommitProofQuestion, CommitsQuestion, CorrectionAnswer, ErasureAnswer, GrowthProofQuestion,
    ImportAnswer, LogHeadQuestion, NotInOrder, ProofAnswer, ReceiptRow, RescueAnswer, RetractionAnswer,
    RewrappingAnswer, SealingAnswer, SnapshotAnswer, VerificationAnswer, VerificationQuestion,
};
use jiceng_core::Registry;
use schemars::JsonSchema;
use serde_json::Value;

use super::asked::{every_field_is_promised, promises_every_field};
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
    let question = VerificationQuestion { dir: Some(trial.data()), checkpoints: Vec::new() };
    let found = question.answer(&Registry::open(&trial.data()).unwrap(), &mut |_| {}).unwrap();
    assert_eq!(serde_json::to_value(&found).unwrap(), verified);
    assert_eq!((found.ok, found.not_in_order()), (true, None));
    // Of all that is wrong, the gravest is named.
    let mut wrong = VerificationAnswer { unreadable_backups: 2, ..found };
    assert_eq!(wrong.not_in_order(), Some(NotInOrder::Backups(2)));
    wrong.names.damaged = 1;
    assert_eq!(wrong.not_in_order(), Some(NotInOrder::Names));
    wrong.projections_agree = false;
    assert_eq!(wrong.not_in_order(), Some(NotInOrder::Projections));
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

/// The questions about the log itself, and the proofs as the command line prints them.
#[test]
fn what_the_log_is() {
    let trial = Trial::of_world();
    let registry = Registry::open(&trial.data()).unwrap();
    let head = LogHeadQuestion::default().answer(&registry).unwrap();
    every_field_is_promised(&head, &serde_json::to_value(head).unwrap());
    assert_eq!(head.position.0, 36);
    let checkpoint = CheckpointQuestion { origin: "example.cn/log".to_owned() }.answer(&registry).unwrap();
    assert_eq!((checkpoint.commits, checkpoint.root), (head.commits, head.root));
    every_field_is_promised(&checkpoint, &serde_json::to_value(&checkpoint).unwrap());
    let (mut from, mut rows) = (None, Vec::new());
    loop {
        let page = CommitsQuestion { from, limit: Some(5) }.answer(&registry).unwrap();
        every_field_is_promised(&page, &serde_json::to_value(&page).unwrap());
        assert!(page.rows.len() <= 5);
        rows.extend(page.rows);
        match page.next {
            Some(next) => from = Some(next.0),
            None => break,
        }
    }
    assert_eq!(rows.len() as u64, head.commits);
    // Each begins where the one before it ends.
    let mut begins = 0;
    for row in &rows {
        assert_eq!(row.position.0, begins, "{row:?}");
        begins += row.events as u64;
    }
    assert_eq!(begins, head.position.0);
    let commit = CommitProofQuestion { commit: rows[1].commit.to_string(), commits: None }.answer(&registry).unwrap();
    let growth = GrowthProofQuestion { from: 2, to: None }.answer(&registry).unwrap();
    drop(registry);
    for (answer, words) in
        [(&commit, format!("prove commit {}", rows[1].position)), (&growth, "prove consistency --from 2".to_owned())]
    {
        let json = serde_json::to_value(answer).unwrap();
        promises_every_field::<ProofAnswer>(&json);
        assert_eq!(trial.run(&words).json(), json, "{words}");
    }
}
