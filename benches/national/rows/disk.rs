//! What the log takes on the disk.

use jiceng_core::layout::log_dir;

use super::values;
use crate::Result;
use crate::files::{Files, bytes_on_disk};
use crate::results::Values;

pub(crate) fn measure(files: &Files, _: u64) -> Result<Values> {
    Ok(values([("disk_bytes", bytes_on_disk(&log_dir(&files.registry()))? as f64)]))
}
