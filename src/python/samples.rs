//! Bootstrap samples, handed over as rows to draw from or as moments made before.

use pyo3::prelude::*;

use crate::accumulate::CompleteRows;
use crate::error::Result;
use crate::parallel::Control;
use crate::python::accumulators::PyMoments;
use crate::python::rows::HeldRows;
use crate::python::run::run;
use crate::resample::Resampling;
use crate::samples::Samples;

/// Bootstrap samples held alive: `(rows, cell, draws)`, or a list of their moments.
pub enum HeldSamples<'py> {
    Drawn(HeldRows<'py>, i32, Resampling),
    Given(Vec<Py<PyMoments>>),
}

impl<'py> FromPyObject<'_, 'py> for HeldSamples<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(moments) = obj.extract() {
            return Ok(Self::Given(moments));
        }
        let (rows, cell, draws) = obj.extract()?;
        Ok(Self::Drawn(rows, cell, draws))
    }
}

impl HeldSamples<'_> {
    /// Runs `work` on the samples, see [`run`].
    pub fn run<T: Send>(
        self,
        py: Python<'_>,
        progress: Option<&Py<PyAny>>,
        work: impl FnOnce(&Samples<'_, '_>, &Control) -> Result<T> + Send,
    ) -> PyResult<T> {
        match self {
            Self::Drawn(rows, cell, draws) => rows.run(py, progress, |rows, control| {
                let kept = CompleteRows::keep(rows, cell, control)?;
                let draws = draws.at(kept.places());
                work(&Samples::Drawn(&kept, rows.kind, &draws), control)
            }),
            Self::Given(held) => {
                let moments = held.iter().map(|moments| &moments.get().0).collect();
                run(py, progress, |control| work(&Samples::Given(moments), control))
            }
        }
    }
}
