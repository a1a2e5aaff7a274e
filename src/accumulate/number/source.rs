//! The keys of rows: whole numbers and texts, with what finds and sorts them.

use std::cmp::Ordering;

use crate::accumulate::keys::Key;
use crate::accumulate::{Text, View, Views};

/// 2⁶⁴ over the golden ratio: the product with it has high bits that depend on all bits of the other number.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The keys of rows.
pub(super) trait Source: Copy + Send + Sync {
    type Key: Copy + Send + Sync;

    fn len(self) -> usize;

    /// The key of a row that has one.
    fn key(self, row: usize) -> Option<Self::Key>;

    /// How two keys are sorted.
    fn compare(a: Self::Key, b: Self::Key) -> Ordering;

    /// A number in which different keys nearly always differ.
    fn hash(key: Self::Key) -> u64;

    /// Whether two keys are the same.
    fn same(a: Self::Key, b: Self::Key) -> bool;
}

impl<T: Key> Source for &[T] {
    type Key = T;

    fn len(self) -> usize {
        <[T]>::len(self)
    }

    #[inline]
    fn key(self, row: usize) -> Option<T> {
        self.get(row).copied()
    }

    fn compare(a: T, b: T) -> Ordering {
        a.cmp(&b)
    }

    #[inline]
    #[allow(clippy::cast_sign_loss, reason = "the bits are meant")]
    fn hash(key: T) -> u64 {
        (key.as_i64() as u64).wrapping_mul(SPREAD)
    }

    #[inline]
    fn same(a: T, b: T) -> bool {
        a == b
    }
}

/// A text and the words it begins and ends with: all there is of a short one, so that it is compared without a look into
/// memory far away.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    text: &'a [u8],
    ends: [u64; 2],
}

impl<'a, T: Copy + TryInto<usize> + Send + Sync> Source for Text<'a, T> {
    type Key = Word<'a>;

    fn len(self) -> usize {
        Text::len(&self)
    }

    #[inline]
    fn key(self, row: usize) -> Option<Word<'a>> {
        let text = self.get(row)?;
        Some(Word { text, ends: [text.first_chunk().map_or(0, |word| u64::from_le_bytes(*word)), last_word(text)] })
    }

    fn compare(a: Word<'a>, b: Word<'a>) -> Ordering {
        a.text.cmp(b.text)
    }

    #[inline]
    fn hash(key: Word<'a>) -> u64 {
        let [first, last] = key.ends;
        let inner = key.text.get(8..key.text.len().saturating_sub(8)).map_or(0, all_words);
        mix(first ^ key.text.len() as u64, inner ^ last)
    }

    #[inline]
    fn same(a: Word<'a>, b: Word<'a>) -> bool {
        a.text.len() == b.text.len() && a.ends == b.ends && (a.text.len() <= 16 || a.text == b.text)
    }
}

impl<'a> Source for Views<'a> {
    type Key = View<'a>;

    fn len(self) -> usize {
        self.views.len()
    }

    #[inline]
    fn key(self, row: usize) -> Option<View<'a>> {
        self.get(row)
    }

    fn compare(a: View<'a>, b: View<'a>) -> Ordering {
        a.compare(&b)
    }

    #[inline]
    fn hash(key: View<'a>) -> u64 {
        let [first, second] = key.words;
        // Where a long text lies is no part of it.
        let rest = if key.long.is_empty() { second } else { all_words(key.long) };
        mix(first, rest)
    }

    #[inline]
    fn same(a: View<'a>, b: View<'a>) -> bool {
        a.words[0] == b.words[0] && if a.long.is_empty() { a.words[1] == b.words[1] } else { a.long == b.long }
    }
}

/// The words of a text, mixed.
#[inline]
fn all_words(text: &[u8]) -> u64 {
    text.chunks(8).fold(0, |hash, word| mix(hash, last_word(word)))
}

/// Both halves of the product of two words together: they depend on all bits.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the halves are meant")]
fn mix(a: u64, b: u64) -> u64 {
    // Other words than those that texts begin with, short ones have as their length: a product with zero has no bits.
    let product = u128::from(a ^ SPREAD) * u128::from(b ^ SPREAD.rotate_left(32));
    (product as u64) ^ (product >> 64) as u64
}

/// The last eight bytes; all of them if there are no eight.
#[inline]
fn last_word(text: &[u8]) -> u64 {
    match (text.last_chunk::<8>(), text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(word), _, _) => u64::from_le_bytes(*word),
        (None, Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => text.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}
