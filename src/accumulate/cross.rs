//! The combinations of two codes that occur, numbered in their order.

use std::iter::zip;

use crate::error::{Error, Result, zeros};
use crate::parallel::Control;

/// Rows between two looks at the control.
const LOOK: usize = 1 << 16;
/// Combinations there may be for every row, or at all, to be marked by a bit each.
const MARKED_A_ROW: usize = 64;
const MARKED: usize = 1 << 24;

/// What a combination is of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crossed {
    /// Number of the combination of every row; -1 where one of the codes is negative.
    pub codes: Vec<i32>,
    /// First code of every combination.
    pub first: Vec<i32>,
    /// Second code.
    pub second: Vec<i32>,
}

/// Numbers the combinations of `first` (without it, of 0) and `second`, which has codes below `count`.
///
/// # Errors
/// [`Error::Length`] for codes of different length, [`Error::Changed`], [`Error::NoMemory`], [`Error::Interrupted`].
pub fn cross(first: Option<&[i32]>, second: &[i32], count: usize, control: &Control) -> Result<Crossed> {
    if let Some(found) = first.map(<[i32]>::len).filter(|&found| found != second.len()) {
        return Err(Error::Length { column: "segment codes".into(), found, expected: second.len() });
    }
    let count = count.max(1);
    let pair = |row: usize| {
        let first = first.map_or(Some(0), |first| first.get(row).and_then(|&code| usize::try_from(code).ok()))?;
        let second = usize::try_from(*second.get(row)?).ok().filter(|&code| code < count)?;
        first.checked_mul(count)?.checked_add(second)
    };
    let visit = |visit: &mut dyn FnMut(usize, Option<usize>)| {
        for start in (0..second.len()).step_by(LOOK) {
            control.advance(0)?;
            (start..second.len().min(start + LOOK)).for_each(|row| visit(row, pair(row)));
        }
        Ok(())
    };
    let mut most = 0;
    visit(&mut |_, pair| most = most.max(pair.map_or(0, |pair| pair + 1)))?;
    let numbers = if most <= MARKED.max(second.len().saturating_mul(MARKED_A_ROW)) {
        Numbers::Marks(Marks::new(most, visit)?)
    } else {
        let mut pairs = Vec::new();
        visit(&mut |_, pair| pairs.extend(pair))?;
        pairs.sort_unstable();
        pairs.dedup();
        Numbers::List(pairs)
    };
    let mut codes = zeros(second.len())?;
    visit(&mut |row, pair| {
        if let Some(code) = codes.get_mut(row) {
            *code = pair.and_then(|pair| numbers.of(pair)).unwrap_or(-1);
        }
    })?;
    let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
    numbers.each(|pair| {
        of_first.push(i32::try_from(pair / count).unwrap_or(i32::MAX));
        of_second.push(i32::try_from(pair % count).unwrap_or(i32::MAX));
    });
    i32::try_from(of_first.len()).map_err(|_| Error::TooManyRows { found: of_first.len() })?;
    Ok(Crossed { codes, first: of_first, second: of_second })
}

/// Which pairs occur, and the number of each.
enum Numbers {
    Marks(Marks),
    List(Vec<usize>),
}

impl Numbers {
    /// The number of a pair; none for one that another thread made up meanwhile.
    fn of(&self, pair: usize) -> Option<i32> {
        match self {
            Self::Marks(marks) => marks.number(pair),
            Self::List(pairs) => pairs.binary_search(&pair).ok().and_then(|number| i32::try_from(number).ok()),
        }
    }

    fn each(&self, mut visit: impl FnMut(usize)) {
        match self {
            Self::Marks(marks) => zip(0.., &marks.bits).for_each(|(word, &bits)| {
                let marked = (0..64).filter(|bit| bits >> bit & 1 == 1);
                marked.for_each(|bit| visit(word * 64 + bit));
            }),
            Self::List(pairs) => pairs.iter().for_each(|&pair| visit(pair)),
        }
    }
}

/// A bit for every pair, and how many are marked before every word of bits.
struct Marks {
    bits: Vec<u64>,
    before: Vec<u32>,
}

impl Marks {
    fn new(most: usize, visit: impl Fn(&mut dyn FnMut(usize, Option<usize>)) -> Result<()>) -> Result<Self> {
        let mut bits: Vec<u64> = zeros(most.div_ceil(64))?;
        visit(&mut |_, pair| {
            if let Some((word, pair)) = pair.and_then(|pair| Some((bits.get_mut(pair / 64)?, pair))) {
                *word |= 1 << (pair % 64);
            }
        })?;
        let mut sum = 0;
        let before = bits.iter().map(|word| {
            sum += word.count_ones();
            sum - word.count_ones()
        });
        Ok(Self { before: before.collect(), bits })
    }

    fn number(&self, pair: usize) -> Option<i32> {
        let (bits, before) = self.bits.get(pair / 64).zip(self.before.get(pair / 64))?;
        let bit = pair % 64;
        let number = before + (bits & ((1 << bit) - 1)).count_ones();
        (bits >> bit & 1 == 1).then(|| i32::try_from(number).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_definition(first: &[i32], second: &[i32]) -> Crossed {
        let pairs: Vec<Option<(i32, i32)>> =
            zip(first, second).map(|(&a, &b)| Some((a, b)).filter(|_| a >= 0 && b >= 0)).collect();
        let mut found: Vec<(i32, i32)> = pairs.iter().flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        let code = |pair: &Option<(i32, i32)>| {
            pair.map_or(-1, |pair| i32::try_from(found.binary_search(&pair).unwrap()).unwrap())
        };
        let (of_first, of_second) = found.iter().copied().unzip();
        Crossed { codes: pairs.iter().map(code).collect(), first: of_first, second: of_second }
    }

    proptest! {
        #[test]
        fn combinations_are_numbered_in_their_order(
            rows in prop::collection::vec((-1..4_i32, -1..200_i32), 0..300), far in prop_oneof![Just(1), Just(500_000)],
        ) {
            let (first, second): (Vec<i32>, Vec<i32>) = rows.into_iter().map(|(a, b)| (if a < 0 { a } else { a * far }, b)).unzip();
            let control = Control::default();
            let found = cross(Some(&first), &second, 200, &control).unwrap();
            prop_assert_eq!(&found, &by_definition(&first, &second));
            let alone = cross(None, &second, 200, &control).unwrap();
            prop_assert_eq!(alone, by_definition(&vec![0; second.len()], &second));
        }
    }

    #[test]
    fn codes_that_do_not_fit_are_in_no_combination() {
        let control = Control::default();
        let found = cross(Some(&[i32::MAX, 1]), &[3, i32::MAX], 4, &control).unwrap();
        assert_eq!(found, Crossed { codes: vec![0, -1], first: vec![i32::MAX], second: vec![3] });
        assert!(matches!(cross(Some(&[1]), &[1, 2], 3, &control), Err(Error::Length { .. })));
        control.stop();
        assert_eq!(cross(None, &[1, 2], 3, &control), Err(Error::Interrupted));
    }
}
