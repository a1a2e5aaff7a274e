# Regressions by base R and MASS, written to regression_r.json. Run in this folder, after regression_data.R:
#   Rscript regression_r.R
# Robust covariances, tests and diagnostics are written out as formulas, so that no further package is needed; where lmtest,
# sandwich and car are installed, they must say the same.
suppressMessages({library(MASS); library(jsonlite)})
source("ordered_logit.R")

text <- c(stratum = "character", cluster = "character", region = "character", brand = "character")
rows <- read.csv("regression.csv", colClasses = text)
rows$brand <- factor(rows$brand)
rows$region <- factor(rows$region)
repeated <- rows[rep(seq_len(nrow(rows)), rows$count), ]
news <- data.frame(network = c(8, 5, 10), billing = c(7, 3, 10), hotline = c(6, 4, 9), shop = c(6, 9, 2), brand = factor(c("alpha", "beta", "gamma")))
slopes <- ~ network + billing + hotline + shop + brand
drivers <- c("network", "billing", "hotline", "shop")
installed <- function(package) requireNamespace(package, quietly = TRUE)
same <- function(a, b, tolerance = 1e-9) stopifnot(all.equal(unname(a), unname(b), tolerance = tolerance, check.attributes = FALSE))

# ---- least squares ---------------------------------------------------------------------------------------------------

# sum over clusters of the outer product of their summed rows; with a cluster a row, sum of the rows' own.
meat <- function(scores, cluster = seq_len(nrow(scores))) crossprod(rowsum(scores, cluster))

robust <- function(fit, cluster) {
  x <- model.matrix(fit)
  w <- if (is.null(fit$weights)) rep(1, nrow(x)) else fit$weights
  n <- nrow(x); k <- ncol(x); groups <- length(unique(cluster))
  bread <- solve(crossprod(x, w * x))
  scores <- x * w * residuals(fit)
  h <- hatvalues(fit)
  omega <- list(HC0 = 1, HC1 = n / (n - k), HC2 = 1 / (1 - h), HC3 = 1 / (1 - h)^2, HC4 = (1 - h)^-pmin(4, n * h / k))
  covs <- lapply(omega, function(o) bread %*% meat(scores * sqrt(o)) %*% bread)
  covs$CR0 <- bread %*% meat(scores, cluster) %*% bread
  covs$CR1 <- covs$CR0 * groups / (groups - 1) * (n - 1) / (n - k)
  if (installed("sandwich")) {
    for (type in names(omega)) same(covs[[type]], sandwich::vcovHC(fit, type = type))
    same(covs$CR0, sandwich::vcovCL(fit, cluster, type = "HC0", cadjust = FALSE))
    same(covs$CR1, sandwich::vcovCL(fit, cluster, type = "HC1", cadjust = TRUE))
  }
  lapply(covs, triangle)
}
triangle <- function(v) lapply(seq_len(nrow(v)), function(i) I(unname(v[i, seq_len(i)])))

# Belsley, Kuh and Welsch (1980), chapter 3: columns of sqrt(w) X, with the intercept, scaled to unit length, not centred.
collinearity <- function(fit) {
  w <- if (is.null(fit$weights)) 1 else fit$weights
  x <- model.matrix(fit) * sqrt(w)
  s <- svd(sweep(x, 2, sqrt(colSums(x^2)), "/"))
  phi <- sweep(s$v^2, 2, s$d^2, "/") # a row a coefficient, a column a singular value
  shares <- t(phi / rowSums(phi)) # a row a condition index, a column a coefficient
  list(condition_index = max(s$d) / s$d, proportion = lapply(seq_along(s$d), function(i) shares[i, ]))
}

# Correlation with the outcome of what the other columns leave of a column: of both sides (partial), of the column (part).
partial <- function(fit) {
  t <- summary(fit)$coefficients[-1, "t value"]
  df <- fit$df.residual
  list(partial = unname(t / sqrt(t^2 + df)), part = unname(t * sqrt((1 - summary(fit)$r.squared) / df)))
}

# Koenker's studentised form: n R² of the squared residuals on the same columns.
breusch_pagan <- function(fit) {
  stat <- nrow(model.matrix(fit)) * summary(lm.fit2(model.matrix(fit), residuals(fit)^2))$r.squared
  df <- ncol(model.matrix(fit)) - 1
  if (installed("lmtest")) same(stat, lmtest::bptest(fit)$statistic)
  list(stat = stat, df = df, p = pchisq(stat, df, lower.tail = FALSE))
}
lm.fit2 <- function(x, y) lm(y ~ x[, -1])

jarque_bera <- function(e) {
  m <- function(k) mean((e - mean(e))^k)
  skew <- m(3) / m(2)^1.5
  kurtosis <- m(4) / m(2)^2
  stat <- length(e) / 6 * (skew^2 + (kurtosis - 3)^2 / 4)
  list(stat = stat, df = 2, p = pchisq(stat, 2, lower.tail = FALSE), skewness = skew, kurtosis = kurtosis)
}

# Fox and Monette (1992): det R11 det R22 / det R, 1 column a numeric driver, a block a factor.
inflation <- function(fit) {
  r <- cov2cor(vcov(fit)[-1, -1])
  block <- attr(model.matrix(fit), "assign")[-1]
  terms <- attr(terms(fit), "term.labels")
  gvif <- vapply(seq_along(terms), function(j) det(r[block == j, block == j, drop = FALSE]) * det(r[block != j, block != j, drop = FALSE]) / det(r), 0)
  df <- vapply(seq_along(terms), function(j) sum(block == j), 0)
  if (installed("car")) same(gvif, car::vif(fit)[, "GVIF"])
  list(term = terms, gvif = gvif, df = df, gvif_root = gvif^(1 / (2 * df)))
}

dropped <- function(fit) {
  table <- drop1(fit, test = "F")[-1, ]
  list(term = rownames(table), df = table$Df, ss = table$`Sum of Sq`, F = table$`F value`, p = table$`Pr(>F)`)
}

f_test <- function(small, large) {
  found <- anova(small, large)
  list(F = found$F[2], df = found$Df[2], ddf = found$Res.Df[2], p = found$`Pr(>F)`[2])
}

# Equal coefficients in all regions: all of them, or the slopes only.
chow <- function(data, w) {
  data. <- transform(data, w. = w)
  fit <- function(formula, data = data.) lm(as.formula(formula), data, weights = w.)
  right <- paste(all.vars(slopes), collapse = " + ")
  pooled <- fit(paste("overall ~", right))
  apart <- fit(paste("overall ~ region * (", right, ")"))
  by_hand <- sum(vapply(levels(data$region), function(r) deviance(fit(paste("overall ~", right), data.[data.$region == r, ])), 0))
  same(by_hand, deviance(apart))
  list(all = f_test(pooled, apart), slopes = f_test(fit(paste("overall ~ region +", right)), apart))
}

# Likelihoods of a survey: probability weights scaled to sum n enter as rows repeated, not as precisions.
pseudo_likelihood <- function(fit) {
  w <- fit$weights / mean(fit$weights)
  n <- length(w)
  loglik <- -n / 2 * (log(2 * pi * sum(w * residuals(fit)^2) / n) + 1)
  k <- length(coef(fit))
  list(loglik = loglik, aic = -2 * loglik + 2 * (k + 1), bic = -2 * loglik + log(n) * (k + 1))
}

interval <- function(p) lapply(list(fit = p[, "fit"], lower = p[, "lwr"], upper = p[, "upr"]), unname)
outcomes <- function(fit) {
  mean_of <- predict(fit, news, interval = "confidence", se.fit = TRUE)
  list(se = unname(mean_of$se.fit), confidence = interval(mean_of$fit), prediction = interval(suppressWarnings(predict(fit, news, interval = "prediction"))))
}

least_squares <- function(data, w = NULL, full = TRUE) {
  data$w. <- if (is.null(w)) rep(1, nrow(data)) else w
  formula <- update(slopes, overall ~ .)
  fit <- if (is.null(w)) lm(formula, data) else lm(formula, data, weights = w.)
  s <- summary(fit)
  out <- list(
    terms = names(coef(fit)), n = nrow(data), coef = unname(coef(fit)), cov = triangle(vcov(fit)), df = fit$df.residual, sigma = s$sigma,
    r2 = s$r.squared, adj_r2 = s$adj.r.squared, f = unname(s$fstatistic), f_p = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE),
    p = unname(s$coefficients[, 4]), conf_low = unname(confint(fit)[, 1]), conf_high = unname(confint(fit)[, 2]),
    loglik = as.numeric(logLik(fit)), aic = AIC(fit), bic = BIC(fit), rss = deviance(fit)
  )
  if (!full) return(out)
  e <- residuals(fit)
  press <- sum(data$w. * (e / (1 - hatvalues(fit)))^2)
  c(out, list(
    robust = robust(fit, data$cluster), drop1 = dropped(fit), chow = chow(data, data$w.), gvif = inflation(fit), collinearity = collinearity(fit),
    partial = partial(fit), predict = outcomes(fit), press = press, hat = unname(hatvalues(fit)), cook = unname(cooks.distance(fit)),
    standardised = unname(rstandard(fit)), studentised = unname(rstudent(fit))
  ))
}

# ---- logit -----------------------------------------------------------------------------------------------------------

# Cox and Snell (1989), Nagelkerke (1991), McFadden (1974), Tjur (2009).
pseudo_r2 <- function(loglik, null, n) {
  cox_snell <- 1 - exp(2 / n * (null - loglik))
  list(mcfadden = 1 - loglik / null, cox_snell = cox_snell, nagelkerke = cox_snell / (1 - exp(2 / n * null)))
}

# Mean over respondents of the slope p(1 - p) b; for a level, of the change of p from the reference level to it. Errors
# by the delta method with the exact gradient.
marginal_effects <- function(fit, data) {
  b <- coef(fit)
  at <- function(d) { x <- model.matrix(delete.response(terms(fit)), d, xlev = fit$xlevels); p <- plogis(drop(x %*% b)); list(p = p, dp = x * p * (1 - p)) }
  here <- at(data)
  numeric_one <- function(name) {
    p <- here$p
    gradient <- colMeans(here$dp * (1 - 2 * p)) * b[[name]]
    gradient[name] <- gradient[name] + mean(p * (1 - p))
    list(mean(p * (1 - p)) * b[[name]], gradient)
  }
  level_one <- function(level) {
    to <- at(transform(data, brand = factor(level, levels(data$brand))))
    from <- at(transform(data, brand = factor("alpha", levels(data$brand))))
    list(mean(to$p - from$p), colMeans(to$dp - from$dp))
  }
  found <- c(lapply(drivers, numeric_one), lapply(c("beta", "gamma"), level_one))
  list(terms = c(drivers, "brandbeta", "brandgamma"), ame = vapply(found, function(f) f[[1]], 0),
       se = vapply(found, function(f) sqrt(drop(f[[2]] %*% vcov(fit) %*% f[[2]])), 0))
}

logit <- function(data, full = TRUE) {
  formula <- update(slopes, renewed ~ .)
  control <- list(epsilon = 1e-14, maxit = 100)
  fit <- glm(formula, binomial, data, start = coef(glm(formula, binomial, data, control = control)), control = control)
  p <- fitted(fit)
  n <- nrow(data)
  loglik <- as.numeric(logLik(fit))
  out <- list(
    terms = names(coef(fit)), n = n, coef = unname(coef(fit)), cov = triangle(vcov(fit)), deviance = deviance(fit), null_deviance = fit$null.deviance,
    loglik = loglik, aic = AIC(fit), bic = BIC(fit), r2 = c(pseudo_r2(loglik, -fit$null.deviance / 2, n), list(tjur = mean(p[data$renewed == 1]) - mean(p[data$renewed == 0])))
  )
  if (!full) return(out)
  x <- model.matrix(fit)
  scores <- x * (data$renewed - p)
  bread <- vcov(fit)
  groups <- length(unique(data$cluster))
  hc0 <- bread %*% meat(scores) %*% bread
  cr0 <- bread %*% meat(scores, data$cluster) %*% bread
  if (installed("sandwich")) {
    same(hc0, sandwich::vcovHC(fit, type = "HC0"), 1e-8)
    same(cr0, sandwich::vcovCL(fit, data$cluster, type = "HC0", cadjust = FALSE), 1e-8)
  }
  link <- predict(fit, news, se.fit = TRUE)
  lr <- drop1(fit, test = "Chisq")[-1, ]
  regions <- vapply(levels(data$region), function(r) as.numeric(logLik(glm(formula, binomial, data[data$region == r, ], control = control))), 0)
  k <- length(coef(fit))
  stat <- 2 * (sum(regions) - loglik)
  c(out, list(
    robust = list(HC0 = triangle(hc0), CR0 = triangle(cr0), CR1 = triangle(cr0 * groups / (groups - 1))),
    ame = marginal_effects(fit, data),
    drop1 = list(term = rownames(lr), df = lr$Df, lr = lr$LRT, p = lr$`Pr(>Chi)`), predict = list(fit = unname(link$fit), se = unname(link$se.fit)),
    regions = list(lr = stat, df = k * (length(regions) - 1), p = pchisq(stat, k * (length(regions) - 1), lower.tail = FALSE))
  ))
}

# ---- ordered logit ---------------------------------------------------------------------------------------------------

# Brant (1990): one logit of y > j a cut; b_j - b_1 has a covariance from the cross-products of their scores.
brant <- function(x, y) {
  cuts <- sort(unique(y))[-length(unique(y))]
  z <- cbind(1, x)
  control <- list(epsilon = 1e-14, maxit = 100)
  one <- function(j, start = NULL) glm.fit(z, y > j, family = binomial(), start = start, control = control)
  fits <- lapply(cuts, function(j) one(j, one(j)$coefficients))
  p <- lapply(fits, function(f) plogis(drop(z %*% f$coefficients)))
  inverse <- lapply(p, function(q) solve(crossprod(z, z * (q * (1 - q)))))
  k <- ncol(x)
  q <- length(cuts)
  slopes_of <- function(j) (j - 1) * k + seq_len(k)
  v <- matrix(0, q * k, q * k)
  for (j in seq_len(q)) for (l in seq_len(q)) {
    both <- p[[max(j, l)]] - p[[j]] * p[[l]] # P(y > j and y > l) is that of the higher cut
    v[slopes_of(j), slopes_of(l)] <- (inverse[[j]] %*% crossprod(z, z * both) %*% inverse[[l]])[-1, -1]
  }
  b <- unlist(lapply(fits, function(f) f$coefficients[-1]))
  wald <- function(columns) {
    contrast <- function(j) { # b_1 - b_j of the columns
      m <- matrix(0, length(columns), q * k)
      m[cbind(seq_along(columns), columns)] <- 1
      m[cbind(seq_along(columns), slopes_of(j)[columns])] <- -1
      m
    }
    d <- do.call(rbind, lapply(seq_len(q)[-1], contrast))
    stat <- drop(t(d %*% b) %*% solve(d %*% v %*% t(d), d %*% b))
    list(chi2 = stat, df = nrow(d), p = pchisq(stat, nrow(d), lower.tail = FALSE))
  }
  brand <- grep("^brand", colnames(x))
  list(overall = wald(seq_len(k)), terms = c(drivers, "brand"), by_term = lapply(c(match(drivers, colnames(x)), list(brand)), wald),
       columns = colnames(x), by_column = lapply(seq_len(k), wald), cuts = lapply(fits, function(f) unname(f$coefficients)))
}

ordered_logit <- function(data, full = TRUE) {
  x <- model.matrix(slopes, data)[, -1]
  y <- data$satisfaction
  rough <- polr(update(slopes, factor(satisfaction) ~ .), data, control = list(reltol = 1e-14, maxit = 1000), Hess = TRUE)
  found <- ordered_fit(x, y, rep(1, nrow(data)), c(coef(rough), rough$zeta))
  cov <- solve(-found$hessian)
  same(found$theta, c(coef(rough), rough$zeta), 1e-6)
  same(cov, vcov(rough), 1e-3)
  n <- nrow(data)
  shares <- table(y) / n
  null <- sum(table(y) * log(shares))
  k <- length(found$theta)
  out <- list(
    terms = names(found$theta), n = n, coef = unname(found$theta), cov = triangle(cov), loglik = found$loglik, null_loglik = null, deviance = -2 * found$loglik,
    aic = -2 * found$loglik + 2 * k, bic = -2 * found$loglik + log(n) * k, r2 = pseudo_r2(found$loglik, null, n)
  )
  if (!full) return(out)
  groups <- length(unique(data$cluster))
  sandwich <- function(cluster) cov %*% meat(found$gradient, cluster) %*% cov
  cut <- function(rows, j) plogis(c(-Inf, found$theta[-seq_len(ncol(x))], Inf)[j + 1] - drop(rows %*% found$theta[seq_len(ncol(x))]))
  at <- model.matrix(slopes, news)[, -1]
  shares_at <- vapply(1:5, function(j) cut(at, j) - cut(at, j - 1), numeric(nrow(news)))
  same(shares_at, predict(rough, news, type = "probs"), 1e-6)
  cr0 <- sandwich(data$cluster)
  c(out, list(robust = list(HC0 = triangle(sandwich(seq_len(n))), CR0 = triangle(cr0), CR1 = triangle(cr0 * groups / (groups - 1))),
              predict = lapply(seq_len(nrow(news)), function(i) shares_at[i, ]), brant = brant(x, y)))
}

# ---- JSON, 15 digits -------------------------------------------------------------------------------------------------

plain <- lm(update(slopes, overall ~ .), rows)
shapiro <- shapiro.test(residuals(plain))
numbers <- lm(overall ~ network + billing + hotline + shop, rows)
tests <- list(
  breusch_pagan = breusch_pagan(plain), jarque_bera = jarque_bera(residuals(plain)), shapiro = list(stat = unname(shapiro$statistic), p = shapiro$p.value),
  durbin_watson = sum(diff(residuals(plain))^2) / deviance(plain), standardized = unname(coef(numbers)[-1] * sapply(rows[drivers], sd) / sd(rows$overall))
)
about <- list(
  models = "lm of overall, glm(binomial) of renewed, polr of satisfaction on network + billing + hotline + shop + brand (factor, reference alpha). cov holds the rows of the symmetric matrix up to the diagonal, in the order of terms.",
  ols = "lm without weights. tests: the tests and statistics of its residuals; standardized is of the model without brand.",
  wls = "lm(weights = weight): precision weights; loglik, aic, bic are R's, which count sigma. pseudo: the likelihood of probability weights scaled to sum n, -n/2 (log(2 pi sum(w e^2)/n) + 1), sigma counted, bic with log(n).",
  frequency = "The same models on rows repeated `count` times.",
  robust = "HC0-HC4: (X'WX)^-1 sum w^2 e^2 o x x' (X'WX)^-1 with o = 1, n/(n-k), 1/(1-h), 1/(1-h)^2, (1-h)^-min(4, n h/k). CR0: scores summed by cluster. CR1: times G/(G-1) (n-1)/(n-k) for lm, G/(G-1) for logit and ordered logit. HC0 of these is the sandwich of the observed information.",
  drop1 = "lm: F of each term given the others, df its columns; logit: likelihood ratio.",
  chow = "F of equal coefficients in the three regions: anova of the pooled model against region * (all drivers); slopes: against it, the model with region as a main effect. The script checks the residual sum of squares against one lm a region. Logit: likelihood ratio of one model a region.",
  collinearity = "Belsley, Kuh and Welsch: singular values of sqrt(w) X with intercept, columns scaled to unit length, not centred; proportion[i] is the row of condition_index[i], in the order of terms.",
  partial = "Of each column but the intercept: partial t/sqrt(t^2 + df), part t sqrt((1 - R^2)/df).",
  predict = "At the rows of `news`, 95 %. lm: standard error and interval of the mean, and of a new answer (of weight 1 under weights). Logit: link and its error. Ordered: probability of each answer.",
  diagnostics = "hat, cook, standardised (rstandard), studentised (rstudent) in the order of the rows; under weights residuals are times sqrt(w). press: sum w (e/(1-h))^2.",
  breusch_pagan = "Koenker: n R^2 of squared residuals on all columns. jarque_bera: n/6 (S^2 + (K-3)^2/4), moments over n.",
  logit = "Iterated to 1e-14 and started once more at the result. ame: mean of p(1-p) b, or of p(level) - p(alpha); delta method with cov. r2: McFadden, Cox and Snell, Nagelkerke, Tjur.",
  ordered = "polr(reltol = 1e-14), refined by Newton's method with exact derivatives; cov is the inverse of the exact negative Hessian. Coefficients first, then the cuts: P(y <= j) = plogis(zeta_j - x'b).",
  brant = "Brant (1990): logits of y > j, j = 1..4; Wald test that the slopes, or those of a term or column, are equal. cuts holds the coefficients of each logit, intercept first."
)
write <- function(x) toJSON(x, auto_unbox = TRUE, digits = NA, na = "null", null = "null")
lines <- function(x, deep) {
  pad <- strrep("  ", deep)
  part <- function(value) if (deep < 3 && is.list(value) && !is.null(names(value))) lines(value, deep + 1) else write(value)
  paste0("{\n", pad, paste0("\"", names(x), "\": ", vapply(x, part, ""), collapse = paste0(",\n", pad)), "\n", strrep("  ", deep - 1), "}")
}
weighted <- lm(update(slopes, overall ~ .), rows, weights = weight)
out <- list(
  source = sprintf("%s with MASS %s; script regression_r.R, data regression.csv (invented, by regression_data.R).", R.version.string, packageVersion("MASS")),
  about = about, news = news, ols = c(least_squares(rows), list(tests = tests)), wls = c(least_squares(rows, rows$weight), list(pseudo = pseudo_likelihood(weighted))),
  logit = logit(rows), ordered = ordered_logit(rows),
  frequency = list(linear = least_squares(repeated, full = FALSE), logit = logit(repeated, full = FALSE), ordered = ordered_logit(repeated, full = FALSE))
)
writeLines(lines(out, 1), "regression_r.json")
