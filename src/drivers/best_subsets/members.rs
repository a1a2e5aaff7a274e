//! The candidates of a model as bits.

/// The bit of a candidate: the one given first has the highest.
pub(super) const fn bit(candidate: usize) -> u32 {
    1 << (31 - candidate)
}

/// The candidates in a set of bits, ascending.
pub(super) fn positions(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = set.leading_zeros() as usize;
        (set != 0).then(|| {
            set &= !bit(first);
            first
        })
    })
}
