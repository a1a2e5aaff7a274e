//! The byte form of an accumulator: a checked envelope around its postcard encoding.
//!
//! ```text
//! offset  0      4        6      7         8              16       20
//!         "PLCT" version  kind   reserved  payload length CRC-32   payload
//!                u16 LE   u8     0         u64 LE         u32 LE   postcard
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

const MAGIC: &[u8; 4] = b"PLCT";
const VERSION: u16 = 2;
const HEADER: usize = 20;

/// What an envelope may hold: a tag, a name for messages and a check of what was read.
pub trait Enveloped: Serialize + DeserializeOwned {
    /// Tag in the header.
    const KIND: u8;
    /// Name in error messages.
    const NAME: &'static str;
    /// Refuses a decoded value whose parts contradict each other.
    ///
    /// # Errors
    /// A reason in words.
    fn validate(&self) -> std::result::Result<(), String>;
}

/// Encodes `value`.
///
/// # Errors
/// [`Error::Corrupt`] if the value cannot be encoded.
pub fn to_bytes<T: Enveloped>(value: &T) -> Result<Vec<u8>> {
    let payload = postcard::to_stdvec(value).map_err(|e| corrupt::<T>(&e.to_string()))?;
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[T::KIND, 0]);
    bytes.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    bytes.extend_from_slice(&payload);
    Ok(bytes)
}

/// Decodes what [`to_bytes`] made. Length and checksum are checked before anything is allocated.
///
/// # Errors
/// [`Error::Corrupt`] naming the first thing that is wrong.
pub fn from_bytes<T: Enveloped>(bytes: &[u8]) -> Result<T> {
    let payload = open::<T>(bytes).map_err(|reason| corrupt::<T>(&reason))?;
    let (value, rest) = postcard::take_from_bytes::<T>(payload).map_err(|e| corrupt::<T>(&e.to_string()))?;
    if !rest.is_empty() {
        return Err(corrupt::<T>(&format!("{} bytes are left over", rest.len())));
    }
    value.validate().map_err(|reason| corrupt::<T>(&reason))?;
    Ok(value)
}

fn open<T: Enveloped>(bytes: &[u8]) -> std::result::Result<&[u8], String> {
    let Some((header, payload)) = bytes.split_at_checked(HEADER) else {
        return Err(format!("{} bytes are fewer than the {HEADER} of the header", bytes.len()));
    };
    let field =
        |from: usize, len: usize| header.iter().skip(from).take(len).rev().fold(0, |n, &b| n << 8 | u64::from(b));
    if !header.starts_with(MAGIC) {
        return Err("they do not start with PLCT".into());
    }
    if field(4, 2) != u64::from(VERSION) {
        return Err(format!("they are of format {}, this version reads {VERSION}", field(4, 2)));
    }
    if field(6, 2) != u64::from(T::KIND) {
        return Err(format!("they hold kind {}, not {}", field(6, 2), T::KIND));
    }
    if field(8, 8) != payload.len() as u64 {
        return Err(format!("the header promises {} bytes, {} follow", field(8, 8), payload.len()));
    }
    if field(16, 4) != u64::from(crc32fast::hash(payload)) {
        return Err("the checksum does not match".into());
    }
    Ok(payload)
}

fn corrupt<T: Enveloped>(reason: &str) -> Error {
    Error::Corrupt { kind: T::NAME, reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Pair(Vec<f64>, u64);

    impl Enveloped for Pair {
        const KIND: u8 = 77;
        const NAME: &'static str = "pair";
        fn validate(&self) -> std::result::Result<(), String> {
            if self.0.len() as u64 == self.1 { Ok(()) } else { Err("lengths differ".into()) }
        }
    }

    proptest! {
        #[test]
        fn round_trip_and_every_damage_is_an_error(values in prop::collection::vec(-1e9..1e9, 0..40), at: usize, bit in 0..8u8) {
            let pair = Pair(values.clone(), values.len() as u64);
            let bytes = to_bytes(&pair).unwrap();
            prop_assert_eq!(from_bytes::<Pair>(&bytes).unwrap(), pair);
            let mut flipped = bytes.clone();
            flipped[at % bytes.len()] ^= 1 << bit;
            prop_assert!(from_bytes::<Pair>(&flipped).is_err());
            prop_assert!(from_bytes::<Pair>(&bytes[..at % bytes.len()]).is_err());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(from_bytes::<Pair>(&bytes).is_err());
        }
    }

    #[test]
    fn contradictions_and_huge_claims_are_refused() {
        assert!(from_bytes::<Pair>(&to_bytes(&Pair(vec![1.0], 9)).unwrap()).is_err());
        let mut huge = to_bytes(&Pair(vec![], 0)).unwrap();
        huge[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        let message = from_bytes::<Pair>(&huge).unwrap_err().to_string();
        assert!(message.contains("promises 18446744073709551615 bytes"), "{message}");
    }
}
