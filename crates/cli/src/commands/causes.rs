//! Two questions side by side, and the facts between them: shared by `diff` and `restate`.

use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::DivisionTree;
use jiceng_core::projections::causes::{Cause, Effect, Sides};
use jiceng_core::{CHINA, StandardInForce, View};
use serde::Serialize;

use crate::commands::history::{EventRow, event_row};
use crate::commands::places::Words;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

/// Two questions to one registry.
pub(crate) struct Pair<'v> {
    pub(crate) from: &'v View<'v>,
    pub(crate) to: &'v View<'v>,
    pub(crate) from_tree: DivisionTree,
    pub(crate) to_tree: DivisionTree,
    pub(crate) from_standard: StandardInForce,
    pub(crate) to_standard: StandardInForce,
    pub(crate) lang: Lang,
}

/// A cause in JSON.
#[derive(Serialize)]
pub(crate) struct CauseRow {
    effect: &'static str,
    #[serde(flatten)]
    event: EventRow,
}

impl<'v> Pair<'v> {
    pub(crate) fn new(from: &'v View<'v>, to: &'v View<'v>, lang: Lang) -> Result<Self, Failure> {
        let (from_tree, to_tree) = (from.tree(), to.tree());
        let (from_standard, to_standard) = (from.standard()?, to.standard()?);
        Ok(Self { from, to, from_tree, to_tree, from_standard, to_standard, lang })
    }

    /// The words of the second question.
    pub(crate) fn words(&self) -> Words<'_> {
        Words { view: self.to, tree: &self.to_tree, lang: self.lang }
    }

    /// Both questions on one line.
    pub(crate) fn headline(&self) -> String {
        let side = |view: &View<'_>| match self.lang {
            Lang::Zh => format!("{}（所知至位置 {}）", view.as_of().effective, view.as_of().known),
            Lang::En => format!("{} (known before position {})", view.as_of().effective, view.as_of().known),
        };
        match self.lang {
            Lang::Zh => format!("从 {} 到 {}", side(self.from), side(self.to)),
            Lang::En => format!("from {} to {}", side(self.from), side(self.to)),
        }
    }

    /// What the projections compare.
    pub(crate) fn sides(&self) -> Sides<'_> {
        Sides {
            facts: self.to.facts(),
            from: self.from.as_of(),
            to: self.to.as_of(),
            from_standard: &self.from_standard.standard,
            to_standard: &self.to_standard.standard,
        }
    }

    /// A place's code or identifier: as the second question has it, else as the first.
    pub(crate) fn place(&self, no: PlaceNo) -> String {
        let place = self.to.place(no).or_else(|| self.from.place(no));
        place.map(|place| place.to_string()).unwrap_or_default()
    }

    /// A place's name, likewise.
    pub(crate) fn name(&self, no: PlaceNo) -> String {
        self.to.name(no).or_else(|| self.from.name(no)).unwrap_or_default().to_owned()
    }

    /// The county that a place lies in, likewise.
    pub(crate) fn county(&self, no: PlaceNo) -> Option<PlaceNo> {
        self.to_tree.at_level(no, Level::County).or_else(|| self.from_tree.at_level(no, Level::County))
    }

    /// The name of the county that a place lies in.
    pub(crate) fn county_name(&self, no: PlaceNo) -> Option<String> {
        self.county(no).map(|county| self.name(county))
    }

    /// By county, then by code: the order in which people look for places.
    pub(crate) fn order(&self, no: PlaceNo) -> (Option<String>, String) {
        (self.county(no).map(|county| self.place(county)), self.place(no))
    }

    /// Whether a place lies in a division, for either question.
    pub(crate) fn is_within(&self, no: PlaceNo, division: PlaceNo) -> bool {
        self.to_tree.is_within(no, division) || self.from_tree.is_within(no, division)
    }

    /// The causes in JSON.
    pub(crate) fn cause_rows(&self, causes: &[Cause]) -> Result<Vec<CauseRow>, Failure> {
        let mut rows = Vec::new();
        for cause in causes {
            let Some(entry) = self.to.entry(cause.position)? else { continue };
            rows.push(CauseRow { effect: effect_code(cause.effect), event: event_row(&entry) });
        }
        Ok(rows)
    }

    /// The columns that tell of a cause.
    pub(crate) fn columns(&self, grid: Grid) -> Grid {
        let lang = self.lang;
        grid.number("position", lang.pick("位置", "position"))
            .text("effective", lang.pick("生效", "effective"))
            .text("event", lang.pick("事件", "event"))
            .text("recorded_at", lang.pick("记录时间", "recorded"))
            .text("effect", lang.pick("作用", "effect"))
    }

    /// The entries of those columns.
    pub(crate) fn entries(&self, cause: Cause) -> Result<Vec<Entry>, Failure> {
        let lang = self.lang;
        let Some(entry) = self.to.entry(cause.position)? else { return Ok(no_entries()) };
        let fact = &entry.recorded.fact;
        let recorded_at = CHINA.to_datetime(entry.recorded_at).strftime("%Y-%m-%d").to_string();
        let reason =
            entry.withdrawn.as_ref().map(|withdrawn| labels::reason(lang, withdrawn.reason)).unwrap_or_default();
        let shown = match (cause.effect, lang) {
            (Effect::Counts, _) => lang.pick("计入", "counts").to_owned(),
            (Effect::Withdrawn { by }, Lang::Zh) => format!("由 {by} 撤回：{reason}"),
            (Effect::Withdrawn { by }, Lang::En) => format!("withdrawn by {by}: {reason}"),
            (Effect::Outranked { by }, Lang::Zh) => format!("未采信，以 {by} 为准"),
            (Effect::Outranked { by }, Lang::En) => format!("outranked by {by}"),
            (Effect::NotThen, _) => lang.pick("不再计入", "counts no more").to_owned(),
            (Effect::TimePassed, _) => lang.pick("到期", "time passed").to_owned(),
        };
        let mood = if cause.effect == Effect::Counts { Mood::Plain } else { Mood::Fair };
        Ok(vec![
            Entry::plain(cause.position),
            Entry::coded(labels::date(lang, fact.effective), fact.effective),
            Entry::coded(events::sentence(lang, self.to, &entry.recorded), fact.event.name()),
            Entry::coded(recorded_at, entry.recorded_at),
            Entry::coded(shown, effect_code(cause.effect)).in_mood(mood),
        ])
    }
}

/// The entries of the same columns where nothing is to be told.
pub(crate) fn no_entries() -> Vec<Entry> {
    (0..5).map(|_| Entry::plain("")).collect()
}

const fn effect_code(effect: Effect) -> &'static str {
    match effect {
        Effect::Counts => "counts",
        Effect::Withdrawn { .. } => "withdrawn",
        Effect::Outranked { .. } => "outranked",
        Effect::NotThen => "not_then",
        Effect::TimePassed => "time_passed",
    }
}
