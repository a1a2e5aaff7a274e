//! Moments and completed columns of incomplete answers.

use ndarray::Array2;
use numpy::{IntoPyArray, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::accumulate::{AnsweredRows, Column, Moments};
use crate::drivers::{
    Filled, Incomplete, Method, Stop, bootstrap_em, bootstrap_pairwise, em, em_variance, impute as core_impute,
    pairwise,
};
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays, to_python};
use crate::python::rows::HeldRows;
use crate::weights::Base;

/// Moments from all answers every pair of columns shares: for every cell its figures, or the error that it has none.
#[pyfunction]
#[pyo3(signature = (rows, n_resamples=0, seed=0, progress=None))]
pub fn pairwise_moments<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    n_resamples: usize,
    seed: u64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Py<PyAny>>> {
    let kind = rows.kind;
    let found = by_cell(py, &rows, progress.as_ref(), |rows, control| {
        let found = pairwise(rows, kind, control)?;
        let drawn = bootstrap_pairwise(rows, kind, n_resamples, seed, control)?;
        Ok((replicates(&found.moments, &drawn), found))
    })?;
    each(py, found, |out, (drawn, found)| {
        out.set_item("moments", Py::new(py, PyMoments(found.moments))?)?;
        out.set_item("replicates", drawn.into_iter().map(PyMoments).collect::<Vec<_>>())?;
        out.set_item("n_pairs", found.n.to_pyarray(py))?;
        out.set_item("sum_w_pairs", found.sum_w.to_pyarray(py))?;
        put!(out, found, least_eigenvalue, repair);
        Ok(())
    })
}

/// Maximum-likelihood moments: for every cell its figures, or the error that it has none.
#[pyfunction]
#[pyo3(signature = (rows, stop, variance=false, n_resamples=0, seed=0, progress=None))]
pub fn em_moments<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    stop: (usize, f64),
    variance: bool,
    n_resamples: usize,
    seed: u64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Py<PyAny>>> {
    let (kind, (max_iter, tolerance)) = (rows.kind, stop);
    let stop = Stop { max_iter, tolerance };
    let found = by_cell(py, &rows, progress.as_ref(), |rows, control| {
        let found = em(rows, kind, stop, control)?;
        let variance = if variance { Some(em_variance(rows, &found, kind, control)?) } else { None };
        let drawn = bootstrap_em(rows, &found, kind, stop, n_resamples, seed, control)?;
        Ok((replicates(&found.moments, &drawn), variance, rows.patterns().len(), found))
    })?;
    each(py, found, |out, (drawn, variance, patterns, found)| {
        out.set_item("moments", Py::new(py, PyMoments(found.moments))?)?;
        out.set_item("replicates", drawn.into_iter().map(PyMoments).collect::<Vec<_>>())?;
        out.set_item("variance", variance.map(|matrix| matrix.to_pyarray(py)))?;
        out.set_item("n_patterns", patterns)?;
        put!(out, found, log_likelihood, iterations, change);
        Ok(())
    })
}

/// Fills gaps several times over: for every cell the rows of the gaps of every column and what was put there, or the
/// error that it cannot be done.
#[pyfunction]
#[pyo3(signature = (rows, method, n_imputations, seed, blocks=None, progress=None))]
pub fn impute<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    method: Method,
    n_imputations: usize,
    seed: u64,
    blocks: Option<Vec<Vec<usize>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Py<PyAny>>> {
    let (kind, blocks) = (rows.kind, blocks.unwrap_or_default());
    let found = by_cell(py, &rows, progress.as_ref(), |rows, control| {
        core_impute(rows, kind, method, &blocks, n_imputations, seed, control)
    })?;
    each(py, found, |out, filled| {
        let places: Vec<_> = filled.rows.into_iter().map(|rows| rows.into_pyarray(py)).collect();
        out.set_item("rows", places)?;
        let values = |(column, filled): (Column<'_>, Filled)| read(&column, filled).into_pyarray(py);
        let sets = filled.filled.into_iter().map(|set| rows.columns().zip(set).map(values).collect::<Vec<_>>());
        out.set_item("values", sets.collect::<Vec<_>>())
    })
}

/// Reads `(n_iterations, matching)` of chained equations, or `(max_iter, tolerance)` of EM.
impl<'py> FromPyObject<'_, 'py> for Method {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok((n_iterations, matching)) = obj.extract() {
            return Ok(Self::Chained { n_iterations, matching });
        }
        let (max_iter, tolerance) = obj.extract()?;
        Ok(Self::Em(Stop { max_iter, tolerance }))
    }
}

/// What fills the gaps of a column as numbers.
fn read(column: &Column<'_>, filled: Filled) -> Vec<f64> {
    match filled {
        Filled::Drawn(values) => values,
        Filled::Lent(places) => {
            let mut values = vec![0.0; places.len()];
            column.gather(&places, &mut values);
            values
        }
    }
}

/// What was counted in a cell, and what was found there.
struct Cell<T> {
    rows: usize,
    base: Base,
    n_unanswered: u64,
    n_zero_weight: u64,
    answered: Vec<u64>,
    found: Result<T>,
}

fn by_cell<T: Send>(
    py: Python<'_>,
    rows: &HeldRows<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl Fn(&Incomplete, &Control) -> Result<T> + Sync + Send,
) -> PyResult<Vec<Cell<T>>> {
    rows.run(py, progress, |rows, control| {
        let names = rows.names();
        let answered = AnsweredRows::by_cell(rows, control)?;
        let found: Vec<Cell<T>> = answered
            .into_par_iter()
            .map(|rows| {
                let answered = rows.answers().iter().map(|of| of.n).collect();
                let count = rows.len();
                let (base, n_unanswered, n_zero_weight) = (rows.base(), rows.n_unanswered(), rows.n_zero_weight());
                let found = Incomplete::new(rows, &names).and_then(|rows| work(&rows, control));
                Cell { rows: count, base, n_unanswered, n_zero_weight, answered, found }
            })
            .collect();
        let stopped = found.iter().any(|cell| matches!(cell.found, Err(Error::Interrupted)));
        if stopped { Err(Error::Interrupted) } else { Ok(found) }
    })
}

/// One dictionary a cell, with its counts; in place of figures `error` where there are none.
fn each<'py, T>(
    py: Python<'py>,
    cells: Vec<Cell<T>>,
    fill: impl Fn(&Bound<'py, PyDict>, T) -> PyResult<()>,
) -> PyResult<Vec<Py<PyAny>>> {
    let dictionary = |cell: Cell<T>| {
        let out = PyDict::new(py);
        out.set_item("n", cell.rows)?;
        put!(out, cell.base, sum_w, sum_w2);
        put!(out, cell, n_unanswered, n_zero_weight);
        put_arrays!(out, cell, answered);
        match cell.found {
            Ok(found) => fill(&out, found)?,
            Err(error) => out.set_item("error", to_python(error).into_value(py))?,
        }
        Ok(out.into_any().unbind())
    };
    cells.into_iter().map(dictionary).collect()
}

/// The replicates that have a value, standing for as many rows as the estimates they belong to.
fn replicates(of: &Moments, drawn: &Array2<f64>) -> Vec<Moments> {
    let base = of.base();
    let moments = |row: ndarray::ArrayView1<'_, f64>| {
        let (mean, covariance) = row.split_at(ndarray::Axis(0), of.p());
        Moments::of_parts(base, mean.to_vec(), covariance.iter().map(|c| c * base.sum_w).collect()).ok()
    };
    drawn.rows().into_iter().filter_map(moments).collect()
}
