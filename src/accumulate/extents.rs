//! How far the numbers of some columns reach, and how many there are.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use pulp::{Arch, NullaryFnOnce};

use super::keys::ends_of;
use super::{Column, Values};
use crate::error::Result;
use crate::parallel::{Control, map, merge_all};

/// Rows of a part, and of those that are read at once.
const PART: usize = 1 << 16;
const TILE: usize = 512;

/// What the answers of a column are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Rows that have an answer.
    pub there: u64,
    /// Those of them that count.
    pub used: u64,
    /// The least answer of rows that count, infinite if there are none.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Default for Extent {
    fn default() -> Self {
        Self { there: 0, used: 0, least: f64::INFINITY, most: f64::NEG_INFINITY }
    }
}

impl Extent {
    fn merge(self, other: Self) -> Self {
        Self {
            there: self.there + other.there,
            used: self.used + other.used,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// The extent of every column; rows count whose number in `counting` is above 0, without it all of them.
///
/// # Errors
/// [`Error::Length`](crate::error::Error::Length) for columns of different lengths,
/// [`Error::Interrupted`](crate::error::Error::Interrupted).
pub fn extents(columns: &[Column<'_>], counting: Option<Values<'_>>, control: &Control) -> Result<Vec<Extent>> {
    let rows = columns.first().map_or(0, Column::len);
    let counting = counting.map(|values| Column { name: "counting rows", values, na_codes: &[] });
    columns.iter().try_for_each(|column| column.check_length(rows))?;
    counting.iter().try_for_each(|column| column.check_length(rows))?;
    let parts = rows.div_ceil(PART).max(1);
    let part = |i: usize| {
        let (column, first) = (&columns[i / parts], i % parts * PART);
        if let (None, [], Some(ends)) =
            (&counting, column.na_codes, ends_of(column.values, first..rows.min(first + PART)))
        {
            let n = (rows.min(first + PART) - first) as u64;
            return control.advance(0).map(|()| Extent { there: n, used: n, least: ends.0, most: ends.1 });
        }
        let (mut found, mut room) = (Extent::default(), [[0.0; TILE]; 2]);
        for start in (first..rows.min(first + PART)).step_by(TILE) {
            let [values, counts] = &mut room;
            let len = TILE.min(rows - start);
            let values = column.tile(start, &mut values[..len]);
            let counts = counting.as_ref().map(|counting| counting.tile(start, &mut counts[..len]));
            found = found.merge(Arch::new().dispatch(Look { values, counts }));
        }
        control.advance(0).map(|()| found)
    };
    let found = map(columns.len() * parts, part).into_iter().collect::<Result<Vec<Extent>>>()?;
    let merged = found.chunks(parts).map(|parts| merge_all(parts.to_vec(), |a, b| Ok(a.merge(b))));
    merged.map(|extent| Ok(extent?.unwrap_or_default())).collect()
}

/// Looks at the rows of a tile.
struct Look<'a> {
    values: &'a [f64],
    counts: Option<&'a [f64]>,
}

impl NullaryFnOnce for Look<'_> {
    type Output = Extent;

    #[inline(always)]
    fn call(self) -> Extent {
        match self.counts {
            Some(counts) => look(self.values, counts),
            // What is not missing counts.
            None => look(self.values, &ONES[..self.values.len()]),
        }
    }
}

static ONES: [f64; TILE] = [1.0; TILE];

/// All by whole numbers, which vectors compare and add up in any order.
#[inline(always)]
#[allow(clippy::cast_sign_loss, reason = "counts")]
fn look(values: &[f64], counts: &[f64]) -> Extent {
    let (mut there, mut used, mut least, mut most) = (0_i64, 0_i64, i64::MAX, i64::MIN);
    for (value, count) in zip(values, counts) {
        let (order, is_there, is_used) = read(*value, *count);
        there = there.wrapping_add(is_there);
        used = used.wrapping_add(is_used);
        least = least.min(if is_used == 0 { i64::MAX } else { order });
        most = most.max(if is_used == 0 { i64::MIN } else { order });
    }
    let ends = if used == 0 { (f64::INFINITY, f64::NEG_INFINITY) } else { (in_order(least), in_order(most)) };
    Extent { there: there as u64, used: used as u64, least: ends.0, most: ends.1 }
}

/// A value as a whole number that has its order; 1 if it is there, and 1 if it counts besides.
#[inline(always)]
#[allow(clippy::cast_possible_wrap, reason = "the bits are meant")]
fn read(value: f64, count: f64) -> (i64, i64, i64) {
    let infinity = f64::INFINITY.to_bits() as i64;
    let (bits, count) = (value.to_bits() as i64, count.to_bits() as i64);
    let is_there = i64::from(bits & i64::MAX <= infinity);
    let counts = i64::from(count > 0) & i64::from(count <= infinity);
    (bits ^ ((bits >> 63) & i64::MAX), is_there, is_there & counts)
}

/// The value of such a whole number.
#[allow(clippy::cast_sign_loss, reason = "the bits are meant")]
fn in_order(order: i64) -> f64 {
    f64::from_bits((order ^ ((order >> 63) & i64::MAX)) as u64)
}

#[cfg(test)]
#[allow(clippy::cast_possible_wrap, clippy::cast_possible_truncation, reason = "small whole numbers")]
mod tests {
    use super::*;
    use crate::error::Error;
    use ndarray::{Array1, arr1, s};

    fn column<'a>(values: Values<'a>, na_codes: &'a [f64]) -> Column<'a> {
        Column { name: "x", values, na_codes }
    }

    #[test]
    fn extents_are_those_of_the_rows_one_by_one() {
        for rows in [0, 1, 7, 8, 513, 200_003_u32] {
            let answers: Array1<i8> = (0..2 * rows).map(|i| (i % 10 * (i % 7)) as i8).collect();
            let reals: Array1<f64> =
                (0..rows).map(|i| if i % 5 == 1 { f64::NAN } else { f64::from(i % 1000) - 300.5 }).collect();
            let counts: Array1<f64> =
                (0..rows).map(|i| if i % 11 == 3 { f64::NAN } else { f64::from(i % 3) - 1.0 }).collect();
            let columns =
                [column(Values::I8(answers.slice(s![..;2])), &[99.0, 4.0]), column(Values::F64(reals.view()), &[])];
            for counting in [None, Some(Values::F64(counts.view()))] {
                let found = extents(&columns, counting, &Control::default()).unwrap();
                for (column, found) in columns.iter().zip(found) {
                    let there: Vec<usize> = (0..rows as usize).filter(|&row| !column.get(row).is_nan()).collect();
                    let counts = |row: &usize| counting.is_none() || counts[*row] > 0.0;
                    let used: Vec<f64> = there.iter().copied().filter(counts).map(|row| column.get(row)).collect();
                    let expected = Extent {
                        there: there.len() as u64,
                        used: used.len() as u64,
                        least: used.iter().copied().fold(f64::INFINITY, f64::min),
                        most: used.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                    };
                    assert_eq!(found, expected);
                }
            }
        }
    }

    #[test]
    fn lengths_are_checked_and_no_columns_have_no_extents() {
        let (long, short) = (arr1(&[1.0, 2.0]), arr1(&[1.0]));
        let columns = [column(Values::F64(long.view()), &[])];
        let found = extents(&columns, Some(Values::F64(short.view())), &Control::default());
        assert!(matches!(found, Err(Error::Length { .. })));
        assert_eq!(extents(&[], None, &Control::default()), Ok(vec![]));
    }
}
