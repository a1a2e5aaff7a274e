//! Scores of fitted models as arrays.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::accumulate::Given;
use crate::drivers::{
    Change, Correction, Fitted, diagnose as core_diagnose, score_moves as core_moves, score_totals as core_totals,
};
use crate::parallel::Control;
use crate::python::rows::{HeldRows, HeldUnits};

/// Slopes, mean of the outcome, means of the drivers, inverse co-moments, intercept, observations.
type Model<'py> = (PyReadonlyArray1<'py, f64>, f64, PyReadonlyArray1<'py, f64>, PyReadonlyArray2<'py, f64>, bool, f64);

fn fitted(models: &[Option<Model<'_>>]) -> Vec<Option<Fitted>> {
    let fit = |(slopes, mean, means, bread, intercept, observations): &Model<'_>| {
        Fitted::new(slopes.as_array(), (*mean, means.as_array()), bread.as_array(), *intercept, *observations)
    };
    models.iter().map(|model| model.as_ref().map(fit)).collect()
}

fn named(correction: &str) -> Correction {
    match correction {
        "leverage" => Correction::Leverage,
        "jackknife" => Correction::Jackknife,
        "adaptive" => Correction::Adaptive,
        _ => Correction::None,
    }
}

/// Totals of a cell: sums and squares of scores by group, rows by group, rows of leverage 1.
type Totals<'py> =
    (Bound<'py, PyArray1<usize>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>, u64);

/// Totals of the scores of every cell's model, by group of rows: the groups that have any, totals, squares, rows, and
/// rows fitted exactly.
///
/// The correction is "none", "leverage", "jackknife" or
/// "adaptive".
#[pyfunction]
#[pyo3(signature = (rows, models, units, correction, progress=None))]
pub fn score_totals<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Model<'py>>>,
    units: HeldUnits<'py>,
    correction: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Totals<'py>>> {
    let models = fitted(&models);
    let correction = named(correction);
    let found = units.with(|units| {
        rows.run(py, progress.as_ref(), |rows, control| core_totals(rows, &models, units, correction, control))
    })?;
    let convert = |found: crate::drivers::ScoreTotals| {
        let (groups, rows) = (found.groups.into_pyarray(py), found.rows.into_pyarray(py));
        (groups, found.totals.into_pyarray(py), found.squares.into_pyarray(py), rows, found.exact)
    };
    Ok(found.into_iter().map(convert).collect())
}

/// A move: r on the terms of the model, columns outside with their means and what r has of them, slopes on r, whether r
/// enters.
type Move<'py> = (PyReadonlyArray2<'py, f64>, Vec<(usize, f64)>, PyReadonlyArray2<'py, f64>, Vec<f64>, bool);

/// Squares of scores of a model after a move, what it spends, rows fitted exactly.
type Moved<'py> = (Bound<'py, PyArray2<f64>>, f64, u64);

/// Squares of the scores of the models that moves make of every cell's model.
#[pyfunction]
#[pyo3(signature = (rows, models, moves, correction, progress=None))]
pub fn score_moves<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Model<'py>>>,
    moves: Vec<Move<'py>>,
    correction: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Vec<Moved<'py>>>> {
    let (models, correction) = (fitted(&models), named(correction));
    let change = |(inside, outside, weights, slopes, enters): &Move<'_>| Change {
        inside: inside.as_array().to_owned(),
        outside: (outside.clone(), weights.as_array().to_owned()),
        slopes: slopes.clone(),
        enters: *enters,
    };
    let changes: Vec<Change> = moves.iter().map(change).collect();
    let work = |rows: Given<'_, '_>, control: &Control| core_moves(rows, &models, &changes, correction, control);
    let found = rows.run(py, progress.as_ref(), work)?;
    let convert = |moved: crate::drivers::Moved| (moved.squares.into_pyarray(py), moved.spent, moved.exact);
    Ok(found.into_iter().map(|moved| moved.into_iter().map(convert).collect()).collect())
}

/// One number a row of the frame, twice.
type Rows<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);

/// Residual and leverage of every row of the frame; NaN where it does not count.
#[pyfunction]
#[pyo3(signature = (rows, models, progress=None))]
pub fn diagnose_rows<'py>(
    py: Python<'py>,
    rows: HeldRows<'py>,
    models: Vec<Option<Model<'py>>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Rows<'py>> {
    let models = fitted(&models);
    let found = rows.run(py, progress.as_ref(), |rows, control| core_diagnose(rows, &models, control))?;
    let count = rows.columns().next().map_or(0, |column| column.len());
    let (mut residuals, mut leverages) = (vec![f64::NAN; count], vec![f64::NAN; count]);
    for row in found {
        if let (Some(residual), Some(leverage)) = (residuals.get_mut(row.place), leverages.get_mut(row.place)) {
            (*residual, *leverage) = (row.residual, row.leverage);
        }
    }
    Ok((residuals.into_pyarray(py), leverages.into_pyarray(py)))
}
