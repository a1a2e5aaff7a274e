//! The respondents who answered anything, gaps and all, kept for what fills or works around the gaps.

use rayon::prelude::*;

use super::complete_rows::retain;
use super::rows::Rows;
use super::tiles::{check_weights, is_finite};
use super::{Column, Given};
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::weights::Base;

/// Rows of positive weight with an answer in some column: p columns of m values, NaN where there is none, m weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnsweredRows {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
    places: Vec<usize>,
    n_unanswered: u64,
    n_zero_weight: u64,
}

/// What is known of a column by itself: its answers, their weighted mean and standard deviation (divided by Σw).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answers {
    /// Answers there are.
    pub n: u64,
    /// Sum of their weights.
    pub sum_w: f64,
    /// Weighted mean; 0 without answers.
    pub mean: f64,
    /// Root of the weighted mean squared distance from the mean.
    pub sd: f64,
}

impl Answers {
    /// Whether the answers differ by more than rounding.
    pub fn vary(&self) -> bool {
        self.sd > self.mean.abs() * 1e-13
    }
}

impl AnsweredRows {
    /// Keeps the answered rows of every cell; all of them in one without cells.
    ///
    /// # Errors
    /// As [`super::moments`]: [`Error::Length`], [`Error::BadWeight`], [`Error::Infinite`], [`Error::Interrupted`].
    pub fn by_cell(given: Given<'_, '_>, control: &Control) -> Result<Vec<Self>> {
        given.by_cell(|_, rows| Self::keep(given, rows, control))
    }

    fn keep(given: Given<'_, '_>, rows: Rows<'_>, control: &Control) -> Result<Self> {
        let read = |column: &Column<'_>| {
            control.advance(0)?;
            let mut values = vec![0.0; rows.len()];
            rows.read(column, &mut values);
            Ok(values)
        };
        let mut values: Vec<Vec<f64>> = given.columns.par_iter().map(read).collect::<Result<_>>()?;
        let mut all_weights = given.weights.as_ref().map_or_else(|| Ok(vec![1.0; rows.len()]), read)?;
        if let Some(column) = &given.weights {
            check_weights(column.name, rows, &all_weights)?;
        }
        let mut answered = vec![false; rows.len()];
        for column in &values {
            answered.iter_mut().zip(column).for_each(|(answered, x)| *answered |= !x.is_nan());
        }
        let n_zero_weight = all_weights.iter().filter(|w| **w == 0.0).count() as u64;
        let unanswered = |(answered, w): (&bool, &f64)| *w > 0.0 && !answered;
        let n_unanswered = answered.iter().zip(&all_weights).filter(|row| unanswered(*row)).count() as u64;
        answered.iter_mut().zip(&all_weights).for_each(|(answered, w)| *answered &= *w > 0.0);
        let places: Vec<usize> = (0..rows.len()).filter(|&at| answered[at]).map(|at| rows.row(at)).collect();
        values.par_iter_mut().chain([&mut all_weights]).for_each(|column| retain(column, &answered));
        for (column, values) in given.columns.iter().zip(&values) {
            if let Some(at) = values.iter().position(|x| !x.is_nan() && !is_finite(*x)) {
                return Err(Error::Infinite { column: column.name.into(), row: places[at] });
            }
        }
        Ok(Self { columns: values, weights: all_weights, places, n_unanswered, n_zero_weight })
    }

    /// The answers, column by column; NaN where there is none.
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// One positive weight a row.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Where in the data the rows are.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether nobody answered anything.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Rows, sums of weights and of squared weights.
    pub fn base(&self) -> Base {
        let weights = &self.weights;
        Base { n: weights.len() as f64, sum_w: weights.iter().sum(), sum_w2: weights.iter().map(|w| w * w).sum() }
    }

    /// Rows of positive weight without a single answer.
    pub fn n_unanswered(&self) -> u64 {
        self.n_unanswered
    }

    /// Rows of weight zero.
    pub fn n_zero_weight(&self) -> u64 {
        self.n_zero_weight
    }

    /// Number, mean and spread of the answers of every column.
    pub fn answers(&self) -> Vec<Answers> {
        self.columns.par_iter().map(|column| answers(column, &self.weights)).collect()
    }

    /// Subtracts the mean of every column from its answers and divides them by its standard deviation.
    #[must_use]
    pub fn standardised(mut self, answers: &[Answers]) -> Self {
        self.columns.par_iter_mut().zip(answers).for_each(|(column, of)| {
            for x in column {
                *x = (*x - of.mean) / of.sd;
            }
        });
        self
    }

    /// Sorts the rows by which columns are answered, and gives the columns answered and the rows of every such pattern.
    #[must_use]
    pub fn by_pattern(mut self) -> (Self, Vec<Pattern>) {
        let words = self.columns.len().div_ceil(64).max(1);
        let mut masks = vec![0_u64; words * self.len()];
        for (j, column) in self.columns.iter().enumerate() {
            for (mask, x) in masks.chunks_exact_mut(words).zip(column) {
                // The complete rows come first.
                mask[j / 64] |= u64::from(x.is_nan()) << (63 - j % 64);
            }
        }
        let mask = |row: usize| &masks[row * words..][..words];
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.par_sort_by(|&a, &b| mask(a).cmp(mask(b)));
        let mut patterns: Vec<Pattern> = Vec::new();
        for (at, pair) in order.iter().enumerate() {
            if at > 0 && mask(order[at - 1]) == mask(*pair) {
                continue;
            }
            let observed = (0..self.columns.len()).filter(|&j| !self.columns[j][*pair].is_nan()).collect();
            if let Some(before) = patterns.last_mut() {
                before.end = at;
            }
            patterns.push(Pattern { observed, start: at, end: order.len() });
        }
        self.columns.par_iter_mut().chain([&mut self.weights]).for_each(|x| permute(x, &order));
        self.places = order.iter().map(|&row| self.places[row]).collect();
        (self, patterns)
    }
}

/// Rows `start..end` with answers in the columns `observed` and no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Columns with an answer, rising.
    pub observed: Vec<usize>,
    /// First row.
    pub start: usize,
    /// Row after the last.
    pub end: usize,
}

fn answers(column: &[f64], weights: &[f64]) -> Answers {
    let given = || column.iter().zip(weights).filter(|(x, _)| !x.is_nan());
    let (n, sum_w) = given().fold((0, 0.0), |(n, sum), (_, w)| (n + 1, sum + w));
    if n == 0 || sum_w == 0.0 {
        return Answers { n, sum_w, mean: 0.0, sd: 0.0 };
    }
    // About a first guess, so that a large mean costs no digits.
    let guess = given().next().map_or(0.0, |(x, _)| *x);
    let mean = guess + given().map(|(x, w)| w * (x - guess)).sum::<f64>() / sum_w;
    let sd = (given().map(|(x, w)| w * (x - mean).powi(2)).sum::<f64>() / sum_w).sqrt();
    Answers { n, sum_w, mean, sd }
}

fn permute(column: &mut Vec<f64>, order: &[usize]) {
    *column = order.iter().map(|&row| column[row]).collect();
}

#[cfg(test)]
mod tests {
    use super::super::Cells;
    use super::*;
    use ndarray::arr1;

    const NONE: f64 = f64::NAN;

    fn keep(x: &[f64], y: &[f64], w: &[f64]) -> AnsweredRows {
        let columns = [Column::of_f64("x", x), Column::of_f64("y", y)];
        let weights = Column::of_f64("w", w);
        AnsweredRows::by_cell(Given::new(&columns, Some(weights)), &Control::default()).unwrap().remove(0)
    }

    #[test]
    fn rows_without_any_answer_or_weight_are_left_out_and_counted() {
        let rows = keep(&[1.0, NONE, NONE, 4.0], &[NONE, 2.0, NONE, 4.0], &[1.0, 2.0, 1.0, 0.0]);
        assert_eq!((rows.places(), rows.weights()), (&[0, 1][..], &[1.0, 2.0][..]));
        assert_eq!((rows.n_unanswered(), rows.n_zero_weight()), (1, 1));
        assert!(rows.columns()[0][1].is_nan() && rows.columns()[1][1] == 2.0);
    }

    #[test]
    fn a_column_is_described_by_its_own_answers() {
        // 1 with weight 1 and 4 with weight 2: mean 3, variance (4 + 2) / 3 = 2.
        let rows = keep(&[1.0, 4.0, NONE], &[1.0; 3], &[1.0, 2.0, 5.0]);
        let found = rows.answers();
        assert_eq!((found[0].n, found[0].sum_w, found[0].mean), (2, 3.0, 3.0));
        assert!((found[0].sd - 2.0_f64.sqrt()).abs() < 1e-15);
        assert!(found[0].vary() && !found[1].vary());
    }

    #[test]
    fn patterns_hold_their_rows_in_order_and_the_complete_come_first() {
        let rows = keep(&[1.0, NONE, 3.0, 4.0], &[1.0, 2.0, NONE, 4.0], &[1.0, 2.0, 3.0, 4.0]);
        let (rows, patterns) = rows.by_pattern();
        assert_eq!(rows.places(), [0, 3, 2, 1]);
        assert_eq!(rows.weights(), [1.0, 4.0, 3.0, 2.0]);
        let found: Vec<_> = patterns.iter().map(|p| (p.observed.clone(), p.start, p.end)).collect();
        assert_eq!(found, [(vec![0, 1], 0, 2), (vec![0], 2, 3), (vec![1], 3, 4)]);
    }

    #[test]
    fn cells_keep_their_own_rows_and_errors_name_the_row_of_the_data() {
        let (x, codes) = ([1.0, 2.0, f64::INFINITY, 4.0], arr1(&[1, 0, -1, 0]));
        let cells = Some(Cells { codes: codes.view(), count: 2 });
        let columns = [Column::of_f64("x", &x)];
        let found = AnsweredRows::by_cell(Given::new(&columns, None).with_cells(cells), &Control::default()).unwrap();
        assert_eq!((found[0].places(), found[1].places()), (&[1, 3][..], &[0][..]));
        let error = AnsweredRows::by_cell(Given::new(&columns, None), &Control::default()).unwrap_err();
        assert_eq!(error, Error::Infinite { column: "x".into(), row: 2 });
        let bad = Column::of_f64("w", &[1.0, NONE, 1.0, 1.0]);
        let error =
            AnsweredRows::by_cell(Given::new(&columns, Some(bad)).with_cells(cells), &Control::default()).unwrap_err();
        assert!(matches!(error, Error::BadWeight { row: 1, .. }));
    }
}
