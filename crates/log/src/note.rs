//! Signed notes, as C2SP defines them (<https://c2sp.org/signed-note>): a text, an empty line, and
//! a line for each signature, `— name base64(key id · signature)`. Of the algorithms, Ed25519 (type
//! `0x01`) alone.
//!
//! Keys are written as Go's `golang.org/x/mod/sumdb/note` writes them, so that other programs can
//! use them: `name+id+base64(01 · public key)` whoever verifies, `PRIVATE+KEY+name+id+base64(01 ·
//! secret)` whoever signs.
//!
//! Nothing here reads or writes a file.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// The most bytes of a note that is read: room for more than sixteen signatures of any algorithm.
pub const NOTE_BYTES_MAX: usize = 1 << 20;
/// The most signatures of a note that is read, as in Go's.
pub const SIGNATURES_MAX: usize = 100;
/// The most bytes of a key's name.
pub const NAME_BYTES_MAX: usize = 200;

/// The type of Ed25519 signatures.
const ED25519: u8 = 0x01;
/// What stands before the key of a signer.
const PRIVATE: &str = "PRIVATE+KEY+";
/// What a line of a signature begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";

/// Why a key or a note is none, or not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A name with white space, control characters or a plus, without or with too many characters.
    #[error("a key's name has 1 to {NAME_BYTES_MAX} bytes, without spaces and plus signs")]
    Name,
    /// Not the text of a key.
    #[error("not a key: {reason}")]
    Key {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Not the text of a note.
    #[error("not a signed note: {reason}")]
    Malformed {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Nobody signed it whose key is known.
    #[error("none of its signatures is of the key {wanted}")]
    NotSigned {
        /// The keys that were given.
        wanted: String,
    },
    /// The signature is not one over this text.
    #[error("the signature of {name} does not fit the text")]
    BadSignature {
        /// The name of the key.
        name: String,
    },
    /// The system gave no random bytes for a new key.
    #[error("the system gave no random bytes")]
    NoRandom,
}

/// The identity of a key: the first four bytes of a hash over name, algorithm and public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteKeyId(pub [u8; 4]);

impl fmt::Display for NoteKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A key that verifies signatures; public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

/// A key that signs; secret. It shows nothing of itself but its name.
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoteSigner").field("name", &self.name).finish_non_exhaustive()
    }
}

fn is_name(name: &str) -> bool {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.chars().any(is_bad)
}

fn bad_key(reason: &'static str) -> NoteError {
    NoteError::Key { reason }
}

/// Takes a key apart: its name, its identity, and its 32 bytes.
fn parse_key(text: &str) -> Result<(&str, NoteKeyId, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad_key("it has the form name+id+key"));
    };
    if !is_name(name) {
        return Err(NoteError::Name);
    }
    let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let id = u32::from_str_radix(id, 16).ok().filter(|_| is_id).ok_or(bad_key("its id has eight digits, 0 to f"))?;
    let key = Base64::decode_vec(key).map_err(|_| bad_key("behind the id stands base64"))?;
    match key.split_first_chunk() {
        Some(([ED25519], key)) => {
            let key = key.try_into().map_err(|_| bad_key("an Ed25519 key has 32 bytes"))?;
            Ok((name, NoteKeyId(id.to_be_bytes()), key))
        }
        _ => Err(bad_key("it is of another algorithm than Ed25519")),
    }
}

impl Verifier {
    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The identity of the key.
    pub fn id(&self) -> NoteKeyId {
        let hash =
            Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        NoteKeyId([a, b, c, d])
    }
}

impl FromStr for Verifier {
    type Err = NoteError;
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, id, key) = parse_key(text)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| bad_key("it is no point of the curve"))?;
        let verifier = Self { name: name.to_owned(), key };
        if key.is_weak() {
            return Err(bad_key("it is a weak key, for which anybody can sign"));
        }
        if verifier.id() == id { Ok(verifier) } else { Err(bad_key("its id does not fit name and key")) }
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, self.id(), encoded(self.key.as_bytes()))
    }
}

fn encoded(key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend_from_slice(key);
    Base64::encode_string(&bytes)
}

impl NoteSigner {
    /// A new key, from the random bytes of the system. Without a name it is named `jiceng/` and
    /// eight digits of its public key, so that no two are named alike by accident.
    pub fn generate(name: Option<&str>) -> Result<Self, NoteError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| NoteError::NoRandom)?;
        let key = SigningKey::from_bytes(&secret);
        let [a, b, c, d, ..] = key.verifying_key().to_bytes();
        let name = name.map_or_else(|| format!("jiceng/{:08x}", u32::from_be_bytes([a, b, c, d])), str::to_owned);
        if is_name(&name) { Ok(Self { name, key }) } else { Err(NoteError::Name) }
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key that belongs to it.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The text of the key itself, which is secret.
    pub fn to_secret_text(&self) -> String {
        format!("{PRIVATE}{}+{}+{}", self.name, self.verifier().id(), encoded(self.key.as_bytes()))
    }

    /// The signed note of a text, which ends with a line end.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        is_text(text)?;
        let mut signature = self.verifier().id().0.to_vec();
        signature.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n{DASH}{} {}\n", self.name, Base64::encode_string(&signature)))
    }
}

impl FromStr for NoteSigner {
    type Err = NoteError;
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let text = text.strip_prefix(PRIVATE).ok_or(bad_key("a private key begins with PRIVATE+KEY+"))?;
        let (name, id, key) = parse_key(text)?;
        let signer = Self { name: name.to_owned(), key: SigningKey::from_bytes(&key) };
        if signer.verifier().id() == id { Ok(signer) } else { Err(bad_key("its id does not fit name and key")) }
    }
}

/// A note whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The signed text, with its last line end.
    pub text: String,
    /// The keys that signed it, of those that were given.
    pub signed_by: Vec<Verifier>,
}

fn malformed(reason: &'static str) -> NoteError {
    NoteError::Malformed { reason }
}

/// Whether a text can be signed, or could have been.
fn is_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(malformed("its text does not end with a line end"));
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(malformed("it has control characters"));
    }
    Ok(())
}

/// A signature as it stands in a note: the name and the identity of its key, and the signature
/// itself.
type Signed<'a> = (&'a str, NoteKeyId, Vec<u8>);

/// Reads the line of a signature.
fn parse_signature(line: &str) -> Result<Signed<'_>, NoteError> {
    let rest = line.strip_prefix(DASH).ok_or(malformed("a line behind the text is no signature"))?;
    let (name, signature) = rest.split_once(' ').ok_or(malformed("a signature has no name"))?;
    if !is_name(name) {
        return Err(malformed("the name of a signature is none"));
    }
    let bytes = Base64::decode_vec(signature).map_err(|_| malformed("a signature is not base64"))?;
    match bytes.split_first_chunk() {
        Some((id, signature)) if !signature.is_empty() => Ok((name, NoteKeyId(*id), signature.to_vec())),
        _ => Err(malformed("a signature is too short")),
    }
}

/// The text of a note and its signatures, of which nobody knows yet whether they fit.
fn parse(bytes: &[u8]) -> Result<(&str, Vec<Signed<'_>>), NoteError> {
    if bytes.len() > NOTE_BYTES_MAX {
        return Err(malformed("it is too long"));
    }
    let note = std::str::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))?;
    is_text(note)?;
    let end = note.rfind("\n\n").ok_or(malformed("no empty line parts text and signatures"))?;
    let (text, signatures) = (note.get(..=end).unwrap_or_default(), note.get(end + 2..).unwrap_or_default());
    let signatures: Vec<_> = signatures.lines().map(parse_signature).collect::<Result<_, _>>()?;
    if signatures.is_empty() || signatures.len() > SIGNATURES_MAX {
        return Err(malformed("it has no signature, or too many"));
    }
    // Nobody signs so: it is not the bytes that were given out, whichever of the two fits.
    let is_twice = |(number, (name, id, _)): (usize, &Signed<'_>)| {
        signatures.iter().take(number).any(|(other, other_id, _)| (other, other_id) == (name, id))
    };
    if signatures.iter().enumerate().any(is_twice) {
        return Err(malformed("a key has signed twice"));
    }
    Ok((text, signatures))
}

impl Note {
    /// The text of a note, whoever signed it, or nobody. Use it only to show it to somebody who
    /// verifies it.
    pub fn unverified_text(bytes: &[u8]) -> Result<&str, NoteError> {
        parse(bytes).map(|(text, _)| text)
    }

    /// Reads a note and verifies the signatures of the keys that are given. Others are passed over.
    /// At least one must be there, and each that is there must fit.
    pub fn open(bytes: &[u8], keys: &[Verifier]) -> Result<Self, NoteError> {
        let (text, signatures) = parse(bytes)?;
        let mut signed_by: Vec<Verifier> = Vec::new();
        for (name, id, signature) in signatures {
            let Some(key) = keys.iter().find(|key| key.name == name && key.id() == id) else { continue };
            let bad = || NoteError::BadSignature { name: name.to_owned() };
            let signature = Signature::from_slice(&signature).map_err(|_| bad())?;
            key.key.verify_strict(text.as_bytes(), &signature).map_err(|_| bad())?;
            signed_by.push(key.clone());
        }
        if signed_by.is_empty() {
            let wanted = keys.iter().map(|key| format!("{}+{}", key.name, key.id())).collect::<Vec<_>>().join(", ");
            return Err(NoteError::NotSigned { wanted });
        }
        Ok(Self { text: text.to_owned(), signed_by })
    }
}
