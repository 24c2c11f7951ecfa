//! Names that one copy of a registry has forgotten, forgotten in another.

use std::collections::BTreeSet;

use jiceng_core::domain::person::PersonErased;
use jiceng_core::domain::{Command, PartialDate, PersonId, Recorder, Wish};
use jiceng_core::{Error, NameShown, Question, Registry, Request, today};
use jiff::civil::{Date, date};

/// The last day that a registry takes, whatever the clock says.
const LAST_DAY: Date = date(2999, 12, 31);

/// Forgets those of the persons whom the registry knows and has not forgotten, in the name of a
/// command; who they were.
pub(crate) fn forget_again(
    registry: &Registry,
    persons: &BTreeSet<PersonId>,
    command: &str,
) -> Result<Vec<PersonId>, Error> {
    let mut forgotten = Vec::new();
    let Ok(recorder) = Recorder::parse(command) else { return Ok(forgotten) };
    for person in persons {
        let shown = registry.view(Question::default())?.locked()?.person(person)?;
        if matches!(shown, NameShown::Unknown | NameShown::Erased) {
            continue;
        }
        let erasure = PersonErased { person: person.clone(), reason: None };
        let effective = PartialDate::Day(today().min(LAST_DAY));
        let wish = Wish { effective, evidence: Vec::new(), command: Command::Record(erasure.into()) };
        registry.record(&Request::new(recorder.clone(), wish))?;
        forgotten.push(person.clone());
    }
    Ok(forgotten)
}
