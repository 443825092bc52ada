//! minisign signatures, detached and offline: bytes in, text out, compatible with the `minisign` tool's
//! prehashed format (`ED`). Never reads a file, never asks for a password, never goes to the network.

use crate::diag::KeyProblem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minisign::{SecretKeyBox, SignatureBox};
use std::io::Cursor;

/// The line that stands first in a signature file; not covered by the signature.
const UNTRUSTED: &str = "signature by dangan; check it with: dangan verify --key, or minisign -V";

/// Bytes of an Ed25519 signature (RFC 8032, 5.1.6).
const SIGNATURE_BYTES: usize = 64;

/// Bytes of a public key as minisign writes it: algorithm 2, key number 8, key 32.
const PUBLIC_KEY_BYTES: usize = 42;

/// Bytes of a secret key as minisign writes it.
const SECRET_KEY_BYTES: usize = 158;

/// Where in a secret key the name of its key derivation stands; two zero bytes where it has no password.
const DERIVATION: std::ops::Range<usize> = 2..4;

/// A minisign public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(minisign::PublicKey);

impl PublicKey {
    /// Reads the base64 line alone, or a whole `minisign.pub` with its comment line.
    pub fn parse(text: &str) -> Option<PublicKey> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        let bytes = STANDARD.decode(line).ok().filter(|bytes| bytes.len() == PUBLIC_KEY_BYTES)?;
        minisign::PublicKey::from_bytes(&bytes).ok().map(PublicKey)
    }

    /// The key's number as the `minisign` tool shows it: 16 hexadecimal digits.
    pub fn number(&self) -> String {
        number(self.0.keynum())
    }
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The text is no minisign signature.
    Malformed,
    /// It was made with another key.
    OtherKey {
        /// The number of the key that made it.
        signed_by: String,
    },
    /// It is not a signature of these bytes with this key, or its trusted comment was changed.
    Wrong,
}

/// Whether a secret key needs a password. `None` where the text is no secret key.
pub fn needs_password(secret_key: &str) -> Option<bool> {
    let line = secret_key.lines().nth(1)?.trim();
    let bytes = STANDARD.decode(line).ok().filter(|bytes| bytes.len() == SECRET_KEY_BYTES)?;
    Some(bytes.get(DERIVATION)? != [0, 0])
}

/// Signs `message` with the text of a minisign secret key; `comment` is covered by the signature too.
/// Two signatures of the same message differ: minisign mixes random bytes into each.
pub fn sign(secret_key: &str, password: Option<&str>, message: &[u8], comment: &str) -> Result<String, KeyProblem> {
    let key = match (needs_password(secret_key).ok_or(KeyProblem::NoKey)?, password) {
        (false, _) => open_key(secret_key).ok_or(KeyProblem::NoKey)?,
        (true, None) => return Err(KeyProblem::PasswordNeeded),
        (true, Some(word)) => {
            let boxed = SecretKeyBox::from(secret_key.to_owned());
            boxed.into_secret_key(Some(word.to_owned())).map_err(|_| KeyProblem::WrongPassword)?
        }
    };
    // A damaged key gives signatures that do not hold: the public key in it tells.
    let public = minisign::PublicKey::from_secret_key(&key).map_err(|_| KeyProblem::NoKey)?;
    let signature = minisign::sign(None, &key, Cursor::new(message), Some(comment), Some(UNTRUSTED));
    let signature = signature.map(SignatureBox::into_string).map_err(|_| KeyProblem::Random)?;
    let holds = verify(&PublicKey(public), &signature, message).is_ok();
    holds.then_some(signature).ok_or(KeyProblem::NoKey)
}

/// A key without a password. The tool leaves its checksum empty, which the library's own reader refuses.
fn open_key(secret_key: &str) -> Option<minisign::SecretKey> {
    let bytes = STANDARD.decode(secret_key.lines().nth(1)?.trim()).ok()?;
    minisign::SecretKey::from_bytes(&bytes).ok()
}

/// Checks a signature; gives its trusted comment.
pub fn verify(key: &PublicKey, signature: &str, message: &[u8]) -> Result<String, Refusal> {
    let parsed = parse(signature).ok_or(Refusal::Malformed)?;
    if parsed.keynum() != key.0.keynum() {
        return Err(Refusal::OtherKey { signed_by: number(parsed.keynum()) });
    }
    let legacy = true; // Signatures of minisign before 0.10 hold as well: the key is what is trusted.
    minisign::verify(&key.0, &parsed, Cursor::new(message), true, false, legacy).map_err(|_| Refusal::Wrong)?;
    parsed.trusted_comment().map_err(|_| Refusal::Malformed)
}

/// The library takes a last line of any length; four lines with a whole signature in each place are required here.
fn parse(text: &str) -> Option<SignatureBox> {
    let last = text.lines().nth(3)?.trim();
    let whole = STANDARD.decode(last).is_ok_and(|bytes| bytes.len() == SIGNATURE_BYTES);
    let no_more = text.lines().skip(4).all(|line| line.trim().is_empty());
    (whole && no_more).then(|| SignatureBox::from_string(text).ok()).flatten()
}

fn number(bytes: &[u8]) -> String {
    let number = bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:016X}")
}
