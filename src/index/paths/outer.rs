//! The iteration of Wold and Lohmöller: outer weights from inner estimates, inner estimates from outer weights.

use super::ldl::Ldl;
use super::spec::{Mode, Scheme, Spec, Stage};
use crate::error::{Error, Result};

/// A covariance or variance of this share of what it is made of is rounding.
const NOTHING: f64 = 1e-13;
/// Changes told of an iteration that did not end.
const LAST: usize = 5;

/// Outer weights, and what follows from them without another look at the data.
///
/// ```text
/// yₐ = Σ wⱼ zⱼ over the columns of construct a, of variance 1        ỹₐ = Σ eₐᵦ yᵦ over the constructs beside it
/// mode A: w = cov(z, ỹₐ)        mode B: w = S⁻¹ cov(z, ỹₐ), S being the covariances of the columns of a
/// ```
///
/// and e as [`Scheme`] says. The weights are scaled anew in every iteration; the first are equal.
///
/// Sources: Wold, H. (1982), "Soft modeling: the basic design and some extensions", in Jöreskog & Wold (eds), *Systems
/// under indirect observation* II, 1–54; Lohmöller, J.-B. (1989), *Latent variable path modeling with partial least
/// squares*, ch. 2.
pub(super) struct Outer<'a> {
    stage: &'a Stage,
    /// p × p covariances of the columns as the model works on them.
    covariance: &'a [f64],
    /// Their standard deviations.
    unit: &'a [f64],
    /// p weights.
    pub(super) weights: Vec<f64>,
    /// k × p covariances of scores and columns.
    pub(super) cross: Vec<f64>,
    /// k × k correlations of the scores.
    pub(super) correlations: Vec<f64>,
    /// k × k inner weights.
    inner: Vec<f64>,
    pub(super) iterations: usize,
}

impl<'a> Outer<'a> {
    /// Iterates to the end.
    ///
    /// # Errors
    /// [`Error::NoScore`], [`Error::DependentIndicators`], [`Error::DependentPredecessors`],
    /// [`Error::WeightsNotConverged`].
    pub(super) fn solve(
        spec: &Spec,
        stage: &'a Stage,
        covariance: &'a [f64],
        unit: &'a [f64],
        name: &dyn Fn(usize) -> String,
    ) -> Result<Self> {
        let (p, k) = (stage.p(), stage.k());
        let (cross, square) = (vec![0.0; k * p], vec![0.0; k * k]);
        let weights = vec![1.0; p];
        let mut outer = Self {
            stage,
            covariance,
            unit,
            weights,
            cross,
            correlations: square.clone(),
            inner: square,
            iterations: 0,
        };
        let blocks = outer.factored(name)?;
        (0..k).try_for_each(|a| outer.normalise(a))?;
        outer.correlate();
        outer.iterate(spec, &blocks)?;
        Ok(outer)
    }

    fn iterate(&mut self, spec: &Spec, blocks: &[Option<Ldl>]) -> Result<()> {
        let (mut changes, mut room) = (Vec::new(), (Ldl::default(), Vec::new()));
        for iteration in 1..=spec.max_iterations {
            self.weigh_inner(spec.scheme, &mut room)?;
            let change = self.weigh_outer(blocks)?;
            self.correlate();
            self.iterations = iteration;
            if change <= spec.tolerance {
                return Ok(());
            }
            changes.push(change);
        }
        let changes = changes.split_off(changes.len().saturating_sub(LAST));
        Err(Error::WeightsNotConverged { iterations: spec.max_iterations, changes, tolerance: spec.tolerance })
    }

    /// The factored covariances of every block of mode B.
    fn factored(&self, name: &dyn Fn(usize) -> String) -> Result<Vec<Option<Ldl>>> {
        let p = self.stage.p();
        let factor = |(a, mode): (usize, &Mode)| {
            let block = &self.stage.blocks[a];
            if *mode == Mode::A || block.len() == 1 {
                return Ok(None);
            }
            let mut ldl = Ldl::default();
            let entry = |i: usize, j: usize| self.covariance[(block.start + i) * p + block.start + j];
            ldl.factor(block.len(), entry).map_err(|rows| Error::DependentIndicators {
                construct: self.stage.names[a].clone(),
                indicators: rows.iter().map(|row| name(block.start + row)).collect(),
            })?;
            Ok(Some(ldl))
        };
        self.stage.modes.iter().enumerate().map(factor).collect()
    }

    /// Covariances of columns and scores, and correlations of scores, under the weights.
    fn correlate(&mut self) {
        let (p, k) = (self.stage.p(), self.stage.k());
        self.cross.fill(0.0);
        for (b, block) in self.stage.blocks.iter().enumerate() {
            let cross = &mut self.cross[b * p..(b + 1) * p];
            for j in block.clone() {
                let (weight, row) = (self.weights[j], &self.covariance[j * p..(j + 1) * p]);
                cross.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
        }
        for b in 0..k {
            for (a, block) in self.stage.blocks.iter().enumerate() {
                let entry = block.clone().map(|j| self.weights[j] * self.cross[b * p + j]).sum();
                self.correlations[a * k + b] = if a == b { 1.0 } else { entry };
            }
        }
    }

    /// The weight of every construct in the inner estimate of every other.
    fn weigh_inner(&mut self, scheme: Scheme, (ldl, effects): &mut (Ldl, Vec<f64>)) -> Result<()> {
        let k = self.stage.k();
        for a in 0..k {
            let acting = &self.stage.predecessors[a];
            for &b in &self.stage.neighbours[a] {
                let r = self.correlations[a * k + b];
                self.inner[a * k + b] = if scheme != Scheme::Centroid || r == 0.0 { r } else { r.signum() };
            }
            if scheme == Scheme::Path && !acting.is_empty() {
                effects_on(self.stage, &self.correlations, a, ldl, effects)?;
                for (&b, effect) in acting.iter().zip(&*effects) {
                    self.inner[a * k + b] = *effect;
                }
            }
        }
        Ok(())
    }

    /// New outer weights; returns the largest change of one, in standard deviations of its column.
    fn weigh_outer(&mut self, blocks: &[Option<Ldl>]) -> Result<f64> {
        let (p, k) = (self.stage.p(), self.stage.k());
        let mut change = 0.0_f64;
        let mut before = Vec::new();
        for (a, block) in self.stage.blocks.iter().enumerate().filter(|(_, block)| block.len() > 1) {
            before.clear();
            before.extend_from_slice(&self.weights[block.clone()]);
            let weights = &mut self.weights[block.clone()];
            weights.fill(0.0);
            let mut size = 0.0;
            for &b in &self.stage.neighbours[a] {
                let e = self.inner[a * k + b];
                size += e.abs();
                let cross = &self.cross[b * p..(b + 1) * p][block.clone()];
                weights.iter_mut().zip(cross).for_each(|(weight, cross)| *weight += e * cross);
            }
            let unit = &self.unit[block.clone()];
            if weights.iter().zip(unit).all(|(covariance, unit)| covariance.abs() <= size * unit * NOTHING) {
                return Err(self.no_score(a));
            }
            if let Some(ldl) = &blocks[a] {
                ldl.solve(weights);
            }
            self.normalise(a)?;
            for (j, before) in block.clone().zip(&before) {
                change = change.max((self.weights[j] - before).abs() * self.unit[j]);
            }
        }
        Ok(change)
    }

    /// Scales the weights of a construct so that its score has variance 1.
    fn normalise(&mut self, a: usize) -> Result<()> {
        let (p, block) = (self.stage.p(), self.stage.blocks[a].clone());
        let mut variance = 0.0;
        let mut most = 0.0;
        for i in block.clone() {
            let row = &self.covariance[i * p..(i + 1) * p][block.clone()];
            let products: f64 = row.iter().zip(&self.weights[block.clone()]).map(|(c, w)| c * w).sum();
            variance += self.weights[i] * products;
            most += self.weights[i].abs() * self.unit[i];
        }
        let root = variance.sqrt();
        // What is not a number is no score either.
        if root > most * NOTHING.sqrt() {
            self.weights[block].iter_mut().for_each(|weight| *weight /= root);
            return Ok(());
        }
        Err(self.no_score(a))
    }

    fn no_score(&self, a: usize) -> Error {
        Error::NoScore { construct: self.stage.names[a].clone() }
    }
}

/// The regression of the score of a construct on those of its predecessors.
///
/// # Errors
/// [`Error::DependentPredecessors`].
pub(super) fn effects_on(
    stage: &Stage,
    correlations: &[f64],
    construct: usize,
    ldl: &mut Ldl,
    effects: &mut Vec<f64>,
) -> Result<()> {
    let (k, acting) = (stage.k(), &stage.predecessors[construct]);
    ldl.factor(acting.len(), |i, j| correlations[acting[i] * k + acting[j]]).map_err(|rows| {
        let name = |row: &usize| stage.names[acting[*row]].clone();
        Error::DependentPredecessors {
            construct: stage.names[construct].clone(),
            predecessors: rows.iter().map(name).collect(),
        }
    })?;
    effects.clear();
    effects.extend(acting.iter().map(|&b| correlations[construct * k + b]));
    ldl.solve(effects);
    Ok(())
}
