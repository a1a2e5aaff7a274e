//! Least squares as a model that terms enter and leave: all moves of a step are read off one swept matrix.

use crate::drivers::sweep::sweep;

use super::criteria::{Judge, Sample, f_statistic};
use super::plan::Plan;
use super::rule::Move;

/// A column of which less than this share is its own, given those in the model, is taken for a combination of them. No
/// variance inflation factor in a model passes the inverse.
const TOLERANCE: f64 = 1e-7;
/// Residuals of less than this share of the outcome's variation are rounding: the fit is perfect.
const PERFECT: f64 = 1e-13;

/// Regression of column 0 on the terms in the model.
///
/// The matrix of correlations, swept on the columns in the model, has minus their variance inflation factors on its
/// diagonal, the share of every other column that they do not explain, and the share 1 − R² of the outcome that is left.
///
/// Source: Beaton, A. E. (1964), *The use of special matrix operators in statistical calculus*, ETS Research Bulletin
/// RB-64-51; in this symmetric form Dempster, A. P. (1969), *Elements of Continuous Multivariate Analysis*.
#[derive(Clone)]
pub(super) struct SweptModel<'a> {
    plan: &'a Plan,
    sample: Sample,
    /// In row order.
    matrix: Vec<f64>,
    /// Which columns are in.
    columns: Vec<bool>,
    /// Which terms are in.
    pub(super) inside: Vec<bool>,
    /// Coefficients, the intercept among them.
    pub(super) k: usize,
}

impl<'a> SweptModel<'a> {
    /// The model of the intercept alone.
    pub(super) fn new(plan: &'a Plan, sample: Sample, correlations: Vec<f64>) -> Self {
        let (columns, inside) = (vec![false; plan.names.len()], vec![false; plan.terms.blocks.len()]);
        Self { plan, sample, matrix: correlations, columns, inside, k: 1 }
    }

    /// Share of the outcome's variation that is not explained.
    pub(super) fn left(&self) -> f64 {
        unless_perfect(self.at(0, 0))
    }

    /// The criterion of the model; NaN for p-values.
    pub(super) fn criterion(&self) -> f64 {
        self.value(self.left(), self.k as f64)
    }

    /// Puts a column into the model for good, unless it is a combination of those in it.
    pub(super) fn force(&mut self, column: usize) -> bool {
        let fits = self.fits(&[column]);
        if fits {
            self.sweep(&[column]);
        }
        fits
    }

    /// Moves a term into the model, or out of it.
    pub(super) fn make(&mut self, term: usize) {
        let plan = self.plan;
        self.inside[term] = !self.inside[term];
        self.sweep(&plan.terms.blocks[term]);
    }

    /// Puts all terms into the model but those that are combinations of those before them.
    pub(super) fn enter_all(&mut self) {
        let every = self.plan.terms.blocks.concat();
        if self.fits(&every) {
            self.sweep(&every);
            self.inside.fill(true);
            return;
        }
        for term in 0..self.inside.len() {
            if self.fits(&self.plan.terms.blocks[term]) {
                self.make(term);
            }
        }
    }

    /// Terms outside that are combinations of each other's columns and of those in the model.
    pub(super) fn dependent(&self) -> Vec<bool> {
        let blocks = self.plan.terms.blocks.iter().zip(&self.inside);
        blocks.map(|(columns, inside)| !inside && !self.fits(columns)).collect()
    }

    /// What each term could do next.
    pub(super) fn moves(&self) -> Vec<Move> {
        (0..self.inside.len()).filter(|&term| self.may(term)).map(|term| self.look(term)).collect()
    }

    fn may(&self, term: usize) -> bool {
        let (rule, columns) = (&self.plan.rule, &self.plan.terms.blocks[term]);
        if self.inside[term] {
            return rule.leaves;
        }
        let room = self.sample.n - (self.k + columns.len()) as f64 > 0.0;
        rule.enters && self.left() > 0.0 && room && self.fits(columns)
    }

    fn look(&self, term: usize) -> Move {
        let (columns, enters, known) = (&self.plan.terms.blocks[term], !self.inside[term], self.plan.information[term]);
        let (now, k, df) = (self.left(), self.k as f64, columns.len() as f64);
        let gain = self.gain(columns);
        let left = unless_perfect(now - gain);
        let df_resid = self.sample.n - k - if enters { df } else { 0.0 };
        let k = if enters { k + df } else { k - df };
        let after = self.value(left, k);
        Move {
            term,
            enters,
            statistic: known * f_statistic(gain.abs(), left.min(now), df, df_resid),
            df,
            df_resid,
            criterion: if known < 1.0 { counted(self.value(now, k), after, known) } else { after },
            r2: 1.0 - left,
        }
    }

    fn value(&self, left: f64, k: f64) -> f64 {
        if self.plan.rule.judge == Judge::PValue { f64::NAN } else { self.sample.value(self.plan.rule.judge, left, k) }
    }

    /// Share of the outcome's variation that columns would explain, negative if they leave: r' V⁻¹ r with V and r the
    /// swept matrix among them and beside the outcome. Inside the model V is minus the inverse of what it is outside, so
    /// that one formula does for both.
    fn gain(&self, columns: &[usize]) -> f64 {
        if let &[column] = columns {
            return self.at(0, column).powi(2) / self.at(column, column);
        }
        // Swept on all of V, what stood as 0 in its corner is −r' V⁻¹ r.
        let (width, place) = (columns.len() + 1, |i: usize| if i == 0 { 0 } else { columns[i - 1] });
        let entry = |at: usize| if at == 0 { 0.0 } else { self.at(place(at / width), place(at % width)) };
        let mut block: Vec<f64> = (0..width * width).map(entry).collect();
        sweep_all(&mut block, width, (1..width).collect());
        -block[0]
    }

    /// Whether columns outside are no combination of each other and of those in the model, nor make one of these.
    fn fits(&self, columns: &[usize]) -> bool {
        if columns.iter().any(|&column| self.at(column, column) < TOLERANCE) {
            return false;
        }
        let fine = |inflation: f64| inflation > 0.0 && inflation <= 1.0 / TOLERANCE;
        let mut inside = (0..self.columns.len()).filter(|&column| self.columns[column]);
        if let &[column] = columns {
            let pivot = self.at(column, column);
            return inside.all(|i| fine(self.at(i, column).powi(2) / pivot - self.at(i, i)));
        }
        let mut after = self.clone();
        after.sweep(columns);
        inside.chain(columns.iter().copied()).all(|column| fine(-after.at(column, column)))
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.matrix[i * self.columns.len() + j]
    }

    /// Moves columns that are all in the model, or all outside.
    fn sweep(&mut self, columns: &[usize]) {
        sweep_all(&mut self.matrix, self.columns.len(), columns.to_vec());
        for &column in columns {
            self.columns[column] = !self.columns[column];
            self.k = if self.columns[column] { self.k + 1 } else { self.k - 1 };
        }
    }
}

/// The criterion where so much is known of a move: of what it changes, but for the price of its coefficients.
fn counted(unchanged: f64, after: f64, known: f64) -> f64 {
    unchanged + known * (after - unchanged)
}

fn unless_perfect(left: f64) -> f64 {
    if left <= PERFECT { 0.0 } else { left }
}

/// Sweeps the p × p matrix on columns, or takes them out again if it is swept on them.
fn sweep_all(matrix: &mut [f64], p: usize, mut columns: Vec<usize>) {
    // The largest pivot first: what is left of the outcome then keeps its digits.
    let size = |matrix: &[f64], column: usize| matrix[column * p + column].abs();
    while let Some(next) =
        (0..columns.len()).rev().max_by(|&a, &b| size(matrix, columns[a]).total_cmp(&size(matrix, columns[b])))
    {
        let column = columns.remove(next);
        // On the way out the row beside the pivot changes its sign.
        if sweep(matrix, p, column) < 0.0 {
            for i in (0..p).filter(|&i| i != column) {
                matrix[column * p + i] *= -1.0;
                matrix[i * p + column] *= -1.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_out_as_they_went_in() {
        let given: Vec<f64> = vec![1.0, 0.5, 0.3, 0.2, 0.5, 1.0, 0.1, 0.4, 0.3, 0.1, 1.0, 0.6, 0.2, 0.4, 0.6, 1.0];
        let mut swept = given.clone();
        sweep_all(&mut swept, 4, vec![2]);
        sweep_all(&mut swept, 4, vec![1, 3]);
        // Of y all three leave what Cramer's rule leaves: a ratio of determinants.
        let three = 1.0 + 2.0 * 0.1 * 0.4 * 0.6 - 0.1 * 0.1 - 0.4 * 0.4 - 0.6 * 0.6;
        let solved = [0.5 * 0.64 + 0.3 * 0.14 - 0.2 * 0.34, 0.5 * 0.14 + 0.3 * 0.84 - 0.2 * 0.56];
        let third = -0.5 * 0.34 - 0.3 * 0.56 + 0.2 * 0.99;
        let explained = (0.5 * solved[0] + 0.3 * solved[1] + 0.2 * third) / three;
        assert!((swept[0] - (1.0 - explained)).abs() < 1e-14);
        sweep_all(&mut swept, 4, vec![1, 2]);
        sweep_all(&mut swept, 4, vec![3]);
        for (found, expected) in swept.iter().zip(&given) {
            assert!((found - expected).abs() < 1e-14);
        }
    }
}
