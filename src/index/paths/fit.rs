//! The estimate of a model: its stages one after the other, all from moments.

use super::columns::Columns;
use super::ldl::Ldl;
use super::outer::{Outer, effects_on};
use super::products::{Products, Rows};
use super::quality::{alpha, htmt, rho_a};
use super::spec::{Spec, Stage};
use crate::accumulate::Moments;
use crate::error::{Error, Result};

/// Sums of correlations this near to zero have no sign.
const TIE: f64 = 1e-12;

/// A quantity of a stage: its name and its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its shape: empty for a number.
    pub shape: Vec<usize>,
}

impl Field {
    /// Numbers in it.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Stage {
    /// What is estimated, in the order of the values of a fit.
    pub fn fields(&self) -> Vec<Field> {
        let (column, construct) = (vec![self.p()], vec![self.k()]);
        let square = vec![self.k(), self.k()];
        let fields = [
            ("weights", &column),
            ("loadings", &column),
            ("correlations", &square),
            ("paths", &square),
            ("rho_a", &construct),
            ("alpha", &construct),
            ("htmt", &square),
            ("mean", &column),
            ("sd", &column),
            ("iterations", &vec![]),
            ("admissible", &vec![]),
        ];
        fields.into_iter().map(|(name, shape)| Field { name, shape: shape.clone() }).collect()
    }
}

impl Spec {
    /// Values of a fit, those of all stages.
    pub fn width(&self) -> usize {
        self.stages.iter().flat_map(Stage::fields).map(|field| field.len()).sum()
    }
}

/// Estimates the model: the values of the [`Stage::fields`] of all stages. Products of scores need the rows as well.
///
/// # Errors
/// [`Error::Arguments`] for moments of other columns, or products without rows; [`Error::ConstantIndicator`], [`Error::NoScore`],
/// [`Error::DependentIndicators`], [`Error::DependentPredecessors`], [`Error::WeightsNotConverged`].
pub fn fit_paths(moments: &Moments, rows: Option<Rows<'_>>, spec: &Spec) -> Result<Vec<f64>> {
    spec.check_columns(moments.p())?;
    let (mut base, mut values) = (Columns::of(moments), Vec::with_capacity(spec.width()));
    let mut scores: Vec<Vec<f64>> = Vec::new();
    let mut products = rows.map(Products::new);
    for (index, stage) in spec.stages.iter().enumerate() {
        if !stage.products.is_empty() {
            let products = products.as_mut().ok_or_else(needs_rows)?;
            base = stage.products.iter().fold(base, |base, pair| products.multiply(base, &scores, *pair));
        }
        let last = index + 1 == spec.stages.len();
        let rows = if last && stage.sources.is_none() { Vec::new() } else { stage.combinations(base.p(), &scores) };
        let solved = if stage.sources.is_none() {
            Solved::of(spec, index, &base, moments.n())?
        } else {
            Solved::of(spec, index, &base.made(stage, &rows), moments.n())?
        };
        if !last {
            scores = solved.scores(spec, stage, &rows);
        }
        solved.put(&mut values);
    }
    Ok(values)
}

/// The error of products that moments do not tell.
pub(super) fn needs_rows() -> Error {
    Error::Arguments { reason: "products of scores need rows".into() }
}

/// The estimate of one stage.
struct Solved {
    weights: Vec<f64>,
    loadings: Vec<f64>,
    correlations: Vec<f64>,
    paths: Vec<f64>,
    rho_a: Vec<f64>,
    alpha: Vec<f64>,
    htmt: Vec<f64>,
    mean: Vec<f64>,
    sd: Vec<f64>,
    iterations: usize,
    admissible: bool,
}

impl Solved {
    fn of(spec: &Spec, index: usize, columns: &Columns, n: u64) -> Result<Self> {
        let stage = &spec.stages[index];
        let sd = columns.deviations(spec, index, n)?;
        let r = columns.correlations(&sd);
        let before = index.checked_sub(1).and_then(|before| spec.stages.get(before));
        let name = |column: usize| stage.column_name(column, &spec.indicators, before);
        let ones = vec![1.0; sd.len()];
        let (covariance, unit) = if spec.scaled { (&r, &ones) } else { (&columns.covariance, &sd) };
        let mut outer = Outer::solve(spec, stage, covariance, unit, &name)?;
        let loadings = orient(stage, &mut outer, unit);
        let rho_a = rho_a(stage, &outer.weights, covariance);
        let (alpha, htmt) = (alpha(stage, &r), htmt(stage, &r));
        let Outer { weights, correlations, iterations, .. } = outer;
        let (mean, paths) = (columns.mean.clone(), Vec::new());
        #[rustfmt::skip]
        let mut solved = Self {
            weights, loadings, correlations, paths, rho_a, alpha, htmt, mean, sd: Vec::new(), iterations, admissible: true,
        };
        if spec.consistent {
            solved.correct(stage, unit);
        }
        solved.regress(spec, stage)?;
        Ok(Self { sd, ..solved })
    }

    /// Divides out of loadings and correlations what is not common to the indicators of a construct.
    ///
    /// ```text
    /// λ = w √rho_A / w'w        r = r(scores) / √(rho_A rho_A)
    /// ```
    ///
    /// Source: Dijkstra & Henseler (2015).
    fn correct(&mut self, stage: &Stage, unit: &[f64]) {
        let k = stage.k();
        for (block, rho) in stage.blocks.iter().zip(&self.rho_a).filter(|(block, _)| block.len() > 1) {
            let size: f64 = self.weights[block.clone()].iter().map(|weight| weight * weight).sum();
            for j in block.clone() {
                self.loadings[j] = self.weights[j] * rho.sqrt() / (size * unit[j]);
            }
        }
        for (at, r) in self.correlations.iter_mut().enumerate().filter(|(at, _)| at / k != at % k) {
            *r /= self.rho_a[at / k].sqrt() * self.rho_a[at % k].sqrt();
        }
        let mut ldl = Ldl::default();
        self.admissible = self.rho_a.iter().all(|rho| *rho > 0.0 && *rho <= 1.0 + TIE)
            && self.loadings.iter().all(|loading| loading.abs() <= 1.0 + TIE)
            && ldl.factor(k, |i, j| self.correlations[i * k + j]).is_ok()
            && ldl.is_positive();
    }

    /// The effects of constructs on one another; corrected correlations may be such that there are none.
    fn regress(&mut self, spec: &Spec, stage: &Stage) -> Result<()> {
        let k = stage.k();
        self.paths = vec![0.0; k * k];
        let (mut ldl, mut effects) = (Ldl::default(), Vec::new());
        for (a, acting) in stage.predecessors.iter().enumerate() {
            match effects_on(stage, &self.correlations, a, &mut ldl, &mut effects) {
                Err(_) if spec.consistent => effects = vec![f64::NAN; acting.len()],
                found => found?,
            }
            for (&b, effect) in acting.iter().zip(&effects) {
                self.paths[a * k + b] = *effect;
            }
        }
        Ok(())
    }

    /// The scores as combinations of the columns that `rows` combine.
    fn scores(&self, spec: &Spec, stage: &Stage, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let score = |block: &std::ops::Range<usize>| {
            let mut sums = vec![0.0; rows.first().map_or(0, Vec::len)];
            for j in block.clone() {
                let weight = if spec.scaled { self.weights[j] / self.sd[j] } else { self.weights[j] };
                sums.iter_mut().zip(&rows[j]).for_each(|(sum, value)| *sum += weight * value);
            }
            sums
        };
        stage.blocks.iter().map(score).collect()
    }

    /// Appends the values of the [`Stage::fields`].
    fn put(&self, out: &mut Vec<f64>) {
        let (of_columns, of_constructs) = ([&self.weights, &self.loadings], [&self.rho_a, &self.alpha, &self.htmt]);
        let between = [&self.correlations, &self.paths];
        let all = of_columns.into_iter().chain(between).chain(of_constructs).chain([&self.mean, &self.sd]);
        out.extend(all.flatten());
        out.extend([self.iterations as f64, f64::from(u8::from(self.admissible))]);
    }
}

/// Turns every score so that its correlations with its own columns have a sum of 0 or more, by the first one where the sum
/// is 0, and returns these correlations.
fn orient(stage: &Stage, outer: &mut Outer<'_>, unit: &[f64]) -> Vec<f64> {
    let (p, k) = (stage.p(), stage.k());
    let mut loadings = vec![1.0; p];
    for (a, block) in stage.blocks.iter().enumerate() {
        let own = &outer.cross[a * p..(a + 1) * p];
        // Of a single column it is 1 or -1, whatever the rounding.
        let single = block.len() == 1;
        for j in block.clone() {
            loadings[j] = if single { own[j].signum() } else { own[j] / unit[j] };
        }
        let sum: f64 = loadings[block.clone()].iter().sum();
        let sign = if sum.abs() > TIE * block.len() as f64 { sum } else { loadings[block.start] };
        if sign < 0.0 {
            loadings[block.clone()].iter_mut().for_each(|loading| *loading = -*loading);
            outer.weights[block.clone()].iter_mut().for_each(|weight| *weight = -*weight);
            for b in (0..k).filter(|&b| b != a) {
                outer.correlations[a * k + b] *= -1.0;
                outer.correlations[b * k + a] *= -1.0;
            }
        }
    }
    loadings
}
