//! What a change of a place brings: a name, a code, a division above, a count.

use crate::division_code::DivisionCode;
use crate::ids::Name;
use crate::places::{Ending, PlaceChange, PlaceNo};

impl PlaceChange {
    /// Whether the place begins with it.
    pub const fn is_beginning(&self) -> bool {
        matches!(self, Self::DivisionRegistered { .. } | Self::SiteRegistered { .. })
    }

    /// The name it brings.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::DivisionRegistered { name, .. }
            | Self::SiteRegistered { name, .. }
            | Self::Renamed { name }
            | Self::BecameCommunity { name, .. } => Some(name),
            Self::Recoded { .. } | Self::Moved { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => None,
        }
    }

    /// The code it brings.
    pub const fn code(&self) -> Option<DivisionCode> {
        match self {
            Self::DivisionRegistered { code, .. } | Self::Recoded { code } | Self::BecameCommunity { code, .. } => {
                Some(*code)
            }
            Self::Moved { code, .. } => *code,
            Self::SiteRegistered { .. } | Self::Renamed { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => {
                None
            }
        }
    }

    /// The division above that it brings.
    pub const fn parent(&self) -> Option<PlaceNo> {
        match self {
            Self::DivisionRegistered { parent, .. } => *parent,
            Self::SiteRegistered { parent, .. } | Self::Moved { parent, .. } | Self::BecameCommunity { parent, .. } => {
                Some(*parent)
            }
            Self::Renamed { .. } | Self::Recoded { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => None,
        }
    }

    /// The other places that it names: the division above, the host of a site, what the place was
    /// merged into.
    pub(crate) const fn names(&self) -> [Option<PlaceNo>; 2] {
        let host = if let Self::SiteRegistered { host, .. } = self { *host } else { None };
        match self.merged_into() {
            Some(into) => [Some(into), None],
            None => [self.parent(), host],
        }
    }

    /// The count that it brings.
    pub const fn people(&self) -> Option<u32> {
        match self {
            Self::PopulationCounted { people } => Some(*people),
            Self::DivisionRegistered { .. }
            | Self::SiteRegistered { .. }
            | Self::Renamed { .. }
            | Self::Recoded { .. }
            | Self::Moved { .. }
            | Self::BecameCommunity { .. }
            | Self::Ended(_) => None,
        }
    }

    /// The place that it was merged into.
    pub const fn merged_into(&self) -> Option<PlaceNo> {
        match self {
            Self::Ended(Ending::MergedInto(into)) => Some(*into),
            Self::Ended(Ending::Abolished | Ending::SplitUp | Ending::Closed)
            | Self::DivisionRegistered { .. }
            | Self::SiteRegistered { .. }
            | Self::Renamed { .. }
            | Self::Recoded { .. }
            | Self::Moved { .. }
            | Self::BecameCommunity { .. }
            | Self::PopulationCounted { .. } => None,
        }
    }
}
