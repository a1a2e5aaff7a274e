//! How single rows move LMG importances.

use ndarray::{Array2, Array3, Axis};

use super::lattice::subset_counts;
use crate::drivers::lanes::inverse_pivot;
use crate::drivers::packed::triangle;
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
    root.decide(covariates, true);
    let task = |bits: usize| {
        control.advance(0)?;
        let mut node = root.clone();
        for driver in (p - head..p).rev() {
            node.decide(widths[driver], bits >> (driver + head - p) & 1 == 1);
        }
        let (mut sums, mut below) = (Sums::new(p, q), vec![0.0; triangle(q)]);
        let mut levels = vec![Level { node: node.clone(), sum: below.clone() }; p - head];
        sums.walk(&node, node.rows, &widths[..p - head], bits.count_ones() as usize, &mut levels, &mut below);
        (0..head).filter(|bit| bits >> bit & 1 == 1).for_each(|bit| add(&mut sums.with[p - head + bit], &below));
        control.advance(1 << (p - head))?;
        Ok(sums)
    };
    let sums = map_merge(1 << head, task, |a, b| Ok(a.merge(&b)))?.ok_or(Error::Interrupted)?;
    let mut forms = Array3::from_shape_fn((p, q, q), |(driver, i, j)| {
        let at = triangle(i.max(j)) + i.min(j);
        sums.all[at] - sums.with[driver][at]
    });
    for driver in 0..p {
        // The form has mean 0: Σ G_ij R_ij = 0, of which the square of the outcome has all that is missing.
        let lmg: f64 = forms.index_axis(Axis(0), driver).iter().zip(correlations).map(|(g, r)| g * r).sum();
        forms[[driver, q - 1, q - 1]] -= lmg;
    }
    Ok(forms)
}

/// What a model leaves of the outcome (row 0) and of the columns not yet decided on: as combinations of all columns, and
/// their covariances.
#[derive(Debug, Clone)]
struct Residuals {
    columns: usize,
    /// Rows that are left; those behind them are decided on.
    rows: usize,
    /// \[row\]\[column\]
    forms: Vec<f64>,
    /// Packed lower triangle.
    covariances: Vec<f64>,
}

impl Residuals {
    /// Of the empty model; drivers are the first columns, then covariates, the outcome is last.
    fn of(correlations: &Array2<f64>, drivers: usize) -> Self {
        let q = correlations.nrows();
        let order: Vec<usize> = [q - 1].into_iter().chain(0..drivers).chain(drivers..q - 1).collect();
        let mut forms = vec![0.0; q * q];
        order.iter().enumerate().for_each(|(row, column)| forms[row * q + column] = 1.0);
        let below = |i: usize| (0..=i).map(move |j| (i, j));
        let covariances = (0..q).flat_map(below).map(|(i, j)| correlations[[order[i], order[j]]]).collect();
        Self { columns: q, rows: q, forms, covariances }
    }

    /// Decides on the last `width` rows: leaves them out, or takes what they tell out of those before them.
    fn decide(&mut self, width: usize, within: bool) {
        for _ in 0..width {
            self.rows -= 1;
            if within {
                self.take_out();
            }
        }
    }

    /// Takes what the first row behind those that are left tells out of them.
    fn take_out(&mut self) {
        let (rows, q) = (self.rows, self.columns);
        let (before, own) = self.covariances.split_at_mut(triangle(rows));
        let inverse = inverse_pivot(own[rows]);
        let (forms, form) = self.forms.split_at_mut(rows * q);
        for i in 0..rows {
            let factor = own[i] * inverse;
            subtract(&mut forms[i * q..][..q], factor, &form[..q]);
            subtract(&mut before[triangle(i)..][..=i], factor, &own[..=i]);
        }
    }

    /// Becomes `from` with `rows` rows, of which the last `width` are taken in.
    fn become_with(&mut self, from: &Self, rows: usize, width: usize) {
        let (forms, covariances) = (rows * self.columns, triangle(rows));
        self.rows = rows;
        self.forms[..forms].copy_from_slice(&from.forms[..forms]);
        self.covariances[..covariances].copy_from_slice(&from.covariances[..covariances]);
        self.decide(width, true);
    }
}

/// Room for a model with a driver more, and for the sum over those that come of it.
#[derive(Debug, Clone)]
struct Level {
    node: Residuals,
    sum: Vec<f64>,
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
        let (size, counts) = (triangle(columns), subset_counts(drivers.saturating_sub(1)));
        Self { drivers, counts, all: vec![0.0; size], with: vec![vec![0.0; size]; drivers] }
    }

    /// Writes the sum by both weights over the subsets below the first `rows` rows of a node, the last driver being decided
    /// on first.
    fn walk(
        &mut self,
        node: &Residuals,
        rows: usize,
        widths: &[usize],
        size: usize,
        levels: &mut [Level],
        sum: &mut [f64],
    ) {
        let (Some((&width, before)), Some((level, deeper))) = (widths.split_last(), levels.split_first_mut()) else {
            return self.leaf(&node.forms[..node.columns], size, sum);
        };
        self.walk(node, rows - width, before, size, deeper, sum);
        level.node.become_with(node, rows, width);
        self.walk(&level.node, rows - width, before, size + 1, deeper, &mut level.sum);
        add(&mut self.with[before.len()], &level.sum);
        add(sum, &level.sum);
    }

    fn leaf(&mut self, form: &[f64], size: usize, sum: &mut [f64]) {
        let weight = |size: Option<usize>| {
            size.and_then(|size| self.counts.get(size)).map_or(0.0, |count| 1.0 / (self.drivers as f64 * count))
        };
        let (within, out) = (weight(size.checked_sub(1)), weight(Some(size)));
        for (i, a) in form.iter().enumerate() {
            let (sums, all) = (&mut sum[triangle(i)..][..=i], &mut self.all[triangle(i)..][..=i]);
            for ((sum, all), b) in sums.iter_mut().zip(all).zip(form) {
                let square = a * b;
                *all += out * square;
                *sum = (within + out) * square;
            }
        }
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

fn subtract(to: &mut [f64], factor: f64, from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a -= factor * b);
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::drivers::subset_sums_of;

    /// LMG of three drivers (the last of two columns) beyond a covariate, from correlations of drivers, covariate and outcome.
    fn lmg(correlations: &Array2<f64>) -> Vec<f64> {
        let order = [5, 0, 1, 2, 3];
        let given = |i: usize, j: usize| {
            let (a, b) = (order[i], order[j]);
            correlations[[a, b]] - correlations[[a, 4]] * correlations[[4, b]] / correlations[[4, 4]]
        };
        let partial = Array2::from_shape_fn((5, 5), |(i, j)| given(i, j));
        let sums = subset_sums_of(partial.view(), 0, &[1, 1, 2], &Control::default()).unwrap();
        let share = partial[[0, 0]] / correlations[[5, 5]];
        sums.lmg().into_iter().map(|gain| share * gain).collect()
    }

    #[test]
    fn the_forms_are_the_derivative_by_the_products_of_a_row() {
        let correlations = array![
            [1.0, 0.5, 0.2, 0.3, 0.1, 0.6],
            [0.5, 1.0, 0.1, 0.2, 0.3, 0.4],
            [0.2, 0.1, 1.0, 0.4, 0.2, 0.3],
            [0.3, 0.2, 0.4, 1.0, 0.1, 0.5],
            [0.1, 0.3, 0.2, 0.1, 1.0, 0.2],
            [0.6, 0.4, 0.3, 0.5, 0.2, 1.0],
        ];
        let forms = influence_forms(&correlations, &[1, 1, 2], 1, &Control::default()).unwrap();
        let row = [0.4, -1.2, 0.7, 0.3, -0.5, 1.1];
        let moved = |step: f64| {
            lmg(&Array2::from_shape_fn((6, 6), |(i, j)| (1.0 - step) * correlations[[i, j]] + step * row[i] * row[j]))
        };
        let (up, down) = (moved(1e-6), moved(-1e-6));
        for driver in 0..3 {
            let form = forms.index_axis(Axis(0), driver);
            let value: f64 = form.indexed_iter().map(|((i, j), g)| g * row[i] * row[j]).sum();
            let slope = (up[driver] - down[driver]) / 2e-6;
            assert!((value - slope).abs() < 1e-8, "{driver}: {value} is not {slope}");
            let mean: f64 = form.iter().zip(&correlations).map(|(g, r)| g * r).sum();
            assert!(mean.abs() < 1e-14);
        }
    }
}
