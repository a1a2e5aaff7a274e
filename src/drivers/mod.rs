//! What should we change? Regression and importance of drivers, from moments.

mod bootstrap;
mod design;
mod importance;
mod regression;
mod sandwich;
mod subset_lattice;
mod subset_walk;

pub use bootstrap::{MomentReplicates, bootstrap_moments};
pub use design::{Design, Scaled, correlation};
pub use importance::{bootstrap_importance, jackknife_importance};
pub use regression::{Regression, refined_regression, regression};
pub use sandwich::{Correction, Diagnosed, Fitted, ScoreTotals, Units, diagnose, score_totals};
pub use subset_lattice::{DRIVER_LIMIT, SubsetSums, subset_sums};
