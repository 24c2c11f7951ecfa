//! Where what a certificate states and what a registry answers differ, field by field.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What a certificate states and the registry does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CertificateDifference {
    /// The field, such as `log.tree_head`.
    pub field: String,
    /// What is stated.
    pub stated: String,
    /// What is found.
    pub found: String,
}

/// Adds where two values differ. Items of a list are told apart by their `place`, where they have
/// one.
pub(super) fn compare(
    path: &str,
    stated: Option<&Value>,
    found: Option<&Value>,
    differences: &mut Vec<CertificateDifference>,
) {
    match (stated, found) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                compare(&format!("{path}.{name}"), a.get(name), b.get(name), differences);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            let keyed = |items: &[Value]| -> Vec<String> {
                let key = |(index, item): (usize, &Value)| match item.get("place") {
                    Some(Value::String(place)) => place.clone(),
                    Some(_) => String::new(),
                    None => index.to_string(),
                };
                items.iter().enumerate().map(key).collect()
            };
            let (in_a, in_b) = (keyed(a), keyed(b));
            let names: BTreeSet<&String> = in_a.iter().chain(&in_b).collect();
            let at = |names: &[String], items: &[Value], name: &String| {
                names.iter().position(|n| n == name).and_then(|index| items.get(index).cloned())
            };
            for name in names {
                let (a, b) = (at(&in_a, a, name), at(&in_b, b, name));
                compare(&format!("{path}[{name}]"), a.as_ref(), b.as_ref(), differences);
            }
        }
        (a, b) if a == b => {}
        (a, b) => {
            let text = |value: Option<&Value>| match value {
                None => "-".to_owned(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            differences.push(CertificateDifference { field: path.to_owned(), stated: text(a), found: text(b) });
        }
    }
}

/// A difference.
pub(super) fn difference(field: &str, stated: &dyn ToString, found: &dyn ToString) -> CertificateDifference {
    CertificateDifference { field: field.to_owned(), stated: stated.to_string(), found: found.to_string() }
}
