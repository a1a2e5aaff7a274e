//! What a path model is: which indicators measure which construct, and which constructs act on which.

use std::ops::Range;

use crate::error::{Error, Result};

/// How the constructs beside a construct are combined to its inner estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Those that act on it by their regression coefficients, those it acts on by their correlations.
    Path,
    /// By their correlations.
    Factorial,
    /// By the signs of their correlations.
    Centroid,
}

/// How outer weights follow from the inner estimate of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Covariances of the indicators with it.
    A,
    /// Its regression on the indicators.
    B,
}

/// What a column of a later stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A column of the moments.
    Column(usize),
    /// The score of a construct of the stage before.
    Score(usize),
}

/// A model all of whose columns are known when it is estimated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub(super) names: Vec<String>,
    pub(super) sources: Option<Vec<Source>>,
    /// Columns of every construct.
    pub(super) blocks: Vec<Range<usize>>,
    pub(super) modes: Vec<Mode>,
    /// Constructs that act on each.
    pub(super) predecessors: Vec<Vec<usize>>,
    /// Those, and the ones each acts on.
    pub(super) neighbours: Vec<Vec<usize>>,
    pub(super) products: Vec<(usize, usize)>,
}

impl Stage {
    /// A stage of constructs with these `names`, measured by so many columns each, in order. Columns are those of the
    /// moments without `sources`; `products` of scores of the stage before come after them.
    ///
    /// # Errors
    /// [`Error::Arguments`] if the lists do not fit together.
    pub fn new(
        names: Vec<String>,
        sources: Option<Vec<Source>>,
        (sizes, modes): (&[usize], Vec<Mode>),
        predecessors: Vec<Vec<usize>>,
        products: Vec<(usize, usize)>,
    ) -> Result<Self> {
        let k = names.len();
        check(sizes.len() == k && modes.len() == k && predecessors.len() == k, "one size, mode and list a construct")?;
        check(predecessors.iter().flatten().all(|&other| other < k), "a construct acts that there is not")?;
        check(sizes.iter().all(|&size| size > 0), "a construct without indicators")?;
        let columns = sizes.iter().try_fold(0_usize, |sum, &size| sum.checked_add(size));
        check(columns.is_some(), "more columns than there can be")?;
        let mut blocks = Vec::with_capacity(k);
        let mut start = 0;
        for size in sizes {
            blocks.push(start..start + size);
            start += size;
        }
        let columns = sources.as_ref().map(|sources| sources.len() + products.len());
        check(columns.is_none_or(|columns| columns == start), "one source or product a column")?;
        let beside = |a: usize, b: usize| predecessors[a].contains(&b) || predecessors[b].contains(&a);
        let neighbours = (0..k).map(|a| (0..k).filter(|&b| beside(a, b)).collect()).collect();
        Ok(Self { names, sources, blocks, modes, predecessors, neighbours, products })
    }

    /// Number of columns.
    pub fn p(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.end)
    }

    /// Number of constructs.
    pub fn k(&self) -> usize {
        self.blocks.len()
    }

    /// The name of a column: that of an indicator, of a construct of the stage before, or of the product of two.
    pub(super) fn column_name(&self, column: usize, names: &[String], before: Option<&Self>) -> String {
        let construct = |at: usize| before.and_then(|stage| stage.names.get(at)).cloned().unwrap_or_default();
        let indicator = |at: usize| names.get(at).cloned().unwrap_or_default();
        let Some(sources) = &self.sources else { return indicator(column) };
        match (sources.get(column), self.products.get(column.saturating_sub(sources.len()))) {
            (Some(&Source::Column(at)), _) => indicator(at),
            (Some(&Source::Score(at)), _) => construct(at),
            (None, Some(&(a, b))) => format!("{} x {}", construct(a), construct(b)),
            (None, None) => String::new(),
        }
    }
}

/// A path model and how it is estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Names of the indicators, one a column of the moments.
    pub indicators: Vec<String>,
    /// Models to be estimated one after the other, each from scores of the one before.
    pub stages: Vec<Stage>,
    /// How inner estimates are made.
    pub scheme: Scheme,
    /// Whether indicators are standardised.
    pub scaled: bool,
    /// Whether correlations and loadings are corrected for what indicators have in common with nothing else.
    pub consistent: bool,
    /// Largest change of a weight (of standardised indicators) at which the iteration ends.
    pub tolerance: f64,
    /// Most iterations.
    pub max_iterations: usize,
}

impl Spec {
    /// Whether it takes more than moments.
    pub fn has_products(&self) -> bool {
        self.stages.iter().any(|stage| !stage.products.is_empty())
    }

    /// Refuses stages that do not go with one another, or with the indicators.
    ///
    /// # Errors
    /// [`Error::Arguments`].
    pub fn check(&self) -> Result<()> {
        let mut before = None;
        for stage in &self.stages {
            let scores = before.map_or(0, Stage::k);
            let known = |source: &Source| match *source {
                Source::Column(at) => at < self.indicators.len(),
                Source::Score(at) => at < scores,
            };
            let sources = stage.sources.iter().flatten().all(known);
            check(sources && stage.products.iter().all(|&(a, b)| a.max(b) < scores), "a source there is not")?;
            check(stage.sources.is_some() || stage.p() == self.indicators.len(), "one name a column")?;
            before = Some(stage);
        }
        Ok(())
    }

    /// Refuses columns that are not the indicators.
    pub(super) fn check_columns(&self, found: usize) -> Result<()> {
        check(found == self.indicators.len(), "one name a column")
    }
}

fn check(right: bool, reason: &str) -> Result<()> {
    if right { Ok(()) } else { Err(Error::Arguments { reason: reason.into() }) }
}
