use super::*;
use crate::accumulate::{SCALE_LIMIT, Values, from_bytes, to_bytes};
use ndarray::{Array1, ArrayView1, s};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::ThreadPoolBuilder;

const NA: [f64; 2] = [98.0, 99.0];

/// A row: its score as a number, NaN when missing; its weight; its cell.
type Row = (f64, f64, i32);

fn scored<'a>(values: Values<'a>, na_codes: &'a [f64]) -> Column<'a> {
    Column { name: "score", values, na_codes }
}

fn weighed(weights: &[f64]) -> Column<'_> {
    Column { name: "weight", values: Values::F64(ArrayView1::from(weights)), na_codes: &[] }
}

fn celled(codes: &[i32], count: usize) -> Keys<'_> {
    Keys { values: Values::I32(ArrayView1::from(codes)), low: 0, count }
}

/// The definition, row by row.
fn by_definition(rows: &[Row], low: i64, high: i64, count: usize) -> ScoreCounts {
    let mut counts = ScoreCounts::empty(low, high, count).unwrap();
    for &(score, w, cell) in rows {
        let Ok(cell) = usize::try_from(cell) else { continue };
        if w == 0.0 {
            counts.n_zero_weight[cell] += 1;
        } else if score.is_nan() {
            counts.n_missing[cell] += 1;
        } else {
            let slot = cell * counts.points() + (score - low as f64) as usize;
            counts.n[slot] += 1;
            counts.w[slot] += w;
            counts.w2[slot] += w * w;
        }
    }
    counts
}

fn agree(a: &ScoreCounts, b: &ScoreCounts) -> bool {
    let near = |x: &[f64], y: &[f64]| x.iter().zip(y).all(|(x, y)| (x - y).abs() <= 1e-12 * y.abs());
    let exact = |c: &ScoreCounts| (c.low, c.high, c.n.clone(), c.n_missing.clone(), c.n_zero_weight.clone());
    exact(a) == exact(b) && near(&a.w, &b.w) && near(&a.w2, &b.w2)
}

/// Rows of a 0..=10 survey: one in eight missing, one weight in eight zero, one row in eight in no cell.
fn survey(rows: usize, cells: u32, seed: u64) -> Vec<Row> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |n: u32| rng.next_u32() % n;
    let row = |_| {
        let score = if draw(8) == 0 { f64::NAN } else { f64::from(draw(11)) };
        let weight = if draw(8) == 0 { 0.0 } else { f64::from(draw(1000)) / 300.0 + 0.01 };
        let cell = if draw(8) == 0 { -1 } else { i32::try_from(draw(cells)).unwrap() };
        (score, weight, cell)
    };
    (0..rows).map(row).collect()
}

/// Counts `rows` in the four ways there are, with and without weights and cells, and compares with the definition.
fn check_all_ways(column: &Column, rows: &[Row], count: usize) {
    let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let codes: Vec<i32> = rows.iter().map(|row| row.2).collect();
    let (weights, cells) = (weighed(&weights), celled(&codes, count));
    for (weighted, by_cell) in [(false, false), (false, true), (true, false), (true, true)] {
        let seen = |&(x, w, c): &Row| (x, if weighted { w } else { 1.0 }, if by_cell { c } else { 0 });
        let expected: Vec<Row> = rows.iter().map(seen).collect();
        let expected = by_definition(&expected, 0, 10, if by_cell { count } else { 1 });
        let (weights, keys) = (weighted.then_some(&weights), if by_cell { &[cells][..] } else { &[] });
        let found = super::count(column, weights, keys, 0, 10, &Control::default()).unwrap();
        assert!(agree(&found, &expected), "{column:?} weighted {weighted} by cell {by_cell}");
    }
}

fn integers<T: TryFrom<u8>>(rows: &[Row]) -> Array1<T> {
    let code = |i: usize, x: f64| if x.is_nan() { 98 + (i % 2) as u8 } else { x as u8 };
    rows.iter().enumerate().map(|(i, row)| T::try_from(code(i, row.0)).ok().unwrap()).collect()
}

macro_rules! check_integers {
    ($rows:expr, $count:expr, $($variant:ident),*) => {$({
        let values = integers($rows);
        check_all_ways(&scored(Values::$variant(values.view()), &NA), $rows, $count);
    })*};
}

#[test]
fn every_type_agrees_with_the_definition() {
    for (seed, n) in [0, 1, 63, 1025, 140_000].into_iter().enumerate() {
        let rows = survey(n, 7, seed as u64);
        check_integers!(&rows, 7, I8, I16, I32, I64, U8, U16, U32, U64);
        let singles: Array1<f32> = rows.iter().map(|row| row.0 as f32).collect();
        let doubles: Array1<f64> = rows.iter().map(|row| row.0).collect();
        check_all_ways(&scored(Values::F32(singles.view()), &[]), &rows, 7);
        check_all_ways(&scored(Values::F64(doubles.view()), &NA), &rows, 7);
    }
}

#[test]
fn strided_columns_agree_with_the_definition() {
    let rows = survey(3000, 5, 9);
    let twice = |x: &[f64]| x.iter().flat_map(|&x| [x, 77.0]).collect::<Array1<f64>>();
    let scores = twice(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
    let bytes = scores.mapv(|x| if x.is_nan() { 98 } else { x as i8 });
    let weights = twice(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
    let codes: Array1<i32> = rows.iter().flat_map(|row| [row.2, 3]).collect();
    let weights = Column { values: Values::F64(weights.slice(s![..;2])), ..weighed(&[]) };
    let cells = Keys { values: Values::I32(codes.slice(s![..;2])), low: 0, count: 5 };
    for values in [Values::F64(scores.slice(s![..;2])), Values::I8(bytes.slice(s![..;2]))] {
        let score = scored(values, &NA);
        let found = count(&score, Some(&weights), &[cells], 0, 10, &Control::default()).unwrap();
        assert!(agree(&found, &by_definition(&rows, 0, 10, 5)));
        let unweighted: Vec<Row> = rows.iter().map(|row| (row.0, 1.0, 0)).collect();
        let found = count(&score, None, &[], 0, 10, &Control::default()).unwrap();
        assert_eq!(found, by_definition(&unweighted, 0, 10, 1));
    }
}

proptest! {
    #[test]
    fn any_scale_agrees_with_the_definition(low in -600_i64..600, span in 1_i64..=1000, steps in prop::collection::vec(0_i64..=1000, 0..300)) {
        let scores: Vec<i16> = steps.iter().map(|step| i16::try_from(low + step % (span + 1)).unwrap()).collect();
        let rows: Vec<Row> = scores.iter().map(|&x| (f64::from(x), 1.0, 0)).collect();
        let column = scored(Values::I16(ArrayView1::from(&scores[..])), &[]);
        let found = count(&column, None, &[], low, low + span, &Control::default()).unwrap();
        prop_assert_eq!(found, by_definition(&rows, low, low + span, 1));
    }

    #[test]
    fn any_byte_is_a_point_missing_or_refused(bytes in prop::collection::vec(any::<i8>(), 1..200), low in -130_i64..120, span in 1_i64..40, na in any::<i8>()) {
        let na_codes = [f64::from(na)];
        let wide: Vec<f64> = bytes.iter().map(|&x| f64::from(x)).collect();
        let narrow = scored(Values::I8(ArrayView1::from(&bytes[..])), &na_codes);
        let wide = scored(Values::F64(ArrayView1::from(&wide[..])), &na_codes);
        let tally = |column| count(column, None, &[], low, low + span, &Control::default());
        prop_assert_eq!(tally(&narrow), tally(&wide));
        let first = bytes.iter().position(|&x| x != na && !(low..=low + span).contains(&i64::from(x)));
        match (tally(&narrow), first) {
            (Ok(counts), None) => prop_assert_eq!(counts.n(0).iter().sum::<u64>() + counts.n_missing(0), bytes.len() as u64),
            (Err(Error::OutsideScale { row, .. }), Some(first)) => prop_assert_eq!(row, first),
            (found, first) => prop_assert!(false, "{found:?} where {first:?} is the first"),
        }
    }
}

fn tally_of(rows: &[Row], cells: usize) -> Result<ScoreCounts> {
    let scores: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let codes: Vec<i32> = rows.iter().map(|row| row.2).collect();
    let column = scored(Values::F64(ArrayView1::from(&scores[..])), &[]);
    count(&column, Some(&weighed(&weights)), &[celled(&codes, cells)], 0, 10, &Control::default())
}

#[test]
fn parts_merge_to_the_whole_in_any_order() {
    let rows = survey(20_000, 12, 3);
    let whole = tally_of(&rows, 12).unwrap();
    for parts in [1, 2, 7, 64, 1000] {
        let mut tallies: Vec<_> = rows.chunks(rows.len().div_ceil(parts)).map(|p| tally_of(p, 12).unwrap()).collect();
        for turn in [0, parts / 3] {
            tallies.rotate_left(turn);
            tallies.reverse();
            let merged = tallies.iter().try_fold(ScoreCounts::default(), ScoreCounts::merge).unwrap();
            assert!(agree(&merged, &whole), "{parts} parts");
        }
    }
}

/// What `work` gives on pools of several sizes; it must be the same on all.
fn on_any_pool<T: PartialEq + std::fmt::Debug + Send>(work: impl Fn() -> T + Sync) -> T {
    let on = |threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(&work);
    let alone = on(1);
    for threads in [2, 3, 8] {
        assert_eq!(on(threads), alone, "{threads} threads");
    }
    alone
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    let rows = survey(600_000, 2000, 5);
    let bytes = on_any_pool(|| to_bytes(&tally_of(&rows, 2000).unwrap()).unwrap());
    assert!(agree(&from_bytes(&bytes).unwrap(), &by_definition(&rows, 0, 10, 2000)));
}

#[test]
fn the_first_row_at_fault_is_named_whatever_the_threads() {
    let clean = survey(200_000, 3, 8);
    let faults: [(usize, Row); 4] = [
        (199_000, (11.0, 1.0, 0)),
        (150_001, (f64::INFINITY, 1.0, 2)),
        (70_001, (5.0, f64::NAN, 1)),
        (70_000, (3.5, 1.0, 0)),
    ];
    let column = || "score".to_owned();
    let expected = [
        Error::OutsideScale { column: column(), value: 11.0, row: 199_000, low: 0, high: 10 },
        Error::Infinite { column: column(), row: 150_001 },
        Error::BadWeight { column: "weight".into(), value: f64::NAN, row: 70_001 },
        Error::OutsideScale { column: column(), value: 3.5, row: 70_000, low: 0, high: 10 },
    ];
    let mut rows = clean;
    for ((row, fault), expected) in faults.into_iter().zip(expected) {
        rows[row] = fault;
        // NaN is not equal to itself: compare the texts.
        assert_eq!(on_any_pool(|| tally_of(&rows, 3).unwrap_err().to_string()), expected.to_string());
    }
}

#[test]
fn unweighted_faults_are_found_in_bytes_and_floats() {
    let mut bytes = vec![5_i8; 4_300_000];
    (bytes[123_456], bytes[199_999]) = (-1, 12);
    let floats: Vec<f32> = bytes.iter().map(|&x| f32::from(x)).collect();
    for values in [Values::I8(ArrayView1::from(&bytes[..])), Values::F32(ArrayView1::from(&floats[..]))] {
        let found = on_any_pool(|| count(&scored(values, &[]), None, &[], 0, 10, &Control::default()));
        let (column, value) = ("score".into(), -1.0);
        assert_eq!(found, Err(Error::OutsideScale { column, value, row: 123_456, low: 0, high: 10 }));
    }
}

#[test]
fn rows_that_do_not_count_may_hold_anything() {
    let rows = [(5.0, 1.0, 0), (77.0, 0.0, 0), (f64::NAN, 0.0, 0), (f64::INFINITY, f64::NAN, -1), (77.0, -1.0, 4)];
    let counts = tally_of(&rows, 2).unwrap();
    assert_eq!((counts.n(0)[5], counts.n_zero_weight(0), counts.n_missing(0)), (1, 2, 0));
    assert_eq!(counts.n.iter().sum::<u64>(), 1);
}

#[test]
fn bad_weights_are_refused() {
    for bad in [-1.0, f64::NAN, f64::INFINITY, 1e101] {
        let text = tally_of(&[(5.0, 1.0, 0), (f64::NAN, bad, 0)], 1).unwrap_err().to_string();
        assert!(text.contains(&format!("'weight' holds {bad} in row 1")), "{text}");
    }
}

#[test]
fn lengths_and_scales_are_checked() {
    let (scores, codes) = ([1.0, 2.0], [0]);
    let score = scored(Values::F64(ArrayView1::from(&scores[..])), &[]);
    let (weights, cells) = (weighed(&[1.0]), celled(&codes, 1));
    let tally = |weights, keys: &[Keys], high| count(&score, weights, keys, 0, high, &Control::default());
    let short = Err(Error::Length { column: "weight".into(), found: 1, expected: 2 });
    assert_eq!(tally(Some(&weights), &[], 10), short);
    let short = Err(Error::Length { column: "segment codes".into(), found: 1, expected: 2 });
    assert_eq!(tally(None, &[cells], 10), short);
    assert!(matches!(tally(None, &[], SCALE_LIMIT + 1), Err(Error::BadScale { .. })));
}

#[test]
fn a_stopped_scan_is_interrupted_and_progress_counts_rows() {
    let bytes = vec![5_u8; 4_300_000];
    let column = scored(Values::U8(ArrayView1::from(&bytes[..])), &[]);
    let control = Control::default();
    assert_eq!(count(&column, None, &[], 0, 10, &control).unwrap().n(0)[5], 4_300_000);
    assert_eq!(control.done(), 4_300_000);
    control.stop();
    assert_eq!(count(&column, None, &[], 0, 10, &control), Err(Error::Interrupted));
}
