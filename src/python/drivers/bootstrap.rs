//! Bootstrap replicates of moments as arrays.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyArray3, PyReadonlyArray1, ToPyArray};
use pyo3::prelude::*;

use crate::accumulate::CompleteRows;
use crate::python::convert::to_python;
use crate::python::rows::HeldRows;
use crate::python::run::run;
use crate::resample::{DesignUnits, Resampling, stream};
use crate::samples::bootstrap_moments as core_bootstrap;

type Replicates<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray3<f64>>);

/// Sums of weights, means and co-moments of bootstrap samples of the complete rows of one cell.
#[pyfunction]
#[pyo3(signature = (rows, cell, draws, progress=None))]
pub fn bootstrap_moments<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    draws: Resampling,
    progress: Option<Py<PyAny>>,
) -> PyResult<Replicates<'py>> {
    let found = rows.run(py, progress.as_ref(), |rows, control| {
        let kept = CompleteRows::keep(rows, cell, control)?;
        core_bootstrap(&kept, rows.kind, &draws.at(kept.places()), control)
    })?;
    Ok((found.sum_w.to_pyarray(py), found.mean.to_pyarray(py), found.comoment.to_pyarray(py)))
}

/// What the weights of every unit's rows are multiplied by in replicate `index`, see [`DesignUnits::factors`].
#[pyfunction]
pub fn unit_factors<'py>(
    py: Python<'py>,
    stratum_of_unit: PyReadonlyArray1<'py, u32>,
    sizes: Option<Vec<f64>>,
    not_drawn: Vec<f64>,
    seed: u64,
    index: u64,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let units = DesignUnits::new(&stratum_of_unit.as_array().to_vec(), sizes.as_deref(), &not_drawn);
    let units = units.map_err(to_python)?;
    let factors = run(py, None, |control| units.factors(&mut stream(seed, index), control))?;
    Ok(factors.into_pyarray(py))
}
