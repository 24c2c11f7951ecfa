//! Views: a question's two times, kept as a value.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, EventId, Level, PersonId, Place, PlaceNo, Position, Reading};
use jiceng_projections::claim::Claim;
use jiceng_projections::disagreements::Disagreement;
use jiceng_projections::explain::Explanation;
use jiceng_projections::findings::Finding;
use jiceng_projections::otherwise::Otherwise;
use jiceng_projections::{Coverage, DivisionTotals, DivisionTree, PlaceCoverage, Prospects};
use jiff::civil::Date;

use crate::claims::CheckedClaim;
use crate::error::Error;
use crate::history::{HistoryPage, Page};
use crate::locked_view::{HistoryEntry, LockedView, NameShown, StandardInForce};
use crate::question::Question;
use crate::recorded::RecordedFact;
use crate::registry::Registry;
use crate::sampling::Draw;

/// Answers for a question's two times. A value that any thread can hold, for as long as it likes:
/// what is recorded later changes none of its answers, and nobody waits for it.
///
/// Each method here takes the lock for its one answer. For several answers, or for what has no
/// method here, take it once with [`View::locked`].
///
/// One thing does not wait for a question: a name that is erased is shown to nobody from then on,
/// whatever a view knew.
#[derive(Clone)]
pub struct View {
    registry: Registry,
    as_of: AsOf,
    question: Question,
    head: Position,
    /// The number of the batch on top of which it answers, if it is one's.
    batch: Option<u64>,
}

/// Any thread can hold a view.
const _: () = {
    const fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<View>();
    is_shared::<Registry>();
};

impl View {
    pub(crate) const fn new(registry: Registry, as_of: AsOf, question: Question, head: Position) -> Self {
        Self { registry, as_of, question, head, batch: None }
    }

    pub(crate) const fn of_batch(mut self, number: u64) -> Self {
        self.batch = Some(number);
        self
    }

    /// The view with the lock held, for one answer or some that belong together.
    pub fn locked(&self) -> Result<LockedView, Error> {
        let state = self.registry.state()?;
        if self.batch.is_some_and(|number| number != state.undecided.number()) {
            return Err(Error::BatchOver);
        }
        Ok(LockedView::new(self.registry.clone(), state, self.as_of, self.question, self.head))
    }

    /// The same registry at the same head, asked another question: for comparing two days, or two
    /// states of knowledge.
    pub fn asking(&self, question: Question) -> Result<Self, Error> {
        let as_of = question.as_of(&*self.registry.shared.log, self.head)?;
        Ok(Self { as_of, question, ..self.clone() })
    }

    /// The same question with dates read in this way.
    #[must_use]
    pub fn reading(&self, reading: Reading) -> Self {
        Self { as_of: self.as_of.reading(reading), question: Question { reading, ..self.question }, ..self.clone() }
    }

    /// The two times of the question.
    pub const fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// Up to where the registry showed its log when the view was taken: the latest position that
    /// can be known.
    pub const fn head(&self) -> Position {
        self.head
    }

    /// The number of a place that exists, or existed, by then.
    pub fn find(&self, place: &Place) -> Result<Option<PlaceNo>, Error> {
        Ok(self.locked()?.find(place))
    }

    /// How people name a place on the day: its code, or its identifier while it is a relocation
    /// site.
    pub fn place(&self, no: PlaceNo) -> Result<Option<Place>, Error> {
        Ok(self.locked()?.place(no))
    }

    /// A place's name on the day; the last one known where it has ended.
    pub fn name(&self, no: PlaceNo) -> Result<Option<String>, Error> {
        Ok(self.locked()?.name(no).map(str::to_owned))
    }

    /// The division tree of the day.
    pub fn tree(&self) -> Result<DivisionTree, Error> {
        Ok(self.locked()?.tree())
    }

    /// The division tree of another day, as known for this question; see [`LockedView::tree_of`].
    pub fn tree_of(&self, day: Date) -> Result<DivisionTree, Error> {
        Ok(self.locked()?.tree_of(day))
    }

    /// The standard in force on the day.
    pub fn standard(&self) -> Result<StandardInForce, Error> {
        self.locked()?.standard()
    }

    /// The coverage of all places, by the standard in force.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        self.locked()?.coverage()
    }

    /// The coverage of all places, by any standard.
    pub fn coverage_by(&self, standard: &Standard) -> Result<Coverage, Error> {
        Ok(self.locked()?.coverage_by(standard))
    }

    /// The coverage of one place, by the standard in force; `None` where none is assessed.
    pub fn coverage_of(&self, place: PlaceNo) -> Result<Option<PlaceCoverage>, Error> {
        self.locked()?.coverage_of(place)
    }

    /// The coverage added up by the divisions of a level; see [`LockedView::roll_up_by`].
    pub fn roll_up_by(
        &self,
        standard: &Standard,
        level: Level,
    ) -> Result<BTreeMap<Option<PlaceNo>, DivisionTotals>, Error> {
        Ok(self.locked()?.roll_up_by(standard, level))
    }

    /// What places may be where facts have open dates, by any standard.
    pub fn prospects_by(&self, standard: &Standard) -> Result<Prospects, Error> {
        Ok(self.locked()?.prospects_by(standard))
    }

    /// Why one kind at one place is what it is; `None` where none is assessed or required.
    pub fn explain(&self, place: PlaceNo, kind: KindNo) -> Result<Option<Explanation>, Error> {
        self.locked()?.explain(place, kind)
    }

    /// What would have to be different for another answer to what is explained.
    pub fn otherwise(&self, explanation: &Explanation) -> Result<Vec<Otherwise>, Error> {
        self.locked()?.otherwise(explanation)
    }

    /// What an auditor should look at, by the standard in force; see [`LockedView::findings`].
    pub fn findings(&self) -> Result<Vec<Finding>, Error> {
        self.locked()?.findings()
    }

    /// The disagreements of the day: what each source states, which statement counts, and by which
    /// rule.
    pub fn disagreements(&self) -> Result<Vec<Disagreement>, Error> {
        Ok(self.locked()?.disagreements())
    }

    /// Every event about a place that was known, withdrawn ones too, in the order of the log.
    pub fn history(&self, place: PlaceNo) -> Result<Vec<HistoryEntry>, Error> {
        self.locked()?.history(place)
    }

    /// Every event about no place that was known, such as those of the catalogue, of standards and
    /// of persons.
    pub fn history_of_no_place(&self) -> Result<Vec<HistoryEntry>, Error> {
        self.locked()?.history_of_no_place()
    }

    /// The events about any of some places, each once, withdrawn ones too.
    pub fn history_page(&self, of: &[PlaceNo], page: Page) -> Result<HistoryPage, Error> {
        self.locked()?.history_page(of, page)
    }

    /// One event with who recorded it and when; `None` beyond what is known.
    pub fn entry(&self, position: Position) -> Result<Option<HistoryEntry>, Error> {
        self.locked()?.entry(position)
    }

    /// The event of an identity; `None` if the log has none.
    pub fn event(&self, id: EventId) -> Result<Option<HistoryEntry>, Error> {
        self.locked()?.event(id)
    }

    /// The facts recorded between two days; see [`LockedView::recorded_between`].
    pub fn recorded_between(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<RecordedFact>, Error> {
        self.locked()?.recorded_between(from, to)
    }

    /// Checks a claim against the history; see [`LockedView::check`].
    pub fn check(&self, claim: &Claim) -> Result<CheckedClaim, Error> {
        self.locked()?.check(claim)
    }

    /// Draws a sample without recording it; see [`LockedView::draw`].
    pub fn draw(&self, wished: &SampleDrawn) -> Result<Draw, Error> {
        self.locked()?.draw(wished)
    }

    /// A person's name, if it may be shown.
    pub fn person(&self, person: &PersonId) -> Result<NameShown, Error> {
        self.locked()?.person(person)
    }
}
