//! Measures: any at all, and those that name what the small world has.

use jiceng_domain::Level;
use jiceng_domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::committee::SeatRole;
use jiceng_domain::target::{
    ElectionSelection, Measure, PlaceSelection, PlaceSort, Possession, SeatSelection, SessionSelection,
};
use jiff::civil::Date;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::text::{any_date, any_id};
use crate::make::{day, text};

/// Any measure.
pub(super) fn any_measure() -> impl Strategy<Value = Measure> {
    prop_oneof![
        (any_id(), any_selection(), any_possession()).prop_map(|(kind, places, by)| Measure::PlacesWith {
            kind,
            places,
            by
        }),
        (any_selection(), any_possession()).prop_map(|(places, by)| Measure::PlacesComplete { places, by }),
        (any_id(), any_selection()).prop_map(|(kind, places)| Measure::PlacesInspected { kind, places }),
        any_id().prop_map(|programme| Measure::Designations { programme }),
        any_id().prop_map(|kind| Measure::Institutions { kind }),
        any_id().prop_map(|programme| Measure::DesignationsRecommended { programme }),
        (any_id(), any_level()).prop_map(|(kind, level)| Measure::DivisionsWithInstitution { kind, level }),
        any_sessions().prop_map(Measure::CommitteeSessions),
        any_sessions().prop_map(Measure::RulesAdopted),
        (option::of(any_level()), option::of(any_date()))
            .prop_map(|(level, since)| Measure::Elections(ElectionSelection { level, since })),
        (option::of(any_level()), option::of(any_role()))
            .prop_map(|(level, role)| Measure::CommitteeSeats(SeatSelection { level, role })),
    ]
}

/// Any measure that names what the small world has.
pub fn any_measure_of_world() -> impl Strategy<Value = Measure> {
    let kinds = select(vec![WOMENS_FEDERATION, WOMENS_HOME, CHILDRENS_HOME, WOMENS_COUNCIL, LECTURE_TEAM]);
    (any_measure(), kinds, any::<bool>()).prop_map(|(mut measure, of, is_large)| {
        let narrowed = |places: &mut PlaceSelection| {
            places.population_at_least = is_large.then_some(800);
            places.population_below = None;
            places.designated = places.designated.as_ref().map(|_| text("reform_demonstration"));
        };
        let since = |since: Option<Date>| since.map(|_| day("2019-01-01"));
        match &mut measure {
            Measure::PlacesWith { kind, places, .. } | Measure::PlacesInspected { kind, places } => {
                *kind = text(of);
                narrowed(places);
            }
            Measure::PlacesComplete { places, .. } => narrowed(places),
            Measure::Designations { programme } | Measure::DesignationsRecommended { programme } => {
                *programme = text("reform_demonstration");
            }
            Measure::Institutions { kind } | Measure::DivisionsWithInstitution { kind, .. } => {
                *kind = text("marriage_mediation");
            }
            Measure::CommitteeSessions(sessions) | Measure::RulesAdopted(sessions) => {
                *sessions = SessionSelection { since: since(sessions.since), ..SessionSelection::default() };
            }
            Measure::Elections(elections) => elections.since = since(elections.since),
            Measure::CommitteeSeats(_) => {}
        }
        measure
    })
}

fn any_role() -> impl Strategy<Value = SeatRole> {
    select(vec![SeatRole::Chair, SeatRole::ViceChair, SeatRole::StandingMember, SeatRole::Member])
}

fn any_level() -> impl Strategy<Value = Level> {
    select(vec![Level::Province, Level::Prefecture, Level::County, Level::Township, Level::Community])
}

fn any_sessions() -> impl Strategy<Value = SessionSelection> {
    (option::of(any_id()), option::of(any::<u16>()), option::of(any::<u16>()), option::of(any_date()))
        .prop_map(|(federation, term, session, since)| SessionSelection { federation, term, session, since })
}

fn any_selection() -> impl Strategy<Value = PlaceSelection> {
    let sorts = select(vec![PlaceSort::Any, PlaceSort::Community, PlaceSort::Site]);
    (sorts, option::of(any::<u32>()), option::of(any::<u32>()), option::of(any_id())).prop_map(
        |(sort, population_at_least, population_below, designated)| PlaceSelection {
            sort,
            population_at_least,
            population_below,
            designated,
        },
    )
}

fn any_possession() -> impl Strategy<Value = Possession> {
    select(vec![Possession::Any, Possession::Own, Possession::Shared])
}
