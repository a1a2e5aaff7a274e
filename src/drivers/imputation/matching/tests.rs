use super::*;
use crate::resample::stream;

fn donors(predictions: &[f64]) -> Donors {
    let mut donors = Donors::default();
    let mut fill = |x: &[f64]| donors.fill(x.len(), &[], 1.0, |rows| x[rows].to_vec(), &Control::default()).unwrap();
    fill(&[7.0, -1e9]); // as if used before
    fill(predictions);
    donors
}

fn below(donors: &Donors, prediction: f32) -> usize {
    donors.sorted.partition_point(|donor| donor.0 < prediction)
}

fn nearest(donors: &Donors, prediction: f32) -> (usize, usize) {
    donors.nearest(prediction, below(donors, prediction))
}

#[test]
fn donors_are_in_the_order_of_prediction_and_row_however_they_lie() {
    let spread = |i: u32| f64::from(i * 7919 % 10_007).powi(5);
    for predictions in [
        (0..500).map(spread).collect::<Vec<_>>(),
        (0..40_000).map(|i| f64::from(i * 7919 % 10_007) / 2000.0 - 2.5).collect(),
        (0..40_000).map(|i| if i == 77 { 1e300 } else { spread(i) * 1e-30 }).collect(),
        (0..500).map(|i| f64::from(i % 3) * f64::MAX - f64::MAX).collect(),
        vec![4.0; 300],
    ] {
        let found = donors(&predictions);
        let mut sorted: Vec<Donor> = predictions.iter().zip(0..).map(|(&x, row)| (compared(x), row)).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(found.sorted, sorted);
    }
}

#[test]
fn threads_that_share_the_work_find_the_same_order() {
    let predictions: Vec<f64> = (0..50_000_u32).map(|i| f64::from(i * 7919 % 10_007).sqrt()).collect();
    let alone = donors(&predictions);
    for threads in [2, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let shared = pool.install(|| donors(&predictions));
        assert_eq!((&shared.sorted, &shared.ends), (&alone.sorted, &alone.ends));
        let drawn: Vec<f32> = (0..5000_u16).map(|i| f32::from(i) / 50.0 - 3.0).collect();
        let lenders = |donors: &Donors| donors.lenders(&drawn, &mut stream(5, 0), &Control::default()).unwrap();
        assert_eq!(pool.install(|| lenders(&shared)), lenders(&alone));
    }
}

#[test]
fn those_with_a_gap_lend_nothing() {
    let mut found = Donors::default();
    let predictions = |rows: Range<usize>| rows.map(|row| -(row as f64)).collect();
    found.fill(20_000, &[0, 3, 1023, 16_384, 19_999], 1e4, predictions, &Control::default()).unwrap();
    let rows: Vec<u32> = found.sorted.iter().rev().map(|donor| donor.1).collect();
    let expected: Vec<u32> = (0..20_000).filter(|row| ![0, 3, 1023, 16_384, 19_999].contains(row)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn lenders_come_in_the_order_of_the_gaps_and_are_among_the_nearest() {
    let predictions: Vec<f64> = (0..30_000).map(|i| f64::from(i * 7919 % 30_011) / 30_011.0 - 0.5).collect();
    let found = donors(&predictions);
    let drawn: Vec<f32> = (0..3000_u16).rev().map(|i| f32::from(i) / 3000.0 - 0.5).collect();
    let lenders = found.lenders(&drawn, &mut stream(4, 0), &Control::default()).unwrap();
    for (prediction, lender) in drawn.iter().zip(lenders) {
        let distance = |row: usize| (compared(predictions[row]) - prediction).abs();
        let nearer = (0..predictions.len()).filter(|&row| distance(row) < distance(lender)).count();
        assert!(nearer < DONORS, "{nearer} are nearer to {prediction}");
    }
}

#[test]
fn the_nearest_donors_are_a_run_around_the_prediction() {
    let donors = donors(&[0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0]);
    assert_eq!(nearest(&donors, -5.0), (0, 5));
    assert_eq!(nearest(&donors, 2.1), (0, 5));
    assert_eq!(nearest(&donors, 9.0), (2, 7));
    assert_eq!(nearest(&donors, 99.0), (2, 7));
    assert_eq!(nearest(&super::tests::donors(&[0.0, 1.0]), 0.5), (0, 2));
    assert_eq!(nearest(&super::tests::donors(&[]), 0.5), (0, 0));
}

#[test]
fn those_with_one_prediction_are_found_from_any_of_them() {
    for (before, alike, after) in [(0, 1, 0), (3, 1, 5), (0, 7, 2), (4, 100, 0), (9, 33, 9)] {
        let counts = [(1.0, before), (2.0, alike), (3.0, after)];
        let donors: Vec<_> = counts.iter().flat_map(|&(x, count)| std::iter::repeat_n((x, 0), count)).collect();
        for at in before..before + alike {
            assert_eq!(start_of(&donors[..at], 2.0), before);
            assert_eq!(at + end_of(&donors[at..], |prediction| prediction <= 2.0), before + alike);
            assert_eq!(end_of(&donors, |prediction| prediction < 2.0), before);
        }
    }
}

#[test]
fn all_with_the_same_prediction_lend_alike() {
    let alike = donors(&[1.0; 100]);
    let rng = &mut stream(1, 0);
    let mut times = [0; 4];
    for _ in 0..4000 {
        times[alike.lender(1.0, below(&alike, 1.0), rng).unwrap() as usize / 25] += 1;
    }
    // 1000 a quarter, standard deviation 27.
    assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
    assert_eq!(donors(&[]).lender(1.0, 0, rng), None);
}

#[test]
fn several_predictions_are_matched_by_their_distance() {
    // 30 donors on a grid of 6 x 5; around (2, 2) the five nearest are itself and its four neighbours.
    let estimate = |row: usize| vec![(row % 6) as f64, (row / 6) as f64];
    let drawn = (0..500).map(|_| vec![2.0, 2.0]);
    let found = by_several((0..30).collect(), estimate, drawn, &mut stream(2, 0), &Control::default()).unwrap();
    let mut lenders = found.clone();
    lenders.sort_unstable();
    lenders.dedup();
    assert_eq!(lenders, [8, 13, 14, 15, 20]);
}

#[test]
fn any_of_many_equal_donors_lends() {
    let drawn = (0..4000).map(|_| vec![1.0, 1.0]);
    let found =
        by_several((0..100).collect(), |_| vec![0.0, 0.0], drawn, &mut stream(3, 0), &Control::default()).unwrap();
    let mut times = [0; 4];
    for row in found {
        times[row / 25] += 1;
    }
    assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
}
