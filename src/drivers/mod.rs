//! What should we change? Regression and importance of drivers, from moments.

mod best_subsets;
mod collinearity;
mod cumulative_logit;
mod design;
mod importance;
mod imputation;
mod incomplete;
mod lanes;
mod logit_importance;
mod packed;
mod regression;
mod selection;
mod sweep;
mod unit_totals;

pub use best_subsets::{Candidates, Criterion, Model, best_subset, best_subset_replicates, best_subsets};
pub use collinearity::{Collinearity, collinearity};
pub use cumulative_logit::{
    CumulativeLogit, Effects, Parameters, Responses, binary_products, cumulative_logit, logit_scores, marginal_effects,
};
pub use design::{Design, Scaled, correlation};
pub use importance::{
    BLOCK_LIMIT, DRIVER_LIMIT, Dominance, INFLUENCE_LIMIT, Importance, Sharing, Split, SubsetSums, SubsetValues,
    VALUES_LIMIT, bootstrap_dominance, bootstrap_importance, jackknife_importance, subset_sums, subset_sums_of,
};
pub use imputation::{Filled, Imputed, Method, impute};
pub use incomplete::{
    Em, Incomplete, Normal, Pairwise, Stop, bootstrap_em, bootstrap_pairwise, em, em_variance, nearest_correlation,
    pairwise,
};
pub use logit_importance::{
    LogitImportance, LogitSplit, Measure, Sampling, bootstrap_logit_importance, jackknife_logit_importance,
    logit_importance,
};
pub use regression::{
    Change, Correction, Diagnosed, Fitted, Moved, Regression, diagnose, high_precision_regression, refined_regression,
    regression, score_moves, score_totals,
};
pub use selection::{Judge, Move, Plan, Rule, Selected, Step, f_upper_tail};
pub use unit_totals::{ScoreTotals, Units};
