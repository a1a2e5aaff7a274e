//! Cumulative logits as arrays.

use ndarray::Array2;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::regression::or_exceptions;
use crate::accumulate::Moments;
use crate::drivers::{
    CumulativeLogit, Parameters, Responses, ScoreTotals, binary_products, cumulative_logit as core_fit,
    logit_scores as core_scores, marginal_effects,
};
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays};
use crate::python::rows::{HeldRows, HeldUnits};
use crate::weights::WeightType;

/// The parameters of a fitted logit, for the other functions of its rows.
#[pyclass(name = "LogitParameters", module = "placet._core", frozen)]
pub struct PyParameters(Parameters);

/// Maximum-likelihood fits of the codes in the first column on the others, one a cell: a dictionary or the exception.
#[pyfunction]
#[pyo3(signature = (rows, categories, moments=None, start=None, progress=None))]
pub fn cumulative_logit<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    categories: Vec<String>,
    moments: Option<Vec<Bound<'py, PyMoments>>>,
    start: Option<Vec<Option<PyReadonlyArray1<'py, f64>>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let moments: Option<Vec<Moments>> = moments.map(|all| all.iter().map(|one| one.get().0.clone()).collect());
    let start: Vec<Option<Vec<f64>>> =
        start.unwrap_or_default().iter().map(|one| one.as_ref().map(|b| b.as_array().to_vec())).collect();
    let fits = rows.run(py, progress.as_ref(), |rows, control| {
        core_fit(&Responses { rows, moments: moments.as_deref(), categories: &categories }, &start, control)
    })?;
    or_exceptions(py, fits, |fit| fitted(py, fit, rows.kind))
}

fn fitted(py: Python<'_>, fit: CumulativeLogit, kind: WeightType) -> PyResult<Bound<'_, PyDict>> {
    let out = PyDict::new(py);
    put_arrays!(out, fit, coefficients, covariance);
    put!(out, fit, log_likelihood, null_log_likelihood, tjur_r2, gradient, iterations, observed);
    put!(out, fit.base, sum_w);
    out.set_item("n", fit.n_by_category.iter().sum::<u64>())?;
    out.set_item("n_eff", fit.base.effective(kind))?;
    out.set_item("observations", fit.base.observations(kind))?;
    put_arrays!(out, fit, n_by_category, w_by_category);
    out.set_item("parameters", Bound::new(py, PyParameters(fit.scaled))?)?;
    Ok(out)
}

fn parameters<'a>(models: &'a [Option<Bound<'_, PyParameters>>]) -> Vec<Option<&'a Parameters>> {
    models.iter().map(|model| model.as_ref().map(|model| &model.get().0)).collect()
}

/// Totals of a cell: sums and squares of influences by group, rows by group.
type Totals<'py> =
    (Bound<'py, PyArray1<usize>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>);

/// Totals and squares of what the rows add to the coefficients of their cell's model, by group of rows; with `jackknife`
/// of what they move by when a row is taken out.
#[pyfunction]
#[pyo3(signature = (rows, models, units, jackknife, progress=None))]
pub fn logit_scores<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Bound<'py, PyParameters>>>,
    units: HeldUnits<'py>,
    jackknife: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Totals<'py>>> {
    let models = parameters(&models);
    let found = units.with(|units| {
        rows.run(py, progress.as_ref(), |rows, control| core_scores(rows, &models, units, jackknife, control))
    })?;
    let convert = |found: ScoreTotals| {
        let (groups, rows) = (found.groups.into_pyarray(py), found.rows.into_pyarray(py));
        (groups, found.totals.into_pyarray(py), found.squares.into_pyarray(py), rows)
    };
    Ok(found.into_iter().map(convert).collect())
}

/// Effects of a cell and their derivatives by the coefficients.
type Effects<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>);

/// Average marginal effects of the drivers of binary logits; `blocks` numbers the factor of a dummy, None for numbers.
#[pyfunction]
#[pyo3(signature = (rows, models, blocks, progress=None))]
pub fn logit_effects<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Bound<'py, PyParameters>>>,
    blocks: Vec<Option<usize>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Option<Effects<'py>>>> {
    let models = parameters(&models);
    let found = rows.run(py, progress.as_ref(), |rows, control| marginal_effects(rows, &models, &blocks, control))?;
    let convert = |found: crate::drivers::Effects| (found.effects.into_pyarray(py), found.gradient.into_pyarray(py));
    Ok(found.into_iter().map(|found| found.map(convert)).collect())
}

/// Joint covariance of the binary logits of an outcome above each of its points, by cell; None where one is missing.
#[pyfunction]
#[pyo3(signature = (rows, models, progress=None))]
pub fn logit_joint_covariance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Vec<Bound<'py, PyParameters>>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Option<Bound<'py, PyArray2<f64>>>>> {
    let models: Vec<Option<Vec<&Parameters>>> =
        models.iter().map(|cell| Some(cell.as_ref()?.iter().map(|model| &model.get().0).collect())).collect();
    let found: Vec<Option<Array2<f64>>> =
        rows.run(py, progress.as_ref(), |rows, control| binary_products(rows, &models, control))?;
    Ok(found.into_iter().map(|found| found.map(|joint| joint.into_pyarray(py))).collect())
}
