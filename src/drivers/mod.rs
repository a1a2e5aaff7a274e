//! What should we change? Regression and importance of drivers, from moments.

mod best_subsets;
mod bootstrap;
mod collinearity;
mod cumulative_logit;
mod design;
mod em;
mod em_information;
mod high_precision;
mod importance;
mod imputation;
mod incomplete;
mod leaderboard;
mod leaps;
mod logistic;
mod matching;
mod nearest_correlation;
mod packed;
mod pairwise;
mod regression;
mod sandwich;
mod subset_bootstrap;
mod subset_lattice;
mod subset_scan;
mod subset_walk;
mod sweep;
mod unit_totals;

pub use best_subsets::{Candidates, Criterion, Model, best_subset, best_subsets};
pub use bootstrap::{MomentReplicates, bootstrap_moments};
pub use collinearity::{Collinearity, collinearity};
pub use cumulative_logit::{
    CumulativeLogit, Effects, Parameters, Responses, binary_products, cumulative_logit, logit_scores, marginal_effects,
};
pub use design::{Design, Scaled, correlation};
pub use em::{Em, Normal, Stop, bootstrap_em, em};
pub use em_information::em_variance;
pub use high_precision::high_precision_regression;
pub use importance::{bootstrap_importance, jackknife_importance};
pub use imputation::{Filled, Imputed, Method, impute};
pub use incomplete::Incomplete;
pub use nearest_correlation::nearest_correlation;
pub use pairwise::{Pairwise, bootstrap_pairwise, pairwise};
pub use regression::{Regression, refined_regression, regression};
pub use sandwich::{Correction, Diagnosed, Fitted, diagnose, score_totals};
pub use subset_bootstrap::best_subset_replicates;
pub use subset_lattice::{DRIVER_LIMIT, SubsetSums, subset_sums};
pub use unit_totals::{ScoreTotals, Units};
