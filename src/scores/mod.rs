//! How are we doing? Scores as functions of the tally of every scale point.

mod net_score;

pub use net_score::{NetScore, net_score};
