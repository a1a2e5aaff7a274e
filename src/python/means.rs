//! Linear functions of means as arrays.

use numpy::{PyReadonlyArray2, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::means::composites as core_composites;
use crate::python::accumulators::PyMoments;
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
    let found = core_composites(&moments.get().0, &squared.get().0, loadings.as_array(), weight_type);
    let out = PyDict::new(py);
    out.set_item("estimate", found.estimate.to_pyarray(py))?;
    out.set_item("std_error", found.std_error.to_pyarray(py))?;
    out.set_item("n", found.base.n)?;
    out.set_item("sum_w", found.base.sum_w)?;
    out.set_item("n_eff", found.n_eff)?;
    Ok(out)
}
