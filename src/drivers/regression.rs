//! Multiple regression from moments: weighted least squares with everything its summary table holds.

mod high_precision;
mod sandwich;

use ndarray::{Array1, Array2, Axis};

use super::{Design, correlation};
use crate::accumulate::Moments;
use crate::error::{Error, Result};
use crate::linalg::{Spd, symmetric_eigen};
use crate::weights::{Base, WeightType};

pub use high_precision::high_precision_regression;
pub use sandwich::{Change, Correction, Diagnosed, Fitted, Moved, diagnose, score_moves, score_totals};

/// Beyond this ratio of extreme eigenvalues fewer than about three digits of a coefficient are left: refuse.
const WORST_RATIO: f64 = 1e13;
/// A driver takes part in a dependency when its loading on it is this share of the largest.
pub(super) const TAKES_PART: f64 = 0.1;

/// A fitted regression of an outcome on p drivers; k = p + 1 terms with an intercept (first), else p.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// k coefficients, outcome units per driver unit.
    pub coefficients: Array1<f64>,
    /// k standard errors.
    pub std_errors: Array1<f64>,
    /// k × k variance matrix of the coefficients.
    pub covariance: Array2<f64>,
    /// p × p inverse of the drivers' co-moments (about zero without an intercept): the slopes' covariance but for σ².
    pub unscaled: Array2<f64>,
    /// p standardized coefficients: standard deviations of the outcome per standard deviation of the driver.
    pub standardized: Array1<f64>,
    /// p variance inflation factors, 1 / (1 - R² of the driver on the others).
    pub vif: Array1<f64>,
    /// Share of the outcome's (weighted) variation explained; about zero when there is no intercept.
    pub r2: f64,
    /// R² corrected for the number of drivers.
    pub adj_r2: f64,
    /// Residual standard deviation in units of the outcome; for precision weights that of an answer of weight 1.
    pub sigma: f64,
    /// F of all drivers together.
    pub f_statistic: f64,
    /// Degrees of freedom of the model.
    pub df_model: f64,
    /// Degrees of freedom of the residuals.
    pub df_resid: f64,
    /// Square root of the ratio of the extreme eigenvalues of the drivers' correlation matrix.
    pub condition_number: f64,
    /// Rows, sums of weights and squared weights.
    pub base: Base,
}

/// Fits `outcome` on `drivers` by (weighted) least squares.
///
/// With R the correlations among the drivers, r those with the outcome and s the root sums of squares,
///
/// ```text
/// b* = R⁻¹ r        b_j = b*_j s_y / s_j        b_0 = ȳ - Σ b_j x̄_j
/// R² = r' b*        σ² = s_y² (1 - R²) / df     V(b) = σ² R⁻¹_jk / (s_j s_k)      VIF_j = R⁻¹_jj
/// ```
///
/// so that the units of a driver change nothing but its coefficient. Without an intercept the sums of squares are taken
/// about zero. Standard errors are those of weighted least squares: σ² / w is the variance of an answer; frequency
/// weights count Σw observations, the others the rows.
///
/// # Errors
/// [`Error::TooFewCases`], [`Error::Constant`] (a driver or the outcome), [`Error::Collinear`] naming the drivers.
pub fn regression(moments: &Moments, design: &Design<'_>, kind: WeightType) -> Result<Regression> {
    let base = moments.base();
    let (p, intercept) = (design.drivers.len(), usize::from(design.intercept));
    let observations = base.observations(kind);
    let df_resid = observations - (p + intercept) as f64;
    if df_resid <= 0.0 {
        return Err(design.too_few(whole(observations)));
    }
    let scaled = correlation(moments, design)?;
    let (condition_number, factor) = factor(&scaled.drivers, design)?;
    let standardized = factor.solve(scaled.outcome.view());
    let inverse = factor.inverse();
    // Rounding can take the R² of a perfect fit a hair beyond 1.
    let r2 = scaled.outcome.dot(&standardized).clamp(0.0, 1.0);
    let sigma2 = scaled.outcome_root.powi(2) * (1.0 - r2) / df_resid;
    let slopes = &standardized * scaled.outcome_root / &scaled.driver_roots;
    let unscaled = &inverse / outer(&scaled.driver_roots);
    let slope_covariance = &unscaled * sigma2;
    let (coefficients, covariance) = if design.intercept {
        add_intercept(moments, design, &slopes, &slope_covariance, sigma2 / base.sum_w)
    } else {
        (slopes, slope_covariance)
    };
    let fit = Regression {
        std_errors: covariance.diag().mapv(f64::sqrt),
        coefficients,
        covariance,
        unscaled,
        standardized,
        vif: inverse.diag().to_owned(),
        r2,
        adj_r2: f64::NAN,
        sigma: (sigma2 * unit_weight(base, kind)).sqrt(),
        f_statistic: f64::NAN,
        df_model: p as f64,
        df_resid,
        condition_number,
        base,
    };
    Ok(fit.explaining(r2))
}

/// Corrects a regression by that of its own residuals, which brings back the digits nearly dependent drivers cost.
///
/// `residuals` are the moments of the same rows with y - Xb in place of the outcome, b the coefficients [`regression`]
/// found from `moments`. With δ the regression of the residuals, b + δ is about as accurate as a QR decomposition of
/// the rows, where moments alone lose twice the digits of the condition number. Standard errors come from the residuals
/// themselves.
///
/// Source: Björck, Å. (1987), "Stability analysis of the method of seminormal equations for linear least squares
/// problems", *Linear Algebra and its Applications* 88/89, 31-48.
///
/// # Errors
/// As for [`regression`].
pub fn refined_regression(
    moments: &Moments,
    residuals: &Moments,
    design: &Design<'_>,
    kind: WeightType,
) -> Result<Regression> {
    let first = regression(moments, design, kind)?;
    let step = match regression(residuals, design, kind) {
        // The drivers vary, or the first fit had failed: it is the residuals that do not, and nothing is left to correct.
        Err(Error::Constant { .. }) => return Ok(first),
        step => step?,
    };
    let outcome_root = correlation(moments, design)?.outcome_root;
    let residual_root = correlation(residuals, design)?.outcome_root;
    let rss = residual_root.powi(2) * (1.0 - step.r2);
    let r2 = (1.0 - rss / outcome_root.powi(2)).clamp(0.0, 1.0);
    let corrected = Regression {
        coefficients: &first.coefficients + &step.coefficients,
        standardized: &first.standardized + &step.standardized * (residual_root / outcome_root),
        ..step
    };
    Ok(corrected.explaining(r2))
}

impl Regression {
    /// Fills in what follows from R² and the degrees of freedom.
    fn explaining(self, r2: f64) -> Self {
        let intercept = (self.coefficients.len() - self.standardized.len()) as f64;
        let total = self.df_resid + self.df_model + intercept;
        Self {
            r2,
            adj_r2: 1.0 - (1.0 - r2) * (total - intercept) / self.df_resid,
            f_statistic: r2 / self.df_model / ((1.0 - r2) / self.df_resid),
            ..self
        }
    }
}

/// What turns Σ w e² / df into a variance of answers: only the ratios of probability weights mean anything.
pub(super) fn unit_weight(base: Base, kind: WeightType) -> f64 {
    if kind == WeightType::Probability { base.n / base.sum_w } else { 1.0 }
}

/// Whole observations among those that frequencies add up to.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of weights, at least 0")]
pub(super) fn whole(observations: f64) -> u64 {
    observations as u64
}

/// Factors the drivers' correlation matrix, or names the drivers that make it singular.
pub(super) fn factor(matrix: &Array2<f64>, design: &Design<'_>) -> Result<(f64, Spd)> {
    let Some(eigen) = symmetric_eigen(matrix.view()) else {
        return Err(Error::Collinear { columns: design.driver_names(|_| true) });
    };
    let (Some(&least), Some(&most)) = (eigen.values.first(), eigen.values.last()) else {
        return Err(Error::TooFewCases { what: "a regression (drivers)".into(), found: 0, needed: 1 });
    };
    match Spd::factor(matrix.view()) {
        Some(factor) if least * WORST_RATIO > most => Ok(((most / least).sqrt(), factor)),
        _ => {
            let loadings = eigen.vectors.column(0).mapv(f64::abs);
            let largest = loadings.fold(0.0, |a: f64, &b| a.max(b));
            let takes_part = |j: usize| loadings.get(j).is_some_and(|l| *l >= TAKES_PART * largest);
            Err(Error::Collinear { columns: design.driver_names(takes_part) })
        }
    }
}

/// Puts the intercept ȳ - x̄'b and its (co)variances, σ²/W + x̄'Vx̄ and -Vx̄, before the slopes.
fn add_intercept(
    moments: &Moments,
    design: &Design<'_>,
    slopes: &Array1<f64>,
    covariance: &Array2<f64>,
    mean_variance: f64,
) -> (Array1<f64>, Array2<f64>) {
    let means = moments.mean().select(Axis(0), design.drivers);
    let intercept = moments.mean().get(design.outcome).copied().unwrap_or(f64::NAN) - means.dot(slopes);
    let cross = -covariance.dot(&means);
    let corner = mean_variance - means.dot(&cross);
    let k = slopes.len() + 1;
    let terms = Array1::from_iter(std::iter::once(intercept).chain(slopes.iter().copied()));
    let full = Array2::from_shape_fn((k, k), |(i, j)| match (i, j) {
        (0, 0) => corner,
        (0, j) => cross[j - 1],
        (i, 0) => cross[i - 1],
        (i, j) => covariance[[i - 1, j - 1]],
    });
    (terms, full)
}

fn outer(v: &Array1<f64>) -> Array2<f64> {
    let column = v.view().insert_axis(Axis(1));
    column.dot(&column.t())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, Given, moments};
    use crate::parallel::Control;
    use crate::weights::WeightPower;

    fn names() -> Vec<String> {
        ["y", "a", "b", "c"].map(String::from).to_vec()
    }

    fn of(columns: &[&[f64]], weights: &[f64]) -> Moments {
        let columns: Vec<_> = columns.iter().map(|x| Column::of_f64("column", x)).collect();
        let weights = Column::of_f64("w", weights);
        moments(Given::new(&columns, Some(weights)), WeightPower::One, &Control::default()).unwrap().remove(0)
    }

    fn fit(columns: &[&[f64]], weights: &[f64], intercept: bool, kind: WeightType) -> Result<Regression> {
        let names = names();
        let drivers: Vec<usize> = (1..columns.len()).collect();
        let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept };
        regression(&of(columns, weights), &design, kind)
    }

    const Y: [f64; 6] = [3.0, 5.0, 4.0, 8.0, 9.0, 7.0];
    const A: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    const B: [f64; 6] = [2.0, 1.0, 4.0, 3.0, 6.0, 2.0];

    #[test]
    fn one_driver_by_hand() {
        // Sxx = 17.5, Sxy = 144 - 126 = 18, Syy = 244 - 216 = 28: b = 18/17.5, a = 6 - 3.5 b, SSE = 28 - 18 b, R² = 18 b / 28.
        let found = fit(&[&Y, &A], &[1.0; 6], true, WeightType::Probability).unwrap();
        let b = 18.0 / 17.5;
        let sigma2 = (28.0 - 18.0 * b) / 4.0;
        assert!((found.coefficients[1] - b).abs() < 1e-14);
        assert!((found.coefficients[0] - (6.0 - 3.5 * b)).abs() < 1e-14);
        assert!((found.std_errors[1] - (sigma2 / 17.5_f64).sqrt()).abs() < 1e-14);
        assert!((found.std_errors[0] - (sigma2 * (1.0 / 6.0 + 12.25 / 17.5_f64)).sqrt()).abs() < 1e-14);
        assert!((found.r2 - 18.0 * b / 28.0).abs() < 1e-15);
        assert!((found.vif[0] - 1.0).abs() < 1e-15);
    }

    #[test]
    fn units_change_the_coefficient_only() {
        let scaled: Vec<f64> = A.iter().map(|x| x * 1e12).collect();
        let plain = fit(&[&Y, &A, &B], &[1.0; 6], true, WeightType::Probability).unwrap();
        let found = fit(&[&Y, &scaled, &B], &[1.0; 6], true, WeightType::Probability).unwrap();
        assert!((found.coefficients[1] * 1e12 / plain.coefficients[1] - 1.0).abs() < 1e-12);
        assert!((found.coefficients[2] / plain.coefficients[2] - 1.0).abs() < 1e-12);
        assert!((found.r2 - plain.r2).abs() < 1e-14 && (found.vif[0] - plain.vif[0]).abs() < 1e-12);
    }

    #[test]
    fn frequencies_count_respondents_and_other_weights_rows() {
        let twice: Vec<f64> = Y.iter().chain(&Y).copied().collect();
        let a: Vec<f64> = A.iter().chain(&A).copied().collect();
        let repeated = fit(&[&twice, &a], &[1.0; 12], true, WeightType::Frequency).unwrap();
        let found = fit(&[&Y, &A], &[2.0; 6], true, WeightType::Frequency).unwrap();
        assert!((&found.std_errors - &repeated.std_errors).iter().all(|d| d.abs() < 1e-13));
        let weighted = fit(&[&Y, &A], &[2.0; 6], true, WeightType::Probability).unwrap();
        let plain = fit(&[&Y, &A], &[1.0; 6], true, WeightType::Probability).unwrap();
        assert!((&weighted.std_errors - &plain.std_errors).iter().all(|d| d.abs() < 1e-13));
    }

    #[test]
    fn a_line_through_the_origin() {
        // b = Σxy / Σx² = 144 / 91.
        let found = fit(&[&Y, &A], &[1.0; 6], false, WeightType::Probability).unwrap();
        assert_eq!(found.coefficients.len(), 1);
        assert!((found.coefficients[0] - 144.0 / 91.0).abs() < 1e-14);
        assert_eq!(found.df_resid, 5.0);
    }

    #[test]
    fn dependent_constant_and_too_many_drivers_are_named() {
        let sum: Vec<f64> = A.iter().zip(B).map(|(a, b)| a + b).collect();
        let error = fit(&[&Y, &A, &B, &sum], &[1.0; 6], true, WeightType::Probability).unwrap_err();
        assert_eq!(error, Error::Collinear { columns: vec!["a".into(), "b".into(), "c".into()] });
        let error = fit(&[&Y, &A, &[0.1; 6]], &[1.0; 6], true, WeightType::Probability).unwrap_err();
        assert_eq!(error, Error::Constant { column: "b".into(), n: 6 });
        let error = fit(&[&Y[..2], &A[..2]], &[1.0; 2], true, WeightType::Probability).unwrap_err();
        assert!(matches!(error, Error::TooFewCases { found: 2, needed: 3, .. }));
        let error = fit(&[&Y, &A], &[0.2; 6], true, WeightType::Frequency).unwrap_err();
        assert!(matches!(error, Error::TooFewCases { found: 1, needed: 3, .. }), "frequencies count respondents");
    }

    #[test]
    fn the_residuals_bring_lost_digits_back() {
        // y = 1 + x1 + x2 exactly, with x2 = x1 but for 2^-12 of a square: a condition number of about 10,000.
        let x1: Vec<f64> = (0..20).map(f64::from).collect();
        let x2: Vec<f64> = x1.iter().map(|x| x + x * x / 4096.0).collect();
        let y: Vec<f64> = x1.iter().zip(&x2).map(|(a, b)| 1.0 + a + b).collect();
        let design = Design { names: &names(), outcome: 0, drivers: &[1, 2], intercept: true };
        let total = of(&[&y, &x1, &x2], &[1.0; 20]);
        let worst = |fit: &Regression| fit.coefficients.iter().map(|b| (b - 1.0).abs()).fold(0.0, f64::max);
        let first = regression(&total, &design, WeightType::Probability).unwrap();
        let b = &first.coefficients;
        let e: Vec<f64> = y.iter().zip(x1.iter().zip(&x2)).map(|(y, (p, q))| y - b[0] - b[1] * p - b[2] * q).collect();
        let refined =
            refined_regression(&total, &of(&[&e, &x1, &x2], &[1.0; 20]), &design, WeightType::Probability).unwrap();
        assert!(first.condition_number > 1e3 && worst(&first) > 1e-12, "{} {}", first.condition_number, worst(&first));
        assert!(worst(&refined) < worst(&first) / 100.0, "{} {}", worst(&first), worst(&refined));
        assert!(refined.r2 <= 1.0 && refined.f_statistic > 0.0);
    }

    #[test]
    fn residuals_that_do_not_vary_leave_the_fit_alone() {
        let (y, x) = ([1.0, 3.0, 5.0], [1.0, 2.0, 3.0]);
        let design = Design { names: &names(), outcome: 0, drivers: &[1], intercept: true };
        let total = of(&[&y, &x], &[1.0; 3]);
        let first = regression(&total, &design, WeightType::Probability).unwrap();
        let refined =
            refined_regression(&total, &of(&[&[0.0; 3], &x], &[1.0; 3]), &design, WeightType::Probability).unwrap();
        assert_eq!(refined, first);
    }
}
