//! What a value should have been.

/// What a value should have been, of a question or of what an edge takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A day.
    Day,
    /// An instant, a day or a position.
    Known,
    /// A place.
    Place,
    /// A division that is registered.
    Division,
    /// A division below the one that is asked about.
    DivisionBelow,
    /// The division around which places are looked for.
    Around,
    /// An element kind of the catalogue.
    Kind,
    /// A figure; one of a single kind where the question names a kind.
    Figure,
    /// A date of any precision.
    PartialDate,
    /// A standard's identifier.
    Standard,
    /// A number of the list of reform issues.
    Issue,
    /// A target's identifier.
    Target,
    /// A sample's identifier.
    Sample,
    /// A span of days that does not run backwards.
    DayRange,
    /// Fewer days or states of knowledge.
    FewerDays,
    /// What was known first and what was known later.
    KnownSpan,
    /// An event's identity or position.
    Event,
    /// A commit's identity, or a position in it.
    Commit,
    /// A number of commits.
    Commits,
    /// The name of a key.
    KeyName,
    /// A reason for a retraction.
    Reason,
    /// A field and its value.
    Assignment,
    /// A federation's identifier, or its place.
    Federation,
    /// What a committee's term makes of a federation.
    OfficeState,
    /// Whether an election was held in a round.
    RoundState,
    /// The code of a finding.
    Finding,
    /// How much is at stake with a finding.
    Severity,
}

impl Wanted {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Day,
        Self::Known,
        Self::Place,
        Self::Division,
        Self::DivisionBelow,
        Self::Around,
        Self::Kind,
        Self::Figure,
        Self::PartialDate,
        Self::Standard,
        Self::Issue,
        Self::Target,
        Self::Sample,
        Self::DayRange,
        Self::FewerDays,
        Self::KnownSpan,
        Self::Event,
        Self::Commit,
        Self::Commits,
        Self::KeyName,
        Self::Reason,
        Self::Assignment,
        Self::Federation,
        Self::OfficeState,
        Self::RoundState,
        Self::Finding,
        Self::Severity,
    ];
}
