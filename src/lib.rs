//! The Rust core of placet: accumulate rows into small mergeable objects, estimate from those, present in Python.
//!
//! Nothing here knows Python except `python`, which is behind the feature of the same name.
#![cfg_attr(not(any(feature = "python", test)), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp))]

pub mod accumulate;
pub mod double_double;
pub mod drivers;
pub mod error;
pub mod index;
pub mod linalg;
pub mod means;
pub mod parallel;
#[cfg(feature = "python")]
mod python;
pub mod resample;
pub mod samples;
pub mod scores;
pub mod weights;
