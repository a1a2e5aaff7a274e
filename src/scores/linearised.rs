//! Variances by Taylor linearisation: of scores, of their differences, of anything smooth in the sums of domains.

use rayon::prelude::*;

use crate::accumulate::{Entry, ScoreCounts, UnitCounts};
use crate::error::Result;
use crate::parallel::Control;
use crate::scores::design::Design;
use crate::scores::panel::Panel;
use crate::scores::totals::{Totals, Z, at};
use crate::weights::WeightType;

/// Contrasts between two looks at the control.
const CHUNK: usize = 64;

/// One term of a contrast: rows of the domain have the linearised value `weight · (slope · x + intercept)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Number of the domain.
    pub domain: u32,
    /// Factor of the value of an answer.
    pub slope: f64,
    /// What is added to it.
    pub intercept: f64,
    /// 1, or -1 for rows that another term holds and this one takes out again.
    pub sign: f64,
}

/// Sums over the rows of a cell, x counted from the middle of the scale so that squares do not cancel.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    w: f64,
    wx: f64,
    q: f64,
    qx: f64,
    qxx: f64,
}

/// The sums of all cells, ready for the variance of any contrast.
///
/// The score of a domain with sum of weights W and score m has the linearised values `w (x - m) / W`, one term of slope
/// 1/W and intercept -m/W; the difference of two scores has two terms. With z the total of the linearised values of a
/// unit, a stratum of n units of which a share f was not drawn adds
///
/// ```text
/// f n/(n - 1) Σ (z - z̄)²
/// ```
///
/// (Lumley, 2010, *Complex Surveys*, section 2; Woodruff, 1971, *J. American Statistical Association* 66). Without a design
/// every row is a unit and the variance is Σ z²: n and not n - 1, about 0 and not z̄, as the variance of an NPS is
/// defined. Its rows have w² for probability weights, w for frequencies (as many rows), w W/n for precisions.
#[derive(Debug)]
pub struct Linearised<'a> {
    design: Option<&'a Design<'a>>,
    panel: Option<Panel>,
    cells: Cells<'a>,
    /// Cells by domain: those of domain d are `order[starts[d]..starts[d + 1]]`, or these themselves without an order.
    order: Option<Vec<u32>>,
    starts: Vec<usize>,
    centre: f64,
}

/// Domains there may be beyond the number of cells.
const EMPTY_DOMAINS: usize = 1 << 20;
/// Cells of which the sums are kept; of more they are taken from the tally whenever they are needed.
const KEPT: usize = 1 << 18;

/// A tally, of every cell of which the answers can be had.
#[derive(Debug, Clone, Copy)]
pub enum Tally<'a> {
    /// With room for every point.
    Points(&'a ScoreCounts),
    /// Of cells of few rows.
    Units(&'a UnitCounts),
}

impl Tally<'_> {
    fn cells(self) -> usize {
        match self {
            Self::Points(counts) => counts.cells(),
            Self::Units(counts) => counts.cells(),
        }
    }

    fn each(self, cell: usize, mut visit: impl FnMut(Entry)) {
        match self {
            Self::Units(counts) => counts.entries(cell).for_each(visit),
            Self::Points(counts) => {
                let sums = counts.n(cell).iter().zip(counts.w(cell).iter().zip(counts.w2(cell)));
                for (point, (&n, (&w, &w2))) in (0..).zip(sums) {
                    visit(Entry { point, n, w, w2 });
                }
            }
        }
    }
}

/// The sums of all cells.
#[derive(Debug)]
struct Cells<'a> {
    tally: Tally<'a>,
    /// Of every point, counted from the centre.
    values: Vec<f64>,
    kind: WeightType,
    kept: Vec<Sums>,
}

impl Cells<'_> {
    fn of(&self, cell: u32) -> Sums {
        self.kept.get(cell as usize).copied().unwrap_or_else(|| self.sums(cell as usize))
    }

    fn sums(&self, cell: usize) -> Sums {
        let mean_weight = if self.kind == WeightType::Precision { self.mean_weight(cell) } else { 1.0 };
        let mut sums = Sums::default();
        self.tally.each(cell, |Entry { point, w, w2, .. }| {
            let Some(&x) = self.values.get(usize::from(point)).filter(|_| w > 0.0) else { return };
            let q = match self.kind {
                WeightType::Probability => w2,
                WeightType::Frequency => w,
                WeightType::Precision => w * mean_weight,
            };
            sums.w += w;
            sums.wx += w * x;
            sums.q += q;
            sums.qx += q * x;
            sums.qxx += q * x * x;
        });
        sums
    }

    fn mean_weight(&self, cell: usize) -> f64 {
        let (mut w, mut n) = (0.0, 0.0);
        self.tally.each(cell, |entry| {
            w += entry.w;
            n += entry.n as f64;
        });
        w / n
    }
}

impl<'a> Linearised<'a> {
    /// Takes the sums of every cell of a tally; without a design a cell is a domain.
    #[allow(clippy::cast_possible_truncation, reason = "cells are numbered by 32 bits")]
    pub fn new(tally: Tally<'a>, values: &[f64], kind: WeightType, design: Option<&'a Design<'a>>) -> Self {
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
        let centre = f64::midpoint(low, high);
        let values = values.iter().map(|x| x - centre).collect();
        let mut cells = Cells { tally, values, kind, kept: Vec::new() };
        let count = tally.cells();
        if count <= KEPT {
            cells.kept = (0..count).map(|cell| cells.sums(cell)).collect();
        }
        let known = design.map_or(count, |design| design.domain.len().min(count));
        let domain = |cell: u32| match design {
            None => cell as usize,
            Some(design) => design.domain.get(cell as usize).map_or(0, |&domain| usize::try_from(domain).unwrap_or(0)),
        };
        let all = 0..known as u32;
        let order: Option<Vec<u32>> = (!all.clone().is_sorted_by_key(domain)).then(|| {
            let mut order: Vec<u32> = all.collect();
            order.sort_by_key(|&cell| domain(cell));
            order
        });
        let at = |place: usize| domain(order.as_ref().map_or(place as u32, |order| order[place]));
        // Domain d begins after all cells of those before it.
        let mut starts = Vec::new();
        for place in 0..known {
            let next = at(place).min(known + EMPTY_DOMAINS);
            starts.resize(starts.len().max(next + 1), place);
        }
        starts.push(known);
        let panel =
            design.and_then(|d| d.whole.zip(d.stratum_of_cluster)).map(|(whole, strata)| Panel::new(whole, strata));
        Self { design, panel, cells, order, starts, centre }
    }

    /// The variance of every contrast, each a list of terms.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub fn variances(&self, contrasts: &[Vec<Term>], control: &Control) -> Result<Vec<f64>> {
        let chunk = |chunk: &[Vec<Term>]| {
            let (mut units, mut strata) = (Totals::default(), Totals::default());
            let found: Vec<f64> = chunk.iter().map(|terms| self.variance(terms, &mut units, &mut strata)).collect();
            control.advance(chunk.len() as u64).map(|()| found)
        };
        let found: Vec<Vec<f64>> = contrasts.par_chunks(CHUNK).map(chunk).collect::<Result<_>>()?;
        Ok(found.concat())
    }

    fn variance(&self, terms: &[Term], units: &mut Totals, strata: &mut Totals) -> f64 {
        let linearised = terms
            .iter()
            .flat_map(|term| self.cells_of(term.domain).filter_map(|cell| self.z(cell, term).map(|z| (cell, z))));
        match self.design {
            None => linearised.map(|(_, z)| z.squares).sum::<f64>().max(0.0),
            Some(design) => {
                units.clear();
                let count = design.stratum_of_cluster.map_or(design.units.len(), <[i32]>::len);
                linearised.for_each(|(cell, z)| units.add(at(design.unit, cell), count, z));
                units.sort();
                let Some(of_cluster) = design.stratum_of_cluster else { return design.variance(units, 0.0) };
                strata.gather(units, of_cluster, design.units.len());
                let between = self.panel.as_ref().filter(|_| strata.touched.len() > 1);
                let total = |cluster: u32| units.of(cluster).total;
                let scaled = |stratum: u32| design.scaled(stratum, strata.of(stratum).total);
                let covariances = between.map_or(0.0, |p| p.covariances(&units.touched, of_cluster, total, scaled));
                design.variance(strata, covariances)
            }
        }
    }

    fn cells_of(&self, domain: u32) -> impl Iterator<Item = u32> {
        let last = self.starts.last().copied().unwrap_or_default();
        let start = |d: usize| self.starts.get(d).copied().unwrap_or(last);
        let places = start(domain as usize)..start(domain as usize + 1);
        places.filter_map(|place| match &self.order {
            Some(order) => order.get(place).copied(),
            None => u32::try_from(place).ok(),
        })
    }

    /// Total and squares of the linearised values of the rows of a cell; none where nobody answered.
    fn z(&self, cell: u32, term: &Term) -> Option<Z> {
        let s = Some(self.cells.of(cell)).filter(|sums| sums.w > 0.0)?;
        let (a, b) = (term.slope, term.intercept + term.slope * self.centre);
        let squares = a * a * s.qxx + 2.0 * a * b * s.qx + b * b * s.q;
        Some(Z { total: term.sign * (a * s.wx + b * s.w), squares: term.sign * squares.max(0.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, Keys, Values, count};
    use crate::scores::design::LonelyUnit;
    use crate::scores::scores;
    use ndarray::ArrayView1;
    use proptest::prelude::*;

    fn values() -> Vec<f64> {
        (0..=10).map(f64::from).collect()
    }

    /// A row: answer, weight, domain, cluster; cluster c lies in stratum c modulo 2.
    type Row = (u8, f64, u32, u32);

    fn tally(rows: &[Row], cell: impl Fn(&Row) -> u32, cells: usize) -> ScoreCounts {
        let answers: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
        let weights: Vec<f64> = rows.iter().map(|r| r.1).collect();
        let codes: Vec<i32> = rows.iter().map(|r| i32::try_from(cell(r)).unwrap()).collect();
        let cells = Keys { values: Values::I32(ArrayView1::from(&codes)), low: 0, count: cells };
        let weights = Column::of_f64("w", &weights);
        count(&Column::of_f64("x", &answers), Some(&weights), &[cells], 0, 10, &Control::default()).unwrap()
    }

    fn own(total: f64, mean: f64, domain: u32) -> Term {
        Term { domain, slope: 1.0 / total, intercept: -mean / total, sign: 1.0 }
    }

    fn mean(rows: &[Row], domain: u32) -> (f64, f64) {
        let of = || rows.iter().filter(|r| r.2 == domain);
        let total: f64 = of().map(|r| r.1).sum();
        (total, of().map(|r| r.1 * f64::from(r.0)).sum::<f64>() / total)
    }

    /// The textbook formula over the linearised values of rows.
    fn by_definition(rows: &[(u32, u32, f64)], units_of: &[f64]) -> f64 {
        let mut variance = 0.0;
        for (stratum, &n) in units_of.iter().enumerate() {
            let mut totals = std::collections::BTreeMap::new();
            for (_, unit, z) in rows.iter().filter(|r| r.0 as usize == stratum) {
                *totals.entry(*unit).or_insert(0.0) += z;
            }
            let mean = totals.values().sum::<f64>() / n;
            let empty = n - totals.len() as f64;
            let spread = totals.values().map(|z| (z - mean) * (z - mean)).sum::<f64>() + empty * mean * mean;
            variance += n / (n - 1.0) * spread;
        }
        variance
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop::collection::vec((0..=10_u8, 0.2..3.0_f64, 0..2_u32, 0..8_u32), 4..60)
            .prop_filter("both domains", |rows| (0..2).all(|d| rows.iter().any(|r| r.2 == d)))
    }

    proptest! {
        #[test]
        fn clusters_in_strata_agree_with_the_definition(rows in rows()) {
            let counts = tally(&rows, |r| r.2 * 8 + r.3, 16);
            let design = Design {
                domain: &(0..16).map(|c| c / 8).collect::<Vec<i32>>(),
                unit: &(0..16).map(|c| c % 8).collect::<Vec<i32>>(),
                stratum_of_cluster: Some(&(0..8).map(|c| c % 2).collect::<Vec<i32>>()),
                units: vec![4.0; 2],
                not_drawn: vec![1.0; 2],
                lonely: LonelyUnit::Certainty,
                whole: None,
            };
            let ((a, m), (b, k)) = (mean(&rows, 0), mean(&rows, 1));
            let other = Term { domain: 1, slope: -1.0 / b, intercept: k / b, sign: 1.0 };
            let found = Linearised::new(Tally::Points(&counts), &values(), WeightType::Probability, Some(&design))
                .variances(&[vec![own(a, m, 0), other]], &Control::default()).unwrap()[0];
            let z = |r: &Row| if r.2 == 0 { (f64::from(r.0) - m) / a } else { (k - f64::from(r.0)) / b };
            let linearised: Vec<_> = rows.iter().map(|r| (r.3 % 2, r.3, r.1 * z(r))).collect();
            prop_assert!((found - by_definition(&linearised, &design.units)).abs() < 1e-12 * (1.0 + found));
        }

        #[test]
        fn rows_in_strata_agree_with_the_definition(rows in rows()) {
            let counts = tally(&rows, |r| r.2 * 2 + r.3 % 2, 4);
            let units: Vec<f64> = (0..2).map(|h| rows.iter().filter(|r| r.3 % 2 == h).count() as f64 + 5.0).collect();
            let design = Design {
                domain: &[0, 0, 1, 1], unit: &[0, 1, 0, 1], units, not_drawn: vec![1.0; 2], ..Design::default()
            };
            let (a, m) = mean(&rows, 0);
            let found = Linearised::new(Tally::Points(&counts), &values(), WeightType::Probability, Some(&design))
                .variances(&[vec![own(a, m, 0)]], &Control::default()).unwrap()[0];
            let linearised: Vec<_> = rows.iter().enumerate().filter(|(_, r)| r.2 == 0)
                .map(|(i, r)| (r.3 % 2, u32::try_from(i).unwrap(), r.1 * (f64::from(r.0) - m) / a)).collect();
            prop_assert!((found - by_definition(&linearised, &design.units)).abs() < 1e-12 * (1.0 + found));
        }

        #[test]
        fn without_a_design_it_is_the_standard_error_of_the_score(rows in rows()) {
            let counts = tally(&rows, |r| r.2, 2);
            for kind in [WeightType::Probability, WeightType::Frequency, WeightType::Precision] {
                let terms: Vec<Vec<Term>> = (0..2).map(|d| { let (w, m) = mean(&rows, d); vec![own(w, m, d)] }).collect();
                let found = Linearised::new(Tally::Points(&counts), &values(), kind, None).variances(&terms, &Control::default()).unwrap();
                for (score, variance) in scores(&counts, &values(), kind).iter().zip(found) {
                    prop_assert!((score.std_error.powi(2) - variance).abs() < 1e-12 * (1.0 + variance));
                }
            }
        }
    }
}
