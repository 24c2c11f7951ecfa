//! What facts had to do with a difference.

use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::projections::causes::Effect;

use crate::{Lang, labels};

/// How a fact changed what counts, and why where it was withdrawn.
pub fn effect(lang: Lang, effect: Effect, reason: Option<RetractionReason>) -> String {
    let reason = reason.map(|reason| labels::label(lang, reason)).unwrap_or_default();
    match (effect, lang) {
        (Effect::Counts, _) => lang.pick("计入", "counts").to_owned(),
        (Effect::Withdrawn { by }, Lang::Zh) => format!("由 {by} 撤回：{reason}"),
        (Effect::Withdrawn { by }, Lang::En) => format!("withdrawn by {by}: {reason}"),
        (Effect::Outranked { by }, Lang::Zh) => format!("未采信，以 {by} 为准"),
        (Effect::Outranked { by }, Lang::En) => format!("outranked by {by}"),
        (Effect::NotThen, _) => lang.pick("不再计入", "counts no more").to_owned(),
        (Effect::TimePassed, _) => lang.pick("到期", "time passed").to_owned(),
    }
}
