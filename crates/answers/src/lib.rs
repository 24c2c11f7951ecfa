//! What can be asked of a jiceng (基层) registry, and what the answers are: one file a question.
//!
//! A question is plain data ([`CoverageQuestion`]), which an edge makes of arguments, a form or
//! JSON. It answers from a [`View`](jiceng_core::View) with plain data ([`CoverageAnswer`]): codes
//! and names, no dense numbers, in one order of places. An edge serializes it, or makes a [`Table`]
//! of it. Nothing here knows a terminal, HTTP, or a language; words for people are another crate's.
//!
//! ```
//! use jiceng_answers::{By, CoverageQuestion};
//! use jiceng_core::{Question, Registry};
//!
//! let view = Registry::in_memory().view(Question::default())?;
//! let answer = CoverageQuestion { by: By::Place, ..CoverageQuestion::default() }.answer(&view)?;
//! assert_eq!(answer.totals.read.places, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod both_times;
mod bounded;
mod burn_up;
mod causes;
pub mod certificate;
mod checkpoint;
mod claims;
mod codes;
mod commits;
mod correction;
mod counted;
mod coverage;
mod diff;
mod disagreements;
mod divisions;
mod effect_row;
mod elections;
mod erasure;
mod error;
mod event_row;
mod explain;
mod figure;
mod find;
mod findings;
mod gaps;
mod history;
mod import;
mod issues;
mod lateness;
mod log_head;
mod names;
mod next_step;
mod person;
mod person_named;
mod persons;
mod place_named;
mod place_order;
mod place_row;
mod plane;
mod precedence;
mod proofs;
mod receipt;
mod recoding;
mod replay;
mod rescue;
pub mod resolve;
mod restate;
mod sample;
mod sample_result;
mod samples;
mod schema;
mod sealing;
mod selection;
mod shapes;
mod snapshot;
mod span;
mod standard_asked;
mod standards;
mod table;
mod target;
mod targets;
mod tenure;
mod uncertain;
mod verification;
mod wanted;
mod when;

pub use both_times::BothTimes;
pub use bounded::{Bounded, KindRow, TotalsRow};
pub use burn_up::{BurnUpAnswer, BurnUpDay, BurnUpQuestion};
pub use causes::CauseRow;
pub use checkpoint::{CheckpointAnswer, CheckpointQuestion};
pub use claims::{ClaimReason, ClaimRow, ClaimsAnswer, ClaimsQuestion, CountRow, ExpectedRow};
pub use codes::may_be_code;
pub use commits::{CommitRow, CommitsAnswer, CommitsQuestion};
pub use correction::{CorrectionAnswer, fields_of_fact};
pub use counted::{CellMissed, CountedRow, MissedRow};
pub use coverage::{By, CoverageAnswer, CoverageQuestion, CoverageRow, DivisionRow, KindNamed};
pub use diff::{ChangeCodes, DiffAnswer, DiffQuestion, DiffRow};
pub use disagreements::{DisagreementRow, DisagreementsAnswer, DisagreementsQuestion, PrecedenceInForce, StatementRow};
pub use divisions::{DivisionsAnswer, DivisionsQuestion, ListedRow};
pub use effect_row::{EffectRow, EffectRows};
pub use elections::{
    ByFederation, ElectionRow, FederationAnswer, FederationQuestion, FederationRow, FederationSelection, HeldAnswer,
    HeldBounds, HeldQuestion, HeldRow, HeldTotals, HoldingRow, OfficeBounds, OfficeRow, OfficeStateAsked,
    OfficeTotalsRow, OfficesAnswer, OfficesQuestion, OfficesRow, RoundRow, RoundStateAsked, SeatRow, TermRow,
};
pub use erasure::{BackupRow, ErasureAnswer, RewrappingAnswer};
pub use error::{AskError, Sought};
pub use event_row::{EventRow, WithdrawnRow, evidence_told};
pub use explain::{CommitteeRow, ExplainAnswer, ExplainQuestion, GroundRow, OtherwiseRow};
pub use figure::{FigureAnswer, FigureQuestion, FigureRow};
pub use find::{FindAnswer, FindQuestion, FoundBy, FoundRow};
pub use findings::{FindingCount, FindingRow, FindingsAnswer, FindingsQuestion};
pub use gaps::{GapRow, GapsAnswer, GapsOfPlace, GapsQuestion};
pub use history::{CarrierRow, HistoryAnswer, HistoryQuestion, HistoryRow, PeriodRow};
pub use import::{AdoptionAnswer, BadRowSaid, ImportAnswer, SinceRow};
pub use issues::{IssueAnswer, IssueQuestion, IssueRow, IssueStateAsked, IssuesAnswer, IssuesQuestion, StepRow};
pub use lateness::{LateBy, LateCounts, LateFact, LateGroup, LateKey, LateRows, LatenessAnswer, LatenessQuestion};
pub use log_head::{LogHeadAnswer, LogHeadQuestion};
pub use names::Names;
pub use next_step::NextStep;
pub use person::{PersonAnswer, PersonQuestion};
pub use person_named::PersonNamed;
pub use persons::{NameState, PersonRow, PersonSeatRow, PersonsAnswer, PersonsQuestion};
pub use place_order::PlaceOrder;
pub use place_row::{CellRow, PlaceRow};
pub use plane::{BoundedCount, PlaneAnswer, PlaneFigure, PlaneQuestion, PlaneRow};
pub use precedence::{PrecedenceAnswer, PrecedenceQuestion, PrecedenceRow};
pub use proofs::{CommitProofQuestion, GrowthProofQuestion, ProofAnswer};
pub use receipt::{ReceiptRow, RetractionAnswer};
pub use recoding::{RecodingAnswer, RecodingException, RecodingQuestion, RecodingRow};
pub use replay::{ReplayAnswer, ReplayCell, ReplayDay, ReplayQuestion, ReplayRow};
pub use rescue::{BehindRow, LostRow, RescueAnswer};
pub use restate::{MovedRow, RestateAnswer, RestateBy, RestateQuestion, RestatedRow};
pub use sample::{DrawnRow, SampleAnswer, SampleQuestion, StratumRow};
pub use sample_result::{
    InspectedKind, InspectedRow, InspectedStratum, SampleResultAnswer, SampleResultQuestion, result_code,
};
pub use samples::{InspectionCounts, SampleRow, SamplesAnswer, SamplesQuestion};
pub use sealing::SealingAnswer;
pub use selection::{AssessedAs, PlacesAsked, Selected, is_gap};
pub use snapshot::{PassedOverRow, SnapshotAnswer};
pub use span::{DayRange, Every};
pub use standard_asked::StandardAsked;
pub use standards::{
    RequirementRow, StandardAnswer, StandardQuestion, StandardRow, StandardsAnswer, StandardsQuestion,
};
pub use table::{Column, ColumnKind, StateNamed, Table, Value};
pub use target::{TargetAnswer, TargetQuestion, TargetSaid};
pub use targets::{ProgressRow, TargetRow, TargetsAnswer, TargetsQuestion};
pub use tenure::TenureRow;
pub use uncertain::{OpenCell, UncertainAnswer, UncertainFact, UncertainQuestion};
pub use verification::{CheckpointRow, NotInOrder, TrustedCheckpoint, VerificationAnswer, VerificationQuestion};
pub use wanted::Wanted;
pub use when::{KnownAt, When};
