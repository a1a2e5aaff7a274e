//! Small symmetric systems, solved in loops that need no library: a replicate solves dozens of three or four unknowns.

/// A pivot of this share of its diagonal is what rounding leaves of an exact dependence.
const DEPENDENT: f64 = 1e-12;
/// A coefficient below this has no part in a dependence.
const NO_PART: f64 = 1e-6;

/// The factors of a symmetric matrix, `L D Lᵀ`; reused from one matrix to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Ldl {
    n: usize,
    /// n × n in row order: L below the diagonal, D on it.
    factors: Vec<f64>,
}

impl Ldl {
    /// Factors the n × n matrix with these entries, of which the lower triangle is read.
    ///
    /// # Errors
    /// The rows that depend on each other exactly.
    pub(super) fn factor(&mut self, n: usize, entry: impl Fn(usize, usize) -> f64) -> Result<(), Vec<usize>> {
        self.n = n;
        self.factors.clear();
        self.factors.resize(n * n, 0.0);
        for i in 0..n {
            for j in 0..i {
                // The row holds L D up to here, the row above L.
                let (row, above) = (&self.factors[i * n..i * n + j], &self.factors[j * n..j * n + j]);
                let known: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
                self.factors[i * n + j] = entry(i, j) - known;
            }
            let mut pivot = entry(i, i);
            for j in 0..i {
                let product = self.factors[i * n + j];
                self.factors[i * n + j] /= self.factors[j * n + j];
                pivot -= product * self.factors[i * n + j];
            }
            // Not a number is no dependence.
            if pivot.abs() <= entry(i, i).abs() * DEPENDENT {
                return Err(self.dependence(i));
            }
            self.factors[i * n + i] = pivot;
        }
        Ok(())
    }

    /// The row `last`, of which the ones before leave nothing, and those it is made of.
    fn dependence(&self, last: usize) -> Vec<usize> {
        let n = self.n;
        let mut made_of = self.factors[last * n..last * n + last].to_vec();
        for i in (0..last).rev() {
            for j in 0..i {
                made_of[j] -= self.factors[i * n + j] * made_of[i];
            }
        }
        (0..last).filter(|&i| made_of[i].abs() > NO_PART).chain([last]).collect()
    }

    /// Solves for the right-hand side in place.
    pub(super) fn solve(&self, x: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            x[i] -= (0..i).map(|j| self.factors[i * n + j] * x[j]).sum::<f64>();
        }
        for i in (0..n).rev() {
            x[i] /= self.factors[i * n + i];
            x[i] -= (i + 1..n).map(|j| self.factors[j * n + i] * x[j]).sum::<f64>();
        }
    }

    /// Whether the matrix is positive definite.
    pub(super) fn is_positive(&self) -> bool {
        (0..self.n).all(|i| self.factors[i * self.n + i] > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_a_hand_made_system_positive_or_not() {
        // [2 1; 1 2] x = [3; 3] and [1 2; 2 1] x = [3; 3] both have x = [1; 1].
        for (matrix, positive) in [([[2.0, 1.0], [1.0, 2.0]], true), ([[1.0, 2.0], [2.0, 1.0]], false)] {
            let (mut ldl, mut x) = (Ldl::default(), [3.0, 3.0]);
            ldl.factor(2, |i, j| matrix[i][j]).unwrap();
            ldl.solve(&mut x);
            assert!(x.iter().all(|x: &f64| (x - 1.0).abs() < 1e-15), "{x:?}");
            assert_eq!(ldl.is_positive(), positive);
        }
    }

    #[test]
    fn a_dependence_names_its_rows_and_no_others() {
        // Rows of x, y, x + z, z: the last is the third less the first.
        let basis = [[1.0, 0.5, 0.25], [0.0, 1.0, 0.0], [1.5, 0.5, 1.25], [0.5, 0.0, 1.0]];
        let entry = |i: usize, j: usize| (0..3).map(|m| basis[i][m] * basis[j][m]).sum();
        assert_eq!(Ldl::default().factor(4, entry), Err(vec![0, 2, 3]));
    }
}
