//! The rescaling bootstrap: units of a sampling design drawn again within their strata.

use rand_chacha::ChaCha8Rng;

use super::{Multinomial, draw_rows};
use crate::error::Result;
use crate::parallel::Control;

/// The units of a sample by stratum: clusters of rows or, where none are declared, rows or the respondents they stand for.
#[derive(Debug, Clone)]
pub struct DesignUnits {
    strata: Vec<Stratum>,
    /// Number of codes of units.
    count: usize,
}

#[derive(Debug, Clone)]
struct Stratum {
    units: Vec<usize>,
    /// How many units each stands for, and their chances; none where that is one.
    sizes: Option<(Vec<f64>, Multinomial)>,
    /// √(1 − f), f being the share of the units of the population that was drawn.
    scale: f64,
}

impl DesignUnits {
    /// The units of these strata; `sizes` tells how many units each stands for, `not_drawn` the share of the units of
    /// every stratum that was not drawn: 1 without a finite population.
    ///
    /// # Errors
    /// [`crate::error::Error::TooManyRespondents`].
    pub fn new(stratum_of_unit: &[u32], sizes: Option<&[f64]>, not_drawn: &[f64]) -> Result<Self> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); not_drawn.len()];
        for (unit, &stratum) in stratum_of_unit.iter().enumerate() {
            if let Some(members) = members.get_mut(stratum as usize) {
                members.push(unit);
            }
        }
        let stratum = |(units, share): (Vec<usize>, &f64)| {
            let of_units = |sizes: &[f64]| -> Vec<f64> {
                units.iter().map(|&unit| sizes.get(unit).copied().unwrap_or_default()).collect()
            };
            let sizes = sizes.map(of_units).map(|sizes| Multinomial::new(&sizes).map(|drawn| (sizes, drawn)));
            Ok(Stratum { sizes: sizes.transpose()?, units, scale: share.sqrt() })
        };
        let strata = members.into_iter().zip(not_drawn).map(stratum).collect::<Result<_>>()?;
        Ok(Self { strata, count: stratum_of_unit.len() })
    }

    /// What the weights of every unit's rows are multiplied by in one replicate.
    ///
    /// Of the n units of a stratum n − 1 are drawn with replacement, and a unit drawn r times is worth
    ///
    /// ```text
    /// 1 − λ + λ n/(n − 1) r        λ = √(1 − f)
    /// ```
    ///
    /// so that totals vary as they do over samples: by (1 − f) n/(n − 1) Σ (z − z̄)², z being the totals of the units. A
    /// stratum of one unit keeps its weights.
    ///
    /// Source: Rao, J. N. K. & Wu, C. F. J. (1988), "Resampling inference with complex survey data", *J. American
    /// Statistical Association* 83, 231-241; for weights Rao, J. N. K., Wu, C. F. J. & Yue, K. (1992), "Some recent work
    /// on resampling methods for complex surveys", *Survey Methodology* 18, 209-217.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`] when the caller stops.
    pub fn factors(&self, rng: &mut ChaCha8Rng, control: &Control) -> Result<Vec<f64>> {
        let mut factors = vec![1.0; self.count];
        for stratum in &self.strata {
            stratum.draw(rng, &mut factors, control)?;
        }
        Ok(factors)
    }
}

impl Stratum {
    fn draw(&self, rng: &mut ChaCha8Rng, factors: &mut [f64], control: &Control) -> Result<()> {
        let respondents = |(_, drawn): &(Vec<f64>, Multinomial)| drawn.times;
        let units = self.sizes.as_ref().map_or(self.units.len() as u64, respondents);
        let total = self.sizes.as_ref().map_or(units as f64, |(sizes, _)| sizes.iter().sum());
        let times = units.saturating_sub(1);
        if times == 0 {
            return Ok(());
        }
        let mut counts = vec![0.0; self.units.len()];
        match &self.sizes {
            Some((_, drawn)) => drawn.draw(times, rng, &mut counts, control)?,
            None => draw_rows(self.units.len() - 1, rng, &mut counts, control)?,
        }
        for (place, (&unit, count)) in self.units.iter().zip(counts).enumerate() {
            let size = self.sizes.as_ref().and_then(|(sizes, _)| sizes.get(place)).copied().unwrap_or(1.0);
            let drawn = if size > 0.0 { count / size } else { 1.0 };
            if let Some(factor) = factors.get_mut(unit) {
                *factor = 1.0 - self.scale + self.scale * total / times as f64 * drawn;
            }
        }
        Ok(())
    }
}
