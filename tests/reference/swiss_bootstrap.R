# Percentile limits of LMG in bootstrap samples of R's swiss data, written to swiss_bootstrap.json. Run in this folder:
#   Rscript swiss_bootstrap.R
# Respondents are drawn with replacement; LMG is its definition: the mean over all orders of what a driver adds to R²,
# each R² from lm.fit. Twenty runs of 1,000 samples tell how far limits of a run are from one another.
RNGversion("4.2.2")
set.seed(20261130)
drivers <- c("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
p <- length(drivers)
subsets <- 0:(2^p - 1)
inside <- sapply(seq_len(p), function(j) bitwAnd(subsets, 2^(j - 1)) > 0)
size <- rowSums(inside)

lmg <- function(rows) {
  y <- rows$Fertility
  x <- as.matrix(rows[drivers])
  total <- sum((y - mean(y))^2)
  r2 <- sapply(seq_along(subsets), function(s) 1 - sum(lm.fit(cbind(1, x[, inside[s, ], drop = FALSE]), y)$residuals^2) / total)
  sapply(seq_len(p), function(j) {
    without <- which(!inside[, j])
    weight <- 1 / (p * choose(p - 1, size[without]))
    sum(weight * (r2[without + 2^(j - 1)] - r2[without]))
  })
}
samples <- t(replicate(20000, lmg(swiss[sample(nrow(swiss), replace = TRUE), ])))
runs <- rep(1:20, each = 1000)
limits <- apply(samples, 2, quantile, c(0.025, 0.975))
spread <- apply(samples, 2, function(x) apply(sapply(split(x, runs), quantile, c(0.025, 0.975)), 1, sd))
row <- function(values) paste0("[", paste(sprintf("%.10g", values), collapse = ", "), "]")
writeLines(c(
  "{",
  sprintf('  "source": "R %s.%s, 20 runs of 1,000 bootstrap samples",', R.version$major, R.version$minor),
  sprintf('  "drivers": ["%s"],', paste(drivers, collapse = '", "')),
  sprintf('  "estimate": %s,', row(lmg(swiss))),
  sprintf('  "low": %s,\n  "high": %s,', row(limits[1, ]), row(limits[2, ])),
  sprintf('  "low_sd": %s,\n  "high_sd": %s', row(spread[1, ]), row(spread[2, ])),
  "}"
), "swiss_bootstrap.json")
