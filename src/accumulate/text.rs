//! Borrowed columns of text, in the layouts of Arrow.

use std::cmp::Ordering;

/// The bytes of all texts one after the other, and where each of them begins.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a, T> {
    /// The bytes of all texts.
    pub bytes: &'a [u8],
    /// Where each text begins, and last where the last one ends.
    pub bounds: &'a [T],
    /// 0 where there is no text; all are there without it.
    pub present: Option<&'a [u8]>,
}

impl<'a, T: Copy + TryInto<usize>> Text<'a, T> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row, if there is one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&'a [u8]> {
        if !is_present(self.present, row) {
            return None;
        }
        let &[from, to] = self.bounds.get(row..)?.first_chunk()?;
        self.bytes.get(from.try_into().ok()?..to.try_into().ok()?)
    }
}

/// Two words for every text: its length and its first four bytes; then the rest of a short one, or where a long one lies.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    /// The words.
    pub views: &'a [[u64; 2]],
    /// The memory of long texts.
    pub buffers: &'a [&'a [u8]],
    /// 0 where there is no text; all are there without it.
    pub present: Option<&'a [u8]>,
}

/// A text of a view.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub(super) words: [u64; 2],
    /// All bytes, unless they are in the words.
    pub(super) long: &'a [u8],
}

/// Bytes of a text that are in the words of its view.
pub(super) const SHORT: usize = 12;

impl<'a> Views<'a> {
    /// The text of a row, if there is one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<View<'a>> {
        let words = *self.views.get(row)?;
        let (len, _) = halves(words[0]);
        if !is_present(self.present, row) {
            return None;
        }
        if len <= SHORT {
            return Some(View { words, long: &[] });
        }
        let (buffer, start) = halves(words[1]);
        let long = self.buffers.get(buffer)?.get(start..start.checked_add(len)?)?;
        Some(View { words, long })
    }
}

impl View<'_> {
    /// The order of the texts, by their bytes.
    pub fn compare(&self, other: &Self) -> Ordering {
        // The first four bytes, zeros after a text of fewer: where they differ they decide.
        let start = |view: &Self| (view.words[0] >> 32) as u32;
        match u32::swap_bytes(start(self)).cmp(&u32::swap_bytes(start(other))) {
            Ordering::Equal => self.bytes(&mut [0; SHORT]).cmp(other.bytes(&mut [0; SHORT])),
            decided => decided,
        }
    }

    /// All bytes, those of the words put into `short`.
    pub(super) fn bytes<'b>(&'b self, short: &'b mut [u8; SHORT]) -> &'b [u8] {
        let (len, _) = halves(self.words[0]);
        if len > SHORT {
            return self.long;
        }
        let words = self.words.map(u64::to_le_bytes);
        short.iter_mut().zip(words.as_flattened().iter().skip(4)).for_each(|(to, &from)| *to = from);
        short.get(..len).unwrap_or_default()
    }
}

/// The lower and the upper half of a word.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "halves")]
fn halves(word: u64) -> (usize, usize) {
    (word as u32 as usize, (word >> 32) as usize)
}

#[inline]
fn is_present(present: Option<&[u8]>, row: usize) -> bool {
    present.is_none_or(|present| present.get(row).is_some_and(|&byte| byte != 0))
}
