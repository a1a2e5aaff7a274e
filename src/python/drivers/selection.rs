//! Stepwise selection by least squares as arrays.

use numpy::{PyArray2, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::drivers::{Judge, Move, Plan, Rule, Step, f_upper_tail as core_tail};
use crate::python::accumulators::PyMoments;
use crate::python::convert::to_python;
use crate::python::run::guard;
use crate::python::samples::HeldSamples;

/// Reads `(names, (forced, blocks), optional, information, rule, weight_type)`.
impl<'py> FromPyObject<'_, 'py> for Plan {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (names, terms, optional, information, rule, kind) = obj.extract()?;
        Ok(Self { names, terms, optional, information, rule, kind })
    }
}

/// Reads `(enters, leaves, criterion, enter, remove, full)`.
impl<'py> FromPyObject<'_, 'py> for Rule {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (enters, leaves, judge, enter, remove, full): (_, _, String, _, _, _) = obj.extract()?;
        let judge = match judge.as_str() {
            "p" => Judge::PValue,
            "aic" => Judge::Aic,
            "aicc" => Judge::Aicc,
            "bic" => Judge::Bic,
            "adj_r2" => Judge::AdjustedR2,
            other => return Err(PyValueError::new_err(format!("unknown criterion {other}"))),
        };
        Ok(Self { enters, leaves, judge, enter, remove, full })
    }
}

/// The walk from model to model for column 0 of the moments; `log_weights` is Σ log w of precision weights.
///
/// `steps` has a dictionary of arrays, one entry a move, and the position of the one made for every model on the way.
#[pyfunction]
pub fn select_stepwise<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    plan: Plan,
    log_weights: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let moments = &moments.get().0;
    let found = py.detach(|| guard(|| plan.select(moments, moments.n(), log_weights))).map_err(to_python)?;
    let steps = found.steps.iter().map(|step| Ok((moves(py, step)?, step.chosen))).collect::<PyResult<Vec<_>>>()?;
    let out = PyDict::new(py);
    out.set_item("steps", steps)?;
    out.set_item("start", found.start.to_pyarray(py))?;
    out.set_item("start_left", found.start_left)?;
    out.set_item("inside", found.inside.to_pyarray(py))?;
    out.set_item("k", found.k)?;
    out.set_item("flat", found.flat.to_pyarray(py))?;
    out.set_item("dependent", found.dependent.to_pyarray(py))?;
    out.set_item("in_circles", found.in_circles)?;
    Ok(out)
}

fn moves<'py>(py: Python<'py>, step: &Step) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    let column = |of: fn(&Move) -> f64| step.moves.iter().map(of).collect::<Vec<_>>().to_pyarray(py);
    out.set_item("term", step.moves.iter().map(|m| m.term).collect::<Vec<_>>().to_pyarray(py))?;
    out.set_item("enters", step.moves.iter().map(|m| m.enters).collect::<Vec<_>>().to_pyarray(py))?;
    out.set_item("statistic", column(|m| m.statistic))?;
    out.set_item("df", column(|m| m.df))?;
    out.set_item("df_resid", column(|m| m.df_resid))?;
    out.set_item("criterion", column(|m| m.criterion))?;
    out.set_item("r2", column(|m| m.r2))?;
    Ok(out)
}

/// Which terms every sample selects; NaN where there is no model to begin with.
#[pyfunction]
#[pyo3(signature = (samples, plan, progress=None))]
pub fn select_replicates<'py>(
    py: Python<'py>,
    samples: HeldSamples<'py>,
    plan: Plan,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let inside = samples.run(py, progress.as_ref(), |samples, control| plan.replicates(samples, control))?;
    Ok(inside.to_pyarray(py))
}

/// Probability that an F variate exceeds `statistic`, as a walk takes it.
#[pyfunction]
pub fn f_upper_tail(statistic: f64, df: f64, df_resid: f64) -> f64 {
    core_tail(statistic, df, df_resid)
}
