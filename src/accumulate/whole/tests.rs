use super::super::{Cells, Column, Moments, moments};
use super::*;
use crate::error::Error;
use crate::parallel::Control;
use crate::weights::WeightPower;
use ndarray::{Array1, s};
use proptest::prelude::*;

/// Columns of whole numbers, and the cell of every row.
type Table = (Vec<Vec<i64>>, Vec<i32>);

fn column(values: Values<'_>) -> Column<'_> {
    Column { name: "x", values, na_codes: &[] }
}

fn scan<'a>(columns: &'a [Column<'a>], codes: Option<&[i32]>) -> Vec<Moments> {
    let cells = codes.map(|codes| Cells { codes: codes.into(), count: 5 });
    moments(Given::new(columns, None).with_cells(cells), WeightPower::One, &Control::default()).unwrap()
}

/// What numbers with fractions have, which are read otherwise.
fn otherwise((columns, codes): &Table) -> [Vec<Moments>; 2] {
    let columns: Vec<Array1<f64>> = columns.iter().map(|x| x.iter().map(|&x| x as f64).collect()).collect();
    let columns: Vec<_> = columns.iter().map(|x| column(Values::F64(x.view()))).collect();
    [scan(&columns, None), scan(&columns, Some(codes))]
}

/// Compares the types that can hold all numbers, dense and strided, with [`otherwise`].
macro_rules! check {
    ($table:expr, $($variant:ident: $t:ty),*) => {{
        let (columns, codes): &Table = $table;
        let expected = otherwise($table);
        $(if columns.iter().flatten().all(|&x| <$t>::try_from(x).is_ok()) {
            let dense: Vec<Array1<$t>> = columns.iter().map(|x| x.iter().map(|&x| x as $t).collect()).collect();
            let twice: Vec<Array1<$t>> = dense.iter().map(|x| x.iter().flat_map(|&x| [x, 0]).collect()).collect();
            let dense: Vec<_> = dense.iter().map(|x| column(Values::$variant(x.view()))).collect();
            let strided: Vec<_> = twice.iter().map(|x| column(Values::$variant(x.slice(s![..;2])))).collect();
            for columns in [&dense, &strided] {
                assert_eq!([scan(columns, None), scan(columns, Some(codes))], expected);
            }
        })*
    }};
}

fn check_all_types(table: &Table) {
    check!(table, I8: i8, I16: i16, I32: i32, I64: i64, U8: u8, U16: u16, U32: u32, U64: u64);
}

fn tables() -> impl Strategy<Value = Table> {
    let answer = prop_oneof![
        Just((1, 10)),
        Just((0, 1)),
        Just((-128, 127)),
        Just((0, 255)),
        Just((-40_000, -39_800)),
        Just((-200, 200)),
        Just((i64::from(i32::MAX) - 9, i64::from(i32::MAX)))
    ];
    (1..5_usize, 0..900_usize, answer).prop_flat_map(|(p, rows, (low, high))| {
        let columns = prop::collection::vec(prop::collection::vec(low..=high, rows), p);
        (columns, prop::collection::vec(-2..6, rows))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whole_numbers_have_the_moments_of_others_to_the_last_bit(table in tables()) {
        check_all_types(&table);
    }
}

/// More rows than two blocks in one cell, some in the others; `answer` makes a number of its row and column.
fn large(answer: impl Fn(i64, i64) -> i64) -> Table {
    let rows = 0..50_000;
    let columns = (0..3).map(|j| rows.clone().map(|i| answer(i, j)).collect()).collect();
    let cell = |i: i64| {
        if i % 7 == 0 {
            -1
        } else if i % 5 == 0 {
            1 + (i % 3) as i32
        } else {
            0
        }
    };
    (columns, rows.map(cell).collect())
}

#[test]
fn many_blocks_of_numbers_as_far_apart_as_a_type_allows() {
    check_all_types(&large(|i, j| (i * i + i * j) % 11 - 5));
    // The shift is one end of the type, most answers are the other.
    check_all_types(&large(|i, _| if i % 16_384 < 300 { -128 } else { 127 }));
    check_all_types(&large(|i, j| if i % 16_384 < 300 + 100 * j { 255 } else { 0 }));
}

#[test]
fn numbers_that_are_far_apart_are_read_otherwise() {
    for far in [256, 40_000, i64::from(u32::MAX), 1 << 32, (1 << 32) + 3, (1 << 60) + 1, i64::MAX] {
        check_all_types(&large(|i, j| if i == 33_001 && j == 1 { far } else { i % 10 }));
        check_all_types(&large(|i, j| if i == 33_001 && j == 1 { -far } else { i % 10 }));
        check_all_types(&large(|i, j| if j == 1 { far - i % 3 } else { i % 10 }));
    }
    let (mut some, zeros) = (vec![0; 40_000], vec![0; 40_000]);
    some[20_000] = u64::MAX;
    let (some, zeros) = (Array1::from(some), Array1::from(zeros));
    let most = |x: &Array1<u64>| scan(&[column(Values::U64(x.view()))], None)[0].mean()[0];
    assert_eq!((most(&some), most(&zeros)), (u64::MAX as f64 / 40_000.0, 0.0));
}

#[test]
fn which_columns_are_read_so() {
    let (bytes, far, numbers) =
        (Array1::from(vec![1_i8, -128]), Array1::from(vec![0_i64, 256]), Array1::from(vec![1.0]));
    let columns =
        [Values::I8(bytes.view()), Values::I64(far.view()), Values::F64(numbers.view())].map(|values| column(values));
    let coded = [Column { na_codes: &[1.0], ..columns[0] }];
    assert!(suits(&Given::new(&columns[..1], None)));
    assert!(!suits(&Given::new(&columns[1..2], None)));
    assert!(!suits(&Given::new(&columns[2..], None)));
    assert!(!suits(&Given::new(&columns[..2], None)));
    assert!(!suits(&Given::new(&coded, None)));
    assert!(!suits(&Given::new(&columns[..1], Some(columns[0]))));
}

#[test]
fn a_scan_counts_its_rows_and_stops_when_asked() {
    let (mut x, control) = (Array1::<i64>::zeros(40_000), Control::default());
    x[30_000] = 1000;
    let columns = [column(Values::I64(x.view()))];
    let scan = || moments(Given::new(&columns, None), WeightPower::One, &control);
    assert!(scan().is_ok());
    assert_eq!(control.done(), 40_000);
    control.stop();
    assert_eq!(scan(), Err(Error::Interrupted));
    assert_eq!(control.done(), 40_000);
}

#[test]
fn any_number_of_threads_gives_the_same_moments() {
    let (columns, codes) = large(|i, j| (i * i + 3 * i * j) % 13);
    let scan_some = |keep: &(dyn Fn(usize) -> bool + Sync), codes: Option<&[i32]>| {
        let kept = |x: &Vec<i64>| (0..x.len()).filter(|&row| keep(row)).map(|row| x[row] as i8).collect();
        let columns: Vec<Array1<i8>> = columns.iter().map(kept).collect();
        let columns: Vec<_> = columns.iter().map(|x| column(Values::I8(x.view()))).collect();
        scan(&columns, codes)
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| scan_some(&|_| true, Some(&codes)))
    };
    assert!([2, 3, 8].iter().all(|&threads| on(threads) == on(1)));
    // A cell is its rows alone.
    for (code, cell) in (0..).zip(on(2)) {
        assert_eq!(scan_some(&|row| codes[row] == code, None), [cell]);
    }
}
