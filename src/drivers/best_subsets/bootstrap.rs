//! How often a criterion chooses each model when the respondents are drawn again.

use ndarray::{Array2, ArrayView3, Axis};
use rayon::prelude::*;

use super::{Candidates, Criterion, best_subset};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Membership of the candidates in the model of least loss of every replicate of the co-moments (r × q × q, the outcome
/// first): r × candidates, 1 or 0; a row of NaN where the drawn rows allow no model with all candidates.
///
/// # Errors
/// [`Error::TooManyDrivers`], [`Error::Interrupted`].
pub fn best_subset_replicates(
    comoments: ArrayView3<'_, f64>,
    names: &[String],
    candidates: &Candidates,
    criterion: Criterion<'_>,
    control: &Control,
) -> Result<Array2<f64>> {
    let count = candidates.blocks.len();
    let one = |replicate: usize| {
        let inner = control.inner();
        let found = best_subset(comoments.index_axis(Axis(0), replicate), names, candidates, criterion, &inner);
        control.advance(1)?;
        match found {
            Ok(model) => Ok((0..count).map(|j| f64::from(model.members.contains(&j))).collect()),
            Err(error @ (Error::Interrupted | Error::TooManyDrivers { .. })) => Err(error),
            Err(_) => Ok(vec![f64::NAN; count]),
        }
    };
    let rows: Vec<Result<Vec<f64>>> = (0..comoments.len_of(Axis(0))).into_par_iter().map(one).collect();
    let mut members = Array2::zeros((rows.len(), count));
    for (mut to, row) in members.rows_mut().into_iter().zip(rows) {
        to.iter_mut().zip(row?).for_each(|(to, value)| *to = value);
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array3, array};

    #[test]
    fn every_replicate_has_its_own_model() {
        // R² 0.36 for a, 0.09 for b, 0.45 for both; then the other way round; then b = a, which is no model of both.
        let first = array![[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]];
        let second = array![[1.0, 0.3, 0.6], [0.3, 1.0, 0.0], [0.6, 0.0, 1.0]];
        let third = array![[1.0, 0.6, 0.6], [0.6, 1.0, 1.0], [0.6, 1.0, 1.0]];
        let all = Array3::from_shape_fn((3, 3, 3), |(r, i, j)| [&first, &second, &third][r][[i, j]]);
        let names = ["y", "a", "b"].map(String::from);
        let candidates = Candidates { forced: vec![], blocks: vec![vec![1], vec![2]] };
        let choose = |price: f64| {
            // 1 - R²: 1, 0.64, 0.55, each driver at a price.
            let criterion = Criterion { scale: &[1.0, 1.0 + price, 1.0 + 2.0 * price], shift: &[0.0; 3] };
            best_subset_replicates(all.view(), &names, &candidates, criterion, &Control::default()).unwrap()
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
        let found = best_subset_replicates(Array3::ones((1, 2, 2)).view(), &names, &candidates, criterion, &control);
        assert_eq!(found, Err(Error::Interrupted));
    }
}
