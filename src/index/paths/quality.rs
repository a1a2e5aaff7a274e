//! How well indicators measure their constructs: functions of their correlations and of the outer weights.

use super::spec::{Mode, Stage};

/// Reliabilities `rho_A` of the scores; 1 of a construct of one indicator or of mode B.
///
/// ```text
/// rho_A = (w'w)² w'(S − diag S) w / w'(ww' − diag ww') w        w being scaled so that w'Sw = 1
/// ```
///
/// `s` are the covariances of the columns as the model works on them. The products are added up without those of the
/// diagonal, which taken off the whole would leave nothing but rounding where the scales differ much. Source: Dijkstra,
/// T. K. & Henseler, J. (2015), "Consistent partial least squares path modeling", *MIS Quarterly* 39(2), 297–316.
pub(super) fn rho_a(stage: &Stage, weights: &[f64], s: &[f64]) -> Vec<f64> {
    let p = stage.p();
    let of = |(block, mode): (&std::ops::Range<usize>, &Mode)| {
        if block.len() == 1 || *mode == Mode::B {
            return 1.0;
        }
        let (mut all, mut shared, mut crossed) = (0.0, 0.0, 0.0);
        for i in block.clone() {
            all += weights[i] * weights[i];
            for j in block.start..i {
                let product = weights[i] * weights[j];
                shared += product * s[i * p + j];
                crossed += product * product;
            }
        }
        all * all * shared / crossed
    };
    stage.blocks.iter().zip(&stage.modes).map(of).collect()
}

/// Standardised alpha of every construct, `n r / (1 + (n − 1) r)` for n indicators of mean correlation r; 1 of one.
///
/// Source: Cronbach, L. J. (1951), "Coefficient alpha and the internal structure of tests", *Psychometrika* 16, 297–334.
pub(super) fn alpha(stage: &Stage, r: &[f64]) -> Vec<f64> {
    let p = stage.p();
    let of = |block: &std::ops::Range<usize>| {
        let n = block.len() as f64;
        let sum: f64 = block.clone().flat_map(|i| r[i * p..][block.clone()].iter()).sum();
        if block.len() == 1 { 1.0 } else { n / (n - 1.0) * (1.0 - n / sum) }
    };
    stage.blocks.iter().map(of).collect()
}

/// k × k ratios of the mean absolute correlation between the indicators of two constructs to the geometric mean of those
/// within each (1 of a single indicator); NaN where those are 0.
///
/// Source: Henseler, J., Ringle, C. M. & Sarstedt, M. (2015), "A new criterion for assessing discriminant validity in
/// variance-based structural equation modeling", *Journal of the Academy of Marketing Science* 43, 115–135; absolute
/// correlations as in Ringle, C. M., Sarstedt, M., Sinkovics, N. & Sinkovics, R. R. (2023), *Data in Brief* 48, 109074.
pub(super) fn htmt(stage: &Stage, r: &[f64]) -> Vec<f64> {
    let (p, k) = (stage.p(), stage.k());
    let mut means = vec![1.0; k * k];
    for (a, rows) in stage.blocks.iter().enumerate() {
        for (b, columns) in stage.blocks.iter().enumerate().take(a + 1) {
            let sum: f64 = rows.clone().flat_map(|i| r[i * p..][columns.clone()].iter()).map(|r| r.abs()).sum();
            let (n, m) = (rows.len() as f64, columns.len() as f64);
            let mean = if a != b {
                sum / (n * m)
            } else if rows.len() > 1 {
                (sum - n) / (n * (n - 1.0))
            } else {
                1.0
            };
            (means[a * k + b], means[b * k + a]) = (mean, mean);
        }
    }
    let ratio = |at: usize| {
        let (a, b) = (at / k, at % k);
        let within = (means[a * k + a] * means[b * k + b]).sqrt();
        if within > 0.0 { means[at] / within } else { f64::NAN }
    };
    (0..k * k).map(ratio).collect()
}
