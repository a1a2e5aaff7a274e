//! How are we doing? Scores as functions of the tally of every scale point.

mod base;
mod design;
mod histogram;
mod linearised;
mod panel;
mod score;
mod score_interval;
mod totals;

pub use base::{carriers, informativeness, own_base, with_pseudo_respondents};
pub use design::{Design, LonelyUnit};
pub use histogram::{Groups, bootstrap_mean, posterior_score};
pub use linearised::{Linearised, Tally, Term};
pub use score::{Score, class_shares, scores};
pub use score_interval::score_interval;
