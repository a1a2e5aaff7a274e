//! Path models by partial least squares: weights, loadings and effects as functions of moments, never of rows.

mod columns;
mod fit;
mod ldl;
mod outer;
mod products;
mod quality;
mod resample;
mod segments;
mod spec;

pub use fit::{Field, fit_paths};
pub use products::Rows;
pub use resample::{Failure, PathReplicates, resample_paths};
pub use segments::{Fits, SegmentReplicates, Segmented, relabelled_paths, resample_path_segments};
pub use spec::{Mode, Scheme, Source, Spec, Stage};

#[cfg(test)]
mod tests;
