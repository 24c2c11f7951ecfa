//! The divisions of 2023, as they are packed in `data/`, whose README says where they come from.

use std::io::{BufRead as _, BufReader};

use flate2::read::GzDecoder;
use jiceng_core::domain::{DivisionCode, Level, Name};

use crate::error::Error;

const PACKED: &[u8] = include_bytes!("../data/divisions-china-2023.txt.gz");

/// Endings that are packed as one character.
const ENDINGS: [(char, &str); 6] = [
    ('a', "社区居民委员会"),
    ('b', "村民委员会"),
    ('c', "社区居委会"),
    ('d', "居民委员会"),
    ('e', "村委会"),
    ('f', "居委会"),
];

/// A division.
#[derive(Clone, Debug)]
pub(crate) struct Division {
    pub(crate) code: DivisionCode,
    pub(crate) name: Name,
}

/// A county, or a prefecture without counties, and all that is below it.
pub(crate) struct CountyDivisions {
    pub(crate) province: Division,
    pub(crate) prefecture: Division,
    pub(crate) county: Division,
    /// Townships with their communities.
    pub(crate) townships: Vec<(Division, Vec<Division>)>,
}

/// Hands out the counties in the order of their codes, of which only those that `wanted` are kept
/// in memory.
pub(crate) fn read(wanted: impl Fn(DivisionCode) -> bool, mut take: impl FnMut(CountyDivisions)) -> Result<(), Error> {
    let unreadable = |line: u64| Error::Divisions { line };
    let (mut province, mut prefecture) = (None, None);
    let mut county: Option<CountyDivisions> = None;
    let mut digits = 0_u64;
    for (line, text) in (1..).zip(BufReader::new(GzDecoder::new(PACKED)).lines()) {
        let text = text.map_err(|_| unreadable(line))?;
        let unit = unit_of(&text);
        let own = if unit >= 1_000_000 { 2 } else { 3 };
        let packed = text.trim_start_matches(['A', 'B', 'C', 'D']);
        let (suffix, name) = packed.split_at_checked(own).ok_or_else(|| unreadable(line))?;
        let suffix: u64 = suffix.parse().map_err(|_| unreadable(line))?;
        let above = unit * 10_u64.pow(u32::try_from(own).unwrap_or(3));
        digits = digits / above * above + suffix * unit;
        let division = || -> Result<Division, Error> {
            let code = DivisionCode::from_number(digits).map_err(|_| unreadable(line))?;
            Ok(Division { code, name: Name::parse(&unpacked(name))? })
        };
        match unit {
            PROVINCE => province = Some(division()?),
            PREFECTURE => prefecture = Some(division()?),
            COUNTY => {
                county.take().map(&mut take);
                let (Some(province), Some(prefecture)) = (&province, &prefecture) else {
                    return Err(unreadable(line));
                };
                let (province, prefecture, found) = (province.clone(), prefecture.clone(), division()?);
                if wanted(found.code) {
                    county = Some(CountyDivisions { province, prefecture, county: found, townships: Vec::new() });
                }
            }
            TOWNSHIP => {
                if let Some(county) = &mut county {
                    county
                        .townships
                        .extend(listed(division()?, Level::Township).map(|township| (township, Vec::new())));
                }
            }
            _ => {
                if let Some((_, communities)) = county.as_mut().and_then(|county| county.townships.last_mut()) {
                    communities.extend(listed(division()?, Level::Community));
                }
            }
        }
    }
    county.map(take);
    Ok(())
}

/// Of 金门县 the list has no townships, only the county once more on each level below.
fn listed(division: Division, level: Level) -> Option<Division> {
    Some(division).filter(|division| division.code.level() == level)
}

const PROVINCE: u64 = 10_000_000_000;
const PREFECTURE: u64 = 100_000_000;
const COUNTY: u64 = 1_000_000;
const TOWNSHIP: u64 = 1_000;

/// What one more in the last digits of a line's code is worth.
fn unit_of(line: &str) -> u64 {
    match line.as_bytes().first() {
        Some(b'A') => PROVINCE,
        Some(b'B') => PREFECTURE,
        Some(b'C') => COUNTY,
        Some(b'D') => TOWNSHIP,
        _ => 1,
    }
}

fn unpacked(name: &str) -> Box<str> {
    for (character, ending) in ENDINGS {
        if let Some(start) = name.strip_suffix(character) {
            return format!("{start}{ending}").into();
        }
    }
    name.into()
}
