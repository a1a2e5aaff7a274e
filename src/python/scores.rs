//! Scores of every cell of a tally, as arrays.

use numpy::ToPyArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::python::accumulators::PyScoreCounts;
use crate::scores::{NetScore, net_score as core_net_score};
use crate::weights::WeightType;

/// The net score of every cell: a dict of arrays, shares between -1 and 1.
#[pyfunction]
pub fn net_score<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyScoreCounts>,
    low_to: i64,
    high_from: i64,
    weight_type: WeightType,
) -> PyResult<Bound<'py, PyDict>> {
    let counts = &counts.get().0;
    let scores: Vec<NetScore> =
        (0..counts.cells()).map(|cell| core_net_score(counts, cell, low_to, high_from, weight_type)).collect();
    let out = PyDict::new(py);
    let put = |key: &str, value: fn(&NetScore) -> f64| {
        out.set_item(key, scores.iter().map(value).collect::<Vec<_>>().to_pyarray(py))
    };
    put("estimate", |s| s.estimate)?;
    put("std_error", |s| s.std_error)?;
    put("adjusted_estimate", |s| s.adjusted_estimate)?;
    put("adjusted_std_error", |s| s.adjusted_std_error)?;
    put("high", |s| s.high)?;
    put("middle", |s| s.middle)?;
    put("low", |s| s.low)?;
    put("n", |s| s.base.n)?;
    put("sum_w", |s| s.base.sum_w)?;
    put("n_eff", |s| s.n_eff)?;
    Ok(out)
}
