//! Path models as dictionaries of arrays, one a stage.

use numpy::ToPyArray;
use numpy::ndarray::{ArrayD, ArrayView2, Axis, IxDyn, Slice};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::index::{Mode, Scheme, Source, Spec, Stage, fit_paths as core_fit, resample_paths as core_resample};
use crate::python::accumulators::PyMoments;
use crate::python::convert::to_python;
use crate::python::run::scan;
use crate::python::samples::HeldSamples;

type Dicts<'py> = Vec<Bound<'py, PyDict>>;

/// A model: `(stages, scheme, scaled, consistent, tolerance, max_iterations, constructs)`.
pub struct HeldSpec(Spec);

impl<'py> FromPyObject<'_, 'py> for HeldSpec {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        type Constructs = Vec<Vec<String>>;
        let (stages, scheme, scaled, consistent, tolerance, max_iterations, constructs): (
            Vec<Bound<'py, PyAny>>,
            Scheme,
            _,
            _,
            _,
            _,
            Constructs,
        ) = obj.extract()?;
        let stages =
            stages.iter().zip(constructs).map(|(stage, names)| stage_of(stage, names)).collect::<PyResult<_>>()?;
        Ok(Self(Spec { indicators: Vec::new(), stages, scheme, scaled, consistent, tolerance, max_iterations }))
    }
}

impl HeldSpec {
    /// The model of indicators with these names.
    fn of(self, names: Vec<String>) -> PyResult<Spec> {
        let spec = Spec { indicators: names, ..self.0 };
        spec.check().map_err(to_python)?;
        Ok(spec)
    }
}

/// Reads `(sources, sizes, modes, predecessors, products)`.
fn stage_of(stage: &Bound<'_, PyAny>, names: Vec<String>) -> PyResult<Stage> {
    type Parts = (Option<Vec<Source>>, Vec<usize>, Vec<Mode>, Vec<Vec<usize>>, Vec<(usize, usize)>);
    let (sources, sizes, modes, predecessors, products): Parts = stage.extract()?;
    Stage::new(names, sources, (&sizes, modes), predecessors, products).map_err(to_python)
}

impl<'py> FromPyObject<'_, 'py> for Scheme {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match obj.extract::<String>()?.as_str() {
            "path" => Ok(Self::Path),
            "factorial" => Ok(Self::Factorial),
            "centroid" => Ok(Self::Centroid),
            other => Err(PyValueError::new_err(format!("no scheme {other:?}"))),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Mode {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match obj.extract::<String>()?.as_str() {
            "A" => Ok(Self::A),
            "B" => Ok(Self::B),
            other => Err(PyValueError::new_err(format!("no mode {other:?}"))),
        }
    }
}

/// A column of the moments, or -1 - c for the score of construct c.
impl<'py> FromPyObject<'_, 'py> for Source {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let number: isize = obj.extract()?;
        Ok(usize::try_from(number).map_or(Self::Score(number.unsigned_abs().saturating_sub(1)), Self::Column))
    }
}

/// The model estimated from moments, one dictionary a stage.
#[pyfunction]
pub fn fit_paths<'py>(
    py: Python<'py>,
    moments: &Bound<'py, PyMoments>,
    names: Vec<String>,
    spec: HeldSpec,
) -> PyResult<Dicts<'py>> {
    let (moments, spec) = (&moments.get().0, spec.of(names)?);
    let values = scan(py, None, moments.p() * moments.p(), |_| core_fit(moments, &spec))?;
    let rows =
        ArrayView2::from_shape((1, values.len()), &values).map_err(|error| PyValueError::new_err(error.to_string()))?;
    dicts(py, &spec, rows, &[])
}

/// The model of every sample, one dictionary a stage with replicates along the first axis, and what became of each.
#[pyfunction]
#[pyo3(signature = (samples, names, spec, progress=None))]
pub fn resample_paths<'py>(
    py: Python<'py>,
    samples: HeldSamples<'py>,
    names: Vec<String>,
    spec: HeldSpec,
    progress: Option<Py<PyAny>>,
) -> PyResult<Dicts<'py>> {
    let spec = spec.of(names)?;
    let found = samples.run(py, progress.as_ref(), |samples, control| core_resample(samples, &spec, control))?;
    let stages = dicts(py, &spec, found.values.view(), &[found.status.len()])?;
    for stage in &stages {
        stage.set_item("status", found.status.to_pyarray(py))?;
    }
    Ok(stages)
}

/// The values of fits, one a row, by stage and by name, with these axes before those of a quantity.
fn dicts<'py>(py: Python<'py>, spec: &Spec, rows: ArrayView2<'_, f64>, axes: &[usize]) -> PyResult<Dicts<'py>> {
    let mut start = 0;
    let mut stages = Vec::new();
    for stage in &spec.stages {
        let out = PyDict::new(py);
        for field in stage.fields() {
            let part = rows.slice_axis(Axis(1), Slice::from(start..start + field.len()));
            start += field.len();
            let shape = [axes, &field.shape].concat();
            let values = ArrayD::from_shape_vec(IxDyn(&shape), part.iter().copied().collect());
            let values = values.map_err(|error| PyValueError::new_err(error.to_string()))?;
            out.set_item(field.name, named(py, field.name, &values)?)?;
        }
        stages.push(out);
    }
    Ok(stages)
}

/// An array of numbers, of whole numbers or of truths; a single one as itself.
fn named<'py>(py: Python<'py>, name: &str, values: &ArrayD<f64>) -> PyResult<Bound<'py, PyAny>> {
    #[allow(clippy::cast_possible_truncation, reason = "a number of iterations")]
    let array = match name {
        "iterations" => values.mapv(|value| value as i64).to_pyarray(py).into_any(),
        "admissible" => values.mapv(|value| value > 0.5).to_pyarray(py).into_any(),
        _ => return Ok(values.to_pyarray(py).into_any()),
    };
    if values.ndim() == 0 { array.call_method0("item") } else { Ok(array) }
}
