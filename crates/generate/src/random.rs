//! Seeded draws, the same on every machine: the stream of `ChaCha8` is documented, and only
//! integers are drawn from it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::calendar::Day;

/// The draws of one subject. What one subject draws is nothing to another.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// The draws of a subject, which has a number of its own, under a seed.
    pub(crate) fn of(seed: u64, subject: u64) -> Self {
        let mut key = [0; 32];
        if let Some(start) = key.first_chunk_mut() {
            *start = seed.to_le_bytes();
        }
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_stream(subject);
        Self(stream)
    }

    /// A number below `end`, which is not 0; each as likely as any other, to within `end` in 2³².
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// The same for days: `below(end)` of them.
    pub(crate) fn days(&mut self, end: u16) -> Day {
        u16::try_from(self.below(u32::from(end))).unwrap_or_default()
    }

    /// A day from one to another, both included; the first where the last lies before it.
    pub(crate) fn between(&mut self, first: Day, last: Day) -> Day {
        first + self.days(last.saturating_sub(first) + 1)
    }

    /// So many bytes as a sealed name has.
    pub(crate) fn bytes(&mut self) -> Box<[u8]> {
        let mut bytes = vec![0; 52];
        self.0.fill_bytes(&mut bytes);
        bytes.into()
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }
}
