//! Facts without effect (未生效), and those that lose or regain theirs.

use jiceng_core::Effects;
use jiceng_core::domain::without_effect::{Because, WithoutEffect};
use jiceng_core::domain::{PartialDate, Position};
use schemars::JsonSchema;
use serde::Serialize;

/// A fact that lost or regained its effect, or has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EffectRow {
    /// Its position in the log.
    #[schemars(with = "u64")]
    pub position: Position,
    /// When it took effect, as stated, in EDTF.
    #[schemars(with = "String")]
    pub effective: PartialDate,
    /// Why it has none: `met:n` where fact n stands in its way, else a word such as `no_place`.
    pub because: String,
    /// Whether the rest of it counts.
    pub in_part: bool,
}

/// Which recorded facts lost or regained their effect by what was recorded, or would in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EffectRows {
    /// Those that have none any more, by position.
    pub lost_effect: Vec<EffectRow>,
    /// Those that have it again, by position.
    pub regained_effect: Vec<EffectRow>,
    /// Those that had none and have it in part now, by position.
    pub regained_in_part: Vec<EffectRow>,
    /// Those recorded just now that have none, by position.
    pub without_effect: Vec<EffectRow>,
}

impl From<&Effects> for EffectRows {
    fn from(effects: &Effects) -> Self {
        let Effects { lost, regained, regained_in_part, without } = effects;
        let [lost_effect, regained_effect, regained_in_part, without_effect] =
            [lost, regained, regained_in_part, without].map(|facts| facts.values().map(EffectRow::from).collect());
        Self { lost_effect, regained_effect, regained_in_part, without_effect }
    }
}

impl From<&WithoutEffect> for EffectRow {
    fn from(fact: &WithoutEffect) -> Self {
        Self {
            position: fact.position,
            effective: fact.effective,
            because: because_code(&fact.because),
            in_part: fact.in_part,
        }
    }
}

/// Why a fact has no effect.
pub(crate) fn because_code(because: &Because) -> String {
    match because {
        Because::State(Some(met)) => format!("met:{met}"),
        Because::State(None) => "nothing_began".to_owned(),
        Because::NoPlace(_) => "no_place".to_owned(),
        Because::NoFederation(_) => "no_federation".to_owned(),
        Because::NoProvider(..) => "no_provider".to_owned(),
        Because::NoPerson(_) => "no_person".to_owned(),
        Because::NoInstitution(_) => "no_institution".to_owned(),
    }
}
