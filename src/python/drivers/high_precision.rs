//! Regression in double-double as arrays.

use pyo3::prelude::*;

use super::regression::{fitted, or_exceptions};
use crate::drivers::high_precision_regression;
use crate::python::rows::HeldRows;

/// Weighted least squares of the first column on the others, in numbers of 31 digits from the rows.
///
/// One entry a cell: what `regression` returns, or the exception where the cell cannot be fitted.
#[pyfunction]
#[pyo3(signature = (rows, intercept, progress=None))]
pub fn regression_high<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    intercept: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let fits = rows.run(py, progress.as_ref(), |rows, control| {
        high_precision_regression(
            &rows.columns,
            rows.weights(),
            rows.cells(),
            &rows.names(),
            intercept,
            rows.kind,
            control,
        )
    })?;
    or_exceptions(py, fits, |fit| fitted(py, &fit, rows.kind))
}
