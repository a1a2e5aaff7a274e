//! The binding: read, release the interpreter, call, convert. It validates nothing and computes nothing.

mod accumulators;
mod collinearity;
mod convert;
mod drivers;
mod index;
mod keys;
mod means;
mod row_tally;
mod rows;
mod run;
mod samples;
mod scores;
mod units;
mod weights;

use pyo3::prelude::pymodule;

/// The compiled core of placet. Everything here is private; use the functions of the package.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::accumulators::{PyMoments, PyScoreCounts, accumulate_moments, count_scores, count_scores_by_key};
    #[pymodule_export]
    use super::collinearity::collinearity;
    #[pymodule_export]
    use super::convert::{ConvergenceError, DataError, ModelError, PlacetError};
    #[pymodule_export]
    use super::drivers::best_subsets::{best_subset_replicates, best_subsets};
    #[pymodule_export]
    use super::drivers::bootstrap::{bootstrap_moments, unit_factors};
    #[pymodule_export]
    use super::drivers::importance::{
        bootstrap_dominance, bootstrap_importance, dominance, importances, influence_forms, jackknife_importance, lmg,
    };
    #[pymodule_export]
    use super::drivers::logit::{PyParameters, cumulative_logit, logit_effects, logit_joint_covariance, logit_scores};
    #[pymodule_export]
    use super::drivers::logit_importance::{bootstrap_logit_importance, jackknife_logit_importance, logit_importance};
    #[pymodule_export]
    use super::drivers::missing::{em_moments, impute, pairwise_moments};
    #[pymodule_export]
    use super::drivers::regression::{regression, regression_high};
    #[pymodule_export]
    use super::drivers::sandwich::{diagnose_rows, score_moves, score_totals};
    #[pymodule_export]
    use super::drivers::selection::{f_upper_tail, select_replicates, select_stepwise};
    #[pymodule_export]
    use super::index::paths::{fit_paths, relabelled_paths, resample_path_segments, resample_paths};
    #[pymodule_export]
    use super::keys::{cross, hash_numbers, hash_text, hash_views, number_keys, number_text, number_views};
    #[pymodule_export]
    use super::means::composites;
    #[pymodule_export]
    use super::row_tally::{PyRowTally, answer_extents, near_numbers};
    #[pymodule_export]
    use super::scores::{
        adjusted_limits, bootstrap_mean, carriers, effective, in_units, informativeness, linearised_variance, own_base,
        posterior_score, score_intervals, scores, with_pseudo_respondents,
    };
    #[pymodule_export]
    use super::units::{PyUnitCounts, count_units};
    #[pymodule_export]
    use super::weights::{weight_ranks, weight_sums};

    use pyo3::prelude::*;

    use crate::weights::{Base, WeightType};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::parallel::work_along();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    /// Number of equally weighted respondents that would carry as much information.
    #[pyfunction]
    fn effective_base(n: f64, sum_w: f64, sum_w2: f64, weight_type: WeightType) -> f64 {
        Base { n, sum_w, sum_w2 }.effective(weight_type)
    }

    /// Number of worker threads a new pool would get: `PLACET_NUM_THREADS`, or the processors this process may use.
    #[pyfunction]
    fn thread_count() -> PyResult<usize> {
        crate::parallel::thread_count().map_err(super::convert::to_python)
    }
}
