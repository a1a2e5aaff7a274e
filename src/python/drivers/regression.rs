//! Regression as arrays.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::Given;
use crate::drivers::{
    Design, Regression, high_precision_regression, refined_regression, regression as core_regression,
};
use crate::error::Result;
use crate::parallel::Control;
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays, to_python};
use crate::python::rows::HeldRows;
use crate::python::run::guard;
use crate::weights::WeightType;

/// Weighted least squares of the first column of the moments on the columns `drivers`.
///
/// With `residuals`, the moments with the residuals of a first fit in place of the outcome, that fit is corrected.
#[pyfunction]
#[pyo3(signature = (moments, names, drivers, intercept, weight_type, residuals=None))]
pub fn regression<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    drivers: Vec<usize>,
    intercept: bool,
    weight_type: WeightType,
    residuals: Option<&Bound<'py, PyMoments>>,
) -> PyResult<Bound<'py, PyDict>> {
    let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept };
    let moments = &moments.get().0;
    let fit = guard(|| match residuals {
        None => core_regression(moments, &design, weight_type),
        Some(residuals) => refined_regression(moments, &residuals.get().0, &design, weight_type),
    });
    fitted(py, &fit.map_err(to_python)?, weight_type)
}

/// One entry a cell: a dictionary, or the exception where the cell cannot be fitted.
pub fn or_exceptions<'py, T>(
    py: Python<'py>,
    fits: Vec<Result<T>>,
    convert: impl Fn(T) -> PyResult<Bound<'py, PyDict>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let entry = |fit: Result<T>| match fit {
        Ok(fit) => Ok(convert(fit)?.into_any()),
        Err(error) => Ok(to_python(error).into_value(py).into_bound(py).into_any()),
    };
    fits.into_iter().map(entry).collect()
}

/// A fitted regression as a dictionary of numbers and arrays.
fn fitted<'py>(py: Python<'py>, fit: &Regression, weight_type: WeightType) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    put_arrays!(out, fit, coefficients, std_errors, covariance, unscaled, standardized, vif);
    put!(out, fit, r2, adj_r2, sigma, f_statistic, df_model, df_resid, condition_number);
    put!(out, fit.base, n, sum_w);
    out.set_item("n_eff", fit.base.effective(weight_type))?;
    Ok(out)
}

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
    let work = |rows: Given<'_, '_>, control: &Control| high_precision_regression(rows, intercept, control);
    or_exceptions(py, rows.run(py, progress.as_ref(), work)?, |fit| fitted(py, &fit, rows.kind))
}
