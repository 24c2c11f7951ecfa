//! What every fact must satisfy: a date that has begun, and evidence that names something.

use jiceng_domain::evidence_role::{EvidenceRole, RoleSource};
use jiceng_domain::{Evidence, PartialDate};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::civil::date;

#[test]
fn a_fact_has_begun_on_the_day_of_recording() {
    let recorded = |on: &str| given(small_world()).recorded_on(date(2020, 6, 22)).when(home(SITE).on(on));
    recorded("2020-06-22").is_recorded();
    recorded("2020-06-23").refused("effective_after_recording");
    // What is dated by the month, the half-year or the year has begun with it.
    for begun in ["2020-06", "2020-34", "2020-40", "2020"] {
        recorded(begun).is_recorded();
    }
    for not_begun in ["2020-07", "2020-35", "2020-41", "2021"] {
        recorded(not_begun).refused("effective_after_recording");
    }
}

#[test]
fn a_date_is_of_these_times() {
    for odd in [
        PartialDate::Day(date(1899, 12, 31)),
        PartialDate::Year(3000),
        PartialDate::Month { year: 2020, month: 13 },
        PartialDate::Quarter { year: 2020, quarter: 0 },
        PartialDate::Half { year: 2020, half: 3 },
    ] {
        given(small_world()).when(wish(odd, home(SITE))).refused("implausible_date");
    }
}

#[test]
fn evidence_names_a_document_or_a_title() {
    let rests_on = |evidence: Evidence| given(small_world()).when(by(evidence, home(SITE).on("2018-01-01")));
    rests_on(document("柳妇〔2020〕7号")).is_recorded();
    rests_on(Evidence { title: Some(text("妇女之家登记表")), ..Evidence::default() }).is_recorded();
    rests_on(Evidence { page: Some(text("第3页")), ..Evidence::default() }).refused("evidence_unidentified");
    rests_on(Evidence { dated: Some(day("2020-12-31")), ..document("柳妇〔2020〕7号") }).is_recorded();
    rests_on(Evidence { dated: Some(day("2021-01-01")), ..document("柳妇〔2021〕1号") })
        .refused("evidence_from_future");
}

#[test]
fn a_retraction_and_both_halves_of_a_correction_rest_on_something_too() {
    let opened = || given(small_world()).and([home(SITE).on("2018-01-01")]);
    let last = opened().recorder().last_id();
    opened().when(by(Evidence::default(), retraction_of(last))).refused("evidence_unidentified");
    opened().when_corrected(by(Evidence::default(), home(SITE).on("2019-01-01"))).refused("evidence_unidentified");
    opened().when_corrected(home(SITE).on("2021-01-01")).refused("effective_after_recording");
    let facts =
        opened().when_corrected(by(document("柳妇〔2020〕7号"), home(SITE).on("2019-01-01"))).is_recorded().events;
    let [.., retraction, replacement] = facts.as_slice() else { panic!("two events") };
    assert!(retraction.fact.evidence.is_empty());
    assert_eq!(replacement.fact.evidence, [document("柳妇〔2020〕7号")]);
}

#[test]
fn a_digest_is_sixty_four_hexadecimal_digits() {
    use jiceng_domain::evidence::FileDigest;
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let digest: FileDigest = format!("sha256:{hex}").parse().unwrap();
    assert_eq!(digest.0[..2], [0x9f, 0x86]);
    assert_eq!(digest.to_string(), format!("sha256:{hex}"));
    assert_eq!(format!("sha256:{}", hex.to_uppercase()).parse(), Ok(digest));
    for wrong in [hex, &format!("sha1:{hex}"), &format!("sha256:{}", &hex[1..]), &format!("sha256:{hex}0")] {
        assert!(wrong.parse::<FileDigest>().is_err(), "{wrong}");
    }
    for wrong in ["g".repeat(64), "+0".repeat(32), "é".repeat(32), " 0".repeat(32)] {
        assert!(format!("sha256:{wrong}").parse::<FileDigest>().is_err(), "{wrong}");
    }
}

/// Titles and numbers of real papers, and what each does.
#[test]
fn what_a_paper_does_is_seen_by_its_title_else_by_its_number() {
    use EvidenceRole::{Approves, Orders, Records, Reports};
    use RoleSource::{Number, Stated, Title};
    let titled = |title: &str| Evidence { title: Some(text(title)), ..Evidence::default() };
    let guessed = |evidence: Evidence| evidence.role();
    for (title, role) in [
        ("国务院关于同意广西壮族自治区调整柳州市部分行政区划的批复", Approves),
        ("关于同意成立示例社区妇联的通知", Approves),
        ("关于示例村妇联换届选举的批复", Approves),
        ("关于做好村（社区）妇联换届工作的通知", Orders),
        ("关于印发2020年工作总结的通知", Orders),
        ("示例镇妇联换届实施方案", Orders),
        ("全国妇联关于深化妇联组织建设改革实施“破难行动”的意见", Orders),
        ("示例社区妇女议事会成立会议纪要", Records),
        ("妇女之家建设验收表", Records),
        ("执委会选举与会议记录", Records),
        ("关于示例村妇联更名的复函", Approves),
        ("示例镇妇联换届方案（征求意见稿）", Orders),
        ("示例社区妇联成立会议纪要(总结)", Records),
        ("妇女之家验收意见书", Records),
        ("关于未经同意擅自撤并妇女之家的通报", Reports),
        ("经同意印发的换届通知", Orders),
        ("柳州市妇女联合会2020年上半年工作总结和下半年工作计划", Reports),
        ("儿童之家建设情况汇报", Reports),
        ("关于换届工作方案落实情况的报告", Reports),
    ] {
        assert_eq!(guessed(titled(title)), Some((role, Title)), "{title}");
    }
    for title in ["移交单", "关于不同意示例村妇联更名的批复", "（通知）"] {
        let expected = (title == "（通知）").then_some((Orders, Title));
        assert_eq!(guessed(titled(title)), expected, "{title}");
    }
    for number in ["国函〔2016〕55号", "民函〔2015〕247号", "桂政函〔2019〕56号"] {
        assert_eq!(guessed(document(number)), Some((Approves, Number)), "{number}");
    }
    assert_eq!(guessed(document("柳妇〔2020〕7号")), None);
    let refusal = Evidence {
        title: Some(text("关于不同意示例村妇联更名的复函")), ..document("柳妇函〔2020〕7号")
    };
    assert_eq!(guessed(refusal), None);
    // The title says more than the number, and what is stated more than both.
    let letter = Evidence { title: Some(text("工作情况汇报")), ..document("柳妇函〔2020〕7号") };
    assert_eq!(guessed(letter.clone()), Some((Reports, Title)));
    assert_eq!(guessed(Evidence { role: Some(Records), ..letter }), Some((Records, Stated)));
}
