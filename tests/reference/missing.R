# What R makes of missing.csv, written to missing.json. Run in this folder:
#   Rscript missing.R
suppressMessages({library(lavaan); library(mice); library(jsonlite)})
rows <- read.csv("missing.csv")
names <- colnames(rows)

# ---- maximum likelihood: moments of the saturated model, and the regression as a path model ----------------------------
saturated <- paste(c(apply(combn(names, 2), 2, function(p) paste(p, collapse = " ~~ ")), paste(names, "~ 1")), collapse = "\n")
control <- list(eval.max = 1e5, iter.max = 1e5, rel.tol = 1e-15, x.tol = 1e-15)
fit <- lavaan(saturated, rows, missing = "fiml", auto.var = TRUE, fixed.x = FALSE, control = control,
              em.h1.iter.max = 1e5, em.h1.tol = 1e-14)
moments <- lavInspect(fit, "h1")
path <- sem("overall ~ network + bills + hotline + age", rows, missing = "fiml", fixed.x = FALSE, meanstructure = TRUE,
            information = "observed", observed.information = "hessian", control = control)
part <- subset(parameterEstimates(path), (op == "~") | (op == "~1" & lhs == "overall"))
part <- part[c(which(part$op == "~1"), which(part$op == "~")), ]
ml <- list(mean = as.vector(moments$mean[names]), cov = unname(as.matrix(moments$cov[names, names])),
           log_likelihood = as.numeric(fitMeasures(fit, "unrestricted.logl")),
           coefficients = part$est, std_errors = part$se)

# ---- pairs ---------------------------------------------------------------------------------------------------------
pairs <- cov(rows, use = "pairwise.complete.obs")

# ---- pooling: 5 data sets imputed here, analysed by lm ----------------------------------------------------------------
imputed <- mice(rows, m = 5, maxit = 5, seed = 7, printFlag = FALSE)
fits <- with(imputed, lm(overall ~ network + bills + hotline + age))
pooled <- pool(fits)$pooled
joint <- D1(fits, with(imputed, lm(overall ~ 1)))
r2 <- pool.r.squared(fits)
pool <- list(
  estimates = lapply(fits$analyses, function(a) unname(coef(a))),
  covariances = lapply(fits$analyses, function(a) unname(vcov(a))),
  df_complete = fits$analyses[[1]]$df.residual,
  estimate = pooled$estimate, std_errors = sqrt(pooled$t), df = pooled$df, riv = pooled$riv, fmi = pooled$fmi,
  d1 = list(statistic = joint$result[1], df_model = joint$result[2], df_resid = joint$result[3], riv = joint$result[5]),
  r2s = sapply(fits$analyses, function(a) summary(a)$r.squared), r2 = unname(r2[1, 1:3]))

made <- list(made_by = list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
                            mice = as.character(packageVersion("mice"))),
             ml = ml, pairwise_cov = unname(pairs), pool = pool)
write(toJSON(made, digits = 15, auto_unbox = TRUE, pretty = TRUE), "missing.json")
