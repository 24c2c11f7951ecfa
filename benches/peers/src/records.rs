//! The events and frames that were prepared: each record behind its length (u32, little-endian).

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Result;

/// Bytes that are held in memory at once.
const AT_ONCE: usize = 256 << 20;

/// Hands records to `write`, many at a time, until there were so many of them; the number of them
/// and the time that `write` took. Reading them is not in it.
pub fn write_all(
    path: &Path,
    records_max: u64,
    mut write: impl FnMut(&[Vec<u8>]) -> Result<()>,
) -> Result<(u64, Duration)> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut written, mut took) = (0, Duration::ZERO);
    loop {
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < AT_ONCE && written + (records.len() as u64) < records_max {
            let mut length = [0; 4];
            match file.read_exact(&mut length) {
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
                read => read?,
            }
            let mut record = vec![0; u32::from_le_bytes(length) as usize];
            file.read_exact(&mut record)?;
            bytes += record.len();
            records.push(record);
        }
        if records.is_empty() {
            return Ok((written, took));
        }
        let began = Instant::now();
        write(&records)?;
        took += began.elapsed();
        written += records.len() as u64;
    }
}
