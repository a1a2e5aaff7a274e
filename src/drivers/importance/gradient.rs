//! How single rows move LMG importances.

use ndarray::{Array2, Array3};

use super::lattice::subset_counts;
use crate::drivers::lanes::inverse_pivot;
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Most drivers whose gradient is walked for.
pub const INFLUENCE_LIMIT: usize = 20;
/// Drivers that are in or out by task.
const HEAD: usize = 5;

/// For every driver j the symmetric q × q matrix G of the quadratic form v'Gv by which a row with the standardized values v
/// moves its LMG: the influence function, of mean 0 over the sample. The columns are those of the drivers, of the
/// `covariates` covariates and the outcome.
///
/// A model S with the residual e = y − x'b of the standardized values moves by
///
/// ```text
/// dR²(S) = (1 − R²(S)) y² − e²
/// ```
///
/// and, the weights of the models summing to 0,
///
/// ```text
/// LMG_j = Σ w_j(S) R²(S)      w_j(S) = 1 / (p C(p − 1, |S| − 1)) where j is in S, else −1 / (p C(p − 1, |S|))
///
/// G = −Σ w_j(S) c_S c_S' − LMG_j u_y u_y'        e = c_S'v
/// ```
///
/// Covariates are in every model. `control` counts subsets.
///
/// Sources: Hampel, F. R. (1974), "The influence curve and its role in robust estimation", *J. American Statistical
/// Association* 69; Binder, D. A. (1983), "On the variances of asymptotically normal estimators from complex surveys",
/// *International Statistical Review* 51.
///
/// # Errors
/// [`Error::TooManyDrivers`] above [`INFLUENCE_LIMIT`], [`Error::Interrupted`].
pub(super) fn influence_forms(
    correlations: &Array2<f64>,
    widths: &[usize],
    covariates: usize,
    control: &Control,
) -> Result<Array3<f64>> {
    let p = widths.len();
    if p > INFLUENCE_LIMIT {
        let what = "linearized errors of importance";
        return Err(Error::TooManyDrivers { what, found: p, limit: INFLUENCE_LIMIT });
    }
    let (head, q) = (p.min(HEAD), correlations.nrows());
    let mut root = Residuals::of(correlations, q - 1 - covariates);
    root.take_in(covariates);
    let task = |bits: usize| {
        control.advance(0)?;
        let mut node = root.clone();
        for driver in (p - head..p).rev() {
            node.decide(widths[driver], bits >> (driver + head - p) & 1 == 1);
        }
        let mut sums = Sums::new(p, q);
        let below = sums.walk(&node, &widths[..p - head], bits.count_ones() as usize);
        (0..head).filter(|bit| bits >> bit & 1 == 1).for_each(|bit| add(&mut sums.with[p - head + bit], &below));
        control.advance(1 << (p - head))?;
        Ok(sums)
    };
    let sums = map_merge(1 << head, task, |a, b| Ok(a.merge(&b)))?.ok_or(Error::Interrupted)?;
    let mut forms = Array3::from_shape_fn((p, q, q), |(driver, i, j)| {
        let at = i.max(j) * (i.max(j) + 1) / 2 + i.min(j);
        sums.all[at] - sums.with[driver][at]
    });
    for driver in 0..p {
        // The form has mean 0: Σ G_ij R_ij = 0, of which the square of the outcome has all that is missing.
        let lmg: f64 = forms.index_axis(ndarray::Axis(0), driver).iter().zip(correlations).map(|(g, r)| g * r).sum();
        forms[[driver, q - 1, q - 1]] -= lmg;
    }
    Ok(forms)
}

/// What a model leaves of the outcome (row 0) and of the columns not yet decided on: as combinations of all columns, and
/// their covariances.
#[derive(Debug, Clone)]
struct Residuals {
    /// \[row\]\[column\]
    forms: Vec<Vec<f64>>,
    /// \[row\]\[row\], lower triangle.
    covariances: Vec<Vec<f64>>,
}

impl Residuals {
    /// Of the empty model; drivers are the first columns, then covariates, the outcome is last.
    fn of(correlations: &Array2<f64>, drivers: usize) -> Self {
        let q = correlations.nrows();
        let order: Vec<usize> = [q - 1].into_iter().chain(0..drivers).chain(drivers..q - 1).collect();
        let unit = |column: usize| (0..q).map(|i| f64::from(u8::from(i == column))).collect();
        Self {
            forms: order.iter().map(|&column| unit(column)).collect(),
            covariances: (0..q).map(|i| (0..=i).map(|j| correlations[[order[i], order[j]]]).collect()).collect(),
        }
    }

    /// Takes the last `count` columns in.
    fn take_in(&mut self, count: usize) {
        for _ in 0..count {
            self.decide(1, true);
        }
    }

    /// Decides on the last `width` columns.
    fn decide(&mut self, width: usize, within: bool) {
        for _ in 0..width {
            let (Some(form), Some(own)) = (self.forms.pop(), self.covariances.pop()) else { return };
            let inverse = own.last().map_or(0.0, |pivot| inverse_pivot(*pivot));
            if !within || inverse == 0.0 {
                continue;
            }
            for (i, (to, row)) in self.forms.iter_mut().zip(&mut self.covariances).enumerate() {
                let factor = own[i] * inverse;
                to.iter_mut().zip(&form).for_each(|(a, b)| *a -= factor * b);
                row.iter_mut().zip(&own).for_each(|(a, b)| *a -= factor * b);
            }
        }
    }
}

/// Sums of c c' (lower triangle) over subsets, by weights.
struct Sums {
    drivers: usize,
    counts: Vec<f64>,
    /// Over all subsets, by the weight of those a driver is not in.
    all: Vec<f64>,
    /// Over those that a driver is in, by both weights.
    with: Vec<Vec<f64>>,
}

impl Sums {
    fn new(drivers: usize, columns: usize) -> Self {
        let size = columns * (columns + 1) / 2;
        let counts = subset_counts(drivers.saturating_sub(1));
        Self { drivers, counts, all: vec![0.0; size], with: vec![vec![0.0; size]; drivers] }
    }

    /// The sum by both weights over the subsets below a node, the last driver being decided on first.
    fn walk(&mut self, node: &Residuals, widths: &[usize], size: usize) -> Vec<f64> {
        let Some((&width, before)) = widths.split_last() else { return self.leaf(&node.forms[0], size) };
        let mut next = node.clone();
        next.decide(width, true);
        let within = self.walk(&next, before, size + 1);
        add(&mut self.with[before.len()], &within);
        next.clone_from(node);
        next.decide(width, false);
        let mut sum = self.walk(&next, before, size);
        add(&mut sum, &within);
        sum
    }

    fn leaf(&mut self, form: &[f64], size: usize) -> Vec<f64> {
        let weight = |size: Option<usize>| {
            size.and_then(|size| self.counts.get(size)).map_or(0.0, |count| 1.0 / (self.drivers as f64 * count))
        };
        let (within, out) = (weight(size.checked_sub(1)), weight(Some(size)));
        let squares: Vec<f64> = (0..form.len()).flat_map(|i| (0..=i).map(move |j| form[i] * form[j])).collect();
        self.all.iter_mut().zip(&squares).for_each(|(sum, square)| *sum += out * square);
        squares.into_iter().map(|square| (within + out) * square).collect()
    }

    fn merge(mut self, other: &Self) -> Self {
        add(&mut self.all, &other.all);
        self.with.iter_mut().zip(&other.with).for_each(|(to, from)| add(to, from));
        self
    }
}

fn add(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}
