//! The best models of every size as arrays.

use ndarray::Array2;
use numpy::{PyArray2, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::drivers::{
    Candidates, Criterion, best_subset_replicates as core_replicates, best_subsets as core_best_subsets,
};
use crate::python::accumulators::PyMoments;
use crate::python::run::run;
use crate::python::samples::HeldSamples;

/// Reads `(forced, blocks)`: the columns in all models, and those of every candidate.
impl<'py> FromPyObject<'_, 'py> for Candidates {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (forced, blocks) = obj.extract()?;
        Ok(Self { forced, blocks })
    }
}

/// The `k` best models of every size for column 0 of the moments.
///
/// One row a model in `members` (1 where the candidate is in it) and one entry in `size` (candidate columns) and `r2`.
#[pyfunction]
#[pyo3(signature = (moments, names, candidates, k, progress=None))]
pub fn best_subsets<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    candidates: Candidates,
    k: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let moments = &moments.get().0;
    let lists =
        run(py, progress.as_ref(), |control| core_best_subsets(moments.comoment(), &names, &candidates, k, control))?;
    let models: Vec<_> =
        lists.iter().enumerate().flat_map(|(size, list)| list.iter().map(move |m| (size, m))).collect();
    let mut members = Array2::<u8>::zeros((models.len(), candidates.blocks.len()));
    for (mut row, (_, model)) in members.rows_mut().into_iter().zip(&models) {
        row.iter_mut().enumerate().for_each(|(member, entry)| *entry = u8::from(model.members.contains(&member)));
    }
    let out = PyDict::new(py);
    out.set_item("size", models.iter().map(|(size, _)| *size).collect::<Vec<_>>())?;
    out.set_item("r2", models.iter().map(|(_, model)| model.r2).collect::<Vec<_>>().to_pyarray(py))?;
    out.set_item("members", members.to_pyarray(py))?;
    Ok(out)
}

/// Which candidates are in the model of least loss of every sample; NaN where there is none.
#[pyfunction]
#[pyo3(signature = (samples, names, candidates, criterion, progress=None))]
pub fn best_subset_replicates<'py>(
    py: Python<'py>,
    samples: HeldSamples<'py>,
    names: Vec<String>,
    candidates: Candidates,
    criterion: (Vec<f64>, Vec<f64>),
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (scale, shift) = criterion;
    let members = samples.run(py, progress.as_ref(), |samples, control| {
        core_replicates(samples, &names, &candidates, Criterion { scale: &scale, shift: &shift }, control)
    })?;
    Ok(members.to_pyarray(py))
}
