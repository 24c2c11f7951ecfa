//! Recording in a line.

use jiceng_core::domain::{Command, CommitId, Event, Wish};
use jiceng_core::{Error, Question, Receipt, Registry, Request};
use jiceng_testkit::make::{text, wish};
use jiceng_testkit::world::small_world;
use jiff::Timestamp;
use uuid::Uuid;

/// A commit's identity.
pub(crate) fn id(n: u128) -> CommitId {
    CommitId(Uuid::from_u128(n))
}

/// The request that something be recorded.
pub(crate) fn request(wish: Wish) -> Request {
    Request::new(text("示例办公室"), wish)
}

/// The same with a commit's identity.
pub(crate) fn identified(n: u128, wish: Wish) -> Request {
    Request { commit: Some(id(n)), ..request(wish) }
}

/// The same, recorded elsewhere at an instant.
pub(crate) fn stated(at: &str, wish: Wish) -> Request {
    Request { recorded_at: Some(instant(at)), ..request(wish) }
}

/// An instant.
pub(crate) fn instant(at: &str) -> Timestamp {
    at.parse().unwrap()
}

/// Records a wish.
pub(crate) fn record(registry: &Registry, wish: Wish) -> Result<Receipt, Error> {
    registry.record(&request(wish))
}

/// A registry in memory that holds the small world.
pub(crate) fn of_small_world() -> Registry {
    let registry = Registry::in_memory();
    fill(&registry);
    registry
}

/// Records the small world.
pub(crate) fn fill(registry: &Registry) {
    let mut batch = registry.batch().unwrap();
    for wish in small_world() {
        batch.add(request(wish)).unwrap();
    }
    batch.commit().unwrap();
}

/// The end of the log.
pub(crate) fn head(registry: &Registry) -> u64 {
    registry.view(Question::default()).unwrap().locked().unwrap().facts().head().0
}

/// That everything rebuilt is as it is.
pub(crate) fn is_in_order(registry: &Registry) -> bool {
    registry.verify(&mut |_| {}).unwrap().projections_agree
}

/// The wish that a person be registered under a name.
pub(crate) fn person_named(person: &str, name: &str) -> Wish {
    use jiceng_core::domain::person::{PersonName, PersonRegistered};
    let registered = PersonRegistered { person: text(person), name: PersonName::Plain(text(name)) };
    wish(text("2018-01-01"), registered)
}

/// The event of a wish that records one.
pub(crate) fn event_of(wish: &Wish) -> &Event {
    let Command::Record(event) = &wish.command else { panic!("{wish:?}") };
    event
}
