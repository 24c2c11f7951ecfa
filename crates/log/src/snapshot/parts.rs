//! What a snapshot is of, in its parts: one for each value, in their order, and the texts of all
//! behind them.

use std::io::{Error as IoError, ErrorKind, Result as IoResult};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use jiceng_domain::packed::{NotPacked, Packer, Part, Text, Texts, Unpacker};

use super::reader::SnapshotReader;
use super::writer::SnapshotWriter;
use super::{SnapshotHead, SnapshotProblem, StoredFacts};

/// How many threads take values back.
const THREADS: usize = 2;

/// Writes a snapshot of values, durably on return; how many bytes it takes. It has the name
/// `unfinished` until it is whole.
pub fn write(values: &[&dyn Part], head: SnapshotHead, unfinished: &Path, path: &Path) -> IoResult<u64> {
    let mut writer = SnapshotWriter::create(unfinished, head)?;
    let mut texts = Texts::default();
    let mut part = 0;
    for value in values {
        write_part(&mut writer, part, Some(&mut texts), |packer| value.pack_to(packer))?;
        part += 1;
    }
    write_part(&mut writer, part, None, |packer| texts.pack(packer))?;
    writer.finish(path)
}

fn write_part(
    writer: &mut SnapshotWriter,
    part: u32,
    texts: Option<&mut Texts>,
    pack: impl FnOnce(&mut Packer<'_>),
) -> IoResult<()> {
    writer.part(part);
    let mut written = Ok(());
    let mut write = |chunk: &[u8]| {
        if written.is_ok() {
            written = writer.chunk(chunk);
        }
    };
    let mut packer = Packer::new(&mut write, texts, &StoredFacts);
    pack(&mut packer);
    let finished = packer.finish();
    written?;
    finished.map_err(|_| IoError::new(ErrorKind::InvalidData, "a fact that the log has no form for"))
}

/// A value that has to be taken back: its part, how many bytes that has, and its place.
type Work<'a> = (usize, u64, &'a mut dyn Part);

impl SnapshotReader {
    /// Takes the values back that were written, in their order, on two threads. Where that fails,
    /// some of them are and some are not.
    pub fn take_back(&self, values: Vec<&mut dyn Part>) -> Result<(), SnapshotProblem> {
        let sizes: Vec<u64> = self.parts().collect();
        let Some((of_texts, of_values)) = sizes.split_last().filter(|(_, of_values)| of_values.len() == values.len())
        else {
            return Err(SnapshotProblem::NotPacked { part: 0 });
        };
        let texts = self.unpack(of_values.len(), *of_texts, &[], Texts::unpack)?;
        let work = values.into_iter().enumerate().zip(of_values);
        let mut work: Vec<Work<'_>> = work.map(|((part, value), bytes)| (part, *bytes, value)).collect();
        work.sort_by_key(|(_, bytes, _)| *bytes); // the largest is taken first, from the end
        let work = Mutex::new(work);
        let next = || work.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let take = || -> Result<(), SnapshotProblem> {
            while let Some((part, bytes, value)) = next() {
                self.unpack(part, bytes, &texts, |from| value.unpack_from(from))?;
            }
            Ok(())
        };
        thread::scope(|scope| {
            let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(take)).collect();
            let mut taken = take();
            for other in others {
                taken = taken.and(other.join().unwrap_or(Err(SnapshotProblem::NotPacked { part: 0 })));
            }
            taken
        })
    }

    fn unpack<T>(
        &self,
        part: usize,
        bytes: u64,
        texts: &[Text],
        take: impl FnOnce(&mut Unpacker<'_>) -> Result<T, NotPacked>,
    ) -> Result<T, SnapshotProblem> {
        let mut reader = self.part(part)?;
        let mut read = |chunk: &mut Vec<u8>| reader.next(chunk);
        let taken = take(&mut Unpacker::new(bytes, &mut read, texts, &StoredFacts));
        let not_packed = SnapshotProblem::NotPacked { part: u32::try_from(part).unwrap_or(u32::MAX) };
        taken.map_err(|NotPacked| reader.problem().unwrap_or(not_packed))
    }
}
