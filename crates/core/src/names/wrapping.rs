//! XChaCha20-Poly1305, for names under the key of their person, and for those keys under the
//! registry key.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Nonce, Payload};
use jiceng_domain::PersonId;
use jiceng_domain::person::SealedName;
use zeroize::Zeroizing;

use super::registry_key::{KEY_BYTES, RegistryKey, random_key};

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Bytes of a wrapped key: a nonce, the key under encryption, and the tag.
pub(super) const WRAPPED_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
/// Authenticated before the person, so that a wrapped key is never taken for a sealed name, or the
/// other way round.
const WRAPPING_DOMAIN: &[u8] = b"jiceng person key 1\0";

/// A person's key under the registry key: the nonce and the ciphertext with its tag.
pub(super) type Wrapped = [u8; WRAPPED_BYTES];

/// A person's key. Overwritten in memory when it is dropped.
pub(super) struct PersonKey(Zeroizing<[u8; KEY_BYTES]>);

impl PersonKey {
    pub(super) fn generate() -> Self {
        Self(random_key())
    }

    /// A key from its bytes; none where they are not as many as a key has, or all zero, as of one
    /// that is destroyed.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != KEY_BYTES || bytes.iter().all(|byte| *byte == 0) {
            return None;
        }
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The key under the registry key. It belongs to its person: the identifier is authenticated.
    pub(super) fn wrap(&self, person: &PersonId, under: &RegistryKey) -> Option<Wrapped> {
        encrypt(under.bytes(), &wrapping_of(person), &*self.0)?.try_into().ok()
    }

    /// The key that was wrapped; none where the registry key or the person is another, or the bytes
    /// are.
    pub(super) fn unwrap(wrapped: &Wrapped, person: &PersonId, under: &RegistryKey) -> Option<Self> {
        Self::of(&decrypt(under.bytes(), &wrapping_of(person), wrapped)?)
    }

    /// Seals a name.
    pub(super) fn seal(&self, person: &PersonId, name: &str) -> Option<SealedName> {
        let sealed = encrypt(&self.0, person.as_str().as_bytes(), name.as_bytes())?;
        Some(SealedName(sealed.into()))
    }

    /// Opens a name; none where it was not sealed by this key for this person.
    pub(super) fn open(&self, person: &PersonId, sealed: &SealedName) -> Option<String> {
        let bytes = decrypt(&self.0, person.as_str().as_bytes(), &sealed.0)?;
        std::str::from_utf8(&bytes).ok().map(str::to_owned)
    }
}

fn wrapping_of(person: &PersonId) -> Vec<u8> {
    [WRAPPING_DOMAIN, person.as_str().as_bytes()].concat()
}

/// A random nonce, and behind it the ciphertext with its tag.
fn encrypt(key: &[u8; KEY_BYTES], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
    let nonce = Nonce::<XChaCha20Poly1305>::generate();
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&nonce, Payload { msg, aad }).ok()?;
    let mut bytes = nonce.to_vec();
    bytes.extend(sealed);
    Some(bytes)
}

fn decrypt(key: &[u8; KEY_BYTES], aad: &[u8], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, msg) = bytes.split_at_checked(NONCE_BYTES)?;
    let nonce = Nonce::<XChaCha20Poly1305>::try_from(nonce).ok()?;
    XChaCha20Poly1305::new(key.into()).decrypt(&nonce, Payload { msg, aad }).ok().map(Zeroizing::new)
}
