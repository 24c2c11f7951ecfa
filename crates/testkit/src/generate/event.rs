//! Every event with any data that its fields allow. Few of them could happen in one history.

use std::fmt::Debug;

use jiceng_domain::committee::{Employment, Seat, SeatRole};
use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::designation::Holder;
use jiceng_domain::disagreement::SourcesDisagree;
use jiceng_domain::division::DivisionRegistered;
use jiceng_domain::person::{PersonName, PersonRegistered, SealedName};
use jiceng_domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::target::PlaceSort;
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{CommitId, Event, EventId, Fact, KindCode, Level, Position, SiteId, TreeHash};
use jiceng_exchange::fields::{Field, Shape, fields_of};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, from_value, to_value};
use uuid::Uuid;

use super::measure::any_measure;
use super::text::{
    any_credit_code, any_date, any_division_code, any_document_number, any_evidence, any_id, any_name, any_note,
    any_partial_date, any_place,
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

/// A generator for each event, in their order.
pub fn every_event() -> Vec<BoxedStrategy<Event>> {
    Event::NAMES.iter().enumerate().map(|(at, name)| any_event_named(name, Event::COMMANDS.get(at).copied())).collect()
}

/// Four are recorded as nobody can wish them; the others have the fields of their command.
fn any_event_named(event: &str, command: Option<&'static str>) -> BoxedStrategy<Event> {
    match (event, command) {
        ("person_registered", _) => {
            (any_id(), any_sealed_name()).prop_map(|(person, name)| PersonRegistered { person, name }.into()).boxed()
        }
        ("sample_drawn", _) => any_sample().boxed(),
        ("event_retracted", _) => (any_event_id(), any_reason(), option::of(any_note()), any::<bool>())
            .prop_map(|(event, reason, note, replaced)| {
                Event::EventRetracted(EventRetracted { event, reason, note, replaced })
            })
            .boxed(),
        (_, Some(command)) => any_event_of(command),
        (_, None) => any_event_id().prop_map(|event| SourcesDisagree { event }.into()).boxed(),
    }
}

/// Data for every field of a command, read as its event.
fn any_event_of(command: &'static str) -> BoxedStrategy<Event> {
    let fields: Vec<&Field> = fields_of(command).expect("a command of the table").iter().collect();
    let names: Vec<&'static str> = fields.iter().map(|field| field.name).collect();
    let values: Vec<_> = fields.iter().map(|field| any_value(field)).collect();
    let read = move |values: Vec<Option<Value>>| {
        let data = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        let data = Value::Object(data.collect::<Map<_, _>>());
        Event::deserialize_for(command, data).expect("a command of the domain").ok()
    };
    values.prop_filter_map("a number too large for the field", read).boxed()
}

fn any_value(field: &Field) -> BoxedStrategy<Option<Value>> {
    let value = any_of_shape(field.shape);
    if field.is_required { value.prop_map(Some).boxed() } else { option::of(value).boxed() }
}

fn any_of_shape(shape: Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::PartialDate => written(any_partial_date()),
        Shape::Day => written(any_date()),
        Shape::Place => written(any_place()),
        Shape::Division => written(any_division_code()),
        Shape::Divisions => written(vec(any_division_code(), 0..4)),
        // Identifiers are of one form, whatever they identify.
        Shape::Id => written(any_id::<SiteId>()),
        Shape::Ids => written(vec(any_id::<SiteId>(), 0..4)),
        Shape::Kind | Shape::Code => written(any_id::<KindCode>()),
        Shape::Kinds | Shape::Codes => written(vec(any_id::<KindCode>(), 0..5)),
        Shape::Name => written(any_name()),
        Shape::Names => written(vec(any_name(), 0..3)),
        Shape::Note => written(any_note()),
        // Fields have room for different numbers.
        Shape::Number => {
            written(prop_oneof![any::<u8>().prop_map(u32::from), any::<u16>().prop_map(u32::from), any::<u32>()])
        }
        Shape::NumberFromOne => written(1..=u32::MAX),
        Shape::Flag => written(any::<bool>()),
        Shape::Choice(words) => select(words).prop_map(Value::from).boxed(),
        Shape::NewDivisions => written(vec(any_registration(), 0..4)),
        Shape::Seats => written(vec(any_seat(), 0..9)),
        Shape::Holder => written(any_holder()),
        Shape::Measure => written(any_measure()),
        Shape::Standard => written(any_standard()),
        Shape::CreditCode => written(any_credit_code()),
        Shape::Event => written(any_event_id()),
        Shape::Evidence => written(vec(any_evidence(), 0..3)),
        Shape::DocumentNumber => written(any_document_number()),
        Shape::PersonName | Shape::Population | Shape::Replacement | Shape::Commit | Shape::Instant | Shape::Digest => {
            unreachable!("no event has a field of the shape {shape:?}")
        }
    }
}

/// The JSON of values, from which they can be read again.
fn written<T>(values: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Value>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let write = |value: T| {
        let json = to_value(&value).expect("it has JSON");
        assert_eq!(from_value::<T>(json.clone()).ok().as_ref(), Some(&value), "{json}");
        json
    };
    values.prop_map(write).boxed()
}

fn any_sample() -> impl Strategy<Value = Event> {
    let drawn = (any::<u64>().prop_map(Position), any::<[u8; 32]>().prop_map(TreeHash), vec(any_place(), 0..9));
    (any_id(), any::<u32>(), any_strata(), any_population(), drawn).prop_map(
        |(sample, size, by, population, (seed_position, seed, places))| {
            let (seed_position, seed) = (Some(seed_position), Some(seed));
            SampleDrawn { sample, size, by, population, seed_position, seed, places }.into()
        },
    )
}

fn any_registration() -> impl Strategy<Value = DivisionRegistered> {
    let above = option::of(any_division_code());
    (any_division_code(), any_name(), above).prop_map(|(code, name, above)| DivisionRegistered { code, name, above })
}

fn any_role() -> impl Strategy<Value = SeatRole> {
    select(vec![SeatRole::Chair, SeatRole::ViceChair, SeatRole::StandingMember, SeatRole::Member])
}

fn any_seat() -> impl Strategy<Value = Seat> {
    let employment = option::of(select(vec![Employment::FullTime, Employment::PartTime, Employment::Seconded]));
    (any_role(), any_id(), employment).prop_map(|(role, person, employment)| Seat { role, person, employment })
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
