//! The orders in which drivers enter: all of them, or some drawn at random, as gains between the models they pass.

use ndarray::Array2;
use rand::RngExt;

use super::subsets::{Subsets, all};
use crate::resample::stream;

/// What is read off the models.
pub(super) struct Orders {
    pub subsets: Subsets,
    drivers: usize,
    /// Gains of all orders, or of every circle drawn.
    groups: Vec<Vec<Gain>>,
}

/// The gain of a driver on top of so many others, between two models.
struct Gain {
    driver: usize,
    others: usize,
    with: usize,
    without: usize,
    /// Share of the orders in which the driver has so many others before it.
    share: f64,
}

/// Mean gains over the orders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gains {
    /// p: the mean of each row below.
    pub mean: Vec<f64>,
    /// p × p: of every driver (row) on top of k = 0..p others (column).
    pub conditional: Array2<f64>,
    /// p standard errors of the means over circles.
    pub std_error: Option<Vec<f64>>,
}

impl Orders {
    /// All p! orders, which pass all 2^p sets.
    pub fn every(drivers: usize) -> Self {
        let subsets = Subsets::new((0..=all(drivers)).collect(), drivers);
        // C(p − 1, k) = C(p − 1, k − 1) (p − k) / k, exact in this order.
        let mut counts = vec![1.0; drivers.max(1)];
        for k in 1..drivers {
            counts[k] = counts[k - 1] * (drivers - k) as f64 / k as f64;
        }
        let gain = |driver: usize, without: u64| {
            let others = without.count_ones() as usize;
            gain(&subsets, driver, without, 1.0 / counts[others])
        };
        let outside = |driver: usize| (0..=all(drivers)).filter(move |mask| mask >> driver & 1 == 0);
        let gains = (0..drivers).flat_map(|driver| outside(driver).filter_map(move |mask| gain(driver, mask)));
        let gains = gains.collect();
        Self { subsets, drivers, groups: vec![gains] }
    }

    /// The orders of so many random circles. Drivers in a circle enter one after the other from any of p places on, in
    /// either direction: 2p orders that pass only p (p − 1) + 2 sets, the arcs of the circle. Each of these orders is one
    /// of all p! with equal chances, and every driver has every place in two of them.
    pub fn of_circles(drivers: usize, circles: usize, seed: u64) -> Self {
        let circles: Vec<Vec<usize>> = (0..circles).map(|index| circle(drivers, seed, index as u64)).collect();
        let arcs = circles.iter().flat_map(|circle| {
            (0..drivers).flat_map(move |start| (1..drivers).map(move |len| arc(circle, start, len)))
        });
        let subsets = Subsets::new(arcs.collect(), drivers);
        let groups = circles.iter().map(|circle| gains_of(circle, &subsets)).collect();
        Self { subsets, drivers, groups }
    }

    /// Number of orders, where they are not all.
    pub fn sampled(&self) -> Option<usize> {
        Some(2 * self.drivers * self.groups.len()).filter(|_| self.groups.len() > 1)
    }

    /// Of a value of every set its mean over what is in when a driver enters, p.
    pub fn before(&self, values: &[f64]) -> Vec<f64> {
        let mut means = vec![0.0; self.drivers];
        let share = 1.0 / (self.drivers * self.groups.len()) as f64;
        for gain in self.groups.iter().flatten() {
            means[gain.driver] += share * gain.share * values[gain.without];
        }
        means
    }

    /// The mean gains, given the value of every set.
    pub fn gains(&self, values: &[f64]) -> Gains {
        let p = self.drivers;
        let mut conditional = Array2::<f64>::zeros((p, p));
        let mut means = Vec::new();
        for group in &self.groups {
            let mut own = vec![0.0; p];
            for gain in group {
                let worth = gain.share * (values[gain.with] - values[gain.without]);
                conditional[[gain.driver, gain.others]] += worth;
                own[gain.driver] += worth / p as f64;
            }
            means.push(own);
        }
        let count = means.len() as f64;
        conditional /= count;
        let mean: Vec<f64> = conditional.rows().into_iter().map(|row| row.sum() / p as f64).collect();
        let variance = |j: usize| means.iter().map(|own| (own[j] - mean[j]).powi(2)).sum::<f64>() / (count - 1.0);
        let std_error = (means.len() > 1).then(|| (0..p).map(|j| (variance(j) / count).sqrt()).collect());
        Gains { mean, conditional, std_error }
    }
}

fn gain(subsets: &Subsets, driver: usize, without: u64, share: f64) -> Option<Gain> {
    let (with, others) = (subsets.place(without | 1 << driver)?, without.count_ones() as usize);
    Some(Gain { driver, others, with, without: subsets.place(without)?, share })
}

/// The drivers in random order.
fn circle(drivers: usize, seed: u64, index: u64) -> Vec<usize> {
    let (mut order, mut rng) = ((0..drivers).collect::<Vec<_>>(), stream(seed, index));
    for last in (1..drivers).rev() {
        order.swap(last, rng.random_range(0..=last));
    }
    order
}

/// So many drivers of a circle from a place on.
fn arc(circle: &[usize], start: usize, len: usize) -> u64 {
    (start..start + len).fold(0, |mask, at| mask | 1 << circle[at % circle.len()])
}

/// A driver at a place comes after the arc that ends before it, and in the other direction after that which begins
/// behind it.
fn gains_of(circle: &[usize], subsets: &Subsets) -> Vec<Gain> {
    let p = circle.len();
    let at = |place: usize| {
        (0..p).flat_map(move |others| {
            [arc(circle, place + p - others, others), arc(circle, place + 1, others)]
                .into_iter()
                .filter_map(move |without| gain(subsets, circle[place], without, 0.5))
        })
    };
    (0..p).flat_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A game of four whose gains depend on who is in.
    fn value(mask: u64) -> f64 {
        let bit = |i: u32| f64::from((mask >> i & 1) as u8);
        bit(0) + 2.0 * bit(1) * bit(2) + (1.0 + bit(0)).ln() * bit(3) + bit(1) * bit(3) * 0.3
    }

    fn values(orders: &Orders) -> Vec<f64> {
        orders.subsets.masks.iter().map(|mask| value(*mask)).collect()
    }

    /// The mean over all orders, by going through them.
    fn by_definition() -> Vec<f64> {
        let (mut mean, mut count) = (vec![0.0; 4], 0.0);
        for code in 0..256_usize {
            let order = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3];
            if (0..4).any(|i| !order.contains(&i)) {
                continue;
            }
            count += 1.0;
            order.iter().fold(0, |mask, &i| {
                mean[i] += value(mask | 1 << i) - value(mask);
                mask | 1 << i
            });
        }
        mean.iter().map(|sum| sum / count).collect()
    }

    #[test]
    fn all_orders_are_the_definition_and_add_up() {
        let orders = Orders::every(4);
        let found = orders.gains(&values(&orders));
        assert!(found.mean.iter().zip(by_definition()).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        assert!((found.mean.iter().sum::<f64>() - value(15)).abs() < 1e-15);
        assert_eq!((found.std_error, orders.sampled()), (None, None));
        // Before the first driver there are 0 to 3 others in a quarter of the orders each.
        let others: Vec<f64> = orders.subsets.masks.iter().map(|mask| f64::from(mask.count_ones())).collect();
        assert!(orders.before(&others).iter().all(|mean| (mean - 1.5).abs() < 1e-15));
    }

    #[test]
    fn circles_add_up_and_come_near() {
        let orders = Orders::of_circles(4, 400, 3);
        let found = orders.gains(&values(&orders));
        assert_eq!(orders.sampled(), Some(3200));
        assert!((found.mean.iter().sum::<f64>() - value(15)).abs() < 1e-12);
        let error = found.std_error.unwrap();
        for ((found, exact), error) in found.mean.iter().zip(by_definition()).zip(&error) {
            assert!((found - exact).abs() < 4.0 * error + 1e-12, "{found} {exact} {error}");
        }
        // First and last places are known without error: every circle has them all.
        assert!((found.conditional[[0, 0]] - value(1)).abs() < 1e-12);
        assert!((found.conditional[[3, 3]] - (value(15) - value(7))).abs() < 1e-12);
    }

    #[test]
    fn no_driver_and_one() {
        assert_eq!(Orders::every(0).gains(&[0.5]).mean, []);
        let one = Orders::every(1);
        assert_eq!(one.gains(&[0.5, 2.0]).mean, [1.5]);
    }
}
