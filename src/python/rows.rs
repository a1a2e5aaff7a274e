//! The rows of a call, handed over as one object and read by every function that needs rows.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::accumulate::{Column, Given};
use crate::drivers::Units;
use crate::error::Result;
use crate::parallel::Control;
use crate::python::convert::{HeldCells, HeldColumn, to_python};
use crate::python::run::{run, scan};
use crate::resample::{DesignUnits, Resampling};
use crate::weights::WeightType;

/// Rows held alive while the core reads them: `(columns, weights, cells, weight_type)`.
pub struct HeldRows<'py> {
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    pub kind: WeightType,
}

impl<'py> FromPyObject<'_, 'py> for HeldRows<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (columns, weights, cells, kind) = obj.extract()?;
        Ok(Self { columns, weights, cells, kind })
    }
}

impl HeldRows<'_> {
    /// Runs `work` on the rows as the core reads them, see [`run`].
    pub fn run<T: Send>(
        &self,
        py: Python<'_>,
        progress: Option<&Py<PyAny>>,
        work: impl FnOnce(Given<'_, '_>, &Control) -> Result<T> + Send,
    ) -> PyResult<T> {
        self.with(|given| run(py, progress, |control| work(given, control)))
    }

    /// Runs `work` that reads every number once, see [`scan`].
    pub fn scan<T: Send>(
        &self,
        py: Python<'_>,
        progress: Option<&Py<PyAny>>,
        work: impl FnOnce(Given<'_, '_>, &Control) -> Result<T> + Send,
    ) -> PyResult<T> {
        let numbers = self.columns().map(|column| column.len()).sum();
        self.with(|given| scan(py, progress, numbers, |control| work(given, control)))
    }

    fn with<T>(&self, work: impl FnOnce(Given<'_, '_>) -> T) -> T {
        let columns: Vec<Column<'_>> = self.columns().collect();
        let weights = self.weights.as_ref().map(HeldColumn::column);
        let cells = self.cells.as_ref().map(HeldCells::cells);
        work(Given { columns: &columns, weights, cells, kind: self.kind })
    }

    /// The columns, for what is read after the work is done.
    pub fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        self.columns.iter().map(HeldColumn::column)
    }
}

/// Groups of rows of which totals are wanted, held alive: None for single rows, or `((codes, count), clusters)` where they
/// are strata of rows, or clusters.
#[derive(FromPyObject)]
pub struct HeldUnits<'py>(Option<(HeldCells<'py>, bool)>);

impl HeldUnits<'_> {
    /// Does something with the groups as the core reads them.
    pub fn with<T>(&self, work: impl FnOnce(Units<'_>) -> T) -> T {
        match &self.0 {
            Some((groups, true)) => work(Units::Clusters(&groups.cells())),
            Some((groups, false)) => work(Units::Rows(Some(&groups.cells()))),
            None => work(Units::Rows(None)),
        }
    }
}

/// Reads `(count, seed)`, `(count, seed, (unit_of_row, stratum_of_unit, sizes, not_drawn))`, or a list of columns of weights.
impl<'py> FromPyObject<'_, 'py> for Resampling {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        type Codes<'py> = PyReadonlyArray1<'py, u32>;
        if let Ok((count, seed)) = obj.extract() {
            return Ok(Self::Respondents { count, seed });
        }
        if let Ok((count, seed, design)) = obj.extract::<(_, _, Bound<'py, PyAny>)>() {
            let (unit_of_row, stratum_of_unit, sizes, not_drawn): (Codes<'py>, Codes<'py>, Option<Vec<f64>>, Vec<f64>) =
                design.extract()?;
            let units = DesignUnits::new(&stratum_of_unit.as_array().to_vec(), sizes.as_deref(), &not_drawn);
            let units = units.map_err(to_python)?;
            return Ok(Self::Units { count, seed, units, unit_of_row: unit_of_row.as_array().to_vec() });
        }
        let columns: Vec<HeldColumn<'py>> = obj.extract()?;
        let values = |held: &HeldColumn<'_>| {
            let column = held.column();
            let mut values = vec![0.0; column.len()];
            column.read(0, &mut values);
            values
        };
        Ok(Self::Given(columns.iter().map(values).collect()))
    }
}
