//! By which moves are chosen.

use std::cmp::Ordering;

use super::criteria::Judge;
use super::f_tail::f_upper_tail;

/// A criterion must improve by more than this share of itself: what is less is rounding, and could go round in circles.
const NO_GAIN: f64 = 1e-12;
/// Statistics of moves whose difference is a smaller share of them are the same but for rounding: of combinations of each
/// other the first is taken.
const SAME: f64 = 1e-9;

/// What one term would do if it entered or left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// The term.
    pub term: usize,
    /// Whether it would enter.
    pub enters: bool,
    /// F of the term in the larger of the two models, counted by what is known of it.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Those of the residuals.
    pub df_resid: f64,
    /// The criterion after the move; NaN for p-values.
    pub criterion: f64,
    /// R² after the move.
    pub r2: f64,
}

impl Move {
    fn p_value(&self) -> f64 {
        f_upper_tail(self.statistic, self.df, self.df_resid)
    }
}

/// How a walk goes on.
///
/// By p-values the term of the largest above `remove` leaves; if there is none, that of the smallest below `enter`
/// enters. Otherwise the best of all moves is made if the model gets better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Whether terms may enter.
    pub enters: bool,
    /// Whether they may leave.
    pub leaves: bool,
    /// What decides.
    pub judge: Judge,
    /// p-value below which a term enters.
    pub enter: f64,
    /// p-value above which it leaves.
    pub remove: f64,
    /// Whether the walk begins with the model of all terms.
    pub full: bool,
}

impl Rule {
    /// Position of the move to make from a model whose criterion is `now`; none to stay.
    pub(super) fn choose(&self, moves: &[Move], now: f64) -> Option<usize> {
        if self.judge != Judge::PValue {
            return self.best(moves, now);
        }
        let weakest = first(moves, false, |a, b| a.total_cmp(&b)).filter(|&(_, p)| p > self.remove);
        let strongest = || first(moves, true, |a, b| b.total_cmp(&a)).filter(|&(_, p)| p < self.enter);
        weakest.or_else(strongest).map(|(at, _)| at)
    }

    fn best(&self, moves: &[Move], now: f64) -> Option<usize> {
        let sign = if self.judge == Judge::AdjustedR2 { -1.0 } else { 1.0 };
        let value = |of: f64| sign * of;
        // Between perfect models there is nothing to choose.
        if moves.iter().any(|m| m.criterion.is_nan()) {
            return None;
        }
        let by_value = |a: &(usize, f64), b: &(usize, f64)| a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal);
        let (at, best) = moves.iter().map(|m| value(m.criterion)).enumerate().min_by(by_value)?;
        let least = if now.is_finite() { NO_GAIN * now.abs().max(1.0) } else { 0.0 };
        let as_good = |m: &Move| value(m.criterion) <= best + 10.0 * NO_GAIN * best.abs().max(1.0);
        (best < value(now) - least).then(|| moves.iter().position(as_good).unwrap_or(at))
    }
}

/// The move of terms inside or outside that comes first by F, put in `order`, and its p-value: of several numbers of
/// degrees of freedom p-values decide, and F among those that are all 0.
fn first(moves: &[Move], enters: bool, order: impl Fn(f64, f64) -> Ordering) -> Option<(usize, f64)> {
    // Of terms of as many columns F decides alone, so that few p-values are needed.
    let mut by_df: Vec<usize> = Vec::new();
    for (at, m) in moves.iter().enumerate().filter(|(_, m)| m.enters == enters && !m.statistic.is_nan()) {
        match by_df.iter_mut().find(|other| moves[**other].df.total_cmp(&m.df).is_eq()) {
            None => by_df.push(at),
            Some(other) if order(m.statistic, moves[*other].statistic).is_lt() && !same(m, &moves[*other]) => {
                *other = at;
            }
            Some(_) => {}
        }
    }
    let with_p = by_df.into_iter().map(|at| (at, moves[at].p_value()));
    with_p.min_by(|&(a, p), &(b, q)| {
        order(q, p).then_with(|| order(moves[a].statistic, moves[b].statistic)).then(a.cmp(&b))
    })
}

fn same(a: &Move, b: &Move) -> bool {
    (a.statistic - b.statistic).abs() <= SAME * a.statistic.abs().min(b.statistic.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(given: &[(bool, f64, f64)]) -> Vec<Move> {
        let of = |(term, &(enters, statistic, df)): (usize, &(bool, f64, f64))| Move {
            term,
            enters,
            statistic,
            df,
            df_resid: 100.0,
            criterion: statistic,
            r2: 0.0,
        };
        given.iter().enumerate().map(of).collect()
    }

    fn rule(judge: Judge) -> Rule {
        Rule { enters: true, leaves: true, judge, enter: 0.05, remove: 0.1, full: false }
    }

    #[test]
    fn the_weakest_leaves_before_the_strongest_enters() {
        let by_p = rule(Judge::PValue);
        // p of F = 2 is 0.16 with one degree of freedom, 0.03 with five.
        let given = [(true, 9.0, 1.0), (false, 2.0, 5.0), (false, 2.0, 1.0), (true, 12.0, 1.0)];
        assert_eq!(by_p.choose(&moves(&given), f64::NAN), Some(2));
        assert_eq!(by_p.choose(&moves(&[given[0], given[1], given[3]]), f64::NAN), Some(2));
        assert_eq!(by_p.choose(&moves(&given[1..2]), f64::NAN), None);
        assert_eq!(by_p.choose(&[], f64::NAN), None);
    }

    #[test]
    fn of_p_values_of_nothing_the_larger_statistic_decides_and_then_the_order() {
        let given = moves(&[(true, 1e300, 2.0), (true, f64::INFINITY, 1.0), (true, f64::INFINITY, 1.0)]);
        assert_eq!(rule(Judge::PValue).choose(&given, f64::NAN), Some(1));
    }

    #[test]
    fn of_moves_alike_but_for_rounding_the_first_is_made() {
        let given = moves(&[(true, 9.0, 1.0), (true, 9.0 + 1e-12, 1.0), (false, 1.0 + 1e-12, 1.0), (false, 1.0, 1.0)]);
        assert_eq!(rule(Judge::PValue).choose(&given, f64::NAN), Some(2));
        assert_eq!(rule(Judge::PValue).choose(&given[..2], f64::NAN), Some(0));
        assert_eq!(rule(Judge::Aic).choose(&given[2..], 2.0), Some(0));
        assert_eq!(rule(Judge::Aic).choose(&moves(&[(true, 1.1, 1.0), (true, 1.0, 1.0)]), 2.0), Some(1));
    }

    #[test]
    fn a_criterion_must_improve_by_more_than_rounding() {
        let given = moves(&[(true, 5.0, 1.0), (true, 4.0, 1.0), (false, 4.0, 1.0)]);
        assert_eq!(rule(Judge::Aic).choose(&given, 4.5), Some(1));
        assert_eq!(rule(Judge::Aic).choose(&given, 4.0 + 1e-13), None);
        assert_eq!(rule(Judge::AdjustedR2).choose(&given, 4.5), Some(0));
        assert_eq!(rule(Judge::Aic).choose(&given, f64::NEG_INFINITY), None);
    }
}
