//! Replicate weights.

use numpy::{IntoPyArray, PyArray1, PyArray2};
use pyo3::prelude::*;

use crate::accumulate;
use crate::python::convert::{HeldCells, HeldValues};
use crate::python::run::run;

/// Sums of the replicate weights of the rows of every cell: replicates × cells.
#[pyfunction]
pub fn weight_sums<'py>(
    py: Python<'py>,
    replicates: Vec<HeldValues<'py>>,
    cells: HeldCells<'py>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (replicates, cells): (Vec<_>, _) = (replicates.iter().map(HeldValues::values).collect(), cells.cells());
    run(py, None, |control| accumulate::sums(&replicates, &cells, control)).map(|sums| sums.into_pyarray(py))
}

/// Rank of the replicate weights of the rows of every cell.
#[pyfunction]
pub fn weight_ranks<'py>(
    py: Python<'py>,
    replicates: Vec<HeldValues<'py>>,
    cells: HeldCells<'py>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let (replicates, cells): (Vec<_>, _) = (replicates.iter().map(HeldValues::values).collect(), cells.cells());
    run(py, None, |control| accumulate::weight_ranks(&replicates, &cells, control)).map(|ranks| ranks.into_pyarray(py))
}
