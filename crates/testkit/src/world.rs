//! A small world: two counties of a prefecture, a district of the next one, and a prefecture
//! without counties. Names and codes of divisions are real; relocation sites are constructed
//! («示例»).

use jiceng_domain::Wish;

use crate::make::{On as _, division, person, site, text};

/// 广西壮族自治区
pub const PROVINCE: &str = "450000";
/// 柳州市
pub const PREFECTURE: &str = "450200";
/// 融安县, in [`PREFECTURE`].
pub const COUNTY: &str = "450224";
/// 长安镇, in [`COUNTY`].
pub const TOWNSHIP: &str = "450224100";
/// 浮石镇, in [`COUNTY`].
pub const SECOND_TOWNSHIP: &str = "450224101";
/// 和平社区, in [`TOWNSHIP`].
pub const COMMUNITY: &str = "450224100003";
/// 桔东社区, in [`TOWNSHIP`].
pub const SECOND_COMMUNITY: &str = "450224100007";
/// A code that no community of the world has, in [`TOWNSHIP`].
pub const FREE_CODE: &str = "450224100011";
/// 融水苗族自治县, in [`PREFECTURE`].
pub const SECOND_COUNTY: &str = "450225";
/// 融水镇, in [`SECOND_COUNTY`].
pub const THIRD_TOWNSHIP: &str = "450225100";
/// 城南社区, in [`THIRD_TOWNSHIP`].
pub const THIRD_COMMUNITY: &str = "450225100001";
/// 码坪社区, in 桂林市, so outside [`PREFECTURE`].
pub const FAR_COMMUNITY: &str = "450305001001";
/// 东莞市, which has no counties.
pub const COUNTYLESS: &str = "441900";
/// 东城街道, in [`COUNTYLESS`].
pub const COUNTYLESS_TOWNSHIP: &str = "441900003";
/// 岗贝社区, in [`COUNTYLESS_TOWNSHIP`].
pub const COUNTYLESS_COMMUNITY: &str = "441900003001";
/// A relocation site in [`COUNTY`].
pub const SITE: &str = "rongan-1";
/// Another one, in [`TOWNSHIP`].
pub const SECOND_SITE: &str = "rongan-2";
/// The identifiers of persons that tests seat.
pub const PERSONS: [&str; 4] = ["p1", "p2", "p3", "p4"];

/// Every division of the world, those above first.
pub const DIVISIONS: [(&str, &str); 19] = [
    (PROVINCE, "广西壮族自治区"),
    (PREFECTURE, "柳州市"),
    (COUNTY, "融安县"),
    (TOWNSHIP, "长安镇"),
    (COMMUNITY, "和平社区居委会"),
    (SECOND_COMMUNITY, "桔东社区居委会"),
    (SECOND_TOWNSHIP, "浮石镇"),
    (SECOND_COUNTY, "融水苗族自治县"),
    (THIRD_TOWNSHIP, "融水镇"),
    (THIRD_COMMUNITY, "城南社区居委会"),
    ("450300", "桂林市"),
    ("450305", "七星区"),
    ("450305001", "七星区街道"),
    (FAR_COMMUNITY, "码坪社区"),
    ("440000", "广东省"),
    (COUNTYLESS, "东莞市"),
    (COUNTYLESS_TOWNSHIP, "东城街道"),
    (COUNTYLESS_COMMUNITY, "岗贝社区居民委员会"),
    ("110000", "北京市"),
];

/// Everything is registered, each thing for another day: divisions in 2000, relocation sites and
/// persons in 2017.
pub fn small_world() -> Vec<Wish> {
    let divisions = (1..).zip(DIVISIONS).map(|(n, (code, name))| division(code, name).on(&format!("2000-01-{n:02}")));
    let mut second = site(SECOND_SITE, "示例二安置点", COUNTY);
    second.township = Some(text(TOWNSHIP));
    second.host = Some(text(COMMUNITY));
    let sites = [site(SITE, "示例一安置点", COUNTY).on("2017-01-01"), second.on("2017-01-02")];
    let persons = (1..).zip(PERSONS).map(|(n, p)| person(p).on(&format!("2017-02-{n:02}")));
    divisions.chain(sites).chain(persons).collect()
}
