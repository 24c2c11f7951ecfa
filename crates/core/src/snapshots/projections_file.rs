//! The projections in a snapshot's parts: one for each of theirs, in their order, and the texts of all behind them.

use std::io::{Error as IoError, ErrorKind, Result as IoResult};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use jiceng_domain::packed::{NotPacked, Packer, Part, Texts, Unpacker};
use jiceng_log::{SnapshotHead, SnapshotProblem, SnapshotReader, SnapshotWriter, StoredFacts};
use jiceng_projections::Projections;

/// How many threads take parts back.
const THREADS: usize = 2;

pub(super) fn write(projections: &Projections, head: SnapshotHead, unfinished: &Path, path: &Path) -> IoResult<u64> {
    let mut writer = SnapshotWriter::create(unfinished, head)?;
    let mut texts = Texts::default();
    let mut number = 0;
    for part in projections.parts() {
        pack(&mut writer, number, Some(&mut texts), |packer| part.pack_to(packer))?;
        number += 1;
    }
    pack(&mut writer, number, None, |packer| texts.pack(packer))?;
    writer.finish(path)
}

fn pack(
    writer: &mut SnapshotWriter,
    number: u32,
    texts: Option<&mut Texts>,
    pack: impl FnOnce(&mut Packer<'_>),
) -> IoResult<()> {
    writer.part(number);
    let mut written = Ok(());
    let mut write = |chunk: &[u8]| {
        if written.is_ok() {
            written = writer.chunk(chunk);
        }
    };
    let mut packer = Packer::new(&mut write, texts, &StoredFacts);
    pack(&mut packer);
    let packed = packer.finish();
    written?;
    packed.map_err(|_| IoError::new(ErrorKind::InvalidData, "a fact that the log has no form for"))
}

/// A part that has to be taken back: its number, its bytes, its place.
type Work<'a> = (usize, u64, &'a mut dyn Part);

pub(super) fn read(reader: &SnapshotReader) -> Result<Projections, SnapshotProblem> {
    let mut projections = Projections::default();
    let sizes: Vec<u64> = reader.parts().collect();
    let mut work: Vec<Work<'_>> =
        projections.parts_mut().into_iter().enumerate().zip(&sizes).map(|((n, part), size)| (n, *size, part)).collect();
    let Some(size) = sizes.get(work.len()) else { return Err(SnapshotProblem::NotPacked { part: 0 }) };
    let texts = unpack(reader, work.len(), *size, &[], Texts::unpack)?;
    work.sort_by_key(|(_, size, _)| *size); // the largest is taken first
    let work = Mutex::new(work);
    let next = || work.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let take_back = || -> Result<(), SnapshotProblem> {
        while let Some((number, size, part)) = next() {
            unpack(reader, number, size, &texts, |from| part.unpack_from(from))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (1..THREADS).map(|_| scope.spawn(take_back)).collect();
        let mut taken = take_back();
        for thread in threads {
            taken = taken.and(thread.join().unwrap_or(Err(SnapshotProblem::NotPacked { part: 0 })));
        }
        taken
    })?;
    if projections.facts.head() == reader.head().tree.position {
        Ok(projections)
    } else {
        Err(SnapshotProblem::NotPacked { part: 0 })
    }
}

fn unpack<T>(
    reader: &SnapshotReader,
    number: usize,
    bytes: u64,
    texts: &[jiceng_domain::packed::Text],
    take: impl FnOnce(&mut Unpacker<'_>) -> Result<T, NotPacked>,
) -> Result<T, SnapshotProblem> {
    let mut part = reader.part(number)?;
    let mut read = |chunk: &mut Vec<u8>| part.next(chunk);
    let taken = take(&mut Unpacker::new(bytes, &mut read, texts, &StoredFacts));
    taken.map_err(|NotPacked| {
        let part_number = u32::try_from(number).unwrap_or(u32::MAX);
        part.problem().unwrap_or(SnapshotProblem::NotPacked { part: part_number })
    })
}
