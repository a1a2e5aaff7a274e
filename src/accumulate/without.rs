//! Moments of rows that are left when others are taken away.

use super::Moments;

/// Where less than this share of a sum is left, it is added up anew: of sixteen digits it keeps twelve.
const LEAST_LEFT: f64 = 1e-4;

impl Moments {
    /// Moments of the rows of `self` without those of `part`, which are among them: the inverse of [`Moments::merge`].
    ///
    /// None where they would have lost digits, as so little is left of a sum, and where `part` is no part.
    ///
    /// ```text
    /// d = mean_b − mean        mean_a = mean − d w_b/w_a        comoment_a = comoment − comoment_b − ddᵀ w_b w/w_a
    /// ```
    pub fn without(&self, part: &Self) -> Option<Self> {
        let n = self.n.checked_sub(part.n)?;
        let (sum_w, sum_w2) = (self.sum_w - part.sum_w, self.sum_w2 - part.sum_w2);
        let is_left = |left: f64, of: f64| left > LEAST_LEFT * of;
        // Of uneven weights nearly all squares may go with a part of the weight.
        if self.p() != part.p() || !is_left(sum_w, self.sum_w) || !is_left(sum_w2, self.sum_w2) {
            return None;
        }
        let p = self.p();
        let delta: Vec<f64> = (0..p).map(|i| part.mean[i] - self.mean[i] + (part.low(i) - self.low(i))).collect();
        let share = part.sum_w / sum_w;
        let products = delta.iter().flat_map(|a| delta.iter().map(move |b| a * b));
        let own = self.comoment.iter().zip(&part.comoment).zip(products);
        let mut left = Self {
            n,
            sum_w,
            sum_w2,
            mean: self.mean.clone(),
            mean_low: self.mean_low.clone(),
            comoment: own.map(|((all, own), product)| all - own - self.sum_w * share * product).collect(),
            n_missing: self.n_missing.saturating_sub(part.n_missing),
            n_zero_weight: self.n_zero_weight.saturating_sub(part.n_zero_weight),
        };
        left.move_means(&delta.iter().map(|d| -d * share).collect::<Vec<_>>());
        (0..p).all(|i| is_left(left.comoment[i * p + i], self.comoment[i * p + i])).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use crate::accumulate::{Column, Moments, moments_under};
    use crate::parallel::Control;

    fn of(columns: &[Vec<f64>], weights: &[f64]) -> Moments {
        let columns: Vec<_> = columns.iter().map(|x| Column::of_f64("x", x)).collect();
        moments_under(&columns, weights, &Control::default()).unwrap()
    }

    fn column(rows: std::ops::Range<u32>, step: u32) -> Vec<f64> {
        rows.map(|row| 5.0 + f64::from(row * step % 97) / 13.0).collect()
    }

    #[test]
    fn what_was_merged_is_taken_apart() {
        let part = |rows: std::ops::Range<u32>| {
            let weights = column(rows.clone(), 31);
            of(&[column(rows.clone(), 7), column(rows.clone(), 11), column(rows, 5)], &weights)
        };
        let (a, b) = (part(0..60), part(60..90));
        let left = a.clone().merge(&b).unwrap().without(&b).unwrap();
        assert_eq!(left.n(), a.n());
        let near = |found: f64, expected: f64| (found - expected).abs() <= 1e-13 * expected.abs().max(1.0);
        assert!(near(left.sum_w(), a.sum_w()) && near(left.sum_w2(), a.sum_w2()));
        assert!(left.mean().iter().zip(a.mean()).all(|(x, y)| near(*x, *y)));
        assert!(left.comoment().iter().zip(a.comoment()).all(|(x, y)| (x - y).abs() < 1e-11));
        assert_eq!(a.without(&Moments::empty(3)), Some(a.clone()));
    }

    #[test]
    fn where_digits_would_be_lost_there_is_nothing() {
        let weights = vec![1.0; 4];
        let all = of(&[vec![1.0, 2.0, 3.0, 1e6]], &weights);
        assert_eq!(all.without(&of(&[vec![1e6]], &weights[..1])), None, "an outlier goes");
        assert!(all.without(&of(&[vec![1.0, 2.0]], &weights[..2])).is_some());
        let heavy = of(&[vec![1.0, 2.0, 3.0]], &[1.0, 1.0, 1e9]);
        assert_eq!(heavy.without(&of(&[vec![3.0]], &[1e9])), None, "nearly all weight goes");
        let uneven: Vec<f64> = (0..101).map(|row| if row == 100 { 5e5 } else { 1.1 }).collect();
        let (values, part) = (column(0..101, 7), of(&[column(100..101, 7)], &uneven[100..]));
        assert_eq!(of(&[values], &uneven).without(&part), None, "nearly all squared weight goes");
        assert_eq!(all.without(&all), None, "all go");
        assert_eq!(of(&[vec![1.0]], &[1.0]).without(&all), None, "no part");
        assert_eq!(all.without(&Moments::empty(2)), None, "other columns");
    }
}
