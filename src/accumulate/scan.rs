//! The scan that makes [`Moments`]: the rows are read once, in tiles that fit the cache, whatever the columns hold.

use super::block::{Block, Shifted};
use super::blocks::Parts;
use super::rows::Rows;
use super::tiles::{Reader, Tile};
use super::{Column, Given, Moments, whole};
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::Drawn;
use crate::weights::WeightPower;

/// Weighted moments of the complete rows, one for every cell; one in all without cells.
///
/// A row is left out if its cell code is negative (or not below the number of cells), if its weight is zero, or if an answer
/// is missing in any column; the last two are counted. With [`WeightPower::Two`] every weight is replaced by its
/// square, also in `sum_w` and `sum_w2`. A cell has, to the last bit, the moments of a frame of its rows alone.
///
/// Runs on the rayon pool of the calling thread. Memory beyond the result: a tile a thread, the moments of every
/// 16,384 rows, and with cells one index a row.
///
/// # Errors
/// - [`Length`](crate::error::Error::Length) if weights, cells or a column differ in length from the first column.
/// - [`BadWeight`](crate::error::Error::BadWeight) for a weight that is missing, negative or infinite in a row of a cell, [`Infinite`](crate::error::Error::Infinite) for
///   an infinite answer in a row that counts; the first such row is named. From 1e40 on a number counts as infinite, so
///   that no sum can overflow.
/// - [`Interrupted`](crate::error::Error::Interrupted).
pub fn moments(given: Given<'_, '_>, power: WeightPower, control: &Control) -> Result<Vec<Moments>> {
    let reader = Reader { given: &given, drawn: None, control, parts: Parts::Many };
    given.in_cells(|cells| moments_of(&reader, cells, power))
}

/// Moments of all rows of the columns under these weights.
///
/// # Errors
/// Those of [`moments`].
pub fn moments_under<'a>(columns: &'a [Column<'a>], weights: &'a [f64], control: &Control) -> Result<Moments> {
    let given = Given::new(columns, Some(Column::of_f64("weights", weights)));
    Ok(moments(given, WeightPower::One, control)?.pop().unwrap_or_default())
}

/// Moments of the rows of every cell: in the sample, or as a resample weighs them.
///
/// # Errors
/// Those of [`moments`].
pub(super) fn moments_drawn(
    given: &Given<'_, '_>,
    cells: &[Rows<'_>],
    drawn: Option<Drawn<'_>>,
    control: &Control,
) -> Result<Vec<Moments>> {
    moments_of(&Reader { given, drawn, control, parts: Parts::Many }, cells, WeightPower::One).into_iter().collect()
}

fn moments_of(reader: &Reader<'_, '_, '_>, cells: &[Rows<'_>], power: WeightPower) -> Vec<Result<Moments>> {
    let totals = if reader.drawn.is_none() && whole::suits(reader.given) {
        whole::fold(reader, cells, |rows| {
            // Its rows have been counted.
            let reader = Reader { control: &reader.control.inner(), ..*reader };
            fold(&reader, &[rows], power).pop().and_then(Result::transpose).unwrap_or(Err(Error::Interrupted))
        })
    } else {
        fold(reader, cells, power)
    };
    let empty = || Moments::empty(reader.given.columns.len());
    totals.into_iter().map(|total| Ok(total?.map_or_else(empty, Shifted::unshift))).collect()
}

fn fold(reader: &Reader<'_, '_, '_>, cells: &[Rows<'_>], power: WeightPower) -> Vec<Result<Option<Shifted>>> {
    let start = |_| Block::new(reader.given.columns.len(), reader.given.weights.is_some() || reader.drawn.is_some());
    let add = |_, block: &mut Block, tile: &mut Tile| block.add_tile(tile, power);
    reader.fold(cells, start, add, Block::finish, Shifted::merge)
}

#[cfg(test)]
// Small whole numbers, and names of types that appear in one place.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_lossless)]
mod tests;
