//! Signed notes and checkpoints: the published ones are read and made, and nothing beside them is
//! believed.

use jiceng_domain::TreeHash;
use jiceng_log::checkpoint::CheckpointError;
use jiceng_log::note::{Note, NoteError};
use jiceng_log::{Checkpoint, NoteSigner, Verifier};

/// The key, text and signatures with which Go tests its notes (golang.org/x/mod,
/// `sumdb/note/note_test.go`, BSD-3-Clause).
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETERS_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const BY_PETER: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const BY_ENOCH: &str =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

fn key(text: &str) -> Verifier {
    text.parse().unwrap()
}

fn open(note: &str, keys: &[&str]) -> Result<Note, NoteError> {
    let keys: Vec<Verifier> = keys.iter().map(|text| key(text)).collect();
    Note::open(note.as_bytes(), &keys)
}

fn names(note: &Note) -> Vec<&str> {
    note.signed_by.iter().map(Verifier::name).collect()
}

#[test]
fn the_published_note_is_signed_and_verified() {
    let signer: NoteSigner = PETERS_SECRET.parse().unwrap();
    assert_eq!((signer.verifier().to_string(), signer.to_secret_text()), (PETER.to_owned(), PETERS_SECRET.to_owned()));
    assert_eq!(key(PETER).id().to_string(), "c74f20a3");
    assert_eq!(signer.sign(TEXT).unwrap(), format!("{TEXT}\n{BY_PETER}"));

    let both = format!("{TEXT}\n{BY_PETER}{BY_ENOCH}");
    let note = open(&both, &[PETER]).unwrap();
    assert_eq!((note.text.as_str(), names(&note)), (TEXT, vec!["PeterNeumann"]));
    assert_eq!(names(&open(&both, &[ENOCH, PETER]).unwrap()), ["PeterNeumann", "EnochRoot"]);
    // A line more is not what was given out, whoever wrote it, and whether it fits.
    let (line, end) = BY_PETER.split_at(BY_PETER.len() - 12);
    let altered = format!("{line}{}{}", if end.starts_with('A') { 'B' } else { 'A' }, &end[1..]);
    for twice in [
        format!("{TEXT}\n{BY_PETER}{BY_PETER}"),
        format!("{TEXT}\n{BY_PETER}{BY_ENOCH}{BY_PETER}"),
        format!("{TEXT}\n{BY_PETER}{altered}"),
        format!("{TEXT}\n{altered}{BY_PETER}"),
    ] {
        for keys in [&[PETER][..], &[ENOCH], &[PETER, ENOCH]] {
            assert_eq!(open(&twice, keys), Err(NoteError::Malformed { reason: "a key has signed twice" }));
        }
    }
}

#[test]
fn no_part_of_a_key_is_a_key_and_no_other_byte_is_taken() {
    for (start, end) in (0..PETER.len()).flat_map(|start| (start + 1..=PETER.len()).map(move |end| (start, end))) {
        if (start, end) != (0, PETER.len()) {
            PETER[start..end].parse::<Verifier>().unwrap_err();
        }
    }
    for (text, is_secret) in [(PETER, false), (PETERS_SECRET, true)] {
        for index in 0..text.len() {
            for bit in 0..8 {
                let mut other = text.as_bytes().to_vec();
                other[index] ^= 1 << bit;
                let Ok(other) = String::from_utf8(other) else { continue };
                let is_taken =
                    if is_secret { other.parse::<NoteSigner>().is_ok() } else { other.parse::<Verifier>().is_ok() };
                assert!(!is_taken, "{other}");
            }
        }
    }
    // Of the same source: a key of the wrong length, and one of an unknown algorithm, with ids that
    // fit.
    for bad in [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(matches!(bad.parse::<Verifier>(), Err(NoteError::Key { .. })), "{bad}");
    }
    assert!(PETER.parse::<NoteSigner>().is_err() && PETERS_SECRET.parse::<Verifier>().is_err());
}

#[test]
fn a_note_that_is_malformed_or_not_signed_is_not_believed() {
    let unnamed = BY_PETER.replace("PeterNeumann", "Bad Name");
    for note in [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{}", BY_PETER.trim_end()),
        format!("\u{1}{TEXT}\n{BY_PETER}"),
        format!("{}\n{BY_PETER}", TEXT.replace('\n', "\r\n")),
        format!("{TEXT}\n{unnamed}"),
        format!("{TEXT}\n{BY_PETER}Unexpected line.\n"),
        format!("{TEXT}\n{}", BY_PETER.repeat(101)),
        format!("{TEXT}\n— PeterNeumann x08g\n"),
        format!("\n{BY_PETER}"),
    ] {
        assert!(matches!(open(&note, &[PETER]), Err(NoteError::Malformed { .. })), "{note}");
    }
    assert!(matches!(Note::open(b"\xff\n\n", &[]), Err(NoteError::Malformed { .. })));
    let not_signed = |note: &str, keys: &[&str]| matches!(open(note, keys), Err(NoteError::NotSigned { .. }));
    let sound = format!("{TEXT}\n{BY_PETER}");
    assert!(not_signed(&sound, &[]) && not_signed(&sound, &[ENOCH]));
    // The right name and another identity, and the other way round.
    assert!(not_signed(&sound.replace("x08g", "xxxx"), &[PETER]));
    assert!(not_signed(&sound.replace("— PeterNeumann", "— CarmenSandiego"), &[PETER]));
    // A bad signature is not made good by another one.
    let bad = BY_PETER.replace("ZJkuBS", "ZJkuBT");
    let note = format!("{TEXT}\n{BY_ENOCH}{bad}");
    assert_eq!(open(&note, &[ENOCH, PETER]), Err(NoteError::BadSignature { name: "PeterNeumann".to_owned() }));
    assert_eq!(names(&open(&note, &[ENOCH]).unwrap()), ["EnochRoot"]);
}

#[test]
fn every_flipped_bit_of_a_note_makes_it_fail() {
    let note = format!("{TEXT}\n{BY_PETER}").into_bytes();
    for index in 0..note.len() {
        for bit in 0..8 {
            let mut other = note.clone();
            other[index] ^= 1 << bit;
            assert!(Note::open(&other, &[key(PETER)]).is_err(), "bit {bit} of byte {index}");
        }
    }
}

/// The example of <https://c2sp.org/tlog-checkpoint>.
const PUBLISHED: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

#[test]
fn the_published_checkpoint_is_read_and_written() {
    let checkpoint = Checkpoint::parse(PUBLISHED).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.commits), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.root.to_string(), "sha256:0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
    assert_eq!(checkpoint.to_text(), PUBLISHED);
    // Lines of later versions are passed over.
    assert_eq!(Checkpoint::parse(&format!("{PUBLISHED}more\n")).unwrap(), checkpoint);
    for bad in [
        "",
        "\n",
        "a\n",
        "a\n1\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n18446744073709551616\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n",
    ] {
        assert!(matches!(Checkpoint::parse(bad), Err(CheckpointError::Text { .. })), "{bad:?}");
    }
}

#[test]
fn a_checkpoint_is_of_the_log_that_its_key_is_named_after() {
    let signer = NoteSigner::generate(Some("示例.cn/柳州市妇联")).unwrap();
    let keys = [signer.verifier()];
    let checkpoint = Checkpoint { origin: signer.name().to_owned(), commits: 3, root: TreeHash([7; 32]) };
    let note = checkpoint.sign(&signer).unwrap();
    let opened = Checkpoint::open(note.as_bytes(), &keys).unwrap();
    assert_eq!((&opened.checkpoint, opened.signed_by.as_slice()), (&checkpoint, keys.as_slice()));
    let elsewhere = Checkpoint { origin: "示例.cn/其他".to_owned(), ..checkpoint };
    let note = elsewhere.sign(&signer).unwrap();
    assert!(matches!(Checkpoint::open(note.as_bytes(), &keys), Err(CheckpointError::Origin { .. })));
}

#[test]
fn keys_are_new_each_time_and_are_read_as_they_are_written() {
    let (one, other) = (NoteSigner::generate(None).unwrap(), NoteSigner::generate(None).unwrap());
    assert_ne!(one.verifier(), other.verifier());
    assert!(one.name().starts_with("jiceng/") && one.name() != other.name(), "{one:?}");
    let again: NoteSigner = one.to_secret_text().parse().unwrap();
    assert_eq!(again.verifier(), one.verifier());
    assert_eq!(one.verifier().to_string().parse::<Verifier>().unwrap(), one.verifier());
    assert!(!format!("{one:?}").contains(&one.to_secret_text()[30..]), "the secret stays secret");
    for bad in ["", "a b", "a+b", "a\u{3000}b", "a\nb", &"a".repeat(201)] {
        assert_eq!(NoteSigner::generate(Some(bad)).unwrap_err(), NoteError::Name, "{bad:?}");
    }
}
