//! How are we doing? Scores as functions of the tally of every scale point.

mod base;
mod histogram;
mod linearised;
mod panel;
mod score;
mod score_interval;

pub use base::{carriers, informativeness, own_base, with_pseudo_respondents};
pub use histogram::{Groups, bootstrap_mean, posterior_score};
pub use linearised::{Design, Linearised, LonelyUnit, Tally, Term};
pub use score::{Score, class_shares, scores};
pub use score_interval::score_interval;
