//! The constructed history: the same for a seed, one that is granted, and about the nation that
//! there is.

use std::io::{BufReader, Cursor};

use jiceng_core::domain::{Fact, Position};
use jiceng_core::{Question, Registry};
use jiceng_exchange::Import;
use jiceng_generate::{Generator, Scale, write_registry, write_rows};
use jiceng_log::{EventLog as _, MemoryLog, NewCommit};
use sha2::{Digest as _, Sha256};

const SEED: u64 = 2020;

fn generator(scale: &str, seed: u64) -> Generator {
    Generator::new(scale.parse::<Scale>().unwrap(), seed).unwrap()
}

fn rows(scale: &str, seed: u64) -> Vec<u8> {
    let mut out = Vec::new();
    write_rows(generator(scale, seed), &mut out, &mut |_| {}).unwrap();
    out
}

fn imported(rows: &[u8]) -> Registry {
    let registry = Registry::in_memory();
    let import = Import { recorded_as_stated: true, ..Import::default() };
    let report = import.run(&registry, &mut BufReader::new(Cursor::new(rows)), &mut |_, _| {}).unwrap();
    let bad: Vec<String> = report.bad.iter().map(|bad| format!("{}: {}", bad.line, bad.problem)).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(report.already_true, 0, "a row says what is recorded already");
    registry
}

#[test]
fn every_row_of_a_county_is_granted_and_written_straight_it_says_the_same() {
    let registry = imported(&rows("county", SEED));
    let directory = tempfile::tempdir().unwrap();
    let dir = directory.path().join("straight");
    let head = write_registry(generator("county", SEED), &dir, &mut |_| {}).unwrap();
    let straight = Registry::open(&dir).unwrap();
    assert_eq!(registry.head().unwrap(), head);
    for day in ["2015-06-30", "2018-12-31", "2020-06-30", "2023-12-31"] {
        let question = Question { effective: Some(day.parse().unwrap()), ..Question::default() };
        let answers = [&registry, &straight]
            .map(|registry| registry.view(question).unwrap().locked().unwrap().coverage().unwrap());
        assert!(!answers[0].places.is_empty());
        assert_eq!(answers[0], answers[1], "{day}");
    }
}

/// 金门县: of it the list has no townships, only itself once more on each level below. It must not
/// become a village.
#[test]
fn of_a_county_without_townships_there_is_no_history() {
    let scale = "350527".parse::<Scale>().unwrap();
    assert!(matches!(Generator::new(scale, SEED), Err(jiceng_generate::Error::NoSuchDivision { .. })));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let digest = |seed| {
        let digest = Sha256::digest(rows("township", seed));
        u64::from_be_bytes(*digest.first_chunk().unwrap())
    };
    assert_eq!(digest(SEED), PINNED, "the history of a seed is another one; say so in the changelog");
    assert_ne!(digest(SEED + 1), digest(SEED));
}

/// The first eight bytes of the digest of the rows of a township under the seed.
const PINNED: u64 = 2_160_230_686_306_490_582;

#[test]
fn a_county_alone_has_the_history_that_it_has_among_others() {
    let history = |scale: &str| -> Vec<Fact> {
        let commits = generator(scale, SEED).map(Result::unwrap);
        let of_the_county = commits.filter(|commit| commit.recorder.as_str() == "融安县妇联（示例）");
        // The first county of a province registers that.
        let facts = of_the_county.flat_map(|commit| commit.facts);
        facts.filter(|fact| fact.event.name() != "division_registered").collect()
    };
    let alone = history("county");
    assert!(alone.len() > 7_000, "{} facts", alone.len());
    assert_eq!(alone, history("city"));
}

#[test]
fn recording_times_never_go_back_and_a_log_takes_every_commit() {
    let log = MemoryLog::default();
    let mut head = Position(0);
    let commits: Vec<NewCommit> = generator("4502", SEED).map(Result::unwrap).collect();
    for together in commits.chunks(100) {
        head = log.append(head, together).unwrap();
    }
    assert_eq!(head.0, commits.iter().map(|commit| commit.facts.len() as u64).sum::<u64>());
}

#[test]
fn it_is_about_the_nation_that_there_is() {
    let generator = generator("nation", SEED);
    let places = generator.places() as u64;
    // 620,573 communities in the list of 2023, of which one is 金门县 itself.
    let sites = places - 620_572;
    assert!((34_000..36_000).contains(&sites), "{sites} relocation sites");
    assert!((29_000_000..31_000_000).contains(&generator.events()), "{} steps", generator.events());
    assert_eq!(generator.counties(), 2_978);
}

#[test]
fn a_number_of_events_takes_whole_counties_and_a_larger_one_takes_more() {
    let sizes = ["100k", "300k", "1000k"].map(|scale| generator(scale, SEED).events());
    for (size, wanted) in sizes.into_iter().zip([100_000, 300_000, 1_000_000]) {
        assert!(size > wanted * 8 / 10 && size < wanted * 3 / 2, "{size} for {wanted}");
    }
}

#[test]
fn a_scale_that_is_none_is_refused_by_name() {
    for wrong in ["", "land", "12345", "450224100207", "459999", "-3k", "k"] {
        match wrong.parse::<Scale>() {
            Err(error) => assert!(error.to_string().contains("township"), "{error}"),
            Ok(scale) => assert!(Generator::new(scale, SEED).is_err(), "{wrong}: {scale:?}"),
        }
    }
}

#[test]
fn an_auditor_finds_in_a_county_what_was_built_in_and_nothing_else() {
    let registry = imported(&rows("county", SEED));
    let view = registry
        .view(Question { effective: Some("2023-12-31".parse().unwrap()), ..Question::default() })
        .unwrap()
        .locked()
        .unwrap();
    let found = view.findings().unwrap();
    let mut codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    // Villages are merged while their federations are not dissolved, and seats change in a
    // committee that another followed.
    let built_in = [
        "below_standard",
        "claimed_before",
        "committee_past_term",
        "fact_without_evidence",
        "former_committee",
        "open_at_ended_place",
        "recorded_late",
    ];
    assert_eq!(codes, built_in);
}
