//! Chained equations: column after column, each given all others.

use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution};

use super::gaps::{Filled, Gaps, block, normal, places};
use super::matching::{Donors, by_several, compared};
use crate::accumulate::{Column, Moments, moments_under};
use crate::drivers::incomplete::Incomplete;
use crate::drivers::sweep::{cholesky, sweep};
use crate::error::Result;
use crate::parallel::{Control, each, map_merge};
use crate::weights::WeightType;

/// A predictor whose variance given others is this share of its variance adds nothing to them.
const DEPENDENT: f64 = 1e-8;

/// Rows between two looks at the control.
const LOOK: usize = 1 << 13;
/// Gaps that are predicted together.
const FEW: usize = 1 << 10;

/// What all imputations by chained equations share.
pub(super) struct Chain<'a> {
    pub(super) rows: &'a Incomplete,
    pub(super) gaps: &'a Gaps,
    pub(super) kind: WeightType,
    pub(super) units: Vec<Vec<usize>>,
    pub(super) n_iterations: usize,
    pub(super) matching: bool,
}

impl Chain<'_> {
    pub(super) fn impute(&self, rng: &mut ChaCha8Rng, control: &Control) -> Result<Vec<Filled>> {
        let mut columns = self.rows.rows().columns().to_vec();
        let mut lenders = vec![Vec::new(); columns.len()];
        let (weights, mut donors) = (self.rows.rows().weights(), Donors::default());
        for unit in &self.units {
            control.advance(0)?;
            let gaps = &self.gaps.rows[unit[0]];
            lend(&mut columns, unit, gaps, &any_lenders(gaps, self.rows.rows().len(), rng));
        }
        let mut moments = Filling::new(&columns, weights, control)?;
        for _ in 0..self.n_iterations {
            for unit in &self.units {
                let gaps = &self.gaps.rows[unit[0]];
                let answered = moments.of_answered(&columns, weights, gaps, control)?;
                let lines: Vec<Line> = unit.iter().map(|&j| Line::draw(&answered, j, unit, self.kind, rng)).collect();
                if self.matching {
                    let found = lenders_by(&lines, &columns, gaps, &mut donors, rng, control)?;
                    lend(&mut columns, unit, gaps, &found);
                    for &j in unit {
                        lenders[j].clone_from(&found);
                    }
                } else {
                    draw_around(&lines, unit, &mut columns, gaps, rng, control)?;
                }
                moments.fill(answered, &columns, weights, gaps, control)?;
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
fn draw_around(
    lines: &[Line],
    unit: &[usize],
    columns: &mut [Vec<f64>],
    gaps: &[usize],
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<()> {
    for (line, &j) in lines.iter().zip(unit) {
        for gaps in gaps.chunks(LOOK) {
            control.advance(0)?;
            for &row in gaps {
                columns[j][row] = line.at(columns, row) + line.sigma * normal(rng);
            }
        }
    }
    Ok(())
}

/// Puts the answers of the lenders into the gaps of the columns of a unit.
fn lend(columns: &mut [Vec<f64>], unit: &[usize], gaps: &[usize], lenders: &[usize]) {
    for &j in unit {
        gaps.iter().zip(lenders).for_each(|(&row, &lender)| columns[j][row] = columns[j][lender]);
    }
}

/// Lenders for the gaps of the columns that `lines` predict, by the most similar predictions.
fn lenders_by(
    lines: &[Line],
    columns: &[Vec<f64>],
    gaps: &[usize],
    donors: &mut Donors,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Vec<usize>> {
    if let [line] = lines {
        let count = columns.first().map_or(0, Vec::len);
        donors.fill(count, gaps, line.spread, |rows| line.estimates(columns, rows), control)?;
        let drawn = each(gaps.chunks(FEW).collect::<Vec<_>>(), |gaps| line.drawn(columns, gaps)).concat();
        return donors.lenders(&drawn, rng, control);
    }
    let given = rows_without(gaps, columns.first().map_or(0, Vec::len));
    let estimate = |row: usize| lines.iter().map(|line| line.estimate(columns, row)).collect();
    let drawn = gaps.iter().map(|&row| lines.iter().map(|line| line.at(columns, row)).collect());
    by_several(given, estimate, drawn, rng, control)
}

/// The rows of `0..count` outside `gaps`, which rise.
fn rows_without(gaps: &[usize], count: usize) -> Vec<usize> {
    let mut gaps = gaps.iter().peekable();
    (0..count).filter(|row| gaps.next_if_eq(&row).is_none()).collect()
}

/// Moments of all rows while gaps are filled: where these are few, only their rows are read again.
struct Filling {
    all: Moments,
}

impl Filling {
    fn new(columns: &[Vec<f64>], weights: &[f64], control: &Control) -> Result<Self> {
        let columns: Vec<_> = columns.iter().map(|x| Column::of_f64("filled", x)).collect();
        Ok(Self { all: moments_under(&columns, weights, &control.inner())? })
    }

    /// Those of the rows outside `gaps`.
    fn of_answered(&self, columns: &[Vec<f64>], weights: &[f64], gaps: &[usize], control: &Control) -> Result<Moments> {
        if 2 * gaps.len() <= weights.len() {
            let left = self.all.without(&moments_of(columns, weights, gaps, control)?);
            if let Some(left) = left {
                return Ok(left);
            }
        }
        moments_of(columns, weights, &rows_without(gaps, weights.len()), control)
    }

    /// After the `gaps` were filled beside those who answered.
    fn fill(
        &mut self,
        answered: Moments,
        columns: &[Vec<f64>],
        weights: &[f64],
        gaps: &[usize],
        control: &Control,
    ) -> Result<()> {
        self.all = answered.merge(&moments_of(columns, weights, gaps, control)?)?;
        Ok(())
    }
}

/// Moments of some rows.
fn moments_of(columns: &[Vec<f64>], weights: &[f64], rows: &[usize], control: &Control) -> Result<Moments> {
    let rows: Vec<_> = rows.chunks(LOOK).collect();
    let part = |part: usize| {
        control.advance(0)?;
        let of = |x: &[f64]| -> Vec<f64> { rows[part].iter().map(|&row| x[row]).collect() };
        let (taken, weights): (Vec<_>, _) = (columns.iter().map(|x| of(x)).collect(), of(weights));
        let columns: Vec<_> = taken.iter().map(|x| Column::of_f64("filled", x)).collect();
        moments_under(&columns, &weights, &control.inner())
    };
    Ok(map_merge(rows.len(), part, |a, b| a.merge(&b))?.unwrap_or_else(|| Moments::empty(columns.len())))
}

/// A regression of a column on all others: as estimated, and as drawn from its posterior distribution.
struct Line {
    mean: f64,
    centres: Vec<f64>,
    /// One a column, 0 for the column itself and for those that others determine.
    slopes: Vec<f64>,
    /// Standard deviation of the estimates.
    spread: f64,
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
        let base = moments.base();
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
        let spread = ((own[j] - swept[j * p + j]).max(0.0) / n).sqrt();
        Self { mean, centres: means.to_vec(), slopes, spread, drawn_mean, drawn_slopes, sigma }
    }

    /// The drawn line at a row.
    fn at(&self, columns: &[Vec<f64>], row: usize) -> f64 {
        self.drawn_mean + along(&self.drawn_slopes, &self.centres, columns, row)
    }

    /// The estimated line at neighbouring rows, less its mean.
    fn estimates(&self, columns: &[Vec<f64>], rows: Range<usize>) -> Vec<f64> {
        let mut values = vec![-constant(&self.slopes, &self.centres); rows.len()];
        for (slope, x) in self.slopes.iter().zip(columns).filter(|(slope, _)| **slope != 0.0) {
            values.iter_mut().zip(&x[rows.clone()]).for_each(|(value, x)| *value += slope * x);
        }
        values
    }

    /// The drawn line at some rows, less the mean of the estimated one.
    fn drawn(&self, columns: &[Vec<f64>], rows: &[usize]) -> Vec<f32> {
        let start = self.drawn_mean - self.mean - constant(&self.drawn_slopes, &self.centres);
        let mut values = vec![start; rows.len()];
        for (slope, x) in self.drawn_slopes.iter().zip(columns).filter(|(slope, _)| **slope != 0.0) {
            values.iter_mut().zip(rows).for_each(|(value, &row)| *value += slope * x[row]);
        }
        values.into_iter().map(compared).collect()
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

/// What a line is at its centre, about 0.
fn constant(slopes: &[f64], centres: &[f64]) -> f64 {
    slopes.iter().zip(centres).map(|(slope, centre)| slope * centre).sum()
}

fn along(slopes: &[f64], centres: &[f64], columns: &[Vec<f64>], row: usize) -> f64 {
    slopes.iter().zip(centres).zip(columns).filter(|((b, _), _)| **b != 0.0).map(|((b, m), x)| b * (x[row] - m)).sum()
}

/// What is filled together: the columns of a block, such as the levels of a factor, and every other column by itself.
/// Without lending they cannot, and columns with other gaps do not.
pub(super) fn units(gaps: &Gaps, blocks: &[Vec<usize>], matching: bool) -> Vec<Vec<usize>> {
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
