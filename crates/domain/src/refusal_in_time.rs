//! Which refusals come from what is recorded so far, and may pass once more is.

use crate::refusal::Refusal;

impl Refusal {
    /// Whether the same wish may be possible once other facts are recorded. Not so where the wish
    /// itself is at fault, or asks for what is refused for good.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::EffectiveAfterRecording { .. }
            | Self::ImplausibleDate { .. }
            | Self::EvidenceUnidentified { .. }
            | Self::EvidenceFromFuture { .. }
            | Self::WrongLevel { .. }
            | Self::BadList { .. }
            | Self::CatalogueCodeTaken { .. }
            | Self::TooManyKinds { .. }
            | Self::KindHasItsOwnCommand { .. }
            | Self::NotAssessed { .. }
            | Self::SharesWithItself { .. }
            | Self::SameCode { .. }
            | Self::SameLevel { .. }
            | Self::MergesIntoItself { .. }
            | Self::DecidedTwice { .. }
            | Self::TermZero { .. }
            | Self::SessionZero { .. }
            | Self::PersonErased { .. }
            | Self::NameNotSealed { .. }
            | Self::StandardUnusable { .. }
            | Self::StandardTermsUnusable { .. }
            // What is drawn depends on where in the log it is drawn.
            | Self::SampleNotDrawn { .. }
            | Self::SeedMisplaced { .. }
            | Self::NothingToDraw { .. }
            | Self::AlreadyWithdrawn { .. }
            | Self::NotRetractable { .. }
            | Self::NotDisputable { .. }
            | Self::SameStatement { .. }
            | Self::NotTheSameMatter { .. }
            | Self::BadReplacement { .. } => false,
            Self::UnknownPlace { .. }
            | Self::PlaceNotOpen { .. }
            | Self::DivisionExists { .. }
            | Self::NoParent { .. }
            | Self::ParentNotAbove { .. }
            | Self::PlaceClash { .. }
            | Self::SharingClash { .. }
            | Self::CommitteeClash { .. }
            | Self::LeavesNoPlace { .. }
            | Self::LeavesNoFederation { .. }
            | Self::LeavesNoProvider { .. }
            | Self::LeavesNothingServing { .. }
            | Self::LeavesPrefecture { .. }
            | Self::MergesInACircle { .. }
            | Self::CodesOfOneDivision { .. }
            | Self::FederationsMergeInACircle { .. }
            | Self::FederationsOfOnePlace { .. }
            | Self::SiteExists { .. }
            | Self::NotASite { .. }
            | Self::UnknownCatalogueCode { .. }
            | Self::AlreadyOpen { .. }
            | Self::ElementNotOpen { .. }
            | Self::NothingServes { .. }
            | Self::ElementNotSuspended { .. }
            | Self::ElementSuspended { .. }
            | Self::ElementClash { .. }
            | Self::OutsidePrefecture { .. }
            | Self::ProviderHasNone { .. }
            | Self::ProviderOnlyShares { .. }
            | Self::AlreadySharing { .. }
            | Self::NotSharing { .. }
            | Self::UnknownFederation { .. }
            | Self::FederationExists { .. }
            | Self::FederationActive { .. }
            | Self::FederationNotActive { .. }
            | Self::FederationClash { .. }
            | Self::TermExists { .. }
            | Self::NoCommittee { .. }
            | Self::PersonSeated { .. }
            | Self::PersonNotSeated { .. }
            | Self::SessionExists { .. }
            | Self::UnknownPerson { .. }
            | Self::PersonExists { .. }
            | Self::UnknownDesignation { .. }
            | Self::DesignationExists { .. }
            | Self::DesignationClash { .. }
            | Self::RecommendedAfterGrant { .. }
            | Self::UnknownInstitution { .. }
            | Self::InstitutionExists { .. }
            | Self::InstitutionClash { .. }
            | Self::UnknownStandard { .. }
            | Self::StandardExists { .. }
            | Self::StandardClash { .. }
            | Self::UnknownTarget { .. }
            | Self::TargetExists { .. }
            | Self::TargetClash { .. }
            | Self::UnknownReformIssue { .. }
            | Self::ReformIssueExists { .. }
            | Self::ReformIssueClash { .. }
            | Self::UnknownSample { .. }
            | Self::SampleExists { .. }
            | Self::NotInSample { .. }
            | Self::InspectedBeforeDrawn { .. }
            | Self::UnknownEvent { .. }
            | Self::StatedUndisputed { .. } => true,
        }
    }

    /// Whether it may come from the order in which facts came: what is recorded was taken for
    /// another thing than it is, as an end for the end of an earlier period. Not so where something
    /// is named that nobody knows.
    pub const fn may_be_of_order(&self) -> bool {
        let names_nobody = matches!(
            self,
            Self::UnknownPlace { .. }
                | Self::NoParent { .. }
                | Self::UnknownCatalogueCode { .. }
                | Self::UnknownFederation { .. }
                | Self::UnknownPerson { .. }
                | Self::UnknownDesignation { .. }
                | Self::UnknownInstitution { .. }
                | Self::UnknownStandard { .. }
                | Self::UnknownTarget { .. }
                | Self::UnknownReformIssue { .. }
                | Self::UnknownSample { .. }
                | Self::UnknownEvent { .. }
        );
        self.may_pass() && !names_nobody
    }
}
