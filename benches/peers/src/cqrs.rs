//! cqrs-es with its store on PostgreSQL: all events of all aggregates replayed into a projection,
//! by its own `replay_all`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::QueryReplay;
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, Query};
use jiceng_core::domain::{Event, Evidence, PartialDate};
use postgres_es::{PostgresEventRepository, default_postgress_pool};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{Executor as _, PgPool};

use crate::cluster::Cluster;
use crate::{Figures, Result, TOGETHER, bytes_on_disk, scratch};

/// The table of postgres-es, as it ships it.
const TABLE: &str = "CREATE TABLE events (
    aggregate_type text                         NOT NULL,
    aggregate_id   text                         NOT NULL,
    sequence       bigint CHECK (sequence >= 0) NOT NULL,
    event_type     text                         NOT NULL,
    event_version  text                         NOT NULL,
    payload        json                         NOT NULL,
    metadata       json                         NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

/// Events that wait between the store and the projection; 200 where nothing is said.
const CHANNEL: usize = 10_000;

pub fn measure(files: &Path, events: u64) -> Result<Figures> {
    let dir = scratch(files, "peer-postgresql")?;
    let cluster = Cluster::start(&dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures = runtime.block_on(measured(&cluster, &files.join("rows.jsonl"), events));
    drop(runtime);
    drop(cluster);
    std::fs::remove_dir_all(&dir)?;
    figures
}

async fn measured(cluster: &Cluster, rows: &Path, events: u64) -> Result<Figures> {
    let pool = default_postgress_pool(&cluster.url()).await;
    pool.execute(TABLE).await?;
    let before = bytes_on_disk(&cluster.data().join("base"))?;
    let (events, imported) = copy(&pool, rows, events).await?;
    pool.execute("VACUUM (ANALYZE) events").await?;
    pool.execute("CHECKPOINT").await?;
    let disk = bytes_on_disk(&cluster.data().join("base"))? - before;
    let seen = Arc::new(AtomicU64::new(0));
    let projection = Projection { seen: Arc::clone(&seen) };
    let store = PostgresEventRepository::new(pool.clone()).with_streaming_channel_size(CHANNEL);
    let failed = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&failed);
    let mut replay: QueryReplay<_, _, PlaceOfRecord> = QueryReplay::new(store, projection);
    replay.use_error_handler(Box::new(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    let began = Instant::now();
    replay.replay_all().await?;
    let replayed = began.elapsed().as_secs_f64();
    let (seen, failed) = (seen.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
    if seen != events || failed > 0 {
        return Err(format!("{seen} of {events} events were replayed, {failed} could not be read").into());
    }
    let imported = imported.as_secs_f64();
    Ok(vec![
        ("events", events as f64),
        ("import_seconds", imported),
        ("events_per_second", events as f64 / imported),
        ("replay_seconds", replayed),
        ("replay_per_second", events as f64 / replayed),
        ("disk_bytes", disk as f64),
    ])
}

/// Brings rows in by COPY, the quickest way there is; preparing the text is not in the time.
async fn copy(pool: &PgPool, rows: &Path, events_max: u64) -> Result<(u64, Duration)> {
    let mut lines = BufReader::with_capacity(1 << 20, File::open(rows)?).lines();
    let mut sequences: BTreeMap<String, u64> = BTreeMap::new();
    let (mut events, mut took, mut text) = (0, Duration::ZERO, String::new());
    loop {
        let mut together = 0;
        text.clear();
        while together < TOGETHER && events < events_max {
            let Some(line) = lines.next() else { break };
            let Some((aggregate, happened)) = happened(&line?)? else { continue };
            let sequence = sequences.entry(aggregate.clone()).or_default();
            *sequence += 1;
            let payload = serde_json::to_string(&happened)?.replace('\\', r"\\");
            let name = happened.event_type();
            writeln!(text, "place\t{aggregate}\t{sequence}\t{name}\t1.0\t{payload}\t{{}}")?;
            (events, together) = (events + 1, together + 1);
        }
        if together == 0 {
            return Ok((events, took));
        }
        let began = Instant::now();
        let mut into = pool.copy_in_raw("COPY events FROM STDIN").await?;
        into.send(text.as_bytes()).await?;
        into.finish().await?;
        took += began.elapsed();
    }
}

/// The event that a row records, and the aggregate that it is of: its place, where it names one.
/// Corrections and retractions, of which there is no such thing there, are left out.
fn happened(row: &str) -> Result<Option<(String, Happened)>> {
    let Value::Object(mut fields) = serde_json::from_str(row)? else { return Err("a row is no object".into()) };
    for field in ["recorded_at", "recorder", "commit"] {
        fields.remove(field);
    }
    let command = fields.remove("command").ok_or("a row without a command")?;
    let (effective, evidence) = (fields.remove("effective"), fields.remove("evidence"));
    let aggregate = ["place", "site", "code", "county"].into_iter().find_map(|field| fields.get(field)?.as_str());
    let aggregate = aggregate.unwrap_or("nation").to_owned();
    if matches!(command.as_str(), Some("correct" | "retract" | "disagree")) {
        return Ok(None);
    }
    let stored = serde_json::json!({
        "command": command, "effective": effective, "evidence": evidence, "data": fields,
    });
    Ok(Some((aggregate, serde_json::from_value(stored)?)))
}

/// The aggregate: what is recorded about a place.
#[derive(Default, Serialize, Deserialize)]
struct PlaceOfRecord;

/// An event as cqrs-es stores it.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Happened {
    command: &'static str,
    effective: PartialDate,
    evidence: Vec<Evidence>,
    data: Event,
}

impl<'de> Deserialize<'de> for Happened {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            command: String,
            effective: PartialDate,
            evidence: Option<Vec<Evidence>>,
            data: Value,
        }
        let Stored { command, effective, evidence, data } = Stored::deserialize(deserializer)?;
        let event = Event::deserialize_for(&command, data);
        let data = event.ok_or_else(|| serde::de::Error::custom("an unknown command"))?;
        let data = data.map_err(serde::de::Error::custom)?;
        Ok(Self { command: data.command_name(), effective, evidence: evidence.unwrap_or_default(), data })
    }
}

impl DomainEvent for Happened {
    fn event_type(&self) -> String {
        self.data.name().to_owned()
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

impl Aggregate for PlaceOfRecord {
    const TYPE: &'static str = "place";
    type Command = Happened;
    type Event = Happened;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &Self::Services,
        sink: &EventSink<Self>,
    ) -> std::result::Result<(), Self::Error> {
        sink.write(command, self).await;
        Ok(())
    }

    fn apply(&mut self, _: Self::Event) {}
}

/// The least that a projection can do: it counts.
struct Projection {
    seen: Arc<AtomicU64>,
}

#[async_trait]
impl Query<PlaceOfRecord> for Projection {
    async fn dispatch(&self, _: &str, events: &[EventEnvelope<PlaceOfRecord>]) {
        self.seen.fetch_add(events.len() as u64, Ordering::Relaxed);
    }
}
