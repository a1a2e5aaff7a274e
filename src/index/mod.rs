//! What is the whole? Composite indexes as functions of the means and co-moments of their indicators.

mod composite;

pub use composite::{Composites, composites};
