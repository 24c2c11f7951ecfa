//! Persons: registered with a sealed name, erased.

use jiceng_domain::TextError;
use jiceng_domain::person::{PersonName, PersonRegistered, PersonState, SealedName};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given_nothing};

fn registered() -> Given {
    given_nothing().and([person("p").on("2018-01-01")])
}

fn named(person: &str, sealed: &[u8]) -> PersonRegistered {
    PersonRegistered { person: text(person), name: PersonName::Sealed(SealedName(sealed.into())) }
}

#[test]
fn a_person_is_registered_with_a_sealed_name() {
    let facts = given_nothing().when(named("p", b"sealed").on("2018-01-01")).is_recorded().facts;
    assert_eq!(facts.persons.now(&text("p")), PersonState::Registered(SealedName(b"sealed".as_slice().into())));
    let plain = PersonRegistered { person: text("p"), name: PersonName::Plain(text("韦示例")) };
    let refusal = given_nothing().when(plain.on("2018-01-01")).refused("name_not_sealed");
    assert!(!refusal.to_string().contains("韦示例"));
}

#[test]
fn an_identifier_is_of_one_person() {
    registered().when(person("p").on("2018-01-01")).is_already_true();
    registered().when(person("p").on("2019-01-01")).is_already_true();
    registered().when(named("p", b"other").on("2018-01-01")).refused("person_exists");
}

#[test]
fn an_erased_person_stays_erased() {
    let facts = registered().when(erased("p").on("2020-01-01")).is_recorded().facts;
    assert_eq!(facts.persons.now(&text("p")), PersonState::Erased);
    let given = registered().and([erased("p").on("2020-01-01")]);
    given.clone().when(erased("p").on("2020-01-01")).is_already_true();
    given.clone().when(erased("p").on("2020-06-01")).is_already_true();
    given.when(named("p", b"again").on("2020-06-01")).refused("person_erased");
    given_nothing().when(erased("p").on("2020-01-01")).refused("unknown_person");
}

#[test]
fn an_erasure_is_not_withdrawn_and_outlives_the_registration() {
    let given = registered().and([erased("p").on("2020-01-01")]);
    let (registration, erasure) = (given.clone().recorder().events[0].id, given.clone().recorder().events[1].id);
    given.clone().when(retraction_of(erasure)).refused("not_retractable");
    let given = given.and([retraction_of(registration)]);
    assert_eq!(given.clone().recorder().facts.persons.now(&text("p")), PersonState::Erased);
    given.when(person("p").on("2018-01-01")).refused("person_erased");
}

#[test]
fn a_name_is_never_shown() {
    let plain = PersonName::Plain(text("韦示例"));
    assert!(!format!("{plain:?}").contains("韦示例"));
    assert_eq!(String::from(plain), "(unsealed)");
    assert_eq!(format!("{:?}", SealedName(b"1234".as_slice().into())), "Sealed(4 bytes)");
    assert_eq!(PersonName::try_from("韦示例".to_owned()), Ok(PersonName::Plain(text("韦示例"))));
    // An error about a name does not tell a part of it.
    let error = PersonName::try_from("韦\u{7}示".to_owned()).unwrap_err();
    assert_eq!(error, TextError::Hidden { found: '\u{7}', at: 2 });
    assert!(!error.to_string().contains(['韦', '示']));
}
