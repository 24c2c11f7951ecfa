//! Histories page by page: the events about places, or about none, in the order of the log.
//!
//! A page reads the events that it shows, and the one behind it; how long the history is does not
//! matter.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiceng_domain::name_carriers::CarriedName;
use jiceng_domain::places::PlaceState;
use jiceng_domain::{AsOf, Name, Place, PlaceNo, Position};
use jiff::civil::Date;

use crate::error::Error;
use crate::locked_view::{HistoryEntry, LockedView};

/// Events that are read together, at most.
const READ_TOGETHER_MAX: usize = 4096;

/// Which part of a history is asked for. The default is all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What is recorded up to this position is left out.
    pub after: Option<Position>,
    /// So many events at most.
    pub limit: Option<usize>,
    /// Whether what had not happened by the day asked about is left out.
    pub happened: bool,
}

/// A part of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// The events, in the order of the log.
    pub entries: Vec<PageEntry>,
    /// The position to go on after; none where there is no more.
    pub next: Option<Position>,
}

/// An event of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    /// The event.
    pub entry: HistoryEntry,
    /// Which of the places asked about it is about, by their number in the question, from 0.
    pub about: Vec<usize>,
}

/// A place that carried a name, or was said to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its number.
    pub place: PlaceNo,
    /// Its own name on the day asked about; the last one recorded, where it has none then.
    pub name: Option<Name>,
    /// Whether it is registered by what counts, on whatever day.
    pub is_registered: bool,
    /// From when until when it carried the name asked about, as far as known; nothing where no fact
    /// counts that gave it the name.
    pub carried: Vec<CarriedName>,
}

impl LockedView {
    /// Every place that carried a name or was said to, as far as known, the earliest first. On
    /// whatever day: a code can have been given again.
    pub fn carriers(&self, name: &Place) -> Vec<Carrier> {
        let known = self.as_of().known;
        self.facts().places.carriers(name, known).into_iter().map(|no| self.carrier(name, no)).collect()
    }

    /// The place that carried a name on the day asked about, or was the last that did by then;
    /// where every place that ever was said to carry it was withdrawn, all of these.
    pub fn carriers_on_day(&self, name: &Place) -> Vec<Carrier> {
        match self.find(name) {
            Some(no) => vec![self.carrier(name, no)],
            None => self.carriers(name),
        }
    }

    fn carrier(&self, name: &Place, place: PlaceNo) -> Carrier {
        let as_of = self.as_of();
        let record = self.facts().places.get(place);
        let own = record.and_then(|record| record.name_on(as_of).or_else(|| record.last_name(as_of.known)));
        let whole = AsOf { effective: Date::MAX, ..as_of };
        let carried = record.map(|record| record.carried(name, whole)).unwrap_or_default();
        let is_registered = record.is_some_and(|record| record.state_on(whole) != PlaceState::Unknown);
        Carrier { place, name: own.cloned(), is_registered, carried }
    }

    /// The events about any of some places, each once, withdrawn ones too.
    pub fn history_page(&self, of: &[PlaceNo], page: Page) -> Result<HistoryPage, Error> {
        let (from, known) = (first(page), self.as_of().known);
        let timelines = self.place_timelines();
        let histories: Vec<_> = of.iter().map(|place| timelines.of_from(*place, known, from)).collect();
        self.read_page(merged(histories), page)
    }

    /// The events about no place, such as those of the catalogue, of standards and of persons.
    pub fn history_page_of_no_place(&self, page: Page) -> Result<HistoryPage, Error> {
        let known = self.as_of().known;
        let all = self.place_timelines().of_no_place();
        let begin = all.partition_point(|position| *position < first(page));
        let positions = all.iter().skip(begin).copied().take_while(|position| *position < known);
        self.read_page(positions.map(|position| (position, Vec::new())), page)
    }

    /// The events at some positions with who recorded them and when, in their order; none for one
    /// beyond the end of the log.
    pub fn entries(&self, positions: &[Position]) -> Result<Vec<HistoryEntry>, Error> {
        self.events_at(positions)?.into_iter().map(|read| self.entry_of(read)).collect()
    }

    fn read_page(
        &self,
        positions: impl Iterator<Item = (Position, Vec<usize>)>,
        page: Page,
    ) -> Result<HistoryPage, Error> {
        let limit = page.limit.unwrap_or(usize::MAX);
        let as_of = self.as_of();
        let mut positions = positions.peekable();
        let mut found = HistoryPage::default();
        while positions.peek().is_some() {
            // One more tells whether there is more.
            let missing = limit.saturating_sub(found.entries.len()).saturating_add(1);
            let (together, about): (Vec<_>, Vec<_>) = positions.by_ref().take(missing.min(READ_TOGETHER_MAX)).unzip();
            for (read, about) in self.events_at(&together)?.into_iter().zip(about) {
                let recorded = &read.recorded;
                if page.happened && !self.facts().has_happened(recorded, as_of) {
                    continue;
                }
                if found.entries.len() >= limit {
                    found.next = found.entries.last().map(|last| last.entry.recorded.position);
                    return Ok(found);
                }
                found.entries.push(PageEntry { entry: self.entry_of(read)?, about });
            }
        }
        Ok(found)
    }
}

/// The first position that a page can show.
fn first(page: Page) -> Position {
    page.after.map_or(Position(0), |after| Position(after.0.saturating_add(1)))
}

/// What several rising sequences hold, rising, each once, with the numbers of those that hold it.
fn merged(mut sequences: Vec<impl Iterator<Item = Position>>) -> impl Iterator<Item = (Position, Vec<usize>)> {
    let heads = sequences.iter_mut().enumerate().filter_map(|(at, sequence)| Some(Reverse((sequence.next()?, at))));
    let mut heads: BinaryHeap<Reverse<(Position, usize)>> = heads.collect();
    std::iter::from_fn(move || {
        let Reverse((position, _)) = *heads.peek()?;
        let mut holders = Vec::new();
        while let Some(&Reverse((next, at))) = heads.peek()
            && next == position
        {
            heads.pop();
            holders.push(at);
            if let Some(next) = sequences.get_mut(at).and_then(Iterator::next) {
                heads.push(Reverse((next, at)));
            }
        }
        Some((position, holders))
    })
}
