//! Bootstrap replicates of moments as arrays.

use numpy::{PyArray1, PyArray2, PyArray3, ToPyArray};
use pyo3::prelude::*;

use crate::accumulate::CompleteRows;
use crate::drivers::bootstrap_moments as core_bootstrap;
use crate::python::convert::{HeldCells, HeldColumn};
use crate::python::run::run;
use crate::weights::WeightType;

type Replicates<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray3<f64>>);

/// Sums of weights, means and co-moments of bootstrap samples of the complete rows of one cell.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, cell, n_resamples, seed, weight_type, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn bootstrap_moments<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    cell: i32,
    n_resamples: usize,
    seed: u64,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Replicates<'py>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let cells = cells.as_ref().map(HeldCells::cells);
    let found = run(py, progress.as_ref(), |control| {
        let rows = CompleteRows::keep(&columns, weights.as_ref(), cells.as_ref().map(|cells| (cells, cell)))?;
        core_bootstrap(&rows, weight_type, n_resamples, seed, control)
    })?;
    Ok((found.sum_w.to_pyarray(py), found.mean.to_pyarray(py), found.comoment.to_pyarray(py)))
}
