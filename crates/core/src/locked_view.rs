//! A view while it is being read: the answers, and the lock that they are taken under.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use jiceng_domain::catalogue::{CatalogueEntry, KindNo};
use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::facts::Withdrawal;
use jiceng_domain::person::PersonState;
use jiceng_domain::standard::Standard;
use jiceng_domain::{
    AsOf, Event, EventId, Facts, Level, Note, PersonId, Place, PlaceNo, Position, Reading, Recorded, Recorder,
};
use jiceng_log::{Commit, EventLog, EventRead, LogError, TreeHead};
use jiceng_projections::causes::BothQuestions;
use jiceng_projections::certainty::Prospect;
use jiceng_projections::diff::DiffEntry;
use jiceng_projections::diff_of_findings::{diff_of_findings, facts_behind};
use jiceng_projections::disagreements::{Disagreement, Matters, disagreements_on};
use jiceng_projections::elections::{FederationInOffice, federations_on};
use jiceng_projections::explain::{Explanation, explain};
use jiceng_projections::findings::{Finding, findings};
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::otherwise::{Otherwise, TriedCell, events_behind};
use jiceng_projections::place_timeline::PlaceTimelines;
use jiceng_projections::roll_up_of_day::roll_up;
use jiceng_projections::since::{Since, since};
use jiceng_projections::{Coverage, Day, DivisionTotals, DivisionTree, PlaceCoverage, Prospects, Whereabouts};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock;
use crate::error::Error;
use crate::events_at::events_at;
use crate::history::Page;
use crate::names::KeyProblem;
use crate::question::{Known, Question};
use crate::registry::Registry;
use crate::state::ReadState;

/// Answers for a question's two times, without replaying the log.
///
/// Whatever changes waits while it is held: keep it for one answer, and do not record or take a
/// second one meanwhile on the same thread, which would wait for itself.
pub struct LockedView {
    registry: Registry,
    state: Rc<ReadState>,
    as_of: AsOf,
    question: Question,
    /// Up to where the registry showed its log when the view was taken.
    head: Position,
    matters: Matters,
}

/// The standard that places are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardInForce {
    /// The standard.
    pub standard: Standard,
    /// Whether it was adopted by then; otherwise it is `five-ones-2020`, which ships.
    pub is_adopted: bool,
}

/// A recorded event with who recorded it, when, and whether it was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The event.
    pub recorded: Recorded,
    /// When it was recorded (UTC).
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub recorder: Recorder,
    /// Who approved it, where somebody did.
    pub approver: Option<Recorder>,
    /// How it was withdrawn, if it was as far as was known.
    pub withdrawn: Option<Withdrawn>,
    /// The disagreement that it is in on the day, as known.
    pub disagreement: Option<Arc<Disagreement>>,
}

impl HistoryEntry {
    /// The position of the statement that counts in its place on the day, if another does.
    pub fn outranked_by(&self) -> Option<Position> {
        let first = self.disagreement.as_ref()?.statements.first()?;
        Some(first.position).filter(|position| *position != self.recorded.position)
    }
}

/// The retraction of an event: who withdrew it, when and why, and what took its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The position of the retraction.
    pub by: Position,
    /// When it was recorded (UTC).
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub recorder: Recorder,
    /// The reason that the retraction states.
    pub reason: RetractionReason,
    /// More on why.
    pub note: Option<Note>,
    /// The position of the event that took its place, if one did as far as was known.
    pub replaced_by: Option<Position>,
}

/// What can be shown of a person's name.
#[derive(Clone, PartialEq, Eq)]
pub enum NameShown {
    /// The name.
    Name(String),
    /// It was erased.
    Erased,
    /// Its key is not at hand: the registry key is missing or another, or the person's own key is
    /// lost.
    Sealed,
    /// Its key is there and does not open it: it was spoiled, or is one of another time or person.
    KeyDamaged,
    /// Nobody of that identifier is registered.
    Unknown,
}

impl NameShown {
    /// The name, if it may be shown.
    pub fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// The code in JSON and CSV: what became of the name.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Name(_) => "named",
            Self::Erased => "erased",
            Self::Sealed => "no_key",
            Self::KeyDamaged => "damaged_key",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Debug for NameShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name(_) => "Name(…)",
            Self::Erased => "Erased",
            Self::Sealed => "Sealed",
            Self::KeyDamaged => "KeyDamaged",
            Self::Unknown => "Unknown",
        })
    }
}

impl LockedView {
    pub(crate) fn new(registry: Registry, state: ReadState, as_of: AsOf, question: Question, head: Position) -> Self {
        Self { registry, state: Rc::new(state), as_of, question, head, matters: Matters::default() }
    }

    /// The same registry at the same head, asked another question: for comparing two days, or two
    /// states of knowledge.
    pub fn asking(&self, question: Question) -> Result<Self, Error> {
        let as_of = question.as_of(self.log(), self.head)?;
        Ok(self.with(as_of, question))
    }

    /// The same question with dates read in this way.
    #[must_use]
    pub fn reading(&self, reading: Reading) -> Self {
        self.with(self.as_of.reading(reading), Question { reading, ..self.question })
    }

    fn with(&self, as_of: AsOf, question: Question) -> Self {
        let (registry, state) = (self.registry.clone(), Rc::clone(&self.state));
        Self { registry, state, as_of, question, head: self.head, matters: Matters::default() }
    }

    /// The civil day in China up to which is known what this view knows: today where it knows all,
    /// else the day that was asked for, or that on which the first event was recorded that it does
    /// not know.
    pub fn known_on(&self) -> Result<Date, Error> {
        let today = clock::today();
        Ok(match self.question.known {
            Known::Now => today,
            Known::At(instant) => clock::china_day(instant).min(today),
            Known::On(day) => day.min(today),
            Known::Before(position) if position >= self.head => today,
            Known::Before(position) => {
                self.log().commit_at(position)?.map_or(today, |next| clock::china_day(next.recorded_at))
            }
        })
    }

    /// The civil day in China on which the last event was recorded that this view knows; none where
    /// it knows none.
    pub fn last_recorded_on(&self) -> Result<Option<Date>, Error> {
        let Some(last) = self.as_of.known.0.checked_sub(1) else { return Ok(None) };
        Ok(self.event_at(Position(last))?.map(|event| clock::china_day(event.recorded_at)))
    }

    pub(crate) fn log(&self) -> &dyn EventLog {
        &*self.registry.shared.log
    }

    /// An event of the log, or of the batch that the view is of.
    fn event_at(&self, position: Position) -> Result<Option<EventRead>, LogError> {
        match self.state.undecided.event_at(position)? {
            Some(read) => Ok(Some(read)),
            None => self.log().event_at(position),
        }
    }

    /// The commits of the batch that the view is of.
    pub(crate) fn undecided_commits(&self) -> impl Iterator<Item = Result<Commit, LogError>> {
        self.state.undecided.commits()
    }

    /// Some events, in the order asked for; none for one at or behind the head.
    pub(crate) fn events_at(&self, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
        if self.state.undecided.is_empty() {
            return events_at(self.log(), positions);
        }
        positions.iter().filter_map(|position| self.event_at(*position).transpose()).collect()
    }

    /// Up to where the registry showed its log when the view was taken: the latest position that
    /// can be known.
    pub const fn head(&self) -> Position {
        self.head
    }

    /// The head of the log's Merkle tree over every commit that this view knows something of: where
    /// the view ends within a commit, over the whole of it.
    pub fn tree_head(&self) -> Result<TreeHead, Error> {
        let known = self.as_of.known;
        let last = known.0.checked_sub(1).map(|last| self.log().commit_at(Position(last))).transpose()?.flatten();
        Ok(self.log().tree_head_at(last.map_or(known, |commit| commit.next()))?)
    }

    /// The instant before which nothing more is recorded: what was known then does not change any
    /// more, unless a history is moved in as stated.
    pub fn settled_until(&self) -> Result<Timestamp, Error> {
        Ok(clock::now().max(self.log().last_recorded_at()?.unwrap_or(Timestamp::MIN)))
    }

    /// The two times of the question.
    pub const fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// The facts, for questions that have no method here.
    pub fn facts(&self) -> &Facts {
        &self.state.projections.facts
    }

    pub(crate) fn place_timelines(&self) -> &PlaceTimelines {
        &self.state.projections.place_timelines
    }

    /// The number of a place that exists, or existed, by then.
    pub fn find(&self, place: &Place) -> Option<PlaceNo> {
        self.facts().places.find(place, self.as_of)
    }

    /// How people name a place on the day: its code, or its identifier while it is a relocation
    /// site.
    pub fn place(&self, no: PlaceNo) -> Option<Place> {
        self.facts().places.get(no)?.place_on(self.as_of)
    }

    /// A place's name on the day; the last one known where it has ended.
    pub fn name(&self, no: PlaceNo) -> Option<&str> {
        self.facts().places.get(no)?.name_on(self.as_of).map(jiceng_domain::Name::as_str)
    }

    /// The same, and the last one known also where no registration of the place counts.
    pub fn last_called(&self, no: PlaceNo) -> Option<Place> {
        let known = self.as_of.known;
        self.place(no).or_else(|| self.facts().places.get(no)?.last_called(known))
    }

    /// A place's name on the day; the last one known also where no registration of the place
    /// counts.
    pub fn last_name(&self, no: PlaceNo) -> Option<&str> {
        let last = || self.facts().places.get(no)?.last_name(self.as_of.known).map(jiceng_domain::Name::as_str);
        self.name(no).or_else(last)
    }

    /// An element kind.
    pub fn kind(&self, kind: KindNo) -> Option<&CatalogueEntry> {
        self.facts().catalogue.kind_entry(kind)
    }

    /// The division tree of the day.
    pub fn tree(&self) -> DivisionTree {
        DivisionTree::on(self.facts(), self.as_of)
    }

    /// The division tree of another day, as known for this question, with this question's places
    /// hung into it: «2019's figures by today's counties».
    pub fn tree_of(&self, day: Date) -> DivisionTree {
        DivisionTree::with_places_of(self.facts(), AsOf { effective: day, ..self.as_of }, self.as_of)
    }

    /// The standard in force on the day.
    pub fn standard(&self) -> Result<StandardInForce, Error> {
        if let Some(standard) = self.facts().standard_on(self.as_of) {
            return Ok(StandardInForce { standard: standard.clone(), is_adopted: true });
        }
        let shipped = Standard::five_ones_2020().map_err(Error::Shipped)?;
        Ok(StandardInForce { standard: shipped, is_adopted: false })
    }

    /// What a measure is taken of, by any standard.
    pub fn ground<'g>(&'g self, standard: &'g Standard, tree: &'g DivisionTree) -> MeasuredDay<'g> {
        MeasuredDay { facts: self.facts(), as_of: self.as_of, standard, tree }
    }

    /// The coverage of all places, by the standard in force.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        Ok(self.coverage_by(&self.standard()?.standard))
    }

    /// The coverage of all places, by any standard.
    pub fn coverage_by(&self, standard: &Standard) -> Coverage {
        Coverage::judge(self.facts(), self.as_of, standard)
    }

    /// The coverage of all places by any standard, added up by the divisions of a level in the tree
    /// of the day; see [`Coverage::by_level`]. Quicker than by way of the places, where nobody asks
    /// for these.
    pub fn roll_up_by(&self, standard: &Standard, level: Level) -> BTreeMap<Option<PlaceNo>, DivisionTotals> {
        let day = Day::of(self.facts(), self.as_of);
        roll_up(self.facts(), &day, standard, &DivisionTree::of_day(&day), level)
    }

    /// What places may be where facts have open dates, by any standard.
    pub fn prospects_by(&self, standard: &Standard) -> Prospects {
        Prospects::judge(self.facts(), self.as_of, standard)
    }

    /// Where the places of a tree may lie.
    pub fn whereabouts<'t>(&self, tree: &'t DivisionTree) -> Whereabouts<'t> {
        Whereabouts::of(self.facts(), tree)
    }

    /// What one place may be, by the standard in force; `None` where dates leave nothing open.
    pub fn prospect_of(&self, place: PlaceNo) -> Result<Option<Prospect>, Error> {
        Ok(Prospect::of(self.facts(), place, self.as_of, &self.standard()?.standard))
    }

    /// The coverage of one place, by the standard in force; `None` where none is assessed.
    pub fn coverage_of(&self, place: PlaceNo) -> Result<Option<PlaceCoverage>, Error> {
        Ok(Coverage::judge_one(self.facts(), place, self.as_of, &self.standard()?.standard))
    }

    /// Why one kind at one place is what it is; `None` where none is assessed or required.
    pub fn explain(&self, place: PlaceNo, kind: KindNo) -> Result<Option<Explanation>, Error> {
        Ok(explain(self.facts(), place, kind, self.as_of, &self.standard()?.standard))
    }

    /// What an auditor should look at, by the standard in force. Where none was adopted, what is
    /// asked for by an adopted standard only is not looked for; see `FindingCode::needs_adoption`.
    pub fn findings(&self) -> Result<Vec<Finding>, Error> {
        self.findings_judged(&self.standard()?.standard)
    }

    /// What an auditor should look at, by any standard.
    pub fn findings_by(&self, standard: &Standard) -> Vec<Finding> {
        let ground = MeasuredDay { facts: self.facts(), as_of: self.as_of, standard, tree: &self.tree() };
        findings(ground, &self.state.projections.fact_register)
    }

    /// The same by a standard, or by that which ships because none was adopted.
    fn findings_judged(&self, standard: &Standard) -> Result<Vec<Finding>, Error> {
        let mut found = self.findings_by(standard);
        let in_force = self.standard()?;
        if !in_force.is_adopted && in_force.standard == *standard {
            found.retain(|finding| !finding.code.needs_adoption());
        }
        Ok(found)
    }

    /// The findings opened and closed since another question, each by its standard.
    pub fn findings_since(&self, first: &LockedView, sides: &BothQuestions<'_>) -> Result<Vec<DiffEntry>, Error> {
        let before = first.findings_judged(sides.from_standard)?;
        let after = self.findings_judged(sides.to_standard)?;
        let mut effective = BTreeMap::new();
        for position in facts_behind(&before, &after) {
            // Of a fact with a doubt it is noted; to read it is to go through its commit.
            if let Some(noted) = self.state.projections.fact_register.effective(position) {
                effective.insert(position, noted);
            } else if let Some(EventRead { recorded, .. }) = self.event_at(position)? {
                effective.insert(position, recorded.fact.effective);
            }
        }
        Ok(diff_of_findings(sides, &before, &after, &effective))
    }

    /// What would have to be different for another answer to what is explained. Each change was
    /// tried.
    pub fn otherwise(&self, explanation: &Explanation) -> Result<Vec<Otherwise>, Error> {
        let (facts, as_of) = (self.facts(), self.as_of);
        let (place, kind) = (explanation.place, explanation.kind);
        let read = |position| Ok::<_, Error>(self.event_at(position)?.map(|read| read.recorded));
        let events = events_behind(&self.state.projections, place, kind, as_of.known, read)?;
        let standard = &self.standard()?.standard;
        Ok(TriedCell { facts, as_of, standard, explanation }.otherwise(&events))
    }

    /// Since when something is so of a place, by the standard in force; `None` if it is not so.
    pub fn since(
        &self,
        place: PlaceNo,
        kind: Option<KindNo>,
        holds: impl Fn(&PlaceCoverage) -> bool,
    ) -> Result<Option<Since>, Error> {
        Ok(since(self.facts(), place, self.as_of, &self.standard()?.standard, kind, holds))
    }

    /// The federations that exist on the day, with their committees.
    pub fn elections(&self) -> impl Iterator<Item = FederationInOffice> {
        federations_on(self.facts(), self.as_of)
    }

    /// The disagreements of the day: what each source states, which statement counts, and by which
    /// rule.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        disagreements_on(self.facts(), self.as_of)
    }

    /// Every event about a place that was known, withdrawn ones too, in the order of the log.
    pub fn history(&self, place: PlaceNo) -> Result<Vec<HistoryEntry>, Error> {
        let found = self.history_page(&[place], Page::default())?;
        Ok(found.entries.into_iter().map(|found| found.entry).collect())
    }

    /// Every event about no place that was known, such as those of the catalogue, of standards and
    /// of persons.
    pub fn history_of_no_place(&self) -> Result<Vec<HistoryEntry>, Error> {
        let found = self.history_page_of_no_place(Page::default())?;
        Ok(found.entries.into_iter().map(|found| found.entry).collect())
    }

    /// One event with who recorded it and when; `None` beyond the head of the view.
    pub fn entry(&self, position: Position) -> Result<Option<HistoryEntry>, Error> {
        if position >= self.head {
            return Ok(None);
        }
        self.event_at(position)?.map(|read| self.entry_of(read)).transpose()
    }

    /// The disagreement that a fact is in on the day, as known, if it is in one.
    pub(crate) fn disagreement_of(&self, position: Position) -> Option<Arc<Disagreement>> {
        self.matters.of(self.facts(), self.as_of, position)
    }

    pub(crate) fn entry_of(&self, read: EventRead) -> Result<HistoryEntry, Error> {
        let EventRead { recorded, recorded_at, recorder, approver } = read;
        let withdrawn = self.withdrawn(recorded.position)?;
        let disagreement = self.disagreement_of(recorded.position);
        Ok(HistoryEntry { recorded, recorded_at, recorder, approver, withdrawn, disagreement })
    }

    /// The event of an identity; `None` if the log has none.
    pub fn event(&self, id: EventId) -> Result<Option<HistoryEntry>, Error> {
        match self.state.undecided.event(self.log(), id)? {
            Some(recorded) => self.entry(recorded.position),
            None => Ok(None),
        }
    }

    fn withdrawn(&self, position: Position) -> Result<Option<Withdrawn>, Error> {
        let known = |position: &Position| *position < self.as_of.known;
        let withdrawal = self.facts().withdrawal(position).filter(|withdrawal| known(&withdrawal.by));
        let Some(Withdrawal { by, replaced_by }) = withdrawal else { return Ok(None) };
        let Some(EventRead { recorded, recorded_at, recorder, approver: _ }) = self.event_at(by)? else {
            return Ok(None);
        };
        let Event::EventRetracted(EventRetracted { reason, note, .. }) = recorded.fact.event else { return Ok(None) };
        Ok(Some(Withdrawn { by, recorded_at, recorder, reason, note, replaced_by: replaced_by.filter(known) }))
    }

    /// Why names cannot be shown, if they cannot: the registry key is not at hand.
    pub fn key_problem(&self) -> Option<&KeyProblem> {
        self.state.names.problem()
    }

    /// A person's name as it is recorded now, if it may be shown. An erased name is shown to
    /// nobody, whatever a view knew before; whoever was registered after the view was taken is
    /// unknown to it.
    pub fn person(&self, person: &PersonId) -> Result<NameShown, Error> {
        let by_head = AsOf::on(Date::MAX).known_before(self.head);
        if self.facts().persons.state_on::<PersonState>(person, by_head) == PersonState::Unknown {
            return Ok(NameShown::Unknown);
        }
        match self.facts().persons.now(person) {
            PersonState::Unknown => Ok(NameShown::Unknown),
            PersonState::Erased => Ok(NameShown::Erased),
            PersonState::Registered(sealed) => {
                let names = &self.state.names;
                let is_damaged = names.problem().is_none() && names.has_key(person);
                let hidden = if is_damaged { NameShown::KeyDamaged } else { NameShown::Sealed };
                Ok(names.open_name(person, &sealed)?.map_or(hidden, NameShown::Name))
            }
        }
    }
}
