//! The accumulators as Python objects: mergeable, picklable, comparable.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray2, ToPyArray};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::accumulate::{
    Enveloped, KeyColumn, Moments, ScoreCounts, count, count_by_key, from_bytes, moments, to_bytes,
};
use crate::error::Error;
use crate::python::convert::{HeldColumn, HeldKeys, HeldValues, to_python};
use crate::python::rows::HeldRows;
use crate::python::run::scan;
use crate::weights::{Base, WeightPower};

/// Adds the methods both accumulators share: merge, bytes, JSON, pickle, equality.
macro_rules! accumulator {
    ($class:ident, $inner:ty, $($own:tt)*) => {
        #[pymethods]
        impl $class {
            /// The identity: merging with it changes nothing.
            #[new]
            fn new() -> Self {
                Self(<$inner>::default())
            }

            fn __add__(&self, other: &Self) -> PyResult<Self> {
                self.0.clone().merge(&other.0).map(Self).map_err(to_python)
            }

            /// The identity stands for itself and for the 0 that `sum` starts with.
            fn __radd__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
                match other.extract::<u8>() {
                    Ok(0) => Ok(Self(self.0.clone())),
                    _ => Err(PyTypeError::new_err(format!("cannot add {} to {}", other.get_type(), stringify!($inner)))),
                }
            }

            fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
                other.cast::<Self>().is_ok_and(|other| other.get().0 == self.0)
            }

            /// The checked byte form: magic, version, kind, length, checksum, content.
            fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
                Ok(PyBytes::new(py, &to_bytes(&self.0).map_err(to_python)?))
            }

            /// Reads what `to_bytes` returned; anything else is a `DataError`.
            #[staticmethod]
            fn from_bytes(data: &[u8]) -> PyResult<Self> {
                from_bytes(data).map(Self).map_err(to_python)
            }

            /// The content as JSON, for people.
            fn to_json(&self) -> PyResult<String> {
                to_json(&self.0).map_err(to_python)
            }

            /// Reads what `to_json` returned; anything else is a `DataError`.
            #[staticmethod]
            fn from_json(text: &str) -> PyResult<Self> {
                from_json(text).map(Self).map_err(to_python)
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
                Ok((slf.get_type().getattr("from_bytes")?, (slf.get().to_bytes(slf.py())?,)))
            }

            $($own)*
        }
    };
}

/// Weighted tally of every scale point in every cell.
///
/// Net scores and their like are computed from it. `+` merges the tallies of two parts of a survey, `ScoreCounts()` is
/// the empty one.
///
/// Examples
/// --------
/// >>> import numpy as np
/// >>> from placet import _core
/// >>> from placet._core import ScoreCounts
/// >>> monday = _core.count_scores(("score", np.array([9, 10, 3]), []), None, None, 0, 10)
/// >>> tuesday = _core.count_scores(("score", np.array([9, 8]), []), None, None, 0, 10)
/// >>> week = ScoreCounts() + monday + tuesday
/// >>> week.n.tolist()
/// [[0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 1]]
/// >>> ScoreCounts.from_bytes(week.to_bytes()) == week
/// True
#[pyclass(frozen, name = "ScoreCounts", module = "placet._core")]
pub struct PyScoreCounts(pub ScoreCounts);
accumulator! {
    PyScoreCounts, ScoreCounts,

    /// Lowest point of the scale.
    #[getter]
    fn low(&self) -> i64 {
        self.0.low()
    }

    /// Highest point of the scale.
    #[getter]
    fn high(&self) -> i64 {
        self.0.high()
    }

    /// Respondents: cells × points.
    #[getter]
    fn n<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<u64>>> {
        self.0.all_n().to_pyarray(py).reshape([self.0.cells(), self.0.points()])
    }

    /// Sums of weights: cells × points.
    #[getter]
    fn w<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        self.0.all_w().to_pyarray(py).reshape([self.0.cells(), self.0.points()])
    }

    /// Sums of squared weights: cells × points.
    #[getter]
    fn w2<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        self.0.all_w2().to_pyarray(py).reshape([self.0.cells(), self.0.points()])
    }

    /// Respondents without an answer, by cell.
    #[getter]
    fn n_missing<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u64>> {
        self.0.all_n_missing().to_pyarray(py)
    }

    /// Respondents of weight zero, by cell.
    #[getter]
    fn n_zero_weight<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u64>> {
        self.0.all_n_zero_weight().to_pyarray(py)
    }

    /// Over all cells: answers, respondents without one, those of weight zero, sums of weights and of squared weights.
    #[getter]
    fn totals(&self) -> (u64, u64, u64, f64, f64) {
        let sums = |of: &[u64]| of.iter().fold(0_u64, |sum, &n| sum.saturating_add(n));
        let weights = |of: &[f64]| of.chunks(self.0.points().max(1)).map(|cell| cell.iter().sum::<f64>()).sum();
        let (missing, zero) = (sums(self.0.all_n_missing()), sums(self.0.all_n_zero_weight()));
        (sums(self.0.all_n()), missing, zero, weights(self.0.all_w()), weights(self.0.all_w2()))
    }

    /// The tally with cell c counted in cell `to[c]` of `cells`; a cell sent to -1 is left out.
    fn regroup(&self, to: Vec<i32>, cells: usize) -> PyResult<Self> {
        self.0.regroup(&to, cells).map(Self).map_err(to_python)
    }

    /// Rows of every cell that are counted, and those without an answer, as whole numbers of a table.
    #[getter]
    fn answered<'py>(&self, py: Python<'py>) -> (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<i64>>) {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let counted = |cell| self.0.n(cell).iter().fold(0_u64, |sum, &n| sum.saturating_add(n));
        let counted: Vec<i64> = (0..self.0.cells()).map(|cell| whole(counted(cell))).collect();
        let missing: Vec<i64> = self.0.all_n_missing().iter().map(|&count| whole(count)).collect();
        (counted.into_pyarray(py), missing.into_pyarray(py))
    }

    /// Rows of every cell, whether they count or not.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u64>> {
        let rows: Vec<u64> = (0..self.0.cells()).map(|cell| self.0.rows_of(cell)).collect();
        rows.into_pyarray(py)
    }

    /// The given cells, in the given order.
    fn take(&self, cells: Vec<usize>) -> PyResult<Self> {
        self.0.take(&cells).map(Self).map_err(to_python)
    }

    fn __repr__(&self) -> String {
        format!("ScoreCounts(scale={}..{}, cells={})", self.0.low(), self.0.high(), self.0.cells())
    }
}

/// Weighted means and co-moments of the complete cases of a set of columns.
///
/// Regression, importance and indexes are computed from them. `+` merges the moments of two parts of a survey,
/// `Moments()` is the empty one.
///
/// Examples
/// --------
/// >>> import numpy as np
/// >>> from placet import _core
/// >>> from placet._core import Moments
/// >>> def moments(*answers):
/// ...     return _core.accumulate_moments(([("score", np.array(answers), [])], None, None, "probability"))[0]
/// >>> both = Moments() + moments(8.0, 6.0) + moments(10.0)
/// >>> both.n, both.mean.tolist(), both.comoment.tolist()
/// (3, [8.0], [[8.0]])
/// >>> both == moments(8.0, 6.0, 10.0)
/// True
#[pyclass(frozen, name = "Moments", module = "placet._core")]
pub struct PyMoments(pub Moments);
accumulator! {
    PyMoments, Moments,

    /// Complete cases.
    #[getter]
    fn n(&self) -> u64 {
        self.0.n()
    }

    /// Sum of the weights.
    #[getter]
    fn sum_w(&self) -> f64 {
        self.0.sum_w()
    }

    /// Sum of the squared weights.
    #[getter]
    fn sum_w2(&self) -> f64 {
        self.0.sum_w2()
    }

    /// Rows with a missing answer.
    #[getter]
    fn n_missing(&self) -> u64 {
        self.0.n_missing()
    }

    /// Rows of weight zero.
    #[getter]
    fn n_zero_weight(&self) -> u64 {
        self.0.n_zero_weight()
    }

    /// Weighted means, one a column.
    #[getter]
    fn mean<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.0.mean().to_pyarray(py)
    }

    /// Weighted co-moments about the means, columns × columns.
    #[getter]
    fn comoment<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        self.0.comoment().to_pyarray(py)
    }

    /// Moments that were estimated and not accumulated: rows, sums of weights and squared weights, means, co-moments.
    #[staticmethod]
    fn of_parts(
        n: u64,
        sum_w: f64,
        sum_w2: f64,
        mean: Vec<f64>,
        comoment: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Self> {
        let base = Base { n: n as f64, sum_w, sum_w2 };
        Moments::of_parts(base, mean, comoment.as_array().iter().copied().collect()).map(Self).map_err(to_python)
    }

    /// Moments of the given columns in the given order, of the rows that are complete in all.
    fn select(&self, columns: Vec<usize>) -> PyResult<Self> {
        let found = self.0.select(&columns).map(Self);
        found.ok_or_else(|| PyIndexError::new_err(format!("there are {} columns, not all of {columns:?}", self.0.p())))
    }

    fn __repr__(&self) -> String {
        format!("Moments(n={}, columns={})", self.0.n(), self.0.mean().len())
    }
}

/// Tallies the answers of one column.
#[pyfunction]
#[pyo3(signature = (score, weights, cells, low, high, progress=None))]
pub fn count_scores(
    py: Python<'_>,
    score: HeldColumn<'_>,
    weights: Option<HeldColumn<'_>>,
    cells: Option<HeldKeys<'_>>,
    low: i64,
    high: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<PyScoreCounts> {
    let (score, weights) = (score.column(), weights.as_ref().map(HeldColumn::column));
    let keys: Vec<_> = cells.iter().map(HeldKeys::keys).collect();
    let work = |control: &_| count(&score, weights.as_ref(), &keys, low, high, control);
    scan(py, progress.as_ref(), score.len(), work).map(PyScoreCounts)
}

/// What was counted, and the keys of every cell in every column.
type ByKey<'py> = (PyScoreCounts, Vec<Bound<'py, PyArray1<i64>>>);

/// Tallies the answers of one column by the combinations that occur of columns of whole numbers, each with the number of
/// its labels or none where the numbers are the labels; none where they lie too far apart.
#[pyfunction]
#[pyo3(signature = (score, weights, keys, low, high, progress=None))]
pub fn count_scores_by_key<'py>(
    py: Python<'py>,
    score: HeldColumn<'_>,
    weights: Option<HeldColumn<'_>>,
    keys: Vec<(HeldValues<'_>, Option<usize>)>,
    low: i64,
    high: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Option<ByKey<'py>>> {
    let (score, weights) = (score.column(), weights.as_ref().map(HeldColumn::column));
    let keys: Vec<_> = keys.iter().map(|(held, count)| KeyColumn { values: held.values(), count: *count }).collect();
    let count = |control: &_| count_by_key(&score, weights.as_ref(), &keys, low, high, control);
    let found = scan(py, progress.as_ref(), score.len(), count)?;
    Ok(found
        .map(|(counts, keys)| (PyScoreCounts(counts), keys.into_iter().map(|keys| keys.into_pyarray(py)).collect())))
}

/// Accumulates the moments of the complete cases of the columns, one object a cell; `squared` squares the weights.
#[pyfunction]
#[pyo3(signature = (rows, squared=false, progress=None))]
pub fn accumulate_moments(
    py: Python<'_>,
    rows: HeldRows<'_>,
    squared: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<PyMoments>> {
    let power = if squared { WeightPower::Two } else { WeightPower::One };
    let found = rows.scan(py, progress.as_ref(), |rows, control| moments(rows, power, control))?;
    Ok(found.into_iter().map(PyMoments).collect())
}

fn to_json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::Corrupt { kind: "accumulator", reason: e.to_string() })
}

fn from_json<T: Enveloped + DeserializeOwned>(text: &str) -> Result<T, Error> {
    let corrupt = |reason| Error::Corrupt { kind: T::NAME, reason };
    let value: T = serde_json::from_str(text).map_err(|e| corrupt(e.to_string()))?;
    value.validate().map_err(corrupt)?;
    Ok(value)
}
