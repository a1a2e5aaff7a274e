//! Path models as dictionaries of arrays, one a stage.

use numpy::ndarray::{Array1, ArrayD, ArrayView2, Axis, IxDyn, ShapeError, Slice};
use numpy::{PyReadonlyArray2, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::accumulate::CompleteRows;
use crate::index::{
    Field, Fits, Mode, Scheme, SegmentReplicates, Segmented, Source, Spec, Stage, fit_paths as core_fit,
    relabelled_paths as core_relabelled, resample_path_segments as core_segments, resample_paths as core_resample,
};
use crate::python::accumulators::PyMoments;
use crate::python::convert::to_python;
use crate::python::rows::HeldRows;
use crate::python::run::scan;
use crate::python::samples::HeldSamples;
use crate::resample::Resampling;

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

impl<'py> FromPyObject<'_, 'py> for Fits {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match obj.extract::<String>()?.as_str() {
            "pooled" => Ok(Self::Pooled),
            "each" => Ok(Self::Each),
            "none" => Ok(Self::None),
            other => Err(PyValueError::new_err(format!("no fits {other:?}"))),
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
    let values = scan(py, None, moments.p() * moments.p(), |_| core_fit(moments, None, &spec))?;
    let rows = ArrayView2::from_shape((1, values.len()), &values).map_err(misshapen)?;
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

/// Segments drawn together: their sums of weights and means, those of scores by given weights, and fits of all together or
/// of each.
#[pyfunction]
#[pyo3(signature = (rows, names, spec, draws, fits, ruler, progress=None))]
#[allow(clippy::too_many_arguments, reason = "what Python hands over")]
pub fn resample_path_segments<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    names: Vec<String>,
    spec: HeldSpec,
    draws: Resampling,
    fits: Fits,
    ruler: Option<Vec<f64>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let spec = spec.of(names)?;
    let mut wanted = Segmented { spec: &spec, fits, ruler: ruler.as_deref(), count: 1 };
    let (count, found) = rows.run(py, progress.as_ref(), |given, control| {
        let kept = CompleteRows::keep(given.with_cells(None), 0, control)?;
        let all = Array1::zeros(given.rows());
        let (codes, count) = given.cells.map_or((all.view(), 1), |cells| (cells.codes, cells.count));
        let (grouped, wanted) = (kept.grouped(codes, count)?, Segmented { count, ..wanted });
        let draws = draws.at(Some(grouped.places()));
        Ok((count, core_segments(&grouped, given.kind, &draws, &wanted, control)?))
    })?;
    wanted.count = count;
    segments(py, &wanted, &found)
}

/// The same of segments that rows are in by other labels, replicates × rows; none below 0.
#[pyfunction]
#[pyo3(signature = (rows, names, spec, labels, groups, ruler, progress=None))]
#[allow(clippy::too_many_arguments, reason = "what Python hands over")]
pub fn relabelled_paths<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    names: Vec<String>,
    spec: HeldSpec,
    labels: PyReadonlyArray2<'py, i32>,
    groups: usize,
    ruler: Option<Vec<f64>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let (spec, labels) = (spec.of(names)?, labels.as_array());
    let wanted = Segmented { spec: &spec, fits: Fits::Each, ruler: ruler.as_deref(), count: groups };
    let found = rows.run(py, progress.as_ref(), |given, control| {
        core_relabelled(&CompleteRows::keep(given.with_cells(None), 0, control)?, labels, &wanted, control)
    })?;
    segments(py, &wanted, &found)
}

/// What was found of segments, by name.
fn segments<'py>(py: Python<'py>, wanted: &Segmented<'_>, found: &SegmentReplicates) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    let mut start = 0;
    for field in wanted.fields() {
        out.set_item(
            field.name,
            array(&field, found.values.view(), &mut start, &[found.values.nrows()])?.to_pyarray(py),
        )?;
    }
    let axes = match wanted.fits {
        Fits::Pooled => vec![found.values.nrows()],
        Fits::Each => vec![found.values.nrows(), wanted.count],
        Fits::None => return Ok(out),
    };
    out.set_item("fit", dicts(py, wanted.spec, found.fits.values.view(), &axes)?)?;
    let status = ArrayD::from_shape_vec(IxDyn(&axes), found.fits.status.clone()).map_err(misshapen)?;
    out.set_item("status", status.to_pyarray(py))?;
    Ok(out)
}

/// The values of fits, one a row, by stage and by name, with these axes before those of a quantity.
fn dicts<'py>(py: Python<'py>, spec: &Spec, rows: ArrayView2<'_, f64>, axes: &[usize]) -> PyResult<Dicts<'py>> {
    let mut start = 0;
    let mut stages = Vec::new();
    for stage in &spec.stages {
        let out = PyDict::new(py);
        for field in stage.fields() {
            out.set_item(field.name, named(py, field.name, &array(&field, rows, &mut start, axes)?)?)?;
        }
        stages.push(out);
    }
    Ok(stages)
}

/// The next columns of a table as a quantity.
fn array(field: &Field, rows: ArrayView2<'_, f64>, start: &mut usize, axes: &[usize]) -> PyResult<ArrayD<f64>> {
    let part = rows.slice_axis(Axis(1), Slice::from(*start..*start + field.len()));
    *start += field.len();
    let shape = [axes, &field.shape].concat();
    ArrayD::from_shape_vec(IxDyn(&shape), part.iter().copied().collect()).map_err(misshapen)
}

fn misshapen(error: ShapeError) -> PyErr {
    PyValueError::new_err(error.to_string())
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
