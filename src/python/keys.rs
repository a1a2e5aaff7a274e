//! The keys of the rows, numbered.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods, PyReadonlyArray1};
use pulp::bytemuck::try_cast_slice;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::accumulate::{self, Text, Views};
use crate::error::Error;
use crate::parallel::Control;
use crate::python::convert::HeldValues;
use crate::python::run::run;

/// Codes of all rows, and for every code a row that has it.
type Codes<'py> = (Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<i64>>);

/// Numbers the rows by a column of whole numbers, in their order; there are none in floating-point numbers.
#[pyfunction]
pub fn number_keys<'py>(py: Python<'py>, keys: HeldValues<'_>) -> PyResult<Codes<'py>> {
    let keys = keys.values();
    codes(py, keys.len(), |codes, control| Ok(accumulate::number(keys, codes, control)?.unwrap_or_default()))
}

/// Numbers the rows by a column of text, in the order of its characters: all bytes, where each text begins, whether it is
/// there.
#[pyfunction]
pub fn number_text<'py>(
    py: Python<'py>,
    letters: PyReadonlyArray1<'_, u8>,
    bounds: Bounds<'_>,
    present: Option<PyReadonlyArray1<'_, u8>>,
) -> PyResult<Codes<'py>> {
    let bytes = letters.as_slice()?;
    let present = present.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    match bounds {
        Bounds::Narrow(bounds) => text_codes(py, Text { bytes, bounds: bounds.as_slice()?, present }),
        Bounds::Wide(bounds) => text_codes(py, Text { bytes, bounds: bounds.as_slice()?, present }),
    }
}

/// Numbers the rows by a column of text, in the order of its characters: two words for every text, the memory of long
/// ones, whether each is there.
#[pyfunction]
pub fn number_views<'py>(
    py: Python<'py>,
    views: PyReadonlyArray1<'_, u64>,
    buffers: Vec<PyReadonlyArray1<'_, u8>>,
    present: Option<PyReadonlyArray1<'_, u8>>,
) -> PyResult<Codes<'py>> {
    let views = try_cast_slice(views.as_slice()?).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let buffers = buffers.iter().map(PyReadonlyArray1::as_slice).collect::<Result<Vec<_>, _>>()?;
    let present = present.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let views = Views { views, buffers: &buffers, present };
    codes(py, views.views.len(), |codes, control| accumulate::number_views(views, codes, control))
}

/// A hash of every number from 0 to 2⁶³ - 1, the same on every machine and for every type; -1 where there is none.
#[pyfunction]
pub fn hash_numbers<'py>(py: Python<'py>, values: HeldValues<'_>) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let values = values.values();
    Ok(run(py, None, |control| accumulate::hash_numbers(values, control))?.into_pyarray(py))
}

/// The same of a column of text, as `number_text` takes it; a whole number that is written there has its own hash.
#[pyfunction]
pub fn hash_text<'py>(
    py: Python<'py>,
    letters: PyReadonlyArray1<'_, u8>,
    bounds: Bounds<'_>,
    present: Option<PyReadonlyArray1<'_, u8>>,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let bytes = letters.as_slice()?;
    let present = present.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let found = match bounds {
        Bounds::Narrow(bounds) => {
            let text = Text { bytes, bounds: bounds.as_slice()?, present };
            run(py, None, |control| accumulate::hash_text(text, control))
        }
        Bounds::Wide(bounds) => {
            let text = Text { bytes, bounds: bounds.as_slice()?, present };
            run(py, None, |control| accumulate::hash_text(text, control))
        }
    };
    Ok(found?.into_pyarray(py))
}

/// The same of a column of text, as `number_views` takes it.
#[pyfunction]
pub fn hash_views<'py>(
    py: Python<'py>,
    views: PyReadonlyArray1<'_, u64>,
    buffers: Vec<PyReadonlyArray1<'_, u8>>,
    present: Option<PyReadonlyArray1<'_, u8>>,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let views = try_cast_slice(views.as_slice()?).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let buffers = buffers.iter().map(PyReadonlyArray1::as_slice).collect::<Result<Vec<_>, _>>()?;
    let present = present.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let views = Views { views, buffers: &buffers, present };
    Ok(run(py, None, |control| accumulate::hash_views(views, control))?.into_pyarray(py))
}

/// One number a row, and two for every combination.
type Combinations<'py> = (Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<i32>>);

/// Numbers the combinations that occur of two codes, of which the second is below `count`: codes of all rows, -1 where
/// one is negative, and both codes of every combination.
#[pyfunction]
pub fn cross<'py>(
    py: Python<'py>,
    first: Option<PyReadonlyArray1<'_, i32>>,
    second: PyReadonlyArray1<'_, i32>,
    count: usize,
) -> PyResult<Combinations<'py>> {
    let first = first.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let second = second.as_slice()?;
    let found = run(py, None, |control| accumulate::cross(first, second, count, control))?;
    Ok((found.codes.into_pyarray(py), found.first.into_pyarray(py), found.second.into_pyarray(py)))
}

/// Where texts begin, of either width.
#[derive(FromPyObject)]
pub enum Bounds<'py> {
    /// Of up to 2 GiB.
    Narrow(PyReadonlyArray1<'py, i32>),
    /// Of any size.
    Wide(PyReadonlyArray1<'py, i64>),
}

fn text_codes<'py, T>(py: Python<'py>, text: Text<T>) -> PyResult<Codes<'py>>
where
    T: Copy + TryInto<usize> + Send + Sync,
{
    codes(py, text.len(), |codes, control| accumulate::number_text(text, codes, control))
}

/// The codes that `number` writes, in an array of numpy's: it knows how to get much memory at little cost.
fn codes(
    py: Python<'_>,
    len: usize,
    number: impl FnOnce(&mut [i32], &Control) -> Result<Vec<usize>, Error> + Send,
) -> PyResult<Codes<'_>> {
    let codes = PyArray1::zeros(py, len, false);
    let rows = {
        let mut held = codes.readwrite();
        let slice = held.as_slice_mut()?;
        run(py, None, |control| number(slice, control))?
    };
    let rows: Vec<i64> = rows.iter().filter_map(|&row| row.try_into().ok()).collect();
    Ok((codes, rows.into_pyarray(py)))
}
