//! Counting by whole numbers as the data frame has them, in one pass over the rows.

use super::{Keys, count};
use crate::accumulate::keys::Range;
use crate::accumulate::{Column, ScoreCounts, Values};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Slots a table may have however few rows there are.
const FEW_SLOTS: usize = 1 << 16;
/// Rows there are for every slot of a larger table: for fewer it is better to number the keys first.
const ROWS_A_SLOT: usize = 32;

/// Counts the rows of `score` by point of the scale `low..=high` and by key: a cell for every key that occurs, in their
/// order, and the keys themselves, `u64` modulo 2⁶⁴. `None` for keys that are no whole numbers or that lie too far apart.
///
/// Every key is that of a cell, so all rows count. What keys there are is guessed from some rows; when a row of another
/// key turns up, the rows are counted again.
///
/// # Errors
/// As [`count`].
pub fn count_by_key(
    score: &Column,
    weights: Option<&Column>,
    keys: Values,
    low: i64,
    high: i64,
    control: &Control,
) -> Result<Option<(ScoreCounts, Vec<i64>)>> {
    let points = ScoreCounts::empty(low, high, 0)?.points();
    let most = FEW_SLOTS.max(score.len() / ROWS_A_SLOT) / points;
    let attempt = |range: Option<Range>| {
        let Some((range, cells)) = range.and_then(|r| Some((r, r.count().filter(|&count| count <= most)?))) else {
            return Ok(None);
        };
        let keys = Keys { values: keys, low: range.low, count: cells };
        count(score, weights, Some(&keys), low, high, control).map(|counts| Some((counts, range.low)))
    };
    match attempt(Range::of_sample(keys)) {
        Ok(Some((counts, low))) if counts.rows() == score.len() as u64 => return occurring(&counts, low).map(Some),
        // No sample is wider than all rows are.
        Ok(None) => return Ok(None),
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        // A row outside the sample, or a fault that may not be the first one.
        _ => {}
    }
    match attempt(Range::of(keys, control)?)? {
        Some((counts, _)) if counts.rows() != score.len() as u64 => Err(Error::Changed { what: "the keys" }),
        found => found.map(|(counts, low)| occurring(&counts, low)).transpose(),
    }
}

/// The cells that have rows, and their keys.
fn occurring(counts: &ScoreCounts, low: i64) -> Result<(ScoreCounts, Vec<i64>)> {
    let cells: Vec<usize> = (0..counts.cells()).filter(|&cell| counts.rows_of(cell) > 0).collect();
    let key = |&cell: &usize| i64::try_from(cell).map_or(low, |cell| low.wrapping_add(cell));
    Ok((counts.take(&cells)?, cells.iter().map(key).collect()))
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
        let expected = count(&score, None, Some(&cells), 0, 10, &Control::default()).unwrap();
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
