//! Drivers as arrays.

pub mod best_subsets;
pub mod bootstrap;
pub mod importance;
pub mod logit;
pub mod logit_importance;
pub mod missing;
pub mod regression;
pub mod sandwich;
pub mod selection;
