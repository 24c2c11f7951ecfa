//! Every event with any data that its types allow. Few of them could happen in one history.

use jiceng_domain::catalogue::{CatalogueEntryAdded, CatalogueList};
use jiceng_domain::committee::{CommitteeMet, ExecutiveCommitteeElected, Seat, SeatFilled, SeatRole, SeatVacated};
use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::designation::{DesignationGranted, DesignationRecommended, DesignationRevoked, Holder};
use jiceng_domain::disagreement::{PrecedenceAdopted, SourcesDisagree};
use jiceng_domain::division::{
    DivisionAbolished, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed, DivisionSplit,
    DivisionsMerged,
};
use jiceng_domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};
use jiceng_domain::federation::{
    FederationDissolved, FederationFounded, FederationOrigin, FederationRenamed, FederationsMerged,
};
use jiceng_domain::institution::{InstitutionClosed, InstitutionEstablished};
use jiceng_domain::person::{PersonErased, PersonName, PersonRegistered, SealedName};
use jiceng_domain::reform_issue::{ReformIssueClosed, ReformIssueProgressed, ReformIssueRaised};
use jiceng_domain::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteClosed, RelocationSiteRegistered,
    RelocationSiteRenamed,
};
use jiceng_domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_domain::sharing::{SharingAgreed, SharingEnded};
use jiceng_domain::standard::{Need, Requirement, Standard, StandardAdopted, StandardRepealed};
use jiceng_domain::target::{PlaceSort, TargetSet, TargetWithdrawn};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{CommitId, Event, EventId, Fact, Level, Position, TreeHash};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::measure::any_measure;
use super::text::{
    any_credit_code, any_date, any_division_code, any_evidence, any_id, any_name, any_note, any_partial_date, any_place,
};

/// Any event of any kind.
pub fn any_event() -> impl Strategy<Value = Event> {
    proptest::strategy::Union::new(every_event())
}

/// Any event on any date, with up to three pieces of evidence.
pub fn any_fact() -> impl Strategy<Value = Fact> {
    (any_partial_date(), vec(any_evidence(), 0..3), any_event()).prop_map(|(effective, evidence, event)| Fact {
        effective,
        evidence,
        event,
    })
}

macro_rules! strategies {
    ($($event:ident { $($field:ident: $strategy:expr),+ $(,)? })+) => {
        vec![$(
            ($($strategy,)+).prop_map(|($($field,)+)| Event::from($event { $($field),+ })).boxed()
        ),+]
    };
}

/// A generator for each kind of event, in no particular order.
pub fn every_event() -> Vec<BoxedStrategy<Event>> {
    let mut events = strategies! {
        CatalogueEntryAdded { list: any_list(), code: any_id(), zh: any_name(), en: any_name() }
        DivisionRegistered { code: any_division_code(), name: any_name(), above: option::of(any_division_code()) }
        DivisionRenamed { code: any_division_code(), name: any_name() }
        DivisionRecoded { code: any_division_code(), new_code: any_division_code() }
        DivisionsMerged { from: vec(any_division_code(), 0..4), into: any_division_code() }
        DivisionSplit { from: any_division_code(), into: vec(any_registration(), 0..4), continues: any::<bool>() }
        DivisionMoved { code: any_division_code(), to: any_division_code(), new_code: option::of(any_division_code()) }
        DivisionAbolished { code: any_division_code() }
        RelocationSiteRegistered {
            site: any_id(),
            name: any_name(),
            county: any_division_code(),
            township: option::of(any_division_code()),
            host: option::of(any_division_code()),
        }
        RelocationSiteRenamed { site: any_id(), name: any_name() }
        PopulationCounted { place: any_place(), people: any::<u32>() }
        RelocationSiteClosed { site: any_id() }
        RelocationSiteBecameCommunity { site: any_id(), code: any_division_code(), name: any_name() }
        FederationFounded { federation: any_id(), place: any_place(), name: any_name(), origin: any_origin() }
        FederationRenamed { federation: any_id(), name: any_name() }
        FederationsMerged { from: vec(any_id(), 0..4), into: any_id() }
        FederationDissolved { federation: any_id() }
        ExecutiveCommitteeElected { federation: any_id(), term: any::<u16>(), seats: vec(any_seat(), 0..9) }
        SeatFilled { federation: any_id(), term: any::<u16>(), role: any_role(), person: any_id() }
        SeatVacated { federation: any_id(), term: any::<u16>(), person: any_id(), reason: option::of(any_note()) }
        CommitteeMet {
            federation: any_id(),
            term: any::<u16>(),
            session: any::<u16>(),
            adopted: vec(any_name(), 0..3),
        }
        ElementEstablished { place: any_place(), kind: any_id(), name: option::of(any_name()) }
        CouncilCreated { place: any_place(), name: option::of(any_name()), members: option::of(any::<u16>()) }
        ElementInspected {
            place: any_place(),
            kind: any_id(),
            passed: any::<bool>(),
            inspector: option::of(any_name()),
            sample: option::of(any_id()),
        }
        ElementSuspended { place: any_place(), kind: any_id(), reason: option::of(any_note()) }
        ElementResumed { place: any_place(), kind: any_id() }
        ElementClosed { place: any_place(), kind: any_id(), reason: option::of(any_note()) }
        SharingAgreed { place: any_place(), provider: any_place(), kinds: vec(any_id(), 0..5) }
        SharingEnded { place: any_place(), provider: any_place(), kinds: vec(any_id(), 0..5) }
        DesignationRecommended { designation: any_id(), programme: any_id(), holder: any_holder() }
        DesignationGranted { designation: any_id(), programme: any_id(), holder: any_holder() }
        DesignationRevoked { designation: any_id(), reason: option::of(any_note()) }
        InstitutionEstablished {
            institution: any_id(),
            kind: any_id(),
            place: any_place(),
            name: any_name(),
            credit_code: option::of(any_credit_code()),
        }
        InstitutionClosed { institution: any_id(), reason: option::of(any_note()) }
        StandardAdopted { standard: any_standard() }
        StandardRepealed { standard: any_id() }
        PrecedenceAdopted { order: vec(any_id(), 0..5) }
        TargetSet {
            target: any_id(),
            name: any_name(),
            measure: any_measure(),
            scope: any_division_code(),
            number: any::<u32>(),
            due: any_date(),
        }
        TargetWithdrawn { target: any_id(), reason: option::of(any_note()) }
        ReformIssueRaised {
            issue: any_id(),
            place: any_place(),
            title: any_name(),
            owner: any_name(),
            due: any_date(),
        }
        ReformIssueProgressed { issue: any_id(), note: any_note() }
        ReformIssueClosed { issue: any_id(), note: option::of(any_note()) }
        SampleDrawn {
            sample: any_id(),
            size: any::<u32>(),
            by: any_strata(),
            population: any_population(),
            seed_position: any::<u64>().prop_map(|position| Some(Position(position))),
            seed: any::<[u8; 32]>().prop_map(|seed| Some(TreeHash(seed))),
            places: vec(any_place(), 0..9),
        }
        PersonRegistered { person: any_id(), name: any_sealed_name() }
        PersonErased { person: any_id(), reason: option::of(any_note()) }
    };
    let retracted = (any_event_id(), any_reason(), option::of(any_note()), any::<bool>());
    let retracted =
        retracted.prop_map(|(event, reason, note, replaced)| EventRetracted { event, reason, note, replaced });
    events.push(retracted.prop_map(Event::EventRetracted).boxed());
    let disagree = any_event_id().prop_map(|event| SourcesDisagree { event });
    events.push(disagree.prop_map(Event::SourcesDisagree).boxed());
    events
}

fn any_list() -> impl Strategy<Value = CatalogueList> {
    select(vec![
        CatalogueList::ElementKind,
        CatalogueList::Programme,
        CatalogueList::InstitutionKind,
        CatalogueList::EvidenceKind,
    ])
}

fn any_registration() -> impl Strategy<Value = DivisionRegistered> {
    let above = option::of(any_division_code());
    (any_division_code(), any_name(), above).prop_map(|(code, name, above)| DivisionRegistered { code, name, above })
}

fn any_origin() -> impl Strategy<Value = FederationOrigin> {
    select(vec![FederationOrigin::New, FederationOrigin::ConvertedFromCongress])
}

fn any_role() -> impl Strategy<Value = SeatRole> {
    select(vec![SeatRole::Chair, SeatRole::ViceChair, SeatRole::StandingMember, SeatRole::Member])
}

fn any_seat() -> impl Strategy<Value = Seat> {
    (any_role(), any_id()).prop_map(|(role, person)| Seat { role, person })
}

fn any_holder() -> impl Strategy<Value = Holder> {
    prop_oneof![
        any_place().prop_map(Holder::Place),
        any_id().prop_map(Holder::Institution),
        (any_name(), any_division_code()).prop_map(|(name, division)| Holder::Body { name, division }),
    ]
}

fn any_standard() -> impl Strategy<Value = Standard> {
    (any_id(), any_name(), any_name(), option::of(any_note()), vec(any_requirement(), 0..7), vec(any_term(), 0..4))
        .prop_map(|(id, zh, en, source, requirements, terms)| Standard { id, zh, en, source, requirements, terms })
}

fn any_term() -> impl Strategy<Value = TermOfOffice> {
    let levels = [Level::Province, Level::Prefecture, Level::County, Level::Township, Level::Community];
    (select(levels.to_vec()), any_date(), any::<u8>(), any_note())
        .prop_map(|(level, from, years, source)| TermOfOffice { level, from, years, source })
}

fn any_requirement() -> impl Strategy<Value = Requirement> {
    (any_id(), any_need(), any_need(), any::<bool>(), option::of(any::<u8>()), any::<bool>()).prop_map(
        |(kind, communities, sites, must_pass_inspection, committee_term_years, committee_in_term)| Requirement {
            kind,
            communities,
            sites,
            must_pass_inspection,
            committee_term_years,
            committee_in_term,
        },
    )
}

fn any_need() -> impl Strategy<Value = Need> {
    prop_oneof![Just(Need::NotRequired), Just(Need::Own), Just(Need::OwnOrShared), any::<u32>().prop_map(Need::OwnFrom)]
}

fn any_strata() -> impl Strategy<Value = Strata> {
    select(vec![Strata::Prefecture, Strata::County, Strata::Township, Strata::None])
}

fn any_population() -> impl Strategy<Value = Population> {
    let sorts = select(vec![PlaceSort::Any, PlaceSort::Community, PlaceSort::Site]);
    let statuses = select(vec![PlaceStatus::Complete, PlaceStatus::Partial, PlaceStatus::None]);
    let division = option::of(any_division_code());
    (any_date(), any::<u64>(), division, sorts, option::of(any_id()), option::of(statuses)).prop_map(
        |(as_of, known, division, sort, kind, status)| Population {
            as_of,
            known: Some(Position(known)),
            division,
            sort,
            kind,
            status,
        },
    )
}

fn any_sealed_name() -> impl Strategy<Value = PersonName> {
    vec(any::<u8>(), 0..90).prop_map(|bytes| PersonName::Sealed(SealedName(bytes.into())))
}

fn any_event_id() -> impl Strategy<Value = EventId> {
    (any::<u128>(), any::<u32>())
        .prop_map(|(commit, index)| EventId { commit: CommitId(Uuid::from_u128(commit)), index })
}

fn any_reason() -> impl Strategy<Value = RetractionReason> {
    select(vec![
        RetractionReason::Mistyped,
        RetractionReason::WrongPlace,
        RetractionReason::NeverHappened,
        RetractionReason::Duplicate,
        RetractionReason::BetterEvidence,
    ])
}
