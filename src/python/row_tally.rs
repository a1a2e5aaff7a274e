//! Rows counted batch by batch, and what answers a batch has.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::accumulate::{Column, Numbered, RowTally, Slot, extents, near};
use crate::python::convert::{HeldColumn, HeldValues};
use crate::python::run::{at_once, scan};

/// A column held alive: `(values, low, numbers)`.
type HeldNumbered<'py> = (HeldValues<'py>, f64, PyReadonlyArray1<'py, u32>);
/// Rows, rows of weight 0, sums of weights and of squared weights, one a combination.
type Sums<'py> = (Sum<'py>, Sum<'py>, Sum<'py>, Sum<'py>);
type Sum<'py> = Bound<'py, PyArray1<f64>>;

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
        let rows = given.first().map_or(0, |column| column.values.len());
        let first = scan(py, None, rows, |control| tally.add(&given, weights, control))?;
        let first: Vec<i64> = first.iter().filter_map(|&row| row.try_into().ok()).collect();
        Ok(first.into_pyarray(py))
    }

    /// Combinations so far.
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// What was counted of every combination.
    #[getter]
    fn sums<'py>(&mut self, py: Python<'py>) -> Sums<'py> {
        let slots = self.0.slots();
        let all = |of: fn(&Slot) -> f64| slots.iter().map(of).collect::<Vec<f64>>().into_pyarray(py);
        (all(Slot::n), all(Slot::zero), all(Slot::w), all(Slot::w2))
    }

    /// Rows whose weight is missing, the least and the largest weight.
    #[getter]
    fn weights(&self) -> (u64, f64, f64) {
        let seen = self.0.seen();
        (seen.lost, seen.ends.0, seen.ends.1)
    }
}

/// Of a column: rows that have an answer, those of them that count, their least and their largest answer.
type Extent = (u64, u64, f64, f64);

/// How far the answers of some columns reach; rows count whose number in `counting` is above 0, without it all of them.
#[pyfunction]
pub fn answer_extents(
    py: Python<'_>,
    columns: Vec<HeldColumn<'_>>,
    counting: Option<HeldValues<'_>>,
) -> PyResult<Vec<Extent>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let counting = counting.as_ref().map(HeldValues::values);
    let numbers = columns.iter().map(Column::len).sum();
    let found = scan(py, None, numbers, |control| extents(&columns, counting, control))?;
    Ok(found.iter().map(|e| (e.there, e.used, e.least, e.most)).collect())
}

/// The least and the largest value of a column of whole numbers no further apart than `most`, besides NaN; none for any
/// other column.
#[pyfunction]
pub fn near_numbers(values: HeldValues<'_>, most: f64) -> PyResult<Option<(i64, i64)>> {
    at_once(|| near(values.values(), most))
}
