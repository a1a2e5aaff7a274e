//! How the coefficients of several binary logits of the same rows vary together.

use ndarray::Array2;

use super::fitted::Parameters;
use super::logistic::share_below;
use crate::accumulate::{Given, Tile, fold_tiles};
use crate::error::Result;
use crate::linalg::add_products;
use crate::parallel::Control;

/// The covariance of the coefficients of the binary logits of y > 0, y > 1, ... of every cell: L models of k terms each,
/// L k × L k; `None` for a cell without models.
///
/// ```text
/// C_jl = (X'W_j X)⁻¹ X'W_jl X (X'W_l X)⁻¹        W_jl = π_l (1 − π_j) for j ≤ l, π_j = P(y > j)
/// ```
///
/// Source: Brant, R. (1990), "Assessing proportionality in the proportional odds model for ordinal logistic regression",
/// *Biometrics* 46, 1171-1178.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn binary_products(
    given: Given<'_, '_>,
    models: &[Option<Vec<&Parameters>>],
    control: &Control,
) -> Result<Vec<Option<Array2<f64>>>> {
    let k = given.columns.len();
    let fits = |cell: usize| models.get(cell).and_then(Option::as_deref).unwrap_or_default();
    let start = |cell: usize| vec![vec![0.0; k * k]; pairs(fits(cell)).count()];
    let add = |cell: usize, sums: &mut Vec<Vec<f64>>, tile: &Tile| add_tile(sums, fits(cell), tile);
    let merge = |mut a: Vec<Vec<f64>>, b: Vec<Vec<f64>>| {
        a.iter_mut().flatten().zip(b.into_iter().flatten()).for_each(|(a, b)| *a += b);
        a
    };
    let sums = fold_tiles(given, control, start, add, merge)?;
    let joint = |(sums, model): (Vec<Vec<f64>>, &Option<Vec<&Parameters>>)| Some(joint(k, &sums, model.as_deref()?));
    Ok(sums.into_iter().zip(models).map(joint).collect())
}

/// The pairs j ≤ l of models.
fn pairs(fits: &[&Parameters]) -> impl Iterator<Item = (usize, usize)> + use<> {
    (0..fits.len()).flat_map(|l| (0..=l).map(move |j| (j, l)))
}

fn joint(k: usize, sums: &[Vec<f64>], fits: &[&Parameters]) -> Array2<f64> {
    let mut joint = Array2::zeros((fits.len() * k, fits.len() * k));
    for ((j, l), sums) in pairs(fits).zip(sums) {
        let product = Array2::from_shape_fn((k, k), |(a, b)| sums[a.min(b) * k + a.max(b)]);
        // The factor of the weights is in both influences, and once too often.
        let block = fits[j].influence().dot(&product).dot(&fits[l].influence().t()) / fits[l].factor;
        for ((a, b), value) in block.indexed_iter() {
            joint[[j * k + a, l * k + b]] = *value;
            joint[[l * k + b, j * k + a]] = *value;
        }
    }
    joint
}

/// Adds the weighted products zz' of every pair, z = (−1, drivers) as thresholds have it.
fn add_tile(sums: &mut [Vec<f64>], fits: &[&Parameters], tile: &Tile) {
    let Some(model) = fits.first().map(|fit| &fit.model) else { return };
    let (rows, stride) = (tile.rows(), tile.stride());
    let mut z = vec![-1.0; (1 + model.centre.len()) * stride];
    for (j, z) in z.chunks_exact_mut(stride).enumerate().skip(1) {
        let (centre, scale) = (model.centre[j - 1], model.scale[j - 1]);
        z.iter_mut().zip(tile.column(j)).for_each(|(z, x)| *z = (x - centre) / scale);
    }
    let predictor = |fit: &&Parameters| -> Vec<f64> {
        let mut eta = vec![0.0; rows];
        for (z, value) in z.chunks_exact(stride).zip(&fit.values) {
            eta.iter_mut().zip(z).for_each(|(eta, z)| *eta += value * z);
        }
        eta
    };
    // An exponential a row and fit, not one for every pair of fits and column.
    let etas: Vec<Vec<f64>> = fits.iter().map(predictor).collect();
    let share = |sign: f64| -> Vec<Vec<f64>> {
        etas.iter().map(|eta| eta.iter().map(|eta| share_below(sign * eta)).collect()).collect()
    };
    let (below, above) = (share(1.0), share(-1.0));
    let mut weighted = z.clone();
    for ((j, l), sums) in pairs(fits).zip(sums) {
        let both = tile.weights().iter().zip(below[l].iter().zip(&above[j]));
        let weights: Vec<f64> = both.map(|(weight, (below, above))| weight * below * above).collect();
        for (to, from) in weighted.chunks_exact_mut(stride).zip(z.chunks_exact(stride)) {
            to.iter_mut().zip(from).zip(&weights).for_each(|((to, z), weight)| *to = z * weight);
        }
        add_products(&z, &weighted, stride, rows, sums);
    }
}
