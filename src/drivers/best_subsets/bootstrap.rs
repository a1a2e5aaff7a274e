//! How often a criterion chooses each model when the respondents are drawn again.

use ndarray::Array2;

use super::{Candidates, Criterion, best_subset};
use crate::error::Result;
use crate::parallel::Control;
use crate::samples::Samples;

/// Membership of the candidates in the model of least loss of every sample, the outcome being column 0: samples ×
/// candidates, 1 or 0; a row of NaN where the rows drawn allow no model with all candidates.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::Interrupted`].
pub fn best_subset_replicates(
    samples: &Samples<'_, '_>,
    names: &[String],
    candidates: &Candidates,
    criterion: Criterion<'_>,
    control: &Control,
) -> Result<Array2<f64>> {
    let (count, inner) = (candidates.blocks.len(), control.inner());
    samples.replicates(count, control, |moments, _| {
        let candidates = candidates.of_sample(moments);
        let found = best_subset(moments.comoment(), names, &candidates, criterion, &inner)?;
        Ok((0..count).map(|j| f64::from(u8::from(found.members.contains(&j)))).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    use crate::accumulate::Moments;
    use crate::error::Error;
    use crate::weights::Base;

    fn of(covariances: &Array2<f64>) -> Moments {
        let base = Base { n: 9.0, sum_w: 9.0, sum_w2: 9.0 };
        Moments::of_parts(base, vec![0.0; covariances.nrows()], covariances.iter().copied().collect()).unwrap()
    }

    #[test]
    fn every_replicate_has_its_own_model() {
        // R² 0.36 for a, 0.09 for b, 0.45 for both; then the other way round; then b = a, which is no model of both.
        let first = array![[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]];
        let second = array![[1.0, 0.3, 0.6], [0.3, 1.0, 0.0], [0.6, 0.0, 1.0]];
        let third = array![[1.0, 0.6, 0.6], [0.6, 1.0, 1.0], [0.6, 1.0, 1.0]];
        let all = [&first, &second, &third].map(of);
        let names = ["y", "a", "b"].map(String::from);
        let candidates = Candidates { forced: vec![], blocks: vec![vec![1], vec![2]] };
        let choose = |price: f64| {
            // 1 - R²: 1, 0.64, 0.55, each driver at a price.
            let criterion = Criterion { scale: &[1.0, 1.0 + price, 1.0 + 2.0 * price], shift: &[0.0; 3] };
            best_subset_replicates(
                &Samples::Given(all.iter().collect()),
                &names,
                &candidates,
                criterion,
                &Control::default(),
            )
            .unwrap()
        };
        // 0.64 x 1.3 = 0.832 and 0.55 x 1.6 = 0.88; 0.64 x 1.1 = 0.704 and 0.55 x 1.2 = 0.66; 0.64 x 2 and 0.55 x 3.
        for (price, expected) in [(0.3, [[1.0, 0.0], [0.0, 1.0]]), (0.1, [[1.0; 2]; 2]), (1.0, [[0.0; 2]; 2])] {
            let found = choose(price);
            assert_eq!([found.row(0).to_vec(), found.row(1).to_vec()], expected.map(|row| row.to_vec()));
            assert!(found.row(2).iter().all(|member| member.is_nan()));
        }
    }

    #[test]
    fn a_stopped_bootstrap_is_an_error() {
        let (control, names) = (Control::default(), ["y", "a"].map(String::from));
        control.stop();
        let candidates = Candidates { forced: vec![], blocks: vec![vec![1]] };
        let criterion = Criterion { scale: &[1.0; 2], shift: &[0.0; 2] };
        let one = of(&Array2::ones((2, 2)));
        let samples = Samples::Given(vec![&one]);
        let found = best_subset_replicates(&samples, &names, &candidates, criterion, &control);
        assert_eq!(found, Err(Error::Interrupted));
    }
}
