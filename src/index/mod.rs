//! How satisfied are they, all in all? Models of several constructs, each measured by some indicators, from moments.

mod paths;

pub use paths::{Failure, Field, Mode, PathReplicates, Scheme, Source, Spec, Stage, fit_paths, resample_paths};
