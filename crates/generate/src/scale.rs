//! How much of the nation a history is about.

use std::str::FromStr;

use jiceng_core::domain::DivisionCode;

/// Events that come of a place in ten years, about.
pub const EVENTS_A_PLACE: u64 = 46;

/// How much of the nation a history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// All of it: about 30 million events.
    Nation,
    /// One division, down to a township.
    Division(DivisionCode),
    /// So many events, about: whole counties from all over the nation. Those of a smaller number
    /// are among those of a larger one.
    Events(u64),
}

/// A word that is no scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no scale: township, county, city, province, nation, a number of events such as 300k, or the code of a division down to a township"
)]
pub struct ScaleError {
    /// What was read.
    pub text: String,
}

/// What the words stand for: 融安县长安镇, 融安县, 柳州市 and 广西.
const WORDS: [(&str, &str); 4] =
    [("township", "450224100"), ("county", "450224"), ("city", "4502"), ("province", "45")];

impl FromStr for Scale {
    type Err = ScaleError;

    fn from_str(text: &str) -> Result<Self, ScaleError> {
        if text == "nation" {
            return Ok(Self::Nation);
        }
        if let Some(thousands) = text.strip_suffix('k').and_then(|thousands| thousands.parse::<u64>().ok()) {
            return Ok(Self::Events(thousands.saturating_mul(1_000)));
        }
        let code = WORDS.iter().find(|(word, _)| *word == text).map_or(text, |(_, code)| code);
        let code = DivisionCode::parse(code).ok().filter(|code| code.number().is_multiple_of(1_000));
        code.map(Self::Division).ok_or_else(|| ScaleError { text: text.to_owned() })
    }
}

/// In which order counties are taken for a number of events: one that has nothing to do with where
/// they lie.
pub(crate) fn shuffled(code: DivisionCode) -> u64 {
    // SplitMix64, whose constants these are.
    let mut mixed = code.number().wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
