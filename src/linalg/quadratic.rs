//! Quadratic forms of the rows of a table, in vector code.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
#![allow(clippy::needless_range_loop, reason = "closures may stay out of line, where there are no vectors")]

use pulp::{Arch, Simd, WithSimd};

/// Vectors of rows that are worked on side by side, so that none waits for the sum before.
const BESIDE: usize = 4;

/// x ↦ xᵀ A x of a symmetric matrix A.
#[derive(Debug, Clone)]
pub struct Quadratic {
    /// k terms.
    terms: usize,
    /// Row after row up to the diagonal: what is beside it twice, for it stands for what is across.
    lower: Vec<f64>,
}

impl Quadratic {
    /// The form of a k × k matrix in column order, of which the lower triangle is read.
    pub fn new(matrix: &[f64], terms: usize) -> Self {
        let entry = |i: usize, j: usize| matrix.get(j * terms + i).copied().unwrap_or_default();
        let row = |i: usize| (0..=i).map(move |j| if i == j { entry(i, j) } else { 2.0 * entry(i, j) });
        Self { terms, lower: (0..terms).flat_map(row).collect() }
    }

    /// An entry of the matrix on its diagonal.
    #[cfg(test)]
    pub fn diagonal(&self, i: usize) -> f64 {
        self.lower[i * (i + 3) / 2]
    }

    /// The values of the first `out.len()` rows of a table of k columns that begin `stride` apart.
    pub fn values(&self, table: &[f64], stride: usize, out: &mut [f64]) {
        Arch::new().dispatch(Values { form: self, table, stride, out });
    }
}

struct Values<'a> {
    form: &'a Quadratic,
    table: &'a [f64],
    stride: usize,
    out: &'a mut [f64],
}

impl WithSimd for Values<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { form, table, stride, out } = self;
        let rows = out.len();
        let columns: Vec<_> = table.chunks(stride).map(|column| S::as_simd_f64s(&column[..rows])).collect();
        let (whole, rest) = S::as_mut_simd_f64s(out);
        let last = whole.len() - whole.len() % BESIDE;
        for start in (0..last).step_by(BESIDE) {
            whole[start..start + BESIDE].copy_from_slice(&values::<S, BESIDE>(simd, form, &columns, start));
        }
        for row in last..whole.len() {
            [whole[row]] = values::<S, 1>(simd, form, &columns, row);
        }
        if !rest.is_empty() {
            let last: Vec<_> = columns.iter().map(|column| [simd.partial_load_f64s(column.1)]).collect();
            let columns: Vec<_> = last.iter().map(|column| (&column[..], &[][..])).collect();
            let [found] = values::<S, 1>(simd, form, &columns, 0);
            simd.partial_store_f64s(rest, found);
        }
    }
}

/// The values of some vectors of rows.
#[inline(always)]
fn values<S: Simd, const N: usize>(
    simd: S,
    form: &Quadratic,
    columns: &[(&[S::f64s], &[f64])],
    start: usize,
) -> [S::f64s; N] {
    let mut found = [simd.splat_f64s(0.0); N];
    let mut entries = &form.lower[..];
    for i in 0..form.terms {
        let (row, others) = entries.split_at(i + 1);
        entries = others;
        let mut sums = [simd.splat_f64s(0.0); N];
        for (&entry, column) in row.iter().zip(columns) {
            let (x, entry) = (&column.0[start..start + N], simd.splat_f64s(entry));
            for r in 0..N {
                sums[r] = simd.mul_add_e_f64s(entry, x[r], sums[r]);
            }
        }
        let x = &columns[i].0[start..start + N];
        for r in 0..N {
            found[r] = simd.mul_add_e_f64s(sums[r], x[r], found[r]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_definition() {
        for (terms, rows) in [(1, 1), (2, 7), (5, 64), (9, 611)] {
            let stride = rows + 3;
            let entry = |i: usize, j: usize| ((i * j + i + j) % 7) as f64 - 2.0;
            let x = |row: usize, j: usize| ((row * (j + 3) + row / 5) % 13) as f64 - 6.0;
            let matrix: Vec<f64> = (0..terms).flat_map(|j| (0..terms).map(move |i| entry(i, j))).collect();
            let table: Vec<f64> = (0..terms).flat_map(|j| (0..stride).map(move |row| x(row, j))).collect();
            let mut found = vec![7.0; rows];
            Quadratic::new(&matrix, terms).values(&table, stride, &mut found);
            for (row, value) in found.into_iter().enumerate() {
                let pairs = (0..terms).flat_map(|i| (0..terms).map(move |j| (i, j)));
                assert_eq!(value, pairs.map(|(i, j)| entry(i, j) * x(row, i) * x(row, j)).sum::<f64>());
            }
        }
    }
}
