//! What a walk chooses among, and how.

use super::rule::Rule;
use crate::drivers::Candidates;
use crate::weights::WeightType;

/// What is chosen among, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Names of all columns, the outcome first.
    pub names: Vec<String>,
    /// The columns that are in every model, and those of every term.
    pub terms: Candidates,
    /// Columns of the former that are left out where they do not vary.
    pub optional: Vec<usize>,
    /// Share of what is to be known of each term that is known: so much counts of its F, and of what it changes of a
    /// criterion but for the price of its coefficients.
    pub information: Vec<f64>,
    /// The rule.
    pub rule: Rule,
    /// Meaning of the weights.
    pub kind: WeightType,
}
