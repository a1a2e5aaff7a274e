//! The rescaling bootstrap: units of a sampling design drawn again within their strata.

use rand_chacha::ChaCha8Rng;

use super::draw_among;
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
    /// Running sums of how many units each stands for; none where that is one.
    running: Option<Vec<f64>>,
    /// √(1 − f), f being the share of the units of the population that was drawn.
    scale: f64,
}

impl DesignUnits {
    /// The units of these strata; `sizes` tells how many units each stands for, `not_drawn` the share of the units of
    /// every stratum that was not drawn: 1 without a finite population.
    pub fn new(stratum_of_unit: &[u32], sizes: Option<&[f64]>, not_drawn: &[f64]) -> Self {
        let empty =
            |share: &f64| Stratum { units: Vec::new(), running: sizes.map(|_| Vec::new()), scale: share.sqrt() };
        let mut strata: Vec<Stratum> = not_drawn.iter().map(empty).collect();
        for (unit, &stratum) in stratum_of_unit.iter().enumerate() {
            let Some(stratum) = strata.get_mut(stratum as usize) else { continue };
            stratum.units.push(unit);
            if let (Some(running), Some(size)) = (&mut stratum.running, sizes.and_then(|sizes| sizes.get(unit))) {
                running.push(running.last().unwrap_or(&0.0) + size);
            }
        }
        Self { strata, count: stratum_of_unit.len() }
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
        let total = self.running.as_ref().map_or(self.units.len() as f64, |sums| sums.last().copied().unwrap_or(0.0));
        let times = (total.round() - 1.0).max(0.0);
        if times == 0.0 {
            return Ok(());
        }
        let mut counts = vec![0.0; self.units.len()];
        draw_among(times, self.running.as_deref(), rng, &mut counts, control)?;
        for (place, (&unit, count)) in self.units.iter().zip(counts).enumerate() {
            let size =
                self.running.as_ref().map_or(1.0, |sums| sums[place] - if place > 0 { sums[place - 1] } else { 0.0 });
            let drawn = if size > 0.0 { count / size } else { 1.0 };
            factors[unit] = 1.0 - self.scale + self.scale * total / times * drawn;
        }
        Ok(())
    }
}
