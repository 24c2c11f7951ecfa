//! Checkpoints: history that was rewritten with everything else made to fit is caught; proofs hold
//! without a registry; and nothing that was changed is believed.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiceng_domain::{Event, Position};
use jiceng_log::{EventLog as _, NewCommit, SledLog};
use jiceng_testkit::fixtures::root;
use serde_json::{Value, json};

use super::program::{Answer, Place, Trial};
use crate::log::child;

/// A registry of the world, a key, and a checkpoint of it.
struct Signed {
    trial: Trial,
    key: String,
    vkey: String,
    checkpoint: String,
}

impl Signed {
    fn new() -> Self {
        let trial = Trial::of_world();
        let path = |name: &str| trial.dir.path().join(name).to_str().unwrap().to_owned();
        let (key, checkpoint) = (path("signing.key"), path("first.checkpoint"));
        let made = trial.run_words(&["key", "generate", "--out", &key, "--name", "example.cn/示例"]);
        assert_eq!(made.code, 0, "{made:?}");
        let vkey = made.text().trim().to_owned();
        assert_eq!(fs::read_to_string(key.clone() + ".vkey").unwrap(), format!("{vkey}\n"));
        let signed = Self { trial, key, vkey, checkpoint };
        signed.sign("first.checkpoint");
        signed
    }

    fn path(&self, name: &str) -> String {
        self.trial.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn sign(&self, name: &str) -> String {
        let out = self.path(name);
        let made = self.trial.run_words(&["checkpoint", "--key", &self.key, "--out", &out]);
        assert_eq!(made.code, 0, "{made:?}");
        out
    }

    fn verify(&self, checkpoints: &[&str], lang: &str) -> Answer {
        let mut words = vec!["verify", "--key", &self.vkey, "--lang", lang];
        for file in checkpoints {
            words.extend(["--checkpoint", file]);
        }
        self.trial.run_words(&words)
    }

    /// Proves something and answers the file.
    fn prove(&self, name: &str, words: &[&str]) -> String {
        let out = self.path(name);
        let made = self.trial.run_words(&[&["prove"], words, &["--out", &out]].concat());
        assert_eq!(made.code, 0, "{words:?}: {made:?}");
        out
    }

    fn record(&self, people: u32) {
        let row = json!({"command": "count_population", "effective": "2020-06-30", "place": "RA-01", "people": people});
        let recorded = self.trial.run_words(&["record", "json", &row.to_string(), "--recorder", "示例"]);
        assert_eq!(recorded.code, 0, "{recorded:?}");
    }

    /// Puts another log in the place of the registry's, with every checksum, index and hash as it
    /// should be.
    fn rewrite(&self, change: impl FnMut(usize, &mut NewCommit)) {
        let dir = self.trial.data().join("log");
        let commits = SledLog::open(&dir).unwrap();
        let commits: Vec<_> = commits.commits(Position(0)).map(|commit| commit.unwrap()).collect();
        let mut rewritten: Vec<NewCommit> = commits
            .into_iter()
            .map(|commit| NewCommit {
                id: commit.id,
                recorded_at: commit.recorded_at,
                recorder: commit.recorder,
                approver: commit.approver,
                command: commit.command,
                facts: commit.facts,
            })
            .collect();
        rewritten.iter_mut().enumerate().for_each({
            let mut change = change;
            move |(index, commit)| change(index, commit)
        });
        let beside = self.trial.dir.path().join("rewritten");
        SledLog::create(&beside).unwrap().append(Position(0), &rewritten).unwrap();
        fs::remove_dir_all(&dir).unwrap();
        fs::rename(&beside, &dir).unwrap();
    }
}

/// One more person at a place, in the commit of a number or the first behind it that counts people.
fn one_more(from: usize) -> impl FnMut(usize, &mut NewCommit) {
    let mut is_done = false;
    move |index, commit| {
        for fact in &mut commit.facts {
            if let (Event::PopulationCounted(count), false) = (&mut fact.event, is_done || index < from) {
                count.people += 1;
                is_done = true;
            }
        }
    }
}

#[test]
fn rewritten_history_passes_verify_and_is_caught_by_the_checkpoint() {
    let signed = Signed::new();
    let first = signed.checkpoint.as_str();
    signed.record(500);
    signed.record(501);
    let second = signed.sign("second.checkpoint");
    signed.record(502);
    let third = signed.sign("third.checkpoint");
    let all = [first, second.as_str(), third.as_str()];
    for lang in ["en", "zh"] {
        let sound = signed.verify(&all, lang);
        assert_eq!(sound.code, 0, "{sound:?}");
    }
    let before = signed.trial.run("history RA-01 --format json").text().to_owned();
    let commits = signed.trial.run("verify --format json").json()["commits"].as_u64().unwrap();

    // A commit between the first checkpoint and the second is changed.
    signed.rewrite(one_more(usize::try_from(commits).unwrap() - 3));
    let alone = signed.trial.run("verify");
    assert_eq!((alone.code, alone.text().starts_with("in order")), (0, true), "{alone:?}");
    assert_ne!(signed.trial.run("history RA-01 --format json").text(), before);

    let held = signed.verify(&[first], "en");
    assert_eq!((held.code, held.text().contains("are as they were signed, to the byte")), (0, true), "{held:?}");
    for (lang, said, told) in [
        ("en", "history was rewritten", "the log does not extend 2 of the checkpoints"),
        ("zh", "历史被改写", "日志与 2 个检查点不符"),
    ] {
        let caught = signed.verify(&all, lang);
        assert_eq!(caught.code, 5, "{caught:?}");
        assert_eq!(caught.text().matches(said).count(), 2, "{caught:?}");
        assert!(caught.err.contains(told), "{caught:?}");
        // The change is between the first and the second.
        let (after, to) = (commits - 2, commits - 1);
        let range =
            if lang == "en" { format!("commits {after} to {to}") } else { format!("第 {after} 至第 {to} 次") };
        assert!(caught.text().contains(&range), "{range}: {caught:?}");
    }
    let words = ["verify", "--key", &signed.vkey, "--checkpoint", &second, "--format", "json"];
    let caught = signed.trial.run_words(&words).json();
    let (ok, held) = (&caught["ok"], &caught["checkpoints"][0]);
    assert_eq!((ok, &held["extends"], &caught["projections_agree"]), (&json!(false), &json!(false), &json!(true)));
    assert_ne!(held["root"], held["root_today"]);
    // Nor is anything signed or proved that does not go on from what was signed.
    let out = signed.path("fourth.checkpoint");
    let again = signed.trial.run_words(&["checkpoint", "--key", &signed.key, "--after", &second, "--out", &out]);
    assert_eq!((again.code, Path::new(&out).exists()), (5, false), "{again:?}");
    let proved = signed.trial.run_words(&["prove", "consistency", "--from", &second]);
    assert_eq!((proved.code, proved.text()), (5, ""), "{proved:?}");
}

#[test]
fn a_log_that_lost_its_end_or_is_another_registrys_is_caught() {
    let signed = Signed::new();
    let short = Trial::empty();
    for (lang, said) in [("en", "a part of it is lost"), ("zh", "日志有缺失")] {
        let words = ["verify", "--key", &signed.vkey, "--checkpoint", &signed.checkpoint, "--lang", lang];
        let caught = short.run_words(&words);
        assert_eq!((caught.code, caught.text().contains(said)), (5, true), "{caught:?}");
    }
    let words = ["verify", "--key", &signed.vkey, "--checkpoint", &signed.checkpoint, "--format", "csv"];
    let caught = short.run_words(&words);
    assert_eq!(caught.code, 5);
    assert!(caught.text().lines().nth(1).unwrap().starts_with("false,0,0,true,"), "{caught:?}");
}

#[test]
fn a_proof_is_checked_without_a_registry() {
    let signed = Signed::new();
    let (first, vkey_file) = (signed.checkpoint.as_str(), signed.key.clone() + ".vkey");
    let history = signed.trial.run("history RA-01 --format json").json();
    let id = history["rows"][0]["id"].as_str().unwrap().split('/').next().unwrap().to_owned();
    let position = history["rows"][0]["position"].to_string();
    let by_id = signed.prove("id.proof", &["commit", &id, "--checkpoint", first]);
    let by_position = signed.prove("position.proof", &["commit", &position]);
    assert_eq!(fs::read(&by_id).unwrap(), fs::read(&by_position).unwrap());
    signed.record(500);
    let second = signed.sign("second.checkpoint");
    let growth = signed.prove("growth.proof", &["consistency", "--from", first, "--to", &second]);

    let nowhere = Trial::bare();
    let verify = |words: &[&str]| nowhere.run_words(&[&["verify-proof"], words].concat());
    let unsigned = verify(&[&by_id]);
    assert_eq!((unsigned.code, unsigned.text().contains("not signed")), (0, true), "{unsigned:?}");
    for key in [&signed.vkey, &vkey_file] {
        let checked = verify(&[&by_id, "--checkpoint", first, "--key", key]);
        assert_eq!((checked.code, checked.text().contains("signed by example.cn/示例")), (0, true), "{checked:?}");
    }
    let both = ["--checkpoint", first, "--checkpoint", &second, "--key", &signed.vkey];
    let checked = verify(&[&[growth.as_str()], both.as_slice(), &["--format", "json"]].concat());
    let answer = checked.json();
    assert_eq!((checked.code, &answer["holds"], &answer["commit"]), (0, &json!(true), &Value::Null));
    for tree in answer["trees"].as_array().unwrap() {
        assert_eq!(tree["signed_by"], json!(["example.cn/示例"]), "{answer}");
    }
    assert!(!nowhere.data().exists());

    // A checkpoint of another size, and one of another registry with as many commits.
    let other_size = verify(&[&by_id, "--checkpoint", &second, "--key", &signed.vkey, "--format", "json"]);
    assert_eq!((other_size.code, &other_size.json()["fault"]), (1, &json!("other_tree")), "{other_size:?}");
    signed.rewrite(one_more(0));
    let rewritten = signed.prove("rewritten.proof", &["commit", &id, "--size", &commits_of(first)]);
    let caught = verify(&[&rewritten, "--checkpoint", first, "--key", &signed.vkey, "--format", "json"]);
    assert_eq!((caught.code, &caught.json()["fault"]), (1, &json!("other_root")), "{caught:?}");
}

/// The number of commits in a checkpoint.
fn commits_of(checkpoint: &str) -> String {
    fs::read_to_string(checkpoint).unwrap().lines().nth(1).unwrap().to_owned()
}

/// Every bit of every byte: of the proofs and of the checkpoint that they are held against.
#[test]
fn every_flipped_bit_of_a_proof_or_a_checkpoint_makes_it_fail() {
    let signed = Signed::new();
    signed.record(500);
    let second = signed.sign("second.checkpoint");
    let last = (commits_of(&second).parse::<u64>().unwrap() - 1).to_string();
    let files = [
        signed.prove(
            "commit.proof",
            &["commit", &signed.trial.run("history RA-01 --format json").json()["rows"][0]["position"].to_string()],
        ),
        signed.prove("growth.proof", &["consistency", "--from", &signed.checkpoint, "--to", &second]),
        signed.prove("last.proof", &["consistency", "--from", &last, "--to", &second]),
    ];
    let verify = |proof: &str, checkpoint: &str| {
        let words = ["verify-proof", proof, "--checkpoint", checkpoint, "--key", &signed.vkey, "--lang", "zh"];
        signed.trial.run_words(&words)
    };
    let spoiled = signed.path("spoiled");
    let flipped = |file: &str, verify: &dyn Fn(&str) -> Answer| {
        let bytes = fs::read(file).unwrap();
        for index in 0..bytes.len() {
            let mut other = bytes.clone();
            other[index] ^= 1 << (index % 8);
            fs::write(&spoiled, &other).unwrap();
            let answer = verify(&spoiled);
            assert_eq!(
                (answer.code, answer.err.starts_with("错误：")),
                (1, true),
                "byte {index} of {file}: {answer:?}"
            );
        }
    };
    for file in &files {
        assert_eq!(verify(file, &second).code, 0, "{file}");
        flipped(file, &|spoiled| verify(spoiled, &second));
    }
    flipped(&second, &|spoiled| verify(&files[0], spoiled));
}

#[test]
fn files_are_never_written_over_and_the_private_key_is_its_owners_alone() {
    let signed = Signed::new();
    let (key, checkpoint) = (signed.key.as_str(), signed.checkpoint.as_str());
    let kept = |path: &str| fs::read(path).unwrap();
    let vkey_file = signed.key.clone() + ".vkey";
    let before = (kept(key), kept(&vkey_file), kept(checkpoint));
    for words in [vec!["key", "generate", "--out", key], vec!["checkpoint", "--key", key, "--out", checkpoint]] {
        let refused = signed.trial.run_words(&words);
        assert_eq!(refused.code, 4, "{refused:?}");
    }
    // The public key's file is in the way: no private key is left behind.
    fs::write(signed.path("other.key.vkey"), "").unwrap();
    let other = signed.path("other.key");
    assert_eq!(signed.trial.run_words(&["key", "generate", "--out", &other]).code, 4);
    assert!(!Path::new(&other).exists());
    assert_eq!((kept(key), kept(&vkey_file), kept(checkpoint)), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(!String::from_utf8_lossy(&before.1).contains("PRIVATE"));
}

#[test]
fn what_cannot_be_understood_is_told_with_what_to_do() {
    let signed = Signed::new();
    let (checkpoint, vkey) = (signed.checkpoint.as_str(), signed.vkey.as_str());
    let other = signed.path("other.key");
    let stranger = signed.trial.run_words(&["key", "generate", "--out", &other]).text().trim().to_owned();
    let proof = signed.prove("a.proof", &["commit", "0"]);
    let text = signed.trial.write("text", "text\n");
    signed.record(500);
    let last = (signed.trial.run("verify --format json").json()["events"].as_u64().unwrap() - 1).to_string();
    let cases: &[(&[&str], u8, &str, &str)] = &[
        (&["key", "generate", "--out", &other, "--name", "a b"], 2, "--name 的值", "is not a value for --name"),
        (&["checkpoint", "--key", &text], 1, "不是可用的密钥", "is not a key that can be used"),
        (&["checkpoint", "--key", "nowhere"], 4, "没有这个文件", "No such file"),
        (&["verify", "--checkpoint", checkpoint, "--key", &stranger], 1, "核对公钥", "whether the key is the one"),
        (&["verify", "--checkpoint", checkpoint, "--key", "text"], 1, "不是可用的密钥", "is not a key"),
        (&["verify", "--checkpoint", &text, "--key", vkey], 1, "取回原件", "get the original"),
        (&["verify", "--checkpoint", checkpoint], 2, "缺少", "required"),
        (&["prove", "commit", "1000000"], 1, "没有提交", "there is no commit"),
        (&["prove", "commit", "text"], 2, "UUID", "a UUID"),
        (&["prove", "commit", "0", "--size", "1000000"], 1, "日志只有", "there is no tree of"),
        (&["prove", "commit", &last, "--size", "1"], 1, "较晚的检查点", "a later checkpoint"),
        (&["prove", "consistency", "--from", "2", "--to", "1"], 1, "日志只有", "there is no tree of"),
        (&["prove", "consistency", "--from", &text], 1, "不可信", "is not to be trusted"),
        (&["verify-proof", &text], 1, "不是 JSON", "not JSON"),
        (&["verify-proof", checkpoint], 1, "不是可核验的证据", "is not a proof that can be checked"),
        (&["verify-proof", &proof, "--key", vkey], 2, "缺少", "required"),
    ];
    for (words, code, zh, en) in cases {
        for (lang, said) in [("zh", zh), ("en", en)] {
            let answer = signed.trial.run_words(&[words, ["--lang", lang].as_slice()].concat());
            assert_eq!(answer.code, *code, "{words:?}: {answer:?}");
            assert!(answer.err.contains(said) && answer.out.is_empty(), "{words:?}: {said}: {answer:?}");
        }
    }
}

/// A name in a proof is sealed, and keys are nowhere in what is handed out.
#[test]
fn a_proof_shows_no_name_of_a_person() {
    let signed = Signed::new();
    let row = json!({"command": "register_person", "effective": "2020-06-30", "person": "P-9", "name": "韦示例"});
    let words = ["record", "json", &row.to_string(), "--recorder", "示例", "--format", "json"];
    let recorded = signed.trial.run_words(&words);
    let commit = recorded.json()["commit"].as_str().unwrap().to_owned();
    let proof = signed.prove("person.proof", &["commit", &commit]);
    let checked = signed.trial.run_words(&["verify-proof", &proof]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let frame = fs::read(&proof).unwrap();
    let json: Value = serde_json::from_slice(&frame).unwrap();
    let name = "韦示例".as_bytes();
    let decoded = base64(json["frame"].as_str().unwrap());
    assert!(decoded.len() > 50 && !decoded.windows(name.len()).any(|part| part == name));
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let bits: Vec<u8> =
        text.trim_end_matches('=').bytes().flat_map(|c| (0..6).rev().map(move |bit| value(c) >> bit & 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect()
}

#[test]
fn the_python_program_says_the_same_of_journal_signature_and_root() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    let signed = Signed::new();
    let journal = signed.trial.data().join("log/journal");
    let frames: Vec<u8> = {
        let log = SledLog::open(signed.trial.data().join("log")).unwrap();
        log.frames(Position(0)).flat_map(|frame| frame.unwrap().1).collect()
    };
    let file = signed.trial.write("frames", frames);
    let checkpoint = signed.checkpoint.clone();
    signed.record(500);
    let check = |log: &Path, checkpoint: &str, vkey: &str| {
        let mut command = Command::new("python3");
        command.arg("-B").arg(root().join("tests/checkpoint.py")).arg(log).arg(checkpoint).arg(vkey);
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for log in [journal.as_path(), Path::new(&file)] {
        let (succeeds, said) = check(log, &checkpoint, &signed.vkey);
        assert!(succeeds, "{said}");
    }
    let changed = fs::read_to_string(&checkpoint).unwrap().replacen(&commits_of(&checkpoint), "3", 1);
    let changed = signed.trial.write("changed.checkpoint", changed);
    assert!(check(&journal, &changed, &signed.vkey).1.contains("the signature does not fit"));
    let second = signed.sign("second.checkpoint");
    assert!(check(Path::new(&file), &second, &signed.vkey).1.contains("commits, and the checkpoint"));
    signed.rewrite(one_more(0));
    assert!(check(&journal, &checkpoint, &signed.vkey).1.contains("are not what was signed"));
}

#[test]
fn nobody_is_spoken_to_in_the_wrong_language() {
    let signed = Signed::new();
    let data = signed.trial.data();
    let chinese = Place { locale: "zh_CN.UTF-8", ..Place::english(&data) };
    let out = signed.path("zh.checkpoint");
    let made = chinese.run(&["checkpoint", "--key", &signed.key, "--out", &out]);
    assert!(made.err.starts_with("检查点已写入"), "{made:?}");
    let verified = chinese.run(&["verify", "--checkpoint", &out, "--key", &signed.vkey]);
    assert!(verified.text().contains("与签署时逐字节相同"), "{verified:?}");
}
