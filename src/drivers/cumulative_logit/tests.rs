//! The likelihood against its definition, the errors, and what must not matter.

use ndarray::arr1;

use super::likelihood::Sums;
use super::responses::MANY;
use super::rows::whole;
use super::*;
use crate::accumulate::{Column, Given};
use crate::error::Error;
use crate::weights::WeightType;

/// Forty cases, four categories, a number on a large mean, a small one and a dummy.
struct Survey {
    y: Vec<f64>,
    x: Vec<Vec<f64>>,
    w: Vec<f64>,
}

fn survey(k: usize) -> Survey {
    let noise = |i: usize, by: usize| ((i * i * by + 7 * i) % 101) as f64 / 50.0 - 1.0;
    let n = 60;
    let x = vec![
        (0..n).map(|i| 1000.0 + 10.0 * noise(i, 31)).collect::<Vec<f64>>(),
        (0..n).map(|i| noise(i, 17) / 100.0).collect(),
        (0..n).map(|i| f64::from(u8::from(i % 3 == 0))).collect(),
    ];
    let latent = |i: usize| 0.05 * (x[0][i] - 1000.0) + 60.0 * x[1][i] - 0.4 * x[2][i] + 2.5 * noise(i, 43);
    let category = |i: usize| ((latent(i) / 2.0 + k as f64 / 2.0).floor()).clamp(0.0, k as f64 - 1.0);
    Survey { y: (0..n).map(category).collect(), w: (0..n).map(|i| 1.0 + (i % 4) as f64 / 2.0).collect(), x }
}

const NAMES: [&str; 4] = ["rating", "bills", "network", "mobile"];

impl Survey {
    fn columns(&self) -> Vec<Column<'_>> {
        let all = std::iter::once(&self.y).chain(&self.x);
        NAMES.iter().zip(all).map(|(name, x)| Column::of_f64(name, x)).collect()
    }

    fn fit(&self, categories: usize, kind: WeightType) -> Result<CumulativeLogit> {
        let names: Vec<String> = (0..categories).map(|c| format!("answer {c}")).collect();
        let weights = Column::of_f64("w", &self.w);
        let columns = self.columns();
        let rows = Given { kind, ..Given::new(&columns, Some(weights)) };
        let data = Responses { rows, moments: None, categories: &names };
        cumulative_logit(&data, &[], &Control::default())?.remove(0)
    }

    /// Σ w ln (F(upper − x'b) − F(lower − x'b)) as it is written, b on the scale of the data.
    fn log_likelihood(&self, observed: usize, b: &[f64]) -> f64 {
        let share = |v: f64| 1.0 / (1.0 + (-v).exp());
        let m = observed - 1;
        let sign = if m == 1 { -1.0 } else { 1.0 };
        let row = |i: usize| {
            let eta: f64 = self.x.iter().zip(&b[m..]).map(|(x, b)| x[i] * b).sum();
            let code = whole(self.y[i]);
            let below = |c: usize| if c < m { share(sign * b[c] - eta) } else { 1.0 };
            let least = if code > 0 { below(code - 1) } else { 0.0 };
            self.w[i] * (below(code) - least).ln()
        };
        (0..self.y.len()).map(row).sum()
    }
}

#[test]
fn the_maximum_is_one_of_the_definition() {
    for k in [2, 4] {
        let survey = survey(k);
        let fit = survey.fit(k, WeightType::Frequency).unwrap();
        assert_eq!(fit.observed.len(), k);
        let b = fit.coefficients.to_vec();
        let at = |b: &[f64]| survey.log_likelihood(k, b);
        assert!((at(&b) - fit.log_likelihood).abs() < 1e-9, "{} {}", at(&b), fit.log_likelihood);
        // Second differences along the axes are the information: V⁻¹ e_j by solving V x = e_j.
        let inverse = crate::linalg::Spd::factor(fit.covariance.view()).unwrap().inverse();
        for j in 0..b.len() {
            let h = 1e-3 / inverse[[j, j]].sqrt();
            let moved = |by: f64| {
                let mut moved = b.clone();
                moved[j] += by * h;
                at(&moved)
            };
            let (gradient, bend) = ((moved(1.0) - moved(-1.0)) / 2.0, 2.0 * at(&b) - moved(1.0) - moved(-1.0));
            // Per step h: the slope is none, the bend h² V⁻¹_jj = 1e-6.
            assert!(gradient.abs() < 1e-7, "{k} {j} {gradient}");
            assert!((bend / 1e-6 - 1.0).abs() < 1e-3, "{k} {j}");
        }
    }
}

#[test]
fn derivatives_are_differences_of_the_log_likelihood_anywhere() {
    for k in [2, 4] {
        let survey = survey(k);
        let columns = survey.columns();
        let weights = Column::of_f64("w", &survey.w);
        let moments =
            scan_moments(Given::new(&columns, Some(weights)), WeightPower::One, &Control::default()).unwrap().remove(0);
        let mut shares = vec![0.0; k];
        survey.y.iter().zip(&survey.w).for_each(|(y, w)| shares[whole(*y)] += w);
        let model = Model::new(&shares, &moments);
        let at = |point: &[f64]| {
            let place = At::new(&model, point);
            let add = |_: usize, sums: &mut Sums, tile: &Tile| {
                sums.add(tile, &place);
            };
            let start = |_| Sums::new(&model, k);
            let merge = |a: Sums, b: Sums| a.merge(&b);
            let found =
                fold_tiles(Given::new(&columns, Some(weights)), &Control::default(), start, add, merge).unwrap();
            found[0].derivatives(&model, point, &shares, 1.0)
        };
        let mut point = model.without_drivers(&shares).to_vec();
        point.iter_mut().enumerate().for_each(|(i, x)| *x += 0.1 * (i as f64 + 1.0));
        let here = at(&point);
        for j in 0..point.len() {
            let moved = |by: f64| {
                let mut moved = point.clone();
                moved[j] += by;
                at(&moved)
            };
            let (up, down) = (moved(1e-5), moved(-1e-5));
            let gradient = (up.log_likelihood - down.log_likelihood) / 2e-5;
            assert!((gradient - here.gradient[j]).abs() < 1e-7 * here.gradient[j].abs().max(1.0), "{k} {j}");
            for i in 0..point.len() {
                let information = (down.gradient[i] - up.gradient[i]) / 2e-5;
                assert!((information - here.information[[i, j]]).abs() < 1e-6, "{k} {i} {j}");
            }
        }
    }
}

#[test]
fn a_table_of_four_by_hand() {
    // 30 of 40 with the driver and 20 of 60 without: odds 3 and 1/2, so a = ln ½, b = ln 6,
    // var b = 1/30 + 1/10 + 1/20 + 1/40 and var a = 1/20 + 1/40.
    let cells = [(1.0, 1.0, 30.0), (1.0, 0.0, 10.0), (0.0, 1.0, 20.0), (0.0, 0.0, 40.0)];
    let x: Vec<f64> = cells.iter().map(|cell| cell.0).collect();
    let y: Vec<f64> = cells.iter().map(|cell| cell.1).collect();
    let w: Vec<f64> = cells.iter().map(|cell| cell.2).collect();
    let fit = Survey { y, x: vec![x], w }.fit(2, WeightType::Frequency).unwrap();
    assert!((fit.coefficients[0] - 0.5_f64.ln()).abs() < 1e-14 && (fit.coefficients[1] - 6.0_f64.ln()).abs() < 1e-14);
    assert!((fit.covariance[[1, 1]] - (1.0 / 30.0 + 0.1 + 0.05 + 0.025)).abs() < 1e-12);
    assert!((fit.covariance[[0, 0]] - 0.075).abs() < 1e-12);
    // Mean fitted probability of the 50 with the event less that of the others: (30 · ¾ + 20 / 3 − 10 · ¾ − 40 / 3) / 50.
    assert!((fit.tjur_r2 - (22.5 + 20.0 / 3.0 - 7.5 - 40.0 / 3.0) / 50.0).abs() < 1e-12);
    assert!((fit.null_log_likelihood - 100.0 * 0.5_f64.ln()).abs() < 1e-12);
}

#[test]
fn without_drivers_the_thresholds_are_the_log_odds_of_the_shares() {
    let survey = Survey { y: vec![0.0, 2.0, 2.0, 3.0], x: vec![], w: vec![1.0, 1.0, 1.0, 5.0] };
    let fit = survey.fit(4, WeightType::Probability).unwrap();
    // Category 1 does not occur; 1/8 lie in 0 and 3/8 in 0 to 2. Σ w is scaled to 4 cases.
    assert_eq!(fit.observed, [0, 2, 3]);
    assert!((fit.coefficients[0] - (1.0 / 7.0_f64).ln()).abs() < 1e-14);
    assert!((fit.coefficients[1] - (3.0 / 5.0_f64).ln()).abs() < 1e-14);
    let null = 0.5 * ((1.0 / 8.0_f64).ln() + 2.0 * (0.25_f64).ln() + 5.0 * (5.0 / 8.0_f64).ln());
    assert!((fit.null_log_likelihood - null).abs() < 1e-14 && (fit.log_likelihood - null).abs() < 1e-13);
}

#[test]
fn units_and_a_warm_start_change_nothing() {
    let plain = survey(4);
    let fit = plain.fit(4, WeightType::Probability).unwrap();
    let mut scaled = survey(4);
    scaled.x[1].iter_mut().for_each(|x| *x = *x * 1e12 + 3.0);
    let other = scaled.fit(4, WeightType::Probability).unwrap();
    assert!((other.coefficients[4] * 1e12 / fit.coefficients[4] - 1.0).abs() < 1e-10);
    assert!((other.covariance[[3, 3]] / fit.covariance[[3, 3]] - 1.0).abs() < 1e-10);
    assert!((other.log_likelihood - fit.log_likelihood).abs() < 1e-11);
    let columns = plain.columns();
    let names: Vec<String> = (0..4).map(|c| c.to_string()).collect();
    let weights = Column::of_f64("w", &plain.w);
    let kind = WeightType::Probability;
    let rows = Given { kind, ..Given::new(&columns, Some(weights)) };
    let data = Responses { rows, moments: None, categories: &names };
    let start = [Some(fit.coefficients.to_vec())];
    let again = cumulative_logit(&data, &start, &Control::default()).unwrap().remove(0).unwrap();
    assert_eq!(again.iterations, 0);
    assert!((&again.coefficients - &fit.coefficients).iter().all(|d| d.abs() < 1e-9));
}

fn refused(y: &[f64], x: &[&[f64]], categories: usize) -> Error {
    let survey = Survey { y: y.to_vec(), x: x.iter().map(|x| x.to_vec()).collect(), w: vec![1.0; y.len()] };
    survey.fit(categories, WeightType::Probability).unwrap_err()
}

const NOISE: [f64; 10] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0];

#[test]
fn a_driver_that_separates_is_named_with_its_ranges() {
    // Complete: 1 to 5 against 6 to 10. Quasi-complete: 5 is in both. A dummy of the event only.
    let y = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    let complete: Vec<f64> = (1..=10).map(f64::from).collect();
    let mut touching = complete.clone();
    touching[5] = 5.0;
    let dummy = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0];
    for (x, how) in [
        (&complete[..], "'network' is 1 to 5 in 'answer 0', 6 to 10 in 'answer 1'"),
        (&touching, "'network' is 1 to 5 in 'answer 0', 5 to 10 in 'answer 1'"),
        (&dummy, "'network' is 0 in 'answer 0', 0 to 1 in 'answer 1'"),
    ] {
        let error = refused(&y, &[&NOISE, x], 2);
        let expected = Error::Separation { outcome: "rating".into(), columns: vec!["network".into()], how: how.into() };
        assert_eq!(error, expected);
        assert!(error.to_string().contains("'network' separate the categories of 'rating'"), "{error}");
    }
}

#[test]
fn a_sum_that_separates_is_named_and_a_bystander_is_not() {
    // Neither half tells the groups apart, their sum does: 5 or less against 6 or more.
    let a = [1.0, 4.0, 2.0, 0.0, 5.0, 6.0, 1.0, 3.0, 2.0, 5.0, 0.0, 4.0];
    let b = [4.0, 1.0, 2.0, 5.0, 0.0, 0.0, 5.0, 4.0, 6.0, 2.0, 7.0, 2.0];
    let y: Vec<f64> = a.iter().zip(b).map(|(a, b)| f64::from(u8::from(a + b > 5.5))).collect();
    let bystander = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0];
    let error = refused(&y, &[&a, &b], 2);
    let Error::Separation { columns, .. } = &error else { panic!("{error}") };
    assert_eq!(*columns, ["bills", "network"]);
    assert!(matches!(refused(&y, &[&a, &b, &bystander], 2), Error::Separation { .. }));
}

#[test]
fn a_dummy_of_the_top_category_separates_an_ordered_outcome_one_of_the_middle_does_not() {
    let y = [0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 1.0, 2.0, 0.0, 1.0];
    let top = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    let middle = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let error = refused(&y, &[&NOISE, &top], 3);
    assert!(matches!(&error, Error::Separation { columns, .. } if *columns == ["network"]), "{error}");
    let survey = Survey { y: y.to_vec(), x: vec![NOISE.to_vec(), middle.to_vec()], w: vec![1.0; 10] };
    assert!(survey.fit(3, WeightType::Probability).is_ok());
}

#[test]
fn what_overlaps_by_a_hair_is_no_separation() {
    // One case on the wrong side by a hundredth of the range: the maximum is far out but there is one.
    let mut y: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i >= 100))).collect();
    y.swap(99, 100);
    let x: Vec<f64> = (0..200).map(f64::from).collect();
    let fit = Survey { y, x: vec![x], w: vec![1.0; 200] }.fit(2, WeightType::Probability).unwrap();
    assert!(fit.coefficients[1] > 0.5, "{}", fit.coefficients[1]);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let one = refused(&[1.0; 10], &[&NOISE], 2);
    assert_eq!(one, Error::OneCategory { column: "rating".into(), category: "answer 1".into(), n: 10 });
    let y = [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    let twice: Vec<f64> = NOISE.iter().map(|x| 2.0 * x + 1.0).collect();
    assert_eq!(refused(&y, &[&NOISE, &twice], 2), Error::Collinear { columns: vec!["bills".into(), "network".into()] });
    assert_eq!(refused(&y, &[&NOISE, &[2.0; 10]], 2), Error::Constant { column: "network".into(), n: 10 });
    assert!(matches!(refused(&y[..2], &[&NOISE[..2]], 2), Error::TooFewCases { found: 2, needed: 3, .. }));
}

#[test]
fn cells_are_fits_of_their_own_and_one_may_fail() {
    let whole = survey(2);
    let doubled = Survey {
        y: [whole.y.clone(), vec![1.0; 60]].concat(),
        x: whole.x.iter().map(|x| [x.clone(), x.clone()].concat()).collect(),
        w: [whole.w.clone(), whole.w.clone()].concat(),
    };
    let codes = arr1(&[vec![0; 60], vec![1; 60]].concat());
    let cells = Cells { codes: codes.view(), count: 2 };
    let (columns, weights) = (doubled.columns(), Column::of_f64("w", &doubled.w));
    let names = ["no", "yes"].map(String::from);
    let kind = WeightType::Probability;
    let rows = Given { columns: &columns, weights: Some(weights), cells: Some(cells), kind };
    let data = Responses { rows, moments: None, categories: &names };
    let found = cumulative_logit(&data, &[], &Control::default()).unwrap();
    assert_eq!(found[0].as_ref().unwrap().coefficients, whole.fit(2, kind).unwrap().coefficients);
    assert!(matches!(found[1], Err(Error::OneCategory { .. })));
}

#[test]
fn many_rows_begin_on_a_sample_and_end_where_few_do() {
    // The 60 rows often enough for a sample, in an order that every run of the sample meets anew.
    let few = survey(2);
    let times = 1 + (MANY / 60);
    let repeat = |x: &Vec<f64>| x.iter().copied().cycle().take(60 * times).collect::<Vec<f64>>();
    let many = Survey { y: repeat(&few.y), x: few.x.iter().map(repeat).collect(), w: repeat(&few.w) };
    for kind in [WeightType::Probability, WeightType::Frequency] {
        let (a, b) = (few.fit(2, kind).unwrap(), many.fit(2, kind).unwrap());
        assert!(
            (&a.coefficients - &b.coefficients).iter().all(|d| d.abs() < 1e-9),
            "{} {}",
            a.coefficients,
            b.coefficients
        );
        let ratio = &b.covariance * times as f64 / &a.covariance;
        assert!(ratio.iter().all(|r| (r - 1.0).abs() < 1e-8), "{ratio}");
        assert!((b.log_likelihood / a.log_likelihood / times as f64 - 1.0).abs() < 1e-12);
        assert!(b.iterations <= 3, "{}", b.iterations);
    }
    // A driver that varies in no row of the sample: the fit begins anew.
    let mut rare = many;
    rare.x[2].iter_mut().enumerate().for_each(|(i, x)| *x = f64::from(u8::from(i % 307 == 0 && i % 8192 > 300)));
    assert!(rare.fit(2, WeightType::Probability).unwrap().iterations > 3);
}
