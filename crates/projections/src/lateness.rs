//! Lateness (迟报): how long after it happened a fact was recorded, in plain counts.

use jiceng_domain::PartialDate;
use jiff::civil::Date;

/// How many facts were recorded how late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    /// All of them.
    pub facts: u32,
    /// Those recorded within 30 days.
    pub within_30: u32,
    /// Those recorded after 31 to 90 days.
    pub days_31_to_90: u32,
    /// Those recorded after 91 to 180 days.
    pub days_91_to_180: u32,
    /// Those recorded after more than 180 days.
    pub over_180: u32,
    /// The most days.
    pub largest: u32,
    /// How many of all took the place of a withdrawn fact: these say by how much the right fact
    /// came late, although something had been recorded before.
    pub corrections: u32,
}

/// How many days after the last day that its date can mean a fact was recorded. A fact is never
/// early: one of «2020» recorded in June 2020 is in time.
pub fn days_late(effective: PartialDate, recorded_on: Date) -> u32 {
    u32::try_from((recorded_on - effective.last()).get_days()).unwrap_or_default()
}

impl Lateness {
    /// Counts one fact more.
    pub fn add(&mut self, days: u32, is_correction: bool) {
        self.facts += 1;
        *match days {
            0..=30 => &mut self.within_30,
            31..=90 => &mut self.days_31_to_90,
            91..=180 => &mut self.days_91_to_180,
            _ => &mut self.over_180,
        } += 1;
        self.largest = self.largest.max(days);
        self.corrections += u32::from(is_correction);
    }
}
