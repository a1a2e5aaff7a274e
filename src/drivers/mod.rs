//! What should we change? Regression and importance of drivers, from moments.

mod best_subsets;
mod bootstrap;
mod design;
mod em;
mod em_information;
mod importance;
mod imputation;
mod incomplete;
mod leaderboard;
mod leaps;
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

pub use best_subsets::{Candidates, Criterion, Model, best_subset, best_subsets};
pub use bootstrap::{MomentReplicates, bootstrap_moments};
pub use design::{Design, Scaled, correlation};
pub use em::{Em, Normal, Stop, bootstrap_em, em};
pub use em_information::em_variance;
pub use importance::{bootstrap_importance, jackknife_importance};
pub use imputation::{Imputed, Method, impute};
pub use incomplete::Incomplete;
pub use nearest_correlation::nearest_correlation;
pub use pairwise::{Pairwise, bootstrap_pairwise, pairwise};
pub use regression::{Regression, refined_regression, regression};
pub use sandwich::{Correction, Diagnosed, Fitted, ScoreTotals, Units, diagnose, score_totals};
pub use subset_bootstrap::best_subset_replicates;
pub use subset_lattice::{DRIVER_LIMIT, SubsetSums, subset_sums};
