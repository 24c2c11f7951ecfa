//! The history that is measured with.

use jiceng_core::domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_HOME};
use jiceng_core::domain::division::DivisionRegistered;
use jiceng_core::domain::element::ElementEstablished;
use jiceng_core::domain::relocation_site::PopulationCounted;
use jiceng_core::domain::{CommitId, Event, Evidence, Fact, PartialDate, Place, Recorder};
use jiceng_core::log::NewCommit;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, Value, json};

use crate::Result;

/// Events about a place.
const EVENTS_A_PLACE: u64 = 40;

/// The commits of about so many events.
pub(crate) fn commits(events: u64) -> Result<Box<dyn Iterator<Item = Result<NewCommit>>>> {
    let start: Timestamp = "2016-01-02T00:00:00Z".parse()?;
    let commit = move |number: u64| -> Result<NewCommit> {
        Ok(NewCommit {
            id: CommitId(uuid::Uuid::from_u128(u128::from(number) + 1)),
            recorded_at: start.checked_add(i64::try_from(number)?.seconds())?,
            recorder: Recorder::parse("示例县妇联")?,
            command: "import".to_owned(),
            facts: facts(number)?,
        })
    };
    Ok(Box::new((0..events.div_ceil(EVENTS_A_PLACE)).map(commit)))
}

/// What happens at a community; the divisions above are registered with the first one in them.
fn facts(number: u64) -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    let (community, township, county) = (number % 100, number / 100 % 10, number / 1_000 % 80);
    let (prefecture, province) = (number / 80_000 % 80, number / 6_400_000);
    let parts = [11 + province, 1 + prefecture, 1 + county, 100 + township, 1 + community];
    let code = format!("{:02}{:02}{:02}{:03}{:03}", parts[0], parts[1], parts[2], parts[3], parts[4]);
    let above = [(2, 6_400_000), (4, 80_000), (6, 1_000), (9, 100), (12, 1)];
    for (digits, _) in above.into_iter().filter(|(_, every)| number.is_multiple_of(*every)) {
        let code = code.get(..digits).unwrap_or_default();
        let event = DivisionRegistered { code: code.parse()?, name: format!("示例{code}").parse()? };
        facts.push(fact("2015-01-01", event)?);
    }
    let place: Place = code.parse()?;
    for kind in [WOMENS_HOME, CHILDRENS_HOME, LECTURE_TEAM] {
        let name = Some(format!("示例{number}号").parse()?);
        facts.push(fact("2016-01-01", ElementEstablished { place: place.clone(), kind: kind.parse()?, name })?);
    }
    for month in 1..=12_u32 {
        for day in [5, 15, 25] {
            let people = 1000 + u32::try_from(number % 977)? + month * 31 + day;
            facts.push(fact(&format!("2015-{month:02}-{day:02}"), PopulationCounted { place: place.clone(), people })?);
        }
    }
    Ok(facts)
}

fn fact(day: &str, event: impl Into<Event>) -> Result<Fact> {
    let evidence = Evidence {
        document: None,
        title: Some("示例县妇联统计台账".parse()?),
        dated: None,
        page: None,
        kind: None,
        digest: None,
    };
    Ok(Fact { effective: PartialDate::parse(day)?, evidence: vec![evidence], event: event.into() })
}

/// The rows that a commit comes of, as JSON.
pub(crate) fn rows(commit: &NewCommit) -> Result<Vec<String>> {
    let row = |fact: &Fact| -> Result<String> {
        let mut row = Map::new();
        row.insert("recorded_at".to_owned(), json!(commit.recorded_at.to_string()));
        row.insert("recorder".to_owned(), json!(commit.recorder.as_str()));
        row.insert("effective".to_owned(), serde_json::to_value(fact.effective)?);
        row.insert("evidence".to_owned(), serde_json::to_value(&fact.evidence)?);
        row.insert("command".to_owned(), json!(fact.event.command_name()));
        if let Value::Object(fields) = serde_json::to_value(&fact.event)? {
            row.extend(fields);
        }
        Ok(serde_json::to_string(&row)?)
    };
    commit.facts.iter().map(row).collect()
}
