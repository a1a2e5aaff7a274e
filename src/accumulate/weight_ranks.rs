//! The rank of replicate weights by cell, which stands for the number of units that they were made of.

use ndarray::{ArrayView2, ShapeBuilder};
use rand::RngExt;

use super::rows::Groups;
use super::{Cells, Column, Values};
use crate::error::{Error, Result, zeros};
use crate::linalg::{By, Spd, multiply, products, symmetric_eigenvalues};
use crate::parallel::{Control, each, map, map_merge};
use crate::resample::stream;

/// Singular values smaller than this part of the largest are none, as in R's survey package.
const TOLERANCE: f64 = 1e-5;
/// Ratios of projections that differ by less are the same: those of multiples differ by rounding.
const ALIKE: f64 = 1e-12;
/// Rows whose products are summed at once.
const BLOCK: usize = 4_096;

/// Replicate weights of some rows: rows × replicates, in column order.
struct Table {
    weights: Vec<f64>,
    rows: usize,
    replicates: usize,
}

/// Rank of the rows of every cell of `replicates`, columns of weights; 0 without rows.
///
/// # Errors
/// [`Error::Length`] for columns that are not as long as the codes, [`Error::TooManyRows`], [`Error::NoMemory`],
/// [`Error::Interrupted`].
pub fn weight_ranks(replicates: &[Values<'_>], cells: &Cells<'_>, control: &Control) -> Result<Vec<f64>> {
    let columns: Vec<_> =
        replicates.iter().map(|&values| Column { name: "replicate weights", values, na_codes: &[] }).collect();
    columns.iter().try_for_each(|column| column.check_length(cells.codes.len()))?;
    let groups = Groups::new(cells)?;
    let read = |column: &Column<'_>| {
        control.advance(0)?;
        let mut weights = zeros(groups.all().len())?;
        column.gather(groups.all(), &mut weights);
        Ok(weights)
    };
    let sorted = each(&columns, read).into_iter().collect::<Result<Vec<Vec<f64>>>>()?;
    let directions = Directions::new(columns.len());
    let rank = |cell| {
        let (start, end) = groups.bounds(cell);
        let mut weights = Vec::with_capacity((end - start) * sorted.len());
        for column in &sorted {
            weights.extend_from_slice(&column[start..end]);
        }
        directions.rank(Table { weights, rows: end - start, replicates: columns.len() }, control)
    };
    map(groups.len(), rank).into_iter().collect()
}

/// Rows of different directions: those of a cluster are mostly multiples of each other, and add nothing to a rank.
struct Directions {
    /// Two random directions of the replicates, replicates × 2: projections of multiples have the same ratio.
    random: Vec<f64>,
}

impl Directions {
    fn new(replicates: usize) -> Self {
        let rng = &mut stream(0, 0);
        Self { random: (0..2 * replicates).map(|_| rng.random_range(1.0..2.0)).collect() }
    }

    fn rank(&self, table: Table, control: &Control) -> Result<f64> {
        if table.weights.is_empty() {
            return Ok(0.0);
        }
        let kept = self.different(&table);
        if 2 * kept.len() > table.rows {
            return table.rank(control);
        }
        let weights = table.weights.chunks_exact(table.rows).flat_map(|x| kept.iter().map(|&row| x[row])).collect();
        Table { weights, rows: kept.len(), ..table }.rank(control)
    }

    /// One row of every direction; rows of weight 0 everywhere have none.
    fn different(&self, table: &Table) -> Vec<usize> {
        let rows = table.rows;
        let mut projections = vec![0.0; 2 * rows];
        multiply(&table.weights, rows, rows, &self.random, table.replicates, &mut projections);
        let (one, other) = projections.split_at(rows);
        let ratios = one.iter().zip(other).enumerate().filter(|(_, (_, other))| **other > 0.0);
        let mut ratios: Vec<(f64, usize)> = ratios.map(|(row, (one, other))| (one / other, row)).collect();
        ratios.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        ratios.dedup_by(|next, before| next.0 - before.0 <= ALIKE);
        ratios.into_iter().map(|(_, row)| row).collect()
    }
}

impl Table {
    /// From the products of rows or of columns, whichever are fewer.
    fn rank(&self, control: &Control) -> Result<f64> {
        if self.rows == 0 {
            return Ok(0.0);
        }
        let size = self.rows.min(self.replicates);
        let products = self.products(control)?;
        let products = ArrayView2::from_shape((size, size).f(), &products)
            .map_err(|error| Error::Arguments { reason: error.to_string() })?;
        let most: f64 = products.diag().sum();
        if most.is_nan() || most <= 0.0 {
            return Ok(0.0);
        }
        // No eigenvalue is larger than their sum, so that where this works all are large enough.
        let mut shifted = products.mapv(|x| x / most);
        shifted.diag_mut().mapv_inplace(|x| x - TOLERANCE.powi(2));
        if Spd::factor(shifted.view()).is_some() {
            return Ok(size as f64);
        }
        let values = symmetric_eigenvalues(products).unwrap_or_default();
        let least = TOLERANCE.powi(2) * values.last().copied().unwrap_or(0.0);
        Ok(values.iter().filter(|value| **value > least).count() as f64)
    }

    /// The lower triangle of the products, in column order.
    fn products(&self, control: &Control) -> Result<Vec<f64>> {
        control.advance(0)?;
        let shape = |rows| (rows, self.replicates);
        if self.rows <= self.replicates {
            return Ok(products(&self.weights, self.rows, shape(self.rows), By::Row));
        }
        let block = |index: usize| {
            control.advance(0)?;
            let (from, to) = (index * BLOCK, (index * BLOCK + BLOCK).min(self.rows));
            Ok(products(&self.weights[from..], self.rows, shape(to - from), By::Column))
        };
        let add = |a: Vec<f64>, b: Vec<f64>| Ok(a.iter().zip(b).map(|(a, b)| a + b).collect());
        Ok(map_merge(self.rows.div_ceil(BLOCK), block, add)?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, arr1};

    /// Ranks of a table of 60 rows whose first 12 span so many directions, the others their multiples.
    fn found(directions: usize, codes: &[i32]) -> Vec<f64> {
        let rng = &mut stream(1, 0);
        let basis = Array2::from_shape_fn((directions, 9), |_| rng.random_range(0.0..2.0));
        let table =
            Array2::from_shape_fn((codes.len(), 9), |(row, j)| basis[[row % directions, j]] * (1.0 + row as f64));
        let columns: Vec<_> = table.columns().into_iter().map(Values::F64).collect();
        let codes = arr1(codes);
        weight_ranks(&columns, &Cells { codes: codes.view(), count: 4 }, &Control::default()).unwrap()
    }

    #[test]
    fn multiples_add_nothing_and_rows_in_no_cell_do_not_count() {
        let codes: Vec<i32> = (0..60)
            .map(|row| {
                if row < 3 {
                    -1
                } else if row < 33 {
                    0
                } else {
                    2
                }
            })
            .collect();
        assert_eq!(found(4, &codes), [4.0, 0.0, 4.0, 0.0]);
        assert_eq!(found(12, &codes), [9.0, 0.0, 9.0, 0.0]);
        assert_eq!(found(12, &[1, 1, 1, -1, 3]), [0.0, 3.0, 0.0, 1.0]);
    }
}
