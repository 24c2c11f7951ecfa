//! One history with every command in it, each of which is granted when its turn comes.

use jiceng_domain::Wish;
use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};

use crate::make::*;
use crate::recorder::{Recorder, event_id};
use crate::world::*;

/// The small world, and then a history in which every command occurs at least once.
pub fn every_command() -> Vec<Wish> {
    let world = small_world();
    let next_commit = world.len() as u64 + 1;
    let first = [
        // Commits `next_commit` and the next two are withdrawn, corrected and stated otherwise at
        // the end.
        childrens_home(SITE).on("2018-03-01"),
        population(SITE, 796).on("2018-06-30"),
        council(SECOND_SITE).on("2018-03-02"),
    ];
    let life = [
        kind("elders_home", "老人之家", "elders' home").on("2018-01-01"),
        division_renamed(COMMUNITY, "和平新村社区").on("2018-01-02"),
        division_recoded(SECOND_COMMUNITY, "450224100008").on("2018-01-03"),
        division_moved(SECOND_TOWNSHIP, SECOND_COUNTY, Some("450225101")).on("2018-01-04"),
        division_split("450224100008", &[("450224100009", "新兴社区"), ("450224100010", "新民社区")]).on("2018-01-05"),
        divisions_merged(&["450224100010"], "450224100009").on("2018-01-06"),
        division_abolished(FAR_COMMUNITY).on("2018-01-07"),
        division_converted("450305001", "450381", None).on("2018-01-07"),
        site_renamed(SITE, "示例一小区").on("2018-01-08"),
        federation("f-site", SITE).on("2018-02-01"),
        federation("f-community", COMMUNITY).on("2018-02-02"),
        federation("f-third", THIRD_COMMUNITY).on("2018-02-03"),
        federation("f-second", SECOND_SITE).on("2018-02-04"),
        federation_renamed("f-community", "和平新村社区妇联").on("2018-02-05"),
        federations_merged(&["f-second"], "f-community").on("2018-02-06"),
        federation_dissolved("f-third").on("2018-02-07"),
        committee("f-community", 1, &["p1", "p2"]).on("2018-03-01"),
        seat_filled("f-community", 1, "p3").on("2018-03-02"),
        seat_vacated("f-community", 1, "p2").on("2018-03-03"),
        session("f-community", 1, 1, &["议事规则"]).on("2018-03-04"),
        home(COMMUNITY).on("2018-04-01"),
        council(COMMUNITY).on("2018-04-02"),
        inspected(COMMUNITY, WOMENS_HOME, true).on("2018-04-03"),
        suspended(COMMUNITY, WOMENS_HOME).on("2018-04-04"),
        resumed(COMMUNITY, WOMENS_HOME).on("2018-04-05"),
        childrens_home(COMMUNITY).on("2018-04-06"),
        sharing(SECOND_SITE, COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).on("2018-05-01"),
        sharing_ended(SECOND_SITE, COMMUNITY, &[CHILDRENS_HOME]).on("2018-05-02"),
        closed(COMMUNITY, CHILDRENS_HOME).on("2018-05-03"),
        recommended("d1", "reform_demonstration", COMMUNITY).on("2018-06-01"),
        granted("d1", "reform_demonstration", COMMUNITY).on("2018-06-02"),
        revoked("d1").on("2018-06-03"),
        institution("i1", "marriage_mediation", COUNTY).on("2018-07-01"),
        institution_closed("i1").on("2018-07-02"),
        standard("strict", &[WOMENS_HOME]).on("2018-08-01"),
        standard_repealed("strict").on("2018-08-02"),
        precedence(&["document", "minutes"]).on("2018-08-03"),
        target("t1", PREFECTURE, 39).on("2018-09-01"),
        target_withdrawn("t1").on("2018-09-02"),
        issue("r1", COMMUNITY).on("2018-10-01"),
        issue_progressed("r1", "已安排场地").on("2018-10-02"),
        issue_closed("r1").on("2018-10-03"),
        as_if_drawn(sample("s1", 2, "2018-10-04"), &[COMMUNITY, THIRD_COMMUNITY]).on("2018-10-05"),
        inspected_under("s1", COMMUNITY, WOMENS_HOME, false).on("2018-10-06"),
        erased("p4").on("2018-11-01"),
        site_became_community(SITE, FREE_CODE, "示例一社区").on("2019-01-01"),
        site_closed(SECOND_SITE).on("2019-01-02"),
        retraction_of(event_id(next_commit, 0)),
        correction_of(event_id(next_commit + 1, 0), population(SITE, 1796).on("2018-06-30")),
        disagreement_with(event_id(next_commit + 2, 0), by_evidence("minutes", council(SECOND_SITE).on("2018-03-15"))),
    ];
    world.into_iter().chain(first).chain(life).collect()
}

/// The log that [`every_command`] makes.
pub fn every_event() -> Recorder {
    crate::spec::given(every_command()).recorder()
}
