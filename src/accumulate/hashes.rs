//! A number for every value of a column that is the same on every machine, in every library and in any order of the rows.
//!
//! ```text
//! whole number n        mix(n modulo 2⁶⁴) / 2         also one that is held as a float, or written out as text
//! any other number x    mix(the 64 bits of x) / 2
//! any other text        mix(CRC-32 of its bytes) / 2
//! ```
//!
//! `mix` is the finalizer of `SplitMix64`: every bit of its argument moves every bit of the result. Source: Steele, G. L.,
//! Lea, D. & Flood, C. H. (2014), "Fast splittable pseudorandom number generators", OOPSLA '14, 453-472.

use rayon::prelude::*;

use super::column::with_values;
use super::text::SHORT;
use super::{Text, Values, Views};
use crate::error::{Result, zeros};
use crate::parallel::Control;

/// Rows hashed between two looks at the control.
const SPAN: usize = 1 << 14;
/// What a row without a value has.
const NONE: i64 = -1;
/// No whole number has more characters.
const DIGITS: usize = 20;

/// The hash of every number, from 0 to 2⁶³ − 1; -1 where there is none.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], [`crate::error::Error::NoMemory`].
pub fn hash_numbers(values: Values, control: &Control) -> Result<Vec<i64>> {
    with_values!(values, view => hashed(view.len(), control, |row| view.get(row).and_then(|value| value.bits())))
}

/// The hash of every text; -1 where there is none.
///
/// # Errors
/// As [`hash_numbers`].
pub fn hash_text<T: Copy + TryInto<usize> + Sync>(text: Text<T>, control: &Control) -> Result<Vec<i64>> {
    hashed(text.len(), control, |row| text.get(row).map(text_bits))
}

/// The hash of every text of a column of views; -1 where there is none.
///
/// # Errors
/// As [`hash_numbers`].
pub fn hash_views(views: Views, control: &Control) -> Result<Vec<i64>> {
    let bits = |row| views.get(row).map(|view| text_bits(view.bytes(&mut [0; SHORT])));
    hashed(views.views.len(), control, bits)
}

fn hashed(rows: usize, control: &Control, bits: impl Fn(usize) -> Option<u64> + Sync) -> Result<Vec<i64>> {
    let mut found = zeros(rows)?;
    found.par_chunks_mut(SPAN).enumerate().try_for_each(|(span, found)| {
        for (row, to) in (span * SPAN..).zip(found.iter_mut()) {
            *to = bits(row).map_or(NONE, halved);
        }
        control.advance(0)
    })?;
    Ok(found)
}

/// Half of the mixed bits, which a signed number holds.
#[allow(clippy::cast_possible_wrap, reason = "below 2⁶³")]
fn halved(bits: u64) -> i64 {
    (mix(bits) >> 1) as i64
}

/// A whole number modulo 2⁶⁴.
#[allow(clippy::cast_sign_loss, reason = "it is meant")]
fn modulo(number: i64) -> u64 {
    number as u64
}

/// The finalizer of `SplitMix64`, after its first step.
fn mix(bits: u64) -> u64 {
    let z = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is hashed of a text: the whole number that is written there, or else the checksum of its bytes.
fn text_bits(text: &[u8]) -> u64 {
    whole_number(text).unwrap_or_else(|| u64::from(crc32fast::hash(text)))
}

/// The whole number modulo 2⁶⁴ that a text is, if it is written as such numbers are: `007` and `+7` are no other names of 7.
fn whole_number(text: &[u8]) -> Option<u64> {
    let (minus, digits) = text.split_first().map_or((false, text), |(first, rest)| match first {
        b'-' => (true, rest),
        _ => (false, text),
    });
    let leads = digits.first().is_some_and(|first| matches!(first, b'1'..=b'9')) || text == b"0";
    if !leads || digits.len() > DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    if minus { text.parse::<i64>().ok().map(modulo) } else { text.parse().ok() }
}

/// A number whose bits are hashed.
trait Bits: Copy + Sync {
    /// A whole number modulo 2⁶⁴, the bits of any other; none of a missing one.
    fn bits(self) -> Option<u64>;
}

macro_rules! whole {
    ($($t:ty),*) => {$(
        impl Bits for $t {
            #[allow(clippy::cast_lossless, clippy::cast_sign_loss, reason = "numbers modulo 2⁶⁴ are meant")]
            fn bits(self) -> Option<u64> {
                Some(self as u64)
            }
        }
    )*};
}
whole!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Bits for f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and in the range")]
    fn bits(self) -> Option<u64> {
        let range = -9_223_372_036_854_775_808.0..18_446_744_073_709_551_616.0;
        match self {
            _ if self.is_nan() => None,
            _ if self.fract() != 0.0 || !range.contains(&self) => Some(self.to_bits()),
            _ if self < 0.0 => Some(modulo(self as i64)),
            _ => Some(self as u64),
        }
    }
}

impl Bits for f32 {
    fn bits(self) -> Option<u64> {
        f64::from(self).bits()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::ArrayView1;

    use super::*;

    fn of_text(texts: &[&str]) -> Vec<i64> {
        let bytes = texts.concat();
        let mut bounds = vec![0_i32];
        for text in texts {
            bounds.push(bounds.last().unwrap() + i32::try_from(text.len()).unwrap());
        }
        let text = Text { bytes: bytes.as_bytes(), bounds: &bounds, present: None };
        hash_text(text, &Control::default()).unwrap()
    }

    fn of(values: Values) -> Vec<i64> {
        hash_numbers(values, &Control::default()).unwrap()
    }

    #[test]
    fn the_hashes_are_those_of_the_published_generator() {
        // SplitMix64 from the seed 0 begins with these two; the second is of the state after one more step.
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(0x9e37_79b9_7f4a_7c15), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(of(Values::U8(ArrayView1::from(&[0]))), [0x7110_541c_bd8e_e6d7]);
    }

    #[test]
    fn whole_numbers_hash_alike_whatever_holds_them() {
        let numbers = [0.0, 1.0, -1.0, 77.0, -128.0, 127.0];
        let expected = of(Values::F64(ArrayView1::from(&numbers)));
        let bytes: Vec<i8> = vec![0, 1, -1, 77, -128, 127];
        let longs: Vec<i64> = bytes.iter().map(|&n| n.into()).collect();
        let singles: Vec<f32> = bytes.iter().map(|&n| n.into()).collect();
        assert_eq!(of(Values::I8(ArrayView1::from(&bytes))), expected);
        assert_eq!(of(Values::I64(ArrayView1::from(&longs))), expected);
        assert_eq!(of(Values::F32(ArrayView1::from(&singles))), expected);
        assert_eq!(of_text(&["0", "1", "-1", "77", "-128", "127"]), expected);
        let most = [u64::MAX, 1 << 63];
        assert_eq!(of(Values::U64(ArrayView1::from(&most))), of_text(&["18446744073709551615", "9223372036854775808"]));
        assert_eq!(
            of(Values::F64(ArrayView1::from(&[9_223_372_036_854_775_808.0]))),
            of(Values::U64(ArrayView1::from(&most[1..])))
        );
    }

    #[test]
    fn other_numbers_and_texts_hash_by_their_bits() {
        let found = of_text(&["007", "7", "+7", "-0", "", "-", "18446744073709551616", "北方", "7 "]);
        for (i, one) in found.iter().enumerate() {
            assert!(found.iter().skip(i + 1).all(|other| one != other), "{i}");
        }
        let crc = u64::from(crc32fast::hash("北方".as_bytes()));
        assert_eq!(found[7], halved(crc));
        let halves = of(Values::F64(ArrayView1::from(&[0.5, f64::NAN, -0.0, 1e300])));
        assert_eq!((halves[1], halves[2]), (NONE, of_text(&["0"])[0]));
        assert_eq!(halves[3], halved(1e300_f64.to_bits()));
    }

    #[test]
    fn views_hash_as_their_text() {
        let long = b"a respondent with a long name";
        let word = |bytes: [u8; 8]| u64::from_le_bytes(bytes);
        let short = [word([2, 0, 0, 0, b'4', b'2', 0, 0]), 0];
        let far = [word([29, 0, 0, 0, b'a', b' ', b'r', b'e']), 0];
        let views = Views { views: &[short, far, short], buffers: &[long], present: Some(&[1, 1, 0]) };
        let found = hash_views(views, &Control::default()).unwrap();
        let text = of_text(&["42", "a respondent with a long name"]);
        assert_eq!(found, [text[0], text[1], NONE]);
    }
}
