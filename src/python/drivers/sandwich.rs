//! Scores of fitted models as arrays.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::accumulate::Column;
use crate::drivers::{Correction, Fitted, Units, diagnose as core_diagnose, score_totals as core_totals};
use crate::python::convert::{HeldCells, HeldColumn};
use crate::python::run::run;
use crate::weights::WeightType;

/// Slopes, mean of the outcome, means of the drivers, inverse co-moments, intercept, observations.
type Model<'py> = (PyReadonlyArray1<'py, f64>, f64, PyReadonlyArray1<'py, f64>, PyReadonlyArray2<'py, f64>, bool, f64);

fn fitted(models: &[Option<Model<'_>>]) -> Vec<Option<Fitted>> {
    let fit = |(slopes, mean, means, bread, intercept, observations): &Model<'_>| {
        Fitted::new(slopes.as_array(), (*mean, means.as_array()), bread.as_array(), *intercept, *observations)
    };
    models.iter().map(|model| model.as_ref().map(fit)).collect()
}

/// Totals of a cell: sums and squares of scores by group, rows by group, rows of leverage 1.
type Totals<'py> =
    (Bound<'py, PyArray1<usize>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>, u64);

/// Totals of the scores of every cell's model, by group of rows: the groups that have any, totals, squares, rows, and
/// rows fitted exactly.
///
/// `groups` are strata of rows, or with `clusters` clusters; the correction is "none", "leverage", "jackknife" or
/// "adaptive".
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, models, groups, clusters, correction, weight_type, progress=None))]
#[allow(clippy::too_many_arguments)] // named where it is called
pub fn score_totals<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    models: Vec<Option<Model<'py>>>,
    groups: Option<HeldCells<'py>>,
    clusters: bool,
    correction: &str,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Totals<'py>>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let (cells, groups) = (cells.as_ref().map(HeldCells::cells), groups.as_ref().map(HeldCells::cells));
    let models = fitted(&models);
    let units = match &groups {
        Some(groups) if clusters => Units::Clusters(groups),
        groups => Units::Rows(groups.as_ref()),
    };
    let correction = match correction {
        "leverage" => Correction::Leverage,
        "jackknife" => Correction::Jackknife,
        "adaptive" => Correction::Adaptive,
        _ => Correction::None,
    };
    let found = run(py, progress.as_ref(), |control| {
        core_totals(&columns, weights.as_ref(), cells.as_ref(), &models, units, correction, weight_type, control)
    })?;
    let convert = |found: crate::drivers::ScoreTotals| {
        let (groups, rows) = (found.groups.into_pyarray(py), found.rows.into_pyarray(py));
        (groups, found.totals.into_pyarray(py), found.squares.into_pyarray(py), rows, found.exact)
    };
    Ok(found.into_iter().map(convert).collect())
}

/// One number a row of the frame, twice.
type Rows<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);

/// Residual and leverage of every row of the frame; NaN where it does not count.
#[pyfunction]
#[pyo3(signature = (columns, weights, cells, models, weight_type, progress=None))]
pub fn diagnose_rows<'py>(
    py: Python<'py>,
    columns: Vec<HeldColumn<'py>>,
    weights: Option<HeldColumn<'py>>,
    cells: Option<HeldCells<'py>>,
    models: Vec<Option<Model<'py>>>,
    weight_type: WeightType,
    progress: Option<Py<PyAny>>,
) -> PyResult<Rows<'py>> {
    let columns: Vec<_> = columns.iter().map(HeldColumn::column).collect();
    let weights = weights.as_ref().map(HeldColumn::column);
    let cells = cells.as_ref().map(HeldCells::cells);
    let models = fitted(&models);
    let found = run(py, progress.as_ref(), |control| {
        core_diagnose(&columns, weights.as_ref(), cells.as_ref(), &models, weight_type, control)
    })?;
    let rows = columns.first().map_or(0, Column::len);
    let (mut residuals, mut leverages) = (vec![f64::NAN; rows], vec![f64::NAN; rows]);
    for row in found {
        if let (Some(residual), Some(leverage)) = (residuals.get_mut(row.place), leverages.get_mut(row.place)) {
            (*residual, *leverage) = (row.residual, row.leverage);
        }
    }
    Ok((residuals.into_pyarray(py), leverages.into_pyarray(py)))
}
