//! The best models found so far, by size, and what a model must reach to be among them.
//!
//! The order of models is total and does not depend on when they are found: R² to 2⁻⁴⁰ (models nearer than that are
//! alike to within rounding), then the drivers given first. So the lists are the same for any number of threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Steps of R² below which models are alike.
const STEPS: f64 = (1_u64 << 40) as f64;

/// What a criterion makes of a model, by its number of candidate columns: the smaller, the better.
///
/// ```text
/// loss = scale[size] (1 − R²) + shift[size] (1 − R² of all candidates)
/// ```
///
/// exp(2 size / n) and 0 for the AIC, 1 and 2 size / (n − k) for Mallows' Cp where all candidates make k coefficients.
#[derive(Debug, Clone, Copy)]
pub struct Criterion<'a> {
    /// Factor of the share that a model leaves unexplained.
    pub scale: &'a [f64],
    /// Factor of what the model with all candidates leaves unexplained.
    pub shift: &'a [f64],
}

impl Criterion<'_> {
    /// Loss of a model when all candidates leave `rest` unexplained; none where the criterion has no such size.
    pub(super) fn loss(&self, size: usize, r2: f64, rest: f64) -> Option<f64> {
        Some(self.scale.get(size)? * (1.0 - r2) + self.shift.get(size)? * rest)
    }

    /// R² of a model of this size that has the loss.
    pub(super) fn r2(&self, size: usize, loss: f64, rest: f64) -> Option<f64> {
        Some(1.0 - (loss - self.shift.get(size)? * rest) / self.scale.get(size)?)
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Goal<'a> {
    /// So many models of every size.
    EachSize(usize),
    /// One model of the least loss.
    Least(Criterion<'a>),
}

/// Larger is better: R² in steps, then the bits of the members, the driver given first in the highest.
type Key = (f64, u32);

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    key: Key,
    pub(super) members: u32,
    pub(super) r2: f64,
}

/// What a model of some size needs to be listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hurdle {
    /// A lower R² is of no use.
    pub(super) least: f64,
    /// At that R² these members win; all models are welcome when it is 0.
    members: u32,
}

impl Hurdle {
    const NONE: Self = Self { least: f64::NEG_INFINITY, members: 0 };
    /// For sizes that no model has.
    const CLOSED: Self = Self { least: f64::INFINITY, members: u32::MAX };

    /// The R² at which models whose members rank no higher than `best` are worth a look.
    pub(super) fn against(self, best: u32) -> f64 {
        if best < self.members { self.least + 1.0 / STEPS } else { self.least }
    }
}

/// The hurdles as they were when last looked at; they only ever rise.
#[derive(Debug, Default)]
pub(super) struct Hurdles {
    version: u64,
    of_size: Vec<Hurdle>,
}

impl Hurdles {
    pub(super) fn at(&self, size: usize) -> Hurdle {
        self.of_size.get(size).copied().unwrap_or(Hurdle::CLOSED)
    }
}

#[derive(Debug)]
struct Lists {
    of_size: Vec<Vec<Entry>>,
    least_loss: f64,
}

/// The lists, shared by all threads.
pub(super) struct Leaderboard<'a> {
    goal: Goal<'a>,
    /// Share of the outcome that all candidates together leave unexplained.
    rest: f64,
    /// Models there can be in every list.
    room: Vec<usize>,
    lists: Mutex<Lists>,
    /// Rises with every change of the lists.
    version: AtomicU64,
}

impl<'a> Leaderboard<'a> {
    /// Empty lists for candidates of these numbers of columns, which leave `rest` unexplained.
    pub(super) fn new(goal: Goal<'a>, widths: &[usize], rest: f64) -> Self {
        let most = if let Goal::EachSize(count) = goal { count } else { 1 };
        let room: Vec<usize> = models_by_size(widths).into_iter().map(|models| models.min(most)).collect();
        let lists = Lists { of_size: vec![Vec::new(); room.len()], least_loss: f64::INFINITY };
        Self { goal, rest, room, lists: Mutex::new(lists), version: AtomicU64::new(1) }
    }

    /// Enters a model, if it is good enough.
    pub(super) fn enter(&self, size: usize, members: u32, r2: f64) {
        // No negative zero.
        let r2 = r2 + 0.0;
        let key = ((r2 * STEPS).round(), members);
        let mut lists = self.lock();
        let Some((list, room)) = lists.of_size.get_mut(size).zip(self.room.get(size)) else { return };
        // A model met before comes by another way: its better rounding stands.
        if list.iter().any(|entry| entry.members == members && entry.key >= key) {
            return;
        }
        list.retain(|entry| entry.members != members);
        let place = list.partition_point(|entry| entry.key > key);
        if place >= *room {
            return;
        }
        list.insert(place, Entry { key, members, r2 });
        list.truncate(*room);
        if let Goal::Least(criterion) = self.goal {
            lists.least_loss = lists.least_loss.min(criterion.loss(size, r2, self.rest).unwrap_or(f64::INFINITY));
        }
        self.version.fetch_add(1, Ordering::Release);
    }

    /// Brings the hurdles up to date.
    pub(super) fn look(&self, hurdles: &mut Hurdles) {
        if self.version.load(Ordering::Acquire) == hurdles.version {
            return;
        }
        let lists = self.lock();
        hurdles.version = self.version.load(Ordering::Acquire);
        hurdles.of_size.clear();
        hurdles.of_size.extend(lists.of_size.iter().zip(&self.room).enumerate().map(|(size, (list, room))| {
            let own = match list.last() {
                _ if *room == 0 => Hurdle::CLOSED,
                Some(last) if list.len() == *room => {
                    Hurdle { least: (last.key.0 - 0.5) / STEPS, members: last.members }
                }
                _ => Hurdle::NONE,
            };
            let needed = match self.goal {
                Goal::Least(criterion) => criterion.r2(size, lists.least_loss, self.rest),
                Goal::EachSize(_) => None,
            };
            let needed = needed.map_or(f64::NEG_INFINITY, |r2| r2 - 1.0 / STEPS);
            if needed > own.least { Hurdle { least: needed, members: 0 } } else { own }
        }));
    }

    /// The lists, the best first.
    pub(super) fn into_lists(self) -> Vec<Vec<Entry>> {
        self.lists.into_inner().unwrap_or_else(PoisonError::into_inner).of_size
    }

    fn lock(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Number of models of every number of columns.
fn models_by_size(widths: &[usize]) -> Vec<usize> {
    let mut models = vec![1];
    for &width in widths {
        let mut with = vec![0; models.len() + width];
        for (size, count) in models.iter().enumerate() {
            with[size] += count;
            with[size + width] += count;
        }
        models = with;
    }
    models
}
