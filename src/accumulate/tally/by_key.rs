//! Counting by whole numbers as the data frame has them, in one pass over the rows.

use std::iter::zip;

use super::{Keys, count};
use crate::accumulate::keys::Range;
use crate::accumulate::{Column, ScoreCounts, Values};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Slots a table may have however few rows there are.
const FEW_SLOTS: usize = 1 << 16;
/// Rows there are for every slot of a larger table: for fewer it is better to number the keys first.
const ROWS_A_SLOT: usize = 32;

/// A column of keys.
#[derive(Debug, Clone, Copy)]
pub struct KeyColumn<'a> {
    /// One number a row; `u64` is meant modulo 2⁶⁴.
    pub values: Values<'a>,
    /// How many keys there are, the numbers from 0 on, so that a row of any other is not counted; without it every number
    /// is a key.
    pub count: Option<usize>,
}

impl<'a> KeyColumn<'a> {
    fn keys(&self, range: Option<Range>) -> Option<Keys<'a>> {
        let (low, count) = match (self.count, range) {
            (Some(count), _) => (0, count),
            (None, range) => (range?.low, range?.count()?),
        };
        Some(Keys { values: self.values, low, count })
    }
}

/// The combinations of keys that occur.
type Found = (ScoreCounts, Vec<Vec<i64>>);

/// Counts the rows of `score` by point of the scale `low..=high` and by key: a cell for every combination of the keys of
/// some columns that occurs, in their order, and the keys of every column, `u64` modulo 2⁶⁴. `None` for keys that are no
/// whole numbers or that lie too far apart.
///
/// Which keys there are is guessed from some rows; when a row of another key turns up, the rows are counted again.
///
/// # Errors
/// As [`count`].
pub fn count_by_key(
    score: &Column,
    weights: Option<&Column>,
    columns: &[KeyColumn],
    low: i64,
    high: i64,
    control: &Control,
) -> Result<Option<Found>> {
    let points = ScoreCounts::empty(low, high, 0)?.points();
    let most = FEW_SLOTS.max(score.len() / ROWS_A_SLOT) / points;
    let attempt = |keys: Option<&[Keys]>| {
        let cells = |keys: &[Keys]| keys.iter().try_fold(1, |cells: usize, keys| cells.checked_mul(keys.count));
        match keys.filter(|keys| cells(keys).is_some_and(|cells| cells <= most)) {
            Some(keys) => count(score, weights, keys, low, high, control).map(Some),
            None => Ok(None),
        }
    };
    let sampled: Option<Vec<Keys>> =
        columns.iter().map(|column| column.keys(Range::of_sample(column.values))).collect();
    let counted = attempt(sampled.as_deref());
    match (&counted, &sampled) {
        (Ok(Some(counts)), Some(keys)) if counts.rows() == score.len() as u64 => {
            return occurring(counts, keys).map(Some);
        }
        // No sample is wider than all rows are.
        (Ok(None), _) => return Ok(None),
        (Err(Error::Interrupted), _) => return Err(Error::Interrupted),
        // A row outside the sample, or in no cell, or a fault that may not be the first one.
        _ => {}
    }
    let exact = |column: &KeyColumn| match column.count {
        Some(_) => Ok(None),
        None => Range::of(column.values, control),
    };
    let ranges = columns.iter().map(exact).collect::<Result<Vec<_>>>()?;
    let all: Option<Vec<Keys>> = zip(columns, ranges).map(|(column, range)| column.keys(range)).collect();
    let Some(all) = all else { return Ok(None) };
    let same = sampled.is_some_and(|sampled| zip(&sampled, &all).all(|(a, b)| (a.low, a.count) == (b.low, b.count)));
    let counts = match counted {
        Ok(Some(counts)) if same => counts,
        _ => match attempt(Some(&all))? {
            Some(counts) => counts,
            None => return Ok(None),
        },
    };
    if counts.rows() != score.len() as u64 && columns.iter().all(|column| column.count.is_none()) {
        return Err(Error::Changed { what: "the keys" });
    }
    occurring(&counts, &all).map(Some)
}

/// The cells that have rows, and the keys of each in every column.
fn occurring(counts: &ScoreCounts, columns: &[Keys]) -> Result<Found> {
    let cells: Vec<usize> = (0..counts.cells()).filter(|&cell| counts.rows_of(cell) > 0).collect();
    let mut numbers = cells.clone();
    let mut keys: Vec<Vec<i64>> = columns
        .iter()
        .rev()
        .map(|column| {
            let digits = numbers.iter_mut().map(|number| {
                let digit = *number % column.count;
                *number /= column.count;
                i64::try_from(digit).map_or(column.low, |digit| column.low.wrapping_add(digit))
            });
            digits.collect()
        })
        .collect();
    keys.reverse();
    Ok((counts.take(&cells)?, keys))
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
    use ndarray::ArrayView1;
    use proptest::prelude::*;

    const SCORES: [i8; 5] = [0, 3, 9, 10, 98];

    fn counted(keys: Values, scores: &[i8]) -> Result<Option<(ScoreCounts, Vec<i64>)>> {
        let found = counted_by(&[KeyColumn { values: keys, count: None }], scores)?;
        Ok(found.map(|(counts, mut keys)| (counts, keys.remove(0))))
    }

    fn counted_by(keys: &[KeyColumn], scores: &[i8]) -> Result<Option<Found>> {
        let score = Column { name: "score", values: Values::I8(ArrayView1::from(scores)), na_codes: &[98.0] };
        count_by_key(&score, None, keys, 0, 10, &Control::default())
    }

    /// Compares with the tally of one cell a key.
    fn check(values: Values, keys: &[i128]) {
        let scores: Vec<i8> = (0..keys.len()).map(|row| SCORES[row % SCORES.len()]).collect();
        let mut different = keys.to_vec();
        different.sort_unstable();
        different.dedup();
        let codes: Vec<i32> =
            keys.iter().map(|key| different.binary_search(key).unwrap().try_into().unwrap()).collect();
        let cells = Keys { values: Values::I32(ArrayView1::from(&codes[..])), low: 0, count: different.len() };
        let score = Column { name: "score", values: Values::I8(ArrayView1::from(&scores[..])), na_codes: &[98.0] };
        let expected = count(&score, None, &[cells], 0, 10, &Control::default()).unwrap();
        let (counts, found) = counted(values, &scores).unwrap().unwrap();
        assert_eq!(counts, expected);
        // Numbers beyond the type of the answer are meant modulo 2⁶⁴.
        assert!(found.iter().zip(&different).all(|(&found, &key)| found == key as i64), "{found:?} for {different:?}");
    }

    macro_rules! check_types {
        ($steps:expr, $($variant:ident: $t:ty),*) => {$(
            for low in [<$t>::MIN, <$t>::MAX - 100, 7] {
                let keys: Vec<$t> = $steps.iter().map(|&step| low + step as $t).collect();
                let wide: Vec<i128> = keys.iter().map(|&key| key.into()).collect();
                check(Values::$variant(ArrayView1::from(&keys[..])), &wide);
            }
        )*};
    }

    proptest! {
        #[test]
        fn keys_of_any_type_are_cells(steps in prop::collection::vec(0_u8..=100, 1..200)) {
            check_types!(steps, I8: i8, I16: i16, I32: i32, I64: i64, U8: u8, U16: u16, U32: u32, U64: u64);
        }
    }

    #[test]
    fn combinations_of_keys_are_the_cells() {
        let rows = 100_000_i64;
        let (first, mut second): (Vec<i16>, Vec<i64>) =
            (0..rows).map(|row| ((row % 7) as i16 - 3, i64::MAX - row * row % 4)).unzip();
        let third: Vec<i32> = (0..rows).map(|row| (row % 6) as i32 - 1).collect();
        for rare in [false, true] {
            if rare {
                second[77_777] = i64::MAX - 9;
            }
            let columns = [
                KeyColumn { values: Values::I16(ArrayView1::from(&first[..])), count: None },
                KeyColumn { values: Values::I64(ArrayView1::from(&second[..])), count: None },
                // 4 is no label, and -1 none.
                KeyColumn { values: Values::I32(ArrayView1::from(&third[..])), count: Some(4) },
            ];
            let scores: Vec<i8> = (0..first.len()).map(|row| SCORES[row % SCORES.len()]).collect();
            let mut expected = std::collections::BTreeMap::<_, [u64; 5]>::new();
            for (row, ((&a, &b), &c)) in zip(zip(&first, &second), &third).enumerate() {
                if (0..4).contains(&c) {
                    expected.entry([a.into(), b, c.into()]).or_default()[row % SCORES.len()] += 1;
                }
            }
            let (counts, keys) = counted_by(&columns, &scores).unwrap().unwrap();
            assert_eq!(counts.cells(), expected.len());
            for (cell, (key, n)) in expected.iter().enumerate() {
                assert_eq!([keys[0][cell], keys[1][cell], keys[2][cell]], *key);
                let points = [counts.n(cell)[0], counts.n(cell)[3], counts.n(cell)[9], counts.n(cell)[10]];
                assert_eq!((points, counts.n_missing(cell)), ([n[0], n[1], n[2], n[3]], n[4]));
            }
            let alone = columns.map(|column| counted_by(&[column], &scores).unwrap().unwrap().0.rows());
            assert_eq!((alone, counts.rows()), ([100_000, 100_000, 66_667], 66_667));
        }
    }

    #[test]
    fn keys_that_no_sample_has_are_found() {
        let mut keys = vec![500_i64; 100_000];
        for (row, key) in [(12_345, -3), (50_001, 900), (99_998, 4)] {
            keys[row] = key;
        }
        let wide: Vec<i128> = keys.iter().map(|&key| key.into()).collect();
        check(Values::I64(ArrayView1::from(&keys[..])), &wide);
    }

    #[test]
    fn the_first_row_at_fault_is_named_though_the_sample_does_not_have_its_key() {
        let (mut keys, mut scores) = (vec![5_i32; 100_000], vec![7_i8; 100_000]);
        (keys[33_333], scores[33_333], scores[70_000]) = (99, 11, 12);
        let error = counted(Values::I32(ArrayView1::from(&keys[..])), &scores).unwrap_err();
        assert!(matches!(error, Error::OutsideScale { row: 33_333, value: 11.0, .. }), "{error}");
    }

    #[test]
    fn keys_far_apart_and_fractions_are_left_to_others() {
        let far = [i64::MIN, 0, i64::MAX];
        assert_eq!(counted(Values::I64(ArrayView1::from(&far[..])), &[1, 2, 3]), Ok(None));
        let wide = [0_i32, 1 << 20, 5];
        assert_eq!(counted(Values::I32(ArrayView1::from(&wide[..])), &[1, 2, 3]), Ok(None));
        assert_eq!(counted(Values::F64(ArrayView1::from(&[1.0])), &[1]), Ok(None));
        assert_eq!(counted(Values::I8(ArrayView1::from(&[])), &[]), Ok(None));
        let short = counted(Values::I8(ArrayView1::from(&[1])), &[1, 2]);
        assert_eq!(short, Err(Error::Length { column: "segment codes".into(), found: 1, expected: 2 }));
    }
}
