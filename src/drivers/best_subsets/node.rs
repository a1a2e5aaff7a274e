//! A node of the walk over the candidates.

use super::members::bit;
use crate::drivers::packed::Packed;

/// A node of the walk. Row 0 of both matrices is the outcome, the others are the columns of the undecided candidates.
pub(super) struct Node {
    /// Residual covariances given the included candidates; element (0, 0) is −R² of the model they make.
    pub(super) forward: Packed,
    /// Inverse covariances of all candidates that are not excluded, their slopes in row 0, their R² at (0, 0).
    pub(super) backward: Packed,
    /// Bits of the candidates not yet decided on.
    pub(super) undecided: u32,
    /// Bits of those in every model below.
    pub(super) included: u32,
    /// Number of their columns.
    pub(super) size: usize,
}

impl Node {
    /// The two nodes below, with and without a candidate of `width` columns that begin at `row`.
    pub(super) fn decide(self, candidate: usize, row: usize, width: usize) -> (Self, Self) {
        let remove = |matrix: &Packed| (1..width).fold(matrix.without(row), |matrix, _| matrix.without(row));
        let sweep = |matrix: &Packed| (1..width).fold(matrix.given(row), |matrix, _| matrix.given(row));
        let undecided = self.undecided & !bit(candidate);
        let with = Self {
            forward: sweep(&self.forward),
            backward: remove(&self.backward),
            undecided,
            included: self.included | bit(candidate),
            size: self.size + width,
        };
        let without = Self { forward: remove(&self.forward), backward: sweep(&self.backward), undecided, ..self };
        (with, without)
    }
}
