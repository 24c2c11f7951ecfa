//! A registry under power cuts: facts, names and their keys.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use jiceng_core::domain::PersonId;
use jiceng_core::{NameShown, Question, Registry};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::*;

use super::image::{self, Disk};
use super::trace::Trace;
use crate::core::recorded::{fill, is_in_order, person_named, record};
use crate::log::child;

const WRITER: &str = "power_cuts::registry::in_a_child_names_are_recorded_and_erased";
const PERSONS: usize = 12;

fn person(n: usize) -> PersonId {
    text(&format!("cut{n}"))
}

fn name(n: usize) -> String {
    format!("示例名{n}")
}

/// The persons of whom this was said before a moment.
fn said(trace: &Trace, moment: usize, what: &str) -> BTreeSet<usize> {
    trace.said_before(moment).filter_map(|line| line.strip_prefix(what)?.trim().parse().ok()).collect()
}

fn holds_its_promises(trace: &Trace, moment: usize, dir: &Path) {
    let registry = Registry::open(dir).unwrap();
    assert!(is_in_order(&registry));
    let view = registry.view(Question::default()).unwrap();
    let shown = |n: usize| view.person(&person(n)).unwrap();
    let erasing = said(trace, moment, "erasing");
    for n in said(trace, moment, "named") {
        assert!(erasing.contains(&n) || shown(n) == NameShown::Name(name(n)), "{n}: {:?}", shown(n));
    }
    for n in said(trace, moment, "erased") {
        assert_eq!(shown(n), NameShown::Erased);
    }
    drop(view);
    record(&registry, person_named("after", "示例后来")).unwrap();
}

#[test]
fn whatever_a_power_cut_leaves_has_every_acknowledged_fact_and_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("data");
    let Some(trace) = super::traced(WRITER, &dir) else { return };
    assert_eq!(said(&trace, trace.moments, "named").len(), PERSONS);
    let made = trace.when_said("made");
    let cases = ProptestConfig::default().cases.div_ceil(4);
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(moment in made + 1..=trace.moments, seed: u64)| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        holds_its_promises(&trace, moment, after.path());
    });
}

#[test]
fn in_a_child_names_are_recorded_and_erased() {
    let Some(dir) = child::directory() else { return };
    let registry = Registry::create(&dir).unwrap();
    say("made");
    fill(&registry);
    for n in 0..PERSONS {
        record(&registry, person_named(&format!("cut{n}"), &name(n))).unwrap();
        say(&format!("named {n}"));
        if n % 3 == 2 {
            say(&format!("erasing {}", n - 1));
            record(&registry, erased(&format!("cut{}", n - 1)).on("2020-06-01")).unwrap();
            say(&format!("erased {}", n - 1));
        }
    }
    std::process::exit(0);
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
