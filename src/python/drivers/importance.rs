//! Importance of drivers as arrays.

use ndarray::Array2;
use numpy::{PyArray1, PyArray2, PyArray3, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::CompleteRows;
use crate::drivers::{
    DRIVER_LIMIT, Design, Dominance, LogitSplit, Measure, Sampling, Sharing, Split,
    bootstrap_dominance as core_bootstrap_dominance, bootstrap_importance as core_bootstrap,
    jackknife_importance as core_jackknife,
};
use crate::python::accumulators::PyMoments;
use crate::python::convert::{put, put_arrays};
use crate::python::rows::HeldRows;
use crate::python::run::scan;
use crate::python::samples::HeldSamples;
use crate::weights::WeightType;

pub(super) type MatrixAndVector<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>);

/// What shares R² with column 0: a list of columns, or `(columns of every driver, covariates, group of every driver)`.
pub struct HeldSplit {
    columns: Vec<usize>,
    widths: Vec<usize>,
    covariates: Vec<usize>,
    groups: Vec<usize>,
}

impl<'py> FromPyObject<'_, 'py> for HeldSplit {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(columns) = obj.extract::<Vec<usize>>() {
            return Ok(Self { widths: vec![1; columns.len()], columns, covariates: Vec::new(), groups: Vec::new() });
        }
        let (drivers, covariates, groups): (Vec<Vec<usize>>, _, _) = obj.extract()?;
        let widths = drivers.iter().map(Vec::len).collect();
        Ok(Self { columns: drivers.concat(), widths, covariates, groups })
    }
}

impl HeldSplit {
    /// The same of a logit.
    pub fn of_logit(&self, measure: Measure, sampling: Option<Sampling>) -> LogitSplit<'_> {
        LogitSplit { columns: &self.columns, widths: &self.widths, covariates: &self.covariates, measure, sampling }
    }

    fn of<'a>(&'a self, names: &'a [String]) -> Split<'a> {
        let design = Design { names, outcome: 0, drivers: &self.columns, intercept: true };
        Split { design, widths: &self.widths, groups: &self.groups, covariates: &self.covariates }
    }

    fn subsets(&self) -> usize {
        1 << self.widths.len().min(DRIVER_LIMIT)
    }
}

impl<'py> FromPyObject<'_, 'py> for Sharing {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match obj.extract::<String>()?.as_str() {
            "lmg" => Ok(Self::Lmg),
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "betasq" => Ok(Self::Betasq),
            "pratt" => Ok(Self::Pratt),
            "johnson" => Ok(Self::Johnson),
            "car" => Ok(Self::Car),
            "pmvd" => Ok(Self::Pmvd),
            other => Err(PyValueError::new_err(format!("no method {other:?}"))),
        }
    }
}

/// Exact LMG importance and conditional dominance of drivers for the first column, and what is left when they enter.
#[pyfunction]
#[pyo3(signature = (moments, names, split, progress=None))]
pub fn lmg<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    split: HeldSplit,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let moments = &moments.get().0;
    let found = scan(py, progress.as_ref(), split.subsets(), |control| split.of(&names).of(moments, control))?;
    let out = PyDict::new(py);
    out.set_item("r2", found.lmg.iter().sum::<f64>())?;
    put_arrays!(out, found, lmg, conditional, left);
    put!(out, found, r2_covariates);
    Ok(out)
}

/// Importances by several methods, methods × drivers, what all drivers add to R², and R² of the covariates alone.
#[pyfunction]
#[pyo3(signature = (moments, names, split, methods, progress=None))]
pub fn importances<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    split: HeldSplit,
    methods: Vec<Sharing>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Bound<'py, PyArray2<f64>>, f64, f64)> {
    let (moments, p) = (&moments.get().0, split.widths.len());
    let work = split.subsets() * methods.len();
    let (found, alone) = scan(py, progress.as_ref(), work, |control| {
        let split = split.of(&names);
        Ok((split.values(moments, &methods, control)?, split.r2_covariates(moments)?))
    })?;
    let values = Array2::from_shape_fn((methods.len(), p), |(method, driver)| found[method * p + driver]);
    Ok((values.to_pyarray(py), found.last().copied().unwrap_or(f64::NAN), alone))
}

/// Replicates of importances by several methods, method after method, and of what all drivers add.
#[pyfunction]
#[pyo3(signature = (samples, names, split, methods, weight_type, progress=None))]
pub fn bootstrap_importance<'py>(
    py: Python<'py>,
    samples: HeldSamples<'py>,
    names: Vec<String>,
    split: HeldSplit,
    methods: Vec<Sharing>,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let found = samples.run(py, progress.as_ref(), |samples, control| {
        core_bootstrap(samples, &split.of(&names), &methods, weight_type, control)
    })?;
    Ok(found.to_pyarray(py))
}

/// The same figures with one group of respondents left out each, and how many such groups there are.
#[pyfunction]
#[pyo3(signature = (rows, cell, split, methods, progress=None))]
pub fn jackknife_importance<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    cell: i32,
    split: HeldSplit,
    methods: Vec<Sharing>,
    progress: Option<Py<PyAny>>,
) -> PyResult<MatrixAndVector<'py>> {
    let kind = rows.kind;
    let found = rows.run(py, progress.as_ref(), |rows, control| {
        let names = rows.names();
        core_jackknife(&CompleteRows::keep(rows, cell, control)?, &split.of(&names), &methods, kind, control)
    })?;
    Ok((found.values.to_pyarray(py), found.times.to_pyarray(py)))
}

/// For every driver the form by which a row of standardized values moves its LMG, drivers × columns × columns: the drivers'
/// columns, the covariates and the outcome.
#[pyfunction]
#[pyo3(signature = (moments, names, split, progress=None))]
pub fn influence_forms<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    split: HeldSplit,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let moments = &moments.get().0;
    let found = scan(py, progress.as_ref(), split.subsets(), |control| split.of(&names).influence(moments, control))?;
    Ok(found.to_pyarray(py))
}

/// Complete (if wanted), conditional and general dominance among the drivers.
#[pyfunction]
#[pyo3(signature = (moments, names, split, complete, progress=None))]
pub fn dominance<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    split: HeldSplit,
    complete: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let moments = &moments.get().0;
    let work = |control: &_| Dominance::of(&split.of(&names), moments, complete, control);
    let found = scan(py, progress.as_ref(), split.subsets(), work)?;
    let out = PyDict::new(py);
    out.set_item("complete", found.complete.as_ref().map(|shares| shares.to_pyarray(py)))?;
    out.set_item("general", found.general().to_pyarray(py))?;
    put_arrays!(out, found, conditional);
    Ok(out)
}

/// Of every sample whether one driver dominates another completely, conditionally, generally: pair after pair, three each.
#[pyfunction]
#[pyo3(signature = (samples, names, split, complete, weight_type, progress=None))]
pub fn bootstrap_dominance<'py>(
    py: Python<'py>,
    samples: HeldSamples<'py>,
    names: Vec<String>,
    split: HeldSplit,
    complete: bool,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let found = samples.run(py, progress.as_ref(), |samples, control| {
        core_bootstrap_dominance(samples, &split.of(&names), complete, weight_type, control)
    })?;
    Ok(found.to_pyarray(py))
}
