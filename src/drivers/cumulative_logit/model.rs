//! The parameters of a cumulative logit on a scale without units, and back on that of the data.

use ndarray::{Array1, Array2};

use crate::accumulate::Moments;

/// Which categories a cell has, and where its drivers lie. Parameters are the thresholds between the categories, then
/// the slopes of the drivers z = (x − centre) / scale.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Model {
    /// Codes of the categories that occur, in order.
    pub observed: Vec<usize>,
    /// Position among the observed categories, one a code; [`usize::MAX`] for those that do not occur.
    position: Vec<usize>,
    pub centre: Vec<f64>,
    pub scale: Vec<f64>,
}

impl Model {
    /// The model of the categories with a weight, its drivers being columns 1.. of the moments.
    pub fn new(weights: &[f64], moments: &Moments) -> Self {
        let observed: Vec<usize> = (0..weights.len()).filter(|&code| weights[code] > 0.0).collect();
        let mut position = vec![usize::MAX; weights.len()];
        observed.iter().enumerate().for_each(|(i, &code)| position[code] = i);
        let deviation = |comoment: &f64| (comoment / moments.sum_w()).sqrt();
        Self {
            observed,
            position,
            centre: moments.mean().iter().skip(1).copied().collect(),
            scale: moments.comoment().diag().iter().skip(1).map(deviation).collect(),
        }
    }

    /// Number of thresholds.
    pub fn thresholds(&self) -> usize {
        self.observed.len().saturating_sub(1)
    }

    /// Number of parameters.
    pub fn terms(&self) -> usize {
        self.thresholds() + self.centre.len()
    }

    /// The threshold above and the one below a category of this code.
    pub fn neighbours(&self, code: usize) -> [Option<usize>; 2] {
        let position = self.position.get(code).copied().unwrap_or(usize::MAX);
        [Some(position).filter(|&i| i < self.thresholds()), position.checked_sub(1).filter(|&i| i < self.thresholds())]
    }

    /// Upper and lower threshold of every category at `parameters`, infinite where there is none.
    pub fn bounds(&self, parameters: &[f64]) -> Vec<[f64; 2]> {
        let at =
            |threshold: Option<usize>, none: f64| threshold.and_then(|t| parameters.get(t).copied()).unwrap_or(none);
        let bounds = |code| {
            let [upper, lower] = self.neighbours(code);
            [at(upper, f64::INFINITY), at(lower, f64::NEG_INFINITY)]
        };
        (0..self.position.len()).map(bounds).collect()
    }

    /// Thresholds that make every category as probable as its share of the `weights`, and slopes of zero.
    pub fn without_drivers(&self, weights: &[f64]) -> Array1<f64> {
        let total: f64 = weights.iter().sum();
        let below = self.observed.iter().scan(0.0, |sum, &code| {
            *sum += weights[code];
            Some(*sum)
        });
        let thresholds = below.take(self.thresholds()).map(|sum| (sum / (total - sum)).ln());
        let mut start = Array1::zeros(self.terms());
        start.iter_mut().zip(thresholds).for_each(|(to, from)| *to = from);
        start
    }

    /// k × k: coefficients on the scale of the data = map · parameters. In a model of two categories the threshold τ
    /// becomes the intercept −τ.
    ///
    /// ```text
    /// τ_c − Σ β'_j (x_j − m_j) / s_j = (τ_c + Σ β'_j m_j / s_j) − Σ (β'_j / s_j) x_j
    /// ```
    pub fn map(&self) -> Array2<f64> {
        let (m, k) = (self.thresholds(), self.terms());
        let sign = if m == 1 { -1.0 } else { 1.0 };
        Array2::from_shape_fn((k, k), |(i, j)| match (i < m, j < m) {
            (true, true) => f64::from(u8::from(i == j)) * sign,
            (true, false) => sign * self.centre[j - m] / self.scale[j - m],
            (false, false) if i == j => 1.0 / self.scale[j - m],
            _ => 0.0,
        })
    }

    /// The parameters that [`Model::map`] turns into these coefficients; `None` if they are not as many.
    pub fn parameters(&self, coefficients: &[f64]) -> Option<Array1<f64>> {
        let (m, k) = (self.thresholds(), self.terms());
        if coefficients.len() != k || coefficients.iter().any(|b| !b.is_finite()) {
            return None;
        }
        let sign = if m == 1 { -1.0 } else { 1.0 };
        let shift: f64 = coefficients[m..].iter().zip(&self.centre).map(|(b, centre)| b * centre).sum();
        let thresholds = coefficients[..m].iter().map(|t| sign * t - shift);
        let slopes = coefficients[m..].iter().zip(&self.scale).map(|(b, scale)| b * scale);
        Some(thresholds.chain(slopes).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, Given, moments};
    use crate::parallel::Control;
    use crate::weights::WeightPower;

    fn model(weights: &[f64]) -> Model {
        let (y, x) = ([0.0, 1.0, 2.0, 1.0], [10.0, 14.0, 12.0, 20.0]);
        let columns = [Column::of_f64("y", &y), Column::of_f64("x", &x)];
        let found = moments(Given::new(&columns, None), WeightPower::One, &Control::default()).unwrap();
        Model::new(weights, &found[0])
    }

    #[test]
    fn thresholds_lie_between_the_categories_that_occur() {
        let model = model(&[2.0, 0.0, 1.0, 1.0]);
        assert_eq!(model.observed, [0, 2, 3]);
        assert_eq!([0, 2, 3].map(|c| model.neighbours(c)), [[Some(0), None], [Some(1), Some(0)], [None, Some(1)]]);
        // Half lie in the first category, three quarters in the first two: ln 1 and ln 3.
        let start = model.without_drivers(&[2.0, 0.0, 1.0, 1.0]);
        assert!(start[0].abs() < 1e-15 && (start[1] - 3.0_f64.ln()).abs() < 1e-15 && start[2] == 0.0);
    }

    #[test]
    fn coefficients_and_parameters_are_each_others_map() {
        for weights in [vec![1.0, 2.0], vec![1.0, 1.0, 2.0]] {
            let model = model(&weights);
            let coefficients: Vec<f64> = (0..model.terms()).map(|i| 0.5 + i as f64).collect();
            let back = model.map().dot(&model.parameters(&coefficients).unwrap());
            assert!(back.iter().zip(&coefficients).all(|(a, b)| (a - b).abs() < 1e-13), "{back}");
            assert_eq!(model.parameters(&coefficients[1..]), None);
        }
    }
}
