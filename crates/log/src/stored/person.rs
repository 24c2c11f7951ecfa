//! Persons: the name only as sealed bytes.

use jiceng_domain::person::{PersonErased, PersonName, PersonRegistered, SealedName};

use super::tags::tags;
use super::value::{FieldError, Load, Store, stored};
use crate::bytes::Blob;

tags! {
    120 "person_registered" PersonRegistered { now 1 = PersonRegisteredV1 }
    121 "person_erased" PersonErased { now 1 = PersonErasedV1 }
}

stored! {
    struct PersonRegisteredV1<'a> of PersonRegistered { person: &'a str, name: Blob<'a>, }
}
stored! {
    struct PersonErasedV1<'a> of PersonErased { person: &'a str, reason: Option<&'a str>, }
}

impl<'a> Store<'a, PersonName> for Blob<'a> {
    fn store(value: &'a PersonName) -> Result<Self, FieldError> {
        match value {
            PersonName::Sealed(sealed) => Ok(Self(&sealed.0)),
            PersonName::Plain(_) => {
                Err(FieldError::new("the name of a person is not sealed, and stays out of the log"))
            }
        }
    }
}

impl Load<PersonName> for Blob<'_> {
    fn load(self) -> Result<PersonName, FieldError> {
        Ok(PersonName::Sealed(SealedName(self.0.into())))
    }
}
