//! What a recorded fact that stands in the way of another says of its subject.

use std::fmt;

use crate::in_the_way::InTheWay;
use crate::places::{Ending, PlaceChange};
use crate::timeline::{Change, Timeline};

/// What holds of a subject by a recorded fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It was registered.
    Registered,
    /// It got another name.
    Renamed,
    /// It got another code.
    Recoded,
    /// It came under another division.
    Moved,
    /// It came to stand on another level.
    Converted,
    /// The site became a community.
    BecameCommunity,
    /// Its people were counted.
    Counted,
    /// It was abolished.
    Abolished,
    /// It was merged into another one.
    Merged,
    /// It was split.
    Split,
    /// It was closed.
    Closed,
    /// It was recommended.
    Recommended,
    /// It was granted.
    Granted,
    /// It was revoked.
    Revoked,
    /// It was established.
    Established,
    /// It was adopted.
    Adopted,
    /// It was repealed.
    Repealed,
    /// It was set.
    Set,
    /// It was withdrawn.
    Withdrawn,
    /// It was raised.
    Raised,
    /// There was progress.
    Progressed,
}

impl Holds {
    pub(crate) const fn of_place(change: &PlaceChange) -> Self {
        match change {
            PlaceChange::DivisionRegistered { .. } | PlaceChange::SiteRegistered { .. } => Self::Registered,
            PlaceChange::Renamed { .. } => Self::Renamed,
            PlaceChange::Recoded { .. } => Self::Recoded,
            PlaceChange::Moved { .. } => Self::Moved,
            PlaceChange::Converted { .. } => Self::Converted,
            PlaceChange::BecameCommunity { .. } => Self::BecameCommunity,
            PlaceChange::PopulationCounted { .. } => Self::Counted,
            PlaceChange::Ended(Ending::Abolished) => Self::Abolished,
            PlaceChange::Ended(Ending::MergedInto(_)) => Self::Merged,
            PlaceChange::Ended(Ending::SplitUp) => Self::Split,
            PlaceChange::Ended(Ending::Closed) => Self::Closed,
        }
    }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registered => "it was registered",
            Self::Renamed => "it was renamed",
            Self::Recoded => "it got another code",
            Self::Moved => "it was moved",
            Self::Converted => "it came to another level",
            Self::BecameCommunity => "it became a community",
            Self::Counted => "its people were counted",
            Self::Abolished => "it was abolished",
            Self::Merged => "it was merged into another one",
            Self::Split => "it was split",
            Self::Closed => "it was closed",
            Self::Recommended => "it was recommended",
            Self::Granted => "it was granted",
            Self::Revoked => "it was revoked",
            Self::Established => "it was established",
            Self::Adopted => "it was adopted",
            Self::Repealed => "it was repealed",
            Self::Set => "it was set",
            Self::Withdrawn => "it was withdrawn",
            Self::Raised => "it was raised",
            Self::Progressed => "it was worked on",
        })
    }
}

impl<C: Change> Timeline<C> {
    /// What the fact in the way says.
    pub(crate) fn holds_by(&self, at: Option<InTheWay>) -> Option<Holds> {
        let at = at?;
        self.recorded_for(at.effective).find(|entry| entry.position == at.position)?.change.holds()
    }
}
