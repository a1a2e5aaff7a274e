//! The one place where Rust and Python values and errors turn into each other.

use numpy::{PyArrayDescrMethods, PyReadonlyArray1, PyUntypedArray, PyUntypedArrayMethods, dtype};
use pyo3::exceptions::{PyKeyboardInterrupt, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::{create_exception, intern};

use crate::accumulate::{Cells, Column, Keys, Values};
use crate::error::{Error, Kind};
use crate::weights::WeightType;

create_exception!(placet, PlacetError, PyValueError, "Any error placet raises about what it was given.");
create_exception!(
    placet,
    DataError,
    PlacetError,
    "The data or the options are unusable; the message names the column."
);
create_exception!(placet, ModelError, PlacetError, "The data are usable, but not for the model asked for.");
create_exception!(
    placet,
    ConvergenceError,
    PlacetError,
    "An iteration did not settle; the message says how far it was."
);

/// The one bridge from core errors to Python exceptions.
pub fn to_python(error: Error) -> PyErr {
    let text = shown(&error.to_string());
    match error.kind() {
        Kind::Data => DataError::new_err(text),
        Kind::Model => ModelError::new_err(text),
        Kind::Convergence => ConvergenceError::new_err(text),
        Kind::Interrupted => PyKeyboardInterrupt::new_err(text),
    }
}

/// A message as it is shown: what a terminal would obey in the name of a column is written out.
fn shown(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().fold(String::new(), |mut out, c| {
        if obeyed(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// Puts fields of a struct into a dictionary under their own names, as they are.
macro_rules! put {
    ($out:ident, $from:expr, $($field:ident),+) => {$( $out.set_item(stringify!($field), &$from.$field)?; )+};
}
pub(super) use put;

/// The same for arrays, which become numpy's.
macro_rules! put_arrays {
    ($out:ident, $from:expr, $($field:ident),+) => {{
        use numpy::ToPyArray as _;
        $( $out.set_item(stringify!($field), $from.$field.to_pyarray($out.py()))?; )+
    }};
}
pub(super) use put_arrays;

/// A numpy column held alive while the core reads it.
pub struct HeldColumn<'py> {
    name: String,
    array: Held<'py>,
    na_codes: Vec<f64>,
}

macro_rules! held {
    ($($variant:ident: $t:ty),*) => {
        enum Held<'py> { $($variant(PyReadonlyArray1<'py, $t>)),* }

        impl Held<'_> {
            fn values(&self) -> Values<'_> {
                match self { $(Self::$variant(array) => Values::$variant(array.as_array())),* }
            }
        }

        fn hold<'py>(array: &Bound<'py, PyAny>) -> PyResult<Held<'py>> {
            let array = &plain(array)?;
            $(if let Ok(found) = array.extract::<PyReadonlyArray1<'py, $t>>() {
                return Ok(Held::$variant(found));
            })*
            Err(PyTypeError::new_err(format!("not a one-dimensional numeric numpy array: {}", array.get_type())))
        }
    };
}
held!(F64: f64, I8: i8, I64: i64, I32: i32, F32: f32, I16: i16, U8: u8, U16: u16, U32: u32, U64: u64);

/// The array as memory Rust may read: aligned, and booleans as the bytes they are, for not every byte is a `bool`.
fn plain<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let Ok(numbers) = array.cast::<PyUntypedArray>() else { return Ok(array.clone()) };
    if numbers.dtype().is_equiv_to(&dtype::<bool>(array.py())) {
        return array.call_method1("view", ("uint8",));
    }
    // A field of packed records: its values begin at any byte.
    let aligned = array.getattr("flags")?.getattr("aligned")?.is_truthy()?;
    if aligned { Ok(array.clone()) } else { array.call_method0("copy") }
}

/// A numpy array of numbers held alive while the core reads it.
pub struct HeldValues<'py>(Held<'py>);

impl<'py> FromPyObject<'_, 'py> for HeldValues<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        hold(&obj).map(Self)
    }
}

impl HeldValues<'_> {
    /// The values as the core reads them.
    pub fn values(&self) -> Values<'_> {
        self.0.values()
    }
}

/// Reads `(name, array, na_codes)`.
impl<'py> FromPyObject<'_, 'py> for HeldColumn<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (name, array, na_codes): (String, Bound<'py, PyAny>, Vec<f64>) = obj.extract()?;
        Ok(Self { name, array: hold(&array)?, na_codes })
    }
}

impl HeldColumn<'_> {
    /// The column as the core reads it.
    pub fn column(&self) -> Column<'_> {
        Column { name: &self.name, values: self.array.values(), na_codes: &self.na_codes }
    }
}

/// Cells there may be beyond the number of rows: those of labels that no row has.
const EMPTY_CELLS: usize = 1 << 24;

/// The number of cells, unless it is out of all proportion to the rows.
fn cells_of(count: usize, rows: usize) -> PyResult<usize> {
    if count <= rows.saturating_add(EMPTY_CELLS) {
        return Ok(count);
    }
    Err(DataError::new_err(format!(
        "{count} segments of {rows} rows are more than the rows and {EMPTY_CELLS} without rows; give the number of segments"
    )))
}

/// Segment codes of the rows held alive while the core reads them: `(codes, count)`.
pub struct HeldCells<'py>(PyReadonlyArray1<'py, i32>, usize);

impl<'py> FromPyObject<'_, 'py> for HeldCells<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (codes, count): (PyReadonlyArray1<'py, i32>, usize) = obj.extract()?;
        let count = cells_of(count, codes.as_array().len())?;
        Ok(Self(codes, count))
    }
}

impl HeldCells<'_> {
    /// The codes as the core reads them.
    pub fn cells(&self) -> Cells<'_> {
        Cells { codes: self.0.as_array(), count: self.1 }
    }
}

/// Segments of the rows as whole numbers of any type held alive while the core reads them: `(numbers, count)`.
pub struct HeldKeys<'py>(HeldValues<'py>, usize);

impl<'py> FromPyObject<'_, 'py> for HeldKeys<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (values, count): (HeldValues<'py>, usize) = obj.extract()?;
        let count = cells_of(count, values.values().len())?;
        Ok(Self(values, count))
    }
}

impl HeldKeys<'_> {
    /// The segments as the core reads them.
    pub fn keys(&self) -> Keys<'_> {
        Keys { values: self.0.values(), low: 0, count: self.1 }
    }
}

impl<'py> FromPyObject<'_, 'py> for WeightType {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = obj.py();
        if obj.eq(intern!(py, "probability"))? {
            Ok(Self::Probability)
        } else if obj.eq(intern!(py, "frequency"))? {
            Ok(Self::Frequency)
        } else if obj.eq(intern!(py, "precision"))? {
            Ok(Self::Precision)
        } else {
            Err(PyValueError::new_err(format!("unknown weight type {}", obj.str()?)))
        }
    }
}
