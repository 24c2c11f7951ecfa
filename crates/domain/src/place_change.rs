//! What can change about a place, and what a change brings: a name, a code, a division above, a
//! count.

use crate::division_code::DivisionCode;
use crate::ids::Name;
use crate::places::PlaceNo;

/// What can change about a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PlaceChange {
    /// A division was registered.
    DivisionRegistered {
        /// Its name.
        name: Name,
        /// Its code.
        code: DivisionCode,
        /// The division above.
        parent: Option<PlaceNo>,
    },
    /// A relocation site was registered.
    SiteRegistered {
        /// Its name.
        name: Name,
        /// Its township, or its county where no township is known.
        parent: PlaceNo,
        /// The community whose land it stands on.
        host: Option<PlaceNo>,
    },
    /// It got another name.
    Renamed {
        /// The new name.
        name: Name,
    },
    /// It got another code.
    Recoded {
        /// The new code.
        code: DivisionCode,
    },
    /// It came under another division.
    Moved {
        /// The division above from now on.
        parent: PlaceNo,
        /// The new code, where the move brought one.
        code: Option<DivisionCode>,
    },
    /// A division came to stand on another level.
    Converted {
        /// The new code.
        code: DivisionCode,
        /// The division above from now on; none where it became a province.
        parent: Option<PlaceNo>,
    },
    /// A relocation site became a community.
    BecameCommunity {
        /// The community's name.
        name: Name,
        /// The community's code.
        code: DivisionCode,
        /// The township.
        parent: PlaceNo,
    },
    /// Its people were counted.
    PopulationCounted {
        /// How many there were.
        people: u32,
    },
    /// It ended.
    Ended(Ending),
}

crate::packed! { enum PlaceChange {
    0 = DivisionRegistered { name, code, parent },
    1 = SiteRegistered { name, parent, host },
    2 = Renamed { name },
    3 = Recoded { code },
    4 = Moved { parent, code },
    5 = BecameCommunity { name, code, parent },
    6 = PopulationCounted { people },
    7 = Ended(ending),
    8 = Converted { code, parent },
} }

/// How a place ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The division was abolished (撤销).
    Abolished,
    /// The division was merged into another (合并).
    MergedInto(PlaceNo),
    /// The division was split up (拆分).
    SplitUp,
    /// The relocation site was closed.
    Closed,
}

crate::packed! { enum Ending { 0 = Abolished, 1 = MergedInto(place), 2 = SplitUp, 3 = Closed } }

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
            Self::Recoded { .. }
            | Self::Moved { .. }
            | Self::Converted { .. }
            | Self::PopulationCounted { .. }
            | Self::Ended(_) => None,
        }
    }

    /// The code it brings.
    pub const fn code(&self) -> Option<DivisionCode> {
        match self {
            Self::DivisionRegistered { code, .. }
            | Self::Recoded { code }
            | Self::Converted { code, .. }
            | Self::BecameCommunity { code, .. } => Some(*code),
            Self::Moved { code, .. } => *code,
            Self::SiteRegistered { .. } | Self::Renamed { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => {
                None
            }
        }
    }

    /// The division above that it brings.
    pub const fn parent(&self) -> Option<PlaceNo> {
        match self {
            Self::DivisionRegistered { parent, .. } | Self::Converted { parent, .. } => *parent,
            Self::SiteRegistered { parent, .. } | Self::Moved { parent, .. } | Self::BecameCommunity { parent, .. } => {
                Some(*parent)
            }
            Self::Renamed { .. } | Self::Recoded { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => None,
        }
    }

    /// What it says of the division above: none where it says nothing, and that there is none where
    /// it makes a province.
    #[allow(clippy::option_option, reason = "nothing said, or none above")]
    pub const fn above(&self) -> Option<Option<PlaceNo>> {
        match self {
            Self::DivisionRegistered { parent, .. } | Self::Converted { parent, .. } => Some(*parent),
            Self::SiteRegistered { parent, .. } | Self::Moved { parent, .. } | Self::BecameCommunity { parent, .. } => {
                Some(Some(*parent))
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
            | Self::Converted { .. }
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
            | Self::Converted { .. }
            | Self::BecameCommunity { .. }
            | Self::PopulationCounted { .. } => None,
        }
    }
}
