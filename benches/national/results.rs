//! What a run has found: the file that tables, plots and the document are made of.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::machine::Machine;

/// Figures by name. The unit stands at the end of the name: `seconds`, `bytes`, `per_second`.
pub(crate) type Values = BTreeMap<String, f64>;

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    /// The commit of the code, with `+` behind it where files were changed since.
    pub(crate) commit: String,
    /// The arguments.
    pub(crate) command: String,
    /// When the run began (UTC).
    pub(crate) date: String,
    /// How long it took in all.
    pub(crate) seconds: f64,
    pub(crate) measurements: Vec<Measurement>,
}

/// A measurement at a size: the medians of its repetitions, or why there are none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measurement {
    pub(crate) name: String,
    /// How many events were asked for.
    pub(crate) size: u64,
    /// How often it was made.
    pub(crate) times: usize,
    pub(crate) values: Values,
    /// The same of each repetition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) each: Vec<Values>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failed: Option<String>,
}

impl Measurement {
    /// The medians of repetitions.
    pub(crate) fn of(name: &str, size: u64, each: Vec<Values>) -> Self {
        let names = each.first().map(|values| values.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let median_of = |name: String| {
            let values = each.iter().filter_map(|values| values.get(&name).copied()).collect();
            (name, median(values))
        };
        let values = names.into_iter().map(median_of).collect();
        let times = each.len();
        let each = if times > 1 { each } else { Vec::new() };
        Self { name: name.to_owned(), size, times, values, each, failed: None }
    }

    pub(crate) fn failed(name: &str, size: u64, why: String) -> Self {
        Self { name: name.to_owned(), size, times: 0, values: Values::new(), each: Vec::new(), failed: Some(why) }
    }
}

impl Results {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(std::fs::write(path, text)?)
    }

    /// The sizes, ascending.
    pub(crate) fn sizes(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> = self.measurements.iter().map(|measured| measured.size).filter(|s| *s > 0).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// A figure, if it was measured.
    pub(crate) fn get(&self, name: &str, size: u64, value: &str) -> Option<f64> {
        let measured = self.measurements.iter().find(|measured| measured.name == name && measured.size == size)?;
        measured.values.get(value).copied()
    }

    /// A figure with the largest size that it was measured with.
    pub(crate) fn largest(&self, name: &str, value: &str) -> Option<(u64, f64)> {
        self.sizes().into_iter().rev().find_map(|size| Some((size, self.get(name, size, value)?)))
    }
}

/// The value in the middle; of an even number, the mean of the two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or(f64::NAN);
    match values.len() % 2 {
        0 => middle.checked_sub(1).and_then(|lower| values.get(lower)).map_or(f64::NAN, |lower| lower.midpoint(upper)),
        _ => upper,
    }
}

/// The value that so many of a hundred do not exceed.
pub(crate) fn percentile(values: &[f64], of_a_hundred: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((sorted.len() * of_a_hundred / 100).min(last)).copied().unwrap_or(f64::NAN)
}
