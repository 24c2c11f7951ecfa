//! Folding what the log has and the projections have not.
//!
//! For a long tail, one thread decodes while another folds: each takes about as long.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use jiceng_domain::{EventId, Position, Recorded};
use jiceng_log::{Commit, EventLog, LogError};
use jiceng_projections::Projections;

use crate::clock;
use crate::error::Error;
use crate::registry::{RebuildProgress, original_of};

/// Fewer events than that are folded by the thread that decodes them.
const EVENTS_WORTH_A_THREAD: u64 = 10_000;
/// So many, and most of the log, leave gaps in memory that are worth closing.
const EVENTS_WORTH_COMPACTING: u64 = 100_000;
/// Events that are handed over at once, or a few more, and how many such hands there are: what is
/// decoded and not yet folded takes some megabytes.
const EVENTS_AT_ONCE: usize = 2_000;
const HANDS: usize = 4;

/// Folds the events that the projections do not have yet.
pub(crate) fn catch_up(
    log: &dyn EventLog,
    projections: &mut Projections,
    progress: &mut dyn FnMut(RebuildProgress),
) -> Result<(), Error> {
    let (from, total) = (projections.facts.head(), log.head()?.0);
    let mut fold = |projections: &mut Projections, commit: Commit| -> Result<(), Error> {
        fold_commit(log, projections, commit)?;
        progress(RebuildProgress { done: projections.facts.head().0, total });
        Ok(())
    };
    if total - from.0.min(total) < EVENTS_WORTH_A_THREAD {
        return log.commits(from).try_for_each(|commit| fold(projections, commit?));
    }
    thread::scope(|scope| {
        let (hand_over, handed) = sync_channel(HANDS);
        scope.spawn(move || decode(log, from, &hand_over));
        each(handed, &mut |commit| fold(projections, commit?))
    })?;
    if total - from.0 >= EVENTS_WORTH_COMPACTING && from.0 < total / 2 {
        projections.compact();
    }
    Ok(())
}

type Handed = Vec<Result<Commit, LogError>>;

/// Reads and decodes until the end, or until nobody listens any more.
fn decode(log: &dyn EventLog, from: Position, hand_over: &SyncSender<Handed>) {
    let (mut together, mut events): (Handed, usize) = (Vec::new(), 0);
    let read = log.each_commit(from, &mut |commit| {
        events += commit.facts.len();
        together.push(Ok(commit));
        if events < EVENTS_AT_ONCE {
            return ControlFlow::Continue(());
        }
        events = 0;
        match hand_over.send(std::mem::take(&mut together)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    together.extend(read.err().map(Err));
    let _ = hand_over.send(together); // whoever does not listen any more has failed, and says so
}

fn each(
    handed: Receiver<Handed>,
    fold: &mut dyn FnMut(Result<Commit, LogError>) -> Result<(), Error>,
) -> Result<(), Error> {
    handed.into_iter().flatten().try_for_each(fold)
}

fn fold_commit(log: &dyn EventLog, projections: &mut Projections, commit: Commit) -> Result<(), Error> {
    let recorded_on = clock::china_day(commit.recorded_at);
    let Commit { id: commit, first, facts, .. } = commit;
    for (index, fact) in (0_u32..).zip(facts) {
        let recorded = Recorded { id: EventId { commit, index }, position: first.plus(index.into()), fact };
        let original = original_of(log, &recorded.fact)?;
        projections.evolve(&recorded, recorded_on, original.as_ref());
    }
    Ok(())
}
