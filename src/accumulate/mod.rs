//! One pass over the rows makes a small mergeable object; every statistic is a function of it.

mod answered_rows;
mod block;
mod column;
mod complete_rows;
mod counts;
mod cross;
mod envelope;
mod given;
mod keys;
mod moments;
mod number;
mod pairwise;
mod rows;
mod scan;
mod tally;
mod text;
mod tiles;
mod units;

pub use answered_rows::{AnsweredRows, Answers, Pattern};
pub use column::{Cells, Column, Number, Place, Values};
pub use complete_rows::CompleteRows;
pub use counts::{SCALE_LIMIT, ScoreCounts};
pub use cross::{Crossed, cross};
pub use envelope::{Enveloped, from_bytes, to_bytes};
pub use given::Given;
pub use keys::Keys;
pub use moments::Moments;
pub use number::{number, number_text, number_views};
pub use pairwise::{PairSums, pair_sums};
pub use scan::{moments, moments_under};
pub use tally::{count, count_by_key};
pub use text::{Text, View, Views};
pub use tiles::{Parts, Tile, fold_tiles, fold_tiles_in};
pub use units::{Entry, UnitCounts};
