//! Relocation sites, and counts of people.

use jiceng_domain::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteClosed, RelocationSiteRegistered,
    RelocationSiteRenamed,
};

use super::place::PlaceV1;
use super::tags::tags;
use super::value::stored;

tags! {
    20 "relocation_site_registered" RelocationSiteRegistered { now 1 = RelocationSiteRegisteredV1 }
    21 "relocation_site_renamed" RelocationSiteRenamed { now 1 = RelocationSiteRenamedV1 }
    22 "population_counted" PopulationCounted { now 1 = PopulationCountedV1 }
    23 "relocation_site_closed" RelocationSiteClosed { now 1 = RelocationSiteClosedV1 }
    24 "relocation_site_became_community" RelocationSiteBecameCommunity { now 1 = RelocationSiteBecameCommunityV1 }
}

stored! {
    struct RelocationSiteRegisteredV1<'a> of RelocationSiteRegistered {
        site: &'a str,
        name: &'a str,
        county: u64,
        township: Option<u64>,
        host: Option<u64>,
    }
}
stored! {
    struct RelocationSiteRenamedV1<'a> of RelocationSiteRenamed { site: &'a str, name: &'a str, }
}
stored! {
    struct PopulationCountedV1<'a> of PopulationCounted { place: PlaceV1<'a>, people: u32, }
}
stored! {
    struct RelocationSiteClosedV1<'a> of RelocationSiteClosed { site: &'a str, }
}
stored! {
    struct RelocationSiteBecameCommunityV1<'a> of RelocationSiteBecameCommunity {
        site: &'a str,
        code: u64,
        name: &'a str,
    }
}
