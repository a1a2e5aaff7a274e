//! Which models are fitted, and from which of them each begins.

use std::collections::HashMap;
use std::ops::Range;

/// Sets of drivers, as bits, by size: no drivers first, all of them last.
#[derive(Debug, Clone)]
pub(super) struct Subsets {
    pub masks: Vec<u64>,
    /// The sets of every size.
    pub levels: Vec<Range<usize>>,
    pub nearest: Vec<Nearest>,
    places: HashMap<u64, usize>,
}

/// Smaller sets that tell where the model of a set lies.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Nearest {
    /// Places of the sets without a, without b, and without both. What two drivers change together is about the sum of
    /// what each changes.
    pub pairs: Vec<[usize; 3]>,
    /// Place of a set without one driver, where there is no pair.
    pub parent: Option<usize>,
}

impl Subsets {
    /// These sets, of which some may come twice, with the empty one and that of all `drivers`.
    pub fn new(mut masks: Vec<u64>, drivers: usize) -> Self {
        masks.extend([0, all(drivers)]);
        masks.sort_unstable_by_key(|mask| (mask.count_ones(), *mask));
        masks.dedup();
        let places: HashMap<u64, usize> = masks.iter().enumerate().map(|(place, mask)| (*mask, place)).collect();
        let sizes = masks.chunk_by(|a, b| a.count_ones() == b.count_ones());
        let levels = sizes.scan(0, |start, level| {
            *start += level.len();
            Some(*start - level.len()..*start)
        });
        let levels = levels.collect();
        let nearest = masks.iter().map(|mask| nearest(*mask, &places)).collect();
        Self { masks, levels, nearest, places }
    }

    pub fn place(&self, mask: u64) -> Option<usize> {
        self.places.get(&mask).copied()
    }

    pub fn len(&self) -> usize {
        self.masks.len()
    }
}

/// The set of all drivers.
pub(super) fn all(drivers: usize) -> u64 {
    (1 << drivers) - 1
}

/// The drivers of a set.
pub(super) fn members(mask: u64) -> impl Iterator<Item = usize> + Clone {
    (0..64).filter(move |driver| mask >> driver & 1 == 1)
}

fn nearest(mask: u64, places: &HashMap<u64, usize>) -> Nearest {
    let without = |bits: u64| places.get(&(mask & !bits)).copied();
    let known: Vec<(u64, usize)> =
        members(mask).filter_map(|driver| Some((1 << driver, without(1 << driver)?))).collect();
    let neighbours = known.iter().zip(known.iter().cycle().skip(1)).take(if known.len() > 2 { known.len() } else { 1 });
    let pair = |((a, without_a), (b, without_b)): (&(u64, usize), &(u64, usize))| {
        Some([*without_a, *without_b, without(a | b).filter(|_| a != b)?])
    };
    Nearest { pairs: neighbours.filter_map(pair).collect(), parent: known.first().map(|(_, place)| *place) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_come_by_size_with_what_they_begin_from() {
        let subsets = Subsets::new(vec![0b11, 0b01, 0b10, 0b01], 3);
        assert_eq!(subsets.masks, [0, 0b01, 0b10, 0b11, 0b111]);
        assert_eq!(subsets.levels, [0..1, 1..3, 3..4, 4..5]);
        assert_eq!(subsets.nearest[0], Nearest::default());
        assert_eq!(subsets.nearest[1], Nearest { pairs: vec![], parent: Some(0) });
        assert_eq!(subsets.nearest[3].pairs, [[2, 1, 0]]);
        assert_eq!(subsets.nearest[4], Nearest { pairs: vec![], parent: Some(3) });
        let every = Subsets::new((0..16).collect(), 4);
        assert!(every.nearest.iter().zip(&every.masks).all(|(near, mask)| match mask.count_ones() {
            0 | 1 => near.pairs.is_empty(),
            2 => near.pairs.len() == 1,
            size => near.pairs.len() == size as usize,
        }));
    }

    #[test]
    fn a_set_of_no_and_of_most_drivers() {
        assert_eq!((all(0), all(3), all(35)), (0, 0b111, (1 << 35) - 1));
        assert_eq!(members(0b101).collect::<Vec<_>>(), [0, 2]);
    }
}
