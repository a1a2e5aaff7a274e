//! Regression and importance as arrays.

use ndarray::Array2;
use numpy::{PyArray2, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::CompleteRows;
use crate::drivers::{
    Design, Regression, bootstrap_importance as core_bootstrap, correlation, jackknife_importance as core_jackknife,
    refined_regression, regression as core_regression, subset_sums,
};
use crate::error::Result;
use crate::parallel::Control;
use crate::python::accumulators::PyMoments;
use crate::python::convert::{HeldCells, HeldColumn, to_python};
use crate::python::run::run;
use crate::weights::WeightType;

/// Weighted least squares of column `outcome` of the moments on the columns `drivers`.
///
/// With `residuals`, the moments with the residuals of a first fit in place of the outcome, that fit is corrected.
#[pyfunction]
#[pyo3(signature = (moments, names, outcome, drivers, intercept, weight_type, residuals=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn regression<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    outcome: usize,
    drivers: Vec<usize>,
    intercept: bool,
    weight_type: WeightType,
    residuals: Option<&Bound<'py, PyMoments>>,
) -> PyResult<Bound<'py, PyDict>> {
    let design = Design { names: &names, outcome, drivers: &drivers, intercept };
    let moments = &moments.get().0;
    let fit = match residuals {
        None => core_regression(moments, &design, weight_type),
        Some(residuals) => refined_regression(moments, &residuals.get().0, &design, weight_type),
    };
    fitted(py, &fit.map_err(to_python)?, weight_type)
}

/// A fitted regression as a dictionary of numbers and arrays.
pub fn fitted<'py>(py: Python<'py>, fit: &Regression, weight_type: WeightType) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    out.set_item("coefficients", fit.coefficients.to_pyarray(py))?;
    out.set_item("std_errors", fit.std_errors.to_pyarray(py))?;
    out.set_item("covariance", fit.covariance.to_pyarray(py))?;
    out.set_item("unscaled", fit.unscaled.to_pyarray(py))?;
    out.set_item("standardized", fit.standardized.to_pyarray(py))?;
    out.set_item("vif", fit.vif.to_pyarray(py))?;
    let numbers = [
        ("r2", fit.r2),
        ("adj_r2", fit.adj_r2),
        ("sigma", fit.sigma),
        ("f_statistic", fit.f_statistic),
        ("df_model", fit.df_model),
        ("df_resid", fit.df_resid),
        ("condition_number", fit.condition_number),
        ("n", fit.base.n),
        ("sum_w", fit.base.sum_w),
        ("n_eff", fit.base.effective(weight_type)),
    ];
    for (key, value) in numbers {
        out.set_item(key, value)?;
    }
    Ok(out)
}

/// Exact LMG importance and conditional dominance of the columns `drivers` for the column `outcome`.
#[pyfunction]
#[pyo3(signature = (moments, names, outcome, drivers, progress=None))]
pub fn lmg<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    outcome: usize,
    drivers: Vec<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let moments = &moments.get().0;
    let sums = run(py, progress.as_ref(), |control| {
        let design = Design { names: &names, outcome, drivers: &drivers, intercept: true };
        let joint = correlation(moments, &design)?.joint();
        subset_sums(joint.view(), drivers.len(), control)
    })?;
    let out = PyDict::new(py);
    out.set_item("lmg", sums.lmg().to_pyarray(py))?;
    out.set_item("conditional", sums.conditional_dominance().to_pyarray(py))?;
    out.set_item("r2", sums.r2())?;
    Ok(out)
}

/// Bootstrap replicates of LMG importances, coefficients and R² (in this order) within one cell of the rows.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, cell, n_resamples, seed, weight_type, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn bootstrap_importance<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    cell: i32,
    n_resamples: usize,
    seed: u64,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    resample(py, &columns, weights.as_ref(), cells.as_ref(), cell, progress.as_ref(), |rows, design, control| {
        core_bootstrap(rows, design, weight_type, n_resamples, seed, control)
    })
}

/// The same figures with one group of respondents left out each.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, cell, weight_type, progress=None))]
pub fn jackknife_importance<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    cell: i32,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    resample(py, &columns, weights.as_ref(), cells.as_ref(), cell, progress.as_ref(), |rows, design, control| {
        core_jackknife(rows, design, weight_type, control)
    })
}

/// Keeps the complete cases of a cell, the outcome in the first column, and resamples them.
fn resample<'py>(
    py: Python<'py>,
    columns: &[HeldColumn<'_>],
    weights: Option<&HeldColumn<'_>>,
    cells: Option<&HeldCells<'_>>,
    cell: i32,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&CompleteRows, &Design<'_>, &Control) -> Result<Array2<f64>> + Send,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.map(HeldColumn::column);
    let cells = cells.map(HeldCells::cells);
    let replicates = run(py, progress, |control| {
        let rows = CompleteRows::keep(&columns, weights.as_ref(), cells.as_ref().map(|cells| (cells, cell)))?;
        let names: Vec<String> = columns.iter().map(|column| column.name.to_owned()).collect();
        let drivers: Vec<usize> = (1..columns.len()).collect();
        work(&rows, &Design { names: &names, outcome: 0, drivers: &drivers, intercept: true }, control)
    })?;
    Ok(replicates.to_pyarray(py))
}
