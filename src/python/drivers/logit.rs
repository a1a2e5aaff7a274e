//! Cumulative logits as arrays.

use ndarray::Array2;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::Moments;
use crate::drivers::{
    CumulativeLogit, Parameters, Responses, ScoreTotals, Units, binary_products, cumulative_logit as core_fit,
    logit_scores as core_scores, marginal_effects,
};
use crate::python::accumulators::PyMoments;
use crate::python::convert::{HeldCells, HeldColumn, to_python};
use crate::python::run::run;
use crate::weights::{Base, WeightType};

/// The parameters of a fitted logit, for the other functions of its rows.
#[pyclass(name = "LogitParameters", module = "placet._core", frozen)]
pub struct PyParameters(Parameters);

/// Maximum-likelihood fits of the codes in the first column on the others, one a cell: a dictionary or the exception.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, categories, weight_type, moments=None, start=None, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn cumulative_logit<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    categories: Vec<String>,
    weight_type: WeightType,
    moments: Option<Vec<Bound<'py, PyMoments>>>,
    start: Option<Vec<Option<PyReadonlyArray1<'py, f64>>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let cells = cells.as_ref().map(HeldCells::cells);
    let moments: Option<Vec<Moments>> = moments.map(|all| all.iter().map(|one| one.get().0.clone()).collect());
    let start: Vec<Option<Vec<f64>>> =
        start.unwrap_or_default().iter().map(|one| one.as_ref().map(|b| b.as_array().to_vec())).collect();
    let fits = run(py, progress.as_ref(), |control| {
        let data = Responses {
            columns: &columns,
            weights: weights.as_ref(),
            cells: cells.as_ref(),
            moments: moments.as_deref(),
            categories: &categories,
            kind: weight_type,
        };
        core_fit(&data, &start, control)
    })?;
    let convert = |fit: crate::error::Result<CumulativeLogit>| match fit {
        Ok(fit) => Ok(fitted(py, fit, weight_type)?.into_any()),
        Err(error) => Ok(to_python(error).into_value(py).into_bound(py).into_any()),
    };
    fits.into_iter().map(convert).collect()
}

fn fitted(py: Python<'_>, fit: CumulativeLogit, kind: WeightType) -> PyResult<Bound<'_, PyDict>> {
    let base = Base { n: fit.n as f64, sum_w: fit.sum_w, sum_w2: fit.sum_w2 };
    let out = PyDict::new(py);
    out.set_item("coefficients", fit.coefficients.into_pyarray(py))?;
    out.set_item("covariance", fit.covariance.into_pyarray(py))?;
    out.set_item("log_likelihood", fit.log_likelihood)?;
    out.set_item("null_log_likelihood", fit.null_log_likelihood)?;
    out.set_item("tjur_r2", fit.tjur_r2)?;
    out.set_item("gradient", fit.gradient)?;
    out.set_item("iterations", fit.iterations)?;
    out.set_item("n", fit.n)?;
    out.set_item("sum_w", fit.sum_w)?;
    out.set_item("n_eff", base.effective(kind))?;
    out.set_item("observations", base.observations(kind))?;
    out.set_item("observed", fit.observed)?;
    out.set_item("n_by_category", fit.n_by_category.into_pyarray(py))?;
    out.set_item("w_by_category", fit.w_by_category.into_pyarray(py))?;
    out.set_item("parameters", Bound::new(py, PyParameters(fit.scaled))?)?;
    Ok(out)
}

fn parameters<'a>(models: &'a [Option<Bound<'_, PyParameters>>]) -> Vec<Option<&'a Parameters>> {
    models.iter().map(|model| model.as_ref().map(|model| &model.get().0)).collect()
}

/// Totals of a cell: sums and squares of influences by group, rows by group.
type Totals<'py> =
    (Bound<'py, PyArray1<usize>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>);

/// Totals and squares of what the rows add to the coefficients of their cell's model, by group of rows.
///
/// `groups` are strata of rows, or with `clusters` clusters.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, models, groups, clusters, weight_type, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn logit_scores<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    models: Vec<Option<Bound<'py, PyParameters>>>,
    groups: Option<HeldCells<'py>>,
    clusters: bool,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Totals<'py>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let (cells, groups) = (cells.as_ref().map(HeldCells::cells), groups.as_ref().map(HeldCells::cells));
    let models = parameters(&models);
    let units = match &groups {
        Some(groups) if clusters => Units::Clusters(groups),
        groups => Units::Rows(groups.as_ref()),
    };
    let found = run(py, progress.as_ref(), |control| {
        core_scores(&columns, weights.as_ref(), cells.as_ref(), &models, units, weight_type, control)
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
#[pyo3(signature = (columns, weights, cells, models, blocks, progress=None))]
pub fn logit_effects<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    models: Vec<Option<Bound<'py, PyParameters>>>,
    blocks: Vec<Option<usize>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Option<Effects<'py>>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let cells = cells.as_ref().map(HeldCells::cells);
    let models = parameters(&models);
    let found = run(py, progress.as_ref(), |control| {
        marginal_effects(&columns, weights.as_ref(), cells.as_ref(), &models, &blocks, control)
    })?;
    let convert = |found: crate::drivers::Effects| (found.effects.into_pyarray(py), found.gradient.into_pyarray(py));
    Ok(found.into_iter().map(|found| found.map(convert)).collect())
}

/// Joint covariance of the binary logits of an outcome above each of its points, by cell; None where one is missing.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, models, progress=None))]
pub fn logit_joint_covariance<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    models: Vec<Option<Vec<Bound<'py, PyParameters>>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Option<Bound<'py, PyArray2<f64>>>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let cells = cells.as_ref().map(HeldCells::cells);
    let models: Vec<Option<Vec<&Parameters>>> =
        models.iter().map(|cell| Some(cell.as_ref()?.iter().map(|model| &model.get().0).collect())).collect();
    let found: Vec<Option<Array2<f64>>> = run(py, progress.as_ref(), |control| {
        binary_products(&columns, weights.as_ref(), cells.as_ref(), &models, control)
    })?;
    Ok(found.into_iter().map(|found| found.map(|joint| joint.into_pyarray(py))).collect())
}
