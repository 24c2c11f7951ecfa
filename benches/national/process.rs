//! Measurements in processes of their own: memory is the most that the process ever had, and
//! nothing that ran before is still warm in it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;
use crate::results::Values;

/// Runs a program that prints its figures as JSON on its last line.
pub(crate) fn figures_of(program: &Path, arguments: &[&str]) -> Result<Values> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{} ended with {}", arguments.join(" "), output.status).into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Ok(serde_json::from_str(last).map_err(|error| format!("it did not end with figures: {error}: {last:?}"))?)
}

/// The memory of this process, in bytes: `VmHWM` is the most it ever had, `VmRSS` what it has.
pub(crate) fn memory(field: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(field)).ok_or("this system does not tell of memory")?;
    let kib = line.split_whitespace().nth(1).ok_or("this system does not tell of memory")?;
    Ok(kib.parse::<f64>()? * 1024.0)
}
