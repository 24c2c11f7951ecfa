//! The CRC-32C of any range of some bytes, after they were read once.
//!
//! Damaged bytes are searched for sound records and frames, and each place where one could begin
//! states a length of its own. If each were read to its end, a file full of beginnings would take
//! time with the square of its size. So the checksum of all before each 64th byte is kept, and that
//! of a range is computed from the two at its ends.

/// The checksum of all before is kept for each so many bytes.
const STEP: usize = 64;

/// What running over zero bytes makes of a checksum, as a matrix over its bits: one column a bit.
type Shift = [u32; 32];

/// The checksums of the ranges of some bytes.
#[derive(Debug)]
pub(super) struct Sums<'a> {
    bytes: &'a [u8],
    /// Of all before each step.
    before: Vec<u32>,
    /// Running over so many bytes as the power of two at that place.
    shifts: Vec<Shift>,
}

impl<'a> Sums<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut sum = 0;
        let mut before = vec![0];
        for step in bytes.chunks(STEP) {
            sum = crc32c::crc32c_append(sum, step);
            before.push(sum);
        }
        let mut shifts = vec![byte_shift()];
        while let Some(last) = shifts.last().filter(|_| bytes.len() >> shifts.len() > 0) {
            shifts.push(twice(last));
        }
        Self { bytes, before, shifts }
    }

    /// The checksum of the bytes from one place up to another; none where they are not there.
    pub(super) fn range(&self, from: usize, to: usize) -> Option<u32> {
        Some(self.all_before(to)? ^ self.shifted(self.all_before(from)?, to.checked_sub(from)?))
    }

    /// The checksum of a range with something before it, of which the checksum is given.
    pub(super) fn range_behind(&self, sum: u32, from: usize, to: usize) -> Option<u32> {
        Some(self.shifted(sum, to.checked_sub(from)?) ^ self.range(from, to)?)
    }

    fn all_before(&self, at: usize) -> Option<u32> {
        let step = at / STEP;
        Some(crc32c::crc32c_append(*self.before.get(step)?, self.bytes.get(step * STEP..at)?))
    }

    /// What a checksum becomes behind so many more bytes, apart from what they are.
    fn shifted(&self, sum: u32, bytes: usize) -> u32 {
        let passed = self.shifts.iter().enumerate().filter(|(power, _)| bytes >> power & 1 == 1);
        passed.fold(sum, |sum, (_, shift)| times(shift, sum))
    }
}

fn times(shift: &Shift, sum: u32) -> u32 {
    let columns = shift.iter().enumerate().filter(|(bit, _)| sum >> bit & 1 == 1);
    columns.fold(0, |product, (_, column)| product ^ column)
}

fn twice(shift: &Shift) -> Shift {
    shift.map(|column| times(shift, column))
}

/// Running over one byte: eight times one bit, which divides by the polynomial.
fn byte_shift() -> Shift {
    const POLYNOMIAL: u32 = 0x82f6_3b78;
    let mut bit = [0; 32];
    for (number, column) in bit.iter_mut().enumerate() {
        *column = if number == 0 { POLYNOMIAL } else { 1 << (number - 1) };
    }
    twice(&twice(&twice(&bit)))
}

#[cfg(test)]
mod tests {
    use super::Sums;

    #[test]
    fn a_range_has_the_checksum_that_its_bytes_have() {
        let bytes: Vec<u8> =
            (0..700_u32).map(|n| ((n * n) >> 3).to_le_bytes().first().copied().unwrap_or_default()).collect();
        let sums = Sums::of(&bytes);
        for from in (0..700).step_by(7) {
            for to in (from..=700).step_by(11) {
                let range = bytes.get(from..to).unwrap_or_default();
                assert_eq!(sums.range(from, to), Some(crc32c::crc32c(range)));
                let behind = crc32c::crc32c_append(crc32c::crc32c(b"before"), range);
                assert_eq!(sums.range_behind(crc32c::crc32c(b"before"), from, to), Some(behind));
            }
        }
        assert_eq!((sums.range(3, 2), sums.range(0, 701)), (None, None));
    }
}
