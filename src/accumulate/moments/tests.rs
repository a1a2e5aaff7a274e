use super::*;
use crate::accumulate::{from_bytes, to_bytes};

/// Rows (1, 2), (3, 6) of weight 1: means 2 and 4, sums of squares 2 and 8, of products 4.
fn pair() -> Moments {
    Moments {
        n: 2,
        sum_w: 2.0,
        sum_w2: 2.0,
        mean: vec![2.0, 4.0],
        comoment: vec![2.0, 4.0, 4.0, 8.0],
        ..Moments::default()
    }
}

impl Moments {
    fn moved(mut self, by: f64) -> Self {
        self.move_means(&[by]);
        self
    }
}

/// The row (5, 1) of weight 2.
fn single() -> Moments {
    Moments {
        n: 1,
        sum_w: 2.0,
        sum_w2: 4.0,
        mean: vec![5.0, 1.0],
        comoment: vec![0.0; 4],
        n_missing: 3,
        n_zero_weight: 1,
        ..Moments::default()
    }
}

#[test]
fn merging_is_chans_update() {
    let both = pair().merge(&single()).unwrap();
    // w = 4, delta = (3, -3), w_a w_b / w = 1.
    assert_eq!(both.mean, [3.5, 2.5]);
    assert_eq!(both.comoment, [11.0, -5.0, -5.0, 17.0]);
    assert_eq!((both.n, both.n_missing, both.n_zero_weight), (3, 3, 1));
    assert_eq!(single().merge(&pair()).unwrap(), both);
}

#[test]
fn the_default_is_the_identity_and_empty_parts_only_count() {
    let empty = Moments { n_missing: 4, ..Moments::empty(2) };
    for part in [pair(), single(), Moments::default(), empty.clone()] {
        assert_eq!(part.clone().merge(&Moments::default()).unwrap(), part);
        assert_eq!(Moments::default().merge(&part).unwrap(), part);
    }
    let merged = empty.clone().merge(&pair()).unwrap();
    assert_eq!((&merged.mean, merged.n_missing), (&pair().mean, 4));
    assert_eq!(pair().merge(&empty).unwrap(), merged);
}

#[test]
fn merging_keeps_the_digits_that_large_means_would_lose() {
    // Rows 1e9 + i/3 in parts of seven: their means differ by 7/3, and have six digits behind the point.
    let row = |i: u32| Moments { n: 1, sum_w: 1.0, sum_w2: 1.0, ..Moments::empty(1) }.moved(f64::from(i) / 3.0);
    let part = |start: u32| {
        let rows = (start..start + 7).map(row).fold(Moments::default(), |sum, row| sum.merge(&row).unwrap());
        rows.moved(1e9)
    };
    let whole = (0..1000).map(|i| part(7 * i)).fold(Moments::default(), |sum, part| sum.merge(&part).unwrap());
    let n = 7000.0_f64;
    let expected = n * (n * n - 1.0) / 12.0 / 9.0;
    assert!((whole.comoment[0] / expected - 1.0).abs() < 1e-13, "{} {expected}", whole.comoment[0]);
    let mean = (n - 1.0) / 2.0 / 3.0;
    assert!((whole.mean[0] - 1e9 + whole.mean_low[0] - mean).abs() < 1e-10, "{whole:?}");
    assert_eq!(whole.select(&[0]).unwrap(), whole);
    assert_eq!(from_bytes::<Moments>(&to_bytes(&whole).unwrap()).unwrap(), whole);
}

#[test]
fn counts_that_no_survey_has_do_not_wrap() {
    let huge = Moments { n: u64::MAX, n_missing: u64::MAX, n_zero_weight: u64::MAX, ..pair() };
    let merged = huge.merge(&single()).unwrap();
    assert_eq!((merged.n, merged.n_missing, merged.n_zero_weight), (u64::MAX, u64::MAX, u64::MAX));
}

#[test]
fn different_columns_do_not_merge() {
    let huge = Moments { n: 1, sum_w: f64::MAX, sum_w2: 1.0, ..Moments::default() };
    assert!(huge.clone().merge(&huge).unwrap_err().to_string().contains("overflow"));
    let message = pair().merge(&Moments::empty(3)).unwrap_err().to_string();
    assert!(message.contains("2 columns, the other of 3"), "{message}");
}

#[test]
fn selecting_permutes_means_and_comoments() {
    let swapped = pair().select(&[1, 0, 1]).unwrap();
    assert_eq!(swapped.mean, [4.0, 2.0, 4.0]);
    assert_eq!(swapped.comoment, [8.0, 4.0, 8.0, 4.0, 2.0, 4.0, 8.0, 4.0, 8.0]);
    assert_eq!(swapped.n, 2);
    assert_eq!(pair().select(&[2]), None);
}

#[test]
fn bytes_hold_everything_and_contradictions_are_refused() {
    let merged = pair().merge(&single()).unwrap();
    assert_eq!(from_bytes::<Moments>(&to_bytes(&merged).unwrap()).unwrap(), merged);
    assert_eq!(from_bytes::<Moments>(&to_bytes(&Moments::default()).unwrap()).unwrap(), Moments::default());
    let refused = [
        (Moments { mean: vec![1.0], ..pair() }, "1 means"),
        (Moments { mean: vec![f64::NAN, 1.0], ..pair() }, "not finite"),
        (Moments { sum_w2: -1.0, ..pair() }, "sum of weights"),
        (Moments { comoment: vec![-1.0, 0.0, 0.0, 1.0], ..pair() }, "negative"),
        (Moments { comoment: vec![1.0, 0.5, 0.4, 1.0], ..pair() }, "symmetric"),
        (Moments { n: 1, ..Moments::default() }, "without a column"),
        (Moments { n: 0, ..pair() }, "no rows have weight"),
        (Moments { comoment: vec![1.0, 50.0, 50.0, 1.0], ..pair() }, "correlation of columns 0 and 1 is 50.000"),
        (Moments { comoment: vec![0.0, 1.0, 1.0, 1.0], ..pair() }, "is inf"),
        (Moments { sum_w: 1e300, sum_w2: 0.0, ..pair() }, "(sum of weights)"),
        (Moments { sum_w: 2.0, sum_w2: 1.0, ..pair() }, "(sum of weights)"),
        (Moments { sum_w: 2.0, sum_w2: 5.0, ..pair() }, "(sum of weights)"),
        (Moments { mean_low: vec![0.0], ..pair() }, "2 remainders, not with 1"),
        (Moments { mean_low: vec![0.0, 1e-14], ..pair() }, "beyond its last digit"),
        (Moments { mean_low: vec![0.0, f64::NAN], ..pair() }, "beyond its last digit"),
    ];
    for (moments, reason) in refused {
        let message = from_bytes::<Moments>(&to_bytes(&moments).unwrap()).unwrap_err().to_string();
        assert!(message.contains(reason), "{reason} not in {message}");
    }
}
