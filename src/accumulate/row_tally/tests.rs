use super::*;
use ndarray::{Array1, arr1, s};
use rayon::ThreadPoolBuilder;
use std::collections::BTreeMap;

/// Batches of two columns that need a table at first and more numbers later, against a map of what is in them.
#[test]
fn combinations_are_those_of_the_rows_one_by_one() {
    for largest in [9_u32, 1 << 14] {
        let mut tally = RowTally::default();
        let mut expected: BTreeMap<(u32, u32), (u64, u64, f64)> = BTreeMap::new();
        let mut order = Vec::new();
        for batch in 1..4_u32 {
            let rows = 3000;
            let of = |step: u32| move |row: u32| (row * step + row / 7) % (largest * batch);
            let columns = [7, 13].map(|step| (0..rows).map(of(step)).collect::<Vec<u32>>());
            let weights: Vec<f64> = (0..rows).map(|row| f64::from(row % 5)).collect();
            let numbers: Vec<u32> = (1..=largest * batch).collect();
            let arrays = columns.clone().map(Array1::from);
            let weighed = Array1::from(weights.clone());
            let given = arrays.each_ref().map(|array| Numbered {
                values: Values::U32(array.view()),
                low: 0.0,
                numbers: &numbers,
            });
            let first = tally.add(&given, Some(Values::F64(weighed.view())), &Control::default()).unwrap();
            let mut new = Vec::new();
            for (row, ((&a, &b), &w)) in columns[0].iter().zip(&columns[1]).zip(&weights).enumerate() {
                let slot = expected.entry((a, b)).or_insert_with(|| {
                    new.push(row);
                    order.push((a, b));
                    (0, 0, 0.0)
                });
                *slot = (slot.0 + 1, slot.1 + u64::from(w == 0.0), slot.2 + w);
            }
            assert_eq!(first, new);
        }
        assert_eq!(tally.len(), order.len());
        for (slot, key) in tally.slots().iter().zip(&order) {
            assert_eq!((slot.n() as u64, slot.zero() as u64, slot.w()), expected[key]);
        }
        assert_eq!((tally.seen().lost, tally.seen().ends), (0, (0.0, 4.0)));
    }
}

#[test]
fn whole_numbers_near_each_other_are_known_and_gaps_are_none() {
    let answers = arr1(&[3.0, f64::NAN, 10.0, -2.0]);
    assert_eq!(near(Values::F64(answers.view()), 100.0), Some((-2, 10)));
    assert_eq!(near(Values::F64(answers.view()), 11.0), None);
    for other in [0.5, f64::INFINITY, 1e300] {
        assert_eq!(near(Values::F64(arr1(&[1.0, other]).view()), 1e9), None);
    }
    assert_eq!(near(Values::F64(arr1(&[f64::NAN]).view()), 1e9), None);
    assert_eq!(near(Values::U64(arr1(&[u64::MAX, u64::MAX]).view()), 1e9), None);
}

#[test]
fn what_is_no_label_is_none() {
    fn read(values: Values<'_>, low: f64) -> [u32; 4] {
        let (mut out, mut room) = ([9; 4], dense::Room::default());
        dense::read(&Numbered { values, low, numbers: &[1, 2, 3] }, 0, &mut room, &mut out);
        out
    }
    let answers = arr1(&[3.0, f64::NAN, 10.0, -2.0]);
    assert_eq!(read(Values::F64(answers.view()), 3.0), [0, 3, 3, 3]);
    assert_eq!(read(Values::I8(arr1(&[3_i8, -1, 2, -128]).view()), -1.0), [3, 0, 3, 3]);
    assert_eq!(read(Values::U64(arr1(&[u64::MAX, 5, 4, 6]).view()), 4.0), [3, 1, 0, 2]);
}

/// Batches of all kinds of columns, large enough for parts, with gaps and missing weights.
fn counted(threads: usize) -> (Vec<[u64; 4]>, Vec<usize>, Seen) {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (mut tally, mut first) = (RowTally::default(), Vec::new());
    for (batch, rows) in [(0_u32, 400_000_u32), (1, 400_000), (2, 5)] {
        let scores: Array1<i8> = (0..rows).map(|row| (row % 11) as i8).collect();
        let stores: Array1<f64> =
            (0..2 * rows).map(|row| if row % 14 == 0 { f64::NAN } else { f64::from(row / 2 % 900 + batch) }).collect();
        let weights: Array1<f32> =
            (0..rows).map(|row| if row == 77 { f32::NAN } else { (row % 7) as f32 + 0.1 }).collect();
        let points: Vec<u32> = (1..=11).collect();
        let known: Vec<u32> = (1 + batch..=900 + batch).collect();
        let columns = [
            Numbered { values: Values::F64(stores.slice(s![..;2])), low: f64::from(batch), numbers: &known },
            Numbered { values: Values::I8(scores.view()), low: 0.0, numbers: &points },
        ];
        let add = || tally.add(&columns, Some(Values::F32(weights.view())), &Control::default());
        first.append(&mut pool.install(add).unwrap());
    }
    let slots = tally.slots().iter().map(|slot| [slot.n(), slot.zero(), slot.w(), slot.w2()].map(f64::to_bits));
    (slots.collect(), first, tally.seen())
}

#[test]
fn a_table_counts_the_same_on_any_threads_and_as_a_map_does() {
    let (slots, first, seen) = counted(1);
    let (again, first_again, _) = counted(3);
    assert_eq!((&slots, &first), (&again, &first_again));
    assert_eq!(seen.lost, 2);
    assert_eq!(seen.ends, (f64::from(0.1_f32), f64::from(6.0_f32 + 0.1)));
    let mut expected: BTreeMap<(Option<u32>, u32), (f64, f64)> = BTreeMap::new();
    let mut order = Vec::new();
    for (batch, rows) in [(0_u32, 400_000_u32), (1, 400_000), (2, 5)] {
        for row in 0..rows {
            let store = (row % 7 != 0).then_some(row % 900 + batch);
            let w = if row == 77 { f64::NAN } else { f64::from((row % 7) as f32 + 0.1) };
            let slot = expected.entry((store, row % 11)).or_insert_with(|| {
                order.push((store, row % 11));
                (0.0, 0.0)
            });
            *slot = (slot.0 + 1.0, slot.1 + w);
        }
    }
    assert_eq!(slots.len(), order.len());
    for (slot, key) in slots.iter().zip(&order) {
        let (n, w) = expected[key];
        assert_eq!(f64::from_bits(slot[0]), n, "{key:?}");
        let found = f64::from_bits(slot[2]);
        assert!((found - w).abs() <= 1e-12 * w || (found.is_nan() && w.is_nan()), "{key:?}");
    }
}

#[test]
fn a_stopped_count_is_interrupted() {
    let (control, numbers) = (Control::default(), [1, 2]);
    control.stop();
    let rows = arr1(&[0_i8, 1]);
    let column = Numbered { values: Values::I8(rows.view()), low: 0.0, numbers: &numbers };
    assert_eq!(RowTally::default().add(&[column], None, &control), Err(Error::Interrupted));
}
