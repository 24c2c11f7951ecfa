//! One fact of every event type, and of every shape that their values take: what the golden bytes
//! are of. A label is the event's name, and after a dot what is special.

use std::num::NonZeroU32;

use jiceng_domain::catalogue::{CatalogueEntryAdded, CatalogueList};
use jiceng_domain::committee::{CommitteeMet, ExecutiveCommitteeElected, Seat, SeatFilled, SeatRole, SeatVacated};
use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::designation::{DesignationGranted, DesignationRecommended, DesignationRevoked, Holder};
use jiceng_domain::disagreement::{PrecedenceAdopted, SourcesDisagree};
use jiceng_domain::division::{
    DivisionAbolished, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed, DivisionSplit,
    DivisionsMerged,
};
use jiceng_domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};
use jiceng_domain::evidence::Evidence;
use jiceng_domain::evidence_role::EvidenceRole;
use jiceng_domain::federation::{
    FederationDissolved, FederationFounded, FederationOrigin, FederationRenamed, FederationsMerged,
};
use jiceng_domain::institution::{InstitutionClosed, InstitutionEstablished};
use jiceng_domain::person::{PersonErased, PersonName, PersonRegistered, SealedName};
use jiceng_domain::reform_issue::{ReformIssueClosed, ReformIssueProgressed, ReformIssueRaised};
use jiceng_domain::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteClosed, RelocationSiteRegistered,
    RelocationSiteRenamed,
};
use jiceng_domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_domain::sharing::{SharingAgreed, SharingEnded};
use jiceng_domain::standard::{Need, Requirement, Standard, StandardAdopted, StandardRepealed};
use jiceng_domain::target::{
    ElectionSelection, Measure, PlaceSelection, PlaceSort, Possession, SessionSelection, TargetSet, TargetWithdrawn,
};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{Event, EventId, Fact, Level, Position, TreeHash};
use jiceng_testkit::make::{day, text};

use super::commits::id;

/// The samples, in the order of the tags.
pub(crate) fn samples() -> Vec<(&'static str, Fact)> {
    [places(), federations(), elements(), bodies(), rules(), persons_and_corrections()].concat()
}

fn sample(label: &'static str, effective: &str, event: impl Into<Event>) -> (&'static str, Fact) {
    let event = event.into();
    assert_eq!(label.split('.').next(), Some(event.name()));
    (label, Fact { effective: text(effective), evidence: Vec::new(), event })
}

fn with_evidence(mut sample: (&'static str, Fact), evidence: Vec<Evidence>) -> (&'static str, Fact) {
    sample.1.evidence = evidence;
    sample
}

fn paper() -> Evidence {
    Evidence { document: Some(text("柳妇〔2020〕7号")), ..Evidence::default() }
}

fn full_paper() -> Evidence {
    let digest = "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    Evidence {
        document: Some(text("柳妇〔2020〕7号")),
        title: Some(text("市妇联2020年上半年工作总结")),
        dated: Some(day("2020-06-22")),
        page: Some(text("三(一)")),
        kind: None,
        role: None,
        sheet: None,
        row: None,
        digest: Some(text(digest)),
    }
}

fn titled() -> Evidence {
    Evidence { title: Some(text("移交清单")), ..Evidence::default() }
}

fn places() -> Vec<(&'static str, Fact)> {
    let registered = DivisionRegistered::new(text("450224100003"), text("和平社区居委会"));
    vec![
        sample(
            "catalogue_entry_added",
            "2020-01-01",
            CatalogueEntryAdded {
                list: CatalogueList::InstitutionKind,
                code: text("legal_aid"),
                zh: text("法律援助站"),
                en: text("legal aid station"),
            },
        ),
        with_evidence(sample("division_registered", "1958-03-05", registered), vec![paper()]),
        sample(
            "division_registered.directly_below",
            "1983-12-31",
            DivisionRegistered { above: Some(text("42")), ..DivisionRegistered::new(text("422921"), text("神农架林区")) },
        ),
        sample(
            "division_renamed.evidence_of_every_sort",
            "2020-06-30",
            DivisionRenamed { code: text("450203"), name: text("鱼峰区") },
        ),
        sample("division_recoded", "2016", DivisionRecoded { code: text("450221"), new_code: text("450206") }),
        sample(
            "divisions_merged",
            "2019-Q3",
            DivisionsMerged { from: vec![text("450224101"), text("450224102")], into: text("450224100") },
        ),
        sample(
            "division_split",
            "2019-H2",
            DivisionSplit {
                from: text("450224100003"),
                into: vec![DivisionRegistered::new(text("450224100009"), text("新兴社区"))],
                continues: true,
            },
        ),
        sample(
            "division_moved",
            "2019-05",
            DivisionMoved { code: text("450224101"), to: text("450225"), new_code: Some(text("450225101")) },
        ),
        sample(
            "division_moved.same_code",
            "2019-05-01",
            DivisionMoved { code: text("45"), to: text("46"), new_code: None },
        ),
        sample("division_abolished", "2019-12-31", DivisionAbolished { code: text("450224100007") }),
        sample(
            "relocation_site_registered",
            "2017-11",
            RelocationSiteRegistered {
                site: text("rongan-1"),
                name: text("示例一安置点"),
                county: text("450224"),
                township: Some(text("450224100")),
                host: None,
            },
        ),
        sample(
            "relocation_site_renamed",
            "2018-01-08",
            RelocationSiteRenamed { site: text("rongan-1"), name: text("示例一小区") },
        ),
        sample("population_counted", "2020-05-31", PopulationCounted { place: text("rongan-1"), people: 1_234 }),
        sample(
            "population_counted.division",
            "2020-05-31",
            PopulationCounted { place: text("450224100003"), people: u32::MAX },
        ),
        sample("relocation_site_closed", "2021-01-02", RelocationSiteClosed { site: text("rongan-2") }),
        sample(
            "relocation_site_became_community",
            "2021-01-01",
            RelocationSiteBecameCommunity {
                site: text("rongan-1"),
                code: text("450224100011"),
                name: text("示例一社区"),
            },
        ),
    ]
    .into_iter()
    .map(|sample| {
        let is_full = sample.0.ends_with("evidence_of_every_sort");
        if is_full { with_evidence(sample, vec![full_paper(), titled()]) } else { sample }
    })
    .collect()
}

fn federations() -> Vec<(&'static str, Fact)> {
    vec![
        sample(
            "federation_founded",
            "2017-06-01",
            FederationFounded {
                federation: text("f-heping"),
                place: text("450224100003"),
                name: text("和平社区妇联"),
                origin: FederationOrigin::ConvertedFromCongress,
            },
        ),
        sample(
            "federation_renamed",
            "2018-02-05",
            FederationRenamed { federation: text("f-heping"), name: text("和平新村社区妇联") },
        ),
        sample(
            "federations_merged",
            "2018-02-06",
            FederationsMerged { from: vec![text("f-2"), text("f-3")], into: text("f-heping") },
        ),
        sample("federation_dissolved", "2018-02-07", FederationDissolved { federation: text("f-4") }),
        sample(
            "executive_committee_elected",
            "2018-03-01",
            ExecutiveCommitteeElected {
                federation: text("f-heping"),
                term: 16,
                seats: vec![
                    Seat { role: SeatRole::Chair, person: text("p1") },
                    Seat { role: SeatRole::ViceChair, person: text("p2") },
                    Seat { role: SeatRole::StandingMember, person: text("p3") },
                    Seat { role: SeatRole::Member, person: text("p4") },
                ],
            },
        ),
        sample(
            "seat_filled",
            "2018-03-02",
            SeatFilled { federation: text("f-heping"), term: 16, role: SeatRole::ViceChair, person: text("p5") },
        ),
        sample(
            "seat_vacated",
            "2018-03-03",
            SeatVacated {
                federation: text("f-heping"), term: 300, person: text("p2"), reason: Some(text("工作调动"))
            },
        ),
        sample(
            "committee_met",
            "2020-H1",
            CommitteeMet {
                federation: text("f-heping"),
                term: 16,
                session: 2,
                adopted: vec![text("议事规则"), text("工作规则")],
            },
        ),
    ]
}

fn elements() -> Vec<(&'static str, Fact)> {
    let place = || text("rongan-1");
    vec![
        sample(
            "element_established",
            "2019-05-01",
            ElementEstablished { place: place(), kind: text("womens_home"), name: None },
        ),
        sample(
            "element_established.named",
            "2019-05-01",
            ElementEstablished {
                place: place(), kind: text("lecture_team"), name: Some(text("“桂姐姐”宣讲队"))
            },
        ),
        sample("council_created", "2020-06", CouncilCreated { place: place(), name: None, members: Some(15) }),
        sample(
            "element_inspected",
            "2020-06-20",
            ElementInspected {
                place: place(),
                kind: text("childrens_home"),
                passed: true,
                inspector: Some(text("融安县妇联")),
                sample: None,
            },
        ),
        sample(
            "element_inspected.under_a_sample",
            "2020-11-20",
            ElementInspected {
                place: place(),
                kind: text("womens_home"),
                passed: false,
                inspector: None,
                sample: Some(text("S-2020-1")),
            },
        ),
        sample(
            "element_suspended",
            "2020-02-01",
            ElementSuspended { place: place(), kind: text("womens_home"), reason: Some(text("疫情防控")) },
        ),
        sample("element_resumed", "2020-05-01", ElementResumed { place: place(), kind: text("womens_home") }),
        sample(
            "element_closed",
            "2020-12-31",
            ElementClosed { place: place(), kind: text("womens_home"), reason: None },
        ),
        sample(
            "sharing_agreed",
            "2019-06-01",
            SharingAgreed {
                place: text("rongan-2"),
                provider: text("450224100003"),
                kinds: vec![text("womens_home"), text("womens_council")],
            },
        ),
        sample(
            "sharing_ended",
            "2019-09-01",
            SharingEnded { place: text("rongan-2"), provider: text("450224100003"), kinds: vec![text("womens_home")] },
        ),
    ]
}

fn bodies() -> Vec<(&'static str, Fact)> {
    vec![
        sample(
            "designation_recommended",
            "2020-06",
            DesignationRecommended {
                designation: text("d1"),
                programme: text("national_poverty_base"),
                holder: Holder::Body { name: text("示例茶场"), division: text("450226") },
            },
        ),
        sample(
            "designation_granted",
            "2019-06-02",
            DesignationGranted {
                designation: text("d2"),
                programme: text("reform_demonstration"),
                holder: Holder::Place(text("450224100003")),
            },
        ),
        sample(
            "designation_granted.institution",
            "2019-06-02",
            DesignationGranted {
                designation: text("d3"),
                programme: text("star_parent_school"),
                holder: Holder::Institution(text("i1")),
            },
        ),
        sample("designation_revoked", "2020-06-03", DesignationRevoked { designation: text("d2"), reason: None }),
        sample(
            "institution_established",
            "2020-04-15",
            InstitutionEstablished {
                institution: text("i1"),
                kind: text("marriage_mediation"),
                place: text("450224"),
                name: text("融安县婚姻家庭纠纷调解委员会"),
                credit_code: Some(text("91350100M000100Y43")),
            },
        ),
        sample(
            "institution_closed",
            "2020-07-02",
            InstitutionClosed { institution: text("i1"), reason: Some(text("并入综合调解中心")) },
        ),
    ]
}

fn rules() -> Vec<(&'static str, Fact)> {
    let need = |kind: &str, communities, sites, must_pass_inspection, committee_term_years| Requirement {
        kind: text(kind),
        communities,
        sites,
        must_pass_inspection,
        committee_term_years,
        committee_in_term: false,
    };
    let standard = Standard {
        id: text("five-ones-2021"),
        zh: text("“五个一”（2021）"),
        en: text("Five Ones (2021)"),
        source: Some(text("柳妇〔2020〕7号 五(一)")),
        requirements: vec![
            need("womens_federation", Need::Own, Need::OwnFrom(800), false, Some(5)),
            need("womens_home", Need::Own, Need::OwnOrShared, true, None),
            need("childrens_home", Need::OwnOrShared, Need::OwnFrom(500), true, None),
            need("womens_council", Need::NotRequired, Need::Own, false, None),
            need("lecture_team", Need::NotRequired, Need::NotRequired, false, None),
        ],
        terms: Vec::new(),
    };
    let term = |level, from, years| TermOfOffice { level, from: day(from), years, source: text("示例") };
    let in_term = Standard {
        requirements: vec![Requirement {
            committee_in_term: true,
            ..need("womens_federation", Need::Own, Need::Own, false, None)
        }],
        terms: vec![
            term(Level::Community, "1998-11-04", 3),
            term(Level::Community, "2018-12-29", 5),
            term(Level::Township, "2003-07-15", 5),
            term(Level::County, "2003-07-15", 5),
            term(Level::Prefecture, "2003-07-15", 5),
            term(Level::Province, "2003-07-15", u8::MAX),
        ],
        ..standard.clone()
    };
    let target = |label, measure| {
        let (target, name) = (text("t1"), text("“儿童之家”达标"));
        sample(
            label,
            "2020-06-22",
            TargetSet { target, name, measure, scope: text("4502"), number: 39, due: day("2020-12-31") },
        )
    };
    let all_sites = PlaceSelection { sort: PlaceSort::Site, ..PlaceSelection::default() };
    let selection = PlaceSelection {
        sort: PlaceSort::Community,
        population_at_least: Some(800),
        population_below: Some(70_000),
        designated: Some(text("reform_demonstration")),
    };
    let sessions = SessionSelection {
        federation: Some(text("F-4502")),
        term: Some(16),
        session: Some(2),
        since: Some(day("2020-01-01")),
    };
    vec![
        sample("standard_adopted", "2021-01-01", StandardAdopted { standard }),
        sample("standard_adopted.terms", "2021-01-01", StandardAdopted { standard: in_term }),
        sample("standard_repealed", "2022-12-31", StandardRepealed { standard: text("five-ones-2021") }),
        sample(
            "precedence_adopted",
            "2020-07-01",
            PrecedenceAdopted { order: vec![text("document"), text("minutes"), text("oral")] },
        ),
        target(
            "target_set",
            Measure::PlacesWith { kind: text("womens_council"), places: all_sites.clone(), by: Possession::Own },
        ),
        target("target_set.complete", Measure::PlacesComplete { places: selection, by: Possession::Shared }),
        target("target_set.inspected", Measure::PlacesInspected { kind: text("childrens_home"), places: all_sites }),
        target("target_set.designations", Measure::Designations { programme: text("star_parent_school") }),
        target("target_set.institutions", Measure::Institutions { kind: text("marriage_mediation") }),
        target("target_set.recommended", Measure::DesignationsRecommended { programme: text("national_poverty_base") }),
        target(
            "target_set.divisions_with_institution",
            Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: Level::County },
        ),
        target("target_set.sessions", Measure::CommitteeSessions(sessions)),
        target("target_set.rules", Measure::RulesAdopted(SessionSelection::default())),
        target(
            "target_set.elections",
            Measure::Elections(ElectionSelection { level: Some(Level::Community), since: Some(day("2020-07-01")) }),
        ),
        sample(
            "target_withdrawn",
            "2020-09-02",
            TargetWithdrawn { target: text("t1"), reason: Some(text("任务调整")) },
        ),
        sample(
            "reform_issue_raised",
            "2020-03-01",
            ReformIssueRaised {
                issue: text("r1"),
                place: text("450224100003"),
                title: text("妇女之家没有固定场地"),
                owner: text("融安县妇联"),
                due: day("2020-06-30"),
            },
        ),
        sample(
            "reform_issue_progressed",
            "2020-04-02",
            ReformIssueProgressed { issue: text("r1"), note: text("已安排场地") },
        ),
        sample("reform_issue_closed", "2020-06-03", ReformIssueClosed { issue: text("r1"), note: None }),
        sample(
            "sample_drawn",
            "2020-11-02",
            SampleDrawn {
                sample: text("S-2020-1"),
                size: 300,
                by: Strata::County,
                population: Population {
                    as_of: day("2020-10-31"),
                    known: Some(Position(6394)),
                    division: Some(text("4502")),
                    sort: PlaceSort::Site,
                    kind: Some(text("childrens_home")),
                    status: Some(PlaceStatus::Complete),
                },
                seed_position: Some(Position(6400)),
                seed: Some(TreeHash(std::array::from_fn(|byte| u8::try_from(byte).unwrap()))),
                places: vec![text("rongan-1"), text("450224100003")],
            },
        ),
        sample(
            "sample_drawn.of_all",
            "2020",
            SampleDrawn {
                sample: text("S-2020-2"),
                size: 1,
                by: Strata::None,
                population: Population {
                    as_of: day("2020-10-31"),
                    known: Some(Position(0)),
                    division: None,
                    sort: PlaceSort::Any,
                    kind: None,
                    status: None,
                },
                seed_position: Some(Position(70_000)),
                seed: Some(TreeHash([0; 32])),
                places: vec![text("450224100003")],
            },
        ),
    ]
}

fn persons_and_corrections() -> Vec<(&'static str, Fact)> {
    let sealed = PersonName::Sealed(SealedName((0..40).collect()));
    let event = EventId { commit: id(0x0190_163d_8694_739b), index: 70_000 };
    let retraction = |replaced| Fact {
        effective: text("2020-12-31"),
        evidence: vec![paper()],
        event: Event::EventRetracted(EventRetracted {
            event,
            reason: RetractionReason::BetterEvidence,
            note: Some(text("以正式批文为准")),
            replaced,
        }),
    };
    vec![
        sample("person_registered", "2017-02-01", PersonRegistered { person: text("p1"), name: sealed }),
        sample("person_erased", "2020-11-01", PersonErased { person: text("p4"), reason: Some(text("本人申请")) }),
        ("event_retracted", retraction(false)),
        ("event_retracted.replaced", retraction(true)),
        sample("sources_disagree", "2020-07-01", SourcesDisagree { event }),
        with_evidence(
            sample("sources_disagree.kind_of_evidence", "2020-07-01", SourcesDisagree { event }),
            vec![Evidence { kind: Some(text("minutes")), ..full_paper() }, titled()],
        ),
        with_evidence(
            sample("sources_disagree.role_and_row_of_evidence", "2020-07-01", SourcesDisagree { event }),
            vec![
                Evidence {
                    role: Some(EvidenceRole::Reports),
                    sheet: Some(text("台账")),
                    row: NonZeroU32::new(12),
                    ..full_paper()
                },
                Evidence { role: Some(EvidenceRole::Approves), kind: Some(text("minutes")), ..titled() },
            ],
        ),
    ]
}
