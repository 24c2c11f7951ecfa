//! Shapes of what the crates below serialize, for JSON Schema: each has the fields of its type, and
//! nothing is ever made of it.
#![allow(dead_code, reason = "the schemas are made of the fields; no value is")]

use schemars::JsonSchema;
use serde::Serialize;

use crate::elections::TermRow;

/// A paper that a fact rests on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
pub(crate) struct EvidenceShape {
    /// Document number (发文字号).
    document: Option<String>,
    /// Title (标题), or what the paper is where it has none.
    title: Option<String>,
    /// The civil day in China on the paper.
    dated: Option<String>,
    /// Page or section.
    page: Option<String>,
    /// The code of the kind of evidence.
    kind: Option<String>,
    /// What the paper was stated to do: `approves`, `orders`, `records` or `reports`.
    role: Option<String>,
    /// Sheet of a workbook.
    sheet: Option<String>,
    /// Row of the sheet or table, from 1.
    row: Option<u32>,
    /// The SHA-256 of the scanned file.
    digest: Option<String>,
}

/// How many names there are, and what their keys are worth.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NamesHeld")]
pub(crate) struct NamesShape {
    /// Persons who are registered and not forgotten.
    names: usize,
    /// Those whose key is there.
    keys: usize,
    /// Those whose name opens; null where the registry key is not at hand, or nobody tried.
    opened: Option<usize>,
    /// Those that came without their keys: nothing is missing of them.
    keyless: usize,
    /// Those whose key should be there and is not.
    missing: usize,
    /// Damaged records of keys.
    damaged: usize,
    /// Lines of the list of names without keys that cannot be read.
    absent_unreadable: usize,
    /// Whether the registry key inside the registry is not the one under which the names are.
    registry_key_spoiled: bool,
}

/// Whether a place needs an element, and whether a neighbour's will do.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Need")]
pub(crate) enum NeedShape {
    /// Not needed.
    NotRequired,
    /// One of its own.
    Own,
    /// One of its own, or a neighbour's.
    OwnOrShared,
    /// One of its own from so many people on; a neighbour's will do below.
    OwnFrom(u32),
}

/// What a standard requires of one kind.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Requirement")]
pub(crate) struct RequirementShape {
    /// The code of the kind.
    kind: String,
    /// What is required of communities.
    communities: NeedShape,
    /// What is required of relocation sites.
    sites: NeedShape,
    /// Whether the last inspection must have found the element up to its building standard.
    #[serde(default)]
    must_pass_inspection: bool,
    /// For how many years after its election a committee counts.
    committee_term_years: Option<u8>,
    /// Whether the committee must be in its term.
    #[serde(default)]
    committee_in_term: bool,
}

/// A coverage standard.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Standard")]
pub(crate) struct StandardShape {
    /// Its identifier.
    id: String,
    /// Its Chinese name.
    zh: String,
    /// Its English name.
    en: String,
    /// The document that it comes from.
    source: Option<String>,
    /// What is required, one entry a kind.
    requirements: Vec<RequirementShape>,
    /// For how many years committees are elected, by level and day of election.
    #[serde(default)]
    terms: Vec<TermRow>,
}

/// Which places a measure counts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MeasuredPlaces")]
pub(crate) struct MeasuredPlacesShape {
    /// Of which sort: `any`, `community` or `site`.
    #[serde(default)]
    sort: String,
    /// With at least so many people.
    population_at_least: Option<u32>,
    /// With fewer people than that.
    population_below: Option<u32>,
    /// Designated under the programme of this code.
    designated: Option<String>,
}

/// Which sessions of executive committees a measure counts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MeasuredSessions")]
pub(crate) struct MeasuredSessionsShape {
    /// Of this federation alone.
    federation: Option<String>,
    /// Of this term (届) alone.
    term: Option<u16>,
    /// The session of this number in its term (次) alone.
    session: Option<u16>,
    /// Held on this civil day in China or later.
    since: Option<String>,
}

/// What is counted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Measure")]
pub(crate) enum MeasureShape {
    /// Places that have an element of the kind.
    PlacesWith {
        /// The code of the element kind.
        kind: String,
        /// Which places.
        places: MeasuredPlacesShape,
        /// Whose element it may be: `own`, `shared` or `any`.
        by: String,
    },
    /// Places that have all that the standard in force requires.
    PlacesComplete {
        /// Which places.
        places: MeasuredPlacesShape,
        /// Whose elements they may be.
        by: String,
    },
    /// Places whose element of the kind was found up to its building standard.
    PlacesInspected {
        /// The code of the element kind.
        kind: String,
        /// Which places.
        places: MeasuredPlacesShape,
    },
    /// Designations held under the programme.
    Designations {
        /// The code of the programme.
        programme: String,
    },
    /// Institutions of the kind.
    Institutions {
        /// The code of the institution kind.
        kind: String,
    },
    /// Designations recommended under the programme by the day.
    DesignationsRecommended {
        /// The code of the programme.
        programme: String,
    },
    /// Divisions of a level in which an institution of the kind is at work.
    DivisionsWithInstitution {
        /// The code of the institution kind.
        kind: String,
        /// The level.
        level: String,
    },
    /// Sessions that executive committees held.
    CommitteeSessions(MeasuredSessionsShape),
    /// Rules that executive committees adopted in their sessions.
    RulesAdopted(MeasuredSessionsShape),
    /// Elections of executive committees.
    Elections {
        /// Of the federations of divisions of this level alone.
        level: Option<String>,
        /// Held on this civil day in China or later.
        since: Option<String>,
    },
}

/// What a sample is drawn from.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Population")]
pub(crate) struct PopulationShape {
    /// The civil day in China.
    as_of: String,
    /// The position before which everything counts as known.
    known: Option<u64>,
    /// Only places in the division of this code.
    division: Option<String>,
    /// Only places of this sort: `any`, `community` or `site`.
    sort: String,
    /// Judged by the kind of this code alone.
    kind: Option<String>,
    /// Only places of this status: `complete`, `partial` or `none`.
    status: Option<String>,
}

/// A proof about the log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Proof")]
pub(crate) struct ProofShape {
    /// The version of the format.
    proof: u64,
    /// What it proves: `commit` or `consistency`.
    kind: String,
    /// The identity of the commit; absent of a growth.
    commit: Option<String>,
    /// The position of its first event; absent likewise.
    position: Option<u64>,
    /// Its number among the commits, from 0; absent likewise.
    number: Option<u64>,
    /// The tree that the commit is in; absent likewise.
    tree: Option<TreeShape>,
    /// The earlier tree; absent of a commit.
    from: Option<TreeShape>,
    /// The later tree; absent of a commit.
    to: Option<TreeShape>,
    /// The hashes, each in hexadecimal.
    path: Vec<String>,
    /// The bytes of the commit, in base64; absent of a growth.
    frame: Option<String>,
}

/// A tree over the first commits of a log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Tree")]
pub(crate) struct TreeShape {
    /// How many commits it has.
    commits: u64,
    /// Its root (RFC 6962), in hexadecimal.
    root: String,
}
