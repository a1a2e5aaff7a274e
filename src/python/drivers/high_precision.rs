//! Regression in double-double as arrays.

use pyo3::prelude::*;

use super::regression::fitted;
use crate::drivers::high_precision_regression;
use crate::python::convert::{HeldCells, HeldColumn, to_python};
use crate::python::run::run;
use crate::weights::WeightType;

/// Weighted least squares of the first column on the others, in numbers of 31 digits from the rows.
///
/// One entry a cell: what `regression` returns, or the exception where the cell cannot be fitted.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, names, intercept, weight_type, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn regression_high<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    names: Vec<String>,
    intercept: bool,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let (weights, cells) = (weights.as_ref().map(HeldColumn::column), cells.as_ref().map(HeldCells::cells));
    let fits = run(py, progress.as_ref(), |control| {
        high_precision_regression(&columns, weights.as_ref(), cells.as_ref(), &names, intercept, weight_type, control)
    })?;
    fits.into_iter()
        .map(|fit| match fit {
            Ok(fit) => Ok(fitted(py, &fit, weight_type)?.into_any()),
            Err(error) => Ok(to_python(error).into_value(py).into_bound(py).into_any()),
        })
        .collect()
}
