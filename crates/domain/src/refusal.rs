//! Refusals: why a command may not happen.
//!
//! A refusal means that the command cannot be true beside what is recorded, or cannot be
//! understood. What is true but irregular is accepted and shown to auditors as a finding.
//!
//! Where a recorded fact stands in the way, `at` names it, by position and date.

use std::fmt;

use jiff::civil::Date;

use crate::catalogue::{CatalogueList, default_name};
use crate::division_code::{DivisionCode, Level};
use crate::holds::Holds;
use crate::ids::{
    DesignationId, EventId, FederationId, InstitutionId, KindCode, Name, PersonId, Position, ReformIssueId, SampleId,
    SiteId, StandardId, TargetId,
};
use crate::in_the_way::{Absence, EndsWith, Gone, InTheWay, Recording, Tried};
use crate::partial_date::PartialDate;
use crate::place::Place;

/// How a field of a refusal is said in a message.
trait Said {
    fn said(&self) -> String;
}

macro_rules! said_as_they_are {
    ($($type:ty)+) => { $(impl Said for $type {
        fn said(&self) -> String {
            self.to_string()
        }
    })+ };
}

said_as_they_are!(
    &'static str usize u16 String Date InTheWay Recording Tried DivisionCode Place Name EventId FederationId DesignationId InstitutionId
    PersonId Position ReformIssueId SampleId SiteId StandardId TargetId
);

impl Said for PartialDate {
    fn said(&self) -> String {
        self.written().to_string()
    }
}

impl Said for Level {
    fn said(&self) -> String {
        let level = match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Township => "township",
            Self::Community => "community",
        };
        level.to_owned()
    }
}

impl Said for CatalogueList {
    fn said(&self) -> String {
        let list = match self {
            Self::ElementKind => "element kind",
            Self::Programme => "programme",
            Self::InstitutionKind => "institution kind",
            Self::EvidenceKind => "kind of evidence",
        };
        list.to_owned()
    }
}

impl Said for Option<Holds> {
    fn said(&self) -> String {
        self.map(|holds| format!(": {holds}")).unwrap_or_default()
    }
}

/// The fact in the way, at the end of what it stands in the way of.
impl Said for Option<InTheWay> {
    fn said(&self) -> String {
        self.map(|at| format!(" (see {at})")).unwrap_or_default()
    }
}

impl Said for Option<EndsWith> {
    fn said(&self) -> String {
        self.map(|EndsWith(at)| format!(", until {at}")).unwrap_or_default()
    }
}

impl Said for Option<Absence> {
    fn said(&self) -> String {
        match self {
            Some(Absence::Ended(at)) => format!(": it ended with {at}"),
            Some(Absence::NotYet(at)) => format!(": it begins with {at}"),
            Some(Absence::Gone(gone)) => format!(": {gone}"),
            None => String::new(),
        }
    }
}

/// Where what ended goes on.
impl Said for Option<Place> {
    fn said(&self) -> String {
        self.as_ref().map(|place| format!(", and goes on in {place}")).unwrap_or_default()
    }
}

/// Whose code it is.
impl Said for Option<Name> {
    fn said(&self) -> String {
        self.as_ref().map(|name| format!(", by {name}")).unwrap_or_default()
    }
}

/// Which federation it is.
impl Said for Option<FederationId> {
    fn said(&self) -> String {
        self.as_ref().map(|federation| format!(", {federation}")).unwrap_or_default()
    }
}

impl Said for Option<Date> {
    fn said(&self) -> String {
        self.map(|day| format!(", until {day}")).unwrap_or_default()
    }
}

impl Said for Option<Recording> {
    fn said(&self) -> String {
        self.map(|at| format!(" (see {at})")).unwrap_or_default()
    }
}

/// What is to be done about something of which nothing that counts is known.
impl Said for Option<Gone> {
    fn said(&self) -> String {
        match self {
            Some(gone) => format!(": {gone}; record that again if it is right"),
            None => "; record that one first".to_owned(),
        }
    }
}

/// How many items a list must have at least, none of them twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtLeast(pub usize);

impl Said for AtLeast {
    fn said(&self) -> String {
        match self.0 {
            0 => "name nothing twice".to_owned(),
            least => format!("name at least {least}, and nothing twice"),
        }
    }
}

/// Why a division cannot stand below another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAbove {
    /// By the levels of the two.
    Levels {
        /// The one that would stand below.
        below: Level,
        /// The other one.
        above: Level,
    },
    /// It lies in this one.
    Lies(DivisionCode),
    /// The other one is a row of the tables that governs nothing.
    GovernsNothing,
}

impl Said for NotAbove {
    fn said(&self) -> String {
        match self {
            Self::Levels { below, above } => format!(": it is a {}, and that a {}", below.said(), above.said()),
            Self::Lies(parent) => format!(": it lies in {parent}"),
            Self::GovernsNothing => ": that is a row of the code table and governs nothing".to_owned(),
        }
    }
}

/// The prefectures in which two places lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// That of the provider.
    pub provider: DivisionCode,
    /// That of the place.
    pub place: DivisionCode,
}

impl Said for Option<Apart> {
    fn said(&self) -> String {
        self.map(|Apart { provider, place }| format!(": it lies in {provider}, that in {place}")).unwrap_or_default()
    }
}

/// A kind of the catalogue by its name, if every registry has it.
impl Said for KindCode {
    fn said(&self) -> String {
        default_name(self.as_str()).map_or_else(|| self.to_string(), |(_, en)| en.to_owned())
    }
}

macro_rules! refusals {
    ($($(#[doc = $doc:literal])+ $name:ident $code:literal $message:literal { $($field:ident: $type:ty),* $(,)? })+) => {
        /// Why a command was refused. Each case has a stable code for other programs.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the fields of a case are named by its message")]
        pub enum Refusal {
            $($(#[doc = $doc])+ $name { $($field: $type),* },)+
        }

        impl Refusal {
            /// The stable code of the case.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// The codes of all cases.
            pub const CODES: &'static [&'static str] = &[$($code),+];
        }

        impl fmt::Display for Refusal {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name { $($field),* } => {
                        $(let $field = $field.said();)*
                        $(let _ = &$field;)*
                        write!(f, $message)
                    })+
                }
            }
        }

        impl std::error::Error for Refusal {}
    };
}

refusals! {
    /// A fact cannot be recorded before it happens.
    EffectiveAfterRecording "effective_after_recording"
        "{effective} has not begun on {recorded}, the day of recording; plans are recorded as targets"
        { effective: PartialDate, recorded: Date }
    /// The date is out of range.
    ImplausibleDate "implausible_date" "the date {effective} is not between 1900 and 2999" { effective: PartialDate }
    /// Evidence that names no document.
    EvidenceUnidentified "evidence_unidentified" "evidence needs a document number or a title" {}
    /// The day on the paper is later than the day of recording.
    EvidenceFromFuture "evidence_from_future" "the evidence is dated {dated}, after {recorded}, the day of recording"
        { dated: Date, recorded: Date }

    /// No such division or site.
    UnknownPlace "unknown_place" "there is no place {place}{gone}" { place: Place, gone: Option<Gone> }
    /// The place has ended, or not begun, on the day.
    PlaceNotOpen "place_not_open" "{place} does not exist on {effective}{at}{into}"
        { place: Place, effective: PartialDate, at: Option<Absence>, into: Option<Place> }
    /// A division code that is in use.
    DivisionExists "division_exists" "the division code {code} is in use already{holder}{at}{until}"
        { code: DivisionCode, holder: Option<Name>, at: Option<InTheWay>, until: Option<EndsWith> }
    /// The division above is not registered.
    NoParent "no_parent" "{code} needs {parent}, which does not exist on {effective}{at}; register it first, or name in `above` the division directly above"
        { code: DivisionCode, parent: DivisionCode, effective: PartialDate, at: Option<Absence> }
    /// The division is not of the level that is needed.
    WrongLevel "wrong_level" "{code} is a {found}, a {needed} is needed" { code: DivisionCode, found: Level, needed: Level }
    /// A division may not be moved below itself or into one of its own kind.
    ParentNotAbove "parent_not_above" "{code} cannot stand below {parent}{why}{at}"
        { code: DivisionCode, parent: DivisionCode, why: NotAbove, at: Option<InTheWay> }
    /// A division would be converted to the level on which it stands.
    SameLevel "same_level" "{code} is of the same level ({level}): recode_division or move_division gives a code of it"
        { code: DivisionCode, level: Level }
    /// A division would get the code that it has.
    SameCode "same_code" "{code} cannot become {code}: give the code that it gets, or leave the row out" { code: DivisionCode }
    /// Two codes of a merger are of one division.
    CodesOfOneDivision "codes_of_one_division" "{code} and {other} are codes of one division on {effective}{at}, which is not merged with itself; recode_division says that it got another code"
        { code: DivisionCode, other: DivisionCode, effective: Tried, at: Option<InTheWay> }
    /// A list that must name something is empty, or names the same thing twice.
    BadList "bad_list" "the list {field} must {least}" { field: &'static str, least: AtLeast }
    /// A change that contradicts what is recorded of the place.
    PlaceClash "place_clash" "this cannot happen to {place} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { place: Place, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }
    /// A fact of the place would have no place any more.
    LeavesNoPlace "leaves_no_place" "{place} would not exist on {day}, for which #{at} is recorded; withdraw or correct that first"
        { place: Place, at: Position, day: PartialDate }
    /// Divisions that would end by being merged into each other.
    MergesInACircle "merges_in_a_circle" "{code} is merged into {into} already{at}, so {into} cannot be merged into it"
        { code: DivisionCode, into: DivisionCode, at: Option<InTheWay> }
    /// The site is registered already, and differently.
    SiteExists "site_exists" "the relocation site {site} is registered already{at}; correct or rename it instead"
        { site: SiteId, at: Option<InTheWay> }
    /// Something that only a relocation site can undergo.
    NotASite "not_a_site" "{place} is not a relocation site on {effective}: it became a community{at}; name it by its code"
        { place: Place, effective: PartialDate, at: Option<InTheWay> }

    /// A code that the catalogue does not have.
    UnknownCatalogueCode "unknown_catalogue_code" "the catalogue has no {list} {code}; add it first, with add_catalogue_entry" { list: CatalogueList, code: String }
    /// A catalogue code with other names.
    CatalogueCodeTaken "catalogue_code_taken" "the catalogue has the {list} {code} already, with other names{at}; take another code"
        { list: CatalogueList, code: KindCode, at: Option<Recording> }
    /// More than 256 element kinds.
    TooManyKinds "too_many_kinds" "a registry holds at most 256 element kinds" {}
    /// The kind has events of its own.
    KindHasItsOwnCommand "kind_has_its_own_command" "a {kind} is recorded by {command}" { kind: KindCode, command: &'static str }
    /// Coverage is assessed for communities and sites only.
    NotAssessed "not_assessed" "{place} is not a community or relocation site; elements belong to those" { place: Place }
    /// The element is open already.
    AlreadyOpen "already_open" "{place} has a {kind} already on {effective}, since {since}{at}{until}; record first when that one was closed"
        { place: Place, kind: KindCode, effective: Tried, since: PartialDate, at: Option<InTheWay>, until: Option<EndsWith> }
    /// The element is not in the state that the change needs.
    ElementNotOpen "element_not_open" "the {kind} of {place} is not open on {effective}{at}"
        { place: Place, kind: KindCode, effective: Tried, at: Option<Absence> }
    /// Resuming what is not suspended.
    ElementNotSuspended "element_not_suspended" "the {kind} of {place} is not suspended on {effective}{at}"
        { place: Place, kind: KindCode, effective: Tried, at: Option<InTheWay> }
    /// Suspending what is suspended.
    ElementSuspended "element_suspended" "the {kind} of {place} is suspended on {effective} already{at}{until}"
        { place: Place, kind: KindCode, effective: Tried, at: Option<InTheWay>, until: Option<EndsWith> }
    /// The change would make a later recorded one impossible.
    ElementClash "element_clash" "this would contradict what is recorded of the {kind} of {place} for {later}{at}; withdraw or correct that first"
        { place: Place, kind: KindCode, later: PartialDate, at: Option<InTheWay> }

    /// A later recorded change of a sharing would become impossible.
    SharingClash "sharing_clash" "this would contradict what is recorded of the sharing of the {kind} by {place} for {later}{at}; withdraw or correct that first"
        { place: Place, kind: KindCode, later: PartialDate, at: Option<InTheWay> }
    /// An agreement to share would have been made about nothing.
    LeavesNoProvider "leaves_no_provider" "{provider} would have no {kind} on {day}, for which the agreement #{at} to share it is recorded; withdraw or correct that first"
        { provider: Place, kind: KindCode, at: Position, day: PartialDate }

    /// An inspection made for a place would be of an element that it does not use.
    LeavesNothingServing "leaves_nothing_serving" "{place} would not share a {kind} on {day}, for which the inspection #{at} made for it is recorded; withdraw or correct that first"
        { place: Place, kind: KindCode, at: Position, day: PartialDate }
    /// An agreement to share would have been made across prefectures.
    LeavesPrefecture "leaves_prefecture" "{place} would lie in another prefecture on {day}, for which the agreement to share #{at} within the old one is recorded; withdraw or correct that first"
        { place: Place, at: Position, day: PartialDate }

    /// A place cannot share with itself.
    SharesWithItself "shares_with_itself" "{place} cannot share with itself{at}" { place: Place, at: Option<InTheWay> }
    /// Sharing stays within a prefecture.
    OutsidePrefecture "outside_prefecture" "{provider} is not in the prefecture of {place}{apart}{at}"
        { place: Place, provider: Place, apart: Option<Apart>, at: Option<InTheWay> }
    /// The provider has no element of its own to share.
    ProviderHasNone "provider_has_none" "{provider} has no {kind} of its own on {effective}{at}"
        { provider: Place, kind: KindCode, effective: PartialDate, at: Option<Absence> }
    /// The provider uses a neighbour's element itself.
    ProviderOnlyShares "provider_only_shares" "{provider} only shares a {kind} itself on {effective}{at}"
        { provider: Place, kind: KindCode, effective: PartialDate, at: Option<InTheWay> }
    /// The place shares that kind with somebody already.
    AlreadySharing "already_sharing" "{place} shares a {kind} already on {effective}, since {since}{at}{until}; end that first"
        { place: Place, kind: KindCode, effective: Tried, since: PartialDate, at: Option<InTheWay>, until: Option<EndsWith> }
    /// Ending what is not there.
    NotSharing "not_sharing" "{place} does not share the {kind} of {provider} on {effective}{at}"
        { place: Place, provider: Place, kind: KindCode, effective: Tried, at: Option<InTheWay> }

    /// No such federation.
    UnknownFederation "unknown_federation" "there is no federation {federation}{gone}" { federation: FederationId, gone: Option<Gone> }
    /// The identifier is taken by another federation.
    FederationExists "federation_exists" "the federation {federation} is recorded already, and differently{at}; correct that, or take another identifier"
        { federation: FederationId, at: Option<InTheWay> }
    /// One place, one federation at a time.
    FederationActive "federation_active" "{place} has a federation already on {effective}{active}, since {since}{at}{until}; record first how that one ended"
        { place: Place, effective: Tried, active: Option<FederationId>, since: PartialDate, at: Option<InTheWay>, until: Option<EndsWith> }
    /// The federation does not exist on the day.
    FederationNotActive "federation_not_active" "the federation {federation} does not exist on {effective}{at}"
        { federation: FederationId, effective: PartialDate, at: Option<Absence> }
    /// The change would make a later recorded one impossible.
    FederationClash "federation_clash" "this would contradict what is recorded of the federation {federation} for {later}{at}; withdraw or correct that first"
        { federation: FederationId, later: PartialDate, at: Option<InTheWay> }
    /// An election, a session or a merger would have no federation any more.
    LeavesNoFederation "leaves_no_federation" "the federation {federation} would not exist on {day}, for which #{at} is recorded; withdraw or correct that first"
        { federation: FederationId, at: Position, day: PartialDate }
    /// Federations that would end by being merged into each other.
    FederationsMergeInACircle "federations_merge_in_a_circle" "{federation} is merged into {into} already{at}, so {into} cannot be merged into it"
        { federation: FederationId, into: FederationId, at: Option<InTheWay> }
    /// Federations of one place are there one after the other: one cannot end in the next.
    FederationsOfOnePlace "federations_of_one_place" "{federation} and {into} are both federations of {place}{at}, so one cannot be merged into the other; record that {federation} was dissolved, or that it was renamed"
        { federation: FederationId, into: FederationId, place: Place, at: Option<InTheWay> }
    /// A federation cannot be merged into itself.
    MergesIntoItself "merges_into_itself" "{federation} cannot be merged into itself" { federation: FederationId }

    /// That term's committee has been elected.
    TermExists "term_exists" "term {term} of {federation} has been elected already{at}; correct that, or give the next term"
        { federation: FederationId, term: u16, at: Option<InTheWay> }
    /// A later recorded change of a committee would become impossible.
    CommitteeClash "committee_clash" "this would contradict what is recorded of the committees of {federation} for {later}{at}; withdraw or correct that first"
        { federation: FederationId, later: PartialDate, at: Option<InTheWay> }
    /// Terms count from 1.
    TermZero "term_zero" "terms count from 1" {}
    /// Sessions and congresses count from 1.
    SessionZero "session_zero" "sessions and congresses count from 1" {}
    /// No committee of that term on that day.
    NoCommittee "no_committee" "{federation} has no committee of term {term} on {effective}{at}"
        { federation: FederationId, term: u16, effective: Tried, at: Option<Absence> }
    /// The person sits in the committee already.
    PersonSeated "person_seated" "{person} has this seat in term {term} of {federation} already{at}"
        { federation: FederationId, term: u16, person: PersonId, at: Option<InTheWay> }
    /// A seat is filled at a session of the committee or at a congress, and not at both.
    DecidedTwice "decided_twice" "a seat is filled at a session or at a congress: leave one of `session` and `congress` out" {}
    /// The person has no seat to leave.
    PersonNotSeated "person_not_seated" "{person} has no seat in term {term} of {federation} on {effective}{at}"
        { federation: FederationId, term: u16, person: PersonId, effective: Tried, at: Option<InTheWay> }
    /// That session has been recorded.
    SessionExists "session_exists" "session {session} of term {term} of {federation} has been recorded already{at}"
        { federation: FederationId, term: u16, session: u16, at: Option<InTheWay> }

    /// No such person.
    UnknownPerson "unknown_person" "there is no person {person}{gone}" { person: PersonId, gone: Option<Gone> }
    /// The identifier is taken.
    PersonExists "person_exists" "the person {person} is registered already{at}; correct the registration instead"
        { person: PersonId, at: Option<InTheWay> }
    /// The name has been erased.
    PersonErased "person_erased" "the name of {person} has been erased{at}"
        { person: PersonId, at: Option<InTheWay> }
    /// A name reached the decision unsealed: the registry seals it first.
    NameNotSealed "name_not_sealed" "the name of {person} must be sealed before it is recorded" { person: PersonId }

    /// No such designation.
    UnknownDesignation "unknown_designation" "there is no designation {designation}{gone}" { designation: DesignationId, gone: Option<Gone> }
    /// The identifier is taken by another designation.
    DesignationExists "designation_exists" "the designation {designation} is recorded already, and differently{at}; correct that, or take another identifier"
        { designation: DesignationId, at: Option<InTheWay> }
    /// A recommendation that comes after the grant.
    RecommendedAfterGrant "recommended_after_grant" "the designation {designation} was granted before{at}, and this recommendation only comes on {effective}; correct one of the dates, or take another identifier"
        { designation: DesignationId, effective: Tried, at: Option<InTheWay> }
    /// Not in the state that the change needs.
    DesignationClash "designation_clash" "this cannot happen to the designation {designation} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { designation: DesignationId, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }

    /// No such institution.
    UnknownInstitution "unknown_institution" "there is no institution {institution}{gone}" { institution: InstitutionId, gone: Option<Gone> }
    /// The identifier is taken by another institution.
    InstitutionExists "institution_exists" "the institution {institution} is recorded already, and differently{at}; correct that, or take another identifier"
        { institution: InstitutionId, at: Option<InTheWay> }
    /// Not in the state that the change needs.
    InstitutionClash "institution_clash" "this cannot happen to the institution {institution} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { institution: InstitutionId, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }

    /// No such standard.
    UnknownStandard "unknown_standard" "there is no adopted standard {standard}{gone}" { standard: StandardId, gone: Option<Gone> }
    /// The standard is in force then, and another adoption would say the same of it or something
    /// else.
    StandardExists "standard_exists" "the standard {standard} is adopted already on {effective}{at}{until}; repeal it before it is adopted again, or give a new one another identifier"
        { standard: StandardId, effective: Tried, at: Option<InTheWay>, until: Option<EndsWith> }
    /// Not in the state that the change needs.
    StandardClash "standard_clash" "this cannot happen to the standard {standard} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { standard: StandardId, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }
    /// A standard without requirements, or with two for one kind.
    StandardUnusable "standard_unusable" "the standard {standard} must require at least one kind, each once" { standard: StandardId }
    /// Terms of office named twice or of no year, or asked for without one for communities.
    StandardTermsUnusable "standard_terms_unusable" "the terms of office of the standard {standard} must name each level and day once, with at least one year, and communities where a committee must be in its term" { standard: StandardId }

    /// No such target.
    UnknownTarget "unknown_target" "there is no target {target}{gone}" { target: TargetId, gone: Option<Gone> }
    /// The identifier is taken by another target.
    TargetExists "target_exists" "the target {target} is set already, and differently{at}; correct that, or take another identifier"
        { target: TargetId, at: Option<InTheWay> }
    /// Not in the state that the change needs.
    TargetClash "target_clash" "this cannot happen to the target {target} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { target: TargetId, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }

    /// No such entry of the list of reform problems.
    UnknownReformIssue "unknown_reform_issue" "there is no reform issue {issue}{gone}" { issue: ReformIssueId, gone: Option<Gone> }
    /// The identifier is taken by another entry.
    ReformIssueExists "reform_issue_exists" "the reform issue {issue} is raised already, and differently{at}; correct that, or take another identifier"
        { issue: ReformIssueId, at: Option<InTheWay> }
    /// Not in the state that the change needs.
    ReformIssueClash "reform_issue_clash" "this cannot happen to the reform issue {issue} on {effective}, given what is recorded of it{holds}{at}; withdraw or correct that first if it is mistaken"
        { issue: ReformIssueId, effective: Tried, holds: Option<Holds>, at: Option<InTheWay> }

    /// No such sample.
    UnknownSample "unknown_sample" "there is no sample {sample}; draw it first" { sample: SampleId }
    /// The identifier is taken by another sample.
    SampleExists "sample_exists" "the sample {sample} is drawn already, and differently{at}; give the new one another identifier"
        { sample: SampleId, at: Option<InTheWay> }
    /// A sample reached the decision without seed or places: the registry draws it first.
    SampleNotDrawn "sample_not_drawn" "the sample {sample} must be drawn before it is recorded" { sample: SampleId }
    /// The seed is taken where the population was not known yet, or beyond the log.
    SeedMisplaced "seed_misplaced" "the seed of {sample} is taken at position {at}; it must lie between {known}, where the population is known, and {head}, the end of the log"
        { sample: SampleId, known: Position, at: Position, head: Position }
    /// The population is empty, or no place was asked for.
    NothingToDraw "nothing_to_draw" "there is nothing to draw for {sample}: its population has no place, or its size is 0" { sample: SampleId }
    /// The place was not drawn.
    NotInSample "not_in_sample" "{place} is not in the sample {sample}{at}, and serves no place that is; inspect what was drawn, or inspect it without a sample"
        { sample: SampleId, place: Place, at: Option<InTheWay> }
    /// Neither an element of its own nor a provider's serves a drawn place.
    NothingServes "nothing_serves" "nothing serves {place} with a {kind} on {effective}: it has none of its own in use, and shares none that is{at}"
        { place: Place, kind: KindCode, effective: PartialDate, at: Option<Absence> }
    /// An inspection under a sample that was not drawn by then.
    InspectedBeforeDrawn "inspected_before_drawn" "the sample {sample} was drawn on {drawn}, after {effective}{at}"
        { sample: SampleId, effective: PartialDate, drawn: PartialDate, at: Option<InTheWay> }

    /// The event to withdraw is not in the log.
    UnknownEvent "unknown_event" "there is no event {event}" { event: EventId }
    /// The event is withdrawn.
    AlreadyWithdrawn "already_withdrawn" "the fact {at} is withdrawn already ({by})" { at: InTheWay, by: Recording }
    /// Some facts cannot be withdrawn.
    NotRetractable "not_retractable" "a {fact} cannot be withdrawn; record what is right instead" { fact: &'static str }
    /// Some facts are no matter of evidence.
    NotDisputable "not_disputable" "sources cannot disagree about a {fact}; correct it instead" { fact: &'static str }
    /// Two statements that say the same do not disagree.
    SameStatement "same_statement" "this says the same as {at}; correct that one if its evidence is to be another" { at: InTheWay }
    /// Statements of two matters do not disagree.
    NotTheSameMatter "not_the_same_matter" "{at} is about another subject or another matter; sources can disagree only about one" { at: InTheWay }
    /// The statement is recorded as a fact of its own.
    StatedUndisputed "stated_undisputed" "the same is recorded already, as a fact that nothing disagrees with{at}; withdraw that one, then state it again"
        { at: Option<InTheWay> }
    /// A correction that does not record one new fact.
    BadReplacement "bad_replacement" "a correction replaces a fact by one new fact that is not recorded yet{at}" { at: Option<InTheWay> }
}

impl Refusal {
    /// What it names by its position alone: whoever has the log can look up the dates.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others name what they name with its date")]
    pub fn undated(&mut self) -> Option<&mut Recording> {
        match self {
            Self::UnknownPlace { gone: Some(gone), .. }
            | Self::NoParent { at: Some(Absence::Gone(gone)), .. }
            | Self::UnknownFederation { gone: Some(gone), .. }
            | Self::UnknownPerson { gone: Some(gone), .. }
            | Self::UnknownDesignation { gone: Some(gone), .. }
            | Self::UnknownInstitution { gone: Some(gone), .. }
            | Self::UnknownStandard { gone: Some(gone), .. }
            | Self::UnknownTarget { gone: Some(gone), .. }
            | Self::UnknownReformIssue { gone: Some(gone), .. } => Some(&mut gone.by),
            Self::AlreadyWithdrawn { by, .. } => Some(by),
            Self::CatalogueCodeTaken { at, .. } => at.as_mut(),
            _ => None,
        }
    }
}
