//! Segments of one sample: drawn together, so that what they have in common is, or relabelled, so that they have it all.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::fit::Field;
use super::products::{Held, Rows, Weighed};
use super::resample::{PathReplicates, code, status_and_fit};
use super::spec::Spec;
use crate::accumulate::{CompleteRows, GroupedRows, Moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Drawn, Resampling, values};
use crate::weights::WeightType;

/// What is estimated of the segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// One model of all of them together.
    Pooled,
    /// A model of each.
    Each,
    /// None: their means are enough.
    None,
}

/// What is wanted of G segments.
#[derive(Debug, Clone, Copy)]
pub struct Segmented<'a> {
    /// The model.
    pub spec: &'a Spec,
    /// What it is estimated of.
    pub fits: Fits,
    /// Given weights of the p indicators, from which scores of the constructs of the first stage are made.
    pub ruler: Option<&'a [f64]>,
    /// Number of segments.
    pub count: usize,
}

/// Replicates of G segments: the columns of one table, and fits.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentReplicates {
    /// One row a replicate: [`Segmented::fields`].
    pub values: Array2<f64>,
    /// One fit a replicate, or one a replicate and segment.
    pub fits: PathReplicates,
}

impl Segmented<'_> {
    /// What there is of segments but for their fits, in the order of the values.
    pub fn fields(&self) -> Vec<Field> {
        let (p, k) = (self.spec.indicators.len(), self.blocks().count());
        let of_segments = |name, each: &[usize]| Field { name, shape: [&[self.count], each].concat() };
        let mut fields = vec![of_segments("sum_w", &[]), of_segments("mean", &[p])];
        if self.ruler.is_some() {
            fields.extend([of_segments("ruler_mean", &[k]), of_segments("ruler_var", &[k])]);
        }
        fields
    }

    /// Refuses columns that are not the indicators, and a ruler of others.
    fn check(&self, columns: usize) -> Result<()> {
        self.spec.check_columns(columns)?;
        self.ruler.map_or(Ok(()), |ruler| self.spec.check_columns(ruler.len()))
    }

    /// Values of a replicate but for its fits, and how many fits it has.
    fn shape(&self) -> (usize, usize) {
        let fits = match self.fits {
            Fits::Pooled => 1,
            Fits::Each => self.count,
            Fits::None => 0,
        };
        (self.fields().iter().map(Field::len).sum(), fits)
    }

    fn width(&self) -> usize {
        let (own, fits) = self.shape();
        own + fits * (1 + self.spec.width())
    }

    /// The values of a replicate of the rows, in the sample or as they are drawn.
    fn of(
        &self,
        rows: &GroupedRows<'_, '_>,
        drawn: Option<Drawn<'_>>,
        held: Option<&Held>,
        control: &Control,
    ) -> Result<Vec<f64>> {
        let moments = rows.moments(drawn, control)?;
        let weighed = held.map(|held| held.drawn(drawn));
        let weighed = weighed.as_ref();
        let mut out = self.described(&moments);
        match self.fits {
            Fits::Pooled => {
                let pooled = moments.iter().try_fold(Moments::default(), Moments::merge)?;
                self.fit(&pooled, weighed.map(Weighed::all), &mut out);
            }
            Fits::Each => {
                for (group, moments) in moments.iter().enumerate() {
                    self.fit(moments, weighed.map(|weighed| weighed.part(rows.bounds(group))), &mut out);
                }
            }
            Fits::None => {}
        }
        Ok(out)
    }

    /// The values of [`Segmented::fields`].
    fn described(&self, moments: &[Moments]) -> Vec<f64> {
        let mut out = Vec::with_capacity(self.width());
        out.extend(moments.iter().map(Moments::sum_w));
        for moments in moments {
            // Of nobody there is no mean.
            out.extend(moments.mean().iter().map(|mean| if moments.n() > 0 { *mean } else { f64::NAN }));
        }
        if let Some(ruler) = self.ruler {
            out.extend(moments.iter().flat_map(|moments| self.ruled_means(moments, ruler)));
            out.extend(moments.iter().flat_map(|moments| self.ruled_variances(moments, ruler)));
        }
        out
    }

    fn fit(&self, moments: &Moments, rows: Option<Rows<'_>>, out: &mut Vec<f64>) {
        let end = out.len() + 1 + self.spec.width();
        out.extend(status_and_fit(moments, rows, self.spec));
        out.resize(end, f64::NAN);
    }

    fn ruled_means(&self, moments: &Moments, ruler: &[f64]) -> Vec<f64> {
        let none = if moments.n() > 0 { 0.0 } else { f64::NAN };
        self.blocks().map(|block| none + block.map(|j| ruler[j] * moments.mean()[j]).sum::<f64>()).collect()
    }

    fn ruled_variances(&self, moments: &Moments, ruler: &[f64]) -> Vec<f64> {
        let products = moments.comoment();
        let of = |block: std::ops::Range<usize>| {
            let pairs = block.clone().flat_map(|i| block.clone().map(move |j| (i, j)));
            pairs.map(|(i, j)| ruler[i] * ruler[j] * products[[i, j]]).sum::<f64>() / moments.sum_w()
        };
        self.blocks().map(of).collect()
    }

    fn blocks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.spec.stages.first().into_iter().flat_map(|stage| stage.blocks.iter().cloned())
    }

    /// Parts a table of values of replicates.
    fn parted(&self, table: &Array2<f64>) -> SegmentReplicates {
        let (own, fits) = self.shape();
        let width = self.spec.width();
        let at = |fit: usize| (fit / fits, own + fit % fits * (1 + width));
        let count = table.nrows() * fits;
        let status = (0..count).map(at).map(|(row, start)| code(table[[row, start]])).collect();
        let fitted = |(fit, value): (usize, usize)| {
            let (row, start) = at(fit);
            table[[row, start + 1 + value]]
        };
        SegmentReplicates {
            values: Array2::from_shape_fn((table.nrows(), own), |place| table[place]),
            fits: PathReplicates { status, values: Array2::from_shape_fn((count, width), fitted) },
        }
    }
}

/// Segments whose rows are drawn again together, so that the sizes of segments vary as they do over samples.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::Interrupted`].
pub fn resample_path_segments(
    rows: &GroupedRows<'_, '_>,
    kind: WeightType,
    resampling: &Resampling,
    wanted: &Segmented<'_>,
    control: &Control,
) -> Result<SegmentReplicates> {
    wanted.check(rows.p())?;
    let inner = control.inner();
    let held = Held::read(wanted.spec, |column| rows.read(column), || rows.weights())?;
    let statistic = |drawn: Drawn<'_>| wanted.of(rows, Some(drawn), held.as_ref(), &inner);
    let weights = (rows.places().len(), || rows.weights());
    let table = resampling.replicates_of(weights, kind, wanted.width(), control, statistic)?;
    Ok(wanted.parted(&table))
}

/// Segments that rows are in by other labels, one list of labels a replicate; a row without a label does not count.
///
/// # Errors
/// [`crate::error::Error::Length`] for labels of another number of rows, [`crate::error::Error::TooManyResamples`],
/// [`crate::error::Error::Interrupted`].
pub fn relabelled_paths(
    rows: &CompleteRows<'_>,
    labels: ArrayView2<'_, i32>,
    wanted: &Segmented<'_>,
    control: &Control,
) -> Result<SegmentReplicates> {
    wanted.check(rows.p())?;
    // What all replicates lack is no failure of each.
    labels.rows().into_iter().next().map_or(Ok(()), |first| rows.grouped(first, wanted.count).map(|_| ()))?;
    let inner = control.inner();
    let of = |labels: ArrayView1<'_, i32>| {
        let grouped = rows.grouped(labels, wanted.count)?;
        let held = Held::read(wanted.spec, |column| grouped.read(column), || grouped.weights())?;
        wanted.of(&grouped, None, held.as_ref(), &inner)
    };
    let table = values(labels.nrows(), wanted.width(), control, |index| of(labels.row(index)))?;
    Ok(wanted.parted(&table))
}
