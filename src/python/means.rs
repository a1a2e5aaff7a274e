//! Linear functions of means as arrays.

use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::means::composites as core_composites;
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays};
use crate::python::run::at_once;
use crate::weights::WeightType;

/// Composites `loadings · means` (loadings: composites × columns) and their standard errors.
#[pyfunction]
pub fn composites<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    squared: &Bound<'py, PyMoments>,
    loadings: PyReadonlyArray2<'py, f64>,
    weight_type: WeightType,
) -> PyResult<Bound<'py, PyDict>> {
    let (moments, squared) = (&moments.get().0, &squared.get().0);
    let found = at_once(|| core_composites(moments, squared, loadings.as_array(), weight_type))?;
    let out = PyDict::new(py);
    put_arrays!(out, found, estimate, std_error);
    put!(out, found.base, n, sum_w);
    put!(out, found, n_eff);
    Ok(out)
}
