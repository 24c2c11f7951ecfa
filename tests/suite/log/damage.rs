//! What may happen to the bytes of a file.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;

/// What happens to the bytes of a file.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Flip(u8),
    Zero(usize),
    Cut,
    Double(usize),
    /// Two blocks of 512 bytes change places.
    Swap(Index),
}

pub(crate) fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (1..=255_u8).prop_map(Damage::Flip),
        (1..5000_usize).prop_map(Damage::Zero),
        Just(Damage::Cut),
        (1..5000_usize).prop_map(Damage::Double),
        any::<Index>().prop_map(Damage::Swap),
    ]
}

/// Spoils a file somewhere, if there is anything in it.
pub(crate) fn spoil(path: &Path, at: Index, damage: &Damage) {
    let mut bytes = fs::read(path).unwrap();
    if bytes.is_empty() {
        return;
    }
    let at = at.index(bytes.len());
    match damage {
        Damage::Flip(mask) => bytes[at] ^= mask,
        Damage::Zero(length) => bytes.iter_mut().skip(at).take(*length).for_each(|byte| *byte = 0),
        Damage::Cut => bytes.truncate(at),
        Damage::Double(length) => {
            let end = bytes.len().min(at + length);
            let twice = bytes[at..end].to_vec();
            bytes.splice(at..at, twice);
        }
        Damage::Swap(with) => {
            let blocks = bytes.len() / 512;
            if blocks > 1 {
                let (one, two) = (at / 512 % blocks, with.index(blocks));
                (0..512).for_each(|byte| bytes.swap(one * 512 + byte, two * 512 + byte));
            }
        }
    }
    fs::write(path, bytes).unwrap();
}
