use super::super::blocks::BLOCK;
use super::super::{Cells, Enveloped, Values, from_bytes, to_bytes};
use super::*;
use crate::error::Error;
use ndarray::{Array1, Array2, ArrayView1, s};
use proptest::prelude::*;

const NO_ANSWER: f64 = 99.0;

/// A small survey: `columns[j][i]` is the answer of respondent i.
#[derive(Debug, Clone, Default)]
struct Frame {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
    codes: Vec<i32>,
}

impl Frame {
    fn scan(&self, weighted: bool, power: WeightPower, cells: Option<usize>) -> Result<Vec<Moments>> {
        let columns: Vec<_> = self.columns.iter().map(|values| column("answer", values)).collect();
        let weights = column("weight", &self.weights);
        let cells = cells.map(|count| Cells { codes: ArrayView1::from(&self.codes), count });
        moments(Given::new(&columns, weighted.then_some(weights)).with_cells(cells), power, &Control::default())
    }

    fn total(&self) -> Moments {
        self.scan(true, WeightPower::One, None).unwrap().remove(0)
    }

    fn filter(&self, keep: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.weights.len()).filter(|&row| keep(row)).collect();
        self.take(&rows)
    }

    fn take(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns.iter().map(|x| rows.iter().map(|&row| x[row]).collect()).collect(),
            weights: rows.iter().map(|&row| self.weights[row]).collect(),
            codes: rows.iter().map(|&row| self.codes[row]).collect(),
        }
    }
}

fn run<'a>(columns: &'a [Column<'a>]) -> Vec<Moments> {
    moments(Given::new(columns, None), WeightPower::One, &Control::default()).unwrap()
}

fn column<'a>(name: &'a str, values: &'a [f64]) -> Column<'a> {
    Column { name, values: Values::F64(ArrayView1::from(values)), na_codes: &[NO_ANSWER] }
}

/// Correlated answers, a few missing by code or NaN, weights of which some are zero, codes from -1 to 3.
fn survey(rows: usize, p: usize) -> Frame {
    let mut state = 7_u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1_u64 << 24) as f64
    };
    let mut frame = Frame { columns: vec![vec![]; p], ..Frame::default() };
    for _ in 0..rows {
        let common = uniform();
        for x in &mut frame.columns {
            let answer = 10.0 * common + 3.0 * uniform();
            x.push(if uniform() < 0.01 { f64::NAN } else { answer });
        }
        frame.weights.push(if uniform() < 0.05 { 0.0 } else { 0.2 + 2.0 * uniform() });
        frame.codes.push((uniform() * 5.0) as i32 - 1);
    }
    frame
}

/// The definition, in two passes.
fn by_definition(frame: &Frame) -> Moments {
    let p = frame.columns.len();
    let is_missing = |row: usize| frame.columns.iter().any(|x| x[row].is_nan() || x[row] == NO_ANSWER);
    let (zero, weighted): (Vec<usize>, Vec<usize>) = (0..frame.weights.len()).partition(|&i| frame.weights[i] == 0.0);
    let used: Vec<usize> = weighted.iter().copied().filter(|&row| !is_missing(row)).collect();
    let sum = |of: &dyn Fn(usize) -> f64| used.iter().map(|&row| frame.weights[row] * of(row)).sum::<f64>();
    let sum_w = sum(&|_| 1.0);
    let mean: Vec<f64> =
        frame.columns.iter().map(|x| if used.is_empty() { 0.0 } else { sum(&|row| x[row]) / sum_w }).collect();
    let product =
        |i: usize, j: usize| sum(&|row| (frame.columns[i][row] - mean[i]) * (frame.columns[j][row] - mean[j]));
    Moments {
        n: used.len() as u64,
        sum_w,
        sum_w2: sum(&|row| frame.weights[row]),
        comoment: (0..p * p).map(|at| product(at / p, at % p)).collect(),
        mean,
        n_missing: (weighted.len() - used.len()) as u64,
        n_zero_weight: zero.len() as u64,
        ..Moments::default()
    }
}

/// Equal counts, and equal sums to 1e-12 on the scale of the columns.
fn assert_close(a: &Moments, b: &Moments) {
    let counts = |m: &Moments| (m.n, m.n_missing, m.n_zero_weight, m.p());
    assert_eq!(counts(a), counts(b));
    let near = |x: f64, y: f64, scale: f64| assert!((x - y).abs() <= 1e-12 * scale, "{x} {y} {scale}");
    near(a.sum_w, b.sum_w, b.sum_w);
    near(a.sum_w2, b.sum_w2, b.sum_w2);
    let norm = |i: usize| b.comoment()[[i, i]].sqrt();
    for i in 0..a.p() {
        near(a.mean[i], b.mean[i], b.mean[i].abs() + norm(i) / b.sum_w.max(1e-300).sqrt());
        for j in 0..a.p() {
            near(a.comoment()[[i, j]], b.comoment()[[i, j]], norm(i) * norm(j) + 1e-14 * b.sum_w);
        }
    }
}

fn answers() -> impl Strategy<Value = f64> {
    prop_oneof![20 => -5.0..11.0, 10 => (0..11).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(NO_ANSWER)]
}

fn frames() -> impl Strategy<Value = Frame> {
    (1..6_usize, 0..700_usize).prop_flat_map(|(p, rows)| {
        let columns = prop::collection::vec(prop::collection::vec(answers(), rows), p);
        let weights = prop::collection::vec(prop_oneof![5 => 0.01..4.0, 1 => Just(0.0), 2 => Just(1.0)], rows);
        let codes = prop::collection::vec(-2..4_i32, rows);
        (columns, weights, codes).prop_map(|(columns, weights, codes)| Frame { columns, weights, codes })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_scan_is_the_definition_in_every_cell(frame in frames()) {
        assert_close(&frame.total(), &by_definition(&frame));
        for (cell, found) in (0..).zip(frame.scan(true, WeightPower::One, Some(3)).unwrap()) {
            assert_close(&found, &by_definition(&frame.filter(|row| frame.codes[row] == cell)));
        }
        let ones = Frame { weights: vec![1.0; frame.weights.len()], ..frame.clone() };
        prop_assert_eq!(&frame.scan(false, WeightPower::One, None).unwrap()[0], &ones.total());
    }

    #[test]
    fn squared_weights_are_weights_that_were_squared(frame in frames()) {
        let squared = Frame { weights: frame.weights.iter().map(|w| w * w).collect(), ..frame.clone() };
        prop_assert_eq!(&frame.scan(true, WeightPower::Two, None).unwrap()[0], &squared.total());
    }

    #[test]
    fn whole_weights_are_repeated_rows_and_scaled_weights_scale(frame in frames(), factor in 0.001..1000.0) {
        let times: Vec<usize> = frame.weights.iter().map(|w| w.ceil() as usize).collect();
        let counted = Frame { weights: times.iter().map(|&k| k as f64).collect(), ..frame.clone() }.total();
        let rows: Vec<usize> = times.iter().enumerate().flat_map(|(row, &k)| vec![row; k]).collect();
        let repeated = Frame { weights: vec![1.0; rows.len()], ..frame.take(&rows) }.total();
        let counts = Moments { n: counted.n, n_missing: counted.n_missing, n_zero_weight: counted.n_zero_weight, sum_w2: counted.sum_w2, ..repeated };
        assert_close(&counted, &counts);

        let mut expected = frame.total();
        expected.sum_w *= factor;
        expected.sum_w2 *= factor * factor;
        expected.comoment.iter_mut().for_each(|entry| *entry *= factor);
        let scaled = Frame { weights: frame.weights.iter().map(|w| w * factor).collect(), ..frame };
        assert_close(&scaled.total(), &expected);
    }
}

#[test]
fn merged_parts_in_any_order_are_the_whole() {
    let frame = survey(20_000, 4);
    let whole = by_definition(&frame);
    assert_close(&frame.total(), &whole);
    for parts in [1, 2, 7, 64, 1000] {
        let moments: Vec<_> = (0..parts).map(|part| frame.filter(|row| row * parts / 20_000 == part).total()).collect();
        let merge = |all: Moments, part: &Moments| all.merge(part).unwrap();
        assert_close(&moments.iter().fold(Moments::default(), merge), &whole);
        assert_close(&moments.iter().rev().fold(Moments::default(), merge), &whole);
        let (even, odd): (Vec<_>, Vec<_>) = moments.iter().enumerate().partition(|(part, _)| part % 2 == 0);
        let shuffled = odd.into_iter().chain(even).map(|(_, part)| part);
        assert_close(&shuffled.fold(Moments::default(), merge), &whole);
    }
}

#[test]
fn a_cell_is_its_rows_alone_to_the_last_bit() {
    let frame = survey(100_000, 3);
    let cells = frame.scan(true, WeightPower::One, Some(3)).unwrap();
    assert_eq!(cells.len(), 3);
    for (code, cell) in (0..).zip(&cells) {
        assert!(cell.n > BLOCK as u64);
        assert_eq!(cell, &frame.filter(|row| frame.codes[row] == code).total());
    }
    assert_eq!(frame.scan(true, WeightPower::One, Some(9)).unwrap()[8], Moments::empty(3));
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let frame = survey(120_000, 5);
    let on = |threads: usize, cells: Option<usize>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| frame.scan(true, WeightPower::One, cells)).unwrap();
        found.iter().map(|moments| to_bytes(moments).unwrap()).collect::<Vec<_>>()
    };
    for cells in [None, Some(4)] {
        let single = on(1, cells);
        for threads in [2, 3, 8] {
            assert_eq!(on(threads, cells), single, "{threads} threads");
        }
    }
    let moments = frame.total();
    assert_eq!(from_bytes::<Moments>(&to_bytes(&moments).unwrap()).unwrap(), moments);
}

#[test]
fn every_type_and_layout_gives_the_same_moments() {
    let rows = 3000;
    let table = Array2::from_shape_fn((rows, 2), |(i, j)| ((i * 7 + j * 5 + i * i % 11) % 11) as f64);
    macro_rules! scan_as {
        ($variant:ident, $t:ty) => {{
            let typed: Array2<$t> = table.mapv(|x| x as $t);
            let strided =
                [0, 1].map(|j| Column { name: "x", values: Values::$variant(typed.column(j)), na_codes: &[3.0] });
            let owned: [Array1<$t>; 2] = [0, 1].map(|j| typed.column(j).to_owned());
            let dense =
                owned.each_ref().map(|x| Column { name: "x", values: Values::$variant(x.view()), na_codes: &[3.0] });
            assert_eq!(run(&strided), run(&dense));
            run(&dense)
        }};
    }
    let expected = scan_as!(F64, f64);
    assert_eq!(expected[0].n + expected[0].n_missing, rows as u64);
    for found in [
        scan_as!(I8, i8),
        scan_as!(I16, i16),
        scan_as!(I32, i32),
        scan_as!(I64, i64),
        scan_as!(F32, f32),
        scan_as!(U8, u8),
        scan_as!(U16, u16),
        scan_as!(U32, u32),
        scan_as!(U64, u64),
    ] {
        assert_eq!(found, expected);
    }
    let reversed = table.slice(s![..;-1, 0]);
    let column = Column { name: "x", values: Values::F64(reversed), na_codes: &[] };
    let found = &moments(Given::new(&[column], None), WeightPower::One, &Control::default()).unwrap()[0];
    assert_eq!(found.mean[0], table.column(0).sum() / rows as f64);
}

fn moments_of(values: &[f64]) -> Moments {
    moments(Given::new(&[column("x", values)], None), WeightPower::One, &Control::default()).unwrap().remove(0)
}

/// NIST `StRD` `NumAcc4`: 10000000.2, then 10000000.1 and 10000000.3 in turn, 1001 values; the certified standard
/// deviation is 0.1. Tenths are not binary, so the data themselves are only good for about nine digits.
#[test]
fn a_large_mean_costs_no_digits() {
    let tenths: Vec<i32> = std::iter::once(2).chain((0..1000).map(|i| if i % 2 == 0 { 1 } else { 3 })).collect();
    let found = moments_of(&tenths.iter().map(|t| 1e7 + f64::from(*t) / 10.0).collect::<Vec<_>>());
    assert!(((found.comoment[0] / 1000.0).sqrt() - 0.1).abs() < 1e-9);
    assert!((found.mean[0] - 10_000_000.2).abs() < 1e-8);
    let found = moments_of(&tenths.iter().map(|t| 1e8 + f64::from(*t)).collect::<Vec<_>>());
    assert_eq!((found.mean[0], found.comoment[0]), (1e8 + 2.0, 1000.0));
}

#[test]
fn small_noise_on_a_large_mean_keeps_its_variance() {
    // Multiples of 1/1024, which 1e9 + noise holds exactly.
    let noise: Vec<f64> = (0..50_000).map(|i: u64| (i * i * 31 % 1021) as f64 / 1024.0).collect();
    let moved: Vec<f64> = noise.iter().map(|x| 1e9 + x).collect();
    let (plain, moved) = (moments_of(&noise), moments_of(&moved));
    assert!((moved.comoment[0] / plain.comoment[0] - 1.0).abs() < 1e-13);
}

#[test]
fn a_column_that_does_not_vary_has_no_comoments_at_all() {
    let frame = survey(50_000, 1);
    let frame = Frame { columns: vec![vec![0.1; 50_000], frame.columns[0].clone()], ..frame };
    let found = frame.total();
    assert_eq!((found.mean[0], found.comoment[0], found.comoment[1]), (0.1, 0.0, 0.0));
}

#[test]
fn an_error_names_the_first_row_that_counts() {
    let mut frame = survey(60_000, 2);
    let refused = |frame: &Frame, cells| frame.scan(true, WeightPower::One, cells).unwrap_err();
    let infinite = |row| Error::Infinite { column: "answer".into(), row };
    for row in [40_123, 51_000] {
        (frame.weights[row], frame.codes[row]) = (1.0, i32::from(row % 2 == 0));
        frame.columns.iter_mut().for_each(|x| x[row] = 1.0);
        frame.columns[1][row] = f64::NEG_INFINITY;
    }
    assert_eq!((refused(&frame, None), refused(&frame, Some(3))), (infinite(40_123), infinite(40_123)));
    // A weight of zero or another answer that is missing takes the row out, and so does its cell.
    frame.weights[40_123] = 0.0;
    assert_eq!(refused(&frame, None), infinite(51_000));
    frame.columns[0][51_000] = NO_ANSWER;
    assert!(frame.scan(true, WeightPower::One, None).is_ok());
    for (row, value) in [(20_000, -0.5), (30_000, f64::INFINITY)] {
        (frame.weights[row], frame.codes[row]) = (value, -1);
    }
    assert!(frame.scan(true, WeightPower::One, Some(3)).is_ok());
    assert_eq!(refused(&frame, None), Error::BadWeight { column: "weight".into(), value: -0.5, row: 20_000 });
    (frame.codes[20_000], frame.codes[30_000]) = (2, 0);
    assert_eq!(refused(&frame, Some(3)), refused(&frame, None));
}

#[test]
fn huge_and_tiny_values_stay_finite() {
    let frame = Frame { columns: vec![vec![9e39, -9e39, 0.0]], weights: vec![9e39, 9e39, 1e-300], codes: vec![0; 3] };
    for power in [WeightPower::One, WeightPower::Two] {
        let found = frame.scan(true, power, None).unwrap().remove(0);
        assert_eq!(Ok(found.n), found.validate().map(|()| 3), "{found:?}");
    }
    let tiny = frame.filter(|row| row == 2).scan(true, WeightPower::Two, None).unwrap().remove(0);
    assert_eq!((tiny.n, tiny.sum_w, tiny.mean[0]), (1, 0.0, 0.0));
    assert!(matches!(
        Frame { columns: vec![vec![1e40; 3]], ..frame }.scan(true, WeightPower::One, None),
        Err(Error::Infinite { row: 0, .. })
    ));
}

#[test]
fn nothing_to_scan_and_wrong_lengths() {
    assert_eq!(Frame::default().total(), Moments::default());
    let empty = Frame { columns: vec![vec![]; 2], ..Frame::default() };
    assert_eq!(empty.scan(true, WeightPower::One, Some(2)).unwrap(), [Moments::empty(2), Moments::empty(2)]);
    let frame = survey(10, 2);
    let wrong = [
        Frame { columns: vec![vec![1.0; 10], vec![1.0; 9]], ..frame.clone() },
        Frame { weights: vec![1.0; 9], ..frame.clone() },
        Frame { codes: vec![0; 9], ..frame.clone() },
    ];
    for wrong in wrong {
        let error = wrong.scan(true, WeightPower::One, Some(1)).unwrap_err();
        assert!(matches!(error, Error::Length { found: 9, expected: 10, .. }), "{error}");
    }
}

#[test]
fn a_scan_counts_its_rows_and_stops_when_asked() {
    let values = vec![1.0; 40_000];
    let (columns, control) = ([column("x", &values)], Control::default());
    let scan = || moments(Given::new(&columns, None), WeightPower::One, &control);
    assert!(scan().is_ok());
    assert_eq!(control.done(), 40_000);
    control.stop();
    assert_eq!(scan(), Err(Error::Interrupted));
    assert_eq!(control.done(), 40_000);
}

#[test]
fn the_largest_answers_and_weights_overflow_under_no_power() {
    let most = 9e39;
    let frame =
        Frame { columns: vec![[most, -most, most].repeat(1000)], weights: vec![most; 3000], ..Frame::default() };
    for (power, weight) in [(WeightPower::One, most), (WeightPower::Two, most * most)] {
        let found = frame.scan(true, power, None).unwrap().remove(0);
        let expected = weight * 3000.0 * most * most * 8.0 / 9.0;
        assert!((found.comoment[0] / expected - 1.0).abs() < 1e-12 && found.sum_w2.is_finite());
    }
}
