//! Importance of drivers in logits as arrays.

use numpy::{PyArray2, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::CompleteRows;
use crate::drivers::{
    Measure, Sampling, bootstrap_logit_importance as core_bootstrap, jackknife_logit_importance as core_jackknife,
    logit_importance as core_importance,
};
use crate::python::convert::{put, put_arrays};
use crate::python::drivers::importance::{HeldSplit, MatrixAndVector};
use crate::python::rows::HeldRows;
use crate::resample::Resampling;

/// What is shared, and over which orders: `(measure, None)`, or `(measure, (circles, seed))`.
pub struct HeldMeasure(Measure, Option<Sampling>);

impl<'py> FromPyObject<'_, 'py> for HeldMeasure {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (name, sampled): (String, Option<(usize, u64)>) = obj.extract()?;
        let measure = match name.as_str() {
            "mcfadden" => Measure::McFadden,
            "nagelkerke" => Measure::Nagelkerke,
            other => return Err(PyValueError::new_err(format!("no measure {other:?}"))),
        };
        Ok(Self(measure, sampled.map(|(circles, seed)| Sampling { circles, seed })))
    }
}

/// Importances of drivers in the logit of the codes in the first column, of the rows of one cell.
#[pyfunction]
#[pyo3(signature = (rows, cell, split, measure, progress=None))]
pub fn logit_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    split: HeldSplit,
    measure: HeldMeasure,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let split = split.of_logit(measure.0, measure.1);
    let found = rows.run(py, progress.as_ref(), |rows, control| {
        core_importance(&CompleteRows::keep(rows, cell, control)?, &split, rows.kind, control)
    })?;
    let out = PyDict::new(py);
    put_arrays!(out, found, importance, conditional, slope);
    put!(out, found, r2_covariates, orders, models);
    out.set_item("std_error", found.std_error.map(|error| error.to_pyarray(py)))?;
    Ok(out)
}

/// Replicates of the same importances, what all drivers add, and whether drivers separate the categories.
#[pyfunction]
#[pyo3(signature = (rows, cell, draws, split, measure, progress=None))]
pub fn bootstrap_logit_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    draws: Resampling,
    split: HeldSplit,
    measure: HeldMeasure,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let split = split.of_logit(measure.0, measure.1);
    let found = rows.run(py, progress.as_ref(), |rows, control| {
        let kept = CompleteRows::keep(rows, cell, control)?;
        core_bootstrap(&kept, &split, rows.kind, &draws.at(kept.places()), control)
    })?;
    Ok(found.to_pyarray(py))
}

/// The same figures with one group of respondents left out each, and how many such groups there are.
#[pyfunction]
#[pyo3(signature = (rows, cell, split, measure, progress=None))]
pub fn jackknife_logit_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    split: HeldSplit,
    measure: HeldMeasure,
    progress: Option<Py<PyAny>>,
) -> PyResult<MatrixAndVector<'py>> {
    let split = split.of_logit(measure.0, measure.1);
    let found = rows.run(py, progress.as_ref(), |rows, control| {
        core_jackknife(&CompleteRows::keep(rows, cell, control)?, &split, rows.kind, control)
    })?;
    Ok((found.values.to_pyarray(py), found.times.to_pyarray(py)))
}
