//! From a domain value to what is stored, and back.

use jiceng_domain::{
    CreditCode, DesignationId, DivisionCode, EvidenceKindCode, FederationId, InstitutionId, InstitutionKindCode,
    KindCode, Name, Note, PersonId, ProgrammeCode, Recorder, ReformIssueId, SampleId, SiteId, StandardId, TargetId,
};

/// A value that cannot be stored, or a stored one that the domain refuses, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field {field}: {reason}")]
pub struct FieldError {
    /// The field, such as `seats[2].person`.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl FieldError {
    #[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
    pub(super) fn new(reason: impl ToString) -> Self {
        Self { field: String::new(), reason: reason.to_string() }
    }

    /// The same, as seen from the value around it.
    pub(super) fn within(self, outer: &str) -> Self {
        let Self { field, reason } = self;
        let field = match field.chars().next() {
            None => outer.to_owned(),
            Some('[') => format!("{outer}{field}"),
            Some(_) => format!("{outer}.{field}"),
        };
        Self { field, reason }
    }
}

/// What a domain value `D` is stored as.
pub(super) trait Store<'a, D: ?Sized>: Sized {
    fn store(value: &'a D) -> Result<Self, FieldError>;
}

/// The domain value `D` that is stored.
pub(super) trait Load<D>: Sized {
    fn load(self) -> Result<D, FieldError>;
}

impl<'a, D, S: Store<'a, D>> Store<'a, Option<D>> for Option<S> {
    fn store(value: &'a Option<D>) -> Result<Self, FieldError> {
        value.as_ref().map(S::store).transpose()
    }
}

impl<D, S: Load<D>> Load<Option<D>> for Option<S> {
    fn load(self) -> Result<Option<D>, FieldError> {
        self.map(S::load).transpose()
    }
}

impl<'a, D, S: Store<'a, D>> Store<'a, Vec<D>> for Vec<S> {
    fn store(values: &'a Vec<D>) -> Result<Self, FieldError> {
        let stored = values.iter().enumerate().map(|(index, value)| at(index, S::store(value)));
        stored.collect()
    }
}

impl<D, S: Load<D>> Load<Vec<D>> for Vec<S> {
    fn load(self) -> Result<Vec<D>, FieldError> {
        let values = self.into_iter().enumerate().map(|(index, stored)| at(index, stored.load()));
        values.collect()
    }
}

fn at<T>(index: usize, result: Result<T, FieldError>) -> Result<T, FieldError> {
    result.map_err(|error| error.within(&format!("[{index}]")))
}

macro_rules! as_they_are {
    ($($type:ty)+) => { $(
        impl Store<'_, $type> for $type {
            fn store(value: &$type) -> Result<Self, FieldError> {
                Ok(*value)
            }
        }

        impl Load<$type> for $type {
            fn load(self) -> Result<$type, FieldError> {
                Ok(self)
            }
        }
    )+ };
}

as_they_are!(bool u8 u16 u32);

macro_rules! as_text {
    ($($type:ty)+) => { $(
        impl<'a> Store<'a, $type> for &'a str {
            fn store(value: &'a $type) -> Result<Self, FieldError> {
                Ok(value.as_str())
            }
        }

        impl Load<$type> for &str {
            fn load(self) -> Result<$type, FieldError> {
                let value = <$type>::recorded(self).map_err(FieldError::new)?;
                // The parsers are kind to people: they drop white space and raise small letters.
                if value.as_str() == self {
                    Ok(value)
                } else {
                    Err(FieldError::new(format!("it is stored in another form than \"{}\"", value.as_str())))
                }
            }
        }
    )+ };
}

as_text!(CreditCode DesignationId EvidenceKindCode FederationId InstitutionId InstitutionKindCode KindCode Name Note PersonId
    ProgrammeCode Recorder ReformIssueId SampleId SiteId StandardId TargetId);

/// The twelve digits as a number.
impl Store<'_, DivisionCode> for u64 {
    fn store(value: &DivisionCode) -> Result<Self, FieldError> {
        Ok(value.number())
    }
}

impl Load<DivisionCode> for u64 {
    fn load(self) -> Result<DivisionCode, FieldError> {
        DivisionCode::from_number(self).map_err(FieldError::new)
    }
}

/// Declares a stored struct and how it stands for a domain struct, field by field.
///
/// A field that the domain gains or renames breaks the build here; the bytes follow this
/// declaration alone: the fields in this order, nothing between them.
macro_rules! stored {
    ($(#[$doc:meta])* struct $name:ident<'a> of $domain:ident { $($field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(bound(deserialize = "'de: 'a"))]
        pub(super) struct $name<'a> { $($field: $type,)+ }
        crate::stored::value::mapped!($name<'a>, $domain, $($field)+);
    };
    ($(#[$doc:meta])* struct $name:ident of $domain:ident { $($field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(super) struct $name { $($field: $type,)+ }
        crate::stored::value::mapped!($name, $domain, $($field)+);
    };
}

macro_rules! mapped {
    ($name:ty, $domain:ident, $($field:ident)+) => {
        impl<'a> crate::stored::value::Store<'a, $domain> for $name {
            fn store(value: &'a $domain) -> Result<Self, crate::stored::value::FieldError> {
                let $domain { $($field),+ } = value;
                Ok(Self {
                    $($field: crate::stored::value::Store::store($field)
                        .map_err(|error| error.within(stringify!($field)))?,)+
                })
            }
        }

        impl<'a> crate::stored::value::Load<$domain> for $name {
            fn load(self) -> Result<$domain, crate::stored::value::FieldError> {
                Ok($domain {
                    $($field: crate::stored::value::Load::load(self.$field)
                        .map_err(|error| error.within(stringify!($field)))?,)+
                })
            }
        }
    };
}

/// Declares the numbers that stand for the values of a plain domain enum.
macro_rules! codes {
    ($domain:ident { $($code:literal = $variant:ident,)+ }) => {
        impl crate::stored::value::Store<'_, $domain> for u8 {
            fn store(value: &$domain) -> Result<Self, crate::stored::value::FieldError> {
                Ok(match value { $($domain::$variant => $code,)+ })
            }
        }

        impl crate::stored::value::Load<$domain> for u8 {
            fn load(self) -> Result<$domain, crate::stored::value::FieldError> {
                match self {
                    $($code => Ok($domain::$variant),)+
                    other => Err(crate::stored::value::FieldError::new(format!("there is no {} {other}", stringify!($domain)))),
                }
            }
        }
    };
}

pub(super) use {codes, mapped, stored};
