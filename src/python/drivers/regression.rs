//! Regression and importance as arrays.

use numpy::{PyArray1, PyArray2, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::{CompleteRows, Given};
use crate::drivers::{
    DRIVER_LIMIT, Design, Regression, Split, bootstrap_importance as core_bootstrap, high_precision_regression,
    jackknife_importance as core_jackknife, refined_regression, regression as core_regression,
};
use crate::error::Result;
use crate::parallel::Control;
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays, to_python};
use crate::python::rows::HeldRows;
use crate::python::run::{guard, scan};
use crate::resample::Resampling;
use crate::weights::WeightType;

type MatrixAndVector<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>);

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

/// Exact LMG importance and conditional dominance of the columns `drivers` for the first column, beyond `covariates`.
#[pyfunction]
#[pyo3(signature = (moments, names, drivers, covariates=None, progress=None))]
pub fn lmg<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    drivers: Vec<usize>,
    covariates: Option<Vec<usize>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept: true };
    let split = Split { design, covariates: covariates.as_deref().unwrap_or_default() };
    let moments = &moments.get().0;
    let subsets = 1 << drivers.len().min(DRIVER_LIMIT);
    let found = scan(py, progress.as_ref(), subsets, |control| split.of(moments, control))?;
    let out = PyDict::new(py);
    out.set_item("r2", found.lmg.iter().sum::<f64>())?;
    put_arrays!(out, found, lmg, conditional);
    put!(out, found, r2_covariates);
    Ok(out)
}

/// Replicates of LMG importances, and of their sum, within one cell of the rows.
#[pyfunction]
#[pyo3(signature = (rows, cell, draws, covariates=None, progress=None))]
pub fn bootstrap_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    draws: Resampling,
    covariates: Option<Vec<usize>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (kind, covariates) = (rows.kind, covariates.unwrap_or_default());
    let found = resample(py, &rows, cell, &covariates, progress.as_ref(), |kept, split, control| {
        core_bootstrap(kept, split, kind, &draws.at(kept.places()), control)
    })?;
    Ok(found.to_pyarray(py))
}

/// The same figures with one group of respondents left out each, and how many such groups there are.
#[pyfunction]
#[pyo3(signature = (rows, cell, covariates=None, progress=None))]
pub fn jackknife_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    covariates: Option<Vec<usize>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<MatrixAndVector<'py>> {
    let (kind, covariates) = (rows.kind, covariates.unwrap_or_default());
    let found = resample(py, &rows, cell, &covariates, progress.as_ref(), |kept, split, control| {
        core_jackknife(kept, split, kind, control)
    })?;
    Ok((found.values.to_pyarray(py), found.times.to_pyarray(py)))
}

/// Keeps the complete cases of a cell and resamples them: the outcome is the first column, what is no covariate a driver.
fn resample<T: Send>(
    py: Python<'_>,
    rows: &HeldRows<'_>,
    cell: i32,
    covariates: &[usize],
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&CompleteRows<'_>, &Split<'_>, &Control) -> Result<T> + Send,
) -> PyResult<T> {
    rows.run(py, progress, |rows, control| {
        let names = rows.names();
        let drivers: Vec<usize> = (1..names.len()).filter(|column| !covariates.contains(column)).collect();
        let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept: true };
        work(&CompleteRows::keep(rows, cell, control)?, &Split { design, covariates }, control)
    })
}
