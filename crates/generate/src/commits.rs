//! The history as commits, month after month and county after county, as monthly returns come in.

use std::collections::BTreeSet;

use jiceng_core::domain::{CommitId, DocumentNumber, Event, EventId, Evidence, Fact, PartialDate, Recorder};
use jiceng_core::log::NewCommit;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use uuid::Builder;

use crate::calendar::{Calendar, MONTHS, Month};
use crate::county::County;
use crate::divisions::{self, CountyDivisions, Division};
use crate::error::Error;
use crate::facts::{Subject, Words, effective, registrations, title};
use crate::plan::Planned;
use crate::random::Draws;
use crate::scale::{EVENTS_A_PLACE, Scale, shuffled};

/// Facts of a return that make one commit.
const FACTS_OF_A_COMMIT: usize = 64;
/// What commits of returns are called in the log: the same as those of an import.
const RETURN: &str = "import_as_stated";

/// The commits of a history, in order; their recording times never decrease.
pub struct Generator {
    seed: u64,
    calendar: Calendar,
    words: Words,
    counties: Vec<Recording>,
    month: Month,
    /// The next county of the month.
    next: usize,
    /// What has been made and not handed out.
    ready: std::vec::IntoIter<NewCommit>,
    returns: u64,
    last: Timestamp,
}

/// A county and how far its history has been recorded.
struct Recording {
    county: County,
    recorder: Recorder,
    draws: Draws,
    recorded: usize,
    documents: u32,
}

impl Generator {
    /// Plans a history. Takes about twelve bytes an event for as long as it lives.
    pub fn new(scale: Scale, seed: u64) -> Result<Self, Error> {
        let calendar = Calendar::new();
        let mut counties = Vec::new();
        let mut failed = None;
        let chosen = chosen(scale)?;
        divisions::read(
            |code| chosen.as_ref().is_none_or(|chosen| chosen.contains(&code.number())),
            |mut divisions| {
                if let Scale::Division(code) = scale {
                    divisions
                        .townships
                        .retain(|(township, _)| township.code.is_within(code) || code.is_within(township.code));
                }
                match Recording::new(divisions, seed, &calendar) {
                    Ok(county) => counties.push(county),
                    Err(error) => failed = Some(error),
                }
            },
        )?;
        if let Some(error) = failed {
            return Err(error);
        }
        if let Scale::Division(code) = scale
            && counties.iter().all(|county| county.county.places.is_empty())
        {
            return Err(Error::NoSuchDivision { code });
        }
        let words = Words::new()?;
        let ready = Vec::new().into_iter();
        Ok(Self { seed, calendar, words, counties, month: 0, next: 0, ready, returns: 0, last: Timestamp::UNIX_EPOCH })
    }

    /// How many places it is about: communities and relocation sites.
    pub fn places(&self) -> usize {
        self.counties.iter().map(|county| county.county.places.len()).sum()
    }

    /// How many counties it is about; a prefecture without counties counts as one.
    pub fn counties(&self) -> usize {
        self.counties.len()
    }

    /// How many steps are planned, each of one event or two, without the registrations at the
    /// beginning.
    pub fn events(&self) -> u64 {
        self.counties.iter().map(|county| county.county.steps.len() as u64).sum()
    }

    /// Makes the commits of the next county in the month.
    fn make(&mut self) -> Result<bool, Error> {
        if self.next == self.counties.len() {
            self.next = 0;
            self.month += 1;
        }
        if self.month >= MONTHS || self.counties.is_empty() {
            return Ok(false);
        }
        let index = self.next;
        self.next += 1;
        let above = self.first_of(index);
        let count = self.counties.len();
        let Some(recording) = self.counties.get_mut(index) else { return Ok(false) };
        // The returns come in from the 2nd to the 27th, one county after another.
        let seconds = 25 * 86_400 * i64::try_from(index).unwrap_or_default() / i64::try_from(count).unwrap_or(1);
        let start = Calendar::day_in(self.month, 2).at(8, 0, 0, 0) + seconds.seconds();
        let start = TimeZone::fixed(jiff::tz::offset(8)).to_timestamp(start).unwrap_or(self.last);
        let mut returns = Returns {
            seed: self.seed,
            words: &self.words,
            calendar: &self.calendar,
            month: self.month,
            number: &mut self.returns,
            at: start.max(self.last),
            made: Vec::new(),
            open: Vec::new(),
        };
        if self.month == 0 {
            returns.register(recording, &above)?;
        }
        returns.record(recording)?;
        self.last = returns.at;
        self.ready = returns.made.into_iter();
        Ok(true)
    }

    /// The province and the prefecture of a county, where it is the first in them.
    fn first_of(&self, index: usize) -> Vec<Division> {
        let Some(here) = self.counties.get(index).map(|recording| &recording.county) else { return Vec::new() };
        let before = index.checked_sub(1).and_then(|before| self.counties.get(before)).map(|before| &before.county);
        let is_new = |division: &Division, of: fn(&County) -> &Division| {
            before.is_none_or(|before| of(before).code != division.code)
        };
        let province = Some(&here.province).filter(|division| is_new(division, |county| &county.province));
        let prefecture = Some(&here.prefecture).filter(|division| is_new(division, |county| &county.prefecture));
        province.into_iter().chain(prefecture).cloned().collect()
    }
}

impl Iterator for Generator {
    type Item = Result<NewCommit, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(commit) = self.ready.next() {
                return Some(Ok(commit));
            }
            match self.make() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.month = MONTHS;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl Recording {
    fn new(divisions: CountyDivisions, seed: u64, calendar: &Calendar) -> Result<Self, Error> {
        let recorder = Recorder::parse(&format!("{}妇联（示例）", divisions.county.name))?;
        let draws = Draws::of(seed, divisions.county.code.number() + 1);
        let county = County::plan(divisions, seed, calendar)?;
        Ok(Self { county, recorder, draws, recorded: 0, documents: 0 })
    }
}

/// The returns of one county in one month.
struct Returns<'a> {
    seed: u64,
    words: &'a Words,
    calendar: &'a Calendar,
    month: Month,
    number: &'a mut u64,
    at: Timestamp,
    made: Vec<NewCommit>,
    /// The facts of the commit in the making.
    open: Vec<Fact>,
}

impl Returns<'_> {
    fn register(&mut self, recording: &mut Recording, above: &[Division]) -> Result<(), Error> {
        let above: Vec<&Division> = above.iter().collect();
        let effective = PartialDate::Day(self.calendar.date(crate::calendar::day(2013, 12, 31)));
        let title = self.words.titles.first().cloned();
        for event in registrations(&recording.county, &above, &mut recording.draws)? {
            let evidence = vec![Evidence { title: title.clone(), ..Evidence::default() }];
            self.put(recording, Fact { effective, evidence, event });
        }
        self.close(recording);
        Ok(())
    }

    fn record(&mut self, recording: &mut Recording) -> Result<(), Error> {
        while let Some(step) = recording.county.steps.get(recording.recorded).copied().filter(|s| s.month == self.month)
        {
            recording.recorded += 1;
            let facts = self.facts(recording, &step)?;
            if step.is_identified {
                self.close(recording);
                let id = identity(self.seed, &recording.county, step.place, step.number);
                let command = command(&facts);
                self.commit(id, recording.recorder.clone(), command, facts);
            } else {
                for fact in facts {
                    self.put(recording, fact);
                }
            }
        }
        self.close(recording);
        Ok(())
    }

    fn facts(&self, recording: &mut Recording, step: &Planned) -> Result<Vec<Fact>, Error> {
        let Recording { county, draws, documents, .. } = recording;
        let subject = Subject { county, number: step.place, words: self.words, calendar: self.calendar };
        let original = |number| EventId { commit: identity(self.seed, county, step.place, number), index: 0 };
        let stated = effective(step, self.calendar);
        let evidence = self.evidence(county, draws, documents, step)?;
        let withdrawn_on = PartialDate::Day(Calendar::day_in(self.month, 1));
        let fact = |event: Event| {
            if matches!(event, Event::EventRetracted(_)) {
                Fact { effective: withdrawn_on, evidence: Vec::new(), event }
            } else {
                Fact { effective: stated, evidence: evidence.clone(), event }
            }
        };
        Ok(subject.events(step, original)?.into_iter().map(fact).collect())
    }

    /// One paper, most times dated on the day.
    fn evidence(
        &self,
        county: &County,
        draws: &mut Draws,
        documents: &mut u32,
        step: &Planned,
    ) -> Result<Vec<Evidence>, Error> {
        let title = self.words.titles.get(title(step.step));
        let (day, title) = match draws.below(1000) {
            0..5 => return Ok(Vec::new()),
            5 => (step.day.saturating_sub(400), Some(&self.words.report)),
            _ => (step.day, title),
        };
        let (dated, title) = (self.calendar.date(day), title.cloned());
        let document = if draws.permille(300) {
            *documents += 1;
            let text = format!("示例{}妇联〔{}〕{}号", county.county.name, dated.year(), *documents % 2000 + 1);
            Some(DocumentNumber::parse(&text).map_err(|_| Error::NoSuchDivision { code: county.county.code })?)
        } else {
            None
        };
        Ok(vec![Evidence { document, title, dated: Some(dated), ..Evidence::default() }])
    }

    fn put(&mut self, recording: &Recording, fact: Fact) {
        self.open.push(fact);
        if self.open.len() == FACTS_OF_A_COMMIT {
            self.close(recording);
        }
    }

    /// Ends the commit in the making.
    fn close(&mut self, recording: &Recording) {
        if !self.open.is_empty() {
            *self.number += 1;
            let id = commit_id(self.seed, 0, *self.number);
            let facts = std::mem::take(&mut self.open);
            self.commit(id, recording.recorder.clone(), RETURN.to_owned(), facts);
        }
    }

    fn commit(&mut self, id: CommitId, recorder: Recorder, command: String, facts: Vec<Fact>) {
        self.made.push(NewCommit { id, recorded_at: self.at, recorder, approver: None, command, facts });
        self.at += 1.second();
    }
}

fn command(facts: &[Fact]) -> String {
    let first = facts.first().map_or("", |fact| fact.event.command_name());
    if facts.len() > 1 { "correct".to_owned() } else { first.to_owned() }
}

/// The identity of a step's own commit.
fn identity(seed: u64, county: &County, place: u16, number: u8) -> CommitId {
    let code = county.county.code.number() / 1_000_000;
    commit_id(seed, 1, code << 24 | u64::from(place) << 8 | u64::from(number))
}

fn commit_id(seed: u64, sort: u8, number: u64) -> CommitId {
    let mut bytes = [0; 16];
    let parts = seed.to_be_bytes().into_iter().skip(2).chain([0, sort]).chain(number.to_be_bytes());
    bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    // The two bytes that the form of the identity takes bits of are those of no number: sort and
    // the highest.
    CommitId(Builder::from_custom_bytes(bytes).into_uuid())
}

/// The counties of a scale by number; none for all.
fn chosen(scale: Scale) -> Result<Option<BTreeSet<u64>>, Error> {
    let (mut sizes, events) = match scale {
        Scale::Nation => return Ok(None),
        Scale::Division(wanted) => {
            let mut within = BTreeSet::new();
            divisions::read(
                |code| code.is_within(wanted) || wanted.is_within(code),
                |county| {
                    within.insert(county.county.code.number());
                },
            )?;
            return Ok(Some(within));
        }
        Scale::Events(events) => (Vec::new(), events),
    };
    divisions::read(
        |_| true,
        |county| {
            let places: usize = county.townships.iter().map(|(_, communities)| communities.len()).sum();
            sizes.push((shuffled(county.county.code), county.county.code.number(), places as u64 * EVENTS_A_PLACE));
        },
    )?;
    sizes.sort_unstable();
    let mut so_far = 0;
    let mut taken = BTreeSet::new();
    for (_, code, size) in sizes {
        if so_far >= events {
            break;
        }
        so_far += size;
        taken.insert(code);
    }
    Ok(Some(taken))
}
