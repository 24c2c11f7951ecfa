//! Commands: what somebody wishes to be recorded, and the decision on it.

use jiff::civil::Date;

use crate::catalogue::CatalogueList;
use crate::correction::{EventRetracted, RetractionReason};
use crate::disagreement::{SourcesDisagree, disputed};
use crate::event::{Event, Fact, Recorded};
use crate::evidence::Evidence;
use crate::facts::{Facts, Novelty};
use crate::ids::{EventId, Note};
use crate::in_the_way::InTheWay;
use crate::partial_date::PartialDate;
use crate::refusal::Refusal;
use crate::timeline::Aside;

/// What is wished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// That a fact be recorded.
    Record(Event),
    /// That a recorded fact be withdrawn.
    Retract {
        /// The fact.
        event: EventId,
        /// The reason of the withdrawal.
        reason: RetractionReason,
        /// More on why.
        note: Option<Note>,
    },
    /// That a recorded fact be withdrawn and another take its place.
    Correct {
        /// The fact.
        event: EventId,
        /// The reason of the correction.
        reason: RetractionReason,
        /// More on why.
        note: Option<Note>,
        /// The right fact.
        replacement: Box<Fact>,
    },
    /// That a fact be recorded which states the same matter as a recorded one, and otherwise.
    Disagree {
        /// The recorded fact.
        event: EventId,
        /// The other statement.
        statement: Box<Fact>,
    },
}

/// A command with the day on which it took effect and the evidence it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The day on which it happened in China. For a retraction: the day on which it was decided;
    /// for a disagreement: on which it was noticed.
    pub effective: PartialDate,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// What is wished.
    pub command: Command,
}

impl Command {
    /// The name, as in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Record(event) => event.command_name(),
            Self::Retract { .. } => "retract",
            Self::Correct { .. } => "correct",
            Self::Disagree { .. } => "disagree",
        }
    }

    /// The recorded fact that it is about, which [`decide`] needs to see.
    pub const fn original(&self) -> Option<EventId> {
        match self {
            Self::Record(_) => None,
            Self::Retract { event, .. } | Self::Correct { event, .. } | Self::Disagree { event, .. } => Some(*event),
        }
    }

    /// The names of all commands.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Event::COMMANDS.iter().copied().chain(["retract", "disagree", "correct"])
    }
}

impl Wish {
    /// The facts that it asks to be recorded, whether or not they may be.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |event| Fact { effective: self.effective, evidence: self.evidence.clone(), event };
        match &self.command {
            Command::Record(event) => vec![fact(event.clone())],
            Command::Retract { event, reason, note } => {
                let (event, reason, note) = (*event, *reason, note.clone());
                vec![fact(Event::EventRetracted(EventRetracted { event, reason, note, replaced: false }))]
            }
            Command::Correct { event, reason, note, replacement } => {
                let (event, reason, note) = (*event, *reason, note.clone());
                let retraction = EventRetracted { event, reason, note, replaced: true };
                vec![fact(Event::EventRetracted(retraction)), (**replacement).clone()]
            }
            Command::Disagree { event, statement } => {
                vec![fact(Event::SourcesDisagree(SourcesDisagree { event: *event })), (**statement).clone()]
            }
        }
    }
}

/// Decides what a command makes happen, or why it may not.
///
/// `recorded_on` is the civil day of recording in China; `original` is the recorded event named by
/// [`Command::original`], if the log has it. No facts means that the wish is already true, so a
/// repeated command is harmless. The facts are the same afterwards: a correction is tried on them
/// and taken back.
pub fn decide(
    facts: &mut Facts,
    wish: &Wish,
    recorded_on: Date,
    original: Option<&Recorded>,
) -> Result<Vec<Fact>, Refusal> {
    let in_its_codes = original.and_then(|original| facts.in_codes_of_original(wish, original));
    let wish = in_its_codes.as_ref().unwrap_or(wish);
    let wished = wish.facts();
    wished.iter().try_for_each(|fact| check(facts, fact, recorded_on))?;
    let novelty = match &wish.command {
        Command::Record(event) => event.decide(facts, wish.effective)?,
        Command::Retract { event, .. } => facts.may_withdraw(*event, original).map(|()| Novelty::New)?,
        Command::Correct { event, replacement, .. } => decide_correction(facts, *event, replacement, original)?,
        Command::Disagree { event, statement } => facts.decide_disagreement(*event, statement, original)?,
    };
    Ok(if novelty == Novelty::New { wished } else { Vec::new() })
}

fn decide_correction(
    facts: &mut Facts,
    event: EventId,
    replacement: &Fact,
    original: Option<&Recorded>,
) -> Result<Novelty, Refusal> {
    facts.may_withdraw(event, original)?;
    let Some(original) = original else {
        return Err(Refusal::UnknownEvent { event });
    };
    let rivals = || facts.disagreements.rivals_of(original.position);
    if rivals().next().is_some() {
        disputed(facts, replacement)?;
    }
    let says_it =
        |rival: &Recorded| rival.fact.event == replacement.event && rival.fact.effective == replacement.effective;
    if let Some(rival) = rivals().find(|rival| says_it(rival)) {
        return Err(Refusal::BadReplacement { at: Some(InTheWay::recorded(rival)) });
    }
    if facts.gives_up_what_others_have(original, replacement) {
        return Ok(Novelty::New);
    }
    match facts.try_in_place_of(original, Aside::Corrected, replacement)? {
        Novelty::New => Ok(Novelty::New),
        Novelty::AlreadyTrue => {
            Err(Refusal::BadReplacement { at: facts.stands_elsewhere(replacement, original.position) })
        }
    }
}

/// What every fact must satisfy.
fn check(facts: &Facts, fact: &Fact, recorded_on: Date) -> Result<(), Refusal> {
    let effective = fact.effective;
    if !effective.is_plausible() {
        return Err(Refusal::ImplausibleDate { effective });
    }
    if effective.first() > recorded_on {
        return Err(Refusal::EffectiveAfterRecording { effective, recorded: recorded_on });
    }
    for evidence in &fact.evidence {
        if !evidence.is_identified() {
            return Err(Refusal::EvidenceUnidentified {});
        }
        if let Some(kind) = &evidence.kind {
            facts.catalogue.known_code(CatalogueList::EvidenceKind, kind.as_str())?;
        }
        if let Some(dated) = evidence.dated.filter(|&dated| dated > recorded_on) {
            return Err(Refusal::EvidenceFromFuture { dated, recorded: recorded_on });
        }
    }
    Ok(())
}
