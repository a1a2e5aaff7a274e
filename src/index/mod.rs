//! How satisfied are they, all in all? Models of several constructs, each measured by some indicators, from moments.

mod paths;

pub use paths::{
    Failure, Field, Fits, Mode, PathReplicates, Rows as PathRows, Scheme, SegmentReplicates, Segmented, Source, Spec,
    Stage, fit_paths, relabelled_paths, resample_path_segments, resample_paths,
};
