//! What the registry takes on the disk.

use super::values;
use crate::Result;
use crate::files::{Files, bytes_on_disk};
use crate::results::Values;

pub(crate) fn measure(files: &Files, _: u64) -> Result<Values> {
    let dir = files.registry();
    Ok(values([("disk_bytes", bytes_on_disk(&dir)? as f64)]))
}
