//! One fact of every event type, and of every shape that their values take: what the golden bytes
//! are of. They stand beside the bytes, in `fixtures/golden/frames.txt`, as the JSON of an event.

use jiceng_domain::person::{PersonName, PersonRegistered, SealedName};
use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::{Event, Evidence, Fact, PartialDate};
use serde_json::{Map, Value, from_value};

use super::golden::{SAMPLES, bytes};

/// The samples, by label: an event's name, and after a dot what is special.
pub(crate) fn samples() -> Vec<(&'static str, Fact)> {
    SAMPLES.iter().map(|(label, told)| (label.as_str(), read(label, told))).collect()
}

fn read(label: &str, told: &str) -> Fact {
    let sample: Value = serde_json::from_str(told).unwrap_or_else(|error| panic!("{label}: {error}"));
    let Value::Object(mut sample) = sample else { panic!("{label}: {told}") };
    let effective: PartialDate = from_value(taken(&mut sample, "effective")).unwrap();
    let evidence: Option<Vec<Evidence>> = from_value(taken(&mut sample, "evidence")).unwrap();
    let data = taken(&mut sample, "data");
    assert!(sample.is_empty(), "{label} says more: {sample:?}");
    let event = event(label.split('.').next().unwrap(), data);
    assert!(label.starts_with(event.name()), "{label}");
    Fact { effective, evidence: evidence.unwrap_or_default(), event }
}

fn taken(from: &mut Map<String, Value>, field: &str) -> Value {
    from.remove(field).unwrap_or_default()
}

/// Four events are recorded as nobody can wish them, and so are read by hand.
fn event(name: &str, mut data: Value) -> Event {
    match (name, data.as_object_mut()) {
        ("event_retracted", _) => Event::EventRetracted(from_value(data).unwrap()),
        ("sources_disagree", _) => Event::SourcesDisagree(from_value(data).unwrap()),
        ("person_registered", Some(fields)) => {
            let sealed = bytes(fields["name"]["sealed"].as_str().unwrap());
            let person = from_value(taken(fields, "person")).unwrap();
            PersonRegistered { person, name: PersonName::Sealed(SealedName(sealed.into())) }.into()
        }
        ("sample_drawn", Some(fields)) => {
            let [seed_position, seed, places] = ["seed_position", "seed", "places"].map(|field| taken(fields, field));
            let known = taken(fields["population"].as_object_mut().unwrap(), "known");
            let mut drawn: SampleDrawn = from_value(data).unwrap();
            drawn.population.known = from_value(known).unwrap();
            drawn.seed_position = from_value(seed_position).unwrap();
            drawn.seed = from_value(seed).unwrap();
            drawn.places = from_value(places).unwrap();
            drawn.into()
        }
        _ => {
            let at = Event::NAMES.iter().position(|known| *known == name).unwrap_or_else(|| panic!("no event {name}"));
            let read = Event::deserialize_for(Event::COMMANDS[at], data).unwrap();
            read.unwrap_or_else(|error| panic!("{name}: {error}"))
        }
    }
}
