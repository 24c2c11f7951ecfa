//! The fields of every command, as JSON and the command line name them. A test holds this table
//! against the domain's types.

use jiceng_core::domain::Level;
use jiceng_core::domain::committee::{Employment, FillingWay};
use jiceng_core::domain::evidence_role::EvidenceRole;

/// What a field holds, which is also what a message about it can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A date of day, month, quarter, half-year or year precision.
    PartialDate,
    /// A day.
    Day,
    /// A division code or the identifier of a relocation site.
    Place,
    /// A division code.
    Division,
    /// A list of division codes.
    Divisions,
    /// An identifier.
    Id,
    /// A list of identifiers.
    Ids,
    /// An element kind of the catalogue.
    Kind,
    /// A list of element kinds.
    Kinds,
    /// A code of the catalogue.
    Code,
    /// A list of codes of the catalogue.
    Codes,
    /// A name.
    Name,
    /// A list of names.
    Names,
    /// The name of a person.
    PersonName,
    /// A remark.
    Note,
    /// A whole number.
    Number,
    /// A whole number from 1.
    NumberFromOne,
    /// True or false.
    Flag,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// New divisions: a list of objects with `code` and `name`.
    NewDivisions,
    /// Seats: a list of objects with `role` and `person`.
    Seats,
    /// The holder of a designation.
    Holder,
    /// What a target counts.
    Measure,
    /// A coverage standard.
    Standard,
    /// What a sample is drawn from.
    Population,
    /// A unified social credit code.
    CreditCode,
    /// An event's identity.
    Event,
    /// Another row, without identity, recorder and recording time.
    Replacement,
    /// A commit's identity.
    Commit,
    /// An instant with its offset.
    Instant,
    /// A list of evidence.
    Evidence,
    /// A document number.
    DocumentNumber,
    /// The digest of a file.
    Digest,
}

/// A field of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name in JSON; on the command line with hyphens.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub is_required: bool,
}

/// Whether a command is about persons, so that any part of its row could hold a name by mistake.
/// Commands that nobody knows are taken for such.
pub fn is_about_persons(command: &str) -> bool {
    let about_persons =
        |field: &Field| field.name == PERSON.name || matches!(field.shape, Shape::PersonName | Shape::Seats);
    fields_of(command).is_none_or(|fields| fields.iter().any(about_persons))
}

/// The fields that any row may have beside those of its command.
pub const CONTEXT: &[Field] = &[
    must("command", Shape::Choice(&[])),
    must("effective", Shape::PartialDate),
    may("evidence", Shape::Evidence),
    may("recorder", Shape::Name),
    may("approver", Shape::Name),
    may("commit", Shape::Commit),
    may("recorded_at", Shape::Instant),
];

/// The seats of a committee.
pub const ROLES: &[&str] = &["chair", "vice_chair", "standing_member", "member"];
/// In which way a seat is filled between elections.
pub const FILLING_WAYS: &[&str] =
    &[FillingWay::Replaced.as_str(), FillingWay::Added.as_str(), FillingWay::Elected.as_str()];
/// How the work in a seat is employed.
pub const EMPLOYMENTS: &[&str] =
    &[Employment::FullTime.as_str(), Employment::PartTime.as_str(), Employment::Seconded.as_str()];
/// What a paper does about a fact.
pub const EVIDENCE_ROLES: &[&str] = &[
    EvidenceRole::Approves.as_str(),
    EvidenceRole::Orders.as_str(),
    EvidenceRole::Records.as_str(),
    EvidenceRole::Reports.as_str(),
];
/// The reasons for a retraction.
pub const REASONS: &[&str] = &["mistyped", "wrong_place", "never_happened", "duplicate", "better_evidence"];
const LISTS: &[&str] = &["element_kind", "programme", "institution_kind", "evidence_kind"];
/// How a population is divided before drawing.
pub const STRATA: &[&str] = &["prefecture", "county", "township", "none"];
/// The levels of divisions.
pub const LEVELS: &[&str] = &[
    Level::Province.as_str(),
    Level::Prefecture.as_str(),
    Level::County.as_str(),
    Level::Township.as_str(),
    Level::Community.as_str(),
];
const ORIGINS: &[&str] = &["new", "converted_from_congress"];

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: true }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: false }
}

const PLACE: Field = must("place", Shape::Place);
const KIND: Field = must("kind", Shape::Kind);
const CODE: Field = must("code", Shape::Division);
const NAME: Field = must("name", Shape::Name);
const SITE: Field = must("site", Shape::Id);
const FEDERATION: Field = must("federation", Shape::Id);
const TERM: Field = must("term", Shape::Number);
const PERSON: Field = must("person", Shape::Id);
const REASON: Field = may("reason", Shape::Note);
const DESIGNATION: Field = must("designation", Shape::Id);
const PROGRAMME: Field = must("programme", Shape::Code);
const HOLDER: Field = must("holder", Shape::Holder);
const ISSUE: Field = must("issue", Shape::Id);

/// The commands and their own fields, in the domain's order.
pub const COMMANDS: &[(&str, &[Field])] = &[
    (
        "add_catalogue_entry",
        &[
            must("list", Shape::Choice(LISTS)),
            must("code", Shape::Code),
            must("zh", Shape::Name),
            must("en", Shape::Name),
        ],
    ),
    ("register_division", &[CODE, NAME, may("above", Shape::Division)]),
    ("rename_division", &[CODE, NAME]),
    ("recode_division", &[CODE, must("new_code", Shape::Division)]),
    ("merge_divisions", &[must("from", Shape::Divisions), must("into", Shape::Division)]),
    (
        "split_division",
        &[must("from", Shape::Division), must("into", Shape::NewDivisions), may("continues", Shape::Flag)],
    ),
    ("move_division", &[CODE, must("to", Shape::Division), may("new_code", Shape::Division)]),
    ("convert_division", &[CODE, must("new_code", Shape::Division), may("above", Shape::Division)]),
    ("abolish_division", &[CODE]),
    (
        "register_relocation_site",
        &[SITE, NAME, must("county", Shape::Division), may("township", Shape::Division), may("host", Shape::Division)],
    ),
    ("rename_relocation_site", &[SITE, NAME]),
    ("count_population", &[PLACE, must("people", Shape::Number)]),
    ("close_relocation_site", &[SITE]),
    ("turn_relocation_site_into_community", &[SITE, CODE, NAME]),
    ("found_federation", &[FEDERATION, PLACE, NAME, may("origin", Shape::Choice(ORIGINS))]),
    ("rename_federation", &[FEDERATION, NAME]),
    ("merge_federations", &[must("from", Shape::Ids), must("into", Shape::Id)]),
    ("dissolve_federation", &[FEDERATION]),
    ("elect_executive_committee", &[FEDERATION, TERM, must("seats", Shape::Seats)]),
    (
        "fill_seat",
        &[
            FEDERATION,
            TERM,
            must("role", Shape::Choice(ROLES)),
            PERSON,
            may("way", Shape::Choice(FILLING_WAYS)),
            may("employment", Shape::Choice(EMPLOYMENTS)),
            may("session", Shape::Number),
            may("congress", Shape::Number),
        ],
    ),
    ("vacate_seat", &[FEDERATION, TERM, PERSON, REASON]),
    ("hold_committee_session", &[FEDERATION, TERM, must("session", Shape::Number), may("adopted", Shape::Names)]),
    ("establish_element", &[PLACE, KIND, may("name", Shape::Name)]),
    ("create_council", &[PLACE, may("name", Shape::Name), may("members", Shape::Number)]),
    (
        "inspect_element",
        &[PLACE, KIND, must("passed", Shape::Flag), may("inspector", Shape::Name), may("sample", Shape::Id)],
    ),
    ("suspend_element", &[PLACE, KIND, REASON]),
    ("resume_element", &[PLACE, KIND]),
    ("close_element", &[PLACE, KIND, REASON]),
    ("agree_sharing", &[PLACE, must("provider", Shape::Place), must("kinds", Shape::Kinds)]),
    ("end_sharing", &[PLACE, must("provider", Shape::Place), must("kinds", Shape::Kinds)]),
    ("recommend_designation", &[DESIGNATION, PROGRAMME, HOLDER]),
    ("grant_designation", &[DESIGNATION, PROGRAMME, HOLDER]),
    ("revoke_designation", &[DESIGNATION, REASON]),
    (
        "establish_institution",
        &[
            must("institution", Shape::Id),
            must("kind", Shape::Code),
            PLACE,
            NAME,
            may("credit_code", Shape::CreditCode),
        ],
    ),
    ("close_institution", &[must("institution", Shape::Id), REASON]),
    ("adopt_standard", &[must("standard", Shape::Standard)]),
    ("repeal_standard", &[must("standard", Shape::Id)]),
    ("adopt_precedence", &[must("order", Shape::Codes)]),
    (
        "set_target",
        &[
            must("target", Shape::Id),
            NAME,
            must("measure", Shape::Measure),
            must("scope", Shape::Division),
            must("number", Shape::Number),
            must("due", Shape::Day),
        ],
    ),
    ("withdraw_target", &[must("target", Shape::Id), REASON]),
    (
        "raise_reform_issue",
        &[ISSUE, PLACE, must("title", Shape::Name), must("owner", Shape::Name), must("due", Shape::Day)],
    ),
    ("progress_reform_issue", &[ISSUE, must("note", Shape::Note)]),
    ("close_reform_issue", &[ISSUE, may("note", Shape::Note)]),
    (
        "draw_sample",
        &[
            must("sample", Shape::Id),
            must("size", Shape::Number),
            may("by", Shape::Choice(STRATA)),
            must("population", Shape::Population),
        ],
    ),
    ("register_person", &[PERSON, must("name", Shape::PersonName)]),
    ("erase_person", &[PERSON, REASON]),
    ("retract", &[must("event", Shape::Event), must("reason", Shape::Choice(REASONS)), may("note", Shape::Note)]),
    ("disagree", &[must("event", Shape::Event), must("statement", Shape::Replacement)]),
    (
        "correct",
        &[
            must("event", Shape::Event),
            must("reason", Shape::Choice(REASONS)),
            may("note", Shape::Note),
            must("replacement", Shape::Replacement),
        ],
    ),
];

/// The fields of a command's own.
pub fn fields_of(command: &str) -> Option<&'static [Field]> {
    COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, fields)| *fields)
}

/// The shape of what stands at a path within a field, as in `seats[0].role`; `None` where it has
/// parts of its own, or none is known.
pub fn leaf_shape_of(command: Option<&str>, path: &str) -> Option<Shape> {
    let whole = shape_of(command, path)?;
    let last = path.rsplit('.').next().filter(|last| *last != path);
    let last = last.map(|last| last.split('[').next().unwrap_or(last));
    Some(match (whole, last) {
        (Shape::Divisions, _)
        | (Shape::NewDivisions, Some("code" | "above"))
        | (Shape::Holder | Shape::Population, Some("division")) => Shape::Division,
        (Shape::Ids, _)
        | (Shape::Seats, Some("person"))
        | (Shape::Holder, Some("institution"))
        | (Shape::Measure, Some("federation"))
        | (Shape::Standard, Some("id")) => Shape::Id,
        (Shape::Kinds, _) | (Shape::Measure | Shape::Standard | Shape::Population, Some("kind")) => Shape::Kind,
        (Shape::Codes, _) | (Shape::Evidence, Some("kind")) | (Shape::Measure, Some("programme" | "designated")) => {
            Shape::Code
        }
        (Shape::Names, _)
        | (Shape::NewDivisions | Shape::Holder, Some("name"))
        | (Shape::Evidence, Some("title" | "page" | "sheet"))
        | (Shape::Standard, Some("zh" | "en")) => Shape::Name,
        (Shape::Standard, Some("source")) => Shape::Note,
        (Shape::Seats | Shape::Measure, Some("role")) => Shape::Choice(ROLES),
        (Shape::Seats, Some("employment")) => Shape::Choice(EMPLOYMENTS),
        (Shape::Holder, Some("place")) => Shape::Place,
        (Shape::Evidence, Some("document")) => Shape::DocumentNumber,
        (Shape::Evidence, Some("role")) => Shape::Choice(EVIDENCE_ROLES),
        (Shape::Evidence, Some("row")) => Shape::NumberFromOne,
        (Shape::Evidence, Some("digest")) => Shape::Digest,
        (Shape::Evidence, Some("dated"))
        | (Shape::Measure, Some("since"))
        | (Shape::Standard, Some("from"))
        | (Shape::Population, Some("as_of")) => Shape::Day,
        (Shape::Standard | Shape::Measure, Some("level")) => Shape::Choice(LEVELS),
        (
            Shape::NewDivisions
            | Shape::Seats
            | Shape::Holder
            | Shape::Measure
            | Shape::Standard
            | Shape::Population
            | Shape::Evidence
            | Shape::Replacement,
            _,
        ) => return None,
        (plain, _) => plain,
    })
}

/// The shape of a field of a command, or of any row; `path` may go deeper, as in `seats[0].role`.
pub fn shape_of(command: Option<&str>, path: &str) -> Option<Shape> {
    let name = path.split(['.', '[']).next().unwrap_or(path);
    let own = command.and_then(fields_of).unwrap_or_default();
    own.iter().chain(CONTEXT).find(|field| field.name == name).map(|field| field.shape)
}
