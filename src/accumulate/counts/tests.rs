use super::*;
use crate::accumulate::{from_bytes, to_bytes};
use proptest::prelude::*;

/// Any tally of the scale `low..low + 3` over `cells` cells.
fn tally(low: i64, cells: usize) -> impl Strategy<Value = ScoreCounts> {
    let slot = (1..1000_u64, 0.0..1e3, 0.0..1.0_f64).prop_map(|(n, w, at)| {
        let least = w * w / n as f64;
        (n, w, least + at * (w * w - least))
    });
    let cell = (prop::collection::vec(slot, 4), 0..9_u64, 0..9_u64);
    prop::collection::vec(cell, cells).prop_map(move |rows| {
        let mut counts = ScoreCounts { low, high: low + 3, ..ScoreCounts::default() };
        for (slots, missing, zero) in rows {
            for (n, w, w2) in slots {
                counts.n.push(n);
                counts.w.push(w);
                counts.w2.push(w2);
            }
            counts.n_missing.push(missing);
            counts.n_zero_weight.push(zero);
        }
        counts
    })
}

proptest! {
    #[test]
    fn the_default_is_the_identity_and_merging_commutes(a in tally(1, 3), b in tally(1, 5)) {
        prop_assert_eq!(ScoreCounts::default().merge(&a).unwrap(), a.clone());
        prop_assert_eq!(a.clone().merge(&ScoreCounts::default()).unwrap(), a.clone());
        prop_assert_eq!(a.clone().merge(&ScoreCounts::empty(1, 4, 2).unwrap()).unwrap(), a.clone());
        let merged = a.clone().merge(&b).unwrap();
        prop_assert_eq!(&merged, &b.clone().merge(&a).unwrap());
        prop_assert_eq!((merged.cells(), merged.points()), (5, 4));
        for cell in 0..5 {
            prop_assert_eq!(merged.n_missing(cell), a.n_missing(cell) + b.n_missing(cell));
            for point in 0..4 {
                let of_a = a.w(cell).get(point).copied().unwrap_or_default();
                prop_assert_eq!(merged.w(cell)[point], of_a + b.w(cell)[point]);
            }
        }
    }

    #[test]
    fn bytes_round_trip(a in tally(-2, 4)) {
        prop_assert_eq!(from_bytes::<ScoreCounts>(&to_bytes(&a).unwrap()).unwrap(), a);
    }
}

proptest! {
    #[test]
    fn regrouping_adds_cells_and_leaves_some_out(a in tally(1, 4)) {
        let found = a.regroup(&[1, 0, 1, -1], 2).unwrap();
        prop_assert_eq!(found.n(0), a.n(1));
        for point in 0..4 {
            prop_assert_eq!(found.n(1)[point], a.n(0)[point] + a.n(2)[point]);
            prop_assert_eq!(found.w2(1)[point], a.w2(0)[point] + a.w2(2)[point]);
        }
        prop_assert_eq!(found.n_missing(1), a.n_missing(0) + a.n_missing(2));
    }
}

#[test]
fn the_identity_and_no_cells_round_trip() {
    for counts in [ScoreCounts::default(), ScoreCounts::empty(0, 10, 0).unwrap()] {
        assert_eq!(from_bytes::<ScoreCounts>(&to_bytes(&counts).unwrap()).unwrap(), counts);
    }
    assert_eq!(ScoreCounts::default().points(), 0);
}

#[test]
fn different_scales_do_not_merge_and_both_are_named() {
    let (a, b) = (ScoreCounts::empty(0, 10, 1).unwrap(), ScoreCounts::empty(1, 5, 1).unwrap());
    let text = a.merge(&b).unwrap_err().to_string();
    assert!(text.contains("0..10") && text.contains("1..5"), "{text}");
}

#[test]
fn only_a_scale_is_a_scale() {
    for (low, high) in [(0, 0), (5, 1), (0, SCALE_LIMIT + 1), (i64::MIN, i64::MAX), (i64::MAX - 1, i64::MAX)] {
        let refused = Err(Error::BadScale { low, high, limit: SCALE_LIMIT });
        assert_eq!(ScoreCounts::empty(low, high, 1), refused);
    }
    assert_eq!(ScoreCounts::empty(-500, 500, 2).unwrap().all_n().len(), 2002);
}

proptest! {
    #[test]
    fn cells_are_taken_in_the_given_order(a in tally(1, 4)) {
        let taken = a.take(&[3, 0, 9, 3]).unwrap();
        prop_assert_eq!((taken.cells(), taken.low(), taken.high()), (4, 1, 4));
        for (to, from) in [(0, 3), (1, 0), (3, 3)] {
            prop_assert_eq!((taken.n(to), taken.w(to), taken.w2(to)), (a.n(from), a.w(from), a.w2(from)));
            prop_assert_eq!(taken.rows_of(to), a.n(from).iter().sum::<u64>() + a.n_missing(from) + a.n_zero_weight(from));
        }
        prop_assert_eq!(taken.rows_of(2), 0);
        prop_assert_eq!(a.rows(), (0..4).map(|cell| a.rows_of(cell)).sum::<u64>());
    }
}

#[test]
fn a_cell_that_is_not_there_is_empty() {
    let counts = ScoreCounts::empty(1, 5, 2).unwrap();
    assert_eq!((counts.n(1).len(), counts.n(2).len(), counts.w(usize::MAX).len()), (5, 0, 0));
    assert_eq!((counts.n_missing(2), counts.n_zero_weight(2)), (0, 0));
}

#[test]
fn contradictions_are_refused() {
    let good = ScoreCounts::empty(1, 5, 2).unwrap();
    let broken: [fn(&mut ScoreCounts); 11] = [
        |c| c.high = 1,
        |c| c.high = 6,
        |c| (c.low, c.high) = (0, 0),
        |c| c.w2.truncate(9),
        |c| c.n_zero_weight.push(0),
        |c| c.w[3] = f64::NAN,
        |c| (c.n[3], c.w2[3]) = (1, -1.0),
        |c| c.w[3] = 1.0,
        |c| (c.n[3], c.w[3], c.w2[3]) = (1, 0.0, 5.0),
        |c| (c.n[3], c.w[3], c.w2[3]) = (2, 2.0, 1.9),
        |c| (c.n_missing[0], c.n_zero_weight[1]) = (u64::MAX, 1),
    ];
    assert_eq!(good.validate(), Ok(()));
    for (i, damage) in broken.iter().enumerate() {
        let mut counts = good.clone();
        damage(&mut counts);
        assert!(from_bytes::<ScoreCounts>(&to_bytes(&counts).unwrap()).is_err(), "damage {i}");
    }
}

#[test]
fn a_tally_out_of_proportion_and_cells_that_are_not_there_are_refused() {
    let counts = ScoreCounts::empty(0, 10, 2).unwrap();
    for (to, cells) in [(vec![0], 1), (vec![0, 0, 0], 1), (vec![0, 5], 5), (vec![0, i32::MAX], 3)] {
        assert!(matches!(counts.regroup(&to, cells), Err(Error::Incompatible { .. })), "{to:?}");
    }
    for cells in [10_000_000_000, usize::MAX / 2, usize::MAX] {
        assert!(matches!(counts.regroup(&[0, -1], cells), Err(Error::TooManyCells { .. })), "{cells}");
    }
    assert!(matches!(ScoreCounts::empty(0, 1000, usize::MAX / 2), Err(Error::NoMemory { .. })));
    assert_eq!(ScoreCounts::check_size(0, 10, 1_900_000, 1_000_000), Ok(()));
    let text = ScoreCounts::check_size(0, 1000, 100_000, 100_000).unwrap_err().to_string();
    for part in ["100000 segments", "1001 points", "2.2 GiB", "100000 rows", "0.2 GiB"] {
        assert!(text.contains(part), "{part} not in {text}");
    }
}
