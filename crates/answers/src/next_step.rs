//! What to do next after an error: a code, which each edge words in its own way.

use serde::Serialize;

use crate::error::{AskError, Sought};

/// What to do next after an error. A terminal names a command for it, a page a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Look for the place among all of them, or by its name.
    ListPlaces,
    /// Look for the person among all of them.
    ListPersons,
    /// Look for the federation among those of the day.
    ListFederations,
    /// Look for the sample among those that were drawn.
    ListSamples,
    /// Look for the target among those of the day.
    ListTargets,
    /// Look for the reform issue among those of the day.
    ListIssues,
    /// Look for the standard among those that were adopted or ship.
    ListStandards,
    /// Look for the event in the history of its place.
    ShowHistory,
    /// Add the kind to the catalogue.
    AddCatalogueEntry,
}

impl NextStep {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ListPlaces,
        Self::ListPersons,
        Self::ListFederations,
        Self::ListSamples,
        Self::ListTargets,
        Self::ListIssues,
        Self::ListStandards,
        Self::ShowHistory,
        Self::AddCatalogueEntry,
    ];

    /// Its code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ListPlaces => "list_places",
            Self::ListPersons => "list_persons",
            Self::ListFederations => "list_federations",
            Self::ListSamples => "list_samples",
            Self::ListTargets => "list_targets",
            Self::ListIssues => "list_issues",
            Self::ListStandards => "list_standards",
            Self::ShowHistory => "show_history",
            Self::AddCatalogueEntry => "add_catalogue_entry",
        }
    }
}

impl AskError {
    /// What to do next, where that is more than to ask for what is wanted.
    pub const fn next_step(&self) -> Option<NextStep> {
        match self {
            Self::NoSuchPlace { .. } => Some(NextStep::ListPlaces),
            Self::NotAPerson => Some(NextStep::ListPersons),
            Self::NotFound { sought, .. } => Some(match sought {
                Sought::Person => NextStep::ListPersons,
                Sought::Federation | Sought::FederationOfPlace => NextStep::ListFederations,
                Sought::Sample => NextStep::ListSamples,
                Sought::Target => NextStep::ListTargets,
                Sought::Issue => NextStep::ListIssues,
                Sought::Standard => NextStep::ListStandards,
                Sought::Event | Sought::Commit => NextStep::ShowHistory,
            }),
            Self::UnknownKind { .. } => Some(NextStep::AddCatalogueEntry),
            Self::Registry(_)
            | Self::Certificate(_)
            | Self::Value { .. }
            | Self::NotAssessed { .. }
            | Self::BadStandard { .. }
            | Self::BadClaims { .. } => None,
        }
    }
}
