//! Least squares in numbers of 31 digits, from the rows: for nearly dependent drivers and nearly perfect fits.
//!
//! Three passes over the rows: ordinary moments, for centres near the means; co-moments about the centres in
//! double-double; residuals of the coefficients solved from those, in double-double too. The coefficients are corrected
//! by the regression of the residuals, and the residual sum of squares is that of the residuals.

use ndarray::{Array1, Array2};
use pulp::Arch;

use super::{TAKES_PART, unit_weight, whole};
use crate::accumulate::{Given, Moments, Tile, fold_tiles, moments};
use crate::double_double::DoubleDouble;
use crate::drivers::design::ROUNDING;
use crate::drivers::{Design, Regression};
use crate::error::{Error, Result};
use crate::linalg::symmetric_eigen;
use crate::parallel::Control;
use crate::weights::{Base, WeightPower, WeightType};

/// A driver of which less than this share of its variance is its own is a function of the others: at the ends of the
/// 31 digits, and of what data of 16 digits can tell.
const OWN: f64 = 1e-24;
/// Sums that run side by side.
const LANES: usize = 8;

/// Fits every cell by least squares in double-double; a cell that cannot be fitted has the error instead.
///
/// Column 0 is the outcome, the others are the drivers. The formulas are those of [`super::regression()`], evaluated to 31
/// digits and rounded at the end; data are taken as the f64 they are. The result is the same for any number of threads.
///
/// # Errors
/// Those of [`fold_tiles`]. In a cell: as for [`super::regression()`].
pub fn high_precision_regression(
    given: Given<'_, '_>,
    intercept: bool,
    control: &Control,
) -> Result<Vec<Result<Regression>>> {
    let (columns, names, kind) = (given.columns.len(), given.names(), given.kind);
    let drivers: Vec<usize> = (1..columns).collect();
    let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept };
    let plain = moments(given, WeightPower::One, control)?;
    let centres: Vec<Vec<f64>> = plain.iter().map(|moments| centre(moments, columns, intercept)).collect();
    let sum_products = |cell: usize, sums: &mut Vec<DoubleDouble>, tile: &Tile| {
        Block::centred(tile, &centres[cell]).add_products(tile.weights(), sums);
    };
    let sums = fold_tiles(given, control, |_| zeros(triangle(1 + columns)), sum_products, add)?;
    let solved: Vec<Result<Solved>> =
        plain.iter().zip(&sums).map(|(moments, sums)| Solved::new(moments, sums, &design, kind)).collect();
    let sum_residuals = |cell: usize, sums: &mut Vec<DoubleDouble>, tile: &Tile| {
        if let Ok(solved) = &solved[cell] {
            let mut block = Block::centred(tile, &centres[cell]);
            block.subtract_fit(&solved.slopes, solved.level);
            block.add_products_of(1, tile.weights(), sums);
        }
    };
    let left = fold_tiles(given, control, |_| zeros(1 + columns), sum_residuals, add)?;
    let cells = solved.into_iter().zip(left).zip(&centres);
    Ok(cells.map(|((solved, left), centre)| Ok(solved?.finish(&left, centre, intercept, kind))).collect())
}

/// What rows are taken about: numbers near their means, or 0 without an intercept.
fn centre(moments: &Moments, columns: usize, intercept: bool) -> Vec<f64> {
    if intercept && moments.p() == columns { moments.mean().to_vec() } else { vec![0.0; columns] }
}

const fn triangle(rows: usize) -> usize {
    rows * (rows + 1) / 2
}

/// Element (i, j) of a packed lower triangle.
fn packed(sums: &[DoubleDouble], i: usize, j: usize) -> DoubleDouble {
    sums[triangle(i.max(j)) + i.min(j)]
}

fn zeros(count: usize) -> Vec<DoubleDouble> {
    vec![DoubleDouble::ZERO; count]
}

fn add(mut a: Vec<DoubleDouble>, b: Vec<DoubleDouble>) -> Vec<DoubleDouble> {
    a.iter_mut().zip(b).for_each(|(a, b)| *a = *a + b);
    a
}

/// Some rows: a column of ones, the outcome and the drivers about the centres, padded with zeros to whole lanes.
struct Block {
    stride: usize,
    hi: Vec<f64>,
    lo: Vec<f64>,
}

impl Block {
    fn centred(tile: &Tile, centre: &[f64]) -> Self {
        let (rows, stride) = (tile.rows(), tile.rows().next_multiple_of(LANES));
        let mut block =
            Self { stride, hi: vec![0.0; (1 + centre.len()) * stride], lo: vec![0.0; (1 + centre.len()) * stride] };
        block.hi[..rows].fill(1.0);
        for (index, centre) in centre.iter().enumerate() {
            let start = (1 + index) * stride;
            for (row, x) in tile.column(index).iter().enumerate() {
                (block.hi[start + row], block.lo[start + row]) = DoubleDouble::sum(*x, -centre).parts();
            }
        }
        block
    }

    fn columns(&self) -> usize {
        self.hi.len() / self.stride
    }

    fn column(&self, index: usize) -> (&[f64], &[f64]) {
        let range = index * self.stride..(index + 1) * self.stride;
        (&self.hi[range.clone()], &self.lo[range])
    }

    /// Column `index` times the weights.
    fn weighted(&self, index: usize, weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (mut hi, mut lo) = (vec![0.0; self.stride], vec![0.0; self.stride]);
        let (x, y) = self.column(index);
        for (row, w) in weights.iter().enumerate() {
            (hi[row], lo[row]) = (DoubleDouble::of_parts(x[row], y[row]) * DoubleDouble::from(*w)).parts();
        }
        (hi, lo)
    }

    /// Adds the weighted products of all pairs of columns to a packed triangle.
    fn add_products(&self, weights: &[f64], sums: &mut [DoubleDouble]) {
        for i in 0..self.columns() {
            let (hi, lo) = self.weighted(i, weights);
            for (j, sum) in sums[triangle(i)..][..=i].iter_mut().enumerate() {
                *sum = *sum + dot((&hi, &lo), self.column(j));
            }
        }
    }

    /// Adds the weighted products of column `index` and all columns.
    fn add_products_of(&self, index: usize, weights: &[f64], sums: &mut [DoubleDouble]) {
        let (hi, lo) = self.weighted(index, weights);
        for (j, sum) in sums.iter_mut().enumerate() {
            *sum = *sum + dot((&hi, &lo), self.column(j));
        }
    }

    /// Turns the outcome into what a fit leaves of it.
    fn subtract_fit(&mut self, slopes: &[DoubleDouble], level: DoubleDouble) {
        for row in 0..self.stride {
            let at = |index: usize| {
                DoubleDouble::of_parts(self.hi[index * self.stride + row], self.lo[index * self.stride + row])
            };
            let fit: DoubleDouble = slopes.iter().enumerate().map(|(j, slope)| *slope * at(2 + j)).sum();
            // Beyond the rows the column of ones is zero, and so are all others.
            let left = at(1) - fit - level * at(0);
            (self.hi[self.stride + row], self.lo[self.stride + row]) = left.parts();
        }
    }
}

/// Σ a b over whole lanes.
fn dot(a: (&[f64], &[f64]), b: (&[f64], &[f64])) -> DoubleDouble {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let (mut hi, mut lo) = ([0.0; LANES], [0.0; LANES]);
            let left = a.0.chunks_exact(LANES).zip(a.1.chunks_exact(LANES));
            let right = b.0.chunks_exact(LANES).zip(b.1.chunks_exact(LANES));
            for ((a, c), (b, d)) in left.zip(right) {
                for lane in 0..LANES {
                    let product = DoubleDouble::of_parts(a[lane], c[lane]) * DoubleDouble::of_parts(b[lane], d[lane]);
                    (hi[lane], lo[lane]) = (DoubleDouble::of_parts(hi[lane], lo[lane]) + product).parts();
                }
            }
            hi.iter().zip(lo).map(|(hi, lo)| DoubleDouble::of_parts(*hi, lo)).sum()
        },
    )
}

/// The fit of a cell before its residuals are known.
struct Solved {
    base: Base,
    df_resid: f64,
    /// Co-moments with the outcome at (0, 0), about the means (about zero without an intercept).
    squares: Array2<DoubleDouble>,
    /// Means of outcome and drivers less the centres; zeros without an intercept.
    means: Vec<DoubleDouble>,
    sum_w: DoubleDouble,
    roots: Vec<DoubleDouble>,
    /// Correlations among the drivers, and their inverse.
    correlations: Array2<DoubleDouble>,
    inverse: Array2<DoubleDouble>,
    slopes: Vec<DoubleDouble>,
    /// Predicted outcome, less its centre, of a row at the centres.
    level: DoubleDouble,
}

impl Solved {
    fn new(moments: &Moments, sums: &[DoubleDouble], design: &Design<'_>, kind: WeightType) -> Result<Self> {
        let base = moments.base();
        let observations = base.observations(kind);
        let df_resid = observations - (design.drivers.len() + usize::from(design.intercept)) as f64;
        if df_resid <= 0.0 {
            return Err(design.too_few(whole(observations)));
        }
        let (q, sum_w) = (1 + design.drivers.len(), packed(sums, 0, 0));
        let means: Vec<DoubleDouble> = (0..q)
            .map(|i| if design.intercept { packed(sums, 1 + i, 0) / sum_w } else { DoubleDouble::ZERO })
            .collect();
        let squares =
            Array2::from_shape_fn((q, q), |(i, j)| packed(sums, 1 + i, 1 + j) - means[i] * packed(sums, 1 + j, 0));
        let roots: Vec<DoubleDouble> = squares.diag().iter().map(|square| square.sqrt()).collect();
        for (column, root) in roots.iter().enumerate() {
            let least = moments.mean()[column].abs() * base.sum_w.sqrt() * ROUNDING;
            // A sum of squares that is below zero by rounding has no root.
            if root.value().is_nan() || root.value() <= least {
                return Err(Error::Constant { column: design.names[column].clone(), n: moments.n() });
            }
        }
        let p = design.drivers.len();
        let correlations =
            Array2::from_shape_fn((p, p), |(i, j)| squares[[1 + i, 1 + j]] / (roots[1 + i] * roots[1 + j]));
        let inverse = inverse(&correlations)
            .map_err(|parts| Error::Collinear { columns: design.driver_names(|j| parts.contains(&j)) })?;
        let right: Vec<DoubleDouble> = (0..p).map(|j| squares[[1 + j, 0]]).collect();
        let slopes = solve(&inverse, &roots, &right);
        let level = means[0] - slopes.iter().zip(&means[1..]).map(|(b, mean)| *b * *mean).sum();
        Ok(Self { base, df_resid, squares, means, sum_w, roots, correlations, inverse, slopes, level })
    }

    /// The slopes corrected by the regression of the residuals, and what remains: `left` are the sums of products of the
    /// residuals with the column of ones, themselves and the drivers.
    fn correct(&self, left: &[DoubleDouble], intercept: bool) -> (Vec<DoubleDouble>, DoubleDouble) {
        let with: Vec<DoubleDouble> =
            left[2..].iter().zip(&self.means[1..]).map(|(product, mean)| *product - *mean * left[0]).collect();
        let step = solve(&self.inverse, &self.roots, &with);
        let slopes = self.slopes.iter().zip(&step).map(|(b, d)| *b + *d).collect();
        let about = if intercept { left[0] * left[0] / self.sum_w } else { DoubleDouble::ZERO };
        let rss = left[1] - about - step.iter().zip(&with).map(|(d, r)| *d * *r).sum();
        // Rounding may leave a perfect fit less than nothing.
        (slopes, if rss.value() > 0.0 { rss } else { DoubleDouble::ZERO })
    }

    /// The fit, rounded.
    fn finish(&self, left: &[DoubleDouble], centre: &[f64], intercept: bool, kind: WeightType) -> Regression {
        let (slopes, rss) = self.correct(left, intercept);
        let (p, total, df) = (slopes.len(), self.squares[[0, 0]], DoubleDouble::from(self.df_resid));
        let (sigma2, unexplained, df_model) = (rss / df, rss / total, DoubleDouble::from(p as f64));
        let (inverse, roots) = (&self.inverse, &self.roots);
        let unscaled = Array2::from_shape_fn((p, p), |(i, j)| inverse[[i, j]] / (roots[1 + i] * roots[1 + j]));
        let means: Vec<DoubleDouble> =
            self.means.iter().zip(centre).map(|(mean, centre)| *mean + DoubleDouble::from(*centre)).collect();
        let (coefficients, covariance) = if intercept {
            add_intercept(&means, &slopes, &unscaled, sigma2, self.sum_w)
        } else {
            (slopes.clone(), unscaled.mapv(|value| value * sigma2))
        };
        let scale = DoubleDouble::from(unit_weight(self.base, kind));
        Regression {
            std_errors: covariance.diag().iter().map(|value| value.sqrt().value()).collect(),
            coefficients: coefficients.iter().map(|b| b.value()).collect(),
            covariance: covariance.mapv(DoubleDouble::value),
            unscaled: unscaled.mapv(DoubleDouble::value),
            standardized: slopes.iter().zip(&roots[1..]).map(|(b, root)| (*b * *root / roots[0]).value()).collect(),
            vif: inverse.diag().iter().map(|value| value.value()).collect(),
            r2: (DoubleDouble::ONE - unexplained).value(),
            adj_r2: (DoubleDouble::ONE - unexplained * (df + df_model) / df).value(),
            sigma: (sigma2 * scale).sqrt().value(),
            f_statistic: ((total - rss) / df_model).value() / sigma2.value(),
            df_model: p as f64,
            df_resid: self.df_resid,
            condition_number: condition_number(&self.correlations, inverse),
            base: self.base,
        }
    }
}

/// Coefficients of the drivers from the inverse of their correlations, their root sums of squares (after that of the
/// outcome) and their co-moments with it.
fn solve(inverse: &Array2<DoubleDouble>, roots: &[DoubleDouble], right: &[DoubleDouble]) -> Vec<DoubleDouble> {
    let scaled: Vec<DoubleDouble> = right.iter().zip(&roots[1..]).map(|(r, root)| *r / *root).collect();
    let product = |i: usize| -> DoubleDouble { scaled.iter().enumerate().map(|(j, r)| inverse[[i, j]] * *r).sum() };
    (0..scaled.len()).map(|i| product(i) / roots[1 + i]).collect()
}

/// The inverse of a correlation matrix by its Cholesky factor, or the positions of the columns that make it singular.
fn inverse(matrix: &Array2<DoubleDouble>) -> std::result::Result<Array2<DoubleDouble>, Vec<usize>> {
    let p = matrix.nrows();
    let mut factor = Array2::from_elem((p, p), DoubleDouble::ZERO);
    for i in 0..p {
        for j in 0..i {
            let known: DoubleDouble = (0..j).map(|k| factor[[i, k]] * factor[[j, k]]).sum();
            factor[[i, j]] = (matrix[[i, j]] - known) / factor[[j, j]];
        }
        let own = matrix[[i, i]] - (0..i).map(|k| factor[[i, k]] * factor[[i, k]]).sum();
        if own.value().is_nan() || own.value() <= OWN {
            return Err(dependent(&factor, i));
        }
        factor[[i, i]] = own.sqrt();
    }
    // The inverse of the factor, column by column; that of the matrix is its product with its transpose.
    let mut root = Array2::from_elem((p, p), DoubleDouble::ZERO);
    for j in 0..p {
        root[[j, j]] = DoubleDouble::ONE / factor[[j, j]];
        for i in j + 1..p {
            let known: DoubleDouble = (j..i).map(|k| factor[[i, k]] * root[[k, j]]).sum();
            root[[i, j]] = -known / factor[[i, i]];
        }
    }
    Ok(Array2::from_shape_fn((p, p), |(i, j)| (i.max(j)..p).map(|k| root[[k, i]] * root[[k, j]]).sum()))
}

/// Column `last`, which those before it explain, and those of them that matter for it.
fn dependent(factor: &Array2<DoubleDouble>, last: usize) -> Vec<usize> {
    let mut weights = vec![0.0; last + 1];
    weights[last] = 1.0;
    for i in (0..last).rev() {
        let known: f64 = (i + 1..last).map(|k| factor[[k, i]].value() * weights[k]).sum();
        weights[i] = (factor[[last, i]].value() - known) / factor[[i, i]].value();
    }
    let largest = weights.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    (0..=last).filter(|&j| weights[j].abs() >= TAKES_PART * largest).collect()
}

/// The intercept ȳ - x̄'b and its (co)variances, σ²/W + x̄'Vx̄ and -Vx̄, before the slopes.
fn add_intercept(
    means: &[DoubleDouble],
    slopes: &[DoubleDouble],
    unscaled: &Array2<DoubleDouble>,
    sigma2: DoubleDouble,
    sum_w: DoubleDouble,
) -> (Vec<DoubleDouble>, Array2<DoubleDouble>) {
    let (p, drivers) = (slopes.len(), &means[1..]);
    let intercept = means[0] - slopes.iter().zip(drivers).map(|(b, mean)| *b * *mean).sum();
    let cross: Vec<DoubleDouble> = (0..p)
        .map(|i| -drivers.iter().enumerate().map(|(j, mean)| unscaled[[i, j]] * *mean).sum::<DoubleDouble>())
        .collect();
    let corner = DoubleDouble::ONE / sum_w - cross.iter().zip(drivers).map(|(c, mean)| *c * *mean).sum();
    let covariance = Array2::from_shape_fn((p + 1, p + 1), |(i, j)| {
        sigma2
            * match (i, j) {
                (0, 0) => corner,
                (0, j) => cross[j - 1],
                (i, 0) => cross[i - 1],
                (i, j) => unscaled[[i - 1, j - 1]],
            }
    });
    ([intercept].into_iter().chain(slopes.iter().copied()).collect(), covariance)
}

/// Root ratio of the extreme eigenvalues of the correlations; the least is the inverse of the largest of the inverse.
fn condition_number(correlations: &Array2<DoubleDouble>, inverse: &Array2<DoubleDouble>) -> f64 {
    let largest = |matrix: &Array2<DoubleDouble>| {
        let values: Option<Array1<f64>> =
            symmetric_eigen(matrix.mapv(DoubleDouble::value).view()).map(|eigen| eigen.values);
        values.and_then(|values| values.last().copied()).unwrap_or(f64::NAN)
    };
    (largest(correlations) * largest(inverse)).sqrt()
}

#[cfg(test)]
mod tests;
