//! Numbering the rows by their keys: which different keys there are, and which of them every row has.

mod finder;
mod source;

use std::cmp::Ordering;
use std::iter::zip;

use rayon::prelude::*;

use self::finder::{ByHash, ByTable, Finder, NONE};
use self::source::Source;
use super::keys::{Range, with_keys};
use super::{Text, Values, Views};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Rows of which a block has a multiple.
const SPAN: usize = 1 << 17;
/// Rows between two looks at the control: a millisecond or two, however far apart their keys are in memory.
const LOOK: usize = 1 << 13;
/// Whole numbers of a range up to this, or up to the number of rows, are looked up in a table, others by hashing.
const MOST_RANGE: usize = 1 << 20;
/// Rows whose keys are numbered first, in order: if there are no others no row is numbered twice.
const SAMPLE: usize = 1 << 14;
/// Parts the rows are cut into, each of which numbers its keys by itself first.
const BLOCKS: usize = 16;

/// Numbers the rows by a column of whole numbers: writes the number of the key of every row and returns a row of each
/// key, in the order of the keys. `None` for floating-point numbers.
///
/// # Errors
/// [`Error::Length`], [`Error::Interrupted`].
pub fn number(values: Values, codes: &mut [i32], control: &Control) -> Result<Option<Vec<usize>>> {
    let range = Range::of(values, control)?;
    let count = range.and_then(Range::count).filter(|&count| count <= MOST_RANGE.max(values.len()));
    with_keys!(values, view => {
        let standard = view.as_standard_layout();
        let keys = standard.as_slice().unwrap_or_default();
        let rows = match range.zip(count) {
            Some((range, count)) => number_rows(keys, &ByTable::new(keys, range.low, count), codes, control),
            None => number_rows(keys, &ByHash::new(keys), codes, control),
        };
        rows.map(Some)
    }, _ => Ok(None))
}

/// Numbers the rows by a column of text, in the order of its characters; -1 where there is none.
///
/// # Errors
/// [`Error::Length`], [`Error::Interrupted`].
pub fn number_text<T>(text: Text<T>, codes: &mut [i32], control: &Control) -> Result<Vec<usize>>
where
    T: Copy + TryInto<usize> + Send + Sync,
{
    number_rows(text, &ByHash::new(text), codes, control)
}

/// Numbers the rows by a column of views of text, in the order of its characters.
///
/// # Errors
/// As [`number_text`].
pub fn number_views(views: Views, codes: &mut [i32], control: &Control) -> Result<Vec<usize>> {
    number_rows(views, &ByHash::new(views), codes, control)
}

/// Numbers the keys of a sample in their order; then every block of rows, which goes on where the sample ends. If no
/// block found a key that the sample did not have, that is all; otherwise all keys are put in order.
fn number_rows<S: Source, F: Finder>(source: S, empty: &F, codes: &mut [i32], control: &Control) -> Result<Vec<usize>> {
    let len = source.len();
    if codes.len() != len {
        return Err(Error::Length { column: "segment codes".into(), found: codes.len(), expected: len });
    }
    let sample: Vec<usize> = (0..SAMPLE.min(len)).map(|i| i * len / SAMPLE.min(len)).collect();
    let mut found = empty.clone();
    codes_of(&mut found, &sample, control)?;
    let mut known = empty.clone();
    codes_of(&mut known, &rows_at(&found, &in_order(source, found.rows(), control)?), control)?;
    let size = len.div_ceil(BLOCKS).next_multiple_of(SPAN).max(SPAN);
    let block = |(i, codes): (usize, &mut [i32])| {
        let mut finder = known.clone();
        for (start, span) in zip((i * size..).step_by(SPAN), codes.chunks_mut(SPAN)) {
            for (start, part) in zip((start..).step_by(LOOK), span.chunks_mut(LOOK)) {
                finder.codes(start, part);
                control.advance(part.len() as u64)?;
            }
        }
        Ok(finder.rows().to_vec())
    };
    let blocks: Vec<Result<Vec<usize>>> = codes.par_chunks_mut(size).enumerate().map(block).collect();
    let blocks: Vec<Vec<usize>> = blocks.into_iter().collect::<Result<_>>()?;
    if blocks.iter().all(|rows| rows.len() == known.rows().len()) {
        return Ok(known.rows().to_vec());
    }
    drop(known);
    let mut all = empty.clone();
    let tables = blocks.iter().map(|rows| codes_of(&mut all, rows, control)).collect::<Result<Vec<Vec<i32>>>>()?;
    drop(blocks);
    let order = in_order(source, all.rows(), control)?;
    let mut place = vec![NONE; order.len()];
    for (at, &code) in zip(0.., &order) {
        place[code] = at;
    }
    let of_block = |(codes, table): (&mut [i32], Vec<i32>)| {
        let table: Vec<i32> = table.iter().map(|&code| looked_up(&place, code)).collect();
        codes.chunks_mut(SPAN).try_for_each(|codes| {
            for code in codes.iter_mut() {
                *code = looked_up(&table, *code);
            }
            control.advance(0)
        })
    };
    codes.par_chunks_mut(size).zip(tables).try_for_each(of_block)?;
    Ok(rows_at(&all, &order))
}

/// The numbers of the keys of some rows; new ones become known.
fn codes_of(finder: &mut impl Finder, rows: &[usize], control: &Control) -> Result<Vec<i32>> {
    let mut codes = vec![NONE; rows.len()];
    for (codes, rows) in zip(codes.chunks_mut(LOOK), rows.chunks(LOOK)) {
        zip(codes.chunks_mut(1), rows).for_each(|(code, &row)| finder.codes(row, code));
        control.advance(0)?;
    }
    Ok(codes)
}

fn rows_at(finder: &impl Finder, codes: &[usize]) -> Vec<usize> {
    codes.iter().filter_map(|&code| finder.rows().get(code).copied()).collect()
}

/// The numbers of the rows in the order of their keys.
///
/// Another thread may write to the keys, so that they are in no order that holds. What sorts them must bear that, which
/// that of the standard library, unlike that of rayon, does not promise; nor does it end when it is stopped.
fn in_order<S: Source>(source: S, rows: &[usize], control: &Control) -> Result<Vec<usize>> {
    let mut keys: Vec<(Option<S::Key>, usize)> = zip(rows.iter().map(|&row| source.key(row)), 0..).collect();
    keys.par_sort_unstable_by(|(a, first), (b, second)| match (a, b) {
        _ if control.is_stopped() => Ordering::Equal,
        (Some(a), Some(b)) => S::compare(*a, *b),
        _ => a.is_some().cmp(&b.is_some()).then(first.cmp(second)),
    });
    control.advance(0)?;
    Ok(keys.into_iter().map(|(_, code)| code).collect())
}

/// What a table has for a number; of no key it has nothing.
fn looked_up(table: &[i32], code: i32) -> i32 {
    usize::try_from(code).ok().and_then(|code| table.get(code)).copied().unwrap_or(NONE)
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_lossless,
    reason = "keys of all types"
)]
mod tests {
    use super::*;
    use crate::accumulate::keys::Key;
    use ndarray::{Array1, ArrayView1, s};
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// By definition: the place of every key among the sorted different ones.
    fn by_definition<K: Ord + Clone>(keys: &[Option<K>]) -> (Vec<i32>, Vec<K>) {
        let mut different: Vec<K> = keys.iter().flatten().cloned().collect();
        different.sort();
        different.dedup();
        let place = |key: &Option<K>| key.as_ref().map_or(-1, |key| different.binary_search(key).unwrap() as i32);
        (keys.iter().map(place).collect(), different)
    }

    fn check_numbers<T: Key + std::fmt::Debug>(values: Values, keys: &[T]) {
        let mut codes = vec![7; keys.len()];
        let rows = number(values, &mut codes, &Control::default()).unwrap().unwrap();
        let (expected, different) = by_definition(&keys.iter().copied().map(Some).collect::<Vec<_>>());
        assert_eq!(codes, expected);
        assert_eq!(rows.iter().map(|&row| keys[row]).collect::<Vec<_>>(), different);
    }

    macro_rules! check_types {
        ($draw:expr, $len:expr, $($variant:ident: $t:ty),*) => {$({
            let keys: Vec<$t> = (0..$len).map(|_| $draw() as $t).collect();
            check_numbers(Values::$variant(ArrayView1::from(&keys[..])), &keys);
            let twice: Array1<$t> = keys.iter().flat_map(|&key| [key, 5]).collect();
            check_numbers(Values::$variant(twice.slice(s![..;2])), &keys);
        })*};
    }

    #[test]
    fn whole_numbers_of_every_type_are_numbered_in_their_order() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        // Few and near, few and far apart, as many as rows, and some that no sample has.
        let mut near = || rng.next_u32() % 40;
        check_types!(near, 300_000, I8: i8, I16: i16, I32: i32, I64: i64, U8: u8, U16: u16, U32: u32, U64: u64);
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut far = || (u64::from(rng.next_u32() % 500)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        check_types!(far, 300_000, I32: i32, I64: i64, U32: u32, U64: u64);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut all = || rng.next_u64();
        check_types!(all, 40_000, I8: i8, I16: i16, I32: i32, I64: i64, U64: u64);
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let mut rare =
            || if rng.next_u32() % 100_000 == 0 { rng.next_u64() >> 20 } else { u64::from(rng.next_u32() % 3) };
        check_types!(rare, 400_000, I64: i64, U64: u64);
    }

    #[test]
    fn the_ends_of_a_type_are_keys() {
        let keys = [i64::MAX, i64::MIN, 0, -1, i64::MAX, i64::MIN + 1];
        check_numbers(Values::I64(ArrayView1::from(&keys[..])), &keys);
        let keys = [u64::MAX, 0, u64::MAX - 1, 1 << 63, (1 << 63) - 1];
        check_numbers(Values::U64(ArrayView1::from(&keys[..])), &keys);
        let keys = [127_i8, -128, 0];
        check_numbers(Values::I8(ArrayView1::from(&keys[..])), &keys);
    }

    #[test]
    fn numbers_with_fractions_are_no_keys_and_lengths_are_checked() {
        let number = |values, codes: &mut [i32]| number(values, codes, &Control::default());
        assert_eq!(number(Values::F64(ArrayView1::from(&[1.0])), &mut [0]), Ok(None));
        let short = Error::Length { column: "segment codes".into(), found: 1, expected: 2 };
        assert_eq!(number(Values::I8(ArrayView1::from(&[1, 2])), &mut [0]), Err(short));
        assert_eq!(number(Values::I8(ArrayView1::from(&[])), &mut []), Ok(Some(vec![])));
    }

    #[test]
    fn keys_in_no_order_are_sorted_somehow() {
        /// Keys that change whenever they are looked at.
        struct Changing<'a, F>(&'a std::sync::Mutex<F>);
        impl<F> Clone for Changing<'_, F> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<F> Copy for Changing<'_, F> {}
        impl<F: FnMut() -> u32 + Send> Source for Changing<'_, F> {
            type Key = Self;
            fn len(self) -> usize {
                30_000
            }
            fn key(self, _: usize) -> Option<Self> {
                Some(self).filter(|_| !(self.0.lock().unwrap())().is_multiple_of(9))
            }
            fn compare(a: Self, _: Self) -> Ordering {
                (a.0.lock().unwrap())().cmp(&(1 << 31))
            }
            fn hash(key: Self) -> u64 {
                ((key.0.lock().unwrap())() % 4000).into()
            }
            fn same(a: Self, _: Self) -> bool {
                (a.0.lock().unwrap())().is_multiple_of(2)
            }
        }
        let mut rng = ChaCha8Rng::seed_from_u64(6);
        let keys = std::sync::Mutex::new(move || rng.next_u32());
        let source = Changing(&keys);
        let mut codes = vec![7; source.len()];
        let rows = number_rows(source, &ByHash::new(source), &mut codes, &Control::default()).unwrap();
        assert!(codes.iter().all(|&code| code < rows.len() as i32 && code >= NONE));
        let order = in_order(source, &(0..10_000).collect::<Vec<_>>(), &Control::default()).unwrap();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..10_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_stopped_numbering_is_interrupted() {
        let control = Control::default();
        control.stop();
        let keys = [1_u8; 10];
        let found = number(Values::U8(ArrayView1::from(&keys[..])), &mut [0; 10], &control);
        assert_eq!(found, Err(Error::Interrupted));
    }

    type Numbering<'a> = &'a dyn Fn(&mut [i32]) -> Result<Vec<usize>>;

    /// The texts in both layouts; every third long one lies in a memory of its own.
    fn check_texts(texts: &[Option<String>]) {
        let (expected, different) = by_definition(texts);
        let present: Vec<u8> = texts.iter().map(|text| u8::from(text.is_some())).collect();
        let (mut bytes, mut bounds, mut views) = (Vec::new(), vec![0_i32], Vec::new());
        let mut memory = [Vec::new(), Vec::new()];
        for (row, text) in texts.iter().map(|text| text.as_deref().unwrap_or_default().as_bytes()).enumerate() {
            bytes.extend_from_slice(text);
            bounds.push(bytes.len() as i32);
            let mut view = [0; 16];
            view[..4].copy_from_slice(&(text.len() as u32).to_le_bytes());
            view[4..].iter_mut().zip(text).for_each(|(to, &from)| *to = from);
            if text.len() > 12 {
                let of = usize::from(row % 3 == 0);
                view[8..12].copy_from_slice(&(of as u32).to_le_bytes());
                view[12..].copy_from_slice(&(memory[of].len() as u32).to_le_bytes());
                memory[of].extend_from_slice(text);
            }
            views.push([0, 8].map(|at| u64::from_le_bytes(view[at..at + 8].try_into().unwrap())));
        }
        let wide: Vec<i64> = bounds.iter().map(|&bound| bound.into()).collect();
        let buffers = memory.each_ref().map(|bytes| &bytes[..]);
        let (bytes, present) = (&bytes[..], Some(&present[..]));
        let labels = |rows: Vec<usize>| rows.iter().map(|&row| texts[row].clone().unwrap()).collect::<Vec<_>>();
        let numberings: [Numbering; 3] = [
            &|codes| number_text(Text { bytes, bounds: &bounds, present }, codes, &Control::default()),
            &|codes| number_text(Text { bytes, bounds: &wide, present }, codes, &Control::default()),
            &|codes| number_views(Views { views: &views, buffers: &buffers, present }, codes, &Control::default()),
        ];
        for numbering in numberings {
            let mut codes = vec![7; texts.len()];
            assert_eq!(labels(numbering(&mut codes).unwrap()), different);
            assert_eq!(codes, expected);
        }
    }

    #[test]
    fn many_texts_are_numbered_in_their_order() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for (rows, labels) in [(200_000, 1000), (30_000, 30_000)] {
            let text = |n: u32| "客户 ".repeat(n as usize % 7) + &format!("{n:04}");
            let mut draw = || (rng.next_u32() % 9 > 0).then(|| text(rng.next_u32() % labels));
            check_texts(&(0..rows).map(|_| draw()).collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn any_texts_are_numbered_in_their_order(texts in prop::collection::vec(prop::option::of("[ab]{0,3}|[ab\x00]{6,20}|.*"), 0..60)) {
            check_texts(&texts);
        }
    }

    #[test]
    fn bounds_and_views_that_point_nowhere_are_no_texts() {
        let mut codes = [7; 3];
        let text = Text { bytes: b"ab", bounds: &[0, 9, -1, 1], present: None };
        assert_eq!(number_text(text, &mut codes, &Control::default()), Ok(vec![]));
        assert_eq!(codes, [-1; 3]);
        let views = [[20, 0], [20, 1 << 32 | 7], [u64::from(u32::MAX), u64::MAX]];
        let views = Views { views: &views, buffers: &[b"short"], present: None };
        assert_eq!(number_views(views, &mut codes, &Control::default()), Ok(vec![]));
        assert_eq!(codes, [-1; 3]);
    }
}
