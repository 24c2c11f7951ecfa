//! The table of event types: a tag for each, never used for another, and a version for each form.

#![allow(elided_lifetimes_in_paths)] // the table names types with and without lifetimes

use jiceng_domain::Event;

use super::catalogue::CatalogueEntryAddedV1;
use super::commit::{DecodeError, EncodeError};
use super::committee::{CommitteeMetV1, ExecutiveCommitteeElectedV1, SeatFilledV1, SeatVacatedV1};
use super::correction::{EventRetractedV1, EventRetractedV2, PrecedenceAdoptedV1, SourcesDisagreeV1};
use super::designation::{DesignationGrantedV1, DesignationRecommendedV1, DesignationRevokedV1};
use super::division::{
    DivisionAbolishedV1, DivisionMovedV1, DivisionRecodedV1, DivisionRegisteredV1, DivisionRegisteredV2,
    DivisionRenamedV1, DivisionSplitV1, DivisionSplitV2, DivisionsMergedV1,
};
use super::element::{
    CouncilCreatedV1, ElementClosedV1, ElementEstablishedV1, ElementInspectedV1, ElementInspectedV2, ElementResumedV1,
    ElementSuspendedV1,
};
use super::federation::{FederationDissolvedV1, FederationFoundedV1, FederationRenamedV1, FederationsMergedV1};
use super::institution::{InstitutionClosedV1, InstitutionEstablishedV1};
use super::person::{PersonErasedV1, PersonRegisteredV1};
use super::reform_issue::{ReformIssueClosedV1, ReformIssueProgressedV1, ReformIssueRaisedV1};
use super::relocation_site::{
    PopulationCountedV1, RelocationSiteBecameCommunityV1, RelocationSiteClosedV1, RelocationSiteRegisteredV1,
    RelocationSiteRenamedV1,
};
use super::sample::SampleDrawnV1;
use super::sharing::{SharingAgreedV1, SharingEndedV1};
use super::standard::{StandardAdoptedV1, StandardAdoptedV2, StandardRepealedV1};
use super::target::{TargetSetV1, TargetWithdrawnV1};
use super::value::{Load, Store};
use crate::bytes::{self, Reader};

/// An event type as it is written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The number that stands for it.
    pub tag: u16,
    /// The version in which it is written.
    pub version: u8,
    /// Its name.
    pub name: &'static str,
}

macro_rules! tags {
    ($($tag:literal $name:literal $event:ident { $($old:literal = $old_type:ident,)* now $version:literal = $type:ident })+) => {
        /// All event types, in the order of their tags.
        pub const TAGS: &[Tag] = &[$(Tag { tag: $tag, version: $version, name: $name }),+];

        /// Appends the data of an event; answers its tag and version.
        pub(super) fn put(event: &Event, out: &mut Vec<u8>) -> Result<(u16, u8), EncodeError> {
            match event {
                $(Event::$event(event) => {
                    bytes::put(&$type::store(event)?, out)?;
                    Ok(($tag, $version))
                })+
            }
        }

        /// Today's event from the data of any version there ever was.
        pub(super) fn upcast(index: u32, tag: u16, version: u8, data: &[u8]) -> Result<Event, DecodeError> {
            match (tag, version) {
                $($(($tag, $old) => read(index, $name, data, |reader| reader.take::<$old_type>()).map(Event::$event),)*
                ($tag, $version) => read(index, $name, data, |reader| reader.take::<$type>()).map(Event::$event),)+
                $(($tag, _) => Err(DecodeError::Version { index, event: $name, found: version }),)+
                _ => Err(DecodeError::Tag { index, found: tag }),
            }
        }
    };
}

fn read<'a, D, S: Load<D>>(
    index: u32,
    event: &'static str,
    data: &'a [u8],
    take: impl FnOnce(&mut Reader<'a>) -> Result<S, bytes::BytesError>,
) -> Result<D, DecodeError> {
    let mut reader = Reader::new(data);
    let stored = take(&mut reader).and_then(|stored| reader.end().map(|()| stored));
    let stored = stored.map_err(|source| DecodeError::Data { index, event, source })?;
    stored.load().map_err(|source| DecodeError::Field { index, event, source })
}

tags! {
    1 "catalogue_entry_added" CatalogueEntryAdded { now 1 = CatalogueEntryAddedV1 }
    10 "division_registered" DivisionRegistered { 1 = DivisionRegisteredV1, now 2 = DivisionRegisteredV2 }
    11 "division_renamed" DivisionRenamed { now 1 = DivisionRenamedV1 }
    12 "division_recoded" DivisionRecoded { now 1 = DivisionRecodedV1 }
    13 "divisions_merged" DivisionsMerged { now 1 = DivisionsMergedV1 }
    14 "division_split" DivisionSplit { 1 = DivisionSplitV1, now 2 = DivisionSplitV2 }
    15 "division_moved" DivisionMoved { now 1 = DivisionMovedV1 }
    16 "division_abolished" DivisionAbolished { now 1 = DivisionAbolishedV1 }
    20 "relocation_site_registered" RelocationSiteRegistered { now 1 = RelocationSiteRegisteredV1 }
    21 "relocation_site_renamed" RelocationSiteRenamed { now 1 = RelocationSiteRenamedV1 }
    22 "population_counted" PopulationCounted { now 1 = PopulationCountedV1 }
    23 "relocation_site_closed" RelocationSiteClosed { now 1 = RelocationSiteClosedV1 }
    24 "relocation_site_became_community" RelocationSiteBecameCommunity { now 1 = RelocationSiteBecameCommunityV1 }
    30 "federation_founded" FederationFounded { now 1 = FederationFoundedV1 }
    31 "federation_renamed" FederationRenamed { now 1 = FederationRenamedV1 }
    32 "federations_merged" FederationsMerged { now 1 = FederationsMergedV1 }
    33 "federation_dissolved" FederationDissolved { now 1 = FederationDissolvedV1 }
    40 "executive_committee_elected" ExecutiveCommitteeElected { now 1 = ExecutiveCommitteeElectedV1 }
    41 "seat_filled" SeatFilled { now 1 = SeatFilledV1 }
    42 "seat_vacated" SeatVacated { now 1 = SeatVacatedV1 }
    43 "committee_met" CommitteeMet { now 1 = CommitteeMetV1 }
    50 "element_established" ElementEstablished { now 1 = ElementEstablishedV1 }
    51 "council_created" CouncilCreated { now 1 = CouncilCreatedV1 }
    52 "element_inspected" ElementInspected { 1 = ElementInspectedV1, now 2 = ElementInspectedV2 }
    53 "element_suspended" ElementSuspended { now 1 = ElementSuspendedV1 }
    54 "element_resumed" ElementResumed { now 1 = ElementResumedV1 }
    55 "element_closed" ElementClosed { now 1 = ElementClosedV1 }
    60 "sharing_agreed" SharingAgreed { now 1 = SharingAgreedV1 }
    61 "sharing_ended" SharingEnded { now 1 = SharingEndedV1 }
    70 "designation_recommended" DesignationRecommended { now 1 = DesignationRecommendedV1 }
    71 "designation_granted" DesignationGranted { now 1 = DesignationGrantedV1 }
    72 "designation_revoked" DesignationRevoked { now 1 = DesignationRevokedV1 }
    80 "institution_established" InstitutionEstablished { now 1 = InstitutionEstablishedV1 }
    81 "institution_closed" InstitutionClosed { now 1 = InstitutionClosedV1 }
    90 "standard_adopted" StandardAdopted { 1 = StandardAdoptedV1, now 2 = StandardAdoptedV2 }
    91 "standard_repealed" StandardRepealed { now 1 = StandardRepealedV1 }
    92 "precedence_adopted" PrecedenceAdopted { now 1 = PrecedenceAdoptedV1 }
    100 "target_set" TargetSet { now 1 = TargetSetV1 }
    101 "target_withdrawn" TargetWithdrawn { now 1 = TargetWithdrawnV1 }
    110 "reform_issue_raised" ReformIssueRaised { now 1 = ReformIssueRaisedV1 }
    111 "reform_issue_progressed" ReformIssueProgressed { now 1 = ReformIssueProgressedV1 }
    112 "reform_issue_closed" ReformIssueClosed { now 1 = ReformIssueClosedV1 }
    115 "sample_drawn" SampleDrawn { now 1 = SampleDrawnV1 }
    120 "person_registered" PersonRegistered { now 1 = PersonRegisteredV1 }
    121 "person_erased" PersonErased { now 1 = PersonErasedV1 }
    130 "event_retracted" EventRetracted { 1 = EventRetractedV1, now 2 = EventRetractedV2 }
    131 "sources_disagree" SourcesDisagree { now 1 = SourcesDisagreeV1 }
}

/// The name of a tag.
pub(super) fn name(tag: u16) -> &'static str {
    TAGS.iter().find(|known| known.tag == tag).map_or("unknown type", |known| known.name)
}
