//! Old commits, kept in less room.

use std::path::Path;

use jiceng_log::Sealing;

use crate::error::Error;
use crate::registry::{RebuildProgress, Registry};
use crate::sharing::Sharing;
use crate::{begun, layout};

/// What takes fewer bytes in the journal stays as it is.
const UNSEALED_BYTES_MIN: u64 = 64 << 10;

impl Registry {
    /// Seals the commits of the registry in a directory, which nobody has open: they lie compressed
    /// from then on, and are read as before, with the same bytes, positions and hashes. Where fewer
    /// than 64 KiB came in since the last time, they stay as they are. Stopped at any moment, the
    /// registry is whole, and the next run goes on.
    pub fn seal(dir: &Path, progress: &mut dyn FnMut(RebuildProgress)) -> Result<Sealing, Error> {
        let log = layout::log_dir(dir);
        if !log.is_dir() {
            return Err(Error::NotARegistry { dir: dir.to_owned() });
        }
        begun::refuse(dir)?;
        let _sharing = Sharing::of(dir); // at its end too
        Ok(jiceng_log::seal(&log, UNSEALED_BYTES_MIN, &mut |sealed, head| {
            progress(RebuildProgress { done: sealed.0, total: head.0 });
        })?)
    }
}
