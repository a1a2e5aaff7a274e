//! Multiple imputation: gaps filled several times over by draws of what might have been answered.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use rayon::prelude::*;

use super::em::{Em, Normal, Stop, em, replicate};
use super::incomplete::Incomplete;
use super::matching::{by_one, by_several};
use super::sweep::{cholesky, sweep};
use crate::accumulate::{Answers, Column, Moments, Pattern, WeightPower, moments};
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::{Sampler, stream};
use crate::weights::{Base, WeightType};

/// A predictor whose variance given others is this share of its variance adds nothing to them.
const DEPENDENT: f64 = 1e-8;
/// Bootstrap samples tried until one has a distribution.
const TRIES: usize = 10;

/// How gaps are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Column by column given all others, in turns.
    Chained {
        /// Turns.
        n_iterations: usize,
        /// Fill with the answer of a respondent of similar prediction instead of a draw around the prediction.
        matching: bool,
    },
    /// All gaps of a row together given its answers, from a bootstrap replicate of the EM estimates.
    Em(Stop),
}

/// The filled gaps: `rows[j]` are the places in the data of column j's gaps, `filled[i][j]` what imputation i put there.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputed {
    /// One list a column.
    pub rows: Vec<Vec<usize>>,
    /// Imputations × columns.
    pub filled: Vec<Vec<Filled>>,
}

/// What fills the gaps of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Filled {
    /// Numbers, one a gap.
    Drawn(Vec<f64>),
    /// Answers of others: for every gap the place in the data of who lends his.
    Lent(Vec<usize>),
}

/// Fills the gaps of `rows` `n_imputations` times; imputation i depends on the seed and i alone.
///
/// Chained equations draw, for every column with gaps in turn, a linear regression on all others from its posterior
/// distribution under a flat prior, and the gaps from that regression (van Buuren & Groothuis-Oudshoorn 2011). With
/// weights, the regressions are weighted ones. The columns of each of the `blocks`, such as the levels of a factor, do
/// not predict each other and, with matching, are lent together. The EM method draws the parameters by a bootstrap of the rows (Honaker &
/// King 2010) and the gaps of every row from their normal distribution given its answers.
///
/// Sources: Buuren, S. van & Groothuis-Oudshoorn, K. (2011), "mice: Multivariate imputation by chained equations in R",
/// *Journal of Statistical Software* 45(3); Buuren, S. van (2018), *Flexible Imputation of Missing Data*, 2nd ed., with
/// algorithms 3.1 and 3.3; Honaker, J. & King, G. (2010), "What to do about missing values in time-series cross-section
/// data", *American Journal of Political Science* 54, 561–581.
///
/// # Errors
/// [`Error::TooFewCases`] for a column with too few answers to be regressed on the others, those of [`em`],
/// [`Error::Interrupted`].
pub fn impute(
    rows: &Incomplete,
    kind: WeightType,
    method: Method,
    blocks: &[Vec<usize>],
    n_imputations: usize,
    seed: u64,
    control: &Control,
) -> Result<Imputed> {
    let gaps = Gaps::new(rows);
    let plan = match method {
        Method::Chained { n_iterations, matching } => {
            gaps.check(rows)?;
            let units = units(&gaps, blocks, matching);
            Plan::Chain(Chain { rows, gaps: &gaps, kind, units, n_iterations, matching })
        }
        Method::Em(stop) => Plan::Em(Box::new(em(rows, kind, stop, control)?), stop),
    };
    let fill = |index: usize| {
        // Once stopped, the imputations that are left cost nothing.
        control.advance(0)?;
        let rng = &mut stream(seed, index as u64);
        match &plan {
            Plan::Chain(chain) => chain.impute(rng, control),
            Plan::Em(found, stop) => from_em(rows, &gaps, found, kind, *stop, rng, control),
        }
    };
    let completed: Vec<Result<_>> = (0..n_imputations).into_par_iter().map(fill).collect();
    let completed = completed.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(Imputed { rows: gaps.rows.iter().map(|gaps| places(rows, gaps)).collect(), filled: completed })
}

/// What is done once for all imputations.
enum Plan<'a> {
    Chain(Chain<'a>),
    Em(Box<Em>, Stop),
}

/// Which rows have no answer in a column, by column.
struct Gaps {
    rows: Vec<Vec<usize>>,
}

impl Gaps {
    fn new(rows: &Incomplete) -> Self {
        let of = |column: &Vec<f64>| (0..column.len()).filter(|&row| column[row].is_nan()).collect();
        Self { rows: rows.rows().columns().iter().map(of).collect() }
    }

    /// A regression on the p - 1 others, with its intercept and a degree of freedom to spare, needs p + 1 answers.
    fn check(&self, rows: &Incomplete) -> Result<()> {
        let needed = rows.p() as u64 + 1;
        for ((gaps, of), name) in self.rows.iter().zip(rows.answers()).zip(rows.names()) {
            if !gaps.is_empty() && of.n < needed {
                let what = format!("imputing '{name}' from the other columns");
                return Err(Error::TooFewCases { what, found: of.n, needed });
            }
        }
        Ok(())
    }

    /// The values at the gaps in the units of the columns.
    fn drawn(&self, rows: &Incomplete, columns: &[Vec<f64>]) -> Vec<Filled> {
        let filled = self.rows.iter().zip(columns).zip(rows.answers());
        let values = |((gaps, x), of): ((&Vec<usize>, &Vec<f64>), &Answers)| {
            Filled::Drawn(gaps.iter().map(|&row| of.mean + of.sd * x[row]).collect())
        };
        filled.map(values).collect()
    }
}

fn places(rows: &Incomplete, of: &[usize]) -> Vec<usize> {
    of.iter().map(|&row| rows.rows().places()[row]).collect()
}

// ---- chained equations -----------------------------------------------------------------------------------------------

/// What all imputations by chained equations share.
struct Chain<'a> {
    rows: &'a Incomplete,
    gaps: &'a Gaps,
    kind: WeightType,
    units: Vec<Vec<usize>>,
    n_iterations: usize,
    matching: bool,
}

impl Chain<'_> {
    fn impute(&self, rng: &mut ChaCha8Rng, control: &Control) -> Result<Vec<Filled>> {
        let mut columns = self.rows.rows().columns().to_vec();
        let mut lenders = vec![Vec::new(); columns.len()];
        for unit in &self.units {
            let gaps = &self.gaps.rows[unit[0]];
            lend(&mut columns, unit, gaps, &any_lenders(gaps, self.rows.rows().len(), rng));
        }
        for _ in 0..self.n_iterations {
            for unit in &self.units {
                let gaps = &self.gaps.rows[unit[0]];
                let moments = moments_of_answered(self.rows, &columns, gaps, control)?;
                let lines: Vec<Line> = unit.iter().map(|&j| Line::draw(&moments, j, unit, self.kind, rng)).collect();
                if !self.matching {
                    draw_around(&lines, unit, &mut columns, gaps, rng);
                    continue;
                }
                let found = lenders_by(&lines, &columns, gaps, rng);
                lend(&mut columns, unit, gaps, &found);
                for &j in unit {
                    lenders[j].clone_from(&found);
                }
            }
            control.advance(1)?;
        }
        if self.matching {
            return Ok(lenders.iter().map(|lenders| Filled::Lent(places(self.rows, lenders))).collect());
        }
        Ok(self.gaps.drawn(self.rows, &columns))
    }
}

/// Lenders to start with: anybody who answered.
fn any_lenders(gaps: &[usize], count: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let given = rows_without(gaps, count);
    let any = |_: &usize| given.get(rng.random_range(0..given.len().max(1))).copied().unwrap_or(0);
    gaps.iter().map(any).collect()
}

/// Fills gaps with normal draws around the drawn lines.
fn draw_around(lines: &[Line], unit: &[usize], columns: &mut [Vec<f64>], gaps: &[usize], rng: &mut ChaCha8Rng) {
    for (line, &j) in lines.iter().zip(unit) {
        for &row in gaps {
            columns[j][row] = line.at(columns, row) + line.sigma * normal(rng);
        }
    }
}

/// Puts the answers of the lenders into the gaps of the columns of a unit.
fn lend(columns: &mut [Vec<f64>], unit: &[usize], gaps: &[usize], lenders: &[usize]) {
    for &j in unit {
        gaps.iter().zip(lenders).for_each(|(&row, &lender)| columns[j][row] = columns[j][lender]);
    }
}

/// Lenders for the gaps of the columns that `lines` predict, by the most similar predictions.
fn lenders_by(lines: &[Line], columns: &[Vec<f64>], gaps: &[usize], rng: &mut ChaCha8Rng) -> Vec<usize> {
    let given = rows_without(gaps, columns.first().map_or(0, Vec::len));
    if let [line] = lines {
        let estimated = given.iter().map(|&row| (line.estimate(columns, row), row)).collect();
        return by_one(estimated, gaps.iter().map(|&row| line.at(columns, row)), rng);
    }
    let estimate = |row: usize| lines.iter().map(|line| line.estimate(columns, row)).collect();
    let drawn = gaps.iter().map(|&row| lines.iter().map(|line| line.at(columns, row)).collect());
    by_several(given, estimate, drawn, rng)
}

/// The rows of `0..count` outside `gaps`, which rise.
fn rows_without(gaps: &[usize], count: usize) -> Vec<usize> {
    let mut gaps = gaps.iter().peekable();
    (0..count).filter(|row| gaps.next_if_eq(&row).is_none()).collect()
}

/// What is filled together: the columns of a block, such as the levels of a factor, and every other column by itself.
/// Without lending they cannot, and columns with other gaps do not.
fn units(gaps: &Gaps, blocks: &[Vec<usize>], matching: bool) -> Vec<Vec<usize>> {
    let alike = |block: &&Vec<usize>| {
        let first = block.first().and_then(|&j| gaps.rows.get(j));
        first.is_some() && block.iter().all(|&j| gaps.rows.get(j) == first)
    };
    let mut units: Vec<Vec<usize>> = blocks.iter().filter(alike).filter(|_| matching).cloned().collect();
    let alone: Vec<usize> = (0..gaps.rows.len()).filter(|j| !units.iter().any(|unit| unit.contains(j))).collect();
    units.extend(alone.into_iter().map(|j| vec![j]));
    units.retain(|unit| !gaps.rows[unit[0]].is_empty());
    units.sort_unstable();
    units
}

/// Moments of all columns, filled, over the rows outside `gaps`.
fn moments_of_answered(rows: &Incomplete, columns: &[Vec<f64>], gaps: &[usize], control: &Control) -> Result<Moments> {
    let mut weights = rows.rows().weights().to_vec();
    for &row in gaps {
        weights[row] = 0.0;
    }
    let columns: Vec<_> = columns.iter().map(|x| Column::of_f64("filled", x)).collect();
    let weights = Column::of_f64("weights", &weights);
    let found = moments(&columns, Some(&weights), WeightPower::One, None, &control.inner())?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// A regression of a column on all others: as estimated, and as drawn from its posterior distribution.
struct Line {
    mean: f64,
    centres: Vec<f64>,
    /// One a column, 0 for the column itself and for those that others determine.
    slopes: Vec<f64>,
    drawn_mean: f64,
    drawn_slopes: Vec<f64>,
    /// Standard deviation about the drawn line.
    sigma: f64,
}

impl Line {
    /// σ² = RSS / χ²(df), slopes normal about their estimates with variance σ² (X'X)⁻¹, the mean with σ² / n.
    /// The columns of `unit`, of which `j` is one, predict each other not.
    fn draw(moments: &Moments, j: usize, unit: &[usize], kind: WeightType, rng: &mut ChaCha8Rng) -> Self {
        let (p, means) = (moments.p(), moments.mean());
        // Weights add up to those who answered.
        let base = Base { n: moments.n() as f64, sum_w: moments.sum_w(), sum_w2: moments.sum_w2() };
        let n = base.observations(kind);
        let mut swept: Vec<f64> = moments.comoment().iter().map(|x| x * n / base.sum_w).collect();
        let own: Vec<f64> = (0..p).map(|k| swept[k * p + k]).collect();
        let used: Vec<usize> = (0..p)
            .filter(|k| !unit.contains(k))
            .filter(|&k| own[k] > 0.0 && swept_enough(&mut swept, p, k, own[k]))
            .collect();
        let df = (n - used.len() as f64 - 1.0).max(1.0);
        let chi = ChiSquared::new(df).map_or(df, |chi| chi.sample(rng));
        let sigma = (swept[j * p + j].max(0.0) / chi).sqrt();
        let mut slopes = vec![0.0; p];
        for &k in &used {
            slopes[k] = swept[k * p + j];
        }
        let inverse: Vec<f64> = block(&swept, p, &used).iter().map(|x| -x).collect();
        let lower = cholesky(&inverse, used.len());
        let z: Vec<f64> = used.iter().map(|_| normal(rng)).collect();
        let mut drawn_slopes = slopes.clone();
        for (row, &k) in used.iter().enumerate() {
            let shift: f64 = z.iter().enumerate().map(|(at, z)| lower[row * used.len() + at] * z).sum();
            drawn_slopes[k] += sigma * shift;
        }
        let mean = means[j];
        let drawn_mean = mean + sigma / n.sqrt() * normal(rng);
        Self { mean, centres: means.to_vec(), slopes, drawn_mean, drawn_slopes, sigma }
    }

    /// The drawn line at a row.
    fn at(&self, columns: &[Vec<f64>], row: usize) -> f64 {
        self.drawn_mean + along(&self.drawn_slopes, &self.centres, columns, row)
    }

    /// The estimated line at a row.
    fn estimate(&self, columns: &[Vec<f64>], row: usize) -> f64 {
        self.mean + along(&self.slopes, &self.centres, columns, row)
    }
}

/// Sweeps on `k` unless those swept before determine it.
fn swept_enough(swept: &mut [f64], p: usize, k: usize, own: f64) -> bool {
    let varies = swept[k * p + k] > own * DEPENDENT;
    if varies {
        sweep(swept, p, k);
    }
    varies
}

fn along(slopes: &[f64], centres: &[f64], columns: &[Vec<f64>], row: usize) -> f64 {
    slopes.iter().zip(centres).zip(columns).filter(|((b, _), _)| **b != 0.0).map(|((b, m), x)| b * (x[row] - m)).sum()
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

// ---- EM with a bootstrap ---------------------------------------------------------------------------------------------

fn from_em(
    rows: &Incomplete,
    gaps: &Gaps,
    found: &Em,
    kind: WeightType,
    stop: Stop,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Vec<Filled>> {
    let drawn = draw_parameters(rows, found, kind, stop, rng, control)?;
    let mut columns = rows.rows().columns().to_vec();
    for pattern in rows.patterns().iter().filter(|pattern| pattern.observed.len() < rows.p()) {
        control.advance(0)?;
        let given = Given::new(&drawn, pattern).ok_or_else(|| dependent(rows))?;
        (pattern.start..pattern.end).for_each(|row| given.fill(&mut columns, row, rng));
    }
    control.advance(1)?;
    Ok(gaps.drawn(rows, &columns))
}

/// The normal distribution of the columns a pattern misses given those it has.
struct Given<'a> {
    drawn: &'a Normal,
    observed: &'a [usize],
    missing: Vec<usize>,
    /// The covariance matrix swept on the observed columns.
    swept: Vec<f64>,
    /// Lower factor of what varies given them.
    lower: Vec<f64>,
}

impl<'a> Given<'a> {
    fn new(drawn: &'a Normal, pattern: &'a Pattern) -> Option<Self> {
        let (p, observed) = (drawn.p(), &pattern.observed);
        let missing: Vec<usize> = (0..p).filter(|j| !observed.contains(j)).collect();
        let (swept, _) = drawn.given(observed)?;
        let lower = cholesky(&block(&swept, p, &missing), missing.len());
        Some(Self { drawn, observed, missing, swept, lower })
    }

    fn fill(&self, columns: &mut [Vec<f64>], row: usize, rng: &mut ChaCha8Rng) {
        let (p, mean) = (self.drawn.p(), &self.drawn.mean);
        let z: Vec<f64> = self.missing.iter().map(|_| normal(rng)).collect();
        for (&j, factor) in self.missing.iter().zip(self.lower.chunks_exact(z.len())) {
            let line: f64 = self.observed.iter().map(|&k| self.swept[j * p + k] * (columns[k][row] - mean[k])).sum();
            columns[j][row] = mean[j] + line + factor.iter().zip(&z).map(|(l, z)| l * z).sum::<f64>();
        }
    }
}

/// The rows and columns `of` of a p × p matrix.
fn block(matrix: &[f64], p: usize, of: &[usize]) -> Vec<f64> {
    of.iter().flat_map(|&a| of.iter().map(move |&b| matrix[a * p + b])).collect()
}

/// Estimates of a bootstrap sample; another one where columns depend on each other in the first.
fn draw_parameters(
    rows: &Incomplete,
    found: &Em,
    kind: WeightType,
    stop: Stop,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Normal> {
    let (sampler, inner) = (Sampler::new(rows.rows().weights(), kind), control.inner());
    let mut weights = Vec::new();
    let mut last = Err(dependent(rows));
    for _ in 0..TRIES {
        sampler.draw(rng, &mut weights, &inner)?;
        last = replicate(rows, found, &weights, stop, &inner);
        if !matches!(last, Err(Error::Degenerate { .. })) {
            break;
        }
    }
    last
}

fn dependent(rows: &Incomplete) -> Error {
    Error::Degenerate { columns: rows.names().to_vec() }
}
