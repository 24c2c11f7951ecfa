//! Terms of office (任期): for how many years a committee is elected, by level of its federation
//! and by day of election. Data of a [`Standard`], because charters and laws change them.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::division_code::Level;
use crate::facts::Facts;
use crate::federation::FederationRecord;
use crate::ids::Note;
use crate::partial_date::PartialDate;
use crate::standard::Standard;

/// For how many years committees of a level are elected, from a day of election on (任期).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermOfOffice {
    /// The level of the federation's division; a relocation site counts as a community.
    pub level: Level,
    /// The first day of election for which it holds, in China; until the next entry of the level.
    #[serde(deserialize_with = "crate::civil_day::deserialize")]
    pub from: Date,
    /// How many years, from 1.
    pub years: u8,
    /// Where it is written, and what of that was not verified.
    pub source: Note,
}

/// When a committee's term ends (届满), from that day on it is over. Both days are the same where
/// the day of election is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermEnd {
    /// The earliest day that the stated date of election allows.
    pub earliest: Date,
    /// The latest day that it allows: the term is certainly over from then on.
    pub latest: Date,
}

impl TermOfOffice {
    /// The day from which the term of a committee elected on a day is over.
    pub fn ends_on(&self, elected: Date) -> Date {
        elected.checked_add(i64::from(self.years).years()).unwrap_or(Date::MAX)
    }
}

impl Standard {
    /// The term of a committee elected on a day: the entry of the level with the latest `from` not
    /// after it. None where the standard says nothing.
    pub fn term_of_office(&self, level: Level, elected: Date) -> Option<&TermOfOffice> {
        let of_level = self.terms.iter().filter(|term| term.level == level && term.from <= elected);
        of_level.max_by_key(|term| term.from)
    }

    /// When the term of a committee ends. None where the standard has no term for one of the days
    /// that the date of election can mean.
    pub fn term_end(&self, level: Level, elected: PartialDate) -> Option<TermEnd> {
        let first = self.term_of_office(level, elected.first())?;
        // A rule that begins within the stated date can make the term end earlier, or later.
        let begun = self.terms.iter().filter(|term| term.level == level);
        let begun = begun.filter(|term| elected.first() < term.from && term.from <= elected.last());
        let from: Vec<(Date, &TermOfOffice)> =
            std::iter::once((elected.first(), first)).chain(begun.map(|term| (term.from, term))).collect();
        let last_day = |from: Date| {
            let next = self.terms.iter().filter(|term| term.level == level && term.from > from).map(|term| term.from);
            next.min().and_then(|next| next.yesterday().ok()).map_or(elected.last(), |day| day.min(elected.last()))
        };
        Some(TermEnd {
            earliest: from.iter().map(|(day, term)| term.ends_on(*day)).min()?,
            latest: from.iter().map(|(day, term)| term.ends_on(last_day(*day))).max()?,
        })
    }

    /// Whether each level and day is named once, with at least a year, and whoever asks for a
    /// committee in its term can be answered at communities.
    pub(crate) fn has_usable_terms(&self) -> bool {
        let is_named_once = |term: &TermOfOffice| {
            self.terms.iter().filter(|other| (other.level, other.from) == (term.level, term.from)).count() == 1
        };
        let is_asked = self.requirements.iter().any(|requirement| requirement.committee_in_term);
        let has_communities = self.terms.iter().any(|term| term.level == Level::Community);
        self.terms.iter().all(|term| term.years > 0 && is_named_once(term)) && (has_communities || !is_asked)
    }
}

impl Facts {
    /// The level of a federation's place on a day; a relocation site counts as a community. A place
    /// of which nothing counts any more keeps the level that it was recorded with.
    pub fn level_of_federation(&self, federation: &FederationRecord, as_of: AsOf) -> Option<Level> {
        let place = self.places.get(federation.place(as_of)?)?;
        let recorded = || place.timeline.all().find_map(|entry| entry.change.code());
        Some(place.code_on(as_of).or_else(recorded).map_or(Level::Community, crate::DivisionCode::level))
    }
}
