//! The decomposition of the variances of coefficients as arrays.

use numpy::{IntoPyArray, PyArray1, PyArray2};
use pyo3::prelude::*;

use crate::drivers::collinearity as core_collinearity;
use crate::python::accumulators::PyMoments;
use crate::python::run::at_once;

type IndexAndShares<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>);

/// Condition indices and shares of variance (index × term) of the terms of a model; None where there are none.
#[pyfunction]
pub fn collinearity<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    intercept: bool,
) -> PyResult<Option<IndexAndShares<'py>>> {
    let found = at_once(|| core_collinearity(&moments.get().0, intercept))?;
    Ok(found.map(|found| (found.index.into_pyarray(py), found.shares.into_pyarray(py))))
}
