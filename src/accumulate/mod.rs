//! One pass over the rows makes a small mergeable object; every statistic is a function of it.

mod block;
mod column;
mod complete_rows;
mod counts;
mod envelope;
mod moments;
mod scan;
mod tally;

pub use column::{Cells, Column, Number, Values};
pub use complete_rows::CompleteRows;
pub use counts::{SCALE_LIMIT, ScoreCounts};
pub use envelope::{Enveloped, from_bytes, to_bytes};
pub use moments::Moments;
pub use scan::{WeightPower, moments};
pub use tally::count;
