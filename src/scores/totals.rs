//! Totals of linearised values by unit and by stratum.

/// The code at a position; 0 where there is none.
pub(super) fn at(codes: &[i32], position: u32) -> u32 {
    codes.get(position as usize).and_then(|&code| u32::try_from(code).ok()).unwrap_or_default()
}

/// The linearised values of some rows: their total and the sum of their squares.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Z {
    pub(super) total: f64,
    pub(super) squares: f64,
}

/// Totals by unit or stratum, of which only those touched are cleared and looked at again.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) of: Vec<Z>,
    pub(super) touched: Vec<u32>,
}

impl Totals {
    pub(super) fn clear(&mut self) {
        for &slot in &self.touched {
            if let Some(z) = self.of.get_mut(slot as usize) {
                *z = Z::default();
            }
        }
        self.touched.clear();
    }

    /// Adds to one of `count` slots.
    pub(super) fn add(&mut self, slot: u32, count: usize, z: Z) {
        if self.of.len() <= slot as usize && (slot as usize) < count {
            self.of.resize(slot as usize + 1, Z::default());
        }
        if let Some(sum) = self.of.get_mut(slot as usize) {
            self.touched.push(slot);
            sum.total += z.total;
            sum.squares += z.squares;
        }
    }

    /// The total of a slot.
    pub(super) fn of(&self, slot: u32) -> Z {
        self.of.get(slot as usize).copied().unwrap_or_default()
    }

    /// The touched slots in order, each once.
    pub(super) fn sort(&mut self) {
        self.touched.sort_unstable();
        self.touched.dedup();
    }

    /// Totals and squares of `count` strata from those of their clusters.
    pub(super) fn gather(&mut self, clusters: &Self, stratum: &[i32], count: usize) {
        self.clear();
        for &cluster in &clusters.touched {
            let total = clusters.of(cluster).total;
            self.add(at(stratum, cluster), count, Z { total, squares: total * total });
        }
        self.sort();
    }
}
