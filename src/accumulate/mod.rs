//! One pass over the rows makes a small mergeable object; every statistic is a function of it.

mod column;
mod envelope;

pub(crate) use column::with_values;
pub use column::{Cells, Column, Number, Values};
pub use envelope::{Enveloped, from_bytes, to_bytes};
