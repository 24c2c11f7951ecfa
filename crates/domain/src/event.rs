//! Events: what happened. And the commands that wish them to be recorded.
//!
//! A command carries the same data as the event it makes happen: it is the wish that this fact be
//! recorded. So one table names both. Retracting and correcting are wishes about recorded facts and
//! stand in [`Command`](crate::command::Command) beside these.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::as_of::AsOf;
use crate::catalogue::CatalogueEntryAdded;
use crate::committee::{CommitteeMet, ExecutiveCommitteeElected, SeatFilled, SeatVacated};
use crate::correction::EventRetracted;
use crate::designation::{DesignationGranted, DesignationRecommended, DesignationRevoked};
use crate::disagreement::{PrecedenceAdopted, SourcesDisagree};
use crate::division::{
    DivisionAbolished, DivisionConverted, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed,
    DivisionSplit, DivisionsMerged,
};
use crate::division_code::DivisionCode;
use crate::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};
use crate::evidence::Evidence;
use crate::facts::{EventRules as _, Facts, Novelty};
use crate::federation::{FederationDissolved, FederationFounded, FederationRenamed, FederationsMerged};
use crate::ids::FederationId;
use crate::ids::{EventId, Position};
use crate::institution::{InstitutionClosed, InstitutionEstablished};
use crate::matter::Matter;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::person::{PersonErased, PersonRegistered};
use crate::place::Place;
use crate::recorded_at::ChangeSearch;
use crate::reform_issue::{ReformIssueClosed, ReformIssueProgressed, ReformIssueRaised};
use crate::refusal::Refusal;
use crate::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteClosed, RelocationSiteRegistered,
    RelocationSiteRenamed,
};
use crate::sample::SampleDrawn;
use crate::sharing::{SharingAgreed, SharingEnded};
use crate::standard::{StandardAdopted, StandardRepealed};
use crate::target::{TargetSet, TargetWithdrawn};
use crate::timeline::Stamp;

macro_rules! events {
    (($d:tt) $($event:ident $event_name:literal by $command_name:literal,)+) => {
        /// Hands all events, by their names in [`Event`] and in its order, to a macro: for a crate
        /// that has something of its own for each.
        #[macro_export]
        macro_rules! each_event {
            ($d to:ident) => { $d to! { $($event)+ EventRetracted SourcesDisagree } };
        }

        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Event {
            $(#[doc = concat!("`", $event_name, "`: see [`", stringify!($event), "`].")] $event($event),)+
            /// `event_retracted`: see [`EventRetracted`].
            EventRetracted(EventRetracted),
            /// `sources_disagree`: see [`SourcesDisagree`].
            SourcesDisagree(SourcesDisagree),
        }

        $(impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$event(event)
            }
        })+

        impl From<SourcesDisagree> for Event {
            fn from(event: SourcesDisagree) -> Self {
                Self::SourcesDisagree(event)
            }
        }

        impl Event {
            /// The names of all events.
            pub const NAMES: &'static [&'static str] = &[$($event_name,)+ "event_retracted", "sources_disagree"];

            /// The names of the commands that make them happen, in the same order; a retraction is
            /// made by `retract` and `correct`, a disagreement by `disagree`.
            pub const COMMANDS: &'static [&'static str] = &[$($command_name),+];

            /// The name, as in JSON.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => $event_name,)+
                    Self::EventRetracted(_) => "event_retracted",
                    Self::SourcesDisagree(_) => "sources_disagree",
                }
            }

            /// The name of the command that makes it happen.
            pub const fn command_name(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => $command_name,)+
                    Self::EventRetracted(_) => "retract",
                    Self::SourcesDisagree(_) => "disagree",
                }
            }

            /// Reads the data of a command's event; `None` if no command has that name.
            pub fn deserialize_for<'de, D: Deserializer<'de>>(command: &str, data: D) -> Option<Result<Self, D::Error>> {
                match command {
                    $($command_name => Some($event::deserialize(data).map(Self::$event)),)+
                    _ => None,
                }
            }

            pub(crate) fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
                match self {
                    $(Self::$event(event) => event.decide(facts, effective),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => Err(Refusal::BadReplacement { at: None }),
                }
            }

            /// The places that the event names, in the order in which it names them. A federation
            /// stands for its place and is named by [`Event::federations`]; a retraction and a
            /// disagreement are about what their original is.
            pub fn places(&self) -> Vec<Place> {
                match self {
                    $(Self::$event(event) => event.places(),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => Vec::new(),
                }
            }

            /// The federations that the event is about without naming their place.
            pub fn federations(&self) -> Vec<&FederationId> {
                match self {
                    $(Self::$event(event) => event.federations(),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => Vec::new(),
                }
            }

            pub(crate) fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
                match self {
                    $(Self::$event(event) => event.each_code(visit),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => {}
                }
            }

            /// The codes that the event takes from the divisions that carry them.
            pub fn codes_given_up(&self) -> Vec<DivisionCode> {
                match self {
                    $(Self::$event(event) => event.codes_given_up(),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => Vec::new(),
                }
            }

            pub(crate) fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
                match self {
                    $(Self::$event(event) => event.matter(facts, effective),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => None,
                }
            }

            pub(crate) fn may_be_withdrawn(&self) -> bool {
                match self {
                    $(Self::$event(event) => event.may_be_withdrawn(),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => false,
                }
            }

            pub(crate) fn changes_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
                match self {
                    $(Self::$event(event) => event.recorded_at(search),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => Vec::new(),
                }
            }

            pub(crate) fn apply(&self, facts: &mut Facts, stamp: Stamp) {
                match self {
                    $(Self::$event(event) => event.apply(facts, stamp),)+
                    Self::EventRetracted(_) | Self::SourcesDisagree(_) => {}
                }
            }
        }

        impl Serialize for Event {
            /// The data alone; the name stands beside it.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$event(event) => event.serialize(serializer),)+
                    Self::EventRetracted(event) => event.serialize(serializer),
                    Self::SourcesDisagree(event) => event.serialize(serializer),
                }
            }
        }
    };
}

events! {
    ($)
    CatalogueEntryAdded "catalogue_entry_added" by "add_catalogue_entry",
    DivisionRegistered "division_registered" by "register_division",
    DivisionRenamed "division_renamed" by "rename_division",
    DivisionRecoded "division_recoded" by "recode_division",
    DivisionsMerged "divisions_merged" by "merge_divisions",
    DivisionSplit "division_split" by "split_division",
    DivisionMoved "division_moved" by "move_division",
    DivisionConverted "division_converted" by "convert_division",
    DivisionAbolished "division_abolished" by "abolish_division",
    RelocationSiteRegistered "relocation_site_registered" by "register_relocation_site",
    RelocationSiteRenamed "relocation_site_renamed" by "rename_relocation_site",
    PopulationCounted "population_counted" by "count_population",
    RelocationSiteClosed "relocation_site_closed" by "close_relocation_site",
    RelocationSiteBecameCommunity "relocation_site_became_community" by "turn_relocation_site_into_community",
    FederationFounded "federation_founded" by "found_federation",
    FederationRenamed "federation_renamed" by "rename_federation",
    FederationsMerged "federations_merged" by "merge_federations",
    FederationDissolved "federation_dissolved" by "dissolve_federation",
    ExecutiveCommitteeElected "executive_committee_elected" by "elect_executive_committee",
    SeatFilled "seat_filled" by "fill_seat",
    SeatVacated "seat_vacated" by "vacate_seat",
    CommitteeMet "committee_met" by "hold_committee_session",
    ElementEstablished "element_established" by "establish_element",
    CouncilCreated "council_created" by "create_council",
    ElementInspected "element_inspected" by "inspect_element",
    ElementSuspended "element_suspended" by "suspend_element",
    ElementResumed "element_resumed" by "resume_element",
    ElementClosed "element_closed" by "close_element",
    SharingAgreed "sharing_agreed" by "agree_sharing",
    SharingEnded "sharing_ended" by "end_sharing",
    DesignationRecommended "designation_recommended" by "recommend_designation",
    DesignationGranted "designation_granted" by "grant_designation",
    DesignationRevoked "designation_revoked" by "revoke_designation",
    InstitutionEstablished "institution_established" by "establish_institution",
    InstitutionClosed "institution_closed" by "close_institution",
    StandardAdopted "standard_adopted" by "adopt_standard",
    StandardRepealed "standard_repealed" by "repeal_standard",
    PrecedenceAdopted "precedence_adopted" by "adopt_precedence",
    TargetSet "target_set" by "set_target",
    TargetWithdrawn "target_withdrawn" by "withdraw_target",
    ReformIssueRaised "reform_issue_raised" by "raise_reform_issue",
    ReformIssueProgressed "reform_issue_progressed" by "progress_reform_issue",
    ReformIssueClosed "reform_issue_closed" by "close_reform_issue",
    SampleDrawn "sample_drawn" by "draw_sample",
    PersonRegistered "person_registered" by "register_person",
    PersonErased "person_erased" by "erase_person",
}

impl Event {
    /// The recorded event that it says something about: for a retraction what it withdraws, for a
    /// disagreement what is stated otherwise.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others speak for themselves")]
    pub const fn original(&self) -> Option<EventId> {
        match self {
            Self::EventRetracted(event) => Some(event.event),
            Self::SourcesDisagree(event) => Some(event.event),
            _ => None,
        }
    }
}

/// A fact: an event, when it took effect, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The day on which it happened in China, as precisely as paper says.
    pub effective: PartialDate,
    /// What it rests on; may be empty, which is a finding.
    pub evidence: Vec<Evidence>,
    /// What happened.
    pub event: Event,
}

impl Packed for Fact {
    fn pack(&self, to: &mut Packer<'_>) {
        to.fact(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        from.fact()
    }
}

/// A fact with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its identity.
    pub id: EventId,
    /// Its place.
    pub position: Position,
    /// The fact.
    pub fact: Fact,
}

crate::packed! { struct Recorded { id, position, fact } }

/// The two times by which the places are found that an event names, of its date and where it is
/// recorded.
pub fn names_as_of(effective: PartialDate, position: Position) -> AsOf {
    AsOf::on(effective.last()).known_before(position.plus(1))
}
