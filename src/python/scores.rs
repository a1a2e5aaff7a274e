//! Scores of every cell of a tally, as arrays.

use std::iter::zip;

use ndarray::{Array2, ArrayView1, Zip};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::parallel::Control;
use crate::python::accumulators::PyScoreCounts;
use crate::python::run::{at_once, run};
use crate::python::units::PyUnitCounts;
use crate::scores::{
    Design, Groups, Linearised, LonelyUnit, Score, Tally, Term, bootstrap_mean as core_bootstrap_mean,
    carriers as core_carriers, class_shares, informativeness as core_informativeness, own_base as core_own_base,
    posterior_score as core_posterior_score, score_interval as core_score_interval, scores as core_scores,
    with_pseudo_respondents as core_with_pseudo_respondents,
};
use crate::weights::WeightType;

type Replicates<'py> = PyResult<Bound<'py, PyArray1<f64>>>;
type Pair<'py> = PyResult<(Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>)>;

fn pair(py: Python<'_>, rows: impl Iterator<Item = (f64, f64)>) -> Pair<'_> {
    let (first, second): (Vec<f64>, Vec<f64>) = at_once(|| rows.unzip())?;
    Ok((first.into_pyarray(py), second.into_pyarray(py)))
}

/// The score of every cell: a dict of arrays in units of `values`, the value of every scale point.
///
/// With them the `carriers` of the error, the `base` of an interval, see [`core_own_base`], the `shares` of `classes`, which
/// are values. `n` counts observations, see [`Base::observations`](crate::weights::Base::observations).
#[pyfunction]
#[pyo3(signature = (counts, values, weight_type, classes=None))]
pub fn scores<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyScoreCounts>,
    values: PyReadonlyArray1<'py, f64>,
    weight_type: WeightType,
    classes: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<Bound<'py, PyDict>> {
    let (counts, values) = (&counts.get().0, values.as_array().to_vec());
    let scores = at_once(|| core_scores(counts, &values, weight_type))?;
    let out = PyDict::new(py);
    let put = |key: &str, value: fn(&Score) -> f64| {
        out.set_item(key, scores.iter().map(value).collect::<Vec<_>>().into_pyarray(py))
    };
    put("estimate", |s| s.estimate)?;
    put("std_error", |s| s.std_error)?;
    put("variance", |s| s.variance)?;
    out.set_item("n", scores.iter().map(|s| s.base.observations(weight_type)).collect::<Vec<_>>().into_pyarray(py))?;
    put("sum_w", |s| s.base.sum_w)?;
    put("n_eff", |s| s.n_eff)?;
    put("carriers", |s| s.carriers)?;
    put("informative", |s| s.informative)?;
    // Without a design as many as one likes.
    put("df", |_| f64::INFINITY)?;
    put("base", |s| core_own_base(s.n_eff, s.variance, s.std_error, s.carriers))?;
    if let Some(classes) = classes {
        let classes = classes.as_array().to_vec();
        let shares = at_once(|| class_shares(counts, &values, &classes))?.into_pyarray(py);
        out.set_item("shares", shares.reshape([scores.len(), classes.len()])?)?;
    }
    Ok(out)
}

/// Effective bases of scores, see [`core_own_base`]: arrays of equal length.
#[pyfunction]
pub fn own_base<'py>(
    kish: PyReadonlyArray1<'py, f64>,
    variance: PyReadonlyArray1<'py, f64>,
    std_error: PyReadonlyArray1<'py, f64>,
    carriers: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let found = at_once(|| {
        let errors = Zip::from(kish.as_array()).and(variance.as_array()).and(std_error.as_array());
        errors.and(carriers.as_array()).map_collect(|&kish, &v, &s, &carriers| core_own_base(kish, v, s, carriers))
    })?;
    Ok(found.to_pyarray(kish.py()))
}

/// How many respondents carry the error of every row of `w2` and `n` (rows × points), see [`core_carriers`].
#[pyfunction]
pub fn carriers<'py>(
    w2: PyReadonlyArray2<'py, f64>,
    n: PyReadonlyArray2<'py, f64>,
    values: Vec<f64>,
    mean: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let of_row =
        |w2: ArrayView1<f64>, n: ArrayView1<f64>, mean: &f64| core_carriers(&w2.to_vec(), &n.to_vec(), &values, *mean);
    let found =
        at_once(|| Zip::from(w2.as_array().rows()).and(n.as_array().rows()).and(mean.as_array()).map_collect(of_row))?;
    Ok(found.to_pyarray(w2.py()))
}

/// How far the weights of every row of `n`, `w` and `w2` (rows × points) depend on the answers, see [`core_informativeness`].
#[pyfunction]
pub fn informativeness<'py>(
    n: PyReadonlyArray2<'py, f64>,
    w: PyReadonlyArray2<'py, f64>,
    w2: PyReadonlyArray2<'py, f64>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let of_row = |n: ArrayView1<f64>, w: ArrayView1<f64>, w2: ArrayView1<f64>| {
        core_informativeness(&n.to_vec(), &w.to_vec(), &w2.to_vec())
    };
    let rows = || Zip::from(n.as_array().rows()).and(w.as_array().rows()).and(w2.as_array().rows()).map_collect(of_row);
    Ok(at_once(rows)?.to_pyarray(n.py()))
}

/// Scores and variances with pseudo-respondents added to `shares` (rows × classes) of every `base`.
#[pyfunction]
pub fn with_pseudo_respondents<'py>(
    shares: PyReadonlyArray2<'py, f64>,
    values: PyReadonlyArray1<'py, f64>,
    base: PyReadonlyArray1<'py, f64>,
    pseudo: PyReadonlyArray1<'py, f64>,
) -> Pair<'py> {
    let (values, pseudo) = (values.as_array().to_vec(), pseudo.as_array().to_vec());
    let of_row = |(shares, base): (ArrayView1<f64>, &f64)| {
        core_with_pseudo_respondents(&shares.to_vec(), &values, *base, &pseudo)
    };
    pair(shares.py(), zip(shares.as_array().outer_iter(), base.as_array()).map(of_row))
}

/// Limits of the adjusted interval of every row of `shares` (rows × classes) on a `base`: z errors about the centre.
#[pyfunction]
pub fn adjusted_limits<'py>(
    shares: PyReadonlyArray2<'py, f64>,
    values: PyReadonlyArray1<'py, f64>,
    base: PyReadonlyArray1<'py, f64>,
    pseudo: PyReadonlyArray1<'py, f64>,
    z: f64,
) -> Pair<'py> {
    let (values, pseudo) = (values.as_array().to_vec(), pseudo.as_array().to_vec());
    let of_row = |(shares, base): (ArrayView1<f64>, &f64)| {
        let (centre, variance) = core_with_pseudo_respondents(&shares.to_vec(), &values, *base, &pseudo);
        let half = z * variance.sqrt();
        (centre - half, centre + half)
    };
    pair(shares.py(), zip(shares.as_array().outer_iter(), base.as_array()).map(of_row))
}

/// Effective bases of a table, 0 where nobody answered, and how many times as many observations have the same error.
#[pyfunction]
pub fn effective<'py>(n: PyReadonlyArray1<'py, f64>, n_eff: PyReadonlyArray1<'py, f64>) -> Pair<'py> {
    let of_cell = |(&n, &n_eff): (&f64, &f64)| (if n > 0.0 { n_eff } else { 0.0 }, n / n_eff);
    pair(n.py(), zip(n.as_array(), n_eff.as_array()).map(of_cell))
}

/// Limits in units of the score, which is `unit` times its value: within the `ends` of that, and about the estimate.
#[pyfunction]
pub fn in_units<'py>(
    low: PyReadonlyArray1<'py, f64>,
    high: PyReadonlyArray1<'py, f64>,
    estimate: PyReadonlyArray1<'py, f64>,
    ends: (f64, f64),
    unit: f64,
) -> Pair<'py> {
    // By comparison, so that what is NaN stays NaN.
    let bounded = |limit: f64| {
        let limit = if limit < ends.0 { ends.0 } else { limit };
        if limit > ends.1 { ends.1 } else { limit }
    };
    let of_cell = |((&low, &high), &estimate): ((&f64, &f64), &f64)| {
        let (low, high) = (bounded(low), bounded(high));
        (unit * if estimate < low { estimate } else { low }, unit * if estimate > high { estimate } else { high })
    };
    let limits = zip(zip(low.as_array(), high.as_array()), estimate.as_array()).map(of_cell);
    pair(low.py(), limits)
}

/// Limits of the score interval of every row of `shares` (rows × classes) on a base of `n`: rows × 2.
#[pyfunction]
pub fn score_intervals<'py>(
    py: Python<'py>,
    shares: PyReadonlyArray2<'py, f64>,
    values: Vec<f64>,
    n: Vec<f64>,
    z: f64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let shares: Vec<(Vec<f64>, f64)> = shares.as_array().outer_iter().map(|row| row.to_vec()).zip(n).collect();
    let limits = run(py, None, |control| {
        let limits = |(shares, n): &(Vec<f64>, f64)| {
            let (low, high) = core_score_interval(shares, &values, *n, z);
            control.advance(1).map(|()| [low, high])
        };
        shares.par_iter().map(limits).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(Array2::from(limits).to_pyarray(py))
}

/// Bootstrap replicates of the weighted mean of groups of respondents; `draws` are their number and the seed.
#[pyfunction]
#[pyo3(signature = (sizes, weights, values, draws, progress=None))]
pub fn bootstrap_mean<'py>(
    py: Python<'py>,
    sizes: PyReadonlyArray1<'py, f64>,
    weights: PyReadonlyArray1<'py, f64>,
    values: PyReadonlyArray1<'py, f64>,
    draws: (usize, u64),
    progress: Option<Py<PyAny>>,
) -> Replicates<'py> {
    let (sizes, weights, values) = (sizes.as_slice()?, weights.as_slice()?, values.as_slice()?);
    let (groups, (n_resamples, seed)) = (Groups { sizes, weights, values }, draws);
    let work = |control: &Control| core_bootstrap_mean(groups, n_resamples, seed, control);
    Ok(run(py, progress.as_ref(), work)?.column(0).to_pyarray(py))
}

/// Draws from the posterior of the mean of `values` under a Dirichlet distribution.
#[pyfunction]
#[pyo3(signature = (alpha, values, n_resamples, seed, progress=None))]
pub fn posterior_score(
    py: Python<'_>,
    alpha: Vec<f64>,
    values: Vec<f64>,
    n_resamples: usize,
    seed: u64,
    progress: Option<Py<PyAny>>,
) -> Replicates<'_> {
    let work = |control: &Control| core_posterior_score(&alpha, &values, n_resamples, seed, control);
    Ok(run(py, progress.as_ref(), work)?.column(0).to_pyarray(py))
}

/// Offsets, domains, slopes, intercepts and signs: contrast i has the terms `offsets[i]..offsets[i + 1]`.
type Contrasts<'py> = (
    Vec<usize>,
    PyReadonlyArray1<'py, u32>,
    PyReadonlyArray1<'py, f64>,
    PyReadonlyArray1<'py, f64>,
    PyReadonlyArray1<'py, f64>,
);

/// Linearised variances of contrasts.
#[pyfunction]
#[pyo3(signature = (counts, values, weight_type, design, contrasts, progress=None))]
pub fn linearised_variance<'py>(
    py: Python<'py>,
    counts: HeldTally,
    values: Vec<f64>,
    weight_type: WeightType,
    design: Option<HeldDesign<'py>>,
    contrasts: Contrasts<'py>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let (offsets, domains, slopes, intercepts, signs) = contrasts;
    let lines = slopes.as_array().into_iter().zip(intercepts.as_array());
    let terms: Vec<Term> = (domains.as_array().iter().zip(lines).zip(signs.as_array()))
        .map(|((&domain, (&slope, &intercept)), &sign)| Term { domain, slope, intercept, sign })
        .collect();
    let of = |ends: &[usize]| terms.get(ends[0]..ends[1].max(ends[0])).unwrap_or_default().to_vec();
    let contrasts: Vec<Vec<Term>> = offsets.windows(2).map(of).collect();
    let design = design.as_ref().map(HeldDesign::design).transpose()?;
    let found = run(py, progress.as_ref(), |control| {
        Linearised::new(counts.tally(), &values, weight_type, design.as_ref()).variances(&contrasts, control)
    })?;
    Ok(found.to_pyarray(py))
}

/// A tally of either kind held alive.
#[derive(FromPyObject)]
pub enum HeldTally {
    /// With room for every point.
    Points(Py<PyScoreCounts>),
    /// Of cells of few rows.
    Units(Py<PyUnitCounts>),
}

impl HeldTally {
    fn tally(&self) -> Tally<'_> {
        match self {
            Self::Points(counts) => Tally::Points(&counts.get().0),
            Self::Units(counts) => Tally::Units(&counts.get().0),
        }
    }
}

/// A sampling design held alive: `(domain, unit, stratum_of_cluster, units, not_drawn, lonely, whole)`.
pub struct HeldDesign<'py> {
    domain: PyReadonlyArray1<'py, i32>,
    unit: PyReadonlyArray1<'py, i32>,
    strata: Option<PyReadonlyArray1<'py, i32>>,
    units: Vec<f64>,
    not_drawn: Vec<f64>,
    lonely: LonelyUnit,
    whole: Option<PyReadonlyArray1<'py, i32>>,
}

impl<'py> FromPyObject<'_, 'py> for HeldDesign<'py> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (domain, unit, strata, units, not_drawn, lonely, whole): (_, _, _, _, _, String, _) = obj.extract()?;
        let lonely = match lonely.as_str() {
            "certainty" => LonelyUnit::Certainty,
            "adjust" => LonelyUnit::Adjust,
            "average" => LonelyUnit::Average,
            other => return Err(PyValueError::new_err(format!("unknown rule {other}"))),
        };
        Ok(Self { domain, unit, strata, units, not_drawn, lonely, whole })
    }
}

impl HeldDesign<'_> {
    fn design(&self) -> PyResult<Design<'_>> {
        Ok(Design {
            domain: self.domain.as_slice()?,
            unit: self.unit.as_slice()?,
            stratum_of_cluster: self.strata.as_ref().map(PyReadonlyArray1::as_slice).transpose()?,
            units: self.units.clone(),
            not_drawn: self.not_drawn.clone(),
            lonely: self.lonely,
            whole: self.whole.as_ref().map(PyReadonlyArray1::as_slice).transpose()?,
        })
    }
}
