//! Tallies of many cells of a few rows each, such as the units of a design.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::accumulate::{Sums, UnitCounts};
use crate::python::convert::{HeldColumn, HeldKeys};
use crate::python::run::{run, scan};
use crate::weights::WeightPower;

type Pair<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);
type Entries<'py> = (Bound<'py, PyArray1<u64>>, Bound<'py, PyArray1<u16>>, Bound<'py, PyArray1<f64>>);

/// The tally of cells of a few rows each: the sums of every cell.
#[pyclass(frozen, name = "UnitCounts", module = "placet._core")]
pub struct PyUnitCounts(pub UnitCounts);

#[pymethods]
impl PyUnitCounts {
    /// Respondents of every cell.
    #[getter]
    fn n<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u64>> {
        self.0.all_n().into_pyarray(py)
    }

    /// Sums of weights of every cell.
    #[getter]
    fn w<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.0.all_w(WeightPower::One).into_pyarray(py)
    }

    /// Sums of squared weights of every cell.
    #[getter]
    fn w2<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.0.all_w(WeightPower::Two).into_pyarray(py)
    }

    /// The rows that answered alike in a cell: cell, point and number.
    fn entries<'py>(&self, py: Python<'py>) -> Entries<'py> {
        let of_cell = |cell: usize| self.0.entries(cell).map(move |entry| (cell as u64, (entry.point, entry.n as f64)));
        let (cells, (points, n)): (Vec<_>, (Vec<_>, Vec<_>)) = (0..self.0.cells()).flat_map(of_cell).unzip();
        (cells.into_pyarray(py), points.into_pyarray(py), n.into_pyarray(py))
    }

    /// Sums Σw(x - m) and Σw(x - m)² of every cell, of the `values` x of the points about a mean m of each cell.
    fn about<'py>(
        &self,
        py: Python<'py>,
        values: PyReadonlyArray1<'_, f64>,
        means: PyReadonlyArray1<'_, f64>,
    ) -> PyResult<Pair<'py>> {
        let (values, means) = (values.as_slice()?, means.as_slice()?);
        let of_cell = |(cell, &mean): (usize, &f64)| self.0.about(cell, values, mean);
        let (first, second): (Vec<f64>, Vec<f64>) = means.iter().enumerate().map(of_cell).unzip();
        Ok((first.into_pyarray(py), second.into_pyarray(py)))
    }

    /// The cells, and after them `more`, in which cell c counts as `to[c]` too; one of a negative number does not.
    fn joined(&self, py: Python<'_>, to: PyReadonlyArray1<'_, i32>, more: usize) -> PyResult<Self> {
        let to = to.as_slice()?;
        run(py, None, |control| self.0.joined(to, more, control)).map(Self)
    }
}

/// Tallies the answers of one column by cells of a few rows each; `sums` are how many rows of a weight above 0 a row of
/// the column stands for, and the sum of their squared weights.
#[pyfunction]
#[pyo3(signature = (score, weights, cells, low, high, sums = None))]
pub fn count_units(
    py: Python<'_>,
    score: HeldColumn<'_>,
    weights: Option<HeldColumn<'_>>,
    cells: HeldKeys<'_>,
    low: i64,
    high: i64,
    sums: Option<(PyReadonlyArray1<'_, u64>, PyReadonlyArray1<'_, f64>)>,
) -> PyResult<PyUnitCounts> {
    let (score, weights, cells) = (score.column(), weights.as_ref().map(HeldColumn::column), cells.keys());
    let sums = match &sums {
        Some((n, w2)) => Some(Sums { n: n.as_slice()?, w2: w2.as_slice()? }),
        None => None,
    };
    let count = |control: &_| match (&weights, sums) {
        (Some(weights), Some(sums)) => UnitCounts::count_sums(&score, weights, sums, &cells, (low, high), control),
        _ => UnitCounts::count(&score, weights.as_ref(), &cells, (low, high), control),
    };
    scan(py, None, score.len(), count).map(PyUnitCounts)
}
