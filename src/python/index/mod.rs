//! Indexes as arrays.

pub mod paths;
