//! Every event survives being written as JSON and read back. (Names of persons never leave.)

use jiceng_domain::{Event, Evidence};
use jiceng_testkit::generate::{
    any_credit_code, any_division_code, any_document_number, any_event, any_evidence, any_place,
};
use proptest::prelude::*;
use serde_json::{Value, from_str, from_value, to_string, to_value};

proptest! {
    #[test]
    fn an_event_is_read_as_it_is_written(event in any_event()) {
        let written = to_value(&event).unwrap();
        prop_assert!(written.is_object());
        if matches!(event, Event::PersonRegistered(_)) {
            prop_assert_eq!(&written["name"], &Value::from("(sealed)"));
        } else if let Event::SampleDrawn(mut drawn) = event {
            // Nobody can say in JSON what is drawn.
            prop_assert!(Event::deserialize_for("draw_sample", written.clone()).unwrap().is_err());
            (drawn.population.known, drawn.seed_position, drawn.seed) = (None, None, None);
            drawn.places.clear();
            let wished = to_value(&drawn).unwrap();
            prop_assert_eq!(Event::deserialize_for("draw_sample", wished).unwrap().unwrap(), drawn.into());
        } else if let Some(read) = Event::deserialize_for(event.command_name(), written.clone()) {
            prop_assert_eq!(read.unwrap(), event);
        } else {
            prop_assert!(event.original().is_some(), "no command reads {}", written);
        }
    }

    #[test]
    fn an_event_with_a_field_too_many_is_not_read(event in any_event()) {
        let mut written = to_value(&event).unwrap();
        written["surprise"] = Value::from(1);
        if let Some(read) = Event::deserialize_for(event.command_name(), written) {
            prop_assert!(read.is_err());
        }
    }

    #[test]
    fn evidence_is_read_as_it_is_written(evidence in any_evidence()) {
        prop_assert!(evidence.is_identified());
        prop_assert_eq!(from_str::<Evidence>(&to_string(&evidence).unwrap()).unwrap(), evidence);
    }

    #[test]
    fn codes_and_places_are_read_as_they_are_written(
        code in any_division_code(),
        credit in any_credit_code(),
        document in any_document_number(),
        place in any_place(),
    ) {
        prop_assert_eq!(code.to_string().parse(), Ok(code));
        prop_assert_eq!(credit.to_string().parse(), Ok(credit));
        prop_assert_eq!(document.to_string().parse(), Ok(document.clone()));
        prop_assert_eq!(place.to_string().parse(), Ok(place.clone()));
        let written = to_value((code, credit, &document, &place)).unwrap();
        prop_assert_eq!(from_value::<(_, _, _, _)>(written).unwrap(), (code, credit, document, place));
    }
}
