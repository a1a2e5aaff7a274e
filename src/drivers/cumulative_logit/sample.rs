//! Some of the rows, where there are many: they make the start, and tell how the derivatives bend.

use ndarray::Array1;
use rayon::prelude::*;

use super::fitted::CumulativeLogit;
use super::responses::Responses;
use super::rows::At;
use super::search::Search;
use crate::accumulate::{Cells, Column, Given};
use crate::error::Result;
use crate::parallel::Control;
use crate::weights::WeightType;

/// Every so many runs of rows one belongs to the sample, ...
const SHARE: usize = 32;
/// ... and a run has so many rows.
const RUN: usize = 256;

/// A fit to runs of rows all over the frame, kept as numbers.
pub(super) struct Pilot {
    columns: Vec<(String, Vec<f64>)>,
    weights: Option<(String, Vec<f64>)>,
    /// Segments of the rows, and how many there are.
    codes: Option<(Array1<i32>, usize)>,
    categories: Vec<String>,
    kind: WeightType,
    /// Coefficients, and sums of weights by category; one a cell.
    fits: Vec<Option<(Vec<f64>, Vec<f64>)>>,
}

impl Pilot {
    /// A sample of the rows.
    pub fn of(data: &Responses<'_, '_, '_>) -> Self {
        let rows = data.rows.rows();
        let runs = || (0..rows).step_by(RUN * SHARE).map(|start| start..(start + RUN).min(rows));
        let read = |column: &Column<'_>| {
            let mut values = vec![f64::NAN; runs().map(|run| run.len()).sum()];
            let mut rest = values.as_mut_slice();
            for run in runs() {
                let (to, after) = std::mem::take(&mut rest).split_at_mut(run.len());
                column.read(run.start, to);
                rest = after;
            }
            (column.name.to_owned(), values)
        };
        let code = |cells: &Cells<'_>, row: usize| cells.codes.get(row).copied().unwrap_or(-1);
        let pick = |cells: &Cells<'_>| (runs().flatten().map(|row| code(cells, row)).collect(), cells.count);
        Self {
            columns: data.rows.columns.par_iter().map(read).collect(),
            weights: data.rows.weights.as_ref().map(read),
            codes: data.rows.cells.as_ref().map(pick),
            categories: data.categories.to_vec(),
            kind: data.rows.kind,
            fits: Vec::new(),
        }
    }

    /// The sample with what was fitted to it.
    pub fn with_fits(self, found: Vec<Result<CumulativeLogit>>) -> Self {
        let fits = found.into_iter().map(|fit| fit.ok().map(|fit| (fit.coefficients.to_vec(), fit.w_by_category)));
        Self { fits: fits.collect(), ..self }
    }

    /// Does something with the sample.
    pub fn with_rows<T>(&self, work: impl FnOnce(&Responses<'_, '_, '_>) -> T) -> T {
        let columns: Vec<Column<'_>> = self.columns.iter().map(|(name, values)| Column::of_f64(name, values)).collect();
        let weights = self.weights.as_ref().map(|(name, values)| Column::of_f64(name, values));
        let cells = self.codes.as_ref().map(|(codes, count)| Cells { codes: codes.view(), count: *count });
        let rows = Given { columns: &columns, weights, cells, kind: self.kind };
        work(&Responses { rows, moments: None, categories: &self.categories })
    }

    pub fn start(&self, cell: usize) -> Option<&Vec<f64>> {
        self.fits.get(cell)?.as_ref().map(|fit| &fit.0)
    }

    /// Corrects the steps just made by how the gradient of the sample bends along them.
    ///
    /// The gradient is not quite linear in a step δ; by what it differs from its line, r = g(θ + δ) − g(θ) + H δ, the
    /// sample knows to a few per cent, so that H⁻¹ r brings the point as much nearer the maximum.
    pub fn correct(&self, searches: &mut [Search], control: &Control) -> Result<()> {
        let worth: Vec<bool> =
            searches.iter().zip(&self.fits).map(|(search, fit)| fit.is_some() && search.newton.is_bent()).collect();
        if !worth.contains(&true) {
            return Ok(());
        }
        let pairs = || searches.iter().zip(&worth).map(|(search, worth)| worth.then_some(search));
        let before: Vec<Option<At>> = pairs().map(|search| Some(search?.at(search?.newton.before()?))).collect();
        let after: Vec<Option<At>> = pairs().map(|search| Some(search?.at(&search?.newton.point))).collect();
        let control = control.inner();
        let scan = |points: &[Option<At>]| self.with_rows(|data| data.scan(data.rows.cells, points, &control));
        let (old, new) = (scan(&before)?, scan(&after)?);
        drop((before, after));
        for (((search, fit), old), new) in searches.iter_mut().zip(&self.fits).zip(old).zip(new) {
            if let (Some((_, shares)), Some(old), Some(new)) = (fit, old, new) {
                search.correct(&old, &new, shares);
            }
        }
        Ok(())
    }
}
