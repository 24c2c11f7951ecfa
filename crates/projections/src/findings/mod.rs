//! Findings (疑点): recorded history that an auditor should look at. Nothing is stopped by one, as
//! paper records are irregular.
//!
//! Each kind is a file with a function that looks for it, and a line in the table of
//! [`FindingCode`]. `docs/findings.md` says of each what it means, why it is looked at and what
//! would settle it. A finding is asked for two times: only what was known counts, and, unless its
//! kind says otherwise, only what had happened by the day. Asked for another day it may be gone.

mod below_ended_division;
mod below_standard;
mod changes_nothing;
mod claimed_before;
mod code_carried_twice;
mod code_of_another_division;
mod code_of_another_place;
mod committee_never_elected;
mod committee_past_term;
mod committee_with_two_chairs;
mod committee_without_chair;
mod contradiction;
mod council_before_federation;
mod designated_twice;
mod fact_without_evidence;
mod finding;
mod former_committee;
mod inspected_elsewhere;
mod large_site_only_shares;
mod level_not_above;
mod not_inspected;
mod open_at_ended_place;
mod order_of_one_day;
mod population_never_counted;
mod population_outdated;
mod provider_closed;
mod provider_outside_prefecture;
mod recorded_late;
mod search;
mod sources_disagree;
mod terms_go_backwards;
mod without_effect;

pub use finding::{DateOf, Finding, FindingKey, NumberOf, Severity, Value};
pub use search::Search;

use std::collections::BTreeSet;

use jiceng_domain::AsOf;
use jiceng_domain::as_of::Reading;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Standard;

use crate::divisions::DivisionTree;
use crate::fact_register::FactRegister;
use crate::measure::MeasuredDay;

macro_rules! finding_codes {
    ($($variant:ident $text:literal $severity:ident $subject:ident $kind:ident,)+) => {
        /// The kinds of findings, in the order in which they are listed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $(#[doc = concat!("`", $text, "`: see `docs/findings.md`.")] $variant,)+
        }

        impl FindingCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as in JSON and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// How much is at stake.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// Whether it is a finding about single facts; otherwise about what they come to at a
            /// place.
            pub const fn is_about_facts(self) -> bool {
                match self {
                    $(Self::$variant => matches!(Subject::$subject, Subject::Facts),)+
                }
            }

            /// Whether it is looked for only where a standard was adopted, or was named in the
            /// question: what ships for want of an adopted standard has terms of office, but nobody
            /// has said that the registry records elections.
            pub const fn needs_adoption(self) -> bool {
                matches!(self, Self::CommitteeNeverElected)
            }

            /// Whether it is found by the last days of dates alone. Either it is about what is
            /// recorded, whatever happened by the day; or, as the place that a code means, it goes
            /// by the last day for every fact.
            pub const fn is_of_last_days(self) -> bool {
                matches!(
                    self,
                    Self::ClaimedBefore
                        | Self::FactWithoutEvidence
                        | Self::RecordedLate
                        | Self::SourcesDisagree
                        | Self::Contradiction
                        | Self::CodeOfAnotherPlace
                )
            }

            /// Looks for findings of this kind.
            fn find(self, search: &Search<'_>, found: &mut Vec<Finding>) {
                match self {
                    $(Self::$variant => $kind::find(search, found),)+
                }
            }
        }
    };
}

/// What a kind of findings is about.
enum Subject {
    /// A place, with a kind or a federation.
    Place,
    /// Single facts.
    Facts,
}

// A new kind: its file above, its line here, its words in crates/texts, its section in
// docs/findings.md.
finding_codes! {
    CommitteePastTerm "committee_past_term" Serious Place committee_past_term,
    CommitteeWithTwoChairs "committee_with_two_chairs" Serious Place committee_with_two_chairs,
    LargeSiteOnlyShares "large_site_only_shares" Serious Place large_site_only_shares,
    ProviderClosed "provider_closed" Serious Place provider_closed,
    Contradiction "contradiction" Serious Facts contradiction,
    WithoutEffect "without_effect" Serious Facts without_effect,
    CodeCarriedTwice "code_carried_twice" Serious Place code_carried_twice,
    OpenAtEndedPlace "open_at_ended_place" Serious Facts open_at_ended_place,
    BelowEndedDivision "below_ended_division" Serious Place below_ended_division,
    LevelNotAbove "level_not_above" Serious Place level_not_above,
    CouncilBeforeFederation "council_before_federation" Warning Place council_before_federation,
    CommitteeNeverElected "committee_never_elected" Warning Place committee_never_elected,
    CommitteeWithoutChair "committee_without_chair" Warning Place committee_without_chair,
    PopulationNeverCounted "population_never_counted" Warning Place population_never_counted,
    NotInspected "not_inspected" Warning Place not_inspected,
    BelowStandard "below_standard" Warning Place below_standard,
    ClaimedBefore "claimed_before" Warning Facts claimed_before,
    SourcesDisagree "sources_disagree" Warning Facts sources_disagree,
    DesignatedTwice "designated_twice" Warning Facts designated_twice,
    TermsGoBackwards "terms_go_backwards" Warning Facts terms_go_backwards,
    FormerCommittee "former_committee" Warning Facts former_committee,
    InspectedElsewhere "inspected_elsewhere" Warning Facts inspected_elsewhere,
    CodeOfAnotherPlace "code_of_another_place" Warning Facts code_of_another_place,
    ProviderOutsidePrefecture "provider_outside_prefecture" Warning Place provider_outside_prefecture,
    PopulationOutdated "population_outdated" Note Place population_outdated,
    FactWithoutEvidence "fact_without_evidence" Note Facts fact_without_evidence,
    RecordedLate "recorded_late" Note Facts recorded_late,
    CodeOfAnotherDivision "code_of_another_division" Note Place code_of_another_division,
    OrderOfOneDay "order_of_one_day" Note Facts order_of_one_day,
    ChangesNothing "changes_nothing" Note Facts changes_nothing,
}

impl FindingCode {
    /// The code that is written so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl Finding {
    /// Whether the finding is there for a question, by its subject. Its kind must not look at
    /// targets or at what is doubtful about facts.
    pub(crate) fn is_there(&self, facts: &Facts, as_of: AsOf, standard: &Standard) -> bool {
        let (register, tree) = (FactRegister::default(), DivisionTree::of_no_place(as_of));
        let search = Search::of_one(MeasuredDay { facts, as_of, standard, tree: &tree }, &register, self);
        let mut found = Vec::new();
        self.code.find(&search, &mut found);
        let key = self.key();
        found.iter().any(|found| found.key() == key)
    }
}

/// Everything that an auditor should look at: the serious first, then by code, then by subject.
///
/// Each date is read as the last day that it can mean. What is found so, and not once each is read
/// as the first, may be otherwise: the closing of a year has not happened, or the home of a year is
/// there already. That is no finding.
pub fn findings(ground: MeasuredDay<'_>, register: &FactRegister) -> Vec<Finding> {
    let mut found = look(ground, register, FindingCode::ALL.iter().copied());
    let may_turn: BTreeSet<FindingCode> =
        found.iter().map(|finding| finding.code).filter(|code| !code.is_of_last_days()).collect();
    if ground.as_of.reading == Reading::Latest && !may_turn.is_empty() {
        let as_of = ground.as_of.reading(Reading::Earliest);
        let tree = may_turn.contains(&FindingCode::NotInspected).then(|| DivisionTree::on(ground.facts, as_of));
        let ground = MeasuredDay { as_of, tree: tree.as_ref().unwrap_or(ground.tree), ..ground };
        let earliest = look(ground, register, may_turn.iter().copied());
        let by_key: BTreeSet<FindingKey> = earliest.iter().map(Finding::key).collect();
        let is_certain = |finding: &Finding| {
            finding.code.is_of_last_days()
                || by_key.contains(&finding.key())
                || earliest.iter().any(|other| other.stands_for(finding))
        };
        found.retain(is_certain);
    }
    found.sort_by_cached_key(Finding::key);
    found
}

/// Looks for findings of some kinds.
fn look(ground: MeasuredDay<'_>, register: &FactRegister, codes: impl Iterator<Item = FindingCode>) -> Vec<Finding> {
    let search = Search::new(ground, register);
    let mut found = Vec::new();
    for code in codes {
        code.find(&search, &mut found);
    }
    found
}
