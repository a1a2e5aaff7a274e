//! Rows counted batch by batch, and what answers a batch has.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::accumulate::{Numbered, RowTally, Slot, near};
use crate::python::convert::{HeldValues, to_python};
use crate::python::run::{at_once, guard};

/// A column held alive: `(values, low, numbers)`.
type HeldNumbered<'py> = (HeldValues<'py>, f64, PyReadonlyArray1<'py, u32>);
/// Rows, rows of weight 0, sums of weights and of squared weights, one a combination.
type Sums<'py> =
    (Bound<'py, PyArray1<u64>>, Bound<'py, PyArray1<u64>>, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);

/// The different rows of some columns, counted batch by batch.
#[pyclass(name = "RowTally", module = "placet._core")]
#[derive(Default)]
pub struct PyRowTally(RowTally);

#[pymethods]
impl PyRowTally {
    /// No rows.
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Counts the rows of a batch; returns those that are the first of their combination.
    #[pyo3(signature = (columns, weights))]
    fn add<'py>(
        &mut self,
        py: Python<'py>,
        columns: Vec<HeldNumbered<'py>>,
        weights: Option<HeldValues<'py>>,
    ) -> PyResult<Bound<'py, PyArray1<i64>>> {
        let given: Vec<Numbered<'_>> = columns
            .iter()
            .map(|(held, low, numbers)| Ok(Numbered { values: held.values(), low: *low, numbers: numbers.as_slice()? }))
            .collect::<PyResult<_>>()?;
        let (weights, tally) = (weights.as_ref().map(HeldValues::values), &mut self.0);
        let first = py.detach(|| guard(|| tally.add(&given, weights))).map_err(to_python)?;
        let first: Vec<i64> = first.iter().filter_map(|&row| row.try_into().ok()).collect();
        Ok(first.into_pyarray(py))
    }

    /// Combinations so far.
    fn __len__(&self) -> usize {
        self.0.slots().len()
    }

    /// What was counted of every combination.
    #[getter]
    fn sums<'py>(&self, py: Python<'py>) -> Sums<'py> {
        let slots = self.0.slots();
        let whole = |of: fn(&Slot) -> u64| slots.iter().map(of).collect::<Vec<u64>>();
        let real = |of: fn(&Slot) -> f64| slots.iter().map(of).collect::<Vec<f64>>();
        (
            whole(|slot| slot.n).into_pyarray(py),
            whole(|slot| slot.zero).into_pyarray(py),
            real(|slot| slot.w).into_pyarray(py),
            real(|slot| slot.w2).into_pyarray(py),
        )
    }

    /// Rows whose weight is missing, the least and the largest weight.
    #[getter]
    fn weights(&self) -> (u64, f64, f64) {
        (self.0.lost, self.0.ends.0, self.0.ends.1)
    }
}

/// The least and the largest value of a column of whole numbers no further apart than `most`, besides NaN; none for any
/// other column.
#[pyfunction]
pub fn near_numbers(values: HeldValues<'_>, most: f64) -> PyResult<Option<(i64, i64)>> {
    at_once(|| near(values.values(), most))
}
