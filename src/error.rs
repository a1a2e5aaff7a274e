//! The one error of the core. A message says what was given, what is allowed and what to do.

use thiserror::Error;

/// Result of every fallible routine of the core.
pub type Result<T> = std::result::Result<T, Error>;

/// So many zeros, or the error that there is no memory for them: a number nobody has the memory for must not take the
/// process down.
///
/// # Errors
/// [`Error::NoMemory`].
pub fn zeros<T: Clone + Default>(count: usize) -> Result<Vec<T>> {
    let mut values = Vec::new();
    resize(&mut values, count)?;
    Ok(values)
}

/// Makes room for so many values, the new ones zero.
///
/// # Errors
/// [`Error::NoMemory`].
pub fn resize<T: Clone + Default>(values: &mut Vec<T>, count: usize) -> Result<()> {
    let more = count.saturating_sub(values.len());
    let bytes = count as f64 * size_of::<T>() as f64;
    values.try_reserve_exact(more).map_err(|_| Error::NoMemory { gib: bytes / GIB })?;
    values.resize(count, T::default());
    Ok(())
}

/// Bytes of a GiB.
pub const GIB: f64 = 1_073_741_824.0;

/// Which Python exception an [`Error`](enum@Error) becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The values themselves are unusable (`DataError`).
    Data,
    /// The values are fine, the model asked of them is not (`ModelError`).
    Model,
    /// An iteration did not settle (`ConvergenceError`).
    Convergence,
    /// The caller asked to stop (`KeyboardInterrupt`).
    Interrupted,
}

/// Everything the core can refuse, with the names and numbers a reader needs to mend it; rows count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[allow(missing_docs, reason = "the message says what each field is")]
pub enum Error {
    /// An answer that is no point of the scale.
    #[error(
        "column '{column}' holds {value} in row {row}, which is not a point of the scale {low}..{high}; {}",
        off_scale(*.value)
    )]
    OutsideScale { column: String, value: f64, row: usize, low: i64, high: i64 },
    /// A scale without points, or with more than fit a table.
    #[error("scale=({low}, {high}) is not a scale; give two whole numbers, low < high, at most {limit} points apart")]
    BadScale { low: i64, high: i64, limit: i64 },
    /// An infinite answer.
    #[error(
        "column '{column}' holds a value in row {row} that is infinite or too large to be summed; \
         replace it by a missing value or a number before the call"
    )]
    Infinite { column: String, row: usize },
    /// A weight below zero, missing or infinite.
    #[error(
        "the weights column '{column}' holds {value} in row {row}; \
         weights must be finite and at least 0; drop the row or give it weight 0"
    )]
    BadWeight { column: String, value: f64, row: usize },
    /// Two columns of different length.
    #[error("column '{column}' has {found} rows where {expected} were expected; all columns must come from one frame")]
    Length { column: String, found: usize, expected: usize },
    /// Fewer cases than the estimate needs.
    #[error("{what} needs at least {needed} complete cases and has {found}; use fewer drivers or merge segments")]
    TooFewCases { what: String, found: u64, needed: u64 },
    /// A column that does not vary.
    #[error(
        "column '{column}' has the same value in all {n} complete cases, so it cannot explain or be explained; leave it out"
    )]
    Constant { column: String, n: u64 },
    /// A selection without a model to begin with.
    #[error("{reason}")]
    NoFirstModel { reason: String },
    /// Drivers of which one is a linear function of the others.
    #[error("drivers {} are linearly dependent, exactly or to within rounding (collinearity); leave one of them out or combine them", quoted(.columns))]
    Collinear { columns: Vec<String> },
    /// A column that covariates leave nothing of.
    #[error("column '{column}' does not vary, or is a combination of the covariates; leave it out")]
    Absorbed { column: String },
    /// A column without a single answer.
    #[error("column '{column}' has no answer from any of the {n} respondents; leave it out or merge segments")]
    NoAnswers { column: String, n: u64 },
    /// Two columns that (next to) nobody answered both of.
    #[error(
        "columns '{first}' and '{second}' are answered together by {n} respondents, so nothing is known of how they go \
         together; leave one of them out, or pass missing=\"drop\" or missing=\"indicator\""
    )]
    NeverTogether { first: String, second: String, n: u64 },
    /// Columns that tend to linear dependence while their missing answers are estimated.
    #[error(
        "columns {} are linearly dependent, exactly or to within rounding, as far as they are answered, so that the \
         distribution of the missing answers cannot be estimated; leave one of them out or combine them", quoted(.columns)
    )]
    Degenerate { columns: Vec<String> },
    /// An iteration that did not settle.
    #[error(
        "{what} had not converged after {iterations} iterations: the last one changed the estimates by up to \
         {change:.1e} standard deviations where {tolerance:.1e} is allowed; leave out the columns with \
         the fewest answers, merge segments, or pass missing=\"drop\""
    )]
    NotConverged { what: &'static str, iterations: usize, change: f64, tolerance: f64 },
    /// An outcome with cases in one category only.
    #[error(
        "column '{column}' is '{category}' in all {n} complete cases, so there is nothing to explain; \
         merge segments or choose another event"
    )]
    OneCategory { column: String, category: String, n: u64 },
    /// Categories that drivers tell apart, so that their coefficients would be infinite.
    #[error(
        "drivers {} separate the categories of '{outcome}' ({how}): coefficients would be infinite; \
         leave them out, merge their rare levels, or merge segments",
        quoted(.columns)
    )]
    Separation { outcome: String, columns: Vec<String>, how: String },
    /// An iteration that came to no end.
    #[error("{what} did not converge in {steps} steps; use fewer drivers, or merge rare categories of the outcome")]
    NoConvergence { what: String, steps: u32 },
    /// A driver for which shares by proportional weights are 0/0.
    #[error(
        "driver '{column}' adds nothing to the others, for which PMVD is 0/0; leave it out, or take importance=\"lmg\""
    )]
    NoShare { column: String },
    /// An indicator of a path model that does not vary.
    #[error(
        "indicator '{indicator}' of construct '{construct}' has the same value in all {n} complete cases, so it measures \
         nothing; leave it out, or merge segments"
    )]
    ConstantIndicator { indicator: String, construct: String, n: u64 },
    /// A construct of a path model whose score does not vary.
    #[error(
        "the score of construct '{construct}' does not vary: its indicators cancel one another out, or go with none of the \
         constructs it is linked to; turn indicators so that all mean the same by high values, or leave the construct out"
    )]
    NoScore { construct: String },
    /// Indicators that are weighted by regression and depend on each other.
    #[error(
        "indicators {} of construct '{construct}' are linearly dependent, exactly or to within rounding, so their weights of \
         mode B are not determined; leave one of them out, or give the construct mode A", quoted(.indicators)
    )]
    DependentIndicators { construct: String, indicators: Vec<String> },
    /// Constructs that act on another and depend on each other.
    #[error(
        "constructs {} act on '{construct}' and their scores are linearly dependent, exactly or to within rounding, so their \
         effects are not determined; leave one of them out or combine them", quoted(.predecessors)
    )]
    DependentPredecessors { construct: String, predecessors: Vec<String> },
    /// Outer weights that did not settle.
    #[error(
        "the outer weights had not settled after {iterations} iterations: the last ones changed a weight by up to {} where \
         {tolerance:.1e} is allowed; leave out indicators or links that nothing speaks for, try another scheme, or merge \
         segments", listed(.changes)
    )]
    WeightsNotConverged { iterations: usize, changes: Vec<f64>, tolerance: f64 },
    /// More drivers than the subset lattice can be walked for.
    #[error(
        "exact {what} over {found} drivers would need 2^{found} models; at most {limit} drivers are possible, group or select them first"
    )]
    TooManyDrivers { what: &'static str, found: usize, limit: usize },
    /// More bootstrap resamples than there is memory for.
    #[error("n_resamples={found} resamples do not fit in memory; some thousands are enough for an interval")]
    TooManyResamples { found: usize },
    /// More respondents than are matched by their predictions.
    #[error(
        "{found} respondents, of whom at most {limit} are matched by predictions; pass imputation=\"em\", or impute segments"
    )]
    TooManyToMatch { found: usize, limit: u32 },
    /// Frequencies that add up to more respondents than can be told apart.
    #[error(
        "the frequency weights add up to {found:e} respondents, of which at most {limit:e} (2^53) can be drawn again; give \
         the number of respondents a row stands for, or pass weight_type=\"probability\" for weights of another kind"
    )]
    TooManyRespondents { found: f64, limit: f64 },
    /// Bytes that are not what they claim to be.
    #[error(
        "these bytes are not a valid {kind}: {reason}; use the bytes that to_bytes() returned, whole and unchanged"
    )]
    Corrupt { kind: &'static str, reason: String },
    /// Accumulators that describe different things.
    #[error("cannot merge: {reason}; accumulate both parts with the same columns and scale")]
    Incompatible { reason: String },
    /// A tally with more cells than its rows can account for.
    #[error(
        "{cells} segments (or units of the design) of {points} points of the scale need a tally of {gib:.1} GiB, and {rows} \
         rows may have one of {limit:.1} GiB: 512 bytes a row, or 256 MiB; merge segments, or give a scale of fewer points"
    )]
    TooManyCells { cells: usize, points: usize, rows: usize, gib: f64, limit: f64 },
    /// More memory than the system gives.
    #[error(
        "{gib:.1} GiB of memory are needed at once and the system does not give them; use fewer segments or columns"
    )]
    NoMemory { gib: f64 },
    /// More rows than can be numbered.
    #[error("there are {found} rows, of which at most 2^32 can be sorted into segments; cut the data into parts")]
    TooManyRows { found: usize },
    /// Data that another thread writes to.
    #[error("{what} changed while they were read: another thread writes to them; give a copy")]
    Changed { what: &'static str },
    /// Arguments that do not fit together.
    #[error(
        "the arguments do not fit together, or changed while they were read ({reason}); if no other thread writes to the \
         data this is a fault of placet: please report it"
    )]
    Arguments { reason: String },
    /// No worker threads.
    #[error("the system grants no worker threads ({reason}); set PLACET_NUM_THREADS to a smaller number")]
    NoThreads { reason: String },
    /// A number of worker threads that is none.
    #[error("PLACET_NUM_THREADS={given} must be a whole number of threads from 1 to {most}; correct it, or unset it")]
    BadThreads { given: String, most: usize },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// Which family of Python exceptions this error belongs to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::TooFewCases { .. }
            | Self::Constant { .. }
            | Self::Collinear { .. }
            | Self::NoFirstModel { .. }
            | Self::Absorbed { .. }
            | Self::NoAnswers { .. }
            | Self::NeverTogether { .. }
            | Self::Degenerate { .. }
            | Self::OneCategory { .. }
            | Self::Separation { .. }
            | Self::NoShare { .. }
            | Self::ConstantIndicator { .. }
            | Self::NoScore { .. }
            | Self::DependentIndicators { .. }
            | Self::DependentPredecessors { .. }
            | Self::TooManyDrivers { .. } => Kind::Model,
            Self::NotConverged { .. } | Self::NoConvergence { .. } | Self::WeightsNotConverged { .. } => {
                Kind::Convergence
            }
            Self::Interrupted => Kind::Interrupted,
            _ => Kind::Data,
        }
    }
}

/// What to do about an answer that is no point of the scale.
fn off_scale(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("give the scale with scale=(low, high), or pass na_codes=[{value}] if {value} means 'no answer'")
    } else {
        "scores are whole numbers: round it, or make it a missing value, before the call".into()
    }
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|c| format!("'{c}'")).collect::<Vec<_>>().join(", ")
}

fn listed(changes: &[f64]) -> String {
    changes.iter().map(|change| format!("{change:.1e}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_column_the_value_the_limit_and_the_fix() {
        let error = Error::OutsideScale { column: "recommend".into(), value: 11.0, row: 3, low: 0, high: 10 };
        let text = error.to_string();
        for part in ["'recommend'", "11", "row 3", "0..10", "na_codes=[11]"] {
            assert!(text.contains(part), "{part} not in {text}");
        }
        assert_eq!(error.kind(), Kind::Data);
    }

    #[test]
    fn between_two_points_no_code_is_offered() {
        let error = Error::OutsideScale { column: "recommend".into(), value: 7.5, row: 3, low: 0, high: 10 };
        let text = error.to_string();
        assert!(text.contains("7.5") && text.contains("round it") && !text.contains("na_codes"), "{text}");
    }

    #[test]
    fn a_dependency_names_every_driver_in_it() {
        let error = Error::Collinear { columns: vec!["bills".into(), "payment".into()] };
        assert!(error.to_string().contains("'bills', 'payment'"));
        assert_eq!(error.kind(), Kind::Model);
    }
}
