//! The one home of the linear-algebra crate: symmetric matrices, accumulated, factored, solved and looked into.

mod products;
mod quadratic;

use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::solvers::{DenseSolveCore, Llt, Solve};
use faer::{Accum, Mat, MatMut, MatRef, Par, Side};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

pub use self::products::{add_products, add_weighted_products};
pub use self::quadratic::Quadratic;

/// A symmetric positive definite matrix, factored once (Cholesky) and solved as often as wanted.
#[derive(Debug, Clone)]
pub struct Spd {
    factor: Llt<f64>,
}

impl Spd {
    /// Factors `matrix` (k × k, only the lower triangle is read); `None` when it is not positive definite.
    pub fn factor(matrix: ArrayView2<'_, f64>) -> Option<Self> {
        to_faer(matrix).llt(Side::Lower).ok().map(|factor| Self { factor })
    }

    /// Solves `matrix · x = rhs` for one right-hand side of length k.
    pub fn solve(&self, rhs: ArrayView1<'_, f64>) -> Array1<f64> {
        let mut x = Mat::from_fn(rhs.len(), 1, |i, _| rhs[i]);
        self.factor.solve_in_place(&mut x);
        Array1::from_shape_fn(rhs.len(), |i| x[(i, 0)])
    }

    /// The inverse, k × k.
    pub fn inverse(&self) -> Array2<f64> {
        let inverse = self.factor.inverse();
        Array2::from_shape_fn((inverse.nrows(), inverse.ncols()), |(i, j)| inverse[(i.max(j), i.min(j))])
    }
}

/// Eigenvalues, ascending, and eigenvectors of a symmetric matrix.
#[derive(Debug, Clone)]
pub struct Eigen {
    /// k eigenvalues in ascending order.
    pub values: Array1<f64>,
    /// k × k; column i belongs to value i.
    pub vectors: Array2<f64>,
}

/// Decomposes the symmetric `matrix` (k × k); `None` if the iteration fails, as it does on NaN.
pub fn symmetric_eigen(matrix: ArrayView2<'_, f64>) -> Option<Eigen> {
    let eigen = to_faer(matrix).self_adjoint_eigen(Side::Lower).ok()?;
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    Some(Eigen {
        values: Array1::from_shape_fn(values.nrows(), |i| values[i]),
        vectors: Array2::from_shape_fn((vectors.nrows(), vectors.ncols()), |(i, j)| vectors[(i, j)]),
    })
}

/// Eigenvalues of a symmetric matrix alone, ascending; `None` if the iteration fails, as it does on NaN.
pub fn symmetric_eigenvalues(matrix: ArrayView2<'_, f64>) -> Option<Vec<f64>> {
    to_faer(matrix).self_adjoint_eigenvalues(Side::Lower).ok()
}

/// Singular values, descending, and right singular vectors (column i belongs to value i) of a matrix of no fewer rows
/// than columns; `None` if the iteration fails, as it does on NaN.
pub fn right_singular(matrix: ArrayView2<'_, f64>) -> Option<(Array1<f64>, Array2<f64>)> {
    let svd = to_faer(matrix).thin_svd().ok()?;
    let (values, vectors) = (svd.S().column_vector(), svd.V());
    Some((
        Array1::from_shape_fn(values.nrows(), |i| values[i]),
        Array2::from_shape_fn((vectors.nrows(), vectors.ncols()), |(i, j)| vectors[(i, j)]),
    ))
}

/// What products are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Rows.
    Row,
    /// Columns.
    Column,
}

/// The lower triangle of the products of the rows, or of the columns, of a table with columns `stride` apart.
pub fn products(table: &[f64], stride: usize, (rows, columns): (usize, usize), by: By) -> Vec<f64> {
    let (full, lower) = (BlockStructure::Rectangular, BlockStructure::TriangularLower);
    let table = MatRef::from_column_major_slice_with_stride(table, rows, columns, stride);
    let left = if by == By::Row { table } else { table.transpose() };
    let size = left.nrows();
    let mut sums = vec![0.0; size * size];
    let out = MatMut::from_column_major_slice_mut(&mut sums, size, size);
    triangular::matmul(out, lower, Accum::Replace, left, full, left.transpose(), full, 1.0, Par::Seq);
    sums
}

/// `out` = `left` `right` over the first `rows` rows: `left` has k columns `stride` apart, `right` is in column order and
/// has k rows, `out` has its columns, also `stride` apart.
pub fn multiply(left: &[f64], stride: usize, rows: usize, right: &[f64], k: usize, out: &mut [f64]) {
    let columns = right.len() / k;
    let left = MatRef::from_column_major_slice_with_stride(left, rows, k, stride);
    let right = MatRef::from_column_major_slice(right, k, columns);
    let out = MatMut::from_column_major_slice_with_stride_mut(out, rows, columns, stride);
    matmul(out, Accum::Replace, left, right, 1.0, Par::Seq);
}

fn to_faer(matrix: ArrayView2<'_, f64>) -> Mat<f64> {
    Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[[i, j]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{arr1, arr2};

    #[test]
    fn solves_and_inverts_a_hand_made_system() {
        // [2 1; 1 2] x = [3; 3] has x = [1; 1]; the inverse is [2 -1; -1 2] / 3.
        let spd = Spd::factor(arr2(&[[2.0, 1.0], [1.0, 2.0]]).view()).unwrap();
        let x = spd.solve(arr1(&[3.0, 3.0]).view());
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 1.0).abs() < 1e-15);
        let inverse = spd.inverse();
        assert!((inverse[[0, 0]] - 2.0 / 3.0).abs() < 1e-15 && (inverse[[0, 1]] + 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor_but_eigenvalues() {
        let matrix = arr2(&[[1.0, 2.0], [2.0, 1.0]]);
        assert!(Spd::factor(matrix.view()).is_none());
        let eigen = symmetric_eigen(matrix.view()).unwrap();
        assert!((eigen.values[0] + 1.0).abs() < 1e-14 && (eigen.values[1] - 3.0).abs() < 1e-14);
        assert!((eigen.vectors[[0, 0]] + eigen.vectors[[1, 0]]).abs() < 1e-14);
    }
}
